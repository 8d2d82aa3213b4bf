// SPDX-License-Identifier: Apache-2.0
#include "measures/endemic_epidemic.hpp"

#include "measures/likelihood_maximum.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t units_max = 5'000, times_max = 10'000, counts_max = 2'000'000, covariates_max = 30;
constexpr double count_max = 1e6;
constexpr double converged_gradient = 1e-4;

Result<void> check_numbers(EndemicEpidemicInput const& input)
{
    double sum = 0;
    for (std::size_t i = 0; i < input.counts.size(); ++i) {
        double const count = input.counts[i];
        if (!(count >= 0 && count <= count_max) || count != std::floor(count))
            return Error{Error::Kind::invalid, "a value that is not a count of at most 1,000,000", "time " + std::to_string(i / input.units + 1) + ", unit " + std::to_string(i % input.units + 1), "counts are 0, 1, 2 ..."};
        sum += count;
        if (!(input.population[i] >= 0) || !std::isfinite(input.population[i])) return Error{Error::Kind::invalid, "a population below zero", "time " + std::to_string(i / input.units + 1), "give shares or 1"};
    }
    if (sum == 0) return Error{Error::Kind::invalid, "no count above zero", "counts", "there is nothing to fit"};
    for (double const weight : input.neighbours)
        if (!(weight >= 0) || !std::isfinite(weight)) return Error{Error::Kind::invalid, "a weight below zero", "neighbours", "give 0 or more"};
    for (double const value : input.endemic)
        if (!std::isfinite(value)) return Error{Error::Kind::invalid, "a covariate that is not a finite number", "endemic", "give a number a time"};
    return {};
}

Result<void> check(EndemicEpidemicInput const& input)
{
    if (input.units < 2 || input.times < 3) return Error{Error::Kind::invalid, "fewer than 2 units or 3 times", "counts", "spill-over needs neighbours, and counts before"};
    if (input.units > units_max || input.times > times_max || input.units * input.times > counts_max || input.covariates > covariates_max) return Error{Error::Kind::limit, "more counts or covariates than are answered", "counts", "give fewer units or times"};
    if (input.covariates == 0 || input.counts.size() != input.units * input.times || input.population.size() != input.counts.size() || input.neighbours.size() != input.units * input.units || input.endemic.size() != input.times * input.covariates)
        return Error{Error::Kind::invalid, "tables that do not fit the units and times", "counts", "give one row a time and one column a unit"};
    return check_numbers(input);
}

struct Observation {
    double count, own, near, population;
    std::size_t time;
};

class CountModel {
public:
    explicit CountModel(EndemicEpidemicInput const& input) : input_(&input)
    {
        std::size_t const units = input.units;
        double largest = 0;
        for (std::size_t t = 1; t < input.times; ++t) {
            std::vector<double> near(units, 0.0);
            for (std::size_t from = 0; from < units; ++from) {
                double const count = input.counts[(t - 1) * units + from];
                if (count == 0) continue;
                for (std::size_t to = 0; to < units; ++to) near[to] += input.neighbours[from * units + to] * count;
            }
            for (std::size_t i = 0; i < units; ++i) {
                double const count = input.counts[t * units + i];
                seen_.push_back({count, input.counts[(t - 1) * units + i], near[i], input.population[t * units + i], t});
                largest = std::max(largest, count);
                constant_ -= std::lgamma(count + 1);
            }
        }
        // above_[j]: how many counts are above j. Gamma(y + k) / Gamma(k) = product of (k + j) over j below y: sums over j, not over counts.
        above_.assign(static_cast<std::size_t>(largest), 0.0);
        for (auto const& one : seen_)
            for (std::size_t j = 0; j < static_cast<std::size_t>(one.count); ++j) above_[j] += 1;
    }

    std::size_t size() const { return 2 + input_->covariates + (spread() ? 1 : 0); }
    std::size_t observations() const { return seen_.size(); }
    bool spread() const { return input_->spread == CountSpread::negative_binomial; }

    double operator()(std::span<double const> at, std::vector<double>& gradient) const
    {
        double const own = std::exp(at[0]), near = std::exp(at[1]), psi = spread() ? std::exp(at[size() - 1]) : 0;
        auto const levels = endemic_levels(at);
        std::vector<double> by_time(input_->times, 0.0);
        gradient.assign(size(), 0.0);
        double value = constant_, by_psi = 0;
        for (auto const& one : seen_) {
            double const endemic = one.population * levels[one.time], mean = own * one.own + near * one.near + endemic;
            double slope = 0;  // of the log-likelihood, by the mean
            if (spread()) {
                double const grown = 1 + psi * mean, log_grown = std::log1p(psi * mean);
                value += (one.count > 0 ? one.count * std::log(mean) : 0) - (one.count + 1 / psi) * log_grown;
                slope = (one.count > 0 ? one.count / mean : 0) - (one.count * psi + 1) / grown;
                by_psi += log_grown / (psi * psi) - (one.count + 1 / psi) * mean / grown;
            } else {
                value += (one.count > 0 ? one.count * std::log(mean) : 0) - mean;
                slope = (one.count > 0 ? one.count / mean : 0) - 1;
            }
            gradient[0] += slope * own * one.own;
            gradient[1] += slope * near * one.near;
            by_time[one.time] += slope * endemic;
        }
        for (std::size_t t = 1; t < input_->times; ++t)
            for (std::size_t k = 0; k < input_->covariates; ++k) gradient[2 + k] += by_time[t] * input_->endemic[t * input_->covariates + k];
        if (!spread()) return value;
        // psi^y Gamma(y + 1 / psi) / Gamma(1 / psi) is the product of (1 + j psi) over j below y.
        for (std::size_t j = 0; j < above_.size(); ++j) {
            double const factor = static_cast<double>(j);
            value += above_[j] * std::log1p(factor * psi);
            by_psi += above_[j] * factor / (1 + factor * psi);
        }
        gradient.back() = by_psi * psi;
        return value;
    }

    /// Sums of the fitted parts: own, neighbours, endemic.
    void fill_shares(EndemicEpidemicFit& fit, std::span<double const> at) const
    {
        auto const levels = endemic_levels(at);
        for (auto const& one : seen_) {
            fit.own_share += std::exp(at[0]) * one.own;
            fit.neighbour_share += std::exp(at[1]) * one.near;
            fit.endemic_share += one.population * levels[one.time];
        }
        double const total = fit.own_share + fit.neighbour_share + fit.endemic_share;
        for (double* const share : {&fit.own_share, &fit.neighbour_share, &fit.endemic_share}) *share /= total;
    }

    /// Own counts half, neighbours a tenth, the level so that about half of the events are endemic.
    std::vector<double> start() const
    {
        double counts = 0, population = 0, near = 0;
        for (auto const& one : seen_) {
            counts += one.count;
            population += one.population;
            near += one.near;
        }
        std::vector<double> at(size(), 0.0);
        at[0] = std::log(0.4);
        at[1] = near > 0 ? std::log(0.1 * std::max(1.0, counts) / near) : -5;
        at[2] = std::log(0.5 * std::max(1.0, counts) / std::max(1e-12, population));
        return at;
    }

private:
    std::vector<double> endemic_levels(std::span<double const> at) const
    {
        std::vector<double> levels(input_->times);
        for (std::size_t t = 0; t < input_->times; ++t) {
            double sum = 0;
            for (std::size_t k = 0; k < input_->covariates; ++k) sum += at[2 + k] * input_->endemic[t * input_->covariates + k];
            levels[t] = std::exp(sum);
        }
        return levels;
    }

    EndemicEpidemicInput const* input_;
    std::vector<Observation> seen_;
    std::vector<double> above_;
    double constant_ = 0;
};

}  // namespace

Result<double> endemic_epidemic_log_likelihood(EndemicEpidemicInput const& input, std::span<double const> parameters, std::vector<double>* gradient)
{
    TRY(check(input));
    CountModel const model{input};
    if (parameters.size() != model.size()) return Error{Error::Kind::invalid, "a wrong number of parameters", "parameters", "give " + std::to_string(model.size())};
    std::vector<double> slopes;
    double const value = model(parameters, slopes);
    if (gradient != nullptr) *gradient = std::move(slopes);
    return value;
}

Result<EndemicEpidemicFit> endemic_epidemic(EndemicEpidemicInput const& input)
{
    TRY(check(input));
    CountModel const model{input};
    auto const found = maximise([&](std::vector<double> const& at, std::vector<double>& gradient) { return model(at, gradient); }, model.start());
    EndemicEpidemicFit fit;
    fit.log_own = found.at[0];
    fit.log_neighbours = found.at[1];
    fit.endemic.assign(found.at.begin() + 2, found.at.begin() + 2 + static_cast<std::ptrdiff_t>(input.covariates));
    if (model.spread()) fit.overdispersion = std::exp(found.at.back());
    fit.standard_errors.assign(model.size(), std::nullopt);
    for (std::size_t i = 0; found.covariance && i < model.size(); ++i) fit.standard_errors[i] = std::sqrt((*found.covariance)[i * model.size() + i]) * (model.spread() && i + 1 == model.size() ? *fit.overdispersion : 1);
    fit.log_likelihood = found.value;
    fit.observations = model.observations();
    fit.aic = 2 * static_cast<double>(model.size()) - 2 * found.value;
    fit.bic = std::log(static_cast<double>(fit.observations)) * static_cast<double>(model.size()) - 2 * found.value;
    fit.evaluations = found.evaluations;
    fit.converged = found.largest_gradient < converged_gradient;
    model.fill_shares(fit, found.at);
    return fit;
}

}  // namespace accalmie
