// SPDX-License-Identifier: Apache-2.0
// What a journal keeps when the power goes, the disk fills up, turns read-only or changes a bit.
#include "journal/faulty_disk.hpp"
#include "journal/journal_fixtures.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

constexpr auto vfs = "faulty";
constexpr std::uint64_t seeds_a_cut = 4;

Result<std::unique_ptr<Journal>> opened(FaultyDisk& disk)
{
    TRY(register_disk_vfs(vfs, disk));
    return open_sqlite_journal("journal", {vfs, std::chrono::milliseconds{0}});
}

/// Appends of one life of a journal: one small, one of several records, one over many pages, some already there.
std::vector<std::vector<std::uint64_t>> const appends{{1}, {2, 3, 4}, {5}, {1, 6}, {7, 8}};
StoredRecord record_of(std::uint64_t number) { return stored(number, number == 5 ? 20'000 : 300); }

struct Outcome {
    std::set<std::uint64_t> acknowledged;
    std::vector<Error> errors;
};

void append_all(Journal& journal, std::span<std::vector<std::uint64_t> const> which, Outcome& outcome)
{
    for (auto const& numbers : which) {
        std::vector<StoredRecord> records;
        for (auto const number : numbers) records.push_back(record_of(number));
        auto const appended = journal.append(records);
        if (appended)
            outcome.acknowledged.insert(numbers.begin(), numbers.end());
        else
            outcome.errors.push_back(appended.error());
    }
}

/// Two sittings: the journal is made, filled, closed, opened again and filled further.
Outcome live(FaultyDisk& disk)
{
    Outcome outcome;
    std::size_t const first_sitting = 3;
    for (auto const which : {std::span{appends}.first(first_sitting), std::span{appends}.subspan(first_sitting)}) {
        auto journal = opened(disk);
        if (!journal) {
            outcome.errors.push_back(journal.error());
            continue;
        }
        append_all(**journal, which, outcome);
    }
    return outcome;
}

/// Every acknowledged record is there, every other wholly or not, each append's new records together; the database is sound and goes on.
void check_after(FaultyDisk& disk, std::set<std::uint64_t> const& acknowledged)
{
    auto journal = opened(disk);
    REQUIRE_MESSAGE(journal, journal.error().text());
    std::set<std::uint64_t> there;
    for (std::uint64_t number = 1; number <= 8; ++number) {
        auto const found = (*journal)->find(record_of(number).id);
        if (found) {
            there.insert(number);
            CHECK(same(*found, record_of(number)));
        } else {
            CHECK(found.error().kind == Error::Kind::missing);
            CHECK_FALSE(acknowledged.contains(number));
        }
    }
    for (auto const& group : {std::set<std::uint64_t>{2, 3, 4}, {7, 8}}) {
        auto const count = std::count_if(group.begin(), group.end(), [&](auto number) { return there.contains(number); });
        CHECK((count == 0 || count == static_cast<std::ptrdiff_t>(group.size())));
    }
    auto const faults = (*journal)->verify([](StoredRecord const&) { return Result<void>{}; }, [](Error const& error) { MESSAGE(error.text()); });
    CHECK(faults.value() == 0);
    auto const more = record_of(9);
    CHECK((*journal)->append({&more, 1}));
    CHECK((*journal)->record_count().value() == there.size() + 1);
}

}  // namespace

TEST_CASE("wherever the power goes, what was acknowledged is there, and the rest wholly or not at all")
{
    FaultyDisk whole;
    auto const all = live(whole);
    REQUIRE(all.errors.empty());
    CHECK(all.acknowledged.size() == 8);
    CHECK(whole.operations > 60);
    MESSAGE("cut points: ", whole.operations, ", each with ", seeds_a_cut, " survivals");
    for (std::uint64_t cut = 0; cut < whole.operations; ++cut) {
        FaultyDisk disk;
        disk.cut_at = cut;
        auto const outcome = live(disk);
        for (std::uint64_t seed = 0; seed < seeds_a_cut; ++seed) {
            CAPTURE(cut);
            CAPTURE(seed);
            auto const found = disk.after_power_cut(cut * seeds_a_cut + seed);
            check_after(*found, outcome.acknowledged);
        }
    }
}

TEST_CASE("a second power cut while the journal recovers from the first loses nothing either")
{
    FaultyDisk first;
    first.cut_at = 60;
    auto const outcome = live(first);
    auto const after_first = first.after_power_cut(1);
    std::uint64_t operations = 0;
    {
        auto const calm = first.after_power_cut(1);
        (void)opened(*calm);
        operations = calm->operations;
    }
    for (std::uint64_t cut = 0; cut < operations; ++cut) {
        CAPTURE(cut);
        auto const disk = first.after_power_cut(1);
        disk->cut_at = cut;
        (void)opened(*disk);
        check_after(*disk->after_power_cut(cut), outcome.acknowledged);
    }
}

TEST_CASE("a disk that fills up at any point is an error with a remedy; nothing is lost, and with space it goes on")
{
    FaultyDisk whole;
    (void)live(whole);
    for (std::uint64_t full = 0; full < whole.operations; ++full) {
        CAPTURE(full);
        FaultyDisk disk;
        disk.full_from = full;
        auto const outcome = live(disk);
        for (auto const& error : outcome.errors) {
            CHECK(error.kind == Error::Kind::io);
            CHECK_FALSE(error.remedy.empty());
        }
        disk.full_from = FaultyDisk::never;
        check_after(disk, outcome.acknowledged);
    }
}

TEST_CASE("an append that found the disk full succeeds in the same sitting once there is space")
{
    FaultyDisk disk;
    auto journal = opened(disk);
    REQUIRE(journal);
    auto const before = record_of(1), large = record_of(5), after = record_of(2);
    REQUIRE((*journal)->append({&before, 1}));
    disk.full_from = disk.operations;
    auto const refused = (*journal)->append({&large, 1});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("disk is full") != std::string::npos);
    CHECK(same((*journal)->find(before.id).value(), before));
    disk.full_from = FaultyDisk::never;
    CHECK((*journal)->append({&large, 1}));
    CHECK((*journal)->append({&after, 1}));
    CHECK((*journal)->record_count().value() == 3);
}

TEST_CASE("a disk that turns read-only stops the writing, not the reading, and loses nothing")
{
    FaultyDisk disk;
    auto journal = opened(disk);
    REQUIRE(journal);
    auto const before = record_of(1), more = record_of(9);
    REQUIRE((*journal)->append({&before, 1}));
    disk.is_read_only = true;
    auto const refused = (*journal)->append({&more, 1});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::io);
    CHECK(refused.error().what.find("read-only") != std::string::npos);
    CHECK(same((*journal)->find(before.id).value(), before));
    disk.is_read_only = false;
    CHECK((*journal)->append({&more, 1}));
    CHECK((*journal)->record_count().value() == 2);
}

TEST_CASE("a journal on a read-only disk is not opened, and the error says what to do")
{
    FaultyDisk disk;
    REQUIRE(live(disk).errors.empty());
    FaultyDisk empty;
    for (auto* const one : {&disk, &empty}) {
        one->is_read_only = true;
        auto const refused = opened(*one);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == Error::Kind::io);
        CHECK_FALSE(refused.error().remedy.empty());
        one->is_read_only = false;
    }
    check_after(disk, {1, 2, 3, 4, 5, 6, 7, 8});
}

namespace {

enum class Found { reported, harmless, missed };

/// Is the changed file reported, or does it still say exactly what it said?
Found look_at(Bytes content)
{
    FaultyDisk disk;
    disk.set_content("journal", std::move(content));
    auto journal = opened(disk);
    if (!journal) return journal.error().text().empty() ? Found::missed : Found::reported;
    std::size_t right = 0;
    auto const check = [&](StoredRecord const& record) -> Result<void> {
        for (std::uint64_t number = 1; number <= 8; ++number) right += same(record, record_of(number)) ? 1U : 0U;
        return {};
    };
    auto const faults = (*journal)->verify(check, [](Error const&) {});
    if (!faults || *faults > 0) return Found::reported;
    bool all_found = right == 8;
    for (std::uint64_t number = 1; number <= 8; ++number) all_found = all_found && (*journal)->find(record_of(number).id).has_value();
    return all_found ? Found::harmless : Found::missed;
}

}  // namespace

TEST_CASE("a flipped bit anywhere in the file is reported by verify, unless it lies where nothing is kept")
{
    FaultyDisk disk;
    REQUIRE(live(disk).errors.empty());
    auto const content = disk.content("journal");
    std::size_t reported = 0, harmless = 0;
    for (std::size_t octet = 0; octet < content.size(); octet += octet < 100 ? 1 : 131) {
        auto changed = content;
        changed[octet] = static_cast<std::uint8_t>(changed[octet] ^ 1U << octet % 8);
        auto const found = look_at(std::move(changed));
        CAPTURE(octet);
        REQUIRE(found != Found::missed);
        found == Found::reported ? ++reported : ++harmless;
    }
    MESSAGE("flipped bits reported: ", reported, ", in unused octets: ", harmless);
    CHECK(reported > harmless);
}

TEST_CASE("every bit of every record's own octets is reported when it flips, with the record's name")
{
    FaultyDisk disk;
    REQUIRE(live(disk).errors.empty());
    auto const content = disk.content("journal");
    for (std::uint64_t const number : {2ULL, 8ULL}) {
        auto const record = record_of(number);
        for (auto const* const bytes : {&record.envelope, &record.parts[0].bytes}) {
            auto const place = std::search(content.begin(), content.end(), bytes->begin(), bytes->end());
            REQUIRE(place != content.end());
            for (std::size_t bit = 0; bit < bytes->size() * 8; bit += 23) {
                CAPTURE(bit);
                FaultyDisk other;
                auto changed = content;
                auto& octet = changed[static_cast<std::size_t>(place - content.begin()) + bit / 8];
                octet = static_cast<std::uint8_t>(octet ^ 1U << bit % 8);
                other.set_content("journal", std::move(changed));
                auto journal = opened(other);
                REQUIRE(journal);
                std::string faults;
                CHECK((*journal)->verify([](StoredRecord const&) { return Result<void>{}; }, [&](Error const& error) { faults += error.text(); }).value() == 1);
                REQUIRE(faults.find("record " + record.id.hex()) != std::string::npos);
            }
        }
    }
}
