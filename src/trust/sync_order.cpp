// SPDX-License-Identifier: Apache-2.0
#include "trust/sync_order.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace accalmie {

SyncTurn sync_turn(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, SyncTurn>, 12> table{{
        {"member", SyncTurn::rights},
        {"device_key", SyncTurn::rights},
        {"alert", SyncTurn::alert},
        {"alert_step", SyncTurn::alert},
        {"warning", SyncTurn::alert},
        {"access_constraint", SyncTurn::danger},
        {"facility_status", SyncTurn::danger},
        {"incident", SyncTurn::danger},
        {"health_care_attack", SyncTurn::danger},
        {"disease_count", SyncTurn::signal},
        {"facility_report", SyncTurn::signal},
        {"hazard_reading", SyncTurn::signal},
    }};
    auto const* const found = std::find_if(table.begin(), table.end(), [&](auto const& row) { return row.first == type; });
    return found == table.end() ? SyncTurn::rest : found->second;
}

}  // namespace accalmie
