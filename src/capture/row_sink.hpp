// SPDX-License-Identifier: Apache-2.0
// src/capture/row_sink.hpp: rows become records: new ones in batches, corrections one by one.
#pragma once

#include "capture/import.hpp"
#include "capture/recorder.hpp"

namespace accalmie {

/// Writes with a recorder. `recorder` and `dictionary` must outlive it. Nothing is promised durable before `finish`.
class RecorderSink final : public RowSink {
public:
    /// `origin` goes into each block's header, as "ged241.csv".
    RecorderSink(Recorder& recorder, Dictionary const& dictionary, std::string type, std::string origin);
    Result<void> add(std::span<Cell const> row) override;
    Result<void> correct(std::span<Cell const> row, RecordAddress const& replaces) override;
    Result<void> note(std::string_view type, std::map<std::string, Value, std::less<>> const& fields) override;
    Result<std::uint64_t> finish() override;

private:
    Recorder* recorder_;
    Dictionary const* dictionary_;
    std::string type_, origin_;
    std::optional<Recorder::Batch> batch_;  // begun with the first row: an import without new rows writes no block
};

}  // namespace accalmie
