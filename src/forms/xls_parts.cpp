// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_parts.hpp"

#include "forms/xls_xml.hpp"

#include <cstring>
#include <map>

namespace accalmie::forms {

namespace {

/// What a number format shows of a moment; nothing if it shows numbers. Quoted words, escapes and colours are no letters of the format.
std::optional<MomentParts> moment_format(std::string_view code)
{
    bool day = false, time = false, quoted = false, bracket = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        char const letter = code[i];
        if (letter == '\\' || letter == '_' || letter == '*')
            ++i;
        else if (letter == '"')
            quoted = !quoted;
        else if (letter == '[' || letter == ']')
            bracket = letter == '[';
        else if (quoted)
            continue;
        else if (letter == ';')
            break;
        else if (std::strchr("hHsS", letter) != nullptr)
            time = true;
        else if (!bracket && std::strchr("yYdD", letter) != nullptr)
            day = true;
        else if (!bracket && (letter == 'm' || letter == 'M'))
            day = day || !time;
        else if (!bracket && (letter == '0' || letter == '#' || letter == '?') && !time && !day)
            return std::nullopt;
    }
    if (!day && !time) return std::nullopt;
    return day && time ? MomentParts::both : day ? MomentParts::day : MomentParts::time;
}

std::optional<MomentParts> built_in_format(unsigned number)
{
    if (number >= 14 && number <= 17) return MomentParts::day;
    if ((number >= 18 && number <= 21) || (number >= 45 && number <= 47)) return MomentParts::time;
    if (number == 22) return MomentParts::both;
    return std::nullopt;
}

Result<std::unique_ptr<pugi::xml_document>> parsed(std::string_view xml, std::string_view part)
{
    auto document = std::make_unique<pugi::xml_document>();
    if (!document->load_buffer(xml.data(), xml.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata, pugi::encoding_auto))
        return Error{Error::Kind::corrupt, "this part of the spreadsheet is no XML", std::string{part}, "save the spreadsheet anew"};
    return document;
}

std::string path_of(std::string_view target)
{
    if (target.starts_with('/')) return std::string{target.substr(1)};
    return "xl/" + std::string{target};
}

}  // namespace

Result<Styles> read_styles(std::string_view xml)
{
    Styles styles;
    auto const document = TRY(parsed(xml, "xl/styles.xml"));
    std::map<unsigned, std::optional<MomentParts>> formats;
    for (auto const& group : document->document_element().children()) {
        if (is_named(group, "numFmts"))
            for (auto const& format : group.children())
                formats[format.attribute("numFmtId").as_uint()] = moment_format(format.attribute("formatCode").value());
        if (!is_named(group, "cellXfs")) continue;
        for (auto const& style : group.children()) {
            auto const number = style.attribute("numFmtId").as_uint();
            auto const own = formats.find(number);
            styles.push_back(own == formats.end() ? built_in_format(number) : own->second);
        }
    }
    return styles;
}

Result<BookParts> read_parts(std::string_view relations_xml, std::string_view workbook_xml)
{
    BookParts parts;
    auto const relations = TRY(parsed(relations_xml, "xl/_rels/workbook.xml.rels"));
    std::map<std::string, std::string, std::less<>> targets;
    for (auto const& relation : relations->document_element().children())
        targets[relation.attribute("Id").value()] = path_of(relation.attribute("Target").value());
    auto const document = TRY(parsed(workbook_xml, "xl/workbook.xml"));
    for (auto const& group : document->document_element().children()) {
        if (is_named(group, "workbookPr")) parts.from_1904 = group.attribute("date1904").as_bool();
        if (!is_named(group, "sheets")) continue;
        for (auto const& sheet : group.children()) {
            std::string_view relation;
            for (auto const& attribute : sheet.attributes())
                if (local_name(attribute.name()) == "id" && std::string_view{attribute.name()} != "id") relation = attribute.value();
            if (auto const target = targets.find(relation); target != targets.end())
                parts.sheets.push_back({sheet.attribute("name").value(), target->second});
        }
    }
    return parts;
}

}  // namespace accalmie::forms
