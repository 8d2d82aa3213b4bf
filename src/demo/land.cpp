// SPDX-License-Identifier: Apache-2.0
#include "demo/land.hpp"

#include "core/verify.hpp"
#include "demo/dice.hpp"

#include <fmt/core.h>
#include <optional>

namespace accalmie::demo {

namespace {

constexpr Coordinate at_thousandths(int latitude, int longitude) { return {latitude * 10'000, longitude * 10'000}; }
constexpr Coordinate at_hundredths(int longitude, int latitude) { return {latitude * 100'000, longitude * 100'000}; }  // as GeoJSON: east first

// Codes, names and centres (of the polygons): OCHA COD-AB Mali 2021. People: OCHA COD-PS Mali, projection for 2020. The rates are made up.
constexpr std::array<Cercle, cercle_count> all_cercles{{
    {"ML0507", "Ténenkou", "ML05", at_thousandths(14'671, -4'957), 98'872, 101'938, 6'500, 350},
    {"ML0508", "Youwarou", "ML05", at_thousandths(15'401, -4'502), 66'555, 67'204, 9'000, 1'000},
    {"ML0403", "Macina", "ML04", at_thousandths(13'994, -5'371), 142'792, 148'182, 10'000, 1'000},
    {"ML0407", "Tominian", "ML04", at_thousandths(13'282, -4'382), 136'871, 135'679, 5'500, 300},
}};
constexpr std::array<Region, 2> all_regions{{
    {"ML05", "Mopti", at_thousandths(14'691, -3'554), 2'509'703},
    {"ML04", "Ségou", at_thousandths(13'813, -5'701), 2'882'102},
}};

// Corners that shapes share: equal numbers, so that they meet without a gap.
constexpr Coordinate meet_south = at_hundredths(-515, 1398), meet_middle = at_hundredths(-522, 1427), meet_west = at_hundredths(-568, 1453);
constexpr Coordinate delta_west = at_hundredths(-512, 1519), delta_middle = at_hundredths(-488, 1505), delta_east = at_hundredths(-450, 1508);

struct Shape {
    Ring ring;
    std::array<std::size_t, communes_a_cercle> cuts;  ///< corners from which the communes are cut towards the centre
};

Shape shape_of(std::size_t cercle)
{
    switch (cercle) {
    case 0:
        return {{meet_south, at_hundredths(-470, 1442), at_hundredths(-432, 1447), at_hundredths(-427, 1478), delta_east, delta_middle, delta_west,
                 at_hundredths(-552, 1494), meet_west, meet_middle},
                {0, 3, 6}};
    case 1:
        return {{delta_west, delta_middle, delta_east, at_hundredths(-413, 1520), at_hundredths(-392, 1515), at_hundredths(-386, 1558),
                 at_hundredths(-405, 1580), at_hundredths(-455, 1560), at_hundredths(-523, 1566)},
                {1, 4, 7}};
    case 2:
        return {{meet_west, at_hundredths(-584, 1388), at_hundredths(-550, 1374), at_hundredths(-522, 1352), at_hundredths(-488, 1364),
                 at_hundredths(-490, 1390), meet_south, meet_middle},
                {1, 3, 6}};
    default:
        return {{at_hundredths(-466, 1276), at_hundredths(-424, 1274), at_hundredths(-428, 1312), at_hundredths(-398, 1358),
                 at_hundredths(-409, 1393), at_hundredths(-430, 1386), at_hundredths(-481, 1318)},
                {0, 2, 5}};
    }
}

Ring mopti()
{
    return {meet_west,
            meet_middle,
            meet_south,
            at_hundredths(-490, 1390),
            at_hundredths(-488, 1364),
            at_hundredths(-430, 1386),
            at_hundredths(-409, 1393),
            at_hundredths(-398, 1358),
            at_hundredths(-372, 1329),
            at_hundredths(-74, 1506),
            at_hundredths(-324, 1586),
            at_hundredths(-405, 1580),
            at_hundredths(-455, 1560),
            at_hundredths(-523, 1566),
            delta_west,
            at_hundredths(-552, 1494)};
}

Ring segou()
{
    return {at_hundredths(-704, 1288),
            at_hundredths(-466, 1276),
            at_hundredths(-424, 1274),
            at_hundredths(-428, 1312),
            at_hundredths(-398, 1358),
            at_hundredths(-409, 1393),
            at_hundredths(-430, 1386),
            at_hundredths(-488, 1364),
            at_hundredths(-490, 1390),
            meet_south,
            meet_middle,
            meet_west,
            at_hundredths(-552, 1494),
            delta_west,
            at_hundredths(-523, 1566),
            at_hundredths(-631, 1550)};
}

constexpr std::array<std::string_view, cercle_count * communes_a_cercle> commune_words{"Ocre", "Indigo", "Safran", "Azur",  "Ivoire", "Corail",
                                                                                       "Jade", "Ambre",  "Cobalt", "Lilas", "Carmin", "Argent"};
constexpr std::array<std::string_view, cercle_count * villages_a_cercle> village_words{
    "Alvora",   "Belsane",  "Corvelle", "Dasmine",  "Elvaro",   "Farnelle", "Galmire",   "Hostane",  "Ilvane",   "Jarmel",   "Kelvise", "Lormane",
    "Melvire",  "Norvane",  "Olmire",   "Parvelle", "Quasmine", "Rolvane",  "Selmire",   "Torvane",  "Ulmire",   "Valsane",  "Welmire", "Xarvane",
    "Yolmire",  "Zarvelle", "Arbelin",  "Bormelin", "Calvarin", "Dormelin", "Ermalin",   "Fostelin", "Gervalin", "Harmelin", "Istolin", "Jolvarin",
    "Kormelin", "Lastelin", "Mirvalin", "Nestolin", "Orbelin",  "Pelvarin", "Quormelin", "Rastelin", "Sorvalin", "Tirmelin", "Umbalin", "Verstelin",
    "Wastolin", "Xolvarin", "Yarmelin", "Zestalin", "Ambrone",  "Birvone",  "Castone",   "Delvone",  "Esprone",  "Falvone",  "Girmone", "Holvone"};

std::int64_t cross(Coordinate a, Coordinate b, Coordinate point)
{
    return std::int64_t{b.longitude_e7 - a.longitude_e7} * (point.latitude_e7 - a.latitude_e7) -
           std::int64_t{b.latitude_e7 - a.latitude_e7} * (point.longitude_e7 - a.longitude_e7);
}

// Kilometres times 1,000 on the plane, good to a hundredth here: one degree of latitude is 111.19 km, of longitude 107.6 km at 14.5 north.
std::int64_t squared_metres(Coordinate a, Coordinate b)
{
    std::int64_t const north = std::int64_t{a.latitude_e7 - b.latitude_e7} * 11'119 / 1'000'000;
    std::int64_t const east = std::int64_t{a.longitude_e7 - b.longitude_e7} * 10'760 / 1'000'000;
    return north * north + east * east;
}

bool well_inside(Ring const& ring, Coordinate point)
{
    constexpr std::int32_t straight = border_margin_km * 93'000,
                           diagonal = straight * 7 / 10;  // 0.0093 degree a kilometre, and one over the root of two
    constexpr std::array<std::array<std::int32_t, 2>, 8> around{{{straight, 0},
                                                                 {-straight, 0},
                                                                 {0, straight},
                                                                 {0, -straight},
                                                                 {diagonal, diagonal},
                                                                 {diagonal, -diagonal},
                                                                 {-diagonal, diagonal},
                                                                 {-diagonal, -diagonal}}};
    for (auto const& [north, east] : around)
        if (!inside(ring, {point.latitude_e7 + north, point.longitude_e7 + east})) return false;
    return inside(ring, point);
}

Coordinate centre_of(Ring const& ring)
{
    std::int64_t latitude = 0, longitude = 0;
    for (auto const& corner : ring) {
        latitude += corner.latitude_e7;
        longitude += corner.longitude_e7;
    }
    auto const corners = static_cast<std::int64_t>(ring.size());
    return {static_cast<std::int32_t>(latitude / corners), static_cast<std::int32_t>(longitude / corners)};
}

/// From corner `first` around to corner `last`, and to the centre.
Ring sector(Ring const& ring, Coordinate centre, std::size_t first, std::size_t last)
{
    Ring part{centre};
    for (std::size_t i = first;; i = (i + 1) % ring.size()) {
        part.push_back(ring[i]);
        if (i == last) return part;
    }
}

/// A place for one more village, found by trying.
Coordinate free_place(Ring const& ring, std::span<Village const> others, Dice& dice)
{
    constexpr int tries_max = 100'000;  // a test builds the land; it takes some hundreds
    Coordinate south_west = ring[0], north_east = ring[0];
    for (auto const& corner : ring) {
        south_west = {std::min(south_west.latitude_e7, corner.latitude_e7), std::min(south_west.longitude_e7, corner.longitude_e7)};
        north_east = {std::max(north_east.latitude_e7, corner.latitude_e7), std::max(north_east.longitude_e7, corner.longitude_e7)};
    }
    constexpr std::int64_t spacing_m = village_spacing_km * 1'000;
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        Coordinate const point{static_cast<std::int32_t>(dice.between(south_west.latitude_e7, north_east.latitude_e7)),
                               static_cast<std::int32_t>(dice.between(south_west.longitude_e7, north_east.longitude_e7))};
        if (!well_inside(ring, point)) continue;
        bool far = true;
        for (auto const& other : others) far = far && squared_metres(other.at, point) >= spacing_m * spacing_m;
        if (far) return point;
    }
    constexpr bool shapes_are_large_enough_for_their_villages = false;
    VERIFY(shapes_are_large_enough_for_their_villages);
    return {};
}

void settle(Land& land, std::size_t cercle, Dice& dice)
{
    auto const& about = all_cercles[cercle];
    auto const shape = shape_of(cercle);
    land.cercles[cercle] = shape.ring;
    std::size_t settled = 0;
    for (std::size_t c = 0; c < communes_a_cercle; ++c) {
        auto& commune = land.communes[cercle][c];
        commune.code = fmt::format("{}{}", about.code, 91 + c);  // no cercle of Mali has 91 communes
        commune.name = fmt::format("Commune-Démo {}", commune_words[cercle * communes_a_cercle + c]);
        commune.ring = sector(shape.ring, about.centre, shape.cuts[c], shape.cuts[(c + 1) % communes_a_cercle]);
        commune.centre = centre_of(commune.ring);
        for (std::size_t v = 0; v < villages_a_commune; ++v, ++settled) {
            auto const at = free_place(commune.ring, std::span{land.villages[cercle]}.first(settled), dice);
            auto const word = village_words[cercle * villages_a_cercle + settled];
            land.villages[cercle][settled] = {
                fmt::format("{}{:02}", commune.code, v + 1), fmt::format("Village-Démo {}", word), word, at, c, dice.between(400, 3'200)};
        }
    }
}

}  // namespace

std::span<Cercle const, cercle_count> cercles() { return all_cercles; }
std::span<Region const, 2> regions() { return all_regions; }

Land make_land()
{
    Land land;
    land.regions = {mopti(), segou()};
    Dice dice{0, Stream::ground};  // not the seed: the map stays as it is
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) settle(land, cercle, dice);
    return land;
}

Coordinate near(Coordinate centre, std::int32_t reach_e7, std::uint32_t north, std::uint32_t east)
{
    return {centre.latitude_e7 - reach_e7 + static_cast<std::int32_t>(north), centre.longitude_e7 - reach_e7 + static_cast<std::int32_t>(east)};
}

std::string reference(std::string_view code) { return fmt::format("{}@{}", code, boundary_version); }

std::string geojson(Ring const& ring)
{
    auto const degrees = [](std::int32_t value) {
        std::int64_t const micro = std::int64_t{value} / 10;
        return fmt::format("{}{}.{:06}", value < 0 ? "-" : "", (micro < 0 ? -micro : micro) / 1'000'000, (micro < 0 ? -micro : micro) % 1'000'000);
    };
    std::string text = R"({"type":"Polygon","coordinates":[[)";
    for (auto const& corner : ring) text += fmt::format("[{},{}],", degrees(corner.longitude_e7), degrees(corner.latitude_e7));
    return text + fmt::format("[{},{}]]]}}", degrees(ring[0].longitude_e7), degrees(ring[0].latitude_e7));
}

bool inside(Ring const& ring, Coordinate point)
{
    bool odd = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        auto const a = ring[j], b = ring[i];
        if ((a.latitude_e7 > point.latitude_e7) == (b.latitude_e7 > point.latitude_e7)) continue;
        if ((cross(a, b, point) > 0) == (b.latitude_e7 > a.latitude_e7)) odd = !odd;
    }
    return odd;
}

Calendar::Calendar(Day last) : last_day(last)
{
    first_day = month(0).first_day();
    archive_first_day = month(-archive_months).first_day();
}

int Calendar::days_in(int index) const
{
    auto const which = month(index);
    return static_cast<int>((std::min(which.end_day(), last_day + std::chrono::days{1}) - which.first_day()).count());
}

}  // namespace accalmie::demo
