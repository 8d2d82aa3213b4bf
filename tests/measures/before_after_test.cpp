// SPDX-License-Identifier: Apache-2.0
#include "measures/before_after.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

using namespace accalmie;

namespace {

/// Four events every month from January 2008 to December 2022, and a lull of seven months from March 2021: 1, 0, 1, 0, 0, 1, 0.
MonthSeries lull()
{
    MonthSeries series{Month::of(2008, 1), std::vector<std::optional<std::int64_t>>(180, 4)};
    std::int64_t const quiet[] = {1, 0, 1, 0, 0, 1, 0};
    for (int i = 0; i < 7; ++i) series.counts[static_cast<std::size_t>(Month::of(2021, 3) - series.first + i)] = quiet[i];
    return series;
}

BeforeAfterOptions two_years()
{
    BeforeAfterOptions options;
    options.first = Month::of(2021, 1);
    options.last = Month::of(2022, 12);
    return options;
}

Placement const& from(BeforeAfter const& answer, Month first)
{
    for (auto const& placement : answer.placements)
        if (placement.first == first) return placement;
    FAIL("no such placement");
    return answer.placements.front();
}

bool has(std::vector<ChangeReason> const& reasons, ChangeReason reason) { return std::find(reasons.begin(), reasons.end(), reason) != reasons.end(); }

/// Every count from `first` on is taken away.
MonthSeries until(MonthSeries series, Month end)
{
    series.counts.resize(static_cast<std::size_t>(end - series.first));
    return series;
}

}  // namespace

// 3 events in 7 months against 84 in 21: bounds by Python's decimal as in rate_ratio_test.cpp, at 95 % and at 1 - 0.05 / 18.
TEST_CASE("the worked example of docs/methods/before-after.md")
{
    auto const answer = *before_after(lull(), two_years());
    REQUIRE(answer.placements.size() == 18);
    auto const& placement = from(answer, Month::of(2021, 3));
    CHECK(placement.observed == 3);
    CHECK(placement.baseline_events == 84);
    CHECK(placement.baseline_months == 21);
    CHECK(placement.expected == 28.0);
    CHECK(*placement.comparison->ratio == doctest::Approx(63.0 / 588));
    CHECK(*placement.change_percent == doctest::Approx(-89.2857142857));
    CHECK(placement.comparison->exact.lower == doctest::Approx(0.0216605309674).epsilon(1e-9));
    CHECK(*placement.comparison->exact.upper == doctest::Approx(0.324029132857).epsilon(1e-9));
    CHECK(answer.windows == 174);
    CHECK(answer.with_ratio == 138);
    CHECK(answer.baseline_not_covered == 36);
    CHECK(placement.rank == 1);
    CHECK(placement.of == 138);
    CHECK(*placement.p_rank == doctest::Approx(1.0 / 138));
    CHECK(*answer.smallest_p_rank == doctest::Approx(1.0 / 138));
    CHECK(placement.verdict == Verdict::supported);
    CHECK(answer.search.lowest == 2U);
    CHECK(answer.search.level == doctest::Approx(1 - 0.05 / 18));
    CHECK(*answer.search.lowest_upper == doctest::Approx(0.478295050923).epsilon(1e-9));
    CHECK(answer.search.ranges == 500);
    CHECK(*answer.search.p == doctest::Approx(1.0 / 500));
    CHECK(answer.verdict == Verdict::supported);
    CHECK(answer.verdict_if_named == Verdict::supported);
}

TEST_CASE("a series that ends before the window cannot say, and never shows a fall of 100 %")
{
    auto const answer = *before_after(until(lull(), Month::of(2020, 8)), two_years());
    CHECK(answer.placements.size() == 18);
    CHECK(answer.verdict == Verdict::cannot_be_said);
    CHECK(answer.reasons == std::vector{ChangeReason::window_not_covered});
    for (auto const& placement : answer.placements) {
        CHECK(!placement.observed);
        CHECK(!placement.comparison);
        CHECK(!placement.change_percent);
        CHECK(placement.verdict == Verdict::cannot_be_said);
    }
}

TEST_CASE("a placement that touches a gap is left out and said, the others stand")
{
    auto series = lull();
    series.counts[static_cast<std::size_t>(Month::of(2021, 6) - series.first)] = std::nullopt;
    auto const answer = *before_after(series, two_years());
    CHECK(has(from(answer, Month::of(2021, 3)).reasons, ChangeReason::window_not_covered));
    CHECK(has(from(answer, Month::of(2021, 6)).reasons, ChangeReason::window_not_covered));
    CHECK(from(answer, Month::of(2021, 7)).verdict != Verdict::cannot_be_said);
    // Its month of 2021 stands in the baseline of 2022 too.
    CHECK(has(from(answer, Month::of(2022, 6)).reasons, ChangeReason::baseline_not_covered));
    CHECK(answer.window_not_covered == 7);
    CHECK(answer.with_ratio + answer.window_not_covered + answer.baseline_not_covered + answer.no_event_before == answer.windows);
}

TEST_CASE("a steady series shows nothing: every window ties with every other")
{
    auto series = lull();
    for (auto& count : series.counts) count = 4;
    auto const answer = *before_after(series, two_years());
    CHECK(answer.verdict == Verdict::not_shown);
    for (auto const& placement : answer.placements) {
        CHECK(placement.rank == 138);
        CHECK(placement.p_rank == 1.0);
        CHECK(placement.verdict == Verdict::not_shown);
    }
}

TEST_CASE("without an event in the baseline nothing can have fallen")
{
    auto series = lull();
    for (auto& count : series.counts) count = 0;
    auto const answer = *before_after(series, two_years());
    CHECK(answer.verdict == Verdict::cannot_be_said);
    CHECK(answer.reasons == std::vector{ChangeReason::no_event_before});
    CHECK(answer.with_ratio == 0);
    CHECK(!answer.smallest_p_rank);
}

TEST_CASE("no event during a window after many is a ratio of zero with a bound")
{
    auto series = lull();
    for (int i = 0; i < 7; ++i) series.counts[static_cast<std::size_t>(Month::of(2021, 3) - series.first + i)] = 0;
    auto const answer = *before_after(series, two_years());
    auto const& placement = from(answer, Month::of(2021, 3));
    CHECK(placement.comparison->ratio == 0.0);
    CHECK(placement.change_percent == -100.0);
    CHECK(placement.comparison->exact.upper.has_value());
    CHECK(answer.verdict == Verdict::supported);
}

TEST_CASE("too few windows to rank make at most a weak answer, and say that the rank cannot pass")
{
    auto series = lull();
    series.counts.erase(series.counts.begin(), series.counts.begin() + 120);
    series.first = Month::of(2018, 1);
    auto const answer = *before_after(series, two_years());
    CHECK(answer.with_ratio == 18);
    CHECK(*answer.smallest_p_rank == doctest::Approx(1.0 / 18));
    CHECK(has(from(answer, Month::of(2021, 3)).reasons, ChangeReason::rank_cannot_pass));
    CHECK(from(answer, Month::of(2021, 3)).verdict == Verdict::weak);
    CHECK(answer.verdict == Verdict::weak);
    CHECK(has(answer.reasons, ChangeReason::rank_cannot_pass));
}

TEST_CASE("the months of a range that holds one window are taken as named, without a search")
{
    auto options = two_years();
    options.first = Month::of(2021, 3);
    options.last = Month::of(2021, 9);
    auto const answer = *before_after(lull(), options);
    CHECK(answer.placements.size() == 1);
    CHECK(answer.verdict == Verdict::supported);
    CHECK(answer.reasons == answer.placements.front().reasons);
    CHECK(answer.search.level == doctest::Approx(0.95));
    CHECK(!answer.search.p);
}

TEST_CASE("the baseline just before is as long as the window and ends where it begins")
{
    auto options = two_years();
    options.baseline = Baseline::just_before;
    auto const answer = *before_after(lull(), options);
    CHECK(from(answer, Month::of(2021, 3)).baseline_events == 28);
    CHECK(from(answer, Month::of(2021, 3)).baseline_months == 7);
    CHECK(from(answer, Month::of(2021, 10)).baseline_events == 3);
    CHECK(answer.with_ratio == 167);
}

TEST_CASE("the whole period before leaves gaps out and needs as many months as the window")
{
    auto options = two_years();
    options.baseline = Baseline::whole_before;
    auto series = lull();
    series.counts[0] = std::nullopt;
    auto const answer = *before_after(series, options);
    CHECK(from(answer, Month::of(2021, 1)).baseline_months == 155);
    CHECK(from(answer, Month::of(2021, 1)).baseline_events == 620);
    CHECK(answer.baseline_not_covered == 7);  // windows from February to August 2008; the one from January touches the gap itself
    CHECK(answer.window_not_covered == 1);
}

TEST_CASE("a window longer than a year shares no month with its baseline")
{
    BeforeAfterOptions options;
    options.first = Month::of(2020, 1);
    options.last = Month::of(2021, 6);
    options.window_months = 18;
    options.baseline_years = 2;
    MonthSeries series{Month::of(2010, 1), {}};
    for (int i = 0; i < 144; ++i) series.counts.emplace_back(i < 120 ? 2 : 1);
    auto const answer = *before_after(series, options);
    CHECK(answer.placements.front().baseline_events == 72);
    CHECK(answer.placements.front().observed == 18);
}

TEST_CASE("equal ratios from different counts tie exactly")
{
    // 1 where three years gave 3 each, 2 where 6, up to 7 where 21: all one third of the baseline's rate.
    MonthSeries series{Month::of(2015, 1), {}};
    for (int i = 0; i < 48; ++i) series.counts.emplace_back((i < 36 ? 3 : 1) * (1 + i % 12 % 7));
    BeforeAfterOptions options;
    options.first = Month::of(2018, 1);
    options.last = Month::of(2018, 12);
    options.window_months = 1;
    options.baseline_years = 3;
    options.rank_by = RankBy::ratio;
    auto const answer = *before_after(series, options);
    for (auto const& placement : answer.placements) CHECK(placement.rank == 12);
}

TEST_CASE("no event after one is a lower ratio than three after 84, and a likelier fall")
{
    auto series = lull();
    for (int i = 0; i < 84; ++i) series.counts[static_cast<std::size_t>(i)] = i == 1 || i == 8 ? 1 : 0;  // 2008 to 2014: two events, in February and September 2008
    auto options = two_years();
    auto const by_chance = *before_after(series, options);
    CHECK(from(by_chance, Month::of(2021, 3)).rank == 1);
    CHECK(from(by_chance, Month::of(2021, 3)).verdict == Verdict::supported);
    options.rank_by = RankBy::ratio;
    auto const by_ratio = *before_after(series, options);
    CHECK(*from(by_ratio, Month::of(2021, 3)).rank >= 10);
    CHECK(from(by_ratio, Month::of(2021, 3)).verdict == Verdict::weak);
}

TEST_CASE("options and counts out of bounds are refused with their place")
{
    auto const refused = [](auto change) {
        auto options = two_years();
        change(options);
        return before_after(lull(), options).error().where;
    };
    CHECK(refused([](BeforeAfterOptions& options) { options.window_months = 0; }) == "months");
    CHECK(refused([](BeforeAfterOptions& options) { options.window_months = 121; }) == "months");
    CHECK(refused([](BeforeAfterOptions& options) { options.baseline_years = 0; }) == "years");
    CHECK(refused([](BeforeAfterOptions& options) { options.baseline_years = 51; }) == "years");
    CHECK(refused([](BeforeAfterOptions& options) { options.level = 1; }) == "level");
    CHECK(refused([](BeforeAfterOptions& options) { options.p_threshold = 0; }) == "threshold");
    CHECK(refused([](BeforeAfterOptions& options) { options.shuffles = 18; }) == "shuffles");
    CHECK(refused([](BeforeAfterOptions& options) { options.shuffles = 10'000; }) == "shuffles");
    CHECK(refused([](BeforeAfterOptions& options) { options.last = Month::of(2021, 6); }) == "first and last");
    auto series = lull();
    series.counts[5] = -1;
    CHECK(before_after(series, two_years()).error().where == "2008-06");
    series.counts[5] = 100'001;
    CHECK(before_after(series, two_years()).error().where == "2008-06");
}

TEST_CASE("the longest series is answered and one month more is refused")
{
    MonthSeries series{Month::of(1900, 1), std::vector<std::optional<std::int64_t>>(2'400, 100'000)};
    BeforeAfterOptions options;
    options.first = Month::of(2089, 12);
    options.last = Month::of(2099, 12);
    options.window_months = 120;
    options.baseline_years = 18;
    CHECK(before_after(series, options)->verdict == Verdict::not_shown);
    options.baseline = Baseline::whole_before;
    CHECK(before_after(series, options)->verdict == Verdict::not_shown);
    series.counts.emplace_back(1);
    CHECK(before_after(series, options).error().kind == Error::Kind::limit);
}

TEST_CASE("an empty series cannot say")
{
    CHECK(before_after({Month::of(2020, 1), {}}, two_years())->verdict == Verdict::cannot_be_said);
}

TEST_CASE("where nothing changed, at most one range in twenty is supported, though each holds 18 chances to find a lull")
{
    std::uint64_t const seed = 20'210'301;
    MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    int supported = 0, supported_if_named = 0;
    int const runs = 160;
    for (int run = 0; run < runs; ++run) {
        std::gamma_distribution<double> rate{2.0, 1.5};  // months vary more than Poisson: mean 3, variance 7.5
        MonthSeries series{Month::of(2008, 1), {}};
        for (int i = 0; i < 180; ++i) series.counts.emplace_back(std::poisson_distribution<std::int64_t>{rate(random)}(random));
        auto options = two_years();
        options.shuffles = 99;
        auto const answer = *before_after(series, options);
        supported += answer.verdict == Verdict::supported;
        supported_if_named += answer.verdict_if_named == Verdict::supported;
    }
    MESSAGE(supported << " of " << runs << " supported; " << supported_if_named << " had the best months been named");
    CHECK(supported <= runs / 20);
    CHECK(supported_if_named > runs / 20);  // which is why the verdict of a range asks more
}

TEST_CASE("a fall by nine tenths for seven months is found in most runs")
{
    std::uint64_t const seed = 20'210'302;
    MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    int supported = 0;
    int const runs = 60;
    for (int run = 0; run < runs; ++run) {
        MonthSeries series{Month::of(2008, 1), {}};
        for (int i = 0; i < 180; ++i) {
            bool const lull_now = i >= 158 && i < 165;
            series.counts.emplace_back(std::poisson_distribution<std::int64_t>{lull_now ? 0.4 : 4.0}(random));
        }
        auto options = two_years();
        options.shuffles = 99;
        supported += before_after(series, options)->verdict == Verdict::supported;
    }
    MESSAGE(supported << " of " << runs << " supported");
    CHECK(supported >= runs * 4 / 5);
}

TEST_CASE("for any series with gaps the sums and ranks are those of counting by hand")
{
    CHECK(rc::check([] {
        auto const between = [](int first, int end) { return *rc::gen::resize(100, rc::gen::inRange(first, end)); };
        MonthSeries series{Month::of(2015, 1), {}};
        for (int i = between(30, 90); i > 0; --i) {
            int const count = between(-1, 6);
            series.counts.push_back(count < 0 && between(0, 3) == 0 ? std::nullopt : std::optional<std::int64_t>{std::max(0, count)});
        }
        BeforeAfterOptions options;
        options.window_months = between(1, 8);
        options.baseline_years = between(1, 3);
        options.rank_by = between(0, 2) == 0 ? RankBy::ratio : RankBy::p_fall;
        options.shuffles = 19;
        options.first = series.first + between(0, 60);
        options.last = options.first + (options.window_months + between(0, 20) - 1);
        auto const answer = *before_after(series, options);

        struct Counted {
            double ratio, lowness;
        };
        auto const counted_at = [&](Month first) -> std::optional<Counted> {
            double during = 0, before = 0;
            for (int i = 0; i < options.window_months; ++i) {
                if (!series.at(first + i)) return std::nullopt;
                during += static_cast<double>(*series.at(first + i));
                for (int year = 1; year <= options.baseline_years; ++year) {
                    auto const count = series.at(first + (i - 12 * year));
                    if (!count) return std::nullopt;
                    before += static_cast<double>(*count);
                }
            }
            if (before == 0) return std::nullopt;
            double const ratio = during * options.baseline_years / before;
            auto const compared = rate_ratio({{static_cast<std::int64_t>(during), 1.0}, {static_cast<std::int64_t>(before), 1.0 * options.baseline_years}});
            return Counted{ratio, options.rank_by == RankBy::ratio || ratio >= 1 ? ratio : compared->p_fall};
        };
        int with_ratio = 0;
        for (Month first = series.first; first < series.end(); first = first + 1) with_ratio += counted_at(first).has_value();
        RC_ASSERT(answer.with_ratio == with_ratio);
        RC_ASSERT(static_cast<int>(answer.placements.size()) == options.last - options.first + 2 - options.window_months);
        for (auto const& placement : answer.placements) {
            auto const own = counted_at(placement.first);
            RC_ASSERT(own.has_value() == placement.rank.has_value());
            if (!own) continue;
            int others = 0, at_least_as_low = 0;
            for (Month first = series.first; first < series.end(); first = first + 1) {
                if (first == placement.first || !counted_at(first)) continue;
                ++others;
                at_least_as_low += counted_at(first)->lowness <= own->lowness * (1 + 1e-9);
            }
            RC_ASSERT(std::abs(*placement.p_rank - (1.0 + at_least_as_low) / (1.0 + others)) < 1e-12);
            RC_ASSERT(std::abs(*placement.comparison->ratio - own->ratio) <= 1e-12 * own->ratio);
        }
    }));
}
