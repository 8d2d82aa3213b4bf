// SPDX-License-Identifier: Apache-2.0
#include "capture/csv.hpp"

#include "capture/encoding.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

using namespace accalmie;
using namespace std::string_view_literals;

namespace {

struct ReadRow {
    std::uint64_t line;
    std::vector<std::string> fields;
    std::string problem;
};

/// A source that gives `step` octets at a time: each place of a row meets the end of a block once.
class SlowSource final : public ByteSource {
public:
    SlowSource(std::string_view text, std::size_t step) : text_(text), step_(step) {}
    Result<std::size_t> read(std::span<std::uint8_t> into) override
    {
        auto const count = std::min({step_, into.size(), text_.size()});
        std::copy_n(text_.begin(), count, into.begin());
        text_.remove_prefix(count);
        return count;
    }

private:
    std::string_view text_;
    std::size_t step_;
};

std::vector<ReadRow> rows_of(ByteSource& source, CsvOptions const& options = {})
{
    std::vector<ReadRow> rows;
    auto reader = CsvReader::open(source, options);
    REQUIRE_MESSAGE(reader.has_value(), (reader ? "" : reader.error().text()));
    CsvRow row;
    for (;;) {
        auto const more = reader->next(row);
        REQUIRE_MESSAGE(more.has_value(), (more ? "" : more.error().text()));
        if (!*more) break;
        rows.push_back({row.line, {row.fields.begin(), row.fields.end()}, row.problem ? std::string{row.problem->reason} : ""});
    }
    return rows;
}
std::vector<ReadRow> rows_of(std::string_view text, CsvOptions const& options = {})
{
    TextSource source{text};
    return rows_of(source, options);
}
std::vector<std::vector<std::string>> fields_of(std::string_view text)
{
    std::vector<std::vector<std::string>> all;
    for (auto& row : rows_of(text)) all.push_back(std::move(row.fields));
    return all;
}
using Fields = std::vector<std::vector<std::string>>;

Error error_of(std::string_view text, CsvOptions const& options = {})
{
    TextSource source{text};
    auto reader = CsvReader::open(source, options);
    if (!reader) return reader.error();
    CsvRow row;
    for (;;) {
        auto const more = reader->next(row);
        if (!more) return more.error();
        REQUIRE(*more);
    }
}

}  // namespace

TEST_CASE("quotes, doubled quotes and line breaks within quotes are read as RFC 4180 says")
{
    CHECK(fields_of("a,b,c\r\n1,\"two, \"\"2\"\"\nlines\",3\r\n") == Fields{{"a", "b", "c"}, {"1", "two, \"2\"\nlines", "3"}});
    CHECK(fields_of("\"\",\"\"\"\",x") == Fields{{"", "\"", "x"}});
}

TEST_CASE("a row that ends in a separator has an empty last field, and a file may end without a line end")
{
    CHECK(fields_of("a,b\n1,2,\n3,4") == Fields{{"a", "b"}, {"1", "2", ""}, {"3", "4"}});
    CHECK(fields_of("a,b\n1,") == Fields{{"a", "b"}, {"1", ""}});
    CHECK(fields_of("a") == Fields{{"a"}});
}

TEST_CASE("a quote inside an unquoted field is a letter like any other")
{
    CHECK(fields_of("a,b\n5\" pipe,x\"y\n") == Fields{{"a", "b"}, {"5\" pipe", "x\"y"}});
}

TEST_CASE("spaces between a closing quote and the separator are passed over")
{
    CHECK(fields_of("a,b\n\"x\" ,\"y\"  \n") == Fields{{"a", "b"}, {"x", "y"}});
}

TEST_CASE("the separator is the one that the header has most of")
{
    CHECK(fields_of("a;b,c;d\n1;2;3\n") == Fields{{"a", "b,c", "d"}, {"1", "2", "3"}});
    CHECK(fields_of("a\tb\n1\t2,3\n") == Fields{{"a", "b"}, {"1", "2,3"}});
    CHECK(fields_of("\"a;b;c\",d\n1,2\n") == Fields{{"a;b;c", "d"}, {"1", "2"}});
    CHECK(rows_of("a;b\n1,5;2\n", {.separator = ','}).at(1).fields == std::vector<std::string>{"1", "5;2"});
}

TEST_CASE("lines are counted as an editor counts them, and records one by one")
{
    auto const rows = rows_of("a,b\n\n1,\"x\ny\nz\"\r\n\r\n2,w\n");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].line == 1);
    CHECK(rows[1].line == 3);
    CHECK(rows[2].line == 7);
}

TEST_CASE("a file with carriage returns alone, as old Macs wrote, has rows too")
{
    CHECK(fields_of("a,b\r1,2\r\"3\r4\",5\r") == Fields{{"a", "b"}, {"1", "2"}, {"3\r4", "5"}});
}

TEST_CASE("a byte order mark is not part of the first header")
{
    CHECK(fields_of("\xEF\xBB\xBF"
                    "a,b\n1,2\n") == Fields{{"a", "b"}, {"1", "2"}});
}

TEST_CASE("UTF-16 with a mark, or without but plainly so, is converted and said")
{
    std::string const text = "nom,lieu\né,Ténenkou\n\U0001F33E,x\n";
    for (bool const big_endian : {false, true})
        for (bool const marked : {false, true}) {
            CAPTURE(big_endian);
            CAPTURE(marked);
            std::string octets;
            auto const unit = [&](unsigned value) {
                char const low = static_cast<char>(value & 0xFFU), high = static_cast<char>(value >> 8U);
                octets += big_endian ? high : low;
                octets += big_endian ? low : high;
            };
            if (marked) unit(0xFEFFU);
            for (char32_t const letter : U"nom,lieu\né,Ténenkou\n\U0001F33E,x\n") {
                if (letter == 0) break;
                if (letter < 0x10000U)
                    unit(static_cast<unsigned>(letter));
                else
                    unit(0xD800U + static_cast<unsigned>((letter - 0x10000U) >> 10U)),
                        unit(0xDC00U + static_cast<unsigned>((letter - 0x10000U) & 0x3FFU));
            }
            TextSource source{octets};
            auto reader = CsvReader::open(source);
            REQUIRE(reader.has_value());
            CHECK(reader->notice().find("UTF-16") != std::string::npos);
            SlowSource slow{octets, 7};
            auto const rows = rows_of(slow);
            REQUIRE(rows.size() == 3);
            CHECK(rows[1].fields == std::vector<std::string>{"é", "Ténenkou"});
            CHECK(rows[2].fields[0] == "\U0001F33E");
        }
}

TEST_CASE("Windows-1252 is recognised where no accent is UTF-8, converted and said")
{
    std::string const text = "nom,prix\nT\xE9nenkou,5\x80\n";
    TextSource source{text};
    auto reader = CsvReader::open(source);
    REQUIRE(reader.has_value());
    CHECK(reader->encoding() == Encoding::windows_1252);
    CHECK(reader->notice().find("Windows-1252") != std::string::npos);
    CHECK(fields_of(text) == Fields{{"nom", "prix"}, {"Ténenkou", "5€"}});
}

TEST_CASE("one broken accent in a UTF-8 file is a problem of its row, not a guess about the file")
{
    auto const rows = rows_of("nom,n\nTénenkou,1\nT\xE9nenkou,2\nKoro,3\n");
    REQUIRE(rows.size() == 4);
    CHECK(rows[1].problem.empty());
    CHECK(rows[2].problem.find("not text") != std::string::npos);
    CHECK(rows[3].problem.empty());
}

TEST_CASE("a NUL octet is a problem of its row")
{
    std::string text = "a,b\n" + std::string(500, 'x') + ",1\ny";
    text += '\0';
    text += ",2\nz,3\n";
    auto const rows = rows_of(text);
    REQUIRE(rows.size() == 4);
    CHECK(rows[2].problem == "the row holds a NUL octet");
    CHECK(rows[3].problem.empty());
}

TEST_CASE("a picture, a workbook, an archive and noise are refused with a remedy")
{
    CHECK(error_of("\x89PNG\r\n\x1A\n....IHDR"sv).what.find("picture") != std::string::npos);
    CHECK(error_of("PK\x03\x04..........."sv).remedy.find("CSV UTF-8") != std::string::npos);
    CHECK(error_of("\xFF\xFE\0\0a\0\0\0"sv).what.find("UTF-32") != std::string::npos);
    std::string noise;
    for (unsigned seed = 1, index = 0; index < 4000; ++index) noise += static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 24U);
    auto const error = error_of(noise);
    CHECK(error.kind == Error::Kind::invalid);
    CHECK(!error.remedy.empty());
    CHECK(error_of("").kind == Error::Kind::missing);
}

TEST_CASE("a quote that is never closed costs its own line and no other")
{
    auto const rows = rows_of("a,b\n1,\"open\n2,x\n3,y\n");
    REQUIRE(rows.size() == 4);
    CHECK(rows[1].problem == "a quote is opened and never closed");
    CHECK(rows[1].fields == std::vector<std::string>{"1", "\"open"});
    CHECK(rows[2].fields == std::vector<std::string>{"2", "x"});
    CHECK(rows[2].problem.empty());
    CHECK(rows[3].line == 4);
}

TEST_CASE("a file that ends within quotes is said to be cut off")
{
    auto const rows = rows_of("a,b\n1,2\n3,\"cut he");
    REQUIRE(rows.size() == 3);
    CHECK(rows[2].problem.find("cut off") != std::string::npos);
}

TEST_CASE("text after a closing quote is a problem of its row")
{
    auto const rows = rows_of("a,b\n\"x\"y,1\n2,3\n");
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].problem == "text stands after a closing quote");
    CHECK(rows[2].problem.empty());
}

TEST_CASE("bounds on field, fields and row hold at the bound and not beyond it")
{
    CsvOptions const options{.field_bytes_max = 10, .fields_max = 3, .row_bytes_max = 2U << 20U};
    auto rows = rows_of("a,b,c\n" + std::string(10, 'x') + ",1,2\n" + std::string(11, 'x') + ",1,2\n1,2,3,4\n", options);
    REQUIRE(rows.size() == 4);
    CHECK(rows[1].problem.empty());
    CHECK(rows[2].problem == "a field is longer than the limit");
    CHECK(rows[3].problem == "the row has more fields than the limit");
    CHECK(rows[3].fields.size() == 3);
    std::string const longest(options.row_bytes_max, 'x');
    CHECK(rows_of("a,b\n" + longest + "\n1,2\n", options).size() == 3);
    CHECK(error_of("a,b\n" + longest + "x\n", options).kind == Error::Kind::limit);
    CHECK(error_of("a,b\n\"" + longest + longest, options).where == "line 2");
}

TEST_CASE("a quote in each line that is never closed ends with an error, not with hours of reading")
{
    // Each line opens a quote, and every later quote is doubled: each row is read to the row limit and given up.
    std::string text = "a,b\n";
    for (int line = 0; line < 400'000; ++line) text += "\"x\"\"\"\"yyyyyyyyyyyyyyyyyyyy\n";
    TextSource source{text};
    auto reader = CsvReader::open(source);
    REQUIRE(reader.has_value());
    CsvRow row;
    std::uint64_t rows = 0;
    for (;;) {
        auto const more = reader->next(row);
        if (!more || !*more) break;
        ++rows;
    }
    CHECK(rows > 0);
}

TEST_CASE("whatever the blocks in which a file arrives, the rows are the same")
{
    std::string const text = "a,b,c\r\n1,\"x \"\"y\"\",\r\nz\",3\r\n\r\n,,\r\n4,\"\",\"q\"\r\n";
    auto const whole = fields_of(text);
    for (std::size_t step = 1; step <= text.size(); ++step) {
        CAPTURE(step);
        SlowSource source{text, step};
        Fields fields;
        for (auto& row : rows_of(source)) fields.push_back(row.fields);
        CHECK(fields == whole);
    }
}

TEST_CASE("rows longer than a block and rows across blocks are whole")
{
    std::string text = "a,b\n", big(900'000, 'k');
    for (int row = 0; row < 8; ++row) text += std::to_string(row) + ",\"" + big + "\"\"\n\"\n";
    auto const rows = rows_of(text);
    REQUIRE(rows.size() == 9);
    for (std::size_t row = 1; row < rows.size(); ++row) {
        CHECK(rows[row].problem.empty());
        CHECK(rows[row].fields[0] == std::to_string(row - 1));
        CHECK(rows[row].fields[1] == big + "\"\n");
        CHECK(rows[row].line == 2 * row);
    }
}

TEST_CASE("what is written as CSV is read back, for any texts and any separator")
{
    auto const holds = rc::check([] {
        auto const letter = rc::gen::element('a', ',', ';', '\t', '"', '\n', '\r', ' ', '.', 'x');
        auto const width = *rc::gen::inRange<std::size_t>(2, 6);
        auto const separator = *rc::gen::element(',', ';', '\t');
        auto const table = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::vector<std::string>>>(
            rc::gen::container<std::vector<std::string>>(width, rc::gen::container<std::string>(letter))));
        std::string text = "h\n";
        for (auto const& row : table) {
            for (std::size_t index = 0; index < row.size(); ++index) {
                if (index > 0) text += separator;
                append_csv_field(text, row[index], separator);
            }
            text += "\r\n";
        }
        auto const rows = rows_of(text, {.separator = separator});
        RC_ASSERT(rows.size() == table.size() + 1);
        for (std::size_t index = 0; index < table.size(); ++index) {
            RC_ASSERT(rows[index + 1].problem.empty());
            RC_ASSERT(rows[index + 1].fields == table[index]);
        }
    });
    CHECK(holds);
}

TEST_CASE("any octets are read to an end or refused, and no row is handed out without its text being UTF-8 or marked")
{
    auto const holds = rc::check([] {
        auto const octets = *rc::gen::container<std::string>(
            rc::gen::oneOf(rc::gen::element('"', ',', '\n', '\r', 'a', '\0', '\xC3', '\xA9', '\xFF'), rc::gen::arbitrary<char>()));
        TextSource source{octets};
        auto reader = CsvReader::open(source);
        if (!reader) return;
        CsvRow row;
        std::size_t rows = 0;
        for (;;) {
            auto const more = reader->next(row);
            if (!more || !*more) break;
            RC_ASSERT(++rows <= octets.size() + 1);
            if (!row.problem) RC_ASSERT(shown(row.raw) == row.raw);
        }
    });
    CHECK(holds);
}

TEST_CASE("the beginning of a source can be read twice, and only that is kept")
{
    TextSource inner{"abcdefghij"};
    ReplaySource source{inner};
    std::array<std::uint8_t, 4> four{};
    REQUIRE(source.read(four).value() == 4);
    source.replay();
    std::string all;
    for (std::size_t count = 1; count > 0;) {
        count = source.read(four).value();
        all.append(as_text(std::span{four}.first(count)));
    }
    CHECK(all == "abcdefghij");
}
