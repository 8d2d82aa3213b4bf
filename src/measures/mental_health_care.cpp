// SPDX-License-Identifier: Apache-2.0
#include "measures/mental_health_care.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t visits_max = 1'000'000;
constexpr int grace_days_max = 90, medicine_days_max = 366;

using Indices = std::vector<std::size_t>;

Result<void> check(std::span<CareVisit const> visits, int grace_days)
{
    if (visits.size() > visits_max) return Error{Error::Kind::limit, "more than 1,000,000 visits", {}, "ask about a smaller place"};
    if (grace_days < 0 || grace_days > grace_days_max) return Error{Error::Kind::invalid, "days of grace outside 0 to 90", "days", "a week or two is usual"};
    for (auto const& visit : visits)
        if (visit.medicine_days < 0 || visit.medicine_days > medicine_days_max) return Error{Error::Kind::invalid, "days of medicine outside 0 to 366", {}, "correct the visit"};
    return {};
}

/// Visits of each person by day; on one day an exit comes last.
std::map<std::string, Indices> by_person(std::span<CareVisit const> visits, Day as_of, MentalHealthCare& care)
{
    std::map<std::string, Indices> persons;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (visits[i].day > as_of) continue;
        if (visits[i].token.empty())
            ++care.without_token;
        else
            persons[visits[i].token].push_back(i);
        care.medicine_without_days += !visits[i].medicine.empty() && visits[i].medicine_days == 0 ? 1 : 0;
    }
    for (auto& [token, indices] : persons)
        std::sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return std::tie(visits[a].day, visits[a].kind, a) < std::tie(visits[b].day, visits[b].kind, b); });
    return persons;
}

void follow(std::span<CareVisit const> visits, Indices const& person, Day as_of, int grace_days, MentalHealthCare& care)
{
    for (std::size_t at = 0; at < person.size(); ++at) {
        auto const& visit = visits[person[at]];
        if (!visit.next_visit || visit.kind == CareVisitKind::exit) continue;
        auto const last_day = *visit.next_visit + std::chrono::days{grace_days};
        FollowUp follow_up{person[at], as_of > last_day ? Appointment::missed : Appointment::waiting, {}};
        auto const next = std::find_if(person.begin() + static_cast<std::ptrdiff_t>(at) + 1, person.end(), [&](std::size_t later) { return visits[later].day > visit.day; });
        if (next != person.end()) {
            follow_up.came = visits[*next].day;
            follow_up.outcome = *follow_up.came <= last_day ? Appointment::kept : Appointment::late;
        }
        care.follow_ups.push_back(follow_up);
    }
}

/// One medicine of one person between its first day and the end of care, supplies used one after the other.
class Supply {
public:
    Supply(std::string token, std::string medicine, Day from) : row_{std::move(token), std::move(medicine), from, from, 0, 0, 0}, lasts_until_(from - std::chrono::days{1}) {}

    void give(Day day, int days)
    {
        if (day > lasts_until_ + std::chrono::days{1}) row_.longest_gap = std::max(row_.longest_gap, (day - lasts_until_).count() - 1);
        auto const begins = std::max(day, lasts_until_ + std::chrono::days{1});
        lasts_until_ = begins + std::chrono::days{days - 1};
        given_.push_back({begins, lasts_until_});
    }
    MedicineDays end(Day last)
    {
        row_.until = last;
        row_.days = (last - row_.from).count() + 1;
        for (auto const& [begins, ends] : given_) row_.covered += std::max<std::int64_t>(0, (std::min(ends, last) - begins).count() + 1);
        if (last > lasts_until_) row_.longest_gap = std::max(row_.longest_gap, static_cast<std::int64_t>((last - lasts_until_).count()));
        return row_;
    }

private:
    MedicineDays row_;
    Day lasts_until_;
    std::vector<std::pair<Day, Day>> given_ = {};
};

void add_medicines(std::span<CareVisit const> visits, Indices const& person, Day as_of, MentalHealthCare& care)
{
    std::map<std::string, Supply> supplies;
    auto const end_all = [&](Day last) {
        for (auto& [medicine, supply] : supplies) care.medicines.push_back(supply.end(last));
        supplies.clear();
    };
    for (auto const index : person) {
        auto const& visit = visits[index];
        if (visit.kind == CareVisitKind::exit) {
            end_all(visit.day);
            continue;
        }
        if (visit.medicine.empty() || visit.medicine_days == 0) continue;
        supplies.try_emplace(visit.medicine, visit.token, visit.medicine, visit.day).first->second.give(visit.day, visit.medicine_days);
    }
    end_all(as_of);
}

}  // namespace

Result<MentalHealthCare> mental_health_care(std::span<CareVisit const> visits, Day as_of, int grace_days)
{
    TRY(check(visits, grace_days));
    MentalHealthCare care;
    for (auto const& [token, person] : by_person(visits, as_of, care)) {
        follow(visits, person, as_of, grace_days, care);
        add_medicines(visits, person, as_of, care);
    }
    std::sort(care.follow_ups.begin(), care.follow_ups.end(), [](FollowUp const& a, FollowUp const& b) { return a.visit < b.visit; });
    std::sort(care.medicines.begin(), care.medicines.end(), [](MedicineDays const& a, MedicineDays const& b) { return std::tie(a.token, a.medicine, a.from) < std::tie(b.token, b.medicine, b.from); });
    return care;
}

}  // namespace accalmie
