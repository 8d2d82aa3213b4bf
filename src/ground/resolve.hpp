// SPDX-License-Identifier: Apache-2.0
// src/ground/resolve.hpp: what a person typed as a place, found or answered with the candidates. Pure.
#pragma once

#include "ground/places.hpp"

namespace accalmie {

/// A place by code (ML0507, with or without @version, any case) or by name as `fold_name` compares it. Without a level all levels are
/// searched, the widest first, and a name that is borne at several levels means the widest place.
///
/// errors  missing   no such code or name: the nearest spellings are offered
///         conflict  several places bear the name, or the code is of another boundary version: the candidates are listed
///         invalid   nothing was typed, or the code is of another level
Result<std::size_t> resolve_place(PlaceIndex const& index, std::string_view text, std::optional<int> level = {});

/// "ML0403 Macina (Segou), ML050609 ..." for a message: code, name, names of the places around; at most ten, then how many more.
std::string candidates(PlaceIndex const& index, std::span<std::size_t const> places);

/// Places whose folded name is at most two typing errors from `name`, the nearest first, at most five.
std::vector<std::size_t> nearest_names(PlaceIndex const& index, std::string_view name, std::optional<int> level);

/// The same name but for at most two typing errors, and fewer than a third of its letters: "Barouéli" and "Baraoueli", never "San" and "Sari".
bool similar_names(std::string_view a, std::string_view b);

}  // namespace accalmie
