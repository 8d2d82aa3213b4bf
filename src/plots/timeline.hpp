// SPDX-License-Identifier: Apache-2.0
// src/plots/timeline.hpp: peace and health of one place on one line: a row a lane, a mark a day.
#pragma once

#include "answers/timeline.hpp"
#include "plots/plot.hpp"

#include <string>

namespace accalmie::plots {

struct TimelineInput {
    Head head;
    TimelineAnswer answer;
};

/// Lanes are told apart by their rows and names; what was plain, bad or open by the shape of its mark. A time that lasts is a bar.
Plot timeline_plot(TimelineInput const& input);

}  // namespace accalmie::plots
