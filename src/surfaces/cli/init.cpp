// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/init.cpp: `accalmie init`.
#include "surfaces/cli/all.hpp"

#include "base_pack.hpp"
#include "capture/places.hpp"
#include "capture/row_sink.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr std::string_view regions_file = "places/mali-2023-regions.csv";

/// Places that the base pack brings: regions of a reform that nobody has drawn yet exist by code and name.
Result<void> add_pack_places(Workspace& workspace)
{
    for (auto const& file : base_pack::files()) {
        if (file.path != regions_file) continue;
        return workspace.write([&](Recorder& recorder) -> Result<void> {
            TextSource source{file.content};
            RecorderSink sink{recorder, workspace.dictionary(), "place", std::string{regions_file}};
            auto const known = workspace.known_rows();
            ImportOptions options;
            options.file_name = regions_file;
            auto const summary = TRY(import_places(source, {workspace.dictionary(), sink, *known, nullptr}, options));
            VERIFY(summary.rejected == 0);  // the pack is ours, and a test imports it
            return {};
        });
    }
    return {};
}

Result<void> run_init(Session& session)
{
    auto const given = session.arguments.text("DIR");
    auto const folder = given.empty() ? session.folder : session.path(given);
    auto name = session.arguments.text("name");
    if (name.empty()) name = folder.filename().string();
    TRY(Workspace::init(folder, {.name = name}, session.machine));
    {
        auto workspace = TRY(Workspace::open(folder, session.machine));
        TRY(add_pack_places(*workspace));
    }
    if (session.json) {
        session.line(nlohmann::ordered_json{{"workspace", folder.string()}, {"name", name}, {"demo", false}}.dump(2));
        return {};
    }
    session.line("Workspace \"" + name + "\" is ready in " + folder.string() + "\n\nNext:");
    session.line("  accalmie --workspace " + folder.string() + " import places CERCLES.geojson --boundary cod-ab-2021");
    session.line("  accalmie --workspace " + folder.string() + " serve\n");
    session.line("The folder keys/ holds the only keys of this workspace. Keep a copy where nobody else finds it.");
    return {};
}

}  // namespace

Command init_command()
{
    return {.name = "init",
            .summary = "Make a workspace: keys, base pack, empty journal",
            .description = "A workspace is one folder. It belongs to whoever holds its keys; one process opens it at a time.",
            .examples = {"accalmie init ./mali --name \"Paix par la santé, Mopti\""},
            .positionals = {{"DIR", "a new or empty folder", Positional::Count::optional}},
            .options = {{"name", "TEXT", "how people call the programme [name of the folder]"}},
            .place = Command::Place::anywhere,
            .run = run_init};
}

}  // namespace accalmie::cli
