// SPDX-License-Identifier: Apache-2.0
#include "measures/before_after.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t months_max = 2'400;
constexpr int window_months_max = 120, baseline_years_max = 50, shuffles_min = 19, shuffles_max = 9'999;
constexpr std::int64_t events_max = 100'000;  // a month; 50 years of 120 months of them stay below what rate_ratio takes

/// A window of the series and what it is compared with.
struct Window {
    Month first;
    std::optional<std::int64_t> observed;
    std::optional<std::int64_t> before;
    int before_months = 0;
    std::optional<double> ratio;
    double lowness = 0;  // what windows are ranked by, lower is rarer; only where there is a ratio
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
    if (options.shuffles < shuffles_min || options.shuffles > shuffles_max) return out_of_bounds("shuffles outside 19 to 9,999", "shuffles");
    if (options.last - options.first > static_cast<int>(months_max)) return Error{Error::Kind::limit, "a range of more than 2,400 months", "first and last"};
    if (options.last - options.first + 1 < options.window_months)
        return Error{Error::Kind::invalid, "the range is shorter than the window", "first and last", "give a later last month or a shorter window"};
    return {};
}

/// Sums over any stretch of the series at once.
class Sums {
public:
    explicit Sums(MonthSeries const& series) : first_(series.first), events_(1, 0), months_(1, 0)
    {
        for (auto const& count : series.counts) {
            events_.push_back(events_.back() + count.value_or(0));
            months_.push_back(months_.back() + (count ? 1 : 0));
        }
    }
    /// Events of `count` months from `first`, nothing if one of them has no data.
    std::optional<std::int64_t> all_of(Month first, int count) const
    {
        int const begin = first - first_;
        if (begin < 0 || begin + count >= static_cast<int>(events_.size())) return std::nullopt;
        if (between(months_, begin, begin + count) != count) return std::nullopt;
        return between(events_, begin, begin + count);
    }
    /// Events and months with data before `end`.
    std::pair<std::int64_t, int> before(Month end) const
    {
        int const last = std::clamp(end - first_, 0, static_cast<int>(events_.size()) - 1);
        return {between(events_, 0, last), static_cast<int>(between(months_, 0, last))};
    }

private:
    template <class T>
    static T between(std::vector<T> const& sums, int begin, int end)
    {
        return sums[static_cast<std::size_t>(end)] - sums[static_cast<std::size_t>(begin)];
    }
    Month first_;
    std::vector<std::int64_t> events_, months_;
};

/// A window longer than a year steps back by as many whole years as it covers, so that no month is on both sides.
int same_season_step(BeforeAfterOptions const& options) { return (options.window_months + 11) / 12 * 12; }

void fill_same_season(Window& window, Sums const& sums, BeforeAfterOptions const& options)
{
    std::int64_t total = 0;
    for (int year = 1; year <= options.baseline_years; ++year) {
        auto const part = sums.all_of(window.first - year * same_season_step(options), options.window_months);
        if (!part) return;
        total += *part;
    }
    window.before = total;
    window.before_months = options.baseline_years * options.window_months;
}

void fill_whole_before(Window& window, Sums const& sums, BeforeAfterOptions const& options)
{
    auto const [events, months] = sums.before(window.first);
    if (months < options.window_months) return;
    window.before = events;
    window.before_months = months;
}

/// What windows are ranked by. A chance of 1 or less stands before every ratio of 1 or more: what did not fall is ranked behind what did, and
/// a steady series ties.
double lowness_of(Window const& window, BeforeAfterOptions const& options)
{
    if (options.rank_by == RankBy::ratio || *window.ratio >= 1) return *window.ratio;
    return chance_of_fall({*window.observed, static_cast<double>(options.window_months)}, {*window.before, static_cast<double>(window.before_months)});
}

Window window_at(Month first, Sums const& sums, BeforeAfterOptions const& options)
{
    Window window{first, sums.all_of(first, options.window_months), std::nullopt, 0, std::nullopt, 0};
    switch (options.baseline) {
    case Baseline::same_season: fill_same_season(window, sums, options); break;
    case Baseline::just_before:
        window.before = sums.all_of(first - options.window_months, options.window_months);
        if (window.before) window.before_months = options.window_months;
        break;
    case Baseline::whole_before: fill_whole_before(window, sums, options); break;
    }
    // Whole numbers below 2^53 on both sides of one division: equal ratios are equal doubles, so ties are exact.
    if (!window.observed || !window.before || *window.before == 0) return window;
    window.ratio = static_cast<double>(*window.observed * window.before_months) / static_cast<double>(*window.before * options.window_months);
    window.lowness = lowness_of(window, options);
    return window;
}

std::vector<Window> windows_between(Month first, Month last, Sums const& sums, BeforeAfterOptions const& options)
{
    std::vector<Window> windows;
    for (Month month = first; month + (options.window_months - 1) <= last; month = month + 1) windows.push_back(window_at(month, sums, options));
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

Placement placement_of(Window const& window, std::vector<double> const& sorted, BeforeAfterOptions const& options)
{
    Placement placement;
    placement.first = window.first;
    placement.observed = window.observed;
    placement.baseline_events = window.before;
    placement.baseline_months = window.before_months;
    placement.of = static_cast<int>(sorted.size());
    if (window.before && window.before_months > 0)
        placement.expected = static_cast<double>(*window.before) / window.before_months * options.window_months;
    if (window.observed && window.before) placement.comparison = compare(window, options.window_months, options.level);
    if (auto const lack = why_not_comparable(window)) {
        placement.reasons.push_back(*lack);
        return placement;
    }
    auto const at_least_as_low = std::upper_bound(sorted.begin(), sorted.end(), window.lowness) - sorted.begin();
    placement.change_percent = (*window.ratio - 1) * 100;
    placement.rank = static_cast<int>(at_least_as_low);
    placement.p_rank = static_cast<double>(at_least_as_low) / static_cast<double>(sorted.size());
    auto const& upper = placement.comparison->exact.upper;
    bool const interval_passes = upper && *upper < 1;
    placement.reasons.push_back(interval_passes ? ChangeReason::interval_below_one : ChangeReason::interval_reaches_one);
    placement.reasons.push_back(rank_reason(*placement.p_rank, 1.0 / static_cast<double>(sorted.size()), options.p_threshold));
    placement.verdict = verdict_of(interval_passes, *placement.p_rank <= options.p_threshold);
    return placement;
}

/// The first month that a window or baseline of the range uses.
Month first_used(MonthSeries const& series, BeforeAfterOptions const& options)
{
    switch (options.baseline) {
    case Baseline::same_season: return options.first - options.baseline_years * same_season_step(options);
    case Baseline::just_before: return options.first - options.window_months;
    case Baseline::whole_before: return series.first;
    }
    return series.first;
}

/// Let the months with data that the range uses change places with the same calendar months of other years: season and gaps stay, any
/// lull is taken apart. std::mt19937_64 is one sequence everywhere; the remainder's bias is below 1e-15.
class Shuffler {
public:
    Shuffler(MonthSeries const& series, BeforeAfterOptions const& options) : series_(series), random_(options.seed)
    {
        for (Month month = std::max(series.first, first_used(series, options)); month <= options.last && month < series.end(); month = month + 1)
            if (series.at(month)) places_[month.month() - 1].push_back(static_cast<std::size_t>(month - series.first));
    }
    MonthSeries const& next()
    {
        for (auto const& places : places_)
            for (std::size_t left = places.size(); left > 1; --left) std::swap(series_.counts[places[left - 1]], series_.counts[places[random_() % left]]);
        return series_;
    }

private:
    MonthSeries series_;
    std::mt19937_64 random_;
    std::array<std::vector<std::size_t>, 12> places_;
};

/// How often chance alone puts a window at least as low as `lowest` somewhere in the range.
void shuffle_search(PlacementSearch& search, MonthSeries const& series, double lowest, BeforeAfterOptions const& options)
{
    Shuffler shuffler{series, options};
    int at_least_as_low = 0;
    for (int shuffle = 0; shuffle < options.shuffles; ++shuffle) {
        Sums const sums{shuffler.next()};
        auto const windows = windows_between(options.first, options.last, sums, options);
        at_least_as_low += std::any_of(windows.begin(), windows.end(), [&](Window const& window) { return window.ratio && window.lowness <= lowest; }) ? 1 : 0;
    }
    search.ranges = options.shuffles + 1;
    search.p = static_cast<double>(at_least_as_low + 1) / static_cast<double>(search.ranges);
}

PlacementSearch search_of(std::vector<Window> const& range, MonthSeries const& series, BeforeAfterOptions const& options)
{
    PlacementSearch search;
    int compared = 0;
    for (auto const& window : range) compared += window.ratio ? 1 : 0;
    if (compared == 0) return search;
    search.level = 1 - (1 - options.level) / compared;
    for (std::size_t i = 0; i < range.size(); ++i) {
        if (!range[i].ratio) continue;
        auto const compared_here = compare(range[i], options.window_months, search.level);
        if (!search.lowest || range[i].lowness < range[*search.lowest].lowness) search.lowest = i;
        search.lowest_upper = std::min(search.lowest_upper.value_or(*compared_here.exact.upper), *compared_here.exact.upper);
    }
    if (range.size() > 1) shuffle_search(search, series, range[*search.lowest].lowness, options);
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
    double const p_rank = *answer.placements[*answer.search.lowest].p_rank;
    bool const search_holds = *answer.search.p <= options.p_threshold;
    answer.verdict = verdict_of(interval_passes, p_rank <= options.p_threshold && search_holds);
    answer.reasons = {interval_passes ? ChangeReason::interval_below_one : ChangeReason::interval_reaches_one,
                      rank_reason(p_rank, *answer.smallest_p_rank, options.p_threshold), search_holds ? ChangeReason::search_holds : ChangeReason::search_explains};
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
    Sums const sums{series};
    auto const all = windows_between(series.first, series.end() - 1, sums, options);
    count_windows(answer, all);
    std::vector<double> sorted;
    for (auto const& window : all)
        if (window.ratio) sorted.push_back(window.lowness);
    std::sort(sorted.begin(), sorted.end());
    auto const range = windows_between(options.first, options.last, sums, options);
    for (auto const& window : range) answer.placements.push_back(placement_of(window, sorted, options));
    answer.search = search_of(range, series, options);
    fill_verdict(answer, options);
    return answer;
}

}  // namespace accalmie
