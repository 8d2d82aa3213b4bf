// SPDX-License-Identifier: Apache-2.0
// src/measures/care_stays.hpp: from single measurings of children to stays in care, with what does not fit listed; who is due, who is lost.
#pragma once

#include "measures/child_growth.hpp"
#include "measures/nutrition_protocol.hpp"

namespace accalmie {

enum class MeasureOccasion : std::uint8_t { screening, admission, follow_up, exit };

std::string_view care_exit_code(CareExit exit);                 ///< "cured" ... "in_care", "not_said"
std::string_view measure_occasion_code(MeasureOccasion occasion);
/// errors  invalid  another word (an exit: in_care and not_said are none)
Result<CareExit> parse_care_exit(std::string_view word);
Result<MeasureOccasion> parse_measure_occasion(std::string_view word);

/// One measuring of one child.
struct CareMeasure {
    std::uint32_t child = 0;  ///< the same number is the same child; from 0, without gaps
    Day day{};
    MeasureOccasion occasion = MeasureOccasion::screening;
    ChildSex sex = ChildSex::unknown;
    std::optional<double> age_months, weight_kg, length_cm, arm_cm;
    Posture posture = Posture::unknown;
    std::uint8_t oedema = 0;
    std::optional<CareExit> exit = std::nullopt;
    std::optional<double> rations = std::nullopt;
};

/// What was seen, with the z-score of weight for length (WHO 2006); a flagged score and one beside oedema are none.
MalnutritionSigns signs_of(CareMeasure const& measure);

/// What does not fit, in the order of gravity.
enum class CareProblem : std::uint8_t {
    exit_before_admission,
    exit_without_admission,
    admitted_twice,          ///< no exit between
    exit_without_reason,
    reason_without_exit,     ///< a way of leaving on a visit that is no exit: it counts as one
    visit_without_admission,
    twice_on_a_day,          ///< the same occasion again: the first counts
    sex_differs,
    age_implausible,         ///< against an earlier age, by more than two months
    length_implausible,      ///< shorter by more than 1 cm, or longer by more than 1 cm and 0.15 cm a day
    weight_implausible,      ///< more than 30 g/kg/day up or down, and more than 0.3 kg
    arm_implausible,         ///< more than 1 cm and 0.15 cm a day
    weight_fell,             ///< by more than 5 % since the last visit, without oedema then: failing, or a wrong weight
    admitted_without_sign,   ///< the signs are known and none is passed
    cured_without_criteria,  ///< the last visits are known and do not allow it
};
inline constexpr std::size_t care_problem_count = 15;
std::string_view care_problem_code(CareProblem problem);

struct CareInconsistency {
    std::size_t measure = 0;  ///< in the list given
    CareProblem problem = CareProblem::exit_before_admission;
};

/// One stay of one child. Numbers of measures are places in the list given.
struct CareStay {
    std::uint32_t child = 0;
    std::vector<std::size_t> measures;  ///< admission first
    CareEpisode episode;
    MalnutritionJudgement admitted;
    std::size_t protocol = 0;           ///< by whose rules, in the list given
};

struct CareCourse {
    std::vector<CareStay> stays;                   ///< by day of admission, then as given
    std::vector<CareInconsistency> inconsistent;   ///< by problem, then as given
    std::vector<MalnutritionSigns> signs;          ///< of each measure
};

/// Stays of all children. The protocol is that of the day of admission.
///
/// A second admission without an exit between is the same stay while the child has not been absent for as long as a defaulter, and a new one
/// afterwards; the earlier then ended on its last visit, nobody said how. Oedema at admission: weight gain counts from the lowest weight.
///
/// in      at most 1,000,000 measures of fewer than 1,000,001 children; protocols, at least one by default or the one named; its name, or empty
/// out     screenings make no stay
/// errors  missing  no such protocol     invalid  a weight, length, arm or age that is not above 0 (age: below 0) ("measure 5")     limit
/// source  definitions of exits: Sphere Handbook 2018, standards 2.1 and 2.2
Result<CareCourse> care_stays(std::span<CareMeasure const> measures, std::span<NutritionProtocol const> protocols, std::string_view protocol);

/// A child in care on a day.
struct ChildInCare {
    std::size_t stay = 0;
    Day last_visit{}, due{};          ///< due: one interval of the protocol after the last visit
    std::int64_t days_absent = 0;     ///< since the last visit
    std::int64_t visits_missed = 0;   ///< days due that passed; the day itself is not over
    std::int64_t days_in_care = 0;
};

/// Each child in care stands in one list at most: lost before too_long before due.
struct CareQueue {
    std::vector<ChildInCare> due;       ///< today or earlier, the longest waiting first
    std::vector<ChildInCare> lost;      ///< absent as many visits in a row as make a defaulter, the longest first
    std::vector<ChildInCare> too_long;  ///< seen, and in care for longer than the protocol allows: to be examined, the longest first
};
/// in      what was seen after `today` is not there yet: give a course of measures up to that day
CareQueue care_queue(CareCourse const& course, std::span<NutritionProtocol const> protocols, Day today);

/// The days between visits in a stay, by the state at admission.
std::int64_t visit_days(NutritionProtocol const& protocol, Malnutrition state);

/// How screened children stood.
struct ScreeningFigures {
    std::size_t measures = 0, children = 0;  ///< children: each once
    std::size_t severe = 0, moderate = 0, none = 0, unknown = 0, infants_severe = 0;  ///< children, by the worst screening
    std::vector<std::size_t> not_admitted;   ///< the last screening of children found malnourished and not admitted on that day or within 14 days, nor in care then
};
ScreeningFigures screening_figures(std::span<CareMeasure const> measures, CareCourse const& course, std::span<NutritionProtocol const> protocols, std::string_view protocol);

}  // namespace accalmie
