// SPDX-License-Identifier: Apache-2.0
#include "surfaces/collect_code.hpp"

#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <qrencode.h>
#include <zlib.h>

namespace accalmie {

namespace {

constexpr std::size_t quiet = 4;  // modules around a code (ISO/IEC 18004, 6.3.8)

std::string zlib_packed(std::string_view text)
{
    auto size = compressBound(static_cast<uLong>(text.size()));
    std::string packed(size, '\0');
    VERIFY(compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<Bytef const*>(text.data()), static_cast<uLong>(text.size()),
                     Z_BEST_COMPRESSION) == Z_OK);
    packed.resize(size);
    return packed;
}

std::string base64(std::string_view octets)
{
    std::string text(4 * ((octets.size() + 2) / 3) + 1, '\0');
    auto const written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<unsigned char const*>(octets.data()),
                                         static_cast<int>(octets.size()));
    text.resize(static_cast<std::size_t>(written));
    return text;
}

/// Is the module dark? Outside the code all is light.
bool is_dark(QrCode const& code, std::size_t row, std::size_t column)
{
    bool const is_inside = row >= quiet && column >= quiet && row < code.width + quiet && column < code.width + quiet;
    return is_inside && code.dark[(row - quiet) * code.width + (column - quiet)];
}

}  // namespace

Result<std::string> collect_settings(std::string_view address, std::string_view place, std::string_view name)
{
    while (address.ends_with('/')) address.remove_suffix(1);
    auto const scheme = address.find("://");
    auto const word = address.substr(0, scheme);
    bool const is_address = scheme != std::string_view::npos && (word == "http" || word == "https") && address.size() > scheme + 3 &&
                            address.find_first_of("/?# \t\n", scheme + 3) == std::string_view::npos;
    if (!is_address)
        return Error{Error::Kind::invalid, "not the address of a node", std::string{address},
                     "write it as https://NAME:PORT, as `accalmie serve` prints it"};
    nlohmann::ordered_json const settings{{"general",
                                           {{"protocol", "odk_default"},
                                            {"server_url", std::string{address}.append(place)},
                                            {"form_update_mode", "match_exactly"},
                                            {"autosend", "wifi_and_cellular"}}},
                                          {"admin", nlohmann::ordered_json::object()},
                                          {"project", {{"name", std::string{name}}}}};
    return base64(zlib_packed(settings.dump()));
}

Result<QrCode> qr_code(std::string_view text)
{
    std::unique_ptr<QRcode, decltype(&QRcode_free)> const made{
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<unsigned char const*>(text.data()), 0, QR_ECLEVEL_M), QRcode_free};
    if (!made) return Error{Error::Kind::limit, "too long for a QR code", {}, "shorten the address or the name"};
    QrCode code{static_cast<std::size_t>(made->width), {}};
    for (std::size_t i = 0; i < code.width * code.width; ++i) code.dark.push_back((made->data[i] & 1U) != 0);
    return code;
}

std::string qr_terminal(QrCode const& code)
{
    std::string text;
    auto const side = code.width + 2 * quiet;
    for (std::size_t row = 0; row < side; row += 2) {
        // Light is drawn and dark is left out: most terminals are dark.
        for (std::size_t column = 0; column < side; ++column) {
            bool const upper = !is_dark(code, row, column), lower = row + 1 < side && !is_dark(code, row + 1, column);
            text += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        text += '\n';
    }
    return text;
}

std::string qr_svg(QrCode const& code, int size_mm, std::string_view title)
{
    auto const side = code.width + 2 * quiet;
    std::string path, safe;
    for (char const c : title) safe += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
    for (std::size_t row = 0; row < side; ++row)
        for (std::size_t column = 0; column < side; ++column)
            if (is_dark(code, row, column)) path += fmt::format("M{} {}h1v1h-1z", column, row);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}mm\" height=\"{0}mm\" viewBox=\"0 0 {1} {1}\" shape-rendering=\"crispEdges\">"
        "<title>{2}</title><path fill=\"#fff\" d=\"M0 0h{1}v{1}h-{1}z\"/><path d=\"{3}\"/></svg>\n",
        size_mm, side, safe, path);
}

}  // namespace accalmie
