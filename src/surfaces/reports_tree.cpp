// SPDX-License-Identifier: Apache-2.0
#include "surfaces/reports_tree.hpp"

#include "answers/completeness_tree.hpp"

#include <array>

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }

Tree coverage_tree(CareCoverage const& coverage)
{
    return Tree::members().add("person_years", coverage.person_years).add("contacts", coverage.contacts).add("rate", coverage.rate).add("share", coverage.share);
}

Tree access_tree(std::optional<AccessCoverage> const& coverage)
{
    if (!coverage) return {};
    auto tree = Tree::members();
    tree.add("all", coverage_tree(coverage->all)).add("reachable", coverage_tree(coverage->reachable)).add("unreachable", coverage_tree(coverage->unreachable));
    return tree.add("difference", coverage->difference);
}

Tree cell_tree(CompletenessCell const& cell)
{
    auto tree = Tree::members();
    bool const came = cell.finding.time != ReportTime::none;
    tree.add("state", report_state_code(cell.finding.state)).add("time", came ? Tree{report_time_code(cell.finding.time)} : Tree{}).add("reason", text_or_null(cell.days.reason));
    tree.add("received_on", cell.received_on).add("consultations", cell.consultations).add("open_days", cell.open_days).add("stock_out_days", cell.stock_out_days);
    tree.add("closed_days", cell.days.closed).add("partly_days", cell.days.partly).add("cut_off_days", cell.days.cut_off);
    return tree.add("disputed", cell.disputed).add("corrected", cell.corrected).add("twice", cell.twice);
}

Tree facility_tree(CompletenessFacility const& facility)
{
    auto tree = Tree::members(), cells = Tree::list();
    for (auto const& cell : facility.cells) cells.push(cell_tree(cell));
    tree.add("id", facility.id).add("code", facility.code).add("name", facility.name).add("kind", facility.kind).add("place_name", text_or_null(facility.place_name));
    tree.add("area", facility.area ? Tree{facility.area->code} : Tree{}).add("area_name", facility.area ? Tree{facility.area->name} : Tree{});
    return tree.add("cells", std::move(cells)).add("sums", completeness_sums(facility.sums));
}

Tree area_tree(CompletenessArea const& area)
{
    auto tree = Tree::members(), without = Tree::list();
    for (auto const& place : area.without_people) without.push(place);
    tree.add("place", text_or_null(area.area.code)).add("place_name", text_or_null(area.area.name)).add("sums", completeness_sums(area.sums));
    return tree.add("coverage", access_tree(area.coverage)).add("people_not_known", std::move(without));
}

Tree attack_tree(AttackRow const& attack)
{
    auto tree = Tree::members(), affected = Tree::list();
    for (auto const& one : attack.affected) affected.push(one);
    tree.add("id", attack.id).add("day", attack.day).add("certainty", attack.certainty).add("kind", attack.kind).add("facility_kind", text_or_null(attack.facility_kind)).add("affected", std::move(affected));
    tree.add("deaths", attack.deaths).add("injured", attack.injured).add("removed", attack.removed).add("disputed", attack.disputed).add("team", attack.team);
    tree.add("facility", text_or_null(attack.facility_code)).add("facility_name", text_or_null(attack.facility_name)).add("place_name", text_or_null(attack.place_name));
    tree.add("consequence", text_or_null(attack.consequence)).add("narrative", text_or_null(attack.narrative)).add("by", attack.by ? Tree{report_period_code(*attack.by)} : Tree{});
    tree.add("loss", attack.loss ? attack_loss_tree(*attack.loss) : Tree{});
    return tree.add("cannot_be_said", attack.loss && attack.loss->reason != NoLoss::none ? words_tree(no_loss_words(attack.loss->reason)) : Tree{});
}

Tree note_tree(ReportRemark const& remark)
{
    auto const& note = remark.note;
    auto tree = Tree::members();
    tree.add("field", note.field).add("fault", report_fault_code(note.fault)).add("severity", severity_code(note.severity)).add("what", words_tree(remark.what)).add("remedy", words_tree(remark.remedy));
    return tree.add("found", note.found).add("low", note.low).add("high", note.high).add("usual", note.usual);
}

Tree version_tree(ReportVersion const& version)
{
    auto const& numbers = version.numbers;
    auto tree = Tree::members(), changed = Tree::list();
    for (auto const& field : version.changed) changed.push(field);
    tree.add("address", version.address).add("replaces", text_or_null(version.replaces)).add("state", version.state).add("written", version.written ? Tree{to_iso(*version.written)} : Tree{});
    tree.add("received_on", numbers.received_on).add("open_days", numbers.open_days).add("consultations", numbers.consultations).add("consultations_female", numbers.female);
    tree.add("consultations_male", numbers.male).add("consultations_under_5", numbers.under_5).add("deaths", numbers.deaths).add("stock_out_days", numbers.stock_out_days);
    return tree.add("remarks", version.remarks).add("changed", std::move(changed));
}

}  // namespace

Words report_state_words(ReportState state)
{
    static std::array<Words, report_state_count> const words{{{"pas attendu", "not expected"},
                                                              {"fermée", "closed"},
                                                              {"injoignable", "cut off"},
                                                              {"rupture de stock", "out of stock"},
                                                              {"vrai zéro", "true zero"},
                                                              {"en partie", "partly"},
                                                              {"en retard", "late"},
                                                              {"reçu", "reported"},
                                                              {"attendu, pas encore dû", "awaited, not due yet"},
                                                              {"jamais entendue", "never heard of"},
                                                              {"pas envoyé", "not sent"}}};
    return words[static_cast<std::size_t>(state)];
}

Words no_loss_words(NoLoss reason)
{
    switch (reason) {
    case NoLoss::none: return {};
    case NoLoss::not_over: return {"la fenêtre n’est pas finie", "the window is not over"};
    case NoLoss::report_missing: return {"des rapports manquent dans la fenêtre", "reports are missing in the window"};
    case NoLoss::usual_unknown: return {"trop peu de rapports avant l’attaque", "too few reports before the attack"};
    case NoLoss::no_usual_care: return {"personne ne venait avant", "nobody came before either"};
    }
    VERIFY(false);
}

Tree completeness_tree(CompletenessAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), periods = Tree::list(), facilities = Tree::list(), areas = Tree::list();
    for (std::size_t i = 0; i < answer.periods.size(); ++i) {
        auto const first = answer.periods[i], last = period_last(answer.period, first);
        auto one = Tree::members();
        one.add("name", period_name(answer.period, first)).add("first_day", first).add("last_day", last).add("due", last + std::chrono::days{answer.rule.due_days(answer.period)});
        periods.push(one.add("sums", completeness_sums(answer.by_period[i])));
    }
    for (auto const& facility : answer.facilities) facilities.push(facility_tree(facility));
    for (auto const& area : answer.areas) areas.push(area_tree(area));
    tree.add("as_of", answer.rule.as_of).add("period", report_period_code(answer.period)).add("due_days", answer.rule.due_days(answer.period)).add("periods", std::move(periods));
    tree.add("all", completeness_sums(answer.all)).add("coverage", access_tree(answer.coverage)).add("areas", std::move(areas)).add("facilities", std::move(facilities));
    tree.add("reports_of_unknown", answer.reports_of_unknown).add("disputed", answer.disputed).add("twice", answer.twice);
    return tree.add("demo", kind == Kind::demo);
}

Tree attacks_tree(AttacksAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), attacks = Tree::list(), grades = Tree::members(), episodes = Tree::list();
    for (auto const& attack : answer.attacks) attacks.push(attack_tree(attack));
    for (auto const grade : attack_grades) {
        auto const found = answer.by_certainty.find(std::string{grade});
        grades.add(std::string{grade}, found == answer.by_certainty.end() ? std::int64_t{0} : found->second);
    }
    for (auto const& episode : answer.episodes)
        episodes.push(Tree::members().add("facility", episode.facility_code).add("facility_name", episode.facility_name).add("by", report_period_code(episode.by)).add_all(attack_loss_tree(episode.loss)));
    tree.add("as_of", answer.as_of).add("window_days", answer.window_days).add("level", answer.level).add("least", answer.least).add("by_certainty", std::move(grades));
    tree.add("attacks", std::move(attacks)).add("episodes", std::move(episodes)).add("sum", answer.sum ? loss_sum_tree(*answer.sum) : Tree{});
    return tree.add("loss_not_shown", answer.loss_not_shown).add("without_facility", answer.without_facility).add("demo", kind == Kind::demo);
}

Tree report_check_tree(ReportCheckAnswer const& answer)
{
    auto tree = Tree::members(), notes = Tree::list();
    for (auto const& remark : answer.remarks) notes.push(note_tree(remark));
    tree.add("facility", answer.facility_code).add("facility_name", answer.facility_name).add("period_name", text_or_null(answer.period_name)).add("refused", answer.refused);
    return tree.add("corrects", text_or_null(answer.corrects)).add("notes", std::move(notes));
}

Tree report_history_tree(ReportHistory const& history, Kind kind)
{
    auto tree = Tree::members(), versions = Tree::list();
    for (auto const& version : history.versions) versions.push(version_tree(version));
    tree.add("facility", history.facility_code).add("facility_name", history.facility_name).add("period_name", history.period_name);
    return tree.add("versions", std::move(versions)).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
