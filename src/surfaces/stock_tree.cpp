// SPDX-License-Identifier: Apache-2.0
#include "surfaces/stock_tree.hpp"

#include "answers/referral_tree.hpp"
#include "answers/stock_words.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string_view text) { return text.empty() ? Tree{} : Tree{text}; }
Tree whole(std::size_t count) { return static_cast<std::int64_t>(count); }
std::string_view kind_code(Holder::Kind kind) { return kind == Holder::Kind::asset ? "asset" : "facility"; }

Tree held_tree(StockHeld const& held)
{
    auto tree = Tree::members();
    tree.add("holder", held.holder).add("holder_kind", kind_code(held.kind)).add("holder_type", text_or_null(held.holder_type));
    tree.add("place", text_or_null(held.place)).add("place_name", text_or_null(held.place_name)).add("rule", text_or_null(held.rule));
    tree.add("status_words", words_tree(stock_status_words(held.item.status))).add("runs_out_soon", held.runs_out_soon).add("expires_soon", held.expires_soon);
    return std::move(tree.add_all(stock_item_tree(held.item)));
}

Tree stock_fault_tree(StockFault const& fault)
{
    auto tree = Tree::members().add("record", fault.record).add("other_record", text_or_null(fault.other_record));
    tree.add_all(stock_finding_tree(fault.finding)).add("holder", fault.holder).add("facility", fault.holder_name).add("item", fault.item);
    return std::move(tree.add("batch", text_or_null(fault.batch)).add("day", fault.day).add("kind", stock_kind_code(fault.kind)).add("quantity", fault.quantity));
}

Tree states_tree(GuardedCounts const& counts)
{
    auto tree = Tree::members().add("opened", counts.opened);
    for (std::size_t state = 0; state < counts.state.size(); ++state) tree.add(std::string{referral_state_code(static_cast<ReferralState>(state))}, counts.state[state]);
    return tree;
}

Tree open_tree(OpenReferral const& one)
{
    auto tree = Tree::members().add("id", one.id).add("place", one.place).add("place_name", text_or_null(one.place_name)).add("facility", text_or_null(one.facility));
    tree.add("to_facility", text_or_null(one.to_facility)).add("reason", one.reason).add("token", one.token).add("opened_at", to_iso(one.opened_at));
    tree.add("last_step", referral_step_code(one.last_step)).add("days_without_next", one.days_without_next).add("lost_after_days", one.lost_after_days).add("incoming", one.is_incoming);
    return std::move(tree.add("lost", one.is_lost).add("disputed", one.is_disputed));
}

Tree referral_fault_tree(ReferralFaultRow const& row)
{
    auto tree = Tree::members().add("record", row.record).add("other_record", text_or_null(row.against_record)).add("referral", row.referral);
    tree.add("fault", referral_fault_code(row.fault)).add("words", words_tree(referral_fault_words(row.fault)));
    tree.add("step", referral_step_code(row.step)).add("at", to_iso(row.at));
    tree.add("against", row.against_at ? Tree{referral_step_code(row.against_step)} : Tree{}).add("against_at", row.against_at ? Tree{to_iso(*row.against_at)} : Tree{});
    return std::move(tree.add("place_name", text_or_null(row.place_name)).add("facility", text_or_null(row.facility)));
}

/// Legs with times of five persons or more; the others by name alone.
Tree legs_tree(ReferralsAnswer const& answer)
{
    auto list = Tree::list();
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) {
        auto const& times = answer.times[leg];
        auto const count = [&](std::size_t LegTimes::*member) { return times ? whole((*times).*member) : Tree{}; };
        auto const hours = [&](std::optional<double> LegTimes::*member) { return times ? Tree{(*times).*member} : Tree{}; };
        auto tree = Tree::members().add("leg", referral_legs[leg].code).add("too_few", !times).add("timed", count(&LegTimes::timed));
        tree.add("lower_quartile_hours", hours(&LegTimes::lower_quartile_hours)).add("median_hours", hours(&LegTimes::median_hours)).add("upper_quartile_hours", hours(&LegTimes::upper_quartile_hours));
        tree.add("limit_hours", answer.limits.leg_hours[leg]).add("due", count(&LegTimes::due)).add("within", count(&LegTimes::within)).add("share_within", hours(&LegTimes::share_within));
        tree.add("lower", times && times->interval ? Tree{times->interval->lower} : Tree{}).add("upper", times && times->interval ? Tree{times->interval->upper} : Tree{});
        list.push(std::move(tree));
    }
    return list;
}

}  // namespace

Words referral_fault_words(ReferralFault fault)
{
    switch (fault) {
    case ReferralFault::in_the_future: return {"date à venir", "a moment yet to come"};
    case ReferralFault::before_opening: return {"avant l’ouverture", "before the opening"};
    case ReferralFault::out_of_order: return {"avant une étape qui vient d’abord", "before a step that comes first"};
    case ReferralFault::after_the_end: return {"après la fin de la référence", "after the end of the referral"};
    case ReferralFault::twice: return {"la même étape deux fois", "the same step twice"};
    }
    return {};
}

Tree stock_tree(StockAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), status = Tree::members(), problems = Tree::members();
    auto held = Tree::list(), faults = Tree::list(), lines = Tree::list();
    for (auto const& one : answer.held) held.push(held_tree(one));
    for (auto const& fault : answer.faults) faults.push(stock_fault_tree(fault));
    for (auto const& address : answer.lines_without_holder) lines.push(address);
    for (std::size_t i = 0; i < answer.status.size(); ++i) status.add(std::string{stock_status_code(static_cast<StockStatus>(i))}, whole(answer.status[i]));
    for (auto const& [code, count] : answer.problems) problems.add(code, whole(count));
    tree.add("as_of", answer.as_of).add("months", answer.months).add("soon_days", answer.soon_days).add("lines", whole(answer.lines)).add("status", std::move(status));
    tree.add("items", std::move(held)).add("problems", std::move(problems)).add("faults", std::move(faults)).add("faults_left_out", whole(answer.faults_left_out));
    return std::move(tree.add("lines_without_holder", std::move(lines)).add("disputed", answer.disputed).add("demo", kind == Kind::demo));
}

Tree referrals_tree(ReferralsAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), stages = Tree::members();
    auto reasons = Tree::list(), facilities = Tree::list(), open = Tree::list(), faults = Tree::list();
    for (std::size_t stage = 0; stage < referral_stages; ++stage) stages.add(std::string{referral_step_code(static_cast<ReferralStep>(stage))}, answer.farthest[stage]);
    for (auto const& counts : answer.by_reason) reasons.push(std::move(Tree::members().add("reason", counts.code).add_all(states_tree(counts))));
    for (auto const& counts : answer.by_facility)
        facilities.push(std::move(Tree::members().add("facility", counts.code).add("name", text_or_null(counts.name)).add("opened", counts.opened).add("lost", counts.state[static_cast<std::size_t>(ReferralState::lost)])));
    for (auto const& one : answer.open) open.push(open_tree(one));
    for (auto const& row : answer.faults) faults.push(referral_fault_tree(row));
    tree.add("as_of", answer.as_of).add("counts", states_tree(answer.all)).add("farthest_step", std::move(stages)).add("limits", referral_limits_tree(answer.limits));
    tree.add("level", answer.limits.level).add("times", legs_tree(answer)).add("by_reason", std::move(reasons)).add("by_facility", std::move(facilities));
    tree.add("open", std::move(open)).add("open_left_out", whole(answer.open_left_out)).add("faults", std::move(faults)).add("faults_left_out", whole(answer.faults_left_out));
    tree.add("steps_without_referral", whole(answer.steps_without_referral)).add("disputed", answer.disputed).add("shown_from", shown_count_min);
    return std::move(tree.add("demo", kind == Kind::demo));
}

}  // namespace accalmie
