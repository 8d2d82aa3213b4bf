// SPDX-License-Identifier: Apache-2.0
// src/capture/coverage.hpp: the countries and days that a file of events speaks of, as they come by.
#pragma once

#include "capture/import.hpp"

namespace accalmie {

class CoverageSeen {
public:
    static constexpr std::size_t countries_max = 400;  ///< of the world, with old names, some 250

    void add(std::string_view country, Day day);
    /// Countries in the order in which they came.
    std::vector<std::string> const& countries() const { return countries_; }
    bool any() const { return any_; }
    Day first() const { return first_; }
    Day last() const { return last_; }
    /// Is there an event in this quarter (1 to 4) of the first or of the last year?
    bool first_year_has(unsigned quarter) const { return (first_quarters_ & 1U << quarter) != 0; }
    bool last_year_has(unsigned quarter) const { return (last_quarters_ & 1U << quarter) != 0; }

private:
    std::vector<std::string> countries_;
    std::size_t latest_ = 0;  // index of the country of the latest row: most files are sorted
    bool any_ = false;
    Day first_{}, last_{};
    int first_year_ = 0, last_year_ = 0;
    unsigned first_quarters_ = 0, last_quarters_ = 0;
};

struct DayRange {
    Day first{}, last{};
    std::string basis = {};
    std::string source = {};  ///< empty: the source of the import
};

/// Write one coverage record for each country (or for the declared area), with declared days in place of derived ones.
Result<void> cover_countries(Intake& intake, ImportOptions const& options, std::vector<std::string> const& countries, std::string_view kinds,
                             DayRange range);

/// The P-code of a country by its name, else its ISO code from the base pack's list of countries, else the name itself.
std::string area_of(PlaceIndex const* places, std::string_view country);

}  // namespace accalmie
