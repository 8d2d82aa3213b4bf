// SPDX-License-Identifier: Apache-2.0
#include "plots/table.hpp"

#include "plots/svg_writer.hpp"

#include <cmath>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

std::string quoted(std::string text)
{
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) text.insert(0, "'");
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (char const c : text) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

std::string plain_text(Cell const& cell)
{
    if (auto const* text = std::get_if<std::string>(&cell)) return quoted(*text);
    if (auto const* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    if (auto const* number = std::get_if<double>(&cell)) return std::isfinite(*number) ? fmt::format("{}", *number) : std::string{};
    if (auto const* month = std::get_if<Month>(&cell)) return to_iso(*month);
    return {};
}

std::string joined(std::vector<std::string> const& texts)
{
    std::string out;
    for (auto const& text : texts) out += (out.empty() ? "" : "; ") + text;
    return out;
}

bool is_number(Cell const& cell) { return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell); }

}  // namespace

std::string cell_text(Cell const& cell, Language language)
{
    if (auto const* text = std::get_if<std::string>(&cell)) return typeset(*text, language);
    if (auto const* whole = std::get_if<std::int64_t>(&cell)) return number_text(static_cast<double>(*whole), 0, language);
    if (auto const* number = std::get_if<double>(&cell)) return short_text(*number, language);
    if (auto const* month = std::get_if<Month>(&cell)) return month_text(*month, language);
    return language == Language::french ? "pas de données" : "no data";
}

std::string table_csv(Plot const& plot)
{
    std::string out;
    for (auto const& column : plot.table.columns) out += (out.empty() ? "" : ",") + quoted(column);
    auto const status = joined(plot.statuses);
    out += status.empty() ? "\r\n" : ",status\r\n";
    for (auto const& row : plot.table.rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : ",") + plain_text(row[i]);
        out += line + (status.empty() ? "" : "," + quoted(status)) + "\r\n";
    }
    return out;
}

std::string table_html(Plot const& plot)
{
    auto const set = [&](std::string const& text) { return escaped(typeset(text, plot.language)); };
    auto const status = joined(plot.statuses);
    std::string out = fmt::format("<table lang=\"{}\">\n<caption>{}</caption>\n<thead><tr>", language_code(plot.language), set((status.empty() ? "" : status + ". ") + plot.title));
    for (auto const& column : plot.table.columns) out += "<th scope=\"col\">" + set(column) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (auto const& row : plot.table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            auto const text = escaped(cell_text(row[i], plot.language));
            out += i == 0 ? "<th scope=\"row\">" + text + "</th>" : (is_number(row[i]) ? "<td class=\"number\">" : "<td>") + text + "</td>";
        }
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n";
}

}  // namespace accalmie::plots
