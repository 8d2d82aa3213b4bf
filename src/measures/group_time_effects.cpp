// SPDX-License-Identifier: Apache-2.0
#include "measures/group_time_effects.hpp"

#include "measures/group_time_averages.hpp"
#include "measures/reference_distributions.hpp"
#include "measures/two_way_regression.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 2'000'000, effects_max = 500, influence_max = 50'000'000;
constexpr double work_max = 4e10;

/// Units at each of the times (or rows of cross-sections), in the order of their labels.
struct Prepared {
    bool cross_sections = false;
    std::vector<std::int64_t> times;
    InfluenceUnits units;
    std::vector<double> outcome;                  ///< [unit * times + time]; of cross-sections [row]
    std::vector<std::size_t> row_time;            ///< of cross-sections
    std::vector<std::vector<double>> covariates;  ///< as outcome
    std::vector<std::int64_t> groups;
    std::set<std::int64_t> alone;                 ///< groups with one cluster

    std::size_t size() const { return units.group.size(); }
};

Error lengths_error(char const* column) { return {Error::Kind::invalid, "a column that is not as long as the outcome", column, "give each row a value"}; }

Result<void> check(StartedPanel const& panel, GroupTimeOptions const& options)
{
    auto const rows = panel.outcome.size();
    if (rows > rows_max) return Error{Error::Kind::limit, "more than 2,000,000 rows", "rows", "add up rows of one unit and time"};
    if (panel.time.size() != rows) return lengths_error("time");
    if (panel.first_treated.size() != rows) return lengths_error("first_treated");
    if (!panel.unit.empty() && panel.unit.size() != rows) return lengths_error("unit");
    if (!panel.cluster.empty() && panel.cluster.size() != rows) return lengths_error("cluster");
    if (!panel.weight.empty() && panel.weight.size() != rows) return lengths_error("weight");
    auto const finite = [](double one) { return std::isfinite(one); };
    if (!std::all_of(panel.outcome.begin(), panel.outcome.end(), finite)) return Error{Error::Kind::invalid, "an outcome that is not a finite number", "outcome", "leave rows without an outcome out"};
    for (auto const& column : panel.covariates) {
        if (column.size() != rows) return lengths_error("covariates");
        if (!std::all_of(column.begin(), column.end(), finite)) return Error{Error::Kind::invalid, "a covariate that is not a finite number", "covariates", "leave rows without it out"};
    }
    if (!std::all_of(panel.weight.begin(), panel.weight.end(), [&](double one) { return one > 0 && finite(one); }))
        return Error{Error::Kind::invalid, "a weight that is not above zero", "weight", "leave rows without weight out"};
    if (!(options.level > 0 && options.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    if (options.draws < 0 || options.draws > 100'000) return Error{Error::Kind::limit, "draws outside 0 to 100,000", "draws", "999 are usual"};
    if (options.anticipation < 0) return Error{Error::Kind::invalid, "an anticipation below zero", "anticipation", "give the times before the start at which units may act already"};
    if (panel.unit.empty() && !panel.covariates.empty()) return Error{Error::Kind::invalid, "covariates with repeated cross-sections", "covariates", "leave them out, or name the units"};
    return {};
}

/// A unit while its rows are gathered.
struct Gathered {
    std::vector<std::size_t> row;  ///< by time; `absent` where it was not seen
    std::optional<std::int64_t> start;
};
constexpr std::size_t absent = static_cast<std::size_t>(-1);

/// Where the start of treatment puts a unit.
enum class Place : std::uint8_t { stays, treated_at_first };

/// A start after the last time is never, as far as these times can tell.
Place place_of(std::optional<std::int64_t>& start, std::vector<std::int64_t> const& times, std::int64_t anticipation)
{
    if (!start) return Place::stays;
    if (*start - anticipation <= times.front()) return Place::treated_at_first;
    if (*start - anticipation > times.back()) start = std::nullopt;
    return Place::stays;
}

Result<std::vector<Gathered>> gather(StartedPanel const& panel, std::vector<std::size_t> const& time, std::size_t times)
{
    auto const label = labels_without_gaps(panel.unit);
    std::vector<Gathered> units(count_of_labels(label));
    for (std::size_t row = 0; row < label.size(); ++row) {
        auto& unit = units[label[row]];
        if (unit.row.empty()) {
            unit.row.assign(times, absent);
            unit.start = panel.first_treated[row];
        }
        auto const place = "row " + std::to_string(row + 1);
        if (unit.start != panel.first_treated[row]) return Error{Error::Kind::invalid, "a first treated time that differs within one unit", place, "give each unit one start, or none"};
        if (unit.row[time[row]] != absent) return Error{Error::Kind::invalid, "a unit that is there twice at one time", place, "give each unit one row a time"};
        unit.row[time[row]] = row;
    }
    return units;
}

void add_unit(Prepared& prepared, StartedPanel const& panel, Gathered const& unit, std::vector<std::size_t>& clusters)
{
    auto const first = unit.row.front();
    prepared.units.group.push_back(unit.start);
    prepared.units.weight.push_back(panel.weight.empty() ? 1 : panel.weight[first]);
    clusters.push_back(panel.cluster.empty() ? clusters.size() : panel.cluster[first]);
    for (auto const row : unit.row) {
        prepared.outcome.push_back(panel.outcome[row]);
        for (std::size_t which = 0; which < panel.covariates.size(); ++which) prepared.covariates[which].push_back(panel.covariates[which][row]);
    }
}

Result<std::vector<std::size_t>> take_units(Prepared& prepared, StartedPanel const& panel, std::vector<std::size_t> const& time, GroupTimeOptions const& options, GroupTimeEffects& answer)
{
    std::vector<std::size_t> clusters;
    for (auto& unit : TRY(gather(panel, time, prepared.times.size()))) {
        if (place_of(unit.start, prepared.times, options.anticipation) == Place::treated_at_first) ++answer.units_treated_at_first;
        else if (std::find(unit.row.begin(), unit.row.end(), absent) != unit.row.end()) ++answer.units_not_always_seen;
        else add_unit(prepared, panel, unit, clusters);
    }
    return clusters;
}

std::vector<std::size_t> take_rows(Prepared& prepared, StartedPanel const& panel, std::vector<std::size_t> const& time, GroupTimeOptions const& options, GroupTimeEffects& answer)
{
    std::vector<std::size_t> clusters;
    for (std::size_t row = 0; row < panel.outcome.size(); ++row) {
        auto start = panel.first_treated[row];
        if (place_of(start, prepared.times, options.anticipation) == Place::treated_at_first) {
            ++answer.units_treated_at_first;
            continue;
        }
        prepared.units.group.push_back(start);
        prepared.units.weight.push_back(panel.weight.empty() ? 1 : panel.weight[row]);
        prepared.outcome.push_back(panel.outcome[row]);
        prepared.row_time.push_back(time[row]);
        clusters.push_back(panel.cluster.empty() ? row : panel.cluster[row]);
    }
    return clusters;
}

Result<Prepared> prepare(StartedPanel const& panel, GroupTimeOptions const& options, GroupTimeEffects& answer)
{
    Prepared prepared;
    prepared.cross_sections = panel.unit.empty();
    prepared.times = panel.time;
    std::sort(prepared.times.begin(), prepared.times.end());
    prepared.times.erase(std::unique(prepared.times.begin(), prepared.times.end()), prepared.times.end());
    if (prepared.times.size() < 2) return Error{Error::Kind::invalid, "fewer than two times", "time", "give a time before and a time after"};
    std::vector<std::size_t> time;
    for (auto const one : panel.time) time.push_back(static_cast<std::size_t>(std::lower_bound(prepared.times.begin(), prepared.times.end(), one) - prepared.times.begin()));
    prepared.covariates.resize(panel.covariates.size());
    auto const clusters = prepared.cross_sections ? take_rows(prepared, panel, time, options, answer) : TRY(take_units(prepared, panel, time, options, answer));
    if (prepared.size() == 0) return Error{Error::Kind::invalid, "no unit is seen at every time with a time before its treatment", "unit", "leave out times at which many are missing"};
    prepared.units.cluster = labels_without_gaps(clusters);
    prepared.units.cluster_count = count_of_labels(prepared.units.cluster);
    double sum = 0;
    for (double const one : prepared.units.weight) sum += one;
    for (double& one : prepared.units.weight) one *= static_cast<double>(prepared.size()) / sum;
    prepared.units.scale = 0;
    for (double const one : prepared.outcome) prepared.units.scale = std::max(prepared.units.scale, std::abs(one));
    std::map<std::int64_t, std::set<std::size_t>> groups;
    for (std::size_t unit = 0; unit < prepared.size(); ++unit)
        if (auto const& group = prepared.units.group[unit]) groups[*group].insert(prepared.units.cluster[unit]);
    for (auto const& [group, within] : groups) {
        prepared.groups.push_back(group);
        if (within.size() == 1) prepared.alone.insert(group);
    }
    return prepared;
}

Result<void> check_sides(Prepared const& prepared, GroupTimeOptions const& options, GroupTimeEffects& answer)
{
    if (prepared.groups.empty()) return Error{Error::Kind::invalid, "no treated unit with a time before its start", "first_treated", "name the first treated time of each treated unit, and add times before it"};
    answer.units = prepared.size();
    answer.times = prepared.times.size();
    answer.clusters = prepared.units.cluster_count;
    answer.never_treated_units = static_cast<std::size_t>(std::count(prepared.units.group.begin(), prepared.units.group.end(), std::nullopt));
    if (answer.never_treated_units == 0 && options.comparison == ComparisonUnits::never_treated)
        return Error{Error::Kind::invalid, "no comparison unit: every unit is treated at some time", "first_treated", "add never-treated units, or compare with units not yet treated"};
    answer.smallest_group = prepared.size();
    for (auto const group : prepared.groups) {
        auto const count = std::count(prepared.units.group.begin(), prepared.units.group.end(), std::optional{group});
        answer.smallest_group = std::min(answer.smallest_group, static_cast<std::size_t>(count));
    }
    auto const effects = prepared.groups.size() * prepared.times.size();
    if (effects > effects_max) return Error{Error::Kind::limit, "more than 500 groups by times", "time", "use longer times"};
    if (effects * prepared.size() > influence_max || static_cast<double>(effects * prepared.size()) * options.draws > work_max)
        return Error{Error::Kind::limit, "too many units, groups and times at once", "rows", "use longer times, fewer draws, or units added up"};
    return {};
}

/// One effect from the units that it compares; where there is none, why.
class Comparison {
public:
    Comparison(Prepared const& prepared, GroupTimeOptions const& options, std::int64_t group, std::size_t time, std::size_t base) : prepared_(prepared), time_(time), base_(base)
    {
        auto const later = std::max(prepared.times[time], prepared.times[base]);
        for (std::size_t unit = 0; unit < prepared.size(); ++unit) {
            auto const& start = prepared.units.group[unit];
            bool const is_treated = start == std::optional{group};
            bool const not_yet = options.comparison == ComparisonUnits::not_yet_treated && start && *start > later + options.anticipation;
            bool const seen = !prepared.cross_sections || prepared.row_time[unit] == time || prepared.row_time[unit] == base;
            if (!seen || (!is_treated && start && !not_yet)) continue;
            unit_.push_back(unit);
            treated_.push_back(is_treated ? 1 : 0);
        }
    }

    std::size_t treated_count() const { return static_cast<std::size_t>(std::count(treated_.begin(), treated_.end(), 1)); }
    std::size_t comparison_count() const { return treated_.size() - treated_count(); }

    Result<Influenced> effect(CovariateUse use) const
    {
        auto const found = TRY(prepared_.cross_sections ? cross_sections() : changes(use));
        Influenced answer{found.effect, std::vector<double>(prepared_.size(), 0.0)};
        double const share = static_cast<double>(prepared_.size()) / static_cast<double>(unit_.size());
        for (std::size_t at = 0; at < unit_.size(); ++at) answer.influence[unit_[at]] = share * found.influence[at];
        return answer;
    }

private:
    Result<TwoPeriodEffect> changes(CovariateUse use) const
    {
        auto const times = prepared_.times.size();
        TwoPeriodInput input;
        input.use = use;
        input.treated = treated_;
        input.covariates.resize(prepared_.covariates.size());
        for (auto const unit : unit_) {
            input.change.push_back(prepared_.outcome[unit * times + time_] - prepared_.outcome[unit * times + base_]);
            input.weight.push_back(prepared_.units.weight[unit]);
            for (std::size_t which = 0; which < input.covariates.size(); ++which) input.covariates[which].push_back(prepared_.covariates[which][unit * times + std::min(time_, base_)]);
        }
        return two_period_effect(input);
    }

    Result<TwoPeriodEffect> cross_sections() const
    {
        std::vector<double> outcome, weight;
        std::vector<char> later;
        for (auto const row : unit_) {
            outcome.push_back(prepared_.outcome[row]);
            weight.push_back(prepared_.units.weight[row]);
            later.push_back(prepared_.row_time[row] == time_ ? 1 : 0);
        }
        return cross_section_effect(outcome, treated_, later, weight);
    }

    Prepared const& prepared_;
    std::size_t time_, base_;
    std::vector<std::size_t> unit_;
    std::vector<char> treated_;
};

/// The time that `time` is compared with.
std::size_t base_of(Prepared const& prepared, GroupTimeOptions const& options, std::int64_t group, std::size_t time)
{
    if (options.base == BasePeriod::varying && prepared.times[time] < group) return time - 1;
    std::size_t last = 0;
    for (std::size_t at = 0; at < prepared.times.size(); ++at)
        if (prepared.times[at] + options.anticipation < group) last = at;
    return last;
}

void estimate_all(Prepared const& prepared, GroupTimeOptions const& options, GroupTimeEffects& answer, std::vector<GroupTimeCell>& cells)
{
    for (auto const group : prepared.groups) {
        for (std::size_t time = options.base == BasePeriod::varying ? 1 : 0; time < prepared.times.size(); ++time) {
            auto const base = base_of(prepared, options, group, time);
            GroupTimeEffect effect;
            effect.group = group;
            effect.time = prepared.times[time];
            effect.before = effect.time < group;
            effect.reference = base == time;
            Comparison const comparison{prepared, options, group, time, base};
            effect.treated_units = comparison.treated_count();
            effect.comparison_units = comparison.comparison_count();
            if (effect.reference) {
                cells.push_back({group, effect.time, {0, std::vector<double>(prepared.size(), 0.0)}});
                effect.effect = EffectEstimate{};
            } else if (auto found = comparison.effect(options.use)) {
                cells.push_back({group, effect.time, std::move(*found)});
                effect.effect = EffectEstimate{};
            } else {
                effect.not_because = found.error().what;
            }
            answer.effects.push_back(std::move(effect));
        }
    }
}

/// One treated cluster has no spread that could be seen: its error says nothing of it (Conley & Taber 2011).
void withhold_interval(EffectEstimate& effect)
{
    effect.one_treated = true;
    effect.p = effect.lower = effect.upper = effect.band_lower = effect.band_upper = std::nullopt;
}

bool all_alone(Prepared const& prepared, std::vector<GroupTimeCell const*> const& cells)
{
    return std::all_of(cells.begin(), cells.end(), [&](GroupTimeCell const* one) { return prepared.alone.contains(one->group); });
}

void fill_bands(Prepared const& prepared, GroupTimeOptions const& options, std::vector<GroupTimeCell> const& cells, GroupTimeEffects& answer)
{
    std::vector<Influenced> all;
    for (auto const& cell : cells) all.push_back(cell.effect);
    auto const banded = with_bands(prepared.units, all, options);
    answer.critical_value = banded.critical_value;
    std::size_t at = 0;
    for (auto& effect : answer.effects) {
        if (!effect.effect) continue;
        effect.effect = banded.estimates[at++];
        if (prepared.alone.contains(effect.group)) withhold_interval(*effect.effect);
    }
}

void fill_pre_trend(Prepared const& prepared, std::vector<GroupTimeCell> const& cells, GroupTimeEffects& answer)
{
    std::vector<Influenced const*> before;
    for (auto const& cell : cells)
        if (cell.time < cell.group && !prepared.alone.contains(cell.group) && variance_of(prepared.units, cell.effect) > 0) before.push_back(&cell.effect);
    answer.pre_trend_coefficients = before.size();
    if (before.empty()) {
        answer.no_pre_trend_because = "no effect before the start, of a group of two units or more, can be estimated";
        return;
    }
    std::vector<double> values, covariance;
    std::vector<std::size_t> which;
    for (auto const* const one : before) {
        which.push_back(values.size());
        values.push_back(one->estimate);
        for (auto const* const other : before) covariance.push_back(covariance_of(prepared.units, *one, *other));
    }
    answer.pre_trend_wald = before.size() < prepared.units.cluster_count ? wald_of(values, covariance, which) : std::nullopt;
    if (answer.pre_trend_wald) answer.pre_trend_p = chi_square_at_least(*answer.pre_trend_wald, static_cast<double>(before.size()));
    else answer.no_pre_trend_because = "too few units for as many effects: their covariance cannot be inverted";
}

using CellsBy = std::map<std::int64_t, std::vector<GroupTimeCell const*>>;

/// What the overall average of a table is.
enum class Overall : std::uint8_t { mean_from_zero, mean, by_share };

AverageTable table_of(Prepared const& prepared, GroupTimeOptions const& options, CellsBy const& cells, Overall overall)
{
    AverageTable table;
    std::vector<Influenced> averages, counted;
    std::vector<GroupTimeCell> by_group;
    for (auto const& [of, some] : cells) {
        averages.push_back(average_by_share(prepared.units, some));
        if (overall != Overall::mean_from_zero || of >= 0) counted.push_back(averages.back());
        by_group.push_back({of, 0, averages.back()});
    }
    auto const banded = with_bands(prepared.units, averages, options);
    table.critical_value = banded.critical_value;
    std::size_t at = 0;
    std::vector<GroupTimeCell const*> behind;
    for (auto const& [of, some] : cells) {
        table.rows.push_back({of, banded.estimates[at++]});
        if (all_alone(prepared, some)) withhold_interval(table.rows.back().effect);
        behind.insert(behind.end(), some.begin(), some.end());
    }
    if (counted.empty()) return table;
    std::vector<GroupTimeCell const*> groups;
    for (auto const& one : by_group) groups.push_back(&one);
    Influenced const total = overall == Overall::by_share ? average_by_share(prepared.units, groups) : average(counted);
    auto pointwise = options;
    pointwise.draws = 0;
    table.overall = with_bands(prepared.units, {&total, 1}, pointwise).estimates.front();
    if (all_alone(prepared, behind)) withhold_interval(*table.overall);
    return table;
}

void fill_averages(Prepared const& prepared, GroupTimeOptions const& options, std::vector<GroupTimeCell> const& cells, GroupTimeEffects& answer)
{
    CellsBy group, distance, time;
    std::vector<GroupTimeCell const*> after;
    for (auto const& cell : cells) {
        distance[cell.time - cell.group].push_back(&cell);
        if (cell.time < cell.group) continue;
        after.push_back(&cell);
        group[cell.group].push_back(&cell);
        time[cell.time].push_back(&cell);
    }
    answer.by_distance = table_of(prepared, options, distance, Overall::mean_from_zero);
    answer.by_group = table_of(prepared, options, group, Overall::by_share);
    answer.by_time = table_of(prepared, options, time, Overall::mean);
    if (after.empty()) return;
    auto pointwise = options;
    pointwise.draws = 0;
    auto const simple = average_by_share(prepared.units, after);
    answer.simple = with_bands(prepared.units, {&simple, 1}, pointwise).estimates.front();
    if (all_alone(prepared, after)) withhold_interval(*answer.simple);
}

}  // namespace

Result<GroupTimeEffects> group_time_effects(StartedPanel const& panel, GroupTimeOptions const& options)
{
    TRY(check(panel, options));
    GroupTimeEffects answer;
    auto const prepared = TRY(prepare(panel, options, answer));
    TRY(check_sides(prepared, options, answer));
    std::vector<GroupTimeCell> cells;
    estimate_all(prepared, options, answer, cells);
    if (cells.empty()) return Error{Error::Kind::invalid, "no effect can be estimated: " + answer.effects.front().not_because, "first_treated", "add comparison units"};
    fill_bands(prepared, options, cells, answer);
    fill_pre_trend(prepared, cells, answer);
    fill_averages(prepared, options, cells, answer);
    return answer;
}

}  // namespace accalmie
