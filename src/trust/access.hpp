// SPDX-License-Identifier: Apache-2.0
// src/trust/access.hpp: the one pure function that says who may do and see what. Deny by default.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// Roles of docs and SECURITY.md. `owner` is whoever sits at the machine that holds the workspace's keys.
enum class Role : std::uint8_t { owner, lead, coordinator, district_health, researcher, nurse, forum_officer, donor };

/// A person or device that may ask.
struct Member {
    std::string pseudonym;
    AuthorId key;
    std::string organisation;
    Role role = Role::donor;
    std::vector<std::string> places;  ///< P-codes; a code covers all places whose code starts with it; empty: none; "*": all
    Day from{}, until{};              ///< both counted
};

enum class Action : std::uint8_t { see_open, see_team, see_ledger, see_movements, write, administer };

/// What is asked about: a record's type and coarse place (a P-code without version; empty: no place), and the day of asking.
struct Subject {
    std::string_view type;
    std::string_view place;
    Day today{};
};

/// May `member` do `action` on `subject`? Pure; every surface asks it and nothing else decides.
bool may(Member const& member, Action action, Subject const& subject);

/// May a node of `member` take part in a sync at all? Not a donor's: what he may see he is sent as figures.
bool may_sync(Member const& member, Day today);

/// What a record has beside its open fields.
enum class Beside : std::uint8_t { nothing, more };

/// May the whole record lie on a node of `member`? Narrower than `may`, since a machine can be seized: records of the member's own places whose team
/// fields he sees, and published ground with nothing but open fields. Sealed groups go with them, as sealed as they are.
bool may_hold(Member const& member, Subject const& subject, Beside beside);

/// Does the member work at `place`? A record without a place is of all places: only "*" covers it.
bool covers(Member const& member, std::string_view place);

Result<Role> parse_role(std::string_view code);
std::string_view role_code(Role role);

}  // namespace accalmie
