// SPDX-License-Identifier: Apache-2.0
#include "measures/care_stays.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t measures_max = 1'000'000;
constexpr std::int64_t referral_days = 14;

std::int64_t days_between(Day from, Day to) { return (to - from).count(); }

constexpr std::array<std::pair<std::string_view, CareExit>, 7> exit_codes{{{"cured", CareExit::cured},
                                                                           {"died", CareExit::died},
                                                                           {"defaulted", CareExit::defaulted},
                                                                           {"not_responded", CareExit::not_responded},
                                                                           {"transferred", CareExit::transferred},
                                                                           {"in_care", CareExit::in_care},
                                                                           {"not_said", CareExit::not_said}}};
constexpr std::array<std::pair<std::string_view, MeasureOccasion>, 4> occasion_codes{{{"screening", MeasureOccasion::screening},
                                                                                      {"admission", MeasureOccasion::admission},
                                                                                      {"follow_up", MeasureOccasion::follow_up},
                                                                                      {"exit", MeasureOccasion::exit}}};

Result<void> check(std::span<CareMeasure const> measures)
{
    if (measures.size() > measures_max) return Error{Error::Kind::limit, "more than 1,000,000 measures", "measures", "give one year at a time"};
    auto const is_above_zero = [](std::optional<double> const& value) { return !value || (std::isfinite(*value) && *value > 0); };
    for (std::size_t at = 0; at < measures.size(); ++at) {
        auto const& one = measures[at];
        auto const where = "measure " + std::to_string(at + 1);
        if (!is_above_zero(one.weight_kg) || !is_above_zero(one.length_cm) || !is_above_zero(one.arm_cm))
            return Error{Error::Kind::invalid, "a weight, length or arm that is not above 0", where, "correct it, or leave it out"};
        if (one.age_months && !(std::isfinite(*one.age_months) && *one.age_months >= 0)) return Error{Error::Kind::invalid, "an age below 0", where, "correct it, or leave it out"};
        if (one.child > measures_max) return Error{Error::Kind::limit, "a child's number over 1,000,000", where, "number children from 0, without gaps"};
    }
    return {};
}

/// Measures of each child by day; on one day as they can follow each other.
std::vector<std::size_t> by_child_and_day(std::span<CareMeasure const> measures)
{
    std::vector<std::size_t> order(measures.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple{measures[a].child, measures[a].day, measures[a].occasion, a} < std::tuple{measures[b].child, measures[b].day, measures[b].occasion, b};
    });
    return order;
}

/// Builds the stays of one child after the other.
class Builder {
public:
    Builder(std::span<CareMeasure const> measures, std::span<NutritionProtocol const> protocols, std::string_view protocol) : measures_(measures), protocols_(protocols), protocol_(protocol) {}

    Result<CareCourse> build()
    {
        for (auto const& one : measures_) course_.signs.push_back(signs_of(one));
        auto const order = by_child_and_day(measures_);
        for (std::size_t first = 0; first < order.size();) {
            auto end = first;
            while (end < order.size() && measures_[order[end]].child == measures_[order[first]].child) ++end;
            TRY(take_child(std::span{order}.subspan(first, end - first)));
            first = end;
        }
        finish();
        return std::move(course_);
    }

private:
    void tell(std::size_t measure, CareProblem problem) { course_.inconsistent.push_back({measure, problem}); }

    Result<void> take_child(std::span<std::size_t const> order)
    {
        open_ = false;
        std::optional<std::size_t> before;
        for (std::size_t at = 0; at < order.size(); ++at) {
            auto const& measure = measures_[order[at]];
            if (at > 0 && measures_[order[at - 1]].day == measure.day && measures_[order[at - 1]].occasion == measure.occasion) {
                tell(order[at], CareProblem::twice_on_a_day);
                continue;
            }
            if (before) compare(*before, order[at]);
            before = order[at];
            bool const admitted_later = std::any_of(order.begin() + static_cast<std::ptrdiff_t>(at), order.end(), [&](std::size_t later) { return measures_[later].occasion == MeasureOccasion::admission; });
            TRY(take(order[at], admitted_later ? CareProblem::exit_before_admission : CareProblem::exit_without_admission));
        }
        return {};
    }

    Result<void> take(std::size_t at, CareProblem stray_exit)
    {
        auto const& measure = measures_[at];
        switch (measure.occasion) {
        case MeasureOccasion::screening: return {};
        case MeasureOccasion::admission: return admit(at);
        case MeasureOccasion::follow_up:
            if (!open_) tell(at, CareProblem::visit_without_admission);
            else visit(at);
            return {};
        case MeasureOccasion::exit:
            if (!open_) {
                tell(at, stray_exit);
                return {};
            }
            visit(at);
            if (!measure.exit) tell(at, CareProblem::exit_without_reason);
            if (open_) close(measure.day, measure.exit.value_or(CareExit::not_said));
            return {};
        }
        VERIFY(false);
    }

    CareStay& stay() { return course_.stays.back(); }

    Result<void> admit(std::size_t at)
    {
        auto const& measure = measures_[at];
        if (open_) {
            tell(at, CareProblem::admitted_twice);
            auto const& rules = protocols_[stay().protocol];
            auto const last = *stay().episode.last_visit;
            if (days_between(last, measure.day) <= rules.default_visits * visit_days(rules, stay().admitted.state)) {
                visit(at);
                return {};
            }
            close(last, CareExit::not_said);
        }
        auto const* const rules = protocol_for(protocols_, protocol_, measure.day);
        if (rules == nullptr) return Error{Error::Kind::missing, "no such protocol", std::string{protocol_.substr(0, 40)}, "name one of the pack's"};
        CareStay opened;
        opened.child = measure.child;
        opened.protocol = static_cast<std::size_t>(rules - protocols_.data());
        opened.admitted = judge_malnutrition(*rules, course_.signs[at], measure.age_months);
        opened.episode.admitted = measure.day;
        opened.episode.weight_in_kg = measure.weight_kg;
        if (opened.admitted.state == Malnutrition::none) tell(at, CareProblem::admitted_without_sign);
        course_.stays.push_back(std::move(opened));
        open_ = true;
        visit(at);
        return {};
    }

    void visit(std::size_t at)
    {
        stay().measures.push_back(at);
        stay().episode.last_visit = measures_[at].day;
        if (measures_[at].occasion == MeasureOccasion::exit || !measures_[at].exit) return;
        tell(at, CareProblem::reason_without_exit);
        close(measures_[at].day, *measures_[at].exit);
    }

    void close(Day day, CareExit exit)
    {
        auto& episode = stay().episode;
        episode.left = day;
        episode.exit = exit;
        auto const last = stay().measures.back();
        if (measures_[last].day == day) episode.weight_out_kg = measures_[last].weight_kg;
        if (stay().admitted.sign == MalnutritionSign::oedema) start_from_lowest();
        if (exit == CareExit::cured) check_cured(last);
        open_ = false;
    }

    /// Water leaves with oedema: what a child gains begins with its lowest weight.
    void start_from_lowest()
    {
        auto& episode = stay().episode;
        for (auto const at : stay().measures)
            if (measures_[at].weight_kg && (!episode.weight_in_kg || *measures_[at].weight_kg <= *episode.weight_in_kg)) episode.weight_in_kg = measures_[at].weight_kg, episode.weighed_in = measures_[at].day;
    }

    void check_cured(std::size_t at)
    {
        bool const is_infant = stay().admitted.group == AgeGroup::infant;
        std::vector<MalnutritionSigns> seen;
        for (auto const one : stay().measures) {
            seen.push_back(course_.signs[one]);
            if (is_infant) seen.back().arm_cm.reset();
        }
        if (judge_exit(protocols_[stay().protocol], stay().admitted.sign, seen) == ExitJudgement::not_met) tell(at, CareProblem::cured_without_criteria);
    }

    /// Two measurings of one child, one after the other.
    void compare(std::size_t earlier, std::size_t later)
    {
        auto const &a = measures_[earlier], &b = measures_[later];
        auto const days = static_cast<double>(days_between(a.day, b.day));
        if (a.sex != ChildSex::unknown && b.sex != ChildSex::unknown && a.sex != b.sex) tell(later, CareProblem::sex_differs);
        constexpr double age_slack_months = 2, length_slack_cm = 1, length_a_day_cm = 0.15, arm_slack_cm = 1, arm_a_day_cm = 0.15;
        if (a.age_months && b.age_months && std::abs(*b.age_months - *a.age_months - days / days_of_month) > age_slack_months) tell(later, CareProblem::age_implausible);
        if (a.length_cm && b.length_cm && (*b.length_cm < *a.length_cm - length_slack_cm || *b.length_cm > *a.length_cm + length_slack_cm + days * length_a_day_cm)) tell(later, CareProblem::length_implausible);
        if (a.arm_cm && b.arm_cm && std::abs(*b.arm_cm - *a.arm_cm) > arm_slack_cm + days * arm_a_day_cm) tell(later, CareProblem::arm_implausible);
        compare_weights(a, b, later, days);
    }

    void compare_weights(CareMeasure const& a, CareMeasure const& b, std::size_t later, double days)
    {
        constexpr double kg_kg_day = 0.030, slack_kg = 0.3, fall_share = 0.05;
        if (!a.weight_kg || !b.weight_kg) return;
        auto const change_kg = *b.weight_kg - *a.weight_kg;
        bool const water = a.oedema != 0 || b.oedema != 0;
        if (!water && std::abs(change_kg) > std::max(slack_kg, kg_kg_day * *a.weight_kg * days)) tell(later, CareProblem::weight_implausible);
        else if (a.oedema == 0 && change_kg < -fall_share * *a.weight_kg) tell(later, CareProblem::weight_fell);
    }

    void finish()
    {
        std::sort(course_.stays.begin(), course_.stays.end(), [](CareStay const& a, CareStay const& b) {
            return std::tuple{a.episode.admitted, a.measures.front()} < std::tuple{b.episode.admitted, b.measures.front()};
        });
        std::sort(course_.inconsistent.begin(), course_.inconsistent.end(),
                  [](CareInconsistency const& a, CareInconsistency const& b) { return std::tuple{a.problem, a.measure} < std::tuple{b.problem, b.measure}; });
    }

    std::span<CareMeasure const> measures_;
    std::span<NutritionProtocol const> protocols_;
    std::string_view protocol_;
    CareCourse course_;
    bool open_ = false;  ///< the last stay goes on
};

int gravity(Malnutrition state)
{
    switch (state) {
    case Malnutrition::unknown: return 0;
    case Malnutrition::none: return 1;
    case Malnutrition::moderate: return 2;
    case Malnutrition::severe: return 3;
    }
    VERIFY(false);
}

}  // namespace

std::string_view care_exit_code(CareExit exit)
{
    for (auto const& [code, known] : exit_codes)
        if (known == exit) return code;
    VERIFY(false);
}

std::string_view measure_occasion_code(MeasureOccasion occasion)
{
    for (auto const& [code, known] : occasion_codes)
        if (known == occasion) return code;
    VERIFY(false);
}

Result<CareExit> parse_care_exit(std::string_view word)
{
    for (auto const& [code, known] : exit_codes)
        if (code == word && known != CareExit::in_care && known != CareExit::not_said) return known;
    return Error{Error::Kind::invalid, "\"" + std::string{word.substr(0, 40)} + "\" is no way of leaving", {}, "write cured, died, defaulted, not_responded or transferred"};
}

Result<MeasureOccasion> parse_measure_occasion(std::string_view word)
{
    for (auto const& [code, known] : occasion_codes)
        if (code == word) return known;
    return Error{Error::Kind::invalid, "\"" + std::string{word.substr(0, 40)} + "\" is no occasion", {}, "write screening, admission, follow_up or exit"};
}

std::string_view care_problem_code(CareProblem problem)
{
    static constexpr std::array<std::string_view, care_problem_count> codes{
        "exit_before_admission", "exit_without_admission", "admitted_twice",     "exit_without_reason", "reason_without_exit",
        "visit_without_admission", "twice_on_a_day",       "sex_differs",        "age_implausible",     "length_implausible",
        "weight_implausible",    "arm_implausible",        "weight_fell",        "admitted_without_sign", "cured_without_criteria"};
    return codes[static_cast<std::size_t>(problem)];
}

MalnutritionSigns signs_of(CareMeasure const& measure)
{
    MalnutritionSigns signs{measure.arm_cm, std::nullopt, measure.oedema};
    if (!measure.weight_kg || !measure.length_cm) return signs;
    Child child;
    child.sex = measure.sex;
    child.age_unit = AgeUnit::months;
    child.age = measure.age_months.value_or(not_measured);
    child.weight_kg = *measure.weight_kg;
    child.length_cm = *measure.length_cm;
    child.posture = measure.posture;
    child.oedema = measure.oedema;
    auto const score = growth_scores(child)[GrowthIndex::weight_for_length];
    if (score.has_value() && score.flag == 0) signs.weight_for_length_z = score.z;
    return signs;
}

Result<CareCourse> care_stays(std::span<CareMeasure const> measures, std::span<NutritionProtocol const> protocols, std::string_view protocol)
{
    TRY(check(measures));
    if (protocol_for(protocols, protocol, Day{}) == nullptr)
        return Error{Error::Kind::missing, "there is no such protocol", std::string{protocol.substr(0, 40)}, "see packs/base/rules/nutrition_protocols.csv"};
    return Builder{measures, protocols, protocol}.build();
}

std::int64_t visit_days(NutritionProtocol const& protocol, Malnutrition state)
{
    return state == Malnutrition::moderate ? protocol.visit_days_moderate : protocol.visit_days_severe;
}

CareQueue care_queue(CareCourse const& course, std::span<NutritionProtocol const> protocols, Day today)
{
    constexpr std::int64_t days_of_week = 7;
    CareQueue queue;
    for (std::size_t at = 0; at < course.stays.size(); ++at) {
        auto const& stay = course.stays[at];
        if (stay.episode.exit != CareExit::in_care) continue;
        auto const& rules = protocols[stay.protocol];
        auto const interval = visit_days(rules, stay.admitted.state);
        ChildInCare child{at, *stay.episode.last_visit, *stay.episode.last_visit + std::chrono::days{interval}, days_between(*stay.episode.last_visit, today), 0, days_between(stay.episode.admitted, today)};
        child.visits_missed = child.days_absent > 0 ? (child.days_absent - 1) / interval : 0;
        if (child.visits_missed >= rules.default_visits) queue.lost.push_back(child);
        else if (child.days_in_care > rules.non_response_weeks * days_of_week) queue.too_long.push_back(child);
        else if (child.due <= today) queue.due.push_back(child);
    }
    auto const first_by = [](auto key) { return [key](ChildInCare const& a, ChildInCare const& b) { return std::tuple{-key(a), a.stay} < std::tuple{-key(b), b.stay}; }; };
    std::sort(queue.due.begin(), queue.due.end(), first_by([today](ChildInCare const& one) { return days_between(one.due, today); }));
    std::sort(queue.lost.begin(), queue.lost.end(), first_by([](ChildInCare const& one) { return one.days_absent; }));
    std::sort(queue.too_long.begin(), queue.too_long.end(), first_by([](ChildInCare const& one) { return one.days_in_care; }));
    return queue;
}

ScreeningFigures screening_figures(std::span<CareMeasure const> measures, CareCourse const& course, std::span<NutritionProtocol const> protocols, std::string_view protocol)
{
    struct Seen {
        std::optional<std::size_t> last_found;  ///< the last screening that found malnutrition
        MalnutritionJudgement worst;
        std::vector<std::pair<Day, Day>> in_care;
    };
    std::uint32_t children = 0;
    for (auto const& one : measures) children = std::max(children, one.child + 1);
    std::vector<Seen> seen(children);
    for (auto const& stay : course.stays) seen[stay.child].in_care.emplace_back(stay.episode.admitted, stay.episode.left.value_or(Day::max()));
    ScreeningFigures figures;
    std::vector<std::uint8_t> screened(children);
    for (std::size_t at = 0; at < measures.size(); ++at) {
        if (measures[at].occasion != MeasureOccasion::screening) continue;
        ++figures.measures;
        auto& one = seen[measures[at].child];
        auto const* const rules = protocol_for(protocols, protocol, measures[at].day);
        auto const judged = rules == nullptr ? MalnutritionJudgement{} : judge_malnutrition(*rules, course.signs[at], measures[at].age_months);
        if (!screened[measures[at].child] || gravity(judged.state) > gravity(one.worst.state)) one.worst = judged;
        screened[measures[at].child] = 1;
        bool const found = judged.state == Malnutrition::severe || judged.state == Malnutrition::moderate;
        if (found && (!one.last_found || measures[*one.last_found].day <= measures[at].day)) one.last_found = at;
    }
    for (std::uint32_t child = 0; child < children; ++child) {
        if (!screened[child]) continue;
        ++figures.children;
        auto const& one = seen[child];
        figures.severe += one.worst.state == Malnutrition::severe, figures.moderate += one.worst.state == Malnutrition::moderate;
        figures.none += one.worst.state == Malnutrition::none, figures.unknown += one.worst.state == Malnutrition::unknown;
        figures.infants_severe += one.worst.group == AgeGroup::infant && one.worst.state == Malnutrition::severe;
        if (!one.last_found) continue;
        auto const day = measures[*one.last_found].day;
        bool const came = std::any_of(one.in_care.begin(), one.in_care.end(), [day](auto const& stay) { return stay.first <= day + std::chrono::days{referral_days} && stay.second >= day; });
        if (!came) figures.not_admitted.push_back(*one.last_found);
    }
    return figures;
}

}  // namespace accalmie
