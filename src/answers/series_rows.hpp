// SPDX-License-Identifier: Apache-2.0
// src/answers/series_rows.hpp: a table as one series of counts, for the methods that judge its weeks one by one.
#pragma once

#include "answers/method_cells.hpp"
#include "measures/reference_weeks.hpp"

namespace accalmie {

/// The rows of the table in their order; row 1 of messages is the header, place 1 of a range the first count.
struct SeriesRows {
    SeriesTimes times;
    std::vector<double> observed;    ///< unreported where the cell is empty or NA
    std::vector<double> population;  ///< empty where there is no such column; unreported where a cell is empty or not above 0
    std::vector<std::string> labels; ///< of the column time; empty where there is none
    std::size_t first = 0, end = 0;  ///< the places judged
};

/// in      columns observed and, where there, time, epoch (days, rising) and population; option freq
/// errors  invalid  a cell that is neither a number of 0 or more nor empty     limit  more than 100,000 rows
Result<SeriesRows> series_rows(MethodTable const& table, MethodOptions const& options);

/// Sets the places judged from the options first and last (places from 1), or from `usual_first` (0-based) to the end.
/// errors  invalid  places outside the series or the wrong way round
Result<void> read_range(MethodOptions const& options, std::size_t usual_first, SeriesRows& series);

/// Members index (the place, as in R's range), time and observed.
Tree series_place(SeriesRows const& series, std::size_t at);

/// true, TRUE, yes, 1; false, FALSE, no, 0.
Result<bool> option_switch(MethodOptions const& options, std::string_view name);
/// A whole number of 0 to 100,000.
Result<int> option_whole(MethodOptions const& options, std::string_view name);
/// Where the word stands in `words`, which are listed in the error.
Result<std::size_t> option_choice(MethodOptions const& options, std::string_view name, std::vector<std::string_view> const& words);

/// Columns and options that these methods share.
std::vector<MethodColumn> series_columns();
std::vector<MethodOption> with_range(std::vector<MethodOption> options, std::string const& usual_first_fr, std::string const& usual_first_en);

}  // namespace accalmie
