// SPDX-License-Identifier: Apache-2.0
// src/answers/signs.hpp: the signs of peace that one village chose itself, over the waves of that village only.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/voices.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// What is asked of the readings. Only the first is answered.
enum class SignsAsk : std::uint8_t { waves, average, rank };

/// "" or "waves", "average", "rank".   errors  invalid  another word
Result<SignsAsk> signs_ask_of(std::string_view code);

struct SignsQuestion {
    std::vector<std::string> villages;  ///< P-code or name; more than one is refused
    SignsAsk ask = SignsAsk::waves;
};

struct SignReading {
    Month wave;
    bool too_few = false;                  ///< fewer asked than `shown_count_min`; then nothing is told
    std::optional<std::int64_t> asked, seen;
    std::optional<double> share;
    bool disputed = false;
};

struct VillageSign {
    std::string sign;
    Day chosen_on{};
    std::optional<std::int64_t> votes_for, votes_cast;
    bool disputed = false;
    std::vector<SignReading> readings;     ///< in the order of time
    std::vector<PeaceSignChange> changes;  ///< between readings that are told
};

struct SignsAnswer {
    Area village;
    std::vector<VillageSign> signs;        ///< by the day on which they were chosen
    int withdrawn = 0;                     ///< signs for which the village withdrew its consent: nothing of them is told
    int doubled = 0;                       ///< second readings of the same people in a month, and totals beside their parts: left out
    int impossible = 0;                    ///< readings that more people saw than were asked: left out
};

/// errors  usage    no village
///         denied   the viewer may not see what this village's team sees; several villages, a place that holds several, an average or a rank
///         missing  no such place
Result<SignsAnswer> answer_signs(Store const& store, Asking const& asking, SignsQuestion const& question);

}  // namespace accalmie
