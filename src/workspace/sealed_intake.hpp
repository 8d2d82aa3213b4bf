// SPDX-License-Identifier: Apache-2.0
// src/workspace/sealed_intake.hpp: answers that must not be seen are sealed in memory, before anything of a submission is written.
#pragma once

#include "capture/submissions.hpp"
#include "workspace/loaded_forms.hpp"

namespace accalmie {

/// Thread-safe. The workspace must outlive it.
class SealedIntake {
public:
    explicit SealedIntake(Workspace& workspace) : workspace_{workspace}, forms_{workspace} {}

    /// The submission as it may be kept: each sealed question's answer is a box. Where something was sealed here, `identity` is set, since the
    /// hash of what came would confirm a guess.
    /// errors  invalid, limit  no XML     denied  no key for an audience: nothing is kept     io
    Result<Submission> guarded(Submission submission);

    /// Whether ODK Collect and KoboCollect may have it: nothing in it is sealed, or an officer has accepted that the server sees it.
    Result<bool> may_be_offered(PublishedForm const& form);

private:
    Result<std::vector<forms::SealedQuestion>> questions(std::string const& form);

    Workspace& workspace_;
    LoadedForms forms_;
    std::mutex mutex_;
    std::map<std::string, std::vector<forms::SealedQuestion>, std::less<>> known_;  ///< by form, as of known_at_
    std::optional<std::uint64_t> known_at_;                                         ///< Workspace::writes
};

/// An officer's word that the server may see the sealed answers of a form for a moment; a record.
struct FormAcceptance {
    std::string form, accepted_by, words;
};
/// errors  missing  no such form     invalid  nothing in it is sealed, or no name or words
Result<void> accept_form(Workspace& workspace, FormAcceptance const& acceptance);

}  // namespace accalmie
