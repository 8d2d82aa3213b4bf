// SPDX-License-Identifier: Apache-2.0
#include "answers/care_facts.hpp"

#include "answers/asking.hpp"
#include "answers/cells.hpp"
#include "answers/first_versions.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::size_t facilities_max = 100'000, rows_max = 1'000'000;

bool among(std::vector<std::string> const& kinds, std::string const& kind) { return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

Result<Table> bounded(Store const& store, std::string_view sql, std::size_t most, std::string_view what)
{
    auto table = TRY(store.query(sql));
    if (table.rows.size() > most) return Error{Error::Kind::limit, "more rows than one answer takes", std::string{what}, "ask a smaller workspace"};
    return table;
}

/// By the address of the first version, all of them; those not asked about are dropped at the end.
using Facilities = std::map<std::string, CareFacility, std::less<>>;

Result<Facilities> load_facilities(Store const& store, Areas& areas, CareScope const& scope, FirstVersions const& versions)
{
    Facilities facilities;
    for (auto const& row : TRY(bounded(store, sql::care_facilities, facilities_max, "facility")).rows) {
        CareFacility one;
        one.id = versions.of(cell_text(row[0]));
        one.code = cell_text(row[1]), one.name = cell_text(row[2]), one.kind = cell_text(row[3]), one.place = cell_text(row[4]), one.opened = cell<Day>(row[5]);
        if (among(scope.kinds, one.kind) && areas.within(one.place, scope.place)) facilities.emplace(one.id, std::move(one));
    }
    return facilities;
}

TypedReport numbers_of(std::vector<Value> const& row, ReportPeriod period)
{
    TypedReport numbers;
    numbers.period = period, numbers.first_day = cell<Day>(row[3]), numbers.received_on = cell<Day>(row[4]), numbers.open_days = cell<std::int64_t>(row[5]);
    numbers.consultations = cell<std::int64_t>(row[6]), numbers.female = cell<std::int64_t>(row[7]), numbers.male = cell<std::int64_t>(row[8]);
    numbers.under_5 = cell<std::int64_t>(row[9]), numbers.deaths = cell<std::int64_t>(row[10]), numbers.stock_out_days = cell<std::int64_t>(row[11]);
    return numbers;
}

Result<std::int64_t> load_reports(Store const& store, CareScope const& scope, FirstVersions const& versions, Facilities& facilities)
{
    std::int64_t unknown = 0;
    for (auto const& row : TRY(bounded(store, sql::care_reports, rows_max, "facility_report")).rows) {
        auto const period = parse_report_period(cell_text(row[2]));
        auto const first = cell<Day>(row[3]), received = cell<Day>(row[4]);
        if (!period || !first || received.value_or(*first) > scope.as_of) continue;
        auto const facility = facilities.find(versions.of(cell_text(row[1])));
        if (facility == facilities.end()) {
            ++unknown;
            continue;
        }
        auto const key = std::pair{*period, *first};
        if (facility->second.reports.contains(key)) facility->second.twice.insert(key);
        facility->second.reports[key] = {cell_text(row[0]), numbers_of(row, *period), cell_yes(row[12]), cell_yes(row[13])};
    }
    return unknown;
}

Result<void> load_states(Store const& store, CareScope const& scope, FirstVersions const& versions, Facilities& facilities)
{
    for (auto const& row : TRY(bounded(store, sql::care_statuses, rows_max, "facility_status")).rows) {
        auto const facility = facilities.find(versions.of(cell_text(row[0])));
        auto const from = cell<Day>(row[3]);
        if (facility != facilities.end() && from && *from <= scope.as_of) facility->second.states.push_back({*from, cell<Day>(row[4]), cell_text(row[1]), cell_text(row[2])});
    }
    return {};
}

Result<void> load_constraints(Store const& store, Areas& areas, CareScope const& scope, CareFacts& facts, Facilities& facilities)
{
    for (auto const& row : TRY(store.query(sql::calm_access, {{"as_of", scope.as_of}})).rows) {
        auto const place = cell_text(row[0]), kind = cell_text(row[1]);
        auto const from = cell<Day>(row[2]);
        if (!from || !cuts_reports(kind)) continue;
        CareStretch const stretch{*from, cell<Day>(row[3]), kind, {}};
        bool touches = areas.within(place, scope.place);
        for (int level = 0; level <= 5; ++level) {
            auto const itself = areas.around(place, level);
            if (!itself || itself->code != code_of(place)) continue;
            for (auto& [id, facility] : facilities) {
                auto const around = areas.around(facility.place, level);
                if (around && around->code == itself->code) facility.cut_off.push_back(stretch), touches = true;
            }
            break;
        }
        if (touches) facts.constraints[place].push_back(stretch);
    }
    return {};
}

bool any_covers(std::vector<CareStretch> const& stretches, Day day)
{
    return std::any_of(stretches.begin(), stretches.end(), [&](CareStretch const& one) { return one.covers(day); });
}

/// The state that began last of those that hold on a day: a newer word replaces an older one.
CareStretch const* state_on(CareFacility const& facility, Day day)
{
    CareStretch const* latest = nullptr;
    for (auto const& one : facility.states)
        if (one.covers(day) && (latest == nullptr || one.from >= latest->from)) latest = &one;
    return latest;
}

}  // namespace

bool cuts_care(std::string_view kind)
{
    static constexpr std::array<std::string_view, 5> kinds{"road_closed", "blockade", "mines", "flood", "population_left"};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool cuts_reports(std::string_view kind) { return kind == "telephone_cut" || cuts_care(kind); }

Result<CareFacts> load_care(Store const& store, Areas& areas, CareScope const& scope)
{
    CareFacts facts;
    auto const versions = TRY(FirstVersions::load(store));
    auto facilities = TRY(load_facilities(store, areas, scope, versions));
    facts.reports_of_unknown = TRY(load_reports(store, scope, versions, facilities));
    TRY(load_states(store, scope, versions, facilities));
    TRY(load_constraints(store, areas, scope, facts, facilities));
    for (auto& [id, facility] : facilities) facts.facilities.push_back(std::move(facility));
    std::sort(facts.facilities.begin(), facts.facilities.end(), [](CareFacility const& a, CareFacility const& b) { return std::tie(a.code, a.id) < std::tie(b.code, b.id); });
    return facts;
}

CareDays care_days(CareFacility const& facility, Day first, Day last)
{
    CareDays days;
    std::map<std::string, int> reasons;
    for (Day day = first; day <= last; day += std::chrono::days{1}) {
        auto const* const state = state_on(facility, day);
        bool const closed = state != nullptr && (state->what == "closed" || state->what == "destroyed");
        bool const partly = state != nullptr && state->what == "partly_open";
        bool const cut = any_covers(facility.cut_off, day);
        days.closed += closed ? 1 : 0, days.partly += partly ? 1 : 0, days.cut_off += cut ? 1 : 0, days.usable += closed || cut ? 0 : 1;
        if ((closed || partly) && !state->reason.empty()) ++reasons[state->reason];
        for (auto const& one : facility.cut_off)
            if (one.covers(day)) ++reasons[one.what];
    }
    int most = 0;
    for (auto const& [reason, count] : reasons)
        if (count > most) most = count, days.reason = reason;
    return days;
}

FacilityPeriod facility_period(CareFacility const& facility, ReportPeriod period, Day first, CareDays const& days)
{
    FacilityPeriod facts;
    facts.first = first, facts.last = period_last(period, first);
    facts.closed_days = days.closed, facts.partly_days = days.partly, facts.cut_off_days = days.cut_off, facts.usable_days = days.usable;
    facts.opened = facility.opened, facts.heard = facility.heard() ? Heard::ever : Heard::never;
    auto const found = facility.reports.find({period, first});
    if (found == facility.reports.end()) return facts;
    auto const& numbers = found->second.numbers;
    auto const small = [](std::optional<std::int64_t> const& count) { return count ? std::optional{static_cast<int>(*count)} : std::nullopt; };  // at most 31, by the dictionary
    facts.report = ReceivedReport{numbers.received_on, numbers.consultations, small(numbers.open_days), small(numbers.stock_out_days)};
    return facts;
}

}  // namespace accalmie
