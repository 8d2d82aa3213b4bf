// SPDX-License-Identifier: Apache-2.0
#include "sync/received.hpp"

#include "trust/stored.hpp"

#include <set>

namespace accalmie {

Result<void> Authors::add(Member member)
{
    if (++count_ > members_max) return Error{Error::Kind::limit, "more than 100,000 members", "members"};
    auto const key = member.key;
    by_key_[key].push_back(std::move(member));
    return {};
}

std::span<Member const> Authors::of(AuthorId const& key) const
{
    auto const found = by_key_.find(key);
    return found == by_key_.end() ? std::span<Member const>{} : std::span<Member const>{found->second};
}

std::string_view place_code(std::string_view place) { return place.substr(0, place.find('@')); }

Beside beside(StoredRecord const& record)
{
    bool const open_only = std::all_of(record.parts.begin(), record.parts.end(), [](StoredPart const& part) { return part.group == "open"; });
    return open_only ? Beside::nothing : Beside::more;
}

bool may_lie_with(std::span<Member const> peer, StoredRecord const& record, Day today)
{
    Subject const subject{record.type, place_code(record.place), today};
    return std::any_of(peer.begin(), peer.end(), [&](Member const& member) {
        return member.key == record.author || may_hold(member, subject, beside(record));
    });
}

namespace {

Error refusal(Error::Kind kind, std::string what) { return {kind, std::move(what)}; }

/// On the day of its own clock: a member who has left wrote rightly while he was one.
Result<void> check_author(StoredRecord const& record, ReceiveRules const& rules)
{
    auto const members = rules.authors.of(record.author);
    if (members.empty())
        return Error{Error::Kind::denied, "its author is no member here", record.author.hex(), "accalmie member add NAME --role ROLE --places CODES --key KEY"};
    Subject const subject{record.type, place_code(record.place), day_of(HybridTime{record.hlc}.physical())};
    if (std::any_of(members.begin(), members.end(), [&](Member const& member) { return may(member, Action::write, subject); })) return {};
    return Error{Error::Kind::denied, "its author may not write " + record.type + " there or then", members.front().pseudonym};
}

Result<void> check_peer(StoredRecord const& record, ReceiveRules const& rules)
{
    Subject const subject{record.type, place_code(record.place), rules.today};
    bool const may_bring = std::any_of(rules.peer.begin(), rules.peer.end(), [&](Member const& member) {
        return may(member, Action::write, subject) || may_hold(member, subject, beside(record));
    });
    if (may_bring) return {};
    return refusal(Error::Kind::denied, "who brings it may neither write nor hold " + record.type + " there");
}

}  // namespace

Result<StoredRecord> check_received(TravelledRecord travelled, ReceiveRules const& rules)
{
    auto record = TRY(open_envelope(travelled.envelope));
    record.envelope = std::move(travelled.envelope);
    std::set<std::string_view> groups;
    for (auto const& part : travelled.parts)
        if (!groups.insert(part.group).second) return refusal(Error::Kind::corrupt, "the group " + part.group + " twice");
    if (record.header.purpose() != rules.purpose)
        return refusal(Error::Kind::conflict, record.header.demo ? "a record of a demo for a real workspace" : "a real record for a demo workspace");
    if (record.header.hlc.physical() > rules.now + ReceiveRules::ahead_max)
        return refusal(Error::Kind::invalid, "its clock is more than a day ahead of this machine's");
    auto const* const type = rules.dictionary.find(record.header.type);
    auto stored = to_stored(std::move(record), rules.now);
    stored.parts = std::move(travelled.parts);
    TRY(verify_record(TRY(to_record(stored)), type));
    TRY(check_author(stored, rules));
    TRY(check_peer(stored, rules));
    return stored;
}

}  // namespace accalmie
