// SPDX-License-Identifier: Apache-2.0
#include "demo_world.hpp"

#include "demo/land.hpp"
#include "ground/places.hpp"

#include <filesystem>
#include <fstream>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

std::vector<Place> places_of(DemoWorld const& world)
{
    std::vector<Place> places;
    for (auto const& row : world.rows("place")) {
        Place place;
        place.code = row.text("code");
        place.version = row.text("version");
        place.name = row.text("name");
        place.parent = row.text("parent");
        place.level = static_cast<int>(row.integer("level"));
        place.centre = row.at();
        place.geometry = row.text("geometry");
        places.push_back(std::move(place));
    }
    return places;
}

}  // namespace

TEST_CASE("the four cercles stand under their real codes in a boundary version of the demo's own")
{
    std::map<std::string, std::string> cercles;
    for (auto const& place : places_of(usual())) {
        CHECK(place.version == "demo-1");
        if (place.level == 2) cercles[place.code] = place.name;
    }
    CHECK(cercles ==
          std::map<std::string, std::string>{{"ML0507", "Ténenkou"}, {"ML0508", "Youwarou"}, {"ML0403", "Macina"}, {"ML0407", "Tominian"}});
}

TEST_CASE("every shape is sound and every village, facility and field incident lies in its own commune, cercle and region")
{
    auto const index = PlaceIndex::make(places_of(usual()), nullptr);
    REQUIRE(index);
    auto const check_inside = [&](std::string const& reference, Coordinate at) {
        auto const place = index->coded(reference.substr(0, reference.find('@')));
        REQUIRE(place != PlaceIndex::none);
        for (int level = 1; level <= 3; ++level) CHECK(index->at(at, level) == index->ancestor(place, level));
    };
    for (auto const& row : usual().rows("place"))
        if (row.integer("level") == 4) check_inside(row.text("code") + "@demo-1", row.at());
    for (auto const& row : usual().rows("facility"))
        if (row.has("latitude")) check_inside(row.text("place"), row.at());
    for (auto const& row : usual().first_versions())
        if (row.has("place")) check_inside(row.text("place"), row.at());
    for (auto const& row : usual().first_versions()) {
        auto const cercle = index->at(row.at(), 2);
        REQUIRE(cercle != PlaceIndex::none);
        CHECK(index->places()[cercle].name == row.text("adm_2"));
    }
}

TEST_CASE("shapes of one level do not overlap, communes fill their cercle, and cercles lie in their region")
{
    auto const land = demo::make_land();
    int in_cercles = 0;
    for (std::int32_t latitude = 126'012'345; latitude < 159'000'000; latitude += 150'000)
        for (std::int32_t longitude = -72'006'789; longitude < -5'000'000; longitude += 150'000) {
            Coordinate const at{latitude, longitude};
            int regions = 0, cercles = 0, communes = 0;
            for (auto const& ring : land.regions) regions += demo::inside(ring, at) ? 1 : 0;
            for (std::size_t c = 0; c < demo::cercle_count; ++c) {
                if (!demo::inside(land.cercles[c], at)) continue;
                ++cercles;
                CHECK(demo::inside(land.regions[demo::cercles()[c].region == demo::regions()[0].code ? 0 : 1], at));
                for (auto const& commune : land.communes[c]) communes += demo::inside(commune.ring, at) ? 1 : 0;
            }
            CHECK(regions <= 1);
            CHECK(cercles <= 1);
            CHECK(communes == cercles);
            in_cercles += cercles;
        }
    CHECK(in_cercles > 5'000);
}

TEST_CASE("villages are eleven kilometres apart, so that a rule of five sees only its own")
{
    auto const land = demo::make_land();
    std::vector<Coordinate> all;
    for (auto const& villages : land.villages)
        for (auto const& village : villages) all.push_back(village.at);
    CHECK(all.size() == 60);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j) CHECK(distance_km(all[i], all[j]) > (i / 15 == j / 15 ? 10.9 : 8.0));
}

TEST_CASE("the people of a cercle add up: the parts give the published total, communes too")
{
    std::map<std::string, std::int64_t> total, parts, communes;
    for (auto const& row : usual().rows("population")) {
        auto const code = row.text("place").substr(0, row.text("place").find('@'));
        if (row.text("sex") != "all")
            parts[code] += row.integer("people");
        else if (code.size() == 8)
            communes[code.substr(0, 6)] += row.integer("people");
        else
            total[code] = row.integer("people");
    }
    for (auto const& [code, people] :
         std::map<std::string, std::int64_t>{{"ML0507", 200'810}, {"ML0508", 133'759}, {"ML0403", 290'974}, {"ML0407", 272'550}}) {
        CAPTURE(code);
        CHECK(total[code] == people);
        CHECK(parts[code] == people);
        CHECK(communes[code] == people);
    }
}

TEST_CASE("no invented name is one of the real settlements")
{
    auto const path = std::filesystem::path{ACCALMIE_SOURCE_DIR} / "../shared/data/mali-admin/mli_settlements_ocha_2015.csv";
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: ../shared/data is not there");
        return;
    }
    std::set<std::string> real;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);)
        for (std::size_t at = 0; at < line.size();) {
            auto const end = std::min(line.find(',', at), line.size());
            real.insert(fold_name(line.substr(at, end - at)));
            at = end + 1;
        }
    CHECK(real.size() > 10'000);
    auto const land = demo::make_land();
    for (auto const& villages : land.villages)
        for (auto const& village : villages) CHECK_MESSAGE(real.count(fold_name(village.word)) == 0, village.word);
}
