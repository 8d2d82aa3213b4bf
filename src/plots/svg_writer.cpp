// SPDX-License-Identifier: Apache-2.0
#include "plots/svg_writer.hpp"

#include "plots/svg.hpp"

#include <cmath>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

constexpr std::string_view fonts = "DejaVu Sans, Verdana, Noto Sans, Liberation Sans, Arial, sans-serif";
constexpr std::string_view status_ground = "#ffeebd";

/// Hundredths of a pixel, no zeros behind.
std::string px(double value)
{
    auto text = fmt::format("{:.2f}", value);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text == "-0" ? "0" : text;
}

bool finite(std::initializer_list<double> values)
{
    for (auto const value : values)
        if (!std::isfinite(value)) return false;
    return true;
}

std::string_view anchor_name(Anchor anchor)
{
    switch (anchor) {
    case Anchor::start: return "start";
    case Anchor::middle: return "middle";
    case Anchor::end: return "end";
    }
    return {};
}

std::string_view pattern_name(Fill fill)
{
    switch (fill) {
    case Fill::hatched: return "hatched";
    case Fill::dotted: return "dotted";
    case Fill::crossed: return "crossed";
    case Fill::striped: return "striped";
    case Fill::none:
    case Fill::paper:
    case Fill::faint:
    case Fill::middle:
    case Fill::strong:
    case Fill::ink: return {};
    }
    return {};
}

std::string_view plain_colour(Fill fill)
{
    switch (fill) {
    case Fill::paper: return colour(Tone::paper);
    case Fill::faint: return colour(Tone::faint);
    case Fill::middle: return "#9fb4b3";
    case Fill::strong: return colour(Tone::strong);
    case Fill::ink: return colour(Tone::ink);
    case Fill::none:
    case Fill::hatched:
    case Fill::dotted:
    case Fill::crossed:
    case Fill::striped: return "none";
    }
    return {};
}

std::string pattern_text(std::string const& id, Fill fill)
{
    switch (fill) {
    case Fill::hatched:
        return fmt::format("<pattern id=\"{}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                           "<rect width=\"7\" height=\"7\" fill=\"#e9eeed\"/><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\" stroke=\"#8a9896\" stroke-width=\"2\"/></pattern>\n",
                           id);
    case Fill::striped:
        return fmt::format("<pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
                           "<rect width=\"6\" height=\"6\" fill=\"#f2f6f5\"/><line x1=\"0\" y1=\"3\" x2=\"6\" y2=\"3\" stroke=\"#b9c7c4\" stroke-width=\"1.5\"/></pattern>\n",
                           id);
    case Fill::dotted:
        return fmt::format("<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                           "<rect width=\"8\" height=\"8\" fill=\"#ffffff\"/><circle cx=\"2\" cy=\"2\" r=\"1.5\" fill=\"#7d1d1a\"/><circle cx=\"6\" cy=\"6\" r=\"1.5\" fill=\"#7d1d1a\"/></pattern>\n",
                           id);
    case Fill::crossed:
        return fmt::format("<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                           "<rect width=\"8\" height=\"8\" fill=\"#ffffff\"/><path d=\"M0 0L8 8M8 0L0 8\" stroke=\"#7d1d1a\" stroke-width=\"1.4\"/></pattern>\n",
                           id);
    case Fill::none:
    case Fill::paper:
    case Fill::faint:
    case Fill::middle:
    case Fill::strong:
    case Fill::ink: return {};
    }
    return {};
}

std::string points_path(std::vector<Point> const& points, std::string_view closing)
{
    std::string path;
    for (auto const& point : points) path += fmt::format("{}{} {}", path.empty() ? "M" : "L", px(point.x), px(point.y));
    return path.empty() ? path : path.append(closing);
}

}  // namespace

std::string escaped(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else if (static_cast<unsigned char>(c) >= 0x20) out += c;
        else out += ' ';
    }
    return out;
}

std::string SvgWriter::fill_value(Fill fill)
{
    auto const pattern = pattern_name(fill);
    if (pattern.empty()) return std::string{plain_colour(fill)};
    patterns_.insert(fill);
    return fmt::format("url(#{}-{})", kind_, pattern);
}

std::string SvgWriter::stroke_attributes(Stroke const& stroke) const
{
    auto text = fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", colour(stroke.tone), px(stroke.width_px));
    if (stroke.dash == Dash::dashed) text += fmt::format(" stroke-dasharray=\"{} {}\"", px(5 + stroke.width_px), px(2 + stroke.width_px));
    if (stroke.dash == Dash::dotted) text += fmt::format(" stroke-dasharray=\"{} {}\"", px(stroke.width_px), px(2 + stroke.width_px));
    return text;
}

void SvgWriter::text(double x, double y, std::string_view words, TextStyle const& style)
{
    if (words.empty() || !finite({x, y})) return;
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"", px(x), px(y), px(style.size_px), colour(style.tone));
    if (style.anchor != Anchor::start) body_ += fmt::format(" text-anchor=\"{}\"", anchor_name(style.anchor));
    if (style.weight == Weight::bold) body_ += " font-weight=\"700\"";
    if (style.ground == TextStyle::Ground::halo)
        body_ += fmt::format(" stroke=\"{}\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"", colour(style.tone == Tone::paper ? Tone::strong : Tone::paper));
    if (style.turned != 0) body_ += fmt::format(" transform=\"rotate({} {} {})\"", px(style.turned), px(x), px(y));
    body_ += ">" + escaped(words) + "</text>\n";
}

void SvgWriter::line(double x_first, double y_first, double x_last, double y_last, Stroke const& stroke)
{
    if (!finite({x_first, y_first, x_last, y_last})) return;
    body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", px(x_first), px(y_first), px(x_last), px(y_last), stroke_attributes(stroke));
}

void SvgWriter::polyline(std::vector<Point> const& points, Stroke const& stroke)
{
    std::vector<Point> drawn;
    for (auto const& point : points)
        if (finite({point.x, point.y})) drawn.push_back(point);
    if (drawn.size() < 2) return;
    body_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke-linejoin=\"round\"{}/>\n", points_path(drawn, ""), stroke_attributes(stroke));
}

void SvgWriter::polygon(std::vector<std::vector<Point>> const& rings, Fill fill, Stroke const& stroke, std::string_view name)
{
    std::string path;
    for (auto const& ring : rings)
        if (ring.size() >= 3) path += points_path(ring, "Z");
    if (path.empty() || path.find("nan") != std::string::npos || path.find("inf") != std::string::npos) return;
    body_ += fmt::format("<path d=\"{}\" fill=\"{}\" fill-rule=\"evenodd\" stroke-linejoin=\"round\"{}", path, fill_value(fill), stroke_attributes(stroke));
    body_ += name.empty() ? "/>\n" : "><title>" + escaped(name) + "</title></path>\n";
}

void SvgWriter::rect(Rect const& rect, Fill fill)
{
    if (!finite({rect.x, rect.y, rect.width, rect.height}) || rect.width < 0 || rect.height < 0) return;
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", px(rect.x), px(rect.y), px(rect.width), px(rect.height), fill_value(fill));
}

void SvgWriter::frame(Rect const& rect, Stroke const& stroke)
{
    if (!finite({rect.x, rect.y, rect.width, rect.height})) return;
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\"{}/>\n", px(rect.x), px(rect.y), px(rect.width), px(rect.height), stroke_attributes(stroke));
}

void SvgWriter::status_box(Rect const& rect)
{
    body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>\n", px(rect.x), px(rect.y), px(rect.width), px(rect.height),
                         status_ground, colour(Tone::ink));
}

void SvgWriter::dot(double x, double y, DotShape shape, Tone tone, double radius_px)
{
    if (!finite({x, y})) return;
    auto const ink = colour(tone);
    double const r = radius_px;
    switch (shape) {
    case DotShape::disc: body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n", px(x), px(y), px(r), ink); return;
    case DotShape::ring:
        body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"1.8\"/>\n", px(x), px(y), px(r), ink);
        return;
    case DotShape::square:
        body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"1.8\"/>\n", px(x - r), px(y - r), px(2 * r), px(2 * r), ink);
        return;
    case DotShape::diamond:
        body_ += fmt::format("<path d=\"M{} {}L{} {}L{} {}L{} {}Z\" fill=\"{}\"/>\n", px(x), px(y - 1.3 * r), px(x + 1.3 * r), px(y), px(x), px(y + 1.3 * r), px(x - 1.3 * r), px(y), ink);
        return;
    case DotShape::cross:
        body_ += fmt::format("<path d=\"M{} {}L{} {}M{} {}L{} {}\" stroke=\"{}\" stroke-width=\"2\"/>\n", px(x - r), px(y - r), px(x + r), px(y + r), px(x - r), px(y + r), px(x + r), px(y - r), ink);
        return;
    }
}

void SvgWriter::arrow(double x, double y, double dx, double dy, Tone tone)
{
    if (!finite({x, y})) return;
    constexpr double length = 8, half = 4.5;
    body_ += fmt::format("<path d=\"M{} {}L{} {}L{} {}Z\" fill=\"{}\"/>\n", px(x), px(y), px(x - length * dx + half * dy), px(y - length * dy + half * dx), px(x - length * dx - half * dy),
                         px(y - length * dy - half * dx), colour(tone));
}

void SvgWriter::begin_clip(Rect const& rect)
{
    body_ += fmt::format("<g clip-path=\"url(#{}-clip-{})\">\n", kind_, clips_.size());
    clips_.push_back(rect);
}

void SvgWriter::end_clip() { body_ += "</g>\n"; }

std::string SvgWriter::document(Plot const& plot, double width_px, double height_px) const
{
    auto const width = px(std::ceil(width_px)), height = px(std::ceil(height_px));
    auto text = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" lang=\"{}\" aria-labelledby=\"{}-title {}-desc\" "
                            "font-family=\"{}\">\n",
                            width, height, width, height, language_code(plot.language), kind_, kind_, fonts);
    auto const spoken = [&](std::string const& words) { return escaped(typeset(words, plot.language)); };
    std::string description;
    for (auto const& status : plot.statuses) description += status + ". ";
    text += fmt::format("<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", kind_, spoken(plot.title), kind_, spoken(description + plot.description));
    text += "<defs>\n";
    for (auto const fill : patterns_) text += pattern_text(fmt::format("{}-{}", kind_, pattern_name(fill)), fill);
    for (std::size_t i = 0; i < clips_.size(); ++i)
        text += fmt::format("<clipPath id=\"{}-clip-{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n", kind_, i, px(clips_[i].x), px(clips_[i].y), px(clips_[i].width),
                            px(clips_[i].height));
    text += fmt::format("</defs>\n<rect width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n", width, height);
    return text + body_ + "</svg>\n";
}

}  // namespace accalmie::plots
