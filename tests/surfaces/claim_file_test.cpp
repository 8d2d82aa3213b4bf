// SPDX-License-Identifier: Apache-2.0
// A claim's file: equal every time, recomputed from itself alone, and every change in it is found.
#include "surfaces/claim_file.hpp"

#include "surfaces/claim_page.hpp"
#include "surfaces/claim_tree.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/tree_text.hpp"
#include "trust/crypto.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

SigningKey made_key(std::uint8_t first)
{
    std::array<std::uint8_t, 32> seed;
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(first + i);
    return SigningKey::from_seed(seed).value();
}

CoverageRow covers(std::string const& source, std::string const& first, std::string const& last)
{
    return {source, "ML", "all", *parse_day(first), *parse_day(last), source + " release"};
}

/// Four events a month in the west from 2010 to 2022, none for seven months from March 2021; two a month in the east; ACLED until `acled_last`.
ClaimEvidence made_evidence(std::string const& acled_last = "2020-07-31")
{
    ClaimEvidence evidence;
    evidence.question.places = {"ML0101"};
    evidence.question.first = Month::of(2021, 1);
    evidence.question.last = Month::of(2022, 3);
    evidence.question.claim.sentence = Words{"Events fell", "Events fell"};
    evidence.boundary = "made-1";
    evidence.places = {{"ML0101", "Couchant", "ML01", 2, PlaceRole::asked}, {"ML0102", "Levant", "ML01", 2, PlaceRole::neighbour}, {"ML010101", "Commune", "ML0101", 3, PlaceRole::inside}};
    for (auto const* const source : {"acled", "ucdp"})
        for (auto const* const place : {"ML0101", "ML010101", "ML0102"})
            for (Month month = Month::of(2010, 1); month <= Month::of(2022, 12); month = month + 1) {
                bool const is_lull = month >= Month::of(2021, 3) && month < Month::of(2021, 10);
                std::int64_t const events = std::string_view{place} == "ML0102" ? 2 : is_lull ? 0 : 4;
                if (events > 0 && (source[0] == 'u' || month.first_day() < *parse_day(acled_last))) evidence.counts.push_back({source, place, month, events});
            }
    for (auto const* const source : {"acled", "ucdp"}) {
        EvidenceInput input;
        input.source = source;
        input.passing = passing_of(source);
        input.rows = 1'000;
        input.rows_hash = hash_of(as_bytes(source)).hex();
        input.series_hash = hash_of(as_bytes(series_lines(evidence.counts, source))).hex();
        input.coverage = {covers(source, "2010-01-01", source[0] == 'u' ? "2022-12-31" : acled_last)};
        evidence.inputs.push_back(std::move(input));
    }
    return evidence;
}

ClaimRow made_claim()
{
    ClaimRow claim;
    claim.name = "lull";
    claim.sentence = "Events fell";
    claim.first = Month::of(2021, 1);
    claim.last = Month::of(2022, 3);
    return claim;
}

std::string made_file(ClaimEvidence const& evidence, std::uint8_t key = 0)
{
    auto const figures = figures_of(evidence);
    REQUIRE_MESSAGE(figures, (figures ? "" : figures.error().text()));
    auto const signer = made_key(key);
    return claim_file(made_claim(), evidence, *figures, Kind::real, *parse_day("2023-01-15"), signer.author(), [&](BytesView message) { return signer.sign(message); });
}

/// The file with other words, signed by somebody.
std::string signed_anew(std::string text, std::string const& from, std::string const& to, std::uint8_t key)
{
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    auto const signer = made_key(key);
    auto const author_at = text.rfind("\"author\": \"");
    text = text.substr(0, author_at) + "\"author\": \"" + signer.author().hex() + "\",\n";
    return text + "\"signature\": \"" + to_hex(signer.sign(as_bytes(text))) + "\"\n}\n";
}

ClaimVerification verified(std::string const& text)
{
    auto found = verify_claim_file(text);
    REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
    return std::move(*found);
}

}  // namespace

TEST_CASE("a file holds, has the same octets every time, and is the test vector of docs/formats/claim.md")
{
    auto const text = made_file(made_evidence());
    CHECK(text == made_file(made_evidence()));
    auto const found = verified(text);
    CHECK(found.holds());
    CHECK(found.agreed > 500);
    CHECK(found.differing == 0);
    CHECK(found.verdict == "cannot_be_said");
    CHECK(found.author.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
    CHECK(hash_of(as_bytes(text)).hex() == "52d3b4c207ccc4934c33a6188bb2dab930179db92432f740e57bca997109ef4d");
}

TEST_CASE("any changed octet breaks the signature or the form")
{
    auto const text = made_file(made_evidence());
    CHECK(rc::check([&] {
        auto changed = text;
        auto const at = *rc::gen::inRange<std::size_t>(0, text.size());
        changed[at] = static_cast<char>(*rc::gen::inRange(32, 127));
        RC_PRE(changed[at] != text[at]);
        auto const found = verify_claim_file(changed);
        bool const holds = found && found->holds();
        RC_ASSERT(!holds);
    }));
}

TEST_CASE("whoever changes a count, a figure, a hash, a coverage or the recipe and signs anew is found by recomputing")
{
    auto const text = made_file(made_evidence());
    std::string const changes[][2] = {{"\"2019-05\":4", "\"2019-05\":9"},
                                      {"\"ratio\":0.0,", "\"ratio\":0.1,"},
                                      {"\"rank\":1,", "\"rank\":2,"},
                                      {"\"last_day\":\"2022-12-31\"", "\"last_day\":\"2021-05-31\""},
                                      {"\"baseline_years\":3", "\"baseline_years\":4"},
                                      {"\"verdict\":\"cannot_be_said\"", "\"verdict\":\"supported\""}};
    for (auto const& change : changes) {
        CAPTURE(change[0]);
        auto const found = verified(signed_anew(text, change[0], change[1], 7));
        CHECK(found.signature_holds);
        CHECK(found.differing > 0);
        CHECK(!found.differences.empty());
        CHECK(!found.holds());
        CHECK(found.author != made_key(0).author());
    }
}

TEST_CASE("no count of ACLED is in the file; where it ends before the window that alone is recomputed, else it is told apart")
{
    auto const text = made_file(made_evidence());
    CHECK(text.find(R"("source":"acled","place")") == std::string::npos);
    CHECK(text.find(R"("source":"ucdp","place")") != std::string::npos);
    CHECK(verified(text).not_recomputed.empty());
    auto const covered = made_file(made_evidence("2022-12-31"));
    auto const found = verified(covered);
    CHECK(found.holds());
    REQUIRE(found.not_recomputed.size() == 1);
    CHECK(found.not_recomputed.front() == "acled");
    auto const page = claim_page(made_claim(), made_evidence("2022-12-31"), figures_of(made_evidence("2022-12-31")).value(), Kind::real);
    CHECK(page.find("## acled") == std::string::npos);
    CHECK(page.find("false") == std::string::npos);
    CHECK(page.find("## Reply of the organisation") != std::string::npos);
    CHECK(page.find("## The answer") < page.find("| compared with |"));
}

TEST_CASE("the figures are those of the claim's own question, over seven baselines, and the neighbour did not fall")
{
    auto const figures = figures_of(made_evidence()).value();
    // acled and ucdp by 7 baselines: the place, the neighbours together, the neighbour, the commune.
    CHECK(figures.areas.size() == 2 * 7 * 4);
    int fell = 0;
    for (auto const& area : figures.areas) {
        if (area.source == "acled") CHECK(area.verdict == Verdict::cannot_be_said);
        if (area.source == "ucdp" && area.role == PlaceRole::neighbour) CHECK(area.verdict == Verdict::not_shown);
        if (area.source == "ucdp" && area.role == PlaceRole::asked) fell += area.verdict == Verdict::supported ? 1 : 0;
    }
    CHECK(fell >= 5);
}

TEST_CASE("claims over HTTP have the shapes that the interface describes, checked or not")
{
    auto const evidence = made_evidence();
    auto claim = made_claim();
    auto const shaped = [](Tree const& tree, std::string_view name) {
        auto const checked = http::check_shape(nlohmann::json::parse(tree_json(tree)), name);
        INFO((checked ? std::string{} : checked.error().text()));
        CHECK(checked.has_value());
    };
    shaped(claims_tree({claim}, Kind::real), "Claims");
    shaped(claim_tree(claim, Kind::real), "CheckedClaim");
    claim.verdict = "cannot_be_said";
    claim.missing = "baseline area";
    claim.reasons = "ucdp:search_holds";
    claim.checked_on = *parse_day("2023-01-15");
    claim.figures = compact_json(claim_figures_tree(figures_of(evidence).value(), evidence));
    claim.curve = R"({"name":"plan","share_supporting":0.25})";
    shaped(claims_tree({claim}, Kind::demo), "Claims");
    shaped(claim_tree(claim, Kind::demo), "CheckedClaim");
    CHECK(claim_page(claim, evidence, figures_of(evidence).value(), Kind::real).find("share_supporting: 0.25") != std::string::npos);
}

TEST_CASE("what is no claim's file is refused with what is wrong")
{
    for (std::string const text : {"", "{", "[]", "{\"format\": \"accalmie claim 2\"}", "{\n\"format\": \"accalmie claim 1\",\n\"signature\": \"00\"\n}\n"}) {
        auto const found = verify_claim_file(text);
        REQUIRE(!found);
        CHECK(found.error().kind == Error::Kind::invalid);
    }
    CHECK(verify_claim_file(std::string(1'000, '[')).error().kind == Error::Kind::invalid);
    CHECK(verify_claim_file(std::string((32U << 20U) + 1, ' ')).error().kind == Error::Kind::limit);
}
