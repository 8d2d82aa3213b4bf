// SPDX-License-Identifier: Apache-2.0
#include "surfaces/pack_forms.hpp"

#include "capture/form_sheets.hpp"
#include "forms/record_map.hpp"
#include "surfaces/form_map.hpp"
#include "workspace/record_files.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace accalmie {

namespace {

std::string folder_of(std::string_view name) { return "forms/" + std::string{name} + "/"; }

/// Names of the folders under forms/, each once.
std::set<std::string> forms_of(std::span<PackFile const> files)
{
    std::set<std::string> names;
    for (auto const& file : files) {
        if (!file.path.starts_with("forms/")) continue;
        auto const rest = std::string_view{file.path}.substr(6);
        if (auto const slash = rest.find('/'); slash != std::string_view::npos) names.emplace(rest.substr(0, slash));
    }
    return names;
}

PackProblem problem_of(std::string const& folder, forms::Finding const& finding)
{
    auto const sheet = finding.place.sheet.empty() ? std::string{"survey"} : finding.place.sheet;
    auto const column = finding.place.column.empty() ? std::string{} : finding.place.column + ": ";
    return {folder + sheet + ".csv", static_cast<int>(finding.place.row), column + finding.what, finding.remedy};
}

std::string_view cell_of(forms::SheetRow const& row, std::uint32_t column)
{
    auto const found = std::find_if(row.cells.begin(), row.cells.end(), [&](forms::SheetCell const& cell) { return cell.column == column; });
    return found == row.cells.end() ? std::string_view{} : std::string_view{found->text};
}

constexpr std::string_view french = "::Français (fr)", english = "::English (en)";

/// The heading of the same text in the other language; empty where the column is of no language.
std::string other_language(std::string_view heading)
{
    for (auto const [ending, other] : {std::pair{french, english}, std::pair{english, french}})
        if (heading.ends_with(ending)) return std::string{heading.substr(0, heading.size() - ending.size())}.append(other);
    return {};
}

/// A text in one language and not in the other, whatever its column.
void check_languages(std::string const& folder, forms::Sheet const& sheet, std::vector<PackProblem>& problems)
{
    if (sheet.rows.empty()) return;
    auto const file = folder + sheet.name + ".csv";
    auto const& headings = sheet.rows.front().cells;
    for (auto const& heading : headings) {
        if (heading.text == "label" || heading.text == "hint" || heading.text == "constraint_message")
            problems.push_back({file, 1, "the column " + heading.text + " says no language", std::string{"write "}.append(heading.text).append(french).append(" and ").append(heading.text).append(english)});
        auto const other = other_language(heading.text);
        if (other.empty()) continue;
        auto const beside = std::find_if(headings.begin(), headings.end(), [&](forms::SheetCell const& cell) { return cell.text == other; });
        for (std::size_t at = 1; at < sheet.rows.size(); ++at)
            if (!cell_of(sheet.rows[at], heading.column).empty() && (beside == headings.end() || cell_of(sheet.rows[at], beside->column).empty()))
                problems.push_back({file, static_cast<int>(sheet.rows[at].number), heading.text + " without " + other, "write it in both languages"});
    }
}

Result<forms::Workbook> workbook_of(std::span<PackFile const> files, std::string const& folder, std::vector<NamedContent>& beside)
{
    forms::Workbook book;
    for (auto const& file : files) {
        if (!file.path.starts_with(folder)) continue;
        auto const name = file.path.substr(folder.size());
        bool const is_sheet = name == "survey.csv" || name == "choices.csv" || name == "settings.csv" || name == "entities.csv" || name == "external_choices.csv";
        if (!is_sheet) {
            auto const octets = as_bytes(file.content);
            beside.push_back({name, Bytes(octets.begin(), octets.end())});
            continue;
        }
        TextSource source{file.content};
        book.sheets.push_back(TRY(read_form_sheet(source, name.substr(0, name.size() - 4)).at(file.path)));
    }
    if (book.find("survey") == nullptr) return Error{Error::Kind::missing, "there is no survey.csv in the folder", folder, "name the CSV files as the sheets: survey.csv, choices.csv, settings.csv"};
    return book;
}

/// Files that the form wants and that neither lie beside it nor are lists of records.
void check_files(std::string const& folder, PackForm const& form, Dictionary const& dictionary, std::vector<PackProblem>& problems)
{
    auto const wanted = forms::files_wanted(as_bytes(form.compiled.xform));
    if (!wanted) return;
    for (auto const& name : wanted.value()) {
        bool const is_there = std::any_of(form.beside.begin(), form.beside.end(), [&](NamedContent const& file) { return file.name == name; });
        if (!is_there && !is_record_file(dictionary, name))
            problems.push_back({folder + "survey.csv", 0, "the form wants the file " + name + ", which is not beside it", "add it, or name it after a record type to have its records listed"});
    }
}

void check_map(std::string const& folder, PackForm const& form, Dictionary const& dictionary, std::vector<PackProblem>& problems)
{
    std::vector<forms::FormAttachment> files;
    for (auto const& file : form.beside) files.push_back({file.name, file.content});
    auto const rules = forms::FormRules::load(as_bytes(form.compiled.xform), files);
    if (!rules) {
        problems.push_back({folder + "survey.csv", 0, rules.error().what, rules.error().remedy});
        return;
    }
    for (auto const& finding : forms::map_of(rules.value(), dictionary).findings)
        if (finding.weight == forms::MapFinding::Weight::error) problems.push_back(problem_of(folder, sheet_finding(form.compiled, finding)));
}

void check_form(std::span<PackFile const> files, std::string const& name, Dictionary const& dictionary, std::vector<PackProblem>& problems)
{
    auto const folder = folder_of(name);
    PackForm form;
    auto const book = workbook_of(files, folder, form.beside);
    if (!book) {
        problems.push_back({folder + "survey.csv", 0, book.error().text(), book.error().remedy});
        return;
    }
    for (auto const& sheet : book.value().sheets) check_languages(folder, sheet, problems);
    form.compiled = forms::compile_form(book.value(), {.form_name = {}, .file_stem = name});
    for (auto const& finding : form.compiled.findings) problems.push_back(problem_of(folder, finding));
    if (!form.compiled.is_good()) return;
    check_files(folder, form, dictionary, problems);
    check_map(folder, form, dictionary, problems);
}

}  // namespace

Result<PackForm> pack_form(std::span<PackFile const> files, std::string_view name)
{
    if (!forms_of(files).contains(std::string{name}))
        return Error{Error::Kind::missing, "the pack has no form of this name", std::string{name}, "`accalmie pack list` names its forms"};
    PackForm form;
    auto const book = TRY(workbook_of(files, folder_of(name), form.beside));
    form.compiled = forms::compile_form(book, {.form_name = {}, .file_stem = std::string{name}});
    return form;
}

std::vector<PackProblem> check_pack_forms(std::span<PackFile const> files, Dictionary const& dictionary)
{
    std::vector<PackProblem> problems;
    for (auto const& name : forms_of(files)) {
        check_form(files, name, dictionary, problems);
        if (problems.size() > PackLimits::problems) break;
    }
    return problems;
}

}  // namespace accalmie
