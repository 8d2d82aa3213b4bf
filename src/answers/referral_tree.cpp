// SPDX-License-Identifier: Apache-2.0
#include "answers/referral_tree.hpp"

#include "answers/method_cells.hpp"

namespace accalmie {

namespace {

Tree whole(std::size_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

Tree referral_legs_tree(std::array<LegTimes, 6> const& times, double level)
{
    auto const percent = percent_name(level);
    auto list = Tree::list();
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) {
        auto const& one = times[leg];
        auto tree = Tree::members().add("leg", referral_legs[leg].code).add("timed", whole(one.timed)).add("to_the_day", whole(one.to_the_day));
        tree.add("lower_quartile_hours", one.lower_quartile_hours).add("median_hours", one.median_hours).add("upper_quartile_hours", one.upper_quartile_hours);
        tree.add("longest_hours", one.longest_hours).add("limit_hours", one.limit_hours).add("due", whole(one.due)).add("within", whole(one.within));
        tree.add("share_within", one.share_within).add("lower_" + percent, one.interval ? Tree{one.interval->lower} : Tree{});
        list.push(std::move(tree.add("upper_" + percent, one.interval ? Tree{one.interval->upper} : Tree{})));
    }
    return list;
}

Tree referral_tally_tree(ReferralTally const& tally)
{
    auto tree = Tree::members().add("opened", whole(tally.opened));
    for (std::size_t stage = 1; stage < referral_stages; ++stage) tree.add(std::string{referral_step_code(static_cast<ReferralStep>(stage))}, whole(tally.reached[stage]));
    for (std::size_t state = 0; state < tally.state.size(); ++state) tree.add(std::string{referral_state_code(static_cast<ReferralState>(state))}, whole(tally.state[state]));
    return std::move(tree.add("faulty", whole(tally.faulty)));
}

Tree referral_limits_tree(ReferralLimits const& limits)
{
    auto hours = Tree::members(), days = Tree::members();
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) hours.add(std::string{referral_legs[leg].code}, limits.leg_hours[leg]);
    for (std::size_t stage = 0; stage < limits.lost_days.size(); ++stage) days.add(std::string{referral_step_code(static_cast<ReferralStep>(stage))}, limits.lost_days[stage]);
    return std::move(Tree::members().add("within_hours", hours).add("lost_after_days", days));
}

Tree referral_moment_tree(ReferralMoment const& moment)
{
    return moment.known == ReferralMoment::Known::to_the_day ? Tree{day_of(moment.at)} : Tree{to_iso(moment.at)};
}

}  // namespace accalmie
