// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 5> visit_columns{"place", "facility", "day", "team", "kind"};
constexpr std::array<std::string_view, 9> count_columns{"visit", "place",    "day",       "service",          "species",
                                                        "sex",   "age_band", "residence", "people_or_animals"};
constexpr std::array<std::string_view, 5> kinds{"mobile_clinic", "outreach", "campaign", "animal_health", "joint"};

struct Care {
    std::string_view service, sex, age_band;
    std::int64_t most;
};
constexpr std::array<Care, 14> people_care{{{"consultation", "female", "15_49", 40},
                                            {"consultation", "male", "15_49", 30},
                                            {"consultation", "female", "50_plus", 12},
                                            {"consultation", "male", "50_plus", 12},
                                            {"child_consultation", "female", "1_4", 25},
                                            {"child_consultation", "male", "1_4", 25},
                                            {"vaccination", "female", "under_1", 20},
                                            {"vaccination", "male", "under_1", 20},
                                            {"nutrition_screening", "female", "1_4", 35},
                                            {"nutrition_screening", "male", "1_4", 35},
                                            {"antenatal", "female", "15_49", 18},
                                            {"mental_health", "female", "15_49", 9},
                                            {"mental_health", "male", "15_49", 6},
                                            {"referral", "female", "15_49", 3}}};
struct AnimalCare {
    std::string_view service, species;
    std::int64_t most;
};
constexpr std::array<AnimalCare, 5> animal_care{{{"animal_vaccination", "cattle", 220},
                                                 {"animal_vaccination", "small_ruminant", 300},
                                                 {"animal_treatment", "equine", 14},
                                                 {"animal_deworming", "small_ruminant", 120},
                                                 {"animal_vaccination", "poultry", 400}}};

constexpr int visits_a_month = 2;
static_assert(copies_at_once * month_count * visits_a_month <= BatchBuilder::rows_max);  // one block, so that one id names them all

struct Planned {
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
            auto dice = scene.dice(Stream::visits, {cercle, static_cast<std::uint64_t>(month), copy});
            for (int i = 0; i < visits_a_month; ++i) {
                auto const day = scene.any_day(month, dice);
                auto const village = dice.below(villages_a_cercle);
                all.push_back({day, village, dice.one_of(std::span{kinds}), copy});
            }
        }
    return all;
}

class Rounds {
public:
    Rounds(Scene& scene, std::size_t cercle, Rows counts) : scene_(scene), cercle_(cercle), counts_(std::move(counts)) {}

    Result<std::vector<std::string>> write_visits_of(std::vector<Planned> const& all)
    {
        auto rows = TRY(scene_.writer.open("visit", cercles()[cercle_].code, visit_columns));
        auto const& facilities = scene_.facility_links[cercle_];
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto const place = scene_.land.villages[cercle_][all[i].village].reference();
            auto const team = fmt::format("Équipe-Démo {}", i % 5 + 1);
            std::string_view const facility = facilities[(all[i].village + i) % facilities.size()];
            std::array<Cell, visit_columns.size()> const row{std::string_view{place}, facility, all[i].day, std::string_view{team}, all[i].kind};
            TRY(rows.add(row));
        }
        auto const blocks = TRY(rows.finish());
        std::vector<std::string> links;
        for (std::uint32_t i = 0; i < all.size(); ++i) links.push_back(link_to({blocks.at(0), i}));
        return links;
    }

    Result<void> serve(Planned const& visit, std::string_view link, std::uint64_t number)
    {
        auto dice = scene_.dice(Stream::visits, {cercle_, 1'000'000 + number, visit.copy});
        if (visit.kind != "animal_health")
            for (auto const& care : people_care) TRY(care_for_people(visit, link, care, dice));
        if (visit.kind == "animal_health" || visit.kind == "joint")
            for (auto const& care : animal_care)
                TRY(count(visit, link, {care.service, "not_collected", "not_collected", care.most}, care.species, "not_collected", dice));
        return {};
    }
    Result<void> finish()
    {
        TRY(counts_.finish());
        return {};
    }

private:
    Result<void> care_for_people(Planned const& visit, std::string_view link, Care const& care, Dice& dice)
    {
        TRY(count(visit, link, care, "human", "host", dice));
        if (dice.permille(250)) TRY(count(visit, link, {care.service, care.sex, care.age_band, care.most / 3 + 1}, "human", "displaced", dice));
        return {};
    }
    Result<void> count(Planned const& visit, std::string_view link, Care const& care, std::string_view species, std::string_view residence,
                       Dice& dice)
    {
        auto const place = scene_.land.villages[cercle_][visit.village].reference();
        auto const number = dice.between(1, care.most);
        std::array<Cell, count_columns.size()> const row{link,     std::string_view{place}, visit.day, care.service, species,
                                                         care.sex, care.age_band,           residence, number};
        TRY(counts_.add(row));
        scene_.truth.served[std::string{species}] += static_cast<std::uint64_t>(number);
        return {};
    }

    Scene& scene_;
    std::size_t cercle_;
    Rows counts_;
};

}  // namespace

Result<void> write_visits(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        Rounds rounds{scene, cercle, TRY(scene.writer.open("service_count", cercles()[cercle].code, count_columns))};
        std::uint64_t number = 0;
        for (std::uint32_t first = 0; first < scene.options.scale; first += copies_at_once) {
            auto const all = plan(scene, cercle, first, std::min(first + copies_at_once, scene.options.scale));
            auto const links = TRY(rounds.write_visits_of(all));
            for (std::size_t i = 0; i < all.size(); ++i) TRY(rounds.serve(all[i], links[i], number++));
        }
        TRY(rounds.finish());
    }
    return {};
}

}  // namespace accalmie::demo
