// SPDX-License-Identifier: Apache-2.0
// Any octets as request target, Host, Accept-Encoding and If-None-Match (cut at line feeds): each is understood or refused, and what comes out is
// clean.
#include "core/verify.hpp"
#include "surfaces/http/encoding.hpp"
#include "surfaces/http/host_names.hpp"
#include "surfaces/http/limits.hpp"
#include "surfaces/http/query.hpp"

#include <cstdint>

namespace {

using namespace accalmie;
using namespace accalmie::http;

std::string_view take_line(std::string_view& input)
{
    auto const end = input.find('\n');
    auto const line = input.substr(0, end);
    input = end == std::string_view::npos ? std::string_view{} : input.substr(end + 1);
    return line;
}

bool is_clean(std::string_view text)
{
    for (char const c : text)
        if (static_cast<unsigned char>(c) < 0x20) return false;
    return is_utf8(text);
}

void check_target(Target const& target)
{
    VERIFY(target.segments.size() <= path_segments_max);
    VERIFY(target.query.size() <= query_parameters_max);
    for (auto const& segment : target.segments)
        VERIFY(is_clean(segment) && segment != "." && segment != ".." && segment.find_first_of("/\\") == std::string::npos);
    for (auto const& [name, value] : target.query) VERIFY(is_clean(name) && is_clean(value) && value.size() <= parameter_bytes_max);
    VERIFY(target.path().front() == '/');
}

void check_query(Target const& target)
{
    std::vector<Parameter> const allowed{
        {.name = "t", .kind = ParameterKind::text, .meaning = {}},
        {.name = "c", .kind = ParameterKind::choice, .meaning = {}, .choices = {"x", "y"}},
        {.name = "i", .kind = ParameterKind::integer, .meaning = {}, .least = -5, .most = 5},
        {.name = "d", .kind = ParameterKind::day, .meaning = {}},
        {.name = "m", .kind = ParameterKind::month, .meaning = {}},
        {.name = "f", .kind = ParameterKind::flag, .meaning = {}},
        {.name = "l", .kind = ParameterKind::list, .meaning = {}},
    };
    auto const query = Query::check(allowed, target.query);
    if (!query) return;
    auto const number = query->integer("i");
    VERIFY(!number || (*number >= -5 && *number <= 5));
    VERIFY(query->list("l").size() <= list_items_max);
    for (auto const& item : query->list("l")) VERIFY(!item.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view input{reinterpret_cast<char const*>(data), size};
    auto const target = parse_target(take_line(input));
    if (target) {
        check_target(*target);
        check_query(*target);
    }
    auto const name = host_name(take_line(input));
    for (char const c : name) VERIFY((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':');
    auto const codings = take_line(input);
    VERIFY(accepts(codings, Coding::identity));
    static_cast<void>(accepts(codings, Coding::brotli));
    auto const tags = take_line(input);
    VERIFY(!tags.empty() || !names_etag(tags, "\"a\""));
    static_cast<void>(names_etag(tags, "\"a\""));
    return 0;
}
