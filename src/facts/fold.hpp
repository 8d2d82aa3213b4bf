// SPDX-License-Identifier: Apache-2.0
// src/facts/fold.hpp: one pass from the journal to the tables. Private to facts/.
#pragma once

#include "facts/place_functions.hpp"
#include "trust/record.hpp"

namespace accalmie {

/// Appends the records after a point, inside the transaction that `connection` has open.
class Fold {
public:
    Fold(duckdb_connection connection, Dictionary const& dictionary, std::optional<Purpose> purpose)
        : connection_{connection}, dictionary_{dictionary}, purpose_{purpose}
    {
    }

    /// One record: its rows go to the table of its type; what cannot be read is noted in every._unread with the reason.
    Result<void> add(Point point, StoredRecord const& stored);
    /// All rows are in their tables on return.
    Result<void> finish();

    std::uint64_t records() const { return records_; }
    std::uint64_t rows() const { return rows_; }
    bool touched(std::string_view type) const { return writers_.contains(type); }
    bool has_corrections() const { return has_corrections_; }

private:
    struct TypeWriter {
        duck::Writer writer;
        RecordType const* type;
    };
    Result<TypeWriter*> writer_of(RecordType const& type);
    Result<void> add_rows(Point point, StoredRecord const& stored, Record const& record, RecordType const& type);
    Result<void> set_aside(Point point, StoredRecord const& stored, Error const& reason);

    duckdb_connection connection_;
    Dictionary const& dictionary_;
    std::optional<Purpose> purpose_;
    std::map<std::string, TypeWriter, std::less<>> writers_;
    std::optional<duck::Writer> unread_;
    std::uint64_t records_ = 0, rows_ = 0;
    bool has_corrections_ = false;
};

/// Work out the state of every version that a correction touches (trust/corrections.hpp) and write it to the tables.
Result<void> resolve_corrections(duckdb_connection connection, Dictionary const& dictionary);

}  // namespace accalmie
