// SPDX-License-Identifier: Apache-2.0
// The server on real sockets: what is asked rightly, one after the other, over TCP and the Unix socket.
#include "http_fixtures.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <sys/stat.h>

using namespace accalmie;
using namespace accalmie::http;
using namespace accalmie::http::test;

TEST_CASE("a kept connection answers one request after the other")
{
    Served const served;
    auto client = served.client();
    for (int round = 0; round < 3; ++round) {
        auto const answer = client.get("/test/hello");
        CHECK(answer.status == 200);
        CHECK(answer.body == "hello");
        CHECK(answer.field("Connection") == "keep-alive");
        CHECK(answer.field("Content-Length") == "5");
        CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    }
    CHECK(client.get("/test/hello", "Connection: close\r\n").field("Connection") == "close");
    CHECK(client.is_closed());
    auto old = served.client();
    old.send("GET /test/hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
    CHECK(old.read_answer().field("Connection") == "close");
    CHECK(old.is_closed());
}

TEST_CASE("pipelined requests are answered in their order")
{
    Served const served;
    auto client = served.client();
    std::string many;
    for (int request = 0; request < 50; ++request) many += "GET /test/items/" + std::to_string(request) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    many += "POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\nabcGET /test/hello "
            "HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(many);
    for (int request = 0; request < 50; ++request) CHECK(client.read_answer().body == std::to_string(request) + " -1");
    CHECK(client.read_answer().body == "abc");
    CHECK(client.read_answer().body == "hello");
}

TEST_CASE("a request that comes octet by octet is understood")
{
    Served const served;
    auto client = served.client();
    for (char const c :
         std::string_view{"\r\nPOST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nTrailer: x\r\n\r\n"})
        client.send({&c, 1});
    CHECK(client.read_answer().body == "abcd");
    CHECK(client.get("/test/hello").body == "hello");
}

TEST_CASE("HEAD has the header of GET and no content")
{
    Served const served;
    auto client = served.client();
    for (auto const* const target : {"/test/hello", "/test/long", "/"}) {
        auto const get = client.get(target);
        client.send("HEAD " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        auto const head = client.read_answer(false);
        CHECK(head.status == 200);
        CHECK(head.field("Content-Length") == std::to_string(get.body.size()));
        CHECK(head.field("ETag") == get.field("ETag"));
    }
    CHECK(client.get("/test/hello").body == "hello");  // nothing was left over
}

TEST_CASE("a tag that the client has saves the content over the wire too")
{
    Served const served;
    auto client = served.client();
    auto const tag = client.get("/test/long").field("ETag");
    auto const again = client.get("/test/long", "If-None-Match: " + tag + "\r\n");
    CHECK(again.status == 304);
    CHECK(again.field("Content-Length").empty());
    CHECK(client.get("/test/hello").body == "hello");
    CHECK(client.get("/test/long").body.size() == 3'000'000);
    CHECK(client.get("/test/long", "Accept-Encoding: gzip\r\n").field("Content-Encoding") == "gzip");
}

TEST_CASE("a client that waits for 100 Continue gets it, or its refusal before it has sent anything")
{
    Served const served;
    auto client = served.client();
    client.send("POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_answer().head == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(client.read_answer().body == "abc");
    client.send(
        "POST /test/echo-member HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_answer().status == 401);
    CHECK(client.is_closed());
}

TEST_CASE("health answers while every worker is busy")
{
    Served served;
    std::vector<Client> busy;
    for (unsigned worker = 0; worker < worker_count; ++worker) {
        busy.push_back(served.client());
        busy.back().send("GET /test/door HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    served.door->await_waiting(static_cast<int>(worker_count));
    auto client = served.client();
    CHECK(client.get("/api/v1/health").status == 200);
    CHECK(client.get("/").status == 200);
    served.door->open();
    for (auto& one : busy) CHECK(one.read_answer().body == "through");
}

TEST_CASE("the log has method, pattern, status, time and size, and nothing else")
{
    Served served;
    auto client = served.client();
    client.get("/test/items/secret-place?count=7", "Authorization: Bearer secret-token\r\n");
    client.get("/secret-page?secret=1");
    client.get("/%zz");
    CHECK(client.get("/test/hello").status == 200);  // the lines before it are written now
    std::scoped_lock const lock{served.log_mutex};
    REQUIRE(served.log.size() >= 3);
    CHECK(served.log[0].starts_with("GET /test/items/{item} 200 "));
    CHECK(served.log[1].starts_with("GET /* 200 "));
    CHECK(served.log[2].starts_with("GET (none) 400 "));
    for (auto const& line : served.log) {
        CHECK(line.find("secret") == std::string::npos);
        CHECK(line.find("127.0.0.1") == std::string::npos);
        CHECK(line.ends_with(" B"));
    }
}

TEST_CASE("the Unix socket is its owner's alone, who needs no token there")
{
    Served served;
    struct stat status{};
    REQUIRE(stat(served.socket().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0600U);
    auto client = served.local_client();
    CHECK(client.get("/test/member").body == "owner");
    auto over_tcp = served.client();
    CHECK(over_tcp.get("/test/member").status == 401);
    CHECK(over_tcp.get("/local/stream").status == 404);
    served.server->stop();
    served.server->wait();
    CHECK(!std::filesystem::exists(served.socket()));
}

TEST_CASE("an answer in pieces comes piece by piece, and its handler waits while nobody reads")
{
    Served served;
    auto client = served.local_client();
    client.send("GET /local/stream HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.read_until("first\n"));  // long before the end: the door is still shut
    served.door->await_waiting(1);
    served.door->open();
    auto const rest = client.read_all();
    CHECK(rest.ends_with("last\n\r\n0\r\n\r\n"));
    CHECK(rest.size() > 10'000'000);  // ten times what may be pending
}

TEST_CASE("a handler of pieces learns that its client has gone")
{
    Served served;
    {
        auto client = served.local_client();
        client.send("GET /local/stream HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(client.read_until("first\n"));
    }
    served.door->open();
    CHECK(served.await_connections(0));
    CHECK(served.door->refused_pieces == 1);
}

TEST_CASE("a socket left over from a crash is replaced, and nothing else is")
{
    Folder const folder;
    auto const path = (folder.path / "s").string();
    auto const start = [&] {
        ServerOptions options;
        options.address = {};
        options.socket_path = path;
        return Server::start(std::move(options), test_site());
    };
    {
        auto const stale = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        REQUIRE(bind(stale, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        ::close(stale);
    }
    {
        auto const server = start();
        REQUIRE(server.has_value());
        CHECK((*server)->port() == 0);
        CHECK(Client{std::filesystem::path{path}}.get("/test/hello").body == "hello");
        auto const second = start();
        REQUIRE(!second.has_value());
        CHECK(second.error().kind == Error::Kind::conflict);
        CHECK(Client{std::filesystem::path{path}}.get("/test/hello").body == "hello");
    }
    std::ofstream{path} << "a letter";
    auto const blocked = start();
    REQUIRE(!blocked.has_value());
    CHECK(blocked.error().kind == Error::Kind::conflict);
    CHECK(std::filesystem::file_size(path) == 8);
}

TEST_CASE("a server that cannot listen says why")
{
    Served const served;
    auto const kind_of = [](ServerOptions options) {
        auto const started = Server::start(std::move(options), test_site());
        REQUIRE(!started.has_value());
        CHECK(!started.error().remedy.empty());
        return started.error().kind;
    };
    ServerOptions taken;
    taken.port = served.server->port();
    CHECK(kind_of(taken) == Error::Kind::conflict);
    ServerOptions named;
    named.address = "localhost";
    CHECK(kind_of(named) == Error::Kind::usage);
    ServerOptions nothing;
    nothing.address = {};
    CHECK(kind_of(nothing) == Error::Kind::usage);
    ServerOptions distant;
    distant.socket_path = (std::filesystem::temp_directory_path() / std::string(sizeof(sockaddr_un::sun_path), 'x')).string();
    CHECK(kind_of(distant) == Error::Kind::limit);
}

TEST_CASE("a stopping server finishes what runs and takes nothing new")
{
    Served served;
    auto idle = served.client();
    CHECK(idle.get("/test/hello").status == 200);
    auto busy = served.client();
    busy.send("GET /test/door HTTP/1.1\r\nHost: localhost\r\n\r\n");
    served.door->await_waiting(1);
    served.server->stop();
    CHECK(idle.is_closed());
    CHECK(!served.client().is_open());
    served.door->open();
    auto const answer = busy.read_answer();
    CHECK(answer.body == "through");
    CHECK(answer.field("Connection") == "close");
    CHECK(busy.is_closed());
    served.server->wait();
}

TEST_CASE("a stopping server cuts after its time what does not end, and leaves when the handler has")
{
    Limits limits;
    limits.stop_time = std::chrono::milliseconds{50};
    Served served{limits};
    auto busy = served.client();
    busy.send("GET /test/door HTTP/1.1\r\nHost: localhost\r\n\r\n");
    served.door->await_waiting(1);
    served.server->stop();
    CHECK(busy.is_closed());
    served.door->open();
    served.server->wait();
}

TEST_CASE("SIGTERM stops the server")
{
    Served served{{}, [](ServerOptions& options) { options.signals = Signals::stop_on_interrupt; }};
    CHECK(served.client().get("/test/hello").status == 200);
    CHECK(kill(getpid(), SIGTERM) == 0);
    served.server->wait();
    CHECK(!served.client().is_open());
}

TEST_CASE("only loopback names are answered on loopback, and the names it was started with")
{
    Served const served{{}, [](ServerOptions& options) { options.names = {"hub.example"}; }};
    auto const status_for = [&](std::string const& host) {
        auto client = served.client();
        client.send("GET /test/hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        return client.read_answer().status;
    };
    CHECK(status_for("localhost:" + std::to_string(served.server->port())) == 200);
    CHECK(status_for("[::1]") == 200);
    CHECK(status_for("hub.example") == 200);
    CHECK(status_for("evil.example") == 421);
    CHECK(status_for("") == 421);
}
