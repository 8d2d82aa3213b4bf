// SPDX-License-Identifier: Apache-2.0
#include "capture/import_mapped.hpp"

#include "capture/column_map.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// One entry of the mapping at work.
struct Entry {
    struct Link {
        MappedField const* from;
        std::size_t field, longitude = none;
        FieldKind kind;
    };
    MappedRows const* rows;
    std::size_t table = none;  ///< into the reader's; JSON may find it late
    Intake intake;
    std::vector<Link> links;
    std::vector<std::vector<std::size_t>> by_column = {};  ///< links of each column of the table
    std::deque<std::string> made = {};                     ///< texts of this row's cells that are in no column
};

Error unknown(MappedField const& field, RecordType const& type, std::string_view word)
{
    return {Error::Kind::missing, "the type " + type.name + " has no field " + std::string{word}, "mapping, line " + std::to_string(field.line), "see docs/dictionary.md"};
}

Result<std::vector<Entry::Link>> links_of(MappedRows const& rows, RecordType const& type)
{
    std::vector<Entry::Link> links;
    for (auto const& field : rows.fields) {
        auto const blank = std::min(field.field.find(' '), field.field.size());
        auto const first = std::string_view{field.field}.substr(0, blank);
        auto const index = type.index_of(first);
        if (!index) return unknown(field, type, first);
        Entry::Link link{&field, *index, none, type.fields[*index].kind};
        if (blank < field.field.size()) {
            auto const second = type.index_of(std::string_view{field.field}.substr(blank + 1));
            if (!second || link.kind != FieldKind::decimal) return unknown(field, type, field.field);
            link.longitude = *second;
        }
        links.push_back(link);
    }
    for (std::size_t f = 0; f < type.fields.size(); ++f) {
        bool const is_filled = std::any_of(links.begin(), links.end(), [&](Entry::Link const& link) { return link.field == f || link.longitude == f; });
        if (type.fields[f].required && !is_filled)
            return Error{Error::Kind::invalid, "nothing fills the field " + type.fields[f].name + ", which each " + type.name + " must have",
                         "mapping, line " + std::to_string(rows.line), "add it with a column or a constant"};
    }
    return links;
}

class MappedImport {
public:
    MappedImport(OpenExport& source, MappedImportOptions const& options) : source_{source}, options_{options} {}

    Result<void> begin(ExportMapping const& mapping, Dictionary const& dictionary, std::span<RowSink* const> sinks, KnownRows& known, Disk* disk)
    {
        auto const& tables = source_.reader->tables();
        for (std::size_t i = 0; i < mapping.records.size(); ++i) {
            auto const& rows = mapping.records[i];
            auto own = options_.import;
            own.progress = {};
            if (mapping.records.size() > 1 && !own.rejects_path.empty())
                own.rejects_path.replace_filename(own.rejects_path.stem().string() + "-" + std::to_string(i + 1) + "-" + rows.type + ".csv");
            auto const table = table_named(rows.table);
            if (table == none && source_.kind != "JSON")
                return Error{Error::Kind::missing, "the export has no table " + rows.table, "mapping, line " + std::to_string(rows.line), "its tables: " + names()};
            std::vector<std::string_view> header;
            if (table != none)
                for (auto const& column : tables[table].columns) header.push_back(column);
            Intake::Tools const tools{dictionary, *sinks[i], known, disk};
            auto intake = TRY(Intake::begin(tools, own, rows.type, "", header, rows.key));
            auto links = TRY(links_of(rows, intake.type()));
            if (table != none) TRY(check_columns(rows, tables[table]));
            entries_.push_back({&rows, table, std::move(intake), std::move(links)});
        }
        return {};
    }

    Result<MappedImportResult> run()
    {
        ExportRow row;
        std::uint64_t count = 0;
        while (TRY(source_.reader->next(row))) {
            TRY(take(row));
            if (options_.import.progress && ++count % 256 == 0) {
                auto const [done, total] = source_.reader->progress();
                options_.import.progress(done, total);
            }
        }
        MappedImportResult result;
        for (auto& entry : entries_) result.summaries.push_back(TRY(entry.intake.finish(Intake::Missing::ignore)));
        result.tables = source_.reader->tables();
        result.notices = source_.reader->notices();
        for (std::size_t table = 0; table < result.tables.size(); ++table)
            for (auto const& column : result.tables[table].columns)
                if (!column.empty() && !is_used(table, column)) result.left.emplace_back(result.tables[table].name, column);
        return result;
    }

private:
    std::size_t table_named(std::string_view name) const
    {
        auto const& tables = source_.reader->tables();
        if (name.empty()) return 0;
        for (std::size_t i = 0; i < tables.size(); ++i)
            if (tables[i].name == name) return i;
        return none;
    }
    std::string names() const
    {
        std::string names;
        for (auto const& table : source_.reader->tables()) names += (names.empty() ? "" : ", ") + table.name;
        return names;
    }
    static Result<void> check_columns(MappedRows const& rows, ExportHead const& table)
    {
        for (auto const& field : rows.fields)
            if (!field.column.empty() && std::find(table.columns.begin(), table.columns.end(), field.column) == table.columns.end() && !table.columns.empty())
                return Error{Error::Kind::missing, "the table has no column " + field.column, "mapping, line " + std::to_string(field.line), "compare with its header"};
        return {};
    }
    bool is_used(std::size_t table, std::string const& column) const
    {
        return std::any_of(entries_.begin(), entries_.end(), [&](Entry const& entry) {
            auto const& fields = entry.rows->fields;
            return entry.table == table && std::any_of(fields.begin(), fields.end(), [&](MappedField const& field) { return field.column == column; });
        });
    }

    Result<void> take(ExportRow const& row)
    {
        for (auto& entry : entries_) {
            if (entry.table == none) entry.table = table_named(entry.rows->table);
            if (entry.table == row.table) TRY(take_into(entry, row));
        }
        for (auto const& child : row.children) TRY(take(child));
        return {};
    }

    Result<void> take_into(Entry& entry, ExportRow const& row)
    {
        auto const& columns = source_.reader->tables()[entry.table].columns;
        learn(entry, columns);
        fields_.assign(columns.size(), std::string_view{});
        for (auto const& cell : row.cells) fields_[cell.column] = cell.text;
        own_fields_.clear();
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (!columns[i].empty() || source_.kind == "XLSX" || source_.kind == "CSV") own_fields_.push_back(fields_[i]);
        RowOrigin const origin{row.line, row.number, own_fields_};
        if (row.problem) return entry.intake.reject(origin, {"", "", std::string{row.problem->reason}, std::string{row.problem->remedy}});
        entry.made.clear();
        for (auto const& link : entry.links)
            if (link.from->column.empty())
                if (auto const problem = fill(entry, link, link.from->constant)) return entry.intake.reject(origin, reject_of("constant", link.from->constant, problem));
        for (auto const& cell : row.cells)
            for (auto const link : entry.by_column[cell.column])
                if (auto const problem = fill(entry, entry.links[link], cell.text))
                    return entry.intake.reject(origin, reject_of(columns[cell.column], cell.text, problem));
        return entry.intake.submit(origin);
    }

    static void learn(Entry& entry, std::vector<std::string> const& columns)
    {
        for (auto column = entry.by_column.size(); column < columns.size(); ++column) {
            entry.by_column.emplace_back();
            for (std::size_t link = 0; link < entry.links.size(); ++link)
                if (!columns[column].empty() && entry.links[link].from->column == columns[column]) {
                    entry.by_column.back().push_back(link);
                    entry.intake.name_column(entry.links[link].field, columns[column]);
                }
        }
    }

    ParseProblem fill(Entry& entry, Entry::Link const& link, std::string_view text) const
    {
        text = trimmed(text);
        if (auto const said = link.from->values.find(text); said != link.from->values.end()) text = said->second;
        if (text.empty()) return {};
        auto const cells = entry.intake.cells();
        if (link.longitude != none) {
            auto const blank = std::min(text.find(' '), text.size());
            auto const rest = trimmed(text.substr(blank));
            if (auto const problem = parse_cell(text.substr(0, blank), FieldKind::decimal, {}, cells[link.field])) return problem;
            return parse_cell(rest.substr(0, rest.find(' ')), FieldKind::decimal, {}, cells[link.longitude]);
        }
        if (link.kind == FieldKind::place && text.find('@') == std::string_view::npos && !options_.place_version.empty())
            text = entry.made.emplace_back(std::string{text} + "@" + options_.place_version);
        return parse_cell(text, link.kind, options_.import.date_order, cells[link.field]);
    }

    OpenExport& source_;
    MappedImportOptions const& options_;
    std::deque<Entry> entries_;
    std::vector<std::string_view> fields_, own_fields_;
};

}  // namespace

Result<MappedImportResult> import_mapped_rows(OpenExport& source, ExportMapping const& mapping, Dictionary const& dictionary, std::span<RowSink* const> sinks,
                                              KnownRows& known, Disk* disk, MappedImportOptions const& options)
{
    if (source.kind == "XML")
        return Error{Error::Kind::invalid, "submissions as XML need their form", {}, "publish the form and name it with --form, or export them as CSV"};
    MappedImport import{source, options};
    TRY(import.begin(mapping, dictionary, sinks, known, disk));
    return import.run();
}

}  // namespace accalmie
