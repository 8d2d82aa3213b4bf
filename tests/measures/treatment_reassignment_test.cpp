// SPDX-License-Identifier: Apache-2.0
#include "measures/treatment_reassignment.hpp"

#include "measures/published_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace accalmie;

namespace {

/// `changes` of units at two times; the first `treated` of them are treated at the second.
Panel changes(std::vector<double> const& changes, std::size_t treated)
{
    Panel panel;
    for (std::size_t unit = 0; unit < changes.size(); ++unit) {
        for (int time = 0; time < 2; ++time) {
            panel.unit.push_back(unit);
            panel.time.push_back(time);
            panel.outcome.push_back(static_cast<double>(unit * unit) + time * changes[unit]);
            panel.treated.push_back(unit < treated && time == 1 ? 1 : 0);
        }
    }
    return panel;
}

}  // namespace

TEST_CASE("every assignment is tried where there are few, by hand")
{
    // Changes 9 8 against 1 4 2 3 0: 21 pairs, and only the real one has a mean of 8.5; nothing is as far below.
    auto const answer = reassign_treatment(changes({9, 8, 1, 4, 2, 3, 0}, 2), {});
    REQUIRE(answer);
    CHECK(answer->exhaustive);
    CHECK(answer->assignments == 21);
    CHECK(*answer->p == doctest::Approx(1.0 / 21));
    CHECK(*answer->p_rise == doctest::Approx(1.0 / 21));
    CHECK(*answer->p_fall == doctest::Approx(1));
    // Ten pairs of the five others: the pair's mean minus the mean of the other three is 5 / 6 of (sum of the pair - 4).
    // Sums of pairs of 1 4 2 3 0 are 5 3 4 1 6 7 4 5 2 3: mean 4, squares about it 1 1 0 9 4 9 0 1 4 1 = 30.
    CHECK(answer->placebos == 10);
    CHECK(answer->placebos_exhaustive);
    CHECK(*answer->placebo_error == doctest::Approx(5.0 / 6 * std::sqrt(3.0)));
    CHECK(answer->bootstrap_exhaustive);
    CHECK(answer->bootstrap_draws == 128);
    // R: lm refitted on each of the 128 patterns of signs of the residuals without treatment; 4 have as large a t.
    CHECK(*answer->bootstrap_p == doctest::Approx(4.0 / 128));
}

TEST_CASE("one treated state: the published placebo error, and its place among all states")
{
    auto const table = published_table("synthetic-control/california_prop99.csv", ';');
    if (!table) {
        MESSAGE("skipped: the data folder is not there");
        return;
    }
    Panel panel;
    std::map<std::string, std::size_t> states;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        panel.unit.push_back(states.try_emplace(table->text(row, "State"), states.size()).first->second);
        panel.time.push_back(static_cast<std::int64_t>(*table->number(row, "Year")));
        panel.outcome.push_back(*table->number(row, "PacksPerCapita"));
        panel.treated.push_back(*table->number(row, "treated") == 1);
    }
    auto const answer = reassign_treatment(panel, {});
    REQUIRE(answer);
    CHECK(answer->placebos == 38);
    // R: root of the mean square of the 38 leave-one-out differences. The article's 17.7 is a draw of 200 from the same 38.
    CHECK(*answer->placebo_error == doctest::Approx(17.2868000787).epsilon(1e-9));
    CHECK(std::abs(*answer->placebo_error - 17.7) < 1);
    // R: shares of the 39 states.
    CHECK(answer->assignments == 39);
    CHECK(*answer->p == doctest::Approx(0.128205128205));
    CHECK(*answer->p_fall == doctest::Approx(0.102564102564));
    CHECK(answer->bootstrap_because == NoReassignment::one_treated_cluster);
}

TEST_CASE("drawn assignments come near the exact share and are the same for the same seed")
{
    std::vector<double> many;
    for (int unit = 0; unit < 24; ++unit) many.push_back((unit * 37 + 11) % 23 + (unit < 8 ? 3 : 0));
    ReassignmentOptions options;
    options.draws = 2000;
    auto const one = reassign_treatment(changes(many, 8), options), again = reassign_treatment(changes(many, 8), options);
    CHECK(!one->exhaustive);
    CHECK(one->assignments == 2001);
    CHECK(*one->p == *again->p);
    CHECK(*one->placebo_error == *again->placebo_error);
    options.seed = 2;
    auto const other = reassign_treatment(changes(many, 8), options);
    CHECK(std::abs(*one->p - *other->p) < 0.05);
    // All three ask the same question of a clear design.
    CHECK(std::abs(*one->p - *one->bootstrap_p) < 0.1);
    CHECK(std::abs(*one->p - *difference_in_differences(changes(many, 8), 0.95)->effect.cluster.p) < 0.1);
}

TEST_CASE("what cannot be reassigned says so")
{
    auto panel = changes({9, 8, 7, 4, 2}, 3);
    CHECK(reassign_treatment(panel, {})->placebo_because == NoReassignment::too_few_comparison);
    auto grouped = panel;
    for (auto const unit : panel.unit) grouped.group.push_back(unit < 3 ? 1 : 0);
    CHECK(reassign_treatment(grouped, {})->permutation_because == NoReassignment::no_units);
    Panel returns;
    for (std::size_t unit = 0; unit < 6; ++unit) {
        for (int time = 0; time < 4; ++time) {
            returns.unit.push_back(unit);
            returns.time.push_back(time);
            returns.outcome.push_back(static_cast<double>((unit * 5 + static_cast<std::size_t>(time) * 7) % 11));
            returns.treated.push_back(unit < 2 && time % 2 == 1 ? 1 : 0);
        }
    }
    CHECK(reassign_treatment(returns, {})->permutation_because == NoReassignment::returns);
    ReassignmentOptions options;
    options.draws = 0;
    CHECK(reassign_treatment(panel, options).error().where == "draws");
}
