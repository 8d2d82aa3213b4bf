// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/early_aberration.hpp"

namespace accalmie {

namespace {

Tree reason_tree(NoEarsBound reason)
{
    switch (reason) {
    case NoEarsBound::none: return {};
    case NoEarsBound::no_report: return "no_report";
    case NoEarsBound::no_variation: return "no_variation";
    }
    return {};
}

Result<EarsSettings> settings_of(MethodOptions const& options)
{
    EarsSettings settings;
    settings.method = static_cast<EarsMethod>(TRY(option_choice(options, "method", {"C1", "C2", "C3"})));
    settings.baseline = TRY(option_whole(options, "baseline"));
    settings.least_deviation = TRY(option_number(options, "min-sigma"));
    if (option_given(options, "alpha")) settings.alpha = TRY(option_number(options, "alpha"));
    return settings;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const settings = TRY(settings_of(options));
    auto series = TRY(series_rows(table, options));
    TRY(read_range(options, ears_lag(settings), series));
    auto const places = TRY(ears(series.observed, series.first, series.end, settings));
    Tree weeks = Tree::list();
    std::int64_t alarms = 0;
    for (auto const& place : places) {
        alarms += place.alarm ? 1 : 0;
        Tree week = series_place(series, place.at);
        week.add("expected", place.expected).add("standard_deviation", place.deviation).add("upperbound", place.upper).add("score", place.score);
        weeks.push(week.add("alarm", place.alarm).add("no_bound_because", reason_tree(place.no_bound)));
    }
    return Tree::members().add("judged", static_cast<std::int64_t>(places.size())).add("alarms", alarms).add("weeks", std::move(weeks));
}

}  // namespace

Method ears_method()
{
    return {"ears",
            {"Alerte sans années de recul : EARS C1, C2, C3", "Alarm without years of data: EARS C1, C2, C3"},
            series_columns(),
            with_range({{"method", "C1", {"C1, C2 ou C3", "C1, C2 or C3"}},
                        {"baseline", "7", {"nombre de semaines de comparaison", "number of weeks compared with"}},
                        {"min-sigma", "0", {"écart-type minimal (minSigma de R)", "least standard deviation (R's minSigma)"}},
                        {"alpha", "none", {"probabilité d'une fausse alerte ; none : 0,001, pour C3 0,025", "chance of a false alarm; none: 0.001, for C3 0.025"}}},
                       "la première qui a assez de semaines avant elle", "the first with enough weeks before it"),
            "Hutwagner, Thompson, Seeman & Treadwell 2003; Fricker, Hegler & Dunfee 2008; Salmon, Schumacher & Hoehle 2016",
            "docs/methods/ears.md",
            run};
}

}  // namespace accalmie
