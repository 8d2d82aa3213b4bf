// SPDX-License-Identifier: Apache-2.0
// src/answers/plan.hpp: evaluation plans: what was fixed beforehand, when, what was changed since, and what follows from the plan.
#pragma once

#include "answers/asking.hpp"
#include "answers/change.hpp"

#include <map>

namespace accalmie {

/// A baseline as a plan writes it: "same_season:3", "just_before", "just_before:12", "whole_before".
struct PlannedBaseline {
    std::string text;
    Baseline kind = Baseline::same_season;
    int years = 3;
    int months = 0;  ///< of just_before; 0: as many as the window
};

/// The fields of a record evaluation_plan, read. The first of each list is the main one.
struct EvaluationPlan {
    std::string name, sentence, basis;
    std::vector<std::string> places;
    Month first, last;
    int window_months = 1;
    bool window_searched = false;                   ///< the window is shorter than the months in which it may lie
    std::vector<std::string> pools = {"region"};    ///< "neighbours", "region", "all", or P-codes with spaces between
    std::vector<std::string> kinds = {"all"};       ///< codes with spaces between, or "all"
    std::vector<std::string> sources;               ///< empty: all that cover
    std::vector<std::string> precisions = {"place"};
    std::vector<std::string> areas = {"place"};     ///< "place" or "25km"
    std::vector<std::string> communes;
    std::vector<PlannedBaseline> baselines;
    int edge_months = 0;
    std::vector<std::string> estimators = {"rate_ratio"};
    double level = 0.95, p_threshold = 0.05, share_needed = 0.5, smallest_fall_percent = 0;
    RankBy rank_by = RankBy::p_fall;
    int permutations = 999;
    std::uint64_t seed = 1;
};

/// Fields of the record as text, by name.
using PlanFields = std::map<std::string, std::string, std::less<>>;

/// errors  missing  a field that is needed     invalid  a field that says nothing known (named in `where`)
Result<EvaluationPlan> parse_plan(PlanFields const& fields);

struct PlanChange {
    std::string field, before, after;
};
struct PlanVersion {
    std::string address, author;                    ///< "HEX:ROW" and the key of whoever signed
    Instant received{}, claimed{};                  ///< when this node got it, and when its author says it was written
    std::string state;                              ///< "current", "disputed", "replaced", "contender"
    std::vector<PlanChange> changed;                ///< against the version that it replaces
    PlanFields fields;
};

/// All versions of one plan, the oldest first.
struct PlanHistory {
    std::string name;
    std::vector<PlanVersion> versions;
    std::size_t runs = 0;                           ///< the version that counts, or that was asked for by its address
};

/// When a plan was registered, as this node received it, against what it is about.
enum class Registered : std::uint8_t {
    before_all_data,     ///< before any row of the source about these places
    before_window_data,  ///< rows of the baseline were here, none of the window
    after_window_data,   ///< rows of the window were here: it could have been written with the answer in view
    no_data,             ///< the source has no row about these places
};
struct PlanAgainstSource {
    std::string source;
    Registered registered = Registered::no_data;
    std::optional<Instant> first_row, first_window_row;
    std::int64_t rows = 0;
};
enum class AgainstWindow : std::uint8_t { before_it, during_it, after_it };

struct PlanStanding {
    Instant received{};                             ///< of the version that is run
    Instant first_received{};                       ///< of the first version
    AgainstWindow against_window = AgainstWindow::after_it;
    Day window_end{};                               ///< the first day after the last month of the window
    std::vector<PlanAgainstSource> sources;         ///< those that the plan uses
    Registered registered = Registered::no_data;    ///< the least favourable of them
};

struct PlanAnswer {
    EvaluationPlan plan;
    PlanHistory history;
    PlanStanding standing;
    ChangeAnswer change;                            ///< by the plan's main choices
};

/// Every plan, by name.
/// errors  denied
Result<std::vector<PlanHistory>> answer_plans(Store const& store, Asking const& asking);

/// Run a plan, named by its name or the address of a version ("HEX", "HEX:ROW").
/// errors  denied     missing  no such plan     conflict  two plans of that name: give the address     others as answer_change
Result<PlanAnswer> answer_plan(Store const& store, Asking const& asking, std::string_view name_or_address);

/// The question of the plan's main choices.
ChangeQuestion question_of(EvaluationPlan const& plan);

std::string_view registered_code(Registered registered);  ///< "before_all_data", "before_window_data", "after_window_data", "no_data"
Words registered_words(Registered registered);
std::string_view against_window_code(AgainstWindow against);  ///< "before_window", "during_window", "after_window"

}  // namespace accalmie
