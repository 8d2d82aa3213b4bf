// SPDX-License-Identifier: Apache-2.0
#include "measures/care_stays.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace accalmie;

namespace {

Day day(char const* text) { return parse_day(text).value(); }

std::vector<NutritionProtocol> protocols()
{
    NutritionProtocol protocol;
    protocol.id = "p", protocol.standing = ProtocolStanding::by_default;
    protocol.severe_arm_below_cm = 11.5, protocol.severe_z_below = -3, protocol.moderate_arm_below_cm = 12.5, protocol.moderate_z_below = -2, protocol.infant_z_below = -3, protocol.exit_z_from = -2;
    protocol.valid_from = day("2013-11-27");
    return {protocol};
}

CareMeasure seen(std::uint32_t child, char const* when, MeasureOccasion occasion, double weight_kg, double arm_cm, std::optional<CareExit> exit = {})
{
    CareMeasure measure;
    measure.child = child, measure.day = day(when), measure.occasion = occasion, measure.exit = exit;
    measure.sex = ChildSex::female;
    measure.age_months = 14 + static_cast<double>((measure.day - day("2024-03-01")).count()) / days_of_month;
    if (weight_kg > 0) measure.weight_kg = weight_kg;
    if (arm_cm > 0) measure.arm_cm = arm_cm;
    return measure;
}

constexpr auto screening = MeasureOccasion::screening, admission = MeasureOccasion::admission, follow_up = MeasureOccasion::follow_up, leaving = MeasureOccasion::exit;

CareCourse course_of(std::vector<CareMeasure> const& measures)
{
    auto const rules = protocols();
    auto const course = care_stays(measures, rules, "");
    REQUIRE(course);
    return *course;
}

std::vector<CareProblem> problems(CareCourse const& course)
{
    std::vector<CareProblem> all;
    for (auto const& one : course.inconsistent) all.push_back(one.problem);
    return all;
}

std::vector<CareMeasure> cured_child()
{
    return {seen(0, "2024-03-01", admission, 6.0, 11.2), seen(0, "2024-03-08", follow_up, 6.3, 11.6), seen(0, "2024-03-15", follow_up, 6.6, 12.0), seen(0, "2024-03-22", follow_up, 6.9, 12.5),
            seen(0, "2024-03-29", leaving, 7.2, 12.6, CareExit::cured)};
}

}  // namespace

TEST_CASE("visits of one child are one stay, from admission to exit")
{
    auto const course = course_of(cured_child());
    REQUIRE(course.stays.size() == 1);
    auto const& stay = course.stays[0];
    CHECK(stay.measures.size() == 5);
    CHECK(stay.admitted.state == Malnutrition::severe);
    CHECK(stay.admitted.sign == MalnutritionSign::arm);
    CHECK(stay.episode.exit == CareExit::cured);
    CHECK(*stay.episode.left == day("2024-03-29"));
    CHECK(*stay.episode.weight_out_kg == 7.2);
    CHECK(course.inconsistent.empty());
}

TEST_CASE("the order of the rows does not matter")
{
    std::mt19937 dice{7};
    auto measures = cured_child();
    for (auto const& one : {seen(1, "2024-03-05", screening, 7, 12.0), seen(1, "2024-03-06", admission, 7, 12.0), seen(1, "2024-03-20", follow_up, 7.4, 12.2)}) measures.push_back(one);
    auto const whole = course_of(measures);
    for (int turn = 0; turn < 20; ++turn) {
        std::shuffle(measures.begin(), measures.end(), dice);
        auto const again = course_of(measures);
        REQUIRE(again.stays.size() == whole.stays.size());
        for (std::size_t at = 0; at < again.stays.size(); ++at) {
            CHECK(again.stays[at].episode.admitted == whole.stays[at].episode.admitted);
            CHECK(again.stays[at].episode.exit == whole.stays[at].episode.exit);
            CHECK(again.stays[at].measures.size() == whole.stays[at].measures.size());
        }
        CHECK(again.inconsistent.size() == whole.inconsistent.size());
    }
}

TEST_CASE("what does not fit is listed, and counts nowhere twice")
{
    using P = CareProblem;
    CHECK(problems(course_of({seen(0, "2024-03-01", leaving, 6, 12.6, CareExit::cured), seen(0, "2024-03-08", admission, 6, 11.2)})) == std::vector{P::exit_before_admission});
    CHECK(problems(course_of({seen(0, "2024-03-01", leaving, 6, 12.6, CareExit::cured)})) == std::vector{P::exit_without_admission});
    CHECK(problems(course_of({seen(0, "2024-03-01", follow_up, 6, 12)})) == std::vector{P::visit_without_admission});
    CHECK(problems(course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-03-08", leaving, 6, 11)})) == std::vector{P::exit_without_reason});
    CHECK(problems(course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-03-01", admission, 6, 11)})) == std::vector{P::twice_on_a_day});
    CHECK(problems(course_of({seen(0, "2024-03-01", admission, 6, 13)})) == std::vector{P::admitted_without_sign});
    CHECK(problems(course_of({seen(0, "2024-03-01", admission, 6, 11.2), seen(0, "2024-03-08", leaving, 6.2, 11.4, CareExit::cured)})) == std::vector{P::cured_without_criteria});
    auto const reason = course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-03-08", follow_up, 6, 11, CareExit::transferred)});
    CHECK(problems(reason) == std::vector{P::reason_without_exit});
    CHECK(reason.stays[0].episode.exit == CareExit::transferred);
}

TEST_CASE("a second admission soon is the same stay, one after a long absence is a new one")
{
    auto const soon = course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-03-15", admission, 6.1, 11.1)});
    CHECK(problems(soon) == std::vector{CareProblem::admitted_twice});
    CHECK(soon.stays.size() == 1);
    auto const late = course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-06-15", admission, 6.1, 11.1)});
    CHECK(problems(late) == std::vector{CareProblem::admitted_twice});
    REQUIRE(late.stays.size() == 2);
    CHECK(late.stays[0].episode.exit == CareExit::not_said);
    CHECK(*late.stays[0].episode.left == day("2024-03-01"));
    CHECK(late.stays[1].episode.exit == CareExit::in_care);
    auto const relapse = course_of({seen(0, "2024-03-01", admission, 6, 11), seen(0, "2024-03-08", leaving, 6, 11, CareExit::defaulted), seen(0, "2024-06-15", admission, 6.1, 11.1)});
    CHECK(relapse.inconsistent.empty());
    CHECK(relapse.stays.size() == 2);
}

TEST_CASE("changes that cannot be are listed; a fall of weight is told apart from a wrong scale")
{
    using P = CareProblem;
    auto const changed = [](auto change) {
        std::vector<CareMeasure> measures{seen(0, "2024-03-01", admission, 6.0, 11.2), seen(0, "2024-03-08", follow_up, 6.2, 11.4)};
        measures[0].length_cm = 70, measures[1].length_cm = 70.2;
        change(measures);
        return problems(course_of(measures));
    };
    CHECK(changed([](auto&) {}).empty());
    CHECK(changed([](auto& m) { m[1].weight_kg = 8.6; }) == std::vector{P::weight_implausible});
    CHECK(changed([](auto& m) { m[1].weight_kg = 5.69; }) == std::vector{P::weight_fell});  // 5.2 %
    CHECK(changed([](auto& m) { m[1].weight_kg = 5.71; }).empty());
    CHECK(changed([](auto& m) { m[0].oedema = 1, m[1].weight_kg = 5.0; }).empty());  // water
    CHECK(changed([](auto& m) { m[1].length_cm = 68.9; }) == std::vector{P::length_implausible});
    CHECK(changed([](auto& m) { m[1].length_cm = 72.1; }) == std::vector{P::length_implausible});
    CHECK(changed([](auto& m) { m[1].arm_cm = 14.0; }) == std::vector{P::arm_implausible});
    CHECK(changed([](auto& m) { m[1].sex = ChildSex::male; }) == std::vector{P::sex_differs});
    CHECK(changed([](auto& m) { m[1].age_months = 12.0; }) == std::vector{P::age_implausible});
}

TEST_CASE("after oedema the gain begins with the lowest weight")
{
    std::vector<CareMeasure> measures{seen(0, "2024-03-01", admission, 7.0, 12.6), seen(0, "2024-03-08", follow_up, 6.0, 12.6), seen(0, "2024-03-15", follow_up, 6.2, 12.6), seen(0, "2024-03-18", leaving, 6.6, 12.7, CareExit::cured)};
    measures[0].oedema = 1;
    auto const course = course_of(measures);
    REQUIRE(course.stays.size() == 1);
    CHECK(*course.stays[0].episode.weight_in_kg == 6.0);
    CHECK(*course.stays[0].episode.weighed_in == day("2024-03-08"));
    std::vector<CareEpisode> const episodes{course.stays[0].episode};
    CHECK(*care_figures(episodes, sphere_severe, 0.95)->weight_gain_g_kg_day == doctest::Approx(10));  // 1000 * 0.6 / 6 / 10
    CHECK(*care_figures(episodes, sphere_severe, 0.95)->stay_days_mean == 17);
}

TEST_CASE("who is due, who is lost and who stays too long, each child once")
{
    auto const rules = protocols();
    std::vector<CareMeasure> const measures{
        seen(0, "2024-03-20", admission, 6, 11),    // due 27 March
        seen(1, "2024-03-01", admission, 6, 11),    // due 8 March
        seen(2, "2024-03-16", admission, 7, 12),    // moderate: due 30 March
        seen(3, "2023-10-01", admission, 6, 11),    seen(3, "2024-03-26", follow_up, 6, 11),  // 25 weeks in care
        seen(4, "2024-03-01", admission, 6, 11),    seen(4, "2024-03-08", leaving, 6, 11, CareExit::died),
        seen(5, "2024-03-15", admission, 6, 11),    // due 22 March; on 29 March the second day due has not passed
    };
    auto const course = course_of(measures);
    auto const queue = care_queue(course, rules, day("2024-03-29"));
    REQUIRE(queue.lost.size() == 1);
    CHECK(course.stays[queue.lost[0].stay].child == 1);
    CHECK(queue.lost[0].visits_missed == 3);
    CHECK(queue.lost[0].days_absent == 28);
    REQUIRE(queue.too_long.size() == 1);
    CHECK(course.stays[queue.too_long[0].stay].child == 3);
    REQUIRE(queue.due.size() == 2);
    CHECK(course.stays[queue.due[0].stay].child == 5);
    CHECK(queue.due[0].visits_missed == 1);
    CHECK(course.stays[queue.due[1].stay].child == 0);
    auto const tomorrow = care_queue(course, rules, day("2024-03-30"));
    CHECK(tomorrow.lost.size() == 2);  // child 5 has missed 22 and 29 March
    CHECK(tomorrow.due.size() == 2);   // child 2 is due
}

TEST_CASE("screening: the worst finding of each child, and who was found and never came")
{
    auto const rules = protocols();
    std::vector<CareMeasure> measures{
        seen(0, "2024-03-01", screening, 0, 11.2), seen(0, "2024-03-10", admission, 6, 11.2),  // came after 9 days
        seen(1, "2024-03-01", screening, 0, 12.0),                                             // never came
        seen(2, "2024-03-01", screening, 0, 13.0), seen(2, "2024-04-01", screening, 0, 11.0),  // worse later, never came
        seen(3, "2024-03-01", screening, 0, 0),
        seen(4, "2024-03-01", screening, 0, 12.2), seen(4, "2024-03-20", admission, 6, 11.4),  // came too late to be the same finding
    };
    measures.push_back(seen(5, "2024-03-01", screening, 4.3, 0));
    measures.back().length_cm = 60, measures.back().age_months = 4;
    auto const course = course_of(measures);
    auto const figures = screening_figures(measures, course, rules, "");
    CHECK(figures.measures == 7);
    CHECK(figures.children == 6);
    CHECK(figures.severe == 3);
    CHECK(figures.infants_severe == 1);
    CHECK(figures.moderate == 2);
    CHECK(figures.unknown == 1);
    CHECK(figures.not_admitted == std::vector<std::size_t>{2, 4, 6, 8});
}

TEST_CASE("a z-score is taken where weight and length are there, not beside oedema, not where it is flagged")
{
    auto measure = seen(0, "2024-03-01", admission, 6.0, 11.2);
    CHECK_FALSE(signs_of(measure).weight_for_length_z.has_value());
    measure.length_cm = 70;
    CHECK(*signs_of(measure).weight_for_length_z == doctest::Approx(-3.55));  // WHO 2006, girls lying, 70 cm: L -0.3833, M 8.163, S 0.09068; beyond -3 in steps of SD
    measure.oedema = 1;
    CHECK_FALSE(signs_of(measure).weight_for_length_z.has_value());
    measure.oedema = 0, measure.weight_kg = 3.0;
    CHECK_FALSE(signs_of(measure).weight_for_length_z.has_value());
}

TEST_CASE("measures that cannot be are refused")
{
    auto const rules = protocols();
    std::vector<CareMeasure> measures{seen(0, "2024-03-01", admission, 6, 11)};
    CHECK_FALSE(care_stays(measures, rules, "other").has_value());
    CHECK_FALSE(care_stays(measures, {}, "").has_value());
    measures[0].weight_kg = 0;
    CHECK(care_stays(measures, rules, "").error().where == "measure 1");
    measures[0].weight_kg.reset(), measures[0].age_months = -1;
    CHECK_FALSE(care_stays(measures, rules, "").has_value());
}

TEST_CASE("codes are read back as they are written")
{
    for (auto const exit : {CareExit::cured, CareExit::died, CareExit::defaulted, CareExit::not_responded, CareExit::transferred}) CHECK(parse_care_exit(care_exit_code(exit)).value() == exit);
    CHECK_FALSE(parse_care_exit("in_care").has_value());
    for (auto const occasion : {screening, admission, follow_up, leaving}) CHECK(parse_measure_occasion(measure_occasion_code(occasion)).value() == occasion);
    CHECK_FALSE(parse_measure_occasion("other").has_value());
}
