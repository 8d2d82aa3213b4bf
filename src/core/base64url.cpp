// SPDX-License-Identifier: Apache-2.0
#include "core/base64url.hpp"

namespace accalmie {

namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Error not_base64url(std::string what) { return {Error::Kind::invalid, std::move(what), "base64url", "write it as RFC 4648, section 5, without padding"}; }

}  // namespace

std::string to_base64url(BytesView bytes)
{
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (auto const octet : bytes) {
        held = held << 8U | octet;
        bits += 8;
        for (; bits >= 6; bits -= 6) text.push_back(letters[held >> (bits - 6) & 63U]);
    }
    if (bits > 0) text.push_back(letters[held << (6 - bits) & 63U]);
    return text;
}

Result<Bytes> from_base64url(std::string_view text)
{
    if (text.size() % 4 == 1) return not_base64url("a length that no octets have");
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (char const letter : text) {
        auto const place = letters.find(letter);
        if (place == std::string_view::npos) return not_base64url("a letter that is none of its 64");
        held = (held << 6U | static_cast<std::uint32_t>(place)) & 0xffffU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    }
    if ((held & ((1U << bits) - 1U)) != 0) return not_base64url("bits left over that are not zero");
    return bytes;
}

}  // namespace accalmie
