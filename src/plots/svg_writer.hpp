// SPDX-License-Identifier: Apache-2.0
// src/plots/svg_writer.hpp: elements of SVG, one after the other. Whatever is not finite is not written.
#pragma once

#include "plots/plot.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accalmie::plots {

struct TextStyle {
    double size_px = 12;
    Anchor anchor = Anchor::start;
    Weight weight = Weight::normal;
    Tone tone = Tone::ink;
    enum class Ground : std::uint8_t { clear, halo } ground = Ground::clear;  ///< halo: on top of marks
    double turned = 0;  ///< degrees around its place
};
struct Rect {
    double x = 0, y = 0, width = 0, height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    double middle() const { return x + width / 2; }
};

class SvgWriter {
public:
    /// `kind` begins the ids, so that several pictures may stand in one page.
    explicit SvgWriter(std::string kind) : kind_(std::move(kind)) {}

    void text(double x, double y, std::string_view words, TextStyle const& style);
    void line(double x_first, double y_first, double x_last, double y_last, Stroke const& stroke);
    void polyline(std::vector<Point> const& points, Stroke const& stroke);
    void polygon(std::vector<std::vector<Point>> const& rings, Fill fill, Stroke const& stroke, std::string_view name);
    void rect(Rect const& rect, Fill fill);
    void frame(Rect const& rect, Stroke const& stroke);
    void status_box(Rect const& rect);
    void dot(double x, double y, DotShape shape, Tone tone, double radius_px);
    /// A triangle whose tip is at x, y and points along `dx`, `dy` (one of them 1 or -1).
    void arrow(double x, double y, double dx, double dy, Tone tone);
    void begin_clip(Rect const& rect);
    void end_clip();

    /// The whole document.
    std::string document(Plot const& plot, double width_px, double height_px) const;

private:
    std::string fill_value(Fill fill);
    std::string stroke_attributes(Stroke const& stroke) const;

    std::string kind_, body_;
    std::set<Fill> patterns_;
    std::vector<Rect> clips_;
};

/// Text with & < > " ' escaped and what XML forbids left out.
std::string escaped(std::string_view text);

}  // namespace accalmie::plots
