// SPDX-License-Identifier: Apache-2.0
// src/dictionary/json_schema.cpp: a record type as JSON schema, https://json-schema.org/draft/2020-12/schema.
#include "dictionary/dictionary.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

/// A JSON string (RFC 8259) of UTF-8 text.
std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\')
            json += '\\', json += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            json += c;
    }
    return json + '"';
}

std::string words_of(Words const& label, Words const& definition)
{
    return fmt::format("\"title\": {}, \"description\": {}, \"x-fr\": {{\"title\": {}, \"description\": {}}}", quoted(label.en),
                       quoted(definition.en), quoted(label.fr), quoted(definition.fr));
}

/// `"type"` with null beside it where the field may be empty.
std::string type_of(Field const& field, std::string_view type)
{
    return field.required ? fmt::format(R"("type": "{}")", type) : fmt::format(R"("type": ["{}", "null"])", type);
}

std::string bounds_of(Field const& field)
{
    std::string bounds;
    if (field.minimum) bounds += fmt::format(", \"minimum\": {}", *field.minimum);
    if (field.maximum) bounds += fmt::format(", \"maximum\": {}", *field.maximum);
    return bounds;
}

std::string codes_of(Dictionary const& dictionary, Field const& field)
{
    std::string codes;
    if (CodeList const* list = dictionary.list(field.list))
        for (auto const& code : list->codes) codes += (codes.empty() ? "" : ", ") + quoted(code.code);
    if (!field.required) codes += codes.empty() ? "null" : ", null";
    return fmt::format(", \"enum\": [{}], \"x-list\": {}", codes, quoted(field.list));
}

std::string value_of(Dictionary const& dictionary, Field const& field)
{
    switch (field.kind) {
    case FieldKind::text:
        return type_of(field, "string") + fmt::format(", \"maxLength\": {}", field.maximum.value_or(static_cast<double>(text_octets_max)));
    case FieldKind::code: return type_of(field, "string") + codes_of(dictionary, field);
    case FieldKind::integer: return type_of(field, "integer") + bounds_of(field);
    case FieldKind::decimal: return type_of(field, "number") + bounds_of(field);
    case FieldKind::money: return type_of(field, "integer") + bounds_of(field);
    case FieldKind::day: return type_of(field, "string") + ", \"format\": \"date\"";
    case FieldKind::instant: return type_of(field, "string") + ", \"format\": \"date-time\"";
    case FieldKind::place:
        return type_of(field, "string") + fmt::format(R"(, "pattern": "^[A-Za-z0-9._-]{{1,{}}}@[A-Za-z0-9._-]{{1,48}}$")", field.maximum.value_or(32));
    case FieldKind::link:
        return type_of(field, "string") + R"(, "pattern": "^[0-9a-f]{64}(:(0|[1-9][0-9]{0,9}))?$", "x-target": )" + quoted(field.target);
    case FieldKind::yes_no: return type_of(field, "boolean");
    case FieldKind::geometry:
        return type_of(field, "string") + fmt::format(R"(, "contentMediaType": "application/geo+json", "maxLength": {})", geometry_octets_max);
    }
    return {};
}

std::string property_of(Dictionary const& dictionary, Field const& field)
{
    std::string property = value_of(dictionary, field);
    if (!field.unit.empty()) property += ", \"x-unit\": " + quoted(field.unit);
    if (!field.source.empty()) property += ", \"x-source\": " + quoted(field.source);
    return fmt::format("    {}: {{{}, \"x-visibility\": {}, {}}}", quoted(field.name), property, quoted(field.group),
                       words_of(field.label, field.definition));
}

}  // namespace

std::string json_schema(Dictionary const& dictionary, RecordType const& type)
{
    std::string properties, required;
    for (auto const& field : type.fields) {
        properties += (properties.empty() ? "" : ",\n") + property_of(dictionary, field);
        if (field.required) required += (required.empty() ? "" : ", ") + quoted(field.name);
    }
    return fmt::format("{{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$id\": {},\n  {},\n  \"x-step\": {},\n"
                       "  \"x-dictionary\": {},\n  \"type\": \"object\",\n  \"properties\": {{\n{}\n  }},\n  \"required\": [{}],\n  "
                       "\"additionalProperties\": false\n}}\n",
                       quoted("urn:accalmie:record-type:" + type.name), words_of(type.label, type.definition), quoted(type.step),
                       quoted(dictionary.version()), properties, required);
}

}  // namespace accalmie
