// SPDX-License-Identifier: Apache-2.0
// src/sync/received.hpp: may this record, which somebody else brought, be believed and kept here? Signature, commitments, author's right, clock.
#pragma once

#include "dictionary/dictionary.hpp"
#include "sync/record_frame.hpp"
#include "trust/access.hpp"
#include "trust/record.hpp"

#include <chrono>
#include <unordered_map>

namespace accalmie {

/// Who may write, by key. One key may stand for several members: what any of them may is allowed.
class Authors {
public:
    static constexpr std::size_t members_max = 100'000;
    /// errors  limit
    Result<void> add(Member member);
    std::span<Member const> of(AuthorId const& key) const;

private:
    std::unordered_map<AuthorId, std::vector<Member>> by_key_;
    std::size_t count_ = 0;
};

/// What a received record is held against; everything must outlive the check.
struct ReceiveRules {
    static constexpr std::chrono::hours ahead_max{24};  ///< a clock further ahead would run everybody's
    Dictionary const& dictionary;
    Authors const& authors;
    std::span<Member const> peer;  ///< who brings it, as this node knows him
    Purpose purpose = Purpose::real;
    Instant now;
    Day today{};
};

/// The record as the journal keeps it, its clear columns taken from the signed header.
/// A gap in its author's chain is no fault: a partial copy has them.
/// errors  corrupt  signature, form or commitment     denied  its author may not write that there, or who brings it may not have it
///         conflict  of a demo in a real workspace, or the other way round     invalid  a clock more than a day ahead
Result<StoredRecord> check_received(TravelledRecord travelled, ReceiveRules const& rules);

/// P-code of a header's place: without its version.
std::string_view place_code(std::string_view place);
Beside beside(StoredRecord const& record);
/// May a record lie on a node of these members? What they wrote themselves does already.
bool may_lie_with(std::span<Member const> peer, StoredRecord const& record, Day today);

}  // namespace accalmie
