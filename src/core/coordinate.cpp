// SPDX-License-Identifier: Apache-2.0
#include "core/coordinate.hpp"

#include <cmath>
#include <numbers>

namespace accalmie {

Result<Coordinate> Coordinate::of_degrees(double latitude, double longitude)
{
    if (!(latitude >= -90 && latitude <= 90)) return Error{Error::Kind::invalid, "the latitude is outside -90 to 90 degrees"};
    if (!(longitude >= -180 && longitude <= 180)) return Error{Error::Kind::invalid, "the longitude is outside -180 to 180 degrees"};
    return Coordinate{static_cast<std::int32_t>(std::lround(latitude * 1e7)), static_cast<std::int32_t>(std::lround(longitude * 1e7))};
}

double distance_km(Coordinate a, Coordinate b)
{
    constexpr double earth_radius_km = 6371.0088;
    constexpr double radian = std::numbers::pi / 180;
    double const half_latitude = (b.latitude() - a.latitude()) * radian / 2;
    double const half_longitude = (b.longitude() - a.longitude()) * radian / 2;
    double const h = std::sin(half_latitude) * std::sin(half_latitude) +
                     std::cos(a.latitude() * radian) * std::cos(b.latitude() * radian) * std::sin(half_longitude) * std::sin(half_longitude);
    return 2 * earth_radius_km * std::asin(std::sqrt(std::fmin(1.0, h)));
}

}  // namespace accalmie
