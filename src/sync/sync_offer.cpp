// SPDX-License-Identifier: Apache-2.0
#include "sync/sync_offer.hpp"

#include "trust/sync_order.hpp"

#include <algorithm>

namespace accalmie {

namespace {

std::uint64_t order_of(StoredRecord const& record)
{
    std::uint64_t octets = record.envelope.size();
    for (auto const& part : record.parts) octets += part.bytes.size();
    return (static_cast<std::uint64_t>(sync_turn(record.type)) << 56U) | octets;
}

}  // namespace

Result<SyncOffer> SyncOffer::make(Journal& journal, std::function<bool(StoredRecord const&)> const& is_offered)
{
    std::vector<SyncItem> items;
    std::vector<Entry> entries;
    std::uint64_t withheld = 0;
    TRY(journal.since(0, {}, [&](Point, StoredRecord const& record) -> Result<void> {
        if (!is_offered(record)) {
            ++withheld;
            return {};
        }
        if (items.size() >= records_max) return Error{Error::Kind::limit, "more than 4,000,000 records in one sync", "journal", "narrow the member's places"};
        items.push_back({record.hlc, record.id});
        entries.push_back({record.id, order_of(record)});
        return {};
    }));
    std::sort(entries.begin(), entries.end(), [](Entry const& a, Entry const& b) { return a.id < b.id; });
    auto set = TRY(SyncSet::make(std::move(items)));
    return SyncOffer{std::move(set), std::move(entries), withheld};
}

std::vector<RecordId> SyncOffer::in_order(std::vector<RecordId> wanted) const
{
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<Entry> found;
    for (auto const& id : wanted) {
        auto const at = std::lower_bound(entries_.begin(), entries_.end(), id, [](Entry const& entry, RecordId const& sought) { return entry.id < sought; });
        if (at != entries_.end() && at->id == id) found.push_back(*at);
    }
    std::sort(found.begin(), found.end(), [](Entry const& a, Entry const& b) { return std::pair{a.order, a.id} < std::pair{b.order, b.id}; });
    std::vector<RecordId> ids;
    for (auto const& entry : found) ids.push_back(entry.id);
    return ids;
}

}  // namespace accalmie
