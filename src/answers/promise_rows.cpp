// SPDX-License-Identifier: Apache-2.0
#include "answers/promise_rows.hpp"

#include "answers/disputes.hpp"

#include <algorithm>
#include <functional>

namespace accalmie {

namespace {

/// Tests by the first version of their commitment.
std::map<std::string, std::vector<TestFacts const*>> tests_by_commitment(LedgerFacts const& facts)
{
    std::map<std::string, std::vector<TestFacts const*>> tests;
    for (auto const& test : facts.tests) {
        auto const address = full_address(test.commitment);
        auto const first = facts.first_versions.find(address);
        tests[first == facts.first_versions.end() ? address : first->second].push_back(&test);
    }
    return tests;
}

CommitmentRow row_of(CommitmentFacts const& facts, std::vector<TestFacts const*> const& tests, Asking const& asking, PromisesQuestion const& question, Day as_of)
{
    CommitmentRow row{facts.id, facts.kind, facts.guarantor_role, facts.to, facts.corridor, std::string{code_of(facts.place)}, facts.place_name, facts.made_on, facts.from, {}, {}, {}, facts.disputed, {}};
    auto const until = question.until.find(facts.id);
    if (until != question.until.end() && allowed(asking, Action::see_movements, "commitment", facts.place)) row.until = until->second;
    if (allowed(asking, Action::see_team, "commitment", facts.place)) row.what = facts.what;
    Promise promise{facts.from, row.until, {}};
    for (auto const* test : tests) {
        promise.tests.push_back({test->day, test->result});
        row.disputed = row.disputed || (test->disputed && test->day <= as_of);
    }
    row.status = promise_status(promise, as_of);
    return row;
}

Result<std::vector<Reliability>> reliability_of(std::vector<CommitmentRow> const& rows)
{
    std::map<std::string, CorridorTests> corridors;
    for (auto const& row : rows) {
        if (!row.corridor || row.corridor->empty()) continue;
        auto& corridor = corridors[*row.corridor];
        corridor.corridor = *row.corridor;
        corridor.tests += row.status.tests;
        corridor.held += row.status.held;
    }
    std::vector<CorridorTests> all;
    for (auto& [name, corridor] : corridors) all.push_back(std::move(corridor));
    return reliability(all);
}

/// The ledger as the facts stand.
Result<PromisesAnswer> one_reading(LedgerFacts const& facts, Asking const& asking, PromisesQuestion const& question)
{
    PromisesAnswer answer;
    answer.as_of = question.as_of.value_or(asking.today);
    auto const tests = tests_by_commitment(facts);
    for (auto const& commitment : facts.commitments) {
        if (commitment.made_on > answer.as_of || !allowed(asking, Action::see_ledger, "commitment", commitment.place)) continue;
        auto const own = tests.find(commitment.id);
        answer.flagged_rows += commitment.flagged ? 1 : 0;
        if (own != tests.end())
            for (auto const* test : own->second) answer.flagged_rows += test->flagged && test->day <= answer.as_of ? 1 : 0;
        answer.commitments.push_back(row_of(commitment, own == tests.end() ? std::vector<TestFacts const*>{} : own->second, asking, question, answer.as_of));
        auto const& row = answer.commitments.back();
        ++answer.counts[static_cast<std::size_t>(row.status.state)];
        answer.disputed += row.disputed ? 1 : 0;
    }
    std::sort(answer.commitments.begin(), answer.commitments.end(), [](CommitmentRow const& a, CommitmentRow const& b) { return std::tie(b.from, a.id) < std::tie(a.from, b.id); });
    answer.reliability = TRY(reliability_of(answer.commitments));
    return answer;
}

using Reading = std::function<LedgerFacts(LedgerFacts)>;

/// The facts with one rival correction in the place of what it contests, a reading a correction.
std::vector<Reading> readings_of(LedgerFacts const& facts)
{
    std::vector<Reading> readings;
    for (auto const& rival : facts.contending_commitments)
        readings.emplace_back([&rival](LedgerFacts read) {
            for (auto& commitment : read.commitments)
                if (commitment.id == rival.id) commitment = rival;
            return read;
        });
    for (auto const& rival : facts.contending_tests)
        readings.emplace_back([&rival](LedgerFacts read) {
            for (auto& test : read.tests)
                if (test.address == rival.contested) test = rival.test;
            return read;
        });
    return readings;
}

/// Tell in `answer` where `other`, the same ledger under another reading, differs.
void note_difference(PromisesAnswer& answer, PromisesAnswer const& other)
{
    for (auto& row : answer.commitments) {
        auto const same = std::find_if(other.commitments.begin(), other.commitments.end(), [&](CommitmentRow const& one) { return one.id == row.id; });
        if (same == other.commitments.end() || same->status.state == row.status.state) continue;
        if (std::find(row.otherwise.begin(), row.otherwise.end(), same->status.state) == row.otherwise.end()) row.otherwise.push_back(same->status.state);
    }
    for (auto const& corridor : answer.reliability) {
        auto const same = std::find_if(other.reliability.begin(), other.reliability.end(), [&](Reliability const& one) { return one.corridor == corridor.corridor; });
        if (corridor.hidden || same == other.reliability.end() || same->hidden) continue;
        if (same->tests != corridor.tests || same->held != corridor.held) answer.otherwise.push_back({corridor.corridor, same->tests, same->held});
    }
}

}  // namespace

std::string full_address(std::string_view link) { return std::string{link} + (link.find(':') == std::string_view::npos ? ":0" : ""); }

std::string_view promise_state_code(PromiseState state)
{
    switch (state) {
    case PromiseState::kept: return "kept";
    case PromiseState::broken: return "broken";
    case PromiseState::untested: return "untested";
    case PromiseState::expired: return "expired";
    }
    return {};
}

Result<PromisesAnswer> ledger_of(LedgerFacts const& facts, Asking const& asking, PromisesQuestion const& question)
{
    if (!allowed_somewhere(asking, Action::see_ledger, "commitment"))
        return Error{Error::Kind::denied, "the ledger is for the team of the place", "commitment", "ask the lead of the programme for a role and a place that may see it"};
    auto answer = TRY(one_reading(facts, asking, question));
    auto const readings = readings_of(facts);
    for (std::size_t i = 0; i < std::min(readings.size(), readings_max); ++i) note_difference(answer, TRY(one_reading(readings[i](facts), asking, question)));
    answer.readings_left_out = static_cast<int>(readings.size() - std::min(readings.size(), readings_max));
    return answer;
}

}  // namespace accalmie
