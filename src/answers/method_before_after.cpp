// SPDX-License-Identifier: Apache-2.0
#include "answers/change_words.hpp"
#include "answers/method_cells.hpp"
#include "measures/before_after.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr int months_max = 2'400;

Tree reason_codes(std::span<ChangeReason const> reasons)
{
    Tree codes = Tree::list();
    for (auto const reason : reasons) codes.push(change_reason_code(reason));
    return codes;
}

Tree placement_tree(Placement const& placement, BeforeAfterOptions const& options)
{
    auto const percent = percent_name(options.level);
    auto const& compared = placement.comparison;
    bool const has_ratio = compared && compared->ratio;
    Tree tree = Tree::members();
    tree.add("first_month", placement.first).add("last_month", placement.first + (options.window_months - 1));
    tree.add("observed", placement.observed).add("baseline_kind", baseline_code(options.baseline));
    tree.add("baseline_events", placement.baseline_events).add("baseline_months", placement.baseline_months).add("expected", placement.expected);
    tree.add("ratio", has_ratio ? Tree{*compared->ratio} : Tree{});
    tree.add("lower_" + percent, compared ? Tree{compared->exact.lower} : Tree{}).add("upper_" + percent, compared ? Tree{compared->exact.upper} : Tree{});
    tree.add("mid_p_lower_" + percent, compared ? Tree{compared->mid_p.lower} : Tree{}).add("mid_p_upper_" + percent, compared ? Tree{compared->mid_p.upper} : Tree{});
    tree.add("change_percent", placement.change_percent).add("rank", placement.rank).add("of", placement.of).add("p_rank", placement.p_rank);
    tree.add("verdict_if_named", verdict_code(placement.verdict)).add("reasons", reason_codes(placement.reasons));
    return tree;
}

Tree search_tree(BeforeAfter const& answer)
{
    auto const& search = answer.search;
    Tree tree = Tree::members();
    tree.add("lowest_first_month", search.lowest ? Tree{answer.placements[*search.lowest].first} : Tree{});
    tree.add("level", search.level).add("lowest_upper", search.lowest_upper).add("p", search.p).add("ranges", search.ranges);
    return tree;
}

Result<MonthSeries> series_of(MethodTable const& table)
{
    auto const counts = TRY(month_counts(table));
    MonthSeries series;
    if (counts.empty()) return series;
    auto const [first, last] = std::minmax_element(counts.begin(), counts.end(), [](MonthCount const& a, MonthCount const& b) { return a.month < b.month; });
    if (last->month - first->month >= months_max) return Error{Error::Kind::limit, "the months span more than 2,400", "month", "correct the first or the last month"};
    series.first = first->month;
    series.counts.resize(static_cast<std::size_t>(last->month - first->month + 1));
    for (auto const& row : counts) series.counts[static_cast<std::size_t>(row.month - series.first)] = row.events;
    return series;
}

/// A month, or the word that stands for the table's own.
Result<Month> month_or(MethodOptions const& given, std::string_view name, std::string_view word, Month own)
{
    if (given.find(name)->second == word) return own;
    return option_month(given, name);
}

Result<BeforeAfterOptions> options_of(MethodOptions const& given, MonthSeries const& series)
{
    BeforeAfterOptions options;
    options.first = TRY(month_or(given, "first", "start", series.first));
    options.last = TRY(month_or(given, "last", "end", series.end() - 1));
    options.window_months = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "months")), months_max));
    options.baseline_years = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "years")), months_max));
    options.baseline = TRY(parse_baseline(given.find("baseline")->second).at("option baseline"));
    options.rank_by = TRY(parse_rank_by(given.find("rank-by")->second).at("option rank-by"));
    options.level = TRY(option_number(given, "level"));
    options.p_threshold = TRY(option_number(given, "threshold"));
    options.shuffles = static_cast<int>(std::min<std::int64_t>(TRY(option_count(given, "shuffles")), 1'000'000));
    options.seed = static_cast<std::uint64_t>(TRY(option_count(given, "seed")));
    return options;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& given)
{
    auto const series = TRY(series_of(table));
    if (series.counts.empty()) return Error{Error::Kind::missing, "no month has a count", "events", "give the events of at least one month"};
    auto const options = TRY(options_of(given, series));
    auto const answer = TRY(before_after(series, options));
    Tree placements = Tree::list();
    for (auto const& placement : answer.placements) placements.push(placement_tree(placement, options));
    Tree tree = Tree::members();
    tree.add("verdict", verdict_code(answer.verdict)).add("reasons", reason_codes(answer.reasons)).add("verdict_if_named", verdict_code(answer.verdict_if_named));
    tree.add("placements", std::move(placements)).add("search", search_tree(answer));
    tree.add("windows", answer.windows).add("with_ratio", answer.with_ratio).add("window_not_covered", answer.window_not_covered);
    tree.add("baseline_not_covered", answer.baseline_not_covered).add("no_event_before", answer.no_event_before);
    tree.add("smallest_p_rank", answer.smallest_p_rank);
    return tree;
}

}  // namespace

Method before_after_method()
{
    return {"before-after",
            {"Événements avant et pendant une période, toutes les positions classées", "Events before and during a period, every placement ranked"},
            {{"month", "month", true, {"mois, comme 2021-05 ; un mois absent est sans données", "month, as 2021-05; a month that is not there has no data"}},
             {"events", "count", true, {"événements du mois ; vide : sans données, jamais 0", "events of the month; empty: no data, never 0"}}},
            {{"first", "start", {"premier mois où la période peut se placer ; start : celui du tableau", "first month in which the period may lie; start: that of the table"}},
             {"last", "end", {"dernier mois où la période peut se placer ; end : celui du tableau", "last month in which the period may lie; end: that of the table"}},
             {"months", "7", {"longueur de la période, en mois", "length of the period, in months"}},
             {"baseline", "same_season", {"comparaison : same_season, just_before ou whole_before", "compared with: same_season, just_before or whole_before"}},
             {"years", "3", {"années de comparaison (same_season)", "years compared with (same_season)"}},
             {"rank-by", "p_fall", {"classement des périodes : p_fall (chance d’aussi peu d’événements) ou ratio", "windows are ranked by: p_fall (chance of so few events) or ratio"}},
             {"level", "0.95", {"niveau de l’intervalle qui doit rester sous 1", "level of the interval that must lie below 1"}},
             {"threshold", "0.05", {"rang au plus égal auquel la position compte", "rank p at or below which the placement counts"}},
             {"shuffles", "499", {"tirages qui mesurent le prix d’avoir cherché", "shuffles that measure the price of having searched"}},
             {"seed", "1", {"graine des tirages", "seed of the shuffles"}}},
            "interval: Przyborowski & Wilenski 1940, Clopper & Pearson 1934; rank: Edgington & Onghena 2007, Phipson & Smyth 2010",
            "docs/methods/before-after.md",
            run};
}

}  // namespace accalmie
