// SPDX-License-Identifier: Apache-2.0
// tests/demo/demo_world.hpp: a journal that keeps what the demo writes (or only looks at it), and rows read back from it.
#pragma once

#include "core/coordinate.hpp"
#include "demo/programme.hpp"
#include "trust/crypto.hpp"
#include "trust/stored.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <random>
#include <unordered_map>

namespace accalmie::test {

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_{seed} {}
    void fill(std::span<std::uint8_t> octets) override
    {
        for (auto& octet : octets) octet = static_cast<std::uint8_t>(engine_() >> 32U);
    }

private:
    std::mt19937_64 engine_;
};

class SteadyClock final : public Clock {
public:
    Instant now() override { return at += std::chrono::milliseconds{1}; }
    Instant at{std::chrono::milliseconds{1'780'000'000'000}};
};

/// Keeps records in memory, or hands them to `look` and forgets them.
class RecordingJournal final : public Journal {
public:
    std::vector<StoredRecord> records;
    std::function<void(std::span<StoredRecord const>)> look = {};

    Result<Appended> append(std::span<StoredRecord const> added) override
    {
        for (auto const& record : added) {
            heads_[record.author] = record.id;
            hlc_ = std::max(hlc_, record.hlc);
            if (!look) records.push_back(record);
        }
        if (look) look(added);
        return Appended{added.size(), 0, ++point_};
    }
    Result<StoredRecord> find(RecordId const&) override { return Error{Error::Kind::missing, "not kept"}; }
    Result<void> since(Point, Scope const&, std::function<Result<void>(Point, StoredRecord const&)> const&) override { return {}; }
    Result<Point> last_point() override { return point_; }
    Result<std::uint64_t> record_count() override { return records.size(); }
    Result<std::optional<RecordId>> head_of(AuthorId const& author) override
    {
        auto const found = heads_.find(author);
        return found == heads_.end() ? std::optional<RecordId>{} : found->second;
    }
    Result<std::uint64_t> latest_hlc() override { return hlc_; }
    Result<std::uint64_t> verify(std::function<Result<void>(StoredRecord const&)> const&, std::function<void(Error const&)> const&) override
    {
        return std::uint64_t{0};
    }

private:
    std::unordered_map<AuthorId, RecordId> heads_;
    std::uint64_t hlc_ = 0;
    Point point_ = 0;
};

/// One row as it was written, sealed fields opened.
struct Row {
    RecordAddress address;
    AuthorId author;
    HybridTime hlc;
    std::optional<RecordAddress> replaces;
    RecordType const* type = nullptr;
    std::vector<Value> values;

    Value const& operator[](std::string_view field) const { return values[type->index_of(field).value()]; }
    bool has(std::string_view field) const { return !std::holds_alternative<std::monostate>((*this)[field]); }
    std::string text(std::string_view field) const { return has(field) ? std::get<std::string>((*this)[field]) : std::string{}; }
    Day day(std::string_view field) const { return std::get<Day>((*this)[field]); }
    std::int64_t integer(std::string_view field) const { return std::get<std::int64_t>((*this)[field]); }
    double decimal(std::string_view field) const { return std::get<double>((*this)[field]); }
    Coordinate at() const { return Coordinate::of_degrees(decimal("latitude"), decimal("longitude")).value(); }
};

inline Day day(std::string_view iso) { return parse_day(iso).value(); }

/// Three pens, one journal, the keys of all audiences.
struct DemoWorld {
    Dictionary const& dictionary = base();
    RecordingJournal journal;
    SteadyClock clock;
    SeededRandom random;
    SigningKey owner_key, colleague_key, stranger_key;
    AudienceKeys keys;
    AudienceSecrets secrets;
    DemoTruth truth;

    explicit DemoWorld(std::uint64_t salts = 7)
        : random(salts), owner_key(SigningKey::make(random)), colleague_key(SigningKey::make(random)), stranger_key(SigningKey::make(random))
    {
        for (auto const* audience : {"guarantors", "movements", "informants", "protection", "survivors"}) {
            auto pair = make_audience(random);
            keys[audience] = pair.public_key;
            secrets[audience] = pair.secret_key;
        }
    }

    static Dictionary const& base()
    {
        static Dictionary const loaded = Dictionary::base();
        return loaded;
    }

    Recorder pen(SigningKey const& key)
    {
        RecorderOptions options;
        options.demo = true;
        return Recorder::make(journal, dictionary, key, keys, clock, random, options).value();
    }

    Result<DemoTruth> try_write(DemoOptions options)
    {
        auto owner = pen(owner_key), colleague = pen(colleague_key), stranger = pen(stranger_key);
        options.colleague = &colleague;
        options.stranger = &stranger;
        return write_demo(owner, dictionary, options);
    }

    DemoWorld& write(DemoOptions const& options)
    {
        auto written = try_write(options);
        REQUIRE_MESSAGE(written, (written ? std::string{} : written.error().text()));
        truth = std::move(*written);
        return *this;
    }

    void each_row(std::function<void(Row const&)> const& visit, std::string_view only = {}) const
    {
        for (auto const& stored : journal.records) {
            if (!only.empty() && stored.type != only) continue;
            auto const record = to_record(stored).value();
            Row row;
            row.type = dictionary.find(record.header.type);
            row.author = record.header.author;
            row.hlc = record.header.hlc;
            row.replaces = record.header.replaces;
            auto const visited = visit_rows(record, *row.type, secrets, [&](RowView const& view) -> Result<void> {
                REQUIRE(view.hidden.empty());
                row.address = {record.id, view.row};
                row.values.clear();
                for (auto const& cell : view.cells) row.values.push_back(as_value(cell));
                visit(row);
                return {};
            });
            REQUIRE(visited);
        }
    }

    std::vector<Row> rows(std::string_view type) const
    {
        std::vector<Row> found;
        each_row([&](Row const& row) { found.push_back(row); }, type);
        return found;
    }

    /// Incidents without the corrections of others: one row each.
    std::vector<Row> first_versions() const
    {
        auto found = rows("incident");
        std::erase_if(found, [](Row const& row) { return row.replaces.has_value(); });
        return found;
    }
};

inline DemoOptions options(std::uint64_t seed = 1, std::string_view last_day = "2026-06-17", std::uint32_t scale = 1)
{
    DemoOptions made;
    made.seed = seed;
    made.scale = scale;
    made.last_day = day(last_day);
    return made;
}

/// One programme for the tests that only read it.
inline DemoWorld const& usual()
{
    static DemoWorld world;
    if (world.journal.records.empty()) world.write(options());
    return world;
}

}  // namespace accalmie::test
