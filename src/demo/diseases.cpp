// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr int weeks_count = 230;  // four years and a bit: Farrington has three behind the latest year
constexpr std::array<std::size_t, 3> health_rounds{1, 5, 9};  // CSComs, in the order of write_facilities
constexpr std::size_t veterinary_round = 30;
constexpr std::array<std::string_view, 9> columns{"facility", "place", "first_day", "received_on", "disease", "species", "age_band", "cases", "confirmed"};

struct Illness {
    std::string_view disease, species;
    std::int64_t mean_thousandths;  ///< cases a week and facility, season aside
    int peak_month;                 ///< 1 to 12; 0: no season
};
constexpr std::array<Illness, 6> of_people{{{"malaria", "human", 5'000, 9},
                                            {"acute_respiratory_infection", "human", 4'500, 1},
                                            {"acute_watery_diarrhoea", "human", 2'500, 7},
                                            {"measles", "human", 15, 3},
                                            {"meningitis", "human", 12, 3},
                                            {"cholera", "human", 0, 0}}};
constexpr std::array<Illness, 2> of_animals{{{"peste_des_petits_ruminants", "small_ruminant", 700, 1}, {"foot_and_mouth", "cattle", 500, 0}}};

struct Planted {
    std::string_view disease, species;
    std::size_t cercle, facility;  ///< place in health_rounds
    int weeks_ago;                 ///< of its first week, counted from the newest
    std::array<int, 8> extra;      ///< cases a week beside the usual ones
};
constexpr std::array<Planted, 5> outbreaks{{{"measles", "human", 0, 0, 6, {2, 4, 7, 9, 8, 6, 5, 3}},
                                            {"meningitis", "human", 2, 1, 60, {3, 6, 12, 20, 25, 18, 9, 4}},
                                            {"cholera", "human", 1, 2, 30, {1, 3, 6, 10, 8, 5, 2, 1}},
                                            {"peste_des_petits_ruminants", "small_ruminant", 3, 0, 15, {8, 15, 22, 18, 10, 5, 3, 1}},
                                            {"acute_watery_diarrhoea", "human", 3, 1, 3, {14, 20, 24, 26, 20, 16, 10, 6}}}};

/// A year as twelve steps between 0.5 and 1.5, one at the peak.
std::int64_t season_permille(int month, int peak)
{
    constexpr std::array<std::int64_t, 7> by_distance{1'500, 1'400, 1'200, 950, 750, 600, 500};
    if (peak == 0) return 1'000;
    int const apart = (month - peak + 12) % 12;
    return by_distance[static_cast<std::size_t>(apart > 6 ? 12 - apart : apart)];
}

/// Days after the Sunday on which the report arrived; nothing: never.
std::optional<int> delay_of(Dice& dice)
{
    auto const chance = dice.below(1'000);
    if (chance < 700) return static_cast<int>(dice.between(1, 5));
    if (chance < 900) return static_cast<int>(dice.between(6, 13));
    if (chance < 970) return static_cast<int>(dice.between(14, 34));
    return std::nullopt;
}

struct Reporter {
    std::size_t cercle = 0, number = 0;  ///< number in health_rounds; of animals 0
    std::size_t round = 0;
    std::span<Illness const> illnesses;
    std::string_view species;            ///< human, or anything else
};

int planted(Reporter const& reporter, Illness const& illness, int weeks_ago)
{
    int cases = 0;
    for (auto const& one : outbreaks) {
        int const week = one.weeks_ago - weeks_ago;
        bool const here = one.disease == illness.disease && one.cercle == reporter.cercle && one.facility == reporter.number;
        if (here && week >= 0 && week < static_cast<int>(one.extra.size())) cases += one.extra[static_cast<std::size_t>(week)];
    }
    return cases;
}

class Registers {
public:
    Registers(Scene& scene, Rows rows) : scene_(scene), rows_(std::move(rows))
    {
        auto const weekday = std::chrono::weekday{scene.calendar.last_day}.iso_encoding();
        newest_ = scene.calendar.last_day - std::chrono::days{weekday - 1 + 7};
    }

    Result<void> write(Reporter const& reporter)
    {
        for (int ago = weeks_count - 1; ago >= 0; --ago) {
            auto dice = scene_.dice(Stream::diseases, {reporter.cercle, reporter.round, static_cast<std::uint64_t>(ago)});
            Day const monday = newest_ - std::chrono::days{7 * ago};
            auto const delay = delay_of(dice);
            auto const received = monday + std::chrono::days{6 + delay.value_or(0)};
            ++scene_.truth.disease_reports;
            if (!delay || received > scene_.calendar.last_day) {
                ++scene_.truth.disease_reports_missing;
                continue;
            }
            for (auto const& illness : reporter.illnesses) TRY(count(reporter, illness, ago, monday, received, dice));
        }
        return {};
    }
    Result<void> finish()
    {
        for (auto const& one : outbreaks) {
            DemoTruth::Outbreak truth;
            truth.disease = one.disease, truth.species = one.species;
            auto const round = one.species == "human" ? health_rounds[one.facility] : veterinary_round;
            truth.place = scene_.land.villages[one.cercle][round % villages_a_cercle].code;
            truth.cercle = cercles()[one.cercle].code;
            truth.first_week = newest_ - std::chrono::days{7 * one.weeks_ago};
            for (int week = 0; week < static_cast<int>(one.extra.size()) && week <= one.weeks_ago; ++week) truth.extra_cases += static_cast<std::uint64_t>(one.extra[static_cast<std::size_t>(week)]);
            scene_.truth.outbreaks.push_back(std::move(truth));
        }
        TRY(rows_.finish());
        return {};
    }

private:
    Result<void> count(Reporter const& reporter, Illness const& illness, int ago, Day monday, Day received, Dice& dice)
    {
        auto const month = static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day{monday}.month()));
        auto const mean = illness.mean_thousandths * season_permille(month, illness.peak_month);
        std::int64_t const cases = std::int64_t{dice.events(mean)} + planted(reporter, illness, ago);
        std::int64_t const confirmed = cases / 2;
        auto const place = scene_.land.villages[reporter.cercle][reporter.round % villages_a_cercle].reference();
        auto const& facility = scene_.facility_links[reporter.cercle][reporter.round];
        std::string_view const age = illness.species == "human" ? "all" : "not_collected";
        std::array<Cell, columns.size()> const row{std::string_view{facility}, std::string_view{place}, monday, received, illness.disease, illness.species, age, cases, confirmed};
        return rows_.add(row);
    }

    Scene& scene_;
    Rows rows_;
    Day newest_{};
};

}  // namespace

Result<void> write_diseases(Scene& scene)
{
    auto rows = TRY(scene.writer.open("disease_count", "weekly", columns));
    Registers registers{scene, std::move(rows)};
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        for (std::size_t number = 0; number < health_rounds.size(); ++number) TRY(registers.write({cercle, number, health_rounds[number], of_people, "human"}));
        TRY(registers.write({cercle, 0, veterinary_round, of_animals, "animal"}));
    }
    return registers.finish();
}

}  // namespace accalmie::demo
