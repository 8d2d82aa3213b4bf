// SPDX-License-Identifier: Apache-2.0
#include "measures/change_point.hpp"

#include "measures/segment_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace accalmie {

namespace {

constexpr std::size_t values_max = 50'000;
constexpr int permutations_max = 100'000;
constexpr double permuted_values_max = 2e8;
constexpr int size_rounds_max = 20;

bool is_count_cost(SegmentCost cost) { return cost == SegmentCost::poisson || cost == SegmentCost::negative_binomial; }

double parameters_of(SegmentCost cost) { return cost == SegmentCost::normal_mean_variance ? 2 : 1; }

double penalty_of(ChangePointInput const& input)
{
    double const parameters = parameters_of(input.cost), log_length = std::log(static_cast<double>(input.values.size()));
    switch (input.penalty) {
    case ChangePenalty::bic: return (parameters + 1) * log_length;
    case ChangePenalty::bic0: return parameters * log_length;
    case ChangePenalty::mbic: return (parameters + 2) * log_length;
    case ChangePenalty::aic: return 2 * (parameters + 1);
    case ChangePenalty::aic0: return 2 * parameters;
    case ChangePenalty::hannan_quinn: return 2 * (parameters + 1) * std::log(log_length);
    case ChangePenalty::manual: return input.manual_penalty;
    }
    VERIFY(false);
}

Result<void> check_values(ChangePointInput const& input)
{
    for (std::size_t i = 0; i < input.values.size(); ++i) {
        double const value = input.values[i];
        auto const place = "value " + std::to_string(i + 1);
        if (!std::isfinite(value) || std::abs(value) > 1e100) return Error{Error::Kind::invalid, "a value that is not a finite number", place, "leave out what has no value"};
        if (is_count_cost(input.cost) && (value < 0 || value > 1e9 || value != std::floor(value)))
            return Error{Error::Kind::invalid, "a value that is not a count", place, "counts are 0, 1, 2 ...; for other numbers choose a normal cost"};
    }
    return {};
}

Result<void> check(ChangePointInput const& input)
{
    auto const n = input.values.size();
    if (n < 4) return Error{Error::Kind::invalid, "fewer than 4 values", "values", "a change needs values before and after it"};
    if (n > values_max) return Error{Error::Kind::limit, "more than 50,000 values", "values", "add them up over longer times"};
    TRY(check_values(input));
    int const least = input.cost == SegmentCost::normal_mean_variance ? 2 : 1;
    if (input.minimum_segment < least || static_cast<std::size_t>(input.minimum_segment) > n / 2)
        return Error{Error::Kind::invalid, "a minimum segment that this series cannot have", "minimum_segment", "give " + std::to_string(least) + " to " + std::to_string(n / 2)};
    if (!std::isfinite(input.manual_penalty) || input.manual_penalty < 0) return Error{Error::Kind::invalid, "a penalty below zero", "manual_penalty", "give 0 or more"};
    if (input.noise && !(*input.noise > 0 && std::isfinite(*input.noise))) return Error{Error::Kind::invalid, "a noise that is not above zero", "noise", "give its standard deviation"};
    if (input.size && !(*input.size > 0 && std::isfinite(*input.size))) return Error{Error::Kind::invalid, "a size that is not above zero", "size", "the variance is mean + mean^2 / size"};
    if (input.permutations < 0 || input.permutations > permutations_max || input.permutations * static_cast<double>(n) > permuted_values_max)
        return Error{Error::Kind::limit, "too many permutations for this series", "permutations", "give fewer, or 0 for none"};
    auto const [low, high] = std::minmax_element(input.values.begin(), input.values.end());
    if (!is_count_cost(input.cost) && *low == *high) return Error{Error::Kind::invalid, "all values are equal", "values", "there is no change to look for"};
    return {};
}

/// A start of the last segment that may still win. One that lost at a time t may win no more from t + minimum_segment on, when t itself can be one.
struct Candidate {
    std::size_t start;
    std::size_t until;
};

struct Partition {
    std::vector<std::size_t> starts;  ///< of all segments, in order
    std::size_t evaluations = 0;
};

/// The cheapest partition. `added` is what splitting a segment may add to the costs at most (0, but log n with the lengths of mbic): only
/// with it is the pruning exact.
Partition best_partition(SegmentCosts const& costs, double penalty, std::size_t minimum, double added)
{
    auto const n = costs.size();
    std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> start_of_last(n + 1, 0);
    std::vector<Candidate> candidates;
    std::vector<double> totals;
    best[0] = -penalty;
    Partition partition;
    for (std::size_t end = minimum; end <= n; ++end) {
        if (std::isfinite(best[end - minimum])) candidates.push_back({end - minimum, n + 1});
        std::erase_if(candidates, [&](Candidate const& one) { return one.until <= end; });
        totals.clear();
        for (auto const& one : candidates) {
            totals.push_back(best[one.start] + costs.cost(one.start, end));
            if (totals.back() + penalty < best[end]) {
                best[end] = totals.back() + penalty;
                start_of_last[end] = one.start;
            }
        }
        partition.evaluations += candidates.size();
        for (std::size_t i = 0; i < candidates.size(); ++i)
            if (totals[i] - added > best[end]) candidates[i].until = std::min(candidates[i].until, end + minimum);
    }
    for (std::size_t end = n; end > 0; end = start_of_last[end]) partition.starts.push_back(start_of_last[end]);
    std::reverse(partition.starts.begin(), partition.starts.end());
    return partition;
}

struct Split {
    std::size_t place = 0;
    double gain = -std::numeric_limits<double>::infinity();
};

Split best_split(SegmentCosts const& costs, std::size_t minimum)
{
    Split best;
    auto const n = costs.size();
    double const whole = costs.cost(0, n);
    for (std::size_t place = minimum; place + minimum <= n; ++place) {
        double const gain = whole - costs.cost(0, place) - costs.cost(place, n);
        if (gain > best.gain) best = {place, gain};
    }
    return best;
}

std::vector<Segment> described(std::span<double const> values, std::vector<std::size_t> const& starts)
{
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        Segment segment{starts[i], i + 1 < starts.size() ? starts[i + 1] : values.size(), 0, 0};
        auto const part = values.subspan(segment.first, segment.end - segment.first);
        double const length = static_cast<double>(part.size());
        segment.mean = std::accumulate(part.begin(), part.end(), 0.0) / length;
        for (double const value : part) segment.variance += (value - segment.mean) * (value - segment.mean) / length;
        segments.push_back(segment);
    }
    return segments;
}

double noise_of(ChangePointInput const& input)
{
    if (input.noise) return *input.noise;
    switch (input.noise_from) {
    case NoiseFrom::series: {
        double const n = static_cast<double>(input.values.size());
        return std::sqrt(described(input.values, {0}).front().variance * n / (n - 1));
    }
    case NoiseFrom::differences: return noise_from_differences(input.values);
    }
    VERIFY(false);
}

/// Share of orders of the values whose best split gains as much; the order seen counts as one of them.
double permutation_p_value(std::vector<double> values, SegmentCostSettings const& settings, std::size_t minimum, double gain, ChangePointInput const& input)
{
    std::mt19937_64 generator{input.seed};
    int as_large = 1;
    for (int round = 0; round < input.permutations; ++round) {
        for (std::size_t i = values.size() - 1; i > 0; --i) std::swap(values[i], values[generator() % (i + 1)]);
        as_large += best_split(SegmentCosts{values, settings}, minimum).gain >= gain * (1 - 1e-12);
    }
    return static_cast<double>(as_large) / (input.permutations + 1);
}

/// Pettitt's test: twice the rank sum of the first k values, against what it is without a change.
void fill_pettitt(OneChange& one, std::span<double const> values)
{
    auto const n = values.size();
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    double rank_sum = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) {
        auto const [low, high] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
        rank_sum += (static_cast<double>(low - sorted.begin()) + static_cast<double>(high - sorted.begin()) + 1) / 2;
        double const statistic = std::abs(2 * rank_sum - static_cast<double>(i + 1) * static_cast<double>(n + 1));
        if (statistic <= one.pettitt_statistic) continue;
        one.pettitt_statistic = statistic;
        one.pettitt_place = i + 1;
    }
    double const length = static_cast<double>(n);
    one.pettitt_p_value = std::min(1.0, 2 * std::exp(-6 * one.pettitt_statistic * one.pettitt_statistic / (length * length * length + length * length)));
}

/// Size of the negative binomial by moments within segments; nothing where they vary no more than Poisson.
std::optional<double> size_by_moments(std::vector<Segment> const& segments, std::size_t n)
{
    // One mean is estimated in each segment: without this the variances would be too small by that share.
    double const lost = static_cast<double>(n) / std::max(1.0, static_cast<double>(n - segments.size()));
    double above = 0, squares = 0;
    for (auto const& segment : segments) {
        double const length = static_cast<double>(segment.end - segment.first);
        above += length * (segment.variance * lost - segment.mean);
        squares += length * segment.mean * segment.mean;
    }
    if (!(above > 0) || !(squares > 0)) return std::nullopt;
    return squares / above;
}

/// The partition with a size that fits it: from the size of the whole series, where every change still counts as variation, downwards.
Partition partition_with_size(ChangePointInput const& input, SegmentCostSettings& settings, double penalty, double added)
{
    auto const minimum = static_cast<std::size_t>(input.minimum_segment);
    Partition partition{{0}, 0};
    std::size_t evaluations = 0;
    for (int round = 0; round < size_rounds_max; ++round) {
        settings.size = size_by_moments(described(input.values, partition.starts), input.values.size());
        auto next = best_partition(SegmentCosts{input.values, settings}, penalty, minimum, added);
        evaluations += next.evaluations;
        bool const same = next.starts == partition.starts;
        partition.starts = std::move(next.starts);
        if (same) break;
    }
    partition.evaluations = evaluations;
    return partition;
}

}  // namespace

double noise_from_differences(std::span<double const> values)
{
    std::vector<double> differences;
    double squares = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        differences.push_back(std::abs(values[i] - values[i - 1]));
        squares += differences.back() * differences.back();
    }
    std::sort(differences.begin(), differences.end());
    auto const count = differences.size();
    double const median = (differences[(count - 1) / 2] + differences[count / 2]) / 2;
    // 0.6744897501960817 is the upper quartile of the standard normal.
    if (median > 0) return median / (0.6744897501960817 * std::sqrt(2.0));
    return std::sqrt(squares / static_cast<double>(count) / 2);
}

Result<ChangePoints> change_points(ChangePointInput const& input)
{
    TRY(check(input));
    ChangePoints answer;
    SegmentCostSettings settings{input.cost, 1, input.size, input.penalty == ChangePenalty::mbic ? LengthCost::log_length : LengthCost::none};
    if (input.cost == SegmentCost::normal_mean) settings.noise = noise_of(input);
    if (input.cost == SegmentCost::normal_mean) answer.noise = settings.noise;
    auto const minimum = static_cast<std::size_t>(input.minimum_segment);
    answer.penalty = penalty_of(input);
    double const added = settings.length_cost == LengthCost::log_length ? std::log(static_cast<double>(input.values.size())) : 0;
    bool const size_unknown = input.cost == SegmentCost::negative_binomial && !input.size;
    auto const partition = size_unknown ? partition_with_size(input, settings, answer.penalty, added) : best_partition(SegmentCosts{input.values, settings}, answer.penalty, minimum, added);
    answer.cost_evaluations = partition.evaluations;
    answer.segments = described(input.values, partition.starts);
    if (input.cost == SegmentCost::negative_binomial) answer.size = settings.size;
    auto plain = settings;
    plain.length_cost = LengthCost::none;
    SegmentCosts const costs{input.values, plain};
    answer.cost_without_change = costs.cost(0, input.values.size());
    for (auto const& segment : answer.segments) answer.cost += costs.cost(segment.first, segment.end);
    auto const split = best_split(costs, minimum);
    answer.one.place = split.place;
    answer.one.gain = split.gain;
    answer.one.chosen = best_split(SegmentCosts{input.values, settings}, minimum).gain > answer.penalty;
    if (input.permutations > 0) answer.one.p_value = permutation_p_value(input.values, plain, minimum, split.gain, input);
    fill_pettitt(answer.one, input.values);
    return answer;
}

}  // namespace accalmie
