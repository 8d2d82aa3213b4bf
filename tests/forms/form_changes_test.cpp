// SPDX-License-Identifier: Apache-2.0
#include "forms/form_changes.hpp"
#include "forms/xls_compile.hpp"
#include "forms/xls_markdown.hpp"

#include <doctest/doctest.h>

using namespace accalmie::forms;
using Kind = QuestionChange::Kind;

namespace {

Compilation compiled(std::string_view markdown)
{
    auto const book = read_markdown(markdown);
    REQUIRE(book);
    auto form = compile_form(*book);
    for (auto const& finding : form.findings) CAPTURE(finding.text());
    REQUIRE(form.is_good());
    return form;
}

QuestionChange const& find(FormChanges const& changes, std::string_view path)
{
    for (auto const& change : changes.questions)
        if (change.new_path == path || (change.new_path.empty() && change.old_path == path)) return change;
    FAIL("no change of " << path);
    return changes.questions.front();
}

constexpr std::string_view published = R"(
| settings |
| | form_id | version |
| | visit   | 1       |
| survey |
| | type              | name    | label        | question_id |
| | text              | chief   | Who leads?   | q1          |
| | integer           | people  | How many?    |             |
| | integer           | wells   | Wells?       |             |
| | select_one yes_no | market  | Is there a market? |       |
| | decimal           | road_km | Road?        |             |
| | begin_repeat      | herd    | Herd         |             |
| | integer           | cattle  | Cattle?      |             |
| | end_repeat        |         |              |             |
| | note              | thanks  | Thank you    |             |
| choices |
| | list_name | name | label |
| | yes_no    | yes  | Yes   |
| | yes_no    | no   | No    |
)";

}  // namespace

TEST_CASE("the same form again keeps every question, and says that its version must grow")
{
    auto const changes = compare_forms(compiled(published).form, compiled(published).form);
    CHECK(changes.count(Kind::kept) == 6);
    CHECK(changes.questions.size() == 6);
    CHECK_FALSE(changes.needs_decision());
    REQUIRE(changes.remarks.size() == 1);
    CHECK(changes.remarks[0].find("version stays 1") != std::string::npos);
}

TEST_CASE("each question is kept, moved, renamed, retyped, added or no longer asked, and nothing is passed over")
{
    auto const changes = compare_forms(compiled(published).form, compiled(R"(
| settings |
| | form_id | version |
| | visit   | 2       |
| survey |
| | type              | name    | label        | question_id |
| | begin_group       | place   | Place        |             |
| | text              | head    | Who leads?   | q1          |
| | select_one yes_no | market  | Is there a market? |       |
| | end_group         |         |              |             |
| | text              | people  | How many?    |             |
| | date              | road_km | Road?        |             |
| | integer           | cattle  | Cattle?      |             |
| | integer           | schools | Schools?     |             |
| choices |
| | list_name | name  | label   |
| | yes_no    | yes   | Yes     |
| | yes_no    | maybe | Perhaps |
)")
                                                                     .form);
    auto const& chief = find(changes, "/data/place/head");
    CHECK(chief.kind == Kind::renamed);
    CHECK(chief.is_moved);
    CHECK(chief.known_by == KnownBy::question_id);
    CHECK(chief.old_path == "/data/chief");
    auto const& market = find(changes, "/data/place/market");
    CHECK(market.kind == Kind::moved);
    CHECK(market.known_by == KnownBy::name);
    CHECK(market.choices_gone == std::vector<std::string>{"no"});
    CHECK(market.choices_new == std::vector<std::string>{"maybe"});
    auto const& people = find(changes, "/data/people");
    CHECK(people.kind == Kind::type_changed);
    CHECK(people.values == Values::stay);
    CHECK(find(changes, "/data/road_km").values == Values::do_not_fit);
    auto const& cattle = find(changes, "/data/cattle");
    CHECK(cattle.kind == Kind::moved);
    CHECK(cattle.leaves_repeat);
    CHECK(find(changes, "/data/schools").kind == Kind::added);
    CHECK(find(changes, "/data/wells").kind == Kind::no_longer_asked);
    CHECK(changes.questions.size() == 7);
    CHECK(changes.needs_decision());
}

TEST_CASE("a question that only looks renamed is told as gone and new, with the way to say that it is the same")
{
    auto const before = compiled("| survey |\n| | type | name | label |\n| | integer | wells | Wells? |");
    auto const now = compiled("| survey |\n| | type | name | label |\n| | integer | water_points | Wells? |");
    auto const changes = compare_forms(before.form, now.form);
    CHECK(find(changes, "/data/wells").kind == Kind::no_longer_asked);
    CHECK(find(changes, "/data/wells").advice.find("question_id") != std::string::npos);
    CHECK(find(changes, "/data/water_points").kind == Kind::added);
}

TEST_CASE("two questions that bear different identities are not the same, even at the same place")
{
    auto const before = compiled("| survey |\n| | type | name | label | question_id |\n| | integer | n | Men | a |");
    auto const now = compiled("| survey |\n| | type | name | label | question_id |\n| | integer | n | Women | b |");
    auto const changes = compare_forms(before.form, now.form);
    CHECK(changes.count(Kind::no_longer_asked) == 1);
    CHECK(changes.count(Kind::added) == 1);
}
