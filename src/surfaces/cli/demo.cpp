// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/demo.cpp: `accalmie demo`: a workspace with a simulated programme, signed as such.
#include "surfaces/cli/all.hpp"

#include "demo/programme.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

/// Write the programme into the new workspace in `folder`.
Result<DemoTruth> fill(Session& session, std::filesystem::path const& folder, DemoOptions options)
{
    auto workspace = TRY(Workspace::open(folder, session.machine));
    // Two more people, so that one record is disputed and one account is a rival's. Their keys are forgotten: nobody writes as them again.
    auto const colleague_key = SigningKey::make(session.machine.random), stranger_key = SigningKey::make(session.machine.random);
    auto const pen = [&](SigningKey const& key) {
        RecorderOptions of_demo;
        of_demo.demo = true;
        return Recorder::make(workspace->journal(), workspace->dictionary(), key, workspace->audience_keys(), session.machine.clock,
                              session.machine.random, of_demo);
    };
    auto colleague = TRY(pen(colleague_key));
    auto stranger = TRY(pen(stranger_key));
    options.colleague = &colleague;
    options.stranger = &stranger;
    options.progress = session.progress("demo");
    DemoTruth truth;
    TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
        truth = TRY(write_demo(recorder, workspace->dictionary(), options));
        return {};
    }));
    auto const json = truth_json(truth);
    TRY(write_atomically(session.machine.disk, folder / "truth.json", as_bytes(json)));
    return truth;
}

Result<void> run_demo(Session& session)
{
    auto const given = session.arguments.text("DIR");
    auto const folder = given.empty() ? session.folder : session.path(given).lexically_normal();
    DemoOptions options;
    options.seed = static_cast<std::uint64_t>(TRY(session.arguments.integer("seed", 0, INT64_MAX)).value_or(1));
    options.scale = static_cast<std::uint32_t>(TRY(session.arguments.integer("scale", 1, DemoOptions::scale_max)).value_or(1));
    options.last_day = TRY(session.arguments.day("last-day")).value_or(day_of(session.machine.clock.now()));
    std::error_code fault;
    if (std::filesystem::exists(folder, fault) && !std::filesystem::is_empty(folder, fault))
        return Error{Error::Kind::conflict, "the folder is not empty", folder.string(), "name another folder; nothing was changed"};

    // Made beside its place and moved there when it is whole: an interrupted demo leaves no half workspace under the name.
    std::filesystem::path part = folder;
    part += ".part";
    std::filesystem::remove_all(part, fault);
    TRY(Workspace::init(part, {.name = "Démonstration", .purpose = WorkspaceHead::Purpose::demo, .fixed_today = options.last_day}, session.machine));
    auto const truth = TRY(fill(session, part, options));
    std::filesystem::remove(folder, fault);  // an empty folder of that name
    TRY(session.machine.disk.rename(part, folder));
    if (session.json) {
        session.terminal.out(truth_json(truth));
        return {};
    }
    session.line("A simulated programme is ready in " + folder.string() + " (seed " + std::to_string(options.seed) + ", scale " +
                 std::to_string(options.scale) + "). Everything in it is invented and marked so.\n\nNext:\n  accalmie --workspace " +
                 folder.string() + " serve");
    return {};
}

}  // namespace

Command demo_command()
{
    return {
        .name = "demo",
        .summary = "Make a workspace with a simulated programme, plainly marked as such",
        .description =
            "Four cercles as simple shapes; every village, facility, person and guarantor is invented. Equal seed, scale and last day give equal\n"
            "content. What is true of it stands in DIR/truth.json. Demo and real workspaces refuse to exchange anything.",
        .examples = {"accalmie demo ./demo", "accalmie demo ./big --scale 1000 --seed 7 --last-day 2026-06-30"},
        .positionals = {{"DIR", "a new or empty folder", Positional::Count::optional}},
        .options = {{"seed", "N", "another seed, another programme", "1"},
                    {"scale", "N", "how many times the volume", "1"},
                    {"last-day", "DAY", "the demo's today [today]"}},
        .place = Command::Place::anywhere,
        .run = run_demo};
}

}  // namespace accalmie::cli
