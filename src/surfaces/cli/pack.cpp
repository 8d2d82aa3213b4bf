// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/pack.cpp: `accalmie pack check` and `accalmie pack dictionary`.
#include "surfaces/cli/all.hpp"

#include "workspace/pack_files.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

Result<void> run_check(Session& session)
{
    auto const folder = session.path(session.arguments.text("DIR"));
    auto const files = TRY(read_pack_files(session.machine.disk, folder));
    auto const loaded = Dictionary::load(files);
    if (session.json) {
        nlohmann::ordered_json document{{"pack", folder.string()},
                                        {"version", loaded.dictionary.version()},
                                        {"types", loaded.dictionary.types().size()},
                                        {"lists", loaded.dictionary.lists().size()},
                                        {"problems", nlohmann::ordered_json::array()}};
        for (auto const& problem : loaded.problems)
            document["problems"].push_back({{"file", problem.file}, {"line", problem.line}, {"what", problem.what}, {"remedy", problem.remedy}});
        session.line(document.dump(2));
    } else {
        for (auto const& problem : loaded.problems)
            session.line(problem.file + ":" + std::to_string(problem.line) + ": " + problem.what + "; " + problem.remedy);
        if (loaded.problems.empty())
            session.line("The pack is good: " + loaded.dictionary.version() + ", " + std::to_string(loaded.dictionary.types().size()) +
                         " record types, " + std::to_string(loaded.dictionary.lists().size()) + " code lists");
    }
    if (!loaded.problems.empty())
        return Error{Error::Kind::invalid, std::to_string(loaded.problems.size()) + " problems in the pack", folder.string(),
                     "mend each line named above"};
    return {};
}

Result<void> run_dictionary(Session& session)
{
    auto const wanted = session.arguments.text("TYPE");
    auto const given = session.arguments.text("pack");
    auto dictionary = Dictionary::base();
    if (!given.empty()) {
        auto const files = TRY(read_pack_files(session.machine.disk, session.path(given)));
        auto loaded = Dictionary::load(files);
        if (!loaded.problems.empty()) return Error{Error::Kind::invalid, "the pack has problems", given, "see `accalmie pack check`"};
        dictionary = std::move(loaded.dictionary);
    }
    if (wanted.empty()) {
        session.terminal.out(dictionary_markdown(dictionary));
        return {};
    }
    auto const* type = dictionary.find(wanted);
    if (type == nullptr) return Error{Error::Kind::missing, "the dictionary has no type \"" + wanted + "\"", {}, "see `accalmie pack dictionary`"};
    session.line(json_schema(dictionary, *type));
    return {};
}

}  // namespace

Command pack_check_command()
{
    return {.name = "pack check",
            .summary = "Check a pack: every problem with file, line and remedy",
            .description = "",
            .examples = {"accalmie pack check packs/base"},
            .positionals = {{"DIR", "the folder that holds pack.yaml"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_check};
}

Command pack_dictionary_command()
{
    return {.name = "pack dictionary",
            .summary = "Print the data dictionary, or the JSON schema of one record type",
            .description = "",
            .examples = {"accalmie pack dictionary > dictionary.md", "accalmie pack dictionary incident"},
            .positionals = {{"TYPE", "a record type", Positional::Count::optional}},
            .options = {{"pack", "DIR", "another pack than the base pack"}},
            .place = Command::Place::anywhere,
            .run = run_dictionary};
}

}  // namespace accalmie::cli
