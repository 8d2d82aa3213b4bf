// SPDX-License-Identifier: Apache-2.0
// src/surfaces/pack_forms.hpp: the forms of a pack: compiled, mapped to records, and what is wrong with them, file by file.
#pragma once

#include "forms/xls_compile.hpp"
#include "workspace/forms.hpp"

namespace accalmie {

/// One form of a pack, ready to be published.
struct PackForm {
    forms::Compilation compiled;
    std::vector<NamedContent> beside;  ///< files of its folder that are not sheets
};

/// errors  missing  no such form     invalid, limit  a sheet that cannot be read
Result<PackForm> pack_form(std::span<PackFile const> files, std::string_view name);

/// Everything wrong with the forms of a pack: sheets, both languages, the map to records, lists that lie nowhere.
/// in   the pack's files and the dictionary that its forms write for     out  problems by file and line; none: every form can be published
std::vector<PackProblem> check_pack_forms(std::span<PackFile const> files, Dictionary const& dictionary);

}  // namespace accalmie
