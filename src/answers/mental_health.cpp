// SPDX-License-Identifier: Apache-2.0
#include "answers/mental_health.hpp"

#include "answers/cells.hpp"
#include "answers/place_names.hpp"
#include "answers/sql.hpp"
#include "measures/people_table.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 1'000'000;
constexpr double covered_share_min = 0.8;

struct Visits {
    std::vector<CareVisit> care;
    std::vector<std::string> places, conditions, kinds;  ///< beside `care`
    int disputed = 0;
};

CareVisitKind kind_of(std::string_view code)
{
    if (code == "exit") return CareVisitKind::exit;
    return code == "first" ? CareVisitKind::first : CareVisitKind::follow_up;
}

Result<Visits> load(Store const& store, Asking const& asking, AskedPlace const& asked, Day as_of)
{
    auto const table = TRY(store.query(sql::mental_health_visits));
    if (table.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 1,000,000 visits", "mental_health_visit", "ask a smaller workspace"};
    Areas areas{store};
    Visits visits;
    for (auto const& row : table.rows) {
        auto const place = cell_text(row[2]);
        auto const day = cell<Day>(row[3]);
        if (!day || *day > as_of || !allowed(asking, Action::see_team, "mental_health_visit", place) || !areas.within(place, asked)) continue;
        visits.care.push_back({cell_text(row[1]), *day, kind_of(cell_text(row[4])), cell_text(row[6]), static_cast<int>(cell_integer(row[7])), cell<Day>(row[8])});
        visits.places.push_back(place);
        visits.conditions.push_back(cell_text(row[5]));
        visits.kinds.push_back(cell_text(row[4]));
        visits.disputed += cell_yes(row[9]) ? 1 : 0;
    }
    return visits;
}

/// Visits by condition and kind, small ones and what gives them away withheld.
Result<void> tell_visits(MentalHealthAnswer& answer, Visits const& visits)
{
    std::map<std::pair<std::string, std::string>, std::int64_t> counted;
    for (std::size_t i = 0; i < visits.care.size(); ++i) ++counted[{visits.conditions[i], visits.kinds[i]}];
    std::vector<PeopleCount> counts;
    for (auto const& [at, count] : counted) counts.push_back({at.first, at.second, count});
    if (counts.empty()) return {};
    auto const table = TRY(people_table(counts));
    SuppressInput input;
    input.asked = table.counts, input.sums = table.sums;
    auto const guarded = TRY(suppress(input));
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        bool const is_shown = guarded.cells[i].state == CellState::shown;
        answer.withheld += is_shown ? 0 : 1;
        answer.visits.push_back({table.cells[i].row, table.cells[i].column, is_shown ? std::optional{guarded.cells[i].count} : std::nullopt});
    }
    return {};
}

/// Neither the part nor the rest may be small.
MentalHealthShare share_of(std::int64_t are, std::int64_t of)
{
    if (of < shown_count_min || !shown_count(are) || !shown_count(of - are)) return {true, 0, 0, {}};
    return {false, of, are, static_cast<double>(are) / static_cast<double>(of)};
}

void tell_follow_up(MentalHealthAnswer& answer, Visits const& visits, MentalHealthCare const& care, PlaceNames& names)
{
    std::map<Appointment, std::int64_t> counts;
    std::vector<FollowUp const*> missed;
    for (auto const& one : care.follow_ups) {
        ++counts[one.outcome];
        if (one.outcome == Appointment::missed) missed.push_back(&one);
    }
    auto const past = counts[Appointment::kept] + counts[Appointment::late] + counts[Appointment::missed];
    answer.kept = share_of(counts[Appointment::kept], past);
    answer.came_late = share_of(counts[Appointment::late], past);
    answer.missed = share_of(counts[Appointment::missed], past);
    // The three are parts of one whole: where one is hidden, a second one hides it.
    if (answer.kept.hidden || answer.came_late.hidden || answer.missed.hidden) answer.came_late = answer.missed = {true, 0, 0, {}};
    answer.waiting = shown_count(counts[Appointment::waiting]);
    std::sort(missed.begin(), missed.end(), [&](auto const* a, auto const* b) { return std::pair{*visits.care[a->visit].next_visit, a->visit} < std::pair{*visits.care[b->visit].next_visit, b->visit}; });
    for (auto const* one : missed) {
        auto const& visit = visits.care[one->visit];
        auto const& place = visits.places[one->visit];
        if (answer.missed_visits.size() < MentalHealthAnswer::listed_max)
            answer.missed_visits.push_back({visit.token, std::string{code_of(place)}, names.of(place), visits.conditions[one->visit], *visit.next_visit, visit.day});
        else
            ++answer.missed_left_out;
    }
}

void tell_medicine(MentalHealthAnswer& answer, MentalHealthCare const& care)
{
    std::int64_t persons = 0, covered = 0, longest = 0;
    double shares = 0;
    for (auto const& one : care.medicines) {
        if (one.days < MentalHealthAnswer::covered_days_min) continue;
        auto const share = static_cast<double>(one.covered) / static_cast<double>(one.days);
        ++persons;
        covered += share >= covered_share_min ? 1 : 0;
        shares += share;
        longest = std::max(longest, one.longest_gap);
    }
    answer.covered = share_of(covered, persons);
    if (persons < shown_count_min) return;
    answer.days_covered = shares / static_cast<double>(persons);
    answer.longest_gap = longest;
}

}  // namespace

Result<MentalHealthAnswer> answer_mental_health(Store const& store, Asking const& asking, MentalHealthQuestion const& question)
{
    TRY(require_counts(asking, "mental_health_visit"));
    auto const asked = TRY(asked_place(store, question.place));
    MentalHealthAnswer answer;
    answer.as_of = question.as_of.value_or(asking.today);
    answer.grace_days = question.grace_days;
    auto const visits = TRY(load(store, asking, asked, answer.as_of));
    auto const care = TRY(mental_health_care(visits.care, answer.as_of, question.grace_days));
    PlaceNames names{store};
    TRY(tell_visits(answer, visits));
    tell_follow_up(answer, visits, care, names);
    tell_medicine(answer, care);
    answer.without_token = shown_count(care.without_token);
    answer.medicine_without_days = shown_count(care.medicine_without_days);
    answer.disputed = visits.disputed;
    return answer;
}

}  // namespace accalmie
