// SPDX-License-Identifier: Apache-2.0
// src/capture/places_rows.hpp: what the importers of places, populations and facilities share.
#pragma once

#include "capture/places.hpp"
#include "capture/table_reader.hpp"

#include <unordered_map>

namespace accalmie {

/// Where the fields of the type place are in its rows.
struct PlaceFields {
    std::size_t code, version, name, name_alternative, level, parent, latitude, longitude, geometry, valid_from, valid_to, kind, source;
    explicit PlaceFields(RecordType const& type);
};

/// The code of place_kind for a level.
std::string_view kind_of_level(int level);

/// An empty text is no value.
Cell text_cell(std::string_view text);

/// "2021-12-20" and "2021/12/20"; nullopt for anything else, which is then no date of ours.
std::optional<Day> day_of_text(std::string_view text);

/// UTF-8 that was read as Latin-1 or Windows-1252 and written as UTF-8 again, as "DeguÃ©rÃ©".
bool has_broken_accents(std::string_view text);
/// "Deguéré" again, where every octet can be found; else nullopt.
std::optional<std::string> repaired_accents(std::string_view text);

/// The parts of import_places, by kind of file.
Result<ImportSummary> import_place_features(std::string const& geojson, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import);
Result<ImportSummary> import_settlements(TableReader& table, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import);
Result<ImportSummary> import_place_table(TableReader& table, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import);

/// A place by the code and name that a row gives. The code is believed if the place that has it bears a similar name; else the name, if it is
/// borne by one place of the level.
struct PlaceMatch {
    std::size_t place = PlaceIndex::none;
    std::string doubt;   ///< said as a warning where the code was not believed
};
/// errors  missing   neither code nor name is a place of this version and level     conflict  the name is borne by several: they are listed
Result<PlaceMatch> match_place(PlaceIndex const& index, std::string_view code, std::string_view name, int level);

/// "row 41" for examples of warnings.
std::string row_text(CsvRow const& row);

}  // namespace accalmie
