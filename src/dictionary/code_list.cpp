// SPDX-License-Identifier: Apache-2.0
#include "dictionary/code_list.hpp"

#include "dictionary/text.hpp"

#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 6> columns{"code", "label_fr", "label_en", "definition_fr", "definition_en", "source"};
constexpr std::string_view header_line = "code,label_fr,label_en,definition_fr,definition_en,source";

struct Row {
    int line = 0;
    std::vector<std::string> cells;
};

/// Cuts CSV text into rows. Each octet is read once.
class RowReader {
public:
    RowReader(std::string_view file, std::string_view content, PackProblems& problems) : file_(file), rest_(content), problems_(problems)
    {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    }

    /// The next row, or false at the end. An empty line is a row of one empty cell.
    bool next(Row& row)
    {
        if (rest_.empty()) return false;
        row = {line_, {}};
        for (bool more = true; more;) {
            more = rest_.starts_with('"') ? quoted(row) : plain(row);
        }
        return true;
    }

private:
    /// Reads one cell and what ends it; true if a comma follows, and so one more cell.
    bool plain(Row& row)
    {
        std::size_t const end = std::min(rest_.find_first_of(",\n"), rest_.size());
        std::string_view cell = rest_.substr(0, end);
        if (cell.ends_with('\r')) cell.remove_suffix(1);
        if (cell.find('"') != std::string_view::npos)
            problems_.add(file_, line_, "a quotation mark inside a cell that does not begin with one",
                          "put the cell in quotation marks and double those inside");
        row.cells.emplace_back(cell);
        rest_.remove_prefix(end);
        return ended_by_comma();
    }
    bool quoted(Row& row)
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
    bool ended_by_comma()
    {
        if (rest_.empty()) return false;
        bool const comma = rest_.front() == ',';
        line_ += comma ? 0 : 1;
        rest_.remove_prefix(1);
        return comma;
    }

    std::string_view file_, rest_;
    PackProblems& problems_;
    int line_ = 1;
};

bool is_empty(Row const& row) { return row.cells.size() == 1 && row.cells[0].empty(); }

/// The row's columns as a code, or nothing; all that is wrong with it is named.
std::optional<Code> code_of(std::string_view file, Row& row, PackProblems& problems)
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

bool is_readable(std::string_view file, std::string_view content, PackProblems& problems)
{
    if (content.size() > PackLimits::file_bytes)
        problems.add(file, 0, "the file is larger than " + std::to_string(PackLimits::file_bytes >> 10) + " KiB", "split the list");
    else if (!is_clean_utf8(content))
        problems.add(file, 0, "the file is not UTF-8 text", "save it as CSV UTF-8");
    else
        return true;
    return false;
}

bool has_right_header(RowReader& reader, std::string_view file, PackProblems& problems)
{
    Row header;
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

void read_codes(RowReader& reader, ReadList& read, PackProblems& problems)
{
    CodeSet seen;
    for (Row row; reader.next(row);) {
        if (is_empty(row)) continue;
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
    if (!is_readable(file, content, problems)) return read;
    RowReader reader{file, content, problems};
    if (!has_right_header(reader, file, problems)) return read;
    std::size_t const before = problems.count();
    read_codes(reader, read, problems);
    if (read.list.codes.empty() && problems.count() == before) problems.add(file, 0, "the list has no code", "add codes or remove the file");
    return read;
}

}  // namespace accalmie
