// SPDX-License-Identifier: Apache-2.0
#include "sync/varint.hpp"

#include <array>

namespace accalmie {

namespace {
constexpr std::size_t varint_octets_max = 10;
}

void put_varint(Bytes& into, std::uint64_t value)
{
    std::array<std::uint8_t, varint_octets_max> digits{};
    std::size_t at = digits.size();
    digits[--at] = static_cast<std::uint8_t>(value & 0x7FU);
    while ((value >>= 7U) != 0) digits[--at] = static_cast<std::uint8_t>((value & 0x7FU) | 0x80U);
    into.insert(into.end(), digits.begin() + static_cast<std::ptrdiff_t>(at), digits.end());
}

std::optional<std::uint64_t> OctetReader::varint()
{
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < left_.size() && at < varint_octets_max; ++at) {
        if (value >> 57U != 0) return std::nullopt;
        value = value << 7U | (left_[at] & 0x7FU);
        if ((left_[at] & 0x80U) != 0) continue;
        left_ = left_.subspan(at + 1);
        return value;
    }
    return std::nullopt;
}

std::optional<BytesView> OctetReader::octets(std::uint64_t count)
{
    if (count > left_.size()) return std::nullopt;
    auto const found = left_.first(static_cast<std::size_t>(count));
    left_ = left_.subspan(static_cast<std::size_t>(count));
    return found;
}

}  // namespace accalmie
