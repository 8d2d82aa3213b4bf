// SPDX-License-Identifier: Apache-2.0
// src/plots/event_study.hpp: effects by the time since a start: before it they should be nothing.
#pragma once

#include "plots/plot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie::plots {

struct EventEffect {
    std::int64_t distance = 0;            ///< from the first treated time
    bool is_reference = false;            ///< all others are compared with it
    std::optional<double> estimate, low, high, p;
    std::optional<std::int64_t> units;
};
struct EventStudyInput {
    Head head;
    std::string outcome;
    std::vector<EventEffect> effects;
    double level = 0.95;
    std::optional<double> pre_trend_p;    ///< all effects before the start are 0
    std::string finding;
};

Plot event_study_plot(EventStudyInput const& input);

}  // namespace accalmie::plots
