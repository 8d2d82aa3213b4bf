// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/encoding.hpp"

#include "core/bytes.hpp"
#include "core/verify.hpp"
#include "surfaces/http/beast.hpp"

#include <array>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>
#include <openssl/sha.h>

namespace accalmie::http {

namespace {

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_item(std::string_view& list, char separator)
{
    auto const end = list.find(separator);
    auto const item = trimmed(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    return item;
}

/// "q=0", "q=0.000": this coding is refused.
bool weight_is_zero(std::string_view parameters)
{
    while (!parameters.empty()) {
        auto weight = take_item(parameters, ';');
        if (!weight.starts_with("q=") && !weight.starts_with("Q=")) continue;
        weight.remove_prefix(2);
        return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

bool same_word(std::string_view a, std::string_view lower)
{
    auto const lower_case = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != lower.size()) return false;
    for (std::size_t at = 0; at < a.size(); ++at)
        if (lower_case(a[at]) != lower[at]) return false;
    return true;
}

void append_little_endian(std::string& text, std::uint32_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8) text.push_back(static_cast<char>(number >> shift & 0xffU));
}

}  // namespace

std::string_view coding_name(Coding coding)
{
    switch (coding) {
    case Coding::identity: return {};
    case Coding::gzip: return "gzip";
    case Coding::brotli: return "br";
    }
    VERIFY(false);
}

bool accepts(std::string_view accept_encoding, Coding coding)
{
    if (coding == Coding::identity) return true;  // always sent rather than 406, as the RFC permits
    bool any = false;
    while (!accept_encoding.empty()) {
        auto parameters = take_item(accept_encoding, ',');
        auto const name = take_item(parameters, ';');
        bool const wanted = !weight_is_zero(parameters);
        if (same_word(name, coding_name(coding))) return wanted;
        if (name == "*") any = wanted;
    }
    return any;
}

bool names_etag(std::string_view if_none_match, std::string_view etag)
{
    while (!if_none_match.empty()) {
        auto item = take_item(if_none_match, ',');
        if (item == "*") return true;
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == etag) return true;
    }
    return false;
}

std::string content_hash(std::string_view content)
{
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    auto const octets = as_bytes(content);
    SHA256(octets.data(), octets.size(), digest.data());
    return to_hex(BytesView{digest}.first(16));
}

std::string gzip(std::string_view content)
{
    namespace zlib = boost::beast::zlib;
    std::string text{"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10};  // deflate, no flags, no time, unknown system
    auto const header_size = text.size();
    zlib::deflate_stream stream;
    stream.reset(6, 15, 8, zlib::Strategy::normal);  // zlib's own default level, window and memory
    text.resize(header_size + stream.upper_bound(content.size()) + 64);
    zlib::z_params parameters;
    parameters.next_in = content.data();
    parameters.avail_in = content.size();
    parameters.next_out = text.data() + header_size;
    parameters.avail_out = text.size() - header_size;
    boost::system::error_code failure;
    stream.write(parameters, zlib::Flush::finish, failure);
    VERIFY(failure == zlib::error::end_of_stream);  // the upper bound is enough
    text.resize(header_size + parameters.total_out);
    boost::crc_32_type checksum;
    checksum.process_bytes(content.data(), content.size());
    append_little_endian(text, checksum.checksum());
    append_little_endian(text, static_cast<std::uint32_t>(content.size() & 0xffffffffU));
    return text;
}

}  // namespace accalmie::http
