// SPDX-License-Identifier: Apache-2.0
// tests/measures/published_table.hpp: a published file of the data folder beside the sources, for tests; nothing where it is not there.
#pragma once

#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace accalmie {

/// Columns by name; cells as text without quotes. Enough for the published files: no separator within quotes.
struct PublishedTable {
    std::map<std::string, std::size_t> columns;
    std::vector<std::vector<std::string>> rows;

    std::string const& text(std::size_t row, std::string const& column) const { return rows.at(row).at(columns.at(column)); }
    std::optional<double> number(std::size_t row, std::string const& column) const
    {
        auto const& cell = text(row, column);
        if (cell.empty() || cell == "NA") return std::nullopt;
        return std::strtod(cell.c_str(), nullptr);
    }
};

inline std::optional<PublishedTable> published_table(std::string const& path, char separator = ',')
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/" + path};
    if (!file) return std::nullopt;
    PublishedTable table;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::istringstream parts{line};
        for (std::string cell; std::getline(parts, cell, separator);) {
            std::string plain;
            for (char const one : cell)
                if (one != '"' && one != '\r') plain += one;
            cells.push_back(plain);
        }
        if (!table.columns.empty()) {
            table.rows.push_back(cells);
            continue;
        }
        for (std::size_t at = 0; at < cells.size(); ++at) table.columns[cells[at]] = at;
    }
    return table;
}

}  // namespace accalmie
