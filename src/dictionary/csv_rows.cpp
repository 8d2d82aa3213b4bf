// SPDX-License-Identifier: Apache-2.0
#include "dictionary/csv_rows.hpp"

#include "dictionary/text.hpp"

#include <algorithm>

namespace accalmie {

CsvRows::CsvRows(std::string_view file, std::string_view content, PackProblems& problems) : file_(file), rest_(content), problems_(problems)
{
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool CsvRows::next(CsvRow& row)
{
    if (rest_.empty()) return false;
    row = {line_, {}};
    for (bool more = true; more;) more = rest_.starts_with('"') ? quoted(row) : plain(row);
    return true;
}

/// Reads one cell and what ends it; true if a comma follows, and so one more cell.
bool CsvRows::plain(CsvRow& row)
{
    std::size_t const end = std::min(rest_.find_first_of(",\n"), rest_.size());
    std::string_view cell = rest_.substr(0, end);
    if (cell.ends_with('\r')) cell.remove_suffix(1);
    if (cell.find('"') != std::string_view::npos)
        problems_.add(file_, line_, "a quotation mark inside a cell that does not begin with one", "put the cell in quotation marks and double those inside");
    row.cells.emplace_back(cell);
    rest_.remove_prefix(end);
    return ended_by_comma();
}

bool CsvRows::quoted(CsvRow& row)
{
    std::string cell;
    int const began = line_;
    rest_.remove_prefix(1);
    while (true) {
        std::size_t const end = rest_.find('"');
        if (end == std::string_view::npos) {
            problems_.add(file_, began, "a quotation mark is opened and never closed", "close it at the end of the cell");
            rest_ = {};
            return false;
        }
        for (char const c : rest_.substr(0, end)) line_ += c == '\n';
        cell += rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        if (!rest_.starts_with('"')) break;
        cell += '"';
        rest_.remove_prefix(1);
    }
    row.cells.push_back(std::move(cell));
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() != ',' && rest_.front() != '\n') {
        problems_.add(file_, line_, "text after the closing quotation mark of a cell", "double the quotation marks that belong to the cell");
        rest_.remove_prefix(std::min(rest_.find_first_of(",\n"), rest_.size()));
    }
    return ended_by_comma();
}

bool CsvRows::ended_by_comma()
{
    if (rest_.empty()) return false;
    bool const comma = rest_.front() == ',';
    line_ += comma ? 0 : 1;
    rest_.remove_prefix(1);
    return comma;
}

bool is_readable_csv(std::string_view file, std::string_view content, PackProblems& problems)
{
    if (content.size() > PackLimits::file_bytes)
        problems.add(file, 0, "the file is larger than " + std::to_string(PackLimits::file_bytes >> 10) + " KiB", "split the list");
    else if (!is_clean_utf8(content))
        problems.add(file, 0, "the file is not UTF-8 text", "save it as CSV UTF-8");
    else
        return true;
    return false;
}

}  // namespace accalmie
