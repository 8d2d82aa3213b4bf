// SPDX-License-Identifier: Apache-2.0
// src/answers/reach.hpp: people reached, as a range without double counting; sums that must not be made, and sources that clash.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/reach.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct ReachQuestion {
    std::string place = {};                  ///< P-code or name; empty: everywhere
    std::optional<Month> from = {}, to = {};  ///< nothing: the first and last month with a service
};

/// How many different persons (or animals of a species) at least and at most.
struct ReachRange {
    std::int64_t lower = 0, upper = 0;
    ReachRule lower_rule = ReachRule::largest, upper_rule = ReachRule::sum;
};
std::string_view reach_rule_code(ReachRule rule);

struct ServiceReach {
    std::string service, species;             ///< "human" for people
    std::int64_t rows = 0;
    std::int64_t times = 0;                   ///< how often the service was given: contacts, which may be added
    std::optional<std::int64_t> times_added;  ///< nothing: rows of totals stand beside rows of their parts, so that adding would count twice
    ReachRange different;
    std::optional<Month> largest_month;       ///< in which the lower bound was reached
};

/// A sum that somebody may want, and why it is not made.
struct RefusedSum {
    std::string what;    ///< "services", "months", "people_and_animals", "species", "totals_and_parts"
    std::string reason;
};

/// Persons counted once by the tokens of those who agreed.
struct TokenCount {
    std::size_t rows = 0;
    std::vector<std::string> services;                 ///< with a token
    std::optional<std::int64_t> distinct;              ///< nothing: fewer than five
    std::vector<std::optional<std::int64_t>> by_service;
};

struct ReachAnswer {
    std::optional<Month> from, to;
    std::vector<ServiceReach> services;                ///< people first, by name
    std::optional<ReachRange> people;                  ///< reached by any service
    std::map<std::string, ReachRange> animals;         ///< by species
    std::optional<std::int64_t> population;            ///< of the place asked, where one figure is known
    bool above_population = false;                     ///< a service reached more than live there: the population does not bound it
    std::optional<std::int64_t> visits;
    std::map<std::string, std::int64_t> visits_by_kind;
    std::vector<RefusedSum> refused;
    std::optional<TokenCount> tokens;                  ///< nothing: no row carries any
    std::vector<SourceClash> clashes;                  ///< facilities and populations that sources give differently
    std::size_t clashes_left_out = 0;                  ///< beyond `clashes_max`
    std::int64_t told_twice = 0;                       ///< counts left out: another tells of the same people or animals (`accalmie asks` lists them)
    std::int64_t perhaps_twice = 0;                    ///< counts that stay in and may tell of the same as another
    int disputed = 0;
    int flagged_rows = 0;                              ///< counts that were used although a rule of their form is broken there
    static constexpr std::size_t clashes_max = 200;
};

/// errors  denied   invalid  a time that ends before it begins     missing  no such place     limit  more than 1,000,000 counts
Result<ReachAnswer> answer_reach(Store const& store, Asking const& asking, ReachQuestion const& question);

}  // namespace accalmie
