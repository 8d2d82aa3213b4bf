// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_parameters.hpp"
#include "forms/xls_settings.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

bool is_from_file(SelectWords const& words) { return is_choices_file(file_name_parts(words.list).extension); }

/// Make sure that the list can be answered with "other".
void add_other_choice(ChoiceList& list)
{
    if (std::ranges::any_of(list.choices, [](Choice const& choice) { return choice.name == "other"; })) return;
    Choice other;
    other.name = "other";
    for (auto const& choice : list.choices)
        for (auto const& [language, text] : choice.label.by_language) other.label.add(language, "Other", {});
    if (!other.label.is_translated()) other.label.plain = "Other";
    list.choices.push_back(std::move(other));
}

}  // namespace

void SurveyReader::read_select(Row row, SelectWords const& words)
{
    // `words` looks into the type's text, which changes below.
    auto const list = std::string{words.list};
    auto& element = *row.element;
    if (words.kind == SelectKind::one_external && element.choice_filter.empty())
        findings_.warn(place(row.source, "choice_filter"), "select one external is only meant for filtered selects",
                       "add a choice_filter, or use select_one");
    bool good = check_list(row, words);
    if (words.with_other && !element.choice_filter.empty()) {
        findings_.error(place(row.source, "choice_filter"), "choice filter not supported with or_other",
                        "add the choice 'other' and a text question yourself");
        good = false;
    }
    check_select_parameters(row, words);
    std::unique_ptr<Element> other;
    if (good && words.with_other) other = specify_other(row, words);
    if (good && form_.settings.adds_none_option) add_none_choice(element, words);
    if (is_from_file(words)) file_instances_.insert(std::string{file_name_parts(words.list).stem});
    if (!join_table_list(row, words)) return;
    bool const external = words.kind == SelectKind::one_external;
    element.type = select_type_name(words.kind);
    element.list = list;
    element.parameters = row.parameters;
    if (external && element.choice_filter.empty()) element.list.clear();
    finish_question(element, place(row.source, "label"), findings_);
    add(std::move(row.element));
    if (other) add(std::move(other));
}

bool SurveyReader::check_external_list(Row const& row, SelectWords const& words)
{
    if (sources_.external_lists.empty()) {
        auto const near = similar_sheets(sources_.sheet_names, "external_choices");
        findings_.error(place(row.source, "type"),
                        "there should be an external_choices sheet in this xlsform" +
                            (near.empty() ? std::string{} : "; the following sheets with similar names were found: " + near),
                        "add one with the columns 'list_name', 'name' and 'label'");
        return false;
    }
    if (sources_.external_lists.contains(words.list)) return true;
    findings_.error(place(row.source, "type"), "the list name is not on the external_choices sheet: " + std::string{words.list},
                    "check the spelling");
    return false;
}

void SurveyReader::tell_missing_list(Row const& row, SelectWords const& words)
{
    auto const list = std::string{words.list};
    if (form_.choices.lists.empty()) {
        auto const near = similar_sheets(sources_.sheet_names, "choices");
        findings_.error(place(row.source, "type"),
                        "there should be a choices sheet in this xlsform for the list " + list +
                            (near.empty() ? std::string{} : "; the following sheets with similar names were found: " + near),
                        "add one with the columns 'list_name', 'name' and 'label'");
        return;
    }
    std::string_view near;
    for (auto const& other : form_.choices.lists)
        if (edit_distance(lowered(other.name), lowered(list)) <= 2) near = other.name;
    findings_.error(place(row.source, "type"), "the list name is not on the choices sheet: " + list,
                    near.empty() ? "add its choices, or check the spelling" : "did you mean '" + std::string{near} + "'?");
}

bool SurveyReader::check_list(Row const& row, SelectWords const& words)
{
    if (words.kind == SelectKind::one_external) return check_external_list(row, words);
    bool const file = is_from_file(words);
    if (words.from_file && !file) {
        findings_.error(place(row.source, "type"),
                        "the file name for '" + row.element->type +
                            "' should end with one of the supported file extensions: '.geojson', '.csv', '.xml'",
                        "write it as " + std::string{words.list} + ".csv");
        return false;
    }
    if (file || !references_of(words.list).empty()) return true;
    auto const* list = form_.choices.find(words.list);
    if (list == nullptr) {
        tell_missing_list(row, words);
        return false;
    }
    if (words.kind != SelectKind::many) return true;
    for (auto const& choice : list->choices)
        if (choice.name.find(' ') != std::string::npos)
            findings_.error({.sheet = "choices", .row = choice.row, .column = "name", .cell = {}},
                            "choice names with spaces cannot be added to multiple choice selects: see [" + choice.name + "] in [" + list->name + "]",
                            "replace the spaces, as by \"_\"");
    return true;
}

void SurveyReader::check_select_parameters(Row& row, SelectWords const& words)
{
    constexpr std::array<std::string_view, 4> keys{"randomize", "seed", "value", "label"};
    constexpr std::array<std::string_view, 2> true_false{"true", "false"};
    auto const where = place(row.source, "parameters");
    check_parameter_keys(row.parameters, std::span{keys}.first(words.from_file ? 4 : 2), where, findings_);
    auto const* seed = find_parameter(row.parameters, "seed");
    one_of(row, "randomize", true_false);
    if (seed != nullptr && find_parameter(row.parameters, "randomize") == nullptr)
        findings_.error(where, "parameters must include randomize=true to use a seed", "add randomize=true");
    else if (seed != nullptr && !is_reference(*seed) && !is_number(*seed))
        findings_.error(where, "the seed value must be a number or a reference to another field", "write seed=${name}");
    for (auto const key : {"value", "label"})
        if (auto const* column = find_parameter(row.parameters, key); column != nullptr && !is_element_name(*column))
            findings_.error(
                where,
                "the parameter '" + std::string{key} +
                    "' must be the name of a column: names must begin with a letter or \"_\" and go on with letters, digits, \"_\", \"-\" or \".\"",
                "write it as in the file, without spaces");
}

std::unique_ptr<Element> SurveyReader::specify_other(Row const& row, SelectWords const& words)
{
    uses_or_other_ = true;
    auto* list = form_.choices.find(words.list);
    if (list == nullptr) {
        findings_.error(place(row.source, "type"),
                        "please specify choices for this 'or other' question: a file or an earlier answer has none to add to",
                        "add the choice 'other' and a text question yourself");
        return nullptr;
    }
    add_other_choice(*list);
    auto other = std::make_unique<Element>();
    other->type = "text";
    other->name = row.element->name + "_other";
    other->row = row.source.number;
    other->label.plain = "Specify other.";
    other->bind.set("relevant", "selected(../" + row.element->name + ", 'other')");
    ++names_[other->name];
    finish_question(*other, place(row.source), findings_);
    return other;
}

void SurveyReader::add_none_choice(Element& element, SelectWords const& words)
{
    auto* list = form_.choices.find(words.list);
    if (list == nullptr || words.kind != SelectKind::many) return;
    if (std::ranges::any_of(list->choices, [](Choice const& choice) { return choice.name == "none"; })) return;
    Choice none;
    none.name = "none";
    none.label.plain = "None";
    list->choices.push_back(std::move(none));
    auto const own = std::string{element.bind.plain("constraint")};
    element.bind.set("constraint", (own.empty() ? "" : own + " and ") + "(.='none' or not(selected(., 'none')))");
}

bool SurveyReader::join_table_list(Row& row, SelectWords const& words)
{
    if (table_list_ == TableList::none) return true;
    if (table_list_ == TableList::awaited) {
        table_list_ = TableList::begun;
        table_list_name_ = words.list;
        if (!row.element->choice_filter.empty()) {
            findings_.error(place(row.source, "choice_filter"), "choice filter not supported for table-list appearance",
                            "remove the filter, or the appearance of the group");
            return false;
        }
        auto header = std::make_unique<Element>();
        header->type = select_type_name(words.kind);
        header->name = "reserved_name_for_field_list_labels_" + std::to_string(row.source.number);
        header->row = row.source.number;
        header->list = words.list;
        header->control.set("appearance", "label");
        finish_question(*header, place(row.source), findings_);
        add(std::move(header));
    }
    if (table_list_name_ != words.list) {
        findings_.error(place(row.source, "type"),
                        "badly formatted table list, list names don't match: " + table_list_name_ + " vs. " + std::string{words.list},
                        "use one list for all selects of the group");
        return false;
    }
    row.element->control.set("appearance", "list-nolabel");
    return true;
}

}  // namespace accalmie::forms
