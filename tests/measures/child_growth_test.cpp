// SPDX-License-Identifier: Apache-2.0
#include "measures/child_growth.hpp"
#include "measures/published_table.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

namespace {

std::string const folder = "child-growth/";

ChildSex sex_of(std::string const& text) { return text == "m" || text == "1" ? ChildSex::male : ChildSex::female; }

Posture posture_of(std::string const& text)
{
    if (text == "l") return Posture::lying;
    return text == "h" ? Posture::standing : Posture::unknown;
}

/// How many scores differ from what WHO's software printed: the z-score to the last digit, the flag, and whether there is one.
struct Differences {
    int cells = 0, wrong = 0;
    void compare(GrowthScore const& score, std::optional<double> z, std::optional<double> flag)
    {
        ++cells;
        bool const same = z ? score.has_value() && std::abs(score.z - *z) < 1e-9 && flag && *flag == score.flag : !score.has_value() && !flag;
        if (!same) ++wrong;
    }
};

Child standing_boy(double months, double weight, double height)
{
    Child child;
    child.sex = ChildSex::male;
    child.age = months;
    child.age_unit = AgeUnit::months;
    child.weight_kg = weight;
    child.length_cm = height;
    return child;
}

/// A child on the median of all tables that have one at its day.
Child median_child(ChildSex sex, int day)
{
    auto const& tables = growth_tables();
    Child child;
    child.sex = sex;
    child.age = day;
    child.weight_kg = tables.weight.find(sex, day)->m;
    child.length_cm = tables.length.find(sex, day)->m;
    child.head_cm = tables.head.find(sex, day)->m;
    if (day < tables.arm.first()) return child;
    child.arm_cm = tables.arm.find(sex, day)->m;
    child.triceps_mm = tables.triceps.find(sex, day)->m;
    child.subscapular_mm = tables.subscapular.find(sex, day)->m;
    return child;
}

}  // namespace

TEST_CASE("WHO's own z-scores and flags of 300 children under five, to the last digit")
{
    auto const table = published_table(folder + "anthro_expected_zscores_first300.csv");
    if (!table) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    Differences differences;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        Child child;
        child.sex = sex_of(table->text(row, "sex"));
        child.age = table->number(row, "age_days").value_or(not_measured);
        child.weight_kg = table->number(row, "weight_kg").value_or(not_measured);
        child.length_cm = table->number(row, "lenhei_cm").value_or(not_measured);
        child.posture = posture_of(table->text(row, "measure"));
        child.head_cm = table->number(row, "headc_cm").value_or(not_measured);
        child.arm_cm = table->number(row, "armc_cm").value_or(not_measured);
        child.oedema = table->text(row, "oedema") == "y" ? 1 : 0;
        auto const scores = growth_scores(child);
        auto const before = differences.wrong;
        differences.compare(scores[GrowthIndex::length], table->number(row, "zlen"), table->number(row, "flen"));
        differences.compare(scores[GrowthIndex::weight], table->number(row, "zwei"), table->number(row, "fwei"));
        differences.compare(scores[GrowthIndex::weight_for_length], table->number(row, "zwfl"), table->number(row, "fwfl"));
        differences.compare(scores[GrowthIndex::bmi], table->number(row, "zbmi"), table->number(row, "fbmi"));
        differences.compare(scores[GrowthIndex::head], table->number(row, "zhc"), table->number(row, "fhc"));
        differences.compare(scores[GrowthIndex::arm], table->number(row, "zac"), table->number(row, "fac"));
        INFO("case ", row + 1);
        CHECK(differences.wrong == before);
        CHECK(scores.length_cm == doctest::Approx(*table->number(row, "clenhei")).epsilon(1e-12));
        CHECK(scores.posture == posture_of(table->text(row, "cmeasure")));
        CHECK(scores.stood_too_young == *table->number(row, "c9mo_flag"));
        if (auto const bmi = table->number(row, "cbmi")) CHECK(scores.bmi == doctest::Approx(*bmi).epsilon(1e-12));
    }
    CHECK(differences.cells == 1800);
    CHECK(differences.wrong == 0);
}

TEST_CASE("WHO's own z-scores and flags of its survey of 933 children of school age, to the last digit")
{
    auto const table = published_table(folder + "who-2007-survey/survey_who2007_z.csv");
    if (!table) {
        MESSAGE("skipped: the shared data are not there");
        return;
    }
    Differences differences;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        auto child = standing_boy(table->number(row, "agemons").value_or(not_measured), table->number(row, "weight").value_or(not_measured),
                                  table->number(row, "height").value_or(not_measured));
        child.sex = sex_of(table->text(row, "sex"));
        child.oedema = table->text(row, "oedema") == "y" ? 1 : 0;
        auto const scores = school_age_scores(child);
        auto const before = differences.wrong;
        differences.compare(scores.height, table->number(row, "zhfa"), table->number(row, "fhfa"));
        differences.compare(scores.weight, table->number(row, "zwfa"), table->number(row, "fwfa"));
        differences.compare(scores.bmi, table->number(row, "zbfa"), table->number(row, "fbfa"));
        INFO("row ", row + 2);
        CHECK(differences.wrong == before);
    }
    CHECK(differences.cells == 3 * 933);
    CHECK(differences.wrong == 0);
}

TEST_CASE("the median has the z-score 0, at each day of both sexes")
{
    for (auto const sex : {ChildSex::male, ChildSex::female})
        for (int day = 0; day <= 1826; day += 7) {
            auto const scores = growth_scores(median_child(sex, day));
            for (auto const index : {GrowthIndex::length, GrowthIndex::weight, GrowthIndex::head}) CHECK(scores[index].z == 0);
            if (day < 91) CHECK(scores[GrowthIndex::arm].reason == NoScore::measure);
            else
                for (auto const index : {GrowthIndex::arm, GrowthIndex::triceps, GrowthIndex::subscapular}) CHECK(scores[index].z == 0);
        }
}

TEST_CASE("length becomes height and back by 0.7 cm, at 731 days")
{
    Child child = median_child(ChildSex::female, 730);
    child.length_cm = 86;
    child.posture = Posture::standing;
    CHECK(growth_scores(child).length_cm == doctest::Approx(86.7));
    child.posture = Posture::lying;
    CHECK(growth_scores(child).length_cm == 86);
    child.age = 731;
    CHECK(growth_scores(child).length_cm == doctest::Approx(85.3));
    child.posture = Posture::standing;
    CHECK(growth_scores(child).length_cm == 86);
    child.age = 730.5;  // half a day counts as the next
    CHECK(growth_scores(child).length_cm == 86);
    child.age = 730.49;
    CHECK(growth_scores(child).length_cm == doctest::Approx(86.7));
    child.posture = Posture::unknown;
    CHECK(growth_scores(child).length_cm == 86);
}

TEST_CASE("who is said to have stood under nine months is taken as measured")
{
    Child child = median_child(ChildSex::male, 273);  // 8.97 months
    child.posture = Posture::standing;
    auto const young = growth_scores(child);
    CHECK(young.stood_too_young == 1);
    CHECK(young.posture == Posture::unknown);
    CHECK(young.length_cm == child.length_cm);
    child.age = 274;  // 9.002 months
    auto const older = growth_scores(child);
    CHECK(older.stood_too_young == 0);
    CHECK(older.length_cm == doctest::Approx(child.length_cm + 0.7));
    child.age = 9;
    child.age_unit = AgeUnit::months;
    CHECK(growth_scores(child).stood_too_young == 0);
}

TEST_CASE("without an age only weight for length is known, by posture or under 87 cm as lying")
{
    Child child;
    child.sex = ChildSex::female;
    child.weight_kg = 12;
    child.length_cm = 86.9;
    auto const lying = growth_scores(child);
    CHECK(lying[GrowthIndex::length].reason == NoScore::age);
    CHECK(lying[GrowthIndex::weight].reason == NoScore::age);
    child.posture = Posture::lying;
    CHECK(growth_scores(child)[GrowthIndex::weight_for_length].z == lying[GrowthIndex::weight_for_length].z);
    child.length_cm = 87;
    child.posture = Posture::unknown;
    auto const standing = growth_scores(child);
    child.posture = Posture::standing;
    CHECK(growth_scores(child)[GrowthIndex::weight_for_length].z == standing[GrowthIndex::weight_for_length].z);
    child.posture = Posture::lying;
    CHECK(growth_scores(child)[GrowthIndex::weight_for_length].z != standing[GrowthIndex::weight_for_length].z);
}

TEST_CASE("the tables end: five years, 45 to 110 cm lying, 65 to 120 cm standing")
{
    auto const months = [](double age) { return growth_scores(standing_boy(age, 18, 109))[GrowthIndex::weight]; };
    CHECK(months(59.99).has_value());
    CHECK(months(60).reason == NoScore::age_outside);
    Child child = median_child(ChildSex::male, 400);
    auto const wasting = [&child](double length) {
        child.length_cm = length;
        return growth_scores(child)[GrowthIndex::weight_for_length].reason;
    };
    CHECK(wasting(45) == NoScore::none);
    CHECK(wasting(44.9) == NoScore::length_outside);
    CHECK(wasting(110) == NoScore::none);
    CHECK(wasting(110.1) == NoScore::length_outside);
    child.age = 1000;
    CHECK(wasting(65) == NoScore::none);
    CHECK(wasting(64.9) == NoScore::length_outside);
    CHECK(wasting(120) == NoScore::none);
    CHECK(wasting(120.05) == NoScore::length_outside);
}

TEST_CASE("what cannot be has no score and says why")
{
    Child child = median_child(ChildSex::male, 400);
    child.weight_kg = 0;
    auto const weightless = growth_scores(child);
    CHECK(weightless[GrowthIndex::weight].reason == NoScore::not_positive);
    CHECK(weightless[GrowthIndex::bmi].reason == NoScore::not_positive);
    CHECK(weightless[GrowthIndex::weight_for_length].flag == 1);
    child.weight_kg = -3;
    CHECK(growth_scores(child)[GrowthIndex::weight_for_length].reason == NoScore::not_positive);
    child.weight_kg = 10;
    child.sex = ChildSex::unknown;
    CHECK(growth_scores(child)[GrowthIndex::weight].reason == NoScore::sex);
    child.sex = ChildSex::male;
    child.length_cm = 0;
    CHECK(growth_scores(child)[GrowthIndex::length].reason == NoScore::not_positive);
    CHECK_FALSE(growth_scores(child)[GrowthIndex::bmi].has_value());
    child.length_cm = 75;
    child.oedema = 1;
    auto const swollen = growth_scores(child);
    for (auto const index : {GrowthIndex::weight, GrowthIndex::weight_for_length, GrowthIndex::bmi}) CHECK(swollen[index].reason == NoScore::oedema);
    CHECK(swollen[GrowthIndex::length].has_value());
    ChildColumns columns;
    columns.sex = {ChildSex::male, ChildSex::male};
    columns.age = {3, -1};
    CHECK(growth_scores(columns).error().where == "child 2: age");
    columns.age = {3};
    CHECK_FALSE(growth_scores(columns).has_value());
}

TEST_CASE("school age begins at 61 months and ends with the month 228, weight with the month 120")
{
    auto const at = [](double months) { return school_age_scores(standing_boy(months, 30, 130)); };
    CHECK(at(60.99).height.reason == NoScore::age_outside);
    CHECK(at(61).height.has_value());
    CHECK(at(120.99).weight.has_value());
    CHECK(at(121).weight.reason == NoScore::age_outside);
    CHECK(at(228.99).bmi.has_value());
    CHECK(at(229).bmi.reason == NoScore::age_outside);
    CHECK(at(not_measured).bmi.reason == NoScore::age);
}

TEST_CASE("a heavier child has no smaller z-score, also where the curve ends at 3 SD")
{
    rc::check([] {
        Child child;
        child.sex = *rc::gen::element(ChildSex::male, ChildSex::female);
        child.age = *rc::gen::inRange(0, 1826);
        child.length_cm = *rc::gen::inRange(450, 1100) / 10.0;
        child.weight_kg = *rc::gen::inRange(1, 400) / 10.0;
        auto const light = growth_scores(child);
        child.weight_kg += 0.1;
        auto const heavy = growth_scores(child);
        for (auto const index : {GrowthIndex::weight, GrowthIndex::weight_for_length, GrowthIndex::bmi})
            if (light[index].has_value()) RC_ASSERT(heavy[index].z >= light[index].z);
        RC_ASSERT(light[GrowthIndex::weight].has_value());
    });
}

TEST_CASE("arms are read from 6 to 59 months, at 11.5 and 12.5 cm")
{
    CHECK(arm_band(11.4, 6) == ArmBand::severe);
    CHECK(arm_band(11.5, 6) == ArmBand::moderate);
    CHECK(arm_band(12.5, 59.9) == ArmBand::normal);
    CHECK(arm_band(11, 5.9) == ArmBand::none);
    CHECK(arm_band(11, 60) == ArmBand::none);
    CHECK(arm_band(not_measured, 20) == ArmBand::none);
    CHECK(arm_band(11, not_measured) == ArmBand::none);
}

TEST_CASE("two decimals as R rounds them")
{
    // R 4.2: round(c(0.15, 2.675, -2.675, 0.005, 1.005, 2.5), c(1, 2, 2, 2, 2, 0))
    CHECK(round_decimals(0.15, 1) == 0.1);
    CHECK(round_decimals(2.675, 2) == 2.67);
    CHECK(round_decimals(-2.675, 2) == -2.67);
    CHECK(round_decimals(0.005, 2) == 0);
    CHECK(round_decimals(1.005, 2) == 1);
    CHECK(round_decimals(2.5, 0) == 2);
}
