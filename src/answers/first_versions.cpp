// SPDX-License-Identifier: Apache-2.0
#include "answers/first_versions.hpp"

#include "answers/cells.hpp"
#include "answers/promise_rows.hpp"
#include "answers/sql.hpp"

namespace accalmie {

namespace {

constexpr std::size_t versions_max = 100'000;  // of one record

}  // namespace

Result<FirstVersions> FirstVersions::load(Store const& store)
{
    FirstVersions versions;
    for (auto const& row : TRY(store.query(sql::first_versions)).rows) versions.add(cell_text(row[0]), cell_text(row[1]));
    return versions;
}

std::string FirstVersions::of(std::string_view link) const
{
    if (link.empty()) return {};
    auto address = full_address(link);
    for (std::size_t step = 0; step < versions_max; ++step) {
        auto const found = corrects_.find(address);
        if (found == corrects_.end()) break;
        address = found->second;
    }
    return address;
}

}  // namespace accalmie
