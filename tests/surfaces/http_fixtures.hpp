// SPDX-License-Identifier: Apache-2.0
// tests/surfaces/http_fixtures.hpp: a small site, a server before it, and a client that can also send rubbish.
#pragma once

#include "surfaces/http/server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace accalmie::http::test {

/// A folder of its own, gone at the end.
struct Folder {
    std::filesystem::path path;
    Folder()
    {
        std::string text = std::filesystem::temp_directory_path() / "accalmie-http-XXXXXX";
        REQUIRE(mkdtemp(text.data()) != nullptr);
        path = text;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
};

/// A door that handlers wait at until the test opens it. Opens by itself at the end.
class Door {
public:
    ~Door() { open(); }
    void open()
    {
        std::scoped_lock const lock{mutex_};
        is_open_ = true;
        changed_.notify_all();
    }
    void pass()
    {
        std::unique_lock lock{mutex_};
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_open_; });
        --waiting_;
    }
    std::atomic<int> refused_pieces = 0;  ///< of /local/stream
    void await_waiting(int count)
    {
        std::unique_lock lock{mutex_};
        CHECK(changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return waiting_ >= count; }));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
    int waiting_ = 0;
};

constexpr std::size_t echo_body_max = 200'000;

inline Route text_route(std::string_view pattern, std::function<Result<Response>(Request const&)> handle)
{
    Route route;
    route.pattern = pattern;
    route.summary = {"essai", "test"};
    route.answer = "text/plain";
    route.audience = Audience::anyone;
    route.handle = std::move(handle);
    return route;
}

/// /test/hello, /test/long, /test/member, /test/door, /test/throws, /test/items/{item}, POST /test/echo and /test/echo-member, and /local/stream.
inline std::vector<Route> test_routes(std::shared_ptr<Door> door)
{
    std::vector<Route> routes;
    routes.push_back(text_route("/test/hello", [](Request const&) -> Result<Response> { return Response{200, "text/plain", "hello"}; }));
    routes.push_back(
        text_route("/test/long", [](Request const&) -> Result<Response> { return Response{200, "text/plain", std::string(3'000'000, 'a')}; }));
    routes.push_back(
        text_route("/test/member", [](Request const& request) -> Result<Response> { return Response{200, "text/plain", request.member.pseudonym}; }));
    routes.back().audience = Audience::member;
    routes.push_back(text_route("/test/door", [door](Request const&) -> Result<Response> {
        door->pass();
        return Response{200, "text/plain", "through"};
    }));
    routes.push_back(text_route("/test/throws", [](Request const&) -> Result<Response> { throw std::bad_alloc{}; }));
    routes.push_back(text_route("/test/items/{item}", [](Request const& request) -> Result<Response> {
        return Response{200, "text/plain", *request.query.text("item") + " " + std::to_string(request.query.integer("count").value_or(-1))};
    }));
    routes.back().parameters = {{.name = "item", .kind = ParameterKind::text, .meaning = {"chose", "item"}, .where = Where::path},
                                {.name = "count", .kind = ParameterKind::integer, .meaning = {"nombre", "count"}, .least = 0, .most = 10}};
    auto const echo = [](Request const& request) -> Result<Response> { return Response{200, "text/plain", request.body}; };
    for (auto const pattern : {"/test/echo", "/test/echo-member"}) {
        routes.push_back(text_route(pattern, echo));
        routes.back().method = Method::post;
        routes.back().body_bytes_max = echo_body_max;
        routes.back().body = "LocalCommand";
    }
    routes.back().audience = Audience::member;
    Route stream;
    stream.pattern = "/local/stream";
    stream.summary = {"flux", "stream"};
    stream.answer = "LocalCommandFrame";
    stream.audience = Audience::owner_locally;
    stream.stream = [door](Request const&, Stream& out) -> Result<void> {
        out.send("first\n");
        door->pass();
        for (int piece = 0; piece < 100; ++piece)
            if (!out.send(std::string(100'000, 'x') + "\n")) {
                ++door->refused_pieces;
                return {};
            }
        out.send("last\n");
        return {};
    };
    routes.push_back(std::move(stream));
    return routes;
}

inline Result<Member> check_token(std::string_view token)
{
    if (token == "broken") return Error{Error::Kind::io, "the list of members cannot be read"};
    if (token != "right")
        return Error{
            Error::Kind::denied, token.empty() ? "a token is needed" : "not a token of this workspace", {}, "ask the workspace's owner for one"};
    Member member;
    member.pseudonym = "kora";
    return member;
}

inline std::vector<EmbeddedFile> const& test_files()
{
    static std::vector<EmbeddedFile> const files{
        {"index.html", "<!doctype html>plain"},
        {"index.html.br", "brotli page"},
        {"index.html.gz", "gzip page"},
        {"assets/app-1a2b.js", "plain script"},
        {"assets/app-1a2b.js.gz", "gzip script"},
        {"sw.js", "worker"},
        {"manifest.webmanifest", "{}"},
        {"assets/x.wasm", "wasm"},
        {"assets/x.mjs", "mjs"},
        {"assets/x.woff2", "font"},
        {"places.geojson", "{}"},
    };
    return files;
}

inline SiteOptions test_site(std::shared_ptr<Door> door = std::make_shared<Door>())
{
    SiteOptions site;
    site.routes = test_routes(std::move(door));
    site.files = StaticFiles{test_files()};
    site.authenticate = check_token;
    site.owner.pseudonym = "owner";
    return site;
}

struct Answer {
    int status = 0;
    std::string head;
    std::string body;
    std::string field(std::string_view name) const
    {
        auto const begin = head.find("\r\n" + std::string{name} + ": ");
        if (begin == std::string::npos) return {};
        auto const value = begin + name.size() + 4;
        return head.substr(value, head.find("\r\n", value) - value);
    }
};

/// A blocking socket with a long deadline, so that a hanging test fails.
class Client {
public:
    explicit Client(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        is_open_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    explicit Client(std::filesystem::path const& path)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        is_open_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)), is_open_(other.is_open_), input_(std::move(other.input_)) {}
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;
    ~Client()
    {
        if (socket_ >= 0) ::close(socket_);
    }

    bool is_open() const { return is_open_; }
    int descriptor() const { return socket_; }
    /// False: the other side has closed.
    bool send(std::string_view octets)
    {
        while (!octets.empty()) {
            auto const sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            octets.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_sending() { shutdown(socket_, SHUT_WR); }

    /// Everything until the other side closes. A wait of ten seconds without an octet fails the test.
    std::string read_all()
    {
        while (read_more()) {
        }
        return std::exchange(input_, {});
    }
    bool read_until(std::string_view text)
    {
        while (input_.find(text) == std::string::npos)
            if (!read_more()) return false;
        return true;
    }
    /// One answer with Content-Length (or without content). Status 0: the connection ended.
    Answer read_answer(bool has_content = true)
    {
        Answer answer;
        while (input_.find("\r\n\r\n") == std::string::npos)
            if (!read_more()) return answer;
        auto const end = input_.find("\r\n\r\n") + 4;
        answer.head = input_.substr(0, end);
        input_.erase(0, end);
        answer.status = std::atoi(answer.head.c_str() + 9);
        auto const length = answer.field("Content-Length");
        if (length.empty() || !has_content || answer.status == 304) return answer;
        auto const size = static_cast<std::size_t>(std::stoul(length));
        while (input_.size() < size)
            if (!read_more()) break;
        answer.body = input_.substr(0, size);
        input_.erase(0, size);
        return answer;
    }
    Answer get(std::string_view target, std::string_view fields = {})
    {
        send("GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{fields} + "\r\n");
        return read_answer();
    }
    /// Has the other side closed, with nothing left to read?
    bool is_closed() { return input_.empty() && !read_more(); }

private:
    bool read_more()
    {
        pollfd wait{socket_, POLLIN, 0};
        auto const ready = poll(&wait, 1, 10'000);
        CHECK_MESSAGE(ready == 1, "nothing came for ten seconds");
        if (ready != 1) return false;
        std::array<char, 65'536> buffer;
        auto const size = recv(socket_, buffer.data(), buffer.size(), 0);
        if (size <= 0) return false;
        input_.append(buffer.data(), static_cast<std::size_t>(size));
        return true;
    }

    int socket_ = -1;
    bool is_open_ = false;
    std::string input_;
};

/// A running server on a free port of 127.0.0.1, and on a socket.
struct Served {
    std::shared_ptr<Door> door = std::make_shared<Door>();
    Folder folder;
    std::mutex log_mutex;
    std::vector<std::string> log;
    std::unique_ptr<Server> server;

    explicit Served(Limits limits = {}, std::function<void(ServerOptions&)> const& change = {})
    {
        ServerOptions options;
        options.limits = limits;
        options.socket_path = socket();
        options.log = [this](LogLine const& line) {
            std::scoped_lock const lock{log_mutex};
            log.push_back(to_text(line));
        };
        if (change) change(options);
        auto started = Server::start(std::move(options), test_site(door));
        REQUIRE_MESSAGE(started.has_value(), (started.has_value() ? "" : started.error().text()));
        server = std::move(*started);
    }
    ~Served() { door->open(); }
    std::filesystem::path socket() const { return folder.path / "s"; }
    Client client() const { return Client{server->port()}; }
    Client local_client() const { return Client{socket()}; }
    std::uint64_t rejected(Rejection rejection) const { return server->site().metrics().rejected(rejection); }
    /// Waits until that many connections are open; the accept loop runs on another thread.
    bool await_connections(std::size_t count) const
    {
        for (int round = 0; round < 1'000; ++round) {
            if (server->site().metrics().open_connections() == count) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }
};

}  // namespace accalmie::http::test
