// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/referrals.cpp: `accalmie referrals`: who waits, who was lost, how long the steps take.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/value_text.hpp"
#include "surfaces/stock_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string count_text(std::optional<std::int64_t> const& count) { return count ? std::to_string(*count) : "<5"; }

void print_open(Session& session, ReferralsAnswer const& answer)
{
    if (answer.open.empty()) return session.line("Nobody waits");
    std::vector<std::vector<std::string>> rows;
    for (auto const& one : answer.open)
        rows.push_back({short_address(one.id), to_iso(day_of(one.opened_at)), one.facility, one.to_facility.empty() ? "-" : one.to_facility,
                        one.reason, std::string{referral_step_code(one.last_step)}, fmt::format("{:.1f}", one.days_without_next),
                        fmt::format("{}{}", one.is_incoming ? "expected here, " : "", one.is_lost ? "lost" : fmt::format("lost after {:.0f}", one.lost_after_days))});
    session.terminal.out(table_text({"referral", "opened", "from", "to", "reason", "last step", "days since", ""}, rows, 28));
    if (answer.open_left_out > 0) session.line(fmt::format("and {} more", answer.open_left_out));
}

void print_counts(Session& session, ReferralsAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    auto const add = [&](std::string label, GuardedCounts const& counts) {
        std::vector<std::string> row{std::move(label), count_text(counts.opened)};
        for (auto const& count : counts.state) row.push_back(count_text(count));
        rows.push_back(std::move(row));
    };
    for (auto const& counts : answer.by_reason) add(counts.code, counts);
    add("all", answer.all);
    session.line("");
    session.terminal.out(table_text({"reason", "opened", "waiting", "lost", "closed", "refused", "cancelled", "died"}, rows));
}

void print_times(Session& session, ReferralsAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) {
        auto const& times = answer.times[leg];
        std::string const name{referral_legs[leg].code};
        if (!times) {
            rows.push_back({name, "-", "-", "-", "-", "too few to say"});
            continue;
        }
        rows.push_back({name, fmt::format("{:.1f}", *times->median_hours),
                        fmt::format("{:.1f} to {:.1f}", *times->lower_quartile_hours, *times->upper_quartile_hours),
                        fmt::format("{:.0f}", times->limit_hours), times->share_within ? fmt::format("{:.0f} %", *times->share_within * 100) : "-",
                        times->interval ? fmt::format("{:.0f} to {:.0f} %, {} due", times->interval->lower * 100,
                                                      times->interval->upper.value_or(1) * 100, times->due)
                                        : "-"});
    }
    session.line("");
    session.terminal.out(table_text({"step", "median hours", "middle half", "limit", "within it", "interval"}, rows));
}

void print_faults(Session& session, ReferralsAnswer const& answer)
{
    if (answer.faults.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.faults)
        rows.push_back({short_address(row.record), std::string{referral_step_code(row.step)}, to_iso(row.at).substr(0, 16),
                        referral_fault_words(row.fault).en,
                        row.against_at ? fmt::format("{} {}", referral_step_code(row.against_step), to_iso(*row.against_at).substr(0, 16))
                                       : to_iso(answer.as_of)});
    session.line("");
    session.terminal.out(table_text({"record", "step", "at", "cannot be right", "against"}, rows));
}

Result<void> run_referrals(Session& session)
{
    auto* workspace = TRY(session.workspace());
    ReferralsQuestion question;
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.month("from"));
    question.to = TRY(session.arguments.month("to"));
    auto const answer = TRY(answer_referrals(workspace->facts(), asking_of(*workspace), question));
    if (session.json) {
        session.line(tree_json(referrals_tree(answer, kind_of(*workspace))));
    } else if (answer.all.opened == 0) {
        session.line("No referral yet. Add some:  accalmie import csv referrals.csv --type referral");
    } else {
        print_open(session, answer);
        print_counts(session, answer);
        print_times(session, answer);
        print_faults(session, answer);
    }
    return {};
}

}  // namespace

Command referrals_command()
{
    return {.name = "referrals",
            .summary = "Patients sent to another level: who waits, who was lost, how long each step takes",
            .description = "For those who care for the patients. A referral without a next step for so many days is lost; counts from 1 to 4 are not "
                           "shown (docs/methods/referrals.md).",
            .examples = {"accalmie referrals", "accalmie referrals --place ML0507 --from 2026-01 --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "of the facility that sends: P-code or name [everywhere]"},
                        {"from", "MONTH", "opened from this month on"},
                        {"to", "MONTH", "opened up to this month"}},
            .run = run_referrals};
}

}  // namespace accalmie::cli
