// SPDX-License-Identifier: Apache-2.0
#include "measures/change_posterior.hpp"

#include "measures/change_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace accalmie {

namespace {

constexpr std::size_t values_max = 5'000;
constexpr int changes_max = 50;
constexpr double steps_max = 1e9;
constexpr double never = -std::numeric_limits<double>::infinity();

double log_sum(std::vector<double> const& terms)
{
    if (terms.empty()) return never;
    double const largest = *std::max_element(terms.begin(), terms.end());
    if (largest == never) return never;
    double sum = 0;
    for (double const term : terms) sum += std::exp(term - largest);
    return largest + std::log(sum);
}

double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

/// How likely a stretch of values is as one segment, its level integrated out.
class Evidence {
public:
    Evidence(ChangePosteriorInput const& input, SegmentPrior const& prior) : model_(input.model), prior_(prior), sums_(1, 0.0), squares_(1, 0.0), constants_(1, 0.0)
    {
        // About the prior mean, so that sums of squares keep their digits.
        double const middle = input.model == SegmentModel::poisson_gamma ? 0 : *prior.mean;
        for (double const value : input.values) {
            sums_.push_back(sums_.back() + value - middle);
            squares_.push_back(squares_.back() + (value - middle) * (value - middle));
            constants_.push_back(constants_.back() - std::lgamma(value > 0 ? value + 1 : 1));
        }
    }

    double log(std::size_t first, std::size_t end) const
    {
        double const length = static_cast<double>(end - first), sum = sums_[end] - sums_[first], square = squares_[end] - squares_[first];
        switch (model_) {
        case SegmentModel::poisson_gamma: return poisson(length, sum) + constants_[end] - constants_[first];
        case SegmentModel::normal_mean: return normal(length, sum, square);
        case SegmentModel::normal_mean_variance: return normal_with_variance(length, sum, square);
        }
        VERIFY(false);
    }

private:
    double poisson(double length, double sum) const
    {
        double const shape = *prior_.shape, rate = *prior_.rate;
        return shape * std::log(rate) - std::lgamma(shape) + std::lgamma(shape + sum) - (shape + sum) * std::log(rate + length);
    }

    double normal(double length, double sum, double square) const
    {
        double const noise = *prior_.noise * *prior_.noise, spread = *prior_.standard_deviation * *prior_.standard_deviation;
        double const shrunk = spread / (noise + length * spread);
        return -0.5 * (length * std::log(2 * std::numbers::pi * noise) + std::log1p(length * spread / noise) + (square - sum * sum * shrunk) / noise);
    }

    double normal_with_variance(double length, double sum, double square) const
    {
        double const shape = *prior_.shape, scale = *prior_.scale, weight = *prior_.weight;
        double const later_scale = scale + 0.5 * std::max(0.0, square - sum * sum / (weight + length));
        return std::lgamma(shape + length / 2) - std::lgamma(shape) + shape * std::log(scale) - (shape + length / 2) * std::log(later_scale) +
               0.5 * std::log(weight / (weight + length)) - length / 2 * std::log(2 * std::numbers::pi);
    }

    SegmentModel model_;
    SegmentPrior prior_;
    std::vector<double> sums_, squares_, constants_;
};

Result<void> check_values(ChangePosteriorInput const& input)
{
    bool const counts = input.model == SegmentModel::poisson_gamma;
    for (std::size_t i = 0; i < input.values.size(); ++i) {
        double const value = input.values[i];
        auto const place = "value " + std::to_string(i + 1);
        if (!std::isfinite(value) || std::abs(value) > 1e100) return Error{Error::Kind::invalid, "a value that is not a finite number", place, "leave out what has no value"};
        if (counts && (value < 0 || value > 1e9 || value != std::floor(value))) return Error{Error::Kind::invalid, "a value that is not a count", place, "counts are 0, 1, 2 ..."};
    }
    auto const [low, high] = std::minmax_element(input.values.begin(), input.values.end());
    if (!counts && *low == *high) return Error{Error::Kind::invalid, "all values are equal", "values", "there is no change to look for"};
    if (counts && *high == 0) return Error{Error::Kind::invalid, "all counts are zero", "values", "there is no change to look for"};
    return {};
}

Result<void> check(ChangePosteriorInput const& input)
{
    auto const n = input.values.size();
    if (n < 4) return Error{Error::Kind::invalid, "fewer than 4 values", "values", "a change needs values before and after it"};
    if (n > values_max) return Error{Error::Kind::limit, "more than 5,000 values", "values", "add them up over longer times"};
    TRY(check_values(input));
    if (input.changes_max < 1 || input.changes_max > changes_max) return Error{Error::Kind::invalid, "a highest number of changes outside 1 to 50", "changes_max", "give 1 to 50"};
    if (static_cast<double>(n) * static_cast<double>(n) * input.changes_max > steps_max) return Error{Error::Kind::limit, "too many values for so many changes", "changes_max", "give fewer changes"};
    if (input.minimum_segment < 1 || static_cast<std::size_t>(input.minimum_segment) > n / 2) return Error{Error::Kind::invalid, "a minimum segment that this series cannot have", "minimum_segment", "give 1 to " + std::to_string(n / 2)};
    if (!(input.level > 0 && input.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for 95 %"};
    auto const& prior = input.prior;
    for (auto const& one : {prior.shape, prior.rate, prior.scale, prior.standard_deviation, prior.weight, prior.noise, input.prior_changes})
        if (one && !(*one > 0 && std::isfinite(*one))) return Error{Error::Kind::invalid, "a prior that is not above zero", "prior", "give a number above zero"};
    if (prior.mean && !std::isfinite(*prior.mean)) return Error{Error::Kind::invalid, "a prior mean that is not a number", "prior", "give a number"};
    return {};
}

SegmentPrior filled(ChangePosteriorInput const& input)
{
    double const n = static_cast<double>(input.values.size()), mean = std::accumulate(input.values.begin(), input.values.end(), 0.0) / n;
    double variance = 0;
    for (double const value : input.values) variance += (value - mean) * (value - mean) / n;
    SegmentPrior const& given = input.prior;
    SegmentPrior prior;
    if (input.model == SegmentModel::poisson_gamma) {
        prior.shape = given.shape.value_or(1);
        prior.rate = given.rate.value_or(*prior.shape / mean);
        return prior;
    }
    double const noise = given.noise.value_or(noise_from_differences(input.values));
    prior.mean = given.mean.value_or(mean);
    prior.noise = noise;
    if (input.model == SegmentModel::normal_mean) {
        prior.standard_deviation = given.standard_deviation.value_or(std::sqrt(variance));
        return prior;
    }
    prior.shape = given.shape.value_or(1);
    prior.scale = given.scale.value_or(*prior.shape * noise * noise);
    prior.weight = given.weight.value_or(std::min(1.0, noise * noise / variance));
    return prior;
}

/// rows[j][t]: log evidence of the first t values (or, from the end, of the values from t on) as j + 1 segments, summed over all places.
using Rows = std::vector<std::vector<double>>;

struct Sums {
    Rows before, after;
};

/// Both directions at once, so that each stretch's evidence is computed once a direction and kept nowhere.
Sums sums_of(Evidence const& evidence, std::size_t n, std::size_t minimum, std::size_t segments)
{
    Sums sums{Rows(segments, std::vector<double>(n + 1, never)), Rows(segments, std::vector<double>(n + 1, never))};
    std::vector<double> of_stretch, terms;
    for (std::size_t end = minimum; end <= n; ++end) {
        of_stretch.clear();
        for (std::size_t first = 0; first + minimum <= end; ++first) of_stretch.push_back(evidence.log(first, end));
        sums.before[0][end] = of_stretch[0];
        for (std::size_t j = 1; j < segments; ++j) {
            terms.clear();
            for (std::size_t first = j * minimum; first + minimum <= end; ++first) terms.push_back(sums.before[j - 1][first] + of_stretch[first]);
            sums.before[j][end] = log_sum(terms);
        }
    }
    for (std::size_t first = n - minimum + 1; first-- > 0;) {
        of_stretch.clear();
        for (std::size_t end = first + minimum; end <= n; ++end) of_stretch.push_back(evidence.log(first, end));
        sums.after[0][first] = of_stretch.back();
        for (std::size_t j = 1; j < segments; ++j) {
            terms.clear();
            for (std::size_t end = first + minimum; end + j * minimum <= n; ++end) terms.push_back(of_stretch[end - first - minimum] + sums.after[j - 1][end]);
            sums.after[j][first] = log_sum(terms);
        }
    }
    return sums;
}

double log_prior_of_number(std::size_t changes, std::optional<double> const& mean)
{
    double const m = static_cast<double>(changes);
    return mean ? m * std::log(*mean) - std::lgamma(m + 1) : 0;
}

/// Chance of each number, the evidence, and the Bayes factor of a change.
void weigh_numbers(ChangePosterior& answer, Sums const& sums, ChangePosteriorInput const& input)
{
    auto const n = input.values.size(), segments = sums.before.size();
    std::vector<double> joint, prior;
    for (std::size_t m = 0; m < segments; ++m) {
        double const free = static_cast<double>(n) - static_cast<double>((m + 1) * static_cast<std::size_t>(input.minimum_segment));
        prior.push_back(log_prior_of_number(m, input.prior_changes));
        joint.push_back(prior.back() - log_choose(free + static_cast<double>(m), static_cast<double>(m)) + sums.before[m][n]);
    }
    double const total = log_sum(joint), total_prior = log_sum(prior);
    answer.log_evidence = total - total_prior;
    for (double const one : joint) answer.number.push_back(std::exp(one - total));
    std::vector<double> const some(joint.begin() + 1, joint.end()), some_prior(prior.begin() + 1, prior.end());
    answer.log_bayes_factor_change = (log_sum(some) - log_sum(some_prior)) - (joint[0] - prior[0]);
}

void fill_places(ChangePosterior& answer, Sums const& sums, std::size_t n)
{
    answer.change_at.assign(n, 0.0);
    answer.one_change_at.assign(n, 0.0);
    for (std::size_t place = 1; place < n; ++place) {
        for (std::size_t m = 1; m < answer.number.size(); ++m) {
            if (sums.before[m][n] == never) continue;
            double chance = 0;
            for (std::size_t j = 0; j < m; ++j) {
                double const log_joint = sums.before[j][place] + sums.after[m - 1 - j][place];
                if (log_joint > never) chance += std::exp(log_joint - sums.before[m][n]);
            }
            answer.change_at[place] += answer.number[m] * chance;
            if (m == 1) answer.one_change_at[place] = chance;
        }
        answer.change_at[place] = std::min(1.0, answer.change_at[place]);
    }
}

std::vector<std::size_t> likely_places(std::vector<double> const& chances, double level)
{
    std::vector<std::size_t> places(chances.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return chances[a] != chances[b] ? chances[a] > chances[b] : a < b; });
    double held = 0;
    std::size_t count = 0;
    while (count < places.size() && held < level) held += chances[places[count++]];
    places.resize(count);
    std::sort(places.begin(), places.end());
    return places;
}

}  // namespace

Result<ChangePosterior> change_posterior(ChangePosteriorInput const& input)
{
    TRY(check(input));
    ChangePosterior answer;
    answer.prior = filled(input);
    auto const n = input.values.size(), minimum = static_cast<std::size_t>(input.minimum_segment);
    auto const segments = std::min(static_cast<std::size_t>(input.changes_max) + 1, n / minimum);
    Evidence const evidence{input, answer.prior};
    auto const sums = sums_of(evidence, n, minimum, segments);
    weigh_numbers(answer, sums, input);
    fill_places(answer, sums, n);
    answer.likeliest_place = static_cast<std::size_t>(std::max_element(answer.one_change_at.begin(), answer.one_change_at.end()) - answer.one_change_at.begin());
    answer.likely_places = likely_places(answer.one_change_at, input.level);
    return answer;
}

}  // namespace accalmie
