// SPDX-License-Identifier: Apache-2.0
#include "answers/incidents.hpp"

#include "answers/cells.hpp"
#include "answers/coverage.hpp"
#include "answers/disputes.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t cells_max = 5'000'000;

/// The months asked for, or all between the first and the last covered day.
Result<std::vector<Month>> months_of(IncidentMonthsQuestion const& question, Coverage const& coverage)
{
    std::optional<Month> first = question.from, last = question.to;
    for (auto const& row : coverage.rows()) {
        if (question.source && row.source != *question.source) continue;
        if (!question.from) first = std::min(first.value_or(Month::of(row.first_day)), Month::of(row.first_day));
        if (!question.to) last = std::max(last.value_or(Month::of(row.last_day)), Month::of(row.last_day));
    }
    std::vector<Month> months;
    if (!first || !last) return months;
    if (question.from && question.to && *last < *first) return Error{Error::Kind::invalid, "the last month lies before the first", "to", "give a later month"};
    if (*last - *first >= 2'400) return Error{Error::Kind::limit, "more than 2,400 months", "from and to", "ask for fewer months"};
    for (Month month = *first; month <= *last; month = month + 1) months.push_back(month);
    return months;
}

Result<std::vector<std::string>> sources_of(Store const& store, IncidentMonthsQuestion const& question, Coverage const& coverage)
{
    if (question.source) return std::vector<std::string>{*question.source};
    auto const covered = coverage.sources();
    std::set<std::string> names(covered.begin(), covered.end());
    auto const table = TRY(store.query(sql::incident_sources));
    for (auto const& row : table.rows) names.insert(cell_text(row[0]));
    return std::vector<std::string>(names.begin(), names.end());
}

/// Zeros where a source covers a month, nothing elsewhere.
std::vector<std::optional<std::int64_t>> empty_series(Coverage const& coverage, std::string const& source, std::string const& place, std::vector<Month> const& months)
{
    auto const runs = coverage.runs(source, place);
    std::vector<std::optional<std::int64_t>> series;
    series.reserve(months.size());
    for (auto const month : months) series.push_back(Coverage::covers(runs, month) ? std::optional<std::int64_t>{0} : std::nullopt);
    return series;
}

/// The index of `value` in sorted `values`, or their size.
template <class T, class U>
std::size_t index_in(std::vector<T> const& values, U const& value)
{
    auto const found = std::lower_bound(values.begin(), values.end(), value);
    return found == values.end() || *found != value ? values.size() : static_cast<std::size_t>(found - values.begin());
}

Result<void> add_counts(Store const& store, IncidentMonthsQuestion const& question, IncidentMonthsAnswer& answer)
{
    auto const table = TRY(store.query(sql::incident_months, {{"level", std::int64_t{question.level}}, {"source", parameter(question.source)}}));
    std::vector<std::string> codes;
    for (auto const& place : answer.places) codes.push_back(place.place);
    for (auto const& row : table.rows) {
        auto const source = index_in(answer.sources, cell_text(row[0])), place = index_in(codes, cell_text(row[1]));
        auto const month = parse_month(cell_text(row[2]));
        if (source == answer.sources.size() || place == codes.size() || !month) continue;
        auto const at = index_in(answer.months, *month);
        if (at == answer.months.size()) continue;
        auto& count = answer.places[place].series[source][at];
        if (count) *count += cell_integer(row[3]);
    }
    return {};
}

/// The count that a row of a dispute is part of, or nothing: not asked for, or not covered.
std::optional<std::int64_t>* count_of(IncidentMonthsAnswer& answer, DisputeRow const& row)
{
    auto const source = index_in(answer.sources, row.source), month = index_in(answer.months, row.month);
    auto const place = std::find_if(answer.places.begin(), answer.places.end(), [&](auto const& one) { return one.place == row.counts_in(answer.level); });
    if (source == answer.sources.size() || month == answer.months.size() || place == answer.places.end()) return nullptr;
    auto& count = place->series[source][month];
    return count ? &count : nullptr;
}

/// The counts that one correction would change: one fewer where the contested row stands, one more where the correction puts it.
void add_reading(IncidentMonthsAnswer& answer, DisputeRow const& contested, DisputeRow const& correction)
{
    auto* const from = count_of(answer, contested);
    auto* const to = correction.retracted ? nullptr : count_of(answer, correction);
    if (from == to) return;
    if (answer.otherwise.size() >= readings_max) {
        ++answer.readings_left_out;
        return;
    }
    if (from != nullptr) answer.otherwise.push_back({contested.source, std::string{contested.counts_in(answer.level)}, contested.month, **from - 1});
    if (to != nullptr) answer.otherwise.push_back({correction.source, std::string{correction.counts_in(answer.level)}, correction.month, **to + 1});
}

void add_disputes(IncidentMonthsAnswer& answer, std::vector<DisputeRow> const& disputes)
{
    for (auto const& row : disputes) {
        if (row.contender) continue;
        answer.disputed += count_of(answer, row) != nullptr ? 1 : 0;
        for (auto const& other : disputes)
            if (other.contender && other.replaces == row.address) add_reading(answer, row, other);
    }
}

}  // namespace

Result<IncidentMonthsAnswer> answer_incident_months(Store const& store, Asking const& asking, IncidentMonthsQuestion const& question)
{
    TRY(require(asking, Action::see_open, "incident"));
    if (question.level < 1 || question.level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", "level", "1 region, 2 cercle, 3 commune"};
    auto const coverage = TRY(load_coverage(store));
    auto const index = TRY(store.places());
    IncidentMonthsAnswer answer;
    answer.level = question.level;
    answer.months = TRY(months_of(question, coverage));
    answer.sources = TRY(sources_of(store, question, coverage));
    for (auto const& place : index->places())
        if (place.level == question.level) answer.places.push_back({place.code, place.name, {}});
    std::sort(answer.places.begin(), answer.places.end(), [](auto const& a, auto const& b) { return a.place < b.place; });
    if (answer.places.size() * answer.sources.size() * answer.months.size() > cells_max)
        return Error{Error::Kind::limit, "more than 5,000,000 counts", {}, "ask for fewer months, one source or a wider level"};
    for (auto& place : answer.places)
        for (auto const& source : answer.sources) place.series.push_back(empty_series(coverage, source, place.place, answer.months));
    TRY(add_counts(store, question, answer));
    add_disputes(answer, TRY(load_disputes(store)));
    return answer;
}

}  // namespace accalmie
