// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/host_names.hpp"
#include "surfaces/http/limits.hpp"
#include "surfaces/http/query.hpp"
#include "surfaces/http/route.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace accalmie;
using namespace accalmie::http;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Error::Kind kind_of(std::string_view raw)
{
    auto const target = parse_target(raw);
    REQUIRE_MESSAGE(!target.has_value(), raw);
    return target.error().kind;
}

std::vector<Parameter> all_kinds()
{
    return {
        {.name = "words", .kind = ParameterKind::text, .meaning = {"mots", "words"}},
        {.name = "colour", .kind = ParameterKind::choice, .meaning = {"couleur", "colour"}, .choices = {"red", "blue"}},
        {.name = "level", .kind = ParameterKind::integer, .meaning = {"niveau", "level"}, .needed = Needed::required, .least = 1, .most = 3},
        {.name = "day", .kind = ParameterKind::day, .meaning = {"jour", "day"}},
        {.name = "month", .kind = ParameterKind::month, .meaning = {"mois", "month"}},
        {.name = "geometry", .kind = ParameterKind::flag, .meaning = {"contours", "shapes"}},
        {.name = "places", .kind = ParameterKind::list, .meaning = {"lieux", "places"}},
    };
}

Error refusal(Pairs const& given)
{
    auto const query = Query::check(all_kinds(), given);
    REQUIRE(!query.has_value());
    CHECK(query.error().remedy != "");
    return query.error();
}

}  // namespace

TEST_CASE("a target is taken apart and decoded")
{
    auto const target = parse_target("/api/v1/T%C3%A9nenkou?a=1&b=x+y%2Bz&&a=2&flag");
    REQUIRE(target.has_value());
    CHECK(target->segments == std::vector<std::string>{"api", "v1", "Ténenkou"});
    CHECK(target->path() == "/api/v1/Ténenkou");
    CHECK(target->query == Pairs{{"a", "1"}, {"b", "x y+z"}, {"a", "2"}, {"flag", ""}});
    CHECK(parse_target("/")->segments.empty());
    CHECK(parse_target("/")->path() == "/");
    CHECK(parse_target("/a/")->segments == std::vector<std::string>{"a", ""});
    CHECK(parse_target("/a?")->query.empty());
    CHECK(parse_target("http://Host:80/a?b=c")->host == "Host:80");
    CHECK(parse_target("http://host")->path() == "/");
    CHECK(!parse_target("http://host?x=1").has_value());  // no path: not a target that we answer
}

TEST_CASE("a target that could mean something else than it says is refused")
{
    for (auto const raw :
         {"",       "a",        "*",        "//",        "/a//b",       "/.",   "/..",       "/a/../b", "/%2e%2e/a", "/a%2fb",     "/a%5cb",
          "/a\\b",  "/a#b",     "/%",       "/%4",       "/%zz",        "/%00", "/a%0d%0ab", "/%ff",    "/%c0%af",   "/%ed%a0%80", "/%f5%80%80%80",
          "/a?b=%", "/a?b=%ff", "/a?%00=1", "http:///a", "ftp://host/a"}) {
        CAPTURE(raw);
        CHECK(kind_of(raw) == Error::Kind::invalid);
    }
}

TEST_CASE("a target may be as long as its maximum and not one octet longer")
{
    CHECK(parse_target("/" + std::string(target_bytes_max - 1, 'a')).has_value());
    CHECK(kind_of("/" + std::string(target_bytes_max, 'a')) == Error::Kind::limit);
    std::string path;
    for (std::size_t segment = 0; segment < path_segments_max; ++segment) path += "/a";
    CHECK(parse_target(path).has_value());
    CHECK(kind_of(path + "/a") == Error::Kind::limit);
    std::string query = "/?";
    for (std::size_t parameter = 0; parameter < query_parameters_max; ++parameter) query += "a=1&";
    CHECK(parse_target(query).has_value());
    CHECK(kind_of(query + "a=1") == Error::Kind::limit);
    CHECK(parse_target("/?a=" + std::string(parameter_bytes_max, 'x')).has_value());
    CHECK(kind_of("/?a=" + std::string(parameter_bytes_max + 1, 'x')) == Error::Kind::limit);
}

TEST_CASE("UTF-8 is what Unicode's table of well-formed sequences says")
{
    for (auto const* const good :
         {"", "a", "é", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
        CHECK(is_utf8(good));
    for (auto const* const bad : {"\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                                  "\xf5\x80\x80\x80", "a\xffz"})
        CHECK(!is_utf8(bad));
}

TEST_CASE("random targets are decoded or refused, and what comes out is clean")
{
    auto const seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    constexpr std::string_view favourites = "/?&=%+.2efFcC3aA9\\#\r\n\x80\xff";
    for (int round = 0; round < 20'000; ++round) {
        std::string raw = "/";
        for (auto left = random() % 40; left > 0; --left)
            raw.push_back(random() % 4 == 0 ? static_cast<char>(random() % 256) : favourites[random() % favourites.size()]);
        auto const target = parse_target(raw);
        if (!target) continue;
        for (auto const& segment : target->segments)
            CHECK((is_utf8(segment) && segment != ".." && segment.find_first_of("/\\\r\n") == std::string::npos));
        for (auto const& [name, value] : target->query) CHECK((is_utf8(name) && is_utf8(value)));
    }
}

TEST_CASE("parameters of each kind are read")
{
    Pairs const given{{"words", "deux mots"}, {"colour", "red"}, {"level", "3"},         {"day", "2021-05-26"},
                      {"month", "2021-05"},   {"geometry", "1"}, {"places", "ML05,ML06"}};
    auto const query = Query::check(all_kinds(), given);
    REQUIRE(query.has_value());
    CHECK(query->text("words") == "deux mots");
    CHECK(query->text("colour") == "red");
    CHECK(query->integer("level") == 3);
    CHECK(to_iso(*query->day("day")) == "2021-05-26");
    CHECK(query->month("month") == Month::of(2021, 5));
    CHECK(query->flag("geometry"));
    CHECK(query->list("places") == std::vector<std::string>{"ML05", "ML06"});
    auto const few = Query::check(all_kinds(), Pairs{{"level", "1"}, {"words", ""}});
    REQUIRE(few.has_value());
    CHECK(!few->has("words"));  // an empty value counts as not given
    CHECK(!few->flag("geometry"));
    CHECK(few->list("places").empty());
}

TEST_CASE("a wrong parameter is named, with what would be right")
{
    CHECK(refusal({{"levle", "1"}}).remedy.find("level") != std::string::npos);
    CHECK(refusal({}).what == "missing");
    CHECK(refusal({{"level", ""}}).what == "missing");
    CHECK(refusal({{"level", "1"}, {"level", "2"}}).what == "given twice");
    for (auto const* const level : {"0", "4", "1.5", "one", "99999999999999999999", "1 ", "+1"})
        CHECK(refusal({{"level", level}}).where == "parameter level");
    CHECK(refusal({{"level", "1"}, {"colour", "green"}}).remedy == "give one of: red, blue");
    CHECK(refusal({{"level", "1"}, {"day", "2021-02-30"}}).where == "parameter day");
    CHECK(refusal({{"level", "1"}, {"month", "2021-13"}}).where == "parameter month");
    CHECK(refusal({{"level", "1"}, {"geometry", "yes"}}).where == "parameter geometry");
    for (auto const* const list : {",", "a,", ",a", "a,,b"}) CHECK(refusal({{"level", "1"}, {"places", list}}).where == "parameter places");
}

TEST_CASE("a list holds as many items as its maximum and not one more")
{
    std::string list = "a";
    for (std::size_t item = 1; item < list_items_max; ++item) list += ",a";
    CHECK(Query::check(all_kinds(), Pairs{{"level", "1"}, {"places", list}})->list("places").size() == list_items_max);
    CHECK(refusal({{"level", "1"}, {"places", list + ",a"}}).what.find("more than") == 0);
}

TEST_CASE("a host field names a host, or nothing")
{
    CHECK(host_name("localhost") == "localhost");
    CHECK(host_name("LocalHost.:8080") == "localhost");
    CHECK(host_name("[::1]:8080") == "::1");
    CHECK(host_name("[::1]") == "::1");
    for (auto const* const bad : {"", "[::1", "a:b", "a:123456", "[::1]x", "a b", "a/b", "user@localhost", "localhost:80:80", "[evil]"})
        CHECK(host_name(bad).empty());
    std::vector<std::string> const names{"hub.example"};
    for (auto const* const ours : {"localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:443", "hub.example", "HUB.example:8443"})
        CHECK(is_our_name(ours, names));
    for (auto const* const other :
         {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0", "hub.example.evil.example", "[::2]"})
        CHECK(!is_our_name(other, names));
}

TEST_CASE("a path leads to one route, by literal words and by parameters")
{
    auto const handle = [](Request const&) -> Result<Response> { return Response{}; };
    Parameter const code{.name = "code", .kind = ParameterKind::text, .meaning = {"code", "code"}, .where = Where::path};
    Route const list{.pattern = "/a", .answer = "text/plain", .handle = handle};
    Route const one{.pattern = "/a/{code}", .parameters = {code}, .answer = "text/plain", .handle = handle};
    Route const make{.method = Method::post, .pattern = "/a", .answer = "text/plain", .handle = handle};
    Route const local{.method = Method::post, .pattern = "/local/x", .answer = "text/plain", .audience = Audience::owner_locally, .handle = handle};
    Routes const routes{{list, one, make, local}};
    auto const match = [&](Method method, std::vector<std::string> const& segments, Channel channel = Channel::network) {
        return routes.match(method, segments, channel);
    };
    CHECK(match(Method::get, {"a"}).route->pattern == "/a");
    CHECK(match(Method::head, {"a"}).route->pattern == "/a");
    CHECK(match(Method::post, {"a"}).route->method == Method::post);
    CHECK(match(Method::get, {"a", "ML05"}).in_path == Pairs{{"code", "ML05"}});
    CHECK(match(Method::get, {"a", ""}).route == nullptr);
    CHECK(match(Method::get, {"a", "b", "c"}).allow.empty());
    CHECK(match(Method::put, {"a"}).allow == "GET, HEAD, OPTIONS, POST");
    CHECK(match(Method::post, {"local", "x"}).allow.empty());  // over TCP not even its name
    CHECK(match(Method::post, {"local", "x"}, Channel::local).route != nullptr);
}
