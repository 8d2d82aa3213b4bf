// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/site.hpp"

#include "surfaces/http/host_names.hpp"
#include "surfaces/http/limits.hpp"
#include "surfaces/http/openapi.hpp"
#include "trust/crypto.hpp"

#include <algorithm>
#include <exception>

namespace accalmie::http {

namespace {

constexpr std::size_t packed_bytes_min = 1'024;  // below it the packed form saves no packet
constexpr std::size_t token_bytes_max = 1'000;

Admission at_once(std::string_view route, Response response) { return {route, std::move(response), std::nullopt}; }

bool changes_something(Method method) { return method == Method::post || method == Method::put || method == Method::remove; }

bool has_body(RequestHead const& head) { return head.chunked || head.content_length.value_or(0) > 0; }

/// The media type without its parameters, lower case.
std::string bare_type(std::string_view content_type)
{
    std::string type{content_type.substr(0, content_type.find_first_of("; \t"))};
    std::transform(type.begin(), type.end(), type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return type;
}

/// The token of "Bearer TOKEN"; nothing for an empty field.   errors  denied  another scheme, or no token
Result<std::string_view> bearer_token(std::string_view authorization)
{
    if (authorization.empty()) return std::string_view{};
    constexpr std::string_view scheme = "bearer ";
    auto const is_bearer = authorization.size() > scheme.size() && authorization.size() <= token_bytes_max &&
                           bare_type(authorization.substr(0, scheme.size())) == "bearer";
    if (!is_bearer) return Error{Error::Kind::denied, "not a bearer token", "Authorization", "send Authorization: Bearer TOKEN"};
    return authorization.substr(scheme.size());
}

/// What a client says of itself.
struct Credentials {
    std::string token;
    std::optional<std::string> name = {};  ///< of HTTP Basic
};

/// Name and password of "Basic ..." (RFC 7617); nothing for an empty field.   errors  denied  another scheme, or not two words
Result<Credentials> basic_credentials(std::string_view authorization)
{
    if (authorization.empty()) return Credentials{};
    Error const wrong{Error::Kind::denied, "not HTTP Basic", "Authorization", "send the member's name, and the token as password"};
    constexpr std::string_view scheme = "basic ";
    bool const is_basic = authorization.size() > scheme.size() && authorization.size() <= token_bytes_max &&
                          bare_type(authorization.substr(0, scheme.size())) == "basic";
    if (!is_basic) return wrong;
    auto const octets = from_base64(authorization.substr(scheme.size()), Base64::standard);
    if (!octets) return wrong;
    std::string const both{as_text(*octets)};
    auto const colon = both.find(':');
    if (colon == std::string::npos) return wrong;
    return Credentials{both.substr(colon + 1), both.substr(0, colon)};
}

Result<Credentials> credentials_of(Job const& job)
{
    switch (job.route->token) {
    case TokenIn::path: return Credentials{job.query.text("token").value_or(std::string{})};
    case TokenIn::field: {
        auto const token = TRY(bearer_token(job.head.authorization));
        return Credentials{std::string{token}};
    }
    case TokenIn::basic: return basic_credentials(job.head.authorization);
    }
    VERIFY(false);
}

Response unauthorized(Job const& job, Error const& error)
{
    auto response = error_response(401, error);
    bool const is_basic = job.route->token == TokenIn::basic;
    response.fields.push_back({"WWW-Authenticate", is_basic ? R"(Basic realm="Accalmie", charset="UTF-8")" : "Bearer"});
    if (is_basic) response.fields.push_back({"X-OpenRosa-Version", "1.0"});  // every answer of an OpenRosa address, also this
    return response;
}

Response method_not_allowed(std::string const& allow)
{
    auto response = error_response(405, {Error::Kind::usage, "this address does not take that method", "request", "use one of: " + allow});
    response.fields.push_back({"Allow", allow});
    return response;
}

Response options_response(std::string const& allow) { return {204, {}, {}, {}, {{"Allow", allow}, {"Cache-Control", "no-store"}}, false}; }

Response not_found()
{
    return error_response(404, {Error::Kind::missing, "nothing is at this address", "request target", "/api/v1/openapi.json lists what there is"});
}

/// Why this body cannot be taken, if it cannot.
std::optional<Response> refuse_body(Route const& route, RequestHead const& head)
{
    if (!has_body(head)) return std::nullopt;
    if (head.content_length.value_or(0) > route.body_bytes_max)
        return error_response(413, {Error::Kind::limit, "a body of more than " + std::to_string(route.body_bytes_max) + " octets", "request body",
                                    "send less at once"});
    if (route.body_bytes_max == 0) return error_response(413, {Error::Kind::limit, "this address takes no body", "request body", "leave it out"});
    if (!route.receive && bare_type(head.content_type) != "application/json")
        return error_response(415, {Error::Kind::invalid, "a body that is not JSON", "Content-Type", "send Content-Type: application/json"});
    return std::nullopt;
}

/// Handlers throw nothing of their own; what the standard library throws (no memory) costs one answer, not the server.
template <class T, class Function>
Result<T> guarded(Function const& function)
{
    try {
        return function();
    } catch (std::exception const&) {
        return Error{Error::Kind::corrupt, "the answer could not be made", "server", "ask again; if it stays so, run accalmie doctor on the server"};
    }
}

}  // namespace

Site::Site(SiteOptions options) : options_(std::move(options)), routes_(with_own_routes(std::move(options_.routes)))
{
    VERIFY(static_cast<bool>(options_.authenticate));
    openapi_ = openapi_json(routes_.all());
}

std::vector<Route> Site::with_own_routes(std::vector<Route> routes)
{
    if (options_.own == OwnRoutes::none) return routes;
    for (auto& route : own_routes()) {
        if (route.pattern == "/api/v1/metrics")
            route.handle = [this](Request const&) -> Result<Response> { return Response{200, "text/plain; version=0.0.4", metrics_.text()}; };
        if (route.pattern == "/api/v1/openapi.json")
            route.handle = [this](Request const&) -> Result<Response> { return Response{200, "application/json", {}, openapi_}; };
        routes.push_back(std::move(route));
    }
    return routes;
}

void Site::restrict_names(std::vector<std::string> names) { names_ = std::move(names); }

std::optional<Response> Site::refuse(RequestHead const& head, Target const& target)
{
    if (head.channel == Channel::local) return std::nullopt;
    if (head.hosts.size() > 1 || (head.hosts.empty() && target.host.empty()))
        return error_response(400, {Error::Kind::invalid, "not exactly one Host", "request header", "send one Host field"});
    auto const& host = target.host.empty() ? head.hosts.front() : target.host;
    if (names_ && !is_our_name(host, *names_)) {
        metrics_.count(Rejection::host);
        return error_response(421, {Error::Kind::denied, "this server does not go by that name", "Host",
                                    "open it as localhost, or start it with the name it has (accalmie serve --name NAME)"});
    }
    auto const scheme_end = head.origin.find("://");
    auto const origin = scheme_end == std::string::npos ? std::string_view{head.origin} : std::string_view{head.origin}.substr(scheme_end + 3);
    if (changes_something(head.method) && !head.origin.empty() && origin != host)
        return error_response(403,
                              {Error::Kind::denied, "a change asked for by a page of another site", "Origin", "ask from the server's own pages"});
    return std::nullopt;
}

Admission Site::admit(RequestHead const& head)
{
    constexpr std::string_view no_route = "(none)";
    if (head.target == "*" && head.method == Method::options) return at_once(no_route, options_response("GET, HEAD, OPTIONS"));
    auto const target = parse_target(head.target);
    if (!target) {
        metrics_.count(Rejection::malformed);
        bool const is_long = head.target.size() > target_bytes_max;
        return at_once(no_route, error_response(is_long ? 414 : 400, target.error()));
    }
    if (auto refused = refuse(head, *target)) return at_once(no_route, std::move(*refused));
    auto const match = routes_.match(head.method, target->segments, head.channel);
    if (match.route != nullptr) return admit_route(head, *target, match);
    if (match.allow.empty()) return admit_file(head, *target);
    return at_once(no_route, head.method == Method::options ? options_response(match.allow) : method_not_allowed(match.allow));
}

Admission Site::admit_file(RequestHead const& head, Target const& target) const
{
    auto const path = target.path();
    auto file = options_.files.answer(path, head.accept_encoding, head.if_none_match);
    if (!file) return at_once("(none)", not_found());
    std::string_view const route = path.starts_with("/assets/") ? "/assets/*" : "/*";
    if (head.method == Method::options) return at_once(route, options_response("GET, HEAD, OPTIONS"));
    if (head.method != Method::get && head.method != Method::head) return at_once(route, method_not_allowed("GET, HEAD, OPTIONS"));
    return at_once(route, std::move(*file));
}

Admission Site::admit_route(RequestHead const& head, Target const& target, RouteMatch const& match) const
{
    auto const& route = *match.route;
    auto given = match.in_path;
    given.insert(given.end(), target.query.begin(), target.query.end());
    auto query = Query::check(route.parameters, given);
    if (!query) return at_once(route.pattern, error_response(query.error()));
    if (auto refused = refuse_body(route, head)) return at_once(route.pattern, std::move(*refused));
    return {route.pattern, std::nullopt, Job{&route, std::move(*query), head}};
}

std::optional<Response> Site::authorize(Job& job, FailedTokens::Time now)
{
    if (job.head.channel == Channel::local) {
        job.member = options_.owner;
        return std::nullopt;
    }
    if (job.route->audience == Audience::anyone) return std::nullopt;
    auto const given = credentials_of(job);
    if (!given) return unauthorized(job, given.error());
    auto const& token = given->token;
    if (!token.empty() && failed_tokens_.is_blocked(job.head.peer, now)) {
        metrics_.count(Rejection::token_rate);
        auto response =
            error_response(429, {Error::Kind::limit, "too many wrong tokens from here", "Authorization", "wait a minute, then send the right one"});
        response.fields.push_back({"Retry-After", std::to_string(failed_token_window.count())});
        return response;
    }
    auto member = guarded<Member>([&]() -> Result<Member> {
        auto known = TRY(job.route->authenticate ? job.route->authenticate(token) : options_.authenticate(token));
        // The token says who it is; another name beside it is a mistake that is not passed over.
        if (given->name && (token.empty() || *given->name != known.pseudonym))
            return Error{Error::Kind::denied, "this name and this access token do not belong together", "Authorization", "write the name as `accalmie member list` shows it"};
        return known;
    });
    if (member) {
        job.member = std::move(*member);
        return std::nullopt;
    }
    auto const kind = member.error().kind;
    bool const is_wrong = kind == Error::Kind::denied || kind == Error::Kind::missing || kind == Error::Kind::invalid;
    if (!is_wrong) return error_response(member.error());
    if (!token.empty()) failed_tokens_.count(job.head.peer, now);
    return unauthorized(job, member.error());
}

Response Site::refusal(Job const& job, Error const& error) { return job.route->refuse ? job.route->refuse(error) : error_response(error); }

Response Site::answer(Job const& job, std::string body, std::unique_ptr<BodyReceiver> received) const
{
    Request request{job.query, job.member, std::move(body), std::move(received), job.head.hosts.empty() ? std::string{} : job.head.hosts.front()};
    auto result = guarded<Response>([&] { return job.route->handle(request); });
    if (!result) return refusal(job, result.error());
    return finished(job.head, std::move(*result));
}

Response Site::finished(RequestHead const& head, Response response) const
{
    if (response.status != 200 || !response.field("Cache-Control").empty()) return response;
    response.fields.push_back({"Cache-Control", options_.caching == ApiCaching::no_store ? "no-store" : "private, no-cache"});
    if (head.method != Method::get && head.method != Method::head) return response;
    // Over the Unix socket nothing is gained by packing; text compresses five- to tenfold, which a 2G link feels.
    bool const is_packed =
        head.channel == Channel::network && response.content().size() >= packed_bytes_min && accepts(head.accept_encoding, Coding::gzip);
    auto const etag = "\"" + content_hash(response.content()) + (is_packed ? "-gzip\"" : "\"");
    response.fields.push_back({"ETag", etag});
    response.fields.push_back({"Vary", "Accept-Encoding, Authorization"});
    if (names_etag(head.if_none_match, etag)) {
        response.status = 304;
        response.content_type.clear();
        response.body.clear();
        response.fixed_body = {};
        return response;
    }
    if (!is_packed) return response;
    response.body = gzip(response.content());
    response.fixed_body = {};
    response.fields.push_back({"Content-Encoding", "gzip"});
    return response;
}

Result<void> Site::stream(Job const& job, std::string body, Stream& out) const
{
    return guarded<void>([&] { return job.route->stream(Request{job.query, job.member, std::move(body)}, out); });
}

}  // namespace accalmie::http
