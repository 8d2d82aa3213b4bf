// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/cusum.hpp"

#include <algorithm>

namespace accalmie {

namespace {

Result<CusumSettings> settings_of(MethodOptions const& options)
{
    CusumSettings settings;
    settings.reference = TRY(option_number(options, "k"));
    settings.limit = TRY(option_number(options, "h"));
    settings.alpha = TRY(option_number(options, "alpha"));
    settings.per_year = TRY(option_whole(options, "freq"));
    settings.start_epoch = TRY(option_whole(options, "start-epoch"));
    auto const words = {"standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "anscombeNegBin", "none"};
    settings.transform = static_cast<CusumTransform>(TRY(option_choice(options, "trans", {words.begin(), words.end()})));
    auto const mean = option_text(options, "m");
    if (mean == "glm") {
        settings.mean = CusumMean::seasonal;
    } else if (mean != "NULL" && mean != "none") {
        settings.mean = CusumMean::given;
        settings.given_mean = TRY(option_number(options, "m"));
    }
    return settings;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const settings = TRY(settings_of(options));
    auto series = TRY(series_rows(table, options));
    TRY(read_range(options, std::min(static_cast<std::size_t>(settings.per_year), series.times.length / 2), series));
    auto const places = TRY(cusum(series.observed, series.first, series.end, settings));
    Tree weeks = Tree::list();
    std::int64_t alarms = 0;
    for (auto const& place : places) {
        alarms += place.alarm ? 1 : 0;
        Tree week = series_place(series, place.at);
        week.add("expected", place.expected).add("upperbound", place.upper).add("cusum", place.sum).add("score", place.sum / settings.limit);
        weeks.push(week.add("alarm", place.alarm));
    }
    return Tree::members().add("judged", static_cast<std::int64_t>(places.size())).add("alarms", alarms).add("weeks", std::move(weeks));
}

}  // namespace

Method cusum_method()
{
    return {"cusum",
            {"Petites hausses qui durent : somme cumulée", "Small rises that stay: cumulative sum"},
            series_columns(),
            with_range({{"k", "1.04", {"écart qui n'est pas compté", "excess that is not counted"}},
                        {"h", "2.26", {"alerte quand la somme l'atteint", "alarm where the sum reaches it"}},
                        {"m", "none", {"moyenne : un nombre, glm (avec saison), ou none : celle d'avant", "mean: a number, glm (with season), or none: of the weeks before"}},
                        {"trans", "standard", {"standard, rossi, anscombe, anscombe2nd, pearsonNegBin, anscombeNegBin ou none", "standard, rossi, anscombe, anscombe2nd, pearsonNegBin, anscombeNegBin or none"}},
                        {"alpha", "0.1", {"surdispersion des transformations NegBin", "overdispersion of the NegBin transforms"}},
                        {"start-epoch", "1", {"semaine de l'année de la première ligne, pour glm", "week of the year of the first row, for glm"}}},
                       "après un an, ou la moitié", "after one year, or one half"),
            "Page 1954; Rossi, Lampugnani & Marchi 1999; Rogerson & Yamada 2004; as algo.cusum of R's surveillance",
            "docs/methods/cusum.md",
            run};
}

}  // namespace accalmie
