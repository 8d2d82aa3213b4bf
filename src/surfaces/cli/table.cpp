// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/table.hpp"

#include <algorithm>
#include <string_view>

namespace accalmie::cli {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Combining marks U+0300 to U+036F are two octets: CC 80 to CD AF.
bool is_combining(std::string_view text, std::size_t i)
{
    auto const first = static_cast<unsigned char>(text[i]);
    if (i + 1 >= text.size()) return false;
    auto const second = static_cast<unsigned char>(text[i + 1]);
    return first == 0xCC || (first == 0xCD && second <= 0xAF);
}

std::string on_one_line(std::string_view text, std::size_t width_max)
{
    std::string clean;
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (!is_continuation(c) && !is_combining(text, i) && ++width > width_max) return clean + "…";
        clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;  // also keeps escape sequences of outside text off the terminal
    }
    return clean;
}

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789.+-eE% ") == std::string_view::npos; }

}  // namespace

std::size_t display_width(std::string_view utf8)
{
    std::size_t width = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i)
        if (!is_continuation(utf8[i]) && !is_combining(utf8, i)) ++width;
    return width;
}

std::string table_text(std::vector<std::string> const& columns, std::vector<std::vector<std::string>> const& rows, std::size_t width_max)
{
    std::vector<std::vector<std::string>> cells;
    std::vector<std::size_t> widths;
    std::vector<bool> numeric(columns.size(), !rows.empty());
    for (auto const& column : columns) widths.push_back(display_width(column));
    for (auto const& row : rows) {
        auto& line = cells.emplace_back();
        for (std::size_t c = 0; c < columns.size(); ++c) {
            line.push_back(c < row.size() ? on_one_line(row[c], width_max) : std::string{});
            widths[c] = std::max(widths[c], display_width(line[c]));
            if (!is_number(line[c])) numeric[c] = false;
        }
    }
    std::string text;
    auto const add = [&](std::vector<std::string> const& line) {
        std::string out;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            auto const gap = std::string(widths[c] - display_width(line[c]), ' ');
            out += (c == 0 ? "" : "  ") + (numeric[c] ? gap + line[c] : line[c] + gap);
        }
        out.erase(out.find_last_not_of(' ') + 1);
        text += out + "\n";
    };
    add(columns);
    std::vector<std::string> rule;
    for (auto const width : widths) {
        std::string dashes;
        for (std::size_t i = 0; i < width; ++i) dashes += "─";
        rule.push_back(dashes);
    }
    add(rule);
    for (auto const& line : cells) add(line);
    return text;
}

}  // namespace accalmie::cli
