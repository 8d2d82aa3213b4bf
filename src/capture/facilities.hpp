// SPDX-License-Identifier: Apache-2.0
// src/capture/facilities.hpp: registers of health facilities.
#pragma once

#include "capture/import.hpp"

namespace accalmie {

struct FacilityImport {
    std::string source = {};  ///< publication; empty: the file's name, with what the register says of each row's origin
};

/// Rows of type facility, key (code, source). The header shows which register it is:
///
/// - the register of CSCom and CSRéf (PCode, STRUCTURE, TYPE, DISTRICT, X2, Y2 ...). PCode is a health code and no P-code. A row without one, and
///   the second row of one, get a code of their own made from name, district and kind, the same at each import. 1 January as the opening day means
///   that only the year is known.
/// - the list of WHO and KEMRI-Wellcome (Facility name, Facility type, Lat, Long ...), which has no codes: they are made from name, region and kind.
///
/// The place is where the position lies, as deep as `ImportOptions::places` has polygons; without a position, the cercle of the district's name if
/// only one bears it. Warned of and kept: no position, a position outside every area, a health district that is not the cercle, distances over
/// 1,000 km, one district in two spellings, repeated codes.
///
/// errors  missing  neither register's columns     others as csv.hpp
Result<ImportSummary> import_facilities(ByteSource& source, Intake::Tools tools, ImportOptions const& options, FacilityImport const& facility_import = {});

}  // namespace accalmie
