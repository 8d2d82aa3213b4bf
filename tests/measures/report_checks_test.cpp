// SPDX-License-Identifier: Apache-2.0
#include "measures/report_checks.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace accalmie;

namespace {

Day day(std::string_view iso) { return *parse_day(iso); }

/// A month's report without fault.
TypedReport good_report()
{
    TypedReport report;
    report.first_day = day("2026-04-01"), report.received_on = day("2026-05-04");
    report.open_days = 26, report.consultations = 210, report.female = 120, report.male = 90, report.under_5 = 80, report.deaths = 1, report.stock_out_days = 0;
    return report;
}

ReportContext known(std::vector<std::int64_t> const& earlier = {})
{
    ReportContext context;
    context.as_of = day("2026-05-20");
    auto month = Month::of(2026, 4);
    for (auto const count : earlier) {
        month = month - 1;
        auto report = good_report();
        report.first_day = month.first_day(), report.consultations = count, report.open_days = 26;
        context.earlier.push_back(report);
    }
    return context;
}

std::optional<ReportNote> note(TypedReport const& report, ReportFault fault, ReportContext const& context = known())
{
    for (auto const& one : check_report(report, context))
        if (one.fault == fault) return one;
    return std::nullopt;
}

}  // namespace

TEST_CASE("a report that adds up and is like the others has nothing to note")
{
    CHECK(check_report(good_report(), known({200, 220, 190, 215})).empty());
}

TEST_CASE("totals are the sum of their parts")
{
    auto report = good_report();
    report.consultations = 211;
    auto const differ = note(report, ReportFault::parts_differ);
    REQUIRE(differ);
    CHECK(differ->severity == Severity::wrong);
    CHECK(differ->field == "consultations");
    CHECK(differ->found == 211);
    CHECK(differ->low == 210);
    report = good_report(), report.male = {}, report.female = 300;
    CHECK(note(report, ReportFault::part_above_total)->field == "consultations_female");
    report = good_report(), report.under_5 = 211;
    CHECK(note(report, ReportFault::part_above_total)->field == "consultations_under_5");
    report = good_report(), report.lines = 250;
    CHECK(note(report, ReportFault::lines_above_total)->low == 250);
    auto context = known();
    context.weeks_total = 230;
    CHECK(note(good_report(), ReportFault::weeks_above_month, context)->severity == Severity::ask);
}

TEST_CASE("days: the period begins where it should, is over, and its days are enough")
{
    auto report = good_report();
    report.first_day = day("2026-04-02");
    CHECK(note(report, ReportFault::first_day_off));
    report.period = ReportPeriod::week, report.first_day = day("2026-04-06");
    CHECK_FALSE(note(report, ReportFault::first_day_off));
    report.first_day = day("2026-04-07");
    CHECK(note(report, ReportFault::first_day_off));
    report = good_report(), report.first_day = day("2026-06-01");
    CHECK(note(report, ReportFault::period_not_over)->severity == Severity::wrong);
    report.first_day = day("2026-05-01");
    CHECK(note(report, ReportFault::period_not_over)->severity == Severity::ask);
    report = good_report(), report.received_on = day("2026-04-20");
    CHECK(note(report, ReportFault::received_before_end));
    report.received_on = day("2026-05-21");
    CHECK(note(report, ReportFault::received_after_today)->severity == Severity::wrong);
    report = good_report(), report.open_days = 31;
    CHECK(note(report, ReportFault::open_days_too_many)->high == 30);
    report = good_report(), report.stock_out_days = 31;
    CHECK(note(report, ReportFault::stock_out_days_too_many));
    CHECK(is_refused(check_report(report, known())));
    CHECK(note({}, ReportFault::first_day_missing));
}

TEST_CASE("zero is held against closed, and care against no day of care")
{
    auto report = good_report();
    report.consultations = 0, report.female = 0, report.male = 0, report.under_5 = 0, report.deaths = 0;
    CHECK(note(report, ReportFault::zero_while_open)->severity == Severity::ask);
    report.open_days = {};
    CHECK(note(report, ReportFault::zero_unexplained));
    report.open_days = 0;
    CHECK_FALSE(note(report, ReportFault::zero_while_open));
    CHECK_FALSE(is_refused(check_report(report, known({200, 210, 190, 205}))));  // closed, so not far below usual either
    report = good_report(), report.open_days = 0;
    CHECK(note(report, ReportFault::care_while_closed)->severity == Severity::wrong);
    auto context = known();
    context.closed_days = 10;
    CHECK(note(good_report(), ReportFault::open_though_seen_closed, context)->high == 20);
    report = good_report(), report.consultations = {};
    CHECK(note(report, ReportFault::total_missing)->severity == Severity::ask);
    report = good_report(), report.deaths = 300;
    CHECK(note(report, ReportFault::deaths_above_consultations));
    report = good_report(), report.male = -1;
    CHECK(note(report, ReportFault::below_zero)->field == "consultations_male");
}

TEST_CASE("far from the median of the last months is asked about, an open day for an open day")
{
    auto report = good_report();
    report.consultations = 420, report.female = 240, report.male = 180;
    auto const far = note(report, ReportFault::far_above_usual, known({200, 220, 190, 215, 205}));
    REQUIRE(far);
    CHECK(far->severity == Severity::ask);
    CHECK(far->usual == 205);
    // Median 205, distances 5 15 15 10 0: spread max(1.4826 x 10, sqrt 205), reach 3.5 times it or 0.3 x 205, whichever is more.
    CHECK(*far->high == doctest::Approx(205 + 0.3 * 205));
    CHECK_FALSE(note(report, ReportFault::far_above_usual, known({200, 220, 190})));  // three are too few
    report.consultations = 40, report.female = 20, report.male = 20, report.under_5 = 10;
    CHECK(note(report, ReportFault::far_below_usual, known({200, 220, 190, 215, 205})));
    report.open_days = 5;  // forty in five days is what is usual
    CHECK_FALSE(note(report, ReportFault::far_below_usual, known({200, 220, 190, 215, 205})));
}

TEST_CASE("the same numbers as last month are asked about, and a correction is noted")
{
    auto context = known({210});
    CHECK(note(good_report(), ReportFault::same_as_last, context));
    context.earlier[0].under_5 = 79;
    CHECK_FALSE(note(good_report(), ReportFault::same_as_last, context));
    context.known_already = true;
    CHECK(note(good_report(), ReportFault::corrects, context)->severity == Severity::note);
}

TEST_CASE("whatever is typed, nothing breaks, and a wrong sum is always found")
{
    rc::check("totals", [] {
        TypedReport report = good_report();
        auto const any = [] { return rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-5, 500), rc::gen::arbitrary<std::int64_t>()); };
        report.consultations = *any(), report.female = *any(), report.male = *any(), report.under_5 = *any(), report.open_days = *any();
        auto const notes = check_report(report, known({200, 220, 190, 215}));
        bool const differs = static_cast<double>(*report.female) + static_cast<double>(*report.male) != static_cast<double>(*report.consultations);
        bool const found = std::any_of(notes.begin(), notes.end(), [](ReportNote const& one) { return one.fault == ReportFault::parts_differ; });
        RC_ASSERT(differs == found);
    });
}
