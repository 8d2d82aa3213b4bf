// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/message.hpp: what was asked and what is answered, free of sockets.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accalmie::http {

enum class Method : std::uint8_t { get, head, post, put, remove, options, other };
std::string_view method_name(Method method);  ///< "GET"; "other" for what we do not know
Method parse_method(std::string_view name);

/// Where the request came in: from somewhere over TCP, or over the workspace's own Unix socket, which only its owner can open.
enum class Channel : std::uint8_t { network, local };

/// A request without its body.
struct RequestHead {
    Method method = Method::get;
    std::string target = "/";        ///< as sent
    std::vector<std::string> hosts;  ///< each Host field; one is right
    std::string authorization;
    std::string accept_encoding;
    std::string if_none_match;
    std::string origin;
    std::string content_type;
    std::string device_signature;  ///< X-Accalmie-Signature: of a member's device over what it sends
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    Channel channel = Channel::network;
    std::string peer;  ///< octets of the address (IPv6: its /64), for the limit on failed tokens only; never logged
};

struct Field {
    std::string name;
    std::string value;
};

struct Response {
    int status = 200;
    std::string content_type;
    std::string body;
    std::string_view fixed_body = {};  ///< instead of `body`, if not empty; lives as long as the server
    std::vector<Field> fields = {};
    bool close = false;  ///< after this answer

    std::string_view content() const { return fixed_body.empty() ? std::string_view{body} : fixed_body; }
    std::string_view field(std::string_view name) const;  ///< empty: not there
};

std::string_view reason_phrase(int status);

/// {"error":{"kind","what","where","remedy"}} with the status of the error's kind.
Response error_response(Error const& error);
/// The same with another status, where HTTP has a finer one (405, 421, 429, 431 ...).
Response error_response(int status, Error const& error);

enum class Transport : std::uint8_t { plain, tls };
/// The fields that every answer carries, also every error.
std::vector<Field> const& security_fields(Transport transport);

/// Status line and fields, with Content-Length (of the content, also for HEAD) unless `streamed`.
enum class Framing : std::uint8_t { length, chunked };
std::string head_text(Response const& response, Transport transport, Framing framing, bool keep_alive);

}  // namespace accalmie::http
