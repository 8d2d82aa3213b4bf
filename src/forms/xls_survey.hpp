// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_survey.hpp: the rows of the survey sheet made a tree of questions.
#pragma once

#include "forms/xls_entities.hpp"
#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"
#include "forms/xls_types.hpp"

#include <set>

namespace accalmie::forms {

/// What the survey's rows are read against.
struct SurveySources {
    Table const& survey;
    std::vector<std::string> sheet_names;               ///< of the whole workbook, to tell misspelt ones
    std::set<std::string, std::less<>> external_lists;  ///< of the external_choices sheet
    std::map<std::string, std::vector<OsmTag>, std::less<>> osm_lists;
};

/// Reads row by row; a wrong row is told and passed over, so that all that is wrong is told at once.
class SurveyReader {
public:
    SurveyReader(Form& form, SurveySources const& sources, Entities& entities, Findings& findings);

    /// Fill `form.root()`.
    void read();
    /// How often each name can be meant by ${name}.
    std::unordered_map<std::string, std::size_t> const& names() const { return names_; }
    bool uses_or_other() const { return uses_or_other_; }

private:
    struct Open {
        Element* element;
        std::optional<SectionKind> kind;
        std::set<std::string> names, lower_names;
    };
    enum class TableList : std::uint8_t { none, awaited, begun };
    struct Row {
        TableRow const& source;
        std::unique_ptr<Element> element;
        std::string parameters_text;
        Parameters parameters;
    };

    // xls_survey.cpp: rows and sections
    void read_row(TableRow const& source);
    bool is_passed_over(TableRow const& source, Element const& element);
    bool take_setting(TableRow const& source, Element const& element);
    bool check_name(Row& row);
    void read_trigger(Row& row, std::string_view text);
    void note_dynamic_default(Element& element);
    void read_begin(Row row, SectionWords const& words);
    void count_repeats(Element& element);
    void begin_table_list(Element& element);
    void read_end(TableRow const& source, SectionKind kind, Element const& element);
    void add_meta();
    void check_end();
    void check_geometry_references();
    Place place(TableRow const& row, std::string_view first = {}, std::string_view second = {}) const { return table_.place(row, first, second); }
    Element& add(std::unique_ptr<Element> element);

    // xls_questions.cpp: what each type of question needs
    void read_question(Row row);
    void read_audit(Row row);
    void read_audit_position(Row& row);
    void read_text(Row& row);
    void read_photo(Row& row);
    void read_sound(Row& row);
    void read_position(Row& row);
    void read_background_position(Row& row);
    void read_osm(Row& row, std::string_view list);
    bool one_of(Row const& row, std::string_view key, std::span<std::string_view const> values);
    bool whole_number(Row const& row, std::string_view key);

    // xls_selects.cpp: choices from lists, files and earlier answers
    void read_select(Row row, SelectWords const& words);
    bool check_list(Row const& row, SelectWords const& words);
    bool check_external_list(Row const& row, SelectWords const& words);
    void tell_missing_list(Row const& row, SelectWords const& words);
    void check_select_parameters(Row& row, SelectWords const& words);
    std::unique_ptr<Element> specify_other(Row const& row, SelectWords const& words);
    bool join_table_list(Row& row, SelectWords const& words);
    void add_none_choice(Element& element, SelectWords const& words);

    // xls_range.cpp
    void read_range(Row& row);

    Form& form_;
    SurveySources const& sources_;
    Table const& table_;
    Entities& entities_;
    Findings& findings_;
    std::vector<Open> open_;
    std::vector<std::unique_ptr<Element>> meta_;
    std::unordered_map<std::string, std::size_t> names_;
    std::set<std::string> repeat_names_, question_names_, file_instances_;
    std::vector<std::pair<std::string, Place>> trigger_uses_, geometry_uses_;
    TableList table_list_ = TableList::none;
    std::string table_list_name_;
    bool uses_or_other_ = false;
};

/// Does it stand in the body of the form?
bool is_shown(Element const& element);
/// Put what its type brings below what its row says, and check that people have something to read.
void finish_question(Element& element, Place const& place, Findings& findings);

/// A row's cells in an element that has no type rules applied yet.
std::unique_ptr<Element> element_of(Table const& table, TableRow const& row, std::string_view default_language, std::string& parameters,
                                    std::string& trigger);

}  // namespace accalmie::forms
