// SPDX-License-Identifier: Apache-2.0
// src/measures/weekly_alarm.hpp: is a week of a series unusual, by the method that its length allows? Farrington with years behind it, EARS without.
#pragma once

#include "measures/farrington.hpp"

#include <map>

namespace accalmie {

enum class AlarmMethod : std::uint8_t {
    none,                 ///< too short for either
    ears,                 ///< EARS C2 on the latest weeks that were reported
    farrington_flexible,  ///< the same season of three to five years before
};
std::string_view alarm_method_code(AlarmMethod method);

struct WeeklyAlarmSettings {
    double farrington_alpha = 0.005;  ///< chance of a false alarm a week
    double ears_alpha = 0.001;        ///< of a normal variable; with few cases there are more
    double cases_least = 5;           ///< fewer in `cases_weeks`, this one counted: no alarm
    int cases_weeks = 4;
    int years_least = 3, years_most = 5;
    int baseline_weeks = 7;           ///< of EARS: weeks with a report
    int baseline_within_weeks = 20;   ///< that must lie so near
    double least_deviation = 0.5;     ///< of EARS: a run of equal counts must not make one case more an alarm
};

struct WeeklyAlarm {
    AlarmMethod method = AlarmMethod::none;
    int years = 0;                    ///< Farrington
    std::size_t at = 0;
    std::optional<double> upper;      ///< alarm above it; nothing: no bound, or too few cases for an alarm
    std::optional<double> expected;
    bool alarm = false;
};

/// One judge for many series of the same weeks. Not for two threads at once.
///
/// The method: the series begins with its first report. With three to five whole years (and three weeks) of weeks before the one judged, at least half of
/// them reported, Farrington flexible (ten seasons, 26 latest weeks left out, negative binomial plug-in quantile). Otherwise EARS C2, whose seven weeks of
/// comparison are the latest with a report before the two weeks next to the one judged. Otherwise none.
class WeeklyAlarms {
public:
    /// errors  invalid  dates that do not rise by seven days, settings outside their bounds     limit  more than 10,000 weeks
    static Result<WeeklyAlarms> make(std::vector<Day> mondays, WeeklyAlarmSettings const& settings = {});

    /// in      one count a week, `unreported` where no report came; week < the number of weeks
    /// source  Noufaily et al. 2013; Hutwagner et al. 2003: see farrington.hpp and early_aberration.hpp
    Result<WeeklyAlarm> judge(std::span<double const> counts, std::size_t week);

private:
    WeeklyAlarms(std::vector<Day> mondays, WeeklyAlarmSettings const& settings) : mondays_(std::move(mondays)), settings_(settings) {}
    int years_of(std::span<double const> counts, std::size_t week) const;
    Result<Farrington*> farrington(int years, std::size_t week);
    Result<WeeklyAlarm> by_recent_weeks(std::span<double const> counts, std::size_t week) const;
    bool has_cases(std::span<double const> counts, std::size_t week) const;

    std::vector<Day> mondays_;
    WeeklyAlarmSettings settings_;
    std::map<std::pair<int, std::size_t>, Farrington> judges_;  ///< by years and week
};

}  // namespace accalmie
