// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_workbook.hpp"

#include "forms/xls_container.hpp"
#include "forms/xls_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace accalmie::forms {

Result<void> SheetBuilder::begin_sheet(std::string name)
{
    if (book_.sheets.size() >= SheetBounds::sheets_max) return Error{Error::Kind::limit, "too many sheets", {}, "keep those of the form only"};
    book_.sheets.push_back({.name = std::move(name), .rows = {}});
    return {};
}

Result<void> SheetBuilder::add(std::uint32_t row, std::uint32_t column, std::string text)
{
    if (stripped(text).empty()) return {};
    auto const fault = [&](std::string_view what) {
        return Error{Error::Kind::limit, std::string{what}, book_.sheets.back().name, "keep the sheets of the form only"};
    };
    if (row == 0 || row > SheetBounds::rows_max) return fault("too many rows");
    if (column >= SheetBounds::columns_max) return fault("too many columns");
    if (++cells_ > SheetBounds::cells_max) return fault("too many cells");
    auto& rows = book_.sheets.back().rows;
    if (rows.empty() || rows.back().number != row) {
        if (!rows.empty() && rows.back().number > row)
            return Error{Error::Kind::corrupt, "rows in no order", book_.sheets.back().name, "save the spreadsheet anew"};
        rows.push_back({.number = row, .cells = {}});
    }
    auto& cells = rows.back().cells;
    if (!cells.empty() && cells.back().column >= column)
        return Error{Error::Kind::corrupt, "cells in no order", book_.sheets.back().name, "save the spreadsheet anew"};
    cells.push_back({.column = column, .text = std::string{stripped(text)}});
    return {};
}

std::string number_text(double number)
{
    if (std::floor(number) == number && std::abs(number) < 1e15) return std::to_string(static_cast<std::int64_t>(number));
    std::array<char, 32> digits{};
    auto const [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), end};
}

std::string moment_text(double serial, MomentParts parts)
{
    constexpr double days_max = 2'958'466;  // the end of the year 9999
    if (!(serial >= 0) || serial >= days_max) return number_text(serial);
    auto const whole = std::floor(serial);
    auto seconds = static_cast<std::int64_t>(std::llround((serial - whole) * 86'400));
    // 1899-12-30 is 25,569 days before 1970-01-01.
    auto days = static_cast<std::int64_t>(whole) - 25'569;
    if (seconds == 86'400) {
        seconds = 0;
        ++days;
    }
    auto const time = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (parts == MomentParts::time || (whole == 0 && parts == MomentParts::both)) return time;
    auto const date = std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days}}};
    auto const day =
        fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return seconds == 0 ? day : day + "T" + time;
}

Result<Workbook> read_spreadsheet(BytesView octets)
{
    constexpr std::array<std::uint8_t, 4> ole{0xD0, 0xCF, 0x11, 0xE0};
    if (octets.size() >= ole.size() && std::equal(ole.begin(), ole.end(), octets.begin()))
        return Error{Error::Kind::invalid, "this is an old .xls file, or one with a password", {}, "save it as .xlsx, without a password"};
    auto container = TRY(Container::open(octets));
    Workbook book;
    if (container.has("xl/workbook.xml"))
        book = TRY(read_xlsx(container));
    else if (container.has("content.xml"))
        book = TRY(read_ods(container));
    else
        return Error{Error::Kind::invalid, "this zip file is no spreadsheet", {}, "give a .xlsx or .ods file"};
    if (book.sheets.size() == 1) book.sheets.front().name = "survey";
    return book;
}

}  // namespace accalmie::forms
