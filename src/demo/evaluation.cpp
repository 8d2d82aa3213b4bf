// SPDX-License-Identifier: Apache-2.0
// src/demo/evaluation.cpp: one evaluation plan, and what is true of its sentence.
#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr int window_months = 12;  // a year from the first month of the guarantees, which the paper covers to its end
constexpr std::string_view plan_name = "guarantees-first-year";

Month window_first(Scene const& scene) { return scene.calendar.month(guarantees_month); }
Month window_last(Scene const& scene) { return scene.calendar.month(guarantees_month + window_months - 1); }

std::string codes_of(bool (*wanted)(Cercle const&))
{
    std::string codes;
    for (auto const& cercle : cercles())
        if (wanted(cercle)) codes += (codes.empty() ? "" : " ") + std::string{cercle.code};
    return codes;
}
bool has_guarantees(Cercle const& cercle) { return cercle.falls(); }
bool has_none(Cercle const& cercle) { return !cercle.falls(); }

}  // namespace

/// Before everything else, so that it is registered before its data, as a plan should be.
Result<void> write_plan(Scene& scene)
{
    TRY(scene.writer.now(nullptr, "evaluation_plan",
                         {{"name", std::string{plan_name}},
                          {"sentence", std::string{"Les incidents ont baissé pendant la première année des garanties à Ténenkou et Tominian"}},
                          {"places", codes_of(has_guarantees)},
                          {"first_day", window_first(scene).first_day()},
                          {"last_day", window_last(scene).end_day() - std::chrono::days{1}},
                          {"pool", codes_of(has_none)},
                          {"sources", std::string{"press field"}},
                          {"precision", std::string{"place point"}},
                          {"baselines", std::string{"same_season:3 same_season:2 just_before"}},
                          {"edge_months", std::int64_t{1}},
                          {"estimators", std::string{"rate_ratio ratio_of_ratios negative_binomial_its difference_in_differences synthetic_control"}},
                          {"smallest_fall_percent", 30.0},
                          {"permutations", std::int64_t{399}},
                          {"basis", scene.writer.source() + " : plan inventé, de la responsable du programme, inventée elle aussi ; lieux où le programme a obtenu des garanties"}}));
    return {};
}

/// After the violence: what the rates say of the plan's window.
void fill_plan_truth(Scene& scene)
{
    auto& plan = scene.truth.plan;
    plan.name = plan_name;
    plan.first = window_first(scene);
    plan.last = window_last(scene);
    std::int64_t expected = 0, without = 0;
    for (auto const& cercle : scene.truth.cercles) {
        if (!cercle.falls) continue;
        plan.places.push_back(cercle.code);
        for (auto const& month : cercle.months) {
            if (month.month < plan.first || month.month > plan.last) continue;
            expected += month.rate_millionths;
            without += month.rate_millionths * 1000 / cercle.ratio_thousandths;
        }
    }
    plan.true_ratio_thousandths = without == 0 ? 1000 : 1000 * expected / without;
}

}  // namespace accalmie::demo
