// SPDX-License-Identifier: Apache-2.0
// src/capture/export_table.hpp: one table of an export, a CSV file or a sheet of a workbook, row after row.
#pragma once

#include "capture/zip_file.hpp"

namespace accalmie {

struct TableRow {
    std::uint64_t line = 0;    ///< of the file; of a sheet its row number
    std::uint64_t number = 0;  ///< the header is 1
    std::span<std::string_view const> cells;  ///< beside the header; valid until the next call
    std::optional<RowProblem> problem;
};

class ExportTable {
public:
    static constexpr std::size_t columns_max = 20'000;
    static constexpr std::uint64_t rows_max = 20'000'000;

    virtual ~ExportTable() = default;
    virtual std::span<std::string const> columns() const = 0;
    /// false at the end.   errors  limit, corrupt, io
    virtual Result<bool> next(TableRow& row) = 0;
    /// Octets read of the source, and of how many (0: not known).
    virtual std::pair<std::uint64_t, std::uint64_t> progress() const = 0;
};

/// in      a CSV with , ; or tab, in any encoding that CsvReader knows; `source` belongs to the table from then on
/// errors  invalid  no header; a header with more than columns_max columns
Result<std::unique_ptr<ExportTable>> open_csv_table(std::unique_ptr<ByteSource> source, CsvOptions options = {});

/// A workbook (.xlsx), read sheet by sheet as it unpacks: memory does not grow with the rows, only with the shared strings.
class ExportWorkbook {
public:
    static constexpr std::uint64_t strings_octets_max = 256U << 20U;
    static constexpr std::size_t sheets_max = 1'000;

    /// errors  corrupt  no workbook     limit  its shared strings are larger than strings_octets_max
    static Result<ExportWorkbook> open(ZipFile file);
    std::vector<std::string> const& sheets() const;
    /// errors  missing  no such sheet     invalid  no header     limit  more than columns_max columns
    Result<std::unique_ptr<ExportTable>> open_sheet(std::size_t sheet) const;

    ExportWorkbook(ExportWorkbook&&) noexcept;
    ~ExportWorkbook();
    struct State;

private:
    explicit ExportWorkbook(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;  // shared with the tables that read from it
};

}  // namespace accalmie
