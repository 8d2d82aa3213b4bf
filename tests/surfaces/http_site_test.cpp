// SPDX-License-Identifier: Apache-2.0
// The site without sockets: names, tokens, files, tags, packing.
#include "http_fixtures.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace accalmie;
using namespace accalmie::http;
using namespace accalmie::http::test;

namespace {

RequestHead asked(std::string target, Method method = Method::get)
{
    RequestHead head;
    head.method = method;
    head.target = std::move(target);
    head.hosts = {"localhost"};
    head.peer = "peer";
    return head;
}

/// The whole way of a request, as the transport goes it.
Response answer(Site& site, RequestHead const& head, std::string body = {}, FailedTokens::Time now = {})
{
    auto admission = site.admit(head);
    if (admission.response) return *admission.response;
    if (auto refused = site.authorize(*admission.job, now)) return *refused;
    return site.answer(*admission.job, std::move(body));
}

std::string error_kind(Response const& response)
{
    auto const json = nlohmann::json::parse(response.content());
    CHECK(json["error"]["remedy"] != "");
    return json["error"]["kind"];
}

/// By the gzip of the machine, which knows nothing of ours.
std::string unpacked(std::string const& packed)
{
    Folder const folder;
    auto const file = (folder.path / "x.gz").string();
    std::ofstream{file, std::ios::binary} << packed;
    auto* const pipe = popen(("gzip -dc " + file).c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string content;
    std::array<char, 4'096> buffer;
    for (std::size_t size = 0; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) content.append(buffer.data(), size);
    CHECK(pclose(pipe) == 0);
    return content;
}

RequestHead with_token(std::string const& token)
{
    auto head = asked("/test/member");
    head.authorization = "Bearer " + token;
    return head;
}

}  // namespace

TEST_CASE("what is not there, not allowed or misspelt is said with its remedy")
{
    Site site{test_site()};
    auto const unknown = answer(site, asked("/api/v1/nothing"));
    CHECK(unknown.status == 404);
    CHECK(error_kind(unknown) == "missing");
    auto const wrong_method = answer(site, asked("/test/hello", Method::post));
    CHECK(wrong_method.status == 405);
    CHECK(wrong_method.field("Allow") == "GET, HEAD, OPTIONS");
    CHECK(answer(site, asked("/test/hello", Method::other)).status == 405);
    CHECK(answer(site, asked("/assets/app-1a2b.js", Method::post)).field("Allow") == "GET, HEAD, OPTIONS");
    auto const options = answer(site, asked("/test/echo", Method::options));
    CHECK(options.status == 204);
    CHECK(options.field("Allow") == "OPTIONS, POST");
    CHECK(options.field("Access-Control-Allow-Origin").empty());
    CHECK(answer(site, asked("*", Method::options)).status == 204);
    CHECK(answer(site, asked("/test/hello?x=1")).status == 400);
    CHECK(answer(site, asked("/test/items/a%20b?count=3")).content() == "a b 3");
    CHECK(answer(site, asked("/test/items/a?count=11")).status == 400);
    CHECK(answer(site, asked("/test/items/a?item=b")).status == 400);  // given in the path already
    CHECK(answer(site, asked("/%zz")).status == 400);
    CHECK(answer(site, asked("/" + std::string(target_bytes_max, 'a'))).status == 414);
    auto const thrown = answer(site, asked("/test/throws"));
    CHECK(thrown.status == 500);
    CHECK(error_kind(thrown) == "corrupt");
}

TEST_CASE("only our own names are answered once names are restricted")
{
    Site site{test_site()};
    auto head = asked("/test/hello");
    head.hosts = {"evil.example"};
    CHECK(answer(site, head).status == 200);
    site.restrict_names({"hub.example"});
    CHECK(answer(site, head).status == 421);
    CHECK(site.metrics().rejected(Rejection::host) == 1);
    for (auto const* const name : {"localhost:8080", "127.0.0.1:8080", "[::1]", "hub.example:8080"}) {
        head.hosts = {name};
        CHECK(answer(site, head).status == 200);
    }
    head.hosts = {"localhost"};
    head.target = "http://evil.example/test/hello";  // an absolute target counts instead of Host
    CHECK(answer(site, head).status == 421);
    head.channel = Channel::local;  // no browser opens a Unix socket
    CHECK(answer(site, head).status == 200);
}

TEST_CASE("a request names exactly one host")
{
    Site site{test_site()};
    auto head = asked("/test/hello");
    head.hosts = {};
    CHECK(answer(site, head).status == 400);
    head.hosts = {"localhost", "localhost"};
    CHECK(answer(site, head).status == 400);
}

TEST_CASE("a page of another site cannot ask for a change")
{
    Site site{test_site()};
    auto head = asked("/test/echo", Method::post);
    head.content_type = "application/json";
    head.content_length = 2;
    head.hosts = {"localhost:8080"};
    head.origin = "http://localhost:8080";
    CHECK(answer(site, head, "{}").status == 200);
    for (auto const* const origin : {"http://evil.example", "null", "http://localhost:9090", "http://localhost:8080.evil.example"}) {
        head.origin = origin;
        CHECK(answer(site, head, "{}").status == 403);
    }
    head.origin = {};
    head.content_type = "text/plain";  // what a form may send without asking
    CHECK(answer(site, head, "{}").status == 415);
    head.content_type = "Application/JSON; charset=utf-8";
    CHECK(answer(site, head, "{}").status == 200);
}

TEST_CASE("a body has the maximum of its route")
{
    Site site{test_site()};
    auto head = asked("/test/echo", Method::post);
    head.content_type = "application/json";
    head.content_length = echo_body_max;
    CHECK(answer(site, head, "x").status == 200);
    head.content_length = echo_body_max + 1;
    CHECK(answer(site, head).status == 413);
    auto get = asked("/test/hello");
    get.content_length = 1;
    CHECK(answer(site, get).status == 413);
}

TEST_CASE("a right token lets in, anything else is told to bring one")
{
    Site site{test_site()};
    CHECK(answer(site, with_token("right")).content() == "kora");
    auto lower_case = with_token("right");
    lower_case.authorization = "bearer right";
    CHECK(answer(site, lower_case).status == 200);
    auto const none = answer(site, asked("/test/member"));
    CHECK(none.status == 401);
    CHECK(none.field("WWW-Authenticate") == "Bearer");
    CHECK(error_kind(none) == "denied");
    CHECK(answer(site, with_token("wrong")).status == 401);
    for (auto const* const field : {"Basic cmlnaHQ6", "right", "Bearer", "Bearer ", "Bearerright"}) {
        auto head = asked("/test/member");
        head.authorization = field;
        CHECK(answer(site, head).status == 401);
    }
    CHECK(answer(site, with_token(std::string(2'000, 'x'))).status == 401);
    CHECK(answer(site, with_token("broken")).status == 503);
    auto local = asked("/test/member");
    local.channel = Channel::local;
    CHECK(answer(site, local).content() == "owner");
}

TEST_CASE("who guesses tokens waits a minute, and nobody else does")
{
    Site site{test_site()};
    FailedTokens::Time const start{std::chrono::hours{1}};
    for (unsigned guess = 0; guess < failed_tokens_max; ++guess) CHECK(answer(site, with_token("wrong"), {}, start).status == 401);
    auto const blocked = answer(site, with_token("right"), {}, start + failed_token_window - std::chrono::seconds{1});
    CHECK(blocked.status == 429);
    CHECK(blocked.field("Retry-After") == "60");
    CHECK(answer(site, asked("/test/member"), {}, start).status == 401);  // without a token nothing is guessed
    auto other = with_token("right");
    other.peer = "other";
    CHECK(answer(site, other, {}, start).status == 200);
    CHECK(answer(site, with_token("right"), {}, start + failed_token_window).status == 200);
}

TEST_CASE("the table of failed tokens forgets the oldest at its maximum")
{
    FailedTokens tokens;
    FailedTokens::Time const now{std::chrono::hours{1}};
    for (unsigned guess = 0; guess < failed_tokens_max; ++guess) tokens.count("first", now);
    CHECK(tokens.is_blocked("first", now));
    for (std::size_t peer = 1; peer < failed_token_peers_max; ++peer) tokens.count(std::to_string(peer), now);
    CHECK(tokens.size() == failed_token_peers_max);
    CHECK(tokens.is_blocked("first", now));
    tokens.count("one more", now);
    CHECK(tokens.size() == failed_token_peers_max);
    CHECK(!tokens.is_blocked("first", now));
}

TEST_CASE("an answer carries a tag, and is not sent again to who has it")
{
    Site site{test_site()};
    auto head = asked("/test/hello");
    auto const first = answer(site, head);
    auto const tag = std::string{first.field("ETag")};
    CHECK(tag.size() == 34);
    CHECK(first.field("Cache-Control") == "no-store");
    for (auto const& field : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}}) {
        head.if_none_match = field;
        auto const again = answer(site, head);
        CHECK(again.status == 304);
        CHECK(again.content().empty());
        CHECK(again.field("ETag") == tag);
    }
    head.if_none_match = "\"other\"";
    CHECK(answer(site, head).status == 200);

    auto options = test_site();
    options.caching = ApiCaching::revalidate;
    Site demo{std::move(options)};
    CHECK(answer(demo, asked("/test/hello")).field("Cache-Control") == "private, no-cache");
}

TEST_CASE("a long answer is packed for who takes gzip, and only then")
{
    Site site{test_site()};
    auto head = asked("/test/long");
    CHECK(answer(site, head).field("Content-Encoding").empty());
    head.accept_encoding = "br, gzip;q=0.5";
    auto const packed = answer(site, head);
    CHECK(packed.field("Content-Encoding") == "gzip");
    CHECK(packed.content().size() < 10'000);
    CHECK(packed.field("ETag").ends_with("-gzip\""));
    CHECK(packed.field("Vary").find("Accept-Encoding") == 0);
    head.accept_encoding = "gzip;q=0, *";
    CHECK(answer(site, head).field("Content-Encoding").empty());
    auto small = asked("/test/hello");
    small.accept_encoding = "gzip";
    CHECK(answer(site, small).field("Content-Encoding").empty());
    head.accept_encoding = "gzip";
    head.channel = Channel::local;
    CHECK(answer(site, head).field("Content-Encoding").empty());
}

TEST_CASE("codings are negotiated as RFC 9110 says")
{
    CHECK(accepts("gzip", Coding::gzip));
    CHECK(accepts(" GZIP ; q=1.0 ", Coding::gzip));
    CHECK(accepts("*", Coding::brotli));
    CHECK(accepts("gzip, br", Coding::brotli));
    CHECK(!accepts("", Coding::gzip));
    CHECK(!accepts("identity", Coding::gzip));
    CHECK(!accepts("gzip;q=0", Coding::gzip));
    CHECK(!accepts("gzip;q=0.000, *", Coding::gzip));
    CHECK(!accepts("*;q=0", Coding::gzip));
    CHECK(!accepts("gzipx", Coding::gzip));
    CHECK(accepts("", Coding::identity));
}

TEST_CASE("the web app's files are served in the best form, with the right type and age")
{
    Site site{test_site()};
    auto head = asked("/");
    head.accept_encoding = "gzip, deflate, br";
    auto const page = answer(site, head);
    CHECK(page.content() == "brotli page");
    CHECK(page.field("Content-Encoding") == "br");
    CHECK(page.field("Vary") == "Accept-Encoding");
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(page.field("Cache-Control") == "no-cache");
    head.accept_encoding = "gzip";
    auto const gzip_page = answer(site, head);
    CHECK(gzip_page.content() == "gzip page");
    CHECK(gzip_page.field("ETag") != page.field("ETag"));
    head.accept_encoding = "br;q=0, identity";
    CHECK(answer(site, head).content() == "<!doctype html>plain");
    head.if_none_match = answer(site, head).field("ETag");
    CHECK(answer(site, head).status == 304);

    auto script = asked("/assets/app-1a2b.js");
    CHECK(answer(site, script).field("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(answer(site, script).content_type == "text/javascript; charset=utf-8");
    script.accept_encoding = "br, gzip";
    CHECK(answer(site, script).content() == "gzip script");
    CHECK(answer(site, asked("/sw.js")).field("Cache-Control") == "no-cache");
    CHECK(answer(site, asked("/manifest.webmanifest")).content_type == "application/manifest+json");
    CHECK(answer(site, asked("/assets/x.wasm")).content_type == "application/wasm");
    CHECK(answer(site, asked("/assets/x.mjs")).content_type == "text/javascript; charset=utf-8");
    CHECK(answer(site, asked("/assets/x.woff2")).content_type == "font/woff2");
    CHECK(answer(site, asked("/places.geojson")).content_type == "application/geo+json");
}

TEST_CASE("a page of the app is index.html, and a file that is not there is not")
{
    Site site{test_site()};
    for (auto const* const page : {"/", "/promises", "/change/ML0507", "/index.html", "/apiary"})
        CHECK(answer(site, asked(page)).content_type == "text/html; charset=utf-8");
    for (auto const* const file :
         {"/assets/gone.js", "/gone.png", "/api", "/api/v1/promise", "/local/command", "/local", "/assets/gone", "/index.html.br", "/assets"})
        CHECK(answer(site, asked(file)).status == 404);
    auto options = test_site();
    options.files = {};
    Site empty{std::move(options)};
    CHECK(answer(empty, asked("/")).status == 404);
}

TEST_CASE("health, metrics and the description of the interface are there on each site")
{
    Site site{test_site()};
    CHECK(answer(site, asked("/api/v1/health")).content() == "{\"status\":\"ok\"}\n");
    CHECK(answer(site, asked("/api/v1/metrics")).status == 401);
    site.metrics().count(LogLine{Method::get, "/test/hello", 200, std::chrono::milliseconds{7}, 5});
    site.metrics().set_open_connections(3);
    auto head = asked("/api/v1/metrics");
    head.authorization = "Bearer right";
    auto const metrics = answer(site, head);
    CHECK(metrics.content_type == "text/plain; version=0.0.4");
    for (auto const* const line : {"accalmie_http_requests_total{route=\"/test/hello\",method=\"GET\",status=\"200\"} 1\n",
                                   "accalmie_http_request_seconds_bucket{route=\"/test/hello\",le=\"0.005\"} 0\n",
                                   "accalmie_http_request_seconds_bucket{route=\"/test/hello\",le=\"0.01\"} 1\n",
                                   "accalmie_http_request_seconds_bucket{route=\"/test/hello\",le=\"+Inf\"} 1\n",
                                   "accalmie_http_request_seconds_count{route=\"/test/hello\"} 1\n", "accalmie_http_open_connections 3\n",
                                   "accalmie_http_queue_length 0\n", "accalmie_http_rejected_total{reason=\"host\"} 0\n"}) {
        CAPTURE(line);
        CHECK(metrics.content().find(line) != std::string_view::npos);
    }
    auto const openapi = nlohmann::json::parse(answer(site, asked("/api/v1/openapi.json")).content());
    CHECK(openapi["openapi"] == "3.1.0");
    CHECK(openapi["paths"].contains("/test/items/{item}"));
}

TEST_CASE("every answer carries the fields that keep a browser from being used against it")
{
    auto const plain = head_text(error_response(400, {Error::Kind::invalid, "x"}), Transport::plain, Framing::length, true);
    for (auto const* const field :
         {"Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
          "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n",
          "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n", "Cross-Origin-Opener-Policy: same-origin\r\n",
          "Cross-Origin-Resource-Policy: same-origin\r\n", "Permissions-Policy: ", "Content-Length: "})
        CHECK(plain.find(field) != std::string::npos);
    CHECK(plain.find("Strict-Transport-Security") == std::string::npos);
    CHECK(plain.find("Access-Control") == std::string::npos);
    CHECK(head_text({}, Transport::tls, Framing::length, true).find("Strict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
}

TEST_CASE("gzip gives octets that unpack to the same, of every length")
{
    for (std::size_t size : {0U, 1U, 2U, 1'000U, 65'535U, 65'536U, 1'000'000U}) {
        std::string content;
        for (std::size_t at = 0; at < size; ++at) content.push_back(static_cast<char>(at * at % 251));
        auto const packed = gzip(content);
        CHECK(unpacked(packed) == content);
    }
}
