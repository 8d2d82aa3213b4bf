// SPDX-License-Identifier: Apache-2.0
// src/capture/importers.hpp: files of others, by name. Each reads rows, says what becomes of each, and returns numbers that reconcile.
#pragma once

#include "capture/import.hpp"

namespace accalmie {

/// UCDP Georeferenced Event Dataset: the global file (`best`, `high`, `low`) and the files by country (`best_est` ...), any order of dates that the
/// file itself shows. Rows of type incident, source "ucdp".
///
/// Position: where_prec 1 is known to the point (level 4), 2 to the commune or its neighbours (3), 3 to the cercle (2), 4 to the region (1); 5 (a line or
/// vague area), 6 (country) and 7 (waters, airspace) to the country only (0), whatever coordinates stand beside them.
/// Coverage: derived: whole years from the first to the last year of the file, since UCDP releases whole years; if the last year has no event in
/// its last quarter, it ends on the last event (a file that is not a yearly release), with a warning.
/// errors  missing  a column that GED has is not there     invalid  dates whose order cannot be told     io, limit
/// source  UCDP GED Codebook 24.1
Result<ImportSummary> import_ucdp(ByteSource& source, Intake::Tools tools, ImportOptions const& options);

/// ACLED, the old (data_id, 31 columns) and the present column names; event_id_cnty identifies. Rows of type incident, source "acled".
/// Position: geo_precision 1 level 4, 2 level 2, 3 level 1. Coverage: first to last event day, as ACLED states no end.
/// errors  as import_ucdp
/// source  ACLED Codebook (2019 and 2024)
Result<ImportSummary> import_acled(ByteSource& source, Intake::Tools tools, ImportOptions const& options);

/// ACLED's list of deleted events (a column event_id_cnty, or data_id where the events were known by that): each that is known is retracted and counted as changed and removed; one that is not
/// known, or was retracted before, counts as same.
Result<ImportSummary> import_acled_deletions(ByteSource& source, Intake::Tools tools, ImportOptions const& options);

/// Incidents noted by hand from Malian press (French columns: no_liste, date, evenement, victimes, point, type_incident, nbr_morts ...). Source "press".
/// "ND" and blanks are unknown, never 0. A place number is a position only if `options.settlements` knows it; the number of a region's capital stands
/// for the region (level 1), as such lists write one for the other. Coverage: first to last event day, without rows more than a year from any other;
/// its area is declared, or that of the settlements, or the one country of `options.places`.
Result<ImportSummary> import_press(ByteSource& source, Intake::Tools tools, ImportOptions const& options);

/// Any record type from a CSV whose headers are field names; a row of HXL hashtags may follow the header. `key` names the fields that identify
/// a row; empty: as RowIdentity. Rows of type incident write coverage only where area and both days are declared.
/// errors  missing  no such type; a required field has no column     denied  a sealed value without a key for its audience
Result<ImportSummary> import_table(ByteSource& source, Intake::Tools tools, ImportOptions const& options, std::string_view type, std::vector<std::string> const& key = {});

}  // namespace accalmie
