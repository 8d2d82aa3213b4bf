// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/form_accept.cpp: `accalmie form accept`: an officer accepts in writing that the server sees sealed answers for a moment.
#include "surfaces/cli/all.hpp"

#include "workspace/sealed_intake.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

Result<void> run_accept(Session& session)
{
    auto const& arguments = session.arguments;
    auto* workspace = TRY(session.workspace());
    FormAcceptance const acceptance{arguments.text("FORM"), arguments.text("by"), arguments.text("words")};
    TRY(accept_form(*workspace, acceptance));
    if (session.json)
        session.line(nlohmann::ordered_json{{"form", acceptance.form}, {"accepted_by", acceptance.accepted_by}, {"accepted_on", to_iso(workspace->today())}}.dump(2));
    else
        session.line("Accepted: ODK Collect and KoboCollect are offered " + acceptance.form + ". Its sealed answers are sealed in memory when they come in.");
    return {};
}

}  // namespace

Command form_accept_command()
{
    return {.name = "form accept",
            .summary = "Accept in writing that the server sees the sealed answers of a form for a moment",
            .description = "A form with a sealed field is not offered to ODK Collect and KoboCollect without this, because they cannot seal. The page of this program can,\n"
                           "and needs no acceptance. The words are kept as a record.",
            .examples = {"accalmie form accept engagement --by \"Responsable protection\" --words \"J’accepte que le serveur voie les garants un instant.\""},
            .positionals = {{"FORM", "identifier of a published form"}},
            .options = {{"by", "NAME", "who accepts: name or function", {}, Option::Need::required}, {"words", "TEXT", "the acceptance, word for word", {}, Option::Need::required}},
            .run = run_accept};
}

}  // namespace accalmie::cli
