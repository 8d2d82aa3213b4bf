// SPDX-License-Identifier: Apache-2.0
// src/measures/predictor_weights.hpp: how much each predictor should count, so that donors alike in them follow the outcome before treatment.
#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace accalmie {

/// One treated unit and its donors, in predictors (already in comparable units) and in the outcome over the times fitted.
struct PredictorProblem {
    std::vector<double> treated_predictors;  ///< one a predictor
    std::vector<double> donor_predictors;    ///< donor after donor, one a predictor
    std::vector<double> treated_outcomes;    ///< one a time
    std::vector<double> donor_outcomes;      ///< donor after donor, one a time

    std::size_t predictors() const { return treated_predictors.size(); }
    std::size_t donors() const { return predictors() == 0 ? 0 : donor_predictors.size() / predictors(); }
};

/// Weights of predictors, and what they lead to.
struct PredictorSolution {
    std::vector<double> predictor_weights;   ///< sum 1
    std::vector<double> unit_weights;        ///< one a donor, sum 1
    double loss = 0;                         ///< mean squared gap of the outcome over the times fitted
};

struct PredictorSearch {
    int drawn_starts = 0;                    ///< besides the two usual ones; 0 to 1,000
    std::uint64_t seed = 1;                  ///< of the drawn starts
    int evaluations_max = 6'000;             ///< of the inner problem, a start; 1 to 100,000
};

enum class PredictorStart : std::uint8_t {
    equal,       ///< all predictors count alike
    regression,  ///< by the squared coefficients of a regression of the outcomes on all predictors
    drawn,       ///< at random
};

struct PredictorPath {
    PredictorStart start = PredictorStart::equal;
    PredictorSolution end;
    int evaluations = 0;
};

struct PredictorWeights {
    PredictorSolution best;            ///< of all paths: the earlier one where two are equal
    std::vector<PredictorPath> paths;  ///< in the order equal, regression (where it can be computed), drawn
};

/// The unit weights that given predictor weights lead to, and their loss.
/// in      weights >= 0, not all zero, one a predictor
Result<PredictorSolution> weigh_units(PredictorProblem const& problem, std::vector<double> const& predictor_weights);

/// Predictor weights that make the loss small, each start followed downhill by a derivative-free search. The loss has many flat parts and
/// many local minima: the paths show them, no claim is made that the best is the least of all.
///
/// in      1 to 100 predictors, 1 to 500 donors, 1 to 2,000 times; all finite
/// out     loss in squared units of the outcome
/// errors  invalid  sizes that do not agree, a number that is not finite     limit  more than that
/// source  Abadie & Gardeazabal 2003, Am. Econ. Rev. 93:113-132, app. B; Abadie, Diamond & Hainmueller 2011, J. Stat. Softw. 42(13); on its
///         local minima: Becker & Klößner 2018, Econometrics and Statistics 5:1-19; search: Rowan 1990 (Subplex), in NLopt
Result<PredictorWeights> predictor_weights(PredictorProblem const& problem, PredictorSearch const& search);

/// Solutions near one: each predictor weight in turn halved and doubled.
std::vector<PredictorSolution> neighbouring_solutions(PredictorProblem const& problem, std::vector<double> const& predictor_weights);

}  // namespace accalmie
