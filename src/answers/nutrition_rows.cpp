// SPDX-License-Identifier: Apache-2.0
#include "answers/nutrition_rows.hpp"

#include "measures/suppress.hpp"

#include <algorithm>

namespace accalmie {

namespace {

std::int64_t whole(std::size_t count) { return static_cast<std::int64_t>(count); }

NutritionShare told_share(CareShare const& share)
{
    NutritionShare told{whole(share.count), share.share, std::nullopt, share.met};
    if (share.share) told.interval = share.interval;
    return told;
}

std::string_view sign_name(MalnutritionSign sign) { return malnutrition_sign_code(sign); }

/// One child's line, from its stay.
NutritionChild child_line(CareCourse const& course, std::vector<NutritionFact> const& facts, NutritionRules const& rules, ChildInCare const& one)
{
    auto const& stay = course.stays[one.stay];
    auto const& protocol = rules.protocols[stay.protocol];
    auto const last = stay.measures.back();
    auto const& fact = facts[last];
    NutritionChild line;
    line.token = fact.token, line.facility = fact.facility, line.facility_name = fact.facility_name, line.place = fact.place, line.place_name = fact.place_name;
    line.admitted = stay.episode.admitted, line.last_visit = one.last_visit, line.due = one.due;
    line.days_absent = one.days_absent, line.visits_missed = one.visits_missed, line.days_in_care = one.days_in_care;
    line.state = judge_malnutrition(protocol, course.signs[last], fact.measure.age_months).state;
    line.group = care_group(stay);
    line.admitted_by = stay.admitted.sign;
    for (auto at = stay.measures.rbegin(); at != stay.measures.rend() && !line.weight_kg; ++at) line.weight_kg = facts[*at].measure.weight_kg;
    line.arm_cm = fact.measure.arm_cm;
    auto const ration = ration_until_next_visit(rules.rations, protocol.id, line.state, course.signs[last], line.weight_kg, visit_days(protocol, stay.admitted.state));
    if (ration) line.ration = *ration;
    line.protocol = protocol.id;
    return line;
}

NutritionMeasure measure_line(NutritionFact const& fact, std::optional<CareProblem> problem)
{
    return {fact.token, fact.facility, fact.facility_name, fact.place, fact.place_name, fact.measure.day, fact.measure.occasion, problem};
}

template <class Row, class Source, class Line>
Listed<Row> listed(std::vector<Source> const& all, Line line)
{
    Listed<Row> list;
    auto const shown = std::min(all.size(), Listed<Row>::rows_max);
    for (std::size_t at = 0; at < shown; ++at) list.rows.push_back(line(all[at]));
    list.left_out = all.size() - shown;
    return list;
}

NutritionQueue queue_of(CareCourse const& course, std::vector<NutritionFact> const& facts, NutritionRules const& rules, ScreeningFigures const& screening, Day today)
{
    auto const in_care = care_queue(course, rules.protocols, today);
    auto const child = [&](ChildInCare const& one) { return child_line(course, facts, rules, one); };
    NutritionQueue queue;
    queue.due = listed<NutritionChild>(in_care.due, child);
    queue.lost = listed<NutritionChild>(in_care.lost, child);
    queue.too_long = listed<NutritionChild>(in_care.too_long, child);
    queue.not_admitted = listed<NutritionMeasure>(screening.not_admitted, [&](std::size_t at) { return measure_line(facts[at], std::nullopt); });
    queue.inconsistent = listed<NutritionMeasure>(course.inconsistent, [&](CareInconsistency const& one) { return measure_line(facts[one.measure], one.problem); });
    return queue;
}

void tell_screening(NutritionAnswer& answer, ScreeningFigures const& figures)
{
    auto& told = answer.screening;
    told.measures = whole(figures.measures);
    told.children = whole(figures.children), told.severe = whole(figures.severe), told.moderate = whole(figures.moderate), told.none = whole(figures.none), told.unknown = whole(figures.unknown);
    told.infants_severe = whole(figures.infants_severe), told.not_admitted = whole(figures.not_admitted.size());
}

/// The protocols by which a stay was judged, and the one of today.
std::vector<NutritionProtocol> used_protocols(CareCourse const& course, NutritionRules const& rules, std::string const& protocol, Day today)
{
    std::vector<NutritionProtocol> used;
    for (std::size_t at = 0; at < rules.protocols.size(); ++at) {
        bool const judged = std::any_of(course.stays.begin(), course.stays.end(), [at](CareStay const& stay) { return stay.protocol == at; });
        if (judged || protocol_for(rules.protocols, protocol, today) == &rules.protocols[at]) used.push_back(rules.protocols[at]);
    }
    return used;
}

/// Screenings of the time asked only; what happened to the children later counts.
std::vector<CareMeasure> measures_for_screening(std::vector<NutritionFact> const& facts, NutritionTime const& time)
{
    std::vector<CareMeasure> measures;
    for (auto const& fact : facts) {
        measures.push_back(fact.measure);
        if (fact.measure.occasion == MeasureOccasion::screening && time.first && fact.measure.day < *time.first) measures.back().occasion = MeasureOccasion::follow_up;
    }
    return measures;
}

void guard_share(NutritionShare& share, Count const& left)
{
    if (share.count && left) return;
    share = {share.count, std::nullopt, std::nullopt, StandardMet::unknown};
}

/// Gathers counts under names, asks what may be shown and takes the others away.
class Guard {
public:
    void add(std::string name, Count& count)
    {
        input_.asked.push_back({std::move(name), count.value_or(0)});
        counts_.push_back(&count);
    }
    void add_beside(std::string name, std::int64_t count) { input_.beside.push_back({std::move(name), count}); }
    void add_sum(std::string total, std::vector<std::string> parts) { input_.sums.push_back({std::move(total), std::move(parts)}); }

    Result<void> apply()
    {
        auto const guarded = TRY(suppress(input_));
        for (std::size_t at = 0; at < counts_.size(); ++at)
            if (guarded.cells[at].state == CellState::withheld) counts_[at]->reset();
        return {};
    }

private:
    SuppressInput input_;
    std::vector<Count*> counts_;
};

void add_outcomes(Guard& guard, NutritionOutcomes& one, std::string const& group)
{
    std::vector<std::string> signs;
    for (auto& [sign, count] : one.by_sign) {
        signs.push_back(group + " admitted by " + std::string{sign_name(sign)});
        guard.add(signs.back(), count);
    }
    guard.add(group + " admitted", one.admitted);
    if (!signs.empty()) guard.add_sum(group + " admitted", std::move(signs));
    guard.add(group + " in care", one.in_care);
    guard.add(group + " transferred", one.transferred);
    guard.add(group + " not said", one.not_said);
    guard.add(group + " left", one.left);
    guard.add(group + " cured", one.cured.count);
    guard.add(group + " died", one.died.count);
    guard.add(group + " defaulted", one.defaulted.count);
    guard.add(group + " not responded", one.not_responded.count);
    guard.add_sum(group + " left", {group + " cured", group + " died", group + " defaulted", group + " not responded"});
}

void add_screening(Guard& guard, NutritionScreening& one)
{
    auto const older = one.severe.value_or(0) - one.infants_severe.value_or(0);
    guard.add("screened", one.children);
    guard.add("screened severe", one.severe);
    guard.add("screened moderate", one.moderate);
    guard.add("screened none", one.none);
    guard.add("screened unknown", one.unknown);
    guard.add("screened infants severe", one.infants_severe);
    guard.add_sum("screened", {"screened severe", "screened moderate", "screened none", "screened unknown"});
    guard.add_beside("screened older severe", older);
    guard.add_sum("screened severe", {"screened infants severe", "screened older severe"});
}

}  // namespace

std::string_view counts_told_code(CountsTold told)
{
    switch (told) {
    case CountsTold::exact: return "exact";
    case CountsTold::guarded: return "guarded";
    }
    VERIFY(false);
}

std::string_view care_group_code(CareGroup group)
{
    switch (group) {
    case CareGroup::severe: return "severe";
    case CareGroup::moderate: return "moderate";
    case CareGroup::infants: return "infants";
    case CareGroup::other: return "other";
    }
    VERIFY(false);
}

CareGroup care_group(CareStay const& stay)
{
    if (stay.admitted.group == AgeGroup::infant) return CareGroup::infants;
    switch (stay.admitted.state) {
    case Malnutrition::severe: return CareGroup::severe;
    case Malnutrition::moderate: return CareGroup::moderate;
    case Malnutrition::none:
    case Malnutrition::unknown: return CareGroup::other;
    }
    VERIFY(false);
}

Result<NutritionOutcomes> outcomes_of(CareCourse const& course, CareGroup group, NutritionRules const& rules, NutritionTime const& time)
{
    NutritionOutcomes told;
    told.group = group;
    std::vector<CareEpisode> episodes;
    std::int64_t admitted = 0;
    std::map<MalnutritionSign, std::int64_t> by_sign;
    for (auto const& stay : course.stays) {
        if (care_group(stay) != group) continue;
        if (!time.first || stay.episode.admitted >= *time.first) ++admitted, ++by_sign[stay.admitted.sign];
        if (!time.first || !stay.episode.left || *stay.episode.left >= *time.first) episodes.push_back(stay.episode);
    }
    auto const state = group == CareGroup::moderate ? Malnutrition::moderate : Malnutrition::severe;
    bool const has_standard = group == CareGroup::severe || group == CareGroup::moderate;
    auto const* const standard = has_standard ? standard_for(rules.standards, state, time.last) : nullptr;
    auto const figures = TRY(care_figures(episodes, standard == nullptr ? sphere_severe : standard->standard, time.level));
    told.admitted = admitted;
    for (auto const& [sign, count] : by_sign) told.by_sign[sign] = count;
    told.in_care = whole(figures.in_care), told.transferred = whole(figures.transferred), told.not_said = whole(figures.not_said), told.left = whole(figures.left);
    told.cured = told_share(figures.cured), told.died = told_share(figures.died), told.defaulted = told_share(figures.defaulted), told.not_responded = told_share(figures.not_responded);
    told.stay_days_mean = figures.stay_days_mean, told.stay_days_median = figures.stay_days_median, told.weight_gain_g_kg_day = figures.weight_gain_g_kg_day, told.weighed = whole(figures.weighed);
    if (standard != nullptr) told.standard = *standard;
    else told.cured.met = told.died.met = told.defaulted.met = StandardMet::unknown;
    return told;
}

Result<void> guard_nutrition(NutritionAnswer& answer)
{
    Guard guard;
    for (auto& one : answer.outcomes) {
        auto const group = std::string{care_group_code(one.group)};
        add_outcomes(guard, one, group);
        if (!answer.from) guard.add_sum(group + " admitted", {group + " in care", group + " transferred", group + " not said", group + " left"});
    }
    add_screening(guard, answer.screening);
    TRY(guard.apply());
    for (auto& one : answer.outcomes) {
        for (auto* const share : {&one.cured, &one.died, &one.defaulted, &one.not_responded}) guard_share(*share, one.left);
        bool const few = !one.weighed || *one.weighed < shown_count_min;
        if (!one.cured.count) one.stay_days_mean.reset(), one.stay_days_median.reset();
        if (!one.cured.count || few) one.weight_gain_g_kg_day.reset(), one.weighed.reset();
    }
    auto& screening = answer.screening;
    if (!screening.children) screening.screened_share.reset();
    screening.measures.reset(), screening.without_token.reset(), screening.not_admitted.reset();  // as many as children, or nearly
    answer.inconsistent.clear();
    answer.queue.reset();
    return {};
}

Result<void> tell_nutrition(NutritionAnswer& answer, std::vector<NutritionFact> const& facts, NutritionRules const& rules, std::string const& protocol, NutritionTime const& time)
{
    auto const measures = measures_for_screening(facts, time);
    std::vector<CareMeasure> as_given;
    for (auto const& fact : facts) as_given.push_back(fact.measure);
    auto const course = TRY(care_stays(as_given, rules.protocols, protocol));
    auto const screening = screening_figures(measures, course, rules.protocols, protocol);
    tell_screening(answer, screening);
    answer.screening.without_token = std::count_if(facts.begin(), facts.end(), [&time](NutritionFact const& fact) {
        return fact.token.empty() && fact.measure.occasion == MeasureOccasion::screening && (!time.first || fact.measure.day >= *time.first);
    });
    for (auto const group : {CareGroup::severe, CareGroup::moderate, CareGroup::infants, CareGroup::other}) {
        if (std::none_of(course.stays.begin(), course.stays.end(), [group](CareStay const& stay) { return care_group(stay) == group; })) continue;
        answer.outcomes.push_back(TRY(outcomes_of(course, group, rules, time)));
    }
    for (auto const& one : course.inconsistent) ++answer.inconsistent[one.problem];
    answer.protocols = used_protocols(course, rules, protocol, time.last);
    answer.queue = queue_of(course, facts, rules, screening, time.last);
    return {};
}

}  // namespace accalmie
