// SPDX-License-Identifier: Apache-2.0
#include "answers/disease_series.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"
#include "measures/reference_weeks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 4'000'000;
constexpr int cercle_level = 2, half_year_weeks = 26;
constexpr std::chrono::days history{7 * 53 * 6};  // six years: Farrington takes five

struct Count {
    std::string place, reporter, disease, species;
    std::size_t week = 0;
    double cases = 0;
    std::optional<double> confirmed;
    std::optional<Day> received_on;
};

/// Where a count is added: the place that reported, and the cercle around it.
struct Unit {
    Area area;
    std::string place;
    int level = 0;
};

std::vector<Unit> units_of(Areas& areas, PlaceNames& names, std::string const& place)
{
    std::vector<Unit> units;
    auto const code = std::string{code_of(place)};
    auto const* const places = names.places(version_of(place));
    auto const at = places == nullptr ? PlaceIndex::none : places->coded(code);
    int const level = at == PlaceIndex::none ? cercle_level + 1 : places->places()[at].level;
    units.push_back({{code, at == PlaceIndex::none ? code : places->places()[at].name}, place, level});
    if (level <= cercle_level) return units;
    if (auto const cercle = areas.around(place, cercle_level)) units.push_back({*cercle, cercle->code + std::string{place.substr(code.size())}, cercle_level});
    return units;
}

/// How many reporters had reported in the half year until each week.
std::vector<int> reports_due(std::vector<std::vector<DiseaseSeries::Report>> const& by_reporter, std::size_t length)
{
    std::vector<int> change(length + 1, 0);
    for (auto const& reports : by_reporter)
        for (std::size_t i = 0; i < reports.size(); ++i) {
            auto const until = std::min(reports[i].week + half_year_weeks + 1, i + 1 < reports.size() ? reports[i + 1].week : length);
            ++change[reports[i].week];
            --change[std::min(until, length)];
        }
    std::vector<int> due(length, 0);
    int now = 0;
    for (std::size_t week = 0; week < length; ++week) due[week] = now += change[week];
    return due;
}

class Builder {
public:
    Builder(Store const& store, Asking const& asking, AlertsQuestion const& question) : areas_(store), names_(store), asking_(asking), question_(question) {}

    void add(Count const& count)
    {
        auto [units, is_new] = units_.try_emplace(count.place);
        if (is_new) units->second = wanted(count.place);
        for (auto const& unit : units->second) add_to(unit, count);
    }

    DiseaseWeeks finish(std::vector<Day> mondays)
    {
        DiseaseWeeks answer;
        for (auto& [key, made] : made_) {
            for (auto& [reporter, reports] : made.reporters) made.series.by_reporter.push_back(std::move(reports));
            made.series.expected = reports_due(made.series.by_reporter, mondays.size());
            answer.series.push_back(std::move(made.series));
        }
        answer.mondays = std::move(mondays);
        return answer;
    }

    std::size_t length = 0;
    Day first_monday{};

private:
    struct Made {
        DiseaseSeries series;
        std::map<std::string, std::vector<DiseaseSeries::Report>> reporters;
    };

    /// Those of the places that were asked about and that the viewer may see.
    std::vector<Unit> wanted(std::string const& place)
    {
        auto units = units_of(areas_, names_, place);
        std::erase_if(units, [&](Unit const& unit) { return !areas_.within(unit.place, question_.place) || !allowed(asking_, Action::see_team, "disease_count", unit.place); });
        return units;
    }

    void add_to(Unit const& unit, Count const& count)
    {
        auto& made = made_[{unit.area.code, count.disease, count.species}];
        auto& series = made.series;
        if (series.cases.empty()) {
            series.area = unit.area, series.place = unit.place, series.level = unit.level, series.disease = count.disease, series.species = count.species;
            series.cases.assign(length, unreported), series.confirmed.assign(length, unreported), series.reports.assign(length, 0);
        }
        auto const plus = [](double& sum, double more) { sum = std::isnan(sum) ? more : sum + more; };
        plus(series.cases[count.week], count.cases);
        if (count.confirmed) plus(series.confirmed[count.week], *count.confirmed);
        ++series.reports[count.week];
        made.reporters[count.reporter.empty() ? count.place : count.reporter].push_back({count.week, count.cases});
        if (count.received_on) {
            auto const delay = (monday_of(*count.received_on) - first_monday).count() / 7 - static_cast<int>(count.week);
            series.delays.push_back({static_cast<int>(count.week), std::max(0, static_cast<int>(delay)), static_cast<std::int64_t>(count.cases)});
        } else if (count.week + half_year_weeks >= length) {
            series.cases_without_day += count.cases;
        }
    }

    Areas areas_;
    PlaceNames names_;
    Asking const& asking_;
    AlertsQuestion const& question_;
    std::map<std::string, std::vector<Unit>> units_;
    std::map<std::array<std::string, 3>, Made> made_;
};

}  // namespace

Day monday_of(Day day) { return day - std::chrono::days{(std::chrono::weekday{day}.iso_encoding() + 6) % 7}; }

std::string week_code(Day day)
{
    auto const week = EpiWeek::of(day);
    return fmt::format("{}-W{:02}", week.year, week.week);
}

Result<DiseaseWeeks> load_disease_weeks(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    Day const last = question.newest_week + std::chrono::days{6}, first = question.newest_week - history;
    auto const table = TRY(store.query(sql::disease_counts, {{"first", first}, {"last", last}, {"known_on", question.known_on}}));
    if (table.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 4,000,000 counts of diseases", "disease_count", "ask about one place"};
    DiseaseWeeks none;
    Day earliest = question.newest_week;
    for (auto const& row : table.rows) earliest = std::min(earliest, cell<Day>(row[4]).value_or(earliest));
    for (Day monday = earliest; monday <= question.newest_week; monday += std::chrono::days{7}) none.mondays.push_back(monday);
    Builder builder{store, asking, question};
    builder.length = none.mondays.size();
    builder.first_monday = earliest;
    for (auto const& row : table.rows) {
        auto const monday = cell<Day>(row[4]);
        auto const cases = cell<std::int64_t>(row[5]);
        if (!monday || !cases) continue;
        Count count{cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), static_cast<std::size_t>((*monday - earliest).count() / 7), static_cast<double>(*cases), {}, cell<Day>(row[7])};
        if (auto const confirmed = cell<std::int64_t>(row[6])) count.confirmed = static_cast<double>(*confirmed);
        builder.add(count);
    }
    return builder.finish(std::move(none.mondays));
}

}  // namespace accalmie
