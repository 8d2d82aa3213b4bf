// SPDX-License-Identifier: Apache-2.0
#include "trust/merkle.hpp"

#include "trust/crypto.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

Hash node_of(Hash const& left, Hash const& right)
{
    std::array<std::uint8_t, 1 + 2 * Hash::size> bytes;
    bytes[0] = 0x01;
    std::copy(left.bytes().begin(), left.bytes().end(), bytes.begin() + 1);
    std::copy(right.bytes().begin(), right.bytes().end(), bytes.begin() + 1 + Hash::size);
    return hash_of(bytes);
}

/// One level up, in place.
void climb(std::vector<Hash>& level)
{
    std::size_t const pairs = level.size() / 2;
    for (std::size_t i = 0; i < pairs; ++i) level[i] = node_of(level[2 * i], level[2 * i + 1]);
    bool const odd = level.size() % 2 != 0;
    if (odd) level[pairs] = level.back();
    level.resize(pairs + (odd ? 1 : 0));
}

}  // namespace

Hash merkle_root(std::span<Hash const> leaves)
{
    if (leaves.empty()) return {};
    std::vector<Hash> level(leaves.begin(), leaves.end());
    while (level.size() > 1) climb(level);
    return level.front();
}

std::vector<Hash> merkle_path(std::span<Hash const> leaves, std::size_t index)
{
    VERIFY(index < leaves.size());
    std::vector<Hash> level(leaves.begin(), leaves.end());
    std::vector<Hash> path;
    for (; level.size() > 1; index /= 2) {
        std::size_t const neighbour = index ^ 1U;
        if (neighbour < level.size()) path.push_back(level[neighbour]);
        climb(level);
    }
    return path;
}

bool merkle_path_leads_to(Hash const& root, Hash const& leaf, std::size_t index, std::size_t count, std::span<Hash const> path)
{
    if (index >= count) return false;
    Hash reached = leaf;
    for (; count > 1; index /= 2, count = (count + 1) / 2) {
        if ((index ^ 1U) >= count) continue;  // no neighbour: moved up
        if (path.empty()) return false;
        reached = index % 2 == 0 ? node_of(reached, path.front()) : node_of(path.front(), reached);
        path = path.subspan(1);
    }
    return path.empty() && reached == root;
}

}  // namespace accalmie
