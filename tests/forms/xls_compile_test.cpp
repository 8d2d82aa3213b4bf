// SPDX-License-Identifier: Apache-2.0
// What the reference cases do not say: all errors at once, with their places; bounds; well-formed XML whatever the cells hold.
#include "forms/xls_compile.hpp"
#include "forms/xls_markdown.hpp"
#include "forms/xls_parameters.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"
#include "forms/xpath_judge.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie::forms;

namespace {

Compilation compiled(std::string_view markdown)
{
    auto const book = read_markdown(markdown);
    REQUIRE(book);
    return compile_form(*book, {.form_name = {}, .file_stem = "visit"});
}

std::vector<std::string> errors(Compilation const& form)
{
    std::vector<std::string> places;
    for (auto const& finding : form.findings)
        if (finding.weight == Finding::Weight::error) places.push_back(finding.where());
    return places;
}

}  // namespace

TEST_CASE("all errors of a form are told at once, each with sheet, row, column and remedy")
{
    auto const form = compiled(R"(
| survey |
| | type             | name   | label       | relevant  | parameters |
| | txt              | a      | A           |           |            |
| | select_one wells | b      | B           | ${nobody} |            |
| | range            | c      | C           |           | step=0     |
| | text             | d e    | D           |           |            |
| | integer          | f      |             |           |            |
| | begin_group      | g      | G           |           |            |
| choices |
| | list_name | name | label |
| | other     | x    | X     |
| | other     | x    | Y     |
)");
    CHECK(errors(form) == std::vector<std::string>{"choices, row 3, column name (B3)", "survey, row 2, column type (A2)",
                                                   "survey, row 3, column type (A3)", "survey, row 4, column parameters (E4)",
                                                   "survey, row 5, column name (B5)", "survey, row 6, column label (C6)",
                                                   "survey, row 7, column type (A7)", "survey, row 3, column relevant (D3)"});
    for (auto const& finding : form.findings) CHECK_FALSE(finding.remedy.empty());
    CHECK(form.xform.empty());
}

TEST_CASE("a misspelt type is told with the one that was meant")
{
    auto const form = compiled("| survey |\n| | type | name | label |\n| | integr | a | A |");
    REQUIRE(form.findings.size() == 1);
    CHECK(form.findings[0].remedy == "did you mean 'integer'?");
}

TEST_CASE("the same sheets give the same octets")
{
    constexpr std::string_view markdown =
        "| survey |\n| | type | name | label::Français (fr) | label::English (en) |\n| | select_one l or_other | a | A | B |\n"
        "| choices |\n| | list_name | name | label::English (en) | colour |\n| | l | x | X | red |";
    CHECK(compiled(markdown).xform == compiled(markdown).xform);
}

TEST_CASE("whatever stands in the cells, what comes out is well-formed XML or a refusal")
{
    auto const words = rc::gen::elementOf(std::vector<std::string>{"text",
                                                                   "integer",
                                                                   "select_one l",
                                                                   "begin_group",
                                                                   "end_group",
                                                                   "begin_repeat",
                                                                   "end_repeat",
                                                                   "note",
                                                                   "calculate",
                                                                   "range",
                                                                   "a",
                                                                   "b",
                                                                   "c",
                                                                   "${a}",
                                                                   "${b}",
                                                                   "<&>\"'",
                                                                   "]]>",
                                                                   "1 + ${a}",
                                                                   "instance('l')/root"
                                                                   "/item[name = ${a}]/label",
                                                                   "x=1",
                                                                   "yes",
                                                                   "\x01",
                                                                   "é",
                                                                   "${",
                                                                   "pulldata('f', 'a', 'b', ${a})",
                                                                   "search('x')",
                                                                   "jr:x",
                                                                   "::"});
    rc::check("random sheets", [&words]() {
        Workbook book;
        Sheet survey{.name = "survey", .rows = {}};
        std::vector<std::string> const headings{"type",          "name",       "label",      "hint::fr", "relevant",  "calculation", "default",
                                                "choice_filter", "appearance", "parameters", "image",    "bind::x:y", "save_to"};
        SheetRow header{.number = 1, .cells = {}};
        for (std::uint32_t i = 0; i < headings.size(); ++i) header.cells.push_back({.column = i, .text = headings[i]});
        survey.rows.push_back(header);
        auto const count = *rc::gen::inRange<std::uint32_t>(1, 6);
        for (std::uint32_t r = 0; r < count; ++r) {
            SheetRow row{.number = r + 2, .cells = {}};
            for (std::uint32_t i = 0; i < headings.size(); ++i)
                if (i < 3 || *rc::gen::inRange(0, 4) == 0) row.cells.push_back({.column = i, .text = *words});
            survey.rows.push_back(row);
        }
        book.sheets.push_back(survey);
        book.sheets.push_back(
            {.name = "choices", .rows = {{1, {{0, "list_name"}, {1, "name"}, {2, "label"}}}, {2, {{0, "l"}, {1, "n"}, {2, *words}}}}});
        auto const form = compile_form(book);
        if (form.is_good())
            RC_ASSERT(XmlJudge{form.xform}.is_good());
        else
            RC_ASSERT(form.xform.empty() && !form.findings.empty());
    });
}

TEST_CASE("groups deeper than the bound are refused, not followed")
{
    std::string markdown = "| survey |\n| | type | name | label |\n";
    for (int i = 0; i < 150; ++i) markdown += "| | begin_group | g" + std::to_string(i) + " | G |\n";
    CHECK_FALSE(compiled(markdown).is_good());
}

TEST_CASE("decimals of ranges are exact")
{
    CHECK(is_multiple(*parse_decimal("0.3"), *parse_decimal("0.1")));
    CHECK_FALSE(is_multiple(*parse_decimal("0.35"), *parse_decimal("0.1")));
    CHECK(compare(*parse_decimal("1.50"), *parse_decimal("1.5")) == 0);
    CHECK(compare(*parse_decimal("-2"), *parse_decimal("0.5")) < 0);
    CHECK_FALSE(parse_decimal("1e3").has_value());
    CHECK_FALSE(parse_decimal("").has_value());
    CHECK_FALSE(parse_decimal(".").has_value());
}

TEST_CASE("a default is computed only where it says more than itself")
{
    for (auto const text : {"2024-01-31", "plain text", "well-known", "3", "-1.5", "a.jpg", "http://example.org/x"})
        CHECK_FALSE(is_dynamic_default(text, "text"));
    for (auto const text : {"today()", "${a}", "1 + 1", "a | b", "x[1]", "3 div 2"}) CHECK(is_dynamic_default(text, "text"));
    CHECK_FALSE(is_dynamic_default("12 - 3", "date"));
}

TEST_CASE("names of XML elements, languages' codes, distances of words")
{
    CHECK(is_element_name("village_2.a-b"));
    CHECK(is_element_name("âge"));
    CHECK(is_element_name("ex:duration"));
    for (auto const bad : {"", "2nd", "a b", "a:b:c", "-a", "a/b", "é\xFF"}) CHECK_FALSE(is_element_name(bad));
    CHECK(edit_distance("setings", "settings") == 1);
    CHECK(edit_distance("", "abc") == 3);
}

TEST_CASE("a column that nothing reads is told, with the one that was meant; notes and columns of choices are not")
{
    auto const form = compiled(R"(
| survey |
| | type          | name | label | relevnt | _note | remarks |
| | select_one l  | a    | A     | 1=1     | x     | y       |
| choices |
| | list_name | name | label | region |
| | l         | x    | X     | north  |
)");
    REQUIRE(form.findings.size() == 2);
    CHECK(form.findings[0].weight == Finding::Weight::warning);
    CHECK(form.findings[0].where() == "survey, row 1, column relevnt (D1)");
    CHECK(form.findings[0].remedy == "did you mean relevant?");
    CHECK(form.findings[1].place.column == "remarks");
    CHECK_FALSE(form.xform.empty());
}
