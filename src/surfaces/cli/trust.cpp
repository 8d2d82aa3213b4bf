// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/trust.cpp: `accalmie trust`: levels of trust by area and wave, and their change.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/people_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string interval_text(std::optional<Interval> const& interval)
{
    return interval && interval->upper ? fmt::format("{:.2f} to {:.2f}", interval->lower, *interval->upper) : "-";
}
std::string number_text(std::optional<double> const& value) { return value ? fmt::format("{:.2f}", *value) : "-"; }
std::string area_text(Area const& area) { return !area.name.empty() ? area.name : area.code.empty() ? "everywhere" : area.code; }

/// Which rows a terminal has room for: the scale of each area, and of everywhere each question; all of one question if it was asked for.
bool is_printed(Session const& session, TrustAnswer const& answer, Area const& area, std::string const& question)
{
    bool const has_scale = !answer.questions.empty() && answer.questions.back() == trust_scale;
    return session.arguments.has("question") || area.code.empty() || !has_scale || question == trust_scale;
}

void print_levels(Session& session, TrustAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& level : answer.levels) {
        if (!is_printed(session, answer, level.area, level.question)) continue;
        bool const few = static_cast<std::int64_t>(level.persons) < shown_count_min;
        rows.push_back({area_text(level.area), level.question, level.wave, few ? "-" : std::to_string(level.persons), std::to_string(level.clusters), number_text(level.mean), interval_text(level.interval),
                        number_text(level.design_effect), too_few_words(level.too_few).en});
    }
    session.terminal.out(table_text({"place", "question", "wave", "persons", "clusters", "mean", "95 % interval", "design effect", ""}, rows));
}

void print_changes(Session& session, TrustAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& change : answer.changes) {
        if (!is_printed(session, answer, change.area, change.question)) continue;
        rows.push_back({area_text(change.area), change.question, change.from + " to " + change.to, change.change.change ? fmt::format("{:+.2f}", *change.change.change) : "-",
                        interval_text(change.change.interval), change.change.p_value ? fmt::format("{:.4f}", *change.change.p_value) : "-", change.too_few ? "too few to say" : ""});
    }
    if (rows.empty()) return;
    session.line("");
    session.terminal.out(table_text({"place", "question", "waves", "change", "95 % interval", "p", ""}, rows));
}

std::string recorded_text(Recorded recorded, std::string_view what)
{
    switch (recorded) {
    case Recorded::all: return fmt::format("{} with every answer", what);
    case Recorded::none: return fmt::format("no {}", what);
    case Recorded::some: return fmt::format("{} missing from some answers, so not used", what);
    }
    return {};
}

void print_waves(Session& session, TrustAnswer const& answer)
{
    session.line("");
    for (auto const& wave : answer.waves)
        session.line(fmt::format("{}: {} to {}, {} answers{}; {}, {}, {}", wave.name, to_iso(wave.first_day), to_iso(wave.last_day), wave.answers,
                                 wave.persons ? fmt::format(" of {} persons", *wave.persons) : "", recorded_text(wave.weights, "weights"), recorded_text(wave.clusters, "clusters"),
                                 recorded_text(wave.respondents, "numbers of persons")));
    for (auto const& scale : answer.scales)
        session.line(fmt::format("{}: {} questions of {} persons, alpha {}, omega {}{}", scale.wave, scale.questions.size(), scale.scale.persons, number_text(scale.scale.alpha), number_text(scale.scale.omega),
                                 scale.scale.alpha && *scale.scale.alpha < 0.7 ? ": read the questions one by one, they do not measure one thing" : ""));
    if (answer.disputed > 0) session.line(fmt::format("{} answers are disputed; they count as first said", answer.disputed));
    if (answer.unplaced > 0) session.line(fmt::format("{} answers are not known to lie in an area of this level; they count everywhere only", answer.unplaced));
    if (answer.twice > 0) session.line(fmt::format("{} second answers of one person to one question were left out", answer.twice));
}

Result<void> run_trust(Session& session)
{
    auto* workspace = TRY(session.workspace());
    TrustQuestion question;
    question.place = session.arguments.text("place");
    question.level = static_cast<int>(TRY(session.arguments.integer("level", 1, 3)).value_or(2));
    if (session.arguments.has("question")) question.question = session.arguments.text("question");
    auto const answer = TRY(answer_trust(workspace->facts(), asking_of(*workspace), question));
    if (session.json) {
        session.line(tree_json(trust_tree(answer, kind_of(*workspace))));
    } else if (answer.levels.empty()) {
        session.line("No answer yet. Add a survey:  accalmie import csv survey.csv --type trust_answer");
    } else {
        print_levels(session, answer);
        print_changes(session, answer);
        print_waves(session, answer);
    }
    return {};
}

}  // namespace

Command trust_command()
{
    return {.name = "trust",
            .summary = "What trust surveys say: level by area and wave, change with interval, too few to say",
            .description = "Answers from 0 to 4; weights and clusters where every answer of a wave has them. Fewer than 30 persons or 3 clusters are too few to say.\n"
                           "\"scale\" is the mean of one person's answers, where persons are numbered.",
            .examples = {"accalmie trust", "accalmie trust --place ML0507 --level 3 --question health_workers", "accalmie trust --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"}, {"level", "N", "of the areas: 1 region, 2 cercle, 3 commune", "2"}, {"question", "CODE", "one question, or scale [all]"}},
            .run = run_trust};
}

}  // namespace accalmie::cli
