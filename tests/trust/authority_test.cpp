// SPDX-License-Identifier: Apache-2.0
// Who may have written a record, by what three officers sign: each line of src/trust/authority.hpp, and any order of arrival.
#include "trust/authority.hpp"

#include "support/hex_blocks.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

using namespace accalmie;

namespace {

SigningKey key(unsigned char seed) { return SigningKey::from_seed(Bytes(32, seed)).value(); }
HybridTime at(std::string_view iso) { return next_reading({}, parse_instant(iso).value()); }
Day day(std::string_view iso) { return parse_day(iso).value(); }

std::array<AuthorId, officers_count> keys_of(std::array<unsigned char, 3> seeds)
{
    std::array<AuthorId, officers_count> keys{key(seeds[0]).author(), key(seeds[1]).author(), key(seeds[2]).author()};
    std::sort(keys.begin(), keys.end());
    return keys;
}

Bytes signed_by(Statement const& statement, std::vector<unsigned char> const& seeds)
{
    auto octets = write_statement(statement).value();
    for (auto seed : seeds) octets = sign_statement(octets, key(seed)).value();
    return octets;
}

Charter const first{"Macina", {}, keys_of({1, 2, 3}), at("2026-01-01T08:00:00Z")};
Bytes founding() { return signed_by(first, {1, 2, 3}); }
Hash first_id() { return read_statement(founding()).value().id; }
Charter second() { return {"Macina", first_id(), keys_of({2, 3, 4}), at("2026-06-01T08:00:00Z")}; }
Hash second_id() { return read_statement(write_statement(second()).value()).value().id; }

Certificate nurse(unsigned char seed = 10)
{
    return {first_id(), {"Awa", key(seed).author(), "IMC", Role::nurse, {"ML0507"}, day("2026-01-01"), day("2026-12-31")}, {}, {}, at("2026-01-02T08:00:00Z")};
}
Revocation revoke_nurse() { return {first_id(), key(10).author(), at("2026-03-01T08:00:00Z"), at("2026-03-02T08:00:00Z")}; }

Authority authority(std::vector<Bytes> const& statements) { return Authority::from(founding(), statements).value(); }

std::string asked(Authority const& of, Authority::Question const& question)
{
    auto const answer = of.may_write(question);
    return answer ? "yes" : answer.error().what;
}
Authority::Question visit(std::string_view when = "2026-02-01T10:00:00Z", unsigned char seed = 10)
{
    return {key(seed).author(), "visit", "ML0507@cod-ab-2023", at(when)};
}

}  // namespace

TEST_CASE("a certificate of two officers lets its holder write what her role writes, where and while it says")
{
    auto const of = authority({signed_by(nurse(), {1, 3})});
    CHECK(asked(of, visit()) == "yes");
    CHECK(of.refused().empty());
    auto question = visit();
    question.place = "ML0407@cod-ab-2023";
    CHECK(asked(of, question) == "about a place that the author's certificate does not cover");
    question.place = {};
    CHECK(asked(of, question) == "about a place that the author's certificate does not cover");
    question = visit();
    question.type = "budget";
    CHECK(asked(of, question) == "of a type that the author's certificate does not cover");
    question.type = "of_a_newer_program";
    CHECK(asked(of, question) == "of a type that the author's certificate does not cover");
    CHECK(asked(of, visit("2025-12-31T23:59:59Z")) == "written outside the days of the author's certificate");
    CHECK(asked(of, visit("2026-12-31T23:59:59Z")) == "yes");
    CHECK(asked(of, visit("2027-01-01T00:00:00Z")) == "written outside the days of the author's certificate");
    CHECK(asked(of, visit("2026-02-01T10:00:00Z", 11)) == "no certificate names the author's key");
    // An officer signs for others; by that alone she writes nothing.
    CHECK(asked(of, visit("2026-02-01T10:00:00Z", 1)) == "no certificate names the author's key");
}

TEST_CASE("one signature, twice the same, or those of strangers make no certificate")
{
    for (auto const& seeds : std::vector<std::vector<unsigned char>>{{}, {1}, {1, 1}, {1, 8}, {7, 8, 9}}) {
        auto const of = authority({signed_by(nurse(), seeds)});
        CHECK(asked(of, visit()) == "no certificate names the author's key");
        REQUIRE(of.refused().size() == 1);
        CHECK(of.refused()[0].reason == "fewer than two officers have signed it");
    }
}

TEST_CASE("copies that two officers signed apart count together")
{
    auto const one = signed_by(nurse(), {1}), other = signed_by(nurse(), {2});
    CHECK(asked(authority({one, other}), visit()) == "yes");
    CHECK(asked(authority({join_statements(one, other).value()}), visit()) == "yes");
    CHECK(join_statements(one, founding()).error().kind == Error::Kind::conflict);
}

TEST_CASE("types of a certificate narrow its role and never widen it")
{
    auto narrow = nurse();
    narrow.types = {"visit", "budget"};
    auto const of = authority({signed_by(narrow, {1, 2})});
    CHECK(asked(of, visit()) == "yes");
    auto question = visit();
    question.type = "stock_count";
    CHECK(asked(of, question) == "of a type that the author's certificate does not cover");
    question.type = "budget";
    CHECK(asked(of, question) == "of a type that the author's certificate does not cover");
}

TEST_CASE("a node's own pen writes any type, within its places")
{
    auto node = nurse();
    node.member.role = Role::owner;
    auto const of = authority({signed_by(node, {1, 2})});
    auto question = visit();
    question.type = "submission";
    CHECK(asked(of, question) == "yes");
    question.place = "ML0407@cod-ab-2023";
    CHECK(asked(of, question) == "about a place that the author's certificate does not cover");
}

TEST_CASE("a revoked key's later records are refused, its earlier ones stay, and a new certificate does not bring it back")
{
    auto again = nurse();
    again.made = at("2026-04-01T08:00:00Z");
    auto const of = authority({signed_by(nurse(), {1, 3}), signed_by(revoke_nurse(), {2, 3}), signed_by(again, {1, 2})});
    CHECK(asked(of, visit("2026-03-01T08:00:00Z")) == "yes");
    CHECK(asked(of, visit("2026-03-01T08:00:01Z")) == "the author's key was revoked before this was written");
    CHECK(asked(of, visit("2026-05-01T08:00:00Z")) == "the author's key was revoked before this was written");
    // By one officer it is no revocation.
    CHECK(asked(authority({signed_by(nurse(), {1, 3}), signed_by(revoke_nurse(), {2})}), visit("2026-05-01T08:00:00Z")) == "yes");
}

TEST_CASE("a lost officer's key: two others put a new one in its place, and what the old one signs later counts no more")
{
    auto later = nurse();
    later.made = at("2026-07-01T08:00:00Z");
    auto const charter = signed_by(second(), {2, 3, 4});
    auto const of = authority({charter, signed_by(nurse(), {1, 2})});
    CHECK(of.charter_id() == second_id());
    CHECK(asked(of, visit("2026-08-01T08:00:00Z")) == "yes");  // made while officer 1 governed
    CHECK(authority({charter, signed_by(later, {1, 2})}).refused().at(0).reason == "made when its officers did not govern");
    later.charter = second_id();
    CHECK(authority({charter, signed_by(later, {1, 2})}).refused().at(0).reason == "fewer than two officers have signed it");
    CHECK(asked(authority({charter, signed_by(later, {2, 4})}), visit("2026-08-01T08:00:00Z")) == "yes");
    // Without the new officer's own signature, or of one officer alone, nothing changes.
    CHECK(authority({signed_by(second(), {2, 3})}).refused().at(0).reason == "a new officer has not signed it");
    CHECK(authority({signed_by(second(), {2, 4})}).refused().at(0).reason == "fewer than two officers of the charter before have signed it");
}

TEST_CASE("of two charters that follow the same one the earlier counts, and the other is told")
{
    auto other = second();
    other.officers = keys_of({1, 2, 9});
    other.made = at("2026-06-02T08:00:00Z");
    auto const of = authority({signed_by(other, {1, 2, 9}), signed_by(second(), {2, 3, 4})});
    CHECK(of.charter_id() == second_id());
    REQUIRE(of.refused().size() == 1);
    CHECK(of.refused()[0].reason.starts_with("another charter follows the same one already"));
}

TEST_CASE("a node founds on a charter of all three officers and on nothing else")
{
    CHECK(Authority::from(signed_by(first, {1, 2}), {}).error().kind == Error::Kind::denied);
    CHECK(Authority::from(signed_by(nurse(), {1, 2, 3}), {}).error().kind == Error::Kind::denied);
    CHECK(Authority::from(signed_by(second(), {2, 3, 4}), {}).error().kind == Error::Kind::denied);
    CHECK(Authority::from({}, {}).error().kind == Error::Kind::corrupt);
    auto twice = first;
    twice.officers[1] = twice.officers[0];
    CHECK(write_statement(twice).error().kind == Error::Kind::invalid);
}

TEST_CASE("the order of arrival, repetition and rubbish between change nothing")
{
    auto later = nurse(11);
    later.charter = second_id();
    later.made = at("2026-07-01T08:00:00Z");
    std::vector<Bytes> const all{signed_by(nurse(), {1}),       signed_by(nurse(), {3}),   signed_by(revoke_nurse(), {1, 2}),
                                 signed_by(second(), {2, 3, 4}), signed_by(later, {3, 4}), signed_by(nurse(12), {1})};
    std::vector<Authority::Question> const questions{visit(), visit("2026-05-01T08:00:00Z"), visit("2026-08-01T08:00:00Z", 11), visit("2026-08-01T08:00:00Z", 12)};
    std::vector<std::string> expected;
    auto const straight = authority(all);
    for (auto const& question : questions) expected.push_back(asked(straight, question));
    REQUIRE(expected == std::vector<std::string>{"yes", "the author's key was revoked before this was written", "yes", "no certificate names the author's key"});
    rc::check([&](std::uint32_t seed) {
        std::mt19937 random{seed};
        auto shuffled = all;
        shuffled.push_back(all[random() % all.size()]);
        shuffled.push_back(Bytes(random() % 40, static_cast<std::uint8_t>(random())));
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        auto const of = authority(shuffled);
        for (std::size_t i = 0; i < questions.size(); ++i) RC_ASSERT(asked(of, questions[i]) == expected[i]);
        RC_ASSERT(of.charter_id() == second_id());
    });
}

TEST_CASE("a statement with any bit changed is none, and every statement is read back as it was")
{
    auto const good = signed_by(nurse(), {1, 3});
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto changed = good;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
        CHECK_FALSE(read_statement(changed));
    }
    for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(read_statement(BytesView{good}.first(size)));
    auto const read = std::get<Certificate>(read_statement(good).value().statement);
    CHECK(read.member.pseudonym == "Awa");
    CHECK(read.member.organisation == "IMC");
    CHECK(read.member.places == std::vector<std::string>{"ML0507"});
    CHECK(read.member.until == day("2026-12-31"));
    CHECK(read.made == nurse().made);
    // The signature is over the kind and the words, so a revocation cannot be read as anything else.
    CHECK(std::get<Revocation>(read_statement(signed_by(revoke_nurse(), {1})).value().statement).after == revoke_nurse().after);
}

TEST_CASE("the charter of the format's document is the one that we write")
{
    fixtures::HexBlocks blocks{ACCALMIE_SOURCE_DIR "/docs/formats/statement.md"};
    blocks.expect("charter", founding());
}
