// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/connection.hpp: the requests of one wire, one after the other, until it ends.
#pragma once

#include "surfaces/http/limits.hpp"
#include "surfaces/http/site.hpp"
#include "surfaces/http/wire.hpp"
#include "surfaces/http/worker_pool.hpp"

#include <boost/asio/io_context.hpp>

namespace accalmie::http {

/// What all connections share; lives longer than they.
struct Shared {
    boost::asio::io_context& io;
    Site& site;
    WorkerPool& workers;
    WorkerPool& waiters;
    Limits const& limits;
    std::function<void(LogLine const&)> const& log;
    bool stopping = false;
};

/// All on the I/O thread.
class Connection {
public:
    Connection(Shared& shared, std::unique_ptr<Wire> wire, Channel channel, std::string peer);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    /// Ends when the client or a limit ends it.
    Awaitable<void> serve();
    /// 503 with Retry-After, whatever is asked; then closed.
    Awaitable<void> refuse();
    /// The server stops: an idle connection ends now, a busy one after its answer.
    void wind_up();
    /// Now, whatever runs.
    void cut() { wire_->cut(); }

private:
    struct Exchange;  // one request and its answer

    Awaitable<bool> read_head(Exchange& exchange);
    Awaitable<bool> fill(WireTime deadline, Exchange& exchange);
    bool parse_head(Exchange& exchange, std::size_t size);
    Awaitable<bool> read_body(Exchange& exchange);
    bool receive(Exchange& exchange);
    Awaitable<void> handle(Exchange& exchange);
    Awaitable<void> run_job(Exchange& exchange);
    Awaitable<bool> ask_and_read(Exchange& exchange);
    bool submit(Exchange& exchange, std::function<void()> work);
    Awaitable<bool> on_worker(Exchange& exchange, std::function<void()> work);
    Awaitable<void> run_stream(Exchange& exchange);
    Awaitable<void> respond(Exchange& exchange);
    Awaitable<bool> send(std::string_view octets);
    void finish(Exchange& exchange);

    Shared& shared_;
    std::unique_ptr<Wire> wire_;
    Channel channel_;
    std::string peer_;
    std::string input_;  ///< read, not yet parsed; bounded by header_bytes_max and one read
    bool idle_ = false;
};

}  // namespace accalmie::http
