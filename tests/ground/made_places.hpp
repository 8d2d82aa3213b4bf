// SPDX-License-Identifier: Apache-2.0
// tests/ground/made_places.hpp: small made maps, and the real boundaries where ../shared/data is there.
#pragma once

#include "ground/places.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <simdjson.h>

namespace accalmie::testing {

/// A rectangle in whole degrees, drawn anticlockwise.
inline std::string box(double west, double south, double east, double north)
{
    return fmt::format(R"({{"type":"Polygon","coordinates":[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]}})", west, south, east, north);
}

inline Place made_place(std::string code, std::string name, int level, std::string parent, std::string geometry = {}, std::string version = "made-1")
{
    Place place;
    place.code = std::move(code);
    place.version = std::move(version);
    place.name = std::move(name);
    place.level = level;
    place.parent = std::move(parent);
    place.geometry = std::move(geometry);
    return place;
}

inline Coordinate position(double latitude, double longitude) { return Coordinate::of_degrees(latitude, longitude).value(); }

inline std::filesystem::path real_data() { return std::filesystem::path{ACCALMIE_SOURCE_DIR} / ".." / "shared" / "data"; }

inline std::string text_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Places of one OCHA COD-AB file, without any checks: the importer has its own tests.
inline void add_real_places(std::vector<Place>& places, int level)
{
    auto const text = text_of(real_data() / "mali-admin" / fmt::format("mli_adm{}.geojson", level));
    simdjson::dom::parser parser;
    simdjson::dom::array const features = parser.parse(text).value()["features"].get_array().value();
    for (auto const feature : features) {
        auto const properties = feature["properties"];
        auto const said = [&](std::string const& key) { return std::string{std::string_view{properties[key].get_string().value()}}; };
        auto place = made_place(said(fmt::format("ADM{}_PCODE", level)), said(fmt::format("ADM{}_FR", level)), level,
                                level == 0 ? std::string{} : said(fmt::format("ADM{}_PCODE", level - 1)), simdjson::minify(feature["geometry"].value()), "cod-ab-2021");
        places.push_back(std::move(place));
    }
}

}  // namespace accalmie::testing
