// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/export_people.cpp: `accalmie export people`: a table of people that may leave, entered in the release log.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/asked.hpp"

#include "answers/people.hpp"
#include "surfaces/guarded_csv.hpp"
#include "surfaces/tree_text.hpp"
#include "trust/crypto.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

/// What leaves: no reason stands beside a withheld count, since a reason tells more than the count may.
Result<void> enter(Workspace& workspace, PeopleRelease const& release, PeopleQuestion const& question, std::string const& text, std::string const& to)
{
    Fields fields{{"what", release.what},
                  {"released_on", workspace.today()},
                  {"rule", fmt::format("threshold {}, width {}, zeros shown", question.rule.threshold, question.rule.width)},
                  {"shown", release_lines(release, CellState::shown)},
                  {"table_hash", hash_of(as_bytes(text)).hex()}};
    if (auto withheld = release_lines(release, CellState::withheld); !withheld.empty()) fields["withheld"] = std::move(withheld);
    if (!to.empty()) fields["to"] = to;
    return workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("release", fields));
        return {};
    });
}

Result<void> run_export_people(Session& session)
{
    auto* workspace = TRY(session.workspace());
    PeopleQuestion question;
    question.type = session.arguments.text("TYPE");
    question.by = session.arguments.text("by");
    question.level = static_cast<int>(TRY(session.arguments.integer("level", 1, 3)).value_or(2));
    question.rule.threshold = TRY(session.arguments.integer("threshold", 2, 1'000)).value_or(5);
    question.rule.width = question.rule.threshold - 1;
    auto const release = TRY(answer_people(workspace->facts(), asking_of(*workspace), question));
    auto const text = guarded_csv(release, kind_of(*workspace));
    // First the log, then the file: a table that left without being entered could be played against the next one.
    TRY(enter(*workspace, release, question, text, session.arguments.text("to")));
    auto const path = session.path(session.arguments.text("output"));
    TRY(write_atomically(session.machine.disk, path, as_bytes(text)));
    auto const& guarded = release.guarded;
    auto const withheld = guarded.small + guarded.withheld_before + guarded.complements;
    if (session.json) {
        auto const count = [](std::size_t size) { return static_cast<std::int64_t>(size); };
        session.line(tree_json(Tree::members().add("file", path.string()).add("what", release.what).add("cells", count(guarded.cells.size())).add("withheld", count(withheld))
                                   .add("small", count(guarded.small)).add("withheld_before", count(guarded.withheld_before)).add("complements", count(guarded.complements))
                                   .add("releases_before", count(release.releases_before)).add("without_place", release.without_place).add("demo", workspace->is_demo())));
        return {};
    }
    session.line(fmt::format("{}: {} counts, {} withheld: {} small, {} withheld before, {} so that they cannot be found from the others", path.string(), guarded.cells.size(), withheld,
                             guarded.small, guarded.withheld_before, guarded.complements));
    session.line(fmt::format("Held against {} earlier releases of {}, and entered in the release log.", release.releases_before, question.type));
    if (release.without_place > 0) session.line(fmt::format("{} people are left out: their place is not known to this level.", release.without_place));
    return {};
}

}  // namespace

Command export_people_command()
{
    return {.name = "export people",
            .summary = "A table of people that may leave: small counts withheld, proved against all earlier releases",
            .description = "Counts by place, with all margins. What is withheld cannot be found from the totals nor from any table that left before (docs/methods/suppress.md).\n"
                           "Every table is entered in the release log (record type release), so that the next one takes it into account.",
            .examples = {"accalmie export people service_count --by sex --level 2 -o served.csv --to \"donor report, June\""},
            .positionals = {{"TYPE", "service_count or attendance"}},
            .options = {{"by", "WHAT", "month, sex, age_band, residence or service", "month"},
                        {"level", "N", "smallest places: 1 region, 2 cercle, 3 commune", "2"},
                        {"threshold", "N", "counts from 1 to N - 1 are small", "5"},
                        {"to", "TEXT", "who receives it"},
                        {"output", "FILE", "the file to write", {}, Option::Need::required}},
            .run = run_export_people};
}

}  // namespace accalmie::cli
