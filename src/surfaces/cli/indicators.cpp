// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/indicators.cpp: `accalmie indicators`: the indicators of programmes' packs.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/indicators.hpp"
#include "surfaces/cli/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

ordered_json words_json(Words const& words) { return {{"fr", words.fr}, {"en", words.en}}; }

ordered_json counted_json(CountedRule const& counted)
{
    ordered_json tree{{"value", nullptr}, {"rows", counted.rows}, {"undated", counted.undated}, {"disputed", counted.disputed}};
    if (counted.value) tree["value"] = *counted.value;
    if (counted.upper) tree["at_most"] = *counted.upper;
    if (!counted.reason.empty()) tree["reason"] = counted.reason;
    return tree;
}

ordered_json figure_json(PublishedFigure const& figure)
{
    ordered_json tree{{"kind", figure.kind}, {"value", figure.value}, {"meaning", figure.meaning}, {"source", figure.source}};
    if (!figure.place.empty()) tree["place"] = figure.place;
    if (figure.first) tree["first_day"] = to_iso(*figure.first);
    if (figure.last) tree["last_day"] = to_iso(*figure.last);
    return tree;
}

ordered_json row_json(IndicatorRow const& row)
{
    auto const& indicator = row.indicator;
    ordered_json tree{{"pack", row.pack},
                      {"indicator", indicator.code},
                      {"label", words_json(indicator.label)},
                      {"definition", words_json(indicator.definition)},
                      {"unit", indicator.unit},
                      {"numerator", indicator.numerator.text}};
    if (indicator.denominator) tree["denominator"] = indicator.denominator->text;
    tree.update(counted_json(row.counted));
    if (row.denominator) tree["of"] = counted_json(*row.denominator);
    tree["by"] = ordered_json::array();
    for (auto const& cell : row.by) tree["by"].push_back({{"field", cell.field}, {"code", cell.code}, {"value", cell.value}});
    if (!row.by_withheld.empty()) tree["by_withheld"] = row.by_withheld;
    if (indicator.baseline) tree["baseline"] = {{"value", *indicator.baseline}, {"source", indicator.baseline_source}};
    if (indicator.target) tree["target"] = {{"value", *indicator.target}, {"source", indicator.target_source}};
    tree["figures"] = ordered_json::array();
    for (auto const& figure : row.figures) tree["figures"].push_back(figure_json(figure));
    tree["clash"] = row.is_clash;
    tree["why"] = words_json(indicator.why);
    tree["what_to_do"] = words_json(indicator.moves);
    return tree;
}

std::string reason_words(std::string_view reason)
{
    if (reason == "denied") return "not for you";
    if (reason == "too_few") return "too few to show";
    if (reason == "not_by_place") return "not known by place";
    return "nothing counted";
}

std::string number_text(double value)
{
    return value == static_cast<double>(static_cast<std::int64_t>(value)) ? fmt::format("{}", static_cast<std::int64_t>(value)) : fmt::format("{:.2f}", value);
}

std::string in_unit(double value, std::string_view unit) { return unit == "share" ? fmt::format("{:.1f} %", 100 * value) : number_text(value); }

std::string value_words(IndicatorRow const& row)
{
    if (!row.counted.value) return reason_words(row.counted.reason);
    if (row.counted.upper) return number_text(*row.counted.value) + " to " + number_text(*row.counted.upper);
    return in_unit(*row.counted.value, row.indicator.unit);
}

void print(Session& session, IndicatorsAnswer const& answer)
{
    if (answer.rows.empty()) return session.line("No indicator: no programme's pack is here. Add one:  accalmie pack add packs/health-response");
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : answer.rows)
        rows.push_back({row.indicator.code, value_words(row), row.indicator.unit, std::to_string(row.counted.rows), row.indicator.target ? in_unit(*row.indicator.target, row.indicator.unit) : "-",
                        row.figures.empty() ? "-" : std::to_string(row.figures.size()), row.is_clash ? "clash" : ""});
    session.terminal.out(table_text({"indicator", "value", "unit", "rows", "target", "published", ""}, rows));
    for (auto const& row : answer.rows) {
        for (auto const& cell : row.by) session.line(fmt::format("  {} by {}: {} {}", row.indicator.code, cell.field, cell.code, number_text(cell.value)));
        if (!row.by_withheld.empty()) session.line(fmt::format("  {}: its parts are too few to show", row.indicator.code));
        if (row.counted.disputed > 0) session.line(fmt::format("  {}: {} disputed rows count as first said", row.indicator.code, row.counted.disputed));
        if (row.counted.undated > 0) session.line(fmt::format("  {}: {} rows without a day are left out", row.indicator.code, row.counted.undated));
        if (row.is_clash) session.line(fmt::format("Sources clash: {}: {}", row.indicator.code, row.indicator.label.en));
        for (auto const& figure : row.figures) session.line(fmt::format("  {} {}: {} ({})", figure.kind, number_text(figure.value), figure.source, figure.meaning));
    }
    if (answer.clashes > 0) session.line("Figures that clash are listed, never added or averaged, and none is chosen.");
}

Result<void> run_indicators(Session& session)
{
    auto* workspace = TRY(session.workspace());
    IndicatorsQuestion question;
    question.pack = session.arguments.text("pack");
    question.indicator = session.arguments.text("indicator");
    question.place = session.arguments.text("place");
    question.from = TRY(session.arguments.day("from"));
    question.to = TRY(session.arguments.day("to"));
    auto const answer = TRY(answer_indicators(workspace->facts(), workspace->dictionary(), workspace->programme_packs(), asking_of(*workspace), question));
    if (!session.json) {
        print(session, answer);
        return {};
    }
    ordered_json document{{"place", answer.area.code}, {"clashes", answer.clashes}, {"indicators", ordered_json::array()}};
    if (answer.from) document["from"] = to_iso(*answer.from);
    if (answer.to) document["to"] = to_iso(*answer.to);
    for (auto const& row : answer.rows) document["indicators"].push_back(row_json(row));
    session.line(document.dump(2));
    return {};
}

}  // namespace

Command indicators_command()
{
    return {.name = "indicators",
            .summary = "The programmes' indicators: values, published figures beside them, clashes, why and what to do",
            .description = "What a pack's indicators.csv says, counted from the facts that you may see. A count of persons from 1 to 4 is not shown. Published figures are compared, never added.",
            .examples = {"accalmie indicators --pack health-response", "accalmie indicators --place ML0507 --from 2026-01-01 --to 2026-06-30 --json"},
            .positionals = {},
            .options = {{"pack", "NAME", "of one pack [of all]"},
                        {"indicator", "CODE", "one indicator [all]"},
                        {"place", "PLACE", "P-code or name [everywhere]"},
                        {"from", "DAY", "first day"},
                        {"to", "DAY", "last day"}},
            .run = run_indicators};
}

}  // namespace accalmie::cli
