// SPDX-License-Identifier: Apache-2.0
// src/journal/sqlite.hpp: SQLite's C API, once: connections and statements that close themselves, codes as Errors. Inside journal/ only.
#pragma once

#include "core/ids.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace accalmie {

/// What SQLite's `code` means to a person, with the remedy. `message` is SQLite's own phrase for it.
Error sqlite_error(int code, std::string_view message);

class Statement {
public:
    /// Parameters count from 1. Octets and texts must live until the next `step` has returned.
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, std::uint64_t value) { return bind(parameter, static_cast<std::int64_t>(value)); }
    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, BytesView octets);
    Statement& bind_null(int parameter);
    /// True: a row is there. False: done, and the statement can be bound and stepped again.
    Result<bool> step();
    void reset();

    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    std::string_view text(int column) const;   ///< valid until the next step
    BytesView octets(int column) const;        ///< valid until the next step

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
public:
    /// errors  as sqlite_error
    static Result<Database> open(std::filesystem::path const& path, std::string const& vfs, std::chrono::milliseconds lock_wait);
    static Result<Database> open_in_memory();

    Result<Statement> prepare(std::string_view sql);
    Result<void> run(std::string_view sql);             ///< one statement, its rows thrown away
    Result<std::int64_t> integer(std::string_view sql); ///< the first column of the first row; 0 without a row
    bool is_read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
    bool is_in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    std::int64_t changes() const { return sqlite3_changes(handle_.get()); }
    std::int64_t last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    explicit Database(sqlite3* handle) : handle_(handle) {}
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace accalmie
