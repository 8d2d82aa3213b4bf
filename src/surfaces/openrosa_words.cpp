// SPDX-License-Identifier: Apache-2.0
#include "surfaces/openrosa_words.hpp"

#include <array>
#include <openssl/evp.h>

namespace accalmie::openrosa {

namespace {

std::string xml_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

}  // namespace

std::string element(std::string_view name, std::string_view text)
{
    return "<" + std::string{name} + ">" + xml_text(text) + "</" + std::string{name} + ">";
}

std::string path_segment(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const octet = static_cast<unsigned char>(c);
        bool const is_plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain)
            out.push_back(c);
        else
            out.append({'%', digits[octet >> 4U], digits[octet & 15U]});
    }
    return out;
}

std::string md5_of(BytesView content)
{
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    VERIFY(EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_md5(), nullptr) == 1);
    return "md5:" + to_hex({digest.data(), size});
}

http::Response answer(int status, std::string body)
{
    http::Response response{status, body.empty() ? std::string{} : std::string{xml_type}, std::move(body)};
    response.fields = {
        {"X-OpenRosa-Version", "1.0"}, {"X-OpenRosa-Accept-Content-Length", std::to_string(body_bytes_max)}, {"Cache-Control", "no-store"}};
    return response;
}

http::Response message(int status, std::string_view nature, std::string_view text)
{
    return answer(status,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"" +
                        std::string{nature} + "\">" + xml_text(text) + "</message></OpenRosaResponse>");
}

http::Response refusal(Error const& error) { return message(http::error_response(error).status, "error", error.text()); }

}  // namespace accalmie::openrosa
