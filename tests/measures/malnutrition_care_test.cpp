// SPDX-License-Identifier: Apache-2.0
#include "measures/malnutrition_care.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

Day day(char const* text) { return parse_day(text).value(); }

CareEpisode left(CareExit exit, char const* when, double in, double out) { return {day("2024-03-01"), std::nullopt, day(when), exit, in, out}; }

}  // namespace

TEST_CASE("the worst sign decides, and without a sign nothing is known")
{
    CHECK(acute_malnutrition({11.4, 0.0, 0}) == Malnutrition::severe);
    CHECK(acute_malnutrition({13.0, -3.01, 0}) == Malnutrition::severe);
    CHECK(acute_malnutrition({13.0, 0.0, 1}) == Malnutrition::severe);
    CHECK(acute_malnutrition({11.5, -3.0, 0}) == Malnutrition::moderate);
    CHECK(acute_malnutrition({12.5, -2.0, 0}) == Malnutrition::none);
    CHECK(acute_malnutrition({{}, -2.5, 0}) == Malnutrition::moderate);
    CHECK(acute_malnutrition({}) == Malnutrition::unknown);
}

TEST_CASE("shares are of those who left, without transfers, against Sphere")
{
    std::vector<CareEpisode> episodes(8, left(CareExit::cured, "2024-04-10", 6, 7.2));  // 40 days: 1000 * 1.2 / 6 / 40 = 5 g/kg/day
    episodes.push_back(left(CareExit::died, "2024-03-05", 5, 5));
    episodes.push_back(left(CareExit::defaulted, "2024-03-20", 6, 6));
    episodes.push_back(left(CareExit::transferred, "2024-03-02", 5, 5));
    episodes.push_back({day("2024-04-01"), std::nullopt, std::nullopt, CareExit::in_care, 6.0, std::nullopt});
    auto const figures = care_figures(episodes, sphere_severe, 0.95);
    REQUIRE(figures);
    CHECK(figures->left == 10);
    CHECK(*figures->cured.share == doctest::Approx(0.8));
    CHECK(figures->cured.interval.lower == doctest::Approx(0.4439045).epsilon(1e-6));  // R: binom.test(8, 10)$conf.int
    CHECK(figures->cured.met == StandardMet::yes);
    CHECK(figures->died.met == StandardMet::no);  // 10 % is not under 10 %
    CHECK(figures->defaulted.met == StandardMet::yes);
    CHECK(*figures->stay_days_mean == 40);
    CHECK(*figures->weight_gain_g_kg_day == doctest::Approx(5));
    CHECK(care_figures({}, sphere_severe, 0.95)->cured.met == StandardMet::unknown);
}

TEST_CASE("episodes that cannot be are refused")
{
    std::vector<CareEpisode> episodes{left(CareExit::cured, "2024-02-01", 6, 7)};
    CHECK(care_figures(episodes, sphere_severe, 0.95).error().where == "episode 1");
    episodes = {left(CareExit::cured, "2024-04-01", 0, 7)};
    CHECK_FALSE(care_figures(episodes, sphere_severe, 0.95).has_value());
    episodes = {left(CareExit::in_care, "2024-04-01", 6, 7)};
    CHECK_FALSE(care_figures(episodes, sphere_severe, 0.95).has_value());
    CHECK_FALSE(care_figures({}, sphere_severe, 1).has_value());
}

TEST_CASE("who stayed away longest stands first, who left is not missed")
{
    std::vector<CareEpisode> const episodes{{day("2024-03-01"), day("2024-03-20"), std::nullopt, CareExit::in_care, {}, {}},
                                            {day("2024-03-01"), std::nullopt, std::nullopt, CareExit::in_care, {}, {}},
                                            {day("2024-03-01"), day("2024-04-01"), std::nullopt, CareExit::in_care, {}, {}},
                                            left(CareExit::cured, "2024-03-10", 6, 7)};
    auto const absent = lost_to_follow_up(episodes, day("2024-04-03"), 14);
    REQUIRE(absent.size() == 2);
    CHECK(absent[0].episode == 1);
    CHECK(absent[0].days_absent == 33);
    CHECK(absent[1].days_absent == 14);
}

TEST_CASE("sachets reach the target until the next visit")
{
    CHECK(sachets_until_next_visit(7, 200, 7).value() == 20);  // 9,800 kcal
    CHECK(sachets_until_next_visit(5, 200, 5).value() == 10);
    CHECK_FALSE(sachets_until_next_visit(0, 200, 7).has_value());
    CHECK_FALSE(sachets_until_next_visit(7, 200, 0).has_value());
    CHECK_FALSE(sachets_until_next_visit(7, 200, 29).has_value());
}
