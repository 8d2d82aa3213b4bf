// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_publish.cpp: `accalmie form publish` and `accalmie form list`.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/collect_code.hpp"
#include "surfaces/form_map.hpp"
#include "surfaces/pack_forms.hpp"
#include "trust/crypto.hpp"
#include "workspace/drafts.hpp"
#include "workspace/loaded_forms.hpp"
#include "workspace/programme_packs.hpp"

#include <algorithm>
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

Result<void> tell_published(Session& session, PublishedForm const& form, std::string const& draft_token, forms::RecordMap const& map, Dictionary const& dictionary)
{
    auto const& arguments = session.arguments;
    if (session.json) {
        auto document = form_json(form);
        if (form.is_draft) document["draft_token"] = draft_token;
        document["records"] = map_tree(map, dictionary);
        session.line(document.dump(2));
        return {};
    }
    auto const name = form.title + " (" + form.form + (form.version.empty() ? "" : ", version " + form.version) + ")";
    session.line(map.records.empty() ? "It makes no records: no accalmie:record in it (docs/formats/forms.md)." : "Records: " + map.text(dictionary));
    if (!form.is_draft) {
        session.line(name + " is published. Devices find it at ADDRESS/o/TOKEN, with the token of a member.");
        return {};
    }
    session.line(name + " is a draft. It is tried out at this address, shown only now:\n\n  ADDRESS/d/" + draft_token +
                 "\n\nWhat is sent there is never a record, and goes when the form is published.");
    if (!arguments.has("collect")) return {};
    auto const settings = TRY(collect_settings(arguments.text("collect"), "/d/" + draft_token, "Brouillon: " + form.title).at("--collect"));
    auto const code = TRY(qr_code(settings));
    session.line("\nODK Collect: \"Configure via QR code\", then scan:\n\n" + qr_terminal(code));
    return {};
}

/// PACK/FORM of the base pack or of a pack of this workspace, compiled, with the files beside it.
Result<ToPublish> from_pack(Session& session, std::string_view name)
{
    auto const slash = name.find('/');
    auto* workspace = TRY(session.workspace());
    auto const files = TRY(files_of_pack(*workspace, name.substr(0, slash)));
    auto form = TRY(pack_form(files, name.substr(slash + 1)));
    if (!form.compiled.is_good())
        return Error{Error::Kind::invalid, form.compiled.findings.front().what, form.compiled.findings.front().where(), form.compiled.findings.front().remedy};
    return ToPublish{std::move(form.compiled.xform), std::move(form.beside)};
}

Result<ToPublish> from_file(Session& session, std::filesystem::path const& path)
{
    auto const content = TRY(read_whole(session.machine.disk, path, file_bytes_max).at(path.string()));
    return ToPublish{std::string{as_text(content)}};
}

Result<void> run_publish(Session& session)
{
    auto const& arguments = session.arguments;
    auto const wanted = arguments.text("FILE");
    auto const path = session.path(wanted);
    bool const is_of_pack = !TRY(session.machine.disk.exists(path)) && std::count(wanted.begin(), wanted.end(), '/') == 1 && !wanted.ends_with(".xml");
    auto given = is_of_pack ? TRY(from_pack(session, wanted)) : TRY(from_file(session, path));
    given.is_draft = arguments.has("draft");
    auto const draft_token = given.is_draft ? make_token(session.machine.random) : std::string{};
    if (given.is_draft) given.draft_token_hash = token_hash(draft_token);
    for (auto const& name : arguments.all("media")) {
        auto const media = session.path(name);
        given.media.push_back({media.filename().string(), TRY(read_whole(session.machine.disk, media, file_bytes_max).at(media.string()))});
    }
    auto* workspace = TRY(session.workspace());
    auto const form = TRY(publish_form(*workspace, given).at(path.string()));
    Drafts drafts{*workspace};
    TRY(drafts.clear_past());
    auto const map = TRY(check_xform(given.xform, given.media, workspace->dictionary())).map;
    return tell_published(session, form, draft_token, map, workspace->dictionary());
}

nlohmann::ordered_json draft_json(PublishedForm const& draft, std::vector<DraftAnswers> const& answers)
{
    auto document = form_json(draft);
    document["answers"] = nlohmann::ordered_json::array();
    for (auto const& one : answers) {
        auto files = nlohmann::ordered_json::array();
        for (auto const& file : one.files) files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"hash", file.hash.hex()}});
        document["answers"].push_back({{"instance", one.instance}, {"xml_hash", one.xml_hash.hex()}, {"files", std::move(files)}});
    }
    return document;
}

Result<void> run_drafts(Session& session)
{
    auto* workspace = TRY(session.workspace());
    Drafts drafts{*workspace};
    auto document = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (auto const& draft : TRY(drafts.list())) {
        auto const answers = TRY(drafts.answers(draft));
        document.push_back(draft_json(draft, answers));
        rows.push_back({draft.title, draft.form, draft.version, to_iso(draft.published_on), std::to_string(answers.size())});
    }
    if (session.json)
        session.line(document.dump(2));
    else if (rows.empty())
        session.line("No draft. Make one:  accalmie form publish form.xml --draft");
    else
        session.terminal.out(table_text({"title", "form", "version", "since", "answers on trial"}, rows));
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
        .examples = {"accalmie form publish dialogue.xml", "accalmie form publish base/gathering", "accalmie form publish suivi.xml --media villages.csv --media logo.png",
                     "accalmie form publish suivi.xml --draft --collect https://clinique.local:8443"},
        .positionals = {{"FILE", "an XForm, as `accalmie form compile` writes it, or PACK/FORM"}},
        .options = {{"media", "FILE", "a file that the form uses; again for another"}, {"draft", "", "for trial only: at an address of its own; its answers never become records"},
                    {"collect", "ADDRESS", "of a draft: show the code that sets up ODK Collect for it"}},
        .run = run_publish};
}

Command form_drafts_command()
{
    return {.name = "form drafts",
            .summary = "The forms that are tried out, and what was sent to them",
            .description = "Answers to a draft lie beside the journal and go when the form is published or the draft replaced.",
            .examples = {"accalmie form drafts --json"},
            .positionals = {},
            .options = {},
            .run = run_drafts};
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
