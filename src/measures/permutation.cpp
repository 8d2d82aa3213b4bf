// SPDX-License-Identifier: Apache-2.0
#include "measures/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t places_max = 10'000, periods_max = 10'000, cells_max = 4'000'000;
constexpr std::int64_t exhaustive_most = 1'000'000, draws_min = 19, draws_max = 1'000'000;

Error wrong(std::string what, std::string where) { return {Error::Kind::invalid, std::move(what), std::move(where), "see docs/methods/permutation.md"}; }

Result<void> check_cells(PermutationInput const& input)
{
    if (input.places < 1 || input.places > places_max) return Error{Error::Kind::limit, "places outside 1 to 10,000", "places", "give the places that matter"};
    if (input.periods < 1 || input.periods > periods_max) return Error{Error::Kind::limit, "periods outside 1 to 10,000", "periods", "give the periods that matter"};
    std::size_t const cells = input.places * input.periods;
    if (cells > cells_max) return Error{Error::Kind::limit, "more than 4,000,000 cells", "places and periods", "give fewer places or periods"};
    if (input.outcome.size() != cells) return wrong("not one outcome a place and period", "outcome");
    if (!input.exposure.empty() && input.exposure.size() != cells) return wrong("not one exposure a place and period", "exposure");
    for (auto const& outcome : input.outcome)
        if (outcome && (!std::isfinite(*outcome) || (input.scale == ContrastScale::ratio && *outcome < 0))) return wrong("a ratio needs outcomes of 0 or more", "outcome");
    for (double const exposure : input.exposure)
        if (!(exposure > 0) || !std::isfinite(exposure)) return wrong("an exposure that is not above zero", "exposure");
    return {};
}

Result<void> check_options(PermutationInput const& input)
{
    std::set<std::size_t> const treated(input.treated.begin(), input.treated.end());
    if (treated.empty()) return wrong("no place is treated", "treated");
    if (treated.size() != input.treated.size()) return wrong("a treated place is there twice", "treated");
    if (*treated.rbegin() >= input.places) return wrong("a treated place that is not there", "treated");
    if (input.window_periods < 1 || input.window_periods > input.periods || input.window_first > input.periods - input.window_periods) return wrong("the window lies outside the periods", "window");
    if (input.before_periods > input.periods) return wrong("more periods before than there are", "before");
    if (input.exhaustive_max < 1 || input.exhaustive_max > exhaustive_most) return wrong("exhaustive_max outside 1 to 1,000,000", "exhaustive_max");
    if (input.draws < draws_min || input.draws > draws_max) return wrong("draws outside 19 to 1,000,000", "draws");
    return {};
}

/// Outcome and exposure of some cells; not whole where one of them was not watched.
struct Sum {
    double outcome = 0, exposure = 0;
    std::int64_t missing = 0;

    Sum& operator+=(Sum const& other)
    {
        outcome += other.outcome, exposure += other.exposure, missing += other.missing;
        return *this;
    }
    friend Sum operator-(Sum const& a, Sum const& b) { return {a.outcome - b.outcome, a.exposure - b.exposure, a.missing - b.missing}; }
    double rate() const { return outcome / exposure; }
};

struct Assigned {
    std::vector<std::size_t> places;
    std::size_t first = 0;
};

/// What an assignment gives: a statistic by which assignments are ordered, or why there is none.
struct Scored {
    NoStatistic lacks = NoStatistic::none;
    double statistic = 0;  // the ratio (may be infinite) or difference
    double compared = 0;
    Sum during;
};

/// A statistic for any assignment, through sums over periods from the first.
class Scorer {
public:
    explicit Scorer(PermutationInput const& input) : input_(input), sums_(input.places * (input.periods + 1)), all_(input.periods + 1)
    {
        for (std::size_t place = 0; place < input.places; ++place)
            for (std::size_t period = 0; period < input.periods; ++period) {
                std::size_t const cell = place * input.periods + period;
                auto const& outcome = input.outcome[cell];
                auto& next = sums_[at(place, period + 1)];
                next = sums_[at(place, period)];
                next += outcome ? Sum{*outcome, input.exposure.empty() ? 1 : input.exposure[cell], 0} : Sum{0, 0, 1};
            }
        for (std::size_t period = 0; period <= input.periods; ++period)
            for (std::size_t place = 0; place < input.places; ++place) all_[period] += sums_[at(place, period)];
    }

    std::size_t before_of(std::size_t first) const { return input_.before_periods == 0 ? 0 : first - input_.before_periods; }
    bool has_before(std::size_t first) const { return input_.with == ContrastWith::others || (first > 0 && first >= input_.before_periods); }

    Scored score(Assigned const& assigned) const
    {
        Scored scored;
        bool const has_others = input_.with == ContrastWith::before || assigned.places.size() < input_.places;
        scored.lacks = has_before(assigned.first) && has_others ? NoStatistic::none : NoStatistic::no_period;
        if (scored.lacks != NoStatistic::none) return scored;
        std::size_t const end = assigned.first + input_.window_periods;
        scored.during = of(assigned.places, assigned.first, end);
        switch (input_.with) {
        case ContrastWith::before: return contrast(scored, of(assigned.places, before_of(assigned.first), assigned.first));
        case ContrastWith::others: return contrast(scored, between(all_, assigned.first, end) - scored.during);
        case ContrastWith::both: return contrast_of_contrasts(scored, assigned, end);
        }
        return scored;
    }

private:
    std::size_t at(std::size_t place, std::size_t period) const { return place * (input_.periods + 1) + period; }
    static Sum between(std::vector<Sum> const& sums, std::size_t first, std::size_t end) { return sums[end] - sums[first]; }
    Sum of(std::vector<std::size_t> const& places, std::size_t first, std::size_t end) const
    {
        Sum sum;
        for (auto const place : places) sum += sums_[at(place, end)] - sums_[at(place, first)];
        return sum;
    }
    Scored contrast(Scored scored, Sum const& with) const
    {
        if (scored.during.missing != 0 || with.missing != 0) return lacking(scored, NoStatistic::not_watched);
        scored.compared = with.rate();
        return compare(scored, scored.during.rate(), scored.compared);
    }
    Scored contrast_of_contrasts(Scored scored, Assigned const& assigned, std::size_t end) const
    {
        std::size_t const first = before_of(assigned.first);
        auto const before = of(assigned.places, first, assigned.first);
        auto const others_during = between(all_, assigned.first, end) - scored.during, others_before = between(all_, first, assigned.first) - before;
        if (scored.during.missing != 0 || before.missing != 0 || others_during.missing != 0 || others_before.missing != 0) return lacking(scored, NoStatistic::not_watched);
        if (input_.scale == ContrastScale::difference) {
            scored.compared = others_during.rate() - others_before.rate();
            scored.statistic = (scored.during.rate() - before.rate()) - scored.compared;
            return scored;
        }
        // One division of two products, so that equal tables tie exactly.
        scored.compared = others_during.rate() / others_before.rate();
        return compare(scored, scored.during.rate() * others_before.rate(), before.rate() * others_during.rate());
    }
    Scored compare(Scored scored, double above, double below) const
    {
        scored.statistic = input_.scale == ContrastScale::difference ? above - below : above / below;
        return std::isnan(scored.statistic) ? lacking(scored, NoStatistic::undefined) : scored;
    }
    static Scored lacking(Scored scored, NoStatistic why)
    {
        scored.lacks = why;
        return scored;
    }

    PermutationInput const& input_;
    std::vector<Sum> sums_, all_;
};

/// How far from no difference: ratios by their logarithm, so that a half is as far as a double.
double extremity(double statistic, ContrastScale scale) { return scale == ContrastScale::difference ? std::abs(statistic) : std::abs(std::log(statistic)); }

/// Sums in another order differ in the last digits: what is so near ties.
double tolerance(double value) { return std::isfinite(value) ? 1e-10 * (1 + std::abs(value)) : 0; }

/// Counts statistics against that of the real assignment.
struct Tally {
    double observed;
    ContrastScale scale;
    std::int64_t less = 0, greater = 0, far = 0, left_out = 0;
    std::vector<double> values;

    void add(Scored const& scored)
    {
        if (scored.lacks != NoStatistic::none) {
            ++left_out;
            return;
        }
        double const own = extremity(observed, scale);
        less += scored.statistic <= observed + tolerance(observed) ? 1 : 0;
        greater += scored.statistic >= observed - tolerance(observed) ? 1 : 0;
        far += extremity(scored.statistic, scale) >= own - tolerance(own) ? 1 : 0;
        values.push_back(scored.statistic);
    }
};

std::vector<std::size_t> window_firsts(PermutationInput const& input, Scorer const& scorer)
{
    if (input.reassign == Reassign::places) return {input.window_first};
    std::vector<std::size_t> firsts;
    for (std::size_t first = 0; first + input.window_periods <= input.periods; ++first)
        if (scorer.has_before(first)) firsts.push_back(first);
    return firsts;
}

void try_all(Tally& tally, PermutationInput const& input, Scorer const& scorer, std::vector<std::size_t> const& firsts)
{
    Assigned assigned{input.treated, 0};
    std::sort(assigned.places.begin(), assigned.places.end());
    if (input.reassign != Reassign::windows) std::iota(assigned.places.begin(), assigned.places.end(), std::size_t{0});
    do {
        for (auto const first : firsts) {
            assigned.first = first;
            tally.add(scorer.score(assigned));
        }
    } while (input.reassign != Reassign::windows && next_subset(assigned.places, input.places));
}

void draw(Tally& tally, PermutationInput const& input, Scorer const& scorer, std::vector<std::size_t> const& firsts)
{
    std::mt19937_64 random{input.seed};
    std::vector<std::size_t> all(input.places);
    std::iota(all.begin(), all.end(), std::size_t{0});
    Assigned assigned{input.treated, input.window_first};
    for (std::int64_t i = 0; i < input.draws; ++i) {
        if (input.reassign != Reassign::windows)
            for (std::size_t k = 0; k < assigned.places.size(); ++k) {
                std::swap(all[k], all[k + random() % (all.size() - k)]);
                assigned.places[k] = all[k];
            }
        assigned.first = firsts[random() % firsts.size()];
        tally.add(scorer.score(assigned));
    }
}

PermutationP share(std::int64_t at_least, std::int64_t of, bool exhaustive)
{
    double const p = static_cast<double>(at_least) / static_cast<double>(of);
    return {p, exhaustive ? 0 : std::sqrt(p * (1 - p) / static_cast<double>(of))};
}

std::optional<double> quantile(std::vector<double> const& sorted, double share)
{
    if (sorted.empty()) return std::nullopt;
    double const at = share * static_cast<double>(sorted.size() - 1);
    auto const low = static_cast<std::size_t>(at);
    double const below = sorted[low], above = sorted[std::min(low + 1, sorted.size() - 1)];
    double const value = at == static_cast<double>(low) || below == above ? below : below + (at - static_cast<double>(low)) * (above - below);
    return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

void describe(Permutation& answer)
{
    std::sort(answer.values.begin(), answer.values.end());
    double sum = 0, squares = 0, count = 0;
    for (double const value : answer.values)
        if (std::isfinite(value)) sum += value, ++count;
    if (count == 0) return;
    answer.mean = sum / count;
    for (double const value : answer.values)
        if (std::isfinite(value)) squares += (value - *answer.mean) * (value - *answer.mean);
    if (count > 1) answer.standard_deviation = std::sqrt(squares / (count - 1));
    answer.lower_95 = quantile(answer.values, 0.025);
    answer.median = quantile(answer.values, 0.5);
    answer.upper_95 = quantile(answer.values, 0.975);
}

void fill_p(Permutation& answer, Tally& tally)
{
    answer.used = static_cast<std::int64_t>(tally.values.size());
    answer.left_out = tally.left_out;
    answer.less = share(tally.less, answer.used, answer.exhaustive);
    answer.greater = share(tally.greater, answer.used, answer.exhaustive);
    answer.two_sided = share(tally.far, answer.used, answer.exhaustive);
    answer.smallest_p = 1 / static_cast<double>(answer.used);
    answer.values = std::move(tally.values);
    describe(answer);
}

}  // namespace

double choose(std::size_t n, std::size_t k)
{
    if (k > n) return 0;
    double ways = 1;
    for (std::size_t i = 1; i <= std::min(k, n - k); ++i) ways = std::round(ways * static_cast<double>(n - std::min(k, n - k) + i) / static_cast<double>(i));
    return ways;
}

bool next_subset(std::vector<std::size_t>& chosen, std::size_t n)
{
    for (std::size_t i = chosen.size(); i-- > 0;) {
        if (chosen[i] + 1 > n - (chosen.size() - i)) continue;
        ++chosen[i];
        for (std::size_t j = i + 1; j < chosen.size(); ++j) chosen[j] = chosen[j - 1] + 1;
        return true;
    }
    return false;
}

Result<Permutation> permutation(PermutationInput const& input)
{
    TRY(check_cells(input));
    TRY(check_options(input));
    Scorer const scorer{input};
    auto const real = scorer.score({input.treated, input.window_first});
    Permutation answer;
    answer.no_statistic = real.lacks;
    answer.treated_during = real.during.outcome;
    answer.treated_during_exposure = real.during.exposure;
    auto const firsts = window_firsts(input, scorer);
    answer.assignments = (input.reassign == Reassign::windows ? 1 : choose(input.places, input.treated.size())) * static_cast<double>(firsts.size());
    answer.exhaustive = answer.assignments <= static_cast<double>(input.exhaustive_max);
    if (real.lacks != NoStatistic::none) return answer;
    if (std::isfinite(real.statistic)) answer.estimate = real.statistic;
    if (std::isfinite(real.compared)) answer.compared = real.compared;
    Tally tally{real.statistic, input.scale, 0, 0, 0, 0, {}};
    if (answer.exhaustive) {
        try_all(tally, input, scorer, firsts);
    } else {
        tally.add(real);
        draw(tally, input, scorer, firsts);
    }
    fill_p(answer, tally);
    return answer;
}

}  // namespace accalmie
