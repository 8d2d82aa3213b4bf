// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/pack.cpp: `accalmie pack check` and `accalmie pack dictionary`.
#include "surfaces/cli/all.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr std::uint64_t pack_file_max = 4 << 20;
constexpr std::size_t pack_files_max = 10'000;

Result<std::vector<PackFile>> read_pack(Session& session, std::filesystem::path const& folder)
{
    std::vector<PackFile> files;
    std::error_code fault;
    if (!std::filesystem::is_directory(folder, fault))
        return Error{Error::Kind::missing, "there is no such folder", folder.string(), "name the folder that holds pack.yaml"};
    for (std::filesystem::recursive_directory_iterator entry{folder, fault}, end; !fault && entry != end; entry.increment(fault)) {
        if (!entry->is_regular_file()) continue;
        if (files.size() == pack_files_max) return Error{Error::Kind::limit, "more than 10,000 files", folder.string()};
        auto const content = TRY(read_whole(session.machine.disk, entry->path(), pack_file_max));
        files.push_back({std::filesystem::relative(entry->path(), folder).generic_string(), std::string{as_text(content)}});
    }
    if (fault) return Error{Error::Kind::io, fault.message(), folder.string()};
    std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
    return files;
}

Result<void> run_check(Session& session)
{
    auto const folder = session.path(session.arguments.text("DIR"));
    auto const files = TRY(read_pack(session, folder));
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
        auto const files = TRY(read_pack(session, session.path(given)));
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
