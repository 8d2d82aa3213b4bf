// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 11> columns{"place", "day", "wave", "question", "answer", "cluster", "weight", "sex", "age_band", "residence", "respondent"};
constexpr std::array<std::string_view, 6> questions{"health_workers",   "neighbouring_villages", "other_livelihoods",
                                                    "communal_council", "programme_team",        "safe_to_clinic"};
constexpr std::array<int, 3> wave_months{5, 19, 33};
constexpr std::uint32_t people_a_wave = 25;

using Shares = std::array<std::int64_t, 5>;  ///< of the answers 0 to 4, in thousandths
constexpr Shares wary{250, 280, 230, 150, 90}, doubtful{180, 250, 260, 190, 120}, trusting{70, 140, 260, 310, 220};

/// Trust rises where violence falls, and hardly elsewhere.
Shares const& shares_of(Cercle const& cercle, std::size_t wave)
{
    if (wave == 0) return wary;
    return wave == 2 && cercle.falls() ? trusting : doubtful;
}

std::int64_t draw(Shares const& shares, Dice& dice)
{
    std::int64_t left = dice.below(1000);
    for (std::size_t answer = 0; answer < shares.size(); ++answer) {
        if (left < shares[answer]) return static_cast<std::int64_t>(answer);
        left -= shares[answer];
    }
    return 4;
}

Result<void> ask_one(Scene& scene, Rows& rows, std::size_t cercle, std::size_t wave, std::uint32_t person,
                     std::uint32_t number, Dice& dice)
{
    auto const commune = dice.below(communes_a_cercle);
    auto const place = reference(scene.land.communes[cercle][commune].code);
    auto const name = fmt::format("Vague {}", wave + 1), cluster = fmt::format("G{}{}-{}", cercle + 1, commune + 1, person % 3 + 1),
               respondent = fmt::format("{}-{}", cercle + 1, number);
    auto const day = scene.any_day(wave_months[wave], dice);
    std::string_view const sex = dice.permille(520) ? "female" : "male", age = dice.permille(780) ? "15_49" : "50_plus",
                           residence = dice.permille(900) ? "host" : "displaced";
    double const weight = static_cast<double>(dice.between(70, 140)) / 100;
    for (auto const question : questions) {
        auto const answer = draw(shares_of(cercles()[cercle], wave), dice);
        std::array<Cell, columns.size()> const row{
            std::string_view{place}, day, std::string_view{name}, question, answer, std::string_view{cluster}, weight, sex, age, residence, std::string_view{respondent}};
        TRY(rows.add(row));
    }
    return {};
}

}  // namespace

Result<void> write_trust(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        auto rows = TRY(scene.writer.open("trust_answer", cercles()[cercle].code, columns));
        for (std::size_t wave = 0; wave < wave_months.size(); ++wave) {
            for (std::uint32_t copy = 0; copy < scene.options.scale; ++copy) {
                auto dice = scene.dice(Stream::trust, {cercle, wave, copy});
                for (std::uint32_t person = 0; person < people_a_wave; ++person) TRY(ask_one(scene, rows, cercle, wave, person, copy * people_a_wave + person + 1, dice));
            }
            auto const& shares = shares_of(cercles()[cercle], wave);
            std::int64_t mean = 0;
            for (std::size_t answer = 0; answer < shares.size(); ++answer) mean += static_cast<std::int64_t>(answer) * shares[answer];
            scene.truth.trust.push_back({reference(cercles()[cercle].code), fmt::format("Vague {}", wave + 1), mean});
        }
        TRY(rows.finish());
    }
    return {};
}

}  // namespace accalmie::demo
