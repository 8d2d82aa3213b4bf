// SPDX-License-Identifier: Apache-2.0
// src/trust/merkle.hpp: one hash over many, and the proof that one of them is among them (the tree of RFC 6962, section 2.1).
#pragma once

#include "core/ids.hpp"

#include <span>
#include <vector>

namespace accalmie {

/// The root over `leaves`: a node is BLAKE2b-256 of 0x01, left and right; a leaf without a neighbour is moved up. Leaves are commitments,
/// whose hashed bytes begin with 0x82, so that no leaf can pass for a node. Empty: the zero hash.
Hash merkle_root(std::span<Hash const> leaves);

/// The neighbours from leaf `index` up to the root. At most 32 of them for 2^32 leaves.
std::vector<Hash> merkle_path(std::span<Hash const> leaves, std::size_t index);

/// Does `leaf`, as number `index` of `count`, lead to `root` over exactly this path?
bool merkle_path_leads_to(Hash const& root, Hash const& leaf, std::size_t index, std::size_t count, std::span<Hash const> path);

}  // namespace accalmie
