// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/target.hpp"

#include "surfaces/http/limits.hpp"

#include <cstdint>
#include <optional>

namespace accalmie::http {

namespace {

std::optional<unsigned> hex_digit(char c)
{
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

Error invalid(std::string what, std::string remedy = "percent-encode what is not a letter, a digit or one of - . _ ~")
{
    return {Error::Kind::invalid, std::move(what), "request target", std::move(remedy)};
}

/// What follows `text` up to `separator`; `text` then begins behind the separator.
std::string_view take_until(std::string_view& text, char separator)
{
    auto const end = text.find(separator);
    auto const taken = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return taken;
}

Result<std::string> decode_segment(std::string_view raw)
{
    auto segment = TRY(percent_decode(raw, Plus::is_plus));
    if (segment == "." || segment == "..") return invalid("a path that climbs", "write the path without . and ..");
    if (segment.find_first_of("/\\") != std::string::npos) return invalid("a slash inside a path segment");
    return segment;
}

Result<std::vector<std::string>> parse_path(std::string_view path)
{
    std::vector<std::string> segments;
    path.remove_prefix(1);
    if (path.empty()) return segments;
    for (bool more = true; more;) {
        if (segments.size() == path_segments_max)
            return Error{Error::Kind::limit, "a path of more than " + std::to_string(path_segments_max) + " segments", "request target",
                         "shorten it"};
        more = path.find('/') != std::string_view::npos;
        auto segment = TRY(decode_segment(take_until(path, '/')));
        if (segment.empty() && more) return invalid("an empty path segment", "write one slash, not two");
        segments.push_back(std::move(segment));
    }
    return segments;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query)
{
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
        auto value = take_until(query, '&');
        if (value.empty()) continue;
        if (parameters.size() == query_parameters_max)
            return Error{Error::Kind::limit, "more than " + std::to_string(query_parameters_max) + " query parameters", "request target",
                         "send fewer"};
        auto name = TRY(percent_decode(take_until(value, '='), Plus::is_space));
        auto decoded = TRY(percent_decode(value, Plus::is_space));
        if (decoded.size() > parameter_bytes_max)
            return Error{Error::Kind::limit, "a query value of more than " + std::to_string(parameter_bytes_max) + " octets", "request target",
                         "shorten it"};
        parameters.emplace_back(std::move(name), std::move(decoded));
    }
    return parameters;
}

}  // namespace

bool is_utf8(std::string_view text)
{
    // Unicode 15, table 3-7: well-formed sequences only, so no surrogates and no overlong spelling.
    std::size_t at = 0;
    auto const octet = [&](std::size_t index) { return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U; };
    auto const follows = [&](std::size_t index) { return (octet(index) & 0xc0U) == 0x80U; };
    while (at < text.size()) {
        unsigned const first = octet(at);
        unsigned const second = octet(at + 1);
        if (first < 0x80)
            at += 1;
        else if (first >= 0xc2 && first <= 0xdf && follows(at + 1))
            at += 2;
        else if (first >= 0xe0 && first <= 0xef && follows(at + 1) && follows(at + 2) && (first != 0xe0 || second >= 0xa0) &&
                 (first != 0xed || second < 0xa0))
            at += 3;
        else if (first >= 0xf0 && first <= 0xf4 && follows(at + 1) && follows(at + 2) && follows(at + 3) && (first != 0xf0 || second >= 0x90) &&
                 (first != 0xf4 || second < 0x90))
            at += 4;
        else
            return false;
    }
    return true;
}

Result<std::string> percent_decode(std::string_view raw, Plus plus)
{
    std::string text;
    text.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size(); ++at) {
        char c = raw[at];
        if (c == '%') {
            auto const high = at + 2 < raw.size() ? hex_digit(raw[at + 1]) : std::nullopt;
            auto const low = at + 2 < raw.size() ? hex_digit(raw[at + 2]) : std::nullopt;
            if (!high || !low) return invalid("a % without two hexadecimal digits");
            c = static_cast<char>(*high << 4U | *low);
            at += 2;
        } else if (c == '+' && plus == Plus::is_space) {
            c = ' ';
        }
        if (is_control(c)) return invalid("a control character");
        text.push_back(c);
    }
    if (!is_utf8(text)) return invalid("text that is not UTF-8", "encode it as UTF-8, then percent-encode it");
    return text;
}

std::string Target::path() const
{
    std::string text = segments.empty() ? "/" : "";
    for (auto const& segment : segments) text.append("/").append(segment);
    return text;
}

Result<Target> parse_target(std::string_view raw)
{
    if (raw.size() > target_bytes_max)
        return Error{Error::Kind::limit, "a target of more than " + std::to_string(target_bytes_max) + " octets", "request target", "shorten it"};
    Target target;
    for (auto const scheme : {std::string_view{"http://"}, std::string_view{"https://"}}) {
        if (!raw.starts_with(scheme)) continue;
        raw.remove_prefix(scheme.size());
        auto const end = raw.find_first_of("/?");
        target.host = raw.substr(0, end);
        raw = end == std::string_view::npos ? std::string_view{} : raw.substr(end);
        if (raw.empty()) raw = "/";
        if (target.host.empty()) return invalid("an absolute target without a host", "send the path alone");
        break;
    }
    if (raw.empty() || raw.front() != '/') return invalid("a target that does not begin with a slash", "send the path alone");
    if (raw.find('#') != std::string_view::npos) return invalid("a fragment", "leave out # and what follows");
    auto const path = take_until(raw, '?');
    target.segments = TRY(parse_path(path));
    target.query = TRY(parse_query(raw));
    return target;
}

}  // namespace accalmie::http
