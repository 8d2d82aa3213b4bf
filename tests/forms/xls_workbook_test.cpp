// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_workbook.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

struct Part {
    std::string name, content;
};

std::uint32_t crc_of(std::string_view text)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (char const letter : text) {
        auto const octet = static_cast<unsigned char>(letter);
        crc ^= octet;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

void append_number(std::string& out, std::uint64_t number, int octets)
{
    for (int i = 0; i < octets; ++i) out += i < 8 ? static_cast<char>((number >> (8 * i)) & 0xFFU) : '\0';
}

/// A zip file whose parts are stored as they are (APPNOTE.TXT 4.3). `claimed`: what the headers say that a part unpacks to, if it is not its size.
std::string zip_of(std::vector<Part> const& parts, std::uint32_t claimed = 0)
{
    std::string out, directory;
    for (auto const& [name, content] : parts) {
        auto const first = out.size();
        std::string common;
        append_number(common, 20, 2);
        append_number(common, 0, 2 + 2 + 2 + 2);
        append_number(common, crc_of(content), 4);
        append_number(common, content.size(), 4);
        append_number(common, claimed == 0 ? content.size() : claimed, 4);
        append_number(common, name.size(), 2);
        append_number(common, 0, 2);
        out += "PK\x03\x04" + common + name + content;
        directory += "PK\x01\x02";
        append_number(directory, 20, 2);
        directory += common;
        append_number(directory, 0, 2 + 2 + 2 + 4);
        append_number(directory, first, 4);
        directory += name;
    }
    auto const start = out.size();
    out += directory + "PK\x05\x06";
    append_number(out, 0, 4);
    append_number(out, parts.size(), 2);
    append_number(out, parts.size(), 2);
    append_number(out, directory.size(), 4);
    append_number(out, start, 4);
    append_number(out, 0, 2);
    return out;
}

std::vector<Part> xlsx_parts(std::string const& sheet_data)
{
    return {
        {"xl/workbook.xml",
         "<workbook xmlns:r='x'><sheets><sheet name='survey' r:id='rId1'/><sheet name='choices' r:id='rId2'/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/><Relationship Id='rId2' "
                                       "Target='/xl/worksheets/sheet2.xml'/></Relationships>"},
        {"xl/sharedStrings.xml",
         "<sst><si><t>type</t></si><si><r><t>la</t></r><r><rPr><b/></rPr><t xml:space='preserve'>bel </t></r><rPh><t>no</t></rPh></si></sst>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy\\-mm\\-dd hh:mm'/><numFmt numFmtId='171' formatCode='[Red]0.00'/></numFmts>"
         "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='21'/><xf numFmtId='171'/></cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"},
        {"xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"}};
}

std::vector<std::string> texts(SheetRow const& row)
{
    std::vector<std::string> all;
    for (auto const& cell : row.cells) all.push_back(column_letters(cell.column) + "=" + cell.text);
    return all;
}

Result<Workbook> read(std::string const& file) { return read_spreadsheet(as_bytes(file)); }

}  // namespace

TEST_CASE("cells of an XLSX file are read by their places: shared, rich and inline texts, gaps, truth, formulas")
{
    auto const book = read(zip_of(
        xlsx_parts("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c></row>"
                   "<row r='5'><c r='B5' t='inlineStr'><is><t>in line</t></is></c><c r='AB5' t='b'><v>1</v></c><c t='str'><f>A1</f><v>made</v></c>"
                   "<c r='AD5'><v>  </v></c></row>")));
    REQUIRE(book);
    REQUIRE(book->sheets.size() == 2);
    auto const& rows = book->sheets[0].rows;
    REQUIRE(rows.size() == 2);
    CHECK(texts(rows[0]) == std::vector<std::string>{"A=type", "C=label"});
    CHECK(rows[1].number == 5);
    CHECK(texts(rows[1]) == std::vector<std::string>{"B=in line", "AB=TRUE", "AC=made"});
}

TEST_CASE("numbers of an XLSX file are as short as they can be read back, days and times are ISO")
{
    // 45351 is 2024-02-29 in the system of 1900.
    auto const book = read(zip_of(xlsx_parts("<row r='1'><c r='A1'><v>3</v></c><c r='B1'><v>0.10000000000000001</v></c><c r='C1' "
                                             "s='1'><v>45351</v></c><c r='D1' s='2'><v>45351.4375</v></c>"
                                             "<c r='E1' s='3'><v>0.39583333333333331</v></c><c r='F1' s='4'><v>2.5</v></c></row>")));
    REQUIRE(book);
    CHECK(texts(book->sheets[0].rows[0]) == std::vector<std::string>{"A=3", "B=0.1", "C=2024-02-29", "D=2024-02-29T10:30:00", "E=09:30:00", "F=2.5"});
    CHECK(moment_text(25'569, MomentParts::day) == "1970-01-01");
    CHECK(moment_text(61, MomentParts::day) == "1900-03-01");
}

TEST_CASE("an ODS file: repeated rows and cells, blanks as elements, notes left out, dates and times")
{
    std::string const content =
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:body><office:spreadsheet>"
        "<table:table table:name='survey'><table:table-header-rows><table:table-row><table:table-cell "
        "office:value-type='string'><text:p>type</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='2'/><table:table-cell><office:annotation><text:p>a note</text:p></office:annotation>"
        "<text:p>two<text:s text:c='2'/><text:span>words</text:span></text:p></table:table-cell></table:table-row></table:table-header-rows>"
        "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell office:value-type='float' office:value='7'><text:p>7,00</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2024-02-29'/><table:table-cell office:value-type='time' "
        "office:time-value='PT09H30M00S'/>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'/><table:table-cell "
        "table:number-columns-repeated='16380'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048571'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
        "</table:table><table:table table:name='notes'/></office:spreadsheet></office:body></office:document-content>";
    auto const book = read(zip_of({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", content}}));
    REQUIRE(book);
    auto const& rows = book->sheets[0].rows;
    REQUIRE(rows.size() == 2);
    CHECK(texts(rows[0]) == std::vector<std::string>{"A=type", "D=two  words"});
    CHECK(rows[1].number == 5);
    CHECK(texts(rows[1]) == std::vector<std::string>{"A=7", "B=2024-02-29", "C=09:30:00", "D=TRUE"});
}

TEST_CASE("a spreadsheet of one sheet is a survey, whatever the sheet is called")
{
    auto parts = xlsx_parts("<row r='1'><c r='A1' t='str'><v>type</v></c></row>");
    parts[0].content = "<workbook xmlns:r='x'><sheets><sheet name='Feuille1' r:id='rId1'/></sheets></workbook>";
    auto const book = read(zip_of(parts));
    REQUIRE(book);
    CHECK(book->find("survey") != nullptr);
}

TEST_CASE("what is no spreadsheet is refused with a remedy: old .xls, other zips, claims beyond the bound, cells in disorder")
{
    CHECK(read("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").error().kind == Error::Kind::invalid);
    CHECK(read("hello").error().kind == Error::Kind::corrupt);
    CHECK(read(zip_of({{"word/document.xml", "<w/>"}})).error().kind == Error::Kind::invalid);
    CHECK(read(zip_of(xlsx_parts(""), 0xF0000000U)).error().kind == Error::Kind::limit);
    CHECK(read(zip_of(xlsx_parts("<row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>"))).error().kind ==
          Error::Kind::corrupt);
    CHECK(read(zip_of(xlsx_parts("<row r='1048577'><c r='A1048577'><v>1</v></c></row>"))).error().kind == Error::Kind::limit);
}

TEST_CASE("a spreadsheet that was cut or changed never stops the program")
{
    auto const whole = zip_of(xlsx_parts("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>45351</v></c></row>"));
    rc::check("any octet changed, any length", [&whole]() {
        auto file = whole;
        auto const at = *rc::gen::inRange<std::size_t>(0, file.size());
        file[at] = static_cast<char>(*rc::gen::inRange(0, 256));
        file.resize(*rc::gen::inRange<std::size_t>(file.size() / 2, file.size() + 1));
        auto const book = read(file);
        RC_ASSERT(book.has_value() || !book.error().what.empty());
    });
}
