// SPDX-License-Identifier: Apache-2.0
// src/dictionary/yaml_map.hpp: the entries of one YAML map, asked for one by one; a key that nobody asks for is a problem.
#pragma once

#include "dictionary/yaml_tree.hpp"

namespace accalmie {

enum class Need : std::uint8_t { required, optional };

class YamlMap {
public:
    /// `what` names the map in messages, as "the field deaths_best". `value` must outlive this.
    YamlMap(YamlValue const& value, std::string what, std::string_view file, PackProblems& problems);

    /// One line of text; empty where it is not there or not usable.
    std::string text(std::string_view key, Need need);
    /// French and English, both needed.
    Words words(std::string_view key);
    std::optional<double> number(std::string_view key);
    bool yes(std::string_view key);  ///< `true` or `false`; false where it is not there
    YamlValue const* value(std::string_view key, Need need);
    int line_of(std::string_view key) const;  ///< that of the map where the key is not there

    void rename(std::string what) { what_ = std::move(what); }
    void problem(std::string_view key, std::string what, std::string remedy);
    /// Call last: names keys that are unknown or there twice.
    void finish();

private:
    std::optional<std::size_t> find(std::string_view key) const;

    YamlValue const& map_;
    std::string what_;
    std::string_view file_;
    PackProblems& problems_;
    std::vector<std::string> asked_;
};

}  // namespace accalmie
