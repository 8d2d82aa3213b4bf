// SPDX-License-Identifier: Apache-2.0
// src/answers/timeline.hpp: peace and health of one place on one line: who met, who guaranteed, what was attacked, who came to care, what was missing.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "dictionary/dictionary.hpp"
#include "facts/store.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

enum class Lane : std::uint8_t { dialogue, guarantee, incident, clinic_day, delivery, stock, facility, survey, hazard };
inline constexpr std::array<Lane, 9> lanes{Lane::dialogue, Lane::guarantee, Lane::incident, Lane::clinic_day, Lane::delivery, Lane::stock, Lane::facility, Lane::survey, Lane::hazard};
std::string_view lane_code(Lane lane);  ///< "dialogue", "guarantee" ...
Words lane_words(Lane lane);

/// How a row reads, for a shape in a picture.
enum class Tenor : std::uint8_t {
    plain,
    bad,   ///< an incident, a promise broken, a stock that ran out, a facility closed
    open,  ///< a promise just made, a try that did not get there
};
std::string_view tenor_code(Tenor tenor);  ///< "plain", "bad", "open"

struct TimelineRow {
    Day day{};
    std::optional<Day> last_day;
    Lane lane = Lane::dialogue;
    Tenor tenor = Tenor::plain;
    std::string what;                      ///< a code, or empty
    Words words;
    std::optional<std::int64_t> number;    ///< services, days or answers; nothing where there is none, or it is small and not for this viewer
    std::string place, place_name;         ///< P-code
    std::string type, id;                  ///< of the record that says so
};

struct TimelineQuestion {
    std::string place;                     ///< P-code or name
    std::optional<Month> from = {}, to = {};
    double km = 10;                        ///< incidents around a settlement, as far as this; of a wider place those within it
};

struct TimelineMonth {
    Month month;
    std::array<int, lanes.size()> counts{};  ///< rows that begin in it, by lane
};

struct TimelineAnswer {
    Area area;
    int level = 4;
    double km = 10;
    std::optional<Month> from, to;
    std::vector<TimelineRow> rows;         ///< by day, lane, type, id
    std::vector<TimelineMonth> months;     ///< all from first to last
    std::int64_t hidden = 0;               ///< rows of these months that are not for this viewer
    std::size_t left_out = 0;              ///< beyond `rows_max`, the oldest
    static constexpr std::size_t rows_max = 5'000;
};

/// Days after the day of asking are left out: planned movements are not told. Warnings may last longer.
///
/// in      km 0 to 100; at most 600 months
/// errors  denied  invalid  limit  missing  no such place
Result<TimelineAnswer> answer_timeline(Store const& store, Dictionary const& dictionary, Asking const& asking, TimelineQuestion const& question);

}  // namespace accalmie
