// SPDX-License-Identifier: Apache-2.0
#include "measures/rate_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace accalmie {

namespace {

constexpr std::int64_t events_max = 1'000'000'000;

Result<void> check(EventTime const& seen, std::string_view part)
{
    if (seen.events < 0) return Error{Error::Kind::invalid, "a count of events below zero", std::string{part}, "give 0 or more; where nothing was watched leave the row out"};
    if (seen.events > events_max) return Error{Error::Kind::limit, "more than 1,000,000,000 events", std::string{part}, "split the time"};
    if (!(seen.time > 0) || !std::isfinite(seen.time)) return Error{Error::Kind::invalid, "a time that is not above zero", std::string{part}, "give the time under watch, as months or days"};
    return {};
}

/// A chance that an event falls into the time during, as the ratio of rates that gives this chance.
std::optional<double> as_ratio(double chance, RateRatioInput const& input)
{
    if (chance >= 1) return std::nullopt;
    return chance / (1 - chance) * (input.before.time / input.during.time);
}

Interval as_ratio(Interval const& chance, RateRatioInput const& input)
{
    // A lower bound of 1 would need infinitely many events; rounding alone could give it.
    return {as_ratio(chance.lower, input).value_or(0), as_ratio(*chance.upper, input)};
}

void fill_p_values(RateRatio& answer, std::int64_t during, std::int64_t total, double chance)
{
    double const low = binomial_at_most(during, total, chance), lower = binomial_at_most(during - 1, total, chance);
    double const high = binomial_at_least(during, total, chance), higher = binomial_at_least(during + 1, total, chance);
    answer.p_fall = low;
    answer.p_fall_mid = (low + lower) / 2;
    answer.p_two_sided = std::min(1.0, 2 * std::min(low, high));
    answer.p_two_sided_mid = std::min(1.0, std::min(low + lower, high + higher));
}

}  // namespace

double chance_of_fall(EventTime during, EventTime before)
{
    return binomial_at_most(during.events, during.events + before.events, during.time / (during.time + before.time));
}

Result<RateRatio> rate_ratio(RateRatioInput const& input)
{
    TRY(check(input.during, "during"));
    TRY(check(input.before, "before"));
    if (!(input.level > 0 && input.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    RateRatio answer;
    std::int64_t const total = input.during.events + input.before.events;
    if (total == 0) {
        answer.no_ratio = NoRatio::no_event;
        return answer;
    }
    answer.exact = as_ratio(clopper_pearson(input.during.events, total, input.level), input);
    answer.mid_p = as_ratio(mid_p_interval(input.during.events, total, input.level), input);
    fill_p_values(answer, input.during.events, total, input.during.time / (input.during.time + input.before.time));
    if (input.before.events == 0) {
        answer.no_ratio = NoRatio::no_event_before;
        return answer;
    }
    // Written so that two pairs of counts of one true ratio give one and the same number: before_after counts on it for its ties.
    answer.ratio = (static_cast<double>(input.during.events) * input.before.time) / (static_cast<double>(input.before.events) * input.during.time);
    return answer;
}

}  // namespace accalmie
