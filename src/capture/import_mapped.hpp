// SPDX-License-Identifier: Apache-2.0
// src/capture/import_mapped.hpp: rows of an export become records by a mapping that a person wrote, without a form.
#pragma once

#include "capture/export_mapping.hpp"
#include "capture/import.hpp"

namespace accalmie {

struct MappedImportOptions {
    ImportOptions import = {};        ///< of each entry; its rejects are written to "NAME-TYPE.csv" where there are several entries
    std::string place_version = {};   ///< of P-codes that name none
};

struct MappedImportResult {
    std::vector<ImportSummary> summaries;  ///< one an entry of `records`
    std::vector<ExportHead> tables;
    std::vector<std::pair<std::string, std::string>> left;  ///< table and column that no entry uses
    std::vector<std::string> notices;
};

/// in      one sink for each entry of `mapping.records`
/// errors  missing  no such type, field or table     invalid  a required field that the mapping does not fill     as the export and Intake
Result<MappedImportResult> import_mapped_rows(OpenExport& source, ExportMapping const& mapping, Dictionary const& dictionary, std::span<RowSink* const> sinks,
                                              KnownRows& known, Disk* disk, MappedImportOptions const& options);

}  // namespace accalmie
