// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/schemas.hpp"

#include "core/time.hpp"

#include <algorithm>
#include <array>

namespace accalmie::http {

namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned depth_max = 64;  // of an answer; a shape may name itself

struct Word {
    std::string_view name;
    std::string_view type;
    std::string_view extra_key = {}, extra = {};
};
constexpr std::array words{
    Word{"text", "string"},
    Word{"integer", "integer"},
    Word{"number", "number"},
    Word{"yes_no", "boolean"},
    Word{"null", "null"},
    Word{"day", "string", "format", "date"},
    Word{"instant", "string", "format", "date-time"},
    Word{"month", "string", "pattern", "^[0-9]{4}-[0-9]{2}$"},
};

std::vector<std::string> alternatives_of(std::string const& shape)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= shape.size();) {
        auto const end = std::min(shape.find('|', begin), shape.size());
        parts.push_back(shape.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

Json schema_of_word(std::string const& word)
{
    if (word == "any") return Json::object();
    for (auto const& known : words) {
        if (known.name != word) continue;
        Json schema{{"type", std::string{known.type}}};
        if (!known.extra_key.empty()) schema[std::string{known.extra_key}] = std::string{known.extra};
        return schema;
    }
    VERIFY(shapes().contains(word));
    return {{"$ref", "#/components/schemas/" + word}};
}

Json schema_of_text(std::string const& shape)
{
    auto const parts = alternatives_of(shape);
    Json codes = Json::array();
    Json options = Json::array();
    for (auto const& part : parts) {
        if (part.starts_with('='))
            codes.push_back(part.substr(1));
        else
            options.push_back(schema_of_word(part));
    }
    if (!codes.empty()) options.push_back({{"type", "string"}, {"enum", std::move(codes)}});
    if (options.size() == 1) return options.front();
    return {{"anyOf", std::move(options)}};
}

Json schema_of(Json const& shape)
{
    if (shape.is_string()) return schema_of_text(shape.get<std::string>());
    if (shape.is_array()) return {{"type", "array"}, {"items", schema_of(shape.front())}};
    Json properties = Json::object();
    Json required = Json::array();
    Json schema{{"type", "object"}};
    schema["additionalProperties"] = shape.contains("*") ? schema_of(shape["*"]) : Json(false);
    for (auto const& [key, value] : shape.items()) {
        if (key == "*") continue;
        bool const is_optional = key.ends_with('?');
        auto const name = is_optional ? key.substr(0, key.size() - 1) : key;
        properties[name] = schema_of(value);
        if (!is_optional) required.push_back(name);
    }
    if (!properties.empty()) schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

bool is_word(nlohmann::json const& value, std::string const& word)
{
    if (word == "any") return true;
    if (word == "null") return value.is_null();
    if (word == "integer") return value.is_number_integer();
    if (word == "number") return value.is_number();
    if (word == "yes_no") return value.is_boolean();
    if (!value.is_string()) return false;
    auto const text = value.get<std::string>();
    if (word.starts_with('=')) return text == word.substr(1);
    if (word == "day") return parse_day(text).has_value();
    if (word == "month") return parse_month(text).has_value();
    if (word == "instant") return parse_instant(text).has_value();
    return word == "text";
}

Result<void> check(nlohmann::json const& value, Json const& shape, unsigned depth);

Error unlike(std::string what) { return {Error::Kind::invalid, std::move(what), {}, "correct the answer, or its shape in shapes.cpp"}; }

Result<void> check_text(nlohmann::json const& value, std::string const& shape, unsigned depth)
{
    auto const parts = alternatives_of(shape);
    Result<void> last = unlike("not " + shape);
    for (auto const& part : parts) {
        bool const is_named = !part.starts_with('=') && shapes().contains(part);
        if (!is_named && is_word(value, part)) return {};
        if (!is_named) continue;
        auto checked = check(value, shapes()[part], depth + 1);
        if (checked) return {};
        if (!value.is_null()) last = std::move(checked);  // the nearest miss says most
    }
    return last;
}

Result<void> check_object(nlohmann::json const& value, Json const& shape, unsigned depth)
{
    if (!value.is_object()) return unlike("not an object");
    for (auto const& [key, inner] : shape.items()) {
        bool const is_optional = key.ends_with('?') || key == "*";
        auto const name = key.ends_with('?') ? key.substr(0, key.size() - 1) : key;
        if (is_optional && !value.contains(name)) continue;
        if (!value.contains(name)) return unlike("missing").at(name);
        TRY(check(value[name], inner, depth + 1).at(name));
    }
    for (auto const& [key, inner] : value.items()) {
        if (shape.contains(key) || shape.contains(key + "?")) continue;
        if (!shape.contains("*")) return unlike("a key that the shape does not have").at(key);
        TRY(check(inner, shape["*"], depth + 1).at(key));
    }
    return {};
}

Result<void> check(nlohmann::json const& value, Json const& shape, unsigned depth)
{
    if (depth > depth_max) return Error{Error::Kind::limit, "deeper than " + std::to_string(depth_max) + " levels"};
    if (shape.is_string()) return check_text(value, shape.get<std::string>(), depth);
    if (!shape.is_array()) return check_object(value, shape, depth);
    if (!value.is_array()) return unlike("not a list");
    for (std::size_t index = 0; index < value.size(); ++index) TRY(check(value[index], shape.front(), depth + 1).at(std::to_string(index)));
    return {};
}

}  // namespace

Json json_schemas()
{
    Json schemas = Json::object();
    for (auto const& [name, shape] : shapes().items()) schemas[name] = schema_of(shape);
    return schemas;
}

Result<void> check_shape(nlohmann::json const& value, std::string_view name)
{
    if (!shapes().contains(std::string{name})) return Error{Error::Kind::missing, "no such shape", std::string{name}};
    return check(value, shapes()[std::string{name}], 0).at(name);
}

}  // namespace accalmie::http
