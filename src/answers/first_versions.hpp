// SPDX-License-Identifier: Apache-2.0
// src/answers/first_versions.hpp: links that name any version of a record lead to its first.
#pragma once

#include "facts/store.hpp"

#include <map>
#include <string>
#include <string_view>

namespace accalmie {

/// Later versions of records by address, and what each corrects: a link may name any version.
class FirstVersions {
public:
    /// Of packages, items, voices, gatherings, commitments, visits, facilities and their reports.
    static Result<FirstVersions> load(Store const& store);
    void add(std::string version, std::string corrects) { corrects_[std::move(version)] = std::move(corrects); }
    /// The address of the first version; "HEX" is "HEX:0"; empty stays empty.
    std::string of(std::string_view link) const;

private:
    std::map<std::string, std::string, std::less<>> corrects_;
};

}  // namespace accalmie
