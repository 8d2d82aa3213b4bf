// SPDX-License-Identifier: Apache-2.0
// src/answers/claims.hpp: published sentences that are held against data, and the evidence that each rests on.
#pragma once

#include "answers/change.hpp"
#include "answers/change_rows.hpp"

namespace accalmie {

/// A claim as recorded. What the sentence does not name is empty; what was never computed is nothing.
struct ClaimRow {
    std::string address;                  ///< "HEX:ROW"
    std::string name, sentence, said_by;
    std::vector<std::string> places;      ///< P-codes or names that it is held against
    Month first, last;
    int window_months = 7;
    std::string window, area, baseline, source, uniqueness, reply, plan;
    std::optional<std::string> verdict;   ///< a code, once it was checked
    std::string missing, reasons, figures, recipe, inputs;
    std::optional<Day> checked_on;
    std::string curve;                    ///< summary of the plan's specification curve, as JSON; empty without a plan
};

/// errors  denied
Result<std::vector<ClaimRow>> answer_claims(Store const& store, Asking const& asking);
/// errors  denied     missing  no claim of that name     conflict  several: take all but one back
Result<ClaimRow> answer_claim(Store const& store, Asking const& asking, std::string_view name);

ChangeQuestion question_of(ClaimRow const& claim);

enum class PlaceRole : std::uint8_t { asked, neighbour, inside };  ///< inside: a commune of a cercle that is asked about
std::string_view place_role_code(PlaceRole role);                  ///< "asked", "neighbour", "inside"

struct EvidencePlace {
    std::string code, name, parent;
    int level = 0;
    PlaceRole role = PlaceRole::asked;
};

/// Whether monthly counts of a source may be passed on. ACLED's terms forbid what could stand in for its data.
enum class Passing : std::uint8_t { series, hash_only };
Passing passing_of(std::string_view source);

struct EvidenceInput {
    std::string source;
    Passing passing = Passing::series;
    std::int64_t rows = 0;                 ///< incidents of the source that count
    std::string rows_hash, series_hash;    ///< BLAKE2b-256, hex: of the incidents as lines, and of the monthly counts used
    std::vector<CoverageRow> coverage;
};

/// All that the figures of a claim follow from, and nothing else: counts of events by place and month.
struct ClaimEvidence {
    ChangeQuestion question;
    std::string boundary;
    std::vector<EvidencePlace> places;     ///< by role, then code
    std::vector<EvidenceInput> inputs;     ///< by source
    std::vector<MonthlyCount> counts;      ///< by source, place and month
    std::vector<DisputeRow> disputes;
};

/// Counts of one source as the lines "PLACE MONTH EVENTS" that its hash is taken over.
std::string series_lines(std::vector<MonthlyCount> const& counts, std::string_view source);

/// errors  as answer_change
Result<ClaimEvidence> load_evidence(Store const& store, Asking const& asking, ChangeQuestion const& question);

/// One area under one baseline in one source.
struct AreaChange {
    std::string area, name;                ///< P-code; "asked" and "neighbours" for several together
    int level = 0;
    PlaceRole role = PlaceRole::asked;
    std::string source;
    Baseline baseline = Baseline::same_season;
    int baseline_years = 0;                ///< of same_season
    std::optional<std::int64_t> events;    ///< in all months of the source; nothing: not covered
    int placements = 0, answered = 0;      ///< windows, and those with a ratio
    int fell = 0;                          ///< windows that would be supported had they been named beforehand
    std::optional<Placement> lowest;
    std::optional<double> search_p;
    Verdict verdict = Verdict::cannot_be_said;
};

struct ClaimFigures {
    ChangeAnswer answer;                   ///< by the question's own baseline, the places together
    std::vector<AreaChange> areas;         ///< every area, baseline and source
};

/// The figures of a claim from its evidence alone: pure, so that a stranger's machine gives the same.
/// errors  as before_after
Result<ClaimFigures> figures_of(ClaimEvidence const& evidence);

}  // namespace accalmie
