// SPDX-License-Identifier: Apache-2.0
// src/core/random.hpp: unpredictable octets. The real one is in app/ (libsodium), a seeded one in tests and the demo.
#pragma once

#include <cstdint>
#include <span>

namespace accalmie {

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> octets) = 0;
};

}  // namespace accalmie
