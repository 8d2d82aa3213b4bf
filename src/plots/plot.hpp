// SPDX-License-Identifier: Apache-2.0
// src/plots/plot.hpp: a picture as data: what is drawn where, what it says in words, and the table behind it. It knows no SVG.
#pragma once

#include "plots/format.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace accalmie::plots {

/// Tones differ by lightness, so that a grey print still tells them apart; `strong` and `warm` are alike in grey and never differ by tone alone.
enum class Tone : std::uint8_t {
    ink,     ///< the subject
    strong,  ///< river green
    warm,    ///< red
    middle,  ///< text that comes second, comparison lines
    pale,    ///< many lines together
    faint,   ///< grids and grounds, never alone
    paper,
};
enum class Dash : std::uint8_t { solid, dashed, dotted };
struct Stroke {
    Tone tone = Tone::ink;
    double width_px = 1;
    Dash dash = Dash::solid;
};

enum class Fill : std::uint8_t {
    none,
    paper,
    faint,
    middle,
    strong,
    ink,
    hatched,  ///< no data, everywhere
    dotted,
    crossed,
    striped,  ///< what a window is compared with
};
enum class DotShape : std::uint8_t { disc, ring, square, diamond, cross };
enum class Anchor : std::uint8_t { start, middle, end };
enum class Weight : std::uint8_t { normal, bold };
enum class Along : std::uint8_t { x, y };

/// In the units of the panel's axes. Plus or minus infinity is the edge of the panel, where said.
struct Point {
    double x = 0, y = 0;
};

struct Line {
    std::vector<Point> points;
    Stroke stroke;
};
struct BandStep {
    double x = 0, low = 0, high = 0;
};
struct Band {
    std::vector<BandStep> steps;
    Fill fill = Fill::faint;
};
/// A bar or a shaded stretch; infinite sides reach the edge.
struct Box {
    double x_first = 0, x_end = 0, y_low = 0, y_high = 0;
    Fill fill = Fill::strong;
    std::string label = {};  ///< in its middle, where it fits: across or upright
};
/// An interval; without `high` (or `low`) it has no bound on that side: an arrow to the edge.
struct Whisker {
    std::optional<double> low, high;
    Along along = Along::y;
};
/// A point outside the axis stands at the edge as a triangle that points outwards.
struct Dot {
    Point at;
    DotShape shape = DotShape::disc;
    Tone tone = Tone::ink;
    double radius_px = 4;
    std::optional<Whisker> whisker = {};
};
/// Rings of an area; with holes by the even-odd rule.
struct Area {
    std::vector<std::vector<Point>> rings;
    Fill fill = Fill::paper;
    Stroke stroke;
    std::string name = {};  ///< what a pointer that rests on it is told
};
/// A line across the whole panel, at a value of the axis that it stands on.
struct Rule {
    Along axis = Along::y;
    double at = 0;
    Stroke stroke;
    std::string label = {};
};
/// In units of the axes.
struct Room {
    double width = 0, height = 0;
};
struct Label {
    Point at;
    std::string text;
    Anchor anchor = Anchor::middle;
    Tone tone = Tone::ink;
    Weight weight = Weight::normal;
    std::optional<Room> room = {};  ///< what does not fit into it is left out
    double lower_px = 0;            ///< further down, as a second line
};
using Mark = std::variant<Line, Band, Box, Dot, Area, Rule, Label>;

struct Axis {
    enum class Kind : std::uint8_t {
        number,
        count,     ///< number with whole ticks only
        ratio,     ///< logarithmic: 0.5 and 2 are as far from 1
        month,     ///< Month::number; a month fills one unit from its number
        named,     ///< position i is `names[i]`
        hidden,
    };
    Kind kind = Kind::number;
    double least = 0, most = 1;           ///< shown; equal ones are moved apart
    std::string label = {};
    std::vector<std::string> names = {};  ///< of `named`
};

enum class Shape : std::uint8_t {
    wide,  ///< as high as `height_px`
    map,   ///< one unit of y is one of x; as high as that needs, `height_px` at most
};
struct Panel {
    std::string title = {};
    Axis x, y;
    double height_px = 220;               ///< without texts; a `named` y axis gives each name a row instead
    Shape shape = Shape::wide;
    std::vector<Mark> marks = {};         ///< later ones lie above
    std::string nothing = {};             ///< said in its middle if there is nothing to draw
};

struct DotSample {
    DotShape shape = DotShape::disc;
    Tone tone = Tone::ink;
};
struct LegendEntry {
    std::variant<Stroke, Fill, DotSample> sample;
    std::string text;
};

using Cell = std::variant<std::monostate, std::string, std::int64_t, double, Month>;  ///< monostate: no data
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
};

struct Plot {
    std::string kind;                     ///< words with hyphens, as "specification-curve"
    Language language = Language::french;
    std::vector<std::string> statuses;    ///< what must stand on every copy of it: simulated, exploratory
    std::string title, subtitle;
    std::string description;              ///< for who does not see it
    std::vector<LegendEntry> legend;
    std::vector<Panel> panels;
    std::vector<std::string> notes;
    std::string source;
    Table table;
};

/// What every picture says about its origin.
struct Head {
    Language language = Language::french;
    bool is_demo = false;
    bool is_exploratory = false;          ///< no plan was registered before
    bool is_internal = false;             ///< the source's terms forbid passing it on
    std::string source = {};              ///< as "UCDP GED 24.1", in the words of the language
};
/// A plot of this kind with the statuses and the source line that `head` asks for.
Plot begin(std::string kind, Head const& head);

}  // namespace accalmie::plots
