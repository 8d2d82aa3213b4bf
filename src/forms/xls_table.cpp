// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_table.hpp"

#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace accalmie::forms {

namespace {

/// Another word for a column, and the path that it means ("a::b").
struct Alias {
    std::string_view word, path;
};

constexpr std::array<Alias, 37> survey_aliases{{{"appearance", "control::appearance"},
                                                {"audio", "media::audio"},
                                                {"autoplay", "control::autoplay"},
                                                {"big-image", "media::big-image"},
                                                {"body", "control"},
                                                {"calculate", "bind::calculate"},
                                                {"calculation", "bind::calculate"},
                                                {"caption", "label"},
                                                {"command", "type"},
                                                {"compact_tag", "instance::odk:tag"},
                                                {"constraining_message", "bind::jr:constraintMsg"},
                                                {"constraint", "bind::constraint"},
                                                {"constraint_message", "bind::jr:constraintMsg"},
                                                {"count", "control::jr:count"},
                                                {"image", "media::image"},
                                                {"jr:count", "control::jr:count"},
                                                {"no_app_error_string", "bind::jr:noAppErrorString"},
                                                {"noapperrorstring", "bind::jr:noAppErrorString"},
                                                {"read_only", "bind::readonly"},
                                                {"readonly", "bind::readonly"},
                                                {"relevance", "bind::relevant"},
                                                {"relevant", "bind::relevant"},
                                                {"repeat_count", "control::jr:count"},
                                                {"required", "bind::required"},
                                                {"required_message", "bind::jr:requiredMsg"},
                                                {"requiredmsg", "bind::jr:requiredMsg"},
                                                {"rows", "control::rows"},
                                                {"save_to", "bind::entities:saveto"},
                                                {"sms_allow_media", "sms_allow_media"},
                                                {"sms_date_format", "sms_date_format"},
                                                {"sms_datetime_format", "sms_datetime_format"},
                                                {"sms_option", "sms_option"},
                                                {"sms_response", "sms_response"},
                                                {"sms_separator", "sms_separator"},
                                                {"tag", "name"},
                                                {"value", "name"},
                                                {"video", "media::video"}}};
constexpr std::array<Alias, 7> list_aliases{{{"audio", "media::audio"},
                                             {"big-image", "media::big-image"},
                                             {"caption", "label"},
                                             {"image", "media::image"},
                                             {"list_name", "list_name"},
                                             {"value", "name"},
                                             {"video", "media::video"}}};
constexpr std::array<Alias, 5> settings_aliases{
    {{"form_id", "id_string"}, {"form_title", "title"}, {"set_form_id", "id_string"}, {"set_form_title", "title"}, {"prefix", "prefix"}}};
constexpr std::array<Alias, 1> entities_aliases{{{"list_name", "dataset"}}};

constexpr std::array<std::string_view, 19> survey_words{"type",  "name",     "label",     "hint",          "guidance_hint", "bind",    "control",
                                                        "media", "instance", "default",   "choice_filter", "parameters",    "trigger", "list_name",
                                                        "query", "itemset",  "sms_field", "intent",        "question_id"};
constexpr std::array<std::string_view, 4> list_words{"name", "label", "media", "sms_option"};
constexpr std::array<std::string_view, 31> settings_words{"name",
                                                          "title",
                                                          "id_string",
                                                          "version",
                                                          "default_language",
                                                          "instance_name",
                                                          "submission_url",
                                                          "public_key",
                                                          "auto_send",
                                                          "auto_delete",
                                                          "style",
                                                          "namespaces",
                                                          "instance_xmlns",
                                                          "attribute",
                                                          "omit_instanceID",
                                                          "clean_text_values",
                                                          "client_editable",
                                                          "allow_choice_duplicates",
                                                          "add_none_option",
                                                          "sms_keyword",
                                                          "sms_separator",
                                                          "sms_allow_media",
                                                          "sms_date_format",
                                                          "sms_datetime_format",
                                                          "sms_response",
                                                          "prefix",
                                                          "delimiter",
                                                          "flat",
                                                          "label",
                                                          "hint",
                                                          "instance_id"};
constexpr std::array<std::string_view, 6> entities_words{"dataset", "entity_id", "create_if", "update_if", "label", "repeat"};

struct Vocabulary {
    std::span<Alias const> aliases;
    std::span<std::string_view const> words;
};

Vocabulary vocabulary(SheetKind kind)
{
    switch (kind) {
    case SheetKind::survey: return {survey_aliases, survey_words};
    case SheetKind::settings: return {settings_aliases, settings_words};
    case SheetKind::entities: return {entities_aliases, entities_words};
    case SheetKind::choices:
    case SheetKind::external_choices:
    case SheetKind::osm: break;
    }
    return {list_aliases, list_words};
}

std::optional<std::string_view> alias_of(Vocabulary const& words, std::string_view word)
{
    auto const found = std::ranges::find(words.aliases, word, &Alias::word);
    return found == words.aliases.end() ? std::nullopt : std::optional{found->path};
}

bool is_word(Vocabulary const& words, std::string_view word)
{
    return std::ranges::find(words.words, word) != words.words.end() && !alias_of(words, word);
}

/// "bind:jr:constraintMsg:fr" as three parts: one colon also stands inside the names of jr and orx.
std::vector<std::string> parts_at_single_colons(std::string_view written)
{
    std::vector<std::string> parts;
    bool prefix = false;
    for (auto const part : split(written, ":")) {
        auto const clean = std::string{stripped(part)};
        if (prefix)
            parts.back() += ":" + clean;
        else
            parts.push_back(clean);
        prefix = !prefix && clean == "jr";
    }
    // bind:odk:length and body:esri:style name an attribute with its prefix; no language follows there.
    auto const first = lowered(parts.front());
    if (parts.size() == 3 && (first == "bind" || first == "body" || first == "instance") && parts[1].find(':') == std::string::npos) {
        parts[1] += ":" + parts[2];
        parts.pop_back();
    }
    return parts;
}

Heading heading_of(std::string_view written, Vocabulary const& words, bool const double_colons)
{
    Heading heading;
    heading.written = std::string{written};
    auto const snake = snake_case(written);
    for (auto const word : {std::string_view{written}, std::string_view{snake}}) {
        if (!is_word(words, word)) continue;
        heading.path = {std::string{word}};
        heading.is_known = true;
        return heading;
    }
    if (double_colons)
        for (auto const part : split(written, "::")) heading.path.emplace_back(stripped(part));
    else
        heading.path = parts_at_single_colons(written);
    auto const first = snake_case(heading.path.front());
    if (auto const alias = alias_of(words, first)) {
        std::vector<std::string> path;
        for (auto const part : split(*alias, "::")) path.emplace_back(part);
        path.insert(path.end(), heading.path.begin() + 1, heading.path.end());
        heading.path = std::move(path);
        heading.is_known = true;
    } else if (is_word(words, first)) {
        heading.path.front() = first;
        heading.is_known = true;
    }
    return heading;
}

std::string cleaned(std::string_view text, Cleaning cleaning)
{
    switch (cleaning) {
    case Cleaning::none: break;
    case Cleaning::quotes: return with_straight_quotes(text);
    case Cleaning::quotes_and_blanks: return with_straight_quotes(with_single_blanks(stripped(text)));
    }
    return std::string{text};
}

void tell_same_column(Table& table, Heading& heading, std::string const& other, Findings& findings)
{
    Place const place{.sheet = table.sheet, .row = 1, .column = heading.written, .cell = column_letters(heading.column) + "1"};
    if (table.kind != SheetKind::settings || heading.path.front() != "id_string" || heading.written == other)
        return findings.error(
            place, "the headings \"" + other + "\" and \"" + heading.written + "\" are different names for the same column, or one written twice",
            "rename or remove one of them");
    findings.warn(place, "the form_id and id_string column headers are both specified; form_id counts", "remove id_string");
    auto& old = heading.written == "id_string" ? heading : *std::ranges::find(table.headings, other, &Heading::written);
    old.path = {"id_string not read"};
}

/// The word that somebody may have meant; empty if none is near.
std::string_view nearest_word(Vocabulary const& words, std::string_view written)
{
    auto const wanted = snake_case(written.substr(0, written.find(':')));
    std::size_t least = wanted.size() > 4 ? 3 : 2;
    std::string_view nearest;
    auto const look = [&](std::string_view word) {
        auto const distance = edit_distance(wanted, word);
        if (distance >= least) return;
        least = distance;
        nearest = word;
    };
    for (auto const& alias : words.aliases) look(alias.word);
    for (auto const word : words.words) look(word);
    return nearest;
}

/// A column that nothing reads. On the sheets of choices any column may serve a filter; one that begins with "_" is a note.
void tell_unknown_column(Table const& table, Heading const& heading, Vocabulary const& words, Findings& findings)
{
    bool const may_have_any = table.kind == SheetKind::choices || table.kind == SheetKind::external_choices || table.kind == SheetKind::osm;
    bool const is_told_elsewhere = heading.path.front() == "disabled";
    if (may_have_any || is_told_elsewhere || heading.is_known || heading.written.empty() || heading.written.starts_with('_')) return;
    auto const nearest = nearest_word(words, heading.written);
    findings.warn({.sheet = table.sheet, .row = 1, .column = heading.written, .cell = column_letters(heading.column) + "1"},
                  "the column \"" + heading.written + "\" is no word of an XLSForm and is not read",
                  nearest.empty() ? "leave it if it is a note to yourself; a heading that begins with _ is not told" : "did you mean " + std::string{nearest} + "?");
}

void read_headings(SheetRow const& row, Table& table, Findings& findings)
{
    auto const words = vocabulary(table.kind);
    bool const double_colons = std::ranges::any_of(row.cells, [](SheetCell const& cell) { return cell.text.find("::") != std::string::npos; });
    std::map<std::vector<std::string>, std::string> seen;
    for (auto const& cell : row.cells) {
        auto const written = with_single_blanks(stripped(cell.text));
        auto heading = heading_of(written, words, double_colons || written.find("::") != std::string::npos);
        heading.column = cell.column;
        auto const [other, is_new] = seen.emplace(heading.path, written);
        if (!is_new) tell_same_column(table, heading, other->second, findings);
        tell_unknown_column(table, heading, words, findings);
        table.headings.push_back(std::move(heading));
    }
}

/// Does the path begin with these parts (the second only if it is given)?
bool begins(Heading const& heading, std::string_view first, std::string_view second)
{
    return heading.path.front() == first && (second.empty() || (heading.path.size() > 1 && heading.path[1] == second));
}

}  // namespace

std::string_view sheet_name(SheetKind kind)
{
    switch (kind) {
    case SheetKind::survey: return "survey";
    case SheetKind::choices: return "choices";
    case SheetKind::settings: return "settings";
    case SheetKind::entities: return "entities";
    case SheetKind::external_choices: return "external_choices";
    case SheetKind::osm: return "osm";
    }
    return {};
}

std::string_view Table::value(TableRow const& row, std::string_view first, std::string_view second) const
{
    for (auto const& cell : row.cells) {
        auto const& path = headings[cell.heading].path;
        if (path.size() == (second.empty() ? 1U : 2U) && path.front() == first && (second.empty() || path[1] == second)) return cell.text;
    }
    return {};
}

bool Table::has_heading(std::string_view first) const
{
    return std::ranges::any_of(headings, [first](Heading const& heading) { return heading.path.front() == first; });
}

Place Table::place(std::uint32_t row, std::string_view first, std::string_view second) const
{
    Place place{.sheet = sheet, .row = row, .column = {}, .cell = {}};
    auto const found = std::ranges::find_if(headings, [&](Heading const& heading) { return begins(heading, first, second); });
    if (found != headings.end()) {
        place.column = found->written;
        place.cell = column_letters(found->column) + std::to_string(row);
    }
    return place;
}

Place Table::place(TableRow const& row, std::string_view first, std::string_view second) const
{
    for (auto const& cell : row.cells)
        if (begins(headings[cell.heading], first, second)) return place(row, cell);
    return place(row.number, first, second);
}

Place Table::place(TableRow const& row, TableCell const& cell) const
{
    auto const& heading = headings[cell.heading];
    return {.sheet = sheet, .row = row.number, .column = heading.written, .cell = column_letters(heading.column) + std::to_string(row.number)};
}

Table table_of(Sheet const& sheet, SheetKind kind, Cleaning cleaning, Findings& findings)
{
    Table table;
    table.kind = kind;
    table.sheet = sheet.name;
    if (sheet.rows.empty()) return table;
    read_headings(sheet.rows.front(), table, findings);
    table.rows.reserve(sheet.rows.size() - 1);
    for (auto const& row : std::span{sheet.rows}.subspan(1)) {
        TableRow clean{.number = row.number, .cells = {}};
        clean.cells.reserve(row.cells.size());
        // Headings and cells both ascend by column.
        std::size_t at = 0;
        for (auto const& cell : row.cells) {
            while (at < table.headings.size() && table.headings[at].column < cell.column) ++at;
            if (at == table.headings.size()) break;
            if (table.headings[at].column == cell.column)
                clean.cells.push_back({.heading = static_cast<std::uint32_t>(at), .text = cleaned(cell.text, cleaning)});
        }
        if (!clean.cells.empty()) table.rows.push_back(std::move(clean));
    }
    return table;
}

}  // namespace accalmie::forms
