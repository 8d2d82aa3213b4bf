// SPDX-License-Identifier: Apache-2.0
// src/answers/holders.hpp: facilities and vehicles that records link to, whichever version of them a link names.
#pragma once

#include "facts/store.hpp"

#include <map>
#include <string>
#include <string_view>

namespace accalmie {

/// Who holds stock, sends or receives.
struct Holder {
    enum class Kind : std::uint8_t { facility, asset } kind = Kind::facility;
    std::string id;     ///< "HEX:ROW" of its first version
    std::string name;   ///< of a facility; the code of a vehicle
    std::string type;   ///< code of facility_kind or asset_kind
    std::string place;  ///< PCODE@VERSION; may be empty
};

class Holders {
public:
    static Result<Holders> load(Store const& store);
    /// Of a link "HEX" or "HEX:ROW"; null where no such record counts.
    Holder const* find(std::string_view link) const;

private:
    std::map<std::string, Holder, std::less<>> by_address_;
};

}  // namespace accalmie
