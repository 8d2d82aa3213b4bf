// SPDX-License-Identifier: Apache-2.0
// The routes of the interface, their description for programs and people, and command lines that speak to the server.
#include "http_fixtures.hpp"

#include "surfaces/http/api.hpp"
#include "surfaces/http/openapi.hpp"
#include "surfaces/http/schemas.hpp"

#include <fstream>
#include <set>
#include <sstream>

using namespace accalmie;
using namespace accalmie::http;
using namespace accalmie::http::test;
using Json = nlohmann::json;

namespace {

CommandOutcome no_command(CommandCall const&, CommandProgress const&) { return {}; }

/// Every route that a full server has.
std::vector<Route> every_route()
{
    auto routes = api_routes({});
    routes.push_back(local_command_route(no_command));
    for (auto& route : own_routes()) routes.push_back(std::move(route));
    return routes;
}

std::string const source_folder = ACCALMIE_SOURCE_DIR;

std::string content_of(std::string const& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The file holds `text`; with ACCALMIE_REBASELINE=1 it is made to.
void check_generated(std::string const& path, std::string const& text)
{
    if (std::getenv("ACCALMIE_REBASELINE") != nullptr) std::ofstream{path, std::ios::binary} << text;
    CHECK_MESSAGE(content_of(path) == text, path, " is not current: run this test with ACCALMIE_REBASELINE=1");
}

void collect_references(Json const& json, std::set<std::string>& names)
{
    constexpr std::string_view prefix = "#/components/schemas/";
    if (json.is_object() && json.contains("$ref")) names.insert(json["$ref"].get<std::string>().substr(prefix.size()));
    if (json.is_structured())
        for (auto const& inner : json) collect_references(inner, names);
}

SiteOptions command_site(RunCommand run)
{
    SiteOptions site;
    site.routes = {local_command_route(std::move(run))};
    site.authenticate = check_token;
    return site;
}

struct CommandServer {
    Folder folder;
    std::unique_ptr<Server> server;
    explicit CommandServer(RunCommand run)
    {
        ServerOptions options;
        options.socket_path = (folder.path / "s").string();
        auto started = Server::start(std::move(options), command_site(std::move(run)));
        REQUIRE(started.has_value());
        server = std::move(*started);
    }
    Client client() const { return Client{folder.path / "s"}; }
    std::string post(std::string const& body) const
    {
        auto socket = client();
        socket.send("POST /local/command HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body);
        return socket.read_all();
    }
};

}  // namespace

TEST_CASE("the OpenAPI file and docs/api.md are what the routes say")
{
    check_generated(source_folder + "/src/surfaces/http/openapi.json", openapi_json(every_route()));
    check_generated(source_folder + "/docs/api.md", api_markdown(every_route()));
}

TEST_CASE("every route stands in the OpenAPI file, and every operation of the file is a route")
{
    auto const document = Json::parse(content_of(source_folder + "/src/surfaces/http/openapi.json"));
    auto const all = every_route();
    std::set<std::string> in_routes, in_file;
    for (auto const& route : all) {
        std::string method{method_name(route.method)};
        std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        in_routes.insert(method + " " + std::string{route.pattern});
        auto const& operation = document["paths"][std::string{route.pattern}][method];
        auto const parameters = operation.value("parameters", Json::array());
        REQUIRE(parameters.size() == route.parameters.size());
        for (std::size_t index = 0; index < parameters.size(); ++index) CHECK(parameters[index]["name"] == route.parameters[index].name);
        CHECK(operation.contains("security") == (route.audience == Audience::member));
    }
    for (auto const& [path, operations] : document["paths"].items())
        for (auto const& [method, operation] : operations.items()) {
            in_file.insert(method + " " + path);
            CHECK(operation["responses"].contains("200"));
        }
    CHECK(in_routes == in_file);
    CHECK(in_routes.size() == all.size());
}

TEST_CASE("the interface of the contract is there, and each address is told in French and English")
{
    std::set<std::string_view> patterns;
    for (auto const& route : every_route()) {
        patterns.insert(route.pattern);
        CHECK(!route.summary.french.empty());
        CHECK(!route.summary.english.empty());
        for (auto const& parameter : route.parameters) CHECK((!parameter.meaning.french.empty() && !parameter.meaning.english.empty()));
    }
    for (auto const name :
         {"workspace", "places", "calm", "promises", "today", "incidents/months", "change", "plans", "plan", "methods", "health", "metrics", "openapi.json"})
        CHECK(patterns.count("/api/v1/" + std::string{name}) == 1);
}

TEST_CASE("every schema that is named is there, and every schema that is there is named")
{
    auto const document = Json::parse(openapi_json(every_route()));
    std::set<std::string> named, there;
    collect_references(document, named);
    for (auto const& [name, schema] : document["components"]["schemas"].items()) there.insert(name);
    CHECK(named == there);
}

TEST_CASE("a value is held against its shape, and the first difference is named")
{
    auto const health = Json{{"status", "ok"}};
    CHECK(check_shape(health, "Health").has_value());
    auto const where = [](Json const& value, std::string_view shape) {
        auto const checked = check_shape(value, shape);
        REQUIRE(!checked.has_value());
        return checked.error().where;
    };
    CHECK(where(Json{{"status", "bad"}}, "Health") == "Health: status");
    CHECK(where(Json{{"status", "ok"}, {"more", 1}}, "Health") == "Health: more");
    CHECK(where(Json::object(), "Health") == "Health: status");
    CHECK(where(Json::array(), "Health") == "Health");
    Json series{{"place", "ML05"}, {"name", "Mopti"}, {"series", {{"ucdp", {1, nullptr, 0}}}}};
    CHECK(check_shape(series, "MonthSeries").has_value());
    series["series"]["ucdp"][1] = 1.5;
    CHECK(where(series, "MonthSeries") == "MonthSeries: series: ucdp: 1");
    Json const list{{"boundary", "cod-ab-2021"}, {"places", Json::array()}, {"demo", false}};
    CHECK(check_shape(list, "Places").has_value());
    Json const area{{"type", "Feature"}, {"geometry", nullptr}, {"properties", nullptr}};
    CHECK(where(area, "PlaceFeature") == "PlaceFeature: properties");
    CHECK(check_shape(Json(), "Nothing").error().kind == Error::Kind::missing);
    CHECK(check_shape(Json{{"as_of", "2021-02-30"}}, "Today").error().where == "Today: as_of");
}

TEST_CASE("an answer is the function's JSON for the member who asks, with the parameters that were given")
{
    Api api;
    api.places = [](Member const& member, Query const& query) -> Result<std::string> {
        return Json{{"who", member.pseudonym}, {"level", *query.integer("level")}, {"geometry", query.flag("geometry")}}.dump();
    };
    api.change = [](Member const&, Query const& query) -> Result<std::string> {
        if (query.list("places").size() == 3) return Error{Error::Kind::missing, "no such place", "ML99", "see /api/v1/places"};
        return to_iso(*query.month("first"));
    };
    SiteOptions options;
    options.routes = api_routes(api);
    options.authenticate = check_token;
    Site site{std::move(options)};
    auto const ask = [&](std::string const& target) {
        RequestHead head;
        head.target = target;
        head.hosts = {"localhost"};
        head.authorization = "Bearer right";
        auto admission = site.admit(head);
        if (admission.response) return *admission.response;
        CHECK(!site.authorize(*admission.job));
        return site.answer(*admission.job, {});
    };
    CHECK(Json::parse(ask("/api/v1/places?level=2&geometry=1").body) == Json{{"who", "kora"}, {"level", 2}, {"geometry", true}});
    CHECK(ask("/api/v1/places").status == 400);
    CHECK(ask("/api/v1/places?level=4").status == 400);
    CHECK(ask("/api/v1/change?places=ML0507,ML0508&months=7&first=2021-01&last=2022-12&source=ucdp").body == "2021-01");
    auto const missing = ask("/api/v1/change?places=a,b,ML99&months=7&first=2021-01&last=2022-12");
    CHECK(missing.status == 404);
    CHECK(check_shape(Json::parse(missing.body), "Error").has_value());
    CHECK(ask("/api/v1/calm").status == 404);  // not given to this server
}

TEST_CASE("a command line runs in the server, tells its progress and gives its end")
{
    CommandServer const served{[](CommandCall const& call, CommandProgress const& progress) {
        CHECK(call.argv == std::vector<std::string>{"import", "ucdp", "f.csv"});
        CHECK(call.cwd == "/data");
        CHECK(call.color);
        CHECK(!call.json);
        CHECK(progress("half\n"));
        return CommandOutcome{3, "r\xc3\xa9sum\xc3\xa9\n", "bad \xff octet\n"};
    }};
    auto const answer = served.post(R"({"argv":["import","ucdp","f.csv"],"cwd":"/data","color":true})");
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    auto const progress = answer.find(R"({"stream":"err","text":"half\n"})");
    auto const end = answer.find(R"({"err":"bad )");
    CHECK(progress != std::string::npos);
    CHECK(end != std::string::npos);
    CHECK(progress < end);
    CHECK(answer.find(R"("exit_code":3,"out":"résumé\n"})") != std::string::npos);
}

TEST_CASE("a call that is no command line is refused before anything runs")
{
    CommandServer const served{[](CommandCall const&, CommandProgress const&) {
        FAIL_CHECK("it ran");
        return CommandOutcome{};
    }};
    for (auto const* const body :
         {"", "x", "{}", "[]", R"({"argv":["x"]})", R"({"argv":"x","cwd":"/"})", R"({"argv":[1],"cwd":"/"})", R"({"argv":["x"],"cwd":"relative"})",
          R"({"argv":["x"],"cwd":"/","more":1})", R"({"argv":["x"],"cwd":"/","json":"yes"})"}) {
        CAPTURE(body);
        CHECK(served.post(body).starts_with("HTTP/1.1 400 "));
    }
    CHECK(served.post(std::string(500'000, '[')).starts_with("HTTP/1.1 400 "));  // depth costs no stack
    CHECK(served.post(std::string(command_body_bytes_max + 1, ' ')).starts_with("HTTP/1.1 413 "));
    auto const with_arguments = [](std::size_t count) { return Json{{"argv", std::vector<std::string>(count, "x")}, {"cwd", "/"}}.dump(); };
    CHECK(served.post(with_arguments(command_arguments_max + 1)).starts_with("HTTP/1.1 413 "));
    Client over_tcp{served.server->port()};
    over_tcp.send("POST /local/command HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    CHECK(over_tcp.read_answer().status == 404);
}

TEST_CASE("a call may nest its brackets to the maximum and not one deeper, and brackets in a text do not count")
{
    CommandServer const served{[](CommandCall const&, CommandProgress const&) { return CommandOutcome{}; }};
    auto const nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    auto const says = [&](std::string const& body, std::string_view what) { return served.post(body).find(what) != std::string::npos; };
    CHECK(says(nested(command_depth_max), "not a command"));
    CHECK(says(nested(command_depth_max + 1), "nested more than"));
    CHECK(served.post(R"({"argv":["[[[[[[[[[[[[\\\"[[[["],"cwd":"/"})").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a command line may have its maximum of arguments")
{
    CommandServer const served{
        [](CommandCall const& call, CommandProgress const&) { return CommandOutcome{static_cast<int>(call.argv.size() / 100), {}, {}}; }};
    auto const answer = served.post(Json{{"argv", std::vector<std::string>(command_arguments_max, "x")}, {"cwd", "/"}}.dump());
    CHECK(answer.find("\"exit_code\":10") != std::string::npos);
}
