// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_compile.cpp: `accalmie form compile` and `accalmie form check`: a form designed in a spreadsheet.
#include "surfaces/cli/all.hpp"
#include "surfaces/form_file.hpp"
#include "surfaces/form_map.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

std::size_t question_count(forms::Element const& element)
{
    std::size_t count = element.kind == forms::Element::Kind::question ? 1 : 0;
    for (auto const& child : element.children)
        if (child->kind != forms::Element::Kind::meta) count += question_count(*child);
    return count;
}

ordered_json finding_tree(forms::Finding const& finding)
{
    return {{"sheet", finding.place.sheet}, {"row", finding.place.row}, {"column", finding.place.column},
            {"cell", finding.place.cell},   {"what", finding.what},     {"remedy", finding.remedy}};
}

ordered_json compilation_tree(forms::Compilation const& compiled)
{
    auto const& settings = compiled.form.settings;
    ordered_json tree{{"form",
                       {{"id", settings.id},
                        {"title", settings.title},
                        {"version", settings.version},
                        {"languages", compiled.languages},
                        {"questions", question_count(compiled.form.root())},
                        {"lists", compiled.form.choices.lists.size()}}},
                      {"good", compiled.is_good()},
                      {"error_count", compiled.error_count},
                      {"errors", ordered_json::array()},
                      {"warnings", ordered_json::array()}};
    for (auto const& finding : compiled.findings)
        tree[finding.weight == forms::Finding::Weight::error ? "errors" : "warnings"].push_back(finding_tree(finding));
    return tree;
}

void tell(Session& session, forms::Compilation const& compiled)
{
    for (auto const& finding : compiled.findings) {
        auto const is_error = finding.weight == forms::Finding::Weight::error;
        session.terminal.err((is_error ? "error: " : "warning: ") + finding.text() + "\n");
    }
}

Result<void> end_well_or_not(forms::Compilation const& compiled, std::string const& file)
{
    if (compiled.is_good()) return {};
    return Error{Error::Kind::invalid,
                 std::to_string(compiled.error_count) + (compiled.error_count == 1 ? " error in the form" : " errors in the form"), file,
                 "mend each place named above"};
}

Result<void> run_compile(Session& session)
{
    auto const file = session.arguments.text("FILE");
    auto const output = session.arguments.text("output");
    auto const compiled = TRY(compile_form_file(session.machine.disk, session.path(file)));
    auto tree = compilation_tree(compiled);
    if (compiled.is_good() && !output.empty()) {
        auto const path = session.path(output);
        TRY(write_atomically(session.machine.disk, path, as_bytes(compiled.xform)).at(output));
        tree["written"] = output;
        if (!compiled.itemsets_csv.empty()) {
            auto const beside = path.parent_path() / "itemsets.csv";
            TRY(write_atomically(session.machine.disk, beside, as_bytes(compiled.itemsets_csv)).at("itemsets.csv"));
            tree["itemsets"] = beside.string();
        }
    }
    if (session.json) {
        session.line(tree.dump(2, ' ', false, ordered_json::error_handler_t::replace));
    } else {
        tell(session, compiled);
        if (compiled.is_good() && output.empty())
            session.terminal.out(compiled.xform);
        else if (compiled.is_good())
            session.line("Written: " + output + ", " + std::to_string(question_count(compiled.form.root())) + " questions");
    }
    return end_well_or_not(compiled, file);
}

Result<void> run_check(Session& session)
{
    auto const file = session.arguments.text("FILE");
    auto compiled = TRY(compile_form_file(session.machine.disk, session.path(file)));
    auto const dictionary = Dictionary::base();
    forms::RecordMap map;
    std::vector<forms::Finding> information;
    if (compiled.is_good()) {
        map = TRY(map_compiled(session.machine.disk, session.path(file), compiled, dictionary).at(file));
        for (auto const& finding : map.findings) {
            auto& kept = finding.weight == forms::MapFinding::Weight::error ? compiled.findings : information;
            kept.push_back(sheet_finding(compiled, finding));
        }
        compiled.error_count += map.error_count();
    }
    if (session.json) {
        auto tree = compilation_tree(compiled);
        tree["records"] = map_tree(map, dictionary);
        tree["information"] = ordered_json::array();
        for (auto const& finding : information) tree["information"].push_back(finding_tree(finding));
        session.line(tree.dump(2, ' ', false, ordered_json::error_handler_t::replace));
    } else {
        tell(session, compiled);
        for (auto const& finding : information) session.line("note: " + finding.text());
        if (compiled.is_good()) {
            session.line("The form is good: " + compiled.form.settings.id + ", " + std::to_string(question_count(compiled.form.root())) +
                         " questions, " + std::to_string(compiled.form.choices.lists.size()) + " lists of choices");
            session.line(map.records.empty() ? "It makes no records: no accalmie:record (docs/formats/forms.md)." : "Records: " + map.text(dictionary));
        }
    }
    return end_well_or_not(compiled, file);
}

}  // namespace

Command form_compile_command()
{
    return {.name = "form compile",
            .summary = "Compile an XLSForm to an ODK XForm",
            .description = "Reads XLSX, ODS, a folder of CSV files (survey.csv, choices.csv, settings.csv ...), one CSV file or Markdown tables, as "
                           "pyxform 4.5 does. "
                           "All errors are told at once, with sheet, row, column and remedy. A sheet external_choices becomes itemsets.csv beside "
                           "the form. Needs no workspace.",
            .examples = {"accalmie form compile visit.xlsx -o visit.xml", "accalmie form compile forms/visit -o visit.xml",
                         "accalmie form compile visit.md --json"},
            .positionals = {{"FILE", "the form: .xlsx, .ods, .csv, .md, or a folder of CSV files"}},
            .options = {{"output", "FILE", "where the XForm goes [the terminal]"}},
            .place = Command::Place::anywhere,
            .run = run_compile};
}

Command form_check_command()
{
    return {.name = "form check",
            .summary = "Check an XLSForm: all errors and warnings, with sheet, row, column and remedy, and which records it makes",
            .description = "Reads the same files as form compile and writes nothing. How a form says which records its answers become:\n"
                           "docs/formats/forms.md. Needs no workspace.",
            .examples = {"accalmie form check visit.xlsx", "accalmie form check forms/visit --json"},
            .positionals = {{"FILE", "the form: .xlsx, .ods, .csv, .md, or a folder of CSV files"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_check};
}

}  // namespace accalmie::cli
