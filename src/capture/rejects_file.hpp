// SPDX-License-Identifier: Apache-2.0
// src/capture/rejects_file.hpp: the rows that were not taken, with the reason, as a CSV that can be corrected and imported again.
#pragma once

#include "capture/import.hpp"

namespace accalmie {

/// Columns: line, row, column, value, reason, remedy, then the file's own. Appears only when it is whole: temporary file, sync, rename.
class RejectsFile {
public:
    /// Rows beyond this are counted in the summary and not written: a file that is wrong throughout does not fill the disk.
    static constexpr std::uint64_t rows_max = 1'000'000;

    RejectsFile(Disk& disk, std::filesystem::path path, std::span<std::string_view const> header);
    Result<void> add(RowOrigin const& origin, Reject const& why);
    /// Rename to the final path. Without rejects none is made; an older one is replaced by its header, so that it is not taken for this import's.
    Result<void> finish();
    std::uint64_t rows() const { return rows_; }
    std::filesystem::path const& path() const { return path_; }
    ~RejectsFile();

private:
    Result<void> flush();

    Disk* disk_;
    std::filesystem::path path_, temporary_;
    std::unique_ptr<DiskFile> file_;
    std::uint64_t offset_ = 0, rows_ = 0;
    std::string pending_;
};

}  // namespace accalmie
