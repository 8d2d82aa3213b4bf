// SPDX-License-Identifier: Apache-2.0
// tests/answers/method_process_test.cpp: the methods change-point and self-exciting as their users meet them: options, days, refusals.
#include "answers/method.hpp"

#include "answers/tree_reading.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

MethodTable series(std::vector<std::string> const& values)
{
    MethodTable table{{"value"}, {}};
    for (auto const& value : values) table.rows.push_back({value});
    return table;
}

MethodTable days(std::vector<std::string> const& of_january)
{
    MethodTable table{{"time", "magnitude"}, {}};
    for (auto const& day : of_january) table.rows.push_back({"2021-01-" + day, "1"});
    return table;
}

std::vector<std::string> const two_levels{"3", "2", "4", "3", "3", "2", "9", "8", "9", "10", "8", "9"};
std::vector<std::string> const burst{"02", "02", "03", "04", "11", "12", "12", "20", "21", "21", "22", "28"};

}  // namespace

TEST_CASE("change-point names steps by their number where no time is given")
{
    auto const answer = *run_method("change-point", series(two_levels), {{"bayes", "no"}});
    CHECK(std::get<std::int64_t>(member(member(answer, "one_change"), "first_after").held()) == 7);
    CHECK(answer.find("bayes") == nullptr);
}

TEST_CASE("change-point says why a cost has no posterior, and takes a penalty or a noise as a number")
{
    auto const answer = *run_method("change-point", series(two_levels), {{"cost", "negative-binomial"}, {"penalty", "3.5"}});
    CHECK(text(member(answer, "no_bayes_because")) == "no_conjugate_prior_for_negative_binomial");
    CHECK(number(member(answer, "penalty_of_a_change")) == 3.5);
    CHECK(number(member(*run_method("change-point", series(two_levels), {{"noise", "2"}}), "noise_standard_deviation")) == 2);
}

TEST_CASE("change-point refuses what is no cost, penalty or number, and names the place")
{
    auto const wrong = [](std::vector<std::string> const& values, MethodOptions const& options) { return run_method("change-point", series(values), options).error(); };
    CHECK(wrong(two_levels, {{"cost", "weibull"}}).where == "option cost");
    CHECK(wrong(two_levels, {{"penalty", "much"}}).where == "option penalty");
    CHECK(wrong(two_levels, {{"noise", "loud"}}).where == "option noise");
    CHECK(wrong(two_levels, {{"bayes", "maybe"}}).where == "option bayes");
    CHECK(wrong({"1", "", "2", "3"}, {}).where == "row 3: value");
}

TEST_CASE("self-exciting takes days: the watch ends with the last day, and events of one day are spread over it")
{
    auto const answer = *run_method("self-exciting", days(burst), {{"start", "2021-01-01"}, {"end", "2021-01-31"}, {"quiet-length", "7"}});
    CHECK(number(member(answer, "watch_length")) == 31);
    CHECK(std::get<std::int64_t>(member(answer, "tied_events").held()) == 3);
    CHECK(text(member(answer, "equal_times")) == "spread");
    double const chance = number(member(member(answer, "quiet"), "probability"));
    CHECK(chance > 0);
    CHECK(chance < 1);
    CHECK(number(member(member(answer, "quiet"), "poisson_rate")) == doctest::Approx(12.0 / 31));
}

TEST_CASE("self-exciting sorts its rows, and fixes what is asked to stay")
{
    auto turned = days(burst);
    std::swap(turned.rows.front(), turned.rows.back());
    MethodOptions const options{{"model", "etas"}, {"start", "2021-01-01"}, {"parameters", "0.2,0.3,0,0.5,1.2"}, {"fixed", "p"}};
    auto const straight = *run_method("self-exciting", days(burst), options), same = *run_method("self-exciting", turned, options);
    CHECK(number(member(straight, "log_likelihood")) == number(member(same, "log_likelihood")));
    auto const& p = member(member(straight, "parameters"), "p");
    CHECK(number(member(p, "estimate")) == 1.2);
    CHECK(member(p, "standard_error").is_nothing());
}

TEST_CASE("self-exciting refuses what it cannot answer, and names the place")
{
    auto const wrong = [](MethodTable const& table, MethodOptions const& options) { return run_method("self-exciting", table, options).error(); };
    auto mixed = days(burst);
    mixed.rows[1][0] = "12.5";
    CHECK(wrong(mixed, {}).where == "row 3: time");
    mixed.rows[1][0] = "Monday";
    CHECK(wrong(mixed, {}).where == "row 3: time");
    CHECK(wrong(days(burst), {{"model", "weather"}}).where == "option model");
    CHECK(wrong(days(burst), {{"model", "space-time"}}).what == "the columns x and y are not there");
    CHECK(wrong(days(burst), {{"estimate", "no"}}).where == "option parameters");
    CHECK(wrong(days(burst), {{"fixed", "q"}, {"parameters", "1,1,1"}}).where == "option fixed");
    CHECK(wrong(days(burst), {{"end", "2021-01-20"}}).what == "an event after the end of the watch");
    CHECK(wrong(days({"01", "05"}), {}).what == "fewer than 10 events");
    CHECK(wrong(days(burst), {{"quiet-length", "5"}, {"quiet-from", "2021-03-01"}}).where == "from");
}
