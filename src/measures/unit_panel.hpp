// SPDX-License-Identifier: Apache-2.0
// src/measures/unit_panel.hpp: one outcome of several units over the same times, without a hole.
#pragma once

#include <cstddef>
#include <vector>

namespace accalmie {

/// Times are indices: 0 is the first. The caller knows what they are called.
struct UnitPanel {
    std::size_t units = 0, times = 0;
    std::vector<double> values;  ///< unit after unit: values[unit * times + time]

    double at(std::size_t unit, std::size_t time) const { return values[unit * times + time]; }
};

}  // namespace accalmie
