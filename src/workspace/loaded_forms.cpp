// SPDX-License-Identifier: Apache-2.0
#include "workspace/loaded_forms.hpp"

#include "workspace/sql.hpp"

#include <algorithm>
#include <deque>

namespace accalmie {

namespace {

constexpr std::uint64_t file_octets_max = 64U << 20U;

std::string key_of(PublishedForm const& form)
{
    auto key = form.form + "\n" + form.version + "\n" + form.xform.hex() + (form.is_draft ? "\ndraft" : "\n");
    for (auto const& file : form.media) key += file.name + file.hash.hex();
    return key;
}

/// Of the media only what an instance of the form names: photos and sounds are not read.
Result<std::vector<NamedContent>> files_of(Workspace& workspace, PublishedForm const& form, BytesView xform)
{
    std::vector<NamedContent> files;
    for (auto const& name : TRY(forms::files_wanted(xform))) {
        auto const found = std::find_if(form.media.begin(), form.media.end(), [&](FormFile const& file) { return file.name == name; });
        if (found == form.media.end()) continue;
        auto content = TRY(workspace.blobs().read(found->hash, file_octets_max));
        files.push_back({name, std::move(content)});
    }
    return files;
}

}  // namespace

Result<CheckedForm> check_xform(std::string_view xform, std::span<NamedContent const> media, Dictionary const& dictionary)
{
    std::vector<forms::FormAttachment> files;
    auto const wanted = TRY(forms::files_wanted(as_bytes(xform)));
    for (auto const& file : media)
        if (std::find(wanted.begin(), wanted.end(), file.name) != wanted.end()) files.push_back({file.name, file.content});
    auto rules = TRY(forms::FormRules::load(as_bytes(xform), files));
    auto map = forms::map_of(rules, dictionary);
    return CheckedForm{std::move(rules), std::move(map)};
}

Result<std::shared_ptr<LoadedForm const>> LoadedForms::load(PublishedForm form)
{
    auto const key = key_of(form);
    {
        std::lock_guard const lock{mutex_};
        if (auto const found = kept_.find(key); found != kept_.end()) return found->second;
    }
    auto const xform = TRY(workspace_.blobs().read(form.xform, file_octets_max));
    auto const files = TRY(files_of(workspace_, form, xform));
    auto checked = TRY(check_xform(as_text(xform), files, workspace_.dictionary()).at(form.form));
    std::shared_ptr<LoadedForm const> loaded{new LoadedForm{std::move(form), std::move(checked.rules), std::move(checked.map)}};  // shared: a version may be dropped while it is read with
    std::lock_guard const lock{mutex_};
    if (kept_.size() >= kept_max) kept_.clear();
    kept_[key] = loaded;
    return loaded;
}

Result<std::shared_ptr<LoadedForm const>> LoadedForms::find(std::string const& form, std::string const& version)
{
    auto found = TRY(find_form_version(workspace_, form, version));
    if (!found) return Error{Error::Kind::missing, "no such version of the form is published", form, "publish it: accalmie form publish"};
    return load(std::move(*found));
}

Result<std::vector<forms::SealedQuestion>> LoadedForms::sealed_questions(std::string const& form)
{
    std::vector<forms::SealedQuestion> questions;
    for (auto const& row : TRY(workspace_.facts().query(sql::form_version_names, {{"form", form}})).rows) {
        auto const* version = std::get_if<std::string>(&row[0]);
        auto const loaded = TRY(find(form, version == nullptr ? std::string{} : *version));
        questions.insert(questions.end(), loaded->map.sealed.begin(), loaded->map.sealed.end());
    }
    return questions;
}

}  // namespace accalmie
