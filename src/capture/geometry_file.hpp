// SPDX-License-Identifier: Apache-2.0
// src/capture/geometry_file.hpp: features of boundary files, one after another: GeoJSON read here, everything else by GDAL in a process of its own.
#pragma once

#include "capture/csv.hpp"
#include "capture/process.hpp"
#include "ground/geometry.hpp"

#include <functional>

namespace accalmie {

enum class GeometryFormat : std::uint8_t {
    geojson,            ///< FeatureCollection, or features one a line (GeoJSONSeq)
    geopackage,
    shapefile,          ///< the .shp with its .shx, .dbf and .prj beside it
    zipped_shapefile,
    flatgeobuf,
    table,              ///< none of these: a CSV, it seems
};

/// Told by the file's first octets, whatever it is called; the name counts only for zip archives (.zip).
/// errors  invalid  a format that is known and not read, as KML or a picture
Result<GeometryFormat> geometry_format(std::string_view beginning);

/// One property of a feature, as text: strings as they are, numbers and truths as JSON writes them, null and what is nested empty.
class FeatureProperties {
public:
    void set(std::string name, std::string value);
    /// The value of the first of `names` that the feature has, whatever its case; empty if none has a value.
    std::string_view value(std::initializer_list<std::string_view> names) const;
    bool has(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> const& all() const { return values_; }
    void clear() { values_.clear(); }

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

/// One feature. `fault` says why it cannot be used; then `geometry` may be empty.
struct Feature {
    std::uint64_t number = 0;           ///< from 1
    FeatureProperties properties;
    std::optional<Geometry> geometry;   ///< nullopt: null, a point or line (`geometry_type` tells), or a fault
    std::optional<Coordinate> point;    ///< of a Point
    std::string geometry_type;
    std::optional<Error> fault;
};

struct GeometryFileBounds {
    static constexpr std::uint64_t file_bytes_max = 256ULL << 20U;
    static constexpr std::uint64_t features_max = 1'000'000;
    static constexpr std::size_t properties_max = 1'000;
    static constexpr std::size_t depth_max = 32;
};

/// Visit the features of GeoJSON text in order. A feature that is broken in itself arrives with its fault, and the next one follows.
/// errors  invalid  not GeoJSON, or not in WGS84 (a `crs` member that says so)     limit  larger than GeometryFileBounds
Result<void> each_feature(std::string_view geojson, std::function<Result<void>(Feature const&)> const& visit);

/// All octets of a source, at most `file_bytes_max`.
Result<std::string> read_text(ByteSource& source);

/// A GeoPackage, shapefile or FlatGeobuf as GeoJSON in WGS84, one feature a line. `layer` may be empty if there is only one.
/// GDAL may open the named format only (where it is older than `-if`: these four), reaches no network, writes no file, and has a minute and 2 GiB.
/// errors  invalid  GDAL cannot read it (its first message is told)     missing  GDAL is not installed     limit
Result<std::string> converted_to_geojson(Processes& processes, std::filesystem::path const& path, GeometryFormat format, std::string const& layer);

}  // namespace accalmie
