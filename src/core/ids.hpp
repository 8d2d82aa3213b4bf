// SPDX-License-Identifier: Apache-2.0
// src/core/ids.hpp: words that cannot be mixed up.
#pragma once

#include "core/bytes.hpp"

#include <array>
#include <algorithm>
#include <compare>
#include <cstring>
#include <functional>

namespace accalmie {

/// `Size` octets that name one thing, shown as hexadecimal digits. A different `Tag` is a different type.
template <class Tag, std::size_t Size>
class Id {
public:
    static constexpr std::size_t size = Size;

    Id() = default;  ///< All zero: names nothing.

    /// errors  invalid  not 2 * Size hexadecimal digits
    static Result<Id> parse(std::string_view hex)
    {
        auto const bytes = TRY(from_hex(hex));
        return from(bytes);
    }
    /// errors  invalid  not exactly Size octets
    static Result<Id> from(BytesView bytes)
    {
        if (bytes.size() != Size) return Error{Error::Kind::invalid, "an identifier of " + std::to_string(bytes.size()) + " octets, not " + std::to_string(Size)};
        Id id;
        std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
        return id;
    }

    BytesView bytes() const { return bytes_; }
    std::uint8_t* data() { return bytes_.data(); }
    std::uint8_t const* data() const { return bytes_.data(); }
    std::string hex() const { return to_hex(bytes_); }
    bool is_zero() const { return *this == Id{}; }

    friend auto operator<=>(Id const&, Id const&) = default;

private:
    std::array<std::uint8_t, Size> bytes_{};
};

using Hash = Id<struct HashTag, 32>;          ///< A BLAKE2b-256.
using RecordId = Id<struct RecordTag, 32>;    ///< The BLAKE2b-256 of a record's signed header.
using AuthorId = Id<struct AuthorTag, 32>;    ///< An Ed25519 public key.

/// One record, or one row of a batch. Row 0 of a record that is not a batch is the record itself.
struct RecordAddress {
    RecordId record;
    std::uint32_t row = 0;
    friend auto operator<=>(RecordAddress const&, RecordAddress const&) = default;
};

}  // namespace accalmie

template <class Tag, std::size_t Size>
struct std::hash<accalmie::Id<Tag, Size>> {
    std::size_t operator()(accalmie::Id<Tag, Size> const& id) const noexcept
    {
        static_assert(Size >= sizeof(std::size_t));
        std::size_t first = 0;  // the octets are a hash or a key already
        std::memcpy(&first, id.data(), sizeof first);
        return first;
    }
};
