// SPDX-License-Identifier: Apache-2.0
// src/facts/place_functions.hpp: the ground as SQL functions, so that a join by position is one statement. Private to facts/.
#pragma once

#include "facts/duck.hpp"

#include <mutex>

namespace accalmie {

/// The place index that the functions ask; exchanged when places change.
class CurrentPlaces {
public:
    std::shared_ptr<PlaceIndex const> get() const
    {
        std::lock_guard const lock{mutex_};
        return index_;
    }
    void set(std::shared_ptr<PlaceIndex const> index)
    {
        std::lock_guard const lock{mutex_};
        index_ = std::move(index);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<PlaceIndex const> index_;
};

/// Make `place_at(latitude, longitude, level)` and `place_named(name, level)` known to the database: each gives a P-code of the current
/// boundaries, or null (no such area, no position, or several areas of that name). `places` must outlive the database.
Result<void> register_place_functions(duckdb_connection connection, CurrentPlaces& places);

}  // namespace accalmie
