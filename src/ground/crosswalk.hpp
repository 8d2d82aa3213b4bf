// SPDX-License-Identifier: Apache-2.0
// src/ground/crosswalk.hpp: numbers of one boundary version said in another. Pure.
#pragma once

#include "ground/places.hpp"

#include <map>

namespace accalmie {

/// The share of an old place that goes to a new one; places are PCODE@VERSION, since a bare code means other places in other versions.
struct PlaceWeight {
    std::string from, to;
    double weight = 0;  ///< 0 to 1
};

/// A number of a place: people, events, anything that adds up.
struct PlaceValue {
    std::string place;  ///< PCODE@VERSION
    double value = 0;
    friend bool operator==(PlaceValue const&, PlaceValue const&) = default;
};

/// Weights from one boundary version to another, checked: what leaves an old place arrives somewhere, all of it.
class Crosswalk {
public:
    static constexpr double tolerance = 1e-6;             ///< of the sum of weights of one old place
    static constexpr std::size_t weights_max = 1'000'000;

    /// errors  invalid  a weight outside 0 to 1, the weights of an old place that do not sum to 1 (place and sum named), more than one
    ///                  version on a side, a place without version      conflict  a pair twice     limit     missing  no weight at all
    static Result<Crosswalk> make(std::vector<PlaceWeight> weights);

    /// Each old value given to new places by weight. Places in the order of their codes; the sum stays what it was.
    /// errors  missing  a place that no weight begins at (never taken as zero)
    Result<std::vector<PlaceValue>> to_new(std::span<PlaceValue const> old_values) const;

    /// Each new value given back to old places. A new place that came from one old place gives it all; one that came from several gives to
    /// each the part that it had from it, for which `old_sizes` (people or area by old place, in the unit of the weights' basis) is needed.
    /// errors  missing  a place that no weight ends at, or no size where one is needed     invalid  sizes that are all zero or negative
    Result<std::vector<PlaceValue>> to_old(std::span<PlaceValue const> new_values, std::span<PlaceValue const> old_sizes = {}) const;

    std::string const& from_version() const { return from_version_; }
    std::string const& to_version() const { return to_version_; }
    std::vector<PlaceWeight> const& weights() const { return weights_; }  ///< by from, then to

private:
    std::vector<PlaceWeight> weights_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_to_;
    std::string from_version_, to_version_;
};

/// Weights counted from positions, say settlements: the share of an old place's positions that lie in each new place.
/// Positions outside the old or the new polygons of `level` count nowhere and are returned as `outside`.
struct CountedWeights {
    std::vector<PlaceWeight> weights;
    std::size_t outside = 0;
    std::vector<std::string> without_position;  ///< old places of the level that had none: no weight can be said
};
CountedWeights weights_by_positions(PlaceIndex const& from, PlaceIndex const& to, int level, std::span<Coordinate const> positions);

/// The place of another version that bears the same name at the same level; where several do, the one whose parent bears the same name.
/// A code alone proves nothing: Koro is ML0507 in one list and Ténenkou in another.
///
/// errors  missing   no such name     conflict  several, which are listed
Result<std::size_t> counterpart(PlaceIndex const& from, std::size_t place, PlaceIndex const& to);

}  // namespace accalmie
