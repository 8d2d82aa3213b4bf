// SPDX-License-Identifier: Apache-2.0
// The real network against the real server, and against servers that behave badly.
#include "surfaces/http_fixtures.hpp"

#include "app/real_network.hpp"
#include "surfaces/http/api.hpp"

using namespace accalmie;
using namespace accalmie::http::test;

namespace {

std::string address_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

Error failure_of(NetworkRequest const& request)
{
    RealNetwork network;
    auto const answer = network.exchange(request);
    REQUIRE(!answer.has_value());
    CHECK(!answer.error().remedy.empty());
    return answer.error();
}

/// Answers the first connection with these octets, then closes (or waits for the client to go).
class BadServer {
public:
    enum class Then : std::uint8_t { closes, waits };

    explicit BadServer(std::string octets, Then then = Then::closes)
    {
        listener_ = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(listen(listener_, 1) == 0);
        socklen_t size = sizeof address;
        REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this, octets = std::move(octets), then] {
            int const client = accept(listener_, nullptr, nullptr);
            std::array<char, 4'096> dropped;
            recv(client, dropped.data(), dropped.size(), 0);
            std::string_view rest{octets};
            while (!rest.empty()) {
                auto const sent = send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent <= 0) break;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
            while (then == Then::waits && recv(client, dropped.data(), dropped.size(), 0) > 0) {
            }
            close(client);
        }};
    }
    ~BadServer()
    {
        thread_.join();
        close(listener_);
    }
    BadServer(BadServer const&) = delete;
    BadServer& operator=(BadServer const&) = delete;
    NetworkRequest request() const { return {.endpoint = address_of(port_)}; }

private:
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace

TEST_CASE("a question over TCP and over the Unix socket gets the server's answer")
{
    Served const served;
    RealNetwork network;
    for (auto const& endpoint :
         {address_of(served.server->port()), "http://localhost:" + std::to_string(served.server->port()), "unix:" + served.socket().string()}) {
        auto const hello = network.exchange({.endpoint = endpoint, .target = "/test/hello"});
        REQUIRE_MESSAGE(hello.has_value(), (hello.has_value() ? "" : hello.error().text()));
        CHECK(hello->status == 200);
        CHECK(hello->body == "hello");
        CHECK(network.exchange({.endpoint = endpoint, .target = "/test/long"})->body.size() == 3'000'000);
        CHECK(network.exchange({.endpoint = endpoint, .method = "HEAD", .target = "/test/long"})->body.empty());
        CHECK(network.exchange({.endpoint = endpoint, .target = "/api/nothing"})->status == 404);
        std::string const body(echo_body_max, 'b');
        CHECK(network.exchange({.endpoint = endpoint, .method = "POST", .target = "/test/echo", .body = body})->body == body);
        CHECK(network.exchange({.endpoint = endpoint, .method = "POST", .target = "/test/echo", .body = body + "b"})->status == 413);
    }
}

TEST_CASE("where nobody listens is said to be missing, and what is no address is usage")
{
    CHECK(failure_of({.endpoint = "unix:/nowhere/s"}).kind == Error::Kind::missing);
    CHECK(failure_of({.endpoint = "http://127.0.0.1:1"}).kind == Error::Kind::missing);
    CHECK(failure_of({.endpoint = "http://no-such-machine.invalid:80"}).kind == Error::Kind::missing);
    for (auto const* const endpoint : {"", "unix:", "http://", "http://a", "http://a:", "http://a:0", "http://a:65536", "http://a:1/", "http://:1",
                                       "http://a b:1", "http://u@a:1", "https://a:1", "ftp://a:1"}) {
        CAPTURE(endpoint);
        CHECK(failure_of({.endpoint = endpoint}).kind == Error::Kind::usage);
    }
    CHECK(failure_of({.endpoint = "unix:" + std::string(200, 'x')}).kind == Error::Kind::usage);
    CHECK(failure_of({.endpoint = "http://a:1", .target = "/a b"}).kind == Error::Kind::usage);
    CHECK(failure_of({.endpoint = "http://a:1", .target = "/a\r\nX: y"}).kind == Error::Kind::usage);
}

TEST_CASE("a server that breaks off, talks nonsense or falls silent is an error, never a half answer")
{
    std::string const head = "HTTP/1.1 200 OK\r\n";
    auto const kind_for = [](std::string const& octets) {
        BadServer const server{octets};
        return failure_of(server.request()).kind;
    };
    CHECK(kind_for("") == Error::Kind::io);
    CHECK(kind_for("SSH-2.0-OpenSSH\r\n\r\n") == Error::Kind::io);
    CHECK(kind_for(head) == Error::Kind::io);
    CHECK(kind_for(head + "Content-Length: 10\r\n\r\nhalf") == Error::Kind::io);
    CHECK(kind_for(head + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n") == Error::Kind::io);
    CHECK(kind_for(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n") == Error::Kind::io);
    BadServer const silent{head, BadServer::Then::waits};
    auto request = silent.request();
    request.timeout = std::chrono::milliseconds{100};
    CHECK(failure_of(request).kind == Error::Kind::limit);
}

TEST_CASE("an answer may declare its maximum and not one octet more")
{
    std::string const head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    BadServer const fits{head + std::to_string(network_answer_bytes_max) + "\r\n\r\n"};
    CHECK(failure_of(fits.request()).kind == Error::Kind::io);  // let in, but it breaks off
    BadServer const too_large{head + std::to_string(network_answer_bytes_max + 1) + "\r\n\r\n"};
    CHECK(failure_of(too_large.request()).kind == Error::Kind::limit);
    BadServer const endless_header{"HTTP/1.1 200 OK\r\n" + [] {
        std::string fields;
        while (fields.size() < 4 * network_header_bytes_max) fields += "X: " + std::string(100, 'x') + "\r\n";
        return fields;
    }()};
    CHECK(failure_of(endless_header.request()).kind == Error::Kind::io);
}

TEST_CASE("an answer without a length ends where its server closes")
{
    BadServer const server{"HTTP/1.0 200 OK\r\n\r\nall there is"};
    RealNetwork network;
    CHECK(network.exchange(server.request())->body == "all there is");
}

TEST_CASE("the lines of a command come while it runs")
{
    Folder const folder;
    auto const door = std::make_shared<Door>();
    http::SiteOptions site;
    site.routes = {http::local_command_route([door](http::CommandCall const&, http::CommandProgress const& progress) {
        progress("working");
        door->pass();
        return http::CommandOutcome{0, "done", {}};
    })};
    site.authenticate = check_token;
    http::ServerOptions options;
    options.socket_path = (folder.path / "s").string();
    auto const server = http::Server::start(std::move(options), std::move(site));
    REQUIRE(server.has_value());
    RealNetwork network;
    std::vector<std::string> lines;
    NetworkRequest const request{
        .endpoint = "unix:" + (folder.path / "s").string(), .method = "POST", .target = "/local/command", .body = R"({"argv":["x"],"cwd":"/"})"};
    auto const answer = network.exchange_lines(request, [&](std::string_view line) {
        lines.emplace_back(line);
        door->open();  // only now may the command end: the first line was here before
        return true;
    });
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->body.empty());
    CHECK(lines == std::vector<std::string>{R"({"stream":"err","text":"working"})", R"({"err":"","exit_code":0,"out":"done"})"});
    auto refused = request;
    refused.body = "{}";
    CHECK(network.exchange_lines(refused, [](std::string_view) { return true; })->status == 400);
    auto const cut = network.exchange_lines(request, [](std::string_view) { return false; });
    CHECK(cut.has_value());
}
