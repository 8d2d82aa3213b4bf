// SPDX-License-Identifier: Apache-2.0
// src/plots/text_width.hpp: how wide a line of text will be, before anybody has drawn it.
#pragma once

#include "plots/plot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace accalmie::plots {

/// Width in pixels of UTF-8 in DejaVu Sans, the widest of the fonts that a picture names: in others the text is narrower.
double text_width(std::string_view text, double size_px, Weight weight);

/// Lines of at most `width_px`, broken at spaces that may break; a single longer word is cut with an ellipsis.
std::vector<std::string> wrapped(std::string_view text, double width_px, double size_px, Weight weight);

/// The text, or its beginning with an ellipsis.
std::string shortened(std::string_view text, double width_px, double size_px, Weight weight);

}  // namespace accalmie::plots
