// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/target.hpp: the request target (RFC 9112, 3.2) taken apart and decoded. Outside bytes; fuzzed.
#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accalmie::http {

struct Target {
    std::string host;                   ///< of an absolute target ("http://host/path"), which then counts instead of Host; else empty
    std::vector<std::string> segments;  ///< decoded; "/a/b" is {"a", "b"}, "/" is {}, "/a/" is {"a", ""}
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order; names may repeat

    std::string path() const;  ///< decoded, with its slashes
};

/// in      the target as it stands in the request line, at most target_bytes_max octets
/// out     every text is valid UTF-8 without control characters; no segment is "." or "..", or holds a slash or backslash
/// errors  invalid  not such a target     limit  too long, too many segments or parameters
Result<Target> parse_target(std::string_view raw);

/// RFC 3986, 2.1.   errors  invalid  a % without two hexadecimal digits, a control character, not UTF-8
enum class Plus : std::uint8_t { is_plus, is_space };
Result<std::string> percent_decode(std::string_view raw, Plus plus);

bool is_utf8(std::string_view text);

}  // namespace accalmie::http
