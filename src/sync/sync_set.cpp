// SPDX-License-Identifier: Apache-2.0
#include "sync/sync_set.hpp"

#include "sync/varint.hpp"
#include "trust/crypto.hpp"

#include <algorithm>

namespace accalmie {

SyncBound SyncBound::at(SyncItem const& item)
{
    SyncBound bound;
    bound.time = item.time;
    std::copy_n(item.id.data(), RecordId::size, bound.prefix.begin());
    bound.prefix_octets = RecordId::size;
    return bound;
}

SyncBound SyncBound::between(SyncItem const& before, SyncItem const& item)
{
    SyncBound bound;
    bound.time = item.time;
    if (before.time != item.time) return bound;
    auto const differs = std::mismatch(before.id.data(), before.id.data() + RecordId::size, item.id.data()).second;
    bound.prefix_octets = std::min(static_cast<std::size_t>(differs - item.id.data()) + 1, RecordId::size);
    std::copy_n(item.id.data(), bound.prefix_octets, bound.prefix.begin());
    return bound;
}

SyncSet::SyncSet(std::vector<SyncItem> items) : items_(std::move(items))
{
    sums_.reserve(items_.size() / block + 1);
    Sum sum{};
    for (std::size_t at = 0; at < items_.size(); ++at) {
        if (at % block == 0) sums_.push_back(sum);
        add(sum, of(items_[at].id));
    }
    if (items_.size() % block == 0) sums_.push_back(sum);
}

Result<SyncSet> SyncSet::make(std::vector<SyncItem> items)
{
    if (items.size() > items_max) return Error{Error::Kind::limit, "more than 50,000,000 records in one reconciliation", {}, "sync fewer places or types at a time"};
    std::sort(items.begin(), items.end());
    if (std::adjacent_find(items.begin(), items.end()) != items.end()) return Error{Error::Kind::invalid, "a record is there twice"};
    if (!items.empty() && items.back().time == SyncBound::time_max) return Error{Error::Kind::invalid, "a record with a time after every time"};
    return SyncSet{std::move(items)};
}

std::size_t SyncSet::lower_bound(std::size_t first, std::size_t last, SyncBound const& bound) const
{
    auto const is_below = [](SyncItem const& item, SyncBound const& end) {
        if (item.time != end.time) return item.time < end.time;
        // A prefix stands for itself and zeros after it, so an item that begins with it is not below.
        return std::lexicographical_compare(item.id.data(), item.id.data() + end.prefix_octets, end.prefix.begin(), end.prefix.begin() + static_cast<std::ptrdiff_t>(end.prefix_octets));
    };
    auto const begin = items_.begin();
    auto const found = std::lower_bound(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last), bound, is_below);
    return static_cast<std::size_t>(found - begin);
}

void SyncSet::add(Sum& sum, Sum const& other)
{
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        std::uint64_t const with_carry = sum[i] + carry;
        carry = with_carry < carry ? 1U : 0U;
        sum[i] = with_carry + other[i];
        carry += sum[i] < other[i] ? 1U : 0U;
    }
}

SyncSet::Sum SyncSet::of(RecordId const& id)
{
    Sum sum{};
    for (std::size_t i = 0; i < RecordId::size; ++i) sum[i / 8] |= std::uint64_t{id.data()[i]} << (8 * (i % 8));
    return sum;
}

SyncSet::Sum SyncSet::before(std::size_t at) const
{
    Sum sum = sums_[at / block];
    for (std::size_t i = at - at % block; i < at; ++i) add(sum, of(items_[i].id));
    return sum;
}

SyncFingerprint SyncSet::fingerprint(std::size_t first, std::size_t last) const
{
    Sum sum = before(last), less = before(first);
    for (auto& part : less) part = ~part;  // two's complement: minus one
    add(sum, less);
    add(sum, Sum{1, 0, 0, 0});
    Bytes hashed;
    hashed.reserve(42);
    for (auto const part : sum)
        for (unsigned shift = 0; shift < 64; shift += 8) hashed.push_back(static_cast<std::uint8_t>(part >> shift));
    put_varint(hashed, last - first);
    auto const digest = sha256_of(hashed);
    SyncFingerprint fingerprint{};
    std::copy_n(digest.begin(), fingerprint.size(), fingerprint.begin());
    return fingerprint;
}

}  // namespace accalmie
