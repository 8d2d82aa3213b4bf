// SPDX-License-Identifier: Apache-2.0
#include "capture/export_mapping.hpp"

#include "dictionary/yaml_map.hpp"

namespace accalmie {

namespace {

/// A map whose keys are the file's own words.
ColumnWords words_of(YamlValue const* value, std::string_view what, std::string_view file, PackProblems& problems)
{
    ColumnWords words;
    if (value == nullptr) return words;
    if (value->kind != YamlValue::Kind::map) {
        problems.add(file, value->line, std::string{what} + " is no map", "write one line each, as \"name: value\"");
        return words;
    }
    for (std::size_t i = 0; i < value->keys.size() && i < value->items.size(); ++i) {
        if (value->items[i].kind == YamlValue::Kind::text || value->items[i].kind == YamlValue::Kind::nothing)
            words[value->keys[i].text] = value->items[i].text;
        else
            problems.add(file, value->items[i].line, std::string{what} + ": a value that is no text", "write text");
    }
    return words;
}

template <class Visit>
void each_item(YamlValue const* list, std::string_view what, std::string_view file, PackProblems& problems, Visit const& visit)
{
    if (list == nullptr) return;
    if (list->kind != YamlValue::Kind::list) {
        problems.add(file, list->line, std::string{what} + " is no list", "begin each of them with \"- \"");
        return;
    }
    for (auto const& item : list->items) {
        if (item.kind == YamlValue::Kind::map)
            visit(item);
        else
            problems.add(file, item.line, std::string{what} + ": an entry that is no map", "write \"key: value\" lines below the \"-\"");
    }
}

MappedField read_field(YamlValue const& value, std::string_view file, PackProblems& problems)
{
    YamlMap map{value, "a field", file, problems};
    MappedField field;
    field.line = value.line;
    field.field = map.text("field", Need::required);
    field.column = map.text("column", Need::optional);
    field.constant = map.text("constant", Need::optional);
    field.values = words_of(map.value("values", Need::optional), "values", file, problems);
    if (field.column.empty() == field.constant.empty()) map.problem("field", "a field needs a column or a constant, one of them", "write column: NAME, or constant: VALUE");
    map.finish();
    return field;
}

MappedRows read_rows(YamlValue const& value, std::string_view file, PackProblems& problems)
{
    YamlMap map{value, "an entry of records", file, problems};
    MappedRows rows;
    rows.line = value.line;
    rows.type = map.text("type", Need::required);
    rows.table = map.text("table", Need::optional);
    auto const key = map.text("key", Need::optional);
    for (std::size_t begin = 0; begin < key.size();) {
        auto const end = std::min(key.find(' ', begin), key.size());
        if (end > begin) rows.key.push_back(key.substr(begin, end - begin));
        begin = end + 1;
    }
    each_item(map.value("fields", Need::required), "fields", file, problems,
              [&](YamlValue const& field) { rows.fields.push_back(read_field(field, file, problems)); });
    map.finish();
    return rows;
}

/// Between quotes, so that a column's name may be anything.
std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out + "\"";
}

std::string column_line(std::string const& column, ColumnTarget const& target, forms::FormQuestions const& questions)
{
    switch (target.kind) {
    case ColumnTarget::Kind::answer: return "      " + in_quotes(column) + ": " + in_quotes(questions.nodes[target.question].path) + "\n";
    case ColumnTarget::Kind::left: return "      " + in_quotes(column) + ": \"-\"   # " + target.how + "\n";
    case ColumnTarget::Kind::choice:
    case ColumnTarget::Kind::part:
    case ColumnTarget::Kind::about:
    case ColumnTarget::Kind::instance:
    case ColumnTarget::Kind::version:
    case ColumnTarget::Kind::replaces: return {};  // known by their names alone
    }
    return {};
}

}  // namespace

Result<ExportMapping> read_mapping(std::string_view file, std::string_view yaml)
{
    PackProblems problems;
    ExportMapping mapping;
    if (auto const tree = read_yaml(file, yaml, problems)) {
        YamlMap map{*tree, "the mapping", file, problems};
        mapping.form = map.text("form", Need::optional);
        mapping.words.repeats = words_of(map.value("repeats", Need::optional), "repeats", file, problems);
        each_item(map.value("columns", Need::optional), "columns", file, problems, [&](YamlValue const& item) {
            YamlMap table{item, "an entry of columns", file, problems};
            auto const name = table.text("table", Need::optional);
            mapping.words.columns[name] = words_of(table.value("names", Need::required), "names", file, problems);
            table.finish();
        });
        each_item(map.value("records", Need::optional), "records", file, problems,
                  [&](YamlValue const& item) { mapping.records.push_back(read_rows(item, file, problems)); });
        map.finish();
    }
    if (problems.count() == 0) return mapping;
    std::string what;
    for (auto const& problem : std::move(problems).take())
        what += (what.empty() ? "" : "; ") + ("line " + std::to_string(problem.line) + ": " + problem.what) + (problem.remedy.empty() ? "" : " (" + problem.remedy + ")");
    return Error{Error::Kind::invalid, what, std::string{file}, "see docs/formats/import-submissions.md"};
}

Result<void> save_mapping(Disk& disk, std::filesystem::path const& path, std::string_view form, std::span<TableTargets const> tables,
                          forms::FormQuestions const& questions)
{
    std::string text = "# What the columns of an export become (docs/formats/import-submissions.md). Columns that are not named here are known by their\n"
                       "# names, or are no answers. \"-\" leaves a column out.\n"
                       "form: " + in_quotes(form) + "\n";
    std::string repeats;
    for (std::size_t t = 1; t < tables.size(); ++t)
        if (tables[t].scope != ColumnQuestions::none) repeats += "  " + in_quotes(tables[t].name) + ": " + in_quotes(questions.nodes[tables[t].scope].path) + "\n";
    if (!repeats.empty()) text += "repeats:\n" + repeats;
    std::string columns;
    for (std::size_t t = 0; t < tables.size(); ++t) {
        std::string lines;
        for (std::size_t i = 0; i < tables[t].columns.size(); ++i)
            if (!tables[t].columns[i].empty()) lines += column_line(tables[t].columns[i], tables[t].targets[i], questions);
        if (!lines.empty()) columns += (t == 0 ? std::string{"  - names:\n"} : "  - table: " + in_quotes(tables[t].name) + "\n    names:\n") + lines;
    }
    if (!columns.empty()) text += "columns:\n" + columns;
    return write_atomically(disk, path, as_bytes(text));
}

}  // namespace accalmie
