// SPDX-License-Identifier: Apache-2.0
#include "answers/completeness_tree.hpp"

namespace accalmie {

Tree finding_tree(ReportFinding const& finding)
{
    auto tree = Tree::members();
    tree.add("state", report_state_code(finding.state)).add("time", finding.time == ReportTime::none ? Tree{} : Tree{report_time_code(finding.time)});
    return tree.add("due", finding.due).add("is_due", finding.is_due);
}

Tree completeness_sums(Completeness const& sums)
{
    auto tree = Tree::members(), states = Tree::members();
    for (std::size_t i = 0; i < report_state_count; ++i) states.add(std::string{report_state_code(static_cast<ReportState>(i))}, sums.states[i]);
    tree.add("expected", sums.expected).add("received", sums.received).add("on_time", sums.on_time).add("late", sums.late).add("time_unknown", sums.time_unknown);
    tree.add("closed", sums.closed).add("unreachable", sums.unreachable).add("silent", sums.silent).add("not_sent", sums.not_sent).add("could_report", sums.could_report);
    tree.add("completeness_of_all", sums.of_all).add("completeness_of_able", sums.of_able).add("able_share", sums.able_share);
    tree.add("timeliness_of_all", sums.timely_of_all).add("timeliness_of_all_most", sums.timely_of_all_most).add("timeliness_of_able", sums.timely_of_able);
    return tree.add("timeliness_of_received", sums.timely_of_received).add("states", std::move(states));
}

Tree attack_loss_tree(AttackLoss const& loss)
{
    auto tree = Tree::members(), attacks = Tree::list();
    for (auto const day : loss.attacks) attacks.push(day);
    tree.add("attacks", std::move(attacks)).add("first", loss.first).add("last", loss.last).add("periods", loss.periods).add("missing", loss.missing);
    tree.add("cannot_be_said_because", loss.reason == NoLoss::none ? Tree{} : Tree{no_loss_code(loss.reason)});
    tree.add("usual_periods", loss.usual_periods).add("usual_a_day", loss.usual_a_day).add("usual_open_share", loss.usual_open_share).add("dispersion", loss.dispersion);
    tree.add("observed", loss.observed).add("expected", loss.expected).add("loss", loss.loss).add("lower", loss.lower).add("upper", loss.upper);
    auto const lost_share = loss.loss && *loss.expected > 0 ? std::optional{*loss.loss / *loss.expected} : std::nullopt;
    return tree.add("lost_share", lost_share).add("lost_while_closed", loss.lost_while_closed).add("lost_while_open", loss.lost_while_open).add("p_value", loss.p_value);
}

Tree loss_sum_tree(LossSum const& sum)
{
    auto tree = Tree::members();
    bool const said = sum.said > 0;
    tree.add("said", sum.said).add("not_said", sum.not_said).add("observed", said ? Tree{sum.observed} : Tree{}).add("expected", said ? Tree{sum.expected} : Tree{});
    return tree.add("loss", sum.loss).add("lower", sum.lower).add("upper", sum.upper);
}

}  // namespace accalmie
