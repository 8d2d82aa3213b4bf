// SPDX-License-Identifier: Apache-2.0
#include "app/real_network.hpp"

#include "surfaces/http/beast.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace accalmie {

namespace {

namespace beast_http = boost::beast::http;
using Parser = beast_http::response_parser<beast_http::string_body>;
using Steady = std::chrono::steady_clock;
using Deadline = std::optional<Steady::time_point>;  // none: as long as it takes

constexpr std::size_t read_bytes = 64 * 1024;

class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket(Socket const&) = delete;
    Socket& operator=(Socket const&) = delete;
    ~Socket()
    {
        if (descriptor_ >= 0) close(descriptor_);
    }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

struct Endpoint {
    std::string path;  ///< of a Unix socket; else empty
    std::string host, port;
    std::string host_field;
};

Error nobody(std::string const& endpoint)
{
    return {Error::Kind::missing, "nobody listens there", endpoint, "start accalmie serve there, or check the address"};
}
Error broken(std::string what) { return {Error::Kind::io, std::move(what), {}, "try again"}; }
Error late() { return {Error::Kind::limit, "no answer in time", {}, "try again, or allow more time"}; }
Error too_large() { return {Error::Kind::limit, "an answer of more than 1 GiB", {}, "ask for less at once"}; }
Error not_http() { return {Error::Kind::io, "the answer is no HTTP", {}, "check that the address is that of accalmie serve"}; }

Error not_an_endpoint(std::string const& endpoint) { return {Error::Kind::usage, "not an address", endpoint, "give unix:PATH or http://host:port"}; }

Result<Endpoint> parse_endpoint(std::string const& text)
{
    constexpr std::string_view unix_scheme = "unix:", http_scheme = "http://";
    std::string_view rest{text};
    if (rest.starts_with(unix_scheme)) {
        rest.remove_prefix(unix_scheme.size());
        if (rest.empty() || rest.size() >= sizeof(sockaddr_un::sun_path)) return not_an_endpoint(text);
        return Endpoint{std::string{rest}, {}, {}, "localhost"};
    }
    if (!rest.starts_with(http_scheme)) return not_an_endpoint(text);
    rest.remove_prefix(http_scheme.size());
    auto const colon = rest.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return not_an_endpoint(text);
    auto host = rest.substr(0, colon);
    auto const port = rest.substr(colon + 1);
    std::uint16_t number = 0;
    auto const [end, failure] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (failure != std::errc{} || end != port.data() + port.size() || number == 0) return not_an_endpoint(text);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.empty() || host.find_first_of("/?#@[] \r\n\t") != std::string_view::npos) return not_an_endpoint(text);
    return Endpoint{{}, std::string{host}, std::string{port}, std::string{rest}};
}

/// Waits until `events` are there.   errors  limit  the deadline came first     io
Result<void> await(Socket const& socket, short events, Deadline deadline)
{
    for (;;) {
        auto const left = deadline ? std::chrono::ceil<std::chrono::milliseconds>(*deadline - Steady::now()).count() : std::int64_t{-1};
        if (deadline && left <= 0) return late();
        pollfd wait{socket.get(), events, 0};
        auto const ready = poll(&wait, 1, static_cast<int>(std::min<std::int64_t>(left, INT_MAX)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return broken(std::strerror(errno));
    }
}

Result<Socket> connect_to(int family, sockaddr const* address, socklen_t size, std::string const& name, Deadline deadline)
{
    Socket socket{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (socket.get() < 0) return broken(std::strerror(errno));
    if (connect(socket.get(), address, size) != 0) {
        if (errno != EINPROGRESS && errno != EAGAIN) return nobody(name);
        TRY(await(socket, POLLOUT, deadline));
        int failure = 0;
        socklen_t failure_size = sizeof failure;
        getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &failure_size);
        if (failure != 0) return nobody(name);
    }
    int const now = 1;  // small questions, waited for: not to be held back
    if (family != AF_UNIX) setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    return socket;
}

Result<Socket> open_socket(Endpoint const& endpoint, std::string const& name, Deadline deadline)
{
    if (!endpoint.path.empty()) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(endpoint.path.begin(), endpoint.path.end(), address.sun_path);
        return connect_to(AF_UNIX, reinterpret_cast<sockaddr const*>(&address), sizeof address, name, deadline);
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &found) != 0)
        return Error{Error::Kind::missing, "no machine of that name", name, "check the name, or give the address in figures"};
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> const addresses{found, freeaddrinfo};
    Error last = nobody(name);
    for (auto const* address = found; address != nullptr; address = address->ai_next) {
        auto socket = connect_to(address->ai_family, address->ai_addr, address->ai_addrlen, name, deadline);
        if (socket) return socket;
        last = std::move(socket).error();
    }
    return last;
}

/// A server may answer, and close, before it has read everything; then what it says counts, so a broken pipe ends this without an error.
Result<void> send_all(Socket const& socket, std::string_view octets, Deadline deadline)
{
    while (!octets.empty()) {
        auto const sent = send(socket.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent > 0)
            octets.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            TRY(await(socket, POLLOUT, deadline));
        else if (errno == EPIPE || errno == ECONNRESET)
            return {};
        else if (errno != EINTR)
            return broken(std::strerror(errno));
    }
    return {};
}

/// Octets behind `pending`; none: the other side has closed.
Result<std::size_t> receive(Socket const& socket, std::string& pending, Deadline deadline)
{
    auto const before = pending.size();
    pending.resize(before + read_bytes);
    for (;;) {
        auto const size = recv(socket.get(), pending.data() + before, read_bytes, 0);
        if (size >= 0) {
            pending.resize(before + static_cast<std::size_t>(size));
            return static_cast<std::size_t>(size);
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            TRY(await(socket, POLLIN, deadline));
        else if (errno != EINTR)
            return broken(std::strerror(errno));
    }
}

Result<std::string> request_text(NetworkRequest const& request, Endpoint const& endpoint)
{
    auto const is_clean = [](std::string_view text) {
        return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    };
    if (!is_clean(request.method) || !is_clean(request.target))
        return Error{Error::Kind::usage, "a method or target with spaces or control characters", request.endpoint, "percent-encode the target"};
    auto const is_line = [](std::string_view words) { return std::all_of(words.begin(), words.end(), [](char c) { return c >= ' ' && c < 0x7f; }); };
    if (!is_line(request.content_type) || !is_line(request.authorization))
        return Error{Error::Kind::usage, "a header field with control characters", request.endpoint, "check the token"};
    auto text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + endpoint.host_field +
                "\r\nConnection: close\r\nAccept-Encoding: identity\r\n";
    if (!request.authorization.empty()) text += "Authorization: " + request.authorization + "\r\n";
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        text += "Content-Type: " + request.content_type + "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + "\r\n" + request.body;
}

/// Gives the whole lines at the front of `body` away. False: they are not wanted any more.
bool give_lines(std::string& body, RealNetwork::OnLine const& on_line)
{
    std::size_t begin = 0;
    for (auto end = body.find('\n'); end != std::string::npos; end = body.find('\n', begin)) {
        if (!on_line(std::string_view{body}.substr(begin, end - begin))) return false;
        begin = end + 1;
    }
    body.erase(0, begin);
    return true;
}

/// What came is parsed as far as it goes.
Result<void> advance(Parser& parser, std::string& pending)
{
    while (!pending.empty() && !parser.is_done()) {
        boost::system::error_code failure;
        boost::asio::const_buffer const octets{pending.data(), pending.size()};
        auto const used = parser.put(octets, failure);
        pending.erase(0, used);
        if (failure == beast_http::error::body_limit) return too_large();
        if (failure && failure != beast_http::error::need_more) return not_http();
        if (used == 0) break;
    }
    if (pending.size() > network_header_bytes_max + read_bytes) return not_http();
    return {};
}

Result<NetworkAnswer> read_answer(Socket const& socket, bool is_head, Deadline deadline, RealNetwork::OnLine const& on_line)
{
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(network_header_bytes_max));
    parser.body_limit(network_answer_bytes_max);
    parser.eager(true);
    if (is_head) parser.skip(true);
    std::string pending;
    std::size_t header_bytes = 0;
    while (!parser.is_done()) {
        auto const size = TRY(receive(socket, pending, deadline));
        if (!parser.is_header_done()) header_bytes += size;
        TRY(advance(parser, pending));
        if (!parser.is_header_done() && header_bytes > network_header_bytes_max) return not_http();
        bool const wants_lines = on_line && parser.is_header_done() && parser.get().result_int() == 200;
        if (wants_lines && !give_lines(parser.get().body(), on_line)) return NetworkAnswer{200, {}};
        if (size > 0) continue;
        boost::system::error_code failure;
        if (!parser.got_some()) return broken("the connection ended without an answer");
        parser.put_eof(failure);
        if (failure) return broken("the connection ended in the middle of an answer");
        break;
    }
    return NetworkAnswer{static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

Result<NetworkAnswer> ask(NetworkRequest const& request, RealNetwork::OnLine const& on_line)
{
    auto const endpoint = TRY(parse_endpoint(request.endpoint));
    auto const text = TRY(request_text(request, endpoint));
    Deadline const deadline = Steady::now() + request.timeout;
    auto const socket = TRY(open_socket(endpoint, request.endpoint, deadline).at("connecting"));
    TRY(send_all(socket, text, deadline).at(request.endpoint));
    return read_answer(socket, request.method == "HEAD", on_line ? Deadline{} : deadline, on_line).at(request.endpoint);
}

}  // namespace

Result<NetworkAnswer> RealNetwork::exchange(NetworkRequest const& request) { return ask(request, nullptr); }

Result<NetworkAnswer> RealNetwork::exchange_lines(NetworkRequest const& request, OnLine const& on_line) { return ask(request, on_line); }

}  // namespace accalmie
