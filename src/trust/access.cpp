// SPDX-License-Identifier: Apache-2.0
#include "trust/access.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace accalmie {

namespace {

/// What a record type is about, as far as its readers differ.
enum class Matter : std::uint8_t {
    ground,      ///< places, populations, organisations, coverage: published facts
    voice,       ///< what people said, and who came
    ledger,      ///< who guaranteed what, and whether it held
    calm,        ///< incidents and the accounts of them
    entity,      ///< what forms follow up in the field, be it a well or a household
    answers,     ///< filled-in forms as they came: whatever people said in them
    care,        ///< visits, services, stock
    survivor,    ///< files of persons
    testimony,   ///< what one person lived through, and her consent: that it exists may already point at her
    membership,  ///< who works here: a list of persons at risk
    change,      ///< evaluation plans, claims, money
    unknown,     ///< a type that this table does not know: nobody but the owner
};

constexpr auto matters = std::to_array<std::pair<std::string_view, Matter>>({
    {"place", Matter::ground},
    {"place_weight", Matter::ground},
    {"population", Matter::ground},
    {"organisation", Matter::ground},
    {"facility", Matter::ground},
    {"programme", Matter::ground},
    {"source_coverage", Matter::ground},
    {"choice", Matter::ground},
    {"form_version", Matter::ground},
    {"submission", Matter::answers},
    {"attachment", Matter::answers},
    {"entity_list", Matter::entity},
    {"entity_change", Matter::entity},
    {"submission_reading", Matter::answers},
    {"submission_flag", Matter::answers},
    {"submission_seen", Matter::answers},
    {"retraction", Matter::answers},
    {"form_acceptance", Matter::answers},
    {"member", Matter::membership},
    {"device_key", Matter::membership},
    {"statement", Matter::membership},
    {"erasure", Matter::membership},
    {"sharing_rule", Matter::membership},
    {"receipt", Matter::membership},
    {"gathering", Matter::voice},
    {"attendance", Matter::voice},
    {"voice", Matter::voice},
    {"skill_test", Matter::voice},
    {"trust_answer", Matter::voice},
    {"peace_sign", Matter::voice},
    {"peace_sign_reading", Matter::voice},
    {"recommendation", Matter::voice},
    {"recommendation_step", Matter::voice},
    {"solution", Matter::voice},
    {"solution_step", Matter::voice},
    {"peace_sign_vote", Matter::voice},
    {"perception", Matter::voice},
    {"consent", Matter::testimony},
    {"consent_step", Matter::testimony},
    {"testimony", Matter::testimony},
    {"commitment", Matter::ledger},
    {"commitment_test", Matter::ledger},
    {"incident", Matter::calm},
    {"account", Matter::calm},
    {"reporter_watch", Matter::calm},
    {"calm_rule", Matter::calm},
    {"access_constraint", Matter::calm},
    {"trend_note", Matter::calm},
    {"package", Matter::care},
    {"package_item", Matter::care},
    {"visit", Matter::care},
    {"service_count", Matter::care},
    {"facility_status", Matter::care},
    {"facility_report", Matter::care},
    {"health_care_attack", Matter::care},
    {"disease_count", Matter::care},
    {"stock_count", Matter::care},
    {"stock_move", Matter::care},
    {"asset", Matter::care},
    {"hazard_reading", Matter::care},
    {"warning", Matter::care},
    {"displacement", Matter::care},
    {"hazard_plan", Matter::care},
    {"alert", Matter::care},
    {"alert_step", Matter::care},
    {"case_note", Matter::survivor},
    {"mental_health_visit", Matter::survivor},
    {"referral", Matter::survivor},
    {"referral_step", Matter::survivor},
    {"child_measure", Matter::survivor},
    {"activity", Matter::change},
    {"activity_date", Matter::change},
    {"activity_sector", Matter::change},
    {"activity_marker", Matter::change},
    {"activity_location", Matter::change},
    {"outcome", Matter::change},
    {"indicator_target", Matter::change},
    {"budget", Matter::change},
    {"transaction", Matter::change},
    {"evaluation_plan", Matter::change},
    {"claim", Matter::change},
    {"finding", Matter::change},
    {"publication", Matter::change},
    {"release", Matter::change},
    {"survivor_count", Matter::change},
});

Matter matter_of(std::string_view type)
{
    auto const* const found = std::find_if(matters.begin(), matters.end(), [&](auto const& row) { return row.first == type; });
    return found == matters.end() ? Matter::unknown : found->second;
}

/// Actions as a set.
using Actions = unsigned;
constexpr Actions only(Action action) { return 1U << static_cast<unsigned>(action); }
constexpr Actions open = only(Action::see_open), team = only(Action::see_team), ledger = only(Action::see_ledger),
                  movements = only(Action::see_movements), write = only(Action::write), administer = only(Action::administer);

/// One line of what a role may, in its own places. What no line allows is denied; beside it stands `is_open_to_members`.
struct Right {
    Role role;
    Matter matter;
    Actions actions;
};

constexpr std::array rights{
    // Programme lead: all but files of persons and planned movements.
    Right{Role::lead, Matter::ground, team | write}, Right{Role::lead, Matter::voice, team | write},
    Right{Role::lead, Matter::ledger, open | team | ledger | write}, Right{Role::lead, Matter::calm, team | write},
    Right{Role::lead, Matter::answers, open | team | write},
    Right{Role::lead, Matter::entity, open | team | write}, Right{Role::lead, Matter::care, team | write}, Right{Role::lead, Matter::change, team | write},
    Right{Role::lead, Matter::membership, open | team | write | administer}, Right{Role::lead, Matter::testimony, open},

    // Field coordinator: the work and the ledger of her own places; never another district's ledger, never a survivor's file.
    Right{Role::coordinator, Matter::ground, team | write}, Right{Role::coordinator, Matter::voice, team | write},
    Right{Role::coordinator, Matter::ledger, open | team | ledger | movements | write}, Right{Role::coordinator, Matter::calm, team | write},
    Right{Role::coordinator, Matter::answers, open | write},
    Right{Role::coordinator, Matter::entity, open | team | write},
    Right{Role::coordinator, Matter::care, team | movements | write},

    // District health team: services; never a transcript, never who guaranteed what, no actor of an incident.
    Right{Role::district_health, Matter::answers, write},
    Right{Role::district_health, Matter::entity, open | team | write},
    Right{Role::district_health, Matter::care, team | write},

    // Community researcher: what people of her villages said; she reports what happened without reading what others reported.
    Right{Role::researcher, Matter::answers, write},
    Right{Role::researcher, Matter::entity, open | team | write},
    Right{Role::researcher, Matter::voice, team | write}, Right{Role::researcher, Matter::calm, write},
    Right{Role::researcher, Matter::testimony, open | team | write},

    // Nurse: care and the persons in it, and where her own team moves; she reports whether a promise held, without reading the ledger.
    Right{Role::nurse, Matter::answers, write},
    Right{Role::nurse, Matter::entity, open | team | write},
    Right{Role::nurse, Matter::care, team | movements | write}, Right{Role::nurse, Matter::survivor, open | team | write},
    Right{Role::nurse, Matter::ledger, write},

    // Forum officer: promises and the accounts of a dispute; not when anybody moves.
    Right{Role::forum_officer, Matter::answers, write},
    Right{Role::forum_officer, Matter::entity, open | team | write},
    Right{Role::forum_officer, Matter::voice, team | write}, Right{Role::forum_officer, Matter::ledger, open | team | ledger | write},
    Right{Role::forum_officer, Matter::calm, team | write},

    // Donor: no line. What is open to every member is all there is.
};

/// Open fields of these are for every member, wherever it is about. A commitment, a person's file and the list of members have none such.
bool is_open_to_members(Matter matter)
{
    switch (matter) {
    case Matter::ground:
    case Matter::voice:
    case Matter::calm:
    case Matter::care:
    case Matter::change: return true;
    case Matter::ledger:
    case Matter::survivor:
    case Matter::testimony:
    case Matter::answers:
    case Matter::entity:
    case Matter::membership:
    case Matter::unknown: return false;
    }
    VERIFY(false);
}

constexpr std::array<std::pair<std::string_view, Role>, 8> codes{{
    {"owner", Role::owner},
    {"lead", Role::lead},
    {"coordinator", Role::coordinator},
    {"district_health", Role::district_health},
    {"researcher", Role::researcher},
    {"nurse", Role::nurse},
    {"forum_officer", Role::forum_officer},
    {"donor", Role::donor},
}};

}  // namespace

bool covers(Member const& member, std::string_view place)
{
    return std::any_of(member.places.begin(), member.places.end(),
                       [&](std::string const& code) { return code == "*" || (!code.empty() && !place.empty() && place.starts_with(code)); });
}

bool may(Member const& member, Action action, Subject const& subject)
{
    if (member.role == Role::owner) return true;  // holds the keys and the disk: a refusal would be a pretence
    if (subject.today < member.from || subject.today > member.until) return false;
    auto const matter = matter_of(subject.type);
    if (action == Action::see_open && is_open_to_members(matter)) return true;
    return std::any_of(rights.begin(), rights.end(), [&](Right const& right) {
        return right.role == member.role && right.matter == matter && (right.actions & only(action)) != 0 && covers(member, subject.place);
    });
}

bool may_sync(Member const& member, Day today)
{
    if (member.role == Role::owner) return true;
    return member.role != Role::donor && today >= member.from && today <= member.until;
}

bool may_hold(Member const& member, Subject const& subject, Beside beside)
{
    if (!may_sync(member, subject.today)) return false;
    bool const published = matter_of(subject.type) == Matter::ground && beside == Beside::nothing;
    return may(member, published ? Action::see_open : Action::see_team, subject);
}

Result<Role> parse_role(std::string_view code)
{
    for (auto const& [name, role] : codes) {
        if (name == code) return role;
    }
    return Error{Error::Kind::invalid,
                 "\"" + std::string{code.substr(0, 40)} + "\" is not a role",
                 {},
                 "write owner, lead, coordinator, district_health, researcher, nurse, forum_officer or donor"};
}

std::string_view role_code(Role role)
{
    for (auto const& [name, known] : codes) {
        if (known == role) return name;
    }
    VERIFY(false);
}

}  // namespace accalmie
