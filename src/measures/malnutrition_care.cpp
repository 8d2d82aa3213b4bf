// SPDX-License-Identifier: Apache-2.0
#include "measures/malnutrition_care.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t episodes_max = 1'000'000;

std::int64_t days_between(Day from, Day to) { return (to - from).count(); }

bool is_weight(std::optional<double> const& weight) { return !weight || (std::isfinite(*weight) && *weight > 0); }

Result<void> check(std::span<CareEpisode const> episodes, double level)
{
    if (episodes.size() > episodes_max) return Error{Error::Kind::limit, "more than 1,000,000 episodes", "episodes", "give one year at a time"};
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    for (std::size_t at = 0; at < episodes.size(); ++at) {
        auto const& one = episodes[at];
        auto const where = "episode " + std::to_string(at + 1);
        if ((one.exit != CareExit::in_care) != one.left.has_value()) return Error{Error::Kind::invalid, "an exit and its day go together", where, "give both, or neither for a child in care"};
        if (one.left && days_between(one.admitted, *one.left) < 0) return Error{Error::Kind::invalid, "left before admission", where, "correct one of the days"};
        if (!is_weight(one.weight_in_kg) || !is_weight(one.weight_out_kg)) return Error{Error::Kind::invalid, "a weight not above 0", where, "correct it, or leave it out"};
    }
    return {};
}

CareShare share_of(std::size_t count, std::size_t left, double level)
{
    CareShare share{count, std::nullopt, {0, 1.0}, StandardMet::unknown};
    if (left == 0) return share;
    share.share = static_cast<double>(count) / static_cast<double>(left);
    share.interval = clopper_pearson(static_cast<std::int64_t>(count), static_cast<std::int64_t>(left), level);
    return share;
}

StandardMet is_above(CareShare const& share, double bound) { return !share.share ? StandardMet::unknown : *share.share > bound ? StandardMet::yes : StandardMet::no; }
StandardMet is_below(CareShare const& share, double bound) { return !share.share ? StandardMet::unknown : *share.share < bound ? StandardMet::yes : StandardMet::no; }

std::optional<double> median(std::vector<double> values)
{
    if (values.empty()) return std::nullopt;
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

/// Stay and weight gain, of the cured.
void fill_course(CareFigures& figures, std::span<CareEpisode const> episodes)
{
    std::vector<double> stays;
    double stay = 0, gain = 0;
    for (auto const& one : episodes) {
        if (one.exit != CareExit::cured) continue;
        stays.push_back(static_cast<double>(days_between(one.admitted, *one.left)));
        stay += stays.back();
        auto const days = static_cast<double>(days_between(one.weighed_in.value_or(one.admitted), *one.left));
        if (!one.weight_in_kg || !one.weight_out_kg || !(days > 0)) continue;
        gain += 1000 * (*one.weight_out_kg - *one.weight_in_kg) / *one.weight_in_kg / days;
        ++figures.weighed;
    }
    if (!stays.empty()) figures.stay_days_mean = stay / static_cast<double>(stays.size());
    figures.stay_days_median = median(std::move(stays));
    if (figures.weighed > 0) figures.weight_gain_g_kg_day = gain / static_cast<double>(figures.weighed);
}

}  // namespace

Malnutrition acute_malnutrition(MalnutritionSigns const& signs)
{
    constexpr double severe_arm_cm = 11.5, moderate_arm_cm = 12.5, severe_z = -3, moderate_z = -2;
    auto const is_under = [](std::optional<double> const& measure, double bound) { return measure && *measure < bound; };
    if (signs.oedema != 0 || is_under(signs.arm_cm, severe_arm_cm) || is_under(signs.weight_for_length_z, severe_z)) return Malnutrition::severe;
    if (is_under(signs.arm_cm, moderate_arm_cm) || is_under(signs.weight_for_length_z, moderate_z)) return Malnutrition::moderate;
    return signs.arm_cm || signs.weight_for_length_z ? Malnutrition::none : Malnutrition::unknown;
}

Result<CareFigures> care_figures(std::span<CareEpisode const> episodes, CareStandard const& standard, double level)
{
    TRY(check(episodes, level));
    auto const count = [episodes](CareExit exit) {
        return static_cast<std::size_t>(std::count_if(episodes.begin(), episodes.end(), [exit](CareEpisode const& one) { return one.exit == exit; }));
    };
    CareFigures figures;
    figures.admitted = episodes.size();
    figures.in_care = count(CareExit::in_care);
    figures.transferred = count(CareExit::transferred);
    figures.not_said = count(CareExit::not_said);
    figures.left = figures.admitted - figures.in_care - figures.transferred - figures.not_said;
    figures.cured = share_of(count(CareExit::cured), figures.left, level);
    figures.died = share_of(count(CareExit::died), figures.left, level);
    figures.defaulted = share_of(count(CareExit::defaulted), figures.left, level);
    figures.not_responded = share_of(count(CareExit::not_responded), figures.left, level);
    figures.cured.met = is_above(figures.cured, standard.cured_above);
    figures.died.met = is_below(figures.died, standard.died_below);
    figures.defaulted.met = is_below(figures.defaulted, standard.defaulted_below);
    fill_course(figures, episodes);
    return figures;
}

std::vector<AbsentChild> lost_to_follow_up(std::span<CareEpisode const> episodes, Day today, std::int64_t days_min)
{
    std::vector<AbsentChild> absent;
    for (std::size_t at = 0; at < episodes.size(); ++at) {
        auto const& one = episodes[at];
        auto const days = days_between(one.last_visit.value_or(one.admitted), today);
        if (one.exit == CareExit::in_care && days >= days_min) absent.push_back({at, days});
    }
    std::sort(absent.begin(), absent.end(), [](AbsentChild const& one, AbsentChild const& other) {
        return one.days_absent != other.days_absent ? one.days_absent > other.days_absent : one.episode < other.episode;
    });
    return absent;
}

Result<std::int64_t> sachets_until_next_visit(double weight_kg, double target_kcal_kg_day, std::int64_t days)
{
    constexpr double sachet_kcal = 500, weight_max_kg = 100, target_max = 1000;
    constexpr std::int64_t days_max = 28;
    bool const fits = weight_kg > 0 && weight_kg <= weight_max_kg && target_kcal_kg_day > 0 && target_kcal_kg_day <= target_max && days >= 1 && days <= days_max;
    if (!fits) return Error{Error::Kind::invalid, "a weight, target or number of days out of bounds", "ration", "give kg, kcal/kg/day and 1 to 28 days"};
    return static_cast<std::int64_t>(std::ceil(weight_kg * target_kcal_kg_day * static_cast<double>(days) / sachet_kcal - 1e-9));
}

}  // namespace accalmie
