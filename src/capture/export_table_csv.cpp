// SPDX-License-Identifier: Apache-2.0
#include "capture/export_table.hpp"

#include "capture/cell_parse.hpp"

namespace accalmie {

namespace {

class CsvTable final : public ExportTable {
public:
    CsvTable(std::unique_ptr<ByteSource> source, CsvReader reader) : source_{std::move(source)}, reader_{std::move(reader)} {}

    Result<void> begin()
    {
        CsvRow row;
        if (!TRY(reader_.next(row))) return Error{Error::Kind::invalid, "a table without a header", {}, "export it with the names of the questions in its first row"};
        if (row.problem)
            return Error{Error::Kind::invalid, "the header cannot be read: " + std::string{row.problem->reason}, "row 1", std::string{row.problem->remedy}};
        for (auto const name : row.fields) columns_.emplace_back(trimmed(name));
        return {};
    }

    std::span<std::string const> columns() const override { return columns_; }

    Result<bool> next(TableRow& row) override
    {
        CsvRow read;
        if (!TRY(reader_.next(read))) return false;
        row.line = read.line;
        row.number = read.number;
        row.cells = read.fields;
        row.problem = read.problem;
        if (!row.problem && read.fields.size() != columns_.size())
            row.problem = RowProblem{"not as many cells as the header has columns", "mend the quotes or separators of this row"};
        if (read.number > rows_max) return Error{Error::Kind::limit, "a table of more than " + std::to_string(rows_max) + " rows", {}, "export fewer days at a time"};
        return true;
    }

    std::pair<std::uint64_t, std::uint64_t> progress() const override { return {reader_.bytes_read(), source_->size().value_or(0)}; }

private:
    std::unique_ptr<ByteSource> source_;
    CsvReader reader_;
    std::vector<std::string> columns_;
};

}  // namespace

Result<std::unique_ptr<ExportTable>> open_csv_table(std::unique_ptr<ByteSource> source, CsvOptions options)
{
    options.fields_max = ExportTable::columns_max;
    auto reader = TRY(CsvReader::open(*source, options));
    auto table = std::make_unique<CsvTable>(std::move(source), std::move(reader));
    TRY(table->begin());
    return std::unique_ptr<ExportTable>{std::move(table)};
}

}  // namespace accalmie
