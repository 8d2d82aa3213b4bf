// SPDX-License-Identifier: Apache-2.0
// src/plots/svg_marks.hpp: the marks of a panel, drawn.
#pragma once

#include "plots/scale.hpp"

namespace accalmie::plots {

/// Every mark in its order; lines, bands and boxes end at the panel's edge, texts stay inside the sheet.
void draw_marks(SvgWriter& to, Frame const& frame, Panel const& panel, Rect const& sheet);

}  // namespace accalmie::plots
