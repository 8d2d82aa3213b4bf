// SPDX-License-Identifier: Apache-2.0
// src/core/coordinate.hpp: a position on WGS84.
#pragma once

#include "core/result.hpp"

#include <compare>
#include <cstdint>

namespace accalmie {

/// 1e-7 degree, 1.1 cm: exact, comparable, no NaN.
struct Coordinate {
    std::int32_t latitude_e7 = 0;
    std::int32_t longitude_e7 = 0;

    /// errors  invalid  not finite, or outside [-90, 90] and [-180, 180]
    static Result<Coordinate> of_degrees(double latitude, double longitude);
    double latitude() const { return latitude_e7 / 1e7; }
    double longitude() const { return longitude_e7 / 1e7; }
    friend auto operator<=>(Coordinate const&, Coordinate const&) = default;
};

/// Great-circle distance in kilometres on a sphere of 6,371.0088 km (IUGG mean radius, 1980), haversine formula.
double distance_km(Coordinate a, Coordinate b);

}  // namespace accalmie
