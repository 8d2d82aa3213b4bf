// SPDX-License-Identifier: Apache-2.0
#include "dictionary/yaml_map.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace accalmie {

YamlMap::YamlMap(YamlValue const& value, std::string what, std::string_view file, PackProblems& problems)
    : map_(value), what_(std::move(what)), file_(file), problems_(problems)
{
    if (map_.kind != YamlValue::Kind::map)
        problems_.add(file_, map_.line, what_ + " is not a set of keys with values", "write it as `key: value` lines");
}

std::optional<std::size_t> YamlMap::find(std::string_view key) const
{
    for (std::size_t i = 0; i < map_.keys.size(); ++i)
        if (map_.keys[i].kind == YamlValue::Kind::text && map_.keys[i].text == key) return i;
    return std::nullopt;
}

int YamlMap::line_of(std::string_view key) const
{
    auto const at = find(key);
    return at ? map_.keys[*at].line : map_.line;
}

void YamlMap::problem(std::string_view key, std::string what, std::string remedy)
{
    problems_.add(file_, line_of(key), what_ + ": " + std::move(what), std::move(remedy));
}

YamlValue const* YamlMap::value(std::string_view key, Need need)
{
    asked_.emplace_back(key);
    if (auto const at = find(key)) return &map_.items[*at];
    if (need == Need::required && map_.kind == YamlValue::Kind::map)
        problem(key, std::string{key} + " is missing", "add `" + std::string{key} + ":`");
    return nullptr;
}

std::string YamlMap::text(std::string_view key, Need need)
{
    YamlValue const* found = value(key, need);
    if (found == nullptr) return {};
    if (found->kind != YamlValue::Kind::text || found->text.find_first_not_of(" \n\r\t") == std::string::npos)
        problem(key, std::string{key} + " has no text", "write it on the same line, or leave the key out if it is not needed");
    else if (found->text.size() > PackLimits::word_octets)
        problem(key, std::string{key} + " is longer than " + std::to_string(PackLimits::word_octets) + " octets", "shorten it");
    else if (found->text.find_first_of("\n\r\t") != std::string::npos)
        problem(key, std::string{key} + " holds a line break or a tab", "write it on one line");
    else
        return found->text;
    return {};
}

Words YamlMap::words(std::string_view key)
{
    YamlValue const* found = value(key, Need::required);
    if (found == nullptr) return {};
    YamlMap both{*found, what_ + ": " + std::string{key}, file_, problems_};
    Words words{both.text("fr", Need::required), both.text("en", Need::required)};
    both.finish();
    return words;
}

std::optional<double> YamlMap::number(std::string_view key)
{
    YamlValue const* found = value(key, Need::optional);
    if (found == nullptr) return std::nullopt;
    std::string const& text = found->text;
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size() && std::isfinite(number)) return number;
    problem(key, std::string{key} + " is \"" + clipped(text, 40) + "\", not a number", "write digits, with a point for decimals");
    return std::nullopt;
}

bool YamlMap::yes(std::string_view key)
{
    YamlValue const* found = value(key, Need::optional);
    if (found == nullptr || found->text == "false") return false;
    if (found->text != "true") problem(key, std::string{key} + " is neither true nor false", "write true or false");
    return found->text == "true";
}

void YamlMap::finish()
{
    for (std::size_t i = 0; i < map_.keys.size(); ++i) {
        YamlValue const& key = map_.keys[i];
        if (key.kind != YamlValue::Kind::text || std::find(asked_.begin(), asked_.end(), key.text) == asked_.end()) {
            std::string known;
            for (auto const& name : asked_) known += (known.empty() ? "" : ", ") + name;
            problems_.add(file_, key.line, what_ + ": unknown key \"" + clipped(key.text, 40) + "\"", "the keys here are " + known);
        } else if (*find(key.text) != i) {
            problems_.add(file_, key.line, what_ + ": " + key.text + " is there twice", "keep one of the two");
        }
    }
}

}  // namespace accalmie
