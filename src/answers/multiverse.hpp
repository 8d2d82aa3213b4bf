// SPDX-License-Identifier: Apache-2.0
// src/answers/multiverse.hpp: a plan's choices crossed: from its places, sources and areas to the cube that the measure takes.
#pragma once

#include "answers/coverage.hpp"
#include "answers/plan.hpp"
#include "measures/multiverse_models.hpp"

#include <array>
#include <span>

namespace accalmie {

/// Incidents of one source, kind and position in one month.
struct LocatedCount {
    std::string source, kind;
    int level = 0;                            ///< to which the source knows the place
    Month month;
    std::optional<Coordinate> position;
    std::array<std::string, 3> areas;         ///< P-codes of level 1 to 3 around it
    std::int64_t count = 0;
};

struct MultiverseMaterial {
    PlaceIndex const* places = nullptr;
    Coverage const* coverage = nullptr;
    std::vector<LocatedCount> incidents;
};

/// A choice that the plan made and that could not be taken, with the reason.
struct LeftOutChoice {
    std::string choice, value;                ///< "source", "acled"
    Words why;
};

struct MultiverseAnswer {
    Multiverse found;
    std::array<std::vector<std::string>, choices_count> values;  ///< names of the alternatives, by ChoiceOf
    std::vector<NamedPlace> units;            ///< the treated ones first
    std::size_t treated = 0;
    std::vector<LeftOutChoice> left_out;
    std::vector<ModelEstimator> models;       ///< that the plan names
    std::optional<ModelledMultiverse> modelled;  ///< a sample of the specifications by those models
    MultiverseInput input;                    ///< what was evaluated: for whoever plots or recomputes it
};

/// The measure's input, and what had to be left out. Pure.
/// errors  missing, conflict, invalid  places as resolve_place has them     limit
Result<MultiverseAnswer> prepare_multiverse(MultiverseMaterial const& material, EvaluationPlan const& plan);

/// errors  denied     as prepare_multiverse and multiverse
Result<MultiverseAnswer> answer_multiverse(Store const& store, Asking const& asking, EvaluationPlan const& plan);

/// Why a choice says nothing, for people.
Words refusal_words(Refusal refusal);
Words choice_words(ChoiceOf choice);

}  // namespace accalmie
