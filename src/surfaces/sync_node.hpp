// SPDX-License-Identifier: Apache-2.0
// src/surfaces/sync_node.hpp: what either side of a sync does with its own workspace: offer, pack, take, and keep aside what it refuses.
#pragma once

#include "sync/received.hpp"
#include "sync/sync_offer.hpp"
#include "sync/wire.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

class SyncNode {
public:
    static constexpr std::size_t aside_max = 1'000;  ///< refused records that are kept; of more only the reason is told

    explicit SyncNode(Workspace& workspace) : workspace_{workspace} {}

    /// The members whose key this is and who may sync today.
    /// errors  denied  none
    Result<std::vector<Member>> peer(AuthorId const& key);
    Result<SyncOffer> offer(std::span<Member const> peer);
    /// A frame of `ids` from number `from` on; a record that is gone or too large is passed over.
    Result<SyncNext> pack(std::vector<RecordId> const& ids, std::uint64_t from);
    /// Checks each record of a frame and keeps the good ones, durable on return; members count for the records after them.
    /// errors  invalid, limit  not a frame     io
    Result<std::vector<SyncOutcome>> take(BytesView frame, std::span<Member const> peer);

private:
    struct Taking;
    Result<Authors> authors();
    Result<void> keep(Taking& taking);
    void keep_aside(TravelledRecord const& record, std::span<Member const> peer, Error const& why);

    Workspace& workspace_;
};

}  // namespace accalmie
