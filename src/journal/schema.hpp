// SPDX-License-Identifier: Apache-2.0
// src/journal/schema.hpp: what makes a SQLite file a journal. Inside journal/ only.
#pragma once

#include "journal/sqlite.hpp"

#include <functional>

namespace accalmie {

inline constexpr std::int64_t journal_application_id = 0x4143'434C;  // "ACCL", at octet 68 of the file
inline constexpr std::int64_t journal_version = 1;                   // user_version, at octet 60

/// Make the tables in an empty file, or see that they are those of a journal that we understand; set what every writer needs.
/// errors  conflict  of a newer version, or locked     corrupt  not a journal     io
Result<void> prepare_schema(Database& database);

/// SQLite's integrity check, the tables' definitions, and that no group is lost. Each fault goes to `report`.
/// errors  as sqlite_error, where the check itself cannot go on
Result<void> check_structure(Database& database, std::function<void(Error)> const& report);

}  // namespace accalmie
