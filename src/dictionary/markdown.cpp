// SPDX-License-Identifier: Apache-2.0
// src/dictionary/markdown.cpp: the dictionary for people, docs/dictionary.md.
#include "dictionary/dictionary.hpp"

#include <fmt/format.h>

#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> steps{{{"ground", "Terrain / Ground"},
                                                                              {"voice", "Parole / Voice"},
                                                                              {"promise", "Promesse / Promise"},
                                                                              {"calm", "Accalmie / Calm"},
                                                                              {"care", "Soin / Care"},
                                                                              {"change", "Changement / Change"}}};

/// Text inside a table cell or paragraph: what Markdown or HTML would read as its own is escaped.
std::string plain(std::string_view text)
{
    std::string escaped;
    for (char const c : text) {
        if (c == '<')
            escaped += "&lt;";
        else if (c == '\n' || c == '\r')
            escaped += ' ';
        else if (std::string_view{"|*`[]\\"}.find(c) != std::string_view::npos)
            escaped += '\\', escaped += c;
        else
            escaped += c;
    }
    return escaped;
}

std::string holds(Field const& field)
{
    switch (field.kind) {
    case FieldKind::code: return fmt::format("code of [{0}](#list-{0})", field.list);
    case FieldKind::link: return fmt::format("link to [{0}](#type-{0})", field.target);
    case FieldKind::text:
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money:
    case FieldKind::day:
    case FieldKind::instant:
    case FieldKind::place:
    case FieldKind::yes_no:
    case FieldKind::geometry: break;
    }
    return std::string{kind_name(field.kind)};
}

std::string bounds(Field const& field)
{
    bool const text = field.kind == FieldKind::text;
    if (text) return fmt::format("at most {} octets", field.maximum.value_or(static_cast<double>(text_octets_max)));
    if (field.kind == FieldKind::place && field.maximum) return fmt::format("P-code of at most {} characters", *field.maximum);
    std::string said;
    if (field.minimum && field.maximum)
        said = fmt::format("{} to {}", *field.minimum, *field.maximum);
    else if (field.minimum)
        said = fmt::format("at least {}", *field.minimum);
    else if (field.maximum)
        said = fmt::format("at most {}", *field.maximum);
    if (field.unit.empty()) return said;
    return said + (said.empty() ? "" : " ") + field.unit;
}

std::string both(Words const& label, Words const& definition)
{
    return fmt::format("**{}**<br>{} | **{}**<br>{}", plain(label.fr), plain(definition.fr), plain(label.en), plain(definition.en));
}

std::string field_row(Field const& field)
{
    return fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", field.name, holds(field), field.required ? "yes" : "", bounds(field),
                       plain(field.group), both(field.label, field.definition), plain(field.source));
}

std::string type_section(RecordType const& type)
{
    std::string section = fmt::format("### <a id=\"type-{0}\"></a>`{0}`: {1} / {2}\n\n{3}\n\n{4}\n\n", type.name, plain(type.label.fr),
                                      plain(type.label.en), plain(type.definition.fr), plain(type.definition.en));
    section += "| field | holds | required | bounds, unit | who may see | français | English | name from |\n|---|---|---|---|---|---|---|---|\n";
    for (auto const& field : type.fields) section += field_row(field);
    return section + "\n";
}

std::string list_section(CodeList const& list)
{
    std::string section = fmt::format("### <a id=\"list-{0}\"></a>`{0}`\n\n| code | français | English | source |\n|---|---|---|---|\n", list.name);
    for (auto const& code : list.codes)
        section += fmt::format("| `{}` | {} | {} |\n", code.code, both(code.label, code.definition), plain(code.source));
    return section + "\n";
}

constexpr std::string_view opening = R"(# Dictionary

Generated from `packs/base` by the program; to change it, change the pack (a test compares them; with `ACCALMIE_REBASELINE=1` it writes this file anew).
French and English side by side. *Who may see*: `open` leaves with exports and reports, `team` stays with the team of the place, `sealed:AUDIENCE` is
encrypted to that audience alone. A `place` is a P-code with its boundary version, as `ML0507@cod-ab-2021`. Texts are counted in octets of UTF-8.
Deaths are counted as the sources count them; every other count of people carries sex, age band and residence, or *not collected*.

)";

}  // namespace

std::string dictionary_markdown(Dictionary const& dictionary)
{
    std::string page{opening};
    for (auto const& [step, title] : steps) {
        std::string sections;
        for (auto const& type : dictionary.types())
            if (type.step == step) sections += type_section(type);
        if (!sections.empty()) page += fmt::format("## {}\n\n", title) + sections;
    }
    page += "## Listes de codes / Code lists\n\n";
    for (auto const& [name, list] : dictionary.lists()) page += list_section(list);
    while (page.ends_with("\n\n")) page.pop_back();
    return page;
}

}  // namespace accalmie
