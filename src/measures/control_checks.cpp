// SPDX-License-Identifier: Apache-2.0
#include "measures/control_checks.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace accalmie {

namespace {

constexpr double carries_weight = 0.001;
constexpr int draws_max = 100'000;

std::optional<double> ratio_of(double after, double before)
{
    double const ratio = after / before;
    return before > 1e-12 * after && std::isfinite(ratio) ? std::optional{ratio} : std::nullopt;
}

/// Nothing stands above every number: a perfect fit before.
bool at_least(std::optional<double> ratio, std::optional<double> other) { return !ratio || (other && *ratio >= *other); }

double root_mean_square(std::span<double const> gaps, std::size_t first, std::size_t end)
{
    double sum = 0;
    for (std::size_t time = first; time < end; ++time) sum += gaps[time] * gaps[time];
    return std::sqrt(sum / static_cast<double>(end - first));
}

std::optional<double> ratio_of(std::span<double const> gaps, ControlDesign const& design)
{
    return ratio_of(root_mean_square(gaps, design.effect_first, design.effect_end), root_mean_square(gaps, 0, design.first_treated));
}

}  // namespace

Result<std::vector<PlaceboUnit>> placebos_in_space(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options)
{
    if (design.donors.size() < 3) return Error{Error::Kind::missing, "fewer than three donors: none can play the treated part", "donors", "leave fewer out"};
    std::vector<PlaceboUnit> placebos;
    for (std::size_t const unit : design.donors) {
        auto one = design;
        one.treated = unit;
        std::erase(one.donors, unit);
        auto fit = TRY(synthetic_control(panel, one, options));
        auto const ratio = ratio_of(fit.rmspe_after, fit.rmspe_before);
        placebos.push_back({unit, std::move(fit), ratio});
    }
    return placebos;
}

PlaceboRank rank_among(ControlFit const& treated, std::span<PlaceboUnit const> placebos)
{
    PlaceboRank rank{ratio_of(treated.rmspe_after, treated.rmspe_before), 1, 1, 1, 1, 1};
    for (auto const& placebo : placebos) {
        bool const larger = at_least(placebo.ratio, rank.ratio), good = placebo.fit.rmspe_before <= 2 * treated.rmspe_before;
        rank.of += 1, rank.rank += larger ? 1 : 0;
        rank.of_good += good ? 1 : 0, rank.rank_good += good && larger ? 1 : 0;
    }
    rank.p_value = static_cast<double>(rank.rank) / rank.of;
    return rank;
}

Result<double> p_of_mean_gap(std::span<double const> mean_gap, std::size_t treated, std::span<PlaceboUnit const> placebos, ControlDesign const& design, int draws, std::uint64_t seed)
{
    if (treated == 0 || treated >= placebos.size()) return Error{Error::Kind::missing, "not more donors than treated units", "donors", "leave fewer out"};
    if (draws < 1 || draws > draws_max) return Error{Error::Kind::limit, "draws outside 1 to 100,000", "draws"};
    std::mt19937_64 random{seed};
    std::vector<std::size_t> order(placebos.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    auto const seen = ratio_of(mean_gap, design);
    int extreme = 1;
    for (int draw = 0; draw < draws; ++draw) {
        std::vector<double> mean(mean_gap.size(), 0);
        for (std::size_t i = 0; i < treated; ++i) {
            std::swap(order[i], order[i + random() % (order.size() - i)]);
            auto const& gap = placebos[order[i]].fit.gap;
            for (std::size_t time = 0; time < mean.size(); ++time) mean[time] += gap[time] / static_cast<double>(treated);
        }
        extreme += at_least(ratio_of(mean, design), seen) ? 1 : 0;
    }
    return static_cast<double>(extreme) / (draws + 1);
}

Result<ControlDesign> placebo_in_time(ControlDesign const& design, std::size_t earlier)
{
    if (earlier >= design.first_treated) return Error{Error::Kind::invalid, "a placebo time that is not before the treatment", "placebo time"};
    auto placebo = design;
    placebo.first_treated = placebo.effect_first = earlier;
    placebo.effect_end = design.first_treated;
    std::erase_if(placebo.fit_times, [&](std::size_t time) { return time >= earlier; });
    if (placebo.fit_times.size() < 2) return Error{Error::Kind::missing, "fewer than two fitted times before the placebo time", "placebo time", "name a later one"};
    return placebo;
}

Result<std::vector<DonorLeftOut>> leave_one_out(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options, ControlFit const& fit)
{
    std::vector<DonorLeftOut> all;
    if (design.donors.size() < 2) return all;
    for (std::size_t i = 0; i < design.donors.size(); ++i) {
        if (std::abs(fit.weights[i]) <= carries_weight) continue;
        auto without = design;
        without.donors.erase(without.donors.begin() + static_cast<std::ptrdiff_t>(i));
        auto refitted = TRY(synthetic_control(panel, without, options));
        all.push_back({design.donors[i], fit.weights[i], std::move(refitted)});
    }
    return all;
}

}  // namespace accalmie
