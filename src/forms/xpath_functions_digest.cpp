// SPDX-License-Identifier: Apache-2.0
// Digests and signatures, by OpenSSL.
#include "forms/xpath_functions.hpp"

#include "dictionary/text.hpp"

#include <array>
#include <memory>
#include <openssl/evp.h>

namespace accalmie::forms {

namespace {

EVP_MD const* algorithm_of(std::string_view name)
{
    if (name == "MD5") return EVP_md5();
    if (name == "SHA-1") return EVP_sha1();
    if (name == "SHA-256") return EVP_sha256();
    if (name == "SHA-384") return EVP_sha384();
    if (name == "SHA-512") return EVP_sha512();
    return nullptr;
}

constexpr std::string_view figures = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(BytesView octets)
{
    std::string out;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        auto const left = std::min<std::size_t>(octets.size() - i, 3);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) bits = (bits << 8U) | (j < left ? octets[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j) out += j <= left ? figures[(bits >> (18U - 6U * j)) & 63U] : '=';
    }
    return out;
}

/// Also the alphabet of addresses; what is no figure (blanks, line ends) is passed over.
Bytes from_base64(std::string_view text)
{
    Bytes out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char c : text) {
        if (c == '=') break;
        c = c == '-' ? '+' : c == '_' ? '/' : c;
        auto const figure = figures.find(c);
        if (figure == std::string_view::npos) continue;
        bits = (bits << 6U) | static_cast<std::uint32_t>(figure);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<std::uint8_t>((bits >> count) & 0xffU));
        }
    }
    return out;
}

Result<Value> digest(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const name = TRY(call.text(1));
    auto const* algorithm = algorithm_of(name);
    if (algorithm == nullptr) return call.problem("no digest is called " + clipped(name, 40), "use MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
    std::string encoding = "base64";
    if (call.count() == 3) encoding = TRY(call.text(2));
    if (encoding != "hex" && encoding != "base64") return call.problem("no encoding is called " + clipped(encoding, 40), "use hex or base64");
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> octets{};
    unsigned length = 0;
    call.evaluation().charge(1 + text.size() / 16);
    if (EVP_Digest(text.data(), text.size(), octets.data(), &length, algorithm, nullptr) != 1)
        return call.problem("this machine's OpenSSL refuses " + name, "use SHA-256");
    BytesView const view{octets.data(), length};
    return Value{encoding == "hex" ? to_hex(view) : to_base64(view)};
}

std::string text_of_octets(BytesView octets)
{
    std::string text{as_text(octets)};
    if (is_clean_utf8(text)) return text;
    for (auto& c : text)
        if (static_cast<unsigned char>(c) >= 0x80 || c == '\0') c = '?';
    return text;
}

Result<Value> base64_decode(Call const& call)
{
    auto const text = TRY(call.text(0));
    call.evaluation().charge(1 + text.size() / 16);
    return Value{text_of_octets(from_base64(text))};
}

/// in     a base64 text: 64 octets of an Ed25519 signature, then the content; and the public key in base64
/// out    the content, or an empty text where the signature is not good
Result<Value> extract_signed(Call const& call)
{
    auto const message = from_base64(TRY(call.text(0)));
    auto const key = from_base64(TRY(call.text(1)));
    call.evaluation().charge(1000);
    if (message.size() < 64 || key.size() != 32) return Value{std::string{}};
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const public_key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
                                                                         EVP_PKEY_free};
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    if (!public_key || !context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) != 1) return Value{std::string{}};
    auto const content = BytesView{message}.subspan(64);
    if (EVP_DigestVerify(context.get(), message.data(), 64, content.data(), content.size()) != 1) return Value{std::string{}};
    return Value{text_of_octets(content)};
}

}  // namespace

std::vector<XPathFunction> digest_functions()
{
    return {
        {"digest", 2, 3, "digest(text, 'SHA-256', 'hex')", digest},
        {"base64-decode", 1, 1, "base64-decode(text)", base64_decode},
        {"extract-signed", 2, 2, "extract-signed(text, key)", extract_signed},
    };
}

}  // namespace accalmie::forms
