// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_publish.cpp: `accalmie form publish` and `accalmie form list`.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "workspace/forms.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr std::uint64_t file_bytes_max = 64U << 20U;

nlohmann::ordered_json form_json(PublishedForm const& form)
{
    auto media = nlohmann::ordered_json::array();
    for (auto const& file : form.media) media.push_back({{"name", file.name}, {"bytes", file.bytes}, {"hash", file.hash.hex()}});
    return {{"form", form.form},      {"version", form.version},        {"title", form.title},      {"published_on", to_iso(form.published_on)},
            {"draft", form.is_draft}, {"xform_hash", form.xform.hex()}, {"media", std::move(media)}};
}

Result<void> run_publish(Session& session)
{
    auto const& arguments = session.arguments;
    auto const path = session.path(arguments.text("FILE"));
    auto const content = TRY(read_whole(session.machine.disk, path, file_bytes_max).at(path.string()));
    ToPublish given{std::string{as_text(content)}, {}, arguments.has("draft")};
    for (auto const& name : arguments.all("media")) {
        auto const media = session.path(name);
        given.media.push_back({media.filename().string(), TRY(read_whole(session.machine.disk, media, file_bytes_max).at(media.string()))});
    }
    auto* workspace = TRY(session.workspace());
    auto const form = TRY(publish_form(*workspace, given).at(path.string()));
    if (session.json) {
        session.line(form_json(form).dump(2));
        return {};
    }
    session.line(
        form.title + " (" + form.form + (form.version.empty() ? "" : ", version " + form.version) + ") is " +
        (form.is_draft ? "a draft: devices do not see it yet." : "published. Devices find it at ADDRESS/o/TOKEN, with the token of a member."));
    return {};
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const forms = TRY(published_forms(*workspace));
    if (session.json) {
        auto document = nlohmann::ordered_json::array();
        for (auto const& form : forms) document.push_back(form_json(form));
        session.line(document.dump(2));
        return {};
    }
    if (forms.empty()) {
        session.line("No form yet. Publish one:  accalmie form publish form.xml");
        return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& form : forms)
        rows.push_back({form.title, form.form, form.version, to_iso(form.published_on), std::to_string(form.media.size())});
    session.terminal.out(table_text({"title", "form", "version", "published on", "media files"}, rows));
    return {};
}

}  // namespace

Command form_publish_command()
{
    return {
        .name = "form publish",
        .summary = "Offer a form to ODK Collect, KoboCollect and the page",
        .description = "A published version never changes: give the form a new version instead. A draft may be published again.",
        .examples = {"accalmie form publish dialogue.xml", "accalmie form publish suivi.xml --media villages.csv --media logo.png"},
        .positionals = {{"FILE", "an XForm, as `accalmie form compile` writes it"}},
        .options = {{"media", "FILE", "a file that the form uses; again for another"}, {"draft", "", "for trial only: not in the list of devices"}},
        .run = run_publish};
}

Command form_list_command()
{
    return {.name = "form list",
            .summary = "The forms that devices can download",
            .description = "",
            .examples = {"accalmie form list --json"},
            .positionals = {},
            .options = {},
            .run = run_list};
}

}  // namespace accalmie::cli
