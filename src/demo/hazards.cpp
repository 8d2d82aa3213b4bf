// SPDX-License-Identifier: Apache-2.0
// Readings of heat and of the river at one village each, two heat waves and a flood in them, and warnings: in time, none, and of nothing.
#include "demo/scene.hpp"

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 6> reading_columns{"place", "station", "kind", "day", "value", "source"};
constexpr std::string_view heat_station = "Station-Démo 1", river_station = "Échelle-Démo 1";
constexpr int heat_days = 120, river_weeks = 13 * 52 + 26;

/// A heat wave, counted back from the last day; the usual day of the season stays below every class of danger.
struct HeatWave {
    int days_ago, days;
    double temperature, humidity;
    std::string_view level;
};
constexpr std::array<HeatWave, 2> heat_waves{{{95, 6, 43, 25, "alert"}, {40, 5, 44, 42, "epidemic"}}};

/// Highest discharge of a flood, by years before the last one; the last one is of more than twenty years, the others of the programme of less than two.
constexpr std::array<double, 13> flood_peaks{3800, 1500, 1900, 2600, 1800, 2300, 1700, 2450, 2000, 1600, 2200, 1850, 2100};
constexpr std::array<double, 9> flood_shape{0.350, 0.500, 0.711, 0.895, 1.000, 0.921, 0.763, 0.513, 0.368};  ///< week by week
constexpr int flood_first_week = 2, flood_last_week = 6;  ///< of the shape, above the level of two years
constexpr double low_water = 300;

Village const& heat_village(Scene const& scene) { return scene.land.villages[0][2]; }
Village const& river_village(Scene const& scene) { return scene.land.villages[0][7]; }

struct Told {
    std::string_view about, level, channel;
    Day issued{}, from{}, until{};
    std::int64_t low, high;
};

Result<RecordId> warn(Scene& scene, std::string const& place, Told const& told)
{
    return scene.writer.one("warning", {{"place", place},
                                        {"about", std::string{told.about}},
                                        {"level", std::string{told.level}},
                                        {"issued_on", told.issued},
                                        {"from", told.from},
                                        {"until", told.until},
                                        {"channel", std::string{told.channel}},
                                        {"households_low", told.low},
                                        {"households_high", told.high}});
}

Result<void> write_reading(Scene const& scene, Rows& rows, std::string_view place, std::string_view station, std::string_view kind, Day day, double value)
{
    std::array<Cell, reading_columns.size()> const row{place, station, kind, day, value, std::string_view{scene.writer.source()}};
    return rows.add(row);
}

Result<void> write_heat(Scene& scene)
{
    auto const place = heat_village(scene).reference();
    auto rows = TRY(scene.writer.open("hazard_reading", heat_station, reading_columns));
    auto dice = scene.dice(Stream::hazards, {0});
    for (int ago = heat_days; ago >= 0; --ago) {
        double temperature = 34 + static_cast<double>(dice.between(0, 20)) / 10, humidity = static_cast<double>(dice.between(20, 30));
        for (auto const& wave : heat_waves)
            if (ago <= wave.days_ago && ago > wave.days_ago - wave.days) temperature = wave.temperature, humidity = wave.humidity;
        TRY(write_reading(scene, rows, place, heat_station, "temperature_max", scene.days_ago(ago), temperature));
        TRY(write_reading(scene, rows, place, heat_station, "relative_humidity", scene.days_ago(ago), humidity));
    }
    TRY(rows.finish());
    for (auto const& wave : heat_waves)
        scene.truth.hazards.push_back({"heat", place, scene.days_ago(wave.days_ago), scene.days_ago(wave.days_ago - wave.days + 1), std::string{wave.level}, std::nullopt, 0, 0});
    return {};
}

/// The first wave was told of three days before, by two channels; the second by nobody. One warning was of nothing, one of a place that nobody reads.
Result<void> write_heat_warnings(Scene& scene)
{
    auto const place = heat_village(scene).reference(), elsewhere = scene.land.villages[2][4].reference();
    auto const ago = [&](int days) { return scene.days_ago(days); };
    TRY(warn(scene, place, {"heat", "alert", "radio", ago(98), ago(95), ago(90), 180, 260}));
    TRY(warn(scene, place, {"heat", "alert", "town_crier", ago(96), ago(95), ago(90), 90, 140}));
    auto& first = scene.truth.hazards[0];
    first.lead_days = 3, first.households_low = 180, first.households_high = 400;
    scene.truth.warnings_of_nothing.push_back({TRY(warn(scene, place, {"heat", "alert", "radio", ago(72), ago(70), ago(67), 150, 200})), "unreached"});
    scene.truth.warnings_of_nothing.push_back({TRY(warn(scene, elsewhere, {"heat", "alert", "meeting", ago(52), ago(50), ago(47), 40, 60})), "unread"});
    return {};
}

/// The middle of the last flood that was over by the last day.
Day last_flood(Scene const& scene)
{
    std::chrono::year_month_day const date{scene.calendar.last_day};
    Day const this_year{date.year() / std::chrono::October / 25};
    return this_year + std::chrono::days{60} <= scene.calendar.last_day ? this_year : Day{(date.year() - std::chrono::years{1}) / std::chrono::October / 25};
}

/// Discharge at a weekly reading, and the week of the flood's shape that it lies in; none: low water.
struct River {
    double discharge = low_water;
    std::optional<int> week;
    int years_ago = 0;
};
River river_at(Scene const& scene, Day day)
{
    Day const last = last_flood(scene);
    auto const year = std::chrono::year_month_day{last}.year();
    for (int years_ago = 0; years_ago < static_cast<int>(flood_peaks.size()); ++years_ago) {
        Day const middle{(year - std::chrono::years{years_ago}) / std::chrono::October / 25};
        auto const from_start = (day - middle).count() + 28 + 3;  // readings of the week around each step
        if (from_start < 0 || from_start >= 63) continue;
        auto const week = static_cast<int>(from_start / 7);
        return {flood_peaks[static_cast<std::size_t>(years_ago)] * flood_shape[static_cast<std::size_t>(week)], week, years_ago};
    }
    return {};
}

Result<void> write_river(Scene& scene)
{
    auto const place = river_village(scene).reference();
    auto rows = TRY(scene.writer.open("hazard_reading", river_station, reading_columns));
    DemoTruth::Hazard flood{"flood", place, {}, {}, "epidemic", std::nullopt, 0, 0};
    for (int weeks = river_weeks; weeks >= 0; --weeks) {
        auto const day = scene.days_ago(7 * weeks);
        auto const river = river_at(scene, day);
        TRY(write_reading(scene, rows, place, river_station, "river_discharge", day, river.discharge));
        if (!river.week || river.years_ago != 0) continue;
        if (*river.week == flood_first_week) flood.first = day;
        if (*river.week == flood_last_week) flood.last = day;
    }
    TRY(rows.finish());
    scene.truth.hazards.push_back(flood);
    return {};
}

/// Forecast ten days before; told nine and four days before it began.
Result<void> write_flood_warnings(Scene& scene)
{
    auto& flood = scene.truth.hazards.back();
    auto const before = [&](int days) { return flood.first - std::chrono::days{days}; };
    for (int week = 0; week < 3; ++week)
        TRY(scene.writer.one("hazard_reading", {{"place", flood.place},
                                                {"station", std::string{river_station}},
                                                {"kind", std::string{"river_discharge"}},
                                                {"day", flood.first + std::chrono::days{7 * week}},
                                                {"issued_on", before(10)},
                                                {"value", 2750.0 + 450 * week},
                                                {"source", scene.writer.source()}}));
    TRY(warn(scene, flood.place, {"flood", "alert", "radio", before(9), before(1), flood.last, 220, 400}));
    TRY(warn(scene, flood.place, {"flood", "epidemic", "town_crier", before(4), flood.first, flood.last, 150, 260}));
    flood.lead_days = 9, flood.households_low = 220, flood.households_high = 660;
    return {};
}

}  // namespace

Result<void> write_hazards(Scene& scene)
{
    TRY(write_heat(scene));
    TRY(write_heat_warnings(scene));
    TRY(write_river(scene));
    return write_flood_warnings(scene);
}

}  // namespace accalmie::demo
