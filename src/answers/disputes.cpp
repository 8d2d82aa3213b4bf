// SPDX-License-Identifier: Apache-2.0
#include "answers/disputes.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

namespace accalmie {

Result<std::vector<DisputeRow>> load_disputes(Store const& store)
{
    auto const table = TRY(store.query(sql::incident_disputes));
    std::vector<DisputeRow> disputes;
    for (auto const& row : table.rows) {
        auto const month = parse_month(cell_text(row[1]));
        if (month)
            disputes.push_back({cell_text(row[0]), *month, static_cast<int>(cell_integer(row[2])), {cell_text(row[3]), cell_text(row[4]), cell_text(row[5])},
                                cell_yes(row[6]), cell_text(row[7]), cell_text(row[8]), cell_yes(row[9]), cell_text(row[10])});
    }
    return disputes;
}

}  // namespace accalmie
