// SPDX-License-Identifier: Apache-2.0
// src/capture/match_events.hpp: which rows of different sources may tell of the same event. Offered with reasons, never merged.
#pragma once

#include "core/coordinate.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "dictionary/dictionary.hpp"

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace accalmie {

/// What the comparison needs of one row of type incident. Views are kept alive by the caller.
struct EventBrief {
    std::string_view source, kind;     ///< as "ucdp", "state_based"
    std::string_view location, adm_2;  ///< names, for rows without a usable position
    Day first{}, last{};
    std::optional<Coordinate> position;
    int position_level = 0;              ///< incident.position_level; below 2 the position is not used
    std::optional<std::int64_t> deaths;  ///< best estimate
};

struct MatchOptions {
    int days_max = 3;        ///< between the end of one and the beginning of the other
    int span_days_max = 31;  ///< rows that stretch over more than this are not compared
    double score_min = 0.6;
    std::size_t offered_max = 5;              ///< candidates of one row in one other source, best first
    std::uint64_t compared_max = 50'000'000;  ///< pairs looked at
    /// Pairs of indices (smaller first) that a person has said are different events; sorted.
    std::vector<std::pair<std::size_t, std::size_t>> different = {};
};

/// Two rows of different sources that may be one event.
struct MatchCandidate {
    std::size_t a = 0, b = 0;  ///< indices, a < b
    double score = 0;          ///< 0 to 1: 0.4 place + 0.3 days + 0.2 deaths + 0.1 kind
    double place_score = 0, days_score = 0, deaths_score = 0, kind_score = 0;
    std::optional<double> distance_km;  ///< empty: compared by name
    int days_apart = 0;
    std::optional<std::int64_t> deaths_apart;
};

/// Candidates, best first; equal scores in the order of their rows.
///
/// in      rows of any number of sources, any order
/// out     pairs of different sources only; blocks: cells of 0.6 degree and a window of days, or the same folded name and a window of days
/// errors  limit  more than `compared_max` pairs
/// source  the scheme of blocking and weighted agreement of Fellegi and Sunter 1969; weights and reaches are ours: docs/methods/same-event.md
Result<std::vector<MatchCandidate>> match_events(std::span<EventBrief const> events, MatchOptions const& options = {});

/// Rows that together may be one incident, at most one of each source.
struct MatchOffer {
    std::vector<std::size_t> events;  ///< indices, ascending, at least two
    double score = 0;                 ///< of its weakest link
};
/// Candidates joined from the best down, as long as no source comes twice.
std::vector<MatchOffer> offers_of(std::span<MatchCandidate const> candidates, std::span<EventBrief const> events);

/// Why two rows are offered together, in words, the strongest reason first.
std::vector<Words> reasons_of(MatchCandidate const& candidate);

/// The fields of the record of type choice by which a person says that two rows are one event.
std::map<std::string, Value, std::less<>> same_event_choice(RecordAddress const& one, RecordAddress const& other, std::string reason);

}  // namespace accalmie
