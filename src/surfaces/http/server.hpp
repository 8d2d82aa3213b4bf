// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/server.hpp: sockets in front of a site: HTTP or HTTPS over TCP, and a Unix socket for the owner.
#pragma once

#include "surfaces/http/limits.hpp"
#include "surfaces/http/site.hpp"

#include <memory>

namespace accalmie::http {

/// PEM files. The key must not be readable by everybody.
struct TlsFiles {
    std::string certificate;  ///< the chain, own certificate first
    std::string key;
};

enum class Signals : std::uint8_t { leave_alone, stop_on_interrupt };

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< numeric, IPv4 or IPv6; empty: no TCP
    std::uint16_t port = 0;             ///< 0: any free one
    std::string socket_path = {};       ///< Unix socket, made with mode 0600; empty: none
    std::optional<TlsFiles> tls = {};
    /// Names under which it may be called besides localhost. Checked when bound to loopback, or when any is given.
    std::vector<std::string> names = {};
    Signals signals = Signals::leave_alone;  ///< SIGTERM and SIGINT: stop(); a second one cuts what runs
    Limits limits = {};
    std::function<void(LogLine const&)> log = {};  ///< called on the I/O thread; quick
};

/// One I/O thread and a few workers, from start to stop.
class Server {
public:
    /// Listens when it returns.
    /// errors  usage     not a numeric address; nothing to listen on
    ///         conflict  the port is taken, another server answers on the socket, or a file that is no socket is there
    ///         denied    the port or folder is not ours     invalid  certificate or key     limit  the socket's path is too long     io
    static Result<std::unique_ptr<Server>> start(ServerOptions options, SiteOptions site);

    /// Stops as stop() and wait().
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    std::uint16_t port() const;  ///< 0: no TCP
    /// No new connection, no new request; running ones have limits.stop_time. Returns at once; any thread.
    void stop();
    /// Until stopped and every handler has returned.
    void wait();
    Site& site();

private:
    class Inside;
    explicit Server(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace accalmie::http
