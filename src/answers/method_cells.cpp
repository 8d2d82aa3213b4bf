// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace accalmie {

std::string_view trimmed_cell(std::string_view text)
{
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF", blank = " \t\r\n";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto const first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

namespace {

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text.substr(0, 40)); }

Result<std::int64_t> parse_count(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || value < 0)
        return Error{Error::Kind::invalid, quoted(text) + " is not a count", {}, "write a whole number, 0 or more, without spaces or separators"};
    return value;
}

Result<double> parse_number(std::string_view text)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return Error{Error::Kind::invalid, quoted(text) + " is not a number", {}, "write it with a decimal point, as 12.5"};
    return value;
}

std::string_view option(MethodOptions const& options, std::string_view name)
{
    auto const found = options.find(name);
    return found == options.end() ? std::string_view{} : trimmed_cell(found->second);
}

std::string option_place(std::string_view name) { return fmt::format("option {}", name); }

}  // namespace

std::optional<std::size_t> MethodRows::index(std::string_view column) const
{
    for (std::size_t i = 0; i < table_->columns.size(); ++i)
        if (trimmed_cell(table_->columns[i]) == column) return i;
    return std::nullopt;
}

std::string_view MethodRows::text(std::size_t row, std::string_view column) const
{
    auto const at = index(column);
    return at ? trimmed_cell(table_->rows[row][*at]) : std::string_view{};
}

std::string MethodRows::place(std::size_t row, std::string_view column) { return fmt::format("row {}: {}", row + 2, column); }

Result<std::int64_t> MethodRows::count(std::size_t row, std::string_view column) const { return parse_count(text(row, column)).at(place(row, column)); }

Result<double> MethodRows::number(std::size_t row, std::string_view column) const { return parse_number(text(row, column)).at(place(row, column)); }

Result<Month> MethodRows::month(std::size_t row, std::string_view column) const { return parse_month(text(row, column)).at(place(row, column)); }

Result<std::vector<MonthCount>> month_counts(MethodTable const& table)
{
    MethodRows const rows{table};
    std::vector<MonthCount> counts;
    std::set<Month> seen;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const month = TRY(rows.month(row, "month"));
        if (!seen.insert(month).second)
            return Error{Error::Kind::invalid, to_iso(month) + " is there twice", MethodRows::place(row, "month"), "give each month once, its events added up"};
        if (rows.text(row, "events").empty()) continue;
        counts.push_back({month, TRY(rows.count(row, "events"))});
    }
    return counts;
}

Result<std::int64_t> option_count(MethodOptions const& options, std::string_view name) { return parse_count(option(options, name)).at(option_place(name)); }

Result<double> option_number(MethodOptions const& options, std::string_view name) { return parse_number(option(options, name)).at(option_place(name)); }

std::string_view option_text(MethodOptions const& options, std::string_view name) { return option(options, name); }

bool option_given(MethodOptions const& options, std::string_view name)
{
    auto const text = option(options, name);
    return !text.empty() && text != "none";
}

std::vector<std::string> option_names(MethodOptions const& options, std::string_view name)
{
    std::vector<std::string> names;
    if (!option_given(options, name)) return names;
    auto rest = option(options, name);
    for (;;) {
        auto const comma = rest.find(',');
        if (auto const one = trimmed_cell(rest.substr(0, comma)); !one.empty()) names.emplace_back(one);
        if (comma == std::string_view::npos) return names;
        rest.remove_prefix(comma + 1);
    }
}

Result<Month> option_month(MethodOptions const& options, std::string_view name) { return parse_month(option(options, name)).at(option_place(name)); }

Result<Day> option_day(MethodOptions const& options, std::string_view name) { return parse_day(option(options, name)).at(option_place(name)); }

std::string percent_name(double level) { return fmt::format("{:.6g}", level * 100); }

}  // namespace accalmie
