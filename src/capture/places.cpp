// SPDX-License-Identifier: Apache-2.0
#include "capture/places.hpp"

#include "capture/column_map.hpp"
#include "capture/places_rows.hpp"

#include <array>
#include <fmt/core.h>

namespace accalmie {

namespace {

/// Places that the workspace holds of one version: a table without a column for their outline must not take it away.
class KnownPlaces {
public:
    Result<void> learn(KnownRows& known, RecordType const& type, PlaceFields const& fields)
    {
        known_ = &known;
        return known.each(type, "", [&](std::span<Cell const> cells, RecordAddress const& address) -> Result<void> {
            auto const* code = std::get_if<std::string_view>(&cells[fields.code]);
            auto const* version = std::get_if<std::string_view>(&cells[fields.version]);
            if (code != nullptr && version != nullptr) addresses_.emplace(fmt::format("{}@{}", *code, *version), address);
            return {};
        });
    }
    /// Put what is known of the place into the cells; the views stay valid until the next call. Nothing if it is not known.
    Result<void> fill(RecordType const& type, std::string const& reference, std::span<Cell> cells)
    {
        auto const found = addresses_.find(reference);
        if (found == addresses_.end()) return {};
        values_ = TRY(known_->row(type, found->second));
        for (std::size_t i = 0; i < cells.size() && i < values_.size(); ++i) cells[i] = as_cell(values_[i]);
        return {};
    }

private:
    KnownRows* known_ = nullptr;
    std::unordered_map<std::string, RecordAddress> addresses_;
    std::vector<Value> values_;
};

class PlaceTable {
public:
    PlaceTable(TableReader& table, Intake& intake, Intake::Tools tools, ImportOptions const& options, PlaceImport const& wanted)
        : table_(table), intake_(intake), tools_(tools), options_(options), wanted_(wanted), fields_(intake.type()), level_(wanted.level.value_or(-1))
    {
    }

    Result<void> find_columns()
    {
        for (int level = 4; level >= 0 && code_ == TableReader::none; --level) {
            if (wanted_.level && *wanted_.level != level) continue;
            auto const code = fmt::format("ADM{}_PCODE", level);
            code_ = table_.column({code});
            if (code_ != TableReader::none) map_cod(level);
        }
        if (code_ == TableReader::none) {
            code_ = TRY(wanted_.code_field.empty() ? table_.needed({"code"}) : table_.needed({wanted_.code_field}));
            map_plain();
        }
        intake_.name_column(fields_.code, table_.name(code_));
        if (level_ < 0 && table_.column({"level"}) == TableReader::none)
            return Error{Error::Kind::usage, "the level of the places is neither given nor in the table", {}, "say --level 0 (country) to 4 (settlement)"};
        return tools_learn();
    }

    Result<void> run()
    {
        CsvRow row;
        while (TRY(table_.next(row))) {
            auto reject = table_.fault(row);
            if (!reject) {
                auto filled = fill(row);
                if (!filled) return filled.error();
                reject = *filled;
            }
            if (reject)
                TRY(intake_.reject(origin_of(row), *reject));
            else
                TRY(intake_.submit(origin_of(row)));
        }
        table_.tell(intake_);
        return {};
    }

private:
    Result<void> tools_learn() { return known_.learn(tools_.known, intake_.type(), fields_); }

    void map_cod(int level)
    {
        level_ = level;
        auto const name = fmt::format("ADM{}_FR", level), english = fmt::format("ADM{}_EN", level), alternative = fmt::format("ADM{}_REF", level), parent = fmt::format("ADM{}_PCODE", level - 1);
        map_.map(intake_, table_, "name", {name, english});
        map_.map(intake_, table_, "name_alternative", {alternative});
        if (level > 0) map_.map(intake_, table_, "parent", {parent});
        map_.map(intake_, table_, "latitude", {"POINT_Y", "latitude"});
        map_.map(intake_, table_, "longitude", {"POINT_X", "longitude"});
        valid_on_ = table_.column({"validOn"});
        valid_to_ = table_.column({"validTo"});
    }

    void map_plain()
    {
        if (wanted_.name_field.empty()) map_.map(intake_, table_, "name", {"name"});
        else map_.map(intake_, table_, "name", {wanted_.name_field});
        if (wanted_.parent_field.empty()) map_.map(intake_, table_, "parent", {"parent"});
        else map_.map(intake_, table_, "parent", {wanted_.parent_field});
        for (auto const& field : intake_.type().fields)
            if (field.name != "code" && field.name != "name" && field.name != "parent") map_.map(intake_, table_, field.name, {field.name});
        version_column_ = table_.column({"version"});
    }

    Result<std::string> version_of(CsvRow const& row) const
    {
        if (!wanted_.version.empty()) return wanted_.version;
        if (auto const said = table_.cell(row, version_column_); !said.empty()) return std::string{said};
        if (auto const day = day_of_text(table_.cell(row, valid_on_))) return "cod-ab-" + to_iso(*day).substr(0, 4);
        return Error{Error::Kind::usage, "the table does not say of which boundary version it is", row_text(row), "name it: --version cod-ab-2021"};
    }

    Result<std::optional<Reject>> fill(CsvRow const& row)
    {
        version_ = TRY(version_of(row));
        auto const cells = intake_.cells();
        auto const code = table_.cell(row, code_);
        TRY(known_.fill(intake_.type(), fmt::format("{}@{}", code, version_), cells));
        cells[fields_.code] = text_cell(code);
        if (auto reject = map_.fill(intake_, table_, row)) return reject;
        cells[fields_.version] = text_cell(version_);
        if (level_ >= 0) cells[fields_.level] = std::int64_t{level_};
        if (auto const day = day_of_text(table_.cell(row, valid_on_))) cells[fields_.valid_from] = *day;
        if (auto const day = day_of_text(table_.cell(row, valid_to_))) cells[fields_.valid_to] = *day;
        auto const* level = std::get_if<std::int64_t>(&cells[fields_.level]);
        if (cells[fields_.kind].index() == 0 && level != nullptr && *level >= 0 && *level <= 4) cells[fields_.kind] = kind_of_level(static_cast<int>(*level));
        if (cells[fields_.source].index() == 0) cells[fields_.source] = text_cell(wanted_.source.empty() ? options_.file_name : wanted_.source);
        return std::optional<Reject>{};
    }

    TableReader& table_;
    Intake& intake_;
    Intake::Tools tools_;
    ImportOptions const& options_;
    PlaceImport const& wanted_;
    PlaceFields fields_;
    int level_;
    ColumnMap map_;
    KnownPlaces known_;
    std::string version_;
    std::size_t code_ = TableReader::none, version_column_ = TableReader::none, valid_on_ = TableReader::none, valid_to_ = TableReader::none;
};

bool is_settlement_list(TableReader& table)
{
    bool code = false, reference = false;
    for (auto const name : table.header()) {
        code = code || name == "pcode";
        reference = reference || name == "featureRef";
    }
    return code && reference;
}

}  // namespace

Result<ImportSummary> import_place_table(TableReader& table, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import)
{
    auto intake = TRY(Intake::begin(tools, options, "place", "", table.header()));
    PlaceTable import{table, intake, tools, options, place_import};
    TRY(import.find_columns().at(options.file_name));
    TRY(import.run().at(options.file_name));
    return intake.finish(Intake::Missing::ignore);
}

Result<ImportSummary> import_places(ByteSource& source, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import)
{
    if (place_import.level && (*place_import.level < 0 || *place_import.level > 4)) return Error{Error::Kind::usage, "a level is 0 (country) to 4 (settlement)"};
    ReplaySource replay{source};
    std::array<std::uint8_t, 512> first{};
    auto const count = TRY(replay.read(first));
    auto const format = TRY(geometry_format(as_text(BytesView{first}.first(count))).at(options.file_name));
    replay.replay();
    switch (format) {
    case GeometryFormat::geojson: return import_place_features(TRY(read_text(replay).at(options.file_name)), tools, options, place_import);
    case GeometryFormat::table: {
        auto table = TRY(TableReader::open(replay, options).at(options.file_name));
        return is_settlement_list(table) ? import_settlements(table, tools, options, place_import) : import_place_table(table, tools, options, place_import);
    }
    case GeometryFormat::geopackage:
    case GeometryFormat::shapefile:
    case GeometryFormat::zipped_shapefile:
    case GeometryFormat::flatgeobuf: break;
    }
    if (place_import.processes == nullptr || place_import.path.empty())
        return Error{Error::Kind::invalid, "this format is read with GDAL, which cannot be run here", options.file_name, "convert the file to GeoJSON in WGS84 first"};
    auto const geojson = TRY(converted_to_geojson(*place_import.processes, place_import.path, format, place_import.layer).at(options.file_name));
    return import_place_features(geojson, tools, options, place_import);
}

}  // namespace accalmie
