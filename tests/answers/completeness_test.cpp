// SPDX-License-Identifier: Apache-2.0
#include "answers/completeness.hpp"

#include "answers/attacks.hpp"
#include "answers/made_world.hpp"
#include "answers/reports.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Fields = std::map<std::string, Value, std::less<>>;
Day on(std::string const& iso) { return *parse_day(iso); }

struct CareWorld : AnswerWorld {
    std::map<std::string, std::string> links;

    void facility(std::string const& code, std::string const& place = "ML01010101")
    {
        links[code] = say(awa, "facility", {{"code", code}, {"name", "CSCom " + code}, {"kind", std::string{"cscom"}}, {"place", at_version(place)}, {"source", std::string{"made"}}}).hex();
    }
    RecordId report(std::string const& code, std::string const& first_day, std::optional<std::int64_t> consultations, std::string const& received, std::string const& period = "month", std::optional<RecordAddress> replaces = {})
    {
        Fields fields{{"facility", links.at(code)}, {"place", at_version("ML01010101")}, {"period", period}, {"first_day", on(first_day)}, {"received_on", on(received)}};
        if (consultations) fields["consultations"] = *consultations;
        return say(awa, "facility_report", fields, replaces);
    }
    void status(std::string const& code, std::string const& state, std::string const& from, std::string const& until)
    {
        say(awa, "facility_status", {{"facility", links.at(code)}, {"place", at_version("ML01010101")}, {"state", state}, {"reason", std::string{"insecurity"}}, {"from", on(from)}, {"until", on(until)}, {"source", std::string{"made"}}});
    }
    void cut_off(std::string const& place, std::string const& kind, std::string const& from, std::string const& until)
    {
        say(awa, "access_constraint", {{"place", at_version(place)}, {"kind", kind}, {"from", on(from)}, {"until", on(until)}, {"source", std::string{"made"}}});
    }
    void people(std::string const& place, std::int64_t count)
    {
        say(awa, "population", {{"place", at_version(place)}, {"year", std::int64_t{2021}}, {"sex", std::string{"all"}}, {"age_band", std::string{"all"}}, {"residence", std::string{"all"}}, {"people", count}, {"source", std::string{"made"}}});
    }
    RecordId attack(std::string const& code, std::string const& day, std::string const& certainty)
    {
        return say(awa, "health_care_attack", {{"place", at_version("ML")}, {"day", on(day)}, {"certainty", certainty}, {"kind", std::string{"threat"}}, {"facility", links.at(code)}, {"exact_place", at_version("ML01010101")}, {"narrative", std::string{"secret"}}});
    }
    CompletenessAnswer completeness(std::string const& as_of, std::string const& first, std::string const& last, Role role = Role::owner)
    {
        CompletenessQuestion question;
        question.first = on(first), question.last = on(last);
        return good(answer_completeness(facts(), asked_on(as_of, role), question));
    }
};

std::string states(CompletenessAnswer const& answer, std::string const& code)
{
    std::string text;
    for (auto const& facility : answer.facilities)
        if (facility.code == code)
            for (auto const& cell : facility.cells) text += (text.empty() ? "" : " ") + std::string{report_state_code(cell.finding.state)};
    return text;
}

}  // namespace

TEST_CASE("a facility is what its reports, its states and its roads say, month by month")
{
    CareWorld world;
    for (auto const* code : {"A", "B", "C", "D"}) world.facility(code);
    world.facility("E", "ML0102");
    world.report("A", "2021-01-01", 210, "2021-02-03");
    world.report("A", "2021-02-01", 0, "2021-03-20");
    world.report("B", "2021-01-01", 90, "2021-02-15");
    world.status("B", "closed", "2021-02-01", "2021-02-28");
    world.status("D", "partly_open", "2021-01-10", "2021-01-12");
    world.report("D", "2021-01-01", 40, "2021-02-01");
    world.report("E", "2021-01-01", 5, "2021-02-01");
    world.cut_off("ML0102", "blockade", "2021-02-01", "2021-04-30");
    auto const answer = world.completeness("2021-04-05", "2021-01-01", "2021-03-01");
    CHECK(states(answer, "A") == "reported true_zero awaited");
    CHECK(answer.facilities[0].cells[1].finding.time == ReportTime::late);
    CHECK(states(answer, "B") == "late closed awaited");
    CHECK(states(answer, "C") == "silent silent awaited");
    CHECK(states(answer, "D") == "partly not_sent awaited");
    CHECK(states(answer, "E") == "reported unreachable unreachable");
    CHECK(answer.facilities[4].cells[1].days.reason == "blockade");
    CHECK(answer.all.expected == 10);
    CHECK(answer.all.received == 5);
    CHECK(answer.all.could_report == 8);
    CHECK(answer.areas.size() == 2);
    // As somebody knew it on 10 February: what came later is not there, and January is not late yet.
    CHECK(states(world.completeness("2021-02-10", "2021-01-01", "2021-01-01"), "B") == "awaited");
}

TEST_CASE("coverage per person and per person who can be reached agree by their shares; without people nothing is said")
{
    CareWorld world;
    world.facility("A"), world.facility("E", "ML0102");
    world.report("A", "2021-01-01", 300, "2021-02-03");
    world.report("E", "2021-01-01", 7, "2021-02-03");
    world.cut_off("ML01010101", "flood", "2021-01-01", "2021-01-10");
    world.people("ML0101", 10'000), world.people("ML0102", 2'000);
    auto unknown = world.completeness("2021-03-01", "2021-01-01", "2021-01-31");
    CHECK_FALSE(unknown.areas[0].coverage);
    CHECK(unknown.areas[0].without_people == std::vector<std::string>{"ML01010101"});
    CHECK_FALSE(unknown.coverage);
    world.people("ML01010101", 1'000);
    auto const answer = world.completeness("2021-03-01", "2021-01-01", "2021-01-31");
    auto const& west = answer.areas[0].coverage.value();
    CHECK(west.unreachable.person_years == doctest::Approx(1'000 * 10 / 365.25));
    CHECK(west.all.person_years == doctest::Approx(10'000 * 31 / 365.25));
    CHECK(*west.all.rate == doctest::Approx(300 / (10'000 * 31 / 365.25)));
    CHECK(std::abs(*west.difference) < 1e-12);
    CHECK(answer.coverage->all.contacts == 307);
    CHECK(answer.coverage->reachable.share + answer.coverage->unreachable.share == doctest::Approx(1));
}

TEST_CASE("who may not see counts of people gets none, and a donor no facility of an attack")
{
    CareWorld world;
    world.facility("A");
    world.attack("A", "2021-03-10", "confirmed");
    CompletenessQuestion const question;
    auto const refused = answer_completeness(world.facts(), asked_on("2021-04-05", Role::donor), question);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::denied);
    auto const seen = good(answer_attacks(world.facts(), asked_on("2021-04-20", Role::donor), {}));
    REQUIRE(seen.attacks.size() == 1);
    CHECK_FALSE(seen.attacks[0].team);
    CHECK(seen.attacks[0].facility_name.empty());
    CHECK(seen.attacks[0].place_name.empty());
    CHECK(seen.attacks[0].narrative.empty());
    CHECK_FALSE(seen.attacks[0].loss);
    CHECK_FALSE(seen.sum);
    CHECK(seen.loss_not_shown == 1);
    auto const elsewhere = good(answer_attacks(world.facts(), asked_on("2021-04-20", Role::district_health, {"ML0102"}), {}));
    CHECK_FALSE(elsewhere.attacks[0].team);
    auto const here = good(answer_attacks(world.facts(), asked_on("2021-04-20", Role::district_health, {"ML0101"}), {}));
    CHECK(here.attacks[0].facility_name == "CSCom A");
    CHECK(here.attacks[0].loss->reason == NoLoss::report_missing);
}

TEST_CASE("the loss after an attack rests on weeks, rumours stay out of the sum, and overlapping windows count once")
{
    CareWorld world;
    world.facility("A");
    Day const monday = on("2021-01-04");
    for (int i = 0; i < 30; ++i) {
        Day const first = monday + std::chrono::days{7 * i};
        world.report("A", to_iso(first), i < 12 || i > 18 ? 60 + i % 5 : 15, to_iso(first + std::chrono::days{8}), "week");
    }
    world.attack("A", "2021-03-30", "confirmed");  // in the week of 29 March, the thirteenth
    world.attack("A", "2021-04-10", "probable");
    world.attack("A", "2021-06-01", "rumour");
    auto const answer = good(answer_attacks(world.facts(), asked_on("2021-08-01"), {}));
    REQUIRE(answer.attacks.size() == 3);
    CHECK(answer.by_certainty.at("rumour") == 1);
    REQUIRE(answer.episodes.size() == 1);
    CHECK(answer.episodes[0].loss.attacks.size() == 2);
    CHECK(*answer.sum->loss > 200);
    CHECK(*answer.sum->loss < *answer.attacks[0].loss->loss + *answer.attacks[1].loss->loss);
    REQUIRE(answer.attacks[2].loss->loss);
    CHECK(std::abs(*answer.attacks[2].loss->loss) < 60);
    AttacksQuestion all;
    all.least = "rumour";
    CHECK(good(answer_attacks(world.facts(), asked_on("2021-08-01"), all)).episodes.size() == 2);
    all.least = "certain";
    CHECK_FALSE(answer_attacks(world.facts(), asked_on("2021-08-01"), all));
}

TEST_CASE("a report is checked against what is known, and its versions tell what a correction changed")
{
    CareWorld world;
    world.facility("A");
    for (auto const& [month, count] : std::vector<std::pair<std::string, std::int64_t>>{{"2021-01-01", 200}, {"2021-02-01", 210}, {"2021-03-01", 190}, {"2021-04-01", 205}}) world.report("A", month, count, "2021-05-05");
    ReportCheckQuestion question;
    question.facility = "A";
    question.report.first_day = on("2021-05-01"), question.report.received_on = on("2021-06-03"), question.report.open_days = 31, question.report.consultations = 2'040;
    question.report.female = 1'000, question.report.male = 1'000;
    auto const answer = good(answer_report_check(world.facts(), asked_on("2021-06-05"), question));
    CHECK(answer.refused);
    CHECK(answer.corrects.empty());
    CHECK(answer.period_name == "2021-05");
    bool far = false, differ = false;
    for (auto const& remark : answer.remarks) {
        far = far || remark.note.fault == ReportFault::far_above_usual;
        differ = differ || (remark.note.fault == ReportFault::parts_differ && remark.what.en == "The total 2040 is not the sum 2000 of women and men");
    }
    CHECK(far);
    CHECK(differ);
    auto const first = world.report("A", "2021-05-01", 300, "2021-06-03");
    world.report("A", "2021-05-01", 203, "2021-06-03", "month", RecordAddress{first, 0});
    CHECK(good(answer_report_check(world.facts(), asked_on("2021-06-05"), question)).corrects != "");
    auto const history = good(answer_report_history(world.facts(), asked_on("2021-06-05"), "A", ReportPeriod::month, on("2021-05-01")));
    REQUIRE(history.versions.size() == 2);
    CHECK(history.versions[0].numbers.consultations == 300);
    CHECK(history.versions[1].state == "current");
    CHECK(history.versions[1].replaces == history.versions[0].address);
    CHECK(history.versions[1].changed == std::vector<std::string>{"consultations"});
    CHECK(states(world.completeness("2021-06-30", "2021-05-01", "2021-05-01"), "A") == "reported");
    question.facility = "Z";
    CHECK(answer_report_check(world.facts(), asked_on("2021-06-05"), question).error().kind == Error::Kind::missing);
    question.facility = "A";
    CHECK(answer_report_check(world.facts(), asked_on("2021-06-05", Role::district_health, {"ML0102"}), question).error().kind == Error::Kind::denied);
}

TEST_CASE("every fault of a report has its words in both languages")
{
    for (int i = 0; i <= static_cast<int>(ReportFault::corrects); ++i) {
        ReportNote note;
        note.fault = static_cast<ReportFault>(i), note.found = 3.0, note.low = 1.0, note.high = 2.0, note.usual = 1.0;
        for (auto const period : {ReportPeriod::week, ReportPeriod::month}) {
            auto const remark = remark_of(note, period);
            CAPTURE(report_fault_code(note.fault));
            for (auto const* text : {&remark.what.fr, &remark.what.en, &remark.remedy.fr, &remark.remedy.en}) {
                CHECK_FALSE(text->empty());
                CHECK(text->find('{') == std::string::npos);
            }
        }
    }
}
