// SPDX-License-Identifier: Apache-2.0
// Positions, traces and shapes, as Collect measures them: a sphere of the equator's radius, 6,378,100 m.
#include "forms/xpath_functions.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace accalmie::forms {

namespace {

constexpr double radius_m = 6'378'100;
constexpr double radians = std::numbers::pi / 180;

struct Place {
    double latitude;
    double longitude;
    friend bool operator==(Place const&, Place const&) = default;
};

/// "latitude longitude [altitude [accuracy]]"
std::optional<Place> place_of(std::string_view text)
{
    double figures[4] = {0, 0, 0, 0};
    std::size_t count = 0;
    auto rest = without_space_around(text);
    while (!rest.empty() && count < 4) {
        auto const end = std::min(rest.find(' '), rest.size());
        figures[count] = number_of_text(rest.substr(0, end), Dialect::xpath);
        if (std::isnan(figures[count])) return std::nullopt;
        ++count;
        rest = without_space_around(rest.substr(end));
    }
    if (!rest.empty() || count < 2 || std::abs(figures[0]) > 90 || std::abs(figures[1]) > 180) return std::nullopt;
    return Place{figures[0], figures[1]};
}

/// The positions of all arguments from `first` to `end`, in their order.
Result<std::vector<Place>> places(Call const& call, std::size_t first, std::size_t end)
{
    std::vector<Place> found;
    for (auto i = first; i < end; ++i) {
        auto const value = TRY(call.value(i));
        std::vector<std::string> texts;
        if (auto const* nodes = std::get_if<NodeSet>(&value); nodes != nullptr)
            for (auto const node : *nodes) texts.push_back(call.evaluation().node_text(node));
        else
            texts.push_back(call.evaluation().text(value));
        for (auto const& text : texts) {
            std::string_view rest = text;
            while (!without_space_around(rest).empty()) {
                auto const stop = std::min(rest.find(';'), rest.size());
                auto const place = place_of(rest.substr(0, stop));
                if (!place)
                    return call.problem("\"" + clipped(without_space_around(rest.substr(0, stop)), 40) + "\" is no position", "a position is written 14.5 -4.2, points of a trace are parted by ;");
                found.push_back(*place);
                rest.remove_prefix(std::min(stop + 1, rest.size()));
            }
        }
    }
    call.evaluation().charge(found.size());
    return found;
}

double distance_m(Place a, Place b)
{
    auto const cosine = std::sin(a.latitude * radians) * std::sin(b.latitude * radians) +
                        std::cos(a.latitude * radians) * std::cos(b.latitude * radians) * std::cos((a.longitude - b.longitude) * radians);
    return std::acos(std::clamp(cosine, -1.0, 1.0)) * radius_m;
}

Result<Value> distance(Call const& call)
{
    auto const points = TRY(places(call, 0, call.count()));
    double sum = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        if (!(points[i - 1] == points[i])) sum += distance_m(points[i - 1], points[i]);
    return Value{sum};
}

/// Triangles from the first point, on a plane whose east-west scale is that of each point's latitude.
Result<Value> area(Call const& call)
{
    auto const points = TRY(places(call, 0, 1));
    if (points.size() < 3) return Value{0.0};
    constexpr double metres_per_degree = 2 * std::numbers::pi * radius_m / 360;
    auto const x = [&](std::size_t i) { return (points[i].longitude - points[0].longitude) * metres_per_degree * std::cos(points[i].latitude * radians); };
    auto const y = [&](std::size_t i) { return (points[i].latitude - points[0].latitude) * metres_per_degree; };
    double sum = 0;
    for (std::size_t i = 2; i < points.size(); ++i) sum += (y(i - 1) * x(i) - x(i - 1) * y(i)) / 2;
    return Value{std::abs(sum)};
}

/// Does the position lie in the shape? A ray to the east crosses its border an odd number of times (Franklin, PNPOLY, 1970).
Result<Value> geofence(Call const& call)
{
    auto const points = TRY(places(call, 0, 1));
    auto const shape = TRY(places(call, 1, 2));
    if (points.empty() || shape.empty()) return Value{false};
    auto const at = points.front();
    bool inside = false;
    for (std::size_t i = 1; i < shape.size(); ++i) {
        auto const a = shape[i - 1];
        auto const b = shape[i];
        if ((a.latitude > at.latitude) == (b.latitude > at.latitude)) continue;
        auto const crossing = (a.longitude - b.longitude) * (at.latitude - b.latitude) / (a.latitude - b.latitude) + b.longitude;
        if (at.longitude < crossing) inside = !inside;
    }
    return Value{inside};
}

/// On which side of the line from a to b does c lie: 1, -1, or 0 on it.
int side(Place a, Place b, Place c)
{
    auto const cross = (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude);
    return cross > 0 ? 1 : cross < 0 ? -1 : 0;
}

bool lies_between(Place a, Place b, Place c)
{
    return c.longitude >= std::min(a.longitude, b.longitude) && c.longitude <= std::max(a.longitude, b.longitude) &&
           c.latitude >= std::min(a.latitude, b.latitude) && c.latitude <= std::max(a.latitude, b.latitude);
}

bool meet(Place a, Place b, Place c, Place d)
{
    auto const one = side(a, b, c);
    auto const two = side(a, b, d);
    auto const three = side(c, d, a);
    auto const four = side(c, d, b);
    if (one != two && three != four) return true;
    return (one == 0 && lies_between(a, b, c)) || (two == 0 && lies_between(a, b, d)) || (three == 0 && lies_between(c, d, a)) || (four == 0 && lies_between(c, d, b));
}

/// Does the trace or the shape's border cross or touch itself? A shape's closing point is its first one, which is no crossing.
Result<Value> intersects(Call const& call)
{
    auto points = TRY(places(call, 0, 1));
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() > 4000) return call.problem("a trace of more than 4,000 points", "make it shorter", Error::Kind::limit);
    bool const is_closed = points.size() > 2 && points.front() == points.back();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        call.evaluation().charge(points.size() - i);
        // A segment that turns back on the one before touches it in more than the point they share.
        if (i + 2 < points.size() && side(points[i], points[i + 1], points[i + 2]) == 0 &&
            (lies_between(points[i], points[i + 1], points[i + 2]) || lies_between(points[i + 1], points[i + 2], points[i])))
            return Value{true};
        for (std::size_t j = i + 2; j + 1 < points.size(); ++j) {
            if (is_closed && i == 0 && j + 2 == points.size()) continue;
            if (meet(points[i], points[i + 1], points[j], points[j + 1])) return Value{true};
        }
    }
    return Value{false};
}

}  // namespace

std::vector<XPathFunction> place_functions()
{
    return {
        {"distance", 1, any_count, "distance(trace)", distance},
        {"area", 1, 1, "area(shape)", area},
        {"enclosed-area", 1, 1, "enclosed-area(shape)", area},
        {"geofence", 2, 2, "geofence(position, shape)", geofence},
        {"intersects", 1, 1, "intersects(trace)", intersects},
    };
}

}  // namespace accalmie::forms
