// SPDX-License-Identifier: Apache-2.0
#include "surfaces/sync_node.hpp"

#include "trust/crypto.hpp"

#include <nlohmann/json.hpp>

namespace accalmie {

/// Records of one frame that were found good and are not kept yet.
struct SyncNode::Taking {
    std::vector<StoredRecord> good;
    bool has_member = false;
    Authors authors;
};

Result<std::vector<Member>> SyncNode::peer(AuthorId const& key)
{
    std::vector<Member> found;
    for (auto& member : TRY(workspace_.members()))
        if (member.key == key && may_sync(member, workspace_.today())) found.push_back(std::move(member));
    if (key == workspace_.head().owner) found.push_back(workspace_.owner());
    if (found.empty())
        return Error{Error::Kind::denied, "the other node is no member here", key.hex(), "if you know it: accalmie member add NAME --role ROLE --places CODES --key " + key.hex()};
    return found;
}

Result<Authors> SyncNode::authors()
{
    Authors authors;
    for (auto& member : TRY(workspace_.members())) TRY(authors.add(std::move(member)));
    TRY(authors.add(workspace_.owner()));
    return authors;
}

Result<SyncOffer> SyncNode::offer(std::span<Member const> peer)
{
    auto const today = workspace_.today();
    return SyncOffer::make(workspace_.journal(), [&](StoredRecord const& record) { return may_lie_with(peer, record, today); });
}

Result<SyncNext> SyncNode::pack(std::vector<RecordId> const& ids, std::uint64_t from)
{
    SyncNext next{from, ids.size(), {}};
    FrameWriter frame;
    for (; next.next < ids.size() && !frame.is_full(); ++next.next) {
        auto const record = workspace_.journal().find(ids[next.next]);
        if (!record && record.error().kind == Error::Kind::missing) continue;
        if (!record) return record.error();
        auto const added = frame.add(*record);
        if (!added && added.error().kind != Error::Kind::limit) return added.error();
    }
    if (frame.count() > 0) next.frame = frame.finish();
    return next;
}

Result<void> SyncNode::keep(Taking& taking)
{
    if (taking.good.empty()) return {};
    TRY(workspace_.receive(taking.good));
    taking.good.clear();
    if (!std::exchange(taking.has_member, false)) return {};
    TRY(workspace_.catch_up());
    taking.authors = TRY(authors());
    return {};
}

Result<std::vector<SyncOutcome>> SyncNode::take(BytesView frame, std::span<Member const> peer)
{
    auto records = TRY(read_frame(frame));
    Taking taking;
    taking.authors = TRY(authors());
    std::vector<SyncOutcome> outcomes;
    for (auto const& travelled : records) {
        ReceiveRules const rules{workspace_.dictionary(), taking.authors, peer, workspace_.head().purpose, workspace_.machine().clock.now(), workspace_.today()};
        auto checked = check_received(travelled, rules);
        if (!checked) {
            keep_aside(travelled, peer, checked.error());
            outcomes.push_back({SyncOutcome::State::refused, checked.error().text()});
            continue;
        }
        auto const here = workspace_.journal().find(checked->id);
        if (!here && here.error().kind != Error::Kind::missing) return here.error();
        outcomes.push_back({here ? SyncOutcome::State::had : SyncOutcome::State::taken, {}});
        if (here) continue;
        bool const is_member = checked->type == "member";
        if (taking.has_member && !is_member) TRY(keep(taking));
        taking.has_member = taking.has_member || is_member;
        taking.good.push_back(std::move(*checked));
    }
    TRY(keep(taking));
    return outcomes;
}

/// Beside the journal, so that it counts nowhere and goes nowhere. That it cannot be written stops nothing.
void SyncNode::keep_aside(TravelledRecord const& record, std::span<Member const> peer, Error const& why)
{
    auto const folder = workspace_.folder() / "aside";
    std::error_code fault;
    std::size_t kept = 0;
    for (auto at = std::filesystem::directory_iterator{folder, fault}; !fault && at != std::filesystem::directory_iterator{}; at.increment(fault)) ++kept;
    auto& disk = workspace_.machine().disk;
    if (kept >= aside_max || !disk.make_folder(folder)) return;
    nlohmann::ordered_json const document{{"reason", why.text()},
                                          {"from", peer.empty() ? std::string{} : peer.front().pseudonym},
                                          {"received", to_iso(workspace_.machine().clock.now())},
                                          {"record", to_base64(record.octets, Base64::url)}};
    auto const text = document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    auto const written = write_atomically(disk, folder / (hash_of(record.octets).hex() + ".json"), as_bytes(text));
    static_cast<void>(written);  // the reason is told all the same
}

}  // namespace accalmie
