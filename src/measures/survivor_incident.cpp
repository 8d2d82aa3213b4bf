// SPDX-License-Identifier: Apache-2.0
#include "measures/survivor_incident.hpp"

#include <span>

namespace accalmie {

namespace {

/// Both are known to hold, one is known not to, or nobody may say.
Answered both(Answered a, Answered b)
{
    if ((a && !*a) || (b && !*b)) return false;
    if (a && b) return true;
    return std::nullopt;
}

using Questions = std::array<Answered, 6>;
Questions questions_of(IncidentAnswers const& answers)
{
    return {answers.penetration, answers.sexual_contact, answers.physical_assault, answers.forced_marriage, answers.denial_of_resources, answers.emotional_abuse};
}

/// Is the first yes among these questions? One yes is enough, whichever it is; all must be no for a no.
Answered any_of(std::span<Answered const> questions)
{
    bool all_answered = true;
    for (auto const& question : questions) {
        if (question && *question) return true;
        all_answered = all_answered && question.has_value();
    }
    return all_answered ? Answered{false} : std::nullopt;
}

/// Rape or sexual assault.
Answered is_sexual(IncidentAnswers const& answers)
{
    auto const questions = questions_of(answers);
    return any_of(std::span{questions}.first(2));
}

/// Forced marriage is the type: yes to it, and no to the three questions before.
Answered is_marriage(IncidentAnswers const& answers)
{
    auto const questions = questions_of(answers);
    auto const before = any_of(std::span{questions}.first(3));
    return both(before ? Answered{!*before} : std::nullopt, answers.forced_marriage);
}

/// One of the six types at all.
Answered has_type(IncidentAnswers const& answers)
{
    auto const questions = questions_of(answers);
    return any_of(questions);
}

}  // namespace

std::string_view incident_type_code(IncidentType type)
{
    switch (type) {
    case IncidentType::rape: return "rape";
    case IncidentType::sexual_assault: return "sexual_assault";
    case IncidentType::physical_assault: return "physical_assault";
    case IncidentType::forced_marriage: return "forced_marriage";
    case IncidentType::denial_of_resources: return "denial_of_resources";
    case IncidentType::emotional_abuse: return "emotional_abuse";
    case IncidentType::none: return "none";
    case IncidentType::undecided: return "undecided";
    }
    return {};
}

IncidentType incident_type(IncidentAnswers const& answers)
{
    auto const questions = questions_of(answers);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (!questions[i]) return IncidentType::undecided;
        if (*questions[i]) return static_cast<IncidentType>(i);
    }
    return IncidentType::none;
}

std::string_view incident_context_code(IncidentContext context)
{
    switch (context) {
    case IncidentContext::intimate_partner_violence: return "intimate_partner_violence";
    case IncidentContext::child_sexual_abuse: return "child_sexual_abuse";
    case IncidentContext::early_marriage: return "early_marriage";
    case IncidentContext::possible_sexual_exploitation: return "possible_sexual_exploitation";
    case IncidentContext::possible_sexual_slavery: return "possible_sexual_slavery";
    case IncidentContext::harmful_traditional_practice: return "harmful_traditional_practice";
    }
    return {};
}

Answered in_context(IncidentAnswers const& answers, IncidentContext context)
{
    switch (context) {
    case IncidentContext::intimate_partner_violence: return both(has_type(answers), answers.by_partner);
    case IncidentContext::child_sexual_abuse: return both(is_sexual(answers), answers.under_18);
    case IncidentContext::early_marriage: return both(is_marriage(answers), answers.under_18);
    case IncidentContext::possible_sexual_exploitation: return both(is_sexual(answers), answers.goods_exchanged);
    case IncidentContext::possible_sexual_slavery: return both(is_sexual(answers), answers.abducted);
    case IncidentContext::harmful_traditional_practice: return both(has_type(answers), answers.traditional_practice);
    }
    return std::nullopt;
}

}  // namespace accalmie
