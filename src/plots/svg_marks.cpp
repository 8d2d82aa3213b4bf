// SPDX-License-Identifier: Apache-2.0
#include "plots/svg_marks.hpp"

#include "plots/text_width.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie::plots {

namespace {

constexpr double small_px = 11.5;
constexpr double pad_px = 4;

/// A share of the axis held within the panel; infinite values are its edges.
double held(double px, double first, double last)
{
    if (std::isnan(px)) return px;
    return std::clamp(px, std::min(first, last), std::max(first, last));
}

double x_held(Frame const& frame, double value) { return held(frame.x_px(value), frame.box.x, frame.box.right()); }
double y_held(Frame const& frame, double value) { return held(frame.y_px(value), frame.box.y, frame.box.bottom()); }

/// Text that stays between the sheet's edges.
void inside_text(SvgWriter& to, Rect const& sheet, double x, double y, std::string const& words, TextStyle style)
{
    double const width = text_width(words, style.size_px, style.weight);
    double left = style.anchor == Anchor::start ? x : style.anchor == Anchor::middle ? x - width / 2 : x - width;
    left = std::max(sheet.x, std::min(left, sheet.right() - width));
    if (style.anchor == Anchor::start) x = left;
    if (style.anchor == Anchor::middle) x = left + width / 2;
    if (style.anchor == Anchor::end) x = left + width;
    to.text(x, y, words, style);
}

struct Drawing {
    SvgWriter& to;
    Frame const& frame;
    Rect const& sheet;
    std::vector<Rect>& labelled;  ///< where labels with a room stand already

    void operator()(Line const& line) const
    {
        std::vector<Point> points;
        for (auto const& point : line.points) points.push_back({frame.x_px(point.x), frame.y_px(point.y)});
        clipped([&] { to.polyline(points, line.stroke); });
    }

    void operator()(Band const& band) const
    {
        std::vector<Point> outline;
        for (auto const& step : band.steps) outline.push_back({frame.x_px(step.x), frame.y_px(step.high)});
        for (auto step = band.steps.rbegin(); step != band.steps.rend(); ++step) outline.push_back({frame.x_px(step->x), frame.y_px(step->low)});
        std::erase_if(outline, [](Point const& point) { return !std::isfinite(point.x) || !std::isfinite(point.y); });
        clipped([&] { to.polygon({outline}, band.fill, {Tone::faint, 0.5, Dash::solid}, {}); });
    }

    void operator()(Box const& box) const
    {
        double const x_first = x_held(frame, box.x_first), x_end = x_held(frame, box.x_end);
        double const y_first = y_held(frame, box.y_high), y_end = y_held(frame, box.y_low);
        if (frame.x_px(box.x_end) < frame.box.x || frame.x_px(box.x_first) > frame.box.right()) return;  // wholly outside
        Rect const rect{std::min(x_first, x_end), std::min(y_first, y_end), std::abs(x_end - x_first), std::abs(y_end - y_first)};
        to.rect(rect, box.fill);
        if (box.label.empty()) return;
        double const width = text_width(box.label, small_px, Weight::normal) + 2 * pad_px;
        TextStyle style{small_px, Anchor::middle, Weight::normal, Tone::ink, TextStyle::Ground::halo, 0};
        double const middle = rect.y + rect.height / 2;
        if (width <= rect.width && rect.height >= small_px) {
            to.text(rect.middle(), middle + small_px / 3, box.label, style);
        }
        else if (rect.width >= small_px + pad_px && width <= rect.height) {
            style.turned = -90;
            to.text(rect.middle() + small_px / 3, middle, box.label, style);
        }
    }

    void operator()(Dot const& dot) const
    {
        if (dot.whisker) whisker(dot);
        double const x = frame.x_px(dot.at.x), y = frame.y_px(dot.at.y);
        double const x_in = x_held(frame, dot.at.x), y_in = y_held(frame, dot.at.y);
        if (x < frame.box.x - 0.5) return to.arrow(frame.box.x, y_in, -1, 0, dot.tone);
        if (x > frame.box.right() + 0.5) return to.arrow(frame.box.right(), y_in, 1, 0, dot.tone);
        if (y < frame.box.y - 0.5) return to.arrow(x_in, frame.box.y, 0, -1, dot.tone);
        if (y > frame.box.bottom() + 0.5) return to.arrow(x_in, frame.box.bottom(), 0, 1, dot.tone);
        to.dot(x, y, dot.shape, dot.tone, dot.radius_px);
    }

    void operator()(Area const& area) const
    {
        std::vector<std::vector<Point>> rings;
        for (auto const& ring : area.rings) {
            rings.emplace_back();
            for (auto const& point : ring) rings.back().push_back({frame.x_px(point.x), frame.y_px(point.y)});
        }
        clipped([&] { to.polygon(rings, area.fill, area.stroke, area.name); });
    }

    void operator()(Rule const& rule) const
    {
        auto const& box = frame.box;
        if (rule.axis == Along::x) {
            double const x = frame.x_px(rule.at);
            if (!(x >= box.x - 0.5 && x <= box.right() + 0.5)) return;
            to.line(x, box.y, x, box.bottom(), rule.stroke);
            bool const is_right = x + pad_px + text_width(rule.label, small_px, Weight::normal) <= sheet.right();
            inside_text(to, sheet, is_right ? x + pad_px : x - pad_px, box.y + small_px,
                        rule.label, {small_px, is_right ? Anchor::start : Anchor::end, Weight::normal, Tone::ink, TextStyle::Ground::halo, 0});
            return;
        }
        double const y = frame.y_px(rule.at);
        if (!(y >= box.y - 0.5 && y <= box.bottom() + 0.5)) return;
        to.line(box.x, y, box.right(), y, rule.stroke);
        double const text_y = y - pad_px - small_px < box.y ? y + small_px + 1 : y - pad_px;
        inside_text(to, sheet, box.right() - pad_px, text_y, rule.label, {small_px, Anchor::end, Weight::normal, Tone::ink, TextStyle::Ground::halo, 0});
    }

    void operator()(Label const& label) const
    {
        double const x = frame.x_px(label.at.x), y = frame.y_px(label.at.y);
        if (label.room && text_width(label.text, small_px, label.weight) > std::abs(frame.x_px(label.room->width) - frame.x_px(0))) return;
        if (label.room && label.lower_px + small_px > std::abs(frame.y_px(label.room->height) - frame.y_px(0)) / 2) return;
        if (label.room && !is_free(label, x, y)) return;
        inside_text(to, sheet, x, y + small_px / 3 + label.lower_px, label.text,
                    {small_px, label.anchor, label.weight, label.tone, TextStyle::Ground::halo, 0});
    }

    /// Inside the panel and off every label before it; then it is taken.
    bool is_free(Label const& label, double x, double y) const
    {
        double const width = text_width(label.text, small_px, label.weight);
        Rect const wanted{x - width / 2, y + label.lower_px - small_px * 0.6, width, small_px * 1.1};
        if (wanted.x < frame.box.x || wanted.right() > frame.box.right() || wanted.y < frame.box.y || wanted.bottom() > frame.box.bottom()) return false;
        for (auto const& other : labelled)
            if (wanted.x < other.right() && other.x < wanted.right() && wanted.y < other.bottom() && other.y < wanted.bottom()) return false;
        labelled.push_back(wanted);
        return true;
    }

    template <class Draw>
    void clipped(Draw const& draw) const
    {
        to.begin_clip(frame.box);
        draw();
        to.end_clip();
    }

    void whisker(Dot const& dot) const
    {
        auto const& interval = *dot.whisker;
        constexpr double cap = 3.5;
        Stroke const stroke{dot.tone, 1.6, Dash::solid};
        auto const& box = frame.box;
        if (interval.along == Along::y) {
            double const x = frame.x_px(dot.at.x);
            if (x < box.x - 0.5 || x > box.right() + 0.5) return;
            double const low = interval.low ? y_held(frame, *interval.low) : box.bottom(), high = interval.high ? y_held(frame, *interval.high) : box.y;
            to.line(x, low, x, high, stroke);
            bool const low_out = !interval.low || frame.y_px(*interval.low) > box.bottom() + 0.5, high_out = !interval.high || frame.y_px(*interval.high) < box.y - 0.5;
            low_out ? to.arrow(x, box.bottom(), 0, 1, dot.tone) : to.line(x - cap, low, x + cap, low, stroke);
            high_out ? to.arrow(x, box.y, 0, -1, dot.tone) : to.line(x - cap, high, x + cap, high, stroke);
            return;
        }
        double const y = frame.y_px(dot.at.y);
        double const low = interval.low ? x_held(frame, *interval.low) : box.x, high = interval.high ? x_held(frame, *interval.high) : box.right();
        to.line(low, y, high, y, stroke);
        bool const low_out = !interval.low || frame.x_px(*interval.low) < box.x - 0.5, high_out = !interval.high || frame.x_px(*interval.high) > box.right() + 0.5;
        low_out ? to.arrow(box.x, y, -1, 0, dot.tone) : to.line(low, y - cap, low, y + cap, stroke);
        high_out ? to.arrow(box.right(), y, 1, 0, dot.tone) : to.line(high, y - cap, high, y + cap, stroke);
    }
};

}  // namespace

void draw_marks(SvgWriter& to, Frame const& frame, Panel const& panel, Rect const& sheet)
{
    std::vector<Rect> labelled;
    for (auto const& mark : panel.marks) std::visit(Drawing{to, frame, sheet, labelled}, mark);
}

}  // namespace accalmie::plots
