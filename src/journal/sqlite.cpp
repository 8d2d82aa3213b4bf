// SPDX-License-Identifier: Apache-2.0
#include "journal/sqlite.hpp"

#include <cerrno>

namespace accalmie {

namespace {

Error error_of(sqlite3* handle)
{
    int const code = sqlite3_extended_errcode(handle);
    if (int const system = sqlite3_system_errno(handle); (code & 0xFF) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT))
        return sqlite_error(SQLITE_FULL, sqlite3_errmsg(handle));
    return sqlite_error(code, sqlite3_errmsg(handle));
}

}  // namespace

Error sqlite_error(int code, std::string_view message)
{
    using Kind = Error::Kind;
    auto const said = " (SQLite " + std::to_string(code) + ": " + std::string{message} + ")";
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {Kind::conflict, "the journal is locked by another process", {}, "close the other program that uses this workspace, then try again"};
    case SQLITE_FULL: return {Kind::io, "the disk is full; what was acknowledged before is safe", {}, "free some space, then try again"};
    case SQLITE_READONLY: return {Kind::io, "the journal is read-only", {}, "make the file and its folder writable, or copy the workspace to a disk that is"};
    case SQLITE_CORRUPT:
        return {Kind::corrupt, "the journal is damaged" + said, {}, "run accalmie verify to see what is affected, then restore the journal from a copy or another node"};
    case SQLITE_NOTADB: return {Kind::corrupt, "not a journal, or its first page is damaged" + said, {}, "check the name, or restore the journal from a copy"};
    case SQLITE_CANTOPEN: return {Kind::io, "the journal cannot be opened" + said, {}, "check that the folder is there and that you may write in it"};
    case SQLITE_TOOBIG: return {Kind::limit, "a record larger than the journal can hold"};
    case SQLITE_PERM:
    case SQLITE_AUTH: return {Kind::denied, "the journal may not be opened" + said, {}, "ask for the right to read and write it"};
    case SQLITE_IOERR: return {Kind::io, "the disk does not read or write" + said, {}, "check the disk and its cable, run accalmie doctor"};
    default: return {Kind::io, "the journal does not answer" + said, {}, "run accalmie doctor"};
    }
}

Statement& Statement::bind(int parameter, std::int64_t value)
{
    VERIFY(sqlite3_bind_int64(handle_.get(), parameter, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text)
{
    char const* const data = text.data() == nullptr ? "" : text.data();
    VERIFY(sqlite3_bind_text64(handle_.get(), parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int parameter, BytesView octets)
{
    static constexpr std::uint8_t nothing = 0;
    void const* const data = octets.data() == nullptr ? &nothing : octets.data();
    VERIFY(sqlite3_bind_blob64(handle_.get(), parameter, data, octets.size(), SQLITE_STATIC) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int parameter)
{
    VERIFY(sqlite3_bind_null(handle_.get(), parameter) == SQLITE_OK);
    return *this;
}

Result<bool> Statement::step()
{
    int const code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(handle_.get());
        return false;
    }
    auto error = error_of(sqlite3_db_handle(handle_.get()));
    sqlite3_reset(handle_.get());
    return error;
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

std::string_view Statement::text(int column) const
{
    auto const* const data = sqlite3_column_text(handle_.get(), column);
    return {reinterpret_cast<char const*>(data), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

BytesView Statement::octets(int column) const
{
    auto const* const data = sqlite3_column_blob(handle_.get(), column);
    return {static_cast<std::uint8_t const*>(data), static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Result<Database> Database::open(std::filesystem::path const& path, std::string const& vfs, std::chrono::milliseconds lock_wait)
{
    sqlite3* handle = nullptr;
    int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
    Database database{handle};
    if (code != SQLITE_OK) return handle == nullptr ? sqlite_error(code, sqlite3_errstr(code)) : error_of(handle);
    sqlite3_busy_timeout(handle, static_cast<int>(lock_wait.count()));
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return database;
}

Result<Database> Database::open_in_memory() { return open(":memory:", {}, std::chrono::milliseconds{0}); }

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        return error_of(handle_.get());
    return Statement{statement};
}

Result<void> Database::run(std::string_view sql)
{
    auto statement = TRY(prepare(sql));
    while (TRY(statement.step())) {}
    return {};
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    auto statement = TRY(prepare(sql));
    bool const is_there = TRY(statement.step());
    return is_there ? statement.integer(0) : std::int64_t{0};
}

}  // namespace accalmie
