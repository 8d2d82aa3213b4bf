// SPDX-License-Identifier: Apache-2.0
#include "ground/places.hpp"

#include "ground/bands.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr int level_count = 5;
using Names = std::unordered_map<std::string, std::vector<std::size_t>>;

/// What makes the whole list useless.
Result<void> check_list(std::vector<Place> const& places)
{
    if (places.size() > PlaceIndex::places_max)
        return Error{Error::Kind::limit, fmt::format("{} places, more than {}", places.size(), PlaceIndex::places_max), {}, "leave the settlements out"};
    for (auto const& place : places) {
        if (place.code.empty()) return Error{Error::Kind::invalid, fmt::format("the place \"{}\" has no code", place.name)};
        if (place.level < 0 || place.level >= level_count) return Error{Error::Kind::invalid, fmt::format("level {} is not 0 to 4", place.level), place.code};
        if (place.version != places.front().version)
            return Error{Error::Kind::invalid, fmt::format("boundary version {} among places of {}", place.version, places.front().version), place.code,
                         "ask for one version at a time"};
    }
    return {};
}

/// Either note the problem or, where nobody listens, make it the error.
Result<void> report(std::vector<PlaceIndex::Problem>* problems, std::string const& code, Error error)
{
    if (problems == nullptr) return std::move(error).at(code);
    problems->push_back({code, error.text()});
    return {};
}

}  // namespace

struct PlaceIndex::State {
    std::vector<Place> places;
    std::unordered_map<std::string, std::size_t> codes;
    std::array<Names, level_count> names;
    std::vector<std::size_t> by_rank;   ///< places by code, which is the order in which a border is given away
    std::vector<std::uint32_t> rank_of;
    std::array<Bands, level_count> bands;

    Result<void> build_names(std::vector<Problem>* problems);
    Result<void> build_bands(std::vector<Problem>* problems);
};

Result<void> PlaceIndex::State::build_names(std::vector<Problem>* problems)
{
    codes.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto const& place = places[i];
        if (!codes.emplace(place.code, i).second)
            TRY(report(problems, place.code, Error{Error::Kind::conflict, "the code is there twice", {}, "keep one of the two"}));
        auto folded = fold_name(place.name);
        if (!folded.empty()) names[static_cast<std::size_t>(place.level)][std::move(folded)].push_back(i);
    }
    return {};
}

Result<void> PlaceIndex::State::build_bands(std::vector<Problem>* problems)
{
    by_rank.resize(places.size());
    std::iota(by_rank.begin(), by_rank.end(), std::size_t{0});
    std::sort(by_rank.begin(), by_rank.end(), [&](std::size_t a, std::size_t b) { return std::tie(places[a].code, a) < std::tie(places[b].code, b); });
    rank_of.resize(places.size());
    std::array<std::vector<Geometry const*>, level_count> wanted;
    std::array<bool, level_count> used{};
    for (auto& level : wanted) level.resize(places.size(), nullptr);
    std::vector<Geometry> geometries(places.size());
    std::size_t vertices = 0;
    for (std::uint32_t rank = 0; rank < by_rank.size(); ++rank) {
        auto const& place = places[by_rank[rank]];
        rank_of[by_rank[rank]] = rank;
        if (place.geometry.empty()) continue;
        auto parsed = parse_geometry(place.geometry);
        if (!parsed) {
            TRY(report(problems, place.code, std::move(parsed).error()));
            continue;
        }
        geometries[rank] = std::move(*parsed);
        vertices += geometries[rank].vertex_count();
        if (vertices > vertices_max) return Error{Error::Kind::limit, fmt::format("more than {} vertices in all polygons", vertices_max), place.code, "simplify the boundaries first"};
        wanted[static_cast<std::size_t>(place.level)][rank] = &geometries[rank];
        used[static_cast<std::size_t>(place.level)] = true;
    }
    for (std::size_t level = 0; level < level_count; ++level)
        if (used[level]) bands[level].build(wanted[level]);
    return {};
}

PlaceIndex::PlaceIndex() : state_(std::make_unique<State>()) {}
PlaceIndex::PlaceIndex(PlaceIndex&&) noexcept = default;
PlaceIndex& PlaceIndex::operator=(PlaceIndex&&) noexcept = default;
PlaceIndex::~PlaceIndex() = default;

Result<PlaceIndex> PlaceIndex::make(std::vector<Place> places, std::vector<Problem>* problems)
{
    TRY(check_list(places));
    PlaceIndex index;
    index.state_->places = std::move(places);
    TRY(index.state_->build_names(problems));
    TRY(index.state_->build_bands(problems));
    return index;
}

std::size_t PlaceIndex::at(Coordinate position, int level) const
{
    if (level < 0 || level >= level_count) return none;
    auto const rank = state_->bands[static_cast<std::size_t>(level)].at(position);
    return rank == Bands::none ? none : state_->by_rank[rank];
}

std::span<std::size_t const> PlaceIndex::named(std::string_view name, int level) const
{
    if (level < 0 || level >= level_count) return {};
    auto const& names = state_->names[static_cast<std::size_t>(level)];
    auto const found = names.find(fold_name(name));
    if (found == names.end()) return {};
    return found->second;
}

std::size_t PlaceIndex::coded(std::string_view code) const
{
    auto const found = state_->codes.find(std::string{code});
    return found == state_->codes.end() ? none : found->second;
}

std::size_t PlaceIndex::ancestor(std::size_t place, int level) const
{
    for (int step = 0; step < level_count && place != none; ++step) {
        auto const& here = state_->places[place];
        if (here.level == level) return place;
        if (here.level < level || here.parent.empty()) return none;
        place = coded(here.parent);
    }
    return none;
}

std::vector<Place> const& PlaceIndex::places() const { return state_->places; }

std::vector<std::size_t> PlaceIndex::neighbours(std::size_t place) const
{
    auto const& bands = state_->bands[static_cast<std::size_t>(state_->places.at(place).level)];
    std::vector<std::size_t> found;
    for (auto const rank : bands.touching(state_->rank_of[place])) found.push_back(state_->by_rank[rank]);
    return found;
}

}  // namespace accalmie
