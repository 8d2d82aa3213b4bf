// SPDX-License-Identifier: Apache-2.0
#include "dictionary/type_reader.hpp"

#include "dictionary/text.hpp"
#include "dictionary/yaml_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr std::array<std::pair<std::string_view, FieldKind>, 11> kinds{{{"text", FieldKind::text},
                                                                        {"code", FieldKind::code},
                                                                        {"integer", FieldKind::integer},
                                                                        {"decimal", FieldKind::decimal},
                                                                        {"money", FieldKind::money},
                                                                        {"day", FieldKind::day},
                                                                        {"instant", FieldKind::instant},
                                                                        {"place", FieldKind::place},
                                                                        {"link", FieldKind::link},
                                                                        {"yes_no", FieldKind::yes_no},
                                                                        {"geometry", FieldKind::geometry}}};
constexpr std::array<std::string_view, 6> steps{"ground", "voice", "promise", "calm", "care", "change"};
constexpr double whole_max = 9007199254740992;  // 2^53: beyond it a bound kept as a double is no longer exact
constexpr double text_maximum_max = 1'000'000;  // octets

/// Does `name` suit a type or a field? Fact tables have columns that begin with _ and a flag FIELD_sealed beside each sealed field.
void check_name(YamlMap& map, std::string const& name)
{
    if (name.empty()) return;
    if (!is_name(name))
        map.problem("name", "\"" + clipped(name, 40) + "\" is not a name", "use lower-case letters, digits and _, a letter first, at most 63");
    if (name.ends_with("_sealed")) map.problem("name", "a name that ends in _sealed", "choose another: the fact tables use this ending themselves");
}

FieldKind kind_of(YamlMap& map)
{
    std::string const word = map.text("kind", Need::required);
    for (auto const& [name, kind] : kinds)
        if (name == word) return kind;
    std::string known;
    for (auto const& [name, kind] : kinds) known += (known.empty() ? "" : ", ") + std::string{name};
    if (!word.empty()) map.problem("kind", "unknown kind \"" + clipped(word, 40) + "\"", "the kinds are " + known);
    return FieldKind::text;
}

/// A key that only some kinds have: needed there, refused elsewhere.
std::string only_for(YamlMap& map, std::string_view key, bool belongs, std::string_view kind)
{
    std::string word = map.text(key, belongs ? Need::required : Need::optional);
    if (!word.empty() && !belongs)
        map.problem(key, std::string{key} + " is for fields of kind " + std::string{kind}, "leave it out, or change the kind");
    return word;
}

void check_bounds(YamlMap& map, Field const& field)
{
    bool const whole = field.kind == FieldKind::integer || field.kind == FieldKind::money;
    bool const number = whole || field.kind == FieldKind::decimal;
    if (field.minimum && !number) map.problem("minimum", "minimum is for integers, decimals and money", "leave it out");
    if (field.maximum && !number && field.kind != FieldKind::text && field.kind != FieldKind::place)
        map.problem("maximum", "maximum is for integers, decimals, money, text and places", "leave it out");
    if (field.kind == FieldKind::place && field.maximum && (*field.maximum < 2 || *field.maximum > 32 || std::trunc(*field.maximum) != *field.maximum))
        map.problem("maximum", "the maximum of a place is not between 2 and 32 characters of its P-code", "give a whole number, as 6 for a cercle");
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        map.problem("maximum", "the maximum is below the minimum", "exchange the two bounds");
    for (auto const& [key, bound] : {std::pair{"minimum", field.minimum}, std::pair{"maximum", field.maximum}})
        if (whole && bound && (std::trunc(*bound) != *bound || std::abs(*bound) > whole_max))
            map.problem(key, std::string{key} + " is not a whole number up to 2^53", "round it, or make the field a decimal");
    if (field.kind == FieldKind::text && field.maximum &&
        (*field.maximum < 1 || *field.maximum > text_maximum_max || std::trunc(*field.maximum) != *field.maximum))
        map.problem("maximum", "the maximum of a text is not between 1 and 1,000,000 octets", "give a whole number of octets");
}

bool is_currency(std::string_view unit)
{
    return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_unit(YamlMap& map, Field const& field)
{
    if (field.kind == FieldKind::money && !is_currency(field.unit))
        map.problem("unit", "an amount of money without a currency", "give the three capital letters of ISO 4217 as unit, as XOF");
    bool const countable = field.kind == FieldKind::integer || field.kind == FieldKind::decimal || field.kind == FieldKind::money;
    if (!field.unit.empty() && !countable) map.problem("unit", "unit is for integers, decimals and money", "leave it out");
}

void check_visibility(YamlMap& map, Field const& field)
{
    if (field.group.empty()) return;
    if (field.is_sealed() ? !is_name(field.audience()) : field.group != "open" && field.group != "team")
        map.problem("visibility", "unknown visibility \"" + clipped(field.group, 60) + "\"",
                    "write open, team, or sealed:AUDIENCE with the audience's name in lower case");
    if (field.is_sealed() && field.required)
        map.problem("required", "a sealed field cannot be required", "drop required: a node without the key could not write the record at all");
}

Field read_field(YamlValue const& value, std::string_view file, PackProblems& problems)
{
    YamlMap map{value, "a field", file, problems};
    Field field;
    field.name = map.text("name", Need::required);
    if (!field.name.empty()) map.rename("the field " + clipped(field.name, 60));
    check_name(map, field.name);
    field.kind = kind_of(map);
    field.list = only_for(map, "list", field.kind == FieldKind::code, "code");
    field.target = only_for(map, "target", field.kind == FieldKind::link, "link");
    field.unit = map.text("unit", Need::optional);
    field.minimum = map.number("minimum");
    field.maximum = map.number("maximum");
    field.required = map.yes("required");
    field.group = map.text("visibility", Need::required);
    field.label = map.words("label");
    field.definition = map.words("definition");
    field.source = map.text("source", Need::optional);
    check_bounds(map, field);
    check_unit(map, field);
    check_visibility(map, field);
    map.finish();
    return field;
}

/// Open, team, then the sealed ones by name; only those that a field uses.
std::vector<std::string> groups_of(std::vector<Field> const& fields)
{
    std::vector<std::string> groups;
    for (auto const& field : fields)
        if (std::find(groups.begin(), groups.end(), field.group) == groups.end()) groups.push_back(field.group);
    auto const rank = [](std::string const& group) { return group == "open" ? 0 : group == "team" ? 1 : 2; };
    std::sort(groups.begin(), groups.end(), [&](auto const& a, auto const& b) { return std::pair{rank(a), a} < std::pair{rank(b), b}; });
    return groups;
}

void read_fields(YamlMap& map, ReadType& read, PackProblems& problems)
{
    YamlValue const* fields = map.value("fields", Need::required);
    if (fields == nullptr) return;
    if (fields->kind != YamlValue::Kind::list || fields->items.empty() || fields->items.size() > PackLimits::fields) {
        map.problem("fields", "not a list of 1 to " + std::to_string(PackLimits::fields) + " fields", "begin each field with `- name:`");
        return;
    }
    std::unordered_map<std::string, int> first_lines;
    for (auto const& item : fields->items) {
        Field field = read_field(item, read.file, problems);
        auto const [seen, is_new] = first_lines.try_emplace(field.name, item.line);
        if (!is_new && !field.name.empty())
            problems.add(read.file, item.line, "the field " + clipped(field.name, 60) + " is there twice",
                         "rename one; the other is on line " + std::to_string(seen->second));
        read.type.fields.push_back(std::move(field));
        read.lines.push_back(item.line);
    }
    read.type.groups = groups_of(read.type.fields);
}

}  // namespace

std::string_view kind_name(FieldKind kind) { return kinds[static_cast<std::size_t>(kind)].first; }

PackHead read_pack_head(std::string_view file, std::string_view content, PackProblems& problems)
{
    auto const tree = read_yaml(file, content, problems);
    if (!tree) return {};
    YamlMap map{*tree, "the pack", file, problems};
    PackHead head;
    head.name = map.text("name", Need::required);
    head.version = map.text("version", Need::required);
    std::string plain = head.name;
    std::replace(plain.begin(), plain.end(), '-', '_');
    if (!head.name.empty() && !is_name(plain)) map.problem("name", "\"" + clipped(head.name, 40) + "\" is not a name", "use lower-case letters, digits, _ and -");
    bool const version_ok = head.version.size() <= 32 && head.version.find_first_not_of("0123456789.") == std::string::npos;
    if (!version_ok) map.problem("version", "\"" + clipped(head.version, 40) + "\" is not a version", "write numbers with points between, as 0.1.0");
    head.label = map.words("label");
    map.words("definition");
    map.text("licence", Need::required);
    map.finish();
    return head;
}

std::optional<ReadType> read_type(std::string_view file, std::string_view content, PackProblems& problems)
{
    auto const tree = read_yaml(file, content, problems);
    if (!tree) return std::nullopt;
    YamlMap map{*tree, "the type", file, problems};
    ReadType read{{}, std::string{file}, {}};
    read.type.name = map.text("name", Need::required);
    if (!read.type.name.empty()) map.rename("the type " + clipped(read.type.name, 60));
    check_name(map, read.type.name);
    if (!read.type.name.empty() && file.substr(file.rfind('/') + 1) != read.type.name + ".yaml")
        map.problem("name", "the name differs from the file's", "call the file " + clipped(read.type.name, 63) + ".yaml");
    read.type.step = map.text("step", Need::required);
    if (!read.type.step.empty() && std::find(steps.begin(), steps.end(), read.type.step) == steps.end())
        map.problem("step", "unknown step \"" + clipped(read.type.step, 40) + "\"", "write ground, voice, promise, calm, care or change");
    read.type.label = map.words("label");
    read.type.definition = map.words("definition");
    read_fields(map, read, problems);
    map.finish();
    return read;
}

}  // namespace accalmie
