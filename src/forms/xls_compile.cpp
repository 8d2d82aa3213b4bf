// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_compile.hpp"

#include "dictionary/text.hpp"
#include "forms/xform_model.hpp"
#include "forms/xls_languages.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_tokens.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

/// The sheets by what they are for.
struct Tables {
    std::optional<Table> survey, choices, settings, entities, external_choices, osm;
};

void check_letters(Workbook const& book, Findings& findings)
{
    for (auto const& sheet : book.sheets)
        for (auto const& row : sheet.rows)
            for (auto const& cell : row.cells)
                if (!is_clean_utf8(cell.text))
                    findings.error(
                        {.sheet = sheet.name, .row = row.number, .column = {}, .cell = column_letters(cell.column) + std::to_string(row.number)},
                        "this cell is not UTF-8 text", "save the file as UTF-8");
}

void tell_similar(Workbook const& book, std::string_view wanted, Findings& findings)
{
    std::vector<std::string> names;
    for (auto const& sheet : book.sheets) names.push_back(sheet.name);
    if (auto const near = similar_sheets(names, wanted); !near.empty())
        findings.warn({}, "when looking for a sheet named '" + std::string{wanted} + "', the following sheets with similar names were found: " + near,
                      "rename it, or put an underscore before its name if it is not meant");
}

std::vector<std::string> names_of(Workbook const& book)
{
    std::vector<std::string> names;
    for (auto const& sheet : book.sheets) names.push_back(sheet.name);
    return names;
}

/// Lists of the osm sheet, by name.
std::map<std::string, std::vector<OsmTag>, std::less<>> osm_lists(std::optional<Table> const& table)
{
    std::map<std::string, std::vector<OsmTag>, std::less<>> lists;
    if (!table) return lists;
    for (auto const& row : table->rows) {
        OsmTag tag;
        tag.key = table->value(row, "name");
        for (auto const& cell : row.cells) {
            auto const& path = table->headings[cell.heading].path;
            if (path.front() == "label") tag.label.add(path.size() > 1 ? path[1] : std::string{}, cell.text, "default");
        }
        lists[std::string{table->value(row, "list_name")}].push_back(std::move(tag));
    }
    return lists;
}

std::string quoted(std::string_view text) { return "\"" + replaced_all(std::string{text}, "\"", "\"\"") + "\""; }

std::string itemsets_csv(Sheet const& sheet)
{
    std::string csv;
    std::vector<std::uint32_t> columns;
    if (sheet.rows.empty()) return csv;
    for (auto const& cell : sheet.rows.front().cells) columns.push_back(cell.column);
    for (auto const& row : sheet.rows) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            auto const found = std::ranges::find(row.cells, columns[i], &SheetCell::column);
            csv += (i > 0 ? "," : "") + quoted(found == row.cells.end() ? std::string_view{} : stripped(found->text));
        }
        csv += "\n";
    }
    return csv;
}

class Compiler {
public:
    Compiler(Workbook const& book, FormNames const& names) : book_(book), names_(names) {}

    Compilation run()
    {
        check_letters(book_, findings_);
        read_tables();
        if (tables_.survey) {
            build();
            if (!findings_.has_errors()) write();
        }
        out_.error_count = findings_.error_count();
        out_.findings = findings_.taken();
        if (!out_.is_good()) out_.xform.clear();
        return std::move(out_);
    }

private:
    void read_table(std::optional<Table>& into, SheetKind kind, Cleaning cleaning)
    {
        auto const* sheet = book_.find(sheet_name(kind));
        if (sheet == nullptr || sheet->rows.empty()) return;
        into = table_of(*sheet, kind, cleaning, findings_);
    }

    void read_tables()
    {
        read_table(tables_.settings, SheetKind::settings, Cleaning::quotes);
        if (!tables_.settings) tell_similar(book_, "settings", findings_);
        out_.form.settings = read_settings(tables_.settings ? &*tables_.settings : nullptr, names_, findings_);
        bool const clean = out_.form.settings.cleans_text;
        read_table(tables_.survey, SheetKind::survey, clean ? Cleaning::quotes_and_blanks : Cleaning::none);
        read_table(tables_.choices, SheetKind::choices, clean ? Cleaning::quotes : Cleaning::none);
        read_table(tables_.entities, SheetKind::entities, Cleaning::quotes);
        read_table(tables_.external_choices, SheetKind::external_choices, Cleaning::quotes);
        read_table(tables_.osm, SheetKind::osm, Cleaning::quotes);
        if (!tables_.entities) tell_similar(book_, "entities", findings_);
        if (!tables_.survey) {
            auto const near = similar_sheets(names_of(book_), "survey");
            findings_.error({},
                            "you must have a sheet named 'survey'" +
                                (near.empty() ? std::string{} : "; the following sheets with similar names were found: " + near),
                            "name the sheet that holds the questions survey");
        } else if (!tables_.survey->has_heading("type")) {
            findings_.error({.sheet = tables_.survey->sheet, .row = 1, .column = {}, .cell = {}}, "the column 'type' is missing among the headers",
                            "add it to the first row");
        }
    }

    void build()
    {
        auto& form = out_.form;
        if (tables_.choices) form.choices = read_choices(*tables_.choices, form.settings, findings_);
        Entities entities{tables_.entities ? &*tables_.entities : nullptr, findings_};
        SurveySources sources{.survey = *tables_.survey, .sheet_names = names_of(book_), .external_lists = {}, .osm_lists = osm_lists(tables_.osm)};
        if (tables_.external_choices)
            for (auto const& row : tables_.external_choices->rows) sources.external_lists.emplace(tables_.external_choices->value(row, "list_name"));
        SurveyReader reader{form, sources, entities, findings_};
        reader.read();
        check_translations(*tables_.survey, tables_.choices ? &*tables_.choices : nullptr, reader.uses_or_other(), findings_);
        check_all_references(reader.names());
        if (!findings_.has_errors()) entities.place(form);
        set_paths(form.root());
    }

    void check_all_references(std::unordered_map<std::string, std::size_t> const& names)
    {
        if (tables_.settings) check_references(*tables_.settings, names, {}, findings_);
        if (tables_.entities) check_references(*tables_.entities, names, {.passed_over = {"dataset"}, .only = {}}, findings_);
        check_references(*tables_.survey, names, {.passed_over = {"type", "name", "trigger"}, .only = {}}, findings_);
        if (tables_.choices) check_references(*tables_.choices, names, {.passed_over = {}, .only = {"label", "media"}}, findings_);
    }

    void write()
    {
        out_.languages = write_xform(out_.form, *tables_.survey, out_.xform, findings_);
        check_language_codes(out_.languages, findings_);
        if (auto const* sheet = book_.find("external_choices")) out_.itemsets_csv = itemsets_csv(*sheet);
    }

    Workbook const& book_;
    FormNames const& names_;
    Tables tables_;
    Findings findings_;
    Compilation out_;
};

}  // namespace

Compilation compile_form(Workbook const& book, FormNames const& names) { return Compiler{book, names}.run(); }

}  // namespace accalmie::forms
