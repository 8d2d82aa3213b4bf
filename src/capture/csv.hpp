// SPDX-License-Identifier: Apache-2.0
// src/capture/csv.hpp: rows of a CSV file (RFC 4180, and what programs really write), streamed, without an allocation a row.
#pragma once

#include "core/bytes.hpp"
#include "journal/disk.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// Octets that arrive in order: a file, standard input, an upload.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fill `into` from its start; fewer octets than asked are allowed, 0 means the end.
    virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;
    /// How many octets there are in all, where that is known beforehand.
    virtual std::optional<std::uint64_t> size() { return std::nullopt; }
};

/// A file that is already open.
class FileSource final : public ByteSource {
public:
    explicit FileSource(std::unique_ptr<DiskFile> file);
    /// errors  missing  no such file     io
    static Result<std::unique_ptr<ByteSource>> open(Disk& disk, std::filesystem::path const& path);
    Result<std::size_t> read(std::span<std::uint8_t> into) override;
    std::optional<std::uint64_t> size() override;

private:
    std::unique_ptr<DiskFile> file_;
    std::uint64_t offset_ = 0;
};

/// Text in memory, kept alive by the caller.
class TextSource final : public ByteSource {
public:
    explicit TextSource(std::string_view text) : text_(text) {}
    Result<std::size_t> read(std::span<std::uint8_t> into) override;
    std::optional<std::uint64_t> size() override { return text_.size(); }

private:
    std::string_view text_;
    std::size_t offset_ = 0;
};

/// Another source whose beginning can be read twice: all that is read before `replay` is kept, up to `kept_max`.
class ReplaySource final : public ByteSource {
public:
    static constexpr std::size_t kept_max = 64U << 20U;

    explicit ReplaySource(ByteSource& inner) : inner_(&inner) {}
    /// errors  limit  more than `kept_max` before `replay`     io
    Result<std::size_t> read(std::span<std::uint8_t> into) override;
    std::optional<std::uint64_t> size() override { return inner_->size(); }
    /// From here on the source begins anew and nothing more is kept. Once.
    void replay();

private:
    ByteSource* inner_;
    Bytes kept_;
    std::size_t offset_ = 0;
    bool replaying_ = false;
};

enum class Encoding : std::uint8_t {
    detect,        ///< UTF-8; UTF-16 by its byte order mark; Windows-1252 where no accent of the first 256 KiB is UTF-8
    utf8,
    utf16_le,
    utf16_be,
    windows_1252,  ///< and with it Latin-1, whose letters are the same
};
std::string_view encoding_name(Encoding encoding);

struct CsvOptions {
    char separator = 0;                    ///< 0: the one of , ; tab that the first row has most of
    Encoding encoding = Encoding::detect;
    std::size_t field_bytes_max = 1U << 20U;
    std::size_t fields_max = 4096;
    std::size_t row_bytes_max = 8U << 20U;
};

/// Why a row cannot be believed. Texts are constants.
struct RowProblem {
    std::string_view reason, remedy;
};

/// One record of the file. All views are valid until the next call of `CsvReader::next`.
struct CsvRow {
    std::uint64_t line = 0;    ///< physical line on which it begins, from 1
    std::uint64_t number = 0;  ///< record number, from 1; the header is record 1
    std::span<std::string_view const> fields;  ///< unquoted, UTF-8; a row that ends in a separator has an empty last field
    std::string_view raw;      ///< as written, converted to UTF-8, without its line end
    bool ends_file = false;    ///< the file ended here, without a line end
    std::optional<RowProblem> problem;  ///< fields are then as far as they could be read
};

/// Reads rows one after another. Memory: one buffer, at most `row_bytes_max` and one block of 1 MiB.
class CsvReader {
public:
    /// Reads the first block to see encoding, separator and kind of line end (LF, CRLF, CR). `source` must outlive the reader.
    /// errors  invalid  UTF-32, or NUL octets as no text has them: the remedy says how to save the table     missing  an empty file     io
    static Result<CsvReader> open(ByteSource& source, CsvOptions const& options = {});

    /// The next row into `row`; false at the end. Lines that are wholly empty are passed over and counted as lines.
    /// A row that is malformed, too wide, not UTF-8 or that holds NUL arrives with its `problem`.
    /// errors  limit  a row longer than `row_bytes_max` (mostly a quote that is never closed)     io
    Result<bool> next(CsvRow& row);

    Encoding encoding() const;       ///< the one found or given
    char separator() const;
    std::uint64_t bytes_read() const;  ///< from the source, before conversion
    std::uint64_t empty_lines() const;
    /// What the reader did on its own account and somebody should know, as a conversion; empty if nothing.
    std::string const& notice() const;

    CsvReader(CsvReader&&) noexcept;
    CsvReader& operator=(CsvReader&&) noexcept;
    ~CsvReader();

private:
    struct State;
    explicit CsvReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Append one field as CSV: quoted only if it must be.
void append_csv_field(std::string& out, std::string_view field, char separator = ',');

}  // namespace accalmie
