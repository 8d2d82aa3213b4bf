// SPDX-License-Identifier: Apache-2.0
// src/trust/corrections.hpp: which version of a record counts, when several say different things.
#pragma once

#include "trust/record.hpp"

namespace accalmie {

/// One version of a thing: the first record, or one that replaces another.
struct Version {
    RecordAddress address;
    AuthorId author;
    std::string organisation;                  ///< the author's, empty if unknown
    HybridTime hlc;
    std::optional<RecordAddress> replaces;
};
/// A person's word that one version counts: ends a dispute.
struct Choice {
    RecordAddress chosen;
    HybridTime hlc;
};
enum class VersionState : std::uint8_t {
    current,   ///< counts, and nobody contests it
    disputed,  ///< counts while a dispute is open: the last value before it
    contender, ///< one side of an open dispute; does not count
    replaced,  ///< corrected by somebody entitled
    rival,     ///< an account by somebody who may not correct; stands beside, replaces nothing
};

/// The state of each version of one thing, in the order given. All versions that hang together through `replaces` must be given at once.
/// The answer depends on the set, not on its order (a property test says so).
std::vector<VersionState> resolve(std::span<Version const> versions, std::span<Choice const> choices);

}  // namespace accalmie
