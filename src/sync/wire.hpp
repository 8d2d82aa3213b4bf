// SPDX-License-Identifier: Apache-2.0
// src/sync/wire.hpp: the questions and answers of a sync between two nodes, as octets. docs/formats/sync.md.
#pragma once

#include "core/ids.hpp"

#include <array>
#include <string>
#include <vector>

namespace accalmie {

inline constexpr std::uint8_t sync_version = 1;
enum class SyncOperation : std::uint8_t { hello = 1, compare = 2, want = 3, next = 4, give = 5 };

using SyncSession = std::array<std::uint8_t, 16>;
using SyncNonce = std::array<std::uint8_t, 32>;

struct SyncRequest {
    SyncOperation operation = SyncOperation::hello;
    SyncSession session{};  ///< of hello: zero
    Bytes content;
};
Bytes write_request(SyncRequest const& request);
/// errors  invalid  not a request     conflict  of another version
Result<SyncRequest> read_request(BytesView octets);

/// What the asked node signs in its hello, so that nobody else can pose as it.
Bytes hello_words(SyncNonce const& nonce, SyncSession const& session, std::uint8_t purpose);

struct SyncHello {
    SyncSession session{};
    AuthorId node;
    Bytes signature;  ///< 64 octets
};
Bytes write_hello(SyncHello const& hello);
Result<SyncHello> read_hello(BytesView octets);

inline constexpr std::size_t wanted_max = 100'000;  ///< ids in one message
Bytes write_ids(std::vector<RecordId> const& ids);
/// errors  invalid     limit
Result<std::vector<RecordId>> read_ids(BytesView octets);

struct SyncNext {
    std::uint64_t next = 0, total = 0;  ///< of the wanted: how many have been answered with this frame, and all
    Bytes frame;                        ///< empty: nothing more
};
Bytes write_next(SyncNext const& next);
Result<SyncNext> read_next(BytesView octets);

/// What became of a record that was given.
struct SyncOutcome {
    enum class State : std::uint8_t { taken = 0, had = 1, refused = 2 } state = State::taken;
    std::string reason;  ///< of a refused one, at most 300 octets
};
Bytes write_outcomes(std::vector<SyncOutcome> const& outcomes);
Result<std::vector<SyncOutcome>> read_outcomes(BytesView octets);

}  // namespace accalmie
