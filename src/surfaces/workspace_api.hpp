// SPDX-License-Identifier: Apache-2.0
// src/surfaces/workspace_api.hpp: an open workspace behind the addresses of the API.
#pragma once

#include "surfaces/http/api.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

/// `workspace` must outlive the API. Every function asks one answer, which asks `may`.
http::Api workspace_api(Workspace& workspace);

}  // namespace accalmie
