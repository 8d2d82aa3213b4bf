// SPDX-License-Identifier: Apache-2.0
#include "ground/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <geos_c.h>
#include <iterator>
#include <memory>
#include <numbers>
#include <simdjson.h>

namespace accalmie {

namespace {

namespace dom = simdjson::dom;

Error invalid(std::string what) { return Error{Error::Kind::invalid, std::move(what), {}, "export the boundaries again as GeoJSON in WGS84"}; }

/// Counts the vertices of one geometry, so that no file can make us hold more than was said.
struct Reader {
    std::size_t vertices = 0;

    Result<Coordinate> position(dom::element element) const
    {
        dom::array numbers;
        if (element.get(numbers) != simdjson::SUCCESS) return invalid("a position is not an array of numbers");
        double values[2];
        std::size_t count = 0;
        for (auto const number : numbers) {
            if (count < 2 && number.get(values[count]) != simdjson::SUCCESS) return invalid("a position holds something that is not a number");
            ++count;
        }
        if (count < 2) return invalid("a position has fewer than two numbers");
        return Coordinate::of_degrees(values[1], values[0]);
    }

    Result<Ring> ring(dom::element element)
    {
        dom::array positions;
        if (element.get(positions) != simdjson::SUCCESS) return invalid("a ring is not an array of positions");
        Ring ring;
        std::optional<Coordinate> last;
        for (auto const each : positions) {
            if (++vertices > GeometryBounds::vertices_max)
                return Error{Error::Kind::limit, fmt::format("more than {} vertices", GeometryBounds::vertices_max), {}, "simplify the boundary first"};
            auto const here = TRY(position(each));
            last = here;
            if (ring.empty() || ring.back() != here) ring.push_back(here);
        }
        if (!last || ring.front() != *last) return invalid("a ring is not closed: its last position is not its first");
        if (ring.size() > 1) ring.pop_back();
        if (ring.size() < 3) return invalid("a ring has fewer than three distinct positions");
        ring.shrink_to_fit();
        return ring;
    }

    Result<Polygon> polygon(dom::element element)
    {
        dom::array rings;
        if (element.get(rings) != simdjson::SUCCESS) return invalid("a polygon is not an array of rings");
        Polygon polygon;
        for (auto const each : rings) {
            auto next = ring(each);
            if (!next) return std::move(next).error();
            polygon.rings.push_back(std::move(*next));
        }
        if (polygon.rings.empty()) return invalid("a polygon has no ring");
        return polygon;
    }

    Result<Geometry> geometry(dom::object object)
    {
        std::string_view type;
        if (object["type"].get(type) != simdjson::SUCCESS) return invalid("the geometry has no type");
        if (type != "Polygon" && type != "MultiPolygon") return invalid(fmt::format("the geometry is a {:.40}, not a Polygon or MultiPolygon", type));
        dom::element coordinates;
        if (object["coordinates"].get(coordinates) != simdjson::SUCCESS) return invalid("the geometry has no coordinates");
        Geometry geometry;
        if (type == "Polygon") {
            geometry.polygons.push_back(TRY(polygon(coordinates)));
            return geometry;
        }
        dom::array polygons;
        if (coordinates.get(polygons) != simdjson::SUCCESS) return invalid("the coordinates are not an array of polygons");
        for (auto const each : polygons) geometry.polygons.push_back(TRY(polygon(each)));
        if (geometry.polygons.empty()) return invalid("the geometry has no polygon");
        return geometry;
    }
};

/// Twice the signed area of a ring and its first moments, around the ring's first position so that little precision is lost.
struct Moments {
    double doubled_area = 0, longitude = 0, latitude = 0;  ///< the last two times 6

    void add(Ring const& ring, double sign)
    {
        Coordinate const origin = ring.front();
        Moments own;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            auto const& a = ring[i];
            auto const& b = ring[i + 1 == ring.size() ? 0 : i + 1];
            double const ax = a.longitude() - origin.longitude(), ay = a.latitude() - origin.latitude();
            double const bx = b.longitude() - origin.longitude(), by = b.latitude() - origin.latitude();
            double const cross = ax * by - bx * ay;
            own.doubled_area += cross;
            own.longitude += (ax + bx) * cross;
            own.latitude += (ay + by) * cross;
        }
        double const turn = own.doubled_area < 0 ? -sign : sign;  // whichever way the ring was drawn
        doubled_area += turn * own.doubled_area;
        longitude += turn * (own.longitude + 3 * own.doubled_area * origin.longitude());
        latitude += turn * (own.latitude + 3 * own.doubled_area * origin.latitude());
    }
};

__extension__ typedef __int128 Wide;  // two million products of two longitudes fit

/// Above zero: drawn anticlockwise; zero: without area. Exact, so that a ring written twice is turned the same way twice.
int turn_of(Ring const& ring)
{
    Wide sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        auto const& a = ring[i];
        auto const& b = ring[i + 1 == ring.size() ? 0 : i + 1];
        sum += Wide{a.longitude_e7} * b.latitude_e7 - Wide{b.longitude_e7} * a.latitude_e7;
    }
    return sum > 0 ? 1 : (sum < 0 ? -1 : 0);
}

/// "-4.5" for -45,000,000: no more digits than there are.
void append_degrees(std::string& text, std::int32_t value_e7)
{
    std::int64_t const magnitude = value_e7 < 0 ? -std::int64_t{value_e7} : std::int64_t{value_e7};
    if (value_e7 < 0) text += '-';
    fmt::format_to(std::back_inserter(text), "{}", magnitude / 10'000'000);
    if (magnitude % 10'000'000 == 0) return;
    fmt::format_to(std::back_inserter(text), ".{:07}", magnitude % 10'000'000);
    while (text.back() == '0') text.pop_back();
}

void append_ring(std::string& text, Ring const& ring, bool forward)
{
    text += '[';
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        auto const step = i % ring.size();
        auto const& position = ring[forward || step == 0 ? step : ring.size() - step];
        text += i == 0 ? "[" : ",[";
        append_degrees(text, position.longitude_e7);
        text += ',';
        append_degrees(text, position.latitude_e7);
        text += ']';
    }
    text += ']';
}

/// Longitudes at which the outline crosses a line of latitude, sorted; inside lies between the first and the second, and so on.
std::vector<double> crossings(Geometry const& geometry, double latitude_e7)
{
    std::vector<double> found;
    for (auto const& polygon : geometry.polygons) {
        for (auto const& ring : polygon.rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                auto const& a = ring[i];
                auto const& b = ring[i + 1 == ring.size() ? 0 : i + 1];
                if ((a.latitude_e7 <= latitude_e7) == (b.latitude_e7 <= latitude_e7)) continue;
                double const part = (latitude_e7 - a.latitude_e7) / (double(b.latitude_e7) - a.latitude_e7);
                found.push_back(a.longitude_e7 + part * (double(b.longitude_e7) - a.longitude_e7));
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool holds(std::vector<double> const& borders, double longitude_e7)
{
    auto const left = std::upper_bound(borders.begin(), borders.end(), longitude_e7) - borders.begin();
    return left % 2 == 1;
}

struct GeosClose {
    GEOSContextHandle_t context;
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context, geometry); }
};
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosClose>;

struct GeosContext {
    GEOSContextHandle_t handle = GEOS_init_r();
    GeosContext() = default;
    GeosContext(GeosContext const&) = delete;
    GeosContext& operator=(GeosContext const&) = delete;
    ~GeosContext() { GEOS_finish_r(handle); }
};

GEOSGeometry* geos_ring(GEOSContextHandle_t context, Ring const& ring)
{
    auto const size = static_cast<unsigned>(ring.size());
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context, size + 1, 2);
    if (sequence == nullptr) return nullptr;
    for (unsigned i = 0; i <= size; ++i) {
        auto const& position = ring[i == size ? 0 : i];
        GEOSCoordSeq_setXY_r(context, sequence, i, position.longitude(), position.latitude());
    }
    return GEOSGeom_createLinearRing_r(context, sequence);
}

/// GEOS's own copy; null where GEOS refuses, as it does when memory is out.
GEOSGeometry* geos_geometry(GEOSContextHandle_t context, Geometry const& geometry)
{
    std::vector<GEOSGeometry*> polygons;
    for (auto const& polygon : geometry.polygons) {
        std::vector<GEOSGeometry*> holes;
        for (std::size_t i = 1; i < polygon.rings.size(); ++i) holes.push_back(geos_ring(context, polygon.rings[i]));
        polygons.push_back(GEOSGeom_createPolygon_r(context, geos_ring(context, polygon.rings[0]), holes.data(), static_cast<unsigned>(holes.size())));
    }
    return GEOSGeom_createCollection_r(context, GEOS_MULTIPOLYGON, polygons.data(), static_cast<unsigned>(polygons.size()));
}

}  // namespace

std::size_t Geometry::vertex_count() const
{
    std::size_t count = 0;
    for (auto const& polygon : polygons)
        for (auto const& ring : polygon.rings) count += ring.size();
    return count;
}

Result<Geometry> parse_geometry(std::string_view geojson)
{
    if (geojson.size() > GeometryBounds::text_bytes_max)
        return Error{Error::Kind::limit, fmt::format("a geometry of more than {} MiB", GeometryBounds::text_bytes_max >> 20U), {}, "simplify the boundary first"};
    dom::parser parser;
    if (parser.allocate(std::max<std::size_t>(geojson.size(), 64), GeometryBounds::depth_max) != simdjson::SUCCESS)
        return Error{Error::Kind::limit, "not enough memory to read the geometry"};
    dom::object object;
    auto const status = parser.parse(geojson.data(), geojson.size()).get(object);
    if (status == simdjson::INCORRECT_TYPE) return invalid("the geometry is not a JSON object");
    if (status != simdjson::SUCCESS) return invalid(fmt::format("the geometry is not JSON ({})", simdjson::error_message(status)));
    return Reader{}.geometry(object);
}

std::string to_geojson(Geometry const& geometry)
{
    bool const one = geometry.polygons.size() == 1;
    std::string text = one ? R"({"type":"Polygon","coordinates":)" : R"({"type":"MultiPolygon","coordinates":[)";
    text.reserve(geometry.vertex_count() * 24 + 64);
    for (auto const& polygon : geometry.polygons) {
        text += &polygon == &geometry.polygons.front() ? "[" : ",[";
        for (auto const& ring : polygon.rings) {
            bool const outer = &ring == &polygon.rings.front();
            if (!outer) text += ',';
            append_ring(text, ring, outer ? turn_of(ring) >= 0 : turn_of(ring) <= 0);
        }
        text += ']';
    }
    return text + (one ? "}" : "]}");
}

std::optional<std::string> geometry_fault(Geometry const& geometry)
{
    GeosContext const context;
    GeosGeometry const copy{geos_geometry(context.handle, geometry), GeosClose{context.handle}};
    if (!copy) return "GEOS cannot read it";
    char* reason = nullptr;
    GEOSGeometry* place = nullptr;
    char const valid = GEOSisValidDetail_r(context.handle, copy.get(), 0, &reason, &place);
    GeosGeometry const owned_place{place, GeosClose{context.handle}};
    std::string text = reason == nullptr ? "not valid" : reason;
    if (reason != nullptr) GEOSFree_r(context.handle, reason);
    if (valid == 1) return std::nullopt;
    double longitude = 0, latitude = 0;
    if (owned_place && GEOSGeomGetX_r(context.handle, place, &longitude) == 1 && GEOSGeomGetY_r(context.handle, place, &latitude) == 1)
        text += fmt::format(" near {:.5f} N {:.5f} E", latitude, longitude);
    return text;
}

Coordinate inner_point(Geometry const& geometry)
{
    Moments moments;
    std::int32_t south = geometry.polygons[0].rings[0][0].latitude_e7, north = south;
    for (auto const& polygon : geometry.polygons) {
        for (std::size_t i = 0; i < polygon.rings.size(); ++i) moments.add(polygon.rings[i], i == 0 ? 1 : -1);
        for (auto const& position : polygon.rings[0]) {
            south = std::min(south, position.latitude_e7);
            north = std::max(north, position.latitude_e7);
        }
    }
    auto const rounded = [](double value_e7) { return static_cast<std::int32_t>(std::lround(value_e7)); };
    if (moments.doubled_area > 0) {
        double const longitude_e7 = 1e7 * moments.longitude / (3 * moments.doubled_area);
        double const latitude_e7 = 1e7 * moments.latitude / (3 * moments.doubled_area);
        if (latitude_e7 > south && latitude_e7 < north && holds(crossings(geometry, latitude_e7), longitude_e7)) return {rounded(latitude_e7), rounded(longitude_e7)};
    }
    double const middle_e7 = (double(south) + north) / 2 + 0.25;  // never through a vertex, which lies on a whole number
    auto const borders = crossings(geometry, middle_e7);
    double widest = -1, centre = geometry.polygons[0].rings[0][0].longitude_e7;
    for (std::size_t i = 0; i + 1 < borders.size(); i += 2) {
        if (borders[i + 1] - borders[i] <= widest) continue;
        widest = borders[i + 1] - borders[i];
        centre = (borders[i] + borders[i + 1]) / 2;
    }
    return {rounded(middle_e7), rounded(centre)};
}

double area_km2(Geometry const& geometry)
{
    constexpr double earth_radius_km = 6371.0088;  // as core/coordinate.cpp
    constexpr double radian = std::numbers::pi / 180;
    double total = 0;
    for (auto const& polygon : geometry.polygons) {
        for (std::size_t r = 0; r < polygon.rings.size(); ++r) {
            auto const& ring = polygon.rings[r];
            double doubled = 0;
            for (std::size_t i = 0; i < ring.size(); ++i) {
                auto const& a = ring[i];
                auto const& b = ring[i + 1 == ring.size() ? 0 : i + 1];
                double const height = std::sin(a.latitude() * radian) + std::sin(b.latitude() * radian);
                doubled += (b.longitude() - a.longitude()) * radian * height;
            }
            total += (r == 0 ? 1 : -1) * std::abs(doubled) / 2;
        }
    }
    return total * earth_radius_km * earth_radius_km;
}

}  // namespace accalmie
