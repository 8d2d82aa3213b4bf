// SPDX-License-Identifier: Apache-2.0
#include "workspace/forms.hpp"

#include "trust/crypto.hpp"
#include "workspace/loaded_forms.hpp"
#include "workspace/sql.hpp"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

namespace accalmie {

namespace {

constexpr std::size_t xform_bytes_max = 64U << 20U;

Error not_a_form(std::string what) { return {Error::Kind::invalid, std::move(what), "XForm", "compile it from its XLSForm: accalmie form compile"}; }

pugi::xml_node child(pugi::xml_node parent, std::string_view name)
{
    return parent.find_child([&](pugi::xml_node node) {
        std::string_view const full = node.name();
        auto const colon = full.find(':');
        return full.substr(colon == std::string_view::npos ? 0 : colon + 1) == name;
    });
}

Hash keep(BlobStore& blobs, BytesView content, Result<void>& failed)
{
    auto incoming = blobs.begin();
    if (!incoming) return failed = incoming.error(), Hash{};
    if (auto added = (*incoming)->add(content); !added) return failed = added.error(), Hash{};
    auto kept = (*incoming)->keep();
    if (!kept) return failed = kept.error(), Hash{};
    return *kept;
}

std::string media_text(std::vector<FormFile> const& media)
{
    std::string text;
    for (auto const& file : media) text += file.name + "\t" + file.hash.hex() + "\t" + std::to_string(file.bytes) + "\n";
    return text;
}

Result<std::vector<FormFile>> parse_media(std::string_view text)
{
    std::vector<FormFile> media;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        auto const first = line.find('\t'), second = line.rfind('\t');
        if (first == std::string_view::npos || first == second) return not_a_form("a line of media that is not name, hash, size");
        FormFile file;
        file.name = line.substr(0, first);
        file.hash = TRY(Hash::parse(line.substr(first + 1, second - first - 1)));
        auto const size = line.substr(second + 1);
        std::from_chars(size.data(), size.data() + size.size(), file.bytes);
        media.push_back(std::move(file));
    }
    return media;
}

Result<void> check_names(std::vector<NamedContent> const& media)
{
    for (auto const& file : media) {
        bool const is_plain = !file.name.empty() && file.name.find_first_of("/\\\t\n\r") == std::string::npos && !file.name.starts_with('.');
        auto const same = std::count_if(media.begin(), media.end(), [&](NamedContent const& other) { return other.name == file.name; });
        if (!is_plain || same > 1)
            return Error{Error::Kind::invalid, same > 1 ? "a media name twice" : "not a plain file name", file.name,
                         "rename the file, in the form too"};
    }
    return {};
}

std::string text_at(std::vector<Value> const& row, std::size_t column)
{
    return std::holds_alternative<std::string>(row[column]) ? std::get<std::string>(row[column]) : std::string{};
}

Result<PublishedForm> form_of(std::vector<Value> const& row)
{
    PublishedForm form;
    form.form = text_at(row, 0);
    form.version = text_at(row, 1);
    form.title = text_at(row, 2);
    form.xform = TRY(Hash::parse(text_at(row, 3)));
    form.media = TRY(parse_media(text_at(row, 4)));
    form.published_on = std::get<Day>(row[5]);
    form.is_draft = std::get<bool>(row[6]);
    return form;
}

/// A form whose answers could not become the records that it names is not offered.
Result<void> check_map(ToPublish const& given, Dictionary const& dictionary)
{
    auto const checked = TRY(check_xform(given.xform, given.media, dictionary));
    auto const errors = checked.map.error_count();
    if (errors == 0) return {};
    auto const first = std::find_if(checked.map.findings.begin(), checked.map.findings.end(),
                                    [](auto const& finding) { return finding.weight == forms::MapFinding::Weight::error; });
    return Error{Error::Kind::invalid, first->what + (errors == 1 ? "" : " (and " + std::to_string(errors - 1) + " more errors)"), first->path,
                 first->remedy + "; see them all with `accalmie form check` on the XLSForm (docs/formats/forms.md)"};
}

}  // namespace

Result<std::optional<PublishedForm>> find_form_version(Workspace& workspace, std::string const& form, std::string const& version)
{
    auto const table = TRY(workspace.facts().query(sql::form_version_named, {{"form", form}, {"version", version}}));
    if (table.rows.empty()) return std::optional<PublishedForm>{};
    return std::optional<PublishedForm>{TRY(form_of(table.rows.front()))};
}

Result<FormHead> read_form_head(std::string_view xform)
{
    if (xform.size() > xform_bytes_max) return Error{Error::Kind::limit, "a form of more than 64 MiB", "XForm", "put its choices into a CSV file"};
    pugi::xml_document document;
    auto const parsed =
        document.load_buffer(xform.data(), xform.size(), pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata, pugi::encoding_utf8);
    if (!parsed) return not_a_form(std::string{"not XML: "} + parsed.description() + " at octet " + std::to_string(parsed.offset));
    auto const head = child(document.document_element(), "head");
    auto const root = child(child(head, "model"), "instance").first_child();
    FormHead form;
    form.form = root.attribute("id").value();
    form.version = root.attribute("version").value();
    form.title = child(head, "title").text().get();
    if (form.form.empty()) return not_a_form("the first instance has no element with an id");
    if (form.title.empty()) return not_a_form("the form has no title");
    return form;
}

Result<PublishedForm> publish_form(Workspace& workspace, ToPublish const& given)
{
    auto const head = TRY(read_form_head(given.xform));
    TRY(check_names(given.media));
    TRY(check_map(given, workspace.dictionary()));
    PublishedForm form{head.form, head.version, head.title, {}, {}, workspace.today(), given.is_draft};
    Result<void> failed;
    form.xform = keep(workspace.blobs(), as_bytes(given.xform), failed);
    for (auto const& file : given.media) form.media.push_back({file.name, keep(workspace.blobs(), file.content, failed), file.content.size()});
    TRY(failed);
    auto const there = TRY(find_form_version(workspace, form.form, form.version));
    bool const is_same = there && there->xform == form.xform && media_text(there->media) == media_text(form.media);
    if (there && is_same && !there->is_draft && !form.is_draft) return *there;
    if (there && !there->is_draft)
        return Error{Error::Kind::conflict, "version \"" + form.version + "\" of this form is published already, with other content", form.form,
                     "give the form a new version (settings sheet, column version)"};
    Fields fields;
    fields["form"] = form.form;
    if (!form.version.empty()) fields["version"] = form.version;
    fields["title"] = form.title;
    fields["xform_hash"] = form.xform.hex();
    if (!form.media.empty()) fields["media"] = media_text(form.media);
    fields["published_on"] = form.published_on;
    fields["is_draft"] = form.is_draft;
    if (form.is_draft && !given.draft_token_hash.empty()) fields["draft_token_hash"] = given.draft_token_hash;
    TRY(workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("form_version", fields));
        return {};
    }));
    return form;
}

Result<std::vector<PublishedForm>> published_forms(Workspace& workspace)
{
    std::vector<PublishedForm> forms;
    for (auto const& row : TRY(workspace.facts().query(sql::form_versions_published)).rows) forms.push_back(TRY(form_of(row)));
    return forms;
}

Result<std::vector<PublishedForm>> draft_forms(Workspace& workspace)
{
    std::vector<PublishedForm> forms;
    for (auto const& row : TRY(workspace.facts().query(sql::form_drafts)).rows) {
        auto form = TRY(form_of(row));
        form.draft_token_hash = text_at(row, 7);
        forms.push_back(std::move(form));
    }
    return forms;
}

}  // namespace accalmie
