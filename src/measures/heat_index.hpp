// SPDX-License-Identifier: Apache-2.0
// src/measures/heat_index.hpp: how hot air of a temperature and humidity feels, by the indices that warnings are given on.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace accalmie {

/// Air as it was measured; what was not is nothing.
struct Air {
    double temperature_c = 0;                   ///< -90 to 70
    std::optional<double> humidity_percent;     ///< relative, 0 to 100
    std::optional<double> wind_m_s;             ///< at 10 m, 0 to 100
    std::optional<double> radiation_w_m2;       ///< absorbed by a body, 0 to 1,500
    std::optional<double> wet_bulb_c;           ///< natural wet bulb
    std::optional<double> globe_c;              ///< black globe
};

/// Both are asked of data in the shade; full sun may add up to 15 F (8.3 C) to the heat index.
struct HeatIndex {
    double nws_c = 0;         ///< simple formula of Steadman below 80 F, else the regression with its two adjustments, as the US weather service
    double regression_c = 0;  ///< Rothfusz's regression alone, whatever the temperature, as several libraries print it
};

enum class HeatClass : std::uint8_t { none, caution, extreme_caution, danger, extreme_danger };
std::string_view heat_class_code(HeatClass grade);

/// in      temperature -90 to 70 C; humidity 0 to 100 %
/// errors  invalid  out of these bounds
/// source  Rothfusz 1990, NWS Technical Attachment SR 90-23; Steadman 1979, J. Appl. Meteorol. 18:861-873; US National Weather Service, The heat index equation (2022)
Result<HeatIndex> heat_index(double temperature_c, double humidity_percent);

/// Classes of the US National Weather Service: from 80, 90, 103 and 125 F of heat index.
HeatClass heat_class(double heat_index_c);

/// Humidex of Canada.   source  Masterton & Richardson 1979, CLI 1-79, Environment Canada; vapour pressure by Magnus' formula
Result<double> humidex(double temperature_c, double humidity_percent);

/// Thom's discomfort index.   source  Thom 1959, Weatherwise 12:57-61; with relative humidity: Giles, Balafoutis & Maheras 1990, Int. J. Biometeorol. 34:98-104
Result<double> discomfort_index(double temperature_c, double humidity_percent);

/// Apparent temperature of Australia's weather service, with radiation where it is given.   source  Steadman 1994, Aust. Meteorol. Mag. 43:1-16
Result<double> apparent_temperature(Air const& air);

/// Normal effective temperature of Hong Kong's weather service.   source  Li & Chan 2000, Meteorol. Appl. 7:253-263
Result<double> normal_effective_temperature(Air const& air);

enum class Sun : std::uint8_t { shade, direct };

/// Wet-bulb globe temperature: 0.7 wet bulb + 0.3 globe in the shade; 0.7, 0.2 and 0.1 of the air in the sun.
/// errors  missing  no wet bulb or globe temperature     invalid   source  Yaglou & Minard 1957, AMA Arch. Ind. Health 16:302-316; ISO 7243:2017
Result<double> wet_bulb_globe_temperature(Air const& air, Sun sun);

/// Classes that the indices' authors gave, 0 the mildest: humidex 6 (from above 30, 35, 40, 45, 54), discomfort 6 (from 21, 24, 27, 29, 32).
int humidex_class(double humidex);
int discomfort_class(double discomfort_index);

double fahrenheit(double celsius);
double celsius(double fahrenheit);

/// Relative humidity of air whose dew point is known, in percent; above the temperature it is 100.
/// in      both -60 to 70 C     source  Magnus' formula, Alduchov & Eskridge 1996, J. Appl. Meteorol. 35:601-609
double humidity_of_dew_point(double temperature_c, double dew_point_c);

}  // namespace accalmie
