// SPDX-License-Identifier: Apache-2.0
// src/capture/places.hpp: boundaries and settlements become place records of one named boundary version.
#pragma once

#include "capture/geometry_file.hpp"
#include "capture/import.hpp"

namespace accalmie {

struct PlaceImport {
    std::string version = {};            ///< boundary version, as cod-ab-2021; empty: from the file (see below)
    std::optional<int> level = {};       ///< 0 country to 4 settlement; empty: from the file
    std::string source = {};             ///< publication; empty: the file's name
    std::string code_field = {}, name_field = {}, parent_field = {};  ///< where the file has names of its own
    std::string layer = {};              ///< of a GeoPackage that has several
    std::filesystem::path path = {};     ///< where GDAL finds the file; needed for what is neither GeoJSON nor CSV
    Processes* processes = nullptr;      ///< to run GDAL; may be null for GeoJSON and CSV
};

/// Rows of type place, one a feature or row, key (code, version). What the file is shows its content:
///
/// - GeoJSON, GeoPackage, shapefile, FlatGeobuf. Fields of an OCHA COD-AB layer are found by name (ADM2_PCODE, ADM2_FR, ADM1_PCODE ..., validOn;
///   the deepest level that the layer has), and its version is cod-ab-YEAR of validOn. Else the fields code, name, parent, level, version,
///   or those that `PlaceImport` names. Outlines are kept as GeoJSON to 1e-7 degree; one that is not valid is kept with a warning.
/// - OCHA's settlement list of 2015 (pcode, featureRef, admin1Pcod ...), version ocha-settlements-YEAR. Its codes are of an OLDER list: they are
///   never taken for codes of another version. A name with broken accents is replaced by featureRef. The regions, cercles and communes that its
///   columns name become places without outline, so that old codes can be asked for; they are no rows of the file and are told in a warning.
///   Where `ImportOptions::places` has polygons, points in another cercle than their column says are counted, named and kept.
/// - A table with the columns code, name, level (and any field of the type), or an attribute table of a COD-AB layer with POINT_X and POINT_Y. A
///   place that is known keeps what the table has no column for, its outline above all.
///
/// errors  usage    the version or level is neither given nor in the file      missing  no feature, or no column for code and name
///         conflict the list's codes name other places in the version that was given
///         invalid, limit, io  as geometry_file.hpp and csv.hpp
Result<ImportSummary> import_places(ByteSource& source, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import = {});

}  // namespace accalmie
