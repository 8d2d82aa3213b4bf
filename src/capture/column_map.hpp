// SPDX-License-Identifier: Apache-2.0
// src/capture/column_map.hpp: which column of a file fills which field of a record, each read by the field's kind.
#pragma once

#include "capture/table_reader.hpp"

namespace accalmie {

class ColumnMap {
public:
    /// A field that the type lacks, or a column that the file lacks, is left out; returns whether it was mapped.
    bool map(Intake& intake, TableReader& table, std::string_view field, std::initializer_list<std::string_view> columns);
    /// Fill the cells that are mapped; views stay valid as long as `row`. A reason not to take the row is returned at the first cell that has one.
    std::optional<Reject> fill(Intake& intake, TableReader const& table, CsvRow const& row) const;

private:
    struct Link {
        std::size_t field, column;
        FieldKind kind;
    };
    std::vector<Link> links_;
};

/// The text of a cell by the kind of its field; texts are views of it. `order` as parse_day_cell.
ParseProblem parse_cell(std::string_view text, FieldKind kind, std::optional<DateOrder> order, Cell& into);

/// "12.50" as 1250 hundredths; at most two decimals.
ParseProblem parse_money(std::string_view text, std::int64_t& into);

}  // namespace accalmie
