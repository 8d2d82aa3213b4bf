// SPDX-License-Identifier: Apache-2.0
// tests/plots/made_plots.hpp: one of each kind of picture, with made numbers, and the hard cases of each.
#pragma once

#include "plots/control_path.hpp"
#include "plots/event_study.hpp"
#include "plots/placements.hpp"
#include "plots/ratios_map.hpp"
#include "plots/series.hpp"
#include "plots/specification_curve.hpp"
#include "plots/timeline.hpp"

#include <cmath>
#include <numbers>

namespace accalmie::plots::test {

inline Head head(Language language) { return {language, true, true, false, "UCDP GED 24.1"}; }

inline MonthSeries made_series(int months)
{
    MonthSeries series{Month::of(2017, 1), {}};
    for (int i = 0; i < months; ++i) {
        bool const is_gap = i >= 4 && i < 11;
        std::int64_t const count = (i * 7 + i * i % 11) % 13 / (i >= 60 && i < 67 ? 4 : 1);
        series.counts.push_back(is_gap ? std::nullopt : std::optional<std::int64_t>{count});
    }
    return series;
}

inline SeriesInput made_series_input(Language language)
{
    SeriesInput input;
    input.head = head(language);
    input.where = "Mopti, Bandiagara, Bankass et Koro";
    input.series = made_series(84);
    input.window = MonthSpan{Month::of(2022, 1), Month::of(2022, 7)};
    for (int year = 2019; year < 2022; ++year) input.compared_with.push_back({Month::of(year, 1), Month::of(year, 7)});
    input.searched = MonthSpan{Month::of(2021, 1), Month::of(2022, 12)};
    input.expected = 41;
    input.finding = language == Language::french ? "Janvier à juillet 2022 : 9 incidents, 41 attendus ; rapport 0,22 (0,09 à 0,44)."
                                                 : "January to July 2022: 9 events, 41 expected; ratio 0.22 (0.09 to 0.44).";
    return input;
}

inline PlacementsInput made_placements_input(Language language, int years)
{
    PlacementsInput input;
    input.head = head(language);
    input.where = "Mopti, Bandiagara";
    input.compared_with = language == Language::french ? "les mêmes mois des 3 années d’avant" : "the same months of the 3 years before";
    BeforeAfterOptions options;
    options.first = Month::of(2021, 1);
    options.last = Month::of(2021 + years - 1, 12);
    auto const found = before_after(made_series(84), options);
    VERIFY(found.has_value());
    input.placements = found->placements;
    input.finding = language == Language::french ? "La plus basse commence en janv. 2022 ; p = 0,04 après avoir compté la recherche." : "The lowest begins in Jan 2022; p = 0.04 after counting the search.";
    return input;
}

inline CurveInput made_curve_input(Language language, std::size_t count)
{
    CurveInput input;
    input.head = head(language);
    input.where = "Mopti, Bandiagara";
    input.choices = {{"Comparaison", {"même saison", "juste avant", "tout ce qui précède"}}, {"Limites", {"cercle", "commune", "rayon de 25 km autour du chef-lieu du cercle"}}, {"Source", {"ucdp", "press"}}, {"Mesure", {"rapport de taux"}}};
    for (std::size_t i = 0; i < count; ++i) {
        CurvePoint point;
        point.choice = {i % 3, i / 3 % 3, i / 9 % 2, 0};
        if (i % 11 == 10) {
            point.refusal = "no_event_before";
        }
        else {
            double const estimate = 0.3 + 0.9 * std::fmod(static_cast<double>(i) * 0.618, 1);
            point.estimate = estimate;
            point.low = estimate / 2;
            if (i % 7 != 6) point.high = estimate * 1.8;
            point.p = std::fmod(static_cast<double>(i) * 0.037, 1);
            point.supports = estimate * 1.8 < 1;
        }
        input.points.push_back(point);
    }
    input.median = 0.74;
    input.finding = "31 % ; p = 0,03";
    return input;
}

inline ControlPathInput made_path_input(Language language)
{
    ControlPathInput input;
    input.head = head(language);
    input.unit = "Pays basque";
    input.outcome = language == Language::french ? "PIB par habitant (milliers de dollars)" : "GDP per head (thousand dollars)";
    for (int year = 1955; year <= 1997; ++year) {
        double const t = year - 1955;
        input.times.push_back(std::to_string(year));
        input.synthetic.emplace_back(3.8 + 0.15 * t + 0.2 * std::sin(t / 3));
        input.treated.emplace_back(*input.synthetic.back() - (year >= 1970 ? 0.07 * std::min(12.0, t - 15) : 0) + 0.05 * std::sin(t));
    }
    input.treated[40] = std::nullopt;
    input.first_treated = 15;
    input.weights = {{"Cataluna", 0.851}, {"Madrid", 0.149}, {"Aragon", 0.0001}};
    return input;
}

inline PlaceboInput made_placebo_input(Language language)
{
    PlaceboInput input;
    input.head = head(language);
    input.unit = "Pays basque";
    input.times = made_path_input(language).times;
    input.first_treated = 15;
    for (std::size_t unit = 0; unit < 17; ++unit) {
        std::vector<std::optional<double>> gap;
        for (std::size_t t = 0; t < input.times.size(); ++t) {
            double const wave = 0.15 * std::sin(static_cast<double>(t + unit * 5) / 4);
            double const drift = t >= 15 ? 0.02 * (static_cast<double>(unit) - 8) / 8 * static_cast<double>(t - 15) : 0;
            gap.emplace_back(wave + drift - (unit == 0 && t >= 15 ? 0.04 * static_cast<double>(t - 15) : 0));
        }
        if (unit == 0) input.gap = gap;
        else input.placebos.push_back({"Région " + std::to_string(unit), gap, unit > 14});
    }
    input.p = 1.0 / 15;
    return input;
}

inline EventStudyInput made_event_input(Language language)
{
    EventStudyInput input;
    input.head = head(language);
    input.outcome = language == Language::french ? "incidents par mois" : "events by month";
    for (int distance = -6; distance <= 8; ++distance) {
        double const estimate = distance < 0 ? 0.2 * std::sin(distance) : -0.4 * distance;
        EventEffect effect{distance, distance == -1, estimate, estimate - 0.8, estimate + 0.8, 0.2, 12};
        if (distance == -1) effect = {distance, true, 0.0, std::nullopt, std::nullopt, std::nullopt, 12};
        input.effects.push_back(effect);
    }
    input.pre_trend_p = 0.61;
    return input;
}

inline RatiosMapInput made_map_input(Language language)
{
    RatiosMapInput input;
    input.head = head(language);
    input.window = {Month::of(2022, 1), Month::of(2022, 7)};
    input.compared_with = language == Language::french ? "les mêmes mois des 3 années d’avant" : "the same months of the 3 years before";
    std::vector<std::optional<double>> const ratios{0.22, 0.7, 1.0, 1.6, 3.2, std::nullopt, 0.0, 0.9};
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        MapPlace place;
        place.code = "XX" + std::to_string(i);
        place.name = "Cercle " + std::to_string(i);
        place.role = i < 2 ? MapRole::chosen : i < 5 ? MapRole::neighbour : MapRole::other;
        place.ratio = ratios[i];
        place.observed = 4;
        place.before = 20;
        if (place.ratio) {
            place.low = *place.ratio / 3;
            if (i != 4) place.high = *place.ratio * 2 + 0.05;
        }
        std::vector<Point> ring;
        for (int corner = 0; corner < 12; ++corner) {
            double const angle = corner * std::numbers::pi / 6, reach = 0.55 + 0.06 * (corner % 3);
            ring.push_back({-4.5 + static_cast<double>(i % 4) * 1.05 + reach * std::cos(angle), 14 + static_cast<double>(i / 4) * 1.1 + reach * std::sin(angle)});
        }
        place.rings.push_back(ring);
        input.places.push_back(place);
    }
    input.places.push_back({"XX9", "Sans contour", MapRole::other, 1, 2, 0.5, 0.1, 2.0, {}});
    return input;
}

inline TimelineRow made_timeline_row(int day, Lane lane, Tenor tenor, int days = 0)
{
    TimelineRow row;
    row.day = Month::of(2025, 10).first_day() + std::chrono::days{day};
    if (days > 0) row.last_day = row.day + std::chrono::days{days};
    row.lane = lane, row.tenor = tenor;
    row.words = {"Épreuve : tenu, « comme convenu »", "Test: held"};
    row.type = "commitment_test", row.id = "0123456789abcdef:0";
    return row;
}

inline TimelineInput made_timeline_input(Language language)
{
    TimelineInput input;
    input.head = head(language);
    input.answer.area = {"ML050701", "Village-Démo"};
    input.answer.from = Month::of(2025, 10), input.answer.to = Month::of(2026, 3);
    input.answer.hidden = 3;
    for (int day = 0; day < 170; day += 7) input.answer.rows.push_back(made_timeline_row(day, lanes[static_cast<std::size_t>(day) % lanes.size()], day % 3 == 0 ? Tenor::bad : day % 2 == 0 ? Tenor::open : Tenor::plain));
    input.answer.rows.push_back(made_timeline_row(20, Lane::facility, Tenor::bad, 60));
    input.answer.rows.push_back(made_timeline_row(150, Lane::hazard, Tenor::bad, 900));
    return input;
}

inline std::vector<Plot> one_of_each(Language language)
{
    return {series_plot(made_series_input(language)),
            placements_plot(made_placements_input(language, 2)),
            specification_curve_plot(made_curve_input(language, 54)),
            control_path_plot(made_path_input(language)),
            placebo_plot(made_placebo_input(language)),
            event_study_plot(made_event_input(language)),
            ratios_map_plot(made_map_input(language)),
            timeline_plot(made_timeline_input(language))};
}

/// Empty, one point, nothing but gaps, nothing but zeros, no upper bound, numbers that are none.
inline std::vector<Plot> hard_cases(Language language)
{
    auto const not_a_number = std::nan("");
    SeriesInput empty{head(language), "Koro", {}, {}, {}, {}, {}, {}};
    auto one = empty, gaps = empty, zeros = empty;
    one.series = {Month::of(2022, 3), {4}};
    gaps.series = {Month::of(2022, 3), std::vector<std::optional<std::int64_t>>(9)};
    zeros.series = {Month::of(2022, 3), std::vector<std::optional<std::int64_t>>(200, 0)};
    zeros.window = MonthSpan{Month::of(2023, 3), Month::of(2023, 3)};
    zeros.expected = 0;
    PlacementsInput no_placement{head(language), "Koro", 7, 0.95, {}, "x", {}};
    auto zero_ratio = no_placement;
    zero_ratio.placements = before_after({Month::of(2018, 1), std::vector<std::optional<std::int64_t>>{3, 2, 4, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
                                         {.first = Month::of(2018, 2), .last = Month::of(2020, 3), .window_months = 2, .baseline_years = 1, .shuffles = 19})
                                .value()
                                .placements;
    CurveInput no_curve{head(language), "Koro", {{"A", {"a", "b"}}}, {}, {}, 0.95, {}};
    auto refused = no_curve, one_point = no_curve;
    refused.points = {{{0}, {}, {}, {}, {}, false, "window_not_covered"}};
    one_point.points = {{{1}, 0.0, 0.0, {}, {}, true, {}}};
    ControlPathInput no_path{head(language), "Koro", "y", {}, 0, {}, {}, {}, {}};
    auto one_time = no_path, odd = no_path;
    one_time.times = {"2021-05"};
    one_time.treated = one_time.synthetic = {1.0};
    odd.times = {"before", "during", "after"};
    odd.treated = {not_a_number, 2.0, std::nullopt};
    odd.synthetic = {1.0, INFINITY, 3.0};
    odd.first_treated = 9;
    PlaceboInput no_placebo{head(language), "Koro", "", {"1", "2"}, 1, {0.0, 0.0}, {}, {}, {}};
    EventStudyInput no_event{head(language), "y", {}, 0.95, {}, {}};
    auto no_interval = no_event;
    no_interval.effects = {{0, false, -1.5, {}, {}, {}, {}}};
    RatiosMapInput no_map{head(language), {Month::of(2022, 1), Month::of(2022, 1)}, {}, "x", 0.95, {}};
    auto flat = no_map;
    flat.places = {{"A", "A", MapRole::chosen, 0, 3, 0.0, 0.0, 0.9, {{{1, 1}, {1, 1}, {1, 1}}}}};
    TimelineInput no_line;
    no_line.head = head(language);
    auto one_day = no_line;
    one_day.answer.rows = {made_timeline_row(0, Lane::hazard, Tenor::open, 1)};
    one_day.answer.from = one_day.answer.to = Month::of(2025, 10);
    return {series_plot(empty), series_plot(one), series_plot(gaps), series_plot(zeros), placements_plot(no_placement), placements_plot(zero_ratio),
            specification_curve_plot(no_curve), specification_curve_plot(refused), specification_curve_plot(one_point), control_path_plot(no_path), control_path_plot(one_time),
            control_path_plot(odd), placebo_plot(no_placebo), event_study_plot(no_event), event_study_plot(no_interval), ratios_map_plot(no_map), ratios_map_plot(flat),
            timeline_plot(no_line), timeline_plot(one_day)};
}

}  // namespace accalmie::plots::test
