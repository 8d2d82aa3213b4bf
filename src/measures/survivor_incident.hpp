// SPDX-License-Identifier: Apache-2.0
// src/measures/survivor_incident.hpp: type and context of an incident that a survivor told of, from answers: never typed in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace accalmie {

/// Yes, no, or not answered.
using Answered = std::optional<bool>;

/// Answers in the order in which they are asked. A survivor may leave out any.
struct IncidentAnswers {
    Answered penetration, sexual_contact, physical_assault, forced_marriage, denial_of_resources, emotional_abuse;
    Answered under_18;              ///< when it happened
    Answered by_partner;            ///< a current or former intimate partner
    Answered goods_exchanged;       ///< money, goods, benefits or services
    Answered abducted;              ///< abducted, forcibly conscripted or trafficked at that time
    Answered traditional_practice;  ///< a harmful one
};

enum class IncidentType : std::uint8_t {
    rape,
    sexual_assault,
    physical_assault,
    forced_marriage,
    denial_of_resources,
    emotional_abuse,
    none,       ///< every question was answered no
    undecided,  ///< a question before the first yes, or without any yes, was not answered
};
inline constexpr std::size_t incident_types = 8;
std::string_view incident_type_code(IncidentType type);  ///< "rape", "sexual_assault" ...

/// The first yes decides, in the order of the questions; it is one type and no more. An open question before it could have been a yes: then nobody
/// may say.
///
/// source  GBVIMS (2010, revised 2011), The Gender-Based Violence Classification Tool, User Guide ch. 3 and intake form
IncidentType incident_type(IncidentAnswers const& answers);

enum class IncidentContext : std::uint8_t {
    intimate_partner_violence,
    child_sexual_abuse,           ///< rape or sexual assault of a person under 18
    early_marriage,               ///< forced marriage of a person under 18
    possible_sexual_exploitation, ///< rape or sexual assault, with something exchanged
    possible_sexual_slavery,      ///< rape or sexual assault of a person who was abducted
    harmful_traditional_practice,
};
inline constexpr std::array<IncidentContext, 6> incident_contexts{IncidentContext::intimate_partner_violence,    IncidentContext::child_sexual_abuse,
                                                                  IncidentContext::early_marriage,               IncidentContext::possible_sexual_exploitation,
                                                                  IncidentContext::possible_sexual_slavery,      IncidentContext::harmful_traditional_practice};
std::string_view incident_context_code(IncidentContext context);  ///< "intimate_partner_violence" ...

/// Does this context hold? Several may; none does where no type holds. Nothing: the answers that were not given could make it either.
///
/// source  GBVIMS User Guide, Incident Recorder: the columns of case context, which are computed from type, age, relationship, exchange and abduction
Answered in_context(IncidentAnswers const& answers, IncidentContext context);

}  // namespace accalmie
