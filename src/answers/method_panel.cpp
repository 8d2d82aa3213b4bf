// SPDX-License-Identifier: Apache-2.0
#include "answers/method_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace accalmie {

namespace {

enum class TimeScale : std::uint8_t { whole, month, day, ranked };

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

bool is_missing(std::string_view text)
{
    return text.empty() || text == "NA" || text == "NaN" || text == "nan" || text == "null" || text == ".";
}

bool is_never(std::string_view text) { return is_missing(text) || text == "Inf" || text == "inf" || text == "never" || text == "Never"; }

std::optional<double> number_of(std::string_view text)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Result<char> yes_or_no(MethodRows const& rows, std::size_t row, std::string_view column)
{
    auto const text = rows.text(row, column);
    auto const number = number_of(text);
    if (text == "TRUE" || text == "true" || text == "True" || number == 1.0) return char{1};
    if (text == "FALSE" || text == "false" || text == "False" || number == 0.0) return char{0};
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is neither 0 nor 1", text.substr(0, 40)), MethodRows::place(row, column), "write 1 for treated and 0 for not"};
}

/// Reads a table into a PanelTable, step by step.
class PanelReader {
public:
    PanelReader(MethodTable const& table, MethodOptions const& options, PanelEffects effects) : rows_(table), options_(options), effects_(effects) {}

    Result<PanelTable> read()
    {
        time_column_ = rows_.has("time") ? "time" : "post";
        if (!rows_.has(time_column_)) return Error{Error::Kind::missing, "neither the column time nor the column post is there", "row 1", "name the column with the time of each row"};
        panel_.covariates = option_names(options_, "covariates");
        TRY(keep_rows());
        TRY(choose_scale());
        TRY(fill());
        TRY(treat());
        starts();
        label_groups();
        return std::move(panel_);
    }

private:
    Result<void> keep_rows();
    Result<void> choose_scale();
    Result<std::int64_t> time_of(std::string_view text) const;
    Result<void> fill();
    Result<void> fill_row(std::size_t row, std::map<std::string, std::size_t, std::less<>>& units, std::map<std::string, std::size_t, std::less<>>& clusters);
    Result<void> treat();
    bool group_tells_times() const;
    Result<void> treat_by_group();
    Result<void> treat_by_post();
    Result<void> treat_from(std::int64_t start, TreatmentForm form);
    Result<std::vector<char>> sides() const;
    bool varies_within_units(std::vector<char> const& sides) const;
    void starts();
    void label_groups();

    MethodRows rows_;
    MethodOptions const& options_;
    PanelEffects effects_;
    PanelTable panel_;
    std::string time_column_;
    std::vector<std::size_t> kept_;
    TimeScale scale_ = TimeScale::whole;
    std::vector<double> ranks_;
};

Result<void> PanelReader::keep_rows()
{
    std::vector<std::string> needed{"outcome", time_column_};
    for (auto const* const one : {"unit", "treated", "post", "weight", "cluster", "exposure"})
        if (rows_.has(one)) needed.emplace_back(one);
    for (auto const& one : panel_.covariates) {
        if (!rows_.has(one)) return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", one.substr(0, 40)), "option covariates", "name columns of the file, with commas between them"};
        needed.push_back(one);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        bool const whole = std::none_of(needed.begin(), needed.end(), [&](std::string const& one) { return is_missing(rows_.text(row, one)); });
        if (whole) kept_.push_back(row);
    }
    panel_.rows_without_value = rows_.size() - kept_.size();
    if (kept_.empty()) return Error{Error::Kind::missing, "no row has a value in each column", "outcome", "give the outcome of at least two units at two times"};
    return {};
}

Result<void> PanelReader::choose_scale()
{
    std::set<double> numbers;
    bool numeric = true, whole = true, months = true, days = true;
    for (auto const row : kept_) {
        auto const text = rows_.text(row, time_column_);
        auto const number = number_of(text);
        numeric = numeric && number;
        whole = whole && number && *number == std::floor(*number) && std::abs(*number) < 1e15;
        if (number) numbers.insert(*number);
        months = months && parse_month(text).has_value();
        days = days && parse_day(text).has_value();
    }
    if (whole) scale_ = TimeScale::whole;
    else if (numeric) scale_ = TimeScale::ranked;
    else if (months) scale_ = TimeScale::month;
    else if (days) scale_ = TimeScale::day;
    else return Error{Error::Kind::invalid, "times that are not alike", time_column_, "write all as numbers, all as months (2021-05) or all as days (2021-05-26)"};
    ranks_.assign(numbers.begin(), numbers.end());
    return {};
}

Result<std::int64_t> PanelReader::time_of(std::string_view text) const
{
    if (scale_ == TimeScale::month) return std::int64_t{TRY(parse_month(text)).number};
    if (scale_ == TimeScale::day) return std::int64_t{TRY(parse_day(text)).time_since_epoch().count()};
    auto const number = number_of(text);
    if (!number) return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a time as the others are", text.substr(0, 40)), {}, "write it as the column time does"};
    if (scale_ == TimeScale::whole) return static_cast<std::int64_t>(std::ceil(std::clamp(*number, -1e15, 1e15)));
    return static_cast<std::int64_t>(std::lower_bound(ranks_.begin(), ranks_.end(), *number) - ranks_.begin());
}

Result<void> PanelReader::fill_row(std::size_t row, std::map<std::string, std::size_t, std::less<>>& units, std::map<std::string, std::size_t, std::less<>>& clusters)
{
    auto& panel = panel_.panel;
    auto const text = rows_.text(row, time_column_);
    auto const time = TRY(time_of(text).at(MethodRows::place(row, time_column_)));
    panel.time.push_back(time);
    panel_.times.try_emplace(time, text);
    panel.outcome.push_back(TRY(rows_.number(row, "outcome")));
    if (rows_.has("unit")) panel.unit.push_back(units.try_emplace(std::string{rows_.text(row, "unit")}, units.size()).first->second);
    if (rows_.has("cluster")) panel.cluster.push_back(clusters.try_emplace(std::string{rows_.text(row, "cluster")}, clusters.size()).first->second);
    if (rows_.has("weight")) panel.weight.push_back(TRY(rows_.number(row, "weight")));
    if (rows_.has("exposure")) panel_.exposure.push_back(TRY(rows_.number(row, "exposure")));
    for (std::size_t which = 0; which < panel_.covariates.size(); ++which) panel.covariates[which].push_back(TRY(rows_.number(row, panel_.covariates[which])));
    return {};
}

Result<void> PanelReader::fill()
{
    panel_.panel.covariates.resize(panel_.covariates.size());
    std::map<std::string, std::size_t, std::less<>> units, clusters;
    for (auto const row : kept_) TRY(fill_row(row, units, clusters));
    return {};
}

Result<std::vector<char>> PanelReader::sides() const
{
    std::vector<char> sides;
    for (auto const row : kept_) sides.push_back(TRY(yes_or_no(rows_, row, "treated")));
    return sides;
}

bool PanelReader::varies_within_units(std::vector<char> const& sides) const
{
    std::map<std::size_t, char> first;
    for (std::size_t at = 0; at < sides.size(); ++at)
        if (first.try_emplace(panel_.panel.unit[at], sides[at]).first->second != sides[at]) return true;
    return false;
}

/// Beside a column `treated`, a column `group` may be anything; it is read only where each of its cells is a time or never.
bool PanelReader::group_tells_times() const
{
    return std::all_of(kept_.begin(), kept_.end(), [&](std::size_t row) { return is_never(rows_.text(row, "group")) || time_of(rows_.text(row, "group")).has_value(); });
}

Result<void> PanelReader::treat_by_group()
{
    panel_.form = TreatmentForm::first_time;
    std::map<std::size_t, std::int64_t> start_of;
    for (std::size_t at = 0; at < kept_.size(); ++at) {
        auto const row = kept_[at];
        auto const text = rows_.text(row, "group");
        bool const zero = scale_ == TimeScale::whole && number_of(text) == 0.0;
        auto const start = is_never(text) || zero ? never : TRY(time_of(text).at(MethodRows::place(row, "group")));
        if (!panel_.panel.unit.empty() && start_of.try_emplace(panel_.panel.unit[at], start).first->second != start)
            return Error{Error::Kind::invalid, "another first treated time than in an earlier row of this unit", MethodRows::place(row, "group"), "give each unit one; leave it empty (or 0) for never"};
        panel_.first_treated.push_back(start == never ? std::nullopt : std::optional{start});
        panel_.panel.treated.push_back(panel_.panel.time[at] >= start ? 1 : 0);
    }
    return {};
}

Result<void> PanelReader::treat_by_post()
{
    panel_.form = TreatmentForm::unit_and_post;
    auto const side = TRY(sides());
    for (std::size_t at = 0; at < kept_.size(); ++at) panel_.panel.treated.push_back(side[at] != 0 && TRY(yes_or_no(rows_, kept_[at], "post")) != 0 ? 1 : 0);
    return {};
}

Result<void> PanelReader::treat_from(std::int64_t start, TreatmentForm form)
{
    panel_.form = form;
    auto const side = TRY(sides());
    for (std::size_t at = 0; at < kept_.size(); ++at) panel_.panel.treated.push_back(side[at] != 0 && panel_.panel.time[at] >= start ? 1 : 0);
    return {};
}

Result<void> PanelReader::treat()
{
    if (rows_.has("group") && (!rows_.has("treated") || group_tells_times())) return treat_by_group();
    if (!rows_.has("treated")) return Error{Error::Kind::missing, "neither the column treated nor the column group is there", "row 1", "name the column that says what was treated (--treated NAME), or the first treated time of each unit (--group NAME)"};
    if (rows_.has("post")) return treat_by_post();
    if (option_given(options_, "from")) return treat_from(TRY(time_of(option_text(options_, "from")).at("option from")), TreatmentForm::unit_and_time);
    auto const side = TRY(sides());
    if (!panel_.panel.unit.empty() && varies_within_units(side)) {
        panel_.form = TreatmentForm::by_row;
        panel_.panel.treated = side;
        return {};
    }
    if (panel_.times.size() == 2) return treat_from(panel_.times.rbegin()->first, TreatmentForm::two_times);
    return Error{Error::Kind::missing, "the column treated says which units were treated, not from when on", "treated", "name a 0/1 column for the times after the start (--post NAME), or the first treated time (--from TIME)"};
}

void PanelReader::starts()
{
    if (!panel_.first_treated.empty()) return;
    auto const& panel = panel_.panel;
    auto const side = rows_.has("treated") ? *sides() : panel.treated;
    auto const label = [&](std::size_t at) { return panel.unit.empty() ? static_cast<std::size_t>(side[at]) : panel.unit[at]; };
    std::map<std::size_t, std::int64_t> first;
    for (std::size_t at = 0; at < panel.time.size(); ++at) {
        if (panel.treated[at] == 0) continue;
        auto& start = first.try_emplace(label(at), panel.time[at]).first->second;
        start = std::min(start, panel.time[at]);
    }
    for (std::size_t at = 0; at < panel.time.size(); ++at) {
        auto const found = first.find(label(at));
        panel_.first_treated.push_back(found == first.end() ? std::nullopt : std::optional{found->second});
    }
}

/// Units of one start are one group.
void PanelReader::label_groups()
{
    if (effects_ == PanelEffects::unit) return;
    std::map<std::optional<std::int64_t>, std::size_t> groups;
    for (auto const& start : panel_.first_treated) panel_.panel.group.push_back(groups.try_emplace(start, groups.size()).first->second);
}

}  // namespace

std::string_view treatment_form_code(TreatmentForm form)
{
    switch (form) {
    case TreatmentForm::first_time: return "first_treated_time";
    case TreatmentForm::by_row: return "treated_by_row";
    case TreatmentForm::unit_and_post: return "treated_unit_and_post";
    case TreatmentForm::unit_and_time: return "treated_unit_from_time";
    case TreatmentForm::two_times: return "treated_unit_later_of_two_times";
    }
    return {};
}

std::string PanelTable::time_name(std::int64_t time) const
{
    auto const found = times.find(time);
    return found == times.end() ? std::to_string(time) : found->second;
}

std::vector<MethodColumn> panel_columns()
{
    return {{"unit", "text", false, {"lieu, école, magasin … suivi dans le temps ; absent : enquêtes répétées", "place, school, shop ... followed over time; absent: repeated cross-sections"}},
            {"time", "text", false, {"temps : nombre, mois (2021-05) ou jour (2021-05-26)", "time: a number, a month (2021-05) or a day (2021-05-26)"}},
            {"outcome", "real", true, {"ce qui est mesuré ; vide ou NA : sans données", "what is measured; empty or NA: no data"}},
            {"treated", "count", false, {"1 : traité ; par unité (avec post ou --from) ou par ligne", "1: treated; by unit (with post or --from) or by row"}},
            {"post", "count", false, {"1 : temps après le début", "1: a time after the start"}},
            {"group", "text", false, {"premier temps traité de l’unité ; vide ou 0 : jamais", "first treated time of the unit; empty or 0: never"}},
            {"cluster", "text", false, {"grappe dont les lignes varient ensemble ; absent : l’unité", "cluster whose rows move together; absent: the unit"}},
            {"weight", "number", false, {"poids de la ligne", "weight of the row"}}};
}

std::vector<MethodOption> panel_options()
{
    return {{"from", "none", {"premier temps traité, si treated ne dit que l’unité", "first treated time, where treated says the unit only"}},
            {"covariates", "none", {"colonnes du fichier, séparées par des virgules", "columns of the file, with commas between them"}},
            {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}};
}

Result<PanelTable> read_panel(MethodTable const& table, MethodOptions const& options, PanelEffects effects) { return PanelReader{table, options, effects}.read(); }

Result<PanelEffects> panel_effects(MethodTable const& table, MethodOptions const& options)
{
    bool const has_unit = MethodRows{table}.has("unit");
    auto const word = option_text(options, "effects");
    if (word == "group" || (word == "auto" && !has_unit)) return PanelEffects::group;
    if (word == "auto" || (word == "unit" && has_unit)) return PanelEffects::unit;
    if (word == "unit") return Error{Error::Kind::missing, "no column says the unit of each row", "option effects", "name it (--unit NAME), or choose --effects group"};
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a kind of effects", word.substr(0, 40)), "option effects", "choose auto, unit or group"};
}

std::string_view no_inference_code(NoInference because)
{
    switch (because) {
    case NoInference::none: return {};
    case NoInference::no_freedom: return "no_degrees_of_freedom";
    case NoInference::zero_variance: return "zero_variance";
    case NoInference::no_clusters: return "no_unit_or_cluster_named";
    case NoInference::one_treated_cluster: return "one_treated_cluster";
    case NoInference::one_comparison_cluster: return "one_comparison_cluster";
    case NoInference::too_few_clusters: return "too_few_clusters";
    }
    return {};
}

Tree inference_tree(Inference const& inference, double level)
{
    auto const percent = percent_name(level);
    Tree tree = Tree::members();
    tree.add("standard_error", inference.standard_error).add("t", inference.t).add("degrees_of_freedom", inference.degrees_of_freedom).add("p", inference.p);
    tree.add("lower_" + percent, inference.lower).add("upper_" + percent, inference.upper);
    tree.add("no_interval_because", inference.because == NoInference::none ? Tree{} : Tree{no_inference_code(inference.because)});
    return tree;
}

}  // namespace accalmie
