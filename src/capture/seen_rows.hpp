// SPDX-License-Identifier: Apache-2.0
// src/capture/seen_rows.hpp: which rows are known or were met in this file, in 24 octets each.
#pragma once

#include "core/ids.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace accalmie {

/// A table from the hash of a key to the hash of a content and an address. Grows by doubling; 2 million rows take 96 MiB.
class SeenRows {
public:
    struct Entry {
        std::uint64_t key = 0;        ///< 0: free
        std::uint64_t content = 0;    ///< for rows that have no key: how often they are known (high half) and were met (low half)
        std::uint32_t record = 0;     ///< index into the record ids
        std::uint32_t row : 24 = 0;   ///< rows of a batch are fewer than 4,097
        std::uint32_t known : 1 = 0;  ///< the workspace holds it
        std::uint32_t met : 1 = 0;    ///< it stands in this file, be it only in a rejected row
        std::uint32_t taken : 1 = 0;  ///< a row of this file with this key was accepted
        std::uint32_t retracted : 1 = 0;
    };

    /// The entry of `key`, made if it is not there. Valid until the next call.
    Entry& at(std::uint64_t key);
    Entry const* find(std::uint64_t key) const;
    void know(Entry& entry, RecordAddress const& address);
    RecordAddress address(Entry const& entry) const;
    std::size_t size() const { return used_; }

private:
    std::size_t slot_of(std::uint64_t key) const;
    void grow();

    std::vector<Entry> slots_;
    std::size_t used_ = 0;
    std::vector<RecordId> records_;
    std::unordered_map<RecordId, std::uint32_t> index_;
};

}  // namespace accalmie
