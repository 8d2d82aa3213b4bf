// SPDX-License-Identifier: Apache-2.0
#include "measures/before_after.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t months_max = 2'400;
constexpr int window_months_max = 120, baseline_years_max = 50;
constexpr std::int64_t events_max = 100'000;  // a month; 50 years of 120 months of them stay below what rate_ratio takes

/// A window of the series and what it is compared with.
struct Window {
    Month first;
    std::optional<std::int64_t> observed;
    std::optional<std::int64_t> before;
    int before_months = 0;
    std::optional<double> ratio;
};

Error out_of_bounds(std::string what, std::string where) { return {Error::Kind::invalid, std::move(what), std::move(where), "see docs/methods/before-after.md"}; }

Result<void> check(MonthSeries const& series, BeforeAfterOptions const& options)
{
    if (series.counts.size() > months_max) return Error{Error::Kind::limit, "more than 2,400 months", "series", "give the months that matter"};
    for (std::size_t i = 0; i < series.counts.size(); ++i) {
        auto const& count = series.counts[i];
        if (count && (*count < 0 || *count > events_max)) return out_of_bounds("a count outside 0 to 100,000", to_iso(series.first + static_cast<int>(i)));
    }
    if (options.window_months < 1 || options.window_months > window_months_max) return out_of_bounds("a window outside 1 to 120 months", "months");
    if (options.baseline_years < 1 || options.baseline_years > baseline_years_max) return out_of_bounds("baseline years outside 1 to 50", "years");
    if (!(options.level > 0 && options.level < 1)) return out_of_bounds("a level outside 0 to 1", "level");
    if (!(options.p_threshold > 0 && options.p_threshold < 1)) return out_of_bounds("a threshold outside 0 to 1", "threshold");
    if (options.last - options.first > static_cast<int>(months_max)) return Error{Error::Kind::limit, "a range of more than 2,400 months", "first and last"};
    if (options.last - options.first + 1 < options.window_months)
        return Error{Error::Kind::invalid, "the range is shorter than the window", "first and last", "give a later last month or a shorter window"};
    return {};
}

/// Events of `count` months from `first`, nothing if one of them has no data.
std::optional<std::int64_t> sum(MonthSeries const& series, Month first, int count)
{
    std::int64_t total = 0;
    for (int i = 0; i < count; ++i) {
        auto const month = series.at(first + i);
        if (!month) return std::nullopt;
        total += *month;
    }
    return total;
}

void fill_same_season(Window& window, MonthSeries const& series, BeforeAfterOptions const& options)
{
    // A window longer than a year steps back by as many whole years as it covers, so that no month is on both sides.
    int const step = (options.window_months + 11) / 12 * 12;
    std::int64_t total = 0;
    for (int year = 1; year <= options.baseline_years; ++year) {
        auto const part = sum(series, window.first - year * step, options.window_months);
        if (!part) return;
        total += *part;
    }
    window.before = total;
    window.before_months = options.baseline_years * options.window_months;
}

void fill_whole_before(Window& window, MonthSeries const& series, BeforeAfterOptions const& options)
{
    std::int64_t total = 0;
    int months = 0;
    for (Month month = series.first; month < std::min(window.first, series.end()); month = month + 1) {
        if (auto const count = series.at(month)) total += *count, ++months;
    }
    if (months < options.window_months) return;
    window.before = total;
    window.before_months = months;
}

Window window_at(Month first, MonthSeries const& series, BeforeAfterOptions const& options)
{
    Window window{first, sum(series, first, options.window_months), std::nullopt, 0, std::nullopt};
    switch (options.baseline) {
    case Baseline::same_season: fill_same_season(window, series, options); break;
    case Baseline::just_before:
        window.before = sum(series, first - options.window_months, options.window_months);
        if (window.before) window.before_months = options.window_months;
        break;
    case Baseline::whole_before: fill_whole_before(window, series, options); break;
    }
    // Whole numbers below 2^53 on both sides of one division: equal ratios are equal doubles, so ties are exact.
    if (window.observed && window.before && *window.before > 0)
        window.ratio = static_cast<double>(*window.observed * window.before_months) / static_cast<double>(*window.before * options.window_months);
    return window;
}

std::vector<Window> windows_between(Month first, Month last, MonthSeries const& series, BeforeAfterOptions const& options)
{
    std::vector<Window> windows;
    for (Month month = first; month + (options.window_months - 1) <= last; month = month + 1) windows.push_back(window_at(month, series, options));
    return windows;
}

Verdict verdict_of(bool interval_passes, bool rank_passes)
{
    if (interval_passes && rank_passes) return Verdict::supported;
    return interval_passes || rank_passes ? Verdict::weak : Verdict::not_shown;
}

ChangeReason rank_reason(double p, double smallest, double threshold)
{
    if (p <= threshold) return ChangeReason::rank_within_threshold;
    return smallest > threshold ? ChangeReason::rank_cannot_pass : ChangeReason::rank_above_threshold;
}

std::optional<ChangeReason> why_not_comparable(Window const& window)
{
    if (!window.observed) return ChangeReason::window_not_covered;
    if (!window.before) return ChangeReason::baseline_not_covered;
    if (!window.ratio) return ChangeReason::no_event_before;
    return std::nullopt;
}

void count_windows(BeforeAfter& answer, std::vector<Window> const& all)
{
    answer.windows = static_cast<int>(all.size());
    for (auto const& window : all) {
        auto const lack = why_not_comparable(window);
        if (!lack) ++answer.with_ratio;
        else if (*lack == ChangeReason::window_not_covered) ++answer.window_not_covered;
        else if (*lack == ChangeReason::baseline_not_covered) ++answer.baseline_not_covered;
        else ++answer.no_event_before;
    }
    if (answer.with_ratio > 0) answer.smallest_p_rank = 1.0 / answer.with_ratio;
}

RateRatio compare(Window const& window, int window_months, double level)
{
    auto const compared = rate_ratio({{*window.observed, static_cast<double>(window_months)}, {*window.before, static_cast<double>(window.before_months)}, level});
    VERIFY(compared.has_value());  // check() keeps it in bounds, see events_max
    return *compared;
}

Placement placement_of(Window const& window, std::vector<double> const& sorted_ratios, BeforeAfterOptions const& options)
{
    Placement placement;
    placement.first = window.first;
    placement.observed = window.observed;
    placement.baseline_events = window.before;
    placement.baseline_months = window.before_months;
    placement.of = static_cast<int>(sorted_ratios.size());
    if (window.before && window.before_months > 0)
        placement.expected = static_cast<double>(*window.before) / window.before_months * options.window_months;
    if (window.observed && window.before) placement.comparison = compare(window, options.window_months, options.level);
    if (auto const lack = why_not_comparable(window)) {
        placement.reasons.push_back(*lack);
        return placement;
    }
    auto const at_least_as_low = std::upper_bound(sorted_ratios.begin(), sorted_ratios.end(), *window.ratio) - sorted_ratios.begin();
    placement.change_percent = (*window.ratio - 1) * 100;
    placement.rank = static_cast<int>(at_least_as_low);
    placement.p_rank = static_cast<double>(at_least_as_low) / static_cast<double>(sorted_ratios.size());
    auto const& upper = placement.comparison->exact.upper;
    bool const interval_passes = upper && *upper < 1;
    placement.reasons.push_back(interval_passes ? ChangeReason::interval_below_one : ChangeReason::interval_reaches_one);
    placement.reasons.push_back(rank_reason(*placement.p_rank, 1.0 / static_cast<double>(sorted_ratios.size()), options.p_threshold));
    placement.verdict = verdict_of(interval_passes, *placement.p_rank <= options.p_threshold);
    return placement;
}

/// The lowest ratio among `count` windows from `begin`; nothing if one of them has none.
std::optional<double> lowest_of(std::vector<Window> const& all, std::size_t begin, std::size_t count)
{
    std::optional<double> lowest;
    for (std::size_t i = begin; i < begin + count; ++i) {
        if (!all[i].ratio) return std::nullopt;
        lowest = std::min(lowest.value_or(*all[i].ratio), *all[i].ratio);
    }
    return lowest;
}

/// How often the lowest window of another, disjoint range of the same length is at least as low as `lowest`.
void rank_search(PlacementSearch& search, std::vector<Window> const& all, double lowest, BeforeAfterOptions const& options)
{
    int const range_months = options.last - options.first + 1;
    auto const placements = static_cast<std::size_t>(range_months - options.window_months + 1);
    int others = 0, at_least_as_low = 0;
    for (std::size_t begin = 0; begin + placements <= all.size(); ++begin) {
        Month const first = all[begin].first;
        if (first <= options.last && options.first <= first + (range_months - 1)) continue;
        auto const other = lowest_of(all, begin, placements);
        if (!other) continue;
        ++others;
        if (*other <= lowest) ++at_least_as_low;
    }
    search.ranges = others + 1;
    search.p = static_cast<double>(at_least_as_low + 1) / static_cast<double>(others + 1);
}

PlacementSearch search_of(std::vector<Window> const& range, std::vector<Window> const& all, BeforeAfterOptions const& options)
{
    PlacementSearch search;
    int compared = 0;
    for (auto const& window : range) compared += window.ratio ? 1 : 0;
    if (compared == 0) return search;
    search.level = 1 - (1 - options.level) / compared;
    std::optional<double> lowest_p_fall;
    for (std::size_t i = 0; i < range.size(); ++i) {
        if (!range[i].ratio) continue;
        auto const compared_here = compare(range[i], options.window_months, search.level);
        bool const lower = !search.lowest || *range[i].ratio < *range[*search.lowest].ratio;
        bool const as_low_but_rarer = !lower && *range[i].ratio == *range[*search.lowest].ratio && compared_here.p_fall < *lowest_p_fall;
        if (lower || as_low_but_rarer) search.lowest = i, lowest_p_fall = compared_here.p_fall;
        search.lowest_upper = std::min(search.lowest_upper.value_or(*compared_here.exact.upper), *compared_here.exact.upper);
    }
    rank_search(search, all, *range[*search.lowest].ratio, options);
    return search;
}

void fill_verdict(BeforeAfter& answer, BeforeAfterOptions const& options)
{
    for (auto const& placement : answer.placements) answer.verdict_if_named = std::min(answer.verdict_if_named, placement.verdict);
    if (!answer.search.lowest) {
        for (auto const& placement : answer.placements)
            for (auto const reason : placement.reasons)
                if (std::find(answer.reasons.begin(), answer.reasons.end(), reason) == answer.reasons.end()) answer.reasons.push_back(reason);
        return;
    }
    if (answer.placements.size() == 1) {
        answer.verdict = answer.placements.front().verdict;
        answer.reasons = answer.placements.front().reasons;
        return;
    }
    bool const interval_passes = *answer.search.lowest_upper < 1;
    answer.verdict = verdict_of(interval_passes, *answer.search.p <= options.p_threshold);
    answer.reasons = {interval_passes ? ChangeReason::interval_below_one : ChangeReason::interval_reaches_one,
                      rank_reason(*answer.search.p, 1.0 / answer.search.ranges, options.p_threshold)};
}

}  // namespace

std::optional<std::int64_t> MonthSeries::at(Month month) const
{
    if (month < first || month >= end()) return std::nullopt;
    return counts[static_cast<std::size_t>(month - first)];
}

Result<BeforeAfter> before_after(MonthSeries const& series, BeforeAfterOptions const& options)
{
    TRY(check(series, options));
    BeforeAfter answer;
    auto const all = windows_between(series.first, series.end() - 1, series, options);
    count_windows(answer, all);
    std::vector<double> ratios;
    for (auto const& window : all)
        if (window.ratio) ratios.push_back(*window.ratio);
    std::sort(ratios.begin(), ratios.end());
    auto const range = windows_between(options.first, options.last, series, options);
    for (auto const& window : range) answer.placements.push_back(placement_of(window, ratios, options));
    answer.search = search_of(range, all, options);
    fill_verdict(answer, options);
    return answer;
}

}  // namespace accalmie
