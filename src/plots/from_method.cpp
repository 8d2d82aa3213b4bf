// SPDX-License-Identifier: Apache-2.0
#include "plots/from_method.hpp"

#include "plots/control_path.hpp"
#include "plots/event_study.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

std::optional<double> number(Tree const* tree)
{
    if (tree == nullptr) return std::nullopt;
    if (auto const* real = std::get_if<double>(&tree->held())) return *real;
    if (auto const* whole = std::get_if<std::int64_t>(&tree->held())) return static_cast<double>(*whole);
    return std::nullopt;
}

std::string text(Tree const* tree)
{
    auto const* held = tree == nullptr ? nullptr : std::get_if<std::string>(&tree->held());
    if (held != nullptr) return *held;
    auto const value = number(tree);
    return value ? fmt::format("{}", *value) : std::string{};
}

Tree::List const& list(Tree const* tree)
{
    static Tree::List const empty;
    auto const* held = tree == nullptr ? nullptr : std::get_if<Tree::List>(&tree->held());
    return held == nullptr ? empty : *held;
}

/// The member whose name is `prefix` and a level, as lower_95.
Tree const* with_level(Tree const& tree, std::string_view prefix)
{
    auto const* members = std::get_if<Tree::Members>(&tree.held());
    for (std::size_t i = 0; members != nullptr && i < members->names.size(); ++i)
        if (members->names[i].starts_with(prefix)) return &members->values[i];
    return nullptr;
}

double level_of(Tree const& row)
{
    auto const* members = std::get_if<Tree::Members>(&row.held());
    for (std::size_t i = 0; members != nullptr && i < members->names.size(); ++i)
        if (members->names[i].starts_with("lower_")) return std::strtod(members->names[i].c_str() + 6, nullptr) / 100;
    return 0.95;
}

Error lacks(std::string what, std::string remedy) { return Error{Error::Kind::missing, std::move(what), "picture", std::move(remedy)}; }

/// Of several treated units the first is drawn.
Tree const& unit_of(Tree const& result)
{
    auto const& units = list(result.find("units"));
    return units.empty() ? result : units.front();
}

std::string effect_sentence(Tree const& unit, Language language)
{
    auto const effect = number(unit.find("att"));
    if (!effect) return {};
    return (language == Language::french ? "Écart moyen après le début : " : "Mean gap after the start: ") + short_text(*effect, language) + ".";
}

std::size_t first_treated_at(Tree const& result, std::vector<std::string> const& times)
{
    auto const found = std::find(times.begin(), times.end(), text(result.find("first_treated")));
    return static_cast<std::size_t>(found - times.begin());
}

Result<Plot> control_path_of(Tree const& result, Head const& head)
{
    auto const language = head.language;
    auto const& unit = unit_of(result);
    auto const& path = list(unit.find("path"));
    if (path.empty()) return lacks("the result has no path", "use the estimator synthetic-control, penalised or augmented");
    ControlPathInput input;
    input.head = head;
    input.unit = text(unit.find("unit"));
    input.outcome = language == Language::french ? "Mesure" : "Outcome";
    for (auto const& step : path) {
        input.times.push_back(text(step.find("time")));
        input.treated.push_back(number(step.find("treated")));
        input.synthetic.push_back(number(step.find("synthetic")));
    }
    input.first_treated = first_treated_at(result, input.times);
    for (auto const& weight : list(unit.find("weights"))) input.weights.emplace_back(text(weight.find("unit")), number(weight.find("weight")).value_or(0));
    input.finding = effect_sentence(unit, language);
    return control_path_plot(input);
}

/// Placebos whose fit before was worse than twenty times the treated unit's, squared, are no comparison (Abadie, Diamond & Hainmueller 2010).
Result<Plot> placebo_of(Tree const& result, Head const& head)
{
    auto const language = head.language;
    constexpr double badly_fitted = 20;
    auto const* space = result.find("placebo_space");
    auto const& path = list(result.find("path"));
    if (space == nullptr || path.empty()) return lacks("the result has no placebos in space", "give --placebo-space all, with one treated unit and three donors or more");
    PlaceboInput input;
    input.head = head;
    input.unit = text(result.find("unit"));
    for (auto const& step : path) {
        input.times.push_back(text(step.find("time")));
        input.gap.push_back(number(step.find("gap")));
    }
    input.first_treated = first_treated_at(result, input.times);
    auto const own = number(result.find("mspe")).value_or(0);
    for (auto const& unit : list(space->find("units"))) {
        PlaceboGap placebo{text(unit.find("unit")), {}, number(unit.find("mspe")).value_or(0) > badly_fitted * own};
        for (auto const& gap : list(unit.find("gaps"))) placebo.gap.push_back(number(&gap));
        input.placebos.push_back(std::move(placebo));
    }
    input.p = number(space->find("p_value"));
    input.finding = effect_sentence(result, language);
    return placebo_plot(input);
}

EventEffect effect_of(Tree const& row)
{
    EventEffect effect;
    effect.distance = static_cast<std::int64_t>(number(row.find("distance")).value_or(0));
    auto const* reference = row.find("reference");
    effect.is_reference = reference != nullptr && std::holds_alternative<bool>(reference->held()) && std::get<bool>(reference->held());
    effect.estimate = number(row.find("estimate"));
    effect.low = number(with_level(row, "lower_"));
    effect.high = number(with_level(row, "upper_"));
    effect.p = number(row.find("p"));
    if (auto const units = number(row.find("treated_units"))) effect.units = static_cast<std::int64_t>(*units);
    return effect;
}

Result<Plot> event_study_of(Tree const& result, Head const& head)
{
    auto const language = head.language;
    auto const* study = result.find("event_study");
    auto const* by_distance = result.find("by_distance");
    auto const& rows = study != nullptr ? list(study->find("times")) : by_distance != nullptr ? list(by_distance->find("rows")) : list(nullptr);
    auto const because = text(result.find("no_event_study_because"));
    if (rows.empty()) return lacks("the result has no event study" + (because.empty() ? "" : ": " + because), "it needs times before and after the start, and units never treated");
    EventStudyInput input;
    input.head = head;
    input.outcome = language == Language::french ? "mesure du tableau" : "outcome of the table";
    input.level = level_of(rows.front());
    for (auto const& row : rows) input.effects.push_back(effect_of(row));
    auto const* test = study != nullptr ? study->find("pre_trend_test") : result.find("pre_trend_test");
    if (test != nullptr) input.pre_trend_p = number(test->find("p"));
    return event_study_plot(input);
}

}  // namespace

Result<Plot> plot_of_method(std::string_view method, Tree const& result, std::string_view kind, Head const& head)
{
    if (method == "synthetic-control" && (kind.empty() || kind == "synthetic-control")) return control_path_of(result, head);
    if (method == "synthetic-control" && kind == "placebo") return placebo_of(result, head);
    bool const has_study = method == "difference-in-differences" || method == "group-time-effects";
    if (has_study && (kind.empty() || kind == "event-study")) return event_study_of(result, head);
    return lacks(fmt::format("the method {} has no picture{}", method, kind.empty() ? "" : " " + std::string{kind.substr(0, 40)}),
                 "synthetic-control has synthetic-control and placebo; difference-in-differences and group-time-effects have event-study");
}

}  // namespace accalmie::plots
