// SPDX-License-Identifier: Apache-2.0
// src/forms/record_rows.hpp: a submission and its form's map as rows of the dictionary, not yet records.
#pragma once

#include "forms/record_map.hpp"

#include <map>

namespace accalmie::forms {

/// An answer that its field cannot take, or a row that cannot be made. Without the value: it may be sealed.
struct RowProblem {
    enum class Kind : std::uint8_t { unreadable, refused } kind = Kind::unreadable;
    std::string path;    ///< in the submission; of the row where a question is missing
    std::string field;
    std::string reason;
};

struct AnsweredRow {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t mapped = 0;             ///< into RecordMap::records
    std::string path;                   ///< "/data/child[2]": every repeat with its place, so that a correction finds it again
    std::vector<std::uint32_t> repeats; ///< the same places, the outermost first
    std::size_t around = none;          ///< into the rows: the nearest outer one
    std::vector<accalmie::Value> cells;           ///< one a field of the type; links to what is around are still empty
    std::map<std::size_t, Bytes> boxes; ///< fields whose answers came sealed
    std::vector<RowProblem> problems;
    bool is_answered = false;           ///< otherwise it makes no record
    bool is_refused = false;            ///< a required field is missing: it makes no record, and `problems` says why
};

struct RowsOptions {
    std::string place_version = {};  ///< of P-codes without one, as "cod-ab-2021"; empty: such places are refused
};

inline constexpr std::size_t submission_rows_max = 5'000;

/// The rows of a submission, outer ones before inner ones.
/// errors  invalid  no XML, or another form's root     limit  more than `submission_rows_max` rows, DocumentBounds
Result<std::vector<AnsweredRow>> rows_of(RecordMap const& map, Dictionary const& dictionary, BytesView submission, RowsOptions const& options);

/// The row in which something lies that a report names by its question and the places of the repeats around it; none: in no row.
std::size_t row_of(RecordMap const& map, std::span<AnsweredRow const> rows, std::string_view question, std::span<std::uint32_t const> repeats);

}  // namespace accalmie::forms
