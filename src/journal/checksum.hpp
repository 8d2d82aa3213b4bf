// SPDX-License-Identifier: Apache-2.0
// src/journal/checksum.hpp: finds accidents on the disk. Against people there is the signature; the journal does not know it.
#pragma once

#include "core/bytes.hpp"

namespace accalmie {

/// CRC-64/XZ (ECMA-182, reflected): finds each change of up to 64 neighbouring bits, and others but for one in 2^64.
class Checksum {
public:
    void add(BytesView bytes);
    void add_number(std::uint64_t value);                       ///< as 8 octets, lowest first
    void add_sized(BytesView bytes);                            ///< its length as a number, then itself
    std::uint64_t value() const { return ~register_; }

private:
    std::uint64_t register_ = ~std::uint64_t{0};
};

}  // namespace accalmie
