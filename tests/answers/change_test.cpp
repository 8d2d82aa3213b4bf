// SPDX-License-Identifier: Apache-2.0
#include "answers/change.hpp"

#include "answers/change_rows.hpp"
#include "answers/change_words.hpp"
#include "answers/made_world.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

/// Four incidents a month in the west from 2008 to 2022 and a lull of seven months from March 2021, as in docs/methods/before-after.md;
/// two a month in the east. UCDP covers all of it, ACLED ends on 2020-07-31.
struct LullWorld : AnswerWorld {
    LullWorld()
    {
        covers("ucdp", "2008-01-01", "2015-12-31");
        covers("ucdp", "2016-01-01", "2022-12-31");
        covers("acled", "1997-01-06", "2020-07-31");
        int const quiet[] = {1, 0, 1, 0, 0, 1, 0};
        std::vector<std::map<std::string, Value, std::less<>>> rows;
        for (Month month = Month::of(2008, 1); month <= Month::of(2022, 12); month = month + 1) {
            int const since = month - Month::of(2021, 3);
            auto const day = to_iso(month.first_day() + std::chrono::days{9});
            for (int i = since >= 0 && since < 7 ? quiet[since] : 4; i > 0; --i) rows.push_back(event("ucdp", day, 14.5, -5.5));
            for (int i = 0; i < 2; ++i) rows.push_back(event("ucdp", day, 14.5, -4.5));
            if (month < Month::of(2020, 8)) rows.push_back(event("acled", day, 14.5, -5.5));
        }
        for (int i = 0; i < 5; ++i) rows.push_back(event("ucdp", "2021-05-05", 14.5, -5.5, 1));  // known to the region only: not counted in a cercle
        for (std::size_t first = 0; first < rows.size(); first += 400)
            say_batch(awa, "incident", {rows.begin() + static_cast<std::ptrdiff_t>(first), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), first + 400))});
    }
};

ChangeQuestion about(std::vector<std::string> places)
{
    ChangeQuestion question;
    question.places = std::move(places);
    question.first = Month::of(2021, 1);
    question.last = Month::of(2022, 12);
    return question;
}

SourceChange const& of(ChangeAnswer const& answer, std::string_view source)
{
    for (auto const& change : answer.open_data)
        if (change.source == source) return change;
    FAIL("no such source");
    return answer.open_data.front();
}

}  // namespace

TEST_CASE("each source is asked apart: one shows the lull, the one that ends before cannot say")
{
    LullWorld world;
    auto const answer = good(answer_change(world.facts(), asked_on("2023-06-01"), about({"Couchant"})));
    REQUIRE(answer.open_data.size() == 2);
    auto const& acled = of(answer, "acled");
    CHECK(!acled.covered);
    CHECK(acled.found.verdict == Verdict::cannot_be_said);
    CHECK(acled.found.reasons == std::vector{ChangeReason::window_not_covered});
    CHECK(acled.series.at(Month::of(2020, 7)) == 1);
    CHECK(!acled.series.at(Month::of(2020, 8)));
    CHECK(!acled.series.at(Month::of(1997, 1)));  // covered from the 6th only
    auto const& ucdp = of(answer, "ucdp");
    CHECK(ucdp.covered);
    CHECK(ucdp.found.verdict == Verdict::supported);
    CHECK(ucdp.found.placements.size() == 18);
    CHECK(ucdp.found.placements[2].observed == 3);
    CHECK(ucdp.found.placements[2].baseline_events == 84);
    CHECK(ucdp.found.placements[2].rank == 1);
    CHECK(ucdp.found.placements[2].of == 138);
    CHECK(ucdp.series.counts.size() == 180);
    CHECK(answer.places.front().place == "ML0101");
    CHECK(answer.boundary == boundary);
    CHECK(answer.baseline.en == "the same calendar months of the 3 years before");
}

TEST_CASE("the neighbour is compared in the same months and shows no fall")
{
    LullWorld world;
    auto const answer = good(answer_change(world.facts(), asked_on("2023-06-01"), about({"ML0101"})));
    REQUIRE(answer.neighbours.size() == 1);
    CHECK(answer.neighbours[0].place.name == "Levant");
    CHECK(answer.neighbours[0].source == "ucdp");
    CHECK(answer.neighbours[0].first_month == Month::of(2021, 3));
    CHECK(answer.neighbours[0].observed == 14);
    CHECK(answer.neighbours[0].ratio == 1.0);
    CHECK(answer.neighbours[0].lower_95.value() < 1);
    CHECK(answer.neighbours[0].upper_95.value() > 1);
    REQUIRE(answer.rings.size() == 2);  // the place asked, and the only one that touches it
    CHECK(answer.rings[0].distance == 0);
    CHECK(answer.rings[0].places == std::vector<std::string>{"ML0101"});
    CHECK(answer.rings[0].ratio == of(answer, "ucdp").found.placements[*of(answer, "ucdp").found.search.lowest].comparison->ratio);
    CHECK(answer.rings[1].places == std::vector<std::string>{"ML0102"});
    CHECK(answer.rings[1].observed == 14);
    CHECK(answer.rings[1].ratio == 1.0);
    CHECK(answer.rings[1].ratio_with_inner.value() == doctest::Approx((3.0 + 14) / (84 + 42) * 3));  // seven months after three times seven
}

TEST_CASE("places asked together are added up, and nothing is beside them but what touches")
{
    LullWorld world;
    auto const answer = good(answer_change(world.facts(), asked_on("2023-06-01"), about({"ML0101", "Levant"})));
    CHECK(of(answer, "ucdp").found.placements[2].observed == 17);
    CHECK(answer.neighbours.empty());
}

TEST_CASE("a claim that leaves out baseline, area, source or months cannot be said, whatever open data show")
{
    LullWorld world;
    auto question = about({"ML0101"});
    auto answer = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    CHECK(answer.claim.verdict == Verdict::cannot_be_said);
    std::vector<std::string> codes;
    for (auto const& part : answer.claim.missing) codes.push_back(part.code);
    CHECK(codes == std::vector<std::string>{"baseline", "area", "source", "months"});
    CHECK(answer.claim.sentence.fr == "Les incidents violents ont baissé pendant 7 mois à Couchant, entre janvier 2021 et décembre 2022.");
    question.claim = {Words{"Une phrase.", "A sentence."}, "same months of 2018 to 2020", "ML0101", "ucdp", ""};
    answer = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    CHECK(answer.claim.sentence.en == "A sentence.");
    CHECK(answer.claim.missing.size() == 1);
    question.claim.months = "2021-03 to 2021-09";
    answer = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    CHECK(answer.claim.missing.empty());
    CHECK(answer.claim.verdict == Verdict::supported);
    question.claim.source = "somebody";
    CHECK(good(answer_change(world.facts(), asked_on("2023-06-01"), question)).claim.verdict == Verdict::cannot_be_said);
}

TEST_CASE("one source alone can be asked for, also one that nobody has")
{
    LullWorld world;
    auto question = about({"ML0101"});
    question.source = "press";
    auto const answer = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    REQUIRE(answer.open_data.size() == 1);
    CHECK(answer.open_data[0].found.verdict == Verdict::cannot_be_said);
    CHECK(answer.open_data[0].series.counts.empty());
}

TEST_CASE("places that are not known, not counted, or inside one another are refused with the remedy")
{
    LullWorld world;
    auto const refused = [&](std::vector<std::string> places) { return answer_change(world.facts(), asked_on("2023-06-01"), about(std::move(places))).error(); };
    CHECK(refused({}).where == "places");
    CHECK(refused({"Nulle part"}).kind == Error::Kind::missing);
    CHECK(refused({"ML0101@other"}).kind == Error::Kind::conflict);
    CHECK(refused({"ML01010101"}).kind == Error::Kind::invalid);
    CHECK(refused({"ML01", "ML0101"}).what == "Couchant lies inside Région");
    CHECK(refused(std::vector<std::string>(101, "ML0101")).kind == Error::Kind::limit);
    auto question = about({"ML0101"});
    question.months = 0;
    CHECK(answer_change(world.facts(), asked_on("2023-06-01"), question).error().kind == Error::Kind::invalid);
}

TEST_CASE("a disputed incident is counted as before the dispute, and the verdict under the other reading is told")
{
    AnswerWorld world;
    world.covers("ucdp", "2010-01-01", "2012-12-31");
    for (int i = 0; i < 8; ++i) world.happened("ucdp", to_iso((Month::of(2010, 1) + i).first_day()), 14.5, -5.5);
    auto const said = world.happened("ucdp", "2011-06-05", 14.5, -5.5);
    for (auto const* key : {&world.awa, &world.moussa})
        world.say(world.awa, "member", {{"pseudonym", std::string{"x"}}, {"key", key->author().hex()}, {"organisation", std::string{"one"}}, {"role", std::string{"coordinator"}}, {"from", *parse_day("2020-01-01")}});
    world.say(world.awa, "incident", AnswerWorld::event("ucdp", "2011-06-05", 14.5, -4.5), RecordAddress{said, 0});
    world.say(world.moussa, "incident", AnswerWorld::event("ucdp", "2011-06-06", 14.5, -5.5), RecordAddress{said, 0});
    auto question = about({"ML0101"});
    question.first = Month::of(2011, 1);
    question.last = Month::of(2011, 8);
    question.months = 8;
    question.baseline_years = 1;
    auto const answer = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    auto const& change = of(answer, "ucdp");
    CHECK(change.disputed == 1);
    CHECK(change.found.placements[0].observed == 1);
    CHECK(change.found.verdict == Verdict::weak);   // 1 after 8: the interval is below 1, one window in six is no rank
    CHECK(change.otherwise.empty());                // without it 0 after 8: weak too
    question.level = 0.975;                         // at this level only 0 after 8 is below 1
    auto const strict = good(answer_change(world.facts(), asked_on("2023-06-01"), question));
    CHECK(of(strict, "ucdp").found.verdict == Verdict::not_shown);
    CHECK(of(strict, "ucdp").otherwise == std::vector{Verdict::weak});
}
