// SPDX-License-Identifier: Apache-2.0
#include "forms/answer_table.hpp"

#include <array>
#include <doctest/doctest.h>

using namespace accalmie;

namespace {

std::string form(std::string_view instance, std::string_view body)
{
    return "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>T</h:title><model><instance>" +
           std::string{instance} + "</instance></model></h:head><h:body>" + std::string{body} + "</h:body></h:html>";
}

/// "table key parent: cell|cell" a row.
std::vector<std::string> rows_of(AnswerTables const& tables, std::string_view xml, std::size_t& unknown)
{
    std::vector<std::string> rows;
    auto const left = tables.read(xml, "uuid:1", [&](AnswerTables::Row const& row) -> Result<void> {
        std::string text = tables.tables()[row.table].name + " " + std::string{row.key} + " " + std::string{row.parent} + ":";
        for (auto const cell : row.cells) text += " " + std::string{cell.empty() ? "-" : cell};
        rows.push_back(text);
        return {};
    });
    REQUIRE(left);
    unknown = left->unknown;
    return rows;
}

std::string const newest =
    form("<data id='f' version='2'><nom/><menage><taille/><enfant "
         "jr:template=''><age/><soin><nom/></soin></enfant></menage><meta><instanceID/></meta></data>",
         "<input ref='/data/nom'/><group ref='/data/menage'><repeat nodeset='/data/menage/enfant'><input ref='/data/menage/enfant/age'/>"
         "<repeat nodeset='/data/menage/enfant/soin'/></repeat></group>");
std::string const older = form("<data id='f' version='1'><nom/><telephone/><menage/><meta><instanceID/></meta></data>", "<input ref='/data/nom'/>");

}  // namespace

TEST_CASE("a form's questions become columns, its repeats tables, and an earlier version's questions stay")
{
    std::array<std::string_view, 2> const forms{newest, older};
    auto const tables = AnswerTables::of(forms).value();
    REQUIRE(tables.tables().size() == 3);
    CHECK(tables.tables()[0].columns == std::vector<std::string>{"nom", "menage-taille", "meta-instanceID", "telephone", "menage"});
    CHECK(tables.tables()[1].name == "menage-enfant");
    CHECK(tables.tables()[1].columns == std::vector<std::string>{"menage-enfant-age"});
    CHECK(tables.tables()[2].name == "menage-enfant-soin");

    std::size_t unknown = 0;
    auto const rows =
        rows_of(tables,
                "<data id='f' version='2'><nom>A &amp; "
                "B</nom><menage><taille>3</taille><enfant><age>2</age><soin><nom>x</nom></soin><soin><nom>y</nom></soin></enfant>"
                "<enfant><age>7</age></enfant></menage><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta><inattendu>z</inattendu></data>",
                unknown);
    CHECK(rows == std::vector<std::string>{"menage-enfant-soin uuid:1/enfant[1]/soin[1] uuid:1/enfant[1]: x",
                                           "menage-enfant-soin uuid:1/enfant[1]/soin[2] uuid:1/enfant[1]: y",
                                           "menage-enfant uuid:1/enfant[1] uuid:1: 2", "menage-enfant uuid:1/enfant[2] uuid:1: 7",
                                           " uuid:1 : A & B 3 uuid:1 - -"});
    CHECK(unknown == 1);
    CHECK(rows_of(tables, "<data id='f' version='1'><nom>A</nom><telephone>7</telephone><menage>text</menage></data>", unknown) ==
          std::vector<std::string>{" uuid:1 : A - - 7 text"});
    CHECK(unknown == 0);
}

TEST_CASE("rubbish and too much of it")
{
    std::array<std::string_view, 1> const rubbish{"<nothing/>"};
    CHECK(AnswerTables::of(rubbish).error().kind == Error::Kind::invalid);
    std::array<std::string_view, 1> const one{newest};
    auto const tables = AnswerTables::of(one).value();
    auto const nothing = [](AnswerTables::Row const&) -> Result<void> { return {}; };
    CHECK(tables.read("<data", "k", nothing).error().kind == Error::Kind::invalid);
    std::string many = "<data><menage>";
    for (std::size_t i = 0; i <= AnswerTables::rows_max; ++i) many += "<enfant/>";
    CHECK(tables.read(many + "</menage></data>", "k", nothing).error().kind == Error::Kind::limit);
    std::string deep, end;
    for (int i = 0; i < 5'000; ++i) deep += "<menage>", end += "</menage>";
    CHECK(tables.read("<data>" + deep + end + "</data>", "k", nothing));
    std::string wide = "<data id='f'>";
    for (std::size_t i = 0; i <= AnswerTables::columns_max; ++i) wide += "<q" + std::to_string(i) + "/>";
    auto const too_wide = form(wide + "</data>", "");
    std::array<std::string_view, 1> const wides{too_wide};
    CHECK(AnswerTables::of(wides).error().kind == Error::Kind::limit);
}
