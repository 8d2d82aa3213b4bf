// SPDX-License-Identifier: Apache-2.0
#include "surfaces/openrosa_sealed.hpp"

#include "forms/record_map.hpp"
#include "trust/crypto.hpp"

#include <deque>
#include <nlohmann/json.hpp>

namespace accalmie::openrosa {

namespace {

constexpr std::size_t file_octets_max = 64U << 20U;

}  // namespace

Result<nlohmann::ordered_json> sealed_questions(Workspace& workspace, PublishedForm const& form)
{
    auto const xform = TRY(workspace.blobs().read(form.xform, file_octets_max));
    std::deque<Bytes> octets;
    std::vector<forms::FormAttachment> files;
    for (auto const& file : form.media) {
        octets.push_back(TRY(workspace.blobs().read(file.hash, file_octets_max)));
        files.push_back({file.name, octets.back()});
    }
    auto const rules = TRY(forms::FormRules::load(xform, files));
    auto const map = forms::map_of(rules, workspace.dictionary());
    auto sealed = nlohmann::ordered_json::array();
    for (auto const& question : map.sealed) {
        auto const key = workspace.audience_keys().find(question.audience);
        if (key == workspace.audience_keys().end())
            return Error{Error::Kind::denied, "no key of the audience " + question.audience, form.form, "ask the owner of the workspace for it"};
        sealed.push_back({{"question", question.path}, {"audience", question.audience}, {"key", to_base64(key->second, Base64::url)}});
    }
    nlohmann::ordered_json answer;
    answer["sealed"] = std::move(sealed);
    return answer;
}

}  // namespace accalmie::openrosa
