// SPDX-License-Identifier: Apache-2.0
// src/answers/promise_rows.hpp: from commitments and their tests to the ledger. Pure.
#pragma once

#include "answers/promises.hpp"

#include <span>

namespace accalmie {

/// A commitment that counts, as recorded.
struct CommitmentFacts {
    std::string id;                          ///< "HEX:ROW" of the first version
    std::string kind, guarantor_role, to;
    std::optional<std::string> corridor;
    std::string place, place_name;           ///< PCODE@VERSION; its name if known
    Day made_on{}, from{};
    std::optional<std::string> what;
    bool disputed = false;
    bool flagged = false;                    ///< a rule of its form is broken there
};

struct TestFacts {
    std::string commitment;                  ///< a link to any version: "HEX" or "HEX:ROW"
    Day day{};
    TestResult result = TestResult::not_reached;
    bool disputed = false;
    std::string address;                     ///< its own, "HEX:ROW"
    bool flagged = false;
};

/// A rival correction of a test, and the address of what it contests.
struct ContendingTest {
    TestFacts test;
    std::string contested;
};

struct LedgerFacts {
    std::vector<CommitmentFacts> commitments;
    std::vector<TestFacts> tests;
    std::vector<CommitmentFacts> contending_commitments;  ///< under the id of what they contest
    std::vector<ContendingTest> contending_tests;
    std::map<std::string, std::string> first_versions;  ///< of later versions: address to the first version's
};

/// The ledger of the places that the viewer may see, and nothing of others.
Result<PromisesAnswer> ledger_of(LedgerFacts const& facts, Asking const& asking, PromisesQuestion const& question);

/// "HEX" as "HEX:0".
std::string full_address(std::string_view link);

}  // namespace accalmie
