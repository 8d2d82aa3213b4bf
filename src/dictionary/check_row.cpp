// SPDX-License-Identifier: Apache-2.0
// src/dictionary/check_row.cpp: one row against its type. Imports call it for every row: nothing is allocated while all is well.
#include "dictionary/dictionary.hpp"
#include "dictionary/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace accalmie {

namespace {

using Problems = std::vector<CellProblem>;

/// One cell under its field: what all checks need.
struct Subject {
    Dictionary const& dictionary;
    Field const& field;
    std::size_t index;
    Problems& problems;

    void wrong(std::string reason, std::string remedy) const { problems.push_back({index, std::move(reason), std::move(remedy)}); }
};

std::string quoted(std::string_view text) { return "\"" + clipped(text, 40) + "\""; }

void check_bounds(Subject const& subject, double value)
{
    Field const& field = subject.field;
    if (field.minimum && value < *field.minimum)
        subject.wrong(fmt::format("{} is below the minimum {}", value, *field.minimum), "check the number and its unit");
    if (field.maximum && value > *field.maximum)
        subject.wrong(fmt::format("{} is above the maximum {}", value, *field.maximum), "check the number and its unit");
}

void check_decimal(Subject const& subject, double value)
{
    if (!std::isfinite(value))
        subject.wrong("not a finite number", "leave the cell empty where there is no number");
    else
        check_bounds(subject, value);
}

void check_length(Subject const& subject, std::string_view text, std::size_t octets_max)
{
    if (text.size() > octets_max) subject.wrong(fmt::format("{} octets of text, more than {}", text.size(), octets_max), "shorten the text");
}

void check_text(Subject const& subject, std::string_view text)
{
    check_length(subject, text, subject.field.maximum ? static_cast<std::size_t>(*subject.field.maximum) : text_octets_max);
    if (subject.field.required && text.empty()) subject.wrong("required and empty", "fill it in");
}

/// Up to eight codes that would have been right.
std::string some_codes(CodeList const& list)
{
    std::string codes;
    for (std::size_t i = 0; i < std::min<std::size_t>(list.codes.size(), 8); ++i) codes += (i == 0 ? "" : ", ") + list.codes[i].code;
    return codes + (list.codes.size() > 8 ? " ..." : "");
}

void check_code(Subject const& subject, std::string_view text)
{
    Field const& field = subject.field;
    if (field.codes && field.codes->contains(text)) return;
    CodeList const* list = subject.dictionary.list(field.list);  // a field that no loader prepared is looked up here
    if (list == nullptr)
        subject.wrong("the list " + field.list + " is not there", "load the pack that has it");
    else if (field.codes || list->find(text) == nullptr)
        subject.wrong(quoted(text) + " is not a code of the list " + field.list, "use one of " + some_codes(*list));
}

bool all_of(std::string_view text, bool (*belongs)(char)) { return std::all_of(text.begin(), text.end(), belongs); }

bool is_place_octet(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

void check_place(Subject const& subject, std::string_view text)
{
    std::size_t const at = text.find('@');
    std::string_view const code = text.substr(0, at), version = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    bool const right = !code.empty() && code.size() <= 32 && !version.empty() && version.size() <= 48 && all_of(code, is_place_octet) &&
                       all_of(version, is_place_octet);
    if (!right) subject.wrong(quoted(text) + " is not a place", "write the P-code and its boundary version, as ML0507@cod-ab-2021");
    if (right && subject.field.maximum && static_cast<double>(code.size()) > *subject.field.maximum)
        subject.wrong(fmt::format("a place of more than {} characters, closer than may be said here", *subject.field.maximum), "write a wider place, as the cercle");
}

/// Decimal digits of a row number, at most 2^32 - 1, without leading zeros.
bool is_row_number(std::string_view text)
{
    if (text.empty() || text.size() > 10 || (text.size() > 1 && text[0] == '0')) return false;
    std::uint64_t row = 0;
    for (char const c : text) {
        if (c < '0' || c > '9') return false;
        row = row * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return row <= std::numeric_limits<std::uint32_t>::max();
}

void check_link(Subject const& subject, std::string_view text)
{
    bool const hex = text.size() >= 64 && all_of(text.substr(0, 64), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    bool const right = hex && (text.size() == 64 || (text[64] == ':' && is_row_number(text.substr(65))));
    if (!right)
        subject.wrong(quoted(text) + " is not a record",
                      "write the record's 64 lower-case hexadecimal digits, with :ROW after them for a row of a batch");
}

/// Only the outside: the ground's own reader judges the rest.
void check_geometry(Subject const& subject, std::string_view text)
{
    check_length(subject, text, geometry_octets_max);
    std::size_t const first = text.find_first_not_of(" \n\r\t");
    if (first == std::string_view::npos || text[first] != '{' || text.find("\"type\"") == std::string_view::npos)
        subject.wrong(quoted(text) + " is not a GeoJSON geometry", "give an object with type and coordinates (RFC 7946)");
}

void check_string(Subject const& subject, std::string_view text)
{
    switch (subject.field.kind) {
    case FieldKind::text: check_text(subject, text); break;
    case FieldKind::code: check_code(subject, text); return;  // a code of the list is clean text
    case FieldKind::place: check_place(subject, text); return;
    case FieldKind::link: check_link(subject, text); return;
    case FieldKind::geometry: check_geometry(subject, text); break;
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money:
    case FieldKind::day:
    case FieldKind::instant:
    case FieldKind::yes_no: return;
    }
    if (!is_clean_utf8(text)) subject.wrong("not UTF-8 text, or with a zero octet", "save the source as UTF-8");
}

constexpr Day first_day = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}, end_day = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};

void check_day(Subject const& subject, Day day)
{
    if (day < first_day || day >= end_day) subject.wrong("a day outside the years 1900 to 2199", "check the year");
}

std::string_view expected(FieldKind kind)
{
    switch (kind) {
    case FieldKind::integer: return "a whole number";
    case FieldKind::money: return "a whole number of hundredths";
    case FieldKind::decimal: return "a decimal number";
    case FieldKind::day: return "a day";
    case FieldKind::instant: return "an instant";
    case FieldKind::yes_no: return "yes or no";
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link:
    case FieldKind::geometry: break;
    }
    return "text";
}

/// The alternative of `Cell` that a field of this kind takes.
std::size_t alternative(FieldKind kind)
{
    switch (kind) {
    case FieldKind::yes_no: return 1;
    case FieldKind::integer:
    case FieldKind::money: return 2;
    case FieldKind::decimal: return 3;
    case FieldKind::day: return 5;
    case FieldKind::instant: return 6;
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link:
    case FieldKind::geometry: break;
    }
    return 4;
}

void check_cell(Subject const& subject, Cell const& cell)
{
    if (std::holds_alternative<std::monostate>(cell)) {
        if (subject.field.required) subject.wrong("required and empty", "fill it in");
        return;
    }
    if (cell.index() != alternative(subject.field.kind)) {
        subject.wrong("not " + std::string{expected(subject.field.kind)}, "give " + std::string{expected(subject.field.kind)});
        return;
    }
    if (auto const* text = std::get_if<std::string_view>(&cell))
        check_string(subject, *text);
    else if (auto const* whole = std::get_if<std::int64_t>(&cell))
        check_bounds(subject, static_cast<double>(*whole));
    else if (auto const* number = std::get_if<double>(&cell))
        check_decimal(subject, *number);
    else if (auto const* day = std::get_if<Day>(&cell))
        check_day(subject, *day);
    else if (auto const* instant = std::get_if<Instant>(&cell))
        check_day(subject, day_of(*instant));
}

}  // namespace

void check_row(Dictionary const& dictionary, RecordType const& type, std::span<Cell const> row, std::vector<CellProblem>& problems)
{
    if (row.size() != type.fields.size()) {
        problems.push_back({0, fmt::format("{} values for the {} fields of {}", row.size(), type.fields.size(), type.name),
                            "give one value a field, in the order of the dictionary"});
        return;
    }
    for (std::size_t i = 0; i < row.size(); ++i) check_cell({dictionary, type.fields[i], i, problems}, row[i]);
}

}  // namespace accalmie
