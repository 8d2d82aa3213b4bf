// SPDX-License-Identifier: Apache-2.0
// tests/dictionary/pack_test.hpp: packs in memory to try things on.
#pragma once

#include "base_pack.hpp"
#include "dictionary/dictionary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace accalmie {

/// The files of the base pack, to be changed.
inline std::vector<PackFile> base_files()
{
    std::vector<PackFile> files;
    for (auto const& file : base_pack::files()) files.push_back({std::string{file.path}, std::string{file.content}});
    return files;
}

inline PackFile& file_of(std::vector<PackFile>& files, std::string_view path)
{
    auto const found = std::find_if(files.begin(), files.end(), [&](PackFile const& file) { return file.path == path; });
    REQUIRE(found != files.end());
    return *found;
}

/// Change one piece of text of one file; the piece must be there.
inline void change(std::vector<PackFile>& files, std::string_view path, std::string_view from, std::string_view to)
{
    std::string& content = file_of(files, path).content;
    std::size_t const at = content.find(from);
    REQUIRE(at != std::string::npos);
    content.replace(at, from.size(), to);
}

/// The line, from 1, on which `text` first stands.
inline int line_of(std::vector<PackFile>& files, std::string_view path, std::string_view text)
{
    std::string const& content = file_of(files, path).content;
    std::size_t const at = content.find(text);
    REQUIRE(at != std::string::npos);
    return 1 + static_cast<int>(std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

inline std::string text_of(std::vector<PackProblem> const& problems)
{
    std::string text;
    for (auto const& problem : problems)
        text += problem.file + ":" + std::to_string(problem.line) + ": " + problem.what + "; " + problem.remedy + "\n";
    return text;
}

/// A pack of one small type `thing` with a text `word` and a code of the list `colour`: the least that loads.
inline std::vector<PackFile> small_pack()
{
    return {{"pack.yaml", "name: small\nversion: 1.0.0\nlabel: { fr: Petit, en: Small }\ndefinition: { fr: Essai, en: Trial }\nlicence: CC-BY-4.0\n"},
            {"types/thing.yaml",
             "name: thing\n"                                          // line 1
             "step: ground\n"                                         // 2
             "label: { fr: Chose, en: Thing }\n"                      // 3
             "definition: { fr: Une chose, en: A thing }\n"           // 4
             "fields:\n"                                              // 5
             "  - name: word\n"                                       // 6
             "    kind: text\n"                                       // 7
             "    visibility: open\n"                                 // 8
             "    label: { fr: Mot, en: Word }\n"                     // 9
             "    definition: { fr: Un mot, en: A word }\n"           // 10
             "  - name: colour\n"                                     // 11
             "    kind: code\n"                                       // 12
             "    list: colour\n"                                     // 13
             "    visibility: team\n"                                 // 14
             "    label: { fr: Couleur, en: Colour }\n"               // 15
             "    definition: { fr: Une couleur, en: A colour }\n"},  // 16
            {"lists/colour.csv",
             "code,label_fr,label_en,definition_fr,definition_en,source\nred,Rouge,Red,\"Rouge, vif\",Bright red,\nblue,Bleu,Blue,Bleu,Blue,RAL\n"},
            {"lists/unit.csv", "code,label_fr,label_en,definition_fr,definition_en,source\nkm,km,km,Un kilomètre,One "
                               "kilometre,SI\nperson,personne,person,Une personne,One person,\n"}};
}

}  // namespace accalmie
