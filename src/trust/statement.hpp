// SPDX-License-Identifier: Apache-2.0
// src/trust/statement.hpp: what officers sign together: who governs, who may write, whose key is no longer good. Bytes: docs/formats/statement.md.
#pragma once

#include "trust/access.hpp"
#include "trust/record.hpp"

#include <array>
#include <map>
#include <variant>

namespace accalmie {

inline constexpr std::uint64_t statement_format = 1;
inline constexpr std::size_t statement_octets_max = 16'384;
inline constexpr std::size_t officers_count = 3;
/// Two of three: no officer alone gives or takes a right, and one lost key stops nobody.
inline constexpr std::size_t signatures_needed = 2;

/// Who governs a workspace.
struct Charter {
    std::string workspace;                          ///< its name, to 200 octets
    std::optional<Hash> previous;                   ///< the statement that it follows; none: the founding one
    std::array<AuthorId, officers_count> officers;  ///< three different keys, in ascending order
    HybridTime made;
};

/// What the holder of a key may write.
struct Certificate {
    Hash charter;                        ///< whose officers sign it
    Member member;                       ///< `key` is the subject; the role `owner` is a node's own pen, within its places
    std::vector<std::string> types;      ///< record types; empty: all that the role writes
    std::vector<std::string> audiences;  ///< whose sealed fields it may be given the key of
    HybridTime made;
};

/// From `after` on, a key's records count no more. For good: whoever comes back has a new key.
struct Revocation {
    Hash charter;
    AuthorId key;
    HybridTime after;  ///< records up to this clock stay
    HybridTime made;
};

using Statement = std::variant<Charter, Certificate, Revocation>;

/// A statement and who signed it so far; every signature was checked.
struct SignedStatement {
    Hash id;  ///< of what is signed, not of the signatures: the same whoever signs
    Statement statement;
    std::map<AuthorId, Bytes> signatures;
};

/// A statement that nobody has signed.
/// errors  invalid  officers that are not three different keys in order, a text too long or not UTF-8, more than 64 places, types or audiences,
///                  no place, a last day before the first
Result<Bytes> write_statement(Statement const& statement);

/// The same statement with one signature more; a second one of the same key changes nothing.
/// errors  as read_statement     limit  more than 8 signatures
Result<Bytes> sign_statement(BytesView octets, SigningKey const& key);

/// One file of all signatures that copies of one statement have gathered apart from each other.
/// errors  conflict  not the same statement     as read_statement
Result<Bytes> join_statements(BytesView one, BytesView other);

/// errors  corrupt  another form than write_statement gives, or a signature that is not its key's     invalid  as write_statement
Result<SignedStatement> read_statement(BytesView octets);

}  // namespace accalmie
