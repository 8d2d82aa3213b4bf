// SPDX-License-Identifier: Apache-2.0
// Texts and lists of choices.
#include "forms/xpath_functions.hpp"
#include "forms/xpath_regex.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace accalmie::forms {

namespace {

Result<Value> string(Call const& call)
{
    if (call.count() == 0) {
        auto found = TRY(call.own_text());
        return Value{std::move(found)};
    }
    auto found = TRY(call.text(0));
    return Value{std::move(found)};
}

Result<Value> joined(Call const& call, std::string const& separator, std::vector<Value> const& members)
{
    std::string text;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) text += separator;
        text += call.evaluation().text(members[i]);
        if (text.size() > EvaluationBounds::text_max) break;
    }
    return call.built(std::move(text));
}

Result<Value> concat(Call const& call)
{
    // ODK joins all nodes of a set; XPath takes the first of each.
    if (call.evaluation().like_collect()) return joined(call, {}, TRY(call.spread(0)));
    std::vector<Value> members;
    for (std::size_t i = 0; i < call.count(); ++i) members.emplace_back(TRY(call.text(i)));
    return joined(call, {}, members);
}

Result<Value> join(Call const& call)
{
    auto const separator = TRY(call.text(0));
    return joined(call, separator, TRY(call.spread(1)));
}

Result<Value> contains(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const part = TRY(call.text(1));
    return Value{text.find(part) != std::string::npos};
}

Result<Value> starts_with(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const part = TRY(call.text(1));
    return Value{text.starts_with(part)};
}

Result<Value> ends_with(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const part = TRY(call.text(1));
    return Value{text.ends_with(part)};
}

Result<Value> substring_before(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const found = text.find(TRY(call.text(1)));
    return Value{found == std::string::npos ? std::string{} : text.substr(0, found)};
}

Result<Value> substring_after(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const part = TRY(call.text(1));
    auto const found = text.find(part);
    return Value{found == std::string::npos ? std::string{} : text.substr(found + part.size())};
}

std::string characters(std::string const& text, double first, double end)
{
    auto const count = static_cast<double>(character_count(text));
    first = std::clamp(first, 0.0, count);
    end = std::clamp(end, 0.0, count);
    if (!(first < end)) return {};
    auto const start = octet_of_character(text, static_cast<std::size_t>(first));
    auto const stop = octet_of_character(text, static_cast<std::size_t>(end));
    return text.substr(start, stop - start);
}

/// XPath's: from 1, rounded, with a length.
Result<Value> substring(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const first = std::floor(TRY(call.number(1)) + 0.5);
    auto end = std::numeric_limits<double>::infinity();
    if (call.count() == 3) end = first + std::floor(TRY(call.number(2)) + 0.5);
    if (std::isnan(first) || std::isnan(end)) return Value{std::string{}};
    return Value{characters(text, first - 1, end - 1)};
}

/// A number as Java makes an int of it: truncated, and nothing is 0.
double whole(double number) { return std::isnan(number) ? 0 : std::trunc(number); }

/// ODK's: from 0, up to an end that does not belong to it; negative ones count from the end.
Result<Value> substr(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const count = static_cast<double>(character_count(text));
    auto first = whole(TRY(call.number(1)));
    auto end = count;
    if (call.count() == 3) end = whole(TRY(call.number(2)));
    if (first < 0) first += count;
    if (end < 0) end += count;
    return Value{characters(text, first, end)};
}

Result<Value> string_length(Call const& call)
{
    auto const text = call.count() == 0 ? TRY(call.own_text()) : TRY(call.text(0));
    return Value{static_cast<double>(character_count(text))};
}

Result<Value> normalize_space(Call const& call)
{
    auto const text = call.count() == 0 ? TRY(call.own_text()) : TRY(call.text(0));
    return Value{normalized_space(text)};
}

Result<Value> translate(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const from = TRY(call.text(1));
    auto const to = TRY(call.text(2));
    std::map<std::string_view, std::string_view> table;
    std::size_t at_to = 0;
    for (std::size_t at = 0; at < from.size();) {
        auto const length = character_length(from, at);
        std::string_view replacement;
        if (at_to < to.size()) {
            replacement = std::string_view{to}.substr(at_to, character_length(to, at_to));
            at_to += replacement.size();
        }
        table.emplace(std::string_view{from}.substr(at, length), replacement);
        at += length;
    }
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const character = std::string_view{text}.substr(at, character_length(text, at));
        auto const found = table.find(character);
        out += found == table.end() ? character : found->second;
        at += character.size();
    }
    return call.built(std::move(out));
}

Result<Value> regex(Call const& call)
{
    auto const text = TRY(call.text(0));
    auto const pattern = TRY(call.text(1));
    call.evaluation().charge(16 + (text.size() + pattern.size()) / 4);
    auto const matched = matches_whole(text, pattern);
    if (!matched) return call.problem(matched.error().what, matched.error().remedy, matched.error().kind);
    return Value{*matched};
}

std::vector<std::string_view> chosen(std::string_view list)
{
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < list.size();) {
        auto const end = std::min(list.find(' ', at), list.size());
        if (end > at) found.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return found;
}

Result<Value> selected(Call const& call)
{
    auto const list = " " + TRY(call.text(0)) + " ";
    auto const wanted = TRY(call.text(1));
    return Value{list.find(" " + std::string{without_space_around(wanted)} + " ") != std::string::npos};
}

Result<Value> count_selected(Call const& call)
{
    auto const list = TRY(call.text(0));
    return Value{static_cast<double>(chosen(list).size())};
}

Result<Value> selected_at(Call const& call)
{
    auto const list = TRY(call.text(0));
    auto const index = whole(TRY(call.number(1)));
    auto const all = chosen(list);
    if (index < 0 || index >= static_cast<double>(all.size())) return Value{std::string{}};
    return Value{std::string{all[static_cast<std::size_t>(index)]}};
}

}  // namespace

std::vector<XPathFunction> text_functions()
{
    return {
        {"string", 0, 1, "string(value)", string},
        {"concat", 0, any_count, "concat(value, ...)", concat},
        {"join", 1, any_count, "join(separator, value, ...)", join},
        {"contains", 2, 2, "contains(text, part)", contains},
        {"starts-with", 2, 2, "starts-with(text, part)", starts_with},
        {"ends-with", 2, 2, "ends-with(text, part)", ends_with},
        {"substring-before", 2, 2, "substring-before(text, part)", substring_before},
        {"substring-after", 2, 2, "substring-after(text, part)", substring_after},
        {"substring", 2, 3, "substring(text, first from 1, length)", substring, false},
        {"substr", 2, 3, "substr(text, start from 0, end)", substr},
        {"string-length", 0, 1, "string-length(text)", string_length},
        {"normalize-space", 0, 1, "normalize-space(text)", normalize_space},
        {"translate", 3, 3, "translate(text, characters, replacements)", translate},
        {"regex", 2, 2, "regex(text, pattern)", regex},
        {"selected", 2, 2, "selected(list, name)", selected},
        {"is-selected", 2, 2, "is-selected(list, name)", selected},
        {"count-selected", 1, 1, "count-selected(list)", count_selected},
        {"selected-at", 2, 2, "selected-at(list, index from 0)", selected_at},
    };
}

}  // namespace accalmie::forms
