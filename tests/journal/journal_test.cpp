// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.hpp"

#include "journal/journal_fixtures.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

#include <sqlite3.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

std::unique_ptr<Journal> opened(std::filesystem::path const& path)
{
    auto journal = open_sqlite_journal(path, {{}, std::chrono::milliseconds{0}});
    REQUIRE_MESSAGE(journal, journal.error().text());
    return std::move(*journal);
}

std::vector<StoredRecord> some(std::uint64_t first, std::uint64_t end)
{
    std::vector<StoredRecord> records;
    for (auto number = first; number < end; ++number) records.push_back(stored(number));
    return records;
}

std::vector<StoredRecord> read_since(Journal& journal, Point point = 0, Scope const& scope = {})
{
    std::vector<StoredRecord> records;
    auto const done = journal.since(point, scope, [&](Point at, StoredRecord const& record) -> Result<void> {
        CHECK(at > point);
        point = at;
        records.push_back(record);
        return {};
    });
    REQUIRE_MESSAGE(done, done.error().text());
    return records;
}

Result<void> fine(StoredRecord const&) { return {}; }

/// Run SQL on the file, beside the journal.
void edit(std::filesystem::path const& path, std::string const& statement)
{
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
}

}  // namespace

TEST_CASE("what was appended is there again, by id, in order and after reopening")
{
    Folder const folder;
    auto const records = some(0, 20);
    {
        auto const journal = opened(folder / "journal");
        CHECK(journal->last_point().value() == 0);
        auto const appended = journal->append(records);
        REQUIRE(appended);
        CHECK(appended->added == 20);
        CHECK(appended->point == 20);
    }
    auto const journal = opened(folder / "journal");
    CHECK(journal->record_count().value() == 20);
    CHECK(journal->latest_hlc().value() == 19U << 16U);
    auto const read = read_since(*journal);
    REQUIRE(read.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(same(read[i], records[i]));
        CHECK(same(journal->find(records[i].id).value(), records[i]));
    }
    CHECK(journal->find(stored(99).id).error().kind == Error::Kind::missing);
    CHECK(journal->verify(fine, [](Error const& error) { FAIL(error.text()); }).value() == 0);
}

TEST_CASE("a record appended twice is one record")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    REQUIRE(journal->append(some(0, 3)));
    auto const again = journal->append(some(1, 5));
    REQUIRE(again);
    CHECK(again->added == 2);
    CHECK(again->already == 2);
    auto twice = some(7, 8);
    twice.push_back(twice.front());
    CHECK(journal->append(twice)->added == 1);
    CHECK(journal->record_count().value() == 6);
    CHECK(journal->append({})->point == 6);
}

TEST_CASE("a scope picks by type, place and author, and a point where to begin")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    auto const records = some(0, 600);  // more than a reader takes at one look
    REQUIRE(journal->append(records));
    CHECK(read_since(*journal, 598).size() == 2);
    CHECK(read_since(*journal, 600).empty());
    CHECK(read_since(*journal).size() == 600);
    CHECK(read_since(*journal, 0, {"visit", {}, {}}).size() == 300);
    CHECK(read_since(*journal, 0, {{}, "ML04", {}}).size() == 67);
    CHECK(read_since(*journal, 0, {{}, {}, records[1].author}).size() == 200);
    CHECK(read_since(*journal, 0, {"visit", "ML04", records[1].author}).size() == 34);
}

TEST_CASE("a visitor's error stops the reading, and visitors may read and append")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    REQUIRE(journal->append(some(0, 10)));
    int visited = 0;
    auto const stopped = journal->since(0, {}, [&](Point, StoredRecord const&) -> Result<void> {
        if (++visited == 3) return Error{Error::Kind::invalid, "enough"};
        return {};
    });
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().what == "enough");
    visited = 0;
    CHECK(journal->since(0, {}, [&](Point point, StoredRecord const& record) -> Result<void> {
        ++visited;
        CHECK(journal->find(record.id));
        return journal->append(some(100 + point, 101 + point)) ? Result<void>{} : Error{Error::Kind::io, "no"};
    }));
    CHECK(visited == 10);
    CHECK(journal->record_count().value() == 20);
}

TEST_CASE("an author's head is the latest by hybrid clock, not by arrival")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    CHECK(journal->head_of(stored(3).author).value() == std::nullopt);
    REQUIRE(journal->append(some(6, 7)));
    REQUIRE(journal->append(some(3, 4)));
    CHECK(journal->head_of(stored(3).author).value() == stored(6).id);
}

TEST_CASE("threads that append at once all get what they asked for")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    std::atomic<std::size_t> added = 0;
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::uint64_t i = 0; i < 40; ++i) {
                auto const number = thread % 4 * 1000 + i;  // each record comes from two threads
                auto const appended = journal->append(some(number, number + 1));
                if (!appended || !journal->find(stored(number).id)) continue;
                added += appended->added;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(added == 160);
    CHECK(journal->record_count().value() == 160);
}

TEST_CASE("a record with more groups than the journal numbers is refused whole")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    auto record = stored(1);
    record.parts.resize(32, {"open", 0, {1}});
    CHECK(journal->append({&record, 1}));
    record = stored(2);
    record.parts.resize(33, {"open", 0, {1}});
    auto const refused = journal->append({&record, 1});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::limit);
    CHECK(journal->record_count().value() == 1);
}

TEST_CASE("a journal of a newer version is refused and left as it is")
{
    Folder const folder;
    (void)opened(folder / "journal");
    edit(folder / "journal", "pragma user_version = 2");
    auto const refused = open_sqlite_journal(folder / "journal");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
    CHECK(refused.error().remedy.find("newer Accalmie") != std::string::npos);
}

TEST_CASE("what is not a journal is named so")
{
    Folder const folder;
    std::ofstream{folder / "text"} << std::string(5000, 'x');
    auto const text = open_sqlite_journal(folder / "text");
    REQUIRE_FALSE(text);
    CHECK(text.error().kind == Error::Kind::corrupt);

    edit(folder / "other", "create table other (x)");
    auto const other = open_sqlite_journal(folder / "other");
    REQUIRE_FALSE(other);
    CHECK(other.error().kind == Error::Kind::corrupt);

    auto const nowhere = open_sqlite_journal(folder / "missing/journal");
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().kind == Error::Kind::io);

    std::ofstream{folder / "empty"};
    CHECK(open_sqlite_journal(folder / "empty"));
}

TEST_CASE("a journal that another process has locked is a conflict, and nothing is lost")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    REQUIRE(journal->append(some(0, 3)));
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open((folder / "journal").c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr) == SQLITE_OK);
    auto const refused = journal->append(some(3, 4));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
    CHECK(read_since(*journal).size() == 3);  // readers never wait
    sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    CHECK(journal->append(some(3, 4)));
    CHECK(read_since(*journal).size() == 4);
}

TEST_CASE("a record whose octets changed is named, also while reading")
{
    Folder const folder;
    auto const records = some(0, 5);
    REQUIRE(opened(folder / "journal")->append(records));
    edit(folder / "journal", "update part set bytes = zeroblob(length(bytes)) where number = 3 * 32");
    auto const journal = opened(folder / "journal");
    std::vector<std::string> faults;
    CHECK(journal->verify(fine, [&](Error const& error) { faults.push_back(error.text()); }).value() == 1);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("record " + records[2].id.hex()) != std::string::npos);
    auto const found = journal->find(records[2].id);
    REQUIRE_FALSE(found);
    CHECK(found.error().kind == Error::Kind::corrupt);
    CHECK(journal->find(records[3].id));
    auto const read = journal->since(0, {}, [](Point, StoredRecord const&) { return Result<void>{}; });
    REQUIRE_FALSE(read);
    CHECK(read.error().where.find(records[2].id.hex()) != std::string::npos);
}

TEST_CASE("records and groups that are gone are reported, and so is what the caller's check finds")
{
    Folder const folder;
    auto const records = some(0, 5);
    REQUIRE(opened(folder / "journal")->append(records));
    edit(folder / "journal", "delete from part where number = 32; delete from record where point = 4");
    auto const journal = opened(folder / "journal");
    std::string faults;
    auto const check = [&](StoredRecord const& record) -> Result<void> {
        if (record.id == records[1].id) return Error{Error::Kind::corrupt, "the signature is wrong"};
        return {};
    };
    CHECK(journal->verify(check, [&](Error const& error) { faults += error.text() + "\n"; }).value() == 4);
    CHECK(faults.find("groups of records are lost") != std::string::npos);
    CHECK(faults.find("record " + records[0].id.hex() + ": a group of it is lost") != std::string::npos);
    CHECK(faults.find("record " + records[1].id.hex() + ": the signature is wrong") != std::string::npos);
    CHECK(faults.find("record number 4 is lost") != std::string::npos);
}

TEST_CASE("a record whose number was changed to a far one does not make verify count up to it")
{
    Folder const folder;
    REQUIRE(opened(folder / "journal")->append(some(0, 5)));
    edit(folder / "journal", "update record set point = 1 << 60 where point = 5");
    auto const journal = opened(folder / "journal");
    std::string faults;
    CHECK(journal->verify(fine, [&](Error const& error) { faults += error.text() + "\n"; }).value() >= 2);
    CHECK(faults.find("records number 5 to 1152921504606846975 are lost") != std::string::npos);
}

TEST_CASE("verify stops after a thousand faults and says so")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    REQUIRE(journal->append(some(0, 1100)));
    std::size_t named = 0;
    std::string last;
    auto const bad = [](StoredRecord const&) -> Result<void> { return Error{Error::Kind::corrupt, "bad"}; };
    CHECK(journal->verify(bad, [&](Error const& error) {
        ++named;
        last = error.text();
    }).value() == 1001);
    CHECK(named == 1001);
    CHECK(last.find("more than 1,000 faults") != std::string::npos);
}

TEST_CASE("more calls than the queue takes wait their turn, and each is answered")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    constexpr std::uint64_t calls = 300;  // the queue takes 256
    std::atomic<std::size_t> added = 0;
    std::vector<std::thread> threads;
    for (std::uint64_t number = 0; number < calls; ++number) {
        threads.emplace_back([&, number] {
            auto const appended = journal->append(some(number, number + 1));
            if (appended) added += appended->added;
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(added == calls);
    CHECK(journal->record_count().value() == calls);
}

TEST_CASE("sixty-four readers at once are served, and one more is told so")
{
    Folder const folder;
    auto const journal = opened(folder / "journal");
    REQUIRE(journal->append(some(0, 1)));
    int deepest = 0;
    std::function<Result<void>(int)> const read_within = [&](int depth) -> Result<void> {
        return journal->since(0, {}, [&](Point, StoredRecord const&) -> Result<void> {
            deepest = depth;
            return read_within(depth + 1);
        });
    };
    auto const refused = read_within(1);
    CHECK(deepest == 64);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::limit);
    CHECK(journal->find(stored(0).id));  // they were given back
}
