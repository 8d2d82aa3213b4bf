// SPDX-License-Identifier: Apache-2.0
// src/journal/disk.hpp: files, as little of them as we need. The real one is in app/, faulty ones in tests.
#pragma once

#include "core/bytes.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace accalmie {

/// One open file. Written bytes may be lost on a power cut until `sync` has returned; so may a file that was just made, until its first `sync`.
///
/// errors  missing  no such file     denied  read-only, or not allowed     limit  no space is left     io  anything else
///         (io may stand for any of them where the system does not say which)
class DiskFile {
public:
    virtual ~DiskFile() = default;
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) = 0;  ///< fewer octets only at the end
    virtual Result<void> write_at(std::uint64_t offset, BytesView octets) = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    virtual Result<void> sync() = 0;
    virtual Result<std::uint64_t> size() = 0;
};

class Disk {
public:
    enum class Open { read, read_write, create };  ///< create: read and write, made if it is not there

    virtual ~Disk() = default;
    virtual Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const& path, Open how) = 0;
    virtual Result<bool> exists(std::filesystem::path const& path) = 0;
    virtual Result<void> remove(std::filesystem::path const& path) = 0;   ///< and sync the folder
    virtual Result<void> rename(std::filesystem::path const& from, std::filesystem::path const& to) = 0;  ///< atomic; and sync the folder
    virtual Result<void> make_folder(std::filesystem::path const& path) = 0;
};

/// Write a whole file so that after a crash either the old or the new content is there: temporary file, sync, rename.
Result<void> write_atomically(Disk& disk, std::filesystem::path const& path, BytesView content);
/// errors  missing  no such file     limit  larger than `size_max`     io
Result<Bytes> read_whole(Disk& disk, std::filesystem::path const& path, std::uint64_t size_max);

}  // namespace accalmie
