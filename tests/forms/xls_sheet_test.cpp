// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_sheet.hpp"

#include <doctest/doctest.h>

using namespace accalmie::forms;

TEST_CASE("columns are named as spreadsheet programs name them")
{
    CHECK(column_letters(0) == "A");
    CHECK(column_letters(25) == "Z");
    CHECK(column_letters(26) == "AA");
    CHECK(column_letters(701) == "ZZ");
    CHECK(column_letters(702) == "AAA");
    CHECK(column_letters(16'383) == "XFD");
}

TEST_CASE("a sheet is found however its name is written")
{
    Workbook book;
    book.sheets.push_back({.name = "Survey", .rows = {}});
    REQUIRE(book.find("survey") != nullptr);
    CHECK(book.find("survey")->name == "Survey");
    CHECK(book.find("choices") == nullptr);
}
