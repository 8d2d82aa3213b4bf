// SPDX-License-Identifier: Apache-2.0
#include "surfaces/sealed_days.hpp"

namespace accalmie {

Result<std::map<std::string, Day>> open_last_days(Workspace& workspace, Member const& viewer)
{
    std::map<std::string, Day> days;
    bool anywhere = false;
    for (auto const& place : viewer.places)
        anywhere |=
            may(viewer, Action::see_movements, {"commitment", place == "*" ? std::string_view{} : std::string_view{place}, workspace.today()});
    // The answer asks again for the place of each promise; here only: is there anything this viewer may see at all?
    if (!anywhere) return days;
    for (auto const& [address, value] : TRY(workspace.open_sealed_field("commitment", "until")))
        if (auto const* day = std::get_if<Day>(&value)) days.emplace(address, *day);
    return days;
}

}  // namespace accalmie
