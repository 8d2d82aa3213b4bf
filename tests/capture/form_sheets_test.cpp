// SPDX-License-Identifier: Apache-2.0
#include "capture/form_sheets.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

std::vector<std::string> texts(forms::SheetRow const& row)
{
    std::vector<std::string> all;
    for (auto const& cell : row.cells) all.push_back(forms::column_letters(cell.column) + "=" + cell.text);
    return all;
}

}  // namespace

TEST_CASE("a sheet of a form is a CSV file whose rows keep the numbers of their lines")
{
    TextSource source{"type;name;label\n\ntext; a ;\"A;\nB\"\ninteger;b;\n"};
    auto const sheet = read_form_sheet(source, "survey");
    REQUIRE(sheet);
    REQUIRE(sheet->rows.size() == 3);
    CHECK(texts(sheet->rows[1]) == std::vector<std::string>{"A=text", "B=a", "C=A;\nB"});
    CHECK(sheet->rows[1].number == 3);
    CHECK(sheet->rows[2].number == 5);
}

TEST_CASE("a form in one CSV file: sheets begin in the first column")
{
    TextSource source{"\"survey\",,\n,\"type\",\"name\"\n,text,a\n,,\nchoices\n,list_name,name\n,l,x\n"};
    auto const book = read_form_csv(source);
    REQUIRE(book);
    REQUIRE(book->sheets.size() == 2);
    CHECK(texts(book->sheets[0].rows[1]) == std::vector<std::string>{"A=text", "B=a"});
    CHECK(book->sheets[0].rows[1].number == 2);
    CHECK(book->sheets[1].name == "choices");
}

TEST_CASE("what is no form in one CSV file is refused: nothing before a sheet, no sheet, an open quotation mark")
{
    for (std::string_view const text : {",type,name\n", "\n\n", "survey\n,\"type,name\n"}) {
        TextSource source{text};
        CHECK_FALSE(read_form_csv(source).has_value());
    }
}
