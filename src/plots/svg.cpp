// SPDX-License-Identifier: Apache-2.0
#include "plots/svg.hpp"

#include "plots/scale.hpp"
#include "plots/svg_marks.hpp"
#include "plots/text_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace accalmie::plots {

namespace {

constexpr double margin_px = 14, leading = 1.35;
constexpr double title_px = 17, body_px = 13, tick_px = 12, row_px = 21;
constexpr double sample_px = 26;
constexpr double names_share = 0.42, names_px_min = 132;  // of the width, at most, for the names of rows; but a month and its rank always fit

/// The sheet from top to bottom; `y` is where the next thing begins.
struct Sheet {
    Plot const& plot;
    SvgWriter writer;
    double width_px;
    double y = margin_px;

    double left() const { return margin_px; }
    double room() const { return width_px - 2 * margin_px; }
    std::string set(std::string const& text) const { return typeset(text, plot.language); }

    void paragraph(std::string const& text, double size_px, Weight weight, Tone tone)
    {
        for (auto const& line : wrapped(set(text), room(), size_px, weight)) {
            y += size_px * leading;
            writer.text(left(), y - size_px * 0.3, line, {size_px, Anchor::start, weight, tone, TextStyle::Ground::clear, 0});
        }
    }

    void statuses()
    {
        constexpr double inner = 8;
        for (auto const& status : plot.statuses) {
            auto const lines = wrapped(set(status), room() - 2 * inner, body_px, Weight::bold);
            double const height = static_cast<double>(lines.size()) * body_px * leading + inner;
            writer.status_box({left(), y, room(), height});
            double at = y + inner / 2;
            for (auto const& line : lines) {
                at += body_px * leading;
                writer.text(left() + inner, at - body_px * 0.3, line, {body_px, Anchor::start, Weight::bold, Tone::ink, TextStyle::Ground::clear, 0});
            }
            y += height + 6;
        }
    }

    void sample(LegendEntry const& entry, double x, double middle)
    {
        if (auto const* stroke = std::get_if<Stroke>(&entry.sample)) writer.line(x, middle, x + sample_px, middle, *stroke);
        if (auto const* fill = std::get_if<Fill>(&entry.sample)) {
            Rect const box{x + 2, middle - 6, sample_px - 4, 12};
            writer.rect(box, *fill);
            writer.frame(box, {Tone::middle, 1, Dash::solid});
        }
        if (auto const* dot = std::get_if<DotSample>(&entry.sample)) writer.dot(x + sample_px / 2, middle, dot->shape, dot->tone, 4.5);
    }

    void legend()
    {
        constexpr double between = 18, row = 19;
        double x = left();
        bool is_first = true;
        for (auto const& entry : plot.legend) {
            auto const text = shortened(set(entry.text), room() - sample_px - 6, tick_px, Weight::normal);
            double const width = sample_px + 6 + text_width(text, tick_px, Weight::normal);
            if (is_first || x + width > left() + room()) {
                y += row;
                x = left();
                is_first = false;
            }
            sample(entry, x, y - 6);
            writer.text(x + sample_px + 6, y - 2, text, {tick_px, Anchor::start, Weight::normal, Tone::ink, TextStyle::Ground::clear, 0});
            x += width + between;
        }
        if (!plot.legend.empty()) y += 4;
    }
};

double names_width(Axis const& axis, std::vector<Tick> const& ticks, double width_px)
{
    double widest = 0;
    for (auto const& tick : ticks) widest = std::max(widest, text_width(tick.text, tick_px, Weight::normal));
    return axis.kind == Axis::Kind::named ? std::min(widest, std::max(width_px * names_share, names_px_min)) : widest;
}

Rect map_box(Rect box, Axis const& x, Axis const& y)
{
    double const across = x.most - x.least, upright = y.most - y.least;
    double const scale = std::min(box.width / across, box.height / upright);
    double const width = across * scale;
    return {box.x + (box.width - width) / 2, box.y, width, upright * scale};
}

void draw_upright_axis(Sheet& sheet, Frame const& frame, std::vector<Tick> const& ticks)
{
    bool const named = frame.y.kind == Axis::Kind::named;
    for (auto const& tick : ticks) {
        double const y = frame.y_px(tick.at);
        if (y < frame.box.y - 1 || y > frame.box.bottom() + 1) continue;
        sheet.writer.line(frame.box.x, y, frame.box.right(), y, {Tone::faint, 1, Dash::solid});
        auto const text = shortened(sheet.set(tick.text), frame.box.x - sheet.left() - 6, tick_px, Weight::normal);
        TextStyle const style{tick_px, named ? Anchor::start : Anchor::end, Weight::normal, named ? Tone::ink : Tone::middle, TextStyle::Ground::clear, 0};
        sheet.writer.text(named ? sheet.left() : frame.box.x - 6, y + tick_px * 0.36, text, style);
    }
}

void draw_level_axis(Sheet& sheet, Frame const& frame)
{
    auto const ticks = level_ticks(frame.x, frame.box.width, tick_px, sheet.plot.language);
    double const bottom = frame.box.bottom();
    for (auto const& tick : ticks) {
        double const x = frame.x_px(tick.at);
        sheet.writer.line(x, bottom, x, bottom + 5, {Tone::middle, 1, Dash::solid});
        auto const text = sheet.set(tick.text);
        double const half = text_width(text, tick_px, Weight::normal) / 2;
        double const middle = std::clamp(x, sheet.left() / 2 + half, std::max(sheet.left() / 2 + half, sheet.width_px - sheet.left() / 2 - half));
        sheet.writer.text(middle, bottom + 5 + tick_px, text, {tick_px, Anchor::middle, Weight::normal, Tone::middle, TextStyle::Ground::clear, 0});
    }
    sheet.y = bottom + (ticks.empty() ? 4 : 8 + tick_px);
    if (!frame.x.label.empty()) sheet.paragraph(frame.x.label, tick_px, Weight::normal, Tone::middle);
}

double height_of(Panel const& panel)
{
    constexpr double rows_min = 3;  // what is said instead of rows has room
    if (panel.y.kind != Axis::Kind::named) return panel.height_px;
    return std::max(panel.nothing.empty() ? 1.0 : rows_min, static_cast<double>(panel.y.names.size())) * row_px;
}

/// The room for names and numbers beside the panels: of all alike, so that what stands above each other belongs together.
double beside_px(Sheet const& sheet)
{
    double widest = 0;
    for (auto const& panel : sheet.plot.panels) {
        auto const y = settled(panel.y);
        auto const ticks = upright_ticks(y, height_of(panel), sheet.plot.language);
        if (!ticks.empty()) widest = std::max(widest, names_width(y, ticks, sheet.room()) + 8);
    }
    return widest;
}

void draw_panel(Sheet& sheet, Panel const& panel, double names)
{
    sheet.y += 8;
    if (!panel.title.empty()) sheet.paragraph(panel.title, body_px, Weight::bold, Tone::ink);
    if (!panel.y.label.empty()) sheet.paragraph(panel.y.label, tick_px, Weight::normal, Tone::middle);
    sheet.y += 6;
    auto const x = settled(panel.x), y = settled(panel.y);
    double const height = height_of(panel);
    auto const ticks = upright_ticks(y, height, sheet.plot.language);
    Rect box{sheet.left() + names, sheet.y, sheet.room() - names, height};
    if (panel.shape == Shape::map) box = map_box(box, x, y);
    Frame const frame{box, x, y};
    draw_upright_axis(sheet, frame, ticks);
    draw_marks(sheet.writer, frame, panel, {sheet.left() / 2, sheet.y, sheet.width_px - sheet.left(), height});
    if (panel.shape != Shape::map) sheet.writer.line(box.x, box.bottom(), box.right(), box.bottom(), {Tone::middle, 1, Dash::solid});
    if (!panel.nothing.empty()) {
        auto const lines = wrapped(sheet.set(panel.nothing), box.width - 16, body_px, Weight::bold);
        double at = box.y + box.height / 2 - static_cast<double>(lines.size()) * body_px * leading / 2;
        for (auto const& line : lines) sheet.writer.text(box.middle(), at += body_px * leading, line, {body_px, Anchor::middle, Weight::bold, Tone::ink, TextStyle::Ground::halo, 0});
    }
    draw_level_axis(sheet, frame);
}

double channel(std::string_view colour, std::size_t at)
{
    double const value = static_cast<double>(std::strtol(std::string{colour.substr(at, 2)}.c_str(), nullptr, 16)) / 255;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view colour) { return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5); }

}  // namespace

std::string_view colour(Tone tone)
{
    switch (tone) {
    case Tone::ink: return "#0e1f21";
    case Tone::strong: return "#05575c";
    case Tone::warm: return "#a4121b";
    case Tone::middle: return "#465759";
    case Tone::pale: return "#8b9997";
    case Tone::faint: return "#d9e1df";
    case Tone::paper: return "#ffffff";
    }
    return {};
}

double contrast(std::string_view colour, std::string_view ground)
{
    double const a = luminance(colour), b = luminance(ground);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

std::string svg(Plot const& plot, double width_px)
{
    double const width = std::isfinite(width_px) ? std::clamp(width_px, width_px_min, width_px_max) : width_px_usual;
    Sheet sheet{plot, SvgWriter{plot.kind}, width};
    sheet.statuses();
    sheet.paragraph(plot.title, title_px, Weight::bold, Tone::ink);
    sheet.y += 2;
    sheet.paragraph(plot.subtitle, body_px, Weight::normal, Tone::ink);
    sheet.legend();
    double const names = beside_px(sheet);
    for (auto const& panel : plot.panels) draw_panel(sheet, panel, names);
    sheet.y += 6;
    for (auto const& note : plot.notes) sheet.paragraph(note, tick_px, Weight::normal, Tone::ink);
    sheet.paragraph(plot.source, tick_px, Weight::normal, Tone::middle);
    return sheet.writer.document(plot, width, sheet.y + margin_px);
}

}  // namespace accalmie::plots
