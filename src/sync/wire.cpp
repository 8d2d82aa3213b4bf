// SPDX-License-Identifier: Apache-2.0
#include "sync/wire.hpp"

#include "sync/varint.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t reason_octets_max = 300, outcomes_max = 4096;

void put(Bytes& into, BytesView octets) { into.insert(into.end(), octets.begin(), octets.end()); }

Error not_understood(char const* what) { return {Error::Kind::invalid, what, "sync", "check the address, and that both nodes run accalmie"}; }

}  // namespace

Bytes write_request(SyncRequest const& request)
{
    Bytes octets{sync_version, static_cast<std::uint8_t>(request.operation)};
    put(octets, request.session);
    put(octets, request.content);
    return octets;
}

Result<SyncRequest> read_request(BytesView octets)
{
    constexpr std::size_t head = 2 + std::tuple_size_v<SyncSession>;
    if (octets.empty()) return not_understood("an empty question");
    if (octets[0] != sync_version) return Error{Error::Kind::conflict, "another version of sync", "sync", "bring the older of the two programs up to date"};
    if (octets.size() < head || octets[1] < 1 || octets[1] > 5) return not_understood("a question that is none");
    SyncRequest request;
    request.operation = static_cast<SyncOperation>(octets[1]);
    std::copy_n(octets.begin() + 2, request.session.size(), request.session.begin());
    request.content.assign(octets.begin() + head, octets.end());
    return request;
}

Bytes hello_words(SyncNonce const& nonce, SyncSession const& session, std::uint8_t purpose)
{
    Bytes words;
    put(words, as_bytes("accalmie sync 1\n"));
    put(words, nonce);
    put(words, session);
    words.push_back(purpose);
    return words;
}

Bytes write_hello(SyncHello const& hello)
{
    Bytes octets;
    put(octets, hello.session);
    put(octets, hello.node.bytes());
    put(octets, hello.signature);
    return octets;
}

Result<SyncHello> read_hello(BytesView octets)
{
    if (octets.size() != 16 + 32 + 64) return not_understood("an answer that is no greeting");
    SyncHello hello;
    std::copy_n(octets.begin(), 16, hello.session.begin());
    hello.node = TRY(AuthorId::from(octets.subspan(16, 32)));
    hello.signature.assign(octets.begin() + 48, octets.end());
    return hello;
}

Bytes write_ids(std::vector<RecordId> const& ids)
{
    Bytes octets;
    for (auto const& id : ids) put(octets, id.bytes());
    return octets;
}

Result<std::vector<RecordId>> read_ids(BytesView octets)
{
    if (octets.size() % RecordId::size != 0) return not_understood("a list of ids that ends in the middle of one");
    if (octets.size() / RecordId::size > wanted_max) return Error{Error::Kind::limit, "more than 100,000 ids at once", "sync", "ask in several questions"};
    std::vector<RecordId> ids;
    for (std::size_t at = 0; at < octets.size(); at += RecordId::size) ids.push_back(TRY(RecordId::from(octets.subspan(at, RecordId::size))));
    return ids;
}

Bytes write_next(SyncNext const& next)
{
    Bytes octets;
    put_varint(octets, next.next);
    put_varint(octets, next.total);
    put(octets, next.frame);
    return octets;
}

Result<SyncNext> read_next(BytesView octets)
{
    OctetReader reader{octets};
    auto const next = reader.varint();
    auto const total = next ? reader.varint() : std::nullopt;
    auto const frame = total ? reader.octets(reader.size()) : std::nullopt;
    if (!frame) return not_understood("an answer that holds no frame");
    return SyncNext{*next, *total, Bytes(frame->begin(), frame->end())};
}

Bytes write_outcomes(std::vector<SyncOutcome> const& outcomes)
{
    Bytes octets;
    for (auto const& outcome : outcomes) {
        octets.push_back(static_cast<std::uint8_t>(outcome.state));
        if (outcome.state != SyncOutcome::State::refused) continue;
        auto const reason = as_bytes(outcome.reason).first(std::min(outcome.reason.size(), reason_octets_max));
        put_varint(octets, reason.size());
        put(octets, reason);
    }
    return octets;
}

Result<std::vector<SyncOutcome>> read_outcomes(BytesView octets)
{
    OctetReader reader{octets};
    std::vector<SyncOutcome> outcomes;
    while (!reader.is_empty()) {
        auto const state = reader.octets(1);
        if (state->front() > 2 || outcomes.size() >= outcomes_max) return not_understood("an answer that says not what became of the records");
        SyncOutcome outcome{static_cast<SyncOutcome::State>(state->front()), {}};
        if (outcome.state == SyncOutcome::State::refused) {
            auto const size = reader.varint();
            auto const reason = size && *size <= reason_octets_max ? reader.octets(*size) : std::nullopt;
            if (!reason) return not_understood("a reason that runs over the end");
            outcome.reason = as_text(*reason);
        }
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

}  // namespace accalmie
