// SPDX-License-Identifier: Apache-2.0
// src/capture/population.hpp: how many people live where, from published tables.
#pragma once

#include "capture/import.hpp"

namespace accalmie {

struct PopulationImport {
    std::string version = {};      ///< boundary version of the codes; empty: that of ImportOptions::places
    std::optional<int> year = {};  ///< empty: the only year from 1950 to 2099 that the file's name holds
    std::string source = {};       ///< publication; empty: the file's name
};

/// Rows of type population, key (place, year, sex, age band, residence, source). Age and residence are "all", as both tables count everybody.
/// The header shows which table it is:
///
/// - OCHA COD-PS: admin2Pcode (or another level), admin2Name_fr, T_TL and, where there, F_TL and M_TL. One row of the file becomes up to three
///   records (all, women and girls, men and boys) and counts as one. "<Null>" is nothing.
/// - IBF: adminLevel, placeCode, indicator, value; rows of another indicator than populationTotal are rejected.
///
/// With ImportOptions::places each code is checked: a code that is not of the version, or whose place bears another name, is replaced by the
/// name if one place of the level bears it (a warning says so), else the row is rejected with the candidates. Warned of, with the numbers: a total
/// that is not women and men together, places without a row, levels that do not add up.
///
/// errors  usage    no year can be told     missing  neither table's columns; no boundary version     others as csv.hpp
Result<ImportSummary> import_population(ByteSource& source, Intake::Tools tools, ImportOptions const& options, PopulationImport const& population_import = {});

}  // namespace accalmie
