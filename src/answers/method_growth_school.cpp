// SPDX-License-Identifier: Apache-2.0
#include "answers/method_growth_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie {

namespace {

constexpr double first_month = 61, last_month = 228, weight_last_month = 120;
constexpr std::array<double, 15> year_months{61, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204, 216, 228};
constexpr std::array<double, 3> wide_months{61, 120, 180};

double months_of(ChildColumns const& children, std::size_t row) { return children.age.empty() ? not_measured : child_age(children.age[row], children.age_unit).months; }

/// The group that begins at or before these months.
template <std::size_t size>
std::uint32_t group_of(std::array<double, size> const& first, double months)
{
    if (!(months >= first.front() && months <= last_month)) return in_no_group;
    return static_cast<std::uint32_t>(std::upper_bound(first.begin(), first.end(), months) - first.begin() - 1);
}

/// "61-71 mo": to the last completed month.
template <std::size_t size>
std::vector<std::string> names_of(std::array<double, size> const& first)
{
    std::vector<std::string> names;
    for (std::size_t at = 0; at < size; ++at) names.push_back(fmt::format("{:.0f}-{:.0f} mo", first[at], at + 1 < size ? first[at + 1] - 1 : last_month));
    return names;
}

}  // namespace

GrowthKept kept_of_school_age(ChildColumns const& children, std::vector<std::uint8_t> const& has_design)
{
    GrowthKept kept;
    for (std::size_t row = 0; row < children.size(); ++row) {
        auto const months = months_of(children, row);
        if (!(months >= first_month && months <= last_month)) ++kept.of_other_age;
        else if (has_design[row] == 0) ++kept.without_design;
        else kept.rows.push_back(row);
    }
    return kept;
}

std::vector<GrowthIndexColumn> school_age_indices(ChildColumns const& children, std::vector<std::size_t> const& rows)
{
    std::vector<GrowthIndexColumn> indices{{"HA", {}}, {"WA", {}}, {"BMI", {}}};
    for (auto const row : rows) {
        auto const child = children.child(row);
        auto const scores = school_age_scores(child);
        bool const has_weight_for_age = months_of(children, row) <= weight_last_month;
        auto const add = [&](std::size_t at, GrowthScore const& score, double shares_with_oedema) {
            double const z = score.has_value() && score.flag == 0 ? score.z : not_measured;
            indices[at].scores.scores.push_back(z);
            indices[at].scores.shares.push_back(child.oedema != 0 && !std::isnan(shares_with_oedema) ? shares_with_oedema : z);
        };
        GrowthScore const none{not_measured, 0, NoScore::age_outside};
        add(0, scores.height, not_measured);
        add(1, has_weight_for_age ? scores.weight : none, has_weight_for_age ? oedema_score : not_measured);
        add(2, scores.bmi, oedema_score);
    }
    return indices;
}

std::vector<GrowthDivision> school_age_divisions(ChildColumns const& children, std::vector<std::size_t> const& rows)
{
    GrowthDivision all{{}, {"All"}, {}}, sexes{"Sex", {"Female", "Male"}, {}}, years{"Age Group 1", names_of(year_months), {}}, wide{"Age Group 2", names_of(wide_months), {}}, both{"Age + Sex", {}, {}};
    for (auto const& band : wide.names)
        for (auto const* const sex : {"Female", "Male"}) both.names.push_back(fmt::format("{}.{}", sex, band));
    for (auto const row : rows) {
        auto const months = months_of(children, row);
        auto const sex = growth_sex_group(children.sex[row]), band = group_of(wide_months, months);
        all.groups.group.push_back(0);
        sexes.groups.group.push_back(sex);
        years.groups.group.push_back(group_of(year_months, months));
        wide.groups.group.push_back(band);
        both.groups.group.push_back(sex == in_no_group || band == in_no_group ? in_no_group : 2 * band + sex);
    }
    std::vector<GrowthDivision> divisions;
    for (auto* const one : {&all, &sexes, &years, &wide, &both}) add_growth_division(divisions, std::move(*one));
    return divisions;
}

bool is_told_at_school_age(std::string const& letters, GrowthDivision const& division) { return letters != "WA" || division.label.starts_with("Age"); }

}  // namespace accalmie
