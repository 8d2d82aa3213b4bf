// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/permutation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace accalmie {

namespace {

/// The table by place and period, with the texts that stand for each.
struct Grid {
    std::vector<std::string> places, times;
    PermutationInput input;
};

template <class T, std::size_t count>
Result<T> choice(MethodOptions const& options, std::string_view name, std::array<std::pair<std::string_view, T>, count> const& codes)
{
    std::string all;
    for (auto const& [code, value] : codes) {
        if (option_text(options, name) == code) return value;
        all += (all.empty() ? "" : ", ") + std::string{code};
    }
    return Error{Error::Kind::invalid, "not one of its values", "option " + std::string{name}, "choose one of " + all};
}

std::optional<double> as_number(std::string_view text)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// Numbers by their value, other texts (2021-05) by their letters.
std::vector<std::string> sorted_times(MethodRows const& rows)
{
    std::vector<std::string> times;
    for (std::size_t row = 0; row < rows.size(); ++row) times.emplace_back(rows.text(row, "time"));
    bool const numbers = std::all_of(times.begin(), times.end(), [](std::string const& text) { return as_number(text).has_value(); });
    std::sort(times.begin(), times.end(), [&](std::string const& a, std::string const& b) { return numbers ? *as_number(a) < *as_number(b) : a < b; });
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

std::string place_of(MethodRows const& rows, std::size_t row)
{
    if (rows.has("place")) return std::string{rows.text(row, "place")};
    return rows.has("time") ? std::string{"all"} : "row " + std::to_string(row + 2);
}

std::size_t index_of(std::vector<std::string> const& names, std::string_view name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

Result<void> fill_cells(Grid& grid, MethodRows const& rows)
{
    std::map<std::string, std::size_t> place_at, time_at;
    for (std::size_t i = 0; i < grid.places.size(); ++i) place_at[grid.places[i]] = i;
    for (std::size_t i = 0; i < grid.times.size(); ++i) time_at[grid.times[i]] = i;
    auto& input = grid.input;
    std::vector<bool> seen(input.outcome.size()), treated(input.places);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const place = place_at.find(place_of(rows, row))->second;
        auto const cell = place * input.periods + time_at.find(std::string{rows.text(row, "time")})->second;
        if (seen[cell]) return Error{Error::Kind::invalid, "this place and time is there twice", MethodRows::place(row, rows.has("time") ? "time" : "place"), "give each once, its outcomes added up"};
        seen[cell] = true;
        if (!rows.text(row, "outcome").empty()) input.outcome[cell] = TRY(rows.number(row, "outcome"));
        if (!input.exposure.empty()) input.exposure[cell] = TRY(rows.number(row, "exposure"));
        if (rows.has("treated")) treated[place] = treated[place] || rows.text(row, "treated") == "1" || rows.text(row, "treated") == "yes" || rows.text(row, "treated") == "true";
    }
    for (std::size_t place = 0; place < input.places; ++place)
        if (treated[place]) input.treated.push_back(place);
    return {};
}

Result<Grid> grid_of(MethodTable const& table)
{
    MethodRows const rows{table};
    Grid grid;
    if (rows.size() == 0) return Error{Error::Kind::missing, "the table has no row", "row 2", "give one row a place and time"};
    grid.times = sorted_times(rows);
    for (std::size_t row = 0; row < rows.size(); ++row) grid.places.push_back(place_of(rows, row));
    std::sort(grid.places.begin(), grid.places.end());
    grid.places.erase(std::unique(grid.places.begin(), grid.places.end()), grid.places.end());
    auto& input = grid.input;
    input.places = grid.places.size();
    input.periods = grid.times.size();
    if (input.places * input.periods > 4'000'000) return Error{Error::Kind::limit, "more than 4,000,000 places by times", "place and time", "give fewer places or times"};
    input.outcome.resize(input.places * input.periods);
    if (rows.has("exposure")) input.exposure.assign(input.places * input.periods, 1);
    TRY(fill_cells(grid, rows));
    return grid;
}

Result<void> fill_treated(Grid& grid, MethodOptions const& options)
{
    auto& input = grid.input;
    if (auto const names = option_names(options, "treated-places"); !names.empty()) {
        input.treated.clear();
        for (auto const& name : names) {
            input.treated.push_back(index_of(grid.places, name));
            if (input.treated.back() == grid.places.size()) return Error{Error::Kind::missing, "no row is of the place " + name.substr(0, 40), "option treated-places", "write it as the column place does"};
        }
    } else if (input.treated.empty()) {
        input.treated.resize(input.places == 1 ? 1 : 0);
    }
    if (input.treated.empty()) return Error{Error::Kind::missing, "no place is treated", "option treated-places", "name the treated places, or mark them with 1 in a column treated"};
    return {};
}

Result<std::size_t> time_option(Grid const& grid, MethodOptions const& options, std::string_view name, std::size_t otherwise)
{
    if (!option_given(options, name)) return otherwise;
    auto at = index_of(grid.times, option_text(options, name));
    auto const wanted = as_number(option_text(options, name));  // 1970 finds 1970.0
    for (std::size_t i = 0; wanted && at == grid.times.size() && i < grid.times.size(); ++i)
        if (as_number(grid.times[i]) == wanted) at = i;
    if (at == grid.times.size()) return Error{Error::Kind::missing, "no row is of this time", "option " + std::string{name}, "write it as the column time does"};
    return at;
}

Result<void> fill_options(Grid& grid, MethodOptions const& options)
{
    auto& input = grid.input;
    bool const has_time = grid.times.size() > 1;
    if (has_time && !option_given(options, "first")) return Error{Error::Kind::missing, "the window is not named", "option first", "give the first and last time of the window"};
    input.window_first = TRY(time_option(grid, options, "first", 0));
    auto const last = TRY(time_option(grid, options, "last", has_time ? grid.times.size() - 1 : 0));
    if (last < input.window_first) return Error{Error::Kind::invalid, "the window ends before it begins", "option last", "give a later last time"};
    input.window_periods = last - input.window_first + 1;
    if (option_text(options, "before") != "all") {
        input.before_periods = static_cast<std::size_t>(TRY(option_count(options, "before")));
        if (input.before_periods == 0) return Error{Error::Kind::invalid, "no time before is no comparison", "option before", "give 1 or more, or all"};
    }
    using Scales = std::array<std::pair<std::string_view, ContrastScale>, 2>;
    using Withs = std::array<std::pair<std::string_view, ContrastWith>, 4>;
    using Reassigns = std::array<std::pair<std::string_view, Reassign>, 4>;
    input.scale = TRY(choice(options, "scale", Scales{{{"ratio", ContrastScale::ratio}, {"difference", ContrastScale::difference}}}));
    input.with = TRY(choice(options, "compare",
                            Withs{{{"auto", has_time ? ContrastWith::before : ContrastWith::others},
                                   {"before", ContrastWith::before},
                                   {"others", ContrastWith::others},
                                   {"both", ContrastWith::both}}}));
    input.reassign = TRY(choice(options, "reassign",
                                Reassigns{{{"auto", has_time ? Reassign::windows : Reassign::places},
                                           {"places", Reassign::places},
                                           {"windows", Reassign::windows},
                                           {"both", Reassign::both}}}));
    input.exhaustive_max = TRY(option_count(options, "exhaustive-max"));
    input.draws = TRY(option_count(options, "draws"));
    input.seed = static_cast<std::uint64_t>(TRY(option_count(options, "seed")));
    return {};
}

std::string_view reason_code(Permutation const& answer)
{
    switch (answer.no_statistic) {
    case NoStatistic::none: return "no_outcome_compared_with";
    case NoStatistic::not_watched: return "not_watched";
    case NoStatistic::no_period: return "nothing_to_compare_with";
    case NoStatistic::undefined: return "no_outcome_at_all";
    }
    return {};
}

Tree p_tree(Permutation const& answer)
{
    bool const has = answer.used > 0;
    auto const of = [&](double value) { return has ? Tree{value} : Tree{}; };
    Tree tree = Tree::members();
    tree.add("p_less", of(answer.less.p)).add("p_greater", of(answer.greater.p)).add("p_two_sided", of(answer.two_sided.p));
    tree.add("p_less_monte_carlo_error", of(answer.less.monte_carlo_error)).add("p_greater_monte_carlo_error", of(answer.greater.monte_carlo_error));
    tree.add("p_two_sided_monte_carlo_error", of(answer.two_sided.monte_carlo_error));
    return tree;
}

Tree answer_tree(Grid const& grid, Permutation const& answer)
{
    auto const& input = grid.input;
    Tree treated = Tree::list();
    for (auto const place : input.treated) treated.push(grid.places[place]);
    Tree tree = Tree::members();
    tree.add("estimate", answer.estimate).add("no_estimate_because", answer.estimate ? Tree{} : Tree{reason_code(answer)});
    tree.add_all(p_tree(answer));
    tree.add("assignments", answer.assignments).add("exhaustive", answer.exhaustive).add("used", answer.used).add("left_out", answer.left_out);
    tree.add("smallest_p", answer.smallest_p).add("compared_with", answer.compared);
    tree.add("treated_outcome_during", answer.treated_during).add("treated_exposure_during", answer.treated_during_exposure);
    tree.add("distribution_mean", answer.mean).add("distribution_standard_deviation", answer.standard_deviation);
    tree.add("distribution_lower_95", answer.lower_95).add("distribution_median", answer.median).add("distribution_upper_95", answer.upper_95);
    tree.add("treated", std::move(treated)).add("places", static_cast<std::int64_t>(input.places)).add("periods", static_cast<std::int64_t>(input.periods));
    return tree;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto grid = TRY(grid_of(table));
    TRY(fill_treated(grid, options));
    TRY(fill_options(grid, options));
    return answer_tree(grid, TRY(permutation(grid.input)));
}

}  // namespace

Method permutation_method()
{
    return {"permutation",
            {"Inférence par permutation des lieux et des périodes", "Permutation inference over places and windows"},
            {{"place", "text", false, {"lieu ou unité ; sans cette colonne ni time, chaque ligne est une unité", "place or unit; without this column and time every row is one"}},
             {"time", "text", false, {"période, comme 2021-05 ou 12 ; absente : une seule", "period, as 2021-05 or 12; absent: a single one"}},
             {"outcome", "real", true, {"nombre d’événements ou mesure ; vide : sans données, jamais 0", "count of events or measure; empty: no data, never 0"}},
             {"exposure", "number", false, {"exposition (population, jours) ; absente : 1", "exposure (people, days); absent: 1"}},
             {"treated", "text", false, {"1 : lieu traité (sinon l’option treated-places)", "1: a treated place (otherwise the option treated-places)"}}},
            {{"treated-places", "none", {"lieux traités, séparés par des virgules", "treated places, separated by commas"}},
             {"first", "none", {"première période de la fenêtre", "first period of the window"}},
             {"last", "none", {"dernière période de la fenêtre ; none : la dernière du tableau", "last period of the window; none: the table's last"}},
             {"before", "all", {"périodes de comparaison avant la fenêtre, ou all", "periods compared with before the window, or all"}},
             {"scale", "ratio", {"ratio : rapport de taux ; difference : différence de taux ou de moyennes", "ratio of rates, or difference of rates or means"}},
             {"compare", "auto", {"before : avec avant ; others : avec les autres lieux ; both : les deux (double différence)", "before; others: the other places; both (difference in differences)"}},
             {"reassign", "auto", {"ce qui aurait pu être autre : places, windows ou both", "what might have been otherwise: places, windows or both"}},
             {"exhaustive-max", "100000", {"jusqu’à ce nombre, toutes les affectations sont essayées", "up to so many, all assignments are tried"}},
             {"draws", "9999", {"affectations tirées s’il y en a plus", "assignments drawn where there are more"}},
             {"seed", "1", {"graine du tirage", "seed of the draws"}}},
            "Fisher 1935; Edgington & Onghena 2007; Phipson & Smyth 2010; Abadie, Diamond & Hainmueller 2010",
            "docs/methods/permutation.md",
            run};
}

}  // namespace accalmie
