// SPDX-License-Identifier: Apache-2.0
#include "answers/promises.hpp"

#include "answers/cells.hpp"
#include "answers/place_names.hpp"
#include "answers/promise_rows.hpp"
#include "answers/sql.hpp"

namespace accalmie {

namespace {

TestResult result_of(std::string_view code)
{
    if (code == "held") return TestResult::held;
    return code == "broken" ? TestResult::broken : TestResult::not_reached;
}

Result<void> load_commitments(Store const& store, LedgerFacts& facts)
{
    auto const table = TRY(store.query(sql::commitments));
    PlaceNames names{store};
    for (auto const& row : table.rows) {
        auto const made_on = cell<Day>(row[6]), from = cell<Day>(row[7]);
        if (!made_on || !from) continue;
        auto const place = cell_text(row[5]), state = cell_text(row[9]);
        auto& commitments = state == "contender" ? facts.contending_commitments : facts.commitments;
        commitments.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), cell<std::string>(row[4]), place, names.of(place), *made_on, *from,
                               cell<std::string>(row[8]), state == "disputed", cell_yes(row[10])});
    }
    return {};
}

Result<void> load_tests(Store const& store, LedgerFacts& facts)
{
    auto const table = TRY(store.query(sql::commitment_tests));
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        if (!day) continue;
        auto const state = cell_text(row[3]);
        TestFacts test{cell_text(row[0]), *day, result_of(cell_text(row[2])), state == "disputed", cell_text(row[4]), cell_yes(row[6])};
        if (state == "contender")
            facts.contending_tests.push_back({std::move(test), cell_text(row[5])});
        else
            facts.tests.push_back(std::move(test));
    }
    return {};
}

Result<std::map<std::string, std::string>> load_first_versions(Store const& store)
{
    auto const table = TRY(store.query(sql::commitment_versions));
    std::map<std::string, std::string> first_versions;
    for (auto const& row : table.rows) first_versions[cell_text(row[0])] = cell_text(row[1]);
    return first_versions;
}

}  // namespace

Result<PromisesAnswer> answer_promises(Store const& store, Asking const& asking, PromisesQuestion const& question)
{
    LedgerFacts facts;
    TRY(load_commitments(store, facts));
    TRY(load_tests(store, facts));
    facts.first_versions = TRY(load_first_versions(store));
    return ledger_of(facts, asking, question);
}

}  // namespace accalmie
