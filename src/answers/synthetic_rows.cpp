// SPDX-License-Identifier: Apache-2.0
#include "answers/synthetic_rows.hpp"

#include "answers/method_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t units_max = 501, times_max = 2'000;

std::optional<double> number_of(std::string_view text)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// "1955.0" and "1955" are one time.
std::string time_label(std::string_view text)
{
    auto const number = number_of(text);
    return number ? fmt::format("{}", *number) : std::string{text};
}

bool earlier(std::string const& a, std::string const& b)
{
    auto const left = number_of(a), right = number_of(b);
    return left && right ? *left < *right : a < b;
}

Error missing(std::string what, std::string where, std::string remedy = {}) { return {Error::Kind::missing, std::move(what), std::move(where), std::move(remedy)}; }

Result<void> name_units_and_times(MethodRows const& table, SyntheticRows& rows)
{
    std::set<std::string, std::less<>> units;
    std::set<std::string, decltype(&earlier)> times{&earlier};
    for (std::size_t row = 0; row < table.size(); ++row) {
        std::string const unit{table.text(row, "unit")}, time = time_label(table.text(row, "time"));
        if (unit.empty() || time.empty()) return missing("an empty cell", MethodRows::place(row, unit.empty() ? "unit" : "time"), "name the unit and the time of every row");
        if (units.insert(unit).second) rows.units.push_back(unit);
        times.insert(time);
    }
    if (units.size() > units_max || times.size() > times_max) return Error{Error::Kind::limit, "more than 501 units or 2,000 times", "unit", "give the units that matter"};
    rows.times.assign(times.begin(), times.end());
    return {};
}

Result<void> fill_outcomes(MethodRows const& table, SyntheticRows& rows)
{
    rows.outcomes = {rows.units.size(), rows.times.size(), std::vector<double>(rows.units.size() * rows.times.size(), 0)};
    rows.row_of.assign(rows.units.size(), std::vector<std::optional<std::size_t>>(rows.times.size()));
    std::vector<std::size_t> filled(rows.units.size(), 0);
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const unit = TRY(rows.unit_index(table.text(row, "unit"))), time = TRY(rows.time_index(table.text(row, "time")));
        if (rows.row_of[unit][time])
            return Error{Error::Kind::invalid, fmt::format("{} has the time {} twice", rows.units[unit], rows.times[time]), MethodRows::place(row, "time"), "give each unit and time once"};
        rows.row_of[unit][time] = row;
        if (table.text(row, "outcome").empty()) continue;
        rows.outcomes.values[unit * rows.times.size() + time] = TRY(table.number(row, "outcome"));
        ++filled[unit];
    }
    for (std::size_t unit = 0; unit < filled.size(); ++unit)
        if (filled[unit] < rows.times.size()) rows.incomplete.push_back(unit);
    return {};
}

/// The first time at which the column `treated` is 1, where it stays so; nothing where it never is.
Result<std::optional<std::size_t>> first_treated_of(MethodRows const& table, SyntheticRows const& rows, std::size_t unit)
{
    std::optional<std::size_t> first;
    for (std::size_t time = 0; time < rows.times.size(); ++time) {
        auto const row = rows.row_of[unit][time];
        if (!row) continue;
        auto const treated = TRY(table.number(*row, "treated"));
        if (treated != 0 && treated != 1) return Error{Error::Kind::invalid, "treated is neither 0 nor 1", MethodRows::place(*row, "treated"), "write 1 from the first treated time on"};
        if (treated == 1 && !first) first = time;
        if (treated == 0 && first) return Error{Error::Kind::invalid, rows.units[unit] + " is no longer treated", MethodRows::place(*row, "treated"), "these methods know only units that stay treated"};
    }
    return first;
}

Result<void> treated_by_column(MethodRows const& table, SyntheticRows& rows)
{
    if (!table.has("treated")) return missing("no unit is named as treated", "option treated-unit", "give --treated-unit and --first-treated, or a column treated");
    for (std::size_t unit = 0; unit < rows.units.size(); ++unit) {
        auto const first = TRY(first_treated_of(table, rows, unit));
        if (!first) continue;
        if (!rows.treated.empty() && *first != rows.first_treated)
            return Error{Error::Kind::invalid, "units are treated from different times on", "treated", "run each group by itself, or use group-time-effects"};
        rows.treated.push_back(unit);
        rows.first_treated = *first;
    }
    if (rows.treated.empty()) return missing("no unit is ever treated", "treated");
    return {};
}

Result<void> treated_by_option(MethodRows const& table, MethodOptions const& options, SyntheticRows& rows)
{
    for (auto const& name : split_list(option_text(options, "treated-unit"), ';')) rows.treated.push_back(TRY(rows.unit_index(name).at("option treated-unit")));
    if (option_given(options, "first-treated")) {
        rows.first_treated = TRY(rows.time_index(option_text(options, "first-treated")).at("option first-treated"));
        return {};
    }
    if (!table.has("treated")) return missing("the first treated time is not given", "option first-treated", "give it, or a column treated");
    auto const first = TRY(first_treated_of(table, rows, rows.treated.front()));
    if (!first) return missing(rows.units[rows.treated.front()] + " is never treated", "treated");
    rows.first_treated = *first;
    return {};
}

bool contains(std::vector<std::size_t> const& list, std::size_t one) { return std::find(list.begin(), list.end(), one) != list.end(); }

Result<void> choose_donors(MethodOptions const& options, SyntheticRows& rows)
{
    std::vector<std::size_t> left_out;
    for (auto const& name : split_list(option_text(options, "leave-out"), ';')) left_out.push_back(TRY(rows.unit_index(name).at("option leave-out")));
    for (std::size_t const unit : rows.treated)
        if (contains(rows.incomplete, unit)) return missing(rows.units[unit] + " is treated and has not the outcome at every time", "outcome", "leave times without it out of the file");
    for (std::size_t unit = 0; unit < rows.units.size(); ++unit)
        if (!contains(rows.treated, unit) && !contains(left_out, unit) && !contains(rows.incomplete, unit)) rows.donors.push_back(unit);
    if (rows.donors.empty()) return missing("no donor is left: there is nobody to compare with", "unit", "leave fewer units out, or complete their outcomes");
    return {};
}

/// Where "1961-1969" or "2021-05..2021-09" parts; nothing for a single time.
std::optional<std::pair<std::string_view, std::string_view>> range_ends(std::string_view text)
{
    if (auto const dots = text.find(".."); dots != std::string_view::npos) return std::pair{trimmed_cell(text.substr(0, dots)), trimmed_cell(text.substr(dots + 2))};
    for (std::size_t dash = text.find('-', 1); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
        auto const first = trimmed_cell(text.substr(0, dash)), last = trimmed_cell(text.substr(dash + 1));
        if (number_of(first) && number_of(last) && *number_of(last) >= *number_of(first)) return std::pair{first, last};
    }
    return std::nullopt;
}

/// The table's name of a column of the file, which an option may have renamed.
std::optional<std::string> column_named(MethodTable const& table, std::string_view name)
{
    for (auto const& column : table.columns)
        if (trimmed_cell(column) == name) return std::string{name};
    for (std::size_t i = 0; i < table.file_columns.size() && i < table.columns.size(); ++i)
        if (trimmed_cell(table.file_columns[i]) == name) return std::string{trimmed_cell(table.columns[i])};
    return std::nullopt;
}

}  // namespace

Result<std::size_t> SyntheticRows::time_index(std::string_view label) const
{
    auto const wanted = time_label(trimmed_cell(label));
    auto const found = std::find(times.begin(), times.end(), wanted);
    if (found == times.end()) return missing(fmt::format("the time \"{}\" is not in the table", label.substr(0, 40)), "time", fmt::format("its times go from {} to {}", times.front(), times.back()));
    return static_cast<std::size_t>(found - times.begin());
}

Result<std::size_t> SyntheticRows::unit_index(std::string_view name) const
{
    auto const found = std::find(units.begin(), units.end(), name);
    if (found == units.end()) return missing(fmt::format("the unit \"{}\" is not in the table", name.substr(0, 60)), "unit", "write it as the table does");
    return static_cast<std::size_t>(found - units.begin());
}

Result<std::vector<std::size_t>> SyntheticRows::period(std::string_view text) const
{
    std::size_t step = 1;
    auto const slash = text.find('/');
    if (slash != std::string_view::npos) {
        auto const number = number_of(trimmed_cell(text.substr(slash + 1)));
        if (!number || *number < 1 || *number > 1'000) return Error{Error::Kind::invalid, "a step that is no count above 0", {}, "write 1961-1969/2 for every second time"};
        step = static_cast<std::size_t>(*number);
    }
    auto const whole = trimmed_cell(text.substr(0, slash));
    auto const ends = range_ends(whole);
    if (!ends) return std::vector<std::size_t>{TRY(time_index(whole))};
    std::string const first = time_label(ends->first), last = time_label(ends->second);
    std::vector<std::size_t> found;
    std::size_t inside = 0;
    for (std::size_t time = 0; time < times.size(); ++time)
        if (!earlier(times[time], first) && !earlier(last, times[time]) && inside++ % step == 0) found.push_back(time);
    if (found.empty()) return missing(fmt::format("no time of the table lies in \"{}\"", whole.substr(0, 40)), "time", "write it as 1960-1969 or 2021-05..2021-09");
    return found;
}

std::vector<std::string> split_list(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    if (text == "none") return parts;
    for (;;) {
        auto const at = text.find(separator);
        if (auto const one = trimmed_cell(text.substr(0, at)); !one.empty()) parts.emplace_back(one);
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

Result<SyntheticRows> synthetic_rows(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const cells{table};
    SyntheticRows rows;
    TRY(name_units_and_times(cells, rows));
    TRY(fill_outcomes(cells, rows));
    if (option_given(options, "treated-unit")) TRY(treated_by_option(cells, options, rows));
    else TRY(treated_by_column(cells, rows));
    TRY(choose_donors(options, rows));
    return rows;
}

Result<std::vector<PredictorColumn>> predictor_columns(MethodTable const& table, SyntheticRows const& rows, std::string_view text)
{
    std::vector<PredictorColumn> predictors;
    for (auto const& group : split_list(text, ';')) {
        auto const colon = group.rfind(':');
        if (colon == std::string::npos) return Error{Error::Kind::invalid, fmt::format("\"{}\" has no period", group.substr(0, 40)), "option predictors", "write column:1964-1969"};
        auto const period = std::string{trimmed_cell(std::string_view{group}.substr(colon + 1))};
        auto const times = TRY(rows.period(period).at("option predictors"));
        for (auto const& name : split_list(std::string_view{group}.substr(0, colon), ',')) {
            auto const column = column_named(table, name);
            if (!column) return missing(fmt::format("the file has no column \"{}\"", name.substr(0, 40)), "option predictors", "name columns of the file");
            predictors.push_back({name, period, *column, times});
        }
    }
    return predictors;
}

Result<std::vector<double>> predictor_means(MethodTable const& table, SyntheticRows const& rows, PredictorColumn const& predictor)
{
    MethodRows const cells{table};
    std::vector<double> means(rows.units.size(), 0);
    for (std::size_t unit = 0; unit < rows.units.size(); ++unit) {
        if (!contains(rows.treated, unit) && !contains(rows.donors, unit)) continue;
        double sum = 0;
        int count = 0;
        for (std::size_t const time : predictor.times) {
            auto const row = rows.row_of[unit][time];
            if (!row || cells.text(*row, predictor.column).empty()) continue;
            sum += TRY(cells.number(*row, predictor.column));
            ++count;
        }
        if (count == 0) return missing(fmt::format("{} has no {} in {}", rows.units[unit], predictor.name, predictor.period), "option predictors", "choose other times, or leave the unit out");
        means[unit] = sum / count;
    }
    return means;
}

}  // namespace accalmie
