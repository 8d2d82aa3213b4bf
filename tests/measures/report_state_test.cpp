// SPDX-License-Identifier: Apache-2.0
#include "measures/report_state.hpp"

#include "measures/access_coverage.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <set>

using namespace accalmie;

namespace {

Day day(std::string_view iso) { return *parse_day(iso); }

FacilityPeriod april()
{
    FacilityPeriod facts;
    facts.first = day("2026-04-01"), facts.last = day("2026-04-30"), facts.usable_days = 30;
    return facts;
}
FacilityPeriod april_with(std::optional<std::int64_t> consultations, std::string_view received = "2026-05-05")
{
    auto facts = april();
    facts.report = ReceivedReport{day(received), consultations, {}, {}};
    return facts;
}
ReportFinding found(FacilityPeriod const& facts, std::string_view as_of = "2026-06-30")
{
    auto const finding = report_state(facts, ReportPeriod::month, {.as_of = day(as_of)});
    REQUIRE(finding);
    return *finding;
}
ReportState state(FacilityPeriod const& facts, std::string_view as_of = "2026-06-30") { return found(facts, as_of).state; }

}  // namespace

TEST_CASE("a zero is split into nobody came, closed, cut off, empty shelf and nobody wrote")
{
    CHECK(state(april_with(0)) == ReportState::true_zero);
    auto closed = april_with(0);
    closed.report->open_days = 0;
    CHECK(state(closed) == ReportState::closed);
    auto seen_closed = april_with(0);
    seen_closed.closed_days = 30, seen_closed.usable_days = 0;
    CHECK(state(seen_closed) == ReportState::closed);
    auto cut_off = april_with(0);
    cut_off.cut_off_days = 30, cut_off.usable_days = 0;
    CHECK(state(cut_off) == ReportState::unreachable);
    auto empty = april_with(0);
    empty.report->open_days = 26, empty.report->stock_out_days = 26;
    CHECK(state(empty) == ReportState::out_of_stock);
    empty.report->stock_out_days = 25;
    CHECK(state(empty) == ReportState::true_zero);
    CHECK(state(april()) == ReportState::not_sent);
}

TEST_CASE("without a report: closed, cut off, awaited, silent and not sent are told apart, in that order")
{
    auto facts = april();
    facts.heard = Heard::never;
    CHECK(state(facts) == ReportState::silent);
    CHECK(state(facts, "2026-05-10") == ReportState::awaited);
    CHECK(state(facts, "2026-05-11") == ReportState::silent);
    facts.heard = Heard::ever;
    CHECK(state(facts, "2026-05-11") == ReportState::not_sent);
    facts.closed_days = 20, facts.cut_off_days = 10, facts.usable_days = 0;
    CHECK(state(facts) == ReportState::closed);
    facts.closed_days = 15, facts.cut_off_days = 15;
    CHECK(state(facts) == ReportState::closed);
    facts.closed_days = 10, facts.cut_off_days = 20;
    CHECK(state(facts) == ReportState::unreachable);
    facts.usable_days = 1;
    CHECK(state(facts) == ReportState::not_sent);
    CHECK(state(april(), "2026-03-31") == ReportState::not_expected);
    facts.opened = day("2026-05-01");
    CHECK(state(facts) == ReportState::not_expected);
    facts.opened = day("2026-04-30");
    CHECK(state(facts) == ReportState::not_sent);
}

TEST_CASE("a report is partly, late or reported, and one without a total is no zero")
{
    CHECK(state(april_with(120)) == ReportState::reported);
    CHECK(state(april_with({})) == ReportState::reported);
    CHECK(state(april_with(120, "2026-05-10")) == ReportState::reported);
    auto const late = found(april_with(120, "2026-05-11"));
    CHECK(late.state == ReportState::late);
    CHECK(late.time == ReportTime::late);
    auto const late_zero = found(april_with(0, "2026-05-11"));
    CHECK(late_zero.state == ReportState::true_zero);
    CHECK(late_zero.time == ReportTime::late);
    auto partly = april_with(120, "2026-05-11");
    partly.partly_days = 3;
    CHECK(state(partly) == ReportState::partly);
    auto unknown = april_with(120);
    unknown.report->received_on = {};
    CHECK(found(unknown).time == ReportTime::unknown);
    CHECK(found(unknown).state == ReportState::reported);
}

TEST_CASE("what cannot be a period is refused")
{
    auto facts = april();
    facts.closed_days = 31;
    CHECK_FALSE(report_state(facts, ReportPeriod::month, {.as_of = day("2026-06-30")}));
    facts = april();
    facts.last = day("2026-03-31");
    CHECK_FALSE(report_state(facts, ReportPeriod::month, {.as_of = day("2026-06-30")}));
    CHECK_FALSE(report_state(april(), ReportPeriod::month, {.as_of = day("2026-06-30"), .month_due_days = -1}));
}

TEST_CASE("shares count only what was due, of all and of those that could report")
{
    std::vector<ReportFinding> findings{found(april_with(5)), found(april_with(5, "2026-05-20")), found(april())};
    auto closed = april();
    closed.closed_days = 30, closed.usable_days = 0;
    findings.push_back(found(closed));
    auto unknown = april_with(9);
    unknown.report->received_on = {};
    findings.push_back(found(unknown));
    findings.push_back(found(april_with(3), "2026-05-06"));  // came, and is not due yet: in no share
    auto const sums = completeness(findings);
    REQUIRE(sums);
    CHECK(sums->expected == 5);
    CHECK(sums->received == 3);
    CHECK(sums->could_report == 4);
    CHECK(*sums->of_all == doctest::Approx(0.6));
    CHECK(*sums->of_able == doctest::Approx(0.75));
    CHECK(*sums->timely_of_all == doctest::Approx(0.2));
    CHECK(*sums->timely_of_all_most == doctest::Approx(0.4));
    CHECK(*sums->timely_of_received == doctest::Approx(0.5));
    CHECK(sums->of(ReportState::reported) == 3);
    CHECK_FALSE(completeness({})->of_all);
}

TEST_CASE("all that was expected is received or missing for one reason, whatever the facts, and the two shares agree")
{
    rc::check("completeness adds up", [] {
        std::vector<ReportFinding> findings;
        auto const count = *rc::gen::inRange(0, 40);
        for (int i = 0; i < count; ++i) {
            auto facts = april();
            facts.closed_days = *rc::gen::inRange(0, 31);
            facts.cut_off_days = *rc::gen::inRange(0, 31 - facts.closed_days);
            facts.usable_days = 30 - facts.closed_days - facts.cut_off_days;
            facts.heard = *rc::gen::element(Heard::ever, Heard::never);
            if (*rc::gen::arbitrary<bool>()) facts.report = ReceivedReport{day("2026-05-01") + std::chrono::days{*rc::gen::inRange(0, 30)}, *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 31), {}};
            findings.push_back(found(facts, *rc::gen::element("2026-05-05", "2026-06-30")));
        }
        auto const sums = *completeness(findings);
        RC_ASSERT(sums.expected == sums.received + sums.closed + sums.unreachable + sums.silent + sums.not_sent);
        RC_ASSERT(sums.received == sums.on_time + sums.late + sums.time_unknown);
        std::int64_t states = 0;
        for (auto const state : sums.states) states += state;
        RC_ASSERT(states == count);
        if (sums.of_able) RC_ASSERT(std::abs(*sums.of_all - *sums.of_able * *sums.able_share) < 1e-12);
        if (sums.of_all) RC_ASSERT(*sums.of_all <= sums.of_able.value_or(1) + 1e-12);
    });
}

TEST_CASE("coverage of all persons is that of the reachable and of the others by their shares, which add to one")
{
    std::vector<CoveragePart> const parts{{1000, 365, 0, 300, 0}, {500, 365, 200, 60, 2}, {2000, 365, 365, 0, 0}};
    auto const coverage = access_coverage(parts);
    REQUIRE(coverage);
    CHECK(coverage->all.contacts == 362);
    CHECK(coverage->all.person_years == doctest::Approx(3500 * 365 / 365.25));
    CHECK(coverage->reachable.person_years == doctest::Approx((1000 * 365 + 500 * 165) / 365.25));
    CHECK(*coverage->reachable.rate == doctest::Approx(360 * 365.25 / (1000 * 365 + 500 * 165)));
    CHECK(coverage->reachable.share + coverage->unreachable.share == doctest::Approx(1));
    CHECK_FALSE(access_coverage(std::vector<CoveragePart>{{1, 10, 11, 0, 0}}));
    CHECK_FALSE(access_coverage({})->all.rate);
    rc::check("the identity holds", [] {
        std::vector<CoveragePart> some;
        auto const count = *rc::gen::inRange(1, 20);
        for (int i = 0; i < count; ++i) {
            auto const days = *rc::gen::inRange(1, 400);
            some.push_back({*rc::gen::inRange(0, 100'000), days, *rc::gen::inRange(0, days + 1), *rc::gen::inRange(0, 5'000), *rc::gen::inRange(0, 50)});
        }
        auto const sum = *access_coverage(some);
        RC_ASSERT(sum.all.contacts == sum.reachable.contacts + sum.unreachable.contacts);
        RC_ASSERT(std::abs(sum.all.person_years - sum.reachable.person_years - sum.unreachable.person_years) <= 1e-9 * sum.all.person_years);
        if (!sum.all.rate) return;
        RC_ASSERT(std::abs(sum.reachable.share + sum.unreachable.share - 1) < 1e-12);
        RC_ASSERT(std::abs(*sum.difference) <= 1e-12 * (1 + *sum.all.rate));
    });
}

TEST_CASE("weeks and months are named and read, in ISO's and in DHIS2's spelling")
{
    for (auto const& [text, first] : std::vector<std::pair<std::string, std::string>>{{"2026-05", "2026-05-01"}, {"202605", "2026-05-01"}, {"2026-W01", "2025-12-29"}, {"2026W1", "2025-12-29"}, {"2020-W53", "2020-12-28"}}) {
        CAPTURE(text);
        auto const start = parse_period_start(text);
        REQUIRE(start);
        CHECK(to_iso(start->first) == first);
        CHECK(*parse_day(first) == parse_period_start(period_name(start->period, start->first))->first);
    }
    for (auto const* wrong : {"2026", "2026-13", "2026-W00", "2026-W54", "2021-W53", "2026-5", "2026-0x", "May 2026", "2026-W-1", ""}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_period_start(wrong));
    }
    CHECK(period_name(ReportPeriod::week, day("2025-12-29")) == "2026-W01");
    CHECK(period_last(ReportPeriod::month, day("2024-02-01")) == day("2024-02-29"));
    CHECK(period_first(ReportPeriod::week, day("2026-03-15")) == day("2026-03-09"));
}

TEST_CASE("every state has a code of its own")
{
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < report_state_count; ++i) codes.insert(report_state_code(static_cast<ReportState>(i)));
    CHECK(codes.size() == report_state_count);
    CHECK(report_state_code(ReportState::not_sent) == "not_sent");
    CHECK(report_state_code(ReportState::true_zero) == "true_zero");
}
