// SPDX-License-Identifier: Apache-2.0
// src/capture/import.hpp: rows from outside become records: checked, compared with what is known, written or rejected, and counted.
#pragma once

#include "capture/csv.hpp"
#include "dictionary/dictionary.hpp"
#include "ground/places.hpp"

#include <functional>
#include <map>
#include <memory>

namespace accalmie {

/// Where accepted rows go. The real one writes records (capture/row_sink.hpp), tests keep them.
class RowSink {
public:
    virtual ~RowSink() = default;
    /// A row that is new. It has been checked against the type.
    virtual Result<void> add(std::span<Cell const> row) = 0;
    /// A row that replaces one that is known.
    virtual Result<void> correct(std::span<Cell const> row, RecordAddress const& replaces) = 0;
    /// A single record of another type, as source_coverage; values by field name.
    virtual Result<void> note(std::string_view type, std::map<std::string, Value, std::less<>> const& fields) = 0;
    /// Make all of it durable. Returns how many blocks of rows were written.
    virtual Result<std::uint64_t> finish() = 0;
};

/// What the workspace holds already of one type and source; made by app from the facts.
class KnownRows {
public:
    virtual ~KnownRows() = default;
    /// Every row that counts now (current or disputed), with all cells of the type in dictionary order.
    virtual Result<void> each(RecordType const& type, std::string_view source, std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) = 0;
    /// One such row.   errors  missing
    virtual Result<std::vector<Value>> row(RecordType const& type, RecordAddress const& address) = 0;
};
/// A workspace that holds nothing yet.
class NothingKnown final : public KnownRows {
public:
    Result<void> each(RecordType const&, std::string_view, std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const&) override { return {}; }
    Result<std::vector<Value>> row(RecordType const&, RecordAddress const&) override { return Error{Error::Kind::missing, "no such row"}; }
};

enum class DateOrder : std::uint8_t { year_month_day, month_day_year, day_month_year };
std::string_view date_order_name(DateOrder order);  ///< "ymd", "mdy", "dmy"

/// What becomes of rows that are known from this source and are missing in a newer file.
enum class Absent : std::uint8_t {
    automatic,  ///< retracted if at most a tenth of the known rows of the file's countries and days is missing; else kept, with a warning
    retract,    ///< the file is declared complete for its countries and days
    keep,
};

struct ImportOptions {
    enum class Mode : std::uint8_t { write, dry_run } mode = Mode::write;
    std::string source = {};                       ///< of declared coverage in a table of incidents
    std::string file_name = {};                    ///< for messages and for the batch: a name, not a path
    std::string release = {};                      ///< as "GED 24.1"
    std::optional<DateOrder> date_order = {};      ///< of dates that are not ISO; empty: found from the file or refused
    std::optional<Day> coverage_from = {}, coverage_until = {};  ///< declared coverage; empty: derived from the rows
    Absent absent = Absent::automatic;
    std::filesystem::path rejects_path = {};       ///< empty: none is written
    std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};  ///< octets; total 0 if unknown
    PlaceIndex const* places = nullptr;            ///< to write areas as P-codes; may be null
    PlaceIndex const* settlements = nullptr;       ///< to find the place numbers of the press list; may be null
    std::string area = {};                         ///< declared area of coverage, a P-code; empty: from the file's country column
    CsvOptions csv = {};
};

/// Something that did not stop the import and that somebody should know.
struct ImportWarning {
    std::string what, remedy;
    std::uint64_t count = 0;
    std::vector<std::string> examples;  ///< at most 5, as "row 41: ..."
};

struct ImportSummary {
    std::uint64_t read = 0;      ///< rows without header: read = fresh + changed + same + rejected, always
    std::uint64_t fresh = 0;     ///< "new" in JSON
    std::uint64_t changed = 0, same = 0, rejected = 0;
    std::uint64_t removed = 0;   ///< known rows that were retracted; not among `read`
    std::uint64_t absent = 0;    ///< known rows missing in the file and kept
    std::uint64_t blocks = 0;
    std::vector<ImportWarning> warnings;
    std::vector<std::string> columns_kept, columns_left;  ///< header names
    std::optional<Day> first_day, last_day;               ///< of accepted rows
    std::map<std::string, std::uint64_t, std::less<>> reject_reasons;  ///< "column: reason" to rows
    std::vector<std::string> coverage;                    ///< as "ML 1990-01-01..2023-12-31"
    std::filesystem::path rejects_path;                   ///< empty if nothing was rejected or it was not asked for
    bool dry_run = false;
    bool reconciles() const { return read == fresh + changed + same + rejected; }
};

/// What identifies a row (its key) and what it says (its content), both as 64-bit hashes of cells.
/// Two of two million different keys meet with a chance of 1 in 9 million; then the second row is rejected as a duplicate, never lost in silence.
/// Rows of a type without key are told apart by their content and by how often it occurs.
class RowIdentity {
public:
    /// Without `key_fields`: source and source_id, or code and version, or code and source, whichever the type has first; else the whole row.
    explicit RowIdentity(RecordType const& type, std::vector<std::string> const& key_fields = {});
    std::uint64_t key(std::span<Cell const> row) const;
    /// All cells that say something, except `release`: a new edition alone is not a change.
    std::uint64_t content(std::span<Cell const> row) const;
    bool key_is_whole_row() const { return key_.empty(); }
    /// All key fields say something.
    bool names_a_row(std::span<Cell const> row) const;

private:
    std::vector<std::size_t> key_;
    std::vector<std::uint64_t> salts_;  ///< by field: hash of its name; 0: not part of the content
};

/// Where a row stood, for the rejects file.
struct RowOrigin {
    std::uint64_t line = 0, number = 0;
    std::span<std::string_view const> fields = {};
};
inline RowOrigin origin_of(CsvRow const& row) { return {row.line, row.number, row.fields}; }

/// Why a row was not taken.
struct Reject {
    std::string column, value, reason, remedy;
};

/// Where and when a source says something, as source_coverage keeps it.
struct CoverageNote {
    std::string source = {};  ///< empty: the source of the import
    std::string area = {};   ///< a P-code prefix, or the name in the source
    std::string kinds = {};  ///< codes, separated by spaces
    Day first{}, last{};
    std::string basis = {};  ///< how it is known
};

/// The part that all importers share. Fill `cells()`, then `submit`; or `reject`. At the end `finish`.
class Intake {
public:
    struct Tools {
        Dictionary const& dictionary;
        RowSink& sink;
        KnownRows& known;
        Disk* disk = nullptr;  ///< for the rejects file; may be null if none is asked for
    };
    /// `source` limits what is compared (incident.source); empty: all rows of the type. `header` heads the rejects file.
    /// errors  missing  no such type     io
    static Result<Intake> begin(Tools tools, ImportOptions const& options, std::string_view type, std::string_view source, std::span<std::string_view const> header, std::vector<std::string> const& key_fields = {});

    RecordType const& type() const;
    std::optional<std::size_t> field(std::string_view name) const { return type().index_of(name); }
    /// Tell which header a field came from, so that a reject names the column of the file.
    void name_column(std::size_t field, std::string_view header);

    /// One cell a field, all empty after `submit` or `reject`. Text views must live until then.
    std::span<Cell> cells();
    /// Check, compare and write, or reject with every reason that the dictionary gives. Counts one row.
    Result<void> submit(RowOrigin const& origin);
    /// Counts one row.
    Result<void> reject(RowOrigin const& origin, Reject const& why);
    void warn(std::string_view what, std::string_view remedy, std::string_view example);
    ImportSummary& summary();

    /// Write what the source covers, unless the workspace knows it already.
    Result<void> cover(CoverageNote const& coverage);
    /// The key cells of `cells()` name an event that its source has deleted. Counts one row: changed if it was retracted now, same if it is
    /// not known or was retracted before.
    Result<void> retract(RowOrigin const& origin);

    /// Settle known rows that the file lacks, finish the sink, close the rejects file.
    enum class Missing : std::uint8_t { settle, ignore };
    Result<ImportSummary> finish(Missing missing);

    Intake(Intake&&) noexcept;
    ~Intake();

private:
    struct State;
    explicit Intake(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
