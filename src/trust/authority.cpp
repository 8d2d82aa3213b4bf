// SPDX-License-Identifier: Apache-2.0
#include "trust/authority.hpp"

#include <algorithm>
#include <tuple>

namespace accalmie {

namespace {

std::size_t signatures_of(SignedStatement const& statement, std::array<AuthorId, officers_count> const& officers)
{
    return static_cast<std::size_t>(
        std::count_if(officers.begin(), officers.end(), [&](AuthorId const& officer) { return statement.signatures.contains(officer); }));
}

bool is_officer(Charter const& charter, AuthorId const& key) { return std::find(charter.officers.begin(), charter.officers.end(), key) != charter.officers.end(); }

/// Whoever is new among the officers has signed too: a key that nobody holds would govern.
bool newcomers_signed(SignedStatement const& statement, Charter const& next, Charter const& before)
{
    return std::all_of(next.officers.begin(), next.officers.end(),
                       [&](AuthorId const& officer) { return is_officer(before, officer) || statement.signatures.contains(officer); });
}

Error denied(std::string what, std::string remedy = {}) { return {Error::Kind::denied, std::move(what), {}, std::move(remedy)}; }

Day day_of(HybridTime time) { return std::chrono::floor<std::chrono::days>(time.physical()); }

}  // namespace

Result<Authority> Authority::from(BytesView founding, std::vector<Bytes> const& statements)
{
    auto const first = TRY(read_statement(founding));
    auto const* const charter = std::get_if<Charter>(&first.statement);
    if (charter == nullptr || charter->previous) return denied("not a founding charter", "name the charter that has no one before it");
    if (signatures_of(first, charter->officers) != officers_count)
        return denied("the founding charter is not signed by its three officers", "let each sign it: accalmie statement sign");
    Authority authority;
    authority.line_.push_back({first.id, *charter, {}});
    std::map<Hash, SignedStatement> all;
    for (auto const& octets : statements) {
        auto read = read_statement(octets);
        if (!read) {
            authority.refuse({}, read.error().what);
            continue;
        }
        // Copies of one statement that were signed apart count together.
        auto& there = all.try_emplace(read.value().id, read.value()).first->second;
        there.signatures.insert(read.value().signatures.begin(), read.value().signatures.end());
    }
    all.erase(first.id);
    std::vector<SignedStatement> charters;
    for (auto const& [id, statement] : all)
        if (std::holds_alternative<Charter>(statement.statement)) charters.push_back(statement);
    authority.follow(charters);
    for (auto const& [id, statement] : all) std::visit([&](auto const& one) { authority.take(statement, one); }, statement.statement);
    for (auto& held : authority.held_) {
        auto const found = authority.revoked_.find(held.certificate.member.key);
        if (found != authority.revoked_.end()) held.revoked_after = found->second;
    }
    std::sort(authority.held_.begin(), authority.held_.end(), [](Held const& a, Held const& b) {
        auto const order = [](Certificate const& one) { return std::tie(one.member.pseudonym, one.made, one.member.key); };
        return order(a.certificate) < order(b.certificate);
    });
    return authority;
}

/// The line of charters: each follows the one that it names, signed by two of its officers. Of two that follow the same the earlier counts.
void Authority::follow(std::vector<SignedStatement>& charters)
{
    std::sort(charters.begin(), charters.end(), [](SignedStatement const& a, SignedStatement const& b) {
        return std::tuple{std::get<Charter>(a.statement).made, a.id} < std::tuple{std::get<Charter>(b.statement).made, b.id};
    });
    // Made after the one it follows, so one pass in the order of making finds the whole line.
    for (auto const& statement : charters) {
        auto const& next = std::get<Charter>(statement.statement);
        auto& last = line_.back();
        if (next.previous != last.id) {
            bool const is_fork = std::any_of(line_.begin(), line_.end(), [&](InForce const& one) { return next.previous == one.id; });
            refuse(statement.id, is_fork ? "another charter follows the same one already: two officers have signed both, or a key is in other hands"
                                         : "it follows no charter that counts");
        } else if (next.made <= last.charter.made) {
            refuse(statement.id, "made before the charter that it follows");
        } else if (next.workspace != last.charter.workspace) {
            refuse(statement.id, "of another workspace");
        } else if (signatures_of(statement, last.charter.officers) < signatures_needed) {
            refuse(statement.id, "fewer than two officers of the charter before have signed it");
        } else if (!newcomers_signed(statement, next, last.charter)) {
            refuse(statement.id, "a new officer has not signed it");
        } else {
            last.until = next.made;
            line_.push_back({statement.id, next, {}});
        }
    }
}

/// The charter whose officers have said this while they governed; null (and refused) where they have not.
Authority::InForce const* Authority::signed_by_officers(SignedStatement const& statement, Hash const& charter, HybridTime made)
{
    auto const found = std::find_if(line_.begin(), line_.end(), [&](InForce const& one) { return one.id == charter; });
    if (found == line_.end()) refuse(statement.id, "it names no charter that counts");
    else if (signatures_of(statement, found->charter.officers) < signatures_needed) refuse(statement.id, "fewer than two officers have signed it");
    else if (made < found->charter.made || (found->until && made >= *found->until)) refuse(statement.id, "made when its officers did not govern");
    else return &*found;
    return nullptr;
}

void Authority::take(SignedStatement const& statement, Certificate const& certificate)
{
    if (signed_by_officers(statement, certificate.charter, certificate.made) != nullptr) held_.push_back({certificate, {}});
}

void Authority::take(SignedStatement const& statement, Revocation const& revocation)
{
    if (signed_by_officers(statement, revocation.charter, revocation.made) == nullptr) return;
    auto& after = revoked_.try_emplace(revocation.key, revocation.after).first->second;
    after = std::min(after, revocation.after);
}

Result<void> Authority::may_write(Question const& question) const
{
    auto const revoked = revoked_.find(question.author);
    if (revoked != revoked_.end() && question.hlc > revoked->second)
        return denied("the author's key was revoked before this was written", "a new device needs a new key and a certificate of its own");
    bool known = false, in_days = false, at_place = false;
    auto const today = day_of(question.hlc);
    for (auto const& held : held_) {
        auto const& member = held.certificate.member;
        if (member.key != question.author) continue;
        known = true;
        if (today < member.from || today > member.until) continue;
        in_days = true;
        if (!covers(member, question.place)) continue;
        at_place = true;
        auto const& types = held.certificate.types;
        bool const is_listed = types.empty() || std::find(types.begin(), types.end(), question.type) != types.end();
        if (is_listed && may(member, Action::write, {question.type, question.place, today})) return {};
    }
    if (!known) return denied("no certificate names the author's key", "let two officers certify it");
    if (!in_days) return denied("written outside the days of the author's certificate", "let two officers make a new one");
    if (!at_place) return denied("about a place that the author's certificate does not cover");
    return denied("of a type that the author's certificate does not cover");
}

}  // namespace accalmie
