// SPDX-License-Identifier: Apache-2.0
#include "journal/checksum.hpp"

#include <array>

namespace accalmie {

namespace {

constexpr std::uint64_t polynomial = 0xC96C'5795'D787'0F42U;  // ECMA-182, bits reversed
constexpr std::size_t lanes = 8;                              // octets a step ("slicing by 8", Kounavis and Berry 2005)
using Tables = std::array<std::array<std::uint64_t, 256>, lanes>;

constexpr Tables make_tables()
{
    Tables tables{};
    for (std::uint64_t octet = 0; octet < 256; ++octet) {
        std::uint64_t rest = octet;
        for (int bit = 0; bit < 8; ++bit) rest = rest >> 1U ^ ((rest & 1U) != 0 ? polynomial : 0U);
        tables[0][octet] = rest;
    }
    for (std::size_t lane = 1; lane < lanes; ++lane) {
        for (std::size_t octet = 0; octet < 256; ++octet) {
            auto const before = tables[lane - 1][octet];
            tables[lane][octet] = before >> 8U ^ tables[0][before & 0xFFU];
        }
    }
    return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

void Checksum::add(BytesView bytes)
{
    std::size_t i = 0;
    for (; i + lanes <= bytes.size(); i += lanes) {
        std::uint64_t word = 0;
        for (std::size_t octet = 0; octet < lanes; ++octet) word |= static_cast<std::uint64_t>(bytes[i + octet]) << 8 * octet;
        word ^= register_;
        register_ = 0;
        for (std::size_t octet = 0; octet < lanes; ++octet) register_ ^= tables[lanes - 1 - octet][word >> 8 * octet & 0xFFU];
    }
    for (; i < bytes.size(); ++i) register_ = register_ >> 8U ^ tables[0][(register_ ^ bytes[i]) & 0xFFU];
}

void Checksum::add_number(std::uint64_t value)
{
    std::array<std::uint8_t, 8> octets;
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(value >> 8 * i);
    add(octets);
}

void Checksum::add_sized(BytesView bytes)
{
    add_number(bytes.size());
    add(bytes);
}

}  // namespace accalmie
