// SPDX-License-Identifier: Apache-2.0
#include "answers/cells.hpp"
#include "answers/coverage.hpp"
#include "answers/sql.hpp"

namespace accalmie {

Result<Coverage> load_coverage(Store const& store)
{
    auto const table = TRY(store.query(sql::coverage));
    std::vector<CoverageRow> rows;
    for (auto const& row : table.rows) {
        auto const first = cell<Day>(row[3]), last = cell<Day>(row[4]);
        if (first && last) rows.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), *first, *last, cell_text(row[5])});
    }
    return Coverage{std::move(rows)};
}

}  // namespace accalmie
