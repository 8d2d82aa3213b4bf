// SPDX-License-Identifier: Apache-2.0
// src/answers/workspace.hpp: what this workspace knows. Its name, whether it is a demo and its number of records come from the workspace itself.
#pragma once

#include "answers/asking.hpp"
#include "answers/coverage.hpp"
#include "facts/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// The days that a source covers of an area, releases put together.
struct SourceRow {
    std::string source, area;
    Day first_day{}, last_day{};
    std::optional<std::string> release;           ///< the newest
};

struct WorkspaceAnswer {
    std::int64_t rows = 0;                        ///< of all tables, every version
    std::optional<std::string> boundary;          ///< the default boundary version; nothing: no place is known
    std::vector<SourceRow> sources;               ///< by source, then area
};

/// errors  denied
Result<WorkspaceAnswer> answer_workspace(Store const& store, Asking const& asking);

}  // namespace accalmie
