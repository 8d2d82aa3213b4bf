// SPDX-License-Identifier: Apache-2.0
#include "plots/from_multiverse.hpp"

#include "answers/change_words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace accalmie::plots {

namespace {

constexpr std::size_t pool_at = static_cast<std::size_t>(ChoiceOf::pool), estimator_at = static_cast<std::size_t>(ChoiceOf::estimator);

std::string finding_of(MultiverseAnswer const& answer, Language language)
{
    auto const& found = answer.found;
    bool const french = language == Language::french;
    auto const verdict = say(verdict_words(found.verdict), language);
    auto const share = number_text(found.share_supporting * 100, 0, language);
    auto const p = p_text(found.curve_tests.mean_z_p, language);
    if (found.answered == 0) return french ? fmt::format("Aucune spécification ne répond : {}.", verdict) : fmt::format("No specification answers: {}.", verdict);
    return french ? fmt::format("{} % des spécifications étayent la phrase ; la courbe entière, parmi ses permutations : {}. Verdict : {}.", share, p, verdict)
                  : fmt::format("{}% of the specifications support the sentence; the whole curve, among its permutations: {}. Verdict: {}.", share, p, verdict);
}

struct ValueWords {
    std::string_view code;
    Words words;
};

/// An alternative as a plan writes it, in words: "same_season:3" is the same season of three years. What is not known here stands as it was written.
std::string value_text(ChoiceOf choice, std::string const& value, Language language)
{
    static std::vector<ValueWords> const known{{"rate_ratio", {"rapport de taux", "ratio of rates"}},
                                               {"ratio_of_ratios", {"rapport des rapports", "ratio of ratios"}},
                                               {"same_season", {"même saison", "same season"}},
                                               {"just_before", {"juste avant", "just before"}},
                                               {"whole_before", {"tout ce qui précède", "all that came before"}},
                                               {"neighbours", {"voisins", "neighbours"}},
                                               {"region", {"même région", "same region"}},
                                               {"place", {"le lieu même", "the place itself"}},
                                               {"point", {"au point près", "to the point"}},
                                               {"any", {"toute précision", "any precision"}}};
    constexpr std::string_view between = " to ";
    if (choice == ChoiceOf::window && value.find(between) != std::string::npos) {
        auto const first = parse_month(value.substr(0, value.find(between))), last = parse_month(value.substr(value.find(between) + between.size()));
        if (first && last) return months_text(*first, *last, language);
    }
    if (value == "all") return language == Language::french ? (choice == ChoiceOf::pool ? "tous les autres lieux" : "tous") : (choice == ChoiceOf::pool ? "all other places" : "all");
    auto const colon = value.find(':');
    for (auto const& [code, words] : known) {
        if (value.substr(0, colon) != code) continue;
        if (colon == std::string::npos) return say(words, language);
        auto const unit = choice == ChoiceOf::baseline && code == "same_season" ? Words{" ans", " years"} : Words{" mois", " months"};
        return say(words, language) + ", " + value.substr(colon + 1) + say(unit, language);
    }
    return value;
}

/// The rate ratio takes no pool: its specifications stand in the row of none.
std::vector<CurveChoice> choices_of(MultiverseAnswer const& answer, Language language)
{
    std::vector<CurveChoice> choices;
    for (std::size_t i = 0; i < choices_count; ++i) {
        auto const choice = static_cast<ChoiceOf>(i);
        choices.push_back({say(choice_words(choice), language), {}});
        for (auto const& value : answer.values[i]) choices.back().values.push_back(value_text(choice, value, language));
        if (i == pool_at && !answer.values[i].empty()) choices.back().values.push_back(language == Language::french ? "sans" : "none");
    }
    return choices;
}

bool takes_no_pool(MultiverseAnswer const& answer, Specification const& specification)
{
    auto const estimator = specification.choice[estimator_at];
    return estimator < answer.input.estimators.size() && answer.input.estimators[estimator] == PlainEstimator::rate_ratio;
}

Head head_of(PlanAnswer const& plan, Standing const& standing)
{
    bool const french = standing.language == Language::french;
    return {standing.language, standing.is_demo, standing.is_exploratory, false, (french ? "limites " : "boundaries ") + plan.change.boundary + (french ? " ; Accalmie" : "; Accalmie")};
}

std::string places_text(PlanAnswer const& plan)
{
    std::string names;
    for (auto const& place : plan.change.places) names += (names.empty() ? "" : ", ") + (place.name.empty() ? place.place : place.name);
    return names;
}

/// The first path that was fitted, a poor one too.
Result<SyntheticPath const*> fitted_path(MultiverseAnswer const& answer, Language language)
{
    if (!answer.modelled || answer.modelled->paths.empty())
        return Error{Error::Kind::missing, "the plan names no synthetic control", "estimators", "register a plan with the estimator synthetic_control"};
    for (auto const& path : answer.modelled->paths)
        if (!path.found.synthetic.empty()) return &path;
    auto const& first = answer.modelled->paths.front();
    auto const reason = first.refusal == Refusal::none ? std::string{first.found.refusal} : say(refusal_words(first.refusal), language);
    return Error{Error::Kind::missing, "the synthetic control has no path: " + reason, "estimators", "widen the plan's pool, or take smaller places"};
}

std::vector<std::optional<double>> optional_values(std::vector<double> const& values) { return {values.begin(), values.end()}; }

std::vector<std::string> month_names(SyntheticPath const& path)
{
    std::vector<std::string> names;
    for (auto const month : path.months) names.push_back(to_iso(month));
    return names;
}

std::size_t first_in_window(SyntheticPath const& path)
{
    return static_cast<std::size_t>(std::find(path.months.begin(), path.months.end(), path.window_first) - path.months.begin());
}

std::string outcome_text(Language language) { return language == Language::french ? "incidents par lieu et mois" : "incidents a place and month"; }

std::string path_finding(SyntheticPath const& path, Language language)
{
    bool const french = language == Language::french;
    if (!path.found.refusal.empty())
        return french ? "L’imitation d’avant est mauvaise : ce mélange ne dit rien de la période." : "The fit before is poor: this mix says nothing about the period.";
    auto const ratio = path.found.ratio ? number_text(*path.found.ratio, 2, language) : std::string{"–"};
    auto const p = path.p_placebo ? p_text(*path.p_placebo, language) : std::string{french ? "sans comparaison" : "no comparison"};
    return french ? fmt::format("Rapport à ce mélange : {}. Parmi les lieux sans programme : {}. La méthode ne donne pas d’intervalle.", ratio, p)
                  : fmt::format("Ratio to this mix: {}. Among places without the programme: {}. The method claims no interval.", ratio, p);
}

/// What the path and the cloud say alike: whose they are, of which months, and what was found.
template <class Input>
void tell_what_is_drawn(Input& input, SyntheticPath const& path, PlanAnswer const& plan, Standing const& standing)
{
    input.head = head_of(plan, standing);
    input.unit = places_text(plan);
    input.outcome = outcome_text(standing.language);
    input.times = month_names(path);
    input.first_treated = first_in_window(path);
    input.finding = path_finding(path, standing.language);
}

}  // namespace

CurveInput curve_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing)
{
    CurveInput input;
    input.head = head_of(plan, standing);
    input.where = places_text(plan);
    input.choices = choices_of(answer, standing.language);
    input.level = answer.input.level;
    input.median = answer.found.median_estimate;
    input.finding = finding_of(answer, standing.language);
    for (auto const& specification : answer.found.specifications) {
        CurvePoint point;
        point.choice.assign(specification.choice.begin(), specification.choice.end());
        if (takes_no_pool(answer, specification) && !input.choices[pool_at].values.empty()) point.choice[pool_at] = input.choices[pool_at].values.size() - 1;
        point.estimate = specification.estimate;
        point.supports = specification.supports;
        if (specification.estimate) {
            point.low = specification.interval.lower;
            point.high = specification.interval.upper;
            point.p = specification.p_less;
        }
        else
            point.refusal = say(refusal_words(specification.refusal), standing.language);
        input.points.push_back(std::move(point));
    }
    return input;
}

Result<ControlPathInput> path_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing)
{
    auto const* path = TRY(fitted_path(answer, standing.language));
    ControlPathInput input;
    tell_what_is_drawn(input, *path, plan, standing);
    input.treated = optional_values(path->found.treated);
    input.synthetic = optional_values(path->found.synthetic);
    for (std::size_t i = 0; i < path->found.weights.size(); ++i) input.weights.emplace_back(answer.units[path->donors[i]].name, path->found.weights[i]);
    return input;
}

Result<PlaceboInput> placebos_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing)
{
    auto const* path = TRY(fitted_path(answer, standing.language));
    PlaceboInput input;
    tell_what_is_drawn(input, *path, plan, standing);
    for (std::size_t i = 0; i < path->months.size(); ++i) input.gap.emplace_back(path->found.treated[i] - path->found.synthetic[i]);
    for (auto const& placebo : path->placebos) {
        PlaceboGap gap;
        for (auto const donor : placebo.donors) gap.unit += (gap.unit.empty() ? "" : ", ") + answer.units[path->donors[donor]].name;
        gap.gap = optional_values(placebo.gaps);
        input.placebos.push_back(std::move(gap));
    }
    input.p = path->p_placebo;
    return input;
}

}  // namespace accalmie::plots
