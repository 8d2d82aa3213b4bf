// SPDX-License-Identifier: Apache-2.0
#include "measures/calm_spell.hpp"

#include "measures/distributions.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace accalmie {

namespace {

constexpr std::int64_t events_max = 1'000'000'000;
constexpr std::size_t months_max = 2'400;
constexpr int days_max = 36'600;

Result<void> check(CalmSpellInput const& input)
{
    if (input.days < 1) return Error{Error::Kind::invalid, "a spell shorter than one day", "days", "give the number of days of the spell, 1 or more"};
    if (input.days > days_max) return Error{Error::Kind::limit, "a spell longer than 36,600 days", "days", "give the number of days of the spell"};
    if (input.ceiling < 0) return Error{Error::Kind::invalid, "a ceiling below zero", "ceiling", "give the number of events that the spell may hold"};
    if (input.before.size() > months_max) return Error{Error::Kind::limit, "more than 2,400 months of baseline", "baseline", "give the months nearest to the spell"};
    std::set<Month> seen;
    for (auto const& row : input.before) {
        if (row.events < 0) return Error{Error::Kind::invalid, "a count of events below zero", to_iso(row.month), "leave months without data out"};
        if (row.events > events_max) return Error{Error::Kind::limit, "more than 1,000,000,000 events in a month", to_iso(row.month)};
        if (row.month.end_day() > input.first) return Error{Error::Kind::invalid, "the month does not end before the spell begins", to_iso(row.month), "give only whole months before the spell"};
        if (!seen.insert(row.month).second) return Error{Error::Kind::invalid, "the month is there twice", to_iso(row.month), "give each month once"};
    }
    return {};
}

/// Variance over mean of the counts, nothing where a variance needs more months.
std::optional<double> dispersion_of(std::span<MonthCount const> rows, double mean)
{
    if (rows.size() < 2 || mean <= 0) return std::nullopt;
    double squares = 0;
    for (auto const& row : rows) squares += (static_cast<double>(row.events) - mean) * (static_cast<double>(row.events) - mean);
    return squares / static_cast<double>(rows.size() - 1) / mean;
}

}  // namespace

Result<CalmSpell> calm_spell(CalmSpellInput const& input)
{
    TRY(check(input));
    CalmSpell answer;
    std::int64_t baseline_days = 0;
    for (auto const& row : input.before) {
        answer.baseline_events += row.events;
        baseline_days += (row.month.end_day() - row.month.first_day()).count();
        answer.baseline_first = std::min(answer.baseline_first.value_or(row.month), row.month);
        answer.baseline_last = std::max(answer.baseline_last.value_or(row.month), row.month);
    }
    answer.baseline_months = static_cast<int>(input.before.size());
    if (answer.baseline_months < std::max(1, input.minimum_months)) {
        answer.no_likelihood = NoLikelihood::baseline_too_short;
        return answer;
    }
    if (answer.baseline_events == 0) {  // a rate of exactly zero would call every spell certain
        answer.no_likelihood = NoLikelihood::no_event_in_baseline;
        return answer;
    }
    double const rate_per_day = static_cast<double>(answer.baseline_events) / static_cast<double>(baseline_days);
    double const expected = rate_per_day * input.days;
    answer.rate_per_30_days = rate_per_day * 30;
    answer.dispersion = dispersion_of(input.before, static_cast<double>(answer.baseline_events) / answer.baseline_months);
    answer.poisson = poisson_at_most(input.ceiling, expected);
    // Months are taken as independent, so the size grows with the length of the spell and the dispersion stays. Below 1 + 1e-9 the
    // negative binomial is the Poisson (its size would run to infinity).
    double const extra = answer.dispersion.value_or(1) - 1;
    answer.negative_binomial = extra > 1e-9 ? negative_binomial_at_most(input.ceiling, expected, expected / extra) : answer.poisson;
    return answer;
}

}  // namespace accalmie
