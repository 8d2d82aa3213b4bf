// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/csv_fuzz.cpp: any octets as a CSV file. Reading ends; a row without a problem is text; what is written again is read again.
// The first octet chooses how many octets the source gives at a time.
#include "capture/csv.hpp"
#include "capture/encoding.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <cstdint>

using namespace accalmie;

namespace {

class StepSource final : public ByteSource {
public:
    StepSource(std::string_view text, std::size_t step) : text_(text), step_(step) {}
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

std::vector<std::vector<std::string>> read_all(ByteSource& source, CsvOptions const& options, bool& problems)
{
    std::vector<std::vector<std::string>> rows;
    auto reader = CsvReader::open(source, options);
    if (!reader) return problems = true, rows;
    CsvRow row;
    for (;;) {
        auto const more = reader->next(row);
        if (!more) return problems = true, rows;
        if (!*more) return rows;
        VERIFY(row.fields.size() <= options.fields_max);
        if (row.problem)
            problems = true;
        else
            VERIFY(shown(row.raw) == row.raw);
        rows.emplace_back(row.fields.begin(), row.fields.end());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0) return 0;
    std::string_view const text{reinterpret_cast<char const*>(data) + 1, size - 1};
    CsvOptions const options{.field_bytes_max = 1000, .fields_max = 50, .row_bytes_max = 1U << 20U};
    StepSource source{text, data[0] % 64U + 1U};
    bool problems = false;
    auto const rows = read_all(source, options, problems);
    // Whatever the steps, the rows are the same.
    TextSource whole{text};
    bool problems_whole = false;
    VERIFY(read_all(whole, options, problems_whole) == rows && problems == problems_whole);
    if (problems || rows.empty()) return 0;
    std::string again = "\xEF\xBB\xBF";
    for (auto const& row : rows) {
        for (std::size_t index = 0; index < row.size(); ++index) {
            if (index > 0) again += ',';
            if (row[index].empty())
                again += "\"\"";  // so that a row of one empty field is not an empty line
            else
                append_csv_field(again, row[index]);
        }
        again += '\n';
    }
    CsvOptions commas = options;
    commas.separator = ',';
    commas.field_bytes_max = 1U << 20U;
    TextSource written{again};
    // A carriage return alone ends lines only where the first line ends so: the first row must not hold one.
    bool const mac = std::any_of(rows[0].begin(), rows[0].end(), [](std::string const& field) { return field.find('\r') != std::string::npos; });
    if (!mac) VERIFY(read_all(written, commas, problems) == rows);
    return 0;
}
