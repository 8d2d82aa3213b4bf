// SPDX-License-Identifier: Apache-2.0
// src/surfaces/sync_server.hpp: the address at which `accalmie serve` syncs with members' nodes: POST /api/v1/sync. docs/formats/sync.md.
#pragma once

#include "surfaces/http/route.hpp"
#include "surfaces/sync_node.hpp"

#include <mutex>

namespace accalmie {

/// Keeps what it offers to each node for as long as its sync takes.
class SyncServer {
public:
    static constexpr std::size_t sessions_max = 8;               ///< one more ends the oldest, which then begins again
    static constexpr std::size_t offered_max = SyncOffer::records_max;  ///< records over all sessions: about 320 MB

    explicit SyncServer(Workspace& workspace) : workspace_{workspace}, node_{workspace} {}
    http::Route route();
    /// errors  denied  a member who may not sync     missing  the session has ended     as SyncNode
    Result<Bytes> answer(Member const& member, BytesView question);

private:
    struct Session {
        SyncSession id;
        std::string member;
        std::shared_ptr<SyncOffer const> offer;  // shared: a question may still read it when the session is ended by another
        std::vector<RecordId> wanted;
    };
    Result<Bytes> hello(Member const& member, SyncRequest const& request);
    Result<Bytes> want(Member const& member, SyncRequest const& request);
    Result<Bytes> next(Member const& member, SyncRequest const& request);
    void add(Session session);
    /// A copy, so that nothing waits for anybody.
    Result<Session> session(Member const& member, SyncSession const& id);

    Workspace& workspace_;
    SyncNode node_;
    std::mutex mutex_;
    std::vector<Session> sessions_;  ///< the oldest first
};

}  // namespace accalmie
