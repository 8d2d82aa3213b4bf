// SPDX-License-Identifier: Apache-2.0
// src/capture/export_mapping.hpp: a person's word on what the columns of an export become, kept in a file; docs/formats/import-submissions.md.
#pragma once

#include "capture/answer_xml.hpp"

namespace accalmie {

/// A field of a record and where its value comes from.
struct MappedField {
    std::string field;                                      ///< or "latitude longitude", of a place in one column
    std::string column;                                     ///< empty: a constant
    std::string constant;
    std::map<std::string, std::string, std::less<>> values; ///< what the column says to what the field takes; others pass as they are
    int line = 0;                                           ///< of the mapping
};

/// Rows of a table that become records, without a form.
struct MappedRows {
    std::string type;
    std::string table;             ///< empty: the submissions
    std::vector<std::string> key;  ///< fields that name a record; empty: by type
    std::vector<MappedField> fields;
    int line = 0;
};

struct ExportMapping {
    static constexpr std::uint64_t octets_max = 4U << 20U;
    std::string form;       ///< FORM or FORM@VERSION; may be empty
    ExportWords words;
    std::vector<MappedRows> records;
};

/// errors  invalid  no such mapping: every problem with its line in `what`
Result<ExportMapping> read_mapping(std::string_view file, std::string_view yaml);

/// The mapping that an import found by itself, written so that it can be changed by hand.
Result<void> save_mapping(Disk& disk, std::filesystem::path const& path, std::string_view form, std::span<TableTargets const> tables,
                          forms::FormQuestions const& questions);

}  // namespace accalmie
