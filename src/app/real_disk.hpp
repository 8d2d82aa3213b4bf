// SPDX-License-Identifier: Apache-2.0
// src/app/real_disk.hpp: the system's files.
#pragma once

#include "journal/disk.hpp"

namespace accalmie {

/// POSIX files. `remove` and `rename` sync the folder, so that what they did survives a power cut.
class RealDisk final : public Disk {
public:
    Result<std::unique_ptr<DiskFile>> open(std::filesystem::path const& path, Open how) override;
    Result<bool> exists(std::filesystem::path const& path) override;
    Result<void> remove(std::filesystem::path const& path) override;
    Result<void> rename(std::filesystem::path const& from, std::filesystem::path const& to) override;
    Result<void> make_folder(std::filesystem::path const& path) override;
};

}  // namespace accalmie
