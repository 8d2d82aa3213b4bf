// SPDX-License-Identifier: Apache-2.0
// src/measures/deliveries.hpp: services that were delivered, each counted once however often it was reported; what became of a planned one.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

/// One count of a service as it was written: under a visit, in a facility's report of a period, or by itself.
struct Delivery {
    std::string id;
    std::string item;                           ///< of a package; empty: none was named
    std::string visit, report;                  ///< empty: none
    std::string facility;                       ///< that the visit came from, or that reports; empty: not known
    std::string place;                          ///< P-code
    Day day{};
    Day period_first{}, period_last{};          ///< of the report, both counted
    std::string service, species, sex, age_band, residence;
    std::int64_t count = 0;
};

/// Why a count is taken to be of the same people or animals as another one.
enum class TwiceBecause : std::uint8_t {
    same_visit,        ///< written twice under one visit
    two_visits,        ///< two visits, or two sources without a visit, tell the same
    two_reports,       ///< two reports of the period tell the same
    visit_and_report,  ///< the facility's report is the sum of what its visits gave
};
std::string_view twice_code(TwiceBecause because);  ///< "same_visit" ...

struct Twice {
    std::size_t delivery = 0, counted = 0;      ///< indices: the one that is left out, and (the first of) what it repeats
    TwiceBecause because = TwiceBecause::two_visits;
};

/// Two counts of one service on one occasion that differ: nobody can say from them whether they are the same people.
struct Overlap {
    std::size_t delivery = 0, with = 0;
    std::int64_t at_most = 0;                   ///< people or animals that may stand in both
};

struct DeliveriesOnce {
    std::vector<std::uint8_t> counts;           ///< beside the deliveries: 1 if it counts
    std::vector<Twice> twice;                   ///< by index
    std::vector<Overlap> overlaps;              ///< of deliveries that count, by index
};

/// Alike are counts of one place, day, service, species, sex, age and residence, as many in each, that do not name two different items of packages.
/// Of such counts the first one under a visit counts, otherwise the first one. A report without a visit repeats the visits of its facility (or of its
/// place) in its period where its count is their sum; where it is another number both count and the overlap is told. Two visits that tell different
/// numbers of any group are two visits: where another of their numbers agrees, both count and the overlap is told.
///
/// in      at most 2,000,000 deliveries; counts not negative; periods that do not end before they begin
/// errors  invalid     limit
/// source  docs/methods/asks.md
Result<DeliveriesOnce> deliveries_once(std::span<Delivery const> deliveries);

/// How often a service was given by these counts: of one occasion a total is not added to its parts (sex "all", age "all" and the like).
std::int64_t times_given(std::span<Delivery const* const> deliveries);

/// What is known of the last day by which something was planned.
enum class DueKnown : std::uint8_t { said, not_said, hidden };

enum class ItemState : std::uint8_t {
    delivered,        ///< at least as often as planned
    partly_overdue,   ///< its last day is past, and some is missing
    overdue,          ///< its last day is past, and nothing came
    waiting,          ///< its last day is not past
    no_due,           ///< not all came, and no last day was said
    due_hidden,       ///< not all came, and the last day is not for this reader
};
std::string_view item_state_code(ItemState state);  ///< "delivered", "partly_overdue" ...

struct PlannedItem {
    std::int64_t planned = 0, delivered = 0;
    DueKnown due_known = DueKnown::not_said;
    Day due{};                                  ///< last day, counted; where it was said
};
ItemState item_state(PlannedItem const& item, Day as_of);

}  // namespace accalmie
