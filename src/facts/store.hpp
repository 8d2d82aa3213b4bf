// SPDX-License-Identifier: Apache-2.0
// src/facts/store.hpp: the journal's records as typed columns in DuckDB, for people and SQL. A cache: rebuilt when in doubt.
#pragma once

#include "dictionary/dictionary.hpp"
#include "ground/places.hpp"
#include "journal/journal.hpp"
#include "trust/record.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace accalmie {

/// The answer of a query: rows of owned values. Columns of DuckDB types that `Value` lacks arrive as text.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    /// errors  missing  no such column
    Result<std::size_t> column(std::string_view name) const;
};

/// Named parameters of a statement: `$name` in SQL, "name" here. Never spliced.
using Parameters = std::map<std::string, Value, std::less<>>;

/// Seen while a long fold or query runs: how much of how much.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

struct FoldSummary {
    std::uint64_t records = 0, rows = 0;
    bool rebuilt = false;  ///< the file was missing, damaged or older and was made anew
    std::string rebuilt_because = {};
};

class Store {
public:
    /// Open or make the facts file; a file that is damaged, of another dictionary or of another journal is deleted and made anew.
    /// An empty path keeps the facts in memory. With a purpose, records made for the other one are set aside and count nowhere.
    /// errors  conflict  another process holds the file     io
    static Result<std::unique_ptr<Store>> open(std::filesystem::path const& path, Dictionary const& dictionary, std::optional<Purpose> purpose = {});
    ~Store();

    /// Fold everything that the journal has and the facts lack: exactly once, in one transaction.
    Result<FoldSummary> catch_up(Journal& journal, Progress const& progress = {});

    /// Forget everything and fold anew.
    Result<FoldSummary> rebuild(Journal& journal, Progress const& progress = {});

    /// A statement of our own (src/*/sql). Thread-safe: each call has its own connection and sees one moment; never waits for a fold.
    /// errors  invalid  the statement or a parameter is wrong
    Result<Table> query(std::string_view sql, Parameters const& parameters = {}) const;

    /// The same, a row at a time in bounded memory. Cells are valid until the visitor returns; an error from it stops the reading.
    Result<void> scan(std::string_view sql, Parameters const& parameters, std::function<Result<void>(std::span<Cell const>)> const& visit) const;

    /// A statement typed by the local owner: one select, at most `rows_max` rows, no files, no settings, no writing.
    /// `truncated` tells that there were more.
    Result<Table> query_read_only(std::string_view sql, std::size_t rows_max, bool* truncated) const;

    /// Every row of a type that counts now, a row at a time: all fields in dictionary order (sealed ones empty), and its address.
    /// With a `source`, only rows whose field `source` says so. Cells are valid until the visitor returns.
    Result<void> each_row(RecordType const& type, std::string_view source,
                          std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) const;

    /// Of every version of a type that corrects another: its address, "HEX:ROW", and that of the one it corrects.
    Result<std::map<std::string, std::string>> corrected_versions(RecordType const& type) const;

    /// How many rows of a type are disputed: rival corrections, none chosen.
    Result<std::int64_t> disputed_count(RecordType const& type) const;

    /// One such row.   errors  missing  no row that counts has this address
    Result<std::vector<Value>> row(RecordType const& type, RecordAddress const& address) const;

    /// A hash over all rows of all tables, whatever the order of rows on disk.
    Result<std::string> content_hash() const;

    /// Places of a boundary version that carry codes, with geometry, from the facts. Kept until the next fold that touches places.
    /// An empty version is the default one: the newest that has polygons.
    /// errors  missing  no place is known
    Result<std::shared_ptr<PlaceIndex const>> places(std::string_view version = {}) const;

private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
