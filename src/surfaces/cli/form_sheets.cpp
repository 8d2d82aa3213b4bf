// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_sheets.cpp: `accalmie form sheets`: a workbook as a folder of CSV sheets, as packs keep their forms.
#include "surfaces/cli/all.hpp"
#include "surfaces/form_file.hpp"

#include "capture/csv.hpp"

#include <algorithm>

namespace accalmie::cli {

namespace {

/// Lines of the sheet; its first row has the headings. Blank rows are left out, trailing blank cells are written.
std::string sheet_csv(forms::Sheet const& sheet)
{
    std::uint32_t columns = 0;
    for (auto const& row : sheet.rows)
        if (!row.cells.empty()) columns = std::max(columns, row.cells.back().column + 1);
    std::string text;
    for (auto const& row : sheet.rows) {
        auto cell = row.cells.begin();
        for (std::uint32_t column = 0; column < columns; ++column) {
            if (column > 0) text += ',';
            if (cell == row.cells.end() || cell->column != column) continue;
            append_csv_field(text, cell->text);
            ++cell;
        }
        text += '\n';
    }
    return text;
}

/// Sheet names become names of files: letters, digits, - and _ of any workbook.
Result<std::string> file_name(forms::Sheet const& sheet)
{
    bool const is_plain = !sheet.name.empty() && std::all_of(sheet.name.begin(), sheet.name.end(), [](char one) {
        return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '-' || one == '_';
    });
    if (!is_plain) return Error{Error::Kind::invalid, "a sheet whose name cannot be that of a file", sheet.name, "rename it: letters, digits, - and _"};
    std::string name = sheet.name;
    std::transform(name.begin(), name.end(), name.begin(), [](char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one; });
    return name + ".csv";
}

Result<void> run(Session& session)
{
    auto const& arguments = session.arguments;
    auto& disk = session.machine.disk;
    auto const workbook = TRY(read_form_file(disk, session.path(arguments.text("FILE"))));
    if (arguments.text("output").empty()) return Error{Error::Kind::usage, "no folder was named", "--output", "name one, as packs/mon-programme/forms/visite"};
    auto const folder = session.path(arguments.text("output"));
    std::vector<std::pair<std::string, std::string>> files;
    for (auto const& sheet : workbook.sheets)
        if (!sheet.rows.empty()) files.emplace_back(TRY(file_name(sheet)), sheet_csv(sheet));
    for (auto const& [name, text] : files)
        if (TRY(disk.exists(folder / name)) && !arguments.has("overwrite"))
            return Error{Error::Kind::conflict, "a sheet of this name is there already", (folder / name).string(), "give another folder, or --overwrite"};
    TRY(disk.make_folder(folder));
    for (auto const& [name, text] : files) {
        TRY(write_atomically(disk, folder / name, as_bytes(text)).at(name));
        session.line("Written: " + (folder / name).string());
    }
    return {};
}

}  // namespace

Command form_sheets_command()
{
    return {.name = "form sheets",
            .summary = "Write a form's workbook as CSV sheets, so that a diff reads",
            .description = "One CSV file a sheet (survey.csv, choices.csv, settings.csv ...), as packs keep their forms. XLSX, ODS, Markdown tables and one-file CSV. Needs no workspace.",
            .examples = {"accalmie form sheets visite.xlsx -o packs/mon-programme/forms/visite"},
            .positionals = {{"FILE", "the form: .xlsx, .ods, .md or .csv"}},
            .options = {{"output", "FOLDER", "where the sheets go"}, {"overwrite", "", "write over sheets that are there"}},
            .place = Command::Place::anywhere,
            .run = run};
}

}  // namespace accalmie::cli
