// SPDX-License-Identifier: Apache-2.0
// tests/measures/published_panel.hpp: the published panels of the synthetic control literature, read from the data folder beside the sources.
#pragma once

#include "measures/unit_panel.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace accalmie::testing {

/// Cells by unit, time and column; units in the order of the file.
struct PublishedPanel {
    std::vector<std::string> columns, units;
    std::map<std::string, std::map<int, std::vector<std::string>>> rows;

    std::size_t column(std::string const& name) const { return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin()); }

    std::size_t unit(std::string const& name) const { return static_cast<std::size_t>(std::find(units.begin(), units.end(), name) - units.begin()); }

    UnitPanel panel(std::string const& outcome) const
    {
        UnitPanel panel{units.size(), rows.begin()->second.size(), {}};
        for (auto const& name : units)
            for (auto const& [time, cells] : rows.at(name)) panel.values.push_back(std::strtod(cells[column(outcome)].c_str(), nullptr));
        return panel;
    }

    /// Mean of the cells that are there, by unit.
    std::vector<double> mean(std::string const& name, int first, int last, int step = 1) const
    {
        std::vector<double> means;
        for (auto const& one : units) {
            double sum = 0;
            int count = 0;
            for (int time = first; time <= last; time += step) {
                auto const& cell = rows.at(one).at(time)[column(name)];
                if (cell.empty()) continue;
                sum += std::strtod(cell.c_str(), nullptr);
                ++count;
            }
            means.push_back(count > 0 ? sum / count : std::nan(""));
        }
        return means;
    }

    std::vector<std::size_t> all_but(std::size_t treated) const
    {
        std::vector<std::size_t> others;
        for (std::size_t i = 0; i < units.size(); ++i)
            if (i != treated) others.push_back(i);
        return others;
    }
};

inline std::vector<std::string> cells_of(std::string const& line, char separator)
{
    std::vector<std::string> cells;
    std::istringstream stream{line};
    for (std::string cell; std::getline(stream, cell, separator);) cells.push_back(cell);
    return cells;
}

/// Nothing where the file is not there.
inline std::optional<PublishedPanel> published_panel(std::string const& file, char separator, std::string const& unit, std::string const& time)
{
    std::ifstream stream{std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/synthetic-control/" + file};
    if (!stream) return std::nullopt;
    PublishedPanel panel;
    std::string line;
    std::getline(stream, line);
    panel.columns = cells_of(line, separator);
    while (std::getline(stream, line)) {
        auto cells = cells_of(line, separator);
        cells.resize(panel.columns.size());
        auto const& name = cells[panel.column(unit)];
        if (!panel.rows.contains(name)) panel.units.push_back(name);
        panel.rows[name][std::atoi(cells[panel.column(time)].c_str())] = cells;
    }
    return panel;
}

}  // namespace accalmie::testing
