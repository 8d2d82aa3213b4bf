// SPDX-License-Identifier: Apache-2.0
// src/sync/varint.hpp: whole numbers in seven bits an octet, the highest first, as Negentropy has them; and a reader that never runs over.
#pragma once

#include "core/bytes.hpp"

#include <optional>

namespace accalmie {

void put_varint(Bytes& into, std::uint64_t value);

/// Reads from octets that somebody else wrote.
class OctetReader {
public:
    explicit OctetReader(BytesView octets) : left_(octets) {}
    bool is_empty() const { return left_.empty(); }
    std::size_t size() const { return left_.size(); }
    /// Nothing: the octets end, or more than 64 bits.
    std::optional<std::uint64_t> varint();
    /// Nothing: fewer are left. Valid as long as the input.
    std::optional<BytesView> octets(std::uint64_t count);

private:
    BytesView left_;
};

}  // namespace accalmie
