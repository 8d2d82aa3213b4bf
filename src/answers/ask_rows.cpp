// SPDX-License-Identifier: Apache-2.0
#include "answers/ask_rows.hpp"

#include "answers/promise_rows.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::string_view human = "human", species_not_said = "not_collected";

/// One pass over the facts for one viewer.
class Asks {
public:
    Asks(AskFacts const& facts, Asking const& asking, AsksQuestion const& question, PromisesAnswer const& ledger, AskPlaces const& places)
        : facts_(facts), asking_(asking), question_(question), places_(places)
    {
        answer_.as_of = question.as_of.value_or(asking.today);
        for (auto const& row : ledger.commitments) promises_[row.id] = &row;
        for (auto const& item : facts.items) items_[item.id] = &item;
    }

    Result<AsksAnswer> tell();

private:
    void choose_deliveries();
    void tell_item(ItemFacts const& item);
    void fill_ask(ItemRow& row, ItemFacts const& item) const;
    void fill_promise(ItemRow& row, ItemFacts const& item) const;
    void fill_package(ItemRow& row, ItemFacts const& item) const;
    void fill_delivered(ItemRow& row, ItemFacts const& item);
    void add_to_sum(ItemRow const& row);
    void tell_unpromised();
    void tell_twice();
    void tell_asks();

    bool sees_counts(std::string const& place)
    {
        auto const [at, is_new] = may_see_.try_emplace(place, false);
        if (is_new) at->second = allowed(asking_, Action::see_team, "service_count", place);
        return at->second;
    }
    bool is_asked(std::string const& place)
    {
        auto const [at, is_new] = asked_.try_emplace(place, false);
        if (is_new) at->second = places_.is_asked(place);
        return at->second;
    }
    bool is_followed() const { return question_.voice || question_.item; }
    bool is_of(Delivery const& one, ItemFacts const& item) const { return one.service == item.service && one.species == item.species; }
    Receipt receipt_of(std::size_t delivery) const;
    AskedBy asked_by(std::string const& id, VoiceSaid const& voice) const;
    std::optional<GatheringSeen> gathering_of(std::string const& id) const;
    std::string code(std::string const& place) const { return std::string{code_of(place)}; }

    AskFacts const& facts_;
    Asking const& asking_;
    AsksQuestion const& question_;
    AskPlaces const& places_;
    AsksAnswer answer_;
    std::map<std::string, CommitmentRow const*> promises_;
    std::map<std::string, ItemFacts const*> items_;
    std::map<std::string, bool> may_see_, asked_;
    std::vector<std::size_t> chosen_;                            ///< deliveries known on the day, of places whose counts the viewer may see
    std::vector<Delivery> deliveries_;                           ///< the same
    DeliveriesOnce once_;
    std::map<std::string, std::vector<std::size_t>> by_item_;    ///< indices of `deliveries_`
};

void Asks::choose_deliveries()
{
    for (std::size_t i = 0; i < facts_.given.deliveries.size(); ++i) {
        auto const& one = facts_.given.deliveries[i];
        if (one.day > answer_.as_of || !sees_counts(facts_.given.places[i])) continue;
        if (!one.item.empty()) by_item_[one.item].push_back(deliveries_.size());
        chosen_.push_back(i);
        deliveries_.push_back(one);
    }
}

Receipt Asks::receipt_of(std::size_t delivery) const
{
    auto const& one = deliveries_[delivery];
    auto const& place = facts_.given.places[chosen_[delivery]];
    Receipt receipt{one.id, one.visit, one.report, code(place), places_.name(place), one.day, one.service, one.species, one.sex, one.age_band, one.residence, one.count, {}, {}};
    auto const found = std::lower_bound(once_.twice.begin(), once_.twice.end(), delivery, [](Twice const& twice, std::size_t index) { return twice.delivery < index; });
    if (found == once_.twice.end() || found->delivery != delivery) return receipt;
    receipt.twice = *found;
    receipt.repeats = deliveries_[found->counted].id;
    return receipt;
}

std::optional<GatheringSeen> Asks::gathering_of(std::string const& id) const
{
    auto const found = facts_.gatherings.find(id);
    if (found == facts_.gatherings.end()) return std::nullopt;
    auto const& held = found->second;
    return GatheringSeen{id, held.kind, held.name, code(held.place), places_.name(held.place), held.day};
}

AskedBy Asks::asked_by(std::string const& id, VoiceSaid const& voice) const
{
    return {id, voice.group, voice.topic, voice.kind, code(voice.place), places_.name(voice.place), voice.day, gathering_of(voice.gathering)};
}

void Asks::fill_ask(ItemRow& row, ItemFacts const& item) const
{
    if (item.voice.empty()) return;
    auto const voice = facts_.voices.find(item.voice);
    row.ask = voice == facts_.voices.end() ? Linked::missing : Linked::seen;
    if (row.ask == Linked::seen) row.asked_by = asked_by(item.voice, voice->second);
}

void Asks::fill_promise(ItemRow& row, ItemFacts const& item) const
{
    if (item.commitment.empty()) return;
    auto const found = promises_.find(item.commitment);
    if (found == promises_.end()) {
        row.promise = allowed(asking_, Action::see_ledger, "commitment", item.place) ? Linked::missing : Linked::hidden;
        return;
    }
    auto const& promise = *found->second;
    row.promise = Linked::seen;
    row.promised_by = PromiseBehind{promise.id, promise.kind, promise.guarantor_role, promise.to, promise.corridor, promise.from, promise.status.state};
}

void Asks::fill_package(ItemRow& row, ItemFacts const& item) const
{
    row.package = item.package;
    auto const package = facts_.packages.find(item.package);
    if (package == facts_.packages.end()) return;
    row.package_name = package->second.name;
    row.agreed_on = package->second.agreed_on;
    row.agreed_at = gathering_of(package->second.gathering);
}

void Asks::fill_delivered(ItemRow& row, ItemFacts const& item)
{
    std::vector<Delivery const*> counted;
    for (auto const index : by_item_[item.id]) {
        auto const& one = deliveries_[index];
        if (!is_of(one, item)) continue;
        ++row.rows;
        if (once_.counts[index] == 0)
            ++row.left_out_twice;
        else
            counted.push_back(&one);
        row.last_delivery = row.last_delivery ? std::max(*row.last_delivery, one.day) : one.day;
        if (is_followed() && row.receipts.size() < AsksAnswer::receipts_max) row.receipts.push_back(receipt_of(index));
    }
    row.delivered = times_given(counted);
}

void Asks::add_to_sum(ItemRow const& row)
{
    auto& sum = row.species == human ? answer_.people : row.species == species_not_said ? answer_.species_not_said : answer_.animals;
    ++sum.items;
    sum.planned += row.planned;
    sum.delivered += std::min(row.planned, row.delivered);
    sum.nobodys_ask += row.ask == Linked::none ? 1 : 0;
    ++sum.by_state[std::string{item_state_code(row.state)}];
}

void Asks::tell_item(ItemFacts const& item)
{
    ItemRow row;
    row.id = item.id;
    row.place = code(item.place), row.place_name = places_.name(item.place);
    row.service = item.service, row.species = item.species, row.topic = item.topic;
    row.planned = item.planned, row.disputed = item.disputed;
    fill_package(row, item);
    fill_ask(row, item);
    fill_promise(row, item);
    fill_delivered(row, item);
    bool const sees_due = allowed(asking_, Action::see_team, "package_item", item.place);
    row.due_known = !sees_due ? DueKnown::hidden : item.due ? DueKnown::said : DueKnown::not_said;
    if (sees_due) row.due = item.due;
    row.state = item_state({row.planned, row.delivered, row.due_known, row.due.value_or(Day{})}, answer_.as_of);
    answer_.disputed += row.disputed ? 1 : 0;
    add_to_sum(row);
    answer_.items.push_back(std::move(row));
}

void Asks::tell_unpromised()
{
    struct Given {
        std::vector<Delivery const*> rows;
        std::int64_t other_service = 0, item_missing = 0;
    };
    std::map<std::tuple<bool, std::string, std::string>, Given> kinds;
    for (std::size_t i = 0; i < deliveries_.size(); ++i) {
        auto const& one = deliveries_[i];
        if (once_.counts[i] == 0 || !is_asked(facts_.given.places[chosen_[i]])) continue;
        auto const item = one.item.empty() ? items_.end() : items_.find(one.item);
        bool const is_missing = !one.item.empty() && item == items_.end();
        if (item != items_.end() && is_of(one, *item->second)) continue;
        auto& given = kinds[{one.species != human, one.service, one.species}];
        given.rows.push_back(&one);
        given.item_missing += is_missing ? 1 : 0;
        given.other_service += item != items_.end() ? 1 : 0;
    }
    for (auto const& [kind, given] : kinds)
        answer_.unpromised.push_back({std::get<1>(kind), std::get<2>(kind), static_cast<std::int64_t>(given.rows.size()), times_given(given.rows), given.other_service, given.item_missing});
}

void Asks::tell_twice()
{
    for (auto const& twice : once_.twice) {
        if (!is_asked(facts_.given.places[chosen_[twice.delivery]])) continue;
        ++answer_.twice_total;
        if (answer_.twice.size() < AsksAnswer::listed_max) answer_.twice.push_back(receipt_of(twice.delivery));
    }
    for (auto const& overlap : once_.overlaps) {
        if (!is_asked(facts_.given.places[chosen_[overlap.delivery]])) continue;
        ++answer_.perhaps_total;
        if (answer_.perhaps.size() < AsksAnswer::listed_max) answer_.perhaps.push_back({receipt_of(overlap.delivery), receipt_of(overlap.with), overlap.at_most});
    }
}

void Asks::tell_asks()
{
    std::set<std::string_view> packed;
    for (auto const& item : facts_.items) packed.insert(item.voice);
    for (auto const& [id, voice] : facts_.voices) {
        if ((voice.kind != "need" && voice.kind != "grievance") || voice.day > answer_.as_of || !is_asked(voice.place)) continue;
        ++answer_.asks;
        answer_.asks_without_item += packed.contains(id) ? 0 : 1;
    }
}

Result<AsksAnswer> Asks::tell()
{
    if (question_.voice) {
        auto const voice = facts_.voices.find(*question_.voice);
        if (voice == facts_.voices.end()) return Error{Error::Kind::missing, "no voice that counts has this address", *question_.voice, "see `accalmie query \"select _record, _row from voice\"`"};
        answer_.voice = asked_by(voice->first, voice->second);
    }
    if (question_.item && !items_.contains(*question_.item)) return Error{Error::Kind::missing, "no item of a package has this address", *question_.item, "see `accalmie asks --json`"};
    choose_deliveries();
    once_ = TRY(deliveries_once(deliveries_));
    for (auto const& item : facts_.items) {
        auto const package = facts_.packages.find(item.package);
        if (package != facts_.packages.end() && package->second.agreed_on && *package->second.agreed_on > answer_.as_of) continue;
        if ((question_.voice && item.voice != *question_.voice) || (question_.item && item.id != *question_.item) || !is_asked(item.place)) continue;
        if (sees_counts(item.place))
            tell_item(item);
        else
            ++answer_.hidden_items;
    }
    std::sort(answer_.items.begin(), answer_.items.end(), [](ItemRow const& a, ItemRow const& b) { return std::tie(a.place, a.service, a.species, a.id) < std::tie(b.place, b.service, b.species, b.id); });
    answer_.disputed += facts_.given.disputed_rows();
    if (is_followed()) return std::move(answer_);
    tell_unpromised();
    tell_twice();
    tell_asks();
    return std::move(answer_);
}

}  // namespace

std::string_view linked_code(Linked linked)
{
    switch (linked) {
    case Linked::none: return "none";
    case Linked::seen: return "seen";
    case Linked::hidden: return "hidden";
    case Linked::missing: return "missing";
    }
    return {};
}

Result<AsksAnswer> asks_of(AskFacts const& facts, Asking const& asking, AsksQuestion const& question, PromisesAnswer const& ledger, AskPlaces const& places)
{
    return Asks{facts, asking, question, ledger, places}.tell();
}

}  // namespace accalmie
