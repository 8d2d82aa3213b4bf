// SPDX-License-Identifier: Apache-2.0
// src/sync/record_frame.hpp: records as they travel: envelope and groups as the journal keeps them, many together, compressed. docs/formats/sync.md.
#pragma once

#include "journal/journal.hpp"

namespace accalmie {

struct FrameBounds {
    static constexpr std::size_t target_octets = 256U << 10U;     ///< a frame is closed once it holds so much: what a cut connection loses at most
    static constexpr std::size_t record_octets_max = 20U << 20U;  ///< a record larger than this does not travel
    static constexpr std::size_t content_octets_max = target_octets + record_octets_max + 64;
    static constexpr std::size_t records_max = 4096;
};

/// A record that came, as far as it can be read without asking whether it is true.
struct TravelledRecord {
    Bytes octets;  ///< as they came, to be kept if it is refused
    Bytes envelope;
    std::vector<StoredPart> parts;
};

/// Collects records until it is full.
class FrameWriter {
public:
    /// errors  limit  the record is larger than may travel
    Result<void> add(StoredRecord const& record);
    bool is_full() const { return content_.size() >= FrameBounds::target_octets || count_ >= FrameBounds::records_max; }
    std::size_t count() const { return count_; }
    /// The frame; the writer is empty afterwards.
    Bytes finish();

private:
    Bytes content_;
    std::size_t count_ = 0;
};

/// errors  invalid  not a frame: the number of the record is named     limit  more than a frame may hold, compressed or not
Result<std::vector<TravelledRecord>> read_frame(BytesView frame);

/// One record, without the frame.
Bytes travelling(StoredRecord const& record);
/// errors  invalid
Result<TravelledRecord> read_travelled(BytesView octets);

}  // namespace accalmie
