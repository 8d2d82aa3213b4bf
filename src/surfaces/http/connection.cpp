// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace accalmie::http {

namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using Steady = std::chrono::steady_clock;
using Parser = beast_http::request_parser<beast_http::string_body>;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 4 * 1024;  // of a header: nearly always whole
constexpr std::size_t body_read_bytes = 64 * 1024;
constexpr std::size_t joined_bytes_max = 32 * 1024;  // an answer up to this goes out with its header in one write
constexpr std::string_view end_of_head = "\r\n\r\n";

/// A flag raised on another thread that a coroutine of the I/O thread waits for.
struct Bell {
    explicit Bell(asio::io_context& io) : timer(io, Steady::time_point::max()) {}
    asio::steady_timer timer;
    bool rung = false;

    void ring()  // on the I/O thread
    {
        rung = true;
        timer.cancel();
    }
};

Awaitable<void> wait_for(std::shared_ptr<Bell> bell)
{
    while (!bell->rung) static_cast<void>(co_await bell->timer.async_wait(as_values));
    bell->rung = false;
}

std::string field_text(Parser::value_type const& message, beast_http::field name) { return std::string{message[name]}; }

RequestHead head_of(Parser const& parser, Channel channel, std::string const& peer)
{
    auto const& message = parser.get();
    RequestHead head;
    head.method = parse_method(message.method_string());
    head.target = std::string{message.target()};
    auto const hosts = message.equal_range(beast_http::field::host);
    for (auto field = hosts.first; field != hosts.second; ++field) head.hosts.emplace_back(field->value());
    head.authorization = field_text(message, beast_http::field::authorization);
    head.accept_encoding = field_text(message, beast_http::field::accept_encoding);
    head.if_none_match = field_text(message, beast_http::field::if_none_match);
    head.origin = field_text(message, beast_http::field::origin);
    head.content_type = field_text(message, beast_http::field::content_type);
    head.device_signature = std::string{message["X-Accalmie-Signature"]};
    if (auto const length = parser.content_length()) head.content_length = *length;
    head.chunked = parser.chunked();
    head.channel = channel;
    head.peer = peer;
    return head;
}

Response malformed(std::string what, std::string remedy = "send a request as RFC 9112 has it")
{
    return error_response(400, {Error::Kind::invalid, std::move(what), "request", std::move(remedy)});
}

Response too_slow(std::string what) { return error_response(408, {Error::Kind::limit, std::move(what), "request", "send it again, faster"}); }

Response busy(std::string what, std::string_view retry_after_s)
{
    auto response = error_response(503, {Error::Kind::io, std::move(what), "server", "try again in " + std::string{retry_after_s} + " s"});
    response.fields.push_back({"Retry-After", std::string{retry_after_s}});
    return response;
}

/// A request line begins with a method and a space; rubbish is answered at once, not when the time for a header is over.
bool may_become_request(std::string_view input)
{
    constexpr std::size_t method_bytes_max = 20;
    auto const end = std::min(input.find(' '), input.size());
    auto const is_token = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
    return end <= method_bytes_max && std::all_of(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(end), is_token);
}

/// The pieces of a streamed answer on their way from a worker to the wire.
class Pipe final : public Stream {
public:
    Pipe(asio::io_context& io, std::shared_ptr<Bell> bell) : io_(io), bell_(std::move(bell)) {}

    bool send(std::string_view piece) override
    {
        std::unique_lock lock{mutex_};
        room_.wait(lock, [this] { return closed_ || pending_.size() < stream_pending_bytes_max; });
        if (closed_) return false;
        pending_.append(piece);
        lock.unlock();
        asio::post(io_, [bell = bell_] { bell->ring(); });
        return true;
    }

    std::string take()
    {
        std::scoped_lock const lock{mutex_};
        room_.notify_all();
        return std::exchange(pending_, {});
    }

    void close()
    {
        std::scoped_lock const lock{mutex_};
        closed_ = true;
        room_.notify_all();
    }

private:
    asio::io_context& io_;
    std::shared_ptr<Bell> bell_;  ///< shared: a ring can be on its way after the pipe is gone
    std::mutex mutex_;
    std::condition_variable room_;
    std::string pending_;
    bool closed_ = false;
};

std::string chunk_of(std::string_view piece)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string size;
    for (auto left = piece.size(); left > 0; left >>= 4U) size.insert(size.begin(), digits[left & 15U]);
    return (size.empty() ? "0" : size).append("\r\n").append(piece).append("\r\n");
}

}  // namespace

struct Connection::Exchange {
    std::optional<Parser> parser{std::in_place};
    RequestHead head;
    Admission admission{"(none)", std::nullopt, std::nullopt};
    Response response;
    std::unique_ptr<BodyReceiver> receiver;
    WireTime started{};  ///< the end of the header
    bool keep_alive = false;
    bool is_read = false;          ///< nothing of this request is left on the wire
    bool is_sent = false;          ///< streamed already
    bool has_begun = false;        ///< a first octet came
    std::uint64_t body_bytes = 0;  ///< of the answer
};

Connection::Connection(Shared& shared, std::unique_ptr<Wire> wire, Channel channel, std::string peer)
    : shared_(shared), wire_(std::move(wire)), channel_(channel), peer_(std::move(peer))
{
}

Connection::~Connection() = default;

void Connection::wind_up()
{
    if (idle_) cut();
}

Awaitable<bool> Connection::send(std::string_view octets)
{
    auto const& limits = shared_.limits;
    auto const started = Steady::now();
    std::size_t sent = 0;
    while (sent < octets.size()) {
        Failure failure;
        auto const now = Steady::now();
        auto const rest = octets.substr(sent, joined_bytes_max * 4);
        sent += co_await wire_->write_some(rest, now + limits.pause_time, failure);
        if (failure) co_return false;
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(Steady::now() - started - limits.slow_grace).count();
        if (seconds <= 0 || sent >= static_cast<std::size_t>(seconds) * limits.slow_bytes_per_second) continue;
        shared_.site.metrics().count(Rejection::slow);
        co_return false;
    }
    co_return true;
}

/// More octets into input_. False: the wire ended; the answer to that, if there is one, is in exchange.response.
Awaitable<bool> Connection::fill(WireTime deadline, Exchange& exchange)
{
    auto const before = input_.size();
    input_.resize(before + read_bytes);
    Failure failure;
    auto const size = co_await wire_->read_some(input_.data() + before, read_bytes, deadline, failure);
    input_.resize(before + size);
    if (size > 0) exchange.has_begun = true;
    co_return !failure;
}

Awaitable<bool> Connection::read_head(Exchange& exchange)
{
    std::size_t searched = 0;
    exchange.has_begun = !input_.empty();
    auto deadline = Steady::now() + (exchange.has_begun ? shared_.limits.header_time : shared_.limits.idle_time);
    for (;;) {
        while (searched == 0 && input_.starts_with("\r\n")) input_.erase(0, 2);  // RFC 9112, 2.2: a robust server ignores an empty line here
        auto const end = input_.find(end_of_head, searched);
        if (end != std::string::npos && end + end_of_head.size() <= header_bytes_max) co_return parse_head(exchange, end + end_of_head.size());
        if (input_.size() >= header_bytes_max) {
            exchange.response = error_response(431, {Error::Kind::limit, "a header of more than " + std::to_string(header_bytes_max) + " octets",
                                                     "request header", "send a shorter one"});
            co_return false;
        }
        if (!may_become_request(input_)) {
            exchange.response = malformed("this is no HTTP request");
            co_return false;
        }
        searched = input_.size() < end_of_head.size() ? 0 : input_.size() - end_of_head.size() + 1;
        idle_ = !exchange.has_begun;
        bool const was_idle = idle_;
        bool const is_open = co_await fill(deadline, exchange);
        idle_ = false;
        if (was_idle && exchange.has_begun) deadline = Steady::now() + shared_.limits.header_time;
        if (is_open) continue;
        if (exchange.has_begun && Steady::now() >= deadline) {
            // The wire closed itself at its deadline: nobody can be told, but we count it.
            shared_.site.metrics().count(Rejection::slow);
        }
        co_return false;
    }
}

bool Connection::parse_head(Exchange& exchange, std::size_t size)
{
    auto& parser = *exchange.parser;
    exchange.started = Steady::now();
    parser.header_limit(static_cast<std::uint32_t>(header_bytes_max) + 1);
    parser.body_limit(boost::none);  // by route, once it is known
    parser.eager(false);
    Failure failure;
    asio::const_buffer const octets{input_.data(), size};
    auto const used = parser.put(octets, failure);
    if (failure || !parser.is_header_done()) {
        bool const is_version = failure == beast_http::error::bad_version;
        exchange.response = is_version ? error_response(505, {Error::Kind::invalid, "not HTTP/1.1 or HTTP/1.0", "request", "speak HTTP/1.1"})
                                       : malformed("this is no HTTP request");
        return false;
    }
    input_.erase(0, used);
    auto const& message = parser.get();
    if (static_cast<std::size_t>(std::distance(message.begin(), message.end())) > header_fields_max) {
        exchange.response = error_response(
            431, {Error::Kind::limit, "more than " + std::to_string(header_fields_max) + " header fields", "request header", "send fewer"});
        return false;
    }
    if (message.find(beast_http::field::transfer_encoding) != message.end() && (!parser.chunked() || message.version() < 11)) {
        exchange.response =
            error_response(501, {Error::Kind::invalid, "an unknown transfer coding", "Transfer-Encoding", "send chunked, or Content-Length"});
        return false;
    }
    exchange.head = head_of(parser, channel_, peer_);
    exchange.keep_alive = parser.keep_alive();
    exchange.is_read = parser.is_done();
    return true;
}

/// Hands over what has come of a body that is received in pieces. False: exchange.response says why not.
bool Connection::receive(Exchange& exchange)
{
    if (!exchange.receiver) return true;
    auto& octets = exchange.parser->get().body();
    auto taken = exchange.receiver->take(octets);
    octets.clear();
    if (taken && exchange.parser->is_done()) taken = exchange.receiver->finish();
    if (!taken) exchange.response = Site::refusal(*exchange.admission.job, taken.error());
    return taken.has_value();
}

Awaitable<bool> Connection::read_body(Exchange& exchange)
{
    auto const& limits = shared_.limits;
    auto& parser = *exchange.parser;
    auto const body_max = exchange.admission.job->route->body_bytes_max;
    if (parser.get().count(beast_http::field::expect) > 0) {
        // RFC 9110, 10.1.1 knows no other expectation.
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await send(go_on)) co_return false;
    }
    parser.body_limit(body_max);
    parser.eager(true);
    auto const started = Steady::now();
    std::uint64_t received = input_.size();
    while (!parser.is_done()) {
        Failure failure;
        if (!input_.empty()) {
            asio::const_buffer const octets{input_.data(), input_.size()};
            input_.erase(0, parser.put(octets, failure));
        }
        if (!receive(exchange)) co_return false;
        if (parser.is_done()) break;
        if (failure == beast_http::error::body_limit || received > 2 * body_max + header_bytes_max) {
            exchange.response = error_response(
                413, {Error::Kind::limit, "a body of more than " + std::to_string(body_max) + " octets", "request body", "send less at once"});
            co_return false;
        }
        if ((failure && failure != beast_http::error::need_more) || input_.size() > header_bytes_max) {
            exchange.response = malformed("the body is not framed as its header says");
            co_return false;
        }
        auto const before = input_.size();
        input_.resize(before + body_read_bytes);
        auto const size = co_await wire_->read_some(input_.data() + before, body_read_bytes, Steady::now() + limits.pause_time, failure);
        input_.resize(before + size);
        received += size;
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(Steady::now() - started - limits.slow_grace).count();
        bool const is_slow = seconds > 0 && received < static_cast<std::uint64_t>(seconds) * limits.slow_bytes_per_second;
        if (is_slow) {
            shared_.site.metrics().count(Rejection::slow);
            exchange.response = too_slow("the body came too slowly");
        }
        if (failure || is_slow) co_return false;
    }
    exchange.is_read = true;
    co_return true;
}

/// False: the queue is full, and exchange.response says so.
bool Connection::submit(Exchange& exchange, std::function<void()> work)
{
    auto& metrics = shared_.site.metrics();
    bool const waits = exchange.admission.job && exchange.admission.job->route->runs == Runs::on_waiter;
    bool const is_taken = (waits ? shared_.waiters : shared_.workers).submit(std::move(work));
    metrics.set_queue_length(shared_.workers.waiting());
    if (is_taken) return true;
    metrics.count(Rejection::queue);
    exchange.response = busy("too many requests wait already", "1");
    return false;
}

/// Runs `work` on a worker and waits for its end.
Awaitable<bool> Connection::on_worker(Exchange& exchange, std::function<void()> work)
{
    auto bell = std::make_shared<Bell>(shared_.io);
    std::function<void()> job = [work = std::move(work), bell, &io = shared_.io] {
        work();
        asio::post(io, [bell] { bell->ring(); });
    };
    if (!submit(exchange, std::move(job))) co_return false;
    co_await wait_for(bell);
    shared_.site.metrics().set_queue_length(shared_.workers.waiting());
    co_return true;
}

/// Who asks, and the body. Before a stranger's body is read at length, the stranger is asked who he is. False: exchange.response says why not.
Awaitable<bool> Connection::ask_and_read(Exchange& exchange)
{
    std::optional<Response> refused;
    std::function<void()> ask = [&] { refused = shared_.site.authorize(*exchange.admission.job); };
    if (!co_await on_worker(exchange, std::move(ask))) co_return false;
    if (refused) exchange.response = std::move(*refused);
    if (refused) co_return false;
    auto const& route = *exchange.admission.job->route;
    if (route.receive) {
        auto receiver = route.receive(exchange.head);
        if (!receiver) {
            exchange.response = Site::refusal(*exchange.admission.job, receiver.error());
            co_return false;
        }
        exchange.receiver = std::move(*receiver);
    }
    if (!exchange.is_read && !co_await read_body(exchange)) co_return false;
    co_return true;
}

Awaitable<void> Connection::run_job(Exchange& exchange)
{
    auto& site = shared_.site;
    auto& job = *exchange.admission.job;
    auto& response = exchange.response;
    bool const has_body = !exchange.is_read;
    if (has_body && !co_await ask_and_read(exchange)) co_return;
    std::string body = std::move(exchange.parser->get().body());
    std::function<void()> work = [&] {
        auto refused = has_body ? std::nullopt : site.authorize(job);
        response = refused ? std::move(*refused) : site.answer(job, std::move(body), std::move(exchange.receiver));
    };
    if (job.route->runs == Runs::at_once)
        work();
    else
        static_cast<void>(co_await on_worker(exchange, std::move(work)));
}

Awaitable<void> Connection::run_stream(Exchange& exchange)
{
    if (!co_await ask_and_read(exchange)) co_return;
    std::string body = std::move(exchange.parser->get().body());
    auto bell = std::make_shared<Bell>(shared_.io);
    auto pipe = std::make_shared<Pipe>(shared_.io, bell);
    Result<void> result;
    bool is_finished = false;  // changed on the I/O thread only, after the last piece is in the pipe
    std::function<void()> work = [&, bell] {
        result = shared_.site.stream(*exchange.admission.job, std::move(body), *pipe);
        asio::post(shared_.io, [&is_finished, bell] {
            is_finished = true;
            bell->ring();
        });
    };
    if (!submit(exchange, std::move(work))) co_return;
    Response const begun{200, "application/x-ndjson", {}, {}, {{"Cache-Control", "no-store"}}, false};
    bool is_listening = true;
    for (;;) {
        auto const piece = pipe->take();
        if (piece.empty() && is_finished) break;
        if (piece.empty()) co_await wait_for(bell);
        if (piece.empty() || !is_listening) continue;
        auto octets = chunk_of(piece);
        if (!exchange.is_sent) octets.insert(0, head_text(begun, wire_->transport(), Framing::chunked, false));
        exchange.is_sent = true;
        exchange.body_bytes += piece.size();
        is_listening = co_await send(octets);
        if (!is_listening) pipe->close();
    }
    exchange.keep_alive = false;  // rare and long: nothing is gained by keeping it
    exchange.response = result ? begun : error_response(result.error());
    constexpr std::string_view last_chunk = "0\r\n\r\n";
    if (exchange.is_sent && is_listening) static_cast<void>(co_await send(last_chunk));
}

Awaitable<void> Connection::handle(Exchange& exchange)
{
    exchange.admission = shared_.site.admit(exchange.head);
    bool const needs_chunks = exchange.admission.job && exchange.admission.job->route->stream;
    if (exchange.admission.response)
        exchange.response = std::move(*exchange.admission.response);
    else if (needs_chunks && exchange.parser->get().version() < 11)
        exchange.response = error_response(505, {Error::Kind::invalid, "an answer in pieces needs HTTP/1.1", "request", "speak HTTP/1.1"});
    else if (needs_chunks)
        co_await run_stream(exchange);
    else
        co_await run_job(exchange);
}

Awaitable<void> Connection::respond(Exchange& exchange)
{
    auto const& response = exchange.response;
    exchange.keep_alive = exchange.keep_alive && exchange.is_read && !response.close && !shared_.stopping;
    auto const head = head_text(response, wire_->transport(), Framing::length, exchange.keep_alive);
    bool const has_content = exchange.head.method != Method::head && response.status != 204 && response.status != 304;
    auto const content = has_content ? response.content() : std::string_view{};
    exchange.body_bytes = content.size();
    bool is_sent = false;
    if (content.size() <= joined_bytes_max) {
        auto const whole = head + std::string{content};
        is_sent = co_await send(whole);
    } else {
        is_sent = co_await send(head);
        if (is_sent) is_sent = co_await send(content);
    }
    exchange.keep_alive = exchange.keep_alive && is_sent;
}

void Connection::finish(Exchange& exchange)
{
    auto const duration = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - exchange.started);
    LogLine const line{exchange.head.method, exchange.admission.route, exchange.response.status, duration, exchange.body_bytes};
    shared_.site.metrics().count(line);
    if (shared_.log) shared_.log(line);
}

Awaitable<void> Connection::serve()
{
    idle_ = true;  // nobody has asked for anything yet
    auto const failure = co_await wire_->open(Steady::now() + shared_.limits.header_time);
    idle_ = false;
    if (failure) co_return;
    for (bool goes_on = true; goes_on && !shared_.stopping;) {
        Exchange exchange;
        exchange.response.status = 0;  // none yet
        bool const is_request = co_await read_head(exchange);
        if (is_request)
            co_await handle(exchange);
        else if (exchange.response.status != 0) {
            exchange.started = Steady::now();
            exchange.head.method = Method::other;
            shared_.site.metrics().count(Rejection::malformed);
        }
        if (exchange.response.status == 0) break;  // the client went away
        if (!exchange.is_sent) co_await respond(exchange);
        finish(exchange);
        goes_on = exchange.keep_alive;
        if (!goes_on) {
            auto const linger = exchange.is_read && input_.empty() ? std::chrono::milliseconds{0} : shared_.limits.linger_time;
            co_await wire_->close(linger);
        }
    }
    wire_->cut();
}

Awaitable<void> Connection::refuse()
{
    auto const failure = co_await wire_->open(Steady::now() + shared_.limits.header_time);
    if (failure) co_return;
    auto const response = busy("too many connections", "2");
    auto const whole = head_text(response, wire_->transport(), Framing::length, false) + response.body;
    if (co_await send(whole)) co_await wire_->close(shared_.limits.linger_time);
    wire_->cut();
}

}  // namespace accalmie::http
