// SPDX-License-Identifier: Apache-2.0
#include "answers/change_words.hpp"

#include <fmt/format.h>

namespace accalmie {

std::string_view verdict_code(Verdict verdict)
{
    switch (verdict) {
    case Verdict::supported: return "supported";
    case Verdict::weak: return "weak";
    case Verdict::not_shown: return "not_shown";
    case Verdict::cannot_be_said: return "cannot_be_said";
    }
    return {};
}

std::string_view baseline_code(Baseline baseline)
{
    switch (baseline) {
    case Baseline::same_season: return "same_season";
    case Baseline::just_before: return "just_before";
    case Baseline::whole_before: return "whole_before";
    }
    return {};
}

std::string_view change_reason_code(ChangeReason reason)
{
    switch (reason) {
    case ChangeReason::window_not_covered: return "window_not_covered";
    case ChangeReason::baseline_not_covered: return "baseline_not_covered";
    case ChangeReason::no_event_before: return "no_event_before";
    case ChangeReason::interval_below_one: return "interval_below_one";
    case ChangeReason::interval_reaches_one: return "interval_reaches_one";
    case ChangeReason::rank_within_threshold: return "rank_within_threshold";
    case ChangeReason::rank_above_threshold: return "rank_above_threshold";
    case ChangeReason::rank_cannot_pass: return "rank_cannot_pass";
    case ChangeReason::search_holds: return "search_holds";
    case ChangeReason::search_explains: return "search_explains";
    }
    return {};
}

Result<Baseline> parse_baseline(std::string_view code)
{
    for (auto const baseline : {Baseline::same_season, Baseline::just_before, Baseline::whole_before})
        if (baseline_code(baseline) == code) return baseline;
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a baseline", code.substr(0, 40)), {}, "choose same_season, just_before or whole_before"};
}

std::string_view rank_by_code(RankBy rank_by)
{
    switch (rank_by) {
    case RankBy::p_fall: return "p_fall";
    case RankBy::ratio: return "ratio";
    }
    return {};
}

Result<RankBy> parse_rank_by(std::string_view code)
{
    for (auto const rank_by : {RankBy::p_fall, RankBy::ratio})
        if (rank_by_code(rank_by) == code) return rank_by;
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a way to rank", code.substr(0, 40)), {}, "choose p_fall or ratio"};
}

Words verdict_words(Verdict verdict)
{
    switch (verdict) {
    case Verdict::supported: return {"étayé", "supported"};
    case Verdict::weak: return {"faible", "weak"};
    case Verdict::not_shown: return {"non démontré", "not shown"};
    case Verdict::cannot_be_said: return {"ne peut être dit", "cannot be said"};
    }
    return {};
}

Words change_reason_words(ChangeReason reason)
{
    switch (reason) {
    case ChangeReason::window_not_covered: return {"la source ne couvre pas tous les mois de la période", "the source does not cover every month of the period"};
    case ChangeReason::baseline_not_covered:
        return {"la source ne couvre pas tous les mois de comparaison", "the source does not cover every month of the comparison"};
    case ChangeReason::no_event_before:
        return {"aucun incident dans les mois de comparaison : rien ne peut avoir baissé", "no event in the months of comparison: nothing can have fallen"};
    case ChangeReason::interval_below_one: return {"l’intervalle exact du rapport est tout entier sous 1", "the exact interval of the ratio lies wholly below 1"};
    case ChangeReason::interval_reaches_one: return {"l’intervalle exact du rapport atteint 1", "the exact interval of the ratio reaches 1"};
    case ChangeReason::rank_within_threshold:
        return {"peu d’autres périodes de cette longueur sont aussi basses : le rang passe le seuil", "few other periods of this length are as low: the rank passes the threshold"};
    case ChangeReason::rank_above_threshold:
        return {"trop d’autres périodes de cette longueur sont aussi basses : le rang ne passe pas le seuil", "too many other periods of this length are as low: the rank does not pass the threshold"};
    case ChangeReason::rank_cannot_pass:
        return {"trop peu de périodes comparables : même la plus basse ne passerait pas le seuil", "too few periods to compare with: even the lowest would not pass the threshold"};
    case ChangeReason::search_holds:
        return {"une période aussi basse se trouve rarement par hasard, même en essayant toutes les positions", "so low a period is seldom found by chance, even when every placement is tried"};
    case ChangeReason::search_explains:
        return {"en essayant toutes les positions, le hasard donne souvent une période aussi basse", "when every placement is tried, chance often gives a period as low"};
    }
    return {};
}

Words baseline_words(Baseline baseline, int years)
{
    switch (baseline) {
    case Baseline::same_season:
        return {fmt::format("les mêmes mois des {} années précédentes", years), fmt::format("the same calendar months of the {} years before", years)};
    case Baseline::just_before: return {"autant de mois juste avant", "as many months just before"};
    case Baseline::whole_before: return {"tous les mois couverts avant la période", "all covered months before the period"};
    }
    return {};
}

}  // namespace accalmie
