// SPDX-License-Identifier: Apache-2.0
// The server on real sockets at each of its limits, and under rubbish.
#include "http_fixtures.hpp"

#include <random>

using namespace accalmie;
using namespace accalmie::http;
using namespace accalmie::http::test;

namespace {

using std::chrono::milliseconds;

/// A GET whose header has exactly `size` octets.
std::string request_of(std::size_t size)
{
    std::string const begin = "GET /test/hello HTTP/1.1\r\nHost: localhost\r\nX: ";
    return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

std::string post(std::string const& fields, std::string const& body)
{
    return "POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields + "\r\n" + body;
}

std::string chunk(std::size_t size)
{
    std::array<char, 32> head{};
    std::snprintf(head.data(), head.size(), "%zx\r\n", size);
    return head.data() + std::string(size, 'c') + "\r\n";
}

/// The status that a fresh connection gets for these octets; 0: closed without an answer.
int status_of(Served const& served, std::string const& octets)
{
    auto client = served.client();
    client.send(octets);
    return client.read_answer().status;
}

/// The same, in two packets cut at `cut`.
int status_in_two(Served const& served, std::string const& octets, std::size_t cut)
{
    auto client = served.client();
    client.send(octets.substr(0, cut));
    std::this_thread::sleep_for(milliseconds{20});
    client.send(octets.substr(cut));
    return client.read_answer().status;
}

}  // namespace

TEST_CASE("a header may have its maximum of octets and not one more, however it arrives")
{
    Served const served;
    for (auto const cut : {std::size_t{1}, header_bytes_max / 2, header_bytes_max - 1}) {
        CHECK(status_in_two(served, request_of(header_bytes_max), cut) == 200);
        CHECK(status_in_two(served, request_of(header_bytes_max + 1), cut) == 431);
    }
    CHECK(status_of(served, request_of(header_bytes_max)) == 200);
    CHECK(status_of(served, request_of(header_bytes_max + 1)) == 431);
    auto endless = served.client();
    while (endless.send("X: " + std::string(1'000, 'x') + "\r\n")) {
    }  // until the server hangs up
}

TEST_CASE("a header may have its maximum of fields and not one more")
{
    Served const served;
    std::string request = "GET /test/hello HTTP/1.1\r\nHost: localhost\r\n";
    for (std::size_t field = 1; field < header_fields_max; ++field) request += "X: y\r\n";
    CHECK(status_of(served, request + "\r\n") == 200);
    CHECK(status_of(served, request + "X: y\r\n\r\n") == 431);
}

TEST_CASE("a target may have its maximum of octets and not one more, over the wire")
{
    Served const served;
    auto const status_at = [&](std::size_t size) {
        return status_of(served, "GET /" + std::string(size - 1, 'a') + ".x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    CHECK(status_at(target_bytes_max - 2) == 404);
    CHECK(status_at(target_bytes_max - 1) == 414);
}

TEST_CASE("a body may have the maximum of its route and not one octet more, by length and in chunks")
{
    Served const served;
    CHECK(status_of(served, post("Content-Length: " + std::to_string(echo_body_max) + "\r\n", std::string(echo_body_max, 'b'))) == 200);
    CHECK(status_of(served, post("Content-Length: " + std::to_string(echo_body_max + 1) + "\r\n", std::string(echo_body_max + 1, 'b'))) == 413);
    CHECK(status_of(served, post("Content-Length: 18446744073709551615\r\n", "")) == 413);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", chunk(echo_body_max / 2) + chunk(echo_body_max / 2) + "0\r\n\r\n")) == 200);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", chunk(echo_body_max / 2) + chunk(echo_body_max / 2) + "1\r\nx\r\n0\r\n\r\n")) ==
          413);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\nx")) == 413);
}

TEST_CASE("what surrounds the chunks is bounded too")
{
    Served const served;
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", "1;" + std::string(100'000, 'x'))) == 400);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(100'000, 'x'))) == 400);
    std::string wasteful;
    while (wasteful.size() < 2 * echo_body_max + header_bytes_max + 200'000) wasteful += "1;" + std::string(8'000, 'x') + "=y\r\nz\r\n";
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", wasteful)) == 413);
}

TEST_CASE("a request that two readers could understand differently is refused")
{
    Served const served;
    CHECK(status_of(served, post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == 400);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n")) == 400);
    CHECK(status_of(served, post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd")) == 400);
    CHECK(status_of(served, post("Content-Length: -1\r\n", "")) == 400);
    CHECK(status_of(served, post("Content-Length: 0x3\r\n", "abc")) == 400);
    CHECK(status_of(served, post("Transfer-Encoding: gzip\r\n", "abc")) == 501);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == 400);
    CHECK(status_of(served, post("Transfer-Encoding: chunked\r\n", "zz\r\n")) == 400);
    CHECK(status_of(served, "GET /test/hello HTTP/1.1\r\nHost : localhost\r\n\r\n") == 400);
    CHECK(status_of(served, "GET /test/hello HTTP/2.0\r\nHost: localhost\r\n\r\n") == 505);
    CHECK(status_of(served, "GET  /test/hello HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
    CHECK(status_of(served, "POST /test/echo HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 501);
    CHECK(status_of(served, "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
}

TEST_CASE("rubbish is answered with 400 or silence, and the server lives")
{
    Served const served;
    auto const seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 200; ++round) {
        auto client = served.client();
        std::string rubbish(1 + random() % 3'000, '\0');
        for (auto& c : rubbish) c = static_cast<char>(random() % 256);
        if (round % 4 == 1) rubbish.insert(0, "GET / HTTP/1.1\r\n");
        if (round % 4 == 2)
            rubbish.insert(0, "POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        if (round % 4 == 3) rubbish = rubbish.substr(0, 20) + "\r\n\r\n";
        client.send(rubbish);
        if (round % 2 == 0) client.end_sending();
        if (round % 3 == 0) continue;  // closed before the answer
        client.end_sending();
        auto const status = client.read_answer().status;
        CAPTURE(round);
        CHECK((status == 0 || (status >= 400 && status < 500) || status == 501 || status == 505));
    }
    CHECK(status_of(served, "\x16\x03\x01\x02\x01\x01") == 400);  // a TLS hello to a plain port
    CHECK(served.client().get("/test/hello").body == "hello");
}

TEST_CASE("a client that goes in the middle of a request or an answer harms nobody")
{
    Served const served;
    auto const whole = post("Content-Length: 100\r\n", std::string(100, 'b'));
    for (std::size_t kept = 1; kept < whole.size(); kept += 7) served.client().send(std::string_view{whole}.substr(0, kept));
    for (int round = 0; round < 20; ++round) served.client().send("GET /test/long HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(served.client().get("/test/hello").body == "hello");
    CHECK(served.await_connections(0));
}

TEST_CASE("a client that never ends its header is cut off in time, however busily it sends")
{
    Limits limits;
    limits.header_time = milliseconds{200};
    Served const served{limits};
    auto client = served.client();
    client.send("GET /test/hello HTTP/1.1\r\n");
    while (client.send("X: y\r\n")) std::this_thread::sleep_for(milliseconds{20});
    CHECK(served.rejected(Rejection::slow) == 1);
    CHECK(served.await_connections(0));
}

TEST_CASE("a kept connection that asks nothing is closed in time")
{
    Limits limits;
    limits.idle_time = milliseconds{100};
    Served const served{limits};
    auto client = served.client();
    client.send("GET /test/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.read_all();  // ends, without our having asked for it
    CHECK(served.client().is_closed());
    CHECK(served.rejected(Rejection::slow) == 0);  // which is nobody's fault
}

TEST_CASE("a body that stops, or that drips, is not waited for")
{
    Limits limits;
    limits.pause_time = milliseconds{200};
    limits.slow_grace = milliseconds{0};
    limits.slow_bytes_per_second = 100'000;
    Served const served{limits};
    auto stopped = served.client();
    stopped.send(post("Content-Length: 100\r\n", "abc"));
    CHECK(stopped.is_closed());
    auto dripping = served.client();
    dripping.send(post("Content-Length: 100000\r\n", ""));
    while (dripping.send("x")) std::this_thread::sleep_for(milliseconds{20});
    CHECK(served.rejected(Rejection::slow) >= 1);
    CHECK(served.await_connections(0));
}

TEST_CASE("a client that does not read its answer is cut off")
{
    Limits limits;
    limits.pause_time = milliseconds{200};
    Served const served{limits};
    auto client = served.client();
    std::string many;
    for (int request = 0; request < 20; ++request)
        many += "GET /test/long HTTP/1.1\r\nHost: localhost\r\n\r\n";  // more than the kernel's buffers take
    client.send(many);
    CHECK(client.read_until("HTTP/1.1 200"));  // and no further
    CHECK(served.await_connections(0));
}

TEST_CASE("as many requests wait as the queue has places, and the next is told to come back")
{
    Limits limits;
    limits.workers = 1;
    limits.queue = 3;
    Served served{limits};
    std::vector<Client> clients;
    auto const ask = [&] {
        clients.push_back(served.client());
        clients.back().send("GET /test/door HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    ask();
    served.door->await_waiting(1);
    for (std::size_t place = 0; place < limits.queue; ++place) ask();
    while (served.server->site().metrics().queue_length() < limits.queue) std::this_thread::sleep_for(milliseconds{5});
    auto surplus = served.client();
    auto const refused = surplus.get("/test/door");
    CHECK(refused.status == 503);
    CHECK(refused.field("Retry-After") == "1");
    CHECK(served.rejected(Rejection::queue) == 1);
    CHECK(surplus.get("/api/v1/health").status == 200);  // and the connection is still good
    served.door->open();
    for (auto& client : clients) CHECK(client.read_answer().body == "through");
    CHECK(surplus.get("/test/door").body == "through");
}

TEST_CASE("of a thousand connections as many are served as there may be, and the others are told so")
{
    Limits limits;
    limits.connections = 100;
    limits.refusals = 50;
    limits.idle_time = std::chrono::minutes{10};  // a slow machine is not the subject here
    Served const served{limits};
    std::vector<Client> clients;
    for (std::size_t number = 0; number < 1'000; ++number) {
        clients.push_back(served.client());
        REQUIRE(clients.back().is_open());
        if (number + 1 == limits.connections) REQUIRE(served.await_connections(limits.connections));
    }
    std::size_t told = 0, closed = 0;
    for (std::size_t number = limits.connections; number < clients.size(); ++number) {
        auto const answer = clients[number].read_answer();
        if (answer.status == 503) CHECK(answer.field("Retry-After") == "2");
        if (answer.status == 503)
            ++told;
        else
            ++closed;
    }
    CHECK(told >= limits.refusals);
    CHECK(told + closed == 900);
    CHECK(served.rejected(Rejection::connections) == 900);
    for (std::size_t number = 0; number < limits.connections; ++number) CHECK(clients[number].get("/test/hello").status == 200);
    clients.clear();
    CHECK(served.await_connections(0));
    CHECK(served.client().get("/test/hello").status == 200);
}
