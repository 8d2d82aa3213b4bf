// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/server.hpp"

#include "surfaces/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace accalmie::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds accept_pause{100};  // after an accept that failed, for example because no file descriptor is left

Error listen_error(Failure failure, std::string where, std::string conflict_remedy)
{
    if (failure == asio::error::address_in_use)
        return {Error::Kind::conflict, "somebody listens there already", std::move(where), std::move(conflict_remedy)};
    if (failure == asio::error::access_denied)
        return {Error::Kind::denied, "this user may not listen there", std::move(where), "choose a port from 1024 on, or a folder that is yours"};
    return {Error::Kind::io, "cannot listen: " + failure.message(), std::move(where), "check the address"};
}

Result<tcp::acceptor> listen_tcp(asio::io_context& io, ServerOptions const& options)
{
    Failure failure;
    auto const address = asio::ip::make_address(options.address, failure);
    if (failure) return Error{Error::Kind::usage, "not a numeric address", "address " + options.address, "give one as 127.0.0.1, 0.0.0.0 or ::1"};
    tcp::endpoint const endpoint{address, options.port};
    tcp::acceptor acceptor{io};
    acceptor.open(endpoint.protocol(), failure);
    if (!failure) acceptor.set_option(asio::socket_base::reuse_address{true}, failure);
    if (!failure) acceptor.bind(endpoint, failure);
    if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) return listen_error(failure, "port " + std::to_string(options.port), "stop the other, or choose another port (0: any free one)");
    return acceptor;
}

/// A socket file that nobody answers on any more is left over from a crash and goes; anything else stays.
Result<void> remove_stale_socket(asio::io_context& io, std::string const& path)
{
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode))
        return Error{Error::Kind::conflict, "a file that is no socket is there", path, "choose another path; this one is not touched"};
    Local::socket probe{io};
    Failure failure;
    probe.connect(Local::endpoint{path}, failure);
    if (!failure) return Error{Error::Kind::conflict, "another server answers there", path, "use that one, or stop it first"};
    if (failure != asio::error::connection_refused)
        return Error{Error::Kind::denied, "the socket there is not ours", path, "remove it, or choose another path"};
    unlink(path.c_str());
    return {};
}

Result<Local::acceptor> listen_local(asio::io_context& io, std::string const& path)
{
    constexpr auto path_bytes_max = sizeof(sockaddr_un::sun_path) - 1;
    if (path.size() > path_bytes_max)
        return Error{Error::Kind::limit, "a socket path of more than " + std::to_string(path_bytes_max) + " octets", path,
                     "put the workspace where its path is shorter"};
    TRY(remove_stale_socket(io, path));
    Failure failure;
    Local::acceptor acceptor{io};
    acceptor.open(Local{}, failure);
    if (!failure) acceptor.bind(Local::endpoint{path}, failure);
    if (failure) return listen_error(failure, path, "stop the other server first");
    // Nobody can connect between bind and listen, so the mode is right before the first connection.
    if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
        return Error{Error::Kind::io, "the socket's mode cannot be set", path, "choose a folder that is yours"};
    acceptor.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) return listen_error(failure, path, "stop the other server first");
    return acceptor;
}

template <class Octets>
std::string as_octets(Octets const& octets, std::size_t count)
{
    return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// For the limit on failed tokens: an IPv4 address, or the /64 that one subscriber gets in IPv6.
std::string peer_of(tcp::socket const& socket)
{
    Failure failure;
    auto const address = socket.remote_endpoint(failure).address();
    if (failure) return {};
    if (address.is_v4()) return as_octets(address.to_v4().to_bytes(), 4);
    if (address.to_v6().is_v4_mapped()) return as_octets(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_bytes(), 4);
    return as_octets(address.to_v6().to_bytes(), 8);
}

/// The mode 0600 already says so; root and ourselves only.
bool is_owner(Local::socket& socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == geteuid() || peer.uid == 0;
}

}  // namespace

class Server::Inside {
public:
    Inside(ServerOptions options, SiteOptions site_options)
        : options_(std::move(options)), site_(std::move(site_options)), workers_(options_.limits.workers, options_.limits.queue),
          waiters_(options_.limits.waiters, options_.limits.connections), signals_(io_),
          stop_timer_(io_), shared_{io_, site_, workers_, waiters_, options_.limits, options_.log}
    {
    }

    Result<void> listen();
    void run();
    void request_stop()
    {
        asio::post(io_, [this] { stop(); });
    }
    void wait()
    {
        if (thread_.joinable()) thread_.join();
    }
    std::uint16_t port() const { return port_; }
    Site& site() { return site_; }

private:
    template <class Acceptor>
    Awaitable<void> accept(Acceptor& acceptor);
    void welcome(tcp::socket socket);
    void welcome(Local::socket socket);
    void welcome(Socket socket, asio::ssl::context* tls, Channel channel, std::string peer);
    Awaitable<void> serve(std::unique_ptr<Connection> connection);
    Awaitable<void> refuse(std::unique_ptr<Connection> connection);
    Awaitable<void> watch_signals();
    void stop();
    void left();

    ServerOptions options_;
    Site site_;
    std::unique_ptr<asio::ssl::context> tls_;
    asio::io_context io_{1};
    WorkerPool workers_;  // goes before io_, to which its threads post
    WorkerPool waiters_;  // likewise
    asio::signal_set signals_;
    asio::steady_timer stop_timer_;
    std::optional<tcp::acceptor> tcp_;
    std::optional<Local::acceptor> local_;
    std::uint16_t port_ = 0;
    std::pair<dev_t, ino_t> socket_file_{};  // ours, to remove it and not another server's
    std::set<Connection*> open_;
    std::set<Connection*> refusing_;
    Shared shared_;
    std::thread thread_;
};

Result<void> Server::Inside::listen()
{
    if (options_.tls) tls_ = TRY(make_tls_context(options_.tls->certificate, options_.tls->key));
    if (options_.address.empty() && options_.socket_path.empty())
        return Error{Error::Kind::usage, "nothing to listen on", "server", "give an address or a socket path"};
    Failure failure;
    if (!options_.address.empty()) {
        tcp_.emplace(TRY(listen_tcp(io_, options_)));
        auto const endpoint = tcp_->local_endpoint(failure);
        port_ = endpoint.port();
        if (endpoint.address().is_loopback() || !options_.names.empty()) site_.restrict_names(options_.names);
    }
    if (!options_.socket_path.empty()) {
        local_.emplace(TRY(listen_local(io_, options_.socket_path)));
        struct stat status{};
        if (lstat(options_.socket_path.c_str(), &status) == 0) socket_file_ = {status.st_dev, status.st_ino};
    }
    if (options_.signals == Signals::stop_on_interrupt) {
        signals_.add(SIGTERM, failure);
        signals_.add(SIGINT, failure);
    }
    return {};
}

void Server::Inside::run()
{
    if (tcp_) asio::co_spawn(io_, accept(*tcp_), asio::detached);
    if (local_) asio::co_spawn(io_, accept(*local_), asio::detached);
    if (options_.signals == Signals::stop_on_interrupt) asio::co_spawn(io_, watch_signals(), asio::detached);
    thread_ = std::thread{[this] { io_.run(); }};
}

template <class Acceptor>
Awaitable<void> Server::Inside::accept(Acceptor& acceptor)
{
    asio::steady_timer pause{io_};
    while (acceptor.is_open()) {
        typename Acceptor::protocol_type::socket socket{io_};
        auto const result = co_await acceptor.async_accept(socket, as_values);
        if (!acceptor.is_open()) break;
        if (!std::get<0>(result)) {
            welcome(std::move(socket));
            continue;
        }
        pause.expires_after(accept_pause);
        static_cast<void>(co_await pause.async_wait(as_values));
    }
}

void Server::Inside::welcome(tcp::socket socket)
{
    Failure ignored;  // an option less is slower, not wrong
    socket.set_option(tcp::no_delay{true}, ignored);
    auto peer = peer_of(socket);
    welcome(Socket{std::move(socket)}, tls_.get(), Channel::network, std::move(peer));
}

void Server::Inside::welcome(Local::socket socket)
{
    if (is_owner(socket)) welcome(Socket{std::move(socket)}, nullptr, Channel::local, {});
}

void Server::Inside::welcome(Socket socket, asio::ssl::context* tls, Channel channel, std::string peer)
{
    auto connection = std::make_unique<Connection>(shared_, make_wire(std::move(socket), tls), channel, std::move(peer));
    if (open_.size() < options_.limits.connections) {
        open_.insert(connection.get());
        site_.metrics().set_open_connections(open_.size());
        asio::co_spawn(io_, serve(std::move(connection)), asio::detached);
        return;
    }
    site_.metrics().count(Rejection::connections);
    if (refusing_.size() >= options_.limits.refusals) return;  // closed without a word
    refusing_.insert(connection.get());
    asio::co_spawn(io_, refuse(std::move(connection)), asio::detached);
}

Awaitable<void> Server::Inside::serve(std::unique_ptr<Connection> connection)
{
    co_await connection->serve();
    open_.erase(connection.get());
    site_.metrics().set_open_connections(open_.size());
    left();
}

Awaitable<void> Server::Inside::refuse(std::unique_ptr<Connection> connection)
{
    co_await connection->refuse();
    refusing_.erase(connection.get());
    left();
}

Awaitable<void> Server::Inside::watch_signals()
{
    while (!shared_.stopping || !open_.empty()) {
        auto const result = co_await signals_.async_wait(as_values);
        if (std::get<0>(result)) co_return;
        bool const is_second = shared_.stopping;
        stop();
        if (!is_second) continue;
        for (auto* const connection : open_) connection->cut();
    }
}

/// On the I/O thread, which ends when the last connection has.
void Server::Inside::stop()
{
    if (shared_.stopping) return;
    shared_.stopping = true;
    Failure ignored;
    if (tcp_) tcp_->close(ignored);
    if (local_) local_->close(ignored);
    struct stat status{};
    auto const& path = options_.socket_path;
    if (local_ && lstat(path.c_str(), &status) == 0 && socket_file_ == std::pair{status.st_dev, status.st_ino}) unlink(path.c_str());
    for (auto* const connection : open_) connection->wind_up();
    stop_timer_.expires_after(options_.limits.stop_time);
    stop_timer_.async_wait([this](Failure failure) {
        if (failure) return;
        for (auto* const connection : open_) connection->cut();
        for (auto* const connection : refusing_) connection->cut();
    });
    left();
}

void Server::Inside::left()
{
    if (!shared_.stopping || !open_.empty() || !refusing_.empty()) return;
    stop_timer_.cancel();
    Failure ignored;
    signals_.cancel(ignored);
}

Server::Server(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, SiteOptions site)
{
    auto inside = std::make_unique<Inside>(std::move(options), std::move(site));
    TRY(inside->listen());
    inside->run();
    return std::unique_ptr<Server>{new Server{std::move(inside)}};
}

Server::~Server()
{
    stop();
    wait();
}

std::uint16_t Server::port() const { return inside_->port(); }
void Server::stop() { inside_->request_stop(); }
void Server::wait() { inside_->wait(); }
Site& Server::site() { return inside_->site(); }

}  // namespace accalmie::http
