// SPDX-License-Identifier: Apache-2.0
// src/demo/land.hpp: the ground of the demo: four real cercles drawn as simple made shapes, invented communes and villages inside.
#pragma once

#include "core/coordinate.hpp"
#include "core/time.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::demo {

inline constexpr std::string_view boundary_version = "demo-1";
inline constexpr std::size_t cercle_count = 4, communes_a_cercle = 3, villages_a_commune = 5;
inline constexpr std::size_t villages_a_cercle = communes_a_cercle * villages_a_commune;
inline constexpr int month_count = 36;
inline constexpr int archive_months = 60;    ///< before the programme, of the paper alone: the past that a comparison needs
inline constexpr int guarantees_month = 20;  ///< from 0: the first month in which the guarantees hold

using Ring = std::vector<Coordinate>;  ///< counter-clockwise, first point not repeated

/// What is real of a cercle, and what is decided about it.
struct Cercle {
    std::string_view code, name, region;
    Coordinate centre;
    std::int64_t men, women;            ///< 2020
    std::int64_t events_a_month_milli;  ///< true rate before the guarantees, season aside, times 1,000
    std::int64_t ratio_thousandths;     ///< true rate after over before, times 1,000
    bool falls() const { return ratio_thousandths < 1000; }
};
std::span<Cercle const, cercle_count> cercles();

struct Region {
    std::string_view code, name;
    Coordinate centre;
    std::int64_t people;  ///< 2020
};
std::span<Region const, 2> regions();

struct Commune {
    std::string code, name;
    Ring ring;
    Coordinate centre;
};
struct Village {
    std::string code, name;  ///< name: "Village-Démo Alvora"
    std::string_view word;   ///< "Alvora"
    Coordinate at;
    std::size_t commune;  ///< index within its cercle
    std::int64_t people;
    std::string reference() const { return code + "@" + std::string{boundary_version}; }
};
struct Land {
    std::array<Ring, 2> regions;
    std::array<Ring, cercle_count> cercles;
    std::array<std::array<Commune, communes_a_cercle>, cercle_count> communes;
    std::array<std::array<Village, villages_a_cercle>, cercle_count> villages;
};

/// Always the same land, whatever the seed: villages at least `village_spacing_km` apart and `border_margin_km` from any border of a commune.
Land make_land();
inline constexpr int village_spacing_km = 11, border_margin_km = 4;

/// A position at most `reach_e7` from `centre` in each axis, from two numbers between 0 and 2 * `reach_e7`.
Coordinate near(Coordinate centre, std::int32_t reach_e7, std::uint32_t north, std::uint32_t east);

std::string reference(std::string_view code);  ///< "ML0507" to "ML0507@demo-1"
std::string geojson(Ring const& ring);
bool inside(Ring const& ring, Coordinate point);

/// Days of the programme. Months are counted from its first one, 0; those of the archive are below.
struct Calendar {
    Day archive_first_day{}, first_day{}, last_day{};
    explicit Calendar(Day last);
    Month month(int index) const { return Month::of(last_day) - (month_count - 1 - index); }
    int days_in(int index) const;  ///< the last month ends on the last day
    Day day(int index, std::uint32_t offset) const { return month(index).first_day() + std::chrono::days{offset}; }
    int index_of(Day day) const { return Month::of(day) - month(0); }
};

}  // namespace accalmie::demo
