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

Result<std::vector<CommitmentFacts>> load_commitments(Store const& store)
{
    auto const table = TRY(store.query(sql::commitments));
    PlaceNames names{store};
    std::vector<CommitmentFacts> commitments;
    for (auto const& row : table.rows) {
        auto const made_on = cell<Day>(row[6]), from = cell<Day>(row[7]);
        if (!made_on || !from) continue;
        auto const place = cell_text(row[5]);
        commitments.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), cell<std::string>(row[4]), place, names.of(place), *made_on, *from,
                               cell<std::string>(row[8]), cell_yes(row[9])});
    }
    return commitments;
}

Result<std::vector<TestFacts>> load_tests(Store const& store, Day as_of)
{
    auto const table = TRY(store.query(sql::commitment_tests, {{"as_of", as_of}}));
    std::vector<TestFacts> tests;
    for (auto const& row : table.rows)
        if (auto const day = cell<Day>(row[1])) tests.push_back({cell_text(row[0]), *day, result_of(cell_text(row[2])), cell_yes(row[3])});
    return tests;
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
    facts.commitments = TRY(load_commitments(store));
    facts.tests = TRY(load_tests(store, question.as_of.value_or(asking.today)));
    facts.first_versions = TRY(load_first_versions(store));
    return ledger_of(facts, asking, question);
}

}  // namespace accalmie
