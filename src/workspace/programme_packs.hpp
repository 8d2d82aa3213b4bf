// SPDX-License-Identifier: Apache-2.0
// src/workspace/programme_packs.hpp: the programmes' packs of a workspace: folders beside its base pack.
#pragma once

#include "dictionary/programme_pack.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

struct AddedPacks {
    std::vector<ProgrammePack> packs;   ///< by name
    std::vector<std::string> problems;  ///< of packs that an older program found good: "NAME: FILE:LINE: what"
    static constexpr std::size_t packs_max = 50;
};

/// The packs under `packs/`, the base pack aside. One with a problem is used as far as it can be, so that records made with it are still read.
/// errors  limit  more than 50 packs     io
Result<AddedPacks> read_added_packs(Disk& disk, std::filesystem::path const& packs, Dictionary const& base);

/// Puts a pack into a workspace that nobody has open, in the place of an older version of it. The codes count from the next opening on.
/// errors  missing  no workspace there     conflict  somebody has it open; another pack has the same code with another label; the older version
///         has codes that this one lacks     invalid  the pack has problems (the first is named)     io
Result<ProgrammePack> add_pack(std::filesystem::path const& workspace, std::span<PackFile const> files, Machine machine);

/// The files of a pack by its name: the base pack is the program's own, the others lie in the workspace.
/// errors  missing  no pack of this name     io
Result<std::vector<PackFile>> files_of_pack(Workspace& workspace, std::string_view name);

}  // namespace accalmie
