// SPDX-License-Identifier: Apache-2.0
#include "answers/attacks.hpp"

#include "answers/cells.hpp"
#include "answers/first_versions.hpp"
#include "answers/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t attacks_max = 100'000;
constexpr int periods_max = 10'000;  // of one facility: 190 years of weeks

std::size_t grade_of(std::string_view certainty)
{
    return static_cast<std::size_t>(std::find(attack_grades.begin(), attack_grades.end(), certainty) - attack_grades.begin());
}

/// An attack with what only the team may know.
struct KnownAttack {
    AttackRow row;
    std::string facility, exact_place;
};

std::vector<std::string> affected_of(std::vector<Value> const& row)
{
    static constexpr std::array<std::string_view, 5> names{"personnel", "patients", "building", "transport", "supplies"};
    std::vector<std::string> affected;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (cell_yes(row[5 + i])) affected.emplace_back(names[i]);
    return affected;
}

Result<std::vector<KnownAttack>> load_attacks(Store const& store, AttacksQuestion const& question, Day as_of)
{
    auto const versions = TRY(FirstVersions::load(store));
    auto const table = TRY(store.query(sql::care_attacks));
    if (table.rows.size() > attacks_max) return Error{Error::Kind::limit, "more than 100,000 attacks", "health_care_attack", "ask a smaller workspace"};
    std::vector<KnownAttack> attacks;
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        if (!day || *day > as_of || (question.from && *day < *question.from) || (question.to && *day > *question.to)) continue;
        KnownAttack one;
        one.row.id = cell_text(row[0]), one.row.day = *day, one.row.certainty = cell_text(row[2]), one.row.kind = cell_text(row[3]), one.row.facility_kind = cell_text(row[4]);
        one.row.affected = affected_of(row);
        one.row.deaths = cell<std::int64_t>(row[10]), one.row.injured = cell<std::int64_t>(row[11]), one.row.removed = cell<std::int64_t>(row[12]), one.row.disputed = cell_yes(row[13]);
        one.facility = cell_text(row[14]).empty() ? std::string{} : versions.of(cell_text(row[14]));
        one.exact_place = cell_text(row[15]), one.row.consequence = cell_text(row[16]), one.row.narrative = cell_text(row[17]);
        attacks.push_back(std::move(one));
    }
    return attacks;
}

/// Every week or month from the first report on to the day asked: a period without a report is one without a report.
std::vector<CarePeriod> periods_of(CareFacility const& facility, ReportPeriod period, Day as_of)
{
    std::vector<CarePeriod> periods;
    auto const begin = std::find_if(facility.reports.begin(), facility.reports.end(), [&](auto const& one) { return one.first.first == period; });
    if (begin == facility.reports.end()) return periods;
    for (Day first = begin->first.second; first <= as_of && periods.size() < static_cast<std::size_t>(periods_max); first = period_last(period, first) + std::chrono::days{1}) {
        CarePeriod one;
        one.first = first, one.last = period_last(period, first);
        auto const report = facility.reports.find({period, first});
        if (report != facility.reports.end()) {
            one.consultations = report->second.numbers.consultations;
            if (auto const open = report->second.numbers.open_days; open && *open <= days_inclusive(one.first, one.last)) one.open_days = static_cast<int>(*open);
        } else {
            one.known_closed = care_days(facility, one.first, one.last).closed == days_inclusive(one.first, one.last);
        }
        periods.push_back(one);
    }
    return periods;
}

/// Losses by the reports that can say most: weeks if all of its attacks can be said by them, else months likewise, else weeks if there are any.
struct FacilityLosses {
    ReportPeriod by = ReportPeriod::week;
    AttackLosses all, counted;
};

int said(AttackLosses const& losses)
{
    return static_cast<int>(std::count_if(losses.by_attack.begin(), losses.by_attack.end(), [](AttackLoss const& loss) { return loss.loss.has_value(); }));
}

Result<FacilityLosses> losses_of(CareFacility const& facility, std::vector<Day> const& attacks, std::vector<Day> const& counted, AttackLossOptions const& options)
{
    FacilityLosses best;
    bool found = false;
    for (auto const period : {ReportPeriod::week, ReportPeriod::month}) {
        auto const periods = periods_of(facility, period, options.as_of);
        if (periods.empty() && (found || period == ReportPeriod::week)) continue;
        auto all = TRY(attack_losses(periods, attacks, options).at(facility.code));
        if (found && said(all) <= said(best.all)) continue;
        best.by = period, best.all = std::move(all), best.counted = TRY(attack_losses(periods, counted, options).at(facility.code));
        found = true;
    }
    return best;
}

class Costs {
public:
    Costs(CareFacts const& facts, AttackLossOptions const& options, std::size_t least) : options_(options), least_(least)
    {
        for (auto const& facility : facts.facilities) facilities_[facility.id] = &facility;
    }

    CareFacility const* facility(std::string const& id) const
    {
        auto const found = facilities_.find(id);
        return found == facilities_.end() ? nullptr : found->second;
    }

    Result<void> tell(std::vector<KnownAttack>& attacks, AttacksAnswer& answer) const
    {
        std::map<std::string, std::vector<KnownAttack*>> by_facility;
        for (auto& attack : attacks)
            if (attack.row.team && facility(attack.facility) != nullptr) by_facility[attack.facility].push_back(&attack);
        std::vector<AttackLoss> episodes;
        for (auto const& [id, own] : by_facility) TRY(tell_one(*facility(id), own, answer));
        for (auto const& episode : answer.episodes) episodes.push_back(episode.loss);
        if (!episodes.empty()) answer.sum = TRY(sum_losses(episodes, options_.level));
        return {};
    }

private:
    Result<void> tell_one(CareFacility const& facility, std::vector<KnownAttack*> const& attacks, AttacksAnswer& answer) const
    {
        std::vector<Day> all, counted;
        for (auto const* attack : attacks) {
            all.push_back(attack->row.day);
            if (grade_of(attack->row.certainty) <= least_) counted.push_back(attack->row.day);
        }
        auto const losses = TRY(losses_of(facility, all, counted, options_));
        for (auto* attack : attacks) {
            auto const found = std::find_if(losses.all.by_attack.begin(), losses.all.by_attack.end(), [&](AttackLoss const& loss) { return loss.attacks.front() == attack->row.day; });
            if (found != losses.all.by_attack.end()) attack->row.by = losses.by, attack->row.loss = *found;
        }
        for (auto const& loss : losses.counted.episodes) answer.episodes.push_back({facility.code, facility.name, losses.by, loss});
        return {};
    }

    std::map<std::string, CareFacility const*, std::less<>> facilities_;
    AttackLossOptions options_;
    std::size_t least_;
};

/// What this viewer may know of an attack: its facility and place only with the team's fields there.
void show(KnownAttack& attack, Asking const& asking, Costs const& costs, PlaceNames& names)
{
    auto const* const facility = costs.facility(attack.facility);
    auto const place = !attack.exact_place.empty() ? attack.exact_place : facility != nullptr ? facility->place : std::string{};
    attack.row.team = allowed(asking, Action::see_team, "health_care_attack", code_of(place));
    if (!attack.row.team) {
        attack.row.consequence.clear(), attack.row.narrative.clear();
        return;
    }
    attack.row.place_name = names.of(place);
    if (facility != nullptr) attack.row.facility_code = facility->code, attack.row.facility_name = facility->name;
}

Result<void> check(AttacksQuestion const& question)
{
    if (grade_of(question.least) == attack_grades.size())
        return Error{Error::Kind::invalid, "\"" + question.least.substr(0, 40) + "\" is no grade of certainty", "least", "write confirmed, probable, possible or rumour"};
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two days"};
    return {};
}

}  // namespace

Result<AttacksAnswer> answer_attacks(Store const& store, Asking const& asking, AttacksQuestion const& question)
{
    TRY(require(asking, Action::see_open, "health_care_attack"));
    TRY(check(question));
    AttacksAnswer answer;
    answer.as_of = question.as_of.value_or(asking.today), answer.window_days = question.loss.window_days, answer.level = question.loss.level, answer.least = question.least;
    Areas areas{store};
    PlaceNames names{store};
    CareScope scope;
    scope.as_of = answer.as_of;
    auto const asked = TRY(asked_place(store, question.place));
    auto const facts = TRY(load_care(store, areas, scope));
    auto options = question.loss;
    options.as_of = answer.as_of;
    Costs const costs{facts, options, grade_of(question.least)};
    auto attacks = TRY(load_attacks(store, question, answer.as_of));
    for (auto& attack : attacks) show(attack, asking, costs, names);
    if (asked.level >= 0)  // who may not see where it was cannot ask by place
        std::erase_if(attacks, [&](KnownAttack const& attack) {
            auto const* const facility = costs.facility(attack.facility);
            return !attack.row.team || !areas.within(!attack.exact_place.empty() ? attack.exact_place : facility != nullptr ? facility->place : std::string{}, asked);
        });
    TRY(costs.tell(attacks, answer));
    for (auto& attack : attacks) {
        ++answer.by_certainty[attack.row.certainty];
        answer.loss_not_shown += attack.row.team ? 0 : 1;
        answer.without_facility += attack.row.team && !attack.row.loss ? 1 : 0;
        answer.attacks.push_back(std::move(attack.row));
    }
    return answer;
}

}  // namespace accalmie
