// SPDX-License-Identifier: Apache-2.0
#include "ground/geometry.hpp"

#include "ground/made_places.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::testing;

TEST_CASE("a polygon loses its closing position and what falls together; a third coordinate is ignored")
{
    auto const geometry = parse_geometry(R"({"type":"Polygon","coordinates":[[[0,0,250],[1,0,250],[1,0.00000001,250],[1,1,250],[0,0,250]]]})").value();
    REQUIRE(geometry.polygons.size() == 1);
    CHECK(geometry.polygons[0].rings[0] == Ring{{0, 0}, {0, 10'000'000}, {10'000'000, 10'000'000}});
    CHECK(geometry.vertex_count() == 3);
}

TEST_CASE("a multipolygon keeps its polygons and holes")
{
    auto const geometry =
        parse_geometry(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[5,2],[6,2],[6,3],[5,2]]],[[[20,0],[21,0],[21,1],[20,0]]]]})").value();
    REQUIRE(geometry.polygons.size() == 2);
    CHECK(geometry.polygons[0].rings.size() == 2);
    CHECK(geometry.polygons[1].rings.size() == 1);
}

TEST_CASE("what is no polygon is refused with the reason")
{
    auto const reason = [](std::string_view text) { return parse_geometry(text).error().what; };
    CHECK(reason("").find("not JSON") != std::string::npos);
    CHECK(reason("{").find("not JSON") != std::string::npos);
    CHECK(reason("[]").find("not a JSON object") != std::string::npos);
    CHECK(reason(R"({"coordinates":[]})").find("no type") != std::string::npos);
    CHECK(reason(R"({"type":"Point","coordinates":[1,2]})").find("is a Point") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon"})").find("no coordinates") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[]})").find("no ring") != std::string::npos);
    CHECK(reason(R"({"type":"MultiPolygon","coordinates":[]})").find("no polygon") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[]]})").find("not closed") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})").find("not closed") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})").find("fewer than three") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0,0]]]})").find("fewer than three") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0,0],["1",0],[1,1],[0,0]]]})").find("not a number") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0],[1,0],[1,1],[0]]]})").find("fewer than two") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[0,91],[1,0],[1,1],[0,91]]]})").find("latitude") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[181,0],[1,0],[1,1],[181,0]]]})").find("longitude") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[1e400,0],[1,0],[1,1],[1e400,0]]]})").find("not JSON") != std::string::npos);
    CHECK(reason(R"({"type":"Polygon","coordinates":[[[null,0],[1,0],[1,1],[null,0]]]})").find("not a number") != std::string::npos);
}

TEST_CASE("the largest allowed geometry is read, one vertex more is refused")
{
    auto const ring_of = [](std::size_t positions) {
        std::string text = R"({"type":"Polygon","coordinates":[[[0,0],[1,1])";
        text.reserve(positions * 6 + 100);
        for (std::size_t i = 3; i < positions; ++i) text += i % 2 == 0 ? ",[1,0]" : ",[0,1]";
        return text + ",[0,0]]]}";
    };
    CHECK(parse_geometry(ring_of(GeometryBounds::vertices_max))->vertex_count() == GeometryBounds::vertices_max - 1);
    CHECK(parse_geometry(ring_of(GeometryBounds::vertices_max + 1)).error().kind == Error::Kind::limit);
}

TEST_CASE("a geometry that is nested too deeply or too long is refused")
{
    std::string const deep(GeometryBounds::depth_max + 1, '[');
    CHECK(!parse_geometry(R"({"type":"Polygon","coordinates":)" + deep + std::string(deep.size(), ']') + "}"));
    CHECK(parse_geometry(std::string(GeometryBounds::text_bytes_max + 1, ' ')).error().kind == Error::Kind::limit);
}

TEST_CASE("written as GeoJSON, a shape is the same text whichever way it was drawn, and reads back as it was")
{
    auto const written = [](std::string_view text) { return to_geojson(parse_geometry(text).value()); };
    std::string const square = R"({"type":"Polygon","coordinates":[[[0,0],[1.5,0],[1.5,-0.0000001],[0,0]]]})";
    CHECK(written(square) == R"({"type":"Polygon","coordinates":[[[0,0],[1.5,-0.0000001],[1.5,0],[0,0]]]})");
    CHECK(written(written(square)) == written(square));
    CHECK(written(R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]})") == written(R"({ "coordinates": [[[0, 0, 5], [1, 1, 5], [1, 0, 5], [0, 0, 5]]], "type": "Polygon" })"));
    std::string const two = R"({"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[5,2],[6,3],[6,2],[5,2]]],[[[-20.25,0],[-20,0],[-20,1],[-20.25,0]]]]})";
    CHECK(written(two) == two);
    std::string const flat = R"({"type":"Polygon","coordinates":[[[0,0],[0,5],[0,1],[0,0]]]})";  // no area, so no side to turn to
    CHECK(written(flat) == flat);
}

TEST_CASE("a ring that crosses itself is found, with the place")
{
    auto const bow = parse_geometry(R"({"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]})").value();
    auto const fault = geometry_fault(bow);
    REQUIRE(fault);
    CHECK(fault->find("Self-intersection") != std::string::npos);
    CHECK(fault->find("1.00000 N 1.00000 E") != std::string::npos);
    CHECK(!geometry_fault(parse_geometry(box(0, 0, 1, 1)).value()));
}

TEST_CASE("an inner point is the centroid, or inside where the centroid is not")
{
    CHECK(inner_point(parse_geometry(box(1, 3, 2, 5)).value()) == position(4, 1.5));
    // A horseshoe that opens to the east: its centroid lies in the opening.
    auto const horseshoe = box(0, 0, 1, 1);
    auto const index = PlaceIndex::make({made_place("U", "U", 2, "", R"({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,1],[1,1],[1,9],[10,9],[10,10],[0,10],[0,0]]]})")}, nullptr).value();
    auto const inside = inner_point(parse_geometry(index.places()[0].geometry).value());
    CHECK(index.at(inside, 2) == 0);
    CHECK(inside.longitude() == doctest::Approx(0.5));
}

TEST_CASE("a square degree at the equator has 12,364 square kilometres, and a hole is taken off")
{
    // (pi / 180)^2 * R^2 = 12,364.35 on the mean sphere; worked by hand
    CHECK(area_km2(parse_geometry(box(0, -0.5, 1, 0.5)).value()) == doctest::Approx(12364.2).epsilon(1e-4));
    auto const holed = parse_geometry(R"({"type":"Polygon","coordinates":[[[0,-0.5],[1,-0.5],[1,0.5],[0,0.5],[0,-0.5]],[[0.25,-0.25],[0.25,0.25],[0.75,0.25],[0.75,-0.25],[0.25,-0.25]]]})").value();
    CHECK(area_km2(holed) == doctest::Approx(12364.2 * 0.75).epsilon(1e-4));
}
