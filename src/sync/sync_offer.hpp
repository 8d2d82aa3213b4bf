// SPDX-License-Identifier: Apache-2.0
// src/sync/sync_offer.hpp: what one node would give another, as it stood when the sync began: the set to compare, and the order of sending.
#pragma once

#include "journal/journal.hpp"
#include "sync/sync_set.hpp"

namespace accalmie {

/// Does not change once made. About 80 octets a record.
class SyncOffer {
public:
    static constexpr std::size_t records_max = 4'000'000;

    /// Reads the journal once.
    /// errors  limit  more than records_max are offered     io     corrupt
    static Result<SyncOffer> make(Journal& journal, std::function<bool(StoredRecord const&)> const& is_offered);

    SyncSet const& set() const { return set_; }
    std::uint64_t withheld() const { return withheld_; }  ///< records that are here and not offered
    /// Those of `wanted` that are offered, each once: by sync_turn, then the small before the large, then by id.
    std::vector<RecordId> in_order(std::vector<RecordId> wanted) const;

private:
    struct Entry {
        RecordId id;
        std::uint64_t order = 0;  ///< turn and size
    };
    SyncOffer(SyncSet set, std::vector<Entry> entries, std::uint64_t withheld) : set_(std::move(set)), entries_(std::move(entries)), withheld_(withheld) {}

    SyncSet set_;
    std::vector<Entry> entries_;  ///< by id
    std::uint64_t withheld_ = 0;
};

}  // namespace accalmie
