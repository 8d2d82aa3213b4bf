// SPDX-License-Identifier: Apache-2.0
#include "measures/count_regression.hpp"

#include "measures/negative_binomial_theta.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace accalmie {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t rows_max = 1'000'000, columns_max = 500, cells_max = 20'000'000;
constexpr double count_max = 1e9;
constexpr int iterations_max = 100, halvings_max = 30;
/// Largest move of a linear predictor in the last Newton step. The error that is left is of the order of its square.
constexpr double move_converged = 1e-7, move_roughly = 1e-2;
/// Where the deviance stands still but a linear predictor still moves by more than this, the move has no end.
constexpr double move_without_end = 0.1;
/// A column whose part orthogonal to the others is smaller than this share of it is a sum of them; R's lm has 1e-7, its glm 1e-11.
constexpr double independent_share = 1e-10;
/// Above this theta the counts vary no more than Poisson as far as doubles can tell.
constexpr double theta_max = 1e8;
constexpr Index small_columns = 32;

enum class Theta : std::uint8_t { none, estimated };

Eigen::Map<ArrayXd const> as_array(std::span<double const> values) { return {values.data(), static_cast<Index>(values.size())}; }

Result<void> check_shape(CountDesign const& design, std::span<double const> offset)
{
    auto const rows = design.rows(), columns = design.columns.size();
    auto const invalid = [](std::string what, std::string where, std::string remedy) { return Error{Error::Kind::invalid, std::move(what), std::move(where), std::move(remedy)}; };
    if (design.names.size() != columns) return invalid("as many names as columns are needed", "design", "name each column");
    if (rows == 0) return invalid("a regression without rows or columns", "design", "give a column of ones at least");
    if (rows > rows_max || columns > columns_max || rows * columns > cells_max)
        return Error{Error::Kind::limit, "more than 1,000,000 rows, 500 columns or 20,000,000 cells", "design", "leave out rows or columns"};
    if (rows <= columns) return invalid(fmt::format("{} rows for {} coefficients", rows, columns), "design", "give more rows than coefficients");
    for (std::size_t column = 0; column < columns; ++column)
        if (design.columns[column].size() != rows || !as_array(design.columns[column]).isFinite().all())
            return invalid("a column that is shorter, longer or not finite", design.names[column], "give one finite number a row");
    if (!offset.empty() && (offset.size() != rows || !as_array(offset).isFinite().all()))
        return invalid("an offset that is not one finite number a row", "offset", "give the logarithm of an exposure above zero");
    return {};
}

Result<void> check_counts(std::span<double const> counts, std::size_t rows, CountFamily family)
{
    if (counts.size() != rows) return Error{Error::Kind::invalid, "not one count a row", "counts", "give one a row"};
    bool const whole = family != CountFamily::quasi_poisson;
    for (std::size_t row = 0; row < rows; ++row) {
        double const count = counts[row];
        if (count > count_max) return Error{Error::Kind::limit, "a count above 1,000,000,000", fmt::format("row {}", row + 1), "count in a larger unit, by quasi-poisson"};
        if (!(count >= 0) || (whole && count != std::floor(count)))
            return Error{Error::Kind::invalid, whole ? "a count that is not a whole number of 0 or more" : "a count below zero", fmt::format("row {}", row + 1), whole ? "give whole counts, or fit quasi-poisson" : "give 0 or more"};
    }
    return {};
}

}  // namespace

void CountDesign::add(std::string name, std::vector<double> values)
{
    names.push_back(std::move(name));
    columns.push_back(std::move(values));
}

std::string_view count_family_name(CountFamily family)
{
    switch (family) {
    case CountFamily::poisson: return "poisson";
    case CountFamily::quasi_poisson: return "quasi-poisson";
    case CountFamily::negative_binomial: return "negative-binomial";
    }
    return {};
}

Result<CountFamily> parse_count_family(std::string_view name)
{
    for (auto const family : {CountFamily::poisson, CountFamily::quasi_poisson, CountFamily::negative_binomial})
        if (name == count_family_name(family)) return family;
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a family", name.substr(0, 40)), {}, "write poisson, quasi-poisson or negative-binomial"};
}

std::string_view count_outcome_code(CountOutcome outcome)
{
    switch (outcome) {
    case CountOutcome::converged: return "converged";
    case CountOutcome::all_zero: return "all_zero";
    case CountOutcome::separated: return "separated";
    case CountOutcome::not_converged: return "not_converged";
    }
    return {};
}

/// Columns stand in the order of `order`, the exchanged one last; x = q r with orthonormal q, and the fit is one of `gamma` on q.
struct CountFitter::Work {
    std::vector<std::size_t> order;
    std::vector<std::string> names;
    MatrixXd x, q, r, information;
    Eigen::LLT<MatrixXd> cholesky;
    VectorXd gamma, gamma_before, step, cross, gradient, beta;
    double log_theta = 0, log_theta_before = 0;
    ArrayXd offset, y, eta, eta_before, mu, weight, residual, share, scratch;
    MatrixXd weighted;  ///< only for many columns
    CountTails tails;
    CountFit fit;
    CountFamily family = CountFamily::poisson;
    double saturated = 0, log_factorials = 0;  ///< of the counts
    bool independent = false;                  ///< q and r hold
    bool factored = false;                     ///< `cholesky` is that of the expected information at the last fit

    explicit Work(CountDesign const& design, std::span<double const> given_offset);
    bool orthogonalise(Index column);
    Result<void> independent_from(Index first);
    Index place(std::size_t column) const { return std::find(order.begin(), order.end(), column) - order.begin(); }

    void take_counts(std::span<double const> counts);
    void set_means();
    void start_from_counts();
    double objective(Theta with) const;
    bool factor();
    bool poisson_step();
    std::optional<double> theta_step();
    bool accept(double move, double& value, Theta with);
    CountOutcome iterate(double move_enough, Theta with);
    CountOutcome run(CountStart start);
    CountOutcome run_poisson(CountStart start);
    CountOutcome run_negative_binomial(CountStart start);
    void finish(CountOutcome outcome);
    void require_factor();
};

CountFitter::Work::Work(CountDesign const& design, std::span<double const> given_offset) : order(design.columns.size()), names(design.names)
{
    auto const rows = static_cast<Index>(design.rows()), columns = static_cast<Index>(order.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    x.resize(rows, columns);
    for (Index column = 0; column < columns; ++column) x.col(column) = as_array(design.columns[static_cast<std::size_t>(column)]).matrix();
    q = MatrixXd::Zero(rows, columns);
    r = information = MatrixXd::Zero(columns, columns);
    cholesky = Eigen::LLT<MatrixXd>(columns);
    for (auto* const vector : {&gamma, &gamma_before, &step, &cross, &gradient, &beta}) vector->setZero(columns);
    for (auto* const array : {&offset, &y, &eta, &eta_before, &mu, &weight, &residual, &share, &scratch}) array->setZero(rows);
    if (!given_offset.empty()) offset = as_array(given_offset);
    if (columns > small_columns) weighted.resize(rows, columns);
}

/// One more column of q and r; false if it is a sum of those before it. Two passes keep q orthogonal to rounding (Giraud & Langou 2005).
bool CountFitter::Work::orthogonalise(Index column)
{
    double const size = x.col(column).norm();
    q.col(column) = x.col(column);
    r.col(column).setZero();
    for (int pass = 0; pass < 2; ++pass) {
        for (Index before = 0; before < column; ++before) {
            double const along = q.col(before).dot(q.col(column));
            q.col(column) -= along * q.col(before);
            r(before, column) += along;
        }
    }
    double const left = q.col(column).norm();
    if (!(left > independent_share * size)) return false;
    r(column, column) = left;
    q.col(column) /= left;
    return true;
}

Result<void> CountFitter::Work::independent_from(Index first)
{
    independent = false;
    for (Index column = first; column < x.cols(); ++column)
        if (!orthogonalise(column))
            return Error{Error::Kind::invalid, fmt::format("the column \"{}\" is zero or a sum of multiples of the others", names[order[static_cast<std::size_t>(column)]]), "design",
                         "leave it out: its coefficient cannot be told from theirs"};
    independent = true;
    return {};
}

void CountFitter::Work::take_counts(std::span<double const> counts)
{
    y = as_array(counts);
    saturated = (y * (1 - (y == 0).select(ArrayXd::Ones(y.size()), y).log())).sum();
    log_factorials = log_factorial_sum({y.data(), static_cast<std::size_t>(y.size())});
    if (family == CountFamily::negative_binomial) tails.set({y.data(), static_cast<std::size_t>(y.size())});
}

void CountFitter::Work::set_means()
{
    eta = offset;
    for (Index column = 0; column < q.cols(); ++column) eta += gamma[column] * q.col(column).array();
    mu = eta.exp();
}

/// The first step of iterated least squares, from means a little off the counts, as R's glm has it.
void CountFitter::Work::start_from_counts()
{
    mu = y + 0.1;
    eta = mu.log();
    weight = mu;
    factor();
    scratch = mu * (eta - offset) + (y - mu);
    for (Index column = 0; column < q.cols(); ++column) gradient[column] = q.col(column).dot(scratch.matrix());
    gamma = gradient;
    cholesky.solveInPlace(gamma);
    set_means();
}

/// Minus the log-likelihood without what depends on the counts alone.
double CountFitter::Work::objective(Theta with) const
{
    if (with == Theta::none) return (mu - y * eta).sum();
    double const theta = std::exp(log_theta);
    return ((theta + y) * (mu / theta).log1p() - y * eta).sum() - tails.log_rising(theta);
}

/// Cholesky factor of q' diag(weight) q.
bool CountFitter::Work::factor()
{
    factored = false;
    if (q.cols() > small_columns) {
        weighted = q.array().colwise() * weight.sqrt();
        information.setZero();
        information.selfadjointView<Eigen::Lower>().rankUpdate(weighted.transpose());
    } else {
        for (Index column = 0; column < q.cols(); ++column) {
            scratch = weight * q.col(column).array();
            for (Index row = column; row < q.cols(); ++row) information(row, column) = q.col(row).dot(scratch.matrix());
        }
    }
    cholesky.compute(information);
    return cholesky.info() == Eigen::Success;
}

/// Newton's step for the coefficients alone; weights vanish where it fails.
bool CountFitter::Work::poisson_step()
{
    weight = mu;
    residual = y - mu;
    if (!factor()) return false;
    for (Index column = 0; column < q.cols(); ++column) step[column] = q.col(column).dot(residual.matrix());
    cholesky.solveInPlace(step);
    return true;
}

/// Newton's step for coefficients and log(theta) together, from the observed information (Lawless 1987), whose weights are never negative.
/// Where the information is not positive in log(theta), that goes uphill by one and the coefficients go alone.
std::optional<double> CountFitter::Work::theta_step()
{
    double const theta = std::exp(log_theta);
    share = theta / (mu + theta);
    residual = (y - mu) * share;
    weight = mu * (y + theta) / theta * share.square();
    if (!factor()) return std::nullopt;
    scratch = -residual * mu / (mu + theta);
    for (Index column = 0; column < q.cols(); ++column) {
        step[column] = q.col(column).dot(residual.matrix());
        cross[column] = q.col(column).dot(scratch.matrix());
    }
    cholesky.solveInPlace(step);
    double const uphill = theta * (tails.digamma_rise(theta) - (mu / theta).log1p().sum() - residual.sum() / theta);
    double const curvature = theta * theta * (tails.trigamma_fall(theta) - ((mu * share) / (theta * theta) + residual * share / (theta * theta)).sum()) - uphill;
    gradient = cross;
    cholesky.solveInPlace(gradient);
    double const left = curvature - cross.dot(gradient);
    if (!(left > 0)) return uphill > 0 ? 1.0 : -1.0;
    double const move = std::clamp((uphill - cross.dot(step)) / left, -2.0, 2.0);
    step -= move * gradient;
    return move;
}

/// Go by `step` (and log(theta) by `move`), halved until the objective does not rise; false if it rises however short the step.
bool CountFitter::Work::accept(double move, double& value, Theta with)
{
    gamma_before = gamma;
    eta_before = eta;
    log_theta_before = log_theta;
    double const before = value, rounding = 1e-9 + 1e-13 * std::abs(before);
    double part = 1;
    for (int halving = 0; halving < halvings_max; ++halving, part /= 2) {
        gamma = gamma_before + part * step;
        log_theta = log_theta_before + part * move;
        set_means();
        value = objective(with);
        if (value <= before + rounding) return true;
    }
    return false;
}

/// Newton's method until no linear predictor (nor log(theta)) moves by more than `move_enough`.
CountOutcome CountFitter::Work::iterate(double move_enough, Theta with)
{
    double value = objective(with);
    if (!std::isfinite(value)) return CountOutcome::not_converged;
    while (fit.iterations < iterations_max) {
        ++fit.iterations;
        double const before = value;
        auto const move_theta = with == Theta::estimated ? theta_step() : (poisson_step() ? std::optional{0.0} : std::nullopt);
        if (!move_theta) return (y == 0 && mu < 1e-8).any() ? CountOutcome::separated : CountOutcome::not_converged;
        if (!accept(*move_theta, value, with)) return CountOutcome::not_converged;
        double const fall = (eta_before - eta).maxCoeff(), rise = (eta - eta_before).maxCoeff();
        // A theta far above the means changes nothing, and rounding keeps it from standing still: its move weighs as it moves the variance.
        double const theta_move = with == Theta::estimated ? std::abs(log_theta - log_theta_before) * std::min(1.0, mu.maxCoeff() / std::exp(log_theta)) : 0;
        if (std::max({fall, rise, theta_move}) <= move_enough) return CountOutcome::converged;
        if (with == Theta::estimated && log_theta > std::log(theta_max)) return CountOutcome::converged;
        if (fall > move_without_end && before - value < 1e-8 + 1e-13 * std::abs(value)) return CountOutcome::separated;
    }
    return CountOutcome::not_converged;
}

CountOutcome CountFitter::Work::run_poisson(CountStart start)
{
    if (start == CountStart::warm) set_means();
    else start_from_counts();
    return iterate(move_converged, Theta::none);
}

CountOutcome CountFitter::Work::run_negative_binomial(CountStart start)
{
    if (start == CountStart::warm) {
        set_means();
        auto const outcome = iterate(move_converged, Theta::estimated);
        if (outcome != CountOutcome::converged || log_theta <= std::log(theta_max)) return outcome;
    }
    start_from_counts();
    auto outcome = iterate(move_roughly, Theta::none);
    if (outcome != CountOutcome::converged) return outcome;
    // Where the spread is no larger than Poisson's, the likelihood still rises at an infinite theta: there is none to estimate.
    double excess = ((y - mu).square() - y).sum();
    if (excess <= 0) {
        outcome = iterate(move_converged, Theta::none);
        excess = ((y - mu).square() - y).sum();
    }
    if (outcome == CountOutcome::converged && excess > 0) {
        log_theta = -std::log(std::max(excess / mu.square().sum(), 1 / std::sqrt(theta_max)));
        outcome = iterate(move_converged, Theta::estimated);
        if (outcome != CountOutcome::converged || log_theta <= std::log(theta_max)) return outcome;
        outcome = iterate(move_converged, Theta::none);
    }
    log_theta = std::numeric_limits<double>::infinity();
    return outcome;
}

CountOutcome CountFitter::Work::run(CountStart start)
{
    if ((y == 0).all()) return CountOutcome::all_zero;
    bool const negative_binomial = family == CountFamily::negative_binomial;
    bool const can_be_warm = fit.outcome == CountOutcome::converged && (!negative_binomial || fit.theta);
    bool const warm = start == CountStart::warm && can_be_warm;
    fit = {};
    auto const attempt = [&](CountStart from) { return negative_binomial ? run_negative_binomial(from) : run_poisson(from); };
    auto outcome = attempt(warm ? CountStart::warm : CountStart::cold);
    if (warm && outcome != CountOutcome::converged) outcome = attempt(CountStart::cold);
    return outcome;
}

void CountFitter::Work::finish(CountOutcome outcome)
{
    fit.outcome = outcome;
    if (outcome != CountOutcome::converged) return;
    bool const with_theta = family == CountFamily::negative_binomial && std::isfinite(log_theta);
    residual = y - mu;
    if (with_theta) {
        double const theta = std::exp(log_theta);
        fit.theta = theta;
        share = theta / (mu + theta);
        double const information_of_theta = tails.trigamma_fall(theta) - (mu * share + residual * share.square()).sum() / (theta * theta);
        if (information_of_theta > 0) fit.theta_standard_error = 1 / std::sqrt(information_of_theta);
        fit.log_likelihood = -objective(Theta::estimated) - log_factorials;
        fit.pearson = (residual.square() * share / mu).sum();
        scratch = (y == 0).select(ArrayXd::Ones(y.size()), y);
        fit.deviance = 2 * (y * (scratch.log() - eta) - (y + theta) * (residual / (mu + theta)).log1p()).sum();
    } else {
        double const value = objective(Theta::none);
        fit.log_likelihood = -value - log_factorials;
        fit.pearson = (residual.square() / mu).sum();
        fit.deviance = 2 * (value - saturated);
    }
    fit.dispersion = fit.pearson / static_cast<double>(q.rows() - q.cols());
    beta = gamma;
    r.triangularView<Eigen::Upper>().solveInPlace(beta);
}

/// The Cholesky factor of the expected information at the fit, made when first asked for.
void CountFitter::Work::require_factor()
{
    VERIFY(fit.outcome == CountOutcome::converged);
    if (factored) return;
    weight = mu;
    if (fit.theta) weight *= *fit.theta / (mu + *fit.theta);
    VERIFY(factor());
    factored = true;
}

CountFitter::CountFitter(std::unique_ptr<Work> work) : work_(std::move(work)) {}
CountFitter::CountFitter(CountFitter&&) noexcept = default;
CountFitter& CountFitter::operator=(CountFitter&&) noexcept = default;
CountFitter::~CountFitter() = default;

std::size_t CountFitter::rows() const { return static_cast<std::size_t>(work_->x.rows()); }
std::size_t CountFitter::columns() const { return static_cast<std::size_t>(work_->x.cols()); }

Result<CountFitter> CountFitter::make(CountDesign const& design, std::span<double const> offset)
{
    TRY(check_shape(design, offset));
    auto work = std::make_unique<Work>(design, offset);
    TRY(work->independent_from(0));
    return CountFitter{std::move(work)};
}

Result<void> CountFitter::exchange(std::size_t column, std::span<double const> values)
{
    auto& work = *work_;
    VERIFY(column < columns() && values.size() == rows());
    if (!as_array(values).isFinite().all()) return Error{Error::Kind::invalid, "a value that is not finite", work.names[column], "give one finite number a row"};
    auto const last = work.x.cols() - 1;
    auto const place = work.place(column);
    for (auto at = place; at < last; ++at) {
        work.x.col(at).swap(work.x.col(at + 1));
        std::swap(work.order[static_cast<std::size_t>(at)], work.order[static_cast<std::size_t>(at) + 1]);
    }
    if (place != last) work.fit.outcome = CountOutcome::not_converged;  // its coefficients belong to another q
    work.x.col(last) = as_array(values).matrix();
    work.factored = false;
    return work.independent_from(place != last || !work.independent ? place : last);
}

CountFit const& CountFitter::fit(std::span<double const> counts, CountFamily family, CountStart start)
{
    VERIFY(counts.size() == rows() && work_->independent);
    bool const same_family = family == work_->family;
    work_->family = family;
    work_->take_counts(counts);
    work_->factored = false;
    work_->finish(work_->run(same_family ? start : CountStart::cold));
    return work_->fit;
}

double CountFitter::coefficient(std::size_t column) const
{
    VERIFY(column < columns() && work_->fit.outcome == CountOutcome::converged);
    return work_->beta[work_->place(column)];
}

double CountFitter::standard_error(std::size_t column)
{
    VERIFY(column < columns());
    auto& work = *work_;
    work.require_factor();
    // The variance is e' r^-1 (l l')^-1 r^-T e: two triangular solves and a length.
    work.step.setZero();
    work.step[work.place(column)] = 1;
    work.r.triangularView<Eigen::Upper>().transpose().solveInPlace(work.step);
    work.cholesky.matrixL().solveInPlace(work.step);
    return work.step.norm() * (work.family == CountFamily::quasi_poisson ? std::sqrt(work.fit.dispersion) : 1.0);
}

std::vector<double> CountFitter::covariance()
{
    auto& work = *work_;
    work.require_factor();
    auto const columns = work.x.cols();
    MatrixXd half = MatrixXd::Identity(columns, columns);
    work.r.triangularView<Eigen::Upper>().transpose().solveInPlace(half);
    work.cholesky.matrixL().solveInPlace(half);
    MatrixXd const product = half.transpose() * half * (work.family == CountFamily::quasi_poisson ? work.fit.dispersion : 1.0);
    std::vector<double> rows(static_cast<std::size_t>(columns * columns));
    for (Index i = 0; i < columns; ++i)
        for (Index j = 0; j < columns; ++j)
            rows[work.order[static_cast<std::size_t>(i)] * static_cast<std::size_t>(columns) + work.order[static_cast<std::size_t>(j)]] = product(i, j);
    return rows;
}

std::span<double const> CountFitter::fitted() const { return {work_->mu.data(), static_cast<std::size_t>(work_->mu.size())}; }

Result<CountRegression> count_regression(CountDesign const& design, std::span<double const> counts, std::span<double const> offset, CountFamily family)
{
    auto fitter = TRY(CountFitter::make(design, offset));
    TRY(check_counts(counts, design.rows(), family));
    CountRegression answer;
    answer.family = family;
    answer.rows = fitter.rows();
    answer.columns = fitter.columns();
    answer.fit = fitter.fit(counts, family);
    if (answer.fit.outcome != CountOutcome::converged) return answer;
    answer.covariance = fitter.covariance();
    for (std::size_t column = 0; column < answer.columns; ++column) {
        answer.coefficients.push_back(fitter.coefficient(column));
        answer.standard_errors.push_back(std::sqrt(answer.covariance[column * (answer.columns + 1)]));
    }
    answer.fitted.assign(fitter.fitted().begin(), fitter.fitted().end());
    double const parameters = static_cast<double>(answer.columns) + (answer.fit.theta ? 1 : 0);
    if (family != CountFamily::quasi_poisson) answer.aic = 2 * parameters - 2 * answer.fit.log_likelihood;
    return answer;
}

}  // namespace accalmie
