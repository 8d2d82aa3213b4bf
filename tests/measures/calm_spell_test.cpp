// SPDX-License-Identifier: Apache-2.0
#include "measures/calm_spell.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

CalmSpellInput spell_after(std::vector<std::int64_t> const& counts, Month first, int days, std::int64_t ceiling)
{
    CalmSpellInput input;
    for (std::size_t i = 0; i < counts.size(); ++i) input.before.push_back({first + static_cast<int>(i), counts[i]});
    input.first = (first + static_cast<int>(counts.size())).first_day();
    input.days = days;
    input.ceiling = ceiling;
    return input;
}

std::vector<std::int64_t> const one_year{2, 0, 1, 3, 0, 0, 5, 1, 0, 2, 0, 1};

}  // namespace

// Reference values: Python's decimal at 50 digits, Poisson and negative binomial summed term by term from their recurrences.
TEST_CASE("the chances are those of an independent computation, as worked in docs/methods/calm-spell.md")
{
    auto const none = *calm_spell(spell_after(one_year, Month::of(2021, 1), 60, 0));
    CHECK(none.rate_per_30_days == doctest::Approx(1.23287671233).epsilon(1e-10));
    CHECK(*none.dispersion == doctest::Approx(1.90909090909).epsilon(1e-10));
    CHECK(*none.poisson == doctest::Approx(0.0849448187353).epsilon(1e-10));
    CHECK(*none.negative_binomial == doctest::Approx(0.17310352362).epsilon(1e-10));
    CHECK(none.baseline_events == 15);
    CHECK(none.baseline_months == 12);
    CHECK(none.baseline_first == Month::of(2021, 1));
    CHECK(none.baseline_last == Month::of(2021, 12));

    auto const two = *calm_spell(spell_after(one_year, Month::of(2021, 1), 60, 2));
    CHECK(*two.poisson == doctest::Approx(0.552627494977).epsilon(1e-10));
    CHECK(*two.negative_binomial == doctest::Approx(0.594299271059).epsilon(1e-10));

    auto const clustered = *calm_spell(spell_after({4, 0, 0, 0, 9, 1, 0, 0, 0, 0, 7, 2, 3, 0, 0, 0, 0, 5, 8, 0, 0, 1, 0, 6}, Month::of(2020, 1), 210, 3));
    CHECK(*clustered.dispersion == doctest::Approx(4.48771266541).epsilon(1e-10));
    CHECK(*clustered.poisson == doctest::Approx(0.000886469087796).epsilon(1e-9));
    CHECK(*clustered.negative_binomial == doctest::Approx(0.0597119749473).epsilon(1e-9));
}

TEST_CASE("counts that vary less than Poisson get the Poisson chance twice")
{
    auto const even = *calm_spell(spell_after(std::vector<std::int64_t>(12, 1), Month::of(2021, 1), 45, 0));
    CHECK(even.dispersion == 0.0);
    CHECK(*even.poisson == doctest::Approx(0.227762455543).epsilon(1e-10));
    CHECK(*even.negative_binomial == *even.poisson);
}

TEST_CASE("a baseline too short or without an event gives no chance and says which")
{
    auto short_one = spell_after({2, 3}, Month::of(2021, 1), 60, 0);
    CHECK(calm_spell(short_one)->no_likelihood == NoLikelihood::baseline_too_short);
    CHECK(!calm_spell(short_one)->poisson);
    short_one.minimum_months = 2;
    CHECK(calm_spell(short_one)->poisson.has_value());
    auto const silent = *calm_spell(spell_after(std::vector<std::int64_t>(24, 0), Month::of(2020, 1), 60, 0));
    CHECK(silent.no_likelihood == NoLikelihood::no_event_in_baseline);
    CHECK(!silent.poisson);
    CHECK(!silent.negative_binomial);
    CHECK(calm_spell({{}, *parse_day("2022-01-01"), 10, 0, 0})->no_likelihood == NoLikelihood::baseline_too_short);
}

TEST_CASE("months that are not wholly before the spell, come twice or hold no count are refused by name")
{
    auto input = spell_after(one_year, Month::of(2021, 1), 60, 0);
    input.first = *parse_day("2021-12-31");
    CHECK(calm_spell(input).error().where == "2021-12");
    input = spell_after(one_year, Month::of(2021, 1), 60, 0);
    input.before.push_back({Month::of(2021, 5), 1});
    CHECK(calm_spell(input).error().where == "2021-05");
    input = spell_after({1, -1}, Month::of(2021, 1), 60, 0);
    CHECK(calm_spell(input).error().where == "2021-02");
    CHECK(calm_spell(spell_after(one_year, Month::of(2021, 1), 0, 0)).error().where == "days");
    CHECK(calm_spell(spell_after(one_year, Month::of(2021, 1), 36'601, 0)).error().kind == Error::Kind::limit);
    CHECK(calm_spell(spell_after(one_year, Month::of(2021, 1), 60, -1)).error().where == "ceiling");
}

TEST_CASE("the longest baseline is answered and one month more is refused")
{
    auto const months = [](std::size_t count) { return spell_after(std::vector<std::int64_t>(count, 1), Month::of(1900, 1), 36'600, 0); };
    CHECK(calm_spell(months(2'400))->poisson.has_value());
    CHECK(calm_spell(months(2'401)).error().kind == Error::Kind::limit);
}

TEST_CASE("a longer spell is never likelier, a higher ceiling never less likely, and clusters make no event at all likelier")
{
    CHECK(rc::check([] {
        std::vector<std::int64_t> counts;
        for (int i = 0; i < 24; ++i) counts.push_back(*rc::gen::resize(100, rc::gen::element<std::int64_t>(0, 0, 0, 1, 2, 7)));
        int const days = *rc::gen::inRange(1, 2000), ceiling = *rc::gen::inRange(0, 6);
        auto const answer = *calm_spell(spell_after(counts, Month::of(2019, 1), days, ceiling));
        if (!answer.poisson) return;
        auto const longer = *calm_spell(spell_after(counts, Month::of(2019, 1), days + 30, ceiling));
        auto const laxer = *calm_spell(spell_after(counts, Month::of(2019, 1), days, ceiling + 1));
        RC_ASSERT(*longer.poisson <= *answer.poisson);
        RC_ASSERT(*longer.negative_binomial <= *answer.negative_binomial + 1e-12);
        RC_ASSERT(*laxer.poisson >= *answer.poisson);
        RC_ASSERT(*laxer.negative_binomial >= *answer.negative_binomial);
        auto const silent = *calm_spell(spell_after(counts, Month::of(2019, 1), days, 0));
        RC_ASSERT(*silent.negative_binomial >= *silent.poisson * (1 - 1e-9));
        RC_ASSERT(*answer.negative_binomial >= 0 && *answer.negative_binomial <= 1);
    }));
}
