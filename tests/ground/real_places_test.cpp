// SPDX-License-Identifier: Apache-2.0
// The published boundaries of Mali: counts of their README, and every answer beside GEOS's own.
#include "ground/bands.hpp"
#include "ground/crosswalk.hpp"
#include "ground/made_places.hpp"

#include <doctest/doctest.h>
#include <geos_c.h>
#include <random>
#include <set>

using namespace accalmie;
using namespace accalmie::testing;

namespace {

bool there()
{
    if (std::filesystem::exists(real_data() / "mali-admin" / "mli_adm3.geojson")) return true;
    MESSAGE("skipped: ../shared/data is not there");
    return false;
}

PlaceIndex real_index(std::initializer_list<int> levels)
{
    std::vector<Place> places;
    for (auto const level : levels) add_real_places(places, level);
    return PlaceIndex::make(std::move(places), nullptr).value();
}

/// GEOS over the same whole numbers of 1e-7 degree, so that both compute on equal input.
class Oracle {
public:
    explicit Oracle(std::vector<Geometry> const& geometries)
    {
        for (auto const& geometry : geometries) shapes_.push_back(prepared(geometry));
    }
    ~Oracle()
    {
        for (auto const& [shape, ready] : shapes_) {
            GEOSPreparedGeom_destroy_r(context_, ready);
            GEOSGeom_destroy_r(context_, shape);
        }
        GEOS_finish_r(context_);
    }
    Oracle(Oracle const&) = delete;
    Oracle& operator=(Oracle const&) = delete;

    std::uint32_t first_that_covers(Coordinate position) const
    {
        auto* point = GEOSGeom_createPointFromXY_r(context_, position.longitude_e7, position.latitude_e7);
        std::uint32_t found = Bands::none;
        for (std::uint32_t i = 0; i < shapes_.size() && found == Bands::none; ++i)
            if (GEOSPreparedCovers_r(context_, shapes_[i].second, point) == 1) found = i;
        GEOSGeom_destroy_r(context_, point);
        return found;
    }
    bool borders_meet(std::size_t a, std::size_t b) const
    {
        auto* one = GEOSBoundary_r(context_, shapes_[a].first);
        auto* other = GEOSBoundary_r(context_, shapes_[b].first);
        bool const meet = GEOSIntersects_r(context_, one, other) == 1;
        GEOSGeom_destroy_r(context_, one);
        GEOSGeom_destroy_r(context_, other);
        return meet;
    }

private:
    std::pair<GEOSGeometry*, GEOSPreparedGeometry const*> prepared(Geometry const& geometry)
    {
        std::vector<GEOSGeometry*> polygons;
        for (auto const& polygon : geometry.polygons) {
            std::vector<GEOSGeometry*> rings;
            for (auto const& ring : polygon.rings) {
                auto* line = GEOSCoordSeq_create_r(context_, static_cast<unsigned>(ring.size() + 1), 2);
                for (unsigned i = 0; i <= ring.size(); ++i) GEOSCoordSeq_setXY_r(context_, line, i, ring[i % ring.size()].longitude_e7, ring[i % ring.size()].latitude_e7);
                rings.push_back(GEOSGeom_createLinearRing_r(context_, line));
            }
            polygons.push_back(GEOSGeom_createPolygon_r(context_, rings[0], rings.data() + 1, static_cast<unsigned>(rings.size() - 1)));
        }
        auto* shape = GEOSGeom_createCollection_r(context_, GEOS_MULTIPOLYGON, polygons.data(), static_cast<unsigned>(polygons.size()));
        return {shape, GEOSPrepare_r(context_, shape)};
    }

    GEOSContextHandle_t context_ = GEOS_init_r();
    std::vector<std::pair<GEOSGeometry*, GEOSPreparedGeometry const*>> shapes_;
};

Bands bands_of(std::vector<Geometry> const& geometries)
{
    std::vector<Geometry const*> pointers;
    for (auto const& geometry : geometries) pointers.push_back(&geometry);
    Bands bands;
    bands.build(pointers);
    return bands;
}

/// A valid polygon around a centre: rays at growing angles, lengths at random, sometimes with a hole; small whole numbers, so that
/// vertices, borders and questions meet often.
Geometry made_star(std::mt19937& random, int reach)
{
    static constexpr std::array<std::pair<int, int>, 8> rays{{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};
    auto const between = [&](int low, int high) { return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)); };
    int const x = between(-reach, reach), y = between(-reach, reach);
    Polygon polygon;
    Ring outer, hole;
    for (auto const& [dx, dy] : rays) {
        int const length = between(3, reach);
        outer.push_back({y + dy * length, x + dx * length});
    }
    if (between(0, 2) == 0)
        for (auto const& [dx, dy] : rays) hole.push_back({y + dy, x + dx});
    polygon.rings.push_back(outer);
    if (!hole.empty()) polygon.rings.push_back(hole);
    Geometry geometry;
    geometry.polygons.push_back(polygon);
    return geometry;
}

}  // namespace

TEST_CASE("made polygons: every point of the plane is answered as GEOS answers it")
{
    for (unsigned seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        int const reach = 4 + static_cast<int>(random() % 12);
        std::vector<Geometry> geometries;
        for (unsigned i = 0; i < 1 + seed % 6; ++i) geometries.push_back(made_star(random, reach));
        auto const bands = bands_of(geometries);
        Oracle const oracle{geometries};
        for (int x = -2 * reach - 1; x <= 2 * reach + 1; ++x)
            for (int y = -2 * reach - 1; y <= 2 * reach + 1; ++y) {
                auto const ours = bands.at({y, x}), theirs = oracle.first_that_covers({y, x});
                if (ours != theirs) FAIL_CHECK("at x ", x, " y ", y, ": ", ours, " and GEOS ", theirs);
            }
        for (std::uint32_t a = 0; a < geometries.size(); ++a) {
            auto const touching = bands.touching(a);
            for (std::uint32_t b = 0; b < geometries.size(); ++b)
                if (a != b) CHECK(std::binary_search(touching.begin(), touching.end(), b) == oracle.borders_meet(a, b));
        }
    }
}

TEST_CASE("shapes at the ends of the world are answered without overflow")
{
    auto const world = parse_geometry(box(-180, -90, 180, 90)).value();
    auto const wedge = parse_geometry(R"({"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,-90]]]})").value();
    std::vector<Geometry> const geometries{wedge, world};
    auto const bands = bands_of(geometries);
    Oracle const oracle{geometries};
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        std::mt19937 random{seed};
        Coordinate const anywhere{static_cast<std::int32_t>(random() % 1'800'000'001U) - 900'000'000, static_cast<std::int32_t>(static_cast<std::int64_t>(random() % 3'600'000'001U) - 1'800'000'000)};
        CAPTURE(seed);
        CHECK(bands.at(anywhere) == oracle.first_that_covers(anywhere));
    }
    CHECK(bands.at({900'000'000, 1'800'000'000}) == 0);
    CHECK(bands.at({900'000'000, -1'800'000'000}) == 1);
}

TEST_CASE("many tall thin polygons do not make the index large")
{
    // 20,000 needles from pole to pole: each would lie in every one of 4,096 bands.
    std::vector<Geometry> needles;
    for (std::int32_t i = 0; i < 20'000; ++i) needles.push_back({{Polygon{{Ring{{-900'000'000, i * 10}, {-900'000'000, i * 10 + 5}, {900'000'000, i * 10}}}}}});
    auto const bands = bands_of(needles);
    CHECK(bands.at({-900'000'000, 10'002}) == 1000);
    CHECK(bands.at({0, 10'007}) == Bands::none);
}

TEST_CASE("the real boundaries: 1 country, 10 regions, 53 cercles, 701 communes, all readable, four with a spike")
{
    if (!there()) return;
    auto const index = real_index({0, 1, 2, 3});
    std::array<int, 4> count{};
    std::set<std::string> faulty;
    for (auto const& place : index.places()) {
        ++count[static_cast<std::size_t>(place.level)];
        if (geometry_fault(parse_geometry(place.geometry).value())) faulty.insert(place.code);
    }
    CHECK(count == std::array<int, 4>{1, 10, 53, 701});
    // The README calls all geometries valid. Rounded to 6 decimals, one vertex near 16.17547 N 4.18349 W is passed twice by its four outlines.
    CHECK(faulty == std::set<std::string>{"ML0602", "ML060207", "ML0604", "ML060408"});
    CHECK(area_km2(parse_geometry(index.places()[index.coded("ML")].geometry).value()) == doctest::Approx(1'253'000).epsilon(0.01));
    CHECK(index.named("Ténenkou", 2).size() == 1);
    CHECK(index.places()[index.named("Ténenkou", 2)[0]].code == "ML0507");
}

TEST_CASE("the real boundaries: the cercles around the four of the project are those of the README")
{
    if (!there()) return;
    auto const index = real_index({2});
    std::set<std::string> around;
    std::set<std::string> const project{"ML0507", "ML0508", "ML0403", "ML0407"};
    for (auto const& code : project)
        for (auto const each : index.neighbours(index.coded(code)))
            if (!project.contains(index.places()[each].code)) around.insert(fold_name(index.places()[each].name));
    CHECK(around == std::set<std::string>{"bandiagara", "bankass", "djenne", "goundam", "mopti", "niafunke", "niono", "san", "segou", "yorosso"});
}

TEST_CASE("the real boundaries: an inner point of each commune is in it, and its ancestors hold it")
{
    if (!there()) return;
    auto const index = real_index({1, 2, 3});
    int elsewhere = 0;
    for (std::size_t i = 0; i < index.places().size(); ++i) {
        auto const& place = index.places()[i];
        auto const inside = inner_point(parse_geometry(place.geometry).value());
        CAPTURE(place.code);
        CHECK(index.at(inside, place.level) == i);
        if (place.level == 3 && index.at(inside, 2) != index.ancestor(i, 2)) ++elsewhere;
    }
    CHECK(elsewhere == 0);
}

TEST_CASE("the real boundaries: 20,000 positions are answered as GEOS answers them, borders and vertices too")
{
    if (!there()) return;
    auto const index = real_index({3});
    std::vector<std::size_t> order(index.places().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return index.places()[a].code < index.places()[b].code; });
    std::vector<Geometry> geometries;
    for (auto const i : order) geometries.push_back(parse_geometry(index.places()[i].geometry).value());
    Oracle const oracle{geometries};
    auto const compare = [&](Coordinate where) {
        auto const theirs = oracle.first_that_covers(where);
        return index.at(where, 3) == (theirs == Bands::none ? PlaceIndex::none : order[theirs]);
    };
    unsigned const seed = 20'211'220;
    CAPTURE(seed);
    std::mt19937 random{seed};
    int differ = 0;
    for (int i = 0; i < 3'000; ++i)
        if (!compare({static_cast<std::int32_t>(100'000'000 + random() % 160'000'000), static_cast<std::int32_t>(-125'000'000 + static_cast<int>(random() % 170'000'000))})) ++differ;
    for (std::size_t i = 0; i < geometries.size(); ++i) {
        auto const& ring = geometries[i].polygons[0].rings[0];
        auto const vertex = ring[random() % ring.size()];
        if (!compare(vertex)) ++differ;
        if (!compare({vertex.latitude_e7, vertex.longitude_e7 + 3})) ++differ;
        if (!compare({vertex.latitude_e7, vertex.longitude_e7 - 3})) ++differ;
    }
    CHECK(differ == 0);
}
