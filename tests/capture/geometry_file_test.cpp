// SPDX-License-Identifier: Apache-2.0
#include "capture/geometry_file.hpp"

#include "capture/place_fixtures.hpp"

using namespace accalmie;

namespace {

std::vector<Feature> features(std::string_view text)
{
    std::vector<Feature> found;
    auto const read = each_feature(text, [&](Feature const& feature) -> Result<void> {
        found.push_back(feature);
        return {};
    });
    REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().text()));
    return found;
}
Error error_of(std::string_view text)
{
    auto const read = each_feature(text, [](Feature const&) { return Result<void>{}; });
    REQUIRE(!read);
    return read.error();
}

std::string const one = R"({"type":"Feature","properties":{"Name":"A","n":5,"x":1.5,"yes":true,"none":null,"more":{"a":1}},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}})";
std::string const two = R"({"type":"Feature","properties":{"Name":"B"},"geometry":{"type":"Point","coordinates":[-4.5,14.25]}})";

/// Answers as GDAL would, and remembers what it was asked.
class MadeProcesses final : public Processes {
public:
    explicit MadeProcesses(ProcessOutput output) : output_(std::move(output)) {}
    ProcessRequest asked;
    Result<ProcessOutput> run(ProcessRequest const& request) override
    {
        asked = request;
        return output_;
    }

private:
    ProcessOutput output_;
};

}  // namespace

TEST_CASE("features of a collection, of lines and of a sequence are the same")
{
    for (auto const& text : {R"({"type":"FeatureCollection","name":"x","features":[)" + one + "," + two + "]}", one + "\n" + two + "\n", "\x1e" + one + "\n\x1e" + two + "\n",
                             "\xEF\xBB\xBF" + (R"( {"features": [)" + one + ",\n " + two + R"(], "type": "FeatureCollection"} )")}) {
        CAPTURE(text);
        auto const found = features(text);
        REQUIRE(found.size() == 2);
        CHECK(found[0].number == 1);
        CHECK(found[0].properties.value({"name"}) == "A");
        CHECK(found[0].properties.value({"n"}) == "5");
        CHECK(found[0].properties.value({"x"}) == "1.5");
        CHECK(found[0].properties.value({"yes"}) == "true");
        CHECK(found[0].properties.value({"none", "more", "n"}) == "5");
        CHECK(found[0].properties.has("none"));
        CHECK(found[0].geometry->vertex_count() == 3);
        CHECK(found[1].point == Coordinate::of_degrees(14.25, -4.5).value());
    }
    CHECK(features(one).size() == 1);
    CHECK(features("{\n\"type\": \"Feature\",\n\"properties\": null,\n\"geometry\": null\n}").size() == 1);
}

TEST_CASE("a broken feature has its fault and the next one follows")
{
    auto const found = features(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0]]]}},5,{"geometry":{"type":"Point","coordinates":["x"]}},)" + one + "]}");
    REQUIRE(found.size() == 4);
    CHECK(found[0].fault);
    CHECK(found[1].fault);
    CHECK(found[2].fault);
    CHECK(!found[3].fault);
    auto const lines = features(one + "\nrubbish\n" + one + "\n");
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].fault);
}

TEST_CASE("what is no GeoJSON, is cut off, or is not in WGS84 is refused")
{
    CHECK(error_of("").kind == Error::Kind::invalid);
    CHECK(error_of("{}").what.find("without a type") != std::string::npos);
    CHECK(error_of(R"({"type":"Topology"})").what.find("Topology") != std::string::npos);
    CHECK(error_of(R"({"type":"FeatureCollection"})").what.find("no features") != std::string::npos);
    CHECK(error_of(R"({"type":"FeatureCollection","features":5})").what.find("no features") != std::string::npos);
    CHECK(error_of(R"({"type":"FeatureCollection","features":[)" + one).kind == Error::Kind::invalid);
    CHECK(error_of(R"({"type":"FeatureCollection","features":[)" + one + one + "]}").what.find("comma") != std::string::npos);
    CHECK(error_of(R"({"type":"FeatureCollection","features":[)" + one + "}}").kind == Error::Kind::invalid);
    CHECK(error_of(R"({"type":"FeatureCollection","features":[)" + one + "]} more").what.find("after") != std::string::npos);
    CHECK(error_of("[1]").what.find("not a JSON object") != std::string::npos);
    CHECK(error_of(R"({"type":"FeatureCollection","features":[)" + one + "," + one.substr(0, 50)).kind == Error::Kind::invalid);
    CHECK(error_of(R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32630"}},"features":[]})").what.find("EPSG:32630") != std::string::npos);
    CHECK(features(R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[)" + one + "]}").size() == 1);
    CHECK(error_of(std::string(GeometryFileBounds::file_bytes_max + 1, ' ')).kind == Error::Kind::limit);
}

TEST_CASE("the visitor can stop the reading")
{
    int seen = 0;
    auto const stopped = each_feature(one + "\n" + two + "\n", [&](Feature const&) -> Result<void> {
        ++seen;
        return Error{Error::Kind::io, "enough"};
    });
    CHECK(stopped.error().what == "enough");
    CHECK(seen == 1);
}

TEST_CASE("as many features as allowed are read, one more is refused")
{
    std::string lines;
    lines.reserve(3 * (GeometryFileBounds::features_max + 2) + 100);
    lines = "{\"type\":\"Feature\"}\n";
    for (std::uint64_t i = 1; i < GeometryFileBounds::features_max; ++i) lines += "{}\n";
    std::uint64_t count = 0;
    auto const counted = [&](Feature const&) -> Result<void> {
        ++count;
        return {};
    };
    CHECK(each_feature(lines, counted).has_value());
    CHECK(count == GeometryFileBounds::features_max);
    lines += "{}\n";
    auto const refused = each_feature(lines, counted);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::limit);
}

TEST_CASE("a feature with more properties than allowed, or nested too deeply, is a fault of that feature")
{
    std::string wide = R"({"type":"Feature","properties":{"p":0)";
    for (std::size_t i = 1; i <= GeometryFileBounds::properties_max; ++i) wide += ",\"p" + std::to_string(i) + "\":0";
    wide += "}}";
    CHECK(features(wide + "\n" + one + "\n").at(0).fault->kind == Error::Kind::limit);
    std::string const deep = R"({"type":"Feature","properties":{"a":)" + std::string(40, '[') + std::string(40, ']') + "}}";
    CHECK(features(deep + "\n" + one + "\n").at(0).fault);
}

TEST_CASE("a format is told by the first octets, whatever the file is called")
{
    using namespace std::string_view_literals;
    CHECK(geometry_format("SQLite format 3\0...."sv).value() == GeometryFormat::geopackage);
    CHECK(geometry_format("\x00\x00\x27\x0a\x00"sv).value() == GeometryFormat::shapefile);
    CHECK(geometry_format("PK\x03\x04"sv).value() == GeometryFormat::zipped_shapefile);
    CHECK(geometry_format("fgb\x03"sv).value() == GeometryFormat::flatgeobuf);
    CHECK(geometry_format(" \n{"sv).value() == GeometryFormat::geojson);
    CHECK(geometry_format("\x1e{"sv).value() == GeometryFormat::geojson);
    CHECK(geometry_format("code,name"sv).value() == GeometryFormat::table);
    CHECK(geometry_format(""sv).value() == GeometryFormat::table);
    CHECK(!geometry_format("<?xml version"sv));
}

TEST_CASE("GDAL may open one format only, and what it says becomes the error")
{
    MadeProcesses good{{0, one + "\n", ""}};
    CHECK(converted_to_geojson(good, "-x.gpkg", GeometryFormat::geopackage, "layer").value() == one + "\n");
    auto const& words = good.asked.arguments;
    CHECK(words.at(0) == "-if");
    CHECK(words.at(1) == "GPKG");
    CHECK(words.back() == "layer");
    CHECK(words[words.size() - 2].starts_with("/"));
    CHECK(good.asked.time_max == std::chrono::seconds{60});
    CHECK(std::find(good.asked.environment.begin(), good.asked.environment.end(), "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={none}") != good.asked.environment.end());
    MadeProcesses bad{{1, "", "ERROR 1: no such table\nmore\n"}};
    auto const refused = converted_to_geojson(bad, "x.zip", GeometryFormat::zipped_shapefile, "");
    CHECK(refused.error().what == "GDAL cannot read the file (ERROR 1: no such table)");
    CHECK(bad.asked.arguments.back().starts_with("/vsizip//"));
    MadeProcesses old{{1, "", "ERROR 6: Unknown option name '-if'"}};  // asked again without it
    CHECK(!converted_to_geojson(old, "x.gpkg", GeometryFormat::geopackage, ""));
    CHECK(old.asked.arguments.at(0) == "-f");
    MadeProcesses silent{{139, "", ""}};
    CHECK(converted_to_geojson(silent, "x.shp", GeometryFormat::shapefile, "").error().what.find("139") != std::string::npos);
}

TEST_CASE("a GeoPackage goes through GDAL and comes out as places")
{
    GroundWorkspace workspace{"place"};
    MadeProcesses gdal{{0, R"({"type":"Feature","properties":{"code":"A","name":"B","level":2,"version":"v"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}})", ""}};
    PlaceImport how;
    how.path = "made.gpkg";
    how.processes = &gdal;
    CHECK(places(workspace, std::string_view{"SQLite format 3\0", 16}, named("made.gpkg"), how).fresh == 1);
}

TEST_CASE("what lies deeper than 64 levels is not walked through")
{
    auto const nested = [](int levels) {
        return R"({"type":"FeatureCollection","note":)" + std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']') + R"(,"features":[)" + one + "]}";
    };
    CHECK(features(nested(64)).size() == 1);
    CHECK(error_of(nested(65)).kind == Error::Kind::invalid);
}
