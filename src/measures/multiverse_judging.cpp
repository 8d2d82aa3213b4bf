// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_judging.cpp: from the statistics of every specification on every assignment to p values, curve and influence.
#include "measures/multiverse_parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace accalmie::multiverse_parts {

namespace {

double share(std::size_t at_least, std::size_t of) { return static_cast<double>(at_least) / static_cast<double>(of); }

/// One row: p of the real assignment, and for every assignment its rank p among all.
struct RowRanks {
    double p_less = 1, p_two_sided = 1;
    std::vector<float> p;  ///< share of assignments at least as low as this one
};

RowRanks rank_row(float const* z, std::size_t count)
{
    RowRanks ranks;
    std::vector<float> sorted(z, z + count);
    std::sort(sorted.begin(), sorted.end());
    ranks.p.resize(count);
    std::size_t far = 0;
    for (std::size_t b = 0; b < count; ++b) {
        auto const not_above = static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), z[b]) - sorted.begin());
        ranks.p[b] = static_cast<float>(share(not_above, count));
        far += std::abs(z[b]) >= std::abs(z[0]) ? 1 : 0;
    }
    ranks.p_less = share(static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), z[0]) - sorted.begin()), count);
    ranks.p_two_sided = share(far, count);
    return ranks;
}

/// What the curve of one assignment looks like.
struct Curve {
    float lowest_p = 1;
    std::size_t significant = 0;
    double mean_z = 0, median = 0;
};

/// Share of curves at least as low as the real one (the first) by a value of which less is lower.
template <class Value>
double p_of(std::vector<Curve> const& curves, Value const& value)
{
    auto const real = value(curves.front());
    return share(static_cast<std::size_t>(std::count_if(curves.begin(), curves.end(), [&](Curve const& curve) { return value(curve) <= real; })), curves.size());
}

void fill_medians(std::vector<Curve>& curves, Matrix const& matrix, std::size_t rows, unsigned threads)
{
    in_parallel(curves.size(), threads, [&](std::size_t b) {
        std::vector<float> column(rows);
        double sum = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            column[row] = matrix.log_ratio[row * matrix.assignments + b];
            sum += static_cast<double>(matrix.z[row * matrix.assignments + b]);
        }
        auto const middle = column.begin() + static_cast<std::ptrdiff_t>(rows / 2);
        std::nth_element(column.begin(), middle, column.end());
        curves[b].median = static_cast<double>(*middle);
        curves[b].mean_z = sum / static_cast<double>(rows);
    });
}

}  // namespace

void judge(Multiverse& answer, MultiverseInput const& input, Matrix const& matrix, std::vector<std::size_t> const& rows)
{
    std::size_t const count = matrix.assignments;
    std::vector<Curve> curves(count);
    constexpr std::size_t chunk = 64;  // rows ranked at once: their ranks are kept until they are merged, in order
    for (std::size_t begin = 0; begin < rows.size(); begin += chunk) {
        std::size_t const here = std::min(chunk, rows.size() - begin);
        std::vector<RowRanks> ranks(here);
        in_parallel(here, input.threads, [&](std::size_t i) { ranks[i] = rank_row(&matrix.z[(begin + i) * count], count); });
        for (std::size_t i = 0; i < here; ++i) {
            auto& specification = answer.specifications[rows[begin + i]];
            specification.p_less = ranks[i].p_less;
            specification.p_two_sided = ranks[i].p_two_sided;
            for (std::size_t b = 0; b < count; ++b) {
                curves[b].lowest_p = std::min(curves[b].lowest_p, ranks[i].p[b]);
                curves[b].significant += static_cast<double>(ranks[i].p[b]) <= input.p_threshold ? 1 : 0;
            }
        }
    }
    fill_medians(curves, matrix, rows.size(), input.threads);
    answer.curve_tests.median_p = p_of(curves, [](Curve const& curve) { return curve.median; });
    answer.curve_tests.mean_z_p = p_of(curves, [](Curve const& curve) { return curve.mean_z; });
    answer.curve_tests.lowest_p = p_of(curves, [](Curve const& curve) { return static_cast<double>(curve.lowest_p); });
    answer.curve_tests.share_p = p_of(curves, [](Curve const& curve) { return -static_cast<double>(curve.significant); });
    std::vector<float> lowest;
    for (auto const& curve : curves) lowest.push_back(curve.lowest_p);
    std::sort(lowest.begin(), lowest.end());
    for (auto const row : rows) {
        auto& specification = answer.specifications[row];
        auto const as_low = std::upper_bound(lowest.begin(), lowest.end(), static_cast<float>(specification.p_less)) - lowest.begin();
        specification.p_adjusted = share(static_cast<std::size_t>(as_low), count);
    }
}

std::vector<ChoiceInfluence> influence_of(Multiverse const& answer)
{
    std::vector<ChoiceInfluence> influences;
    for (std::size_t choice = 0; choice < choices_count; ++choice) {
        ChoiceInfluence influence;
        influence.choice = static_cast<ChoiceOf>(choice);
        std::map<std::array<std::size_t, choices_count>, std::vector<double>> alike;  // equal but for this choice
        std::map<std::size_t, std::pair<double, double>> by_value;                   // sum and count
        double sum = 0, squares = 0, all = 0;
        for (auto const row : answer.curve) {
            auto const& specification = answer.specifications[row];
            // 0.5 added, so that no event during is a number too.
            double const value = std::log(std::max(*specification.estimate, 0.5 / (static_cast<double>(specification.events_before) + 0.5)));
            auto key = specification.choice;
            key[choice] = 0;
            alike[key].push_back(value);
            auto& [value_sum, value_count] = by_value[specification.choice[choice]];
            value_sum += value, ++value_count;
            sum += value, squares += value * value, ++all;
        }
        influence.values = by_value.size();
        double shift = 0;
        for (auto const& [key, values] : alike)
            for (std::size_t i = 0; i < values.size(); ++i)
                for (std::size_t j = i + 1; j < values.size(); ++j) shift += std::abs(values[i] - values[j]), ++influence.pairs;
        if (influence.pairs > 0) influence.mean_absolute_shift = shift / static_cast<double>(influence.pairs);
        double const mean = sum / std::max(1.0, all), variance = squares - all * mean * mean;
        double between = 0;
        for (auto const& [value, of] : by_value) between += of.second * (of.first / of.second - mean) * (of.first / of.second - mean);
        if (variance > 1e-12) influence.variance_share = between / variance;
        if (influence.values > 1) influences.push_back(influence);
    }
    std::sort(influences.begin(), influences.end(), [](ChoiceInfluence const& a, ChoiceInfluence const& b) { return std::pair{-a.mean_absolute_shift, a.choice} < std::pair{-b.mean_absolute_shift, b.choice}; });
    return influences;
}

}  // namespace accalmie::multiverse_parts
