// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/match.cpp: `accalmie match`: rows of different sources that may tell of one incident. Offered, never merged.
#include "surfaces/cli/all.hpp"

#include "capture/match_events.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/sql.hpp"
#include "surfaces/value_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

std::string_view text_at(std::vector<Value> const& row, std::size_t column)
{
    auto const* text = std::get_if<std::string>(&row[column]);
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

/// Columns as src/surfaces/sql/events_to_match.sql has them.
EventBrief brief_of(std::vector<Value> const& row)
{
    EventBrief brief;
    brief.source = text_at(row, 0);
    brief.kind = text_at(row, 2);
    brief.location = text_at(row, 3);
    brief.adm_2 = text_at(row, 4);
    brief.first = std::get<Day>(row[5]);
    brief.last = std::holds_alternative<Day>(row[6]) ? std::get<Day>(row[6]) : brief.first;
    auto const* latitude = std::get_if<double>(&row[7]);
    auto const* longitude = std::get_if<double>(&row[8]);
    if (latitude != nullptr && longitude != nullptr)
        if (auto const position = Coordinate::of_degrees(*latitude, *longitude)) brief.position = *position;
    if (auto const* level = std::get_if<std::int64_t>(&row[9])) brief.position_level = static_cast<int>(*level);
    if (auto const* deaths = std::get_if<std::int64_t>(&row[10])) brief.deaths = *deaths;
    return brief;
}

std::string why(MatchCandidate const& candidate)
{
    std::string text;
    for (auto const& reason : reasons_of(candidate)) text += (text.empty() ? "" : ", ") + reason.en;
    return text;
}

Result<void> run_match(Session& session)
{
    auto const limit = static_cast<std::size_t>(TRY(session.arguments.integer("limit", 1, 1'000'000)).value_or(session.json ? 1'000'000 : 40));
    auto* workspace = TRY(session.workspace());
    auto const from = TRY(session.arguments.day("from")).value_or(Day{std::chrono::year{1900} / 1 / 1});
    auto const to = TRY(session.arguments.day("to")).value_or(Day{std::chrono::year{2199} / 12 / 31});
    auto const table = TRY(workspace->facts().query(sql::events_to_match, {{"first", from}, {"last", to}}));
    std::vector<EventBrief> briefs;
    for (auto const& row : table.rows) briefs.push_back(brief_of(row));
    auto const candidates = TRY(match_events(briefs));
    auto const id_of = [&](std::size_t i) { return std::string{text_at(table.rows[i], 11)} + ":" + value_text(table.rows[i][12]); };
    auto const shown = std::min(limit, candidates.size());
    if (session.json) {
        nlohmann::ordered_json document{
            {"candidates", nlohmann::ordered_json::array()}, {"found", candidates.size()}, {"demo", workspace->is_demo()}};
        for (std::size_t i = 0; i < shown; ++i) {
            auto const& c = candidates[i];
            document["candidates"].push_back({{"a", id_of(c.a)},
                                              {"b", id_of(c.b)},
                                              {"score", c.score},
                                              {"reasons", why(c)},
                                              {"place_score", c.place_score},
                                              {"days_score", c.days_score},
                                              {"deaths_score", c.deaths_score},
                                              {"kind_score", c.kind_score}});
        }
        session.line(document.dump(2));
        return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < shown; ++i) {
        auto const& c = candidates[i];
        auto const label = [&](std::size_t e) { return std::string{briefs[e].source} + " " + std::string{text_at(table.rows[e], 1)}; };
        rows.push_back({fmt::format("{:.2f}", c.score), label(c.a), to_iso(briefs[c.a].first), label(c.b), to_iso(briefs[c.b].first), why(c)});
    }
    session.terminal.out(table_text({"score", "one account", "day", "another", "day", "why"}, rows, 40));
    session.line("\n" + std::to_string(candidates.size()) +
                 " pairs may be one incident. Nothing was merged; say so with a record of type choice (purpose same_event or different_event).");
    return {};
}

}  // namespace

Command match_command()
{
    return {.name = "match",
            .summary = "Rows of different sources that may tell of one incident; offered, never merged",
            .description = "Blocks by place and day, then scores place, days, deaths and kind: docs/methods/same-event.md.",
            .examples = {"accalmie match --from 2018-01-01 --to 2018-12-31", "accalmie match --json > pairs.json"},
            .positionals = {},
            .options = {{"from", "DAY", "first day"}, {"to", "DAY", "last day"}, {"limit", "N", "most pairs to show [40; all with --json]"}},
            .run = run_match};
}

}  // namespace accalmie::cli
