// SPDX-License-Identifier: Apache-2.0
#include "plots/from_multiverse.hpp"

#include "answers/change_words.hpp"

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

}  // namespace

CurveInput curve_of_multiverse(MultiverseAnswer const& answer, PlanAnswer const& plan, Standing const& standing)
{
    CurveInput input;
    bool const french = standing.language == Language::french;
    input.head = {standing.language, standing.is_demo, standing.is_exploratory, false, (french ? "limites " : "boundaries ") + plan.change.boundary + (french ? " ; Accalmie" : "; Accalmie")};
    for (auto const& place : plan.change.places) input.where += (input.where.empty() ? "" : ", ") + (place.name.empty() ? place.place : place.name);
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

}  // namespace accalmie::plots
