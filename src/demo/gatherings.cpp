// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 8> gathering_columns{"name", "kind", "day", "place", "latitude", "longitude", "programme", "organiser"};
constexpr std::array<std::string_view, 6> attendance_columns{"gathering", "group", "sex", "age_band", "residence", "people"};
constexpr std::array<std::string_view, 7> voice_columns{"gathering", "day", "place", "group", "topic", "kind", "words"};

constexpr std::array<std::string_view, 5> kinds{"dialogue", "dialogue", "forum", "workshop", "round_table"};
constexpr std::array<std::string_view, 10> groups{"farmers",     "herders", "fishers",       "traders",        "women_group",
                                                  "youth_group", "elders",  "local_leaders", "health_workers", "displaced_people"};
constexpr std::array<std::string_view, 3> residences{"host", "displaced", "returnee"};

struct Said {
    std::string_view topic, kind, words;
};
// Before the guarantees people speak of the road and of loss, afterwards more of care, water and school.
constexpr std::array<Said, 8> said_before{{{"road_safety", "grievance", "La route du marché fait peur, on ne part plus seul."},
                                           {"livestock_theft", "grievance", "Des animaux ont disparu la nuit, personne n’ose les chercher."},
                                           {"access_to_care", "need", "Le centre de santé est loin et souvent sans agent."},
                                           {"maternal_health", "need", "Une femme en travail n’a pas pu partir avant le jour."},
                                           {"land_and_grazing", "grievance", "Le passage des troupeaux est fermé par les champs."},
                                           {"displacement", "grievance", "Des familles dorment encore chez nous, il faut de la place et du mil."},
                                           {"water", "need", "Un seul puits pour deux villages, on attend la moitié du jour."},
                                           {"mental_health", "need", "Les enfants se réveillent la nuit, les mères aussi."}}};
constexpr std::array<Said, 8> said_after{{{"market", "peace_sign", "Le marché se tient de nouveau, on y dort même la veille."},
                                          {"road_safety", "peace_sign", "L’ambulance est passée après la nuit tombée."},
                                          {"access_to_care", "trust", "L’équipe est revenue le jour promis."},
                                          {"animal_health", "solution", "Vacciner les troupeaux des deux côtés le même jour."},
                                          {"school", "peace_sign", "Les élèves ont repris le chemin de l’école."},
                                          {"land_and_grazing", "solution", "Marquer le couloir ensemble, avant les semis."},
                                          {"water", "solution", "Un comité commun pour le puits, avec les deux villages."},
                                          {"information", "need", "Que les engagements soient dits à la radio, dans nos langues."}}};

constexpr std::uint32_t gatherings_a_month_max = 2;
static_assert(copies_at_once * month_count * gatherings_a_month_max <= BatchBuilder::rows_max);  // one block, so that one id names them all

struct Planned {
    int month;
    Day day;
    std::size_t village;
    std::string_view kind;
    std::uint32_t copy;
};

std::vector<Planned> plan(Scene const& scene, std::size_t cercle, std::uint32_t first_copy, std::uint32_t end_copy)
{
    std::vector<Planned> all;
    for (auto copy = first_copy; copy < end_copy; ++copy)
        for (int month = 0; month < month_count; ++month) {
            auto dice = scene.dice(Stream::gatherings, {cercle, static_cast<std::uint64_t>(month), copy});
            auto const count = 1 + dice.below(gatherings_a_month_max);
            for (std::uint32_t i = 0; i < count; ++i) {
                auto const day = scene.any_day(month, dice);
                auto const village = dice.below(villages_a_cercle);
                all.push_back({month, day, village, dice.one_of(std::span{kinds}), copy});
            }
        }
    return all;
}

/// The gatherings as rows, and the link to each.
Result<std::vector<std::string>> write_gatherings_of(Scene& scene, std::size_t cercle, std::vector<Planned> const& all)
{
    auto rows = TRY(scene.writer.open("gathering", cercles()[cercle].code, gathering_columns));
    for (auto const& one : all) {
        auto const& village = scene.land.villages[cercle][one.village];
        auto const name = fmt::format("{} de {}, {}", one.kind == "forum" ? "Forum" : "Rencontre", village.name, to_iso(Month::of(one.day))),
                   place = village.reference();
        std::array<Cell, gathering_columns.size()> const row{
            std::string_view{name},   one.kind, one.day, std::string_view{place}, village.at.latitude(), village.at.longitude(), "demo-accalmie",
            "Programme-Démo Accalmie"};
        TRY(rows.add(row));
    }
    auto const blocks = TRY(rows.finish());
    std::vector<std::string> links;
    for (std::uint32_t i = 0; i < all.size(); ++i) links.push_back(link_to({blocks.at(0), i}));
    return links;
}

class Circle {
public:
    static Result<Circle> open(Scene& scene, std::size_t cercle)
    {
        auto attendance = TRY(scene.writer.open("attendance", cercles()[cercle].code, attendance_columns));
        auto voices = TRY(scene.writer.open("voice", cercles()[cercle].code, voice_columns));
        return Circle{scene, cercle, std::move(attendance), std::move(voices)};
    }

    Result<void> sit(Planned const& gathering, std::string_view link, std::uint64_t number)
    {
        auto dice = scene_.dice(Stream::people, {cercle_, number, gathering.copy});
        auto const first_group = dice.below(groups.size());
        for (std::uint32_t i = 0; i < 3; ++i) TRY(come(link, groups[(first_group + 3 * i) % groups.size()], dice));
        auto const place = scene_.land.villages[cercle_][gathering.village].reference();
        for (std::uint32_t i = 0; i < 4; ++i) TRY(speak(gathering, link, place, groups[(first_group + 3 * (i % 3)) % groups.size()], dice));
        return {};
    }
    Result<void> finish()
    {
        TRY(attendance_.finish());
        auto const blocks = TRY(voices_.finish());
        for (auto& [row, voice] : kept_) {
            voice.link = link_to({blocks.at(row / BatchBuilder::rows_max), row % BatchBuilder::rows_max});
            scene_.voices[cercle_].push_back(std::move(voice));
        }
        return {};
    }

private:
    Circle(Scene& scene, std::size_t cercle, Rows attendance, Rows voices)
        : scene_(scene), cercle_(cercle), attendance_(std::move(attendance)), voices_(std::move(voices))
    {
    }

    Result<void> come(std::string_view link, std::string_view group, Dice& dice)
    {
        std::string_view const age = group == "elders" ? "50_plus" : "15_49";
        for (std::string_view const sex : {"female", "male"}) {
            if (group == "women_group" && sex == "male") continue;
            auto const residence = group == "displaced_people" ? std::string_view{"displaced"}
                                   : dice.permille(850)        ? residences[0]
                                                               : dice.one_of(std::span{residences});
            auto const people = dice.between(2, 24);
            std::array<Cell, attendance_columns.size()> const row{link, group, sex, age, residence, people};
            TRY(attendance_.add(row));
            scene_.truth.people_at_gatherings += static_cast<std::uint64_t>(people);
        }
        return {};
    }

    Result<void> speak(Planned const& gathering, std::string_view link, std::string_view place, std::string_view group, Dice& dice)
    {
        bool const after = gathering.month >= guarantees_month && cercles()[cercle_].falls();
        auto const& said = dice.permille(after ? 750 : 200) ? dice.one_of(std::span{said_after}) : dice.one_of(std::span{said_before});
        std::array<Cell, voice_columns.size()> const row{link, gathering.day, place, group, said.topic, said.kind, said.words};
        if (gathering.copy == 0) kept_.push_back({static_cast<std::uint32_t>(voices_.count()), {gathering.day, said.topic, said.kind, {}}});
        return voices_.add(row);
    }

    Scene& scene_;
    std::size_t cercle_;
    Rows attendance_, voices_;
    std::vector<std::pair<std::uint32_t, Scene::Voice>> kept_ = {};  ///< voices of the first copy by row; short words, so that only full blocks end
};

Result<void> write_cercle(Scene& scene, std::size_t cercle)
{
    auto circle = TRY(Circle::open(scene, cercle));
    std::uint64_t number = 0;
    for (std::uint32_t first = 0; first < scene.options.scale; first += copies_at_once) {
        auto const all = plan(scene, cercle, first, std::min(first + copies_at_once, scene.options.scale));
        auto const links = TRY(write_gatherings_of(scene, cercle, all));
        for (std::size_t i = 0; i < all.size(); ++i) {
            TRY(circle.sit(all[i], links[i], number++));
            if (all[i].copy == 0) scene.meetings[cercle][static_cast<std::size_t>(all[i].month)] = {all[i].day, links[i]};
        }
    }
    return circle.finish();
}

}  // namespace

Result<void> write_gatherings(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) TRY(write_cercle(scene, cercle));
    return {};
}

}  // namespace accalmie::demo
