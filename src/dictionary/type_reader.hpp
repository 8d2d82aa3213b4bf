// SPDX-License-Identifier: Apache-2.0
// src/dictionary/type_reader.hpp: pack.yaml and a record type from their YAML files; what one file says wrongly by itself.
#pragma once

#include "dictionary/problems.hpp"

namespace accalmie {

/// A record type and where its parts stand in the file.
struct ReadType {
    RecordType type;
    std::string file;
    std::vector<int> lines;  ///< of each field, from 1
};

struct PackHead {
    std::string name, version;
    Words label = {};
};

/// errors  by `problems`; what is returned is then not to be used, except to look for more problems
PackHead read_pack_head(std::string_view file, std::string_view content, PackProblems& problems);
std::optional<ReadType> read_type(std::string_view file, std::string_view content, PackProblems& problems);

}  // namespace accalmie
