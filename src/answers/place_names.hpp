// SPDX-License-Identifier: Apache-2.0
// src/answers/place_names.hpp: names of places that records refer to, each boundary version asked for once.
#pragma once

#include "facts/store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace accalmie {

/// Lives as long as `store`.
class PlaceNames {
public:
    explicit PlaceNames(Store const& store) : store_(&store) {}

    /// Places of a version (empty: the default one); null where it is not known.
    PlaceIndex const* places(std::string_view version);
    /// The name of PCODE@VERSION (no version: the default one); empty where it is not known.
    std::string of(std::string_view reference);
    /// Its level: 0 the country, 1 region, 2 cercle, 3 commune, 4 village; nothing where it is not known.
    std::optional<int> level_of(std::string_view reference);

private:
    Store const* store_;
    std::map<std::string, std::shared_ptr<PlaceIndex const>, std::less<>> kept_;
};

}  // namespace accalmie
