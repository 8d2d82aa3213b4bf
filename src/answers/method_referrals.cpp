// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "answers/referral_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t listed_max = 10'000;

Error not_a_moment(std::string_view text)
{
    return {Error::Kind::invalid, fmt::format("\"{}\" is not a moment", text.substr(0, 40)), {}, "write it as 2021-05-26, 2021-05-26 13:45 or 2021-05-26T13:45:00+02:00"};
}

/// What stands after the time: nothing, Z, or hours east of Greenwich as +02:00 or +0200; in minutes.
Result<int> minutes_east(std::string_view zone, std::string_view whole)
{
    if (zone.empty() || zone == "Z") return 0;
    std::string digits;
    for (char const letter : zone.substr(1))
        if (letter != ':') digits += letter;
    bool const fits = (zone.front() == '+' || zone.front() == '-') && digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos;
    if (!fits) return not_a_moment(whole);
    int const minutes = std::stoi(digits.substr(0, 2)) * 60 + std::stoi(digits.substr(2));
    return zone.front() == '+' ? minutes : -minutes;
}

/// "2021-05-26", or with a time as files have it: a blank or T before it, seconds or none, a zone or none (then UTC).
Result<ReferralMoment> moment_of(std::string_view text)
{
    if (text.size() <= 10) {
        auto const day = parse_day(text);
        if (!day) return not_a_moment(text);
        return ReferralMoment{ReferralMoment::Known::to_the_day, Instant{*day}};
    }
    auto const zone_at = std::min(text.find_first_of("Z+-", 11), text.size());
    std::string time{text.substr(11, zone_at - 11)};
    while (!time.empty() && time.back() == ' ') time.pop_back();
    if (time.size() == 5) time += ":00";
    if ((text[10] != 'T' && text[10] != ' ') || time.size() < 8) return not_a_moment(text);
    auto const instant = parse_instant(fmt::format("{}T{}Z", text.substr(0, 10), time));
    if (!instant) return not_a_moment(text);
    auto const minutes = TRY(minutes_east(text.substr(zone_at), text));
    return ReferralMoment{ReferralMoment::Known::to_the_moment, *instant - std::chrono::minutes{minutes}};
}

bool says_nothing(std::string_view cell) { return cell.empty() || cell == "NA" || cell == "."; }

struct Read {
    std::vector<RecordedReferral> referrals;
    std::vector<std::size_t> rows;  ///< of the table
    std::size_t without_opening = 0;
    Instant latest{};
};

Result<Read> read_rows(MethodRows const& rows)
{
    Read read;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (says_nothing(rows.text(row, "opened"))) {
            ++read.without_opening;
            continue;
        }
        RecordedReferral one;
        one.row = row;
        one.opened = TRY(moment_of(rows.text(row, "opened")).at(MethodRows::place(row, "opened")));
        read.latest = std::max(read.latest, one.opened.at);
        for (std::size_t step = 1; step < referral_steps; ++step) {
            std::string const column{referral_step_code(static_cast<ReferralStep>(step))};
            if (says_nothing(rows.text(row, column))) continue;
            auto const moment = TRY(moment_of(rows.text(row, column)).at(MethodRows::place(row, column)));
            one.steps.push_back({static_cast<ReferralStep>(step), moment, row});
            read.latest = std::max(read.latest, moment.at);
        }
        read.referrals.push_back(std::move(one));
        read.rows.push_back(row);
    }
    if (read.referrals.empty()) return Error{Error::Kind::invalid, "no referral", "opened", "give one row a referral, with the moment at which it was opened"};
    return read;
}

Result<ReferralLimits> limits_of(MethodOptions const& options)
{
    ReferralLimits limits;
    limits.level = TRY(option_number(options, "level"));
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) {
        std::string name = "hours-" + std::string{referral_legs[leg].code};
        std::replace(name.begin(), name.end(), '_', '-');
        limits.leg_hours[leg] = TRY(option_number(options, name));
    }
    for (std::size_t stage = 0; stage < limits.lost_days.size(); ++stage)
        limits.lost_days[stage] = TRY(option_number(options, fmt::format("lost-days-{}", referral_step_code(static_cast<ReferralStep>(stage)))));
    return limits;
}

/// The row and what tells it apart.
Tree row_tree(MethodRows const& rows, std::size_t row)
{
    auto tree = Tree::members().add("row", static_cast<std::int64_t>(row + 2));
    for (auto const* const column : {"id", "reason", "facility"})
        if (rows.has(column)) tree.add(column, rows.text(row, column));
    return tree;
}

Tree lost_tree(MethodRows const& rows, Read const& read, ReferralPaths const& found)
{
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < found.paths.size(); ++i)
        if (found.paths[i].state == ReferralState::lost) lost.push_back(i);
    std::sort(lost.begin(), lost.end(), [&](std::size_t one, std::size_t other) {
        auto const left = *found.paths[one].waiting_days, right = *found.paths[other].waiting_days;
        return left > right || (!(right > left) && one < other);
    });
    auto list = Tree::list();
    for (std::size_t i = 0; i < std::min(lost.size(), listed_max); ++i) {
        auto const& path = found.paths[lost[i]];
        list.push(std::move(row_tree(rows, read.rows[lost[i]]).add("last_step", referral_step_code(path.stage)).add("days_without_next", path.waiting_days)));
    }
    return list;
}

Tree faults_tree(MethodRows const& rows, Read const& read, ReferralPaths const& found)
{
    auto list = Tree::list();
    for (std::size_t i = 0; i < std::min(found.faults.size(), listed_max); ++i) {
        auto const& fault = found.faults[i];
        auto tree = row_tree(rows, read.rows[fault.referral]);
        tree.add("step", referral_step_code(fault.recorded.step)).add("at", referral_moment_tree(fault.recorded.moment)).add("fault", referral_fault_code(fault.fault));
        tree.add("against", fault.against ? Tree{referral_step_code(fault.against->step)} : Tree{"as_of"});
        list.push(std::move(tree.add("against_at", fault.against ? referral_moment_tree(fault.against->moment) : Tree{})));
    }
    return list;
}

Tree by_column(MethodRows const& rows, Read const& read, ReferralPaths const& found, char const* column)
{
    std::map<std::string, ReferralTally, std::less<>> tallies;
    for (std::size_t i = 0; i < found.paths.size(); ++i) tallies[std::string{rows.text(read.rows[i], column)}].add(found.paths[i]);
    auto list = Tree::list();
    for (auto const& [name, tally] : tallies) list.push(std::move(Tree::members().add(column, name).add_all(referral_tally_tree(tally))));
    return list;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const limits = TRY(limits_of(options));
    auto const read = TRY(read_rows(rows));
    ReferralMoment now{ReferralMoment::Known::to_the_moment, read.latest};
    if (option_given(options, "as-of")) now = TRY(moment_of(option_text(options, "as-of")).at("option as-of"));
    auto const found = TRY(referral_paths(read.referrals, limits, now.at));
    ReferralTally tally;
    for (auto const& path : found.paths) tally.add(path);
    auto tree = Tree::members().add("as_of", to_iso(now.at)).add("without_opening", static_cast<std::int64_t>(read.without_opening));
    tree.add("counts", referral_tally_tree(tally)).add("times", referral_legs_tree(referral_times(found.paths, limits, now.at), limits.level));
    for (auto const* const column : {"reason", "facility"})
        if (rows.has(column)) tree.add(std::string{"by_"} + column, by_column(rows, read, found, column));
    return std::move(tree.add("lost", lost_tree(rows, read, found)).add("faults", faults_tree(rows, read, found)));
}

std::vector<MethodColumn> columns()
{
    return {{"opened", "moment", true, {"décision de référer : 2021-05-26, ou avec l’heure", "decision to refer: 2021-05-26, or with the time"}},
            {"transported", "moment", false, {"départ", "left"}},
            {"arrived", "moment", false, {"arrivée", "arrived"}},
            {"treated", "moment", false, {"soins reçus", "received care"}},
            {"closed_back", "moment", false, {"retour d’information", "news came back"}},
            {"refused", "moment", false, {"refus", "refused"}},
            {"cancelled", "moment", false, {"annulation", "cancelled"}},
            {"died", "moment", false, {"décès", "died"}},
            {"id", "text", false, {"ce qui désigne la référence dans les listes", "what names the referral in the lists"}},
            {"reason", "text", false, {"motif", "reason"}},
            {"facility", "text", false, {"formation sanitaire", "facility"}}};
}

std::vector<MethodOption> own_options()
{
    return {{"as-of", "none", {"moment de la question ; sinon le dernier du fichier", "moment of asking; otherwise the last of the file"}},
            {"hours-opened-to-transported", "6", {"délai en heures (un choix)", "limit in hours (a choice)"}},
            {"hours-transported-to-arrived", "6", {"délai en heures (un choix)", "limit in hours (a choice)"}},
            {"hours-opened-to-arrived", "2", {"délai en heures (Meara et al. 2015)", "limit in hours (Meara et al. 2015)"}},
            {"hours-arrived-to-treated", "24", {"délai en heures (un choix)", "limit in hours (a choice)"}},
            {"hours-treated-to-closed-back", "336", {"délai en heures (un choix)", "limit in hours (a choice)"}},
            {"hours-opened-to-closed-back", "720", {"délai en heures (un choix)", "limit in hours (a choice)"}},
            {"lost-days-opened", "3", {"perdue : ouverte, et autant de jours sans suite", "lost: opened, and so many days without a next step"}},
            {"lost-days-transported", "2", {"perdue : partie, et autant de jours sans suite", "lost: left, and so many days without a next step"}},
            {"lost-days-arrived", "7", {"perdue : arrivée, et autant de jours sans suite", "lost: arrived, and so many days without a next step"}},
            {"lost-days-treated", "30", {"perdue : soignée, et autant de jours sans retour", "lost: treated, and so many days without news"}},
            {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}};
}

}  // namespace

Method referrals_method()
{
    return {"referrals",
            {"Les références : jusqu’où, en combien de temps, et qui s’est perdu en route", "Referrals: how far, how long it took, and who was lost on the way"},
            columns(),
            own_options(),
            "Meara et al. 2015, Lancet 386:569-624; Hyndman & Fan 1996; Clopper & Pearson 1934",
            "docs/methods/referrals.md",
            run};
}

}  // namespace accalmie
