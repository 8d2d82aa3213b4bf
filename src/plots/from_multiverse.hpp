// SPDX-License-Identifier: Apache-2.0
// src/plots/from_multiverse.hpp: from a plan's crossed choices to their specification curve.
#pragma once

#include "answers/multiverse.hpp"
#include "plots/from_change.hpp"
#include "plots/control_path.hpp"
#include "plots/specification_curve.hpp"

namespace accalmie::plots {

CurveInput curve_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing);

/// By the first of all choices, the first synthetic estimator that the plan names.
/// errors  missing  the plan names none, or it has no path (the reason is told)
Result<ControlPathInput> path_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing);
Result<PlaceboInput> placebos_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing);

}  // namespace accalmie::plots
