// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_findings.hpp: what is wrong or doubtful in a form, each with its place and remedy; all of it, not the first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace accalmie::forms {

/// Where something stands in the workbook. Row 0: the sheet as a whole; no column: the row as a whole.
struct Place {
    std::string sheet;
    std::uint32_t row = 0;
    std::string column;  ///< its heading as written
    std::string cell;    ///< as "C7", where it is known
};

struct Finding {
    enum class Weight : std::uint8_t { error, warning };
    Weight weight = Weight::error;
    Place place;
    std::string what;
    std::string remedy;

    /// "survey, row 7, column relevant (C7)".
    std::string where() const;
    /// "where: what; remedy" in one line, for people.
    std::string text() const;
};

class Findings {
public:
    static constexpr std::size_t kept_max = 1000;  ///< of each weight

    void error(Place place, std::string what, std::string remedy)
    {
        add(Finding::Weight::error, std::move(place), std::move(what), std::move(remedy));
    }
    void warn(Place place, std::string what, std::string remedy)
    {
        add(Finding::Weight::warning, std::move(place), std::move(what), std::move(remedy));
    }

    bool has_errors() const { return error_count_ > 0; }
    std::size_t error_count() const { return error_count_; }
    /// Errors first, then in the order found; beyond `kept_max` they are counted only.
    std::vector<Finding> taken();

private:
    void add(Finding::Weight weight, Place place, std::string what, std::string remedy);

    std::vector<Finding> errors_, warnings_;
    std::size_t error_count_ = 0;
};

}  // namespace accalmie::forms
