// SPDX-License-Identifier: Apache-2.0
#include "capture/recorder.hpp"
#include "trust/stored.hpp"

#include "capture/import_fixtures.hpp"
#include "journal/journal_fixtures.hpp"
#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace accalmie;

namespace {

class MadeClock final : public Clock {
public:
    Instant time = parse_instant("2026-03-01T08:00:00Z").value();
    Instant now() override { return time; }
};

/// The real journal, counted, and made to fail when the test wants it.
class WatchedJournal final : public Journal {
public:
    explicit WatchedJournal(std::filesystem::path const& path) : inner_(open_sqlite_journal(path).value()) {}
    std::size_t appends = 0, fail_next = 0;

    Result<Appended> append(std::span<StoredRecord const> records) override
    {
        ++appends;
        if (fail_next > 0) {
            --fail_next;
            return Error{Error::Kind::io, "the disk is full"};
        }
        return inner_->append(records);
    }
    Result<StoredRecord> find(RecordId const& id) override { return inner_->find(id); }
    Result<void> since(Point point, Scope const& scope, std::function<Result<void>(Point, StoredRecord const&)> const& visit) override { return inner_->since(point, scope, visit); }
    Result<Point> last_point() override { return inner_->last_point(); }
    Result<std::uint64_t> record_count() override { return inner_->record_count(); }
    Result<std::optional<RecordId>> head_of(AuthorId const& author) override { return inner_->head_of(author); }
    Result<std::uint64_t> latest_hlc() override { return inner_->latest_hlc(); }
    Result<std::uint64_t> verify(std::function<Result<void>(StoredRecord const&)> const& check, std::function<void(Error const&)> const& fault) override { return inner_->verify(check, fault); }

private:
    std::unique_ptr<Journal> inner_;
};

struct World {
    fixtures::Folder folder;
    WatchedJournal journal{folder / "journal"};
    SigningKey key = fixtures::author_key();
    AudienceKeys keys;
    MadeClock clock;
    fixtures::SeededRandom random{1};

    Recorder recorder(RecorderOptions options = {}) { return Recorder::make(journal, base_dictionary(), key, keys, clock, random, std::move(options)).value(); }
    Record read(RecordId const& id) { return to_record(journal.find(id).value()).value(); }
    /// All records of the journal in the order of the author's chain, checked on the way.
    std::vector<Record> chain()
    {
        std::vector<Record> records;
        auto next = journal.head_of(key.author()).value();
        while (next) {
            records.push_back(read(*next));
            next = records.back().header.previous;
            if (records.size() > 1) CHECK(records.back().header.hlc < records[records.size() - 2].header.hlc);
        }
        CHECK(records.size() == journal.record_count().value());
        std::reverse(records.begin(), records.end());
        return records;
    }
};

Fields population(std::string place = "ML0507@cod-ab-2021", std::int64_t people = 200810)
{
    return {{"place", place}, {"year", std::int64_t{2020}}, {"sex", std::string{"all"}}, {"age_band", std::string{"all"}}, {"residence", std::string{"all"}}, {"people", people}, {"source", std::string{"made"}}};
}

std::vector<Cell> population_row(std::string_view place, std::int64_t people)
{
    auto const& type = *base_dictionary().find("population");
    std::vector<Cell> row(type.fields.size());
    auto const set = [&](std::string_view field, Cell value) { row[type.index_of(field).value()] = value; };
    set("place", place), set("year", std::int64_t{2020}), set("sex", std::string_view{"all"}), set("age_band", std::string_view{"all"});
    set("residence", std::string_view{"all"}), set("people", people), set("source", std::string_view{"made"});
    return row;
}

/// The people of each row of a record, in order.
std::vector<std::int64_t> people_of(Record const& record)
{
    auto const& type = *base_dictionary().find("population");
    auto const field = type.index_of("people").value();
    std::vector<std::int64_t> people;
    REQUIRE(visit_rows(record, type, {}, [&](RowView const& row) -> Result<void> {
        people.push_back(std::get<std::int64_t>(row.cells[field]));
        return {};
    }));
    return people;
}

}  // namespace

TEST_CASE("a header shows a cercle at most, whole levels only, and the version")
{
    CHECK(coarse_place("ML050706@cod-ab-2021", 6) == "ML0507@cod-ab-2021");
    CHECK(coarse_place("ML0507@cod-ab-2021", 6) == "ML0507@cod-ab-2021");
    CHECK(coarse_place("ML050@cod-ab-2021", 6) == "ML05@cod-ab-2021");
    CHECK(coarse_place("ML@cod-ab-2021", 6) == "ML@cod-ab-2021");
    CHECK(coarse_place("ML050706@v", 4) == "ML05@v");
    CHECK(coarse_place("M@v", 6) == "");
    CHECK(coarse_place("ML0507", 6) == "");
    CHECK(coarse_place("ML0507@", 6) == "");
    CHECK(coarse_place("@v", 6) == "");
    CHECK(coarse_place("", 6) == "");
}

TEST_CASE("a record is durable, signed, and says what was said")
{
    World world;
    auto recorder = world.recorder();
    auto const id = recorder.record("population", population("ML050706@cod-ab-2021")).value();
    auto const record = world.read(id);
    CHECK(record.header.type == "population");
    CHECK(record.header.dictionary == base_dictionary().version());
    CHECK(record.header.place == "ML0507@cod-ab-2021");
    CHECK(record.header.author == world.key.author());
    CHECK(record.header.claimed == world.clock.time);
    CHECK(!record.header.demo);
    CHECK(!record.header.previous);
    CHECK(people_of(record) == std::vector<std::int64_t>{200810});
    CHECK(verify_record(record, base_dictionary().find("population")));
}

TEST_CASE("records of one author hang together, also after a restart, and time only goes forward")
{
    World world;
    {
        auto recorder = world.recorder();
        for (int i = 0; i < 3; ++i) REQUIRE(recorder.record("population", population()));
    }
    world.clock.time -= std::chrono::hours{24 * 365};  // a clock that fell back a year
    auto recorder = world.recorder();
    REQUIRE(recorder.record("population", population()));
    CHECK(world.chain().size() == 4);
}

TEST_CASE("what the dictionary does not allow is refused with the field, and leaves no trace in the chain")
{
    World world;
    auto recorder = world.recorder();
    CHECK(recorder.record("poppulation", population()).error().kind == Error::Kind::missing);
    auto fields = population();
    fields.emplace("colour", std::string{"red"});
    CHECK(recorder.record("population", fields).error().what.find("\"colour\"") != std::string::npos);
    auto const refused = recorder.record("population", population("ML0507@cod-ab-2021", -1));
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::invalid);
    CHECK(refused.error().where == "population: people");
    fields = population();
    fields.erase("sex");
    CHECK(recorder.record("population", fields).error().where == "population: sex");
    CHECK(world.journal.appends == 0);
    REQUIRE(recorder.record("population", population()));
    CHECK(world.chain().size() == 1);
}

TEST_CASE("a sealed value without a key for its audience is refused")
{
    World world;
    auto recorder = world.recorder();
    Fields const account{{"incident", std::string(64, 'a')}, {"by_role", std::string{"village_chief"}}, {"day", fixtures::day_of_may()}, {"what", std::string{"made"}}, {"perpetrator", std::string{"said by"}}};
    auto const refused = recorder.record("account", account);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::denied);
    CHECK(world.journal.record_count().value() == 0);
}

TEST_CASE("rows become blocks of 4,096 in one append, with the place that they have in common")
{
    World world;
    auto recorder = world.recorder({true, "ML@cod-ab-2021"});
    auto batch = recorder.batch("population", "made.csv").value();
    for (std::int64_t i = 0; i < 10'000; ++i) {
        // The first block lies in one cercle, the second in a region, the third has places of two versions.
        auto const place = i < 4096 ? "ML050701@cod-ab-2021" : (i < 8192 ? (i % 2 == 0 ? "ML0507@cod-ab-2021" : "ML0508@cod-ab-2021") : (i % 2 == 0 ? "ML05@cod-ab-2021" : "ML05@other"));
        REQUIRE(batch.add(population_row(place, i)));
    }
    CHECK(world.journal.appends == 0);
    CHECK(batch.rows() == 10'000);
    auto const ids = batch.finish().value();
    CHECK(world.journal.appends == 1);
    auto const records = world.chain();
    REQUIRE(ids.size() == 3);
    REQUIRE(records.size() == 3);
    CHECK(records[0].header.place == "ML0507@cod-ab-2021");
    CHECK(records[1].header.place == "ML05@cod-ab-2021");
    CHECK(records[2].header.place == "ML@cod-ab-2021");
    std::int64_t expected = 0;
    for (std::size_t block = 0; block < 3; ++block) {
        CHECK(records[block].id == ids[block]);
        CHECK(records[block].header.demo);
        CHECK(records[block].header.batch->source == "made.csv");
        CHECK(records[block].header.batch->rows == (block < 2 ? 4096 : 1808));
        for (auto const people : people_of(records[block])) CHECK(people == expected++);
    }
    CHECK(expected == 10'000);
    CHECK(batch.finish()->empty());
}

TEST_CASE("a bad row of a batch is refused alone")
{
    World world;
    auto recorder = world.recorder();
    auto batch = recorder.batch("population", "made.csv").value();
    REQUIRE(batch.add(population_row("ML0507@cod-ab-2021", 1)));
    CHECK(batch.add(population_row("ML0507@cod-ab-2021", -1)).error().kind == Error::Kind::invalid);
    CHECK(batch.add(population_row("nowhere", 1)).error().where == "population: place");
    REQUIRE(batch.add(population_row("ML0507@cod-ab-2021", 2)));
    auto const ids = batch.finish().value();
    REQUIRE(ids.size() == 1);
    CHECK(people_of(world.read(ids[0])) == std::vector<std::int64_t>{1, 2});
    CHECK(recorder.batch("poppulation", "x").error().kind == Error::Kind::missing);
}

TEST_CASE("a block ends early where its texts are long")
{
    World world;
    auto recorder = world.recorder();
    auto batch = recorder.batch("place", "made.geojson").value();
    auto const& type = *base_dictionary().find("place");
    std::string const geometry = R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]])" + std::string(1U << 20U, ' ') + "}";
    std::vector<Cell> row(type.fields.size());
    auto const set = [&](std::string_view field, Cell value) { row[type.index_of(field).value()] = value; };
    set("code", std::string_view{"ML050701"}), set("version", std::string_view{"v"}), set("name", std::string_view{"n"}), set("level", std::int64_t{3});
    set("source", std::string_view{"s"}), set("geometry", std::string_view{geometry});
    for (int i = 0; i < 20; ++i) REQUIRE(batch.add(row));
    auto const ids = batch.finish().value();
    REQUIRE(ids.size() == 2);
    CHECK(world.read(ids[0]).header.batch->rows == 16);
    CHECK(world.read(ids[1]).header.batch->rows == 4);
    CHECK(world.read(ids[0]).header.place == "ML0507@v");
}

TEST_CASE("small records wait for each other and are written at a thousand, at flush, or before one that may not wait")
{
    World world;
    auto recorder = world.recorder();
    for (std::size_t i = 0; i + 1 < Recorder::later_max; ++i) REQUIRE(recorder.record_later("population", population()));
    CHECK(world.journal.appends == 0);
    REQUIRE(recorder.record_later("population", population()));
    CHECK(world.journal.appends == 1);
    REQUIRE(recorder.record_later("population", population()));
    REQUIRE(recorder.record("population", population()));
    CHECK(world.journal.appends == 2);
    REQUIRE(recorder.record_later("population", population()));
    REQUIRE(recorder.flush());
    REQUIRE(recorder.flush());
    CHECK(world.journal.appends == 3);
    CHECK(world.chain().size() == Recorder::later_max + 3);
}

TEST_CASE("after a failed append nothing of it counts, and the chain goes on from what the journal has")
{
    World world;
    auto recorder = world.recorder();
    REQUIRE(recorder.record("population", population()));
    world.journal.fail_next = 1;
    CHECK(recorder.record("population", population()).error().kind == Error::Kind::io);
    REQUIRE(recorder.record("population", population()));
    CHECK(world.chain().size() == 2);

    auto batch = recorder.batch("population", "made.csv").value();
    for (std::int64_t i = 0; i < 5000; ++i) REQUIRE(batch.add(population_row("ML0507@cod-ab-2021", i)));
    world.journal.fail_next = 1;
    CHECK(recorder.record("population", population()).error().kind == Error::Kind::io);  // takes the waiting block with it
    CHECK(batch.add(population_row("ML0507@cod-ab-2021", 1)).error().where == "made.csv");
    CHECK(batch.finish().error().kind == Error::Kind::io);
    REQUIRE(recorder.record("population", population()));
    CHECK(world.chain().size() == 3);
}

TEST_CASE("a correction names what it replaces")
{
    World world;
    auto recorder = world.recorder();
    auto const first = recorder.record("population", population()).value();
    auto const second = recorder.record("population", population("ML0507@cod-ab-2021", 200811), RecordAddress{first, 0}).value();
    CHECK(world.read(second).header.replaces == RecordAddress{first, 0});
}

TEST_CASE("columns that do not say what the signed header says are found")
{
    World world;
    auto recorder = world.recorder();
    auto const stored = world.journal.find(recorder.record("population", population()).value()).value();
    CHECK(to_record(stored));
    auto const refused = [&](auto const& change) {
        auto copy = stored;
        change(copy);
        auto const record = to_record(copy);
        return !record && record.error().kind == Error::Kind::corrupt;
    };
    CHECK(refused([](StoredRecord& record) { record.type = "visit"; }));
    CHECK(refused([](StoredRecord& record) { record.place = "ML0508@cod-ab-2021"; }));
    CHECK(refused([](StoredRecord& record) { ++record.hlc; }));
    CHECK(refused([](StoredRecord& record) { ++record.rows; }));
    CHECK(refused([](StoredRecord& record) { record.author = AuthorId{}; }));
    CHECK(refused([](StoredRecord& record) { record.id = RecordId{}; }));
    CHECK(refused([](StoredRecord& record) { record.parts.at(0).state = 3; }));  // boxes, in a group that is not sealed
    CHECK(refused([](StoredRecord& record) { record.parts.at(0).state = 4; }));
    CHECK(refused([](StoredRecord& record) { record.envelope.at(40) ^= 1U; }));
}

TEST_CASE("whatever is written in whatever order, the chain is whole and holds everything")
{
    for (unsigned seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        World world;
        auto recorder = world.recorder();
        auto batch = recorder.batch("population", "made.csv").value();
        std::uint64_t singles = 0;
        for (int step = 0; step < 120; ++step) {
            world.clock.time += std::chrono::milliseconds{static_cast<std::int64_t>(random() % 2000) - 1000};
            switch (random() % 8) {
            case 0:
                REQUIRE(recorder.record("population", population()));
                ++singles;
                break;
            case 1: REQUIRE(recorder.flush()); break;
            case 2:
            case 3:
                REQUIRE(recorder.record_later("population", population()));
                ++singles;
                break;
            default:
                for (auto i = static_cast<unsigned>(random() % 300); i > 0; --i) REQUIRE(batch.add(population_row("ML0507@cod-ab-2021", i)));
            }
        }
        auto const rows = batch.rows();
        REQUIRE(batch.finish());
        std::uint64_t rows_found = 0, singles_found = 0;
        for (auto const& record : world.chain()) {
            CHECK(verify_record(record, base_dictionary().find("population")));
            if (record.header.batch) rows_found += record.header.batch->rows;
            else ++singles_found;
        }
        CHECK(rows_found == rows);
        CHECK(singles_found == singles);
    }
}
