// SPDX-License-Identifier: Apache-2.0
// src/dictionary/code_list.hpp: a code list from its CSV file.
#pragma once

#include "dictionary/problems.hpp"

namespace accalmie {

/// A list and where its codes stand in the file.
struct ReadList {
    CodeList list;
    std::string file;
    std::vector<int> lines;  ///< of each code, from 1
};

/// Comma-separated, quoted where needed (RFC 4180), UTF-8, with the header code,label_fr,label_en,definition_fr,definition_en,source;
/// `source` may be empty, nothing else. The list is named after the file. Rows that are wrong are left out and named.
ReadList read_code_list(std::string_view file, std::string_view content, PackProblems& problems);

}  // namespace accalmie
