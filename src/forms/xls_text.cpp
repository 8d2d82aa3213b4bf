// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace accalmie::forms {

namespace {

bool is_blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

constexpr std::string_view no_break_space = "\xC2\xA0";

struct CodePoint {
    char32_t value = 0;
    std::size_t octets = 0;  ///< 0: not UTF-8
};

CodePoint code_point(std::string_view text)
{
    auto const octet = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.empty()) return {};
    auto const first = octet(0);
    if (first < 0x80) return {first, 1};
    std::size_t const count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < count) return {};
    char32_t value = first & (0xFFU >> (count + 1));
    for (std::size_t i = 1; i < count; ++i) {
        if ((octet(i) & 0xC0U) != 0x80) return {};
        value = (value << 6U) | (octet(i) & 0x3FU);
    }
    return {value, count};
}

struct Span {
    char32_t first, last;
};

// XML 1.0, fifth edition, production 4, without the colon.
constexpr std::array<Span, 15> name_starts{{{'A', 'Z'},
                                            {'_', '_'},
                                            {'a', 'z'},
                                            {0xC0, 0xD6},
                                            {0xD8, 0xF6},
                                            {0xF8, 0x2FF},
                                            {0x370, 0x37D},
                                            {0x37F, 0x1FFF},
                                            {0x200C, 0x200D},
                                            {0x2070, 0x218F},
                                            {0x2C00, 0x2FEF},
                                            {0x3001, 0xD7FF},
                                            {0xF900, 0xFDCF},
                                            {0xFDF0, 0xFFFD},
                                            {0x10000, 0xEFFFF}}};
constexpr std::array<Span, 5> name_followers{{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

bool within(char32_t value, auto const& spans)
{
    return std::ranges::any_of(spans, [value](Span span) { return value >= span.first && value <= span.last; });
}

}  // namespace

std::string_view stripped(std::string_view text)
{
    for (;;) {
        if (!text.empty() && is_blank(text.front()))
            text.remove_prefix(1);
        else if (text.starts_with(no_break_space))
            text.remove_prefix(2);
        else
            break;
    }
    for (;;) {
        if (!text.empty() && is_blank(text.back()))
            text.remove_suffix(1);
        else if (text.ends_with(no_break_space))
            text.remove_suffix(2);
        else
            break;
    }
    return text;
}

std::string lowered(std::string_view text)
{
    std::string lower{text};
    for (auto& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

std::string snake_case(std::string_view text)
{
    std::string joined;
    for (auto const word : split_words(text)) {
        if (!joined.empty()) joined += '_';
        joined += lowered(word);
    }
    return joined;
}

std::string with_single_blanks(std::string_view text)
{
    std::string single;
    single.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const broken = text.substr(i).starts_with(no_break_space);
        if (text[i] != ' ' && !broken) {
            single += text[i];
            continue;
        }
        if (broken) ++i;
        if (single.empty() || single.back() != ' ') single += ' ';
    }
    return single;
}

std::string with_straight_quotes(std::string_view text)
{
    // U+2018, U+2019, U+201C and U+201D share their first two octets.
    if (text.find("\xE2\x80") == std::string_view::npos) return std::string{text};
    std::string straight;
    straight.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const rest = text.substr(i, 3);
        bool const single = rest == "\xE2\x80\x98" || rest == "\xE2\x80\x99";
        bool const twofold = rest == "\xE2\x80\x9C" || rest == "\xE2\x80\x9D";
        straight += single ? '\'' : twofold ? '"' : text[i];
        if (single || twofold) i += 2;
    }
    return straight;
}

std::string replaced_all(std::string text, std::string_view what, std::string_view with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
    return text;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + separator.size());
    }
}

std::vector<std::string_view> split_words(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && is_blank(text[at])) ++at;
        auto const first = at;
        while (at < text.size() && !is_blank(text[at])) ++at;
        if (at > first) words.push_back(text.substr(first, at - first));
    }
    return words;
}

std::size_t name_length(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size()) {
        auto const point = code_point(text.substr(length));
        if (point.octets == 0) break;
        if (!within(point.value, name_starts) && (length == 0 || !within(point.value, name_followers))) break;
        length += point.octets;
    }
    return length;
}

bool is_element_name(std::string_view text)
{
    auto const length = name_length(text);
    if (length == 0 || length == text.size()) return length > 0;
    return text[length] == ':' && length + 1 < text.size() && name_length(text.substr(length + 1)) == text.size() - length - 1;
}

std::optional<bool> yes_or_no(std::string_view text)
{
    constexpr std::array<std::string_view, 7> affirmed{"yes", "Yes", "YES", "true", "True", "TRUE", "true()"};
    constexpr std::array<std::string_view, 7> denied{"no", "No", "NO", "false", "False", "FALSE", "false()"};
    if (std::ranges::find(affirmed, text) != affirmed.end()) return true;
    if (std::ranges::find(denied, text) != denied.end()) return false;
    return std::nullopt;
}

std::size_t edit_distance(std::string_view one, std::string_view other)
{
    constexpr std::size_t size_max = 64;
    if (one.size() > size_max || other.size() > size_max) return size_max;
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < one.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < other.size(); ++j) {
            auto const replaced = diagonal + (one[i] == other[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

FileName file_name_parts(std::string_view name)
{
    auto const dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return {name, {}};
    return {name.substr(0, dot), name.substr(dot)};
}

bool is_choices_file(std::string_view extension) { return extension == ".csv" || extension == ".xml" || extension == ".geojson"; }

std::string list_items(std::string_view list) { return "instance('" + std::string{list} + "')" + "/root" + "/item"; }

}  // namespace accalmie::forms
