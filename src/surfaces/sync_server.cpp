// SPDX-License-Identifier: Apache-2.0
#include "surfaces/sync_server.hpp"

#include "sync/negentropy.hpp"
#include "sync/varint.hpp"

namespace accalmie {

namespace {

constexpr std::size_t frame_octets = 64U << 10U;  ///< of a Negentropy message: what is lost when the line is cut
constexpr std::size_t question_octets_max = 21U << 20U;

class WholeBody final : public http::BodyReceiver {
public:
    Result<void> take(std::string_view octets) override
    {
        octets_ += octets;
        return {};
    }
    Result<void> finish() override { return {}; }
    std::string const& octets() const { return octets_; }

private:
    std::string octets_;
};

}  // namespace

http::Route SyncServer::route()
{
    http::Route route;
    route.method = http::Method::post;
    route.pattern = "/api/v1/sync";
    route.summary = {"Synchroniser deux nœuds (docs/formats/sync.md)", "Sync two nodes (docs/formats/sync.md)"};
    route.answer = "application/octet-stream";
    route.body_bytes_max = question_octets_max;
    route.receive = [](http::RequestHead const&) -> Result<std::unique_ptr<http::BodyReceiver>> { return std::unique_ptr<http::BodyReceiver>{std::make_unique<WholeBody>()}; };
    route.handle = [this](http::Request const& request) -> Result<http::Response> {
        auto const* const body = static_cast<WholeBody const*>(request.received.get());
        auto const octets = TRY(answer(request.member, body == nullptr ? BytesView{} : as_bytes(body->octets())));
        return http::Response{200, "application/octet-stream", std::string{as_text(octets)}};
    };
    return route;
}

Result<Bytes> SyncServer::answer(Member const& member, BytesView question)
{
    // A demo's visitor without a token has no key: he looks and takes nothing.
    if (!may_sync(member, workspace_.today()) || member.key.is_zero())
        return Error{Error::Kind::denied, "your role may not sync", {}, "ask the programme lead for a token that may"};
    auto const request = TRY(read_request(question));
    switch (request.operation) {
    case SyncOperation::hello: return hello(member, request);
    case SyncOperation::compare: return negentropy_answer(TRY(session(member, request.session)).offer->set(), request.content, frame_octets);
    case SyncOperation::want: return want(member, request);
    case SyncOperation::next: return next(member, request);
    case SyncOperation::give:
        TRY(session(member, request.session));
        return write_outcomes(TRY(node_.take(request.content, {&member, 1})));
    }
    VERIFY(false);
}

Result<Bytes> SyncServer::hello(Member const& member, SyncRequest const& request)
{
    SyncNonce nonce{};
    if (request.content.size() != nonce.size() + 1) return Error{Error::Kind::invalid, "a greeting that is none", "sync"};
    std::copy_n(request.content.begin(), nonce.size(), nonce.begin());
    auto const purpose = static_cast<std::uint8_t>(workspace_.is_demo() ? 1 : 0);
    if (request.content.back() != purpose) return Error{Error::Kind::conflict, "a demo and a real workspace do not sync", "sync", "sync with a workspace of the same kind"};
    Session begun{{}, member.pseudonym, {}, {}};
    workspace_.machine().random.fill(begun.id);
    begun.offer = std::make_shared<SyncOffer const>(TRY(node_.offer({&member, 1})));
    auto const words = hello_words(nonce, begun.id, purpose);
    SyncHello const hello{begun.id, workspace_.head().owner, workspace_.sign(words)};
    add(std::move(begun));
    return write_hello(hello);
}

void SyncServer::add(Session session)
{
    std::lock_guard const lock{mutex_};
    sessions_.push_back(std::move(session));
    auto const offered = [this] {
        std::size_t sum = 0;
        for (auto const& one : sessions_) sum += one.offer->set().size();
        return sum;
    };
    while (sessions_.size() > 1 && (sessions_.size() > sessions_max || offered() > offered_max)) sessions_.erase(sessions_.begin());
}

Result<SyncServer::Session> SyncServer::session(Member const& member, SyncSession const& id)
{
    std::lock_guard const lock{mutex_};
    for (auto const& one : sessions_)
        if (one.id == id && one.member == member.pseudonym) return one;
    return Error{Error::Kind::missing, "this sync has ended here", "sync", "begin it again: nothing is lost"};
}

Result<Bytes> SyncServer::want(Member const& member, SyncRequest const& request)
{
    auto const ids = TRY(read_ids(request.content));
    auto asked = TRY(session(member, request.session));
    if (asked.wanted.size() + ids.size() > asked.offer->set().size() + wanted_max) return Error{Error::Kind::limit, "more is wanted than is offered", "sync"};
    asked.wanted.insert(asked.wanted.end(), ids.begin(), ids.end());
    asked.wanted = asked.offer->in_order(std::move(asked.wanted));
    auto const total = asked.wanted.size();
    std::lock_guard const lock{mutex_};
    for (auto& one : sessions_)
        if (one.id == asked.id) one.wanted = asked.wanted;
    Bytes octets;
    put_varint(octets, total);
    return octets;
}

Result<Bytes> SyncServer::next(Member const& member, SyncRequest const& request)
{
    auto const from = OctetReader{request.content}.varint();
    if (!from) return Error{Error::Kind::invalid, "a question without a number", "sync"};
    auto const asked = TRY(session(member, request.session));
    return write_next(TRY(node_.pack(asked.wanted, *from)));
}

}  // namespace accalmie
