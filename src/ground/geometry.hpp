// SPDX-License-Identifier: Apache-2.0
// src/ground/geometry.hpp: polygons as GeoJSON says them and as we compute with them: exact, in 1e-7 degree.
#pragma once

#include "core/coordinate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// A closed line: the last position equals the first and is not repeated here. At least three positions.
using Ring = std::vector<Coordinate>;

/// One outer ring and its holes.
struct Polygon {
    std::vector<Ring> rings;  ///< the outer one first; never empty
};

/// A Polygon or MultiPolygon of GeoJSON, on the plane of longitude and latitude.
struct Geometry {
    std::vector<Polygon> polygons;  ///< never empty once parsed
    std::size_t vertex_count() const;
};

struct GeometryBounds {
    static constexpr std::size_t text_bytes_max = 64U << 20U;  ///< the finest national outline that we know has 6 MB
    static constexpr std::size_t vertices_max = 2'000'000;
    static constexpr std::size_t depth_max = 16;               ///< a MultiPolygon needs 6
};

/// Read a GeoJSON geometry (RFC 7946) of type Polygon or MultiPolygon. A third coordinate is ignored; positions that fall together when
/// rounded to 1e-7 degree are one.
///
/// errors  invalid  not JSON, another type, a ring that is not closed or has fewer than three distinct positions, a position outside the globe
///         limit    larger than GeometryBounds
Result<Geometry> parse_geometry(std::string_view geojson);

/// The geometry as GeoJSON, the same text for the same shape wherever it came from: Polygon if it is one, no spaces, at most 7 decimals, outer
/// rings anticlockwise and holes clockwise (RFC 7946, 3.1.6), each from the position that came first.
std::string to_geojson(Geometry const& geometry);

/// What is wrong with a geometry in the sense of OGC Simple Features (a ring that crosses itself, a hole outside its shell ...), with the
/// position, as GEOS finds it; nullopt if nothing is. Costs about a microsecond a vertex.
std::optional<std::string> geometry_fault(Geometry const& geometry);

/// A position inside the geometry where a label may stand: the centroid, or, where that lies outside, the middle of the widest part of the
/// line of latitude through the middle.
Coordinate inner_point(Geometry const& geometry);

/// Square kilometres on the sphere of core/coordinate.hpp, to about half a percent for a cercle (cylindrical equal-area projection).
double area_km2(Geometry const& geometry);

}  // namespace accalmie
