// SPDX-License-Identifier: Apache-2.0
#include "surfaces/collect_code.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <zlib.h>

using namespace accalmie;

namespace {

/// What Collect does with the text of a code.
nlohmann::json read_back(std::string const& text)
{
    std::string packed(text.size(), '\0');
    auto const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(packed.data()), reinterpret_cast<unsigned char const*>(text.data()),
                                      static_cast<int>(text.size()));
    REQUIRE(size > 0);
    std::string json(10'000, '\0');
    uLongf written = json.size();
    REQUIRE(uncompress(reinterpret_cast<Bytef*>(json.data()), &written, reinterpret_cast<Bytef const*>(packed.data()), static_cast<uLong>(size)) ==
            Z_OK);
    json.resize(written);
    return nlohmann::json::parse(json);
}

}  // namespace

TEST_CASE("the settings are what Collect reads")
{
    auto const settings = read_back(collect_settings("https://clinique.local:8443/", "/o/00ff", "Awa à Ténenkou").value());
    CHECK(settings["general"]["server_url"] == "https://clinique.local:8443/o/00ff");
    CHECK(settings["general"]["form_update_mode"] == "match_exactly");
    CHECK(settings["project"]["name"] == "Awa à Ténenkou");
    CHECK(settings["admin"].is_object());
    for (std::string_view const address : {"", "clinique.local", "ftp://x", "https://", "https://x/o/1", "https://x y"})
        CHECK(collect_settings(address, "00ff", "Awa").error().kind == Error::Kind::invalid);
}

TEST_CASE("a code has its three finder patterns and a quiet zone, on paper and in a terminal")
{
    auto const code = qr_code("accalmie").value();
    REQUIRE(code.width == 21);
    auto const dark = [&](std::size_t row, std::size_t column) { return bool{code.dark[row * code.width + column]}; };
    for (auto const& [row, column] : {std::pair{0UL, 0UL}, std::pair{0UL, 14UL}, std::pair{14UL, 0UL}})
        for (std::size_t r = 0; r < 7; ++r)
            for (std::size_t c = 0; c < 7; ++c) {
                bool const ring = r == 0 || c == 0 || r == 6 || c == 6, core = r > 1 && r < 5 && c > 1 && c < 5;
                CHECK(dark(row + r, column + c) == (ring || core));
            }
    auto const terminal = qr_terminal(code);
    CHECK(std::count(terminal.begin(), terminal.end(), '\n') == 15);  // (21 + 8) / 2, rounded up
    CHECK(terminal.starts_with("█████████████████████████████\n█████████████████████████████\n"));
    auto const svg = qr_svg(code, 60, "A & <B");
    CHECK(svg.find("viewBox=\"0 0 29 29\"") != std::string::npos);
    CHECK(svg.find("<title>A &amp; &lt;B</title>") != std::string::npos);
    CHECK(qr_code(std::string(3'000, 'x')).error().kind == Error::Kind::limit);
}
