// SPDX-License-Identifier: Apache-2.0
#include "demo/incident_rows.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 22> columns{
    "source",      "source_id",         "kind",         "first_day", "last_day", "date_precision", "position_level", "latitude",
    "longitude",   "where_description", "adm_1",        "adm_2",     "adm_3",    "location",       "deaths_low",     "deaths_best",
    "deaths_high", "sources",           "source_names", "headline",  "notes",    "place"};
constexpr std::string_view paper = "Journal-Démo du fleuve";

/// What is told, without anybody who did it.
std::string_view words_for(std::string_view kind)
{
    if (kind == "attack") return "Attaque signalée";
    if (kind == "robbery") return "Braquage signalé sur la piste";
    if (kind == "livestock_theft") return "Bétail emporté";
    if (kind == "threat") return "Menaces entendues";
    if (kind == "destruction") return "Grenier brûlé";
    if (kind == "abduction") return "Une personne emmenée";
    if (kind == "roadblock") return "Passage fermé sous la menace";
    return "Différend autour d’un point d’eau";
}

std::string_view region_name(std::size_t cercle) { return cercles()[cercle].region == regions()[0].code ? regions()[0].name : regions()[1].name; }

}  // namespace

Happening draw_happening(Scene const& scene, std::size_t cercle, std::size_t village, Day day, std::string_view kind, Dice& dice)
{
    constexpr std::int32_t reach_e7 = 180'000;  // two kilometres
    Happening happening;
    happening.cercle = cercle;
    happening.village = village;
    happening.day = day;
    happening.kind = kind;
    auto const north = dice.below(2 * reach_e7), east = dice.below(2 * reach_e7);
    happening.at = near(scene.land.villages[cercle][village].at, reach_e7, north, east);
    bool const deadly = kind == "attack" ? dice.permille(550) : dice.permille(60);
    if (!deadly) return happening;
    happening.deaths_low = dice.between(0, 1);
    happening.deaths_best = happening.deaths_low + dice.between(kind == "attack" ? 1 : 0, 2);
    happening.deaths_high = happening.deaths_best + dice.between(0, 3);
    return happening;
}

Fields field_incident(Scene const& scene, Happening const& happening, std::string source_id)
{
    auto const& village = scene.land.villages[happening.cercle][happening.village];
    return {{"source", std::string{"field"}},
            {"source_id", std::move(source_id)},
            {"kind", std::string{happening.kind}},
            {"first_day", happening.day},
            {"last_day", happening.day},
            {"date_precision", std::string{"day"}},
            {"position_level", std::int64_t{4}},
            {"latitude", happening.at.latitude()},
            {"longitude", happening.at.longitude()},
            {"where_description", fmt::format("Près de {}", village.name)},
            {"adm_1", std::string{region_name(happening.cercle)}},
            {"adm_2", std::string{cercles()[happening.cercle].name}},
            {"adm_3", scene.land.communes[happening.cercle][village.commune].name},
            {"location", village.name},
            {"deaths_low", happening.deaths_low},
            {"deaths_best", happening.deaths_best},
            {"deaths_high", happening.deaths_high},
            {"sources", std::int64_t{1}},
            {"notes", fmt::format("{} près de {}. Rapporté par le réseau de veille.", words_for(happening.kind), village.name)},
            {"place", village.reference()}};
}

Result<IncidentRows> IncidentRows::open(Scene& scene, std::size_t cercle)
{
    return IncidentRows{scene, cercle, TRY(scene.writer.open("incident", cercles()[cercle].code, columns))};
}

Result<void> IncidentRows::add_field(Happening const& happening)
{
    auto const& village = scene_.land.villages[cercle_][happening.village];
    auto const id = fmt::format("champ-{}-{:06}", cercles()[cercle_].code, ++field_);
    auto const where = fmt::format("Près de {}", village.name), place = village.reference();
    auto const notes = fmt::format("{} près de {}. Rapporté par le réseau de veille.", words_for(happening.kind), village.name);
    std::array<Cell, columns.size()> const row{"field",
                                               std::string_view{id},
                                               happening.kind,
                                               happening.day,
                                               happening.day,
                                               "day",
                                               std::int64_t{4},
                                               happening.at.latitude(),
                                               happening.at.longitude(),
                                               std::string_view{where},
                                               region_name(cercle_),
                                               cercles()[cercle_].name,
                                               std::string_view{scene_.land.communes[cercle_][village.commune].name},
                                               std::string_view{village.name},
                                               happening.deaths_low,
                                               happening.deaths_best,
                                               happening.deaths_high,
                                               std::int64_t{1},
                                               std::monostate{},
                                               std::monostate{},
                                               std::string_view{notes},
                                               std::string_view{place}};
    return rows_.add(row);
}

Result<IncidentRows::Told> IncidentRows::add_press(Happening const& happening, Dice& dice)
{
    auto const& village = scene_.land.villages[cercle_][happening.village];
    auto const& commune = scene_.land.communes[cercle_][village.commune];
    bool const may_blur = happening.day <= scene_.days_ago(exact_days);
    auto const blur = dice.below(1000), days_early = dice.below(7);
    std::int64_t const level = !may_blur || blur < 800 ? 4 : blur < 920 ? 3 : 2;
    bool const week = may_blur && blur % 10 == 0;
    auto const at = level == 4 ? happening.at : level == 3 ? commune.centre : cercles()[cercle_].centre;
    Day const first = week ? std::max(scene_.calendar.archive_first_day, happening.day - std::chrono::days{days_early}) : happening.day;
    Day const last = week ? std::min(first + std::chrono::days{6}, press_last_day(scene_.calendar)) : happening.day;
    auto const id = fmt::format("presse-{}-{:06}", cercles()[cercle_].code, ++press_);
    std::string_view const nearest = level == 4   ? std::string_view{village.name}
                                     : level == 3 ? std::string_view{commune.name}
                                                  : cercles()[cercle_].name;
    auto const headline = fmt::format("{}, {}", words_for(happening.kind), nearest);
    auto const where = fmt::format("Secteur de {}", nearest);
    auto const text_or_nothing = [](bool known, std::string_view text) { return known ? Cell{text} : Cell{}; };
    std::array<Cell, columns.size()> const row{"press",
                                               std::string_view{id},
                                               happening.kind,
                                               first,
                                               last,
                                               week ? "week" : "day",
                                               level,
                                               at.latitude(),
                                               at.longitude(),
                                               std::string_view{where},
                                               region_name(cercle_),
                                               cercles()[cercle_].name,
                                               text_or_nothing(level >= 3, commune.name),
                                               text_or_nothing(level == 4, village.name),
                                               happening.deaths_low,
                                               happening.deaths_best,
                                               happening.deaths_high,
                                               std::int64_t{1},
                                               paper,
                                               std::string_view{headline},
                                               std::monostate{},
                                               std::monostate{}};
    TRY(rows_.add(row));
    return Told{first, last, level == 4};
}

Result<void> IncidentRows::finish()
{
    TRY(rows_.finish());
    return {};
}

}  // namespace accalmie::demo
