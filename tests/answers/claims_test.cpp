// SPDX-License-Identifier: Apache-2.0
#include "answers/claims.hpp"

#include "answers/change_words.hpp"
#include "answers/made_world.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct ClaimWorld : AnswerWorld {
    ClaimWorld()
    {
        covers("ucdp", "2010-01-01", "2022-12-31");
        covers("acled", "2010-01-01", "2020-07-31");
        std::vector<std::map<std::string, Value, std::less<>>> rows;
        for (Month month = Month::of(2010, 1); month <= Month::of(2022, 12); month = month + 1) {
            auto const day = to_iso(month.first_day() + std::chrono::days{9});
            bool const is_lull = month >= Month::of(2021, 3) && month < Month::of(2021, 10);
            if (!is_lull) rows.push_back(event("ucdp", day, 14.5, -5.5));
            rows.push_back(event("ucdp", day, 14.5, -4.5));
            if (month < Month::of(2020, 8)) rows.push_back(event("acled", day, 14.5, -5.5));
        }
        say_batch(awa, "incident", rows);
    }

    RecordId claims(std::string const& name, std::map<std::string, Value, std::less<>> more = {}, std::optional<RecordAddress> replaces = {})
    {
        more.insert({{"name", name}, {"sentence", std::string{"Events fell"}}, {"places", std::string{"ML0101"}}, {"first_day", *parse_day("2021-01-01")}, {"last_day", *parse_day("2022-03-31")},
                     {"window_months", std::int64_t{7}}});
        return say(awa, "claim", more, replaces);
    }
};

}  // namespace

TEST_CASE("a claim is recorded with what it names, and its check is a later version of it")
{
    ClaimWorld world;
    auto const first = world.claims("lull");
    auto const asking = asked_on("2023-01-01", Role::donor, {});
    auto const claim = good(answer_claim(world.facts(), asking, "lull"));
    CHECK(claim.sentence == "Events fell");
    CHECK(claim.first == Month::of(2021, 1));
    CHECK(claim.last == Month::of(2022, 3));
    CHECK(claim.window_months == 7);
    CHECK(!claim.verdict);
    world.claims("lull", {{"verdict", std::string{"not_shown"}}, {"source", std::string{"ucdp"}}, {"checked_on", *parse_day("2023-01-01")}}, RecordAddress{first, 0});
    auto const all = good(answer_claims(world.facts(), asking));
    REQUIRE(all.size() == 1);
    CHECK(all.front().verdict == "not_shown");
    CHECK(all.front().source == "ucdp");
    CHECK(answer_claim(world.facts(), asking, "other").error().kind == Error::Kind::missing);
    world.claims("lull");
    CHECK(answer_claim(world.facts(), asking, "lull").error().kind == Error::Kind::conflict);
}

TEST_CASE("the figures from the evidence alone are those of the question asked of the facts")
{
    ClaimWorld world;
    world.claims("lull");
    auto const asking = asked_on("2023-01-01");
    auto const question = question_of(good(answer_claim(world.facts(), asking, "lull")));
    auto const evidence = good(load_evidence(world.facts(), asking, question));
    auto const figures = good(figures_of(evidence));
    auto const answer = good(answer_change(world.facts(), asking, question));
    REQUIRE(figures.answer.open_data.size() == answer.open_data.size());
    for (std::size_t i = 0; i < answer.open_data.size(); ++i) {
        CHECK(figures.answer.open_data[i].found.verdict == answer.open_data[i].found.verdict);
        CHECK(figures.answer.open_data[i].series.counts == answer.open_data[i].series.counts);
    }
    REQUIRE(figures.answer.neighbours.size() == answer.neighbours.size());
    CHECK(figures.answer.claim.verdict == Verdict::cannot_be_said);
    CHECK(figures.answer.claim.missing.size() == 4);
    // The commune inside, the neighbour beside, and a hash of what each source has.
    CHECK(std::count_if(evidence.places.begin(), evidence.places.end(), [](auto const& place) { return place.role == PlaceRole::inside; }) == 1);
    CHECK(std::count_if(evidence.places.begin(), evidence.places.end(), [](auto const& place) { return place.role == PlaceRole::neighbour; }) == 1);
    REQUIRE(evidence.inputs.size() == 2);
    CHECK(evidence.inputs[0].source == "acled");
    CHECK(evidence.inputs[0].passing == Passing::hash_only);
    CHECK(evidence.inputs[1].rows == 156 + 149);
    CHECK(evidence.inputs[1].rows_hash != evidence.inputs[0].rows_hash);
}

TEST_CASE("an input hash follows the rows: one more incident, another hash; the same rows again, the same")
{
    ClaimWorld world;
    world.claims("lull");
    auto const asking = asked_on("2023-01-01");
    auto const question = question_of(good(answer_claim(world.facts(), asking, "lull")));
    auto const before = good(load_evidence(world.facts(), asking, question));
    CHECK(good(load_evidence(world.facts(), asking, question)).inputs[1].rows_hash == before.inputs[1].rows_hash);
    world.happened("ucdp", "2022-01-05", 14.5, -5.5);
    auto const after = good(load_evidence(world.facts(), asking, question));
    CHECK(after.inputs[1].rows_hash != before.inputs[1].rows_hash);
    CHECK(after.inputs[1].series_hash != before.inputs[1].series_hash);
    CHECK(after.inputs[0].rows_hash == before.inputs[0].rows_hash);
}
