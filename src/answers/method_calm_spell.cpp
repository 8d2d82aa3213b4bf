// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"

#include <algorithm>

namespace accalmie {

namespace {

Tree no_likelihood_tree(NoLikelihood reason)
{
    switch (reason) {
    case NoLikelihood::none: return {};
    case NoLikelihood::baseline_too_short: return "baseline_too_short";
    case NoLikelihood::no_event_in_baseline: return "no_event_in_baseline";
    }
    return {};
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    CalmSpellInput input;
    input.before = TRY(month_counts(table));
    input.first = TRY(option_day(options, "first"));
    input.days = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "days")), 1'000'000));
    input.ceiling = TRY(option_count(options, "ceiling"));
    input.minimum_months = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "minimum-months")), 1'000'000));
    auto const answer = TRY(calm_spell(input));
    Tree tree = Tree::members();
    tree.add("poisson", answer.poisson).add("negative_binomial", answer.negative_binomial).add("no_likelihood_because", no_likelihood_tree(answer.no_likelihood));
    tree.add("rate_per_30_days", answer.rate_per_30_days).add("dispersion", answer.dispersion);
    tree.add("baseline_events", answer.baseline_events).add("baseline_months", answer.baseline_months);
    tree.add("baseline_first", answer.baseline_first).add("baseline_last", answer.baseline_last);
    return tree;
}

}  // namespace

Method calm_spell_method()
{
    return {"calm-spell",
            {"Vraisemblance d’un calme de cette longueur au rythme antérieur du lieu", "How likely so long a calm is at the place's earlier rate"},
            {{"month", "month", true, {"mois entier avant le calme, comme 2021-05", "whole month before the calm, as 2021-05"}},
             {"events", "count", true, {"événements du mois ; vide : sans données, jamais 0", "events of the month; empty: no data, never 0"}}},
            {{"first", "", {"premier jour du calme, comme 2022-01-01", "first day of the calm, as 2022-01-01"}},
             {"days", "", {"longueur du calme, en jours", "length of the calm, in days"}},
             {"ceiling", "0", {"événements que le calme peut contenir", "events that the calm may hold"}},
             {"minimum-months", "12", {"mois de comparaison sous lesquels rien n’est dit", "months of baseline below which nothing is said"}}},
            "Johnson, Kemp & Kotz 2005, ch. 4 and 5",
            "docs/methods/calm-spell.md",
            run};
}

}  // namespace accalmie
