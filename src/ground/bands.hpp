// SPDX-License-Identifier: Apache-2.0
// src/ground/bands.hpp: which polygon holds a position: edges sorted into bands of latitude, exact integer arithmetic.
#pragma once

#include "ground/geometry.hpp"

#include <cstdint>
#include <vector>

namespace accalmie {

/// Polygons cut into horizontal bands. To ask for a position is to look at one band, there at the few polygons whose edges in the band
/// reach around the position, and to count the edges to the right of it (even-odd rule). With 1e-7 degree integers no rounding happens, so
/// that a position on a border is known to be on it, and neighbours that share vertices leave neither gap nor overlap.
///
///     band 7   ---a===a-----b=====b---      a slice is one polygon's edges in one band,
///     band 6   --a====a---b======b----      with the longitudes between which they lie
///
/// Memory: at most 4 entries of 16 octets for an edge and one slice (24 octets) for each polygon and band. Immutable; thread-safe to ask.
class Bands {
public:
    static constexpr std::int64_t bands_max = 4096;
    static constexpr std::uint32_t none = 0xffffffff;

    /// The n-th geometry has rank n: where several hold a position, the lowest rank answers. Null: no geometry of that rank.
    void build(std::vector<Geometry const*> const& by_rank);

    /// Rank of the polygon that holds the position, its border counted as inside; or `none`.
    std::uint32_t at(Coordinate position) const;

    /// Ranks of the polygons whose outline has a point in common with the outline of `rank`; sorted, without itself.
    std::vector<std::uint32_t> touching(std::uint32_t rank) const;

private:
    struct Edge {
        Coordinate low, high;  ///< by latitude
    };
    struct Slice {
        std::uint32_t rank;
        std::int32_t west, east;  ///< longitudes of all edges of the slice, 1e-7 degree
        std::uint32_t first, end; ///< edges
    };

    std::uint32_t band_of(std::int32_t latitude_e7) const { return static_cast<std::uint32_t>((std::int64_t{latitude_e7} - south_) / height_); }
    bool holds(Slice const& slice, Coordinate position) const;
    bool meet(Slice const& a, Slice const& b) const;

    std::int64_t south_ = 0, north_ = -1, height_ = 1;  ///< 1e-7 degree; nothing inside while north < south
    std::vector<Edge> edges_;
    std::vector<Slice> slices_;                         ///< by band, then by rank
    std::vector<std::uint32_t> first_slice_;            ///< one a band and one past the last
};

}  // namespace accalmie
