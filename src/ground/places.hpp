// SPDX-License-Identifier: Apache-2.0
// src/ground/places.hpp: where something is: boundaries, names and codes of one boundary version. Pure, in memory.
#pragma once

#include "core/coordinate.hpp"
#include "core/time.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// A place as the ground knows it.
struct Place {
    std::string code;        ///< P-code, as ML0507
    std::string version;     ///< boundary version, as cod-ab-2021
    std::string name;
    std::string parent;      ///< P-code of the place around it; empty for a country
    int level = 0;           ///< 0 country, 1 region, 2 cercle, 3 commune, 4 settlement
    std::optional<Coordinate> centre;
    std::string geometry;    ///< GeoJSON geometry (Polygon or MultiPolygon, WGS84); empty if there is none
    std::optional<Day> valid_from, valid_to;  ///< both counted
    std::string reference() const { return code + "@" + version; }
};

/// Places of one boundary version, ready for questions. Immutable; thread-safe to ask.
class PlaceIndex {
public:
    /// errors  invalid  a geometry that is not one (the place is named); such a place is left without geometry and listed in `problems`
    struct Problem { std::string code, what; };
    ///                  (without `problems` it is returned as the error); a code twice (the first answers, both stay in `places`)
    ///         invalid  no code, a level outside 0 to 4, or two boundary versions: always an error
    ///         limit    more places or vertices than the bounds below
    static Result<PlaceIndex> make(std::vector<Place> places, std::vector<Problem>* problems);
    static constexpr std::size_t places_max = 1'000'000;
    static constexpr std::size_t vertices_max = 20'000'000;  ///< in all polygons together
    PlaceIndex(PlaceIndex&&) noexcept;
    PlaceIndex& operator=(PlaceIndex&&) noexcept;
    ~PlaceIndex();

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    /// Index of the place of `level` whose polygon holds the position, or `none`. A point on a shared border goes to the lower code.
    std::size_t at(Coordinate position, int level) const;
    /// Indices of the places of `level` that have this name, folded as `fold_name` does. More than one: the name is ambiguous.
    std::span<std::size_t const> named(std::string_view name, int level) const;
    std::size_t coded(std::string_view code) const;  ///< or `none`
    /// The ancestor (or itself) at `level`, or `none`.
    std::size_t ancestor(std::size_t place, int level) const;
    std::vector<Place> const& places() const;
    /// Places of the same level whose polygons touch this one's (share a boundary point), sorted by code.
    std::vector<std::size_t> neighbours(std::size_t place) const;

private:
    struct State;
    PlaceIndex();
    std::unique_ptr<State> state_;
};

/// A name as it is compared: lower case, accents, hyphens, apostrophes and double spaces gone, and the words "cercle", "region",
/// "commune", "district", "province", "departement", "de", "du", "d'" dropped at the ends: "Ténenkou cercle", "Cercle de Ténenkou" and
/// "TENENKOU" are one; so are "Mali (le)" and "Mali". Letters of Bambara and Fulfulde become their nearest: ɛ e, ɔ o, ŋ and ɲ n, ɓ b, ɗ d, ƴ y.
/// Octets that are no UTF-8 are read as Latin-1.
std::string fold_name(std::string_view name);

}  // namespace accalmie
