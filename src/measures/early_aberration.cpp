// SPDX-License-Identifier: Apache-2.0
#include "measures/early_aberration.hpp"

#include "measures/count_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace accalmie {

namespace {

struct Baseline {
    double mean = 0, deviation = 0;
};

Baseline baseline_of(std::span<double const> counts, double least_deviation)
{
    double sum = 0, squares = 0;
    for (double const count : counts) sum += count;
    double const mean = sum / static_cast<double>(counts.size());
    for (double const count : counts) squares += (count - mean) * (count - mean);
    double const deviation = std::sqrt(squares / static_cast<double>(counts.size() - 1));
    return {mean, std::isnan(deviation) ? deviation : std::max(deviation, least_deviation)};
}

std::size_t gap_of(EarsSettings const& settings) { return settings.method == EarsMethod::c1 ? 0 : 2; }

Baseline baseline_at(std::span<double const> counts, std::size_t at, EarsSettings const& settings)
{
    auto const width = static_cast<std::size_t>(settings.baseline);
    return baseline_of(counts.subspan(at - gap_of(settings) - width, width), settings.least_deviation);
}

EarsPlace without_bound(EarsPlace place, NoEarsBound reason)
{
    place.no_bound = reason;
    place.upper.reset();
    place.score.reset();
    place.alarm = false;
    return place;
}

/// What an earlier place adds to C3: its distance above one deviation.
double carried(std::span<double const> counts, std::size_t at, EarsSettings const& settings)
{
    auto const baseline = baseline_at(counts, at, settings);
    double const distance = (counts[at] - baseline.mean) / baseline.deviation;
    return std::isnan(distance) ? distance : std::max(0.0, distance - 1);
}

EarsPlace judge(std::span<double const> counts, std::size_t at, EarsSettings const& settings, double reach)
{
    EarsPlace place;
    place.at = at;
    place.observed = counts[at];
    auto const baseline = baseline_at(counts, at, settings);
    bool const reported = !std::isnan(counts[at]);
    if (std::isnan(baseline.mean) || (!reported && settings.method == EarsMethod::c3)) return without_bound(place, NoEarsBound::no_report);
    place.expected = baseline.mean;
    place.deviation = baseline.deviation;
    double score = (counts[at] - baseline.mean) / baseline.deviation;
    double upper = baseline.mean + reach * baseline.deviation;
    if (settings.method == EarsMethod::c3) {
        double const before = carried(counts, at - 2, settings) + carried(counts, at - 1, settings);
        if (std::isnan(before)) return without_bound(place, std::isnan(counts[at - 1] + counts[at - 2]) ? NoEarsBound::no_report : NoEarsBound::no_variation);
        score = std::max(0.0, score - 1) + before;
        upper = std::max(0.0, counts[at] + baseline.deviation * (reach - before));
    }
    if (std::isnan(upper)) return without_bound(place, NoEarsBound::no_variation);
    place.upper = upper;
    if (std::isfinite(score)) place.score = score;
    place.alarm = counts[at] > upper;  // false where no report came
    if (!reported) place.no_bound = NoEarsBound::no_report;
    return place;
}

}  // namespace

std::size_t ears_lag(EarsSettings const& settings)
{
    std::size_t const before = settings.method == EarsMethod::c3 ? 2 : 0;
    return static_cast<std::size_t>(settings.baseline) + gap_of(settings) + before;
}

Result<std::vector<EarsPlace>> ears(std::span<double const> counts, std::size_t first, std::size_t end, EarsSettings const& settings)
{
    double const alpha = settings.alpha.value_or(settings.method == EarsMethod::c3 ? 0.025 : 0.001);
    if (settings.baseline < 3 || settings.baseline > 366) return Error{Error::Kind::invalid, "a baseline outside 3 to 366", "baseline", "give 7, as is usual"};
    if (!(settings.least_deviation >= 0) || !std::isfinite(settings.least_deviation)) return Error{Error::Kind::invalid, "a least deviation below zero", "minSigma", "give 0, or 0.5 for rare diseases"};
    if (!(alpha > 0 && alpha < 1)) return Error{Error::Kind::invalid, "a chance outside 0 to 1", "alpha", "give 0.001"};
    if (first > end || end > counts.size()) return Error{Error::Kind::invalid, "places outside the series", "range", "count from the first row"};
    if (first < ears_lag(settings)) return Error{Error::Kind::missing, "too few counts before the first place", "range", "begin at place " + std::to_string(ears_lag(settings) + 1) + " or later"};
    double const reach = normal_quantile(1 - alpha);
    std::vector<EarsPlace> places;
    places.reserve(end - first);
    for (auto at = first; at < end; ++at) places.push_back(judge(counts, at, settings, reach));
    return places;
}

}  // namespace accalmie
