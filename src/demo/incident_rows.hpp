// SPDX-License-Identifier: Apache-2.0
// src/demo/incident_rows.hpp: one happening as two sources tell it: the reporters' network (field) and an invented paper (press).
#pragma once

#include "demo/scene.hpp"

namespace accalmie::demo {

inline constexpr int press_silent_months = 2;  ///< the paper's data end so many whole months before the last one

inline Day press_last_day(Calendar const& calendar)
{
    return calendar.month(month_count - 1 - press_silent_months).first_day() - std::chrono::days{1};
}

struct Happening {
    std::size_t cercle = 0, village = 0;
    Day day{};
    std::string_view kind;
    Coordinate at;  ///< within three kilometres of the village
    std::int64_t deaths_low = 0, deaths_best = 0, deaths_high = 0;
};
Happening draw_happening(Scene const& scene, std::size_t cercle, std::size_t village, Day day, std::string_view kind, Dice& dice);

/// The fields of a field incident, as a record of its own.
Fields field_incident(Scene const& scene, Happening const& happening, std::string source_id);

/// Incidents of one cercle as rows of blocks.
class IncidentRows {
public:
    static Result<IncidentRows> open(Scene& scene, std::size_t cercle);
    Result<void> add_field(Happening const& happening);
    /// How the paper knows it: now and then only the commune or the cercle, or only the week; never so in the last `exact_days`.
    struct Told {
        Day first_day{}, last_day{};
        bool there = false;  ///< the place is known to the village
    };
    Result<Told> add_press(Happening const& happening, Dice& dice);
    static constexpr int exact_days = 150;
    Result<void> finish();

private:
    IncidentRows(Scene& scene, std::size_t cercle, Rows rows) : scene_(scene), cercle_(cercle), rows_(std::move(rows)) {}

    Scene& scene_;
    std::size_t cercle_;
    Rows rows_;
    std::uint64_t field_ = 0, press_ = 0;
};

}  // namespace accalmie::demo
