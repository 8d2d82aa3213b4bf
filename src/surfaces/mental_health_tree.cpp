// SPDX-License-Identifier: Apache-2.0
#include "surfaces/mental_health_tree.hpp"

namespace accalmie {

namespace {

Tree share_tree(MentalHealthShare const& share)
{
    auto tree = Tree::members();
    tree.add("hidden", share.hidden).add("of", share.hidden ? Tree{} : Tree{share.of}).add("are", share.hidden ? Tree{} : Tree{share.are});
    return tree.add("share", share.share);
}

Tree missed_tree(MissedVisit const& one)
{
    auto tree = Tree::members();
    tree.add("token", one.token).add("place", one.place).add("place_name", one.place_name.empty() ? Tree{} : Tree{one.place_name}).add("condition", one.condition);
    return tree.add("agreed", one.agreed).add("last_seen", one.last_seen);
}

}  // namespace

Tree mental_health_tree(MentalHealthAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), visits = Tree::list(), missed = Tree::list();
    for (auto const& cell : answer.visits) visits.push(Tree::members().add("condition", cell.condition).add("kind", cell.kind).add("visits", cell.visits));
    for (auto const& one : answer.missed_visits) missed.push(missed_tree(one));
    tree.add("as_of", answer.as_of).add("grace_days", answer.grace_days).add("visits", std::move(visits)).add("withheld", static_cast<std::int64_t>(answer.withheld));
    tree.add("kept", share_tree(answer.kept)).add("late", share_tree(answer.came_late)).add("missed", share_tree(answer.missed)).add("waiting", answer.waiting);
    tree.add("medicine_covered", share_tree(answer.covered)).add("days_covered", answer.days_covered).add("longest_gap_days", answer.longest_gap);
    tree.add("missed_visits", std::move(missed)).add("missed_left_out", static_cast<std::int64_t>(answer.missed_left_out)).add("without_token", answer.without_token);
    return tree.add("medicine_without_days", answer.medicine_without_days).add("disputed", answer.disputed).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
