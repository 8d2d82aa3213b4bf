// SPDX-License-Identifier: Apache-2.0
#include "surfaces/form_file.hpp"

#include "capture/form_sheets.hpp"
#include "forms/xls_markdown.hpp"
#include "forms/xls_text.hpp"
#include "forms/xls_workbook.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::uint64_t file_size_max = 64U << 20U;

Result<forms::Workbook> read_folder(Disk& disk, std::filesystem::path const& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry{folder, fault}, end; !fault && entry != end; entry.increment(fault))
        if (entry->is_regular_file() && forms::lowered(entry->path().extension().string()) == ".csv") files.push_back(entry->path());
    if (fault) return Error{Error::Kind::io, "the folder cannot be read: " + fault.message(), folder.string(), "check its permissions"};
    if (files.size() > forms::SheetBounds::sheets_max)
        return Error{Error::Kind::limit, "too many CSV files in the folder", folder.string(), "keep those of the form only"};
    std::sort(files.begin(), files.end());
    forms::Workbook book;
    for (auto const& file : files) {
        auto const content = TRY(read_whole(disk, file, file_size_max));
        if (content.empty()) continue;
        TextSource source{as_text(content)};
        book.sheets.push_back(TRY(read_form_sheet(source, file.stem().string()).at(file.filename().string())));
    }
    if (book.find("survey") == nullptr)
        return Error{Error::Kind::missing, "there is no survey.csv in the folder", folder.string(),
                     "name the CSV files as the sheets: survey.csv, choices.csv, settings.csv"};
    return book;
}

}  // namespace

Result<forms::Workbook> read_form_file(Disk& disk, std::filesystem::path const& path)
{
    std::error_code fault;
    if (std::filesystem::is_directory(path, fault)) return read_folder(disk, path);
    auto const content = TRY(read_whole(disk, path, file_size_max));
    auto const ending = forms::lowered(path.extension().string());
    if (ending == ".md" || ending == ".markdown") return forms::read_markdown(as_text(content)).at(path.filename().string());
    if (ending == ".csv") {
        TextSource source{as_text(content)};
        return read_form_csv(source).at(path.filename().string());
    }
    return forms::read_spreadsheet(content).at(path.filename().string());
}

Result<forms::Compilation> compile_form_file(Disk& disk, std::filesystem::path const& path)
{
    auto const book = TRY(read_form_file(disk, path));
    auto const plain = path.has_filename() ? path : path.parent_path();
    return forms::compile_form(book, {.form_name = {}, .file_stem = plain.stem().string()});
}

}  // namespace accalmie
