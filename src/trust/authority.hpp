// SPDX-License-Identifier: Apache-2.0
// src/trust/authority.hpp: who may have written a record, by the statements that a node holds. Pure: the same statements in any order give the same answer.
#pragma once

#include "trust/statement.hpp"

namespace accalmie {

/// What officers have said together, folded. Nothing that they did not sign counts.
class Authority {
public:
    /// in      founding    the charter that this node was told to trust, signed by its three officers
    ///         statements  whatever else it holds, in any order, any number of times
    /// errors  denied  the founding charter is not one, or not signed by all three     corrupt  its octets
    static Result<Authority> from(BytesView founding, std::vector<Bytes> const& statements);

    /// A statement that does not count, and why.
    struct Refused {
        std::optional<Hash> id;  ///< none: it could not even be read
        std::string reason;
    };
    struct Held {
        Certificate certificate;
        std::optional<HybridTime> revoked_after;
    };

    Charter const& charter() const { return line_.back().charter; }  ///< in force
    Hash const& charter_id() const { return line_.back().id; }
    std::vector<Held> const& certificates() const { return held_; }  ///< by pseudonym, then by when they were made
    std::vector<Refused> const& refused() const { return refused_; }

    /// What is asked about a record: its author, type, coarse place (empty: none) and clock.
    struct Question {
        AuthorId author;
        std::string_view type;
        std::string_view place;
        HybridTime hlc;
    };
    /// May this author have written it? Deny by default.
    /// errors  denied  nobody's key, a revoked one, outside its days, places or types, with the reason
    Result<void> may_write(Question const& question) const;

private:
    struct InForce {
        Hash id;
        Charter charter;
        std::optional<HybridTime> until;  ///< its successor was made
    };
    void follow(std::vector<SignedStatement>& charters);
    InForce const* signed_by_officers(SignedStatement const& statement, Hash const& charter, HybridTime made);
    void take(SignedStatement const& statement, Certificate const& certificate);
    void take(SignedStatement const& statement, Revocation const& revocation);
    void take(SignedStatement const&, Charter const&) {}
    void refuse(std::optional<Hash> id, std::string reason) { refused_.push_back({id, std::move(reason)}); }

    std::vector<InForce> line_;
    std::vector<Held> held_;
    std::map<AuthorId, HybridTime> revoked_;
    std::vector<Refused> refused_;
};

}  // namespace accalmie
