// SPDX-License-Identifier: Apache-2.0
#include "journal/schema.hpp"

#include "journal/sql.hpp"

namespace accalmie {

namespace {

constexpr std::string_view restore = "restore the journal from a copy, or sync with a node that has the records";

Result<void> make_tables(Database& database)
{
    TRY(database.run(sql::journal_create_record));
    TRY(database.run(sql::journal_create_part));
    TRY(database.run(sql::journal_create_record_by_author));
    return database.run(sql::journal_create_record_by_hlc);
}

Result<void> make_new(Database& database)
{
    TRY(make_tables(database));
    TRY(database.run("pragma user_version = " + std::to_string(journal_version)));
    return database.run("pragma application_id = " + std::to_string(journal_application_id));
}

/// True: a journal. False: an empty file, which may become one.
Result<bool> is_journal(Database& database)
{
    auto const application = TRY(database.integer("pragma application_id"));
    auto const tables = TRY(database.integer("select count(*) from sqlite_schema"));
    if (application == 0 && tables == 0) return false;
    if (application != journal_application_id) return Error{Error::Kind::corrupt, "a database of another program, not a journal", {}, "check the name of the workspace"};
    auto const version = TRY(database.integer("pragma user_version"));
    if (version > journal_version) {
        return Error{Error::Kind::conflict, "a journal of version " + std::to_string(version) + "; this program knows " + std::to_string(journal_version), {},
                     "install a newer Accalmie; nothing was changed"};
    }
    if (version < 1) return Error{Error::Kind::corrupt, "a journal without a version", {}, std::string{restore}};
    return true;
}

Result<void> create(Database& database)
{
    TRY(database.run("begin immediate"));
    auto const meanwhile = is_journal(database);  // another process may have made it since we looked
    auto done = meanwhile ? (*meanwhile ? Result<void>{} : make_new(database)) : Result<void>{meanwhile.error()};
    if (done) done = database.run("commit");
    if (!done && database.is_in_transaction()) (void)database.run("rollback");  // `done` already says what is wrong
    return done;
}

Result<void> set_up_writer(Database& database)
{
    auto mode = TRY(database.prepare("pragma journal_mode = wal"));
    bool const is_there = TRY(mode.step());
    if (!is_there || mode.text(0) != "wal") return Error{Error::Kind::io, "the disk cannot hold a write-ahead log", {}, "put the workspace on a local disk"};
    mode.reset();
    TRY(database.run("pragma synchronous = full"));
    TRY(database.run("pragma wal_autocheckpoint = 4000"));          // pages: fold the log back at 16 MiB
    TRY(database.run("pragma journal_size_limit = 67108864"));      // octets that a log may keep after it was folded back
    TRY(database.run("pragma temp_store = memory"));
    return database.run("pragma cell_size_check = on");
}

Error structural(std::string what) { return {Error::Kind::corrupt, std::move(what), "journal", std::string{restore}}; }

Result<std::string> definitions(Database& database)
{
    auto statement = TRY(database.prepare(sql::journal_schema));
    std::string all;
    while (TRY(statement.step())) all.append(statement.text(0)).append("\n").append(statement.text(1)).append("\n");
    return all;
}

}  // namespace

Result<void> prepare_schema(Database& database)
{
    auto const looked = is_journal(database);
    // On a read-only disk SQLite can read a journal only while its log and the log's index are there; without them it "cannot open" the file.
    if (database.is_read_only() && !(looked && *looked)) return sqlite_error(SQLITE_READONLY, {});
    if (!looked) return looked.error();
    bool const is_old = *looked;
    if (database.is_read_only()) return {};
    TRY(set_up_writer(database));
    return is_old ? Result<void>{} : create(database);
}

Result<void> check_structure(Database& database, std::function<void(Error)> const& report)
{
    auto check = TRY(database.prepare("pragma integrity_check"));
    while (TRY(check.step())) {
        if (check.text(0) != "ok") report(structural(std::string{check.text(0)}));
    }
    auto expected = TRY(Database::open_in_memory());
    TRY(make_tables(expected));
    auto const should = TRY(definitions(expected));
    auto const is = TRY(definitions(database));
    if (should != is) report(structural("the tables are not defined as a journal's"));
    if (TRY(database.integer(sql::journal_lost_parts)) != 0) report(structural("groups of records are lost, or some are too many"));
    return {};
}

}  // namespace accalmie
