// SPDX-License-Identifier: Apache-2.0
// src/trust/sync_order.hpp: what travels first when two devices meet on a link that may break: who may write and what is withdrawn, then alerts.
#pragma once

#include <string_view>

namespace accalmie {

/// Lower goes first; equal ones in the order of their clock.
enum class SyncTurn : unsigned char {
    rights,  ///< members, devices, erasures, sharing: a revoked device is known before anything of it arrives
    alert,   ///< an alert, what somebody did about it, a warning: a life may hang on the hour
    danger,  ///< where nobody can pass, what happened, whether a facility still works
    signal,  ///< the counts from which alerts are made
    rest,
};

/// The turn of a record type; types that this program does not know are `rest`.
SyncTurn sync_turn(std::string_view type);

}  // namespace accalmie
