// SPDX-License-Identifier: Apache-2.0
#include "answers/delivery_rows.hpp"

#include "answers/asking.hpp"
#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 1'000'000;

struct Report {
    std::string facility;
    Day first_day{}, last_day{};
};

Result<std::map<std::string, Report>> load_reports(Store const& store, FirstVersions const& versions)
{
    std::map<std::string, Report> reports;
    for (auto const& row : TRY(store.query(sql::delivery_reports)).rows) {
        auto const first = cell<Day>(row[3]);
        if (!first) continue;
        auto const last = cell_text(row[2]) == "week" ? *first + std::chrono::days{6} : Month::of(*first).end_day() - std::chrono::days{1};
        reports[versions.of(cell_text(row[0]))] = {versions.of(cell_text(row[1])), *first, last};
    }
    return reports;
}

}  // namespace

int DeliveryFacts::disputed_rows() const { return static_cast<int>(std::count(disputed.begin(), disputed.end(), std::uint8_t{1})); }

Result<DeliveryFacts> load_deliveries(Store const& store, FirstVersions const& versions)
{
    DeliveryFacts facts;
    std::map<std::string, std::string> facility_of_visit;
    for (auto const& row : TRY(store.query(sql::delivery_visits)).rows) facility_of_visit[versions.of(cell_text(row[0]))] = versions.of(cell_text(row[1]));
    auto const reports = TRY(load_reports(store, versions));
    auto const table = TRY(store.query(sql::deliveries));
    if (table.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 1,000,000 counts of services", "service_count", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[5]);
        if (!day) continue;
        Delivery one;
        one.id = cell_text(row[0]), one.item = versions.of(cell_text(row[1])), one.visit = versions.of(cell_text(row[2])), one.report = versions.of(cell_text(row[3]));
        one.place = std::string{code_of(cell_text(row[4]))}, one.day = one.period_first = one.period_last = *day;
        one.service = cell_text(row[6]), one.species = cell_text(row[7]), one.sex = cell_text(row[8]), one.age_band = cell_text(row[9]), one.residence = cell_text(row[10]);
        one.count = cell_integer(row[11]);
        if (auto const visit = facility_of_visit.find(one.visit); visit != facility_of_visit.end()) one.facility = visit->second;
        if (auto const report = reports.find(one.report); report != reports.end()) {
            if (one.facility.empty()) one.facility = report->second.facility;
            one.period_first = report->second.first_day, one.period_last = report->second.last_day;
        }
        facts.deliveries.push_back(std::move(one));
        facts.places.push_back(cell_text(row[4]));
        facts.tokens.push_back(cell_text(row[13]));
        facts.disputed.push_back(cell_yes(row[12]) ? 1 : 0);
        facts.flagged.push_back(cell_yes(row[14]) ? 1 : 0);
    }
    return facts;
}

}  // namespace accalmie
