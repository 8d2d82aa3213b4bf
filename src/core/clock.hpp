// SPDX-License-Identifier: Apache-2.0
// src/core/clock.hpp: what time this machine believes it is. The real one is in app/, fakes in tests.
#pragma once

#include "core/time.hpp"

namespace accalmie {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() = 0;  ///< UTC; may jump, may be years off: nothing is decided by it alone
};

}  // namespace accalmie
