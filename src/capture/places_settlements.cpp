// SPDX-License-Identifier: Apache-2.0
// src/capture/places_settlements.cpp: OCHA's settlement list, whose codes are of an older list than the boundaries.
#include "capture/places_rows.hpp"

#include <array>
#include <fmt/core.h>
#include <map>
#include <unordered_set>

namespace accalmie {

namespace {

constexpr int settlement_level = 4, area_levels = 4;
constexpr std::size_t areas_max = 100'000;

/// A region, cercle or commune that only the columns of the settlements name.
struct Area {
    std::string name, parent;
    int level = 0;
};

class SettlementImport {
public:
    SettlementImport(TableReader& table, Intake& intake, Intake::Tools tools, ImportOptions const& options, PlaceImport const& wanted)
        : table_(table), intake_(intake), tools_(tools), options_(options), wanted_(wanted), fields_(intake.type()), index_(options.places)
    {
    }

    Result<void> find_columns()
    {
        code_ = TRY(table_.needed({"pcode"}));
        reference_ = TRY(table_.needed({"featureRef"}));
        name_ = table_.column({"featureNam", "featureName"});
        latitude_ = TRY(table_.needed({"latitude"}));
        longitude_ = TRY(table_.needed({"longitude"}));
        valid_on_ = table_.column({"validOn"});
        for (std::size_t level = 0; level < area_codes_.size(); ++level) {
            auto const code = fmt::format("admin{}Pcod", level), long_code = code + "e", name = fmt::format("admin{}Name", level);
            area_codes_[level] = table_.column({code, long_code});
            area_names_[level] = table_.column({name});
        }
        for (auto const& [field, column] : {std::pair{fields_.code, code_}, std::pair{fields_.name, reference_}, std::pair{fields_.latitude, latitude_}, std::pair{fields_.longitude, longitude_}})
            intake_.name_column(field, table_.name(column));
        return {};
    }

    Result<void> run()
    {
        CsvRow row;
        while (TRY(table_.next(row))) {
            auto reject = table_.fault(row);
            if (!reject && version_.empty()) TRY(choose_version(row));
            if (!reject) reject = fill(row);
            if (reject) {
                TRY(intake_.reject(origin_of(row), *reject));
                continue;
            }
            note_areas(row);
            compare_with_polygons(row);
            TRY(intake_.submit(origin_of(row)));
        }
        table_.tell(intake_);
        TRY(check_version());
        return write_areas();
    }

private:
    Result<void> choose_version(CsvRow const& row)
    {
        version_ = wanted_.version;
        valid_from_ = day_of_text(table_.cell(row, valid_on_));
        if (version_.empty() && valid_from_) version_ = "ocha-settlements-" + to_iso(*valid_from_).substr(0, 4);
        if (version_.empty()) return Error{Error::Kind::usage, "the list does not say of which version it is", {}, "name it: --version ocha-settlements-2015"};
        return {};
    }

    std::optional<Reject> fill(CsvRow const& row)
    {
        auto const cells = intake_.cells();
        cells[fields_.code] = text_cell(table_.cell(row, code_));
        cells[fields_.version] = text_cell(version_);
        double latitude = 0, longitude = 0;
        for (auto const& [column, field, into] : {std::tuple{latitude_, fields_.latitude, &latitude}, std::tuple{longitude_, fields_.longitude, &longitude}}) {
            if (auto const problem = parse_decimal(table_.cell(row, column), *into)) return reject_of(table_.name(column), table_.cell(row, column), problem);
            cells[field] = *into;
        }
        auto const position = Coordinate::of_degrees(latitude, longitude);
        if (!position) return Reject{"latitude", fmt::format("{} {}", latitude, longitude), position.error().what, "look whether latitude and longitude are in each other's column"};
        position_ = *position;
        name_cells(row);
        cells[fields_.level] = std::int64_t{settlement_level};
        cells[fields_.parent] = text_cell(table_.cell(row, area_codes_[3]));
        cells[fields_.kind] = kind_of_level(settlement_level);
        cells[fields_.source] = text_cell(source());
        if (valid_from_) cells[fields_.valid_from] = *valid_from_;
        return std::nullopt;
    }

    /// featureNam has accents and apostrophes where they survived; featureRef is the same in plain letters.
    void name_cells(CsvRow const& row)
    {
        auto const name = table_.cell(row, name_), reference = table_.cell(row, reference_);
        auto const cells = intake_.cells();
        if (name.empty() || has_broken_accents(name)) {
            cells[fields_.name] = text_cell(reference);
            repaired_ = repaired_accents(name).value_or("");
            if (repaired_ != reference) cells[fields_.name_alternative] = text_cell(repaired_);
            if (!name.empty())
                intake_.warn("a name with broken accents was replaced by the plain one (featureRef)", "nothing to do; the accented name was restored as name_alternative where that was possible",
                             fmt::format("{}: {} taken as {}", row_text(row), name, reference));
            return;
        }
        cells[fields_.name] = text_cell(name);
        if (name != reference) cells[fields_.name_alternative] = text_cell(reference);
    }

    void note_areas(CsvRow const& row)
    {
        std::string_view parent;
        for (std::size_t level = 0; level < area_codes_.size(); ++level) {
            auto const code = table_.cell(row, area_codes_[level]), name = table_.cell(row, area_names_[level]);
            if (code.empty() || name.empty()) continue;
            auto const found = areas_.find(code);
            if (found == areas_.end()) {
                if (areas_.size() < areas_max) areas_.emplace(code, Area{std::string{name}, std::string{parent}, static_cast<int>(level)});
            } else if (found->second.name != name) {
                intake_.warn("one area code stands beside two names; the first is kept", "look which is right", fmt::format("{}: {} is {} and {}", row_text(row), code, found->second.name, name));
            }
            parent = code;
        }
    }

    void compare_with_polygons(CsvRow const& row)
    {
        auto const said = table_.cell(row, area_names_[2]);
        if (index_ == nullptr || said.empty()) return;
        auto const at = index_->at(position_, 2);
        if (at != PlaceIndex::none && fold_name(index_->places()[at].name) == fold_name(said)) return;
        auto const lies_in = at == PlaceIndex::none ? std::string{"no cercle"} : index_->places()[at].name;
        intake_.warn("a settlement lies in another cercle than its column says; it is kept as the list has it", "positions decide where measures count it; check border villages",
                     fmt::format("{}: {} is said to be in {} and lies in {}", row_text(row), table_.cell(row, reference_), said, lies_in));
    }

    /// The trap: the same code, another place.
    Result<void> check_version()
    {
        if (index_ == nullptr || index_->places().empty()) return {};
        auto const& other = index_->places().front().version;
        for (auto const& [code, area] : areas_) {
            auto const coded = index_->coded(code);
            if (coded == PlaceIndex::none || fold_name(index_->places()[coded].name) == fold_name(area.name)) continue;
            auto const example = fmt::format("{} is {} here and {} there", code, area.name, index_->places()[coded].name);
            if (version_ == other && !area.name.empty() && !index_->places()[coded].name.empty() && area.level <= 2)
                return Error{Error::Kind::conflict, fmt::format("the list's codes are not those of {}: {}", other, example), {}, "give the list a version of its own: --version ocha-settlements-2015"};
            intake_.warn(fmt::format("codes of this list name other places in {}", other), "never join the two by code; ask by name, by position, or with the version: ML0507@" + version_, example);
        }
        return {};
    }

    std::string const& source() const { return wanted_.source.empty() ? options_.file_name : wanted_.source; }

    Result<void> write_areas()
    {
        std::unordered_set<std::string> known;
        TRY(tools_.known.each(intake_.type(), "", [&](std::span<Cell const> cells, RecordAddress const&) -> Result<void> {
            auto const* version = std::get_if<std::string_view>(&cells[fields_.version]);
            auto const* code = std::get_if<std::string_view>(&cells[fields_.code]);
            if (version != nullptr && code != nullptr && *version == version_) known.emplace(*code);
            return {};
        }));
        for (auto const& [code, area] : areas_) {
            if (known.contains(code)) continue;
            intake_.warn("an area that only the list's columns name became a place without outline (not a row of the file)", "nothing to do: so the list's own codes can be asked for", fmt::format("{} {}", code, area.name));
            if (options_.mode == ImportOptions::Mode::dry_run) continue;
            std::map<std::string, Value, std::less<>> values{{"code", code}, {"version", version_}, {"name", area.name}, {"level", std::int64_t{area.level}}, {"kind", std::string{kind_of_level(area.level)}}, {"source", source()}};
            if (!area.parent.empty()) values.emplace("parent", area.parent);
            if (valid_from_) values.emplace("valid_from", *valid_from_);
            TRY(tools_.sink.note("place", values));
        }
        return {};
    }

    TableReader& table_;
    Intake& intake_;
    Intake::Tools tools_;
    ImportOptions const& options_;
    PlaceImport const& wanted_;
    PlaceFields fields_;
    PlaceIndex const* index_;
    std::size_t code_ = 0, reference_ = 0, name_ = 0, latitude_ = 0, longitude_ = 0, valid_on_ = 0;
    std::array<std::size_t, area_levels> area_codes_{}, area_names_{};
    std::map<std::string, Area, std::less<>> areas_;
    std::string version_, repaired_;
    std::optional<Day> valid_from_;
    Coordinate position_;
};

}  // namespace

Result<ImportSummary> import_settlements(TableReader& table, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import)
{
    auto intake = TRY(Intake::begin(tools, options, "place", "", table.header()));
    SettlementImport import{table, intake, tools, options, place_import};
    TRY(import.find_columns().at(options.file_name));
    TRY(import.run().at(options.file_name));
    return intake.finish(Intake::Missing::ignore);
}

}  // namespace accalmie
