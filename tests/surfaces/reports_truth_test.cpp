// SPDX-License-Identifier: Apache-2.0
// What was planted in the demo's reports and attacks, found again by the answers: every state, every wrong total, the true losses.
#include "surfaces/http/schemas.hpp"
#include "surfaces/reports_tree.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

Asking owner_of(DemoWorkspace& world) { return {world.workspace->owner(), world.workspace->today()}; }

CompletenessAnswer completeness(DemoWorkspace& world)
{
    auto const answer = answer_completeness(world.workspace->facts(), owner_of(world), {});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}
AttacksAnswer attacks(DemoWorkspace& world)
{
    auto const answer = answer_attacks(world.workspace->facts(), owner_of(world), {});
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

void check_states(DemoWorkspace& world)
{
    auto const answer = completeness(world);
    std::map<std::pair<std::string, Day>, std::string> found;
    for (auto const& facility : answer.facilities)
        for (auto const& cell : facility.cells) found[{facility.code, cell.first}] = std::string{report_state_code(cell.finding.state)};
    CHECK(found.size() == world.truth.report_months.size());
    for (auto const& truth : world.truth.report_months) {
        CAPTURE(truth.facility);
        CAPTURE(to_iso(truth.month));
        CHECK(found[{truth.facility, truth.month.first_day()}] == truth.state);
    }
}

void check_losses(DemoWorkspace& world)
{
    auto const answer = attacks(world);
    REQUIRE(answer.attacks.size() == world.truth.health_attacks.size());
    for (auto const& truth : world.truth.health_attacks) {
        auto const row = std::find_if(answer.attacks.begin(), answer.attacks.end(), [&](AttackRow const& one) { return one.facility_code == truth.facility && one.day == truth.day; });
        REQUIRE(row != answer.attacks.end());
        REQUIRE(row->loss);
        CAPTURE(truth.certainty);
        CHECK(row->certainty == truth.certainty);
        CHECK(row->loss->loss.has_value() == truth.lost.has_value());
        if (!truth.lost) CHECK(row->loss->reason == NoLoss::report_missing);
        if (!truth.lost || !row->loss->loss) continue;
        CHECK(static_cast<double>(*truth.lost) >= *row->loss->lower);
        CHECK(static_cast<double>(*truth.lost) <= *row->loss->upper);
    }
    REQUIRE(answer.sum);
    CHECK(answer.sum->said == 1);
    CHECK(answer.sum->not_said == 1);
    CHECK(static_cast<double>(world.truth.lost_after_attacks) >= *answer.sum->lower);
    CHECK(static_cast<double>(world.truth.lost_after_attacks) <= *answer.sum->upper);
}

}  // namespace

TEST_CASE("every facility of the demo is in every month what it was made to be")
{
    auto& world = usual_workspace();
    check_states(world);
    std::set<std::string> states;
    for (auto const& truth : world.truth.report_months) states.insert(truth.state);
    CHECK(states == std::set<std::string>{"reported", "late", "partly", "true_zero", "out_of_stock", "closed", "unreachable", "not_sent", "silent", "awaited"});
}

TEST_CASE("the true loss after each attack lies in its interval, and where reports are missing nothing is said")
{
    check_losses(usual_workspace());
}

TEST_CASE("other seeds keep their truth too")
{
    DemoWorkspace world{5};
    check_states(world);
    check_losses(world);
}

TEST_CASE("reports that do not add up are found by the check and no others are; a corrected one shows both versions")
{
    auto& world = usual_workspace();
    Areas areas{world.workspace->facts()};
    CareScope scope;
    scope.as_of = world.workspace->today();
    auto const facts = load_care(world.workspace->facts(), areas, scope);
    REQUIRE(facts);
    std::set<std::pair<std::string, Day>> wrong;
    for (auto const& facility : facts->facilities)
        for (auto const& [key, report] : facility.reports) {
            ReportContext context;
            context.as_of = scope.as_of;
            for (auto const& note : check_report(report.numbers, context))
                if (note.severity == Severity::wrong) wrong.insert({facility.code, key.second});
        }
    std::set<std::pair<std::string, Day>> planted;
    for (auto const& one : world.truth.wrong_totals) planted.insert({one.facility, one.month.first_day()});
    CHECK(planted.size() == 4);
    CHECK(wrong == planted);
    for (auto const& one : world.truth.corrected_reports) {
        auto const history = answer_report_history(world.workspace->facts(), owner_of(world), one.facility, ReportPeriod::month, one.month.first_day());
        REQUIRE(history);
        REQUIRE(history->versions.size() == 2);
        CHECK(history->versions[0].numbers.consultations == one.first_total);
        CHECK(history->versions[1].numbers.consultations == one.total);
        CHECK(history->versions[1].state == "current");
    }
}

TEST_CASE("the documents have the shapes of the interface")
{
    auto& world = usual_workspace();
    auto const shaped = [](Tree const& tree, std::string_view shape) {
        auto const checked = http::check_shape(nlohmann::json::parse(tree_json(tree)), shape);
        CHECK_MESSAGE(checked, (checked ? std::string{} : checked.error().text()));
    };
    shaped(completeness_tree(completeness(world), Kind::demo), "Completeness");
    shaped(attacks_tree(attacks(world), Kind::demo), "Attacks");
    auto const question = report_question(R"({"facility": "DEMO-0005", "period": "month", "first_day": "2026-05-01", "consultations": 12, "consultations_female": 5, "consultations_male": 8})");
    REQUIRE(question);
    auto const check = answer_report_check(world.workspace->facts(), owner_of(world), *question);
    REQUIRE(check);
    CHECK(check->refused);
    shaped(report_check_tree(*check), "ReportCheck");
    auto const history = answer_report_history(world.workspace->facts(), owner_of(world), "DEMO-0005", ReportPeriod::month, *parse_day("2026-05-01"));
    REQUIRE(history);
    shaped(report_history_tree(*history, Kind::demo), "ReportHistory");
}

TEST_CASE("what is typed is read or refused with its field")
{
    CHECK_FALSE(report_question("[]"));
    CHECK_FALSE(report_question("{"));
    CHECK_FALSE(report_question(std::string(1'000, '[')));
    CHECK_FALSE(report_question(R"({"facility": "A", "period": "year"})"));
    CHECK_FALSE(report_question(R"({"facility": "A", "period": "month", "first_day": "2026-02-30"})"));
    CHECK_FALSE(report_question(R"({"facility": "A", "period": "month", "deaths": 1.5})"));
    CHECK_FALSE(report_question(R"({"facility": "A", "period": "month", "deaths": 10000000000000000000})"));
    CHECK_FALSE(report_question(R"({"facility": "A", "period": "month", "deaths": "1"})"));
    auto const read = report_question(R"({"facility": "A", "period": "week", "deaths": null, "open_days": 0})");
    REQUIRE(read);
    CHECK_FALSE(read->report.deaths);
    CHECK(read->report.open_days == 0);
}
