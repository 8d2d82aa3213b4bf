// SPDX-License-Identifier: Apache-2.0
// src/demo/writer.hpp: rows out, counted by type and shown as progress.
#pragma once

#include "demo/programme.hpp"

namespace accalmie::demo {

class Writer;

/// Rows of one type in blocks. The cells of a row come in the order of the names given to `open`; what is not named is left out.
class Rows {
public:
    Result<void> add(std::span<Cell const> cells);
    std::uint64_t count() const { return batch_.rows(); }
    Result<std::vector<RecordId>> finish() { return batch_.finish(); }

private:
    friend class Writer;
    Rows(Writer& writer, std::string type, Recorder::Batch batch, std::vector<std::size_t> columns, std::size_t width);

    Writer* writer_;
    std::string type_;
    Recorder::Batch batch_;
    std::vector<std::size_t> columns_;
    std::vector<Cell> row_;
};

/// The owner's pen for the demo. Rows opened here must not outlive it.
class Writer {
public:
    Writer(Recorder& recorder, Dictionary const& dictionary, DemoOptions const& options, DemoTruth& truth);

    /// One record, durable with the next block or `flush`.
    Result<RecordId> one(std::string_view type, Fields const& fields);
    /// One record, durable on return, with another pen if given.
    Result<RecordId> now(Recorder* pen, std::string_view type, Fields const& fields, std::optional<RecordAddress> replaces = {});
    /// errors  missing  the dictionary lacks the type or a field
    Result<Rows> open(std::string_view type, std::string_view about, std::span<std::string_view const> columns);
    Result<void> flush() { return recorder_.flush(); }
    void finished();

    std::string const& source() const { return source_; }  ///< what the field `source` of simulated rows says
    AuthorId author() const { return recorder_.author(); }

private:
    friend class Rows;
    void count(std::string const& type);

    Recorder& recorder_;
    Dictionary const& dictionary_;
    DemoOptions const& options_;
    DemoTruth& truth_;
    std::string source_;
    std::uint64_t rows_ = 0, rows_expected_;
};

/// "HEX:ROW", as fields of kind link and the record type choice want it.
std::string link_to(RecordAddress const& address);

}  // namespace accalmie::demo
