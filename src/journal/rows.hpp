// SPDX-License-Identifier: Apache-2.0
// src/journal/rows.hpp: a stored record as rows of the journal's two tables, and back. Inside journal/ only.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite.hpp"

namespace accalmie {

inline constexpr std::size_t parts_max = 32;
inline constexpr std::size_t record_octets_max = 256U << 20U;

/// CRC-64/XZ over everything that a row and its groups say; docs/formats/journal.md has the order.
std::uint64_t checksum_of(StoredRecord const& record);

/// errors  limit
Result<void> check_size(StoredRecord const& record);

/// Inserts records within the caller's transaction.
class RowWriter {
public:
    static Result<RowWriter> make(Database& database);
    /// True: it was added. False: it was there already.
    Result<bool> add(StoredRecord const& record);

private:
    RowWriter(Database& database, Statement record, Statement part) : database_(&database), record_(std::move(record)), part_(std::move(part)) {}
    Result<void> add_parts(std::int64_t point, StoredRecord const& record);
    Database* database_;
    Statement record_, part_;
};

/// Reads records from one connection.
class RowReader {
public:
    static Result<RowReader> make(Database& database);
    /// Fill `record` from the row on which `row` stands, and its groups; its memory is used again.
    /// errors  corrupt  the checksum is wrong
    Result<void> read(Statement const& row, StoredRecord& record);
    Point point_of(Statement const& row) const { return static_cast<Point>(row.integer(0)); }
    /// errors  missing
    Result<void> read_at(Point point, StoredRecord& record);

private:
    RowReader(Statement parts, Statement by_point) : parts_(std::move(parts)), by_point_(std::move(by_point)) {}
    Result<void> read_parts(Point point, std::size_t count, StoredRecord& record);
    Statement parts_, by_point_;
};

}  // namespace accalmie
