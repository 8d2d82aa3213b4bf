// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_settings.hpp"

#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace accalmie::forms {

namespace {

struct SettingText {
    std::string_view name;
    std::string Settings::* place;
};
constexpr std::array<SettingText, 16> setting_texts{{{"name", &Settings::form_name},
                                                     {"id_string", &Settings::id},
                                                     {"title", &Settings::title},
                                                     {"version", &Settings::version},
                                                     {"default_language", &Settings::default_language},
                                                     {"instance_name", &Settings::instance_name},
                                                     {"instance_id", &Settings::instance_id},
                                                     {"submission_url", &Settings::submission_url},
                                                     {"public_key", &Settings::public_key},
                                                     {"style", &Settings::style},
                                                     {"namespaces", &Settings::namespaces},
                                                     {"instance_xmlns", &Settings::instance_xmlns},
                                                     {"prefix", &Settings::prefix},
                                                     {"delimiter", &Settings::delimiter},
                                                     {"auto_send", &Settings::auto_send},
                                                     {"auto_delete", &Settings::auto_delete}}};

struct SettingSwitch {
    std::string_view name;
    bool Settings::* place;
};
constexpr std::array<SettingSwitch, 6> setting_switches{{{"omit_instanceID", &Settings::omits_instance_id},
                                                         {"flat", &Settings::is_flat},
                                                         {"clean_text_values", &Settings::cleans_text},
                                                         {"allow_choice_duplicates", &Settings::allows_choice_duplicates},
                                                         {"add_none_option", &Settings::adds_none_option},
                                                         {"client_editable", &Settings::is_client_editable}}};

void take_setting(Table const& table, TableRow const& row, TableCell const& cell, Settings& settings, Findings& findings)
{
    auto const& path = table.headings[cell.heading].path;
    if (path.front() == "attribute" && path.size() > 1) settings.attributes.set(path[1], cell.text);
    if (path.size() != 1) return;
    auto const text = std::ranges::find(setting_texts, path.front(), &SettingText::name);
    if (text != setting_texts.end()) settings.*(text->place) = cell.text;
    auto const found = std::ranges::find_if(setting_switches, [&](SettingSwitch const& one) { return lowered(one.name) == lowered(path.front()); });
    if (found == setting_switches.end()) return;
    auto const value = yes_or_no(cell.text);
    if (value)
        settings.*(found->place) = *value;
    else if (found->name == "flat")
        settings.is_flat = true;
    else
        findings.warn(table.place(row, cell), "\"" + cell.text + "\" is neither yes nor no; the usual value is used for " + std::string{found->name},
                      "write yes or no");
}

/// A heading that cannot become an element is for people: it is told and left out.
std::vector<bool> usable_columns(Table const& table, Findings& findings)
{
    std::vector<bool> usable;
    for (auto const& heading : table.headings) {
        auto const& name = heading.path.front();
        bool const good = heading.is_known || (heading.path.size() == 1 && is_element_name(name));
        if (!good)
            findings.warn({.sheet = table.sheet, .row = 1, .column = heading.written, .cell = column_letters(heading.column) + "1"},
                          "the heading \"" + heading.written +
                              "\" is left out: headings must not be empty, hold spaces, or signs that a name cannot have",
                          "rename the column, or leave it as a note");
        usable.push_back(good);
    }
    return usable;
}

Choice choice_of(Table const& table, TableRow const& row, std::vector<bool> const& usable, std::vector<std::uint32_t> const& more,
                 std::string_view default_language)
{
    Choice choice;
    choice.row = row.number;
    for (auto const& cell : row.cells) {
        auto const& heading = table.headings[cell.heading];
        auto const& path = heading.path;
        if (!heading.is_known) {
            if (usable[cell.heading]) choice.more.emplace_back(more[cell.heading], cell.text);
        } else if (path.front() == "name") {
            choice.name = cell.text;
        } else if (path.front() == "label") {
            choice.label.add(path.size() > 1 ? path[1] : std::string{}, cell.text, default_language);
        } else if (path.front() == "media" && path.size() > 1) {
            choice.media.at(path[1]).add(path.size() > 2 ? path[2] : std::string{}, cell.text, default_language);
        } else if (path.front() == "sms_option") {
            choice.sms_option = cell.text;
        }
    }
    return choice;
}

void check_choice(Table const& table, Choice const& choice, Findings& findings)
{
    if (choice.name.empty())
        findings.error(table.place(choice.row, "name"), "this choice has no name: choices must have a name",
                       "write what is stored when somebody picks it");
    else if (choice.label.is_empty())
        findings.warn(table.place(choice.row, "label"), "this choice has no label: choices should have one", "write what people read");
    for (auto const& [kind, text] : choice.media)
        if (kind != "image" && kind != "big-image" && kind != "audio" && kind != "video")
            findings.error(table.place(choice.row, "media", kind), "no such kind of media: " + kind, "use image, big-image, audio or video");
}

bool names_an_answer(Text const& text) { return !text.is_translated() && !references_of(text.plain).empty(); }

void check_duplicates(Table const& table, ChoiceList const& list, Findings& findings)
{
    std::unordered_set<std::string_view> seen;
    for (auto const& choice : list.choices)
        if (!choice.name.empty() && !seen.insert(choice.name).second)
            findings.error(table.place(choice.row, "name"),
                           "the name \"" + choice.name + "\" stands twice in the list " + list.name + ": choice names must be unique",
                           "rename one, or say allow_choice_duplicates = yes on the settings sheet");
}

}  // namespace

Settings read_settings(Table const* table, FormNames const& names, Findings& findings)
{
    Settings settings;
    if (table != nullptr && !table->rows.empty())
        for (auto const& row = table->rows.front(); auto const& cell : row.cells) take_setting(*table, row, cell, settings, findings);
    std::string_view const invalid =
        "is not a name that XML can bear: names must begin with a letter or \"_\" and go on with letters, digits, \"_\", \"-\" or \".\"";
    if (settings.form_name.empty()) {
        settings.form_name = names.form_name.empty() ? "data" : names.form_name;
        if (!is_element_name(settings.form_name))
            findings.error({}, "the form name \"" + settings.form_name + "\" (form_name) " + std::string{invalid},
                           "give another one in the column name of the settings sheet");
    } else if (!is_element_name(settings.form_name)) {
        findings.error(table->place(table->rows.front(), "name"), "\"" + settings.form_name + "\" " + std::string{invalid}, "rename the form");
    }
    if (settings.id.empty()) settings.id = names.file_stem.empty() ? "data" : names.file_stem;
    if (settings.title.empty()) settings.title = settings.id;
    if (settings.omits_instance_id && !settings.public_key.empty())
        findings.error(table->place(table->rows.front(), "omit_instanceID"), "the instanceID cannot be left out of an encrypted form",
                       "remove omit_instanceID or public_key");
    return settings;
}

ChoiceLists read_choices(Table const& table, Settings const& settings, Findings& findings)
{
    ChoiceLists lists;
    if (table.rows.empty()) return lists;
    if (!table.has_heading("name"))
        findings.error({.sheet = table.sheet, .row = 1, .column = {}, .cell = {}},
                       "the column \"name\" is missing; headers required: 'list_name', 'name', 'label'", "add it to the first row");
    auto const usable = usable_columns(table, findings);
    std::vector<std::uint32_t> more(table.headings.size());
    for (std::size_t i = 0; i < table.headings.size(); ++i) {
        if (table.headings[i].is_known || !usable[i]) continue;
        more[i] = static_cast<std::uint32_t>(lists.columns.size());
        lists.columns.push_back(table.headings[i].path.front());
    }
    for (auto const& row : table.rows) {
        auto const name = table.value(row, "list_name");
        if (name.empty()) continue;
        auto const [found, is_new] = lists.index.emplace(std::string{name}, lists.lists.size());
        if (is_new) lists.lists.push_back({.name = std::string{name}, .choices = {}});
        auto choice = choice_of(table, row, usable, more, settings.default_language);
        check_choice(table, choice, findings);
        lists.lists[found->second].choices.push_back(std::move(choice));
    }
    for (auto& list : lists.lists) {
        if (!settings.allows_choice_duplicates) check_duplicates(table, list, findings);
        list.needs_itext = std::ranges::any_of(list.choices, [](Choice const& choice) {
            return !choice.media.is_empty() || choice.label.is_translated() || names_an_answer(choice.label);
        });
    }
    return lists;
}

std::string similar_sheets(std::vector<std::string> const& sheets, std::string_view wanted)
{
    constexpr std::array<std::string_view, 6> known{"survey", "choices", "settings", "external_choices", "osm", "entities"};
    std::string names;
    for (auto const& sheet : sheets) {
        auto const lower = lowered(sheet);
        if (sheet.starts_with('_') || std::ranges::find(known, lower) != known.end() || edit_distance(lower, wanted) > 2) continue;
        names += (names.empty() ? "'" : ", '") + sheet + "'";
    }
    return names;
}

}  // namespace accalmie::forms
