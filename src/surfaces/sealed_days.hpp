// SPDX-License-Identifier: Apache-2.0
// src/surfaces/sealed_days.hpp: last days of promises, opened in memory for those who may see planned movements.
#pragma once

#include "workspace/workspace.hpp"

#include <map>
#include <string>

namespace accalmie {

/// By commitment ("HEX:ROW"); empty for a viewer who may see no movement, or where the key does not lie here. Nothing is kept.
Result<std::map<std::string, Day>> open_last_days(Workspace& workspace, Member const& viewer);

}  // namespace accalmie
