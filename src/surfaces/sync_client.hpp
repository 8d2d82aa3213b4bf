// SPDX-License-Identifier: Apache-2.0
// src/surfaces/sync_client.hpp: the side of a sync that asks: greets, compares, fetches and gives, a frame at a time. docs/formats/sync.md.
#pragma once

#include "core/network.hpp"
#include "surfaces/sync_node.hpp"
#include "sync/negentropy.hpp"

namespace accalmie {

/// What became of records, in one direction.
struct SyncCount {
    std::uint64_t taken = 0, had = 0, refused = 0;
    std::map<std::string, std::uint64_t> reasons = {};  ///< of refused ones; at most SyncReport::reasons_max
};
struct SyncReport {
    static constexpr std::size_t reasons_max = 100;
    AuthorId node;                 ///< with whom
    std::string member;            ///< as whom it is known here
    SyncCount came, went;
    std::uint64_t still_to_come = 0, still_to_go = 0;  ///< known and not there yet, where the sync broke off
    std::uint64_t withheld = 0;    ///< here, and the other node may not hold them
    std::uint64_t questions = 0, octets_sent = 0, octets_received = 0;
    std::optional<Error> broke_off = {};
};

/// One sync, as far as the line lasts: what has arrived is durable, and the next begins where this one ended.
/// Memory: about 80 octets a record offered, 32 a record that one side lacks, and two frames.
/// in      endpoint  "http://host:port"     on_progress  of records, both ways
/// errors  denied  the other node is no member here, or is not who it says; or we are none there     before anything was exchanged: as Network
Result<SyncReport> sync_with(Workspace& workspace, Network& network, std::string const& endpoint, std::string const& token, Progress const& on_progress);

}  // namespace accalmie
