// SPDX-License-Identifier: Apache-2.0
#include "workspace/sealed_intake.hpp"

#include "trust/crypto.hpp"
#include "workspace/sql.hpp"

namespace accalmie {

namespace {

/// What a submission is known by again: only the owner's key can make it, so that it confirms no guess of what was sealed.
Hash identity_of(Workspace const& workspace, std::string_view xml)
{
    std::string const message = "accalmie submission identity\n" + hash_of(as_bytes(xml)).hex();
    return hash_of(workspace.sign(as_bytes(message)));
}

}  // namespace

Result<std::vector<forms::SealedQuestion>> SealedIntake::questions(std::string const& form)
{
    auto const writes = workspace_.writes();
    {
        std::lock_guard const lock{mutex_};
        if (known_at_ != writes) known_.clear();
        known_at_ = writes;
        if (auto const found = known_.find(form); found != known_.end()) return found->second;
    }
    auto questions = TRY(forms_.sealed_questions(form));
    std::lock_guard const lock{mutex_};
    constexpr std::size_t forms_max = 10'000;  // names come from outside
    if (known_.size() >= forms_max) known_.clear();
    if (known_at_ == writes) known_[form] = questions;
    return questions;
}

Result<Submission> SealedIntake::guarded(Submission submission)
{
    auto const head = TRY(read_submission_head(submission.xml));
    auto const sealed = TRY(questions(head.form));
    if (sealed.empty()) return submission;
    auto made = TRY(forms::seal_answers(submission.xml, sealed, [&](std::string_view answer, std::string_view audience) -> Result<Bytes> {
        auto const key = workspace_.audience_keys().find(audience);
        if (key == workspace_.audience_keys().end())
            return Error{Error::Kind::denied, "this workspace has no key for the audience \"" + std::string{audience} + "\"", head.form, "add the audience's public key"};
        return seal(padded_answer(answer), key->second, workspace_.machine().random);
    }));
    if (made.sealed == 0) return submission;
    submission.identity = identity_of(workspace_, submission.xml);
    submission.xml = std::move(made.xml);
    return submission;
}

Result<bool> SealedIntake::may_be_offered(PublishedForm const& form)
{
    auto const loaded = TRY(forms_.find(form.form, form.version));
    if (loaded->map.sealed.empty()) return true;
    return !TRY(workspace_.facts().query(sql::form_accepted, {{"form", form.form}})).rows.empty();
}

Result<void> accept_form(Workspace& workspace, FormAcceptance const& acceptance)
{
    auto const sealed = TRY(LoadedForms{workspace}.sealed_questions(acceptance.form));
    if (sealed.empty())
        return Error{Error::Kind::invalid, "no published version of this form has a sealed field", acceptance.form, "see `accalmie form list`; there is nothing to accept"};
    Fields fields;
    fields["form"] = acceptance.form;
    fields["accepted_by"] = acceptance.accepted_by;
    fields["accepted_on"] = workspace.today();
    fields["words"] = acceptance.words;
    return workspace.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("form_acceptance", fields));
        return {};
    });
}

}  // namespace accalmie
