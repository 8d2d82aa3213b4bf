// SPDX-License-Identifier: Apache-2.0
// src/capture/table_reader.hpp: a CSV with a header: columns by name, rows that fit it, and what is wrong with those that do not.
#pragma once

#include "capture/cell_parse.hpp"
#include "capture/import.hpp"

#include <initializer_list>

namespace accalmie {

class TableReader {
public:
    /// Reads the header. Where `date_column` names a column and no order is declared, the file is read ahead until a date tells the order.
    /// errors  as CsvReader::open; invalid  no header, a header name twice, or dates whose day and month cannot be told apart
    static Result<TableReader> open(ByteSource& source, ImportOptions const& options, std::string_view date_column = {});

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    /// The column of the first of these names that the header has (case does not matter), or `none`. It counts as kept from then on.
    std::size_t column(std::initializer_list<std::string_view> names);
    /// errors  missing  no column of these names: the file is another one
    Result<std::size_t> needed(std::initializer_list<std::string_view> names);
    std::span<std::string_view const> header() const;
    std::string_view name(std::size_t column) const;

    /// The next row; a row of HXL hashtags under the header is passed over. Tells progress.
    Result<bool> next(CsvRow& row);
    /// Why the row does not fit the header, if it does not.
    std::optional<Reject> fault(CsvRow const& row) const;
    /// A cell without spaces at its ends; empty for `none`.
    std::string_view cell(CsvRow const& row, std::size_t column) const;

    std::optional<DateOrder> date_order() const;
    /// What was done on the reader's own account, as warnings; and the columns kept and left.
    void tell(Intake& intake) const;

    TableReader(TableReader&&) noexcept;
    ~TableReader();

private:
    struct State;
    explicit TableReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A reject for one cell.
Reject reject_of(std::string_view column, std::string_view value, ParseProblem const& problem);

}  // namespace accalmie
