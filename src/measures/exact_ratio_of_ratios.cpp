// SPDX-License-Identifier: Apache-2.0
#include "measures/ratio_of_ratios.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace accalmie {

namespace {

/// Events of the treated after, given both margins, at any ratio.
class Hypergeometric {
public:
    explicit Hypergeometric(ExactRatioOfRatios const& counts)
    {
        auto const treated = counts.treated_after + counts.treated_before, comparison = counts.comparison_after + counts.comparison_before;
        auto const after = counts.treated_after + counts.comparison_after;
        first_ = std::max<std::int64_t>(0, after - comparison);
        for (auto value = first_; value <= std::min(treated, after); ++value) logarithm_.push_back(choose(treated, value) + choose(comparison, after - value));
    }

    bool one_value() const { return logarithm_.size() < 2; }
    std::int64_t first() const { return first_; }
    std::int64_t last() const { return first_ + static_cast<std::int64_t>(logarithm_.size()) - 1; }

    /// Chances of fewer than `value`, of `value`, and of more, at the logarithm of a ratio.
    struct Tails {
        double below = 0, at = 0, above = 0;
    };
    Tails tails(std::int64_t value, double log_ratio) const
    {
        double largest = -HUGE_VAL;
        for (std::size_t step = 0; step < logarithm_.size(); ++step) largest = std::max(largest, logarithm_[step] + log_ratio * static_cast<double>(step));
        Tails tails;
        for (std::size_t step = 0; step < logarithm_.size(); ++step) {
            double const weight = std::exp(logarithm_[step] + log_ratio * static_cast<double>(step) - largest);
            auto const here = first_ + static_cast<std::int64_t>(step);
            (here < value ? tails.below : here == value ? tails.at : tails.above) += weight;
        }
        double const total = tails.below + tails.at + tails.above;
        return {tails.below / total, tails.at / total, tails.above / total};
    }

private:
    static double choose(std::int64_t of, std::int64_t some)
    {
        auto const log_factorial = [](std::int64_t n) { return std::lgamma(static_cast<double>(n) + 1); };
        return log_factorial(of) - log_factorial(some) - log_factorial(of - some);
    }

    std::int64_t first_ = 0;
    std::vector<double> logarithm_;
};

/// The logarithm of the ratio at which `rising` reaches `target`: 100 halvings of -60 to 60 leave less than a double can tell.
double where_rises_to(double target, std::function<double(double)> const& rising)
{
    double low = -60, high = 60;
    for (int step = 0; step < 100; ++step) {
        double const middle = (low + high) / 2;
        (rising(middle) < target ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// `share` of the chance of exactly what was seen counts to each tail: 1 exact, 0.5 mid-p.
Interval interval_of(Hypergeometric const& chances, std::int64_t seen, double share, double tail, double factor)
{
    Interval interval{0, std::nullopt};
    if (seen > chances.first()) {
        auto const rising = [&](double log_ratio) {
            auto const tails = chances.tails(seen, log_ratio);
            return tails.above + share * tails.at;
        };
        interval.lower = std::exp(where_rises_to(tail, rising)) / factor;
    }
    if (seen < chances.last()) {
        auto const falling = [&](double log_ratio) {
            auto const tails = chances.tails(seen, log_ratio);
            return -(tails.below + share * tails.at);
        };
        interval.upper = std::exp(where_rises_to(-tail, falling)) / factor;
    }
    return interval;
}

}  // namespace

ExactRatioOfRatios exact_ratio_of_ratios(ExactRatioOfRatios const& counts, double factor, double level)
{
    ExactRatioOfRatios answer = counts;
    auto const across = static_cast<double>(counts.treated_before) * static_cast<double>(counts.comparison_after);
    if (across > 0) answer.ratio = static_cast<double>(counts.treated_after) * static_cast<double>(counts.comparison_before) / across / factor;
    Hypergeometric const chances{counts};
    // One possible value, given the margins: nothing can be learnt.
    if (chances.one_value()) return answer;
    answer.exact = interval_of(chances, counts.treated_after, 1, (1 - level) / 2, factor);
    answer.mid_p = interval_of(chances, counts.treated_after, 0.5, (1 - level) / 2, factor);
    auto const tails = chances.tails(counts.treated_after, std::log(factor));
    answer.p_fall = std::min(1.0, tails.below + tails.at);
    answer.p_two_sided = std::min(1.0, 2 * std::min(tails.below, tails.above) + 2 * tails.at);
    answer.p_two_sided_mid = std::min(1.0, 2 * std::min(tails.below, tails.above) + tails.at);
    return answer;
}

}  // namespace accalmie
