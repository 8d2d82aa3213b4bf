// SPDX-License-Identifier: Apache-2.0
// src/answers/claim_evidence.cpp: what the figures of a claim rest on, from the facts.
#include "answers/cells.hpp"
#include "answers/claims.hpp"
#include "answers/sql.hpp"
#include "trust/crypto.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

constexpr int commune = 3;

EvidencePlace evidence_place(PlaceIndex const& places, std::size_t index, PlaceRole role)
{
    auto const& place = places.places()[index];
    return {place.code, place.name, place.parent, place.level, role};
}

std::vector<std::size_t> communes_in(PlaceIndex const& places, std::vector<std::size_t> const& chosen)
{
    std::vector<std::size_t> inside;
    for (std::size_t index = 0; index < places.places().size(); ++index) {
        if (places.places()[index].level != commune) continue;
        bool const is_in = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t outer) {
            auto const level = places.places()[outer].level;
            return level < commune && places.ancestor(index, level) == outer;
        });
        if (is_in) inside.push_back(index);
    }
    std::sort(inside.begin(), inside.end(), [&](std::size_t a, std::size_t b) { return places.places()[a].code < places.places()[b].code; });
    return inside;
}

Result<void> load_counts(Store const& store, ClaimEvidence& evidence)
{
    for (int level = 1; level <= commune; ++level) {
        std::string codes;
        for (auto const& place : evidence.places)
            if (place.level == level) codes += (codes.empty() ? "" : ",") + place.code;
        if (codes.empty()) continue;
        auto const table = TRY(store.query(sql::change_counts, {{"level", std::int64_t{level}}, {"places", codes}, {"kinds", evidence.question.kinds}}));
        for (auto const& row : table.rows)
            if (auto const month = parse_month(cell_text(row[2]))) evidence.counts.push_back({cell_text(row[0]), cell_text(row[1]), *month, cell_integer(row[3])});
    }
    std::sort(evidence.counts.begin(), evidence.counts.end(),
              [](MonthlyCount const& a, MonthlyCount const& b) { return std::tie(a.source, a.place, a.month) < std::tie(b.source, b.place, b.month); });
    return {};
}

Result<EvidenceInput> load_input(Store const& store, std::string const& source, Coverage const& coverage, ClaimEvidence const& evidence)
{
    EvidenceInput input;
    input.source = source;
    input.passing = passing_of(source);
    auto const table = TRY(store.query(sql::incident_rows_hashed, {{"source", source}}));
    Hasher hasher;
    for (auto const& row : table.rows) hasher.add(as_bytes(cell_text(row[0]) + "\n"));
    input.rows = static_cast<std::int64_t>(table.rows.size());
    input.rows_hash = hasher.finish().hex();
    input.series_hash = hash_of(as_bytes(series_lines(evidence.counts, source))).hex();
    for (auto const& row : coverage.rows())
        if (row.source == source) input.coverage.push_back(row);
    return input;
}

}  // namespace

std::string series_lines(std::vector<MonthlyCount> const& counts, std::string_view source)
{
    std::string lines;
    for (auto const& count : counts)
        if (count.source == source) lines += count.place + " " + to_iso(count.month) + " " + std::to_string(count.events) + "\n";
    return lines;
}

Result<ClaimEvidence> load_evidence(Store const& store, Asking const& asking, ChangeQuestion const& question)
{
    TRY(require(asking, Action::see_open, "incident"));
    auto const places = TRY(store.places());
    auto const every_coverage = TRY(load_coverage(store));
    auto const coverage = coverage_of_kinds(every_coverage, question.kinds);
    auto const chosen = TRY(chosen_places(*places, question.places));
    ClaimEvidence evidence;
    evidence.question = question;
    evidence.question.places.clear();
    evidence.boundary = places->places().front().version;
    for (auto const index : chosen) {
        evidence.places.push_back(evidence_place(*places, index, PlaceRole::asked));
        evidence.question.places.push_back(places->places()[index].code);
    }
    for (auto const index : neighbours_of(*places, chosen)) evidence.places.push_back(evidence_place(*places, index, PlaceRole::neighbour));
    for (auto const index : communes_in(*places, chosen)) evidence.places.push_back(evidence_place(*places, index, PlaceRole::inside));
    TRY(load_counts(store, evidence));
    auto const known = every_coverage.sources();
    std::set<std::string> sources(known.begin(), known.end());
    auto const table = TRY(store.query(sql::incident_sources));
    for (auto const& row : table.rows) sources.insert(cell_text(row[0]));
    for (auto const& source : sources) {
        if (question.source && source != *question.source) continue;
        evidence.inputs.push_back(TRY(load_input(store, source, coverage, evidence)));
    }
    evidence.disputes = TRY(load_disputes(store));
    std::erase_if(evidence.disputes, [&](DisputeRow const& row) { return !holds_kind(question.kinds, row.kind); });
    return evidence;
}

}  // namespace accalmie
