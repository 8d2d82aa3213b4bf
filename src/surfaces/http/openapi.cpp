// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/openapi.hpp"

#include "surfaces/http/limits.hpp"
#include "surfaces/http/schemas.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::http {

namespace {

using Json = nlohmann::ordered_json;

bool is_media_type(std::string_view answer) { return answer.find('/') != std::string_view::npos; }

std::string lower(std::string_view name)
{
    std::string text{name};
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

Json reference(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string{name}}}; }

Json parameter_schema(Parameter const& parameter)
{
    switch (parameter.kind) {
    case ParameterKind::text: return {{"type", "string"}, {"maxLength", parameter_bytes_max}};
    case ParameterKind::choice: {
        Json choices = Json::array();
        for (auto const choice : parameter.choices) choices.push_back(std::string{choice});
        return {{"type", "string"}, {"enum", std::move(choices)}};
    }
    case ParameterKind::integer: return {{"type", "integer"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
    case ParameterKind::share: return {{"type", "number"}, {"exclusiveMinimum", 0}, {"exclusiveMaximum", 1}};
    case ParameterKind::day: return {{"type", "string"}, {"format", "date"}};
    case ParameterKind::month: return {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}$"}};
    case ParameterKind::flag: return {{"type", "string"}, {"enum", {"0", "1", "false", "true"}}};
    case ParameterKind::list: return {{"type", "array"}, {"items", {{"type", "string"}}}, {"maxItems", list_items_max}};
    }
    VERIFY(false);
}

std::string both(Text text) { return fmt::format("{} / {}", text.french, text.english); }

Json parameter_json(Parameter const& parameter)
{
    bool const in_path = parameter.where == Where::path;
    Json json{{"name", std::string{parameter.name}},
              {"in", in_path ? "path" : "query"},
              {"required", in_path || parameter.needed == Needed::required},
              {"description", both(parameter.meaning)}};
    if (parameter.kind == ParameterKind::list) {
        json["style"] = "form";
        json["explode"] = false;
    }
    json["schema"] = parameter_schema(parameter);
    return json;
}

Json content(std::string_view answer)
{
    Json schema = is_media_type(answer) ? Json{{"type", "string"}} : reference(answer);
    if (answer == "application/json") schema = Json{{"type", "object"}};
    auto const type = is_media_type(answer) ? std::string{answer} : std::string{"application/json"};
    return {{type, {{"schema", std::move(schema)}}}};
}

Json operation(Route const& route)
{
    Json json{{"summary", both(route.summary)}};
    json["operationId"] = [&] {
        auto id = lower(method_name(route.method)) + std::string{route.pattern};
        std::replace_if(id.begin(), id.end(), [](char c) { return c == '/' || c == '.' || c == '{' || c == '}'; }, '_');
        return id;
    }();
    if (!route.parameters.empty()) {
        json["parameters"] = Json::array();
        for (auto const& parameter : route.parameters) json["parameters"].push_back(parameter_json(parameter));
    }
    if (!route.body.empty()) json["requestBody"] = {{"required", true}, {"content", content(route.body)}};
    auto answer = content(route.answer);
    if (route.stream) answer = {{"application/x-ndjson", {{"schema", reference(route.answer)}}}};
    json["responses"] = {{"200", {{"description", "The answer"}, {"content", std::move(answer)}}},
                         {"default", {{"description", "What went wrong, where, and what to do"}, {"content", content("Error")}}}};
    if (route.audience == Audience::member) json["security"] = Json::array({Json{{"token", Json::array()}}});
    if (route.audience == Audience::owner_locally) json["description"] = "On the workspace's Unix socket only; over TCP this address is not there.";
    return json;
}

std::string_view kind_text(ParameterKind kind)
{
    switch (kind) {
    case ParameterKind::text: return "text";
    case ParameterKind::choice: return "one of";
    case ParameterKind::integer: return "whole number";
    case ParameterKind::share: return "between 0 and 1";
    case ParameterKind::day: return "day, 2021-05-26";
    case ParameterKind::month: return "month, 2021-05";
    case ParameterKind::flag: return "1 or 0";
    case ParameterKind::list: return "list, comma-separated";
    }
    VERIFY(false);
}

std::string kind_text(Parameter const& parameter)
{
    std::string text{kind_text(parameter.kind)};
    if (parameter.kind == ParameterKind::integer) text += fmt::format(", {} to {}", parameter.least, parameter.most);
    for (std::size_t index = 0; index < parameter.choices.size(); ++index) text.append(index == 0 ? " " : ", ").append(parameter.choices[index]);
    return text;
}

std::string_view audience_text(Audience audience)
{
    switch (audience) {
    case Audience::anyone: return "anyone";
    case Audience::member: return "members (token)";
    case Audience::owner_locally: return "the owner, over the Unix socket only";
    }
    VERIFY(false);
}

void append_route(std::string& text, Route const& route)
{
    text += fmt::format("\n## {} {}\n\n{}\n\n{}\n\nFor {}.", method_name(route.method), route.pattern, route.summary.english, route.summary.french,
                        audience_text(route.audience));
    if (!route.body.empty()) text += fmt::format(" Body: `{}`, at most {} octets.", route.body, route.body_bytes_max);
    if (route.stream)
        text += fmt::format(" Answer: lines of JSON, each `{}`, as they come.\n", route.answer);
    else
        text += fmt::format(" Answer: `{}`.\n", route.answer);
    if (route.parameters.empty()) return;
    text += "\n| parameter | kind | needed | meaning | sens |\n|---|---|---|---|---|\n";
    for (auto const& parameter : route.parameters) {
        bool const is_needed = parameter.where == Where::path || parameter.needed == Needed::required;
        text += fmt::format("| `{}` | {} | {} | {} | {} |\n", parameter.name, kind_text(parameter), is_needed ? "yes" : "no",
                            parameter.meaning.english, parameter.meaning.french);
    }
}

constexpr std::string_view introduction = R"md(# The HTTP interface

Generated from the route table (`src/surfaces/http`) by the tests: `ACCALMIE_REBASELINE=1 surfaces_test` rewrites it. The same for programs:
`src/surfaces/http/openapi.json`, served as `/api/v1/openapi.json` (OpenAPI 3.1).

The shapes are those of the commands with `--json`: one measure, one number. Days are `2021-05-26`, months `2021-05`, numbers are not rounded. A
`null` count is *no data* (outside what a source covers), never 0.

- **Who asks.** `Authorization: Bearer TOKEN`. Without a right token: 401. After {failed} wrong ones in {window} s from one address: 429. On the Unix socket the
  caller is the owner, because only the owner can open it (mode 0600).
- **Errors** have one shape, `Error`: what happened, where, what to do. Status: usage and invalid 400, denied 403, missing 404, conflict 409, limit 413,
  corrupt 500, io 503; besides these 401, 405 (with `Allow`), 408, 414, 415, 421, 429, 431, 501, 505 where HTTP has a finer word.
- **Parameters** are checked before anything runs. An unknown one, or one given twice, is a 400 that lists the known ones; an empty one counts as not given.
- **Names.** On loopback only `localhost`, `127.0.0.1`, `[::1]` and names given at the start are answered (421 otherwise): a web page elsewhere cannot reach
  the server by making its own name point here. No cross-origin request is allowed.
- **Caching.** Answers carry an `ETag`; `If-None-Match` gives 304. A real workspace's answers are `no-store`. Long answers are sent as gzip if the client takes it.
- **Limits.** Header {header} octets and {fields} fields (431), target {target} octets (414), {parameters} parameters, {connections} connections and {queue} waiting
  requests (503 with `Retry-After`), {idle} s idle, {header_time} s for a header, {pause} s without a moving octet.
)md";

}  // namespace

std::vector<Route> own_routes()
{
    std::vector<Route> routes;
    Route health;
    health.pattern = "/api/v1/health";
    health.summary = {"Le serveur répond-il ?", "Does the server answer?"};
    health.answer = "Health";
    health.audience = Audience::anyone;
    health.runs = Runs::at_once;
    health.handle = [](Request const&) -> Result<Response> { return Response{200, "application/json", "{\"status\":\"ok\"}\n"}; };
    routes.push_back(std::move(health));

    Route metrics;
    metrics.pattern = "/api/v1/metrics";
    metrics.summary = {"L'état du serveur, pour Prometheus", "How the server is doing, for Prometheus"};
    metrics.answer = "text/plain";
    routes.push_back(std::move(metrics));

    Route openapi;
    openapi.pattern = "/api/v1/openapi.json";
    openapi.summary = {"Cette interface, décrite pour les programmes", "This interface, described for programs"};
    openapi.answer = "application/json";
    openapi.audience = Audience::anyone;
    openapi.runs = Runs::at_once;
    routes.push_back(std::move(openapi));
    return routes;
}

std::string openapi_json(std::span<Route const> routes)
{
    Json document{{"openapi", "3.1.0"}};
    document["info"] = {{"title", "Accalmie"},
                        {"version", "1"},
                        {"description", "The answers of an Accalmie workspace. A null count is no data, never 0."},
                        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
    document["servers"] = Json::array({Json{{"url", "/"}}});
    document["paths"] = Json::object();
    for (auto const& route : routes) document["paths"][std::string{route.pattern}][lower(method_name(route.method))] = operation(route);
    document["components"] = {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}, {"schemas", json_schemas()}};
    return document.dump(2) + "\n";
}

std::string api_markdown(std::span<Route const> routes)
{
    Limits const limits;
    auto const seconds = [](auto duration) { return std::chrono::duration_cast<std::chrono::seconds>(duration).count(); };
    auto text = fmt::format(fmt::runtime(introduction), fmt::arg("failed", failed_tokens_max), fmt::arg("window", failed_token_window.count()),
                            fmt::arg("header", header_bytes_max), fmt::arg("fields", header_fields_max), fmt::arg("target", target_bytes_max),
                            fmt::arg("parameters", query_parameters_max), fmt::arg("connections", limits.connections),
                            fmt::arg("queue", limits.queue), fmt::arg("idle", seconds(limits.idle_time)),
                            fmt::arg("header_time", seconds(limits.header_time)), fmt::arg("pause", seconds(limits.pause_time)));
    for (auto const& route : routes) append_route(text, route);
    text +=
        "\n## Shapes\n\nA `?` key may be absent; `\"*\"` stands for any key; `|` separates what may stand there; `=x` is the code x.\n\n```json\n{\n";
    for (auto const& [name, shape] : shapes().items()) text += fmt::format("\"{}\": {},\n", name, shape.dump());
    text.resize(text.size() - 2);
    text += "\n}\n```\n";
    return text;
}

}  // namespace accalmie::http
