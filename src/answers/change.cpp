// SPDX-License-Identifier: Apache-2.0
#include "answers/change.hpp"

#include "answers/cells.hpp"
#include "answers/change_rows.hpp"
#include "answers/sql.hpp"

#include <set>

namespace accalmie {

namespace {

/// P-codes of one level, with commas between; codes hold none (the dictionary's places are letters and digits).
std::string listed(PlaceIndex const& places, std::set<std::size_t> const& wanted, int level)
{
    std::string codes;
    for (auto const index : wanted)
        if (places.places()[index].level == level) codes += (codes.empty() ? "" : ",") + places.places()[index].code;
    return codes;
}

Result<std::vector<MonthlyCount>> load_counts(Store const& store, ChangeMaterial const& material, std::string const& kinds)
{
    std::set<std::size_t> wanted;
    for (auto const& ring : material.rings) wanted.insert(ring.begin(), ring.end());
    std::vector<MonthlyCount> counts;
    for (int level = 1; level <= 3; ++level) {
        auto const codes = listed(*material.places, wanted, level);
        if (codes.empty()) continue;
        auto const table = TRY(store.query(sql::change_counts, {{"level", std::int64_t{level}}, {"places", codes}, {"kinds", kinds}}));
        for (auto const& row : table.rows)
            if (auto const month = parse_month(cell_text(row[2]))) counts.push_back({cell_text(row[0]), cell_text(row[1]), *month, cell_integer(row[3])});
    }
    return counts;
}

Result<std::vector<std::string>> sources_of(Store const& store, Coverage const& coverage, ChangeQuestion const& question)
{
    auto const covered = coverage.sources();
    std::set<std::string> names(covered.begin(), covered.end());
    auto const table = TRY(store.query(sql::incident_sources));
    for (auto const& row : table.rows) names.insert(cell_text(row[0]));
    if (question.source) names.insert(*question.source);  // one that is not known answers that it cannot be said
    return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace

Result<ChangeAnswer> answer_change(Store const& store, Asking const& asking, ChangeQuestion const& question)
{
    TRY(require(asking, Action::see_open, "incident"));
    auto const places = TRY(store.places());
    auto const every_coverage = TRY(load_coverage(store));
    auto const coverage = coverage_of_kinds(every_coverage, question.kinds);
    ChangeMaterial material;
    material.places = places.get();
    material.coverage = &coverage;
    material.chosen = TRY(chosen_places(*places, question.places));
    material.neighbours = neighbours_of(*places, material.chosen);
    material.rings = rings_of(*places, material.chosen);
    material.sources = TRY(sources_of(store, every_coverage, question));
    material.counts = TRY(load_counts(store, material, question.kinds));
    material.disputes = TRY(load_disputes(store));
    std::erase_if(material.disputes, [&](DisputeRow const& row) { return !holds_kind(question.kinds, row.kind); });
    return change_of(material, question);
}

}  // namespace accalmie
