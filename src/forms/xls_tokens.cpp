// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_tokens.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace accalmie::forms {

namespace {

using Kind = Token::Kind;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Does `text` begin as `pattern` says, where 9 is any digit? Its length, or 0.
std::size_t matches(std::string_view text, std::string_view pattern)
{
    if (text.size() < pattern.size()) return 0;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i] == '9' ? !is_digit(text[i]) : text[i] != pattern[i]) return 0;
    return pattern.size();
}

std::size_t time_length(std::string_view text)
{
    auto length = matches(text, "99:99:99");
    if (length == 0) return 0;
    auto const zone = text.substr(length);
    if (zone.starts_with("Z")) return length + 1;
    return length + std::max(matches(zone, "+99:99"), matches(zone, "-99:99"));
}

std::size_t date_length(std::string_view text)
{
    std::size_t const sign = text.starts_with("-") ? 1 : 0;
    auto const day = matches(text.substr(sign), "9999-99-99");
    if (day == 0) return time_length(text);
    auto const length = sign + day;
    if (text.substr(length).starts_with("T"))
        if (auto const time = time_length(text.substr(length + 1)); time > 0) return length + 1 + time;
    return length;
}

std::size_t number_length(std::string_view text)
{
    std::size_t at = text.starts_with("-") ? 1 : 0;
    auto const first = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    bool const whole = at > first;
    if (at < text.size() && text[at] == '.' && (whole || (at + 1 < text.size() && is_digit(text[at + 1])))) {
        ++at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at;
    }
    return whole ? at : 0;
}

/// The reference that `text` begins with: octets in all, 0 if none.
std::optional<Reference> reference_at(std::string_view text, std::size_t first)
{
    constexpr std::string_view mark = "last-saved#";
    auto inner = text.substr(first);
    if (!inner.starts_with("${")) return std::nullopt;
    inner.remove_prefix(2);
    Reference reference;
    reference.first = first;
    auto const length_of = [&inner]() -> std::size_t {
        auto const length = name_length(inner);
        return length > 0 && length < inner.size() && inner[length] == '}' ? length : 0;
    };
    auto length = length_of();
    if (length == 0 && inner.starts_with(mark)) {
        inner.remove_prefix(mark.size());
        reference.last_saved = true;
        length = length_of();
    }
    if (length == 0) return std::nullopt;
    reference.name = inner.substr(0, length);
    reference.end = first + 2 + (reference.last_saved ? mark.size() : 0) + length + 1;
    return reference;
}

struct Read {
    Kind kind;
    std::size_t length;
};

Read read_name(std::string_view text)
{
    auto const plain = name_length(text);
    if (plain == 0) return {Kind::other, 1};
    auto length = plain;
    if (length < text.size() && text[length] == ':')
        if (auto const local = name_length(text.substr(length + 1)); local > 0) length += 1 + local;
    auto const rest = text.substr(length);
    if (rest.starts_with("(")) return {Kind::call, length + 1};
    if (rest.starts_with("[")) return {Kind::predicate_open, length + 1};
    if (text.substr(plain).starts_with("://")) return {Kind::address, plain + 3};
    return {Kind::name, length};
}

std::optional<Read> read_word_between_blanks(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, Kind>, 4> words{
        {{" mod ", Kind::calculation}, {" div ", Kind::calculation}, {" and ", Kind::combination}, {" or ", Kind::combination}}};
    for (auto const& [word, kind] : words)
        if (text.starts_with(word)) return Read{kind, word.size()};
    return std::nullopt;
}

Read read_mark(std::string_view text)
{
    auto const count = [text](std::string_view letters) {
        auto const end = text.find_first_not_of(letters);
        return end == std::string_view::npos ? text.size() : end;
    };
    switch (text.front()) {
    case '*':
    case '+':
    case '-': return {Kind::calculation, 1};
    case '=':
    case '<':
    case '>': return {Kind::comparison, 1};
    case '|': return {Kind::union_of_sets, 1};
    case '(': return {Kind::parenthesis_open, 1};
    case ')': return {Kind::parenthesis_close, 1};
    case '.': return {Kind::step, text.starts_with("..") ? 2U : 1U};
    case '/': return {Kind::step, 1};
    case ',': return {Kind::comma, 1};
    case ']': return {Kind::predicate_close, 1};
    case ' ':
    case '\t':
    case '\n':
    case '\r': return {Kind::blank, count(" \t\r\n")};
    case '!':
        if (text.starts_with("!=")) return {Kind::comparison, 2};
        break;
    case '"':
    case '\'':
        if (auto const close = text.find(text.front(), 1); close != std::string_view::npos) return {Kind::literal, close + 1};
        break;
    default: break;
    }
    return {Kind::other, 1};
}

Read read_token(std::string_view text, std::size_t at)
{
    auto const rest = text.substr(at);
    if (auto const length = date_length(rest); length > 0) return {Kind::date, length};
    if (auto const length = number_length(rest); length > 0) return {Kind::number, length};
    if (auto const word = read_word_between_blanks(rest)) return *word;
    if (auto const mark = read_mark(rest); mark.kind != Kind::other) return mark;
    if (auto const reference = reference_at(text, at)) return {Kind::reference, reference->end - reference->first};
    return read_name(rest);
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text)
{
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        auto const [kind, length] = read_token(text, at);
        tokens.push_back({.kind = kind, .text = text.substr(at, length), .first = at});
        at += tokens.back().text.size();
    }
    return tokens;
}

std::vector<Reference> references_of(std::string_view text)
{
    std::vector<Reference> references;
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
        auto const reference = reference_at(text, at);
        if (reference) references.push_back(*reference);
        at = reference ? reference->end : at + 2;
    }
    return references;
}

bool has_broken_reference(std::string_view text)
{
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
        auto const reference = reference_at(text, at);
        if (!reference) return true;
        at = reference->end;
    }
    return false;
}

bool is_reference(std::string_view text)
{
    auto const reference = reference_at(text, 0);
    return reference && reference->end == text.size();
}

bool is_dynamic_default(std::string_view text, std::string_view type)
{
    constexpr std::array<std::string_view, 6> with_hyphens{"date", "dateTime", "time", "geopoint", "geotrace", "geoshape"};
    bool const hyphens = std::ranges::find(with_hyphens, type) != with_hyphens.end();
    for (auto const& token : tokens_of(text)) {
        if (hyphens && token.kind == Kind::calculation && token.text == "-") return false;
        switch (token.kind) {
        case Kind::calculation:
        case Kind::union_of_sets:
        case Kind::reference:
        case Kind::call:
        case Kind::predicate_open: return true;
        case Kind::date:
        case Kind::number:
        case Kind::comparison:
        case Kind::combination:
        case Kind::parenthesis_open:
        case Kind::parenthesis_close:
        case Kind::step:
        case Kind::literal:
        case Kind::comma:
        case Kind::blank:
        case Kind::predicate_close:
        case Kind::address:
        case Kind::name:
        case Kind::other: break;
        }
    }
    return false;
}

std::vector<TextSpan> instance_expressions(std::string_view text)
{
    std::vector<TextSpan> spans;
    if (text.find("instance(") == std::string_view::npos) return spans;
    auto const tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        bool const begins = tokens[i].kind == Kind::call && tokens[i].text == "instance(" && i + 3 < tokens.size() &&
                            tokens[i + 1].kind == Kind::literal && tokens[i + 2].kind == Kind::parenthesis_close && tokens[i + 3].text == "/";
        if (!begins) continue;
        // A path goes on to the first blank outside its predicates.
        std::size_t depth = 0, last = i + 3;
        for (auto j = last; j < tokens.size(); ++j) {
            if (tokens[j].kind == Kind::blank && depth == 0) break;
            if (tokens[j].kind == Kind::predicate_open) ++depth;
            if (tokens[j].kind == Kind::predicate_close && depth > 0) --depth;
            last = j;
        }
        spans.push_back({tokens[i].first, tokens[last].end()});
        i = last;
    }
    return spans;
}

}  // namespace accalmie::forms
