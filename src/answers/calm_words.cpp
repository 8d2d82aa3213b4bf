// SPDX-License-Identifier: Apache-2.0
// src/answers/calm_words.cpp: states and reasons of the board as codes, and as sentences in French and English.
#include "answers/calm_rows.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

constexpr Noun incident{"incident", "incidents", "incident", "incidents"};
constexpr Noun contact{"contact", "contacts", "contact", "contacts"};
constexpr Noun days{"jour", "jours", "day", "days"};

Words since_words(std::optional<Day> day) { return day ? day_words(*day) : Words{"une date inconnue", "an unknown day"}; }

/// "Aucun incident depuis le 2 novembre 2022", or how many the rule allows.
Words quiet_words(CalmRow const& row, std::optional<Day> first)
{
    auto const since = since_words(first);
    if (row.criteria.ceiling == 0) return {fmt::format("Aucun incident depuis le {}", since.fr), fmt::format("No incident since {}", since.en)};
    auto const allowed = counted(row.criteria.ceiling, incident);
    return {fmt::format("Pas plus de {} depuis le {}", allowed.fr, since.fr), fmt::format("No more than {} since {}", allowed.en, since.en)};
}

Words calm_sentence(CalmRow const& row)
{
    auto const quiet = quiet_words(row, row.since);
    auto const contacts = counted(row.contacts, contact);
    auto const last = since_words(row.last_contact_day);
    return {fmt::format("{} ; {}, le dernier le {}.", quiet.fr, contacts.fr, last.fr), fmt::format("{}; {}, the last on {}.", quiet.en, contacts.en, last.en)};
}

Words breached_sentence(CalmRow const& row)
{
    auto const since = since_words(row.since);
    auto const events = counted(row.events_in_window, incident);
    return {fmt::format("Le calme est rompu depuis le {} : {}, plafond {}.", since.fr, events.fr, row.criteria.ceiling),
            fmt::format("The calm was broken on {}: {}, ceiling {}.", since.en, events.en, row.criteria.ceiling)};
}

Words violent_sentence(CalmRow const& row)
{
    auto const since = since_words(row.since);
    auto const events = counted(row.events_in_window, incident);
    return {fmt::format("Pas de calme avant ces violences, qui durent depuis le {} : {} dans la période jugée, plafond {}.", since.fr, events.fr, row.criteria.ceiling),
            fmt::format("No calm before this violence, which has lasted since {}: {} in the days judged, ceiling {}.", since.en, events.en, row.criteria.ceiling)};
}

Words closed_sentence(CalmRow const& row, std::optional<Day> access_since)
{
    auto const quiet = quiet_words(row, row.since);
    auto const closed = since_words(access_since);
    if (!access_since)
        return {fmt::format("{}, mais l’accès était fermé il y a moins de {} jours : ce calme ne compte pas encore.", quiet.fr, row.criteria.minimum_days),
                fmt::format("{}, but the way in was closed less than {} days ago: this quiet does not count yet.", quiet.en, row.criteria.minimum_days)};
    return {fmt::format("{}, mais l’accès est fermé depuis le {} : ce calme ne compte pas comme un succès.", quiet.fr, closed.fr),
            fmt::format("{}, but the way in has been closed since {}: this quiet does not count as a success.", quiet.en, closed.en)};
}

Words lapsed_sentence(CalmRow const& row)
{
    auto const last = since_words(row.last_contact_day);
    auto const gap = counted(row.criteria.maximum_gap_days, days);
    return {fmt::format("Aucun contact depuis le {} ; la règle accepte {} de silence au plus.", last.fr, gap.fr),
            fmt::format("No contact since {}; the rule accepts at most {} of silence.", last.en, gap.en)};
}

Words short_sentence(CalmRow const& row)
{
    auto const seen = counted(row.spell_days, days);
    auto const needed = counted(row.criteria.minimum_days, days);
    return {fmt::format("Le guet sans interruption ne couvre que {} ; la règle en demande {}.", seen.fr, needed.fr),
            fmt::format("The watch without a hole covers only {}; the rule asks for {}.", seen.en, needed.en)};
}

Words returned_sentence(CalmRow const& row)
{
    auto const since = since_words(row.since);
    auto const needed = counted(row.criteria.minimum_days, days);
    return {fmt::format("La population est de retour depuis le {} ; la règle demande {} de calme depuis le retour.", since.fr, needed.fr),
            fmt::format("People have been back since {}; the rule asks for {} of calm since the return.", since.en, needed.en)};
}

Words unknown_sentence(CalmRow const& row)
{
    if (row.reason == calm_reason_code(CalmReason::watch_lapsed)) return lapsed_sentence(row);
    if (row.reason == calm_reason_code(CalmReason::watched_too_short)) return short_sentence(row);
    if (row.reason == calm_reason_code(CalmReason::returned_too_recently)) return returned_sentence(row);
    if (row.reason == calm_reason_code(CalmReason::never_watched))
        return {"Personne n’a fait le guet ici pour ces faits : le silence ne prouve rien.", "Nobody has kept watch here for these events: silence proves nothing."};
    return {"Le lieu de la règle n’est pas connu : importer ses limites, ou donner à la règle une position et un rayon.",
            "The place of the rule is not known: import its boundaries, or give the rule a position and a radius."};
}

}  // namespace

std::string_view calm_state_code(CalmState state)
{
    switch (state) {
    case CalmState::calm: return "calm";
    case CalmState::breached: return "breached";
    case CalmState::violent: return "violent";
    case CalmState::quiet_closed_in: return "quiet_closed_in";
    case CalmState::emptied: return "emptied";
    case CalmState::unknown: return "unknown";
    }
    return {};
}

std::string_view calm_reason_code(CalmReason reason)
{
    switch (reason) {
    case CalmReason::quiet_and_watched: return "quiet_and_watched";
    case CalmReason::never_watched: return "never_watched";
    case CalmReason::watch_lapsed: return "watch_lapsed";
    case CalmReason::watched_too_short: return "watched_too_short";
    case CalmReason::returned_too_recently: return "returned_too_recently";
    case CalmReason::events_after_calm: return "events_after_calm";
    case CalmReason::events_without_calm: return "events_without_calm";
    case CalmReason::closed_in: return "closed_in";
    case CalmReason::people_left: return "people_left";
    }
    return {};
}

Words calm_words(CalmRow const& row, std::optional<Day> access_since)
{
    switch (row.state) {
    case CalmState::calm: return calm_sentence(row);
    case CalmState::breached: return breached_sentence(row);
    case CalmState::violent: return violent_sentence(row);
    case CalmState::quiet_closed_in: return closed_sentence(row, access_since);
    case CalmState::emptied: {
        auto const since = since_words(access_since);
        return {fmt::format("La population est partie le {}. Un lieu vide n’est pas un lieu calme.", since.fr), fmt::format("The population left on {}. An empty place is not a calm place.", since.en)};
    }
    case CalmState::unknown: return unknown_sentence(row);
    }
    return {};
}

}  // namespace accalmie
