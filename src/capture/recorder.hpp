// SPDX-License-Identifier: Apache-2.0
// src/capture/recorder.hpp: how an answer becomes a record: checked, signed, chained, appended.
#pragma once

#include "journal/journal.hpp"
#include "trust/record.hpp"

#include <map>

namespace accalmie {

/// Field values by name, for records made one at a time.
using Fields = std::map<std::string, Value, std::less<>>;

struct RecorderOptions {
    bool demo = false;          ///< every header says so
    std::string place = {};     ///< coarse place for headers whose record has no place of its own
};

/// Writes records of one author. Keeps the author's chain and hybrid clock. Not thread-safe: one owner.
class Recorder {
public:
    /// errors  io  the journal cannot be read
    static Result<Recorder> make(Journal& journal, Dictionary const& dictionary, SigningKey const& key, AudienceKeys const& keys, Clock& clock, Random& random, RecorderOptions options);

    /// One record, durable on return.
    /// errors  missing  no such type or field     invalid  a value breaks the dictionary (field and reason named)     denied  sealed without key
    Result<RecordId> record(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces = {});

    /// Many small records, durable at `flush`; flushed by itself every 1,000.
    Result<RecordId> record_later(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces = {});
    Result<void> flush();

    /// A stream of checked rows as blocks of 4,096. `finish` makes all of them durable.
    class Batch {
    public:
        Result<void> add(std::span<Cell const> row);
        /// The ids of the blocks in order.
        Result<std::vector<RecordId>> finish();
        Batch(Batch&&) noexcept;
        ~Batch();

    private:
        friend class Recorder;
        struct State;
        explicit Batch(std::unique_ptr<State> state);
        std::unique_ptr<State> state_;
    };
    /// errors  missing  no such type
    Result<Batch> batch(std::string_view type, std::string source);

    Recorder(Recorder&&) noexcept;
    ~Recorder();

private:
    struct State;
    explicit Recorder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A record as the journal keeps it, and back.
StoredRecord to_stored(Record const& record, Instant received);
/// errors  corrupt
Result<Record> to_record(StoredRecord const& stored);

}  // namespace accalmie
