// SPDX-License-Identifier: Apache-2.0
// src/answers/asks.hpp: from voice to receipt: who asked for what a package holds, what was promised, what arrived, each delivery once.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "answers/promises.hpp"
#include "facts/store.hpp"
#include "measures/deliveries.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct AsksQuestion {
    std::string place = {};                 ///< P-code or name; empty: everywhere
    std::optional<Day> as_of = {};          ///< nothing: the day of asking
    std::optional<std::string> voice = {};  ///< follow this one forwards: "HEX:ROW" or "HEX", any version
    std::optional<std::string> item = {};   ///< follow this one both ways
    std::map<std::string, Day> until = {};  ///< as in PromisesQuestion
};

/// A gathering at which somebody asked, or a package was agreed.
struct GatheringSeen {
    std::string id, kind, name;
    std::string place, place_name;          ///< P-code
    Day day{};
};

/// Who asked: a group, never a person. The words are not asked for.
struct AskedBy {
    std::string id, group, topic, kind;
    std::string place, place_name;
    Day day{};
    std::optional<GatheringSeen> gathering;
};

/// What an item points to.
enum class Linked : std::uint8_t {
    none,     ///< to nothing: nobody's ask, or no promise behind it
    seen,
    hidden,   ///< to something that is not for this viewer
    missing,  ///< to something that is not here
};
std::string_view linked_code(Linked linked);  ///< "none", "seen", "hidden", "missing"

struct PromiseBehind {
    std::string id, kind, guarantor_role, to;
    std::optional<std::string> corridor;
    Day from{};
    PromiseState state = PromiseState::untested;
};

/// One count of a service, as a trail shows it.
struct Receipt {
    std::string id, visit, report;          ///< addresses; empty: none
    std::string place, place_name;
    Day day{};
    std::string service, species, sex, age_band, residence;
    std::int64_t count = 0;
    std::optional<Twice> twice;             ///< it is left out, and why (indices mean nothing here)
    std::string repeats;                    ///< the count that stands for it
};

struct ItemRow {
    std::string id, package, package_name;
    std::optional<Day> agreed_on;
    std::optional<GatheringSeen> agreed_at;
    std::string place, place_name;
    std::string service, species;           ///< "human", or a species of animal
    std::optional<std::string> topic;
    Linked ask = Linked::none, promise = Linked::none;
    std::optional<AskedBy> asked_by;
    std::optional<PromiseBehind> promised_by;
    std::int64_t planned = 0, delivered = 0;  ///< times; delivered each once
    std::int64_t rows = 0, left_out_twice = 0;
    std::optional<Day> last_delivery;
    DueKnown due_known = DueKnown::not_said;
    std::optional<Day> due;                 ///< for the team of the place
    ItemState state = ItemState::no_due;
    bool disputed = false;
    std::vector<Receipt> receipts;          ///< where one item or voice is followed; at most `receipts_max`
};

/// People and animals are never added.
struct AsksSum {
    std::int64_t items = 0, planned = 0, delivered = 0;  ///< delivered: at most what was planned of each item
    std::int64_t nobodys_ask = 0;           ///< items
    std::map<std::string, std::int64_t> by_state;
};

/// Delivered, and in no package: times of a service, each once.
struct Unpromised {
    std::string service, species;
    std::int64_t rows = 0, times = 0;
    std::int64_t other_service = 0;         ///< rows that name an item of another service or species
    std::int64_t item_missing = 0;          ///< rows that name an item that is not here
};

/// A count that may be of the same people as another one: for a person to look at.
struct PerhapsTwice {
    Receipt one, with;
    std::int64_t at_most = 0;
};

struct AsksAnswer {
    Day as_of{};
    std::vector<ItemRow> items;             ///< by place, service, species, id
    AsksSum people, animals, species_not_said;
    std::vector<Unpromised> unpromised;     ///< people first, by name
    std::vector<Receipt> twice;             ///< left out, by day; at most `listed_max`
    std::vector<PerhapsTwice> perhaps;      ///< both counted; at most `listed_max`
    std::size_t twice_total = 0, perhaps_total = 0;
    std::int64_t asks = 0, asks_without_item = 0;   ///< needs and grievances said there; those that no item names
    std::int64_t hidden_items = 0;          ///< in places whose counts are not for this viewer
    std::optional<AskedBy> voice;           ///< the one that is followed
    int disputed = 0;
    static constexpr std::size_t listed_max = 200, receipts_max = 500;
};

/// errors  denied   the viewer may see no counts of services     invalid  not an address     missing  no such place, voice or item
///         limit    more than 1,000,000 counts or voices
Result<AsksAnswer> answer_asks(Store const& store, Asking const& asking, AsksQuestion const& question);

}  // namespace accalmie
