// SPDX-License-Identifier: Apache-2.0
#include "plots/text_width.hpp"

#include <array>
#include <cstdint>

namespace accalmie::plots {

namespace {

/// Advance widths of DejaVu Sans from space to tilde, thousandths of the size (its hmtx table).
constexpr std::array<std::uint16_t, 95> ascii_widths{
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
constexpr double other_width = 0.66;      // accented letters
constexpr double sign_width = 1.03;       // arrows, comparison signs, the ligature œ
constexpr double space_width = 0.32;      // no-break spaces
constexpr double bold_factor = 1.13;

double width_of(char32_t letter)
{
    if (letter >= 0x20 && letter < 0x7f) return ascii_widths[letter - 0x20] / 1000.0;
    if (letter == 0xa0 || letter == 0x202f) return space_width;
    if (letter == 0x2013 || letter == 0x2019) return 0.5;
    if (letter == 0xd7 || letter == 0xb1 || letter == 0x2212) return 0.84;
    if (letter == 0x152 || letter == 0x153 || letter >= 0x2014) return sign_width;
    return other_width;
}

/// The letter at `at`, and the next one's place. Octets that are no UTF-8 count as letters.
char32_t next_letter(std::string_view text, std::size_t& at)
{
    auto const lead = static_cast<unsigned char>(text[at]);
    std::size_t const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    char32_t letter = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i) letter = (letter << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    at = std::min(at + length, text.size());
    return letter;
}

}  // namespace

double text_width(std::string_view text, double size_px, Weight weight)
{
    double width = 0;
    for (std::size_t at = 0; at < text.size();) width += width_of(next_letter(text, at));
    return width * size_px * (weight == Weight::bold ? bold_factor : 1);
}

std::string shortened(std::string_view text, double width_px, double size_px, Weight weight)
{
    if (text_width(text, size_px, weight) <= width_px) return std::string{text};
    constexpr std::string_view ellipsis = "…";
    double const room = width_px - text_width(ellipsis, size_px, weight);
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        next_letter(text, at);
        if (text_width(text.substr(0, at), size_px, weight) > room) break;
        end = at;
    }
    return std::string{text.substr(0, end)} + std::string{ellipsis};
}

std::vector<std::string> wrapped(std::string_view text, double width_px, double size_px, Weight weight)
{
    std::vector<std::string> lines;
    std::string line;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find(' ', begin), text.size());
        auto const word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty()) continue;
        auto const longer = line.empty() ? std::string{word} : line + " " + std::string{word};
        if (!line.empty() && text_width(longer, size_px, weight) > width_px) {
            lines.push_back(shortened(line, width_px, size_px, weight));
            line = word;
        }
        else
            line = longer;
    }
    if (!line.empty()) lines.push_back(shortened(line, width_px, size_px, weight));
    return lines;
}

}  // namespace accalmie::plots
