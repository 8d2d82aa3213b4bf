// SPDX-License-Identifier: Apache-2.0
#include "answers/completeness.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr int periods_usual = 12;

Day next(ReportPeriod period, Day first) { return period_last(period, first) + std::chrono::days{1}; }

Result<std::vector<Day>> periods_of(CompletenessQuestion const& question, Day as_of)
{
    auto const last = period_first(question.period, question.last.value_or(as_of));
    auto first = last;
    if (question.first)
        first = period_first(question.period, *question.first);
    else
        for (int i = 1; i < periods_usual; ++i) first = period_first(question.period, first - std::chrono::days{1});
    if (last < first) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two"};
    std::vector<Day> periods;
    for (Day at = first; at <= last; at = next(question.period, at)) {
        if (periods.size() == static_cast<std::size_t>(CompletenessAnswer::periods_max)) return Error{Error::Kind::limit, "more than 120 periods", "from, to", "ask about a shorter time"};
        periods.push_back(at);
    }
    return periods;
}

std::vector<std::string> kinds_of(std::string_view text)
{
    std::vector<std::string> kinds;
    if (text == "all") return kinds;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        if (end > 0) kinds.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kinds;
}

Result<CompletenessCell> cell_of(CareFacility const& facility, Day first, CompletenessAnswer const& answer)
{
    CompletenessCell one;
    one.first = first, one.days = care_days(facility, first, period_last(answer.period, first));
    one.finding = TRY(report_state(facility_period(facility, answer.period, first, one.days), answer.period, answer.rule).at(facility.code));
    auto const found = facility.reports.find({answer.period, first});
    if (found == facility.reports.end()) return one;
    auto const& report = found->second;
    one.received_on = report.numbers.received_on, one.consultations = report.numbers.consultations;
    one.open_days = report.numbers.open_days, one.stock_out_days = report.numbers.stock_out_days;
    one.disputed = report.disputed, one.corrected = report.corrected, one.twice = facility.twice.contains({answer.period, first});
    return one;
}

/// Findings by facility, period and area, and their sums.
class Matrix {
public:
    Matrix(Areas& areas, PlaceNames& names, int level, CompletenessAnswer& answer) : areas_(areas), names_(names), level_(level), answer_(answer), by_period_(answer.periods.size()) {}

    Result<void> add(CareFacility const& facility)
    {
        CompletenessFacility row{facility.id, facility.code, facility.name, facility.kind, facility.place, names_.of(facility.place), areas_.around(facility.place, level_), {}, {}};
        std::vector<ReportFinding> own;
        for (std::size_t i = 0; i < answer_.periods.size(); ++i) {
            auto cell = TRY(cell_of(facility, answer_.periods[i], answer_));
            own.push_back(cell.finding), by_period_[i].push_back(cell.finding), all_.push_back(cell.finding);
            by_area_[row.area.value_or(Area{}).code].push_back(cell.finding);
            answer_.disputed += cell.disputed ? 1 : 0, answer_.twice += cell.twice ? 1 : 0;
            row.cells.push_back(std::move(cell));
        }
        names_of_areas_[row.area.value_or(Area{}).code] = row.area.value_or(Area{}).name;
        row.sums = TRY(completeness(own));
        answer_.facilities.push_back(std::move(row));
        return {};
    }

    Result<void> finish()
    {
        answer_.all = TRY(completeness(all_));
        for (auto const& findings : by_period_) answer_.by_period.push_back(TRY(completeness(findings)));
        for (auto const& [code, findings] : by_area_) {
            CompletenessArea area;
            area.area = {code, names_of_areas_[code]}, area.sums = TRY(completeness(findings));
            answer_.areas.push_back(std::move(area));
        }
        return {};
    }

private:
    Areas& areas_;
    PlaceNames& names_;
    int level_;
    CompletenessAnswer& answer_;
    std::vector<std::vector<ReportFinding>> by_period_;
    std::vector<ReportFinding> all_;
    std::map<std::string, std::vector<ReportFinding>> by_area_;
    std::map<std::string, std::string> names_of_areas_;
};

/// People and days of an area split by which of its places were cut off when. Places within each other count once: the people of the wider
/// one less those of the narrower ones, which are cut off with it too.
class CoverageOfAreas {
public:
    CoverageOfAreas(Areas& areas, CareFacts const& facts, std::map<std::string, std::int64_t> const& people, CompletenessAnswer const& answer)
        : areas_(areas), facts_(facts), people_(people), answer_(answer)
    {
        first_ = answer.periods.front();
        last_ = std::min(period_last(answer.period, answer.periods.back()), answer.rule.as_of);
    }

    std::vector<CoveragePart> parts_of(CompletenessArea& area, int level) const
    {
        std::vector<CoveragePart> parts;
        auto places = places_in(area.area.code, level);
        for (auto const& [code, days] : places)
            if (!people_.contains(code)) area.without_people.push_back(code);
        if (!area.without_people.empty()) return parts;
        for (auto const& [code, days] : places) {
            std::int64_t own = people_.at(code);
            for (auto const& [other, unused] : places)
                if (nearest_above(other, places) == code) own -= people_.at(other);
            parts.push_back({std::max<std::int64_t>(0, own), days_inclusive(first_, last_), static_cast<std::int64_t>(days.size()), 0, 0});
        }
        for (auto const& facility : answer_.facilities)
            if (facility.area && facility.area->code == area.area.code) add_contacts(facility, parts.front());
        return parts;
    }

private:
    using Places = std::map<std::string, std::set<Day>>;

    static bool within(std::string const& inner, std::string const& outer) { return inner != outer && inner.starts_with(outer); }  // P-codes hold those around them

    /// The area and each place in it that was cut off, with the days, those of wider places among them.
    Places places_in(std::string const& area, int level) const
    {
        Places places{{area, {}}};
        for (auto const& [reference, stretches] : facts_.constraints) {
            auto const around = areas_.around(reference, level);
            std::string const code{code_of(reference)};
            bool const inside = around && around->code == area;
            if (!inside && !within(area, code)) continue;
            auto& days = places[inside ? code : area];
            for (auto const& one : stretches)
                if (cuts_care(one.what))
                    for (Day day = std::max(first_, one.from); day <= std::min(last_, one.until.value_or(last_)); day += std::chrono::days{1}) days.insert(day);
        }
        for (auto& [code, days] : places)
            for (auto const& [outer, wider] : places)
                if (within(code, outer)) days.insert(wider.begin(), wider.end());
        return places;
    }
    static std::string nearest_above(std::string const& code, Places const& places)
    {
        std::string nearest;
        for (auto const& [outer, unused] : places)
            if (within(code, outer) && outer.size() > nearest.size()) nearest = outer;
        return nearest;
    }

    /// A report of a period on all of whose days people could not come counts as care while cut off.
    void add_contacts(CompletenessFacility const& facility, CoveragePart& part) const
    {
        auto const found = std::find_if(facts_.facilities.begin(), facts_.facilities.end(), [&](CareFacility const& one) { return one.id == facility.id; });
        for (auto const& cell : facility.cells) {
            if (!cell.consultations) continue;
            bool open = false;
            for (Day day = cell.first; day <= period_last(answer_.period, cell.first); day += std::chrono::days{1})
                open = open || std::none_of(found->cut_off.begin(), found->cut_off.end(), [&](CareStretch const& one) { return cuts_care(one.what) && one.covers(day); });
            (open ? part.contacts_open : part.contacts_cut_off) += *cell.consultations;
        }
    }

    Areas& areas_;
    CareFacts const& facts_;
    std::map<std::string, std::int64_t> const& people_;
    CompletenessAnswer const& answer_;
    Day first_{}, last_{};
};

Result<std::map<std::string, std::int64_t>> load_people(Store const& store)
{
    std::map<std::string, std::int64_t> people;
    for (auto const& row : TRY(store.query(sql::population_of_places)).rows) people[std::string{code_of(cell_text(row[0]))}] = cell_integer(row[2]);
    return people;
}

Result<void> tell_coverage(Store const& store, Areas& areas, CareFacts const& facts, int level, CompletenessAnswer& answer)
{
    auto const people = TRY(load_people(store));
    CoverageOfAreas coverage{areas, facts, people, answer};
    std::vector<CoveragePart> all;
    bool whole = !answer.areas.empty();
    for (auto& area : answer.areas) {
        auto const parts = area.area.code.empty() ? std::vector<CoveragePart>{} : coverage.parts_of(area, level);
        whole = whole && !parts.empty();
        if (!parts.empty()) area.coverage = TRY(access_coverage(parts));
        all.insert(all.end(), parts.begin(), parts.end());
    }
    if (whole) answer.coverage = TRY(access_coverage(all));
    return {};
}

}  // namespace

Result<CompletenessAnswer> answer_completeness(Store const& store, Asking const& asking, CompletenessQuestion const& question)
{
    for (auto const* const type : {"facility_report", "facility_status", "facility", "access_constraint"}) TRY(require(asking, Action::see_open, type));
    TRY(require_counts(asking, "facility_report"));
    if (question.level < 1 || question.level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", "level", "1 region, 2 cercle, 3 commune"};
    CompletenessAnswer answer;
    answer.period = question.period;
    answer.rule = {question.as_of.value_or(asking.today), question.week_due_days, question.month_due_days};
    answer.periods = TRY(periods_of(question, answer.rule.as_of));
    Areas areas{store};
    PlaceNames names{store};
    CareScope scope;
    scope.place = TRY(asked_place(store, question.place)), scope.kinds = kinds_of(question.kinds), scope.as_of = answer.rule.as_of;
    auto const facts = TRY(load_care(store, areas, scope));
    answer.reports_of_unknown = facts.reports_of_unknown;
    Matrix matrix{areas, names, question.level, answer};
    for (auto const& facility : facts.facilities) TRY(matrix.add(facility));
    TRY(matrix.finish());
    TRY(tell_coverage(store, areas, facts, question.level, answer));
    return answer;
}

}  // namespace accalmie
