// SPDX-License-Identifier: Apache-2.0
// src/answers/areas.hpp: in which area of a level a record lies, and whether it lies in the place that was asked about.
#pragma once

#include "answers/place_names.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace accalmie {

/// A place of the ground; without a code: everywhere together.
struct Area {
    std::string code, name;
    friend bool operator==(Area const&, Area const&) = default;
};

/// The place that a question is about. Empty text: everywhere.
struct AskedPlace {
    Area area;
    int level = -1;  ///< -1: everywhere
};

/// errors  as resolve_place (ground/resolve.hpp)
Result<AskedPlace> asked_place(Store const& store, std::string_view text);

/// Lives as long as `store`; remembers what it found.
class Areas {
public:
    explicit Areas(Store const& store) : names_(store) {}

    /// The area of `level` around a place (PCODE@VERSION) or that place itself; nothing where it is not known so closely.
    std::optional<Area> around(std::string_view reference, int level);
    bool within(std::string_view reference, AskedPlace const& asked);

private:
    PlaceNames names_;
    std::map<std::pair<std::string, int>, std::optional<Area>> kept_;
};

/// Below this a count of people or voices is not shown: "too few to show".
inline constexpr std::int64_t shown_count_min = 5;
/// One count alone: nothing from 1 to 4.
std::optional<std::int64_t> shown_count(std::int64_t count);

}  // namespace accalmie
