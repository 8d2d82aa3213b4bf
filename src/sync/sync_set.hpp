// SPDX-License-Identifier: Apache-2.0
// src/sync/sync_set.hpp: the records that one side offers, in the order of the protocol, with fingerprints of any range.
#pragma once

#include "core/ids.hpp"

#include <array>
#include <vector>

namespace accalmie {

/// A record as reconciliation sees it: its clock and its id.
struct SyncItem {
    std::uint64_t time = 0;
    RecordId id;
    friend auto operator<=>(SyncItem const&, SyncItem const&) = default;
};

/// Where a range ends: before the first item that is not below it. The prefix is as long as two neighbours need to be told apart.
struct SyncBound {
    static constexpr std::uint64_t time_max = ~std::uint64_t{0};  ///< after everything
    std::uint64_t time = 0;
    std::array<std::uint8_t, RecordId::size> prefix{};
    std::size_t prefix_octets = 0;

    static SyncBound end() { return {time_max, {}, 0}; }
    static SyncBound at(SyncItem const& item);
    /// The shortest bound after `before` and not after `item`; `before` < `item`.
    static SyncBound between(SyncItem const& before, SyncItem const& item);
};

using SyncFingerprint = std::array<std::uint8_t, 16>;

/// Sorted items that do not change. 40 octets an item, and half an octet for fingerprints.
class SyncSet {
public:
    static constexpr std::size_t items_max = 50'000'000;

    /// in      items in any order
    /// errors  invalid  one twice, or a time that stands for the end     limit
    static Result<SyncSet> make(std::vector<SyncItem> items);

    std::size_t size() const { return items_.size(); }
    SyncItem const& operator[](std::size_t at) const { return items_[at]; }
    /// The first of [first, last) that is not below `bound`; `last` if all are.
    std::size_t lower_bound(std::size_t first, std::size_t last, SyncBound const& bound) const;
    /// Of [first, last), as the protocol has it: the first 16 octets of SHA-256 over the sum of the ids (little-endian, modulo 2^256) and their number.
    SyncFingerprint fingerprint(std::size_t first, std::size_t last) const;

private:
    using Sum = std::array<std::uint64_t, 4>;  ///< 256 bits, the lowest first
    static constexpr std::size_t block = 64;

    explicit SyncSet(std::vector<SyncItem> items);
    static void add(Sum& sum, Sum const& other);
    static Sum of(RecordId const& id);
    Sum before(std::size_t at) const;  ///< of all items before `at`

    std::vector<SyncItem> items_;
    std::vector<Sum> sums_;  ///< of all items before each block
};

}  // namespace accalmie
