// SPDX-License-Identifier: Apache-2.0
#include "capture/importers.hpp"

#include "capture/column_map.hpp"
#include "capture/coverage.hpp"

namespace accalmie {

namespace {

/// A column for each required field, so that one error is said once and not in every row.
Result<void> check_required(Intake const& intake, TableReader& table)
{
    for (auto const& field : intake.type().fields)
        if (field.required) TRY(table.needed({field.name}));
    return {};
}

std::string_view day_column(Dictionary const& dictionary, std::string_view type)
{
    auto const* found = dictionary.find(type);
    if (found == nullptr) return {};
    for (auto const& field : found->fields)
        if (field.kind == FieldKind::day && field.required) return field.name;
    for (auto const& field : found->fields)
        if (field.kind == FieldKind::day) return field.name;
    return {};
}

Result<void> cover_declared(Intake& intake, ImportOptions const& options)
{
    if (options.source.empty() || options.area.empty() || !options.coverage_from || !options.coverage_until) {
        intake.warn("no coverage is written: days without an event of this source stay \"no data\"",
                    "declare it with --source, --area, --coverage-from and --coverage-until if the source saw everything there", "");
        return {};
    }
    return cover_countries(intake, options, {}, "all", {*options.coverage_from, *options.coverage_until, "for a table of incidents", options.source});
}

}  // namespace

Result<ImportSummary> import_table(ByteSource& source, Intake::Tools tools, ImportOptions const& options, std::string_view type,
                                   std::vector<std::string> const& key)
{
    auto table = TRY(TableReader::open(source, options, day_column(tools.dictionary, type)).at(options.file_name));
    auto intake = TRY(Intake::begin(tools, options, type, "", table.header(), key));
    TRY(check_required(intake, table).at(options.file_name));
    ColumnMap map;
    // Fields that identify come first, so that a row rejected for another cell is still known by its name.
    for (auto const name : {"source", "source_id", "code", "version"}) map.map(intake, table, name, {name});
    for (auto const& field : intake.type().fields)
        if (field.name != "source" && field.name != "source_id" && field.name != "code" && field.name != "version")
            map.map(intake, table, field.name, {field.name});
    CsvRow row;
    while (TRY(table.next(row).at(options.file_name))) {
        auto reject = table.fault(row);
        if (!reject) reject = map.fill(intake, table, row);
        if (reject)
            TRY(intake.reject(origin_of(row), *reject));
        else
            TRY(intake.submit(origin_of(row)));
    }
    table.tell(intake);
    if (type == "incident") TRY(cover_declared(intake, options));
    return intake.finish(Intake::Missing::ignore);
}

}  // namespace accalmie
