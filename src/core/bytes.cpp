// SPDX-License-Identifier: Apache-2.0
#include "core/bytes.hpp"

namespace accalmie {

namespace {

int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(BytesView bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (auto const byte : bytes) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

Result<Bytes> from_hex(std::string_view hex)
{
    if (hex.size() % 2 != 0) return Error{Error::Kind::invalid, "an odd number of hexadecimal digits"};
    Bytes bytes;
    bytes.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        int const high = digit_value(hex[i]);
        int const low = digit_value(hex[i + 1]);
        if (high < 0 || low < 0) return Error{Error::Kind::invalid, "not a hexadecimal digit"};
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return bytes;
}

}  // namespace accalmie
