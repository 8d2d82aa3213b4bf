// SPDX-License-Identifier: Apache-2.0
#include "dictionary/code_list.hpp"

#include "dictionary/csv_rows.hpp"
#include "dictionary/text.hpp"

#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 6> columns{"code", "label_fr", "label_en", "definition_fr", "definition_en", "source"};
constexpr std::string_view header_line = "code,label_fr,label_en,definition_fr,definition_en,source";

/// The row's columns as a code, or nothing; all that is wrong with it is named.
std::optional<Code> code_of(std::string_view file, CsvRow& row, PackProblems& problems)
{
    std::size_t const before = problems.count();
    if (row.cells.size() != columns.size()) {
        problems.add(file, row.line, std::to_string(row.cells.size()) + " cells, not " + std::to_string(columns.size()),
                     "give each column of " + std::string{header_line} + "; put a cell with a comma in quotation marks");
        return std::nullopt;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::string const& cell = row.cells[i];
        std::string const column{columns[i]};
        if (cell.empty() && column != "source") problems.add(file, row.line, "empty " + column, "fill it in; French and English are both needed");
        if (cell.size() > PackLimits::word_octets)
            problems.add(file, row.line, column + " is longer than " + std::to_string(PackLimits::word_octets) + " octets", "shorten it");
        if (cell.find_first_of("\n\r\t") != std::string::npos)
            problems.add(file, row.line, "a line break or tab in " + column, "write it on one line");
    }
    if (!row.cells[0].empty() && !is_code(row.cells[0]))
        problems.add(file, row.line, "\"" + clipped(row.cells[0], 40) + "\" is not a code", "use lower-case letters, digits and _, at most 63");
    if (problems.count() != before) return std::nullopt;
    auto& c = row.cells;
    return Code{std::move(c[0]), {std::move(c[1]), std::move(c[2])}, {std::move(c[3]), std::move(c[4])}, std::move(c[5])};
}

bool has_right_header(CsvRows& reader, std::string_view file, PackProblems& problems)
{
    CsvRow header;
    if (reader.next(header) && std::equal(header.cells.begin(), header.cells.end(), columns.begin(), columns.end())) return true;
    problems.add(file, 1, "the header is not " + std::string{header_line}, "write exactly this as the first line");
    return false;
}

/// The name of the list: that of its file.
std::string name_of(std::string_view file)
{
    std::string_view name = file.substr(file.rfind('/') + 1);
    if (name.ends_with(".csv")) name.remove_suffix(4);
    return std::string{name};
}

void read_codes(CsvRows& reader, ReadList& read, PackProblems& problems)
{
    CodeSet seen;
    for (CsvRow row; reader.next(row);) {
        if (row.is_empty()) continue;
        if (read.list.codes.size() == PackLimits::codes) {
            problems.add(read.file, row.line, "more than " + std::to_string(PackLimits::codes) + " codes", "split the list");
            return;
        }
        auto code = code_of(read.file, row, problems);
        if (!code) continue;
        if (!seen.insert(code->code).second) {
            problems.add(read.file, row.line, "the code " + code->code + " is listed twice", "keep one of the two lines");
            continue;
        }
        read.list.codes.push_back(std::move(*code));
        read.lines.push_back(row.line);
    }
}

}  // namespace

ReadList read_code_list(std::string_view file, std::string_view content, PackProblems& problems)
{
    ReadList read{{name_of(file), {}}, std::string{file}, {}};
    if (!is_name(read.list.name))
        problems.add(file, 0, "a list cannot be called " + clipped(read.list.name, 60), "name the file with lower-case letters, digits and _");
    if (!is_readable_csv(file, content, problems)) return read;
    CsvRows reader{file, content, problems};
    if (!has_right_header(reader, file, problems)) return read;
    std::size_t const before = problems.count();
    read_codes(reader, read, problems);
    if (read.list.codes.empty() && problems.count() == before) problems.add(file, 0, "the list has no code", "add codes or remove the file");
    return read;
}

}  // namespace accalmie
