// SPDX-License-Identifier: Apache-2.0
#include "ground/bands.hpp"

#include <algorithm>
#include <utility>

namespace accalmie {

namespace {

__extension__ typedef __int128 Wide;  // a product of two differences of longitudes needs 64 bits and a sign

/// Above zero: `p` lies left of the way from `a` to `b`; zero: on the line through both; exact.
Wide side(Coordinate a, Coordinate b, Coordinate p)
{
    std::int64_t const way_x = std::int64_t{b.longitude_e7} - a.longitude_e7, way_y = std::int64_t{b.latitude_e7} - a.latitude_e7;
    std::int64_t const to_x = std::int64_t{p.longitude_e7} - a.longitude_e7, to_y = std::int64_t{p.latitude_e7} - a.latitude_e7;
    return Wide{way_x} * to_y - Wide{way_y} * to_x;
}

int sign(Wide value) { return value > 0 ? 1 : (value < 0 ? -1 : 0); }

bool within(Coordinate a, Coordinate b, Coordinate p)
{
    return std::min(a.longitude_e7, b.longitude_e7) <= p.longitude_e7 && p.longitude_e7 <= std::max(a.longitude_e7, b.longitude_e7) &&
           std::min(a.latitude_e7, b.latitude_e7) <= p.latitude_e7 && p.latitude_e7 <= std::max(a.latitude_e7, b.latitude_e7);
}

/// Have the closed segments a-b and c-d a point in common?
bool segments_meet(Coordinate a, Coordinate b, Coordinate c, Coordinate d)
{
    int const c_side = sign(side(a, b, c)), d_side = sign(side(a, b, d));
    int const a_side = sign(side(c, d, a)), b_side = sign(side(c, d, b));
    if (c_side * d_side < 0 && a_side * b_side < 0) return true;
    return (c_side == 0 && within(a, b, c)) || (d_side == 0 && within(a, b, d)) || (a_side == 0 && within(c, d, a)) || (b_side == 0 && within(c, d, b));
}

/// Visit the edges of a geometry, the lower end first.
template <class Visit>
void each_edge(Geometry const& geometry, Visit const& visit)
{
    for (auto const& polygon : geometry.polygons) {
        for (auto const& ring : polygon.rings) {
            Coordinate before = ring.back();
            for (auto const here : ring) {
                if (before.latitude_e7 <= here.latitude_e7)
                    visit(before, here);
                else
                    visit(here, before);
                before = here;
            }
        }
    }
}

}  // namespace

void Bands::build(std::vector<Geometry const*> const& by_rank)
{
    std::int64_t edge_count = 0, rise = 0;
    south_ = std::int64_t{1} << 40;
    north_ = -south_;
    for (auto const* geometry : by_rank) {
        if (geometry == nullptr) continue;
        each_edge(*geometry, [&](Coordinate low, Coordinate high) {
            ++edge_count;
            rise += std::int64_t{high.latitude_e7} - low.latitude_e7;
            south_ = std::min<std::int64_t>(south_, low.latitude_e7);
            north_ = std::max<std::int64_t>(north_, high.latitude_e7);
        });
    }
    if (edge_count == 0) return;
    // An edge lies in at most 2 + rise / height bands. This height keeps the mean at four, whatever the shapes.
    height_ = std::max((north_ - south_) / bands_max, rise / (2 * edge_count)) + 1;
    std::size_t const band_count = static_cast<std::size_t>((north_ - south_) / height_) + 1;

    constexpr std::uint32_t nobody = 0xffffffff;
    std::vector<std::uint32_t> edges_in(band_count, 0), last_rank(band_count, nobody);
    first_slice_.assign(band_count + 1, 0);
    for (std::uint32_t rank = 0; rank < by_rank.size(); ++rank) {
        if (by_rank[rank] == nullptr) continue;
        each_edge(*by_rank[rank], [&](Coordinate low, Coordinate high) {
            for (auto band = band_of(low.latitude_e7), last = band_of(high.latitude_e7); band <= last; ++band) {
                ++edges_in[band];
                if (last_rank[band] != rank) ++first_slice_[band + 1];
                last_rank[band] = rank;
            }
        });
    }
    std::uint32_t edges_before = 0;
    for (std::size_t band = 0; band < band_count; ++band) {
        edges_before += std::exchange(edges_in[band], edges_before);
        first_slice_[band + 1] += first_slice_[band];
    }
    edges_.resize(edges_before);
    slices_.resize(first_slice_.back());

    auto& next_edge = edges_in;
    std::vector<std::uint32_t> next_slice(first_slice_.begin(), first_slice_.end() - 1);
    std::fill(last_rank.begin(), last_rank.end(), nobody);
    for (std::uint32_t rank = 0; rank < by_rank.size(); ++rank) {
        if (by_rank[rank] == nullptr) continue;
        each_edge(*by_rank[rank], [&](Coordinate low, Coordinate high) {
            auto const [west, east] = std::minmax(low.longitude_e7, high.longitude_e7);
            for (auto band = band_of(low.latitude_e7), last = band_of(high.latitude_e7); band <= last; ++band) {
                if (std::exchange(last_rank[band], rank) != rank) slices_[next_slice[band]++] = {rank, west, east, next_edge[band], next_edge[band]};
                auto& slice = slices_[next_slice[band] - 1];
                slice.west = std::min(slice.west, west);
                slice.east = std::max(slice.east, east);
                edges_[next_edge[band]++] = {low, high};
                slice.end = next_edge[band];
            }
        });
    }
}

bool Bands::holds(Slice const& slice, Coordinate position) const
{
    bool inside = false;
    for (auto i = slice.first; i < slice.end; ++i) {
        auto const& [low, high] = edges_[i];
        if (position.latitude_e7 < low.latitude_e7 || position.latitude_e7 > high.latitude_e7) continue;
        auto const [west, east] = std::minmax(low.longitude_e7, high.longitude_e7);
        if (position.longitude_e7 > east) continue;
        if (position.longitude_e7 >= west) {
            auto const which = side(low, high, position);
            if (which == 0) return true;  // on the border
            if (which < 0) continue;
        }
        // The upper end does not count, so that a line through a vertex crosses once.
        if (position.latitude_e7 < high.latitude_e7) inside = !inside;
    }
    return inside;
}

std::uint32_t Bands::at(Coordinate position) const
{
    if (position.latitude_e7 < south_ || position.latitude_e7 > north_) return none;
    auto const band = band_of(position.latitude_e7);
    for (auto i = first_slice_[band]; i < first_slice_[band + 1]; ++i) {
        auto const& slice = slices_[i];
        if (position.longitude_e7 < slice.west || position.longitude_e7 > slice.east) continue;
        if (holds(slice, position)) return slice.rank;
    }
    return none;
}

bool Bands::meet(Slice const& a, Slice const& b) const
{
    if (a.east < b.west || b.east < a.west) return false;
    for (auto i = a.first; i < a.end; ++i) {
        auto const& one = edges_[i];
        auto const [west, east] = std::minmax(one.low.longitude_e7, one.high.longitude_e7);
        for (auto j = b.first; j < b.end; ++j) {
            auto const& other = edges_[j];
            if (other.low.latitude_e7 > one.high.latitude_e7 || other.high.latitude_e7 < one.low.latitude_e7) continue;
            if (std::max(other.low.longitude_e7, other.high.longitude_e7) < west || std::min(other.low.longitude_e7, other.high.longitude_e7) > east) continue;
            if (segments_meet(one.low, one.high, other.low, other.high)) return true;
        }
    }
    return false;
}

std::vector<std::uint32_t> Bands::touching(std::uint32_t rank) const
{
    std::vector<std::uint32_t> found;
    for (std::size_t band = 0; band + 1 < first_slice_.size(); ++band) {
        auto const first = slices_.begin() + first_slice_[band], end = slices_.begin() + first_slice_[band + 1];
        auto const own = std::lower_bound(first, end, rank, [](Slice const& slice, std::uint32_t wanted) { return slice.rank < wanted; });
        if (own == end || own->rank != rank) continue;
        for (auto other = first; other != end; ++other) {
            if (other == own) continue;
            auto const place = std::lower_bound(found.begin(), found.end(), other->rank);
            if (place != found.end() && *place == other->rank) continue;
            if (meet(*own, *other)) found.insert(place, other->rank);
        }
    }
    return found;
}

}  // namespace accalmie
