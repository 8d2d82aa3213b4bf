// SPDX-License-Identifier: Apache-2.0
#include "answers/holders.hpp"

#include "answers/cells.hpp"
#include "answers/promise_rows.hpp"
#include "answers/sql.hpp"

namespace accalmie {

Result<Holders> Holders::load(Store const& store)
{
    Holders holders;
    auto const table = TRY(store.query(sql::holders));
    for (auto const& row : table.rows) {
        auto const kind = cell_text(row[2]) == "asset" ? Holder::Kind::asset : Holder::Kind::facility;
        holders.by_address_[cell_text(row[0])] = {kind, cell_text(row[1]), cell_text(row[3]), cell_text(row[4]), cell_text(row[5])};
    }
    return holders;
}

Holder const* Holders::find(std::string_view link) const
{
    auto const found = by_address_.find(full_address(link));
    return found == by_address_.end() ? nullptr : &found->second;
}

}  // namespace accalmie
