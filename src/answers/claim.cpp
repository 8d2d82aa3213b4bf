// SPDX-License-Identifier: Apache-2.0
// src/answers/claim.cpp: a published sentence, what it leaves out, and what may be said of it.
#include "answers/change_rows.hpp"

#include <fmt/format.h>

namespace accalmie {

namespace {

std::string listed(std::vector<NamedPlace> const& places)
{
    std::string names;
    for (auto const& place : places) names += (names.empty() ? "" : ", ") + (place.name.empty() ? place.place : place.name);
    return names;
}

Words sentence_of(ChangeQuestion const& question, std::vector<NamedPlace> const& places)
{
    auto const names = listed(places);
    auto const first = month_words(question.first), last = month_words(question.last);
    return {fmt::format("Les incidents violents ont baissé pendant {} mois à {}, entre {} et {}.", question.months, names, first.fr, last.fr),
            fmt::format("Violent events fell for {} months in {}, between {} and {}.", question.months, names, first.en, last.en)};
}

std::vector<MissingPart> missing_of(ClaimGiven const& claim)
{
    std::vector<MissingPart> missing;
    auto const need = [&](std::optional<std::string> const& part, std::string code, Words words) {
        if (!part || part->empty()) missing.push_back({std::move(code), std::move(words)});
    };
    need(claim.baseline, "baseline", {"avec quelle période la comparaison est faite", "which period it is compared with"});
    need(claim.area, "area", {"quels lieux sont comptés, et dans quelles limites", "which places are counted, and within which boundaries"});
    need(claim.source, "source", {"quelle source compte les incidents, et lesquels", "which source counts the events, and which events"});
    need(claim.months, "months", {"quels mois exactement", "exactly which months"});
    return missing;
}

}  // namespace

ClaimVerdict claim_of(ChangeQuestion const& question, std::vector<NamedPlace> const& places, std::vector<SourceChange> const& open_data)
{
    ClaimVerdict claim;
    claim.sentence = question.claim.sentence.value_or(sentence_of(question, places));
    claim.missing = missing_of(question.claim);
    if (!claim.missing.empty()) return claim;
    for (auto const& source : open_data)
        if (source.source == *question.claim.source) claim.verdict = source.found.verdict;
    return claim;
}

}  // namespace accalmie
