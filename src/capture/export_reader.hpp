// SPDX-License-Identifier: Apache-2.0
// src/capture/export_reader.hpp: an export of ODK Central or Kobo, whatever its files are, submission by submission with its repeats inside it.
#pragma once

#include "capture/export_table.hpp"

#include <functional>
#include <map>

namespace accalmie {

/// A table of the export: the submissions, or the rows of one repeat. Columns of JSON are found while it is read, so both lists may grow.
struct ExportHead {
    std::string name;  ///< the file's or sheet's; of JSON the path of the repeat
    std::vector<std::string> columns;
};

struct ExportCell {
    std::uint32_t column = 0;
    std::string_view text;  ///< never empty
};

/// A row with the rows of repeats inside it. Views are valid until the next row is read.
struct ExportRow {
    std::size_t table = 0;  ///< into the reader's tables; 0: a submission
    std::uint64_t line = 0, number = 0;
    std::vector<ExportCell> cells;
    std::vector<ExportRow> children;
    std::string_view xml;     ///< of an export of XML: the submission itself, without cells
    std::string_view folder;  ///< of XML: where in its archive it stood, "instances/uuid1/"
    std::optional<RowProblem> problem;
};

class ExportReader {
public:
    virtual ~ExportReader() = default;
    virtual std::vector<ExportHead> const& tables() const = 0;
    /// The next submission; at the end the rows of repeats whose submission is not in the export, each with its problem. false at the end.
    virtual Result<bool> next(ExportRow& row) = 0;
    virtual std::pair<std::uint64_t, std::uint64_t> progress() const = 0;
    /// What somebody should know of the export as a whole, as that it is one page of several.
    virtual std::vector<std::string> notices() const { return {}; }
};

/// Photos and other files that came with an export: in its archives, or in folders beside it.
class ExportMedia {
public:
    void add(std::shared_ptr<ZipFile> const& archive);
    void add_folder(Disk& disk, std::filesystem::path folder);
    /// The file that a submission calls `name`. Archives that keep a folder for each submission are asked for its own.
    /// errors  missing  nowhere, or several of that name and none in a folder of this submission
    Result<std::unique_ptr<ByteSource>> find(std::string_view name, std::string_view instance, std::string_view folder) const;

private:
    struct Place {
        std::shared_ptr<ZipFile> archive;  // the reader reads from it too
        std::string member;
    };
    std::multimap<std::string, Place, std::less<>> places_;  ///< by file name without folders
    std::vector<std::pair<Disk*, std::filesystem::path>> folders_;
};

struct OpenExport {
    std::unique_ptr<ExportReader> reader;
    ExportMedia media;
    std::string kind;  ///< "CSV", "XLSX", "JSON", "XML"
};

/// Rows of repeats are kept in memory while the submissions pass; more than this is refused.
inline constexpr std::size_t export_repeats_octets_max = 512U << 20U;

/// in      the files of one export: CSV files, an XLSX, JSON files, XML files, a ZIP of any of them; the order does not matter
/// errors  missing  no such file     invalid  several kinds at once, two tables of submissions, none     corrupt     limit     io
Result<OpenExport> open_export(Disk& disk, std::vector<std::filesystem::path> const& files, CsvOptions const& csv = {});

/// The kinds of reader; `open_export` chooses.
struct NamedTable {
    std::string name;
    std::unique_ptr<ExportTable> table;
};
Result<std::unique_ptr<ExportReader>> read_tables(std::vector<NamedTable> tables);
Result<std::unique_ptr<ExportReader>> read_json(std::vector<std::unique_ptr<ByteSource>> files);
struct NamedSource {
    std::string name;
    std::function<Result<std::unique_ptr<ByteSource>>()> open;
};
std::unique_ptr<ExportReader> read_xml(std::vector<NamedSource> files);

}  // namespace accalmie
