// SPDX-License-Identifier: Apache-2.0
// src/answers/ask_rows.hpp: from packages, voices, promises and counts of services to who asked and what arrived. Pure.
#pragma once

#include "answers/asks.hpp"
#include "answers/delivery_rows.hpp"

#include <functional>

namespace accalmie {

struct PackageFacts {
    std::string name, gathering;
    std::optional<Day> agreed_on;
};
struct ItemFacts {
    std::string id, package, place, service, species;  ///< place: PCODE@VERSION
    std::optional<std::string> topic;
    std::string voice, commitment;                     ///< empty: none
    std::int64_t planned = 0;
    std::optional<Day> due;
    bool disputed = false;
};
struct VoiceSaid {
    std::string gathering, place, group, topic, kind;
    Day day{};
};
struct GatheringHeld {
    std::string kind, name, place;
    Day day{};
};

/// Ids and links are addresses of first versions.
struct AskFacts {
    std::map<std::string, PackageFacts> packages;
    std::vector<ItemFacts> items;
    std::map<std::string, VoiceSaid> voices;
    std::map<std::string, GatheringHeld> gatherings;
    DeliveryFacts given;
};

/// What the ground knows of a place (PCODE@VERSION).
struct AskPlaces {
    std::function<std::string(std::string const&)> name;
    std::function<bool(std::string const&)> is_asked;
};

/// `ledger` is what this viewer may see of promises.
/// errors  invalid  missing  as answer_asks
Result<AsksAnswer> asks_of(AskFacts const& facts, Asking const& asking, AsksQuestion const& question, PromisesAnswer const& ledger, AskPlaces const& places);

}  // namespace accalmie
