// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/recent_weeks.hpp"

namespace accalmie {

namespace {

Result<RecentSettings> settings_of(MethodOptions const& options)
{
    RecentSettings settings;
    settings.rule = static_cast<RecentRule>(TRY(option_choice(options, "rule", {"bayes", "rki"})));
    bool const rki = settings.rule == RecentRule::rki;
    settings.years = rki ? 2 : 0;
    settings.half_width = rki ? 4 : 6;
    settings.this_year = rki ? ThisYear::left_out : ThisYear::used;
    if (option_given(options, "b")) settings.years = TRY(option_whole(options, "b"));
    if (option_given(options, "w")) settings.half_width = TRY(option_whole(options, "w"));
    if (option_given(options, "act-y")) settings.this_year = TRY(option_switch(options, "act-y")) ? ThisYear::used : ThisYear::left_out;
    settings.alpha = TRY(option_number(options, "alpha"));
    settings.per_year = TRY(option_whole(options, "freq"));
    return settings;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const settings = TRY(settings_of(options));
    auto series = TRY(series_rows(table, options));
    TRY(read_range(options, static_cast<std::size_t>(settings.years * settings.per_year + settings.half_width), series));
    auto const places = TRY(recent_weeks_alarms(series.observed, series.first, series.end, settings));
    Tree weeks = Tree::list();
    std::int64_t alarms = 0;
    for (auto const& place : places) {
        alarms += place.alarm ? 1 : 0;
        Tree week = series_place(series, place.at);
        week.add("expected", place.expected).add("upperbound", place.upper).add("alarm", place.alarm);
        weeks.push(week.add("reference_weeks", static_cast<std::int64_t>(place.reference_count)).add("no_bound_because", place.upper ? Tree{} : Tree{"no_report"}));
    }
    return Tree::members().add("judged", static_cast<std::int64_t>(places.size())).add("alarms", alarms).add("weeks", std::move(weeks));
}

}  // namespace

Method bayes_alarm_method()
{
    return {"bayes-alarm",
            {"Alerte d'après les semaines proches : Bayes, RKI", "Alarm from weeks near by: Bayes, RKI"},
            series_columns(),
            with_range({{"rule", "bayes", {"bayes ou rki", "bayes or rki"}},
                        {"b", "none", {"années de recul ; none : 0, pour rki 2", "years back; none: 0, for rki 2"}},
                        {"w", "none", {"semaines de part et d'autre ; none : 6, pour rki 4", "weeks on either side; none: 6, for rki 4"}},
                        {"act-y", "none", {"avec les w semaines d'avant (actY) ; none : true, pour rki false", "with the w weeks before (actY); none: true, for rki false"}},
                        {"alpha", "0.05", {"probabilité d'une fausse alerte (bayes)", "chance of a false alarm (bayes)"}}},
                       "freq x b + w + 1", "freq x b + w + 1"),
            "Riebler 2004; Hoehle 2007; Crow & Gardner 1959; as algo.bayes and algo.rki of R's surveillance",
            "docs/methods/bayes-alarm.md",
            run};
}

}  // namespace accalmie
