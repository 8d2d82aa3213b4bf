// SPDX-License-Identifier: Apache-2.0
#include "capture/seen_rows.hpp"

#include "core/verify.hpp"

namespace accalmie {

static_assert(sizeof(SeenRows::Entry) == 24);

/// The slot that holds `key` or is free for it. Keys are hashes already, so their low bits serve.
std::size_t SeenRows::slot_of(std::uint64_t key) const
{
    std::size_t const mask = slots_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(key) & mask;
    while (slots_[slot].key != 0 && slots_[slot].key != key) slot = (slot + 1) & mask;
    return slot;
}

void SeenRows::grow()
{
    std::vector<Entry> old(std::max<std::size_t>(1024, slots_.size() * 2));
    old.swap(slots_);
    for (auto const& entry : old)
        if (entry.key != 0) slots_[slot_of(entry.key)] = entry;
}

SeenRows::Entry& SeenRows::at(std::uint64_t key)
{
    if (key == 0) key = 1;
    if ((used_ + 1) * 10 > slots_.size() * 7) grow();
    auto& entry = slots_[slot_of(key)];
    if (entry.key == 0) {
        entry.key = key;
        ++used_;
    }
    return entry;
}

SeenRows::Entry const* SeenRows::find(std::uint64_t key) const
{
    if (slots_.empty()) return nullptr;
    auto const& entry = slots_[slot_of(key == 0 ? 1 : key)];
    return entry.key == 0 ? nullptr : &entry;
}

void SeenRows::know(Entry& entry, RecordAddress const& address)
{
    auto const [found, fresh] = index_.try_emplace(address.record, static_cast<std::uint32_t>(records_.size()));
    if (fresh) records_.push_back(address.record);
    VERIFY(address.row < 1U << 24U);
    entry.record = found->second;
    entry.row = address.row & 0xFFFFFFU;
    entry.known = 1;
}

RecordAddress SeenRows::address(Entry const& entry) const
{
    VERIFY(entry.known == 1);
    return {records_[entry.record], entry.row};
}

}  // namespace accalmie
