// SPDX-License-Identifier: Apache-2.0
// src/dictionary/csv_rows.hpp: rows of a pack's CSV file, with the line that each begins on.
#pragma once

#include "dictionary/problems.hpp"

namespace accalmie {

struct CsvRow {
    int line = 0;  ///< from 1
    std::vector<std::string> cells;
    bool is_empty() const { return cells.size() == 1 && cells[0].empty(); }
};

/// Cuts CSV text (RFC 4180) into rows. Each octet is read once. What is wrong is named; the views must outlive this.
class CsvRows {
public:
    CsvRows(std::string_view file, std::string_view content, PackProblems& problems);

    /// The next row, or false at the end. An empty line is a row of one empty cell.
    bool next(CsvRow& row);

private:
    bool plain(CsvRow& row);
    bool quoted(CsvRow& row);
    bool ended_by_comma();

    std::string_view file_, rest_;
    PackProblems& problems_;
    int line_ = 1;
};

/// Not too large and UTF-8; otherwise a problem is named.
bool is_readable_csv(std::string_view file, std::string_view content, PackProblems& problems);

}  // namespace accalmie
