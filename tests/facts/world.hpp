// SPDX-License-Identifier: Apache-2.0
// tests/facts/world.hpp: a small journal on a disk, its authors, and facts made from it.
#pragma once

#include "facts/store.hpp"
#include "trust/record.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <random>

namespace accalmie::test {

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_{seed} {}
    void fill(std::span<std::uint8_t> octets) override
    {
        for (auto& octet : octets) octet = static_cast<std::uint8_t>(engine_());
    }

private:
    std::mt19937_64 engine_;
};

/// A folder that goes away with the test.
class Folder {
public:
    Folder()
    {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() / ("accalmie-facts-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path operator/(char const* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

struct World {
    Folder folder;
    Dictionary dictionary = Dictionary::base();
    SeededRandom random{7};
    SigningKey awa = SigningKey::make(random), moussa = SigningKey::make(random);
    std::unique_ptr<Journal> journal = open_sqlite_journal(folder / "journal.sqlite").value();
    std::uint64_t ticks = 1'600'000'000'000ULL << 16U;

    RecordType const& type(std::string_view name) const { return *dictionary.find(name); }

    std::vector<Value> row(RecordType const& of, std::map<std::string, Value, std::less<>> const& fields) const
    {
        std::vector<Value> values(of.fields.size());
        for (auto const& [name, value] : fields) {
            auto const index = of.index_of(name);
            REQUIRE_MESSAGE(index, name);
            values[*index] = value;
        }
        return values;
    }

    Header header(RecordType const& of)
    {
        Header made;
        made.type = of.name;
        made.dictionary = dictionary.version();
        made.hlc = {ticks += 65536};
        made.claimed = made.hlc.physical();
        return made;
    }

    static StoredRecord stored(Record const& record)
    {
        StoredRecord kept;
        kept.id = record.id;
        kept.type = record.header.type;
        kept.place = record.header.place;
        kept.author = record.header.author;
        kept.hlc = record.header.hlc.packed;
        kept.received = record.header.claimed;
        kept.rows = record.header.batch ? record.header.batch->rows : 1;
        kept.envelope = record.envelope;
        for (auto const& part : record.parts) kept.parts.push_back({part.group, static_cast<std::uint8_t>(part.state), part.bytes});
        return kept;
    }

    RecordId say(SigningKey const& who, std::string_view name, std::map<std::string, Value, std::less<>> const& fields, std::optional<RecordAddress> replaces = {},
                 AudienceKeys const& keys = {})
    {
        auto const& of = type(name);
        auto made = header(of);
        made.author = who.author();
        made.replaces = replaces;
        auto const record = sign_record(made, of, row(of, fields), who, keys, random).value();
        auto const kept = stored(record);
        REQUIRE(journal->append({&kept, 1}));
        return record.id;
    }

    RecordId say_batch(SigningKey const& who, std::string_view name, std::vector<std::map<std::string, Value, std::less<>>> const& rows)
    {
        auto const& of = type(name);
        BatchBuilder builder{of, {}, random};
        for (auto const& fields : rows) {
            auto const values = row(of, fields);
            std::vector<Cell> cells;
            for (auto const& value : values) cells.push_back(as_cell(value));
            REQUIRE(builder.add(cells));
        }
        auto made = header(of);
        made.author = who.author();
        made.batch = Header::Batch{};
        made.batch->source = "test";
        auto const record = builder.finish(made, who).value();
        auto const kept = stored(record);
        REQUIRE(journal->append({&kept, 1}));
        return record.id;
    }
};

inline std::map<std::string, Value, std::less<>> incident(std::string const& id, std::string const& day, std::int64_t deaths, double latitude = 14.5, double longitude = -4.5)
{
    return {{"source", std::string{"ucdp"}}, {"source_id", id}, {"kind", std::string{"one_sided"}}, {"first_day", *parse_day(day)}, {"last_day", *parse_day(day)},
            {"position_level", std::int64_t{4}}, {"latitude", latitude}, {"longitude", longitude}, {"deaths_low", deaths}, {"deaths_best", deaths}, {"deaths_high", deaths}};
}

/// The value, or the test ends with the reason.
template <class T>
T must(Result<T> result)
{
    if (!result) FAIL(result.error().text());
    return std::move(result).value();
}

/// The one cell of a one-row answer, as text.
inline std::string asked(Store const& store, std::string const& sql)
{
    auto const table = store.query("select cast((" + sql + ") as varchar)");
    if (!table) return table.error().text();
    if (table->rows.size() != 1) return std::to_string(table->rows.size()) + " rows";
    auto const* text = std::get_if<std::string>(&table->rows[0][0]);
    return text == nullptr ? "null" : *text;
}

}  // namespace accalmie::test
