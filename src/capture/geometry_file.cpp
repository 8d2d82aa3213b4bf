// SPDX-License-Identifier: Apache-2.0
#include "capture/geometry_file.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <simdjson.h>

namespace accalmie {

namespace {

namespace dom = simdjson::dom;

constexpr char record_separator = '\x1e';  // RFC 8142 puts it before each feature of a sequence

/// Every reader of GDAL 3.6 but those of the four formats: some follow names of files, databases or hosts that stand inside a file.
constexpr std::string_view skipped_drivers =
    "OGR_VRT,CSV,FITS,PCIDSK,netCDF,PDS4,VICAR,JP2OpenJPEG,PDF,MBTiles,BAG,EEDA,OGCAPI,MapInfo File,UK .NTF,LVBAG,OGR_SDTS,S57,DGN,NAS,GML,GPX,LIBKML,KML,ESRIJSON,TopoJSON,"
    "Interlis 1,Interlis 2,OGR_GMT,SQLite,ODBC,WAsP,PGeo,MSSQLSpatial,OGR_OGDI,PostgreSQL,MySQL,OpenFileGDB,DXF,CAD,Geoconcept,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,SOSI,"
    "EDIGEO,SVG,Idrisi,XLS,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,GMLAS,MVT,NGW,MapML,TIGER,AVCBin,AVCE00,HTTP";

Error not_geojson(std::string what) { return Error{Error::Kind::invalid, std::move(what), {}, "give a GeoJSON FeatureCollection in WGS84, a GeoPackage or a shapefile"}; }

bool same_letters(std::string_view a, std::string_view b)
{
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string text_of(dom::element value)
{
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return std::string{text};
    if (value.is_number() || value.is_bool()) return simdjson::minify(value);
    return {};
}

/// Is a `crs` member (GeoJSON of 2008) another name for WGS84?
bool is_wgs84(std::string_view name)
{
    return name.empty() || name.find("CRS84") != std::string_view::npos || name == "EPSG:4326" || name == "urn:ogc:def:crs:EPSG::4326";
}

/// Turns the text of one feature into a Feature; one parser for all of them.
class FeatureParser {
public:
    Feature read(std::string_view text, std::uint64_t number)
    {
        Feature feature;
        feature.number = number;
        auto const done = fill(feature, text);
        if (!done) feature.fault = done.error();
        return feature;
    }

private:
    Result<void> fill(Feature& feature, std::string_view text)
    {
        if (text.size() > GeometryBounds::text_bytes_max) return Error{Error::Kind::limit, fmt::format("a feature of more than {} MiB", GeometryBounds::text_bytes_max >> 20U)};
        if (parser_.capacity() < text.size() && parser_.allocate(std::max<std::size_t>(text.size(), 4096), GeometryFileBounds::depth_max) != simdjson::SUCCESS)
            return Error{Error::Kind::limit, "not enough memory to read the feature"};
        dom::object object;
        if (auto const status = parser_.parse(text.data(), text.size()).get(object); status != simdjson::SUCCESS)
            return not_geojson(fmt::format("the feature is not JSON ({})", simdjson::error_message(status)));
        dom::object properties;
        if (object["properties"].get(properties) == simdjson::SUCCESS) {
            std::size_t count = 0;
            for (auto const field : properties) {
                if (++count > GeometryFileBounds::properties_max) return Error{Error::Kind::limit, fmt::format("more than {} properties", GeometryFileBounds::properties_max)};
                feature.properties.set(std::string{field.key}, text_of(field.value));
            }
        }
        dom::object geometry;
        if (object["geometry"].get(geometry) != simdjson::SUCCESS) return {};  // null: a feature without a place
        return read_geometry(feature, geometry);
    }

    static Result<void> read_geometry(Feature& feature, dom::object geometry)
    {
        std::string_view type;
        if (geometry["type"].get(type) != simdjson::SUCCESS) return not_geojson("the geometry has no type");
        feature.geometry_type = type.substr(0, 40);
        if (type == "Polygon" || type == "MultiPolygon") {
            feature.geometry = TRY(parse_geometry(simdjson::minify(geometry)));
            return {};
        }
        double longitude = 0, latitude = 0;
        if (type != "Point") return {};
        auto const coordinates = geometry["coordinates"];
        if (coordinates.at(0).get(longitude) != simdjson::SUCCESS || coordinates.at(1).get(latitude) != simdjson::SUCCESS) return not_geojson("the point has no two numbers");
        feature.point = TRY(Coordinate::of_degrees(latitude, longitude));
        return {};
    }

    dom::parser parser_;
};

Result<void> check_count(std::uint64_t number)
{
    if (number <= GeometryFileBounds::features_max) return {};
    return Error{Error::Kind::limit, fmt::format("more than {} features", GeometryFileBounds::features_max), {}, "split the file"};
}

std::string_view without_blanks(std::string_view text)
{
    auto const is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == record_separator; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Walks JSON text without building anything, so that a file of any number of features takes the memory of one. What it passes over is checked
/// for balance only; each feature is then read by a strict parser.
class JsonWalk {
public:
    static constexpr int depth_max = 64;

    explicit JsonWalk(std::string_view text) : text_(text) {}

    /// The next character that is no blank; NUL at the end.
    char peek()
    {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char wanted)
    {
        if (peek() != wanted) return false;
        ++at_;
        return true;
    }
    /// The text of the next value, whatever it is. Nullopt where the text ends within it, or brackets do not fit.
    std::optional<std::string_view> value()
    {
        char const first = peek();
        auto const begin = at_;
        if (first == '"') return string() ? std::optional{text_.substr(begin, at_ - begin)} : std::nullopt;
        if (first != '{' && first != '[') {
            at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
            return at_ > begin ? std::optional{text_.substr(begin, at_ - begin)} : std::nullopt;
        }
        return nested() ? std::optional{text_.substr(begin, at_ - begin)} : std::nullopt;
    }

private:
    bool string()
    {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\') ++at_;
            else if (text_[at_] == '"') return ++at_, true;
        }
        return false;
    }
    /// One bit a level: is it an object?
    bool nested()
    {
        std::uint64_t objects = 0;
        for (int depth = 0; at_ < text_.size();) {
            char const c = text_[at_];
            if (c == '"') {
                if (!string()) return false;
                continue;
            }
            ++at_;
            if (c == '{' || c == '[') {
                if (++depth > depth_max) return false;
                objects = (objects << 1U) | (c == '{' ? 1U : 0U);
            } else if (c == '}' || c == ']') {
                if (((objects & 1U) != 0) != (c == '}')) return false;
                objects >>= 1U;
                if (--depth == 0) return true;
            }
        }
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// The members of a GeoJSON object that matter here, as text.
struct TopLevel {
    std::string_view type, crs, features;

    /// errors  invalid  not one whole JSON object
    static Result<TopLevel> of(std::string_view text)
    {
        JsonWalk walk{text};
        TopLevel top;
        if (!walk.take('{')) return not_geojson("not a JSON object");
        for (bool first = true; !walk.take('}'); first = false) {
            if (!first && !walk.take(',')) return not_geojson("not JSON: a comma is missing between two members");
            auto const key = walk.peek() == '"' ? walk.value() : std::nullopt;
            if (!key || !walk.take(':')) return not_geojson("not JSON, or cut off");
            auto const value = walk.value();
            if (!value) return not_geojson("not JSON, or cut off").at(std::string{key->substr(0, 40)});
            for (auto const& [name, member] : {std::pair{"\"type\"", &top.type}, std::pair{"\"crs\"", &top.crs}, std::pair{"\"features\"", &top.features}})
                if (*key == name && member->empty()) *member = *value;
        }
        if (walk.peek() != '\0') return not_geojson("text stands after the JSON object");
        return top;
    }
};

Result<void> check_crs(std::string_view crs)
{
    dom::parser parser;
    std::string_view name;
    if (crs.empty() || crs == "null") return {};
    if (parser.parse(crs.data(), crs.size())["properties"]["name"].get(name) != simdjson::SUCCESS || !is_wgs84(name))
        return not_geojson(fmt::format("the coordinates are in {:.60}, not WGS84", name.empty() ? crs : name));
    return {};
}

Result<void> each_of_collection(TopLevel const& top, std::function<Result<void>(Feature const&)> const& visit)
{
    TRY(check_crs(top.crs));
    JsonWalk walk{top.features};
    if (!walk.take('[')) return not_geojson("the collection has no features");
    FeatureParser parser;
    for (std::uint64_t number = 1; !walk.take(']'); ++number) {
        if (number > 1 && !walk.take(',')) return not_geojson("not JSON: a comma is missing between two features").at(fmt::format("feature {}", number));
        auto const text = walk.value();
        if (!text) return not_geojson("not JSON").at(fmt::format("feature {}", number));
        TRY(check_count(number));
        TRY(visit(parser.read(*text, number)));
    }
    return {};
}

Result<void> each_of_lines(std::string_view text, std::function<Result<void>(Feature const&)> const& visit)
{
    FeatureParser parser;
    std::uint64_t number = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = without_blanks(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        TRY(check_count(++number));
        TRY(visit(parser.read(line, number)));
    }
    return {};
}

/// Whether a line break parts two objects, and not the members of one.
bool is_one_a_line(std::string_view text)
{
    auto const end = text.find('\n');
    if (end == std::string_view::npos) return false;
    auto const rest = without_blanks(text.substr(end));
    return without_blanks(text.substr(0, end)).ends_with('}') && rest.find_first_of(",]}") != 0;
}

std::string_view driver_of(GeometryFormat format)
{
    switch (format) {
    case GeometryFormat::geopackage: return "GPKG";
    case GeometryFormat::shapefile:
    case GeometryFormat::zipped_shapefile: return "ESRI Shapefile";
    case GeometryFormat::flatgeobuf: return "FlatGeobuf";
    case GeometryFormat::geojson:
    case GeometryFormat::table: break;
    }
    return "";
}

std::string first_line(std::string_view text) { return std::string{text.substr(0, std::min({text.find('\n'), text.size(), std::size_t{200}}))}; }

}  // namespace

void FeatureProperties::set(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }

bool FeatureProperties::has(std::string_view name) const
{
    return std::any_of(values_.begin(), values_.end(), [&](auto const& each) { return same_letters(each.first, name); });
}

std::string_view FeatureProperties::value(std::initializer_list<std::string_view> names) const
{
    for (auto const name : names)
        for (auto const& [own, text] : values_)
            if (!text.empty() && same_letters(own, name)) return text;
    return {};
}

Result<GeometryFormat> geometry_format(std::string_view beginning)
{
    using namespace std::string_view_literals;
    if (beginning.starts_with("SQLite format 3"sv)) return GeometryFormat::geopackage;
    if (beginning.starts_with("\x00\x00\x27\x0a"sv)) return GeometryFormat::shapefile;
    if (beginning.starts_with("PK\x03\x04"sv)) return GeometryFormat::zipped_shapefile;
    if (beginning.starts_with("fgb\x03"sv)) return GeometryFormat::flatgeobuf;
    if (beginning.starts_with("\xEF\xBB\xBF"sv)) beginning.remove_prefix(3);
    auto const text = without_blanks(beginning);
    if (text.starts_with('{')) return GeometryFormat::geojson;
    if (text.starts_with("<?xml"sv) || text.starts_with("<kml"sv) || text.starts_with('[')) return not_geojson("a file of XML or another JSON");
    return GeometryFormat::table;
}

Result<void> each_feature(std::string_view geojson, std::function<Result<void>(Feature const&)> const& visit)
{
    if (geojson.size() > GeometryFileBounds::file_bytes_max)
        return Error{Error::Kind::limit, fmt::format("more than {} MiB of GeoJSON", GeometryFileBounds::file_bytes_max >> 20U), {}, "simplify or split the file"};
    if (geojson.starts_with("\xEF\xBB\xBF")) geojson.remove_prefix(3);
    geojson = without_blanks(geojson);
    if (is_one_a_line(geojson)) return each_of_lines(geojson, visit);

    auto const top = TRY(TopLevel::of(geojson));
    if (top.type.empty()) return not_geojson("a JSON object without a type");
    if (top.type == "\"Feature\"") return visit(FeatureParser{}.read(geojson, 1));  // one alone, written over several lines
    if (top.type != "\"FeatureCollection\"") return not_geojson(fmt::format("a {:.40}, not a FeatureCollection", top.type));
    return each_of_collection(top, visit);
}

Result<std::string> read_text(ByteSource& source)
{
    constexpr std::size_t block_bytes = 1U << 20U;
    std::string text;
    text.reserve(std::min(source.size().value_or(block_bytes), GeometryFileBounds::file_bytes_max) + 1);
    for (;;) {
        auto const before = text.size();
        if (before > GeometryFileBounds::file_bytes_max)
            return Error{Error::Kind::limit, fmt::format("more than {} MiB", GeometryFileBounds::file_bytes_max >> 20U), {}, "simplify or split the file"};
        text.resize(before + block_bytes);
        auto const count = TRY(source.read({reinterpret_cast<std::uint8_t*>(text.data()) + before, block_bytes}));
        text.resize(before + count);
        if (count == 0) return text;
    }
}

Result<std::string> converted_to_geojson(Processes& processes, std::filesystem::path const& path, GeometryFormat format, std::string const& layer)
{
    VERIFY(!driver_of(format).empty());
    ProcessRequest request;
    request.program = "ogr2ogr";
    std::string const absolute = std::filesystem::absolute(path).string();  // so that no name looks like an option
    request.arguments = {"-if", std::string{driver_of(format)}, "-f", "GeoJSONSeq", "-t_srs", "EPSG:4326", "-dim", "XY", "-lco", "COORDINATE_PRECISION=7", "-lco", "RS=NO", "/vsistdout/",
                         (format == GeometryFormat::zipped_shapefile ? "/vsizip/" : "") + absolute};
    if (!layer.empty()) request.arguments.push_back(layer);
    request.environment = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={none}", "GDAL_HTTP_TIMEOUT=1", "OGR_SKIP=" + std::string{skipped_drivers}};
    auto result = TRY(processes.run(request));
    if (result.exit_code != 0 && result.messages.find("'-if'") != std::string::npos) {
        request.arguments.erase(request.arguments.begin(), request.arguments.begin() + 2);  // GDAL 3.6 does not know the option; the skipped drivers remain
        result = TRY(processes.run(request));
    }
    if (result.exit_code != 0) return not_geojson(fmt::format("GDAL cannot read the file ({})", result.messages.empty() ? fmt::format("exit code {}", result.exit_code) : first_line(result.messages)));
    return std::move(result.output);
}

}  // namespace accalmie
