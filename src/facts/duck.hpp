// SPDX-License-Identifier: Apache-2.0
// src/facts/duck.hpp: DuckDB's C handles, owned once; results as our values. Private to facts/.
#pragma once

#include "facts/store.hpp"

#include <duckdb.h>
#include <memory>

namespace accalmie::duck {

struct CloseDatabase {
    void operator()(duckdb_database handle) const { duckdb_close(&handle); }
};
struct CloseConnection {
    void operator()(duckdb_connection handle) const { duckdb_disconnect(&handle); }
};
using Database = std::unique_ptr<std::remove_pointer_t<duckdb_database>, CloseDatabase>;
using Connection = std::unique_ptr<std::remove_pointer_t<duckdb_connection>, CloseConnection>;

/// Memory that one facts database may use, in octets; beyond it DuckDB spills to the folder of the file.
inline constexpr char const* memory_limit = "512MB";

/// An empty path is a database in memory.   errors  conflict  held by another process     corrupt  not a database of this version     io
Result<Database> open(std::filesystem::path const& path);
Result<Connection> connect(duckdb_database database);

/// A statement without parameters whose rows do not matter.
Result<void> run(duckdb_connection connection, std::string const& sql);

/// A statement with named parameters; at most `rows_max` rows are kept and `truncated` says whether there were more.
Result<Table> query(duckdb_connection connection, std::string_view sql, Parameters const& parameters, std::size_t rows_max, bool* truncated);

/// Rows of a result as they come, for scans that must not be held in memory. Cells are valid until the visitor returns.
Result<void> scan(duckdb_connection connection, std::string_view sql, Parameters const& parameters,
                  std::function<Result<void>(std::span<Cell const>)> const& visit);

/// How many statements `sql` holds, and whether the only one reads and nothing else.
Result<void> check_reads_only(duckdb_connection connection, std::string const& sql);

/// Rows for one table, a chunk at a time. The columns are written in order, then `end_row`.
class Writer {
public:
    static Result<Writer> make(duckdb_connection connection, char const* schema, char const* table);
    Writer(Writer&& other) noexcept;
    Writer& operator=(Writer&&) = delete;
    ~Writer();

    void null();
    void text(std::string_view value);
    void integer(std::int64_t value);
    void boolean(bool value);
    void real(double value);
    void day(Day value);
    void instant(Instant value);
    void cell(Cell const& value);
    Result<void> end_row();
    /// All rows are in the table (and in the connection's transaction) on return.
    Result<void> finish();

private:
    struct Column {
        duckdb_vector vector;
        void* data;
        duckdb_type type;
    };
    Writer() = default;
    Result<void> flush();
    void reset_columns();

    duckdb_appender appender_ = nullptr;
    duckdb_data_chunk chunk_ = nullptr;
    std::vector<Column> columns_;
    std::size_t column_ = 0;
    idx_t rows_ = 0;
};

}  // namespace accalmie::duck
