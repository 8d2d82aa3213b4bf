// SPDX-License-Identifier: Apache-2.0
// src/plots/svg.hpp: a picture as SVG text: no script, no style sheet, no outside file; the same octets for the same plot.
#pragma once

#include "plots/plot.hpp"

#include <string>
#include <string_view>

namespace accalmie::plots {

inline constexpr double width_px_min = 280, width_px_max = 1600, width_px_usual = 720;

/// The picture at this width (held within the bounds above), as high as it needs. Letters keep their size: a narrow picture is made for a
/// narrow screen, not shrunk to it.
std::string svg(Plot const& plot, double width_px);

/// Hexadecimal colour, "#rrggbb", of a tone.
std::string_view colour(Tone tone);
/// Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).
double contrast(std::string_view colour, std::string_view ground);

}  // namespace accalmie::plots
