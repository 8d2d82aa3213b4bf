// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/voices.cpp: `accalmie voices`: what is said, what rises, who is not heard.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/people_tree.hpp"
#include "surfaces/tree_text.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

std::string count_text(std::optional<std::int64_t> const& count) { return count ? std::to_string(*count) : "<5"; }

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void print_topics(Session& session, VoicesAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& topic : answer.topics) {
        std::vector<std::string> groups;
        for (auto const& group : topic.groups)
            if (group.voices) groups.push_back(group.group + " " + std::to_string(*group.voices));
        rows.push_back({topic.topic, count_text(topic.voices), topic.share ? fmt::format("{:.0f} %", *topic.share * 100) : "-",
                        topic.why == WhyShown::among_the_most ? "" : "of women or youths", joined(groups)});
    }
    session.terminal.out(table_text({"topic", "voices", "share", "shown as", "groups (five voices or more)"}, rows, 76));
    session.line("");
    for (auto const& group : answer.kept)
        session.line(fmt::format("{}: {}", group.group, !group.voices ? "spoke; too few to show what about" : group.topics.empty() ? "nothing noted" : joined(group.topics)));
}

void print_rising(Session& session, Rising const& rising)
{
    session.line("");
    if (!rising.possible) return session.line("What rises cannot be said: people did not meet in both times");
    std::vector<std::vector<std::string>> rows;
    for (auto const& topic : rising.topics)
        rows.push_back({topic.topic, topic.ratio.ratio ? fmt::format("{:.2f}", *topic.ratio.ratio) : "-",
                        fmt::format("{:.2f} to {}", topic.ratio.exact.lower, topic.ratio.exact.upper ? fmt::format("{:.2f}", *topic.ratio.exact.upper) : "no bound"), fmt::format("{:.4f}", topic.p_adjusted),
                        topic.rises ? "rises" : ""});
    session.line(fmt::format("{} to {} ({} gatherings) against {} to {} ({}), corrected for {} topics; {} topics too few to ask", to_iso(rising.later_first), to_iso(rising.later_last), rising.gatherings_later,
                             to_iso(rising.earlier_first), to_iso(rising.earlier_last), rising.gatherings_earlier, rising.topics.size(), rising.topics_too_few));
    session.terminal.out(table_text({"topic", "a gathering, times", "interval", "p of a rise", ""}, rows));
}

void print_hearing(Session& session, VoicesAnswer const& answer)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& hearing : answer.hearing)
        for (auto const& group : hearing.groups)
            rows.push_back({hearing.area.code.empty() ? "together" : hearing.area.name, group.group, count_text(shown_count(group.present)), fmt::format("{:.0f}", group.expected),
                            fmt::format("{:.0f} %", group.population_share * 100), group.not_heard ? "not heard" : ""});
    session.line("");
    if (!rows.empty()) session.terminal.out(table_text({"place", "people", "came", "expected", "of the inhabitants", ""}, rows));
    std::vector<std::string> without, silent;
    for (auto const& area : answer.without_population) without.push_back(area.name);
    for (auto const& group : answer.silent) silent.push_back(group.group);
    if (!without.empty()) session.line("No population by sex for: " + joined(without));
    if (!silent.empty()) session.line("Came, and nothing that they said was noted: " + joined(silent));
    if (!answer.absent.empty()) session.line("Known elsewhere, but neither came nor spoke here: " + joined(answer.absent));
    if (answer.disputed > 0) session.line(fmt::format("{} records are disputed; they count as first said", answer.disputed));
    session.line("People come to gatherings in families and groups: the test takes them one by one and is too sure.");
}

Result<VoicesQuestion> question_of(Arguments const& arguments)
{
    VoicesQuestion question;
    question.place = arguments.text("place");
    question.level = static_cast<int>(TRY(arguments.integer("level", 1, 3)).value_or(2));
    if (arguments.has("group")) question.group = arguments.text("group");
    question.from = TRY(arguments.month("from"));
    question.to = TRY(arguments.month("to"));
    question.months = static_cast<int>(TRY(arguments.integer("months", 1, 60)).value_or(6));
    question.most = static_cast<std::size_t>(TRY(arguments.integer("most", 1, 100)).value_or(5));
    return question;
}

Result<void> run_voices(Session& session)
{
    auto const question = TRY(question_of(session.arguments));
    auto* workspace = TRY(session.workspace());
    auto const answer = TRY(answer_voices(workspace->facts(), asking_of(*workspace), question));
    if (session.json) {
        session.line(tree_json(voices_tree(answer, kind_of(*workspace))));
    } else if (answer.topics.empty() && answer.gatherings == 0) {
        session.line("Nobody met and nothing was said here and then. Add:  accalmie import csv voices.csv --type voice");
    } else {
        session.line(fmt::format("{} to {}: {} voices, {} gatherings", to_iso(*answer.from), to_iso(*answer.to), answer.voices ? std::to_string(*answer.voices) : "some", answer.gatherings));
        print_topics(session, answer);
        print_rising(session, answer.rising);
        print_hearing(session, answer);
    }
    return {};
}

}  // namespace

Command voices_command()
{
    return {.name = "voices",
            .summary = "What is said where and by whom, what rises, and who is not heard",
            .description = "Counts from 1 to 4 are not shown. The topics of women's groups and youth groups are always shown beside the most frequent ones.",
            .examples = {"accalmie voices", "accalmie voices --place ML0507 --group women_group", "accalmie voices --months 12 --json"},
            .positionals = {},
            .options = {{"place", "PLACE", "P-code or name [everywhere]"},
                        {"level", "N", "of the areas: 1 region, 2 cercle, 3 commune", "2"},
                        {"group", "CODE", "one group [all]"},
                        {"from", "MONTH", "first month [the first with a gathering or voice]"},
                        {"to", "MONTH", "last month [the last with a gathering or voice]"},
                        {"months", "N", "what rises: so many last months against as many before", "6"},
                        {"most", "N", "topics shown", "5"}},
            .run = run_voices};
}

}  // namespace accalmie::cli
