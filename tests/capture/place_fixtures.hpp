// SPDX-License-Identifier: Apache-2.0
// tests/capture/place_fixtures.hpp: a workspace that keeps places, populations and facilities, and the real boundaries as an index.
#pragma once

#include "capture/facilities.hpp"
#include "capture/import_fixtures.hpp"
#include "capture/places.hpp"
#include "capture/population.hpp"

#include <algorithm>

namespace accalmie {

/// Keeps rows of one type as a journal would, and notes of the type place.
class GroundWorkspace final : public RowSink, public KnownRows {
public:
    explicit GroundWorkspace(std::string_view type) : type_(*base_dictionary().find(type)) {}

    std::map<RecordAddress, std::vector<Value>> rows;  ///< those that count
    std::uint64_t corrected = 0, noted = 0;

    Result<void> add(std::span<Cell const> row) override { return keep(row); }
    Result<void> correct(std::span<Cell const> row, RecordAddress const& replaces) override
    {
        CHECK(rows.erase(replaces) == 1);
        ++corrected;
        return keep(row);
    }
    Result<void> note(std::string_view type, std::map<std::string, Value, std::less<>> const& fields) override
    {
        REQUIRE(type == type_.name);
        std::vector<Cell> cells(type_.fields.size());
        for (auto const& [name, value] : fields) cells[type_.index_of(name).value()] = as_cell(value);
        ++noted;
        return keep(cells);
    }
    Result<std::uint64_t> finish() override { return std::uint64_t{1}; }
    Result<void> each(RecordType const& type, std::string_view, std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) override
    {
        REQUIRE(type.name == type_.name);
        for (auto const& [address, row] : rows) {
            std::vector<Cell> cells;
            for (auto const& value : row) cells.push_back(as_cell(value));
            TRY(visit(cells, address));
        }
        return {};
    }
    Result<std::vector<Value>> row(RecordType const&, RecordAddress const& address) override { return rows.at(address); }

    Intake::Tools tools(Disk* disk = nullptr) { return {base_dictionary(), *this, *this, disk}; }
    Value const& value(std::vector<Value> const& row, std::string_view field) const { return row[type_.index_of(field).value()]; }
    std::string text(std::vector<Value> const& row, std::string_view field) const
    {
        auto const* text = std::get_if<std::string>(&value(row, field));
        return text == nullptr ? std::string{} : *text;
    }
    std::size_t count(std::string_view field, Value const& wanted) const
    {
        return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](auto const& each) { return value(each.second, field) == wanted; }));
    }
    /// The only row whose text field says this.
    std::vector<Value> const& only(std::string_view field, std::string_view wanted) const
    {
        std::vector<Value> const* found = nullptr;
        for (auto const& [address, row] : rows) {
            if (text(row, field) != wanted) continue;
            REQUIRE_MESSAGE(found == nullptr, "two rows of " << wanted);
            found = &row;
        }
        REQUIRE_MESSAGE(found != nullptr, "no row of " << wanted);
        return *found;
    }
    /// Rows whose place begins with a P-code.
    std::size_t within(std::string_view code) const
    {
        return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](auto const& each) { return text(each.second, "place").starts_with(code); }));
    }
    /// The places that it holds of one version, as the facts would give them.
    PlaceIndex index(std::string_view version) const
    {
        std::vector<Place> places;
        for (auto const& [address, row] : rows) {
            if (text(row, "version") != version) continue;
            Place place;
            place.code = text(row, "code"), place.version = version, place.name = text(row, "name"), place.parent = text(row, "parent"), place.geometry = text(row, "geometry");
            place.level = static_cast<int>(std::get<std::int64_t>(value(row, "level")));
            places.push_back(std::move(place));
        }
        return PlaceIndex::make(std::move(places), nullptr).value();
    }

private:
    Result<void> keep(std::span<Cell const> row)
    {
        std::vector<CellProblem> problems;
        check_row(base_dictionary(), type_, row, problems);
        CHECK(problems.empty());
        std::vector<Value> values;
        for (auto const& cell : row) values.push_back(as_value(cell));
        RecordAddress address;
        ++addresses_;
        for (unsigned index = 0; index < 4; ++index) address.record.data()[index] = static_cast<std::uint8_t>(addresses_ >> (8 * index));
        rows.emplace(address, std::move(values));
        return {};
    }

    RecordType const& type_;
    std::uint64_t addresses_ = 0;
};

inline ImportOptions named(std::string_view file_name, PlaceIndex const* places = nullptr)
{
    ImportOptions options;
    options.file_name = file_name;
    options.places = places;
    return options;
}

inline Result<ImportSummary> try_places(GroundWorkspace& workspace, std::string_view text, ImportOptions const& options = named("made.geojson"), PlaceImport const& how = {}, Disk* disk = nullptr)
{
    TextSource source{text};
    auto summary = import_places(source, workspace.tools(disk), options, how);
    if (summary) CHECK(summary->reconciles());
    return summary;
}
inline ImportSummary places(GroundWorkspace& workspace, std::string_view text, ImportOptions const& options = named("made.geojson"), PlaceImport const& how = {})
{
    auto summary = try_places(workspace, text, options, how);
    REQUIRE_MESSAGE(summary.has_value(), (summary ? "" : summary.error().text()));
    return std::move(*summary);
}

/// The warning whose text begins so; count 0 if there is none.
inline ImportWarning warning(ImportSummary const& summary, std::string_view beginning)
{
    for (auto const& each : summary.warnings)
        if (each.what.starts_with(beginning)) return each;
    return {};
}

/// All real boundaries, imported once a run; null without the data.
inline PlaceIndex const* real_boundaries()
{
    static std::optional<PlaceIndex> const index = []() -> std::optional<PlaceIndex> {
        GroundWorkspace workspace{"place"};
        for (std::string const level : {"0", "1", "2", "3"}) {
            auto const text = real_file("mali-admin/mli_adm" + level + ".geojson");
            if (!text) return std::nullopt;
            places(workspace, *text, named("mli_adm" + level + ".geojson"));
        }
        return workspace.index("cod-ab-2021");
    }();
    return index ? &*index : nullptr;
}

}  // namespace accalmie
