// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/message.hpp"

#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

namespace accalmie::http {

namespace {

struct MethodName {
    Method method;
    std::string_view name;
};
constexpr std::array method_names{
    MethodName{Method::get, "GET"},       MethodName{Method::head, "HEAD"},       MethodName{Method::post, "POST"},   MethodName{Method::put, "PUT"},
    MethodName{Method::remove, "DELETE"}, MethodName{Method::options, "OPTIONS"}, MethodName{Method::other, "other"},
};

/// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale.
std::string http_date(std::time_t now)
{
    static constexpr std::array<char const*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<char const*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                  months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text.data();
}

void append_field(std::string& text, std::string_view name, std::string_view value) { text.append(name).append(": ").append(value).append("\r\n"); }

}  // namespace

std::string_view method_name(Method method)
{
    for (auto const& entry : method_names)
        if (entry.method == method) return entry.name;
    return "other";
}

Method parse_method(std::string_view name)
{
    for (auto const& entry : method_names)
        if (entry.name == name) return entry.method;
    return Method::other;
}

std::string_view Response::field(std::string_view name) const
{
    for (auto const& entry : fields)
        if (entry.name == name) return entry.value;
    return {};
}

std::string_view reason_phrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Other";
    }
}

Response error_response(Error const& error) { return error_response(http_status(error.kind), error); }

Response error_response(int status, Error const& error)
{
    nlohmann::ordered_json const body{
        {"error", {{"kind", std::string{kind_name(error.kind)}}, {"what", error.what}, {"where", error.where}, {"remedy", error.remedy}}}};
    // What a stranger sent may stand in the text, also if it is not UTF-8.
    auto text = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text.push_back('\n');
    return {status, "application/json", std::move(text), {}, {{"Cache-Control", "no-store"}}, false};
}

std::vector<Field> const& security_fields(Transport transport)
{
    // Nothing from elsewhere, nothing framed, no form posted: a stolen page can do nothing with our answers. blob: is MapLibre's worker, images and
    // sounds. wasm-unsafe-eval lets compiled WebAssembly of ours run (the forms' engine, libsodium), and no text as script.
    static std::vector<Field> const plain{
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
         "connect-src 'self'; worker-src 'self' blob:; "
         "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()"},
    };
    static std::vector<Field> const tls = [] {
        auto fields = plain;
        fields.push_back({"Strict-Transport-Security", "max-age=31536000"});  // one year
        return fields;
    }();
    return transport == Transport::tls ? tls : plain;
}

std::string head_text(Response const& response, Transport transport, Framing framing, bool keep_alive)
{
    std::string text;
    text.reserve(1'024);
    text.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
    append_field(text, "Date", http_date(std::time(nullptr)));
    if (!response.content_type.empty()) append_field(text, "Content-Type", response.content_type);
    if (framing == Framing::chunked) append_field(text, "Transfer-Encoding", "chunked");
    // RFC 9110, 8.6: none with 204; with 304 it would be the length of what is not sent.
    else if (response.status != 204 && response.status != 304)
        append_field(text, "Content-Length", std::to_string(response.content().size()));
    for (auto const& field : response.fields) append_field(text, field.name, field.value);
    for (auto const& field : security_fields(transport)) append_field(text, field.name, field.value);
    append_field(text, "Connection", keep_alive ? "keep-alive" : "close");
    return text.append("\r\n");
}

}  // namespace accalmie::http
