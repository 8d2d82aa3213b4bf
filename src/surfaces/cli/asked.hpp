// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/asked.hpp: the owner's questions of the command line.
#pragma once

#include "answers/asking.hpp"
#include "surfaces/answers_tree.hpp"
#include "workspace/workspace.hpp"

namespace accalmie::cli {

inline Asking asking_of(Workspace& workspace) { return {workspace.owner(), workspace.today()}; }
inline Kind kind_of(Workspace const& workspace) { return workspace.is_demo() ? Kind::demo : Kind::real; }

}  // namespace accalmie::cli
