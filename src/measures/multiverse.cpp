// SPDX-License-Identifier: Apache-2.0
#include "measures/multiverse.hpp"

#include "measures/multiverse_engine.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <thread>

namespace accalmie {

namespace multiverse_parts {

void in_parallel(std::size_t count, unsigned threads, std::function<void(std::size_t)> const& work)
{
    std::atomic<std::size_t> next{0};
    auto const take = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::thread> others;
    for (unsigned i = 1; i < std::min<unsigned>(std::max(1U, threads), static_cast<unsigned>(std::min<std::size_t>(count, 64))); ++i) others.emplace_back(take);
    take();
    for (auto& thread : others) thread.join();
}

Covered::Covered(std::vector<bool> const& months) : sums_(1, 0)
{
    for (bool const month : months) sums_.push_back(sums_.back() + (month ? 1 : 0));
}

/// A window longer than a year steps back by as many whole years as it covers (before_after.hpp).
bool fill_before(Before& before, BaselineChoice const& baseline, int first, int window_months, Covered const& covered)
{
    before.count = before.months = 0;
    auto const add = [&](int begin, int end) {
        before.stretches[static_cast<std::size_t>(before.count++)] = {begin, end};
        before.months += end - begin;
        return covered.all(begin, end);
    };
    int const step = (window_months + 11) / 12 * 12;
    switch (baseline.kind) {
    case Baseline::same_season:
        for (int year = 1; year <= baseline.years; ++year)
            if (!add(first - year * step, first - year * step + window_months)) return false;
        return true;
    case Baseline::just_before: return add(first - (baseline.months > 0 ? baseline.months : window_months), first);
    case Baseline::whole_before:
        if (first < 0) return false;
        before.stretches[0] = {0, first};
        before.count = 1;
        before.months = covered.count(0, first);
        return before.months >= window_months;
    }
    return false;
}

namespace {

/// log(n + 0.5) and n log n, from tables for the counts that are usual.
class Logs {
public:
    Logs()
    {
        for (std::size_t n = 0; n < size; ++n) logs_[n] = std::log(static_cast<double>(n) + 0.5), products_[n] = product_of(static_cast<std::int64_t>(n));
    }
    double log(std::int64_t n) const { return n < static_cast<std::int64_t>(size) ? logs_[static_cast<std::size_t>(n)] : std::log(static_cast<double>(n) + 0.5); }
    double product(std::int64_t n) const { return n < static_cast<std::int64_t>(size) ? products_[static_cast<std::size_t>(n)] : product_of(n); }

private:
    static double product_of(std::int64_t n) { return n == 0 ? 0 : static_cast<double>(n) * std::log(static_cast<double>(n)); }
    static constexpr std::size_t size = 4'096;
    std::array<double, size> logs_{}, products_{};
};

Logs const& logs()
{
    static Logs const tables;
    return tables;
}

/// The root of a deviance, with the sign of `difference`; rounding alone could make the deviance negative.
double signed_root(double deviance, double difference) { return difference == 0 ? 0 : std::copysign(std::sqrt(std::max(0.0, deviance)), difference); }

}  // namespace

Measured measure(Four const& four, int window_months, PlainEstimator estimator)
{
    auto const& table = logs();
    double log_ratio = table.log(four.during) - table.log(four.before), z = 0;
    auto const a = four.during, b = four.before, c = four.others_during, d = four.others_before;
    switch (estimator) {
    case PlainEstimator::rate_ratio: {
        double const during = window_months, before = four.months_before;
        double const expected = static_cast<double>(a) * std::log(during / (during + before)) + static_cast<double>(b) * std::log(before / (during + before));
        log_ratio += std::log(before / during);
        z = signed_root(2 * (table.product(a) + table.product(b) - table.product(a + b) - expected), static_cast<double>(a) * before - static_cast<double>(b) * during);
        break;
    }
    case PlainEstimator::ratio_of_ratios: {  // the times are the same on both sides
        double const rows = table.product(a + b) + table.product(c + d), columns = table.product(a + c) + table.product(b + d);
        log_ratio -= table.log(c) - table.log(d);
        z = signed_root(2 * (table.product(a) + table.product(b) + table.product(c) + table.product(d) - rows - columns + table.product(a + b + c + d)),
                        static_cast<double>(a) * static_cast<double>(d) - static_cast<double>(b) * static_cast<double>(c));
        break;
    }
    }
    return {log_ratio, z};
}

}  // namespace multiverse_parts

namespace {

using namespace multiverse_parts;

constexpr std::size_t months_max = 2'400, units_max = 2'000, cells_max = 4'000'000, placements_max = 400, choices_max = 200;
constexpr std::size_t specifications_max = 20'000, permutations_min = 19, permutations_max = 10'000;

Error wrong(std::string what, std::string where) { return {Error::Kind::invalid, std::move(what), std::move(where), "see docs/methods/multiverse.md"}; }

Result<void> check_cube(CountCube const& cube)
{
    if (cube.months < 1 || cube.months > months_max) return too_much("months outside 1 to 2,400", "cube");
    if (cube.units < 1 || cube.units > units_max) return too_much("units outside 1 to 2,000", "cube");
    if (cube.cells.size() > cells_max) return too_much("more than 4,000,000 cells", "cube");
    if (cube.covered.size() != cube.sources) return wrong("not one coverage a source", "cube");
    for (auto const& covered : cube.covered)
        if (covered.size() != cube.months) return wrong("not one coverage a month", "cube");
    for (auto const& cell : cube.cells)
        if (cell.area >= cube.areas || cell.unit >= cube.units || cell.source >= cube.sources || cell.kind >= cube.kinds || cell.month >= cube.months || cell.count < 0 || cell.count > 1'000'000)
            return wrong("a cell outside the cube, or a count outside 0 to 1,000,000", "cube");
    return {};
}

Result<void> check_units(MultiverseInput const& input)
{
    auto treated = input.treated;
    std::sort(treated.begin(), treated.end());
    if (treated.empty() || treated.back() >= input.cube.units || std::adjacent_find(treated.begin(), treated.end()) != treated.end()) return wrong("treated units that are none, unknown or twice there", "treated");
    for (auto const& pool : input.pools) {
        if (pool.units.empty()) return wrong("an empty pool", "pool " + pool.name);
        for (auto const unit : pool.units)
            if (unit >= input.cube.units || std::binary_search(treated.begin(), treated.end(), unit)) return wrong("a pool with a unit that is treated or unknown", "pool " + pool.name);
    }
    return {};
}

Result<void> check_choices(MultiverseInput const& input)
{
    bool const needs_pool = std::find(input.estimators.begin(), input.estimators.end(), PlainEstimator::ratio_of_ratios) != input.estimators.end();
    for (auto const size : {input.windows.size(), input.baselines.size(), input.areas.size(), input.kinds.size(), input.sources.size(), input.precisions.size(), input.estimators.size(),
                            needs_pool ? input.pools.size() : std::size_t{1}})
        if (size < 1 || size > choices_max) return wrong("a choice without alternatives, or with more than 200", "choices");
    for (auto const& window : input.windows)
        if (window.months < 1 || window.months > 120 || window.firsts.empty() || window.firsts.size() > placements_max) return wrong("a window outside 1 to 120 months, or without 1 to 400 placements", "window " + window.name);
    for (auto const& baseline : input.baselines)
        if (baseline.years < 1 || baseline.years > 50 || baseline.months < 0 || baseline.months > 1'200) return wrong("a baseline outside 1 to 50 years or 0 to 1,200 months", "baseline " + baseline.name);
    for (auto const& area : input.areas)
        if (area.area >= input.cube.areas) return wrong("an unknown area", "area " + area.name);
    for (auto const& source : input.sources)
        if (source.source >= input.cube.sources) return wrong("an unknown source", "source " + source.name);
    for (auto const& kinds : input.kinds)
        for (auto const kind : kinds.kinds)
            if (kind >= input.cube.kinds) return wrong("an unknown kind", "kinds " + kinds.name);
    return {};
}

Result<void> check_options(MultiverseInput const& input)
{
    if (input.specifications_max < 1 || input.specifications_max > specifications_max) return wrong("specifications outside 1 to 20,000", "specifications_max");
    if (input.permutations < permutations_min || input.permutations > permutations_max) return wrong("permutations outside 19 to 10,000", "permutations");
    if (!(input.level > 0 && input.level < 1)) return wrong("a level outside 0 to 1", "level");
    if (!(input.p_threshold > 0 && input.p_threshold < 1)) return wrong("a threshold outside 0 to 1", "p_threshold");
    if (!(input.smallest_fall >= 0 && input.smallest_fall < 1)) return wrong("a smallest fall outside 0 to 1", "smallest_fall");
    if (!(input.share_needed >= 0 && input.share_needed <= 1)) return wrong("a share outside 0 to 1", "share_needed");
    if (!(input.comparable == 0 || (input.comparable >= 1 && std::isfinite(input.comparable)))) return wrong("a factor below 1", "comparable");
    return {};
}

}  // namespace

std::string_view choice_code(ChoiceOf choice)
{
    switch (choice) {
    case ChoiceOf::window: return "window";
    case ChoiceOf::baseline: return "baseline";
    case ChoiceOf::area: return "area";
    case ChoiceOf::kinds: return "kinds";
    case ChoiceOf::source: return "source";
    case ChoiceOf::precision: return "precision";
    case ChoiceOf::pool: return "pool";
    case ChoiceOf::estimator: return "estimator";
    }
    return {};
}

std::string_view refusal_code(Refusal refusal)
{
    switch (refusal) {
    case Refusal::none: return "none";
    case Refusal::window_not_covered: return "window_not_covered";
    case Refusal::baseline_not_covered: return "baseline_not_covered";
    case Refusal::no_event_before: return "no_event_before";
    case Refusal::no_event_in_pool: return "no_event_in_pool";
    case Refusal::too_few_placements: return "too_few_placements";
    }
    return {};
}

std::string_view estimator_code(PlainEstimator estimator)
{
    switch (estimator) {
    case PlainEstimator::rate_ratio: return "rate_ratio";
    case PlainEstimator::ratio_of_ratios: return "ratio_of_ratios";
    }
    return {};
}

Result<void> multiverse_parts::check_input(MultiverseInput const& input)
{
    TRY(check_cube(input.cube));
    TRY(check_units(input));
    TRY(check_choices(input));
    return check_options(input);
}

Result<Multiverse> multiverse(MultiverseInput const& input)
{
    TRY(check_input(input));
    return Engine{input}.run();
}

}  // namespace accalmie
