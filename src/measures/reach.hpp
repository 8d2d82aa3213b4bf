// SPDX-License-Identifier: Apache-2.0
// src/measures/reach.hpp: people reached by services that share no register: bounds instead of sums, clashes instead of choices.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// What a figure counts. Only persons and contacts, animals and households each with their like.
enum class ReachUnit : std::uint8_t {
    persons,     ///< somebody counts once
    households,
    contacts,    ///< consultations, doses, visits: somebody counts as often as they come
    animals,
};

/// One figure of a report.
struct ReachFigure {
    std::string service;
    ReachUnit unit = ReachUnit::persons;
    std::string species;  ///< of animals
    std::string area;     ///< areas of figures that are added must not hold each other
    Month first, last;    ///< of the time it covers, both included
    std::int64_t count = 0;
};

/// The sum of figures, where it means something: contacts, or figures of one service and one time from different areas.
///
/// out     the sum
/// errors  invalid  no figure, a count below 0
///         denied   a sum that must not be made, with the reason: different units, species, services of persons, months of one service,
///                  an area twice
Result<std::int64_t> sum_of_reach(std::vector<ReachFigure> const& figures);

/// Persons whom two services both reached, where a shared list or tokens tell.
struct ReachOverlap {
    std::size_t one = 0, other = 0;  ///< services
    std::int64_t persons = 0;
};

enum class ReachRule : std::uint8_t {
    largest,         ///< lower: at least those of the largest service
    pair,            ///< lower: a known pair, one plus other less both
    dawson_sankoff,  ///< lower: all pairs known
    population,      ///< upper: nobody beyond those who live there
    sum,             ///< upper: as if nobody came twice
    hunter,          ///< upper: the sum less the best tree of known overlaps
};

struct ReachBounds {
    std::int64_t lower = 0, upper = 0;
    ReachRule lower_rule = ReachRule::largest, upper_rule = ReachRule::sum;
};

/// How many different persons some services reached together, at least and at most.
///
/// in      persons of each service (0 to 1e9; 1 to 100 services), overlaps of some pairs, the population if it is known
/// errors  invalid  no service, a count below 0, a pair that is none or comes twice
///         conflict an overlap larger than one of its services; a service, or what is known of their union, larger than the population     limit
/// source  Frechet 1935; Bonferroni 1936; Dawson & Sankoff 1967, Proc. Am. Math. Soc. 18:504-507; Hunter 1976, J. Appl. Prob. 13:597-603
Result<ReachBounds> reach_bounds(std::vector<std::int64_t> const& persons, std::vector<ReachOverlap> const& overlaps, std::optional<std::int64_t> population);

/// Persons counted by their tokens (src/trust/person_token.hpp).
struct TokenReach {
    std::size_t distinct = 0;                    ///< over all services
    std::vector<std::size_t> by_service;         ///< distinct in each
    std::vector<ReachOverlap> overlaps;          ///< of every pair of services
    std::vector<std::size_t> by_services_count;  ///< [k - 1]: persons whom k services reached
};

/// in      tokens[service]: in any order, repeated as often as the person came; at most 10,000,000
/// errors  limit
Result<TokenReach> reach_by_tokens(std::vector<std::vector<std::string>> const& tokens);

/// A figure as a source gives it.
struct SourceFigure {
    std::string quantity, area, period;  ///< what is counted, where and when: the same words for the same thing
    std::string definition, source;
    double value = 0;
};

/// One quantity to which sources give different values. None of them is chosen.
struct SourceClash {
    std::string quantity, area, period;
    std::vector<SourceFigure> figures;  ///< all that speak of it, in the order given
    double lowest = 0, highest = 0;
    bool definitions_differ = false;  ///< the sources may count different things under one name
};

/// Every quantity on which sources do not agree, in order of first mention.
/// errors  invalid  a value that is not a number     limit  more than 1,000,000 figures
Result<std::vector<SourceClash>> source_clashes(std::vector<SourceFigure> const& figures);

}  // namespace accalmie
