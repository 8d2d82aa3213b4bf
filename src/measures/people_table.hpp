// SPDX-License-Identifier: Apache-2.0
// src/measures/people_table.hpp: a table of people by two ways, with all its margins, as suppress takes it.
#pragma once

#include "measures/suppress.hpp"

#include <string>
#include <vector>

namespace accalmie {

/// People of one row and one column. A label of several levels is a path: "north/district/village".
struct PeopleCount {
    std::string row, column;
    std::int64_t count = 0;
};

/// A cell of the table with margins.
struct TableCell {
    std::string row, column;  ///< labels; "total" for the margin over all
    std::string name;         ///< for suppress: labels, and of a margin which labels it counts, so that equal names mean equal people
    bool is_margin = false;
};

struct PeopleTable {
    std::vector<TableCell> cells;    ///< by row, then column; margins before what they count
    std::vector<PeopleCell> counts;  ///< beside `cells`
    std::vector<PeopleSum> sums;
    std::size_t filled_with_zero = 0;
};

/// Every prefix of a path and the whole are margins. A pair of row and column that is not there counts nobody.
///
/// in      at most 100,000 counts, 2,000 row labels and 500 column labels with their margins, 20,000 cells with margins; labels not empty,
///         no part of a path "total"; a label is not another's prefix
/// errors  invalid  a pair twice, a label that is none     limit
Result<PeopleTable> people_table(std::vector<PeopleCount> const& counts);

}  // namespace accalmie
