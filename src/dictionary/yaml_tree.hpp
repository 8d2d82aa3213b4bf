// SPDX-License-Identifier: Apache-2.0
// src/dictionary/yaml_tree.hpp: one YAML document as a small tree that remembers its lines. Less than YAML, on purpose: no anchors,
// aliases, tags, second documents or deep nesting, so that a file of a pack says what it looks like and cannot grow when it is read.
#pragma once

#include "dictionary/problems.hpp"

namespace accalmie {

struct YamlValue {
    enum class Kind : std::uint8_t { nothing, text, list, map };
    Kind kind = Kind::nothing;
    int line = 0;                  ///< from 1
    std::string text;              ///< kind text, as written between quotes or plain
    std::vector<YamlValue> keys;   ///< kind map: beside `items`
    std::vector<YamlValue> items;  ///< kind list, kind map
};

/// The one document of `content`, or nothing when it cannot be used; why is then among `problems`.
std::optional<YamlValue> read_yaml(std::string_view file, std::string_view content, PackProblems& problems);

}  // namespace accalmie
