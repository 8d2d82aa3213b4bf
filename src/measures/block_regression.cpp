// SPDX-License-Identifier: Apache-2.0
#include "measures/block_regression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace accalmie {

namespace {

constexpr int steps_max = 25;
constexpr double tolerance = 1e-8, least_mean = std::numeric_limits<double>::epsilon();
constexpr std::size_t tabled = 2048;

/// What the counts that occur most need again and again.
struct Tables {
    std::array<double, tabled> log_start{}, entropy{}, two_thirds{};
    Tables()
    {
        for (std::size_t i = 0; i < tabled; ++i) {
            auto const count = static_cast<double>(i);
            log_start[i] = std::log(count + 0.1);
            entropy[i] = i == 0 ? 0 : count * std::log(count);
            two_thirds[i] = std::pow(count, 2.0 / 3);
        }
    }
};

Tables const& tables()
{
    static Tables const all;
    return all;
}

/// Where a count stands in the tables; `tabled` where it does not.
std::size_t place(double count)
{
    if (!(count < static_cast<double>(tabled))) return tabled;
    auto const at = static_cast<std::size_t>(count);
    return static_cast<double>(at) == count ? at : tabled;
}

double entropy(double count)
{
    auto const at = place(count);
    return at < tabled ? tables().entropy[at] : count > 0 ? count * std::log(count) : 0;
}

double two_thirds(double count)
{
    auto const at = place(count);
    return at < tabled ? tables().two_thirds[at] : std::pow(count, 2.0 / 3);
}

double log_start(double count)
{
    auto const at = place(count);
    return at < tabled ? tables().log_start[at] : std::log(count + 0.1);
}

}  // namespace

void BlockRegression::set(std::span<double const> counts, std::span<double const> time, std::span<double const> log_exposure, std::span<std::size_t const> group_ends)
{
    auto const rows = counts.size();
    count_.assign(counts.begin(), counts.end());
    time_.assign(time.begin(), time.end());
    offset_.assign(log_exposure.begin(), log_exposure.end());
    ends_.assign(group_ends.begin(), group_ends.end());
    entropy_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) entropy_[row] = entropy(count_[row]);
    for (auto* const part : {&predictor_, &mean_, &weight_, &working_, &residual_}) part->resize(rows);
    groups_.resize(ends_.size());
}

void BlockRegression::start()
{
    for (std::size_t row = 0; row < count_.size(); ++row) {
        mean_[row] = count_[row] + 0.1;
        predictor_[row] = log_start(count_[row]);
    }
    has_slope_ = converged_ = false;
    slope_ = 0;
}

double BlockRegression::deviance(std::span<double const> weights) const
{
    double sum = 0;
    if (weights.empty()) {
        for (std::size_t row = 0; row < count_.size(); ++row) sum += entropy_[row] - count_[row] * predictor_[row] - (count_[row] - mean_[row]);
    } else {
        for (std::size_t row = 0; row < count_.size(); ++row) sum += weights[row] * (entropy_[row] - count_[row] * predictor_[row] - (count_[row] - mean_[row]));
    }
    return 2 * sum;
}

void BlockRegression::weigh(std::span<double const> weights)
{
    for (std::size_t row = 0; row < count_.size(); ++row) {
        weight_[row] = mean_[row];
        working_[row] = predictor_[row] + (count_[row] - mean_[row]) / mean_[row];
    }
    for (std::size_t row = 0; row < weights.size(); ++row) weight_[row] *= weights[row];
    for (std::size_t row = 0; row < offset_.size(); ++row) working_[row] -= offset_[row];
}

void BlockRegression::sums()
{
    std::size_t row = 0;
    for (std::size_t group = 0; group < ends_.size(); ++group) {
        double weight = 0, time = 0, working = 0;
        for (; row < ends_[group]; ++row) {
            weight += weight_[row];
            time += weight_[row] * time_[row];
            working += weight_[row] * working_[row];
        }
        groups_[group] = {weight, time / weight, working / weight, 0};
    }
}

void BlockRegression::solve(BlockTrend trend)
{
    double information = 0, moment = 0, raw = 0;
    std::size_t row = 0;
    for (std::size_t group = 0; group < ends_.size() && trend == BlockTrend::linear; ++group) {
        auto const& of = groups_[group];
        for (; row < ends_[group]; ++row) {
            double const apart = time_[row] - of.time, weighted = weight_[row] * apart;
            information += weighted * apart;
            moment += weighted * (working_[row] - of.working);
            raw += weight_[row] * time_[row] * time_[row];
        }
    }
    // R leaves a column out whose norm shrinks below 1e-11 of itself when the others are projected out.
    has_slope_ = information > 1e-22 * raw && information > 0;
    time_information_ = information;
    slope_ = has_slope_ ? moment / information : 0;
    for (auto& group : groups_) group.level = group.working - slope_ * group.time;
}

void BlockRegression::predict()
{
    std::size_t row = 0;
    for (std::size_t group = 0; group < ends_.size(); ++group) {
        double const level = groups_[group].level;
        for (; row < ends_[group]; ++row) predictor_[row] = level + slope_ * time_[row];
    }
    for (row = 0; row < offset_.size(); ++row) predictor_[row] += offset_[row];
    for (row = 0; row < count_.size(); ++row) mean_[row] = std::max(std::exp(predictor_[row]), least_mean);
}

/// Back half of the way until the deviance is a number.
bool BlockRegression::halve(std::span<double const> weights)
{
    for (int halving = 0; halving < steps_max; ++halving) {
        slope_ = (slope_ + slope_before_) / 2;
        for (std::size_t group = 0; group < groups_.size(); ++group) groups_[group].level = (groups_[group].level + groups_before_[group].level) / 2;
        predict();
        if (std::isfinite(deviance(weights))) return true;
    }
    return false;
}

void BlockRegression::fit(BlockTrend trend, std::span<double const> weights)
{
    start();
    double before = deviance(weights);
    for (iterations_ = 1; iterations_ <= steps_max; ++iterations_) {
        weigh(weights);
        groups_before_ = groups_;
        slope_before_ = slope_;
        sums();
        solve(trend);
        predict();
        double now = deviance(weights);
        if (!std::isfinite(now)) {
            if (iterations_ == 1 || !halve(weights)) return;
            now = deviance(weights);
        }
        converged_ = std::abs(now - before) / (std::abs(now) + 0.1) < tolerance;
        if (converged_) return;
        before = now;
    }
    iterations_ = steps_max;
}

double BlockRegression::degrees() const
{
    return static_cast<double>(count_.size()) - static_cast<double>(groups_.size()) - (has_slope_ ? 1 : 0);
}

double BlockRegression::log_mean(std::size_t group, double time) const { return groups_[group].level + slope_ * time; }

double BlockRegression::log_mean_variance(std::size_t group, double time) const
{
    double const apart = time - groups_[group].time;
    return 1 / groups_[group].weight + (has_slope_ ? apart * apart / time_information_ : 0);
}

double BlockRegression::weighted_dispersion(std::span<double const> weights) const
{
    double sum = 0;
    for (std::size_t row = 0; row < count_.size(); ++row) {
        double const residual = (count_[row] - mean_[row]) / mean_[row];
        sum += weights[row] * residual * residual;
    }
    double const left = degrees();
    return left > 0 ? sum / left : 0;
}

double BlockRegression::largest_count() const { return *std::max_element(count_.begin(), count_.end()); }

std::span<double const> BlockRegression::anscombe_residuals(double dispersion)
{
    constexpr double one = 1 - 10 * std::numeric_limits<double>::epsilon();
    std::size_t row = 0;
    for (std::size_t group = 0; group < ends_.size(); ++group)
        for (; row < ends_[group]; ++row) {
            double const leverage = weight_[row] * log_mean_variance(group, time_[row]);
            double const root = std::sqrt(mean_[row]);
            double const apart = 1.5 * (two_thirds(count_[row]) / std::cbrt(root) - root);
            residual_[row] = leverage > one ? 0 : apart / std::sqrt(dispersion * (1 - leverage));
        }
    return residual_;
}

}  // namespace accalmie
