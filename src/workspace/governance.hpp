// SPDX-License-Identifier: Apache-2.0
// src/workspace/governance.hpp: the officers' statements that a workspace holds, and the charter that it was founded on.
#pragma once

#include "trust/authority.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

/// Thread-safe. A workspace without a charter is governed by its owner alone.
class Governance {
public:
    /// `workspace` must outlive it.
    explicit Governance(Workspace& workspace) : workspace_{workspace} {}

    /// Trust this charter: once in a workspace's life, by whoever holds its keys. Durable on return; the same one again is no error.
    /// errors  conflict  another one is trusted already     denied  not a founding charter of three signatures     corrupt     io
    Result<void> found(BytesView charter);

    /// Keep a statement, whether it counts yet or not: the second signature may come another day. The same octets again are no error.
    /// errors  corrupt  not a statement     io
    Result<void> add(BytesView statement);

    /// By all that is here now; none: no charter is trusted.
    Result<std::optional<Authority>> authority();

private:
    struct Held {
        std::optional<Bytes> founding;
        std::vector<Bytes> others;
    };
    enum class Founding : std::uint8_t { no, yes };
    Result<Held> held();
    Result<void> write(BytesView statement, Founding founding);

    Workspace& workspace_;
    std::mutex writing_;
};

}  // namespace accalmie
