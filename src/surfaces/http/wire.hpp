// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/wire.hpp: one open connection as octets with deadlines: plain or TLS, TCP or Unix socket.
//
// Coroutines live in this file, wire.cpp, connection.cpp and server.cpp only. g++ 12 destroys temporaries of a co_await expression twice (lambdas,
// aggregates): there, only scalars, string views and named objects stand in such an expression.
#pragma once

#include "surfaces/http/beast.hpp"
#include "surfaces/http/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>

namespace accalmie::http {

using Failure = boost::system::error_code;
using WireTime = std::chrono::steady_clock::time_point;
template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// All on the I/O thread. An operation that passes its deadline fails, and the wire is closed.
class Wire {
public:
    virtual ~Wire() = default;
    virtual Transport transport() const = 0;
    /// TLS: the handshake; plain: nothing.
    virtual Awaitable<Failure> open(WireTime deadline) = 0;
    /// Octets read into `into`; 0 with a failure (also at the end of the stream).
    virtual Awaitable<std::size_t> read_some(char* into, std::size_t size, WireTime deadline, Failure& failure) = 0;
    virtual Awaitable<std::size_t> write_some(std::string_view octets, WireTime deadline, Failure& failure) = 0;
    /// Says goodbye (TLS close_notify, end of stream), and waits a while for the other to have read it if `linger` is not zero.
    virtual Awaitable<void> close(std::chrono::milliseconds linger) = 0;
    /// Now, without a word; what is pending fails.
    virtual void cut() = 0;
};

using Socket = boost::asio::generic::stream_protocol::socket;

/// `tls` null: plain; else it outlives the wire.
std::unique_ptr<Wire> make_wire(Socket socket, boost::asio::ssl::context* tls);

/// TLS 1.2 and 1.3 with ephemeral keys only.
/// errors  missing  a file is not there     invalid  not PEM, or the key is not the certificate's     denied  everybody can read the key
Result<std::unique_ptr<boost::asio::ssl::context>> make_tls_context(std::string const& certificate_file, std::string const& key_file);

}  // namespace accalmie::http
