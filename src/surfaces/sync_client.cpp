// SPDX-License-Identifier: Apache-2.0
#include "surfaces/sync_client.hpp"

#include "sync/varint.hpp"
#include "trust/signature.hpp"

#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

constexpr std::size_t frame_octets = 64U << 10U;
constexpr std::chrono::minutes answer_time{5};  ///< a frame of 256 KiB at 1 KiB a second
constexpr int rounds_max = 10'000;

Error::Kind kind_of_status(int status)
{
    switch (status) {
    case 401:
    case 403: return Error::Kind::denied;
    case 404: return Error::Kind::missing;
    case 409: return Error::Kind::conflict;
    case 413:
    case 429: return Error::Kind::limit;
    case 400: return Error::Kind::invalid;
    default: return Error::Kind::io;
    }
}

Error far_error(NetworkAnswer const& answer)
{
    auto const json = nlohmann::json::parse(answer.body, nullptr, false);
    std::string what = "the other node answered with status " + std::to_string(answer.status), remedy;
    if (json.is_object() && json.contains("error") && json["error"].is_object()) {
        what = "the other node says: " + json["error"].value("what", std::string{});
        remedy = json["error"].value("remedy", std::string{});
    }
    return {kind_of_status(answer.status), what.substr(0, 500), "sync", remedy.substr(0, 500)};
}

class Client {
public:
    Client(Workspace& workspace, Network& network, std::string endpoint, std::string token, Progress progress)
        : workspace_{workspace}, node_{workspace}, network_{network}, endpoint_{std::move(endpoint)}, token_{std::move(token)}, progress_{std::move(progress)}
    {
    }

    Result<void> greet();
    Result<void> exchange();
    SyncReport report;

private:
    Result<Bytes> ask(SyncOperation operation, Bytes content);
    Result<void> compare();
    Result<void> want();
    Result<void> fetch();
    Result<void> give();
    void count(SyncCount& into, std::vector<SyncOutcome> const& outcomes);
    void show();

    Workspace& workspace_;
    SyncNode node_;
    Network& network_;
    std::string endpoint_, token_;
    Progress progress_;
    SyncSession session_{};
    std::vector<Member> peer_;
    std::optional<SyncOffer> offer_;
    SyncDifference difference_;
    std::vector<RecordId> outbox_;
    std::uint64_t fetched_ = 0, to_fetch_ = 0, given_ = 0;
};

Result<Bytes> Client::ask(SyncOperation operation, Bytes content)
{
    auto const octets = write_request({operation, session_, std::move(content)});
    NetworkRequest request;
    request.endpoint = endpoint_;
    request.method = "POST";
    request.target = "/api/v1/sync";
    request.timeout = answer_time;
    request.content_type = "application/octet-stream";
    if (!token_.empty()) request.authorization = "Bearer " + token_;
    request.body = as_text(octets);
    ++report.questions;
    report.octets_sent += octets.size();
    auto const answer = TRY(network_.exchange(request));
    report.octets_received += answer.body.size();
    if (answer.status != 200) return far_error(answer);
    auto const body = as_bytes(answer.body);
    return Bytes(body.begin(), body.end());
}

Result<void> Client::greet()
{
    SyncNonce nonce{};
    workspace_.machine().random.fill(nonce);
    auto const purpose = static_cast<std::uint8_t>(workspace_.is_demo() ? 1 : 0);
    Bytes content(nonce.begin(), nonce.end());
    content.push_back(purpose);
    auto const hello = TRY(read_hello(TRY(ask(SyncOperation::hello, std::move(content)))));
    if (!verify_signature(hello.node, hello_words(nonce, hello.session, purpose), hello.signature))
        return Error{Error::Kind::denied, "the other node is not who it says", endpoint_, "check the address; somebody may sit between"};
    session_ = hello.session;
    report.node = hello.node;
    peer_ = TRY(node_.peer(hello.node));
    report.member = peer_.front().pseudonym;
    return {};
}

Result<void> Client::compare()
{
    offer_ = TRY(node_.offer(peer_));
    report.withheld = offer_->withheld();
    std::optional<Bytes> question = negentropy_begin(offer_->set(), frame_octets);
    for (int round = 0; question; ++round) {
        if (round >= rounds_max || difference_.only_there.size() > SyncOffer::records_max)
            return Error{Error::Kind::limit, "comparing does not come to an end", endpoint_, "sync with another node"};
        auto const answer = TRY(ask(SyncOperation::compare, std::move(*question)));
        question = TRY(negentropy_next(offer_->set(), answer, frame_octets, difference_));
    }
    outbox_ = offer_->in_order(std::move(difference_.only_here));
    report.still_to_go = outbox_.size();
    return {};
}

Result<void> Client::want()
{
    auto& ids = difference_.only_there;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    report.still_to_come = ids.size();
    for (std::size_t at = 0; at < ids.size(); at += wanted_max) {
        auto const size = std::min(wanted_max, ids.size() - at);
        auto const first = ids.begin() + static_cast<std::ptrdiff_t>(at);
        auto const answer = TRY(ask(SyncOperation::want, write_ids({first, first + static_cast<std::ptrdiff_t>(size)})));
        to_fetch_ = OctetReader{answer}.varint().value_or(0);
    }
    return {};
}

Result<void> Client::fetch()
{
    Bytes number;
    put_varint(number, fetched_);
    auto const next = TRY(read_next(TRY(ask(SyncOperation::next, std::move(number)))));
    if (next.next <= fetched_ || next.next > to_fetch_) return Error{Error::Kind::invalid, "the other node counts wrongly", endpoint_, "bring both programs up to date"};
    report.still_to_come -= std::min(report.still_to_come, next.next - fetched_);
    fetched_ = next.next;
    if (!next.frame.empty()) count(report.came, TRY(node_.take(next.frame, peer_)));
    return {};
}

Result<void> Client::give()
{
    auto const next = TRY(node_.pack(outbox_, given_));
    if (!next.frame.empty()) count(report.went, TRY(read_outcomes(TRY(ask(SyncOperation::give, next.frame)))));
    given_ = next.next;
    report.still_to_go = outbox_.size() - given_;
    return {};
}

/// In turns, so that what is urgent on either side goes before what is not on the other.
Result<void> Client::exchange()
{
    TRY(compare());
    TRY(want());
    while (fetched_ < to_fetch_ || given_ < outbox_.size()) {
        if (fetched_ < to_fetch_) TRY(fetch());
        show();
        if (given_ < outbox_.size()) TRY(give());
        show();
    }
    return {};
}

void Client::count(SyncCount& into, std::vector<SyncOutcome> const& outcomes)
{
    for (auto const& outcome : outcomes) {
        into.taken += outcome.state == SyncOutcome::State::taken ? 1 : 0;
        into.had += outcome.state == SyncOutcome::State::had ? 1 : 0;
        if (outcome.state != SyncOutcome::State::refused) continue;
        ++into.refused;
        if (into.reasons.size() < SyncReport::reasons_max || into.reasons.contains(outcome.reason)) ++into.reasons[outcome.reason];
    }
}

void Client::show()
{
    if (progress_) progress_(fetched_ + given_, to_fetch_ + outbox_.size());
}

}  // namespace

Result<SyncReport> sync_with(Workspace& workspace, Network& network, std::string const& endpoint, std::string const& token, Progress const& on_progress)
{
    Client client{workspace, network, endpoint, token, on_progress};
    TRY(client.greet());
    auto const done = client.exchange();
    if (!done) client.report.broke_off = done.error();
    TRY(workspace.fold_collected());
    return client.report;
}

}  // namespace accalmie
