// SPDX-License-Identifier: Apache-2.0
#include "measures/capture_recapture.hpp"

#include <Eigen/Dense>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t occasions_max = 14;
constexpr std::int64_t persons_max = 1'000'000'000;
constexpr int newton_steps_max = 100;

Result<void> check(CaptureHistories const& histories, double level)
{
    if (histories.occasions < 2) return Error{Error::Kind::invalid, "fewer than two lists", "occasions", "overlap needs two lists or more"};
    if (histories.occasions > occasions_max) return Error{Error::Kind::limit, "more than 14 lists", "occasions", "join lists that saw the same people"};
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    std::int64_t persons = 0;
    for (std::size_t i = 0; i < histories.patterns.size(); ++i) {
        auto const& pattern = histories.patterns[i];
        auto const where = "pattern " + std::to_string(i + 1);
        if (pattern.seen == 0 || pattern.seen >> histories.occasions != 0) return Error{Error::Kind::invalid, "a pattern of nobody's list", where, "give who is on at least one list; who is on none is what is asked for"};
        if (pattern.persons < 0) return Error{Error::Kind::invalid, "a count of persons below zero", where, "give 0 or more"};
        persons += pattern.persons;
        if (persons > persons_max) return Error{Error::Kind::limit, "more than 1,000,000,000 persons", where, "split the lists"};
    }
    if (persons == 0) return Error{Error::Kind::invalid, "nobody was seen", "patterns", "give at least one person"};
    return {};
}

/// Patterns 1 to 2^occasions - 1 with their counts.
Eigen::VectorXd cells_of(CaptureHistories const& histories)
{
    Eigen::VectorXd cells = Eigen::VectorXd::Zero((Eigen::Index{1} << histories.occasions) - 1);
    for (auto const& pattern : histories.patterns) cells(static_cast<Eigen::Index>(pattern.seen) - 1) += static_cast<double>(pattern.persons);
    return cells;
}

std::uint32_t pattern_of(Eigen::Index row) { return static_cast<std::uint32_t>(row + 1); }
double times_seen(Eigen::Index row) { return std::popcount(pattern_of(row)); }
bool saw(Eigen::Index row, std::size_t occasion) { return ((pattern_of(row) >> occasion) & 1U) != 0; }

struct PoissonFit {
    bool converged = false;
    Eigen::VectorXd coefficients;
    Eigen::MatrixXd covariance;
    double deviance = 0, log_likelihood = 0;
};

double deviance_of(Eigen::VectorXd const& counts, Eigen::VectorXd const& means)
{
    double sum = 0;
    for (Eigen::Index i = 0; i < counts.size(); ++i) sum += (counts(i) > 0 ? counts(i) * std::log(counts(i) / means(i)) : 0) - (counts(i) - means(i));
    return 2 * sum;
}

double log_likelihood_of(Eigen::VectorXd const& counts, Eigen::VectorXd const& means)
{
    double sum = 0;
    for (Eigen::Index i = 0; i < counts.size(); ++i) sum += (counts(i) > 0 ? counts(i) * std::log(means(i)) : 0) - means(i) - std::lgamma(counts(i) + 1);
    return sum;
}

/// Iteratively reweighted least squares; the first step starts from the counts, as GLIM does.
PoissonFit fit_poisson(Eigen::MatrixXd const& design, Eigen::VectorXd const& counts)
{
    PoissonFit fit;
    Eigen::VectorXd means = counts.array() + 0.1;
    double deviance = deviance_of(counts, means);
    constexpr double exponent_max = 40;
    for (int step = 0; step < newton_steps_max && !fit.converged; ++step) {
        Eigen::VectorXd const working = means.array().log() + (counts - means).array() / means.array();
        Eigen::MatrixXd const weighted = design.transpose() * means.asDiagonal();
        Eigen::LDLT<Eigen::MatrixXd> const solver{weighted * design};
        if (solver.info() != Eigen::Success || !(solver.vectorD().minCoeff() > 1e-11 * solver.vectorD().maxCoeff())) return fit;
        fit.coefficients = solver.solve(weighted * working);
        Eigen::VectorXd const linear = design * fit.coefficients;
        if (!linear.allFinite() || linear.maxCoeff() > exponent_max) return fit;
        means = linear.array().max(-exponent_max).exp();
        double const now = deviance_of(counts, means);
        fit.converged = std::abs(now - deviance) < 1e-11 * (std::abs(now) + 0.1);
        deviance = now;
        fit.covariance = (design.transpose() * means.asDiagonal() * design).ldlt().solve(Eigen::MatrixXd::Identity(design.cols(), design.cols()));
    }
    // A coefficient that runs away stands still in the deviance, but not in its error: there is no maximum.
    if (fit.converged && !(fit.covariance.diagonal().maxCoeff() < 1e6)) fit.converged = false;
    fit.deviance = deviance;
    fit.log_likelihood = log_likelihood_of(counts, means);
    return fit;
}

// ---- designs: the intercept is the log of the unseen ----

enum class Heterogeneity { none, chao, poisson, darroch, gamma };

Heterogeneity heterogeneity_of(CaptureModel model)
{
    switch (model) {
    case CaptureModel::mh_chao:
    case CaptureModel::mth_chao: return Heterogeneity::chao;
    case CaptureModel::mh_poisson:
    case CaptureModel::mth_poisson: return Heterogeneity::poisson;
    case CaptureModel::mh_darroch:
    case CaptureModel::mth_darroch: return Heterogeneity::darroch;
    case CaptureModel::mh_gamma:
    case CaptureModel::mth_gamma: return Heterogeneity::gamma;
    case CaptureModel::m0:
    case CaptureModel::mt:
    case CaptureModel::mb:
    case CaptureModel::mbh: break;
    }
    return Heterogeneity::none;
}

bool depends_on_occasion(CaptureModel model)
{
    return model == CaptureModel::mt || (model >= CaptureModel::mth_chao && model <= CaptureModel::mth_gamma);
}

bool depends_on_history(CaptureModel model) { return model == CaptureModel::mb || model == CaptureModel::mbh; }

using Columns = std::vector<Eigen::VectorXd>;

template <class F>
Eigen::VectorXd column(Eigen::Index rows, F const& value)
{
    Eigen::VectorXd filled(rows);
    for (Eigen::Index row = 0; row < rows; ++row) filled(row) = value(row);
    return filled;
}

Columns base_columns(Eigen::Index rows, std::size_t occasions, bool by_occasion)
{
    Columns columns{Eigen::VectorXd::Ones(rows)};
    if (!by_occasion) columns.push_back(column(rows, times_seen));
    for (std::size_t occasion = 0; by_occasion && occasion < occasions; ++occasion)
        columns.push_back(column(rows, [&](Eigen::Index row) { return saw(row, occasion) ? 1.0 : 0.0; }));
    return columns;
}

void add_heterogeneity(Columns& columns, Heterogeneity kind, Eigen::Index rows, std::size_t occasions)
{
    constexpr double gamma_shape = 3.5;
    switch (kind) {
    case Heterogeneity::none: break;
    case Heterogeneity::chao:
        for (std::size_t above = 2; above < occasions; ++above)
            columns.push_back(column(rows, [&](Eigen::Index row) { return std::max(0.0, times_seen(row) - static_cast<double>(above)); }));
        break;
    case Heterogeneity::poisson: columns.push_back(column(rows, [](Eigen::Index row) { return std::exp2(times_seen(row)) - 1; })); break;
    case Heterogeneity::darroch: columns.push_back(column(rows, [](Eigen::Index row) { return times_seen(row) * times_seen(row) / 2; })); break;
    case Heterogeneity::gamma: columns.push_back(column(rows, [](Eigen::Index row) { return -std::log(gamma_shape + times_seen(row)) + std::log(gamma_shape); })); break;
    }
}

/// Occasions after the first capture, recaptures, and for Mbh whether the first occasion was the first capture.
Columns history_columns(CaptureModel model, Eigen::Index rows, std::size_t occasions)
{
    Columns columns{Eigen::VectorXd::Ones(rows)};
    columns.push_back(column(rows, [&](Eigen::Index row) { return static_cast<double>(occasions - 1) - std::countr_zero(pattern_of(row)); }));
    columns.push_back(column(rows, [](Eigen::Index row) { return times_seen(row) - 1; }));
    if (model == CaptureModel::mbh) columns.push_back(column(rows, [](Eigen::Index row) { return saw(row, 0) ? 1.0 : 0.0; }));
    return columns;
}

Eigen::MatrixXd joined(Columns const& columns)
{
    Eigen::MatrixXd design(columns.front().size(), static_cast<Eigen::Index>(columns.size()));
    for (std::size_t i = 0; i < columns.size(); ++i) design.col(static_cast<Eigen::Index>(i)) = columns[i];
    return design;
}

// ---- from a fit to an abundance ----

/// Log-normal bounds of the unseen, so that the lower one never falls below those seen (Chao 1987; Burnham & Overton).
std::optional<Interval> unseen_interval(double seen, double unseen, double error, double level)
{
    if (!(unseen > 0) || !(error > 0)) return std::nullopt;
    boost::math::normal_distribution<double> const normal;
    double const z = boost::math::quantile(boost::math::complement(normal, (1 - level) / 2));
    double const factor = std::exp(z * std::sqrt(std::log1p(error * error / (unseen * unseen))));
    return Interval{seen + unseen / factor, seen + unseen * factor};
}

struct Unseen {
    std::optional<double> persons;
    double variance = 0;  ///< of the fitted unseen; the count itself adds as much as they are
};

Unseen unseen_of_intercept(PoissonFit const& fit)
{
    double const persons = std::exp(fit.coefficients(0));
    return {persons, persons * persons * fit.covariance(0, 0)};
}

/// With p for first captures and c for recaptures the columns hold log((1-c)/(1-p)) and logit(c); the unseen are exp(intercept) (1-p) / p.
Unseen unseen_of_first_captures(PoissonFit const& fit)
{
    double const recapture = 1 / (1 + std::exp(-fit.coefficients(2))), miss = (1 - recapture) * std::exp(-fit.coefficients(1));
    if (!(miss < 1)) return {};
    double const persons = std::exp(fit.coefficients(0)) * miss / (1 - miss);
    Eigen::VectorXd slope = Eigen::VectorXd::Zero(fit.coefficients.size());
    slope(0) = persons;
    slope(1) = -persons / (1 - miss);
    slope(2) = -recapture * persons / (1 - miss);
    return {persons, slope.dot(fit.covariance * slope)};
}

void fill(CaptureFit& answer, PoissonFit const& fit, Eigen::VectorXd const& cells, double level)
{
    double const seen = cells.sum(), parameters = static_cast<double>(fit.coefficients.size());
    answer.degrees_of_freedom = static_cast<std::int64_t>(cells.size() - fit.coefficients.size());
    answer.deviance = fit.deviance;
    answer.log_likelihood = fit.log_likelihood;
    answer.aic = -2 * fit.log_likelihood + 2 * parameters;
    answer.bic = -2 * fit.log_likelihood + std::log(seen) * parameters;
    auto const unseen = depends_on_history(answer.model) ? unseen_of_first_captures(fit) : unseen_of_intercept(fit);
    if (!unseen.persons) {
        answer.no_abundance = NoAbundance::no_decline;
        return;
    }
    answer.abundance = seen + *unseen.persons;
    answer.standard_error = std::sqrt(*unseen.persons + unseen.variance);
    answer.interval = unseen_interval(seen, *unseen.persons, *answer.standard_error, level);
}

/// Fit, and for Chao's bound again without the first parameter that came out below 0, until none does.
PoissonFit fit_columns(Columns& columns, CaptureModel model, Eigen::VectorXd const& cells, std::size_t occasions, std::size_t& negative_etas)
{
    auto fit = fit_poisson(joined(columns), cells);
    if (heterogeneity_of(model) != Heterogeneity::chao) return fit;
    std::size_t const first_eta = depends_on_occasion(model) ? occasions + 1 : 2;
    while (fit.converged) {
        std::size_t at = first_eta;
        while (at < columns.size() && fit.coefficients(static_cast<Eigen::Index>(at)) >= 0) ++at;
        if (at == columns.size()) break;
        columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(at));
        ++negative_etas;
        fit = fit_poisson(joined(columns), cells);
    }
    return fit;
}

CaptureFit fit_model(CaptureModel model, Eigen::VectorXd const& cells, std::size_t occasions, double level)
{
    CaptureFit answer;
    answer.model = model;
    auto columns = depends_on_history(model) ? history_columns(model, cells.size(), occasions) : base_columns(cells.size(), occasions, depends_on_occasion(model));
    add_heterogeneity(columns, heterogeneity_of(model), cells.size(), occasions);
    // On two occasions k takes two values only: how people differ cannot be told from how many they are.
    bool const blurred = occasions == 2 && (heterogeneity_of(model) != Heterogeneity::none || model == CaptureModel::mbh);
    if (blurred || static_cast<Eigen::Index>(columns.size()) > cells.size()) {
        answer.no_abundance = NoAbundance::too_few_cells;
        return answer;
    }
    auto const fit = fit_columns(columns, model, cells, occasions, answer.negative_etas);
    if (!fit.converged)
        answer.no_abundance = NoAbundance::no_convergence;
    else
        fill(answer, fit, cells, level);
    return answer;
}

// ---- summary ----

ClosureTest closure_of(Eigen::VectorXd const& cells, std::size_t occasions)
{
    ClosureTest test;
    if (occasions < 3) return test;
    auto columns = base_columns(cells.size(), occasions, true);
    add_heterogeneity(columns, Heterogeneity::darroch, cells.size(), occasions);
    if (static_cast<Eigen::Index>(columns.size()) + 1 > cells.size()) return test;
    auto const closed = fit_poisson(joined(columns), cells);
    columns.push_back(column(cells.size(), [&](Eigen::Index row) {
        double distance = 0;
        for (std::size_t one = 0; one < occasions; ++one)
            for (std::size_t other = one + 1; other < occasions; ++other)
                if (saw(row, one) && saw(row, other)) distance += static_cast<double>(other - one);
        return distance;
    }));
    auto const fading = fit_poisson(joined(columns), cells);
    if (!closed.converged || !fading.converged) return test;
    auto const last = fading.coefficients.size() - 1;
    test.possible = true;
    test.coefficient = fading.coefficients(last);
    test.standard_error = std::sqrt(fading.covariance(last, last));
    test.statistic = std::max(0.0, closed.deviance - fading.deviance);
    double const beyond = std::erfc(std::sqrt(test.statistic / 2)) / 2;
    test.p_value = test.coefficient < 0 ? beyond : 1 - beyond;
    return test;
}

CaptureBound bound(double seen, double abundance, double variance, double level)
{
    CaptureBound answer;
    answer.abundance = abundance;
    answer.standard_error = std::sqrt(variance);
    answer.interval = unseen_interval(seen, abundance - seen, *answer.standard_error, level);
    return answer;
}

void add_two_lists(CaptureSummary& summary, double level)
{
    if (summary.occasions != 2) return;
    auto const first = static_cast<double>(summary.seen_on[0]), second = static_cast<double>(summary.seen_on[1]), both = static_cast<double>(summary.both[0][1]);
    auto const seen = static_cast<double>(summary.persons);
    double const missed = (first - both) * (second - both);
    summary.chapman = bound(seen, (first + 1) * (second + 1) / (both + 1) - 1, (first + 1) * (second + 1) * missed / ((both + 1) * (both + 1) * (both + 2)), level);
    if (both > 0) summary.lincoln_petersen = bound(seen, first * second / both, first * second * missed / (both * both * both), level);
}

/// Chao 1987 with his bias correction; the variance is that of iNEXT and of SPADE.
void add_chao(CaptureSummary& summary, double level)
{
    auto const once = static_cast<double>(summary.seen_times[0]), twice = static_cast<double>(summary.seen_times[1]), seen = static_cast<double>(summary.persons);
    auto const factor = static_cast<double>(summary.occasions - 1) / static_cast<double>(summary.occasions);
    if (!(once > 0)) return;
    double const unseen = factor * once * (once - 1) / (2 * (twice + 1));
    double variance = 0;
    if (twice > 0) {
        double const ratio = once / twice;
        variance = twice * (factor / 2 * ratio * ratio + factor * factor * std::pow(ratio, 3) + factor * factor / 4 * std::pow(ratio, 4));
    } else {
        variance = factor * once * (once - 1) / 2 + factor * factor * once * (2 * once - 1) * (2 * once - 1) / 4;
        if (seen + unseen > 0) variance = std::max(0.0, variance - factor * factor * std::pow(once, 4) / (4 * (seen + unseen)));
    }
    summary.chao = bound(seen, seen + unseen, variance, level);
}

void count(CaptureSummary& summary, CapturePattern const& pattern)
{
    if (pattern.persons == 0) return;
    summary.persons += pattern.persons;
    summary.seen_times[static_cast<std::size_t>(std::popcount(pattern.seen)) - 1] += pattern.persons;
    summary.first_seen_on[static_cast<std::size_t>(std::countr_zero(pattern.seen))] += pattern.persons;
    for (std::size_t one = 0; one < summary.occasions; ++one) {
        if (((pattern.seen >> one) & 1U) == 0) continue;
        summary.seen_on[one] += pattern.persons;
        for (std::size_t other = 0; other < summary.occasions; ++other)
            if (((pattern.seen >> other) & 1U) != 0) summary.both[one][other] += pattern.persons;
    }
}

}  // namespace

Result<CaptureSummary> capture_summary(CaptureHistories const& histories, double level)
{
    TRY(check(histories, level));
    auto const occasions = histories.occasions;
    CaptureSummary summary;
    summary.occasions = occasions;
    summary.seen_on.assign(occasions, 0);
    summary.seen_times.assign(occasions, 0);
    summary.first_seen_on.assign(occasions, 0);
    summary.both.assign(occasions, std::vector<std::int64_t>(occasions, 0));
    for (auto const& pattern : histories.patterns) count(summary, pattern);
    summary.closure = closure_of(cells_of(histories), occasions);
    add_two_lists(summary, level);
    add_chao(summary, level);
    return summary;
}

Result<std::vector<CaptureFit>> closed_models(CaptureHistories const& histories, double level)
{
    TRY(check(histories, level));
    auto const cells = cells_of(histories);
    std::vector<CaptureFit> fits;
    for (int model = 0; model <= static_cast<int>(CaptureModel::mbh); ++model) fits.push_back(fit_model(static_cast<CaptureModel>(model), cells, histories.occasions, level));
    return fits;
}

Result<std::vector<CaptureFit>> dependence_models(CaptureHistories const& histories, double level)
{
    TRY(check(histories, level));
    auto const lists = histories.occasions;
    if (lists < 3) return Error{Error::Kind::invalid, "two lists cannot show whether they depend on each other", "occasions", "bring a third list, or state the bounds of the dependence"};
    if (lists > 4) return Error{Error::Kind::limit, "more than 4 lists", "occasions", "join lists of one organisation"};
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t one = 0; one < lists; ++one)
        for (std::size_t other = one + 1; other < lists; ++other) pairs.emplace_back(one, other);
    auto const cells = cells_of(histories);
    std::vector<CaptureFit> fits;
    for (std::uint32_t chosen = 0; chosen < (1U << pairs.size()); ++chosen) {
        CaptureFit answer;
        answer.model = CaptureModel::mt;
        auto columns = base_columns(cells.size(), lists, true);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            if (((chosen >> i) & 1U) == 0) continue;
            answer.dependent.push_back(pairs[i]);
            columns.push_back(column(cells.size(), [&](Eigen::Index row) { return saw(row, pairs[i].first) && saw(row, pairs[i].second) ? 1.0 : 0.0; }));
        }
        auto const fit = fit_poisson(joined(columns), cells);
        if (fit.converged)
            fill(answer, fit, cells, level);
        else
            answer.no_abundance = NoAbundance::no_convergence;
        fits.push_back(std::move(answer));
    }
    return fits;
}

Result<std::vector<OpenOccasion>> jolly_seber(CaptureHistories const& histories)
{
    TRY(check(histories, 0.5));
    if (histories.occasions < 3) return Error{Error::Kind::invalid, "fewer than three occasions", "occasions", "coming and going shows from the third visit on"};
    std::vector<OpenOccasion> occasions(histories.occasions);
    for (auto const& pattern : histories.patterns)
        for (std::size_t i = 0; i < occasions.size(); ++i) {
            bool const before = (pattern.seen & ((1U << i) - 1)) != 0, now = ((pattern.seen >> i) & 1U) != 0, later = (pattern.seen >> (i + 1)) != 0;
            if (now) occasions[i].seen += pattern.persons;
            if (now && before) occasions[i].seen_before += pattern.persons;
            if (now && later) occasions[i].seen_again += pattern.persons;
            if (!now && before && later) occasions[i].missed_between += pattern.persons;
        }
    for (std::size_t i = 0; i + 1 < occasions.size(); ++i) {
        auto& one = occasions[i];
        auto const n = static_cast<double>(one.seen), m = static_cast<double>(one.seen_before), r = static_cast<double>(one.seen_again), z = static_cast<double>(one.missed_between);
        if (r > 0) one.marked = m + n * z / r;
        if (!one.marked || !(m > 0)) continue;
        one.abundance = *one.marked * n / m;
        double const inner = (*one.marked - m + n) / *one.marked * (1 / r - 1 / n) + (1 - m / n) / m;
        one.abundance_standard_error = std::sqrt(std::max(0.0, *one.abundance * (*one.abundance - n) * inner));
    }
    for (std::size_t i = 0; i + 1 < occasions.size(); ++i) {
        auto& one = occasions[i];
        auto const& next = occasions[i + 1];
        if (!one.marked || !next.marked) continue;
        double const released = *one.marked - static_cast<double>(one.seen_before) + static_cast<double>(one.seen);
        if (!(released > 0)) continue;
        one.survival = *next.marked / released;
        if (one.abundance && next.abundance) one.entries = *next.abundance - *one.survival * *one.abundance;
    }
    return occasions;
}

}  // namespace accalmie
