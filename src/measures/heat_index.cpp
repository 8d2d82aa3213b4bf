// SPDX-License-Identifier: Apache-2.0
#include "measures/heat_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie {

namespace {

constexpr double regression_from_f = 80;

Result<void> check(double temperature_c, double humidity_percent)
{
    if (!(temperature_c >= -90 && temperature_c <= 70)) return Error{Error::Kind::invalid, "a temperature outside -90 to 70 C", "temperature", "is it in the unit you said?"};
    if (!(humidity_percent >= 0 && humidity_percent <= 100)) return Error{Error::Kind::invalid, "a relative humidity outside 0 to 100 %", "humidity", "give percent, not a share"};
    return {};
}

/// Rothfusz 1990, a regression on Steadman's table, in Fahrenheit and percent.
double regression(double t, double r)
{
    return -42.379 + 2.04901523 * t + 10.14333127 * r - 0.22475541 * t * r - 6.83783e-3 * t * t - 5.481717e-2 * r * r + 1.22874e-3 * t * t * r + 8.5282e-4 * t * r * r - 1.99e-6 * t * t * r * r;
}

double adjustment(double t, double r)
{
    if (r < 13 && t >= 80 && t <= 112) return -(13 - r) / 4 * std::sqrt((17 - std::abs(t - 95)) / 17);
    if (r > 85 && t >= 80 && t <= 87) return (r - 85) / 10 * (87 - t) / 5;
    return 0;
}

double rounded_to_tenths(double value) { return std::round(value * 10) / 10; }

Result<double> needed(std::optional<double> const& value, char const* name, double lowest, double highest)
{
    if (!value) return Error{Error::Kind::missing, std::string{"no "} + name, name, "this index needs it"};
    if (!(*value >= lowest && *value <= highest)) return Error{Error::Kind::invalid, std::string{name} + " out of its bounds", name, "is it in the unit you said?"};
    return *value;
}

}  // namespace

double fahrenheit(double in_celsius) { return in_celsius * 9 / 5 + 32; }
double celsius(double in_fahrenheit) { return (in_fahrenheit - 32) * 5 / 9; }

std::string_view heat_class_code(HeatClass grade)
{
    constexpr std::array<std::string_view, 5> codes{"none", "caution", "extreme_caution", "danger", "extreme_danger"};
    return codes.at(static_cast<std::size_t>(grade));
}

Result<HeatIndex> heat_index(double temperature_c, double humidity_percent)
{
    TRY(check(temperature_c, humidity_percent));
    double const t = fahrenheit(temperature_c), r = humidity_percent;
    double const simple = 0.5 * (t + 61 + (t - 68) * 1.2 + r * 0.094), full = regression(t, r);
    return HeatIndex{celsius(simple < regression_from_f ? simple : full + adjustment(t, r)), celsius(full)};
}

HeatClass heat_class(double heat_index_c)
{
    // A class begins at its whole degree: rounding to a thousandth keeps 90 F, written in Celsius and read back, in its own.
    double const f = std::round(fahrenheit(heat_index_c) * 1000) / 1000;
    if (f < 80) return HeatClass::none;
    if (f < 90) return HeatClass::caution;
    if (f < 103) return HeatClass::extreme_caution;
    return f < 125 ? HeatClass::danger : HeatClass::extreme_danger;
}

Result<double> humidex(double temperature_c, double humidity_percent)
{
    TRY(check(temperature_c, humidity_percent));
    double const vapour_hpa = 6.112 * std::pow(10, 7.5 * temperature_c / (237.7 + temperature_c)) * humidity_percent / 100;
    return temperature_c + 5.0 / 9 * (vapour_hpa - 10);
}

Result<double> discomfort_index(double temperature_c, double humidity_percent)
{
    TRY(check(temperature_c, humidity_percent));
    return temperature_c - 0.55 * (1 - 0.01 * humidity_percent) * (temperature_c - 14.5);
}

Result<double> apparent_temperature(Air const& air)
{
    double const humidity = TRY(needed(air.humidity_percent, "humidity", 0, 100)), wind = TRY(needed(air.wind_m_s, "wind", 0, 100));
    TRY(check(air.temperature_c, humidity));
    double const vapour_hpa = humidity / 100 * 6.105 * std::exp(17.27 * air.temperature_c / (237.7 + air.temperature_c));
    if (!air.radiation_w_m2) return air.temperature_c + 0.33 * vapour_hpa - 0.70 * wind - 4.00;
    double const radiation = TRY(needed(air.radiation_w_m2, "radiation", 0, 1500));
    return air.temperature_c + 0.348 * vapour_hpa - 0.70 * wind + 0.70 * radiation / (wind + 10) - 4.25;
}

Result<double> normal_effective_temperature(Air const& air)
{
    double const humidity = TRY(needed(air.humidity_percent, "humidity", 0, 100)), wind = TRY(needed(air.wind_m_s, "wind", 0, 100));
    TRY(check(air.temperature_c, humidity));
    double const loss = 1 / (1.76 + 1.4 * std::pow(wind, 0.75));
    return 37 - (37 - air.temperature_c) / (0.68 - 0.0014 * humidity + loss) - 0.29 * air.temperature_c * (1 - 0.01 * humidity);
}

Result<double> wet_bulb_globe_temperature(Air const& air, Sun sun)
{
    double const wet = TRY(needed(air.wet_bulb_c, "wet_bulb", -90, 70)), globe = TRY(needed(air.globe_c, "globe", -90, 120));
    if (sun == Sun::shade) return 0.7 * wet + 0.3 * globe;
    double const dry = TRY(needed(air.temperature_c, "temperature", -90, 70));
    return 0.7 * wet + 0.2 * globe + 0.1 * dry;
}

int humidex_class(double humidex)
{
    constexpr std::array<double, 5> above{30, 35, 40, 45, 54};
    return static_cast<int>(std::lower_bound(above.begin(), above.end(), rounded_to_tenths(humidex)) - above.begin());
}

int discomfort_class(double discomfort_index)
{
    constexpr std::array<double, 5> from{21, 24, 27, 29, 32};
    return static_cast<int>(std::upper_bound(from.begin(), from.end(), rounded_to_tenths(discomfort_index)) - from.begin());
}

double humidity_of_dew_point(double temperature_c, double dew_point_c)
{
    auto const pressure = [](double t) { return std::exp(17.625 * t / (243.04 + t)); };
    return std::min(100.0, 100 * pressure(dew_point_c) / pressure(temperature_c));
}

}  // namespace accalmie
