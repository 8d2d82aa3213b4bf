// SPDX-License-Identifier: Apache-2.0
// src/plots/scale.hpp: from the units of an axis to pixels, and the ticks that have room.
#pragma once

#include "plots/svg_writer.hpp"

#include <string>
#include <vector>

namespace accalmie::plots {

struct Tick {
    double at = 0;
    std::string text;
};

/// The axis with its least below its most, both finite, and positive on a ratio axis.
Axis settled(Axis axis);

/// 0 at `least`, 1 at `most`.
double share_of(Axis const& axis, double value);

/// A panel on the sheet. y grows upwards, but on a named axis downwards.
struct Frame {
    Rect box;
    Axis x, y;

    double x_px(double value) const { return box.x + share_of(x, value) * box.width; }
    double y_px(double value) const
    {
        double const share = share_of(y, value);
        return box.y + (y.kind == Axis::Kind::named ? share : 1 - share) * box.height;
    }
};

/// Ticks of a level axis of this length whose texts do not touch.
std::vector<Tick> level_ticks(Axis const& axis, double length_px, double size_px, Language language);
/// Ticks of an upright axis.
std::vector<Tick> upright_ticks(Axis const& axis, double length_px, Language language);

}  // namespace accalmie::plots
