// SPDX-License-Identifier: Apache-2.0
// src/measures/capture_recapture.hpp: how many people are there, when several lists or visits each saw some of them.
#pragma once

#include "core/result.hpp"
#include "measures/distributions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace accalmie {

/// Persons with one pattern: bit i of `seen` is set where list (or occasion) i holds them; never 0.
struct CapturePattern {
    std::uint32_t seen = 0;
    std::int64_t persons = 0;
};

struct CaptureHistories {
    std::size_t occasions = 0;             ///< lists or occasions, 2 to 14
    std::vector<CapturePattern> patterns;  ///< a pattern may come more than once
};

/// What changes the chance of being seen. Order matters to Mb and Mbh only: the others hold for lists too.
enum class CaptureModel : std::uint8_t {
    m0,            ///< nothing
    mt,            ///< the occasion
    mh_chao,       ///< the person; a lower bound
    mh_poisson,    ///< the person, 2^k - 1
    mh_darroch,    ///< the person, k^2 / 2: normal on the logit scale
    mh_gamma,      ///< the person, -log(3.5 + k) + log(3.5)
    mth_chao,      ///< both; a lower bound
    mth_poisson,
    mth_darroch,
    mth_gamma,
    mb,            ///< having been seen before
    mbh,           ///< having been seen before, and another chance on the first occasion
};

enum class NoAbundance : std::uint8_t {
    none,
    too_few_cells,   ///< more parameters than patterns
    no_convergence,  ///< the likelihood has no maximum: some pattern the model leans on was never seen
    no_decline,      ///< Mb: new persons do not become fewer, so there is no end to them
};

struct CaptureFit {
    CaptureModel model = CaptureModel::m0;
    NoAbundance no_abundance = NoAbundance::none;
    std::optional<double> abundance, standard_error;  ///< persons, the unseen included
    std::optional<Interval> interval;                 ///< log-normal of the unseen: never below those seen
    double deviance = 0, aic = 0, bic = 0, log_likelihood = 0;
    std::int64_t degrees_of_freedom = 0;
    std::size_t negative_etas = 0;                               ///< Chao: parameters set to 0 because they came out below it
    std::vector<std::pair<std::size_t, std::size_t>> dependent;  ///< of dependence_fits: pairs of lists that are not independent
};

/// Do captures that lie close in time go together more than captures far apart? In a closed population they do not, whoever is easier to see.
struct ClosureTest {
    bool possible = false;  ///< needs three occasions, and a model that converges
    double coefficient = 0, standard_error = 0;  ///< of the sum of distances between captures, beside Mth Darroch; below 0: fading
    double statistic = 0;   ///< fall of the deviance, chi-square of 1
    double p_value = 1;     ///< one-sided: fading only
};

/// N by the numbers seen once and twice, or by the overlap of two lists.
struct CaptureBound {
    double abundance = 0;
    std::optional<double> standard_error;
    std::optional<Interval> interval;
};

struct CaptureSummary {
    std::size_t occasions = 0;
    std::int64_t persons = 0;
    std::vector<std::int64_t> seen_on;         ///< by occasion
    std::vector<std::int64_t> seen_times;      ///< [k - 1]: persons seen k times
    std::vector<std::int64_t> first_seen_on;   ///< by occasion
    std::vector<std::vector<std::int64_t>> both;  ///< [i][j]: persons on list i and list j
    ClosureTest closure;
    std::optional<CaptureBound> lincoln_petersen, chapman;  ///< of two lists; the first only where they share somebody
    std::optional<CaptureBound> chao;  ///< lower bound, bias-corrected; nothing where nobody was seen once
};

/// in      persons 0 to 1e9 a pattern, at least one person, patterns within the occasions
/// errors  invalid  a pattern of nobody's or outside of the occasions, a count below 0, nobody at all     limit  more than 14 occasions
/// source  Chapman 1951; Seber 1982, The Estimation of Animal Abundance, ch. 3; Chao 1987, Biometrics 43:783-791; the closure test is ours,
///         worked in docs/methods/capture-recapture.md
Result<CaptureSummary> capture_summary(CaptureHistories const& histories, double level);

/// The models of a closed population as Poisson log-linear models of the patterns, every model that has enough of them.
///
/// out     as R's Rcapture closedp: abundance n + exp(intercept) (Mb, Mbh: by the first captures), its standard error by the delta method,
///         deviance, degrees of freedom, AIC of all cells, BIC with the persons seen
/// errors  as capture_summary
/// source  Cormack 1989, Biometrics 45:395-413; Rivest & Levesque 2001, Can. J. Stat. 29:555-572; Baillargeon & Rivest 2007, J. Stat. Softw. 19(5)
Result<std::vector<CaptureFit>> closed_models(CaptureHistories const& histories, double level);

/// Three or four lists, every set of pairs that depend on each other (a clinic that registers whom the other referred).
/// errors  as capture_summary; invalid  fewer than 3 lists     limit  more than 4
/// source  Fienberg 1972, Biometrika 59:591-603; International Working Group 1995, Am. J. Epidemiol. 142:1047-1058
Result<std::vector<CaptureFit>> dependence_models(CaptureHistories const& histories, double level);

/// An occasion of a population that people enter and leave.
struct OpenOccasion {
    std::int64_t seen = 0, seen_before = 0, seen_again = 0, missed_between = 0;  ///< n, m, r, z: of those seen, known already; of those seen, seen later; not seen, but before and after
    std::optional<double> marked, abundance;  ///< M and N; nothing at the ends or where nobody was seen again
    std::optional<double> abundance_standard_error;
    std::optional<double> survival;  ///< share of those there who are still there at the next occasion
    std::optional<double> entries;   ///< persons who came until the next occasion
};

/// Jolly-Seber estimates of an open population.
/// errors  as capture_summary; invalid  fewer than 3 occasions
/// source  Jolly 1965, Biometrika 52:225-247; Seber 1965, Biometrika 52:249-259; Seber 1982, ch. 5
Result<std::vector<OpenOccasion>> jolly_seber(CaptureHistories const& histories);

}  // namespace accalmie
