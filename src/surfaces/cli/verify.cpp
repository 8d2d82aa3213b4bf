// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/verify.cpp: `accalmie verify`: every signature, commitment and chain, and that the facts are what the journal says.
#include "surfaces/cli/all.hpp"

#include "trust/stored.hpp"

#include <nlohmann/json.hpp>
#include <unordered_set>

namespace accalmie::cli {

namespace {

constexpr std::size_t faults_shown = 100;

Result<void> run_verify(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const total = TRY(workspace->journal().record_count());
    auto progress = session.progress("records");
    std::vector<std::string> faults;
    std::uint64_t done = 0, rows = 0, gaps = 0;
    std::unordered_set<RecordId> seen;
    std::vector<std::pair<RecordId, RecordId>> links;
    auto const check = [&](StoredRecord const& stored) -> Result<void> {
        if (progress) progress(++done, total);
        auto const record = TRY(to_record(stored));
        seen.insert(record.id);
        if (record.header.previous) links.emplace_back(record.id, *record.header.previous);
        if (record.header.demo != workspace->is_demo())
            return Error{Error::Kind::corrupt, record.header.demo ? "a record of a demo in a real workspace" : "a real record in a demo workspace"};
        rows += stored.rows;
        return verify_record(record, workspace->dictionary().find(record.header.type));
    };
    auto const count = TRY(workspace->journal().verify(check, [&](Error const& fault) {
        if (faults.size() < faults_shown) faults.push_back(fault.text());
    }));
    for (auto const& [record, previous] : links) gaps += seen.contains(previous) ? 0 : 1;

    std::string facts = "not checked";
    if (count == 0 && !session.arguments.has("quick")) {
        auto const before = TRY(workspace->facts().content_hash());
        auto fresh = TRY(Store::open({}, workspace->dictionary(), workspace->head().purpose));
        TRY(fresh->catch_up(workspace->journal(), session.progress("facts")));
        facts = before == TRY(fresh->content_hash()) ? "the same as rebuilt" : "differ from the journal";
    }
    bool const facts_differ = facts.starts_with("differ");
    if (session.json) {
        session.line(nlohmann::ordered_json{{"records", total},
                                            {"rows", rows},
                                            {"faults", count},
                                            {"first_faults", faults},
                                            {"chain_gaps", gaps},
                                            {"facts", facts},
                                            {"demo", workspace->is_demo()}}
                         .dump(2));
    } else {
        for (auto const& fault : faults) session.line(fault);
        session.line(std::to_string(total) + " records with " + std::to_string(rows) + " rows, " + std::to_string(count) + " faults, " +
                     std::to_string(gaps) + " gaps in authors' chains; the facts: " + facts);
    }
    if (count > 0)
        return Error{Error::Kind::corrupt, std::to_string(count) + " records cannot be believed", "journal.sqlite",
                     "restore the journal from a copy; the other records are sound"};
    if (facts_differ) return Error{Error::Kind::corrupt, "the facts differ from the journal", "facts.duckdb", "delete the file: it is made anew"};
    return {};
}

}  // namespace

Command verify_command()
{
    return {.name = "verify",
            .summary = "Check every signature, commitment, chain and rebuilt fact",
            .description = "Reads the whole journal. A gap in an author's chain is no fault: a partial copy of a journal has them.",
            .examples = {"accalmie verify", "accalmie verify --quick"},
            .positionals = {},
            .options = {{"quick", "", "the journal alone; do not rebuild the facts to compare"}},
            .run = run_verify};
}

}  // namespace accalmie::cli
