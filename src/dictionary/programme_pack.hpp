// SPDX-License-Identifier: Apache-2.0
// src/dictionary/programme_pack.hpp: a programme as data: codes added to lists, forms, indicators, a results framework. docs/formats/packs.md.
#pragma once

#include "dictionary/indicator.hpp"

namespace accalmie {

/// A line of a results framework, from the ultimate outcome down.
struct FrameworkLine {
    std::string code, level, parent;  ///< level: ultimate, outcome, output; parent: empty for the ultimate outcome
    Words label;
    std::vector<std::string> indicators;
    std::string source;
};

struct ProgrammePack {
    std::string name, version;               ///< version: "0.1.0 1a2b3c4d", with the first octets of a hash of lists, indicators and framework
    Words label;
    std::map<std::string, std::vector<Code>, std::less<>> codes;  ///< codes that the pack adds, by list
    std::vector<Indicator> indicators;
    std::vector<FrameworkLine> framework;    ///< in the order of the file
    std::vector<std::string> forms;          ///< folders of forms/, by name
};

struct LoadedProgrammePack {
    ProgrammePack pack;
    std::vector<PackProblem> problems;  ///< empty: the pack is good, its forms aside, which are compiled elsewhere
};

/// All problems at once. A pack with types/ is a base pack, not one of these.
/// in   the files of the pack's folder; the dictionary that it adds to
LoadedProgrammePack load_programme_pack(std::span<PackFile const> files, Dictionary const& base);

/// `base` with the codes of the packs added; its version names them too, or where that is too long for a header says their number and a hash. A code that two packs add in the same words is one code.
/// errors  conflict  two packs add the same code with another label
Result<Dictionary> extended(Dictionary const& base, std::span<ProgrammePack const> packs);

/// Words for people or groups that a pack may not put on them, in any file of it; empty if there is none.
std::string_view labelling_word(std::string_view text);

}  // namespace accalmie
