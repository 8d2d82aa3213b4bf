// SPDX-License-Identifier: Apache-2.0
// src/measures/multiverse_engine.hpp: specifications, their series, and every one of them on every assignment. Private to the multiverse.
#pragma once

#include "measures/multiverse_parts.hpp"
#include "measures/rate_ratio.hpp"
#include "measures/ratio_of_ratios.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace accalmie::multiverse_parts {

inline constexpr std::size_t product_max = 40'000'000;
inline constexpr std::size_t windows_min = 24;  ///< to be ranked among

inline Error too_much(std::string what, std::string where) { return {Error::Kind::limit, std::move(what), std::move(where), "keep what somebody would defend"}; }

/// Bounds of all that a question names.
Result<void> check_input(MultiverseInput const& input);

class Engine {
public:
    explicit Engine(MultiverseInput const& input) : input_(input)
    {
        for (auto const& covered : input.cube.covered) covered_.emplace_back(covered);
        for (auto const& window : input.windows) {
            auto& firsts = firsts_.emplace_back();
            for (auto const first : window.firsts) firsts.push_back(first - input.cube.first);
        }
    }

    Result<Multiverse> run()
    {
        Multiverse answer;
        auto const combinations = cross(input_, answer.crossed);
        if (combinations.empty()) return too_much("more than 1e15 combinations", "choices");
        plan(combinations);
        auto const shifts = common_shifts();
        fill_real(answer);
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < planned_.size(); ++i)
            if (planned_[i].refusal == Refusal::none) rows.push_back(i);
        answer.answered = rows.size();
        answer.shifts = shifts.size();
        if (rows.empty()) return answer;
        auto const& main = planned_[rows.front()];
        auto const assignments = draw_assignments(input_, shifts, [&](Moved const& moved) { return baseline_events(main, moved); });
        answer.assignments = assignments.moved.size();
        answer.possible_assignments = assignments.possible;
        answer.exhaustive = assignments.exhaustive;
        if (rows.size() * assignments.moved.size() > product_max) return too_much("more than 40,000,000 specifications by permutations", "permutations");
        judge(answer, input_, evaluate(rows, assignments), rows);
        finish(answer, rows);
        return answer;
    }

protected:
    std::size_t of(Planned const& planned, ChoiceOf choice) const { return planned.choice[index(choice)]; }
    WindowChoice const& window(Planned const& planned) const { return input_.windows[of(planned, ChoiceOf::window)]; }
    BaselineChoice const& baseline(Planned const& planned) const { return input_.baselines[of(planned, ChoiceOf::baseline)]; }
    PlainEstimator estimator(Planned const& planned) const { return input_.estimators[of(planned, ChoiceOf::estimator)]; }
    Covered const& covered(Planned const& planned) const { return covered_[input_.sources[of(planned, ChoiceOf::source)].source]; }

    /// Series are made once for each area, set of kinds, source and precision that is used.
    std::size_t series_of(std::array<std::size_t, choices_count> const& choice)
    {
        std::array<std::size_t, 4> const key{choice[index(ChoiceOf::area)], choice[index(ChoiceOf::kinds)], choice[index(ChoiceOf::source)], choice[index(ChoiceOf::precision)]};
        auto const [found, is_new] = series_at_.try_emplace(key, series_at_.size());
        return found->second;
    }

    void fill_series()
    {
        series_.resize(series_at_.size());
        std::vector<std::array<std::size_t, 4>> keys(series_at_.size());
        for (auto const& [key, at] : series_at_) keys[at] = key;
        in_parallel(series_.size(), input_.threads, [&](std::size_t i) {
            auto const& area = input_.areas[keys[i][0]];
            auto const& kinds = input_.kinds[keys[i][1]].kinds;
            std::size_t const source = input_.sources[keys[i][2]].source;
            int const least = input_.precisions[keys[i][3]].least_level.value_or(area.own_level);
            auto& series = series_[i];
            series.units.assign(input_.cube.units, Sums{std::vector<std::int32_t>(input_.cube.months + 1, 0)});
            series.source = source;
            for (auto const& cell : input_.cube.cells)
                if (cell.area == area.area && cell.source == source && cell.level >= least && input_.cube.covered[source][cell.month] && std::find(kinds.begin(), kinds.end(), cell.kind) != kinds.end())
                    series.units[cell.unit].at[cell.month + 1] += static_cast<std::int32_t>(cell.count);
            for (auto& unit : series.units)
                for (std::size_t month = 1; month < unit.at.size(); ++month) unit.at[month] += unit.at[month - 1];
        });
    }

    void plan(std::vector<std::array<std::size_t, choices_count>> const& combinations)
    {
        for (auto const& choice : combinations) {
            Planned planned;
            planned.choice = choice;
            planned.series = series_of(choice);
            planned_.push_back(std::move(planned));
        }
        fill_series();
        in_parallel(planned_.size(), input_.threads, [&](std::size_t i) { place(planned_[i]); });
    }

    /// The placements of a specification that are covered and have something to compare with, or why there is none.
    void place(Planned& planned) const
    {
        int const months = window(planned).months;
        auto const real = real_sums(planned);
        Before before;
        for (int const first : firsts_[of(planned, ChoiceOf::window)]) {
            if (!covered(planned).all(first, first + months)) {
                planned.refusal = std::max(planned.refusal, Refusal::window_not_covered);
            } else if (!fill_before(before, baseline(planned), first, months, covered(planned))) {
                planned.refusal = std::max(planned.refusal, Refusal::baseline_not_covered);
            } else {
                auto const four = four_of(planned, real.first, real.second, first);
                if (four.before == 0) planned.refusal = std::max(planned.refusal, Refusal::no_event_before);
                else if (estimator(planned) == PlainEstimator::ratio_of_ratios && (four.others_during == 0 || four.others_before == 0)) planned.refusal = std::max(planned.refusal, Refusal::no_event_in_pool);
                else planned.firsts.push_back(first);
            }
        }
        if (!planned.firsts.empty()) planned.refusal = Refusal::none;
    }

    Sums sum_of(Series const& series, std::vector<std::size_t> const& units) const
    {
        Sums sum{std::vector<std::int32_t>(input_.cube.months + 1, 0)};
        for (auto const unit : units)
            for (std::size_t month = 0; month < sum.at.size(); ++month) sum.at[month] += series.units[unit].at[month];
        return sum;
    }
    /// Of a pool, where `units` are treated: the pool and those really treated, without `units`.
    Sums others_of(Series const& series, std::size_t pool, std::vector<std::size_t> const& units) const
    {
        auto compared = input_.pools[pool].units;
        compared.insert(compared.end(), input_.treated.begin(), input_.treated.end());
        std::erase_if(compared, [&](std::size_t unit) { return std::find(units.begin(), units.end(), unit) != units.end(); });
        return sum_of(series, compared);
    }
    std::pair<Sums, Sums> real_sums(Planned const& planned) const
    {
        auto const& series = series_[planned.series];
        bool const has_pool = estimator(planned) == PlainEstimator::ratio_of_ratios;
        return {sum_of(series, input_.treated), has_pool ? others_of(series, of(planned, ChoiceOf::pool), input_.treated) : Sums{}};
    }

    Four four_of(Planned const& planned, Sums const& treated, Sums const& others, int first) const
    {
        int const months = window(planned).months;
        Before before;
        fill_before(before, baseline(planned), first, months, covered(planned));
        Four four;
        four.months_before = before.months;
        four.during = treated.between(first, first + months);
        bool const has_pool = !others.at.empty();
        if (has_pool) four.others_during = others.between(first, first + months);
        for (int i = 0; i < before.count; ++i) {
            auto const [begin, end] = before.stretches[static_cast<std::size_t>(i)];
            four.before += treated.between(begin, end);
            if (has_pool) four.others_before += others.between(begin, end);
        }
        return four;
    }

    /// Shifts at which every placement of every specification has its months; a specification that would leave fewer than 24 is refused.
    std::vector<int> common_shifts()
    {
        if (input_.reassign == Reassign::places) return {0};
        int const reach = static_cast<int>(input_.cube.months);
        std::map<std::vector<std::size_t>, std::pair<std::vector<bool>, std::vector<std::size_t>>> needs;  // by source, window, baseline (and placements): possible shifts, specifications
        for (std::size_t i = 0; i < planned_.size(); ++i) {
            auto const& planned = planned_[i];
            if (planned.refusal != Refusal::none) continue;
            std::vector<std::size_t> key{of(planned, ChoiceOf::source), of(planned, ChoiceOf::window), of(planned, ChoiceOf::baseline)};
            for (int const first : planned.firsts) key.push_back(static_cast<std::size_t>(first));
            auto& [possible, users] = needs[key];
            users.push_back(i);
            if (!possible.empty()) continue;
            Before before;
            for (int shift = -reach; shift <= reach; ++shift)
                possible.push_back(std::all_of(planned.firsts.begin(), planned.firsts.end(), [&](int first) {
                    return covered(planned).all(first + shift, first + shift + window(planned).months) && fill_before(before, baseline(planned), first + shift, window(planned).months, covered(planned));
                }));
        }
        auto const count = [](std::vector<bool> const& bits) { return static_cast<std::size_t>(std::count(bits.begin(), bits.end(), true)); };
        std::multimap<std::size_t, std::pair<std::vector<bool>, std::vector<std::size_t>> const*, std::greater<>> order;  // the least demanding first
        for (auto const& [key, need] : needs) order.emplace(count(need.first), &need);
        std::vector<bool> common(static_cast<std::size_t>(2 * reach + 1), true);
        for (auto const& [possible, need] : order) {
            auto both = common;
            for (std::size_t i = 0; i < both.size(); ++i) both[i] = both[i] && need->first[i];
            if (count(both) >= windows_min) common = both;
            else
                for (auto const i : need->second) planned_[i].refusal = Refusal::too_few_placements;
        }
        std::vector<int> shifts;
        for (std::size_t i = 0; i < common.size(); ++i)
            if (common[i]) shifts.push_back(static_cast<int>(i) - reach);
        return shifts;
    }

    double baseline_events(Planned const& main, Moved const& moved) const
    {
        auto const& units = series_[main.series].units;
        Before before;
        std::int64_t events = 0;
        for (int const first : main.firsts) {
            fill_before(before, baseline(main), first + moved.shift, window(main).months, covered(main));
            for (int i = 0; i < before.count; ++i)
                for (auto const unit : moved.units) events += units[unit].between(before.stretches[static_cast<std::size_t>(i)].first, before.stretches[static_cast<std::size_t>(i)].second);
        }
        return static_cast<double>(events);
    }

    struct Lowest {
        Measured measured;
        Four four;
        int first = 0;
    };
    /// The lowest z of all placements, moved by `shift`.
    Lowest lowest_of(Planned const& planned, Sums const& treated, Sums const& others, int shift) const
    {
        Lowest lowest;
        lowest.measured.z = std::numeric_limits<double>::infinity();
        for (int const first : planned.firsts) {
            auto const four = four_of(planned, treated, others, first + shift);
            auto const measured = measure(four, window(planned).months, estimator(planned));
            if (measured.z < lowest.measured.z) lowest = {measured, four, first};
        }
        return lowest;
    }

    /// Each assignment of each series is summed once; its specifications then read sums.
    Matrix evaluate(std::vector<std::size_t> const& rows, Assignments const& assignments) const
    {
        Matrix matrix;
        matrix.assignments = assignments.moved.size();
        matrix.z.resize(rows.size() * matrix.assignments);
        matrix.log_ratio.resize(matrix.z.size());
        std::vector<std::vector<std::size_t>> by_series(series_.size());
        for (std::size_t row = 0; row < rows.size(); ++row) by_series[planned_[rows[row]].series].push_back(row);
        constexpr std::size_t chunk = 64;
        std::size_t const chunks = (matrix.assignments + chunk - 1) / chunk;
        in_parallel(series_.size() * chunks, input_.threads, [&](std::size_t task) {
            std::size_t const series = task / chunks, begin = task % chunks * chunk;
            if (by_series[series].empty()) return;
            for (std::size_t b = begin; b < std::min(begin + chunk, matrix.assignments); ++b) fill_column(matrix, rows, by_series[series], assignments.moved[b], b);
        });
        return matrix;
    }

    void fill_column(Matrix& matrix, std::vector<std::size_t> const& rows, std::vector<std::size_t> const& own, Moved const& moved, std::size_t b) const
    {
        auto const& series = series_[planned_[rows[own.front()]].series];
        auto const treated = sum_of(series, moved.units);
        std::vector<Sums> others(input_.pools.size());
        Sums const none;
        for (auto const row : own) {
            auto const& planned = planned_[rows[row]];
            bool const has_pool = estimator(planned) == PlainEstimator::ratio_of_ratios;
            auto const pool = of(planned, ChoiceOf::pool);
            if (has_pool && others[pool].at.empty()) others[pool] = others_of(series, pool, moved.units);
            auto const lowest = lowest_of(planned, treated, has_pool ? others[pool] : none, moved.shift);
            matrix.z[row * matrix.assignments + b] = static_cast<float>(lowest.measured.z);
            matrix.log_ratio[row * matrix.assignments + b] = static_cast<float>(lowest.measured.log_ratio);
        }
    }

    void fill_real(Multiverse& answer) const
    {
        answer.specifications.resize(planned_.size());
        in_parallel(planned_.size(), input_.threads, [&](std::size_t i) {
            auto const& planned = planned_[i];
            auto& specification = answer.specifications[i];
            specification.choice = planned.choice;
            specification.refusal = planned.refusal;
            specification.placements = static_cast<int>(planned.firsts.size());
            if (planned.refusal != Refusal::none) return;
            auto const real = real_sums(planned);
            auto const lowest = lowest_of(planned, real.first, real.second, 0);
            specification.first = input_.cube.first + lowest.first;
            specification.events_during = lowest.four.during;
            specification.events_before = lowest.four.before;
            specification.pool_during = lowest.four.others_during;
            specification.pool_before = lowest.four.others_before;
            specification.months_before = lowest.four.months_before;
            estimate(specification, planned, lowest.four);
        });
    }

    void estimate(Specification& specification, Planned const& planned, Four const& four) const
    {
        double const level = 1 - (1 - input_.level) / static_cast<double>(planned.firsts.size());
        switch (estimator(planned)) {
        case PlainEstimator::rate_ratio:
            if (auto const found = rate_ratio({{four.during, static_cast<double>(window(planned).months)}, {four.before, static_cast<double>(four.months_before)}, level})) {
                specification.estimate = found->ratio;
                specification.interval = found->exact;
            }
            break;
        case PlainEstimator::ratio_of_ratios: {
            auto const found = exact_ratio_of_ratios({four.during, four.before, four.others_during, four.others_before, {}, {}, {}, 1, 1, 1}, 1, level);
            specification.estimate = found.ratio;
            specification.interval = found.exact;
            break;
        }
        }
    }

    void finish(Multiverse& answer, std::vector<std::size_t> const& rows) const
    {
        for (auto const row : rows) {
            auto& specification = answer.specifications[row];
            specification.supports = specification.estimate && *specification.estimate <= 1 - input_.smallest_fall && specification.interval.upper && *specification.interval.upper < 1 &&
                                     specification.p_less <= input_.p_threshold;
            answer.supporting += specification.supports ? 1 : 0;
            if (specification.estimate) answer.curve.push_back(row);
        }
        std::sort(answer.curve.begin(), answer.curve.end(), [&](std::size_t a, std::size_t b) { return std::pair{*answer.specifications[a].estimate, a} < std::pair{*answer.specifications[b].estimate, b}; });
        if (!answer.curve.empty()) answer.median_estimate = answer.specifications[answer.curve[answer.curve.size() / 2]].estimate;
        answer.share_supporting = static_cast<double>(answer.supporting) / static_cast<double>(answer.answered);
        answer.influence = influence_of(answer);
        auto const count = static_cast<double>(answer.assignments);
        answer.smallest_p = 1 / count;
        answer.monte_carlo_error = answer.exhaustive ? 0 : std::sqrt(input_.p_threshold * (1 - input_.p_threshold) / count);
        bool const curve = answer.curve_tests.mean_z_p <= input_.p_threshold, share = answer.share_supporting >= input_.share_needed && answer.supporting > 0;
        answer.verdict = curve && share ? Verdict::supported : curve || share ? Verdict::weak : Verdict::not_shown;
    }

    MultiverseInput const& input_;
    std::vector<Covered> covered_;
    std::vector<std::vector<int>> firsts_;
    std::map<std::array<std::size_t, 4>, std::size_t> series_at_;
    std::vector<Series> series_;
    std::vector<Planned> planned_;
};

}  // namespace accalmie::multiverse_parts
