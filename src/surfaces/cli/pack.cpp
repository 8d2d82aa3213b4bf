// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/pack.cpp: `accalmie pack check`, `add`, `list` and `dictionary`.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/pack_forms.hpp"
#include "workspace/pack_files.hpp"
#include "workspace/programme_packs.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

/// What was found in a pack's folder: a base pack with record types, or a programme's.
struct CheckedPack {
    std::string name, summary;
    std::vector<PackProblem> problems;
    ordered_json counts = ordered_json::object();
};

std::size_t form_count(std::vector<PackFile> const& files)
{
    return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [](PackFile const& file) { return file.path.starts_with("forms/") && file.path.ends_with("/survey.csv"); }));
}

CheckedPack check_base(std::vector<PackFile> const& files)
{
    CheckedPack checked;
    auto loaded = Dictionary::load(files);
    checked.name = loaded.dictionary.version();
    checked.problems = std::move(loaded.problems);
    if (checked.problems.empty()) checked.problems = check_pack_forms(files, loaded.dictionary);
    auto const types = loaded.dictionary.types().size(), lists = loaded.dictionary.lists().size();
    checked.counts = {{"types", types}, {"lists", lists}, {"forms", form_count(files)}};
    checked.summary = std::to_string(types) + " record types, " + std::to_string(lists) + " code lists, " + std::to_string(form_count(files)) + " forms";
    return checked;
}

CheckedPack check_programme(std::vector<PackFile> const& files)
{
    CheckedPack checked;
    auto const base = Dictionary::base();
    auto loaded = load_programme_pack(files, base);
    auto const& pack = loaded.pack;
    checked.name = pack.name + " " + pack.version;
    checked.problems = std::move(loaded.problems);
    if (auto const whole = extended(base, {&pack, 1})) {
        auto const found = check_pack_forms(files, whole.value());
        checked.problems.insert(checked.problems.end(), found.begin(), found.end());
    }
    checked.counts = {{"forms", pack.forms.size()}, {"lists", pack.codes.size()}, {"indicators", pack.indicators.size()}, {"framework", pack.framework.size()}};
    checked.summary = std::to_string(pack.forms.size()) + " forms, codes for " + std::to_string(pack.codes.size()) + " lists, " + std::to_string(pack.indicators.size()) + " indicators, " +
                      std::to_string(pack.framework.size()) + " lines of the results framework";
    return checked;
}

CheckedPack checked_pack(std::vector<PackFile> const& files)
{
    bool const has_types = std::any_of(files.begin(), files.end(), [](PackFile const& file) { return file.path.starts_with("types/") && file.path.ends_with(".yaml"); });
    return has_types ? check_base(files) : check_programme(files);
}

Error problems_in(CheckedPack const& checked, std::string where)
{
    return {Error::Kind::invalid, std::to_string(checked.problems.size()) + " problems in the pack", std::move(where), "mend each line named above"};
}

void tell_problems(Session& session, CheckedPack const& checked)
{
    for (auto const& problem : checked.problems) session.line(problem.file + ":" + std::to_string(problem.line) + ": " + problem.what + "; " + problem.remedy);
}

Result<void> run_check(Session& session)
{
    auto const folder = session.path(session.arguments.text("DIR"));
    auto const checked = checked_pack(TRY(read_pack_files(session.machine.disk, folder)));
    if (session.json) {
        ordered_json document{{"pack", folder.string()}, {"version", checked.name}};
        document.update(checked.counts);
        document["problems"] = ordered_json::array();
        for (auto const& problem : checked.problems)
            document["problems"].push_back({{"file", problem.file}, {"line", problem.line}, {"what", problem.what}, {"remedy", problem.remedy}});
        session.line(document.dump(2));
    } else {
        tell_problems(session, checked);
        if (checked.problems.empty()) session.line("The pack is good: " + checked.name + ", " + checked.summary);
    }
    if (!checked.problems.empty()) return problems_in(checked, folder.string());
    return {};
}

Result<void> run_add(Session& session)
{
    auto const folder = session.path(session.arguments.text("DIR"));
    auto const files = TRY(read_pack_files(session.machine.disk, folder));
    auto const checked = checked_pack(files);
    if (!checked.problems.empty()) {
        tell_problems(session, checked);
        return problems_in(checked, folder.string());
    }
    auto const pack = TRY(add_pack(session.folder, files, session.machine));
    if (session.json)
        session.line(ordered_json{{"pack", pack.name}, {"version", pack.version}, {"forms", pack.forms}}.dump(2));
    else
        session.line("Added: " + checked.name + ", " + checked.summary + (pack.forms.empty() ? "" : ". Publish a form:  accalmie form publish " + pack.name + "/" + pack.forms.front()));
    return {};
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    ProgrammePack base;
    for (auto const& file : TRY(files_of_pack(*workspace, "base")))
        if (file.path.starts_with("forms/") && file.path.ends_with("/survey.csv")) base.forms.push_back(file.path.substr(6, file.path.size() - 17));
    base.name = "base";
    std::vector<ProgrammePack> packs{std::move(base)};
    packs.insert(packs.end(), workspace->programme_packs().begin(), workspace->programme_packs().end());
    auto document = ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (auto const& pack : packs) {
        document.push_back({{"pack", pack.name}, {"version", pack.version}, {"label", {{"fr", pack.label.fr}, {"en", pack.label.en}}}, {"forms", pack.forms}, {"indicators", pack.indicators.size()}});
        rows.push_back({pack.name, pack.version, pack.label.en, std::to_string(pack.forms.size()), std::to_string(pack.indicators.size())});
    }
    if (session.json)
        session.line(document.dump(2));
    else
        session.terminal.out(table_text({"pack", "version", "programme", "forms", "indicators"}, rows));
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
            .description = "Lists, both languages, each form (compiled, and mapped to records), indicators and the results framework. A folder with types/ is a base pack. Needs no workspace.",
            .examples = {"accalmie pack check packs/base", "accalmie pack check packs/vestibule --json"},
            .positionals = {{"DIR", "the folder that holds pack.yaml"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_check};
}

Command pack_add_command()
{
    return {.name = "pack add",
            .summary = "Add a programme's pack to the workspace, or its newer version",
            .description = "Its codes extend the lists from the next command on; its forms can be published as PACK/FORM. Refused where a code that records may use would be lost. "
                           "Stop `accalmie serve` first.",
            .examples = {"accalmie pack add packs/health-response"},
            .positionals = {{"DIR", "the folder that holds pack.yaml"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_add};
}

Command pack_list_command()
{
    return {.name = "pack list",
            .summary = "The packs of the workspace, with their forms and indicators",
            .description = "",
            .examples = {"accalmie pack list --json"},
            .positionals = {},
            .options = {},
            .run = run_list};
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
