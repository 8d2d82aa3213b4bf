// SPDX-License-Identifier: Apache-2.0
// src/workspace/pack_files.hpp: the files of a pack's folder, as the dictionary loads them.
#pragma once

#include "dictionary/dictionary.hpp"
#include "journal/disk.hpp"

namespace accalmie {

/// All files under `folder`, by path; at most 10,000 of at most 4 MiB each.
/// errors  missing  no such folder     limit     io
Result<std::vector<PackFile>> read_pack_files(Disk& disk, std::filesystem::path const& folder);

}  // namespace accalmie
