// SPDX-License-Identifier: Apache-2.0
// src/capture/recorder.hpp: how an answer becomes a record: checked, signed, chained, appended.
#pragma once

#include "journal/journal.hpp"
#include "trust/record.hpp"

#include <functional>
#include <map>

namespace accalmie {

/// Field values by name, for records made one at a time.
using Fields = std::map<std::string, Value, std::less<>>;

struct RecorderOptions {
    bool demo = false;          ///< every header says so
    std::string place = {};     ///< coarse place for headers whose record has no place of its own: PCODE@VERSION
    /// A header shows no more of a P-code than this. OCHA codes have 2 characters for a country and 2 more for each level, so that 6 is a
    /// cercle in Mali and a province in Burkina Faso. Countries with other codes say another number.
    std::size_t place_characters_max = 6;
};

/// The coarse place that a header may show: the P-code cut to `characters_max`, an odd rest dropped; empty for what is no PCODE@VERSION.
std::string coarse_place(std::string_view place, std::size_t characters_max);

/// Writes records of one author. Keeps the author's chain and hybrid clock. Not thread-safe: one owner.
///
/// The place in a header is the record's own open field `place` (a place record: its code and version), else the one of the options; a block
/// shows the part that the codes of all its rows have in common. After a failed append nothing of it counts as written, and the chain goes on
/// from what the journal then has.
class Recorder {
public:
    /// Everything given must outlive the recorder.
    /// errors  io  the journal cannot be read
    static Result<Recorder> make(Journal& journal, Dictionary const& dictionary, SigningKey const& key, AudienceKeys const& keys, Clock& clock, Random& random, RecorderOptions options);

    /// One record, durable on return.
    /// errors  missing  no such type or field     invalid  a value breaks the dictionary (field and reason named)     denied  sealed without key
    Result<RecordId> record(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces = {});

    /// Many small records, durable at `flush`; flushed by itself every `later_max`, and before any record that is durable at once.
    static constexpr std::size_t later_max = 1000;
    Result<RecordId> record_later(std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces = {}, SealedBoxes const& boxes = {});
    Result<void> flush();

    /// What `work` writes, with `record_later` and batches, goes into one append at its end: after a crash all of it is there, or nothing.
    /// Held in memory until then. Where `work` fails nothing of it is written.
    Result<void> together(std::function<Result<void>()> const& work);

    /// Whether rows come from somebody who has called `check_row` on them already.
    enum class Rows : std::uint8_t { to_check, checked };

    /// A stream of rows as blocks of 4,096; one append takes several blocks, at most `group_bytes_max`. The recorder must outlive it.
    /// Without `finish` the rows of the last block are not written.
    class Batch {
    public:
        static constexpr std::size_t group_bytes_max = 16U << 20U;

        /// errors  invalid  a value breaks the dictionary: the row is not taken, others may follow     denied  sealed without key     io
        Result<void> add(std::span<Cell const> row);
        /// How many rows were taken.
        std::uint64_t rows() const;
        /// All rows are durable. The ids of the blocks in order; a block has 4,096 rows, or fewer where their text fills
        /// `group_bytes_max` or the rows end.
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
    Result<Batch> batch(std::string_view type, std::string source, Rows rows = Rows::to_check);

    AuthorId author() const;

    Recorder(Recorder&&) noexcept;
    ~Recorder();

private:
    struct State;
    explicit Recorder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
