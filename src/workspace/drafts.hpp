// SPDX-License-Identifier: Apache-2.0
// src/workspace/drafts.hpp: what is sent to a form that is only tried out: files beside the journal, never records; gone when the form is published.
#pragma once

#include "capture/submissions.hpp"
#include "workspace/forms.hpp"

namespace accalmie {

/// Answers to one draft, as `form drafts` shows them.
struct DraftAnswers {
    std::string instance;
    Hash xml_hash;
    std::vector<SubmittedFile> files;
};

/// `drafts/HASH` in the workspace: a folder for each draft's token. Thread-safe.
class Drafts {
public:
    static constexpr std::size_t answers_max = 1'000;  ///< of one draft

    /// `workspace` must outlive it.
    explicit Drafts(Workspace& workspace) : workspace_{workspace} {}

    /// The draft with this token, while it is the newest word on its form.   errors  denied  there is none
    Result<PublishedForm> find(std::string_view token);
    /// Where the files of answers to this draft come in. Lives as long as this.
    BlobStore& blobs(std::string_view token);
    /// Durable on return.   errors  as Submissions::take; limit  answers_max are here already
    Result<Kept> take(std::string_view token, Submission const& submission);

    /// Those that are tried out now, by form.
    Result<std::vector<PublishedForm>> list();
    Result<std::vector<DraftAnswers>> answers(PublishedForm const& draft);
    /// Removes what was sent to drafts that are none any more: published, or replaced by another.
    Result<void> clear_past();

private:
    std::filesystem::path folder_of(std::string_view token_hash) const;

    Workspace& workspace_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<BlobStore>> blobs_;  ///< by hash of the token
};

}  // namespace accalmie
