// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_crossing.cpp: which specifications there are, and which assignments they are held against.
#include "measures/multiverse_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace accalmie::multiverse_parts {

namespace {

/// Pairs of estimator and pool: a rate ratio takes no pool, so it is there once.
std::vector<std::pair<std::size_t, std::size_t>> estimators_with_pools(MultiverseInput const& input)
{
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t estimator = 0; estimator < input.estimators.size(); ++estimator) {
        std::size_t const pools = input.estimators[estimator] == PlainEstimator::rate_ratio ? 1 : input.pools.size();
        for (std::size_t pool = 0; pool < pools; ++pool) pairs.emplace_back(estimator, pool);
    }
    return pairs;
}

/// The combination of a number, the first choice varying slowest.
std::array<std::size_t, choices_count> combination(std::size_t number, MultiverseInput const& input, std::vector<std::pair<std::size_t, std::size_t>> const& pairs)
{
    std::array<std::size_t, choices_count> choice{};
    auto const take = [&](std::size_t of) {
        std::size_t const taken = number % of;
        number /= of;
        return taken;
    };
    auto const [estimator, pool] = pairs[take(pairs.size())];
    choice[index(ChoiceOf::estimator)] = estimator;
    choice[index(ChoiceOf::pool)] = pool;
    choice[index(ChoiceOf::precision)] = take(input.precisions.size());
    choice[index(ChoiceOf::source)] = take(input.sources.size());
    choice[index(ChoiceOf::kinds)] = take(input.kinds.size());
    choice[index(ChoiceOf::area)] = take(input.areas.size());
    choice[index(ChoiceOf::baseline)] = take(input.baselines.size());
    choice[index(ChoiceOf::window)] = take(input.windows.size());
    return choice;
}

/// As many units as are treated, by a partial shuffle of `all`.
void draw_units(Moved& moved, std::vector<std::size_t>& all, std::size_t count, std::mt19937_64& random)
{
    moved.units.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
        std::swap(all[k], all[k + random() % (all.size() - k)]);
        moved.units[k] = all[k];
    }
    std::sort(moved.units.begin(), moved.units.end());
}

constexpr double listed_max = 20'000;
constexpr std::size_t tries_for_each = 400;

class Drawer {
public:
    Drawer(MultiverseInput const& input, std::vector<int> const& shifts, std::function<double(Moved const&)> const& baseline_events)
        : input_(input), shifts_(shifts), baseline_events_(baseline_events)
    {
        real_.units = input.treated;
        std::sort(real_.units.begin(), real_.units.end());
        real_events_ = baseline_events(real_);
        if (input.reassign == Reassign::places) shifts_ = {0};
    }

    Assignments draw()
    {
        Assignments answer;
        bool const places = input_.reassign != Reassign::windows;
        answer.possible = (places ? choose(input_.cube.units, real_.units.size()) : 1) * static_cast<double>(shifts_.size());
        if (answer.possible <= listed_max) {
            auto listed = list(places);
            answer.exhaustive = listed.size() <= input_.permutations + 1;
            if (answer.exhaustive) {
                answer.moved = std::move(listed);
                return answer;
            }
            sample(answer, listed);
            return answer;
        }
        draw_freely(answer, places);
        return answer;
    }

private:
    bool comparable(Moved const& moved) const
    {
        if (!(input_.comparable > 0)) return true;
        double const events = baseline_events_(moved);
        return events * input_.comparable >= real_events_ && events <= real_events_ * input_.comparable;
    }
    bool is_real(Moved const& moved) const { return moved.shift == 0 && moved.units == real_.units; }

    /// All comparable ones, the real one first.
    std::vector<Moved> list(bool places) const
    {
        std::vector<Moved> all{real_};
        Moved moved = real_;
        if (places) std::iota(moved.units.begin(), moved.units.end(), std::size_t{0});
        do {
            for (int const shift : shifts_) {
                moved.shift = shift;
                if (!is_real(moved) && comparable(moved)) all.push_back(moved);
            }
        } while (places && next_subset(moved.units, input_.cube.units));
        return all;
    }
    void sample(Assignments& answer, std::vector<Moved>& listed) const
    {
        std::mt19937_64 random{input_.seed};
        for (std::size_t k = 1; k <= input_.permutations; ++k) std::swap(listed[k], listed[k + random() % (listed.size() - k)]);
        listed.resize(input_.permutations + 1);
        answer.moved = std::move(listed);
    }
    void draw_freely(Assignments& answer, bool places) const
    {
        std::mt19937_64 random{input_.seed};
        std::vector<std::size_t> all(input_.cube.units);
        std::iota(all.begin(), all.end(), std::size_t{0});
        answer.moved.push_back(real_);
        Moved moved = real_;
        for (std::size_t tries = input_.permutations * tries_for_each; tries > 0 && answer.moved.size() <= input_.permutations; --tries) {
            if (places) draw_units(moved, all, real_.units.size(), random);
            moved.shift = shifts_[random() % shifts_.size()];
            if (comparable(moved)) answer.moved.push_back(moved);
        }
    }

    MultiverseInput const& input_;
    std::vector<int> shifts_;
    std::function<double(Moved const&)> const& baseline_events_;
    Moved real_;
    double real_events_ = 0;
};

}  // namespace

std::vector<std::array<std::size_t, choices_count>> cross(MultiverseInput const& input, double& crossed)
{
    auto const pairs = estimators_with_pools(input);
    crossed = static_cast<double>(pairs.size());
    for (auto const size : {input.precisions.size(), input.sources.size(), input.kinds.size(), input.areas.size(), input.baselines.size(), input.windows.size()})
        crossed *= static_cast<double>(size);
    std::vector<std::array<std::size_t, choices_count>> combinations;
    if (crossed < 1 || crossed > 1e15) return combinations;
    auto const all = static_cast<std::size_t>(crossed);
    std::set<std::size_t> numbers{0};
    if (all <= input.specifications_max) {
        for (std::size_t number = 1; number < all; ++number) numbers.insert(number);
    } else {
        std::mt19937_64 random{input.seed ^ 0x5bd1e995U};
        while (numbers.size() < input.specifications_max) numbers.insert(random() % all);
    }
    for (auto const number : numbers) combinations.push_back(combination(number, input, pairs));
    return combinations;
}

Assignments draw_assignments(MultiverseInput const& input, std::vector<int> const& shifts, std::function<double(Moved const&)> const& baseline_events)
{
    return Drawer{input, shifts, baseline_events}.draw();
}

}  // namespace accalmie::multiverse_parts
