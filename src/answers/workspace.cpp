// SPDX-License-Identifier: Apache-2.0
#include "answers/workspace.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <map>

namespace accalmie {

Result<WorkspaceAnswer> answer_workspace(Store const& store, Asking const& asking)
{
    TRY(require(asking, Action::see_open, "source_coverage"));
    WorkspaceAnswer answer;
    auto const rows = TRY(store.query(sql::rows_of_facts));
    if (!rows.rows.empty()) answer.rows = cell_integer(rows.rows[0][0]);
    auto const places = store.places();
    if (places) answer.boundary = (*places)->places().front().version;
    else if (places.error().kind != Error::Kind::missing) return places.error();
    std::map<std::pair<std::string, std::string>, SourceRow> by_area;
    auto const coverage = TRY(load_coverage(store));
    for (auto const& row : coverage.rows()) {
        auto const [found, is_new] = by_area.try_emplace({row.source, row.area}, SourceRow{row.source, row.area, row.first_day, row.last_day, std::nullopt});
        auto& kept = found->second;
        kept.first_day = std::min(kept.first_day, row.first_day);
        if (!row.release.empty() && (is_new || row.last_day >= kept.last_day)) kept.release = row.release;
        kept.last_day = std::max(kept.last_day, row.last_day);
    }
    for (auto& [key, row] : by_area) answer.sources.push_back(std::move(row));
    return answer;
}

}  // namespace accalmie
