// SPDX-License-Identifier: Apache-2.0
#include "answers/survivors.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace accalmie {

namespace {

std::string_view word_of(Answered answer) { return !answer ? "not_known" : *answer ? "yes" : "no"; }

std::string or_not_said(std::string const& code) { return code.empty() ? "not said" : code; }

std::string label_of(CaseNote const& note, std::string const& by)
{
    if (by == "type") return by + "=" + std::string{incident_type_code(incident_type(note.answers))};
    if (by == "sex") return by + "=" + or_not_said(note.sex);
    if (by == "age_group") return by + "=" + or_not_said(note.age_group);
    if (by == "month") {
        auto const month = month_of_week(note.week);
        return by + "=" + (month ? to_iso(*month) : std::string{"not said"});
    }
    for (auto const context : incident_contexts)
        if (by == incident_context_code(context)) return by + "=" + std::string{word_of(in_context(note.answers, context))};
    return {};
}

bool is_breakdown(std::string const& by)
{
    for (auto const* const known : {"type", "sex", "age_group", "month"})
        if (by == known) return true;
    return std::any_of(incident_contexts.begin(), incident_contexts.end(), [&](IncidentContext context) { return by == incident_context_code(context); });
}

/// Of notes with one code the last one.
std::vector<CaseNote const*> each_file_once(std::span<CaseNote const> notes)
{
    std::map<std::string_view, CaseNote const*> by_code;
    for (auto const& note : notes)
        if (!note.case_code.empty()) by_code[note.case_code] = &note;
    std::vector<CaseNote const*> files;
    for (auto const& note : notes)
        if (note.case_code.empty() || by_code[note.case_code] == &note) files.push_back(&note);
    return files;
}

std::vector<SurvivorTable::Cell> cells_of(std::string const& lines)
{
    std::vector<SurvivorTable::Cell> cells;
    for (std::size_t begin = 0; begin < lines.size();) {
        auto const end = std::min(lines.find('\n', begin), lines.size());
        auto const tab = lines.find('\t', begin);
        SurvivorTable::Cell cell;
        if (tab < end && std::from_chars(lines.data() + tab + 1, lines.data() + end, cell.count).ec == std::errc{}) {
            cell.name = lines.substr(begin, tab - begin);
            cells.push_back(std::move(cell));
        }
        begin = end + 1;
    }
    return cells;
}

}  // namespace

std::optional<Month> month_of_week(std::string_view week)
{
    using namespace std::chrono;
    constexpr std::size_t length = 8, mark = 4;
    if (week.size() != length || week.substr(mark, 2) != "-W") return std::nullopt;
    int year_number = 0, number = 0;
    auto const* const first = week.data();
    if (std::from_chars(first, first + mark, year_number).ptr != first + mark || std::from_chars(first + mark + 2, first + length, number).ptr != first + length) return std::nullopt;
    // ISO 8601: the first week of a year is the one with its first Thursday.
    auto const first_thursday = sys_days{year{year_number} / January / Thursday[1]};
    auto const thursday = first_thursday + weeks{number - 1};
    if (year_number < 1900 || year_number > 2199 || number < 1 || year_month_day{thursday}.year() != year{year_number}) return std::nullopt;
    return Month::of(thursday);
}

Result<PeopleRelease> count_survivors(Asking const& asking, PlaceIndex const& places, std::span<CaseNote const> notes, std::span<LeftTable const> earlier, SurvivorsQuestion const& question)
{
    TRY(require(asking, Action::see_team, "case_note"));
    if (!is_breakdown(question.by)) return Error{Error::Kind::invalid, "survivors are not counted by that", question.by, "choose type, month, sex, age_group, or a context as intimate_partner_violence"};
    if (question.level < 1 || question.level > 2) return Error{Error::Kind::invalid, "a level outside 1 to 2", {}, "1 region, 2 cercle: closer is never counted"};
    std::vector<PlacedCount> placed;
    for (auto const* note : each_file_once(notes)) {
        if (note->consent_to_count != Answered{true}) continue;
        auto paths = paths_of(places, note->place);
        paths[2].clear();  // never closer than a cercle, whatever was written
        placed.push_back({std::move(paths), label_of(*note, question.by), 1});
    }
    auto release = TRY(guard_people(placed, earlier, question.level, question.rule));
    release.what = "case_note by place and " + question.by;
    return release;
}

Result<std::vector<SurvivorTable>> answer_survivor_tables(Store const& store, Asking const& asking)
{
    TRY(require(asking, Action::see_open, "survivor_count"));
    std::vector<SurvivorTable> tables;
    for (auto const& row : TRY(store.query(sql::survivor_tables)).rows)
        tables.push_back({cell_text(row[0]), cell_text(row[2]), cell_text(row[3]), cell<Day>(row[1]).value_or(Day{}), cells_of(cell_text(row[4]))});
    return tables;
}

}  // namespace accalmie
