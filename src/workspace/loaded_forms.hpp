// SPDX-License-Identifier: Apache-2.0
// src/workspace/loaded_forms.hpp: published forms as rules and maps, loaded once and kept.
#pragma once

#include "forms/record_map.hpp"
#include "workspace/forms.hpp"

#include <memory>

namespace accalmie {

struct LoadedForm {
    PublishedForm form;
    forms::FormRules rules;
    forms::RecordMap map;
};

/// Rules and map of an XForm, with the files that it names among `media`.
/// errors  invalid, limit  as FormRules::load
struct CheckedForm {
    forms::FormRules rules;
    forms::RecordMap map;
};
Result<CheckedForm> check_xform(std::string_view xform, std::span<NamedContent const> media, Dictionary const& dictionary);

/// Thread-safe. The workspace must outlive it.
class LoadedForms {
public:
    static constexpr std::size_t kept_max = 64;

    explicit LoadedForms(Workspace& workspace) : workspace_{workspace} {}

    /// A version of a form, also a draft.   errors  missing  no such form or version     io
    Result<std::shared_ptr<LoadedForm const>> find(std::string const& form, std::string const& version);

    /// Questions of any version of the form whose answers are sealed. Empty: none, or no such form.
    Result<std::vector<forms::SealedQuestion>> sealed_questions(std::string const& form);

private:
    Result<std::shared_ptr<LoadedForm const>> load(PublishedForm form);

    Workspace& workspace_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<LoadedForm const>, std::less<>> kept_;  ///< by hash of the XForm and of its media
};

}  // namespace accalmie
