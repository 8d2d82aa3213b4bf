// SPDX-License-Identifier: Apache-2.0
#include "trust/envelope.hpp"

#include <algorithm>

namespace accalmie {

HybridTime next_reading(HybridTime last, Instant now)
{
    constexpr std::int64_t milliseconds_max = hlc_max >> 16U;
    auto const milliseconds = std::clamp<std::int64_t>(now.time_since_epoch().count(), 0, milliseconds_max);
    auto const of_clock = static_cast<std::uint64_t>(milliseconds) << 16U;
    return {std::min(hlc_max, std::max(last.packed + 1, of_clock))};  // a full counter carries into the milliseconds by itself
}

}  // namespace accalmie
