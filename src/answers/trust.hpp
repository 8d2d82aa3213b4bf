// SPDX-License-Identifier: Apache-2.0
// src/answers/trust.hpp: what trust surveys say: level by area and wave, change with interval, and where there are too few to say.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/survey.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// The question of the answers that one person gave to all questions, as their mean.
inline constexpr std::string_view trust_scale = "scale";

struct TrustQuestion {
    std::string place = {};               ///< P-code or name; empty: everywhere
    int level = 2;                        ///< of the areas, 1 to 3
    std::optional<std::string> question = {};  ///< one code of trust_question, or "scale"; otherwise all
};

/// Whether what the design needs was recorded: with every answer of the wave, with none, or with some, which is no use.
enum class Recorded : std::uint8_t { all, none, some };
std::string_view recorded_code(Recorded recorded);

struct TrustWave {
    std::string name;
    Day first_day{}, last_day{};
    std::int64_t answers = 0;
    std::optional<std::int64_t> persons;  ///< where every answer carries its person's number
    Recorded weights = Recorded::none, clusters = Recorded::none, respondents = Recorded::none;
};

std::string_view too_few_code(TooFew too_few);  ///< "persons", "clusters" ...; empty: there are enough

struct TrustLevel {
    Area area;
    std::string question, wave;
    std::size_t persons = 0, clusters = 0;
    TooFew too_few = TooFew::none;  ///< then nothing below is told
    std::optional<double> mean, standard_error;
    std::optional<Interval> interval;
    std::optional<double> design_effect;
    std::int64_t degrees_of_freedom = 0;
    int disputed = 0;
};

struct TrustChange {
    Area area;
    std::string question, from, to;
    SurveyWaves waves = SurveyWaves::independent;
    bool too_few = false;  ///< one of the two levels has too few; then nothing is told
    SurveyChange change;
};

struct TrustReliability {
    std::string wave;
    std::vector<std::string> questions;
    std::size_t left_out = 0;  ///< persons who did not answer all of them
    ScaleReliability scale;
};

struct TrustAnswer {
    double level = 0.95;
    std::vector<std::string> questions;   ///< sorted; "scale" last where it can be made
    std::vector<TrustWave> waves;         ///< in the order of time
    std::vector<TrustLevel> levels;       ///< everywhere that was asked, then by area; by question, by wave
    std::vector<TrustChange> changes;     ///< from each wave to the next, and from the first to the last of three or more
    std::vector<TrustReliability> scales; ///< of waves whose answers carry their person's number
    int disputed = 0;                     ///< answers that somebody contests; they count as first said
    std::int64_t unplaced = 0;            ///< answers of places that the ground does not know so closely
    std::int64_t twice = 0;               ///< second answers of one person to one question in one wave, left out
};

/// errors  denied   invalid  a level outside 1 to 3     missing  a place or question that is not known     limit  more than 1,000,000 answers
Result<TrustAnswer> answer_trust(Store const& store, Asking const& asking, TrustQuestion const& question);

}  // namespace accalmie
