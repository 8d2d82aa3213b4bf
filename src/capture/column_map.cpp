// SPDX-License-Identifier: Apache-2.0
#include "capture/column_map.hpp"

namespace accalmie {

namespace {

constexpr ParseProblem not_money{"not an amount with at most two decimals", "write digits and a point, as 1250.50"};
constexpr ParseProblem not_instant{"not a moment in UTC", "write it as 2021-05-26T13:45:00Z"};

template <class T>
ParseProblem parsed(ParseProblem problem, T const& value, Cell& into)
{
    if (!problem) into = value;
    return problem;
}

}  // namespace

ParseProblem parse_cell(std::string_view text, FieldKind kind, std::optional<DateOrder> order, Cell& into)
{
    std::int64_t whole = 0;
    double decimal = 0;
    Day day{};
    bool truth = false;
    switch (kind) {
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link:
    case FieldKind::geometry: into = text; return {};
    case FieldKind::integer: return parsed(parse_integer(text, whole), whole, into);
    case FieldKind::money: return parsed(parse_money(text, whole), whole, into);
    case FieldKind::decimal: return parsed(parse_decimal(text, decimal), decimal, into);
    case FieldKind::day: return parsed(parse_day_cell(text, order, day), day, into);
    case FieldKind::yes_no: return parsed(parse_yes_no(text, truth), truth, into);
    case FieldKind::instant: {
        auto const instant = parse_instant(text);
        if (!instant) return not_instant;
        into = *instant;
        return {};
    }
    }
    VERIFY(false);
}

ParseProblem parse_money(std::string_view text, std::int64_t& into)
{
    constexpr std::int64_t whole_max = 90'000'000'000'000'000;  // hundredths of it still fit
    std::size_t const point = text.find('.');
    std::string_view const decimals = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    std::int64_t whole = 0;
    if (auto const problem = parse_integer(text.substr(0, point), whole)) return not_money;
    if (decimals.size() > 2 || whole > whole_max || whole < -whole_max) return not_money;
    std::int64_t hundredths = 0;
    for (char const digit : decimals) {
        if (digit < '0' || digit > '9') return not_money;
        hundredths = hundredths * 10 + (digit - '0');
    }
    if (decimals.size() == 1) hundredths *= 10;
    into = whole * 100 + (text.starts_with('-') ? -hundredths : hundredths);
    return {};
}

bool ColumnMap::map(Intake& intake, TableReader& table, std::string_view field, std::initializer_list<std::string_view> columns)
{
    auto const index = intake.field(field);
    if (!index) return false;
    std::size_t const column = table.column(columns);
    if (column == TableReader::none) return false;
    intake.name_column(*index, table.name(column));
    links_.push_back({*index, column, intake.type().fields[*index].kind});
    return true;
}

std::optional<Reject> ColumnMap::fill(Intake& intake, TableReader const& table, CsvRow const& row) const
{
    auto const cells = intake.cells();
    for (auto const& link : links_) {
        auto const text = table.cell(row, link.column);
        if (text.empty()) continue;
        if (auto const problem = parse_cell(text, link.kind, table.date_order(), cells[link.field]))
            return reject_of(table.name(link.column), text, problem);
    }
    return std::nullopt;
}

}  // namespace accalmie
