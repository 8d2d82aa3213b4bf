// SPDX-License-Identifier: Apache-2.0
// src/sync/negentropy.hpp: which records does the other side have that I have not, and the other way round: the Negentropy protocol, version 1.
#pragma once

#include "sync/sync_set.hpp"

#include <optional>

namespace accalmie {

/// What the side that asks has learnt so far.
struct SyncDifference {
    std::vector<RecordId> only_here;   ///< to be sent
    std::vector<RecordId> only_there;  ///< to be asked for
};

struct NegentropyBounds {
    static constexpr std::size_t message_octets_max = 4U << 20U;  ///< of a message that is read
    static constexpr std::size_t frame_octets_min = 4096;         ///< a smaller frame may not get on
    static constexpr std::uint8_t version = 0x61;
};

/// The first message of the side that asks.
/// in      `frame_octets`: the longest message that is written, at least 4,096
Bytes negentropy_begin(SyncSet const& set, std::size_t frame_octets);

/// The answer to a message of the side that asks. A message of a version that we do not speak is answered with ours alone.
/// errors  invalid  not a message     limit  longer than 4 MiB
Result<Bytes> negentropy_answer(SyncSet const& set, BytesView message, std::size_t frame_octets);

/// Reads the answer, adds to `difference` what it tells, and writes the next question; nothing: all is known.
/// One record may be told twice where frames are small; the order is that of the set.
/// errors  invalid  not a message, or another version     limit  longer than 4 MiB
/// source  D. Hoyte 2023, Negentropy protocol V1; A. Meyer 2023, Range-Based Set Reconciliation, SRDS
Result<std::optional<Bytes>> negentropy_next(SyncSet const& set, BytesView answer, std::size_t frame_octets, SyncDifference& difference);

}  // namespace accalmie
