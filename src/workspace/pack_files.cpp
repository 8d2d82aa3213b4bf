// SPDX-License-Identifier: Apache-2.0
#include "workspace/pack_files.hpp"

#include <algorithm>

namespace accalmie {

Result<std::vector<PackFile>> read_pack_files(Disk& disk, std::filesystem::path const& folder)
{
    constexpr std::uint64_t file_size_max = 4 << 20;
    constexpr std::size_t files_max = 10'000;
    std::vector<PackFile> files;
    std::error_code fault;
    if (!std::filesystem::is_directory(folder, fault))
        return Error{Error::Kind::missing, "there is no such folder", folder.string(), "name the folder that holds pack.yaml"};
    for (std::filesystem::recursive_directory_iterator entry{folder, fault}, end; !fault && entry != end; entry.increment(fault)) {
        if (!entry->is_regular_file()) continue;
        if (files.size() == files_max) return Error{Error::Kind::limit, "more than 10,000 files", folder.string(), "remove what is not of the pack"};
        auto const content = TRY(read_whole(disk, entry->path(), file_size_max));
        files.push_back({std::filesystem::relative(entry->path(), folder).generic_string(), std::string{as_text(content)}});
    }
    if (fault) return Error{Error::Kind::io, "the pack cannot be read: " + fault.message(), folder.string(), "check the folder's permissions"};
    std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
    return files;
}

}  // namespace accalmie
