// SPDX-License-Identifier: Apache-2.0
#include "surfaces/asks_tree.hpp"

#include <utility>

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string_view text) { return text.empty() ? Tree{} : Tree{text}; }

void add_place(Tree& tree, std::string_view place, std::string_view name) { tree.add("place", text_or_null(place)).add("place_name", text_or_null(name)); }

Tree gathering_tree(std::optional<GatheringSeen> const& gathering)
{
    if (!gathering) return {};
    auto tree = Tree::members();
    tree.add("id", gathering->id).add("kind", gathering->kind).add("name", text_or_null(gathering->name)).add("day", gathering->day);
    add_place(tree, gathering->place, gathering->place_name);
    return tree;
}

Tree voice_tree(std::optional<AskedBy> const& voice)
{
    if (!voice) return {};
    auto tree = Tree::members();
    tree.add("id", voice->id).add("group", voice->group).add("topic", voice->topic).add("kind", voice->kind).add("day", voice->day);
    add_place(tree, voice->place, voice->place_name);
    return tree.add("gathering", gathering_tree(voice->gathering));
}

Tree promise_tree(std::optional<PromiseBehind> const& promise)
{
    if (!promise) return {};
    auto tree = Tree::members();
    tree.add("id", promise->id).add("kind", promise->kind).add("guarantor_role", promise->guarantor_role).add("to", promise->to).add("corridor", promise->corridor);
    return tree.add("from", promise->from).add("status", promise_state_code(promise->state));
}

Tree receipt_tree(Receipt const& receipt)
{
    auto tree = Tree::members();
    tree.add("id", receipt.id).add("visit", text_or_null(receipt.visit)).add("report", text_or_null(receipt.report)).add("day", receipt.day);
    add_place(tree, receipt.place, receipt.place_name);
    tree.add("service", receipt.service).add("species", receipt.species).add("sex", receipt.sex).add("age_band", receipt.age_band).add("residence", receipt.residence);
    tree.add("count", receipt.count).add("twice", receipt.twice ? Tree{twice_code(receipt.twice->because)} : Tree{});
    return tree.add("twice_words", receipt.twice ? words_tree(twice_words(receipt.twice->because)) : Tree{}).add("repeats", text_or_null(receipt.repeats));
}

template <class T, class Make>
Tree list_of(std::vector<T> const& things, Make make)
{
    auto list = Tree::list();
    for (auto const& thing : things) list.push(make(thing));
    return list;
}

Tree item_tree(ItemRow const& row)
{
    auto tree = Tree::members();
    tree.add("id", row.id).add("package", row.package).add("package_name", text_or_null(row.package_name)).add("agreed_on", row.agreed_on).add("agreed_at", gathering_tree(row.agreed_at));
    add_place(tree, row.place, row.place_name);
    tree.add("service", row.service).add("species", row.species).add("topic", row.topic);
    tree.add("ask", linked_code(row.ask)).add("ask_words", words_tree(ask_words(row))).add("asked_by", voice_tree(row.asked_by));
    tree.add("promise", linked_code(row.promise)).add("promised_by", promise_tree(row.promised_by));
    tree.add("planned", row.planned).add("delivered", row.delivered).add("rows", row.rows).add("left_out_twice", row.left_out_twice).add("last_delivery", row.last_delivery);
    tree.add("due", row.due).add("due_hidden", row.due_known == DueKnown::hidden).add("state", item_state_code(row.state)).add("state_words", words_tree(item_state_words(row.state)));
    return tree.add("disputed", row.disputed).add("receipts", list_of(row.receipts, receipt_tree));
}

Tree sum_tree(AsksSum const& sum)
{
    auto tree = Tree::members(), states = Tree::members();
    for (auto const& [state, items] : sum.by_state) states.add(state, items);
    tree.add("items", sum.items).add("planned", sum.planned).add("delivered", sum.delivered).add("nobodys_ask", sum.nobodys_ask);
    return tree.add("by_state", std::move(states));
}

Tree unpromised_tree(Unpromised const& one)
{
    auto tree = Tree::members();
    tree.add("service", one.service).add("species", one.species).add("rows", one.rows).add("times", one.times);
    return tree.add("other_service", one.other_service).add("item_missing", one.item_missing);
}

}  // namespace

Words item_state_words(ItemState state)
{
    switch (state) {
    case ItemState::delivered: return {"livré", "delivered"};
    case ItemState::partly_overdue: return {"promis et livré en partie, délai passé", "promised and partly delivered, its day past"};
    case ItemState::overdue: return {"promis et non livré, délai passé", "promised and not delivered, its day past"};
    case ItemState::waiting: return {"promis, délai non passé", "promised, its day not past"};
    case ItemState::no_due: return {"promis sans date, pas encore tout livré", "promised without a day, not all delivered yet"};
    case ItemState::due_hidden: return {"promis, pas encore tout livré ; la date n’est pas pour vous", "promised, not all delivered yet; its day is not for you"};
    }
    return {};
}

Words ask_words(ItemRow const& row)
{
    switch (row.ask) {
    case Linked::none: return {"demandé par personne", "nobody’s ask"};
    case Linked::seen: return {"demandé par un groupe", "asked for by a group"};
    case Linked::hidden: return {"demandé ; non visible pour vous", "asked for; not for you to see"};
    case Linked::missing: return {"demandé par une parole qui n’est pas ici", "asked for by a voice that is not here"};
    }
    return {};
}

Words twice_words(TwiceBecause because)
{
    switch (because) {
    case TwiceBecause::same_visit: return {"écrit deux fois pour la même sortie", "written twice under one visit"};
    case TwiceBecause::two_visits: return {"dit par deux sorties ou deux sources", "told by two visits or two sources"};
    case TwiceBecause::two_reports: return {"dit par deux rapports", "told by two reports"};
    case TwiceBecause::visit_and_report: return {"dit par la sortie et par le rapport de la formation sanitaire", "told by the visit and by the facility’s report"};
    }
    return {};
}

Tree asks_tree(AsksAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    tree.add("as_of", answer.as_of).add("voice", voice_tree(answer.voice)).add("items", list_of(answer.items, item_tree));
    tree.add("people", sum_tree(answer.people)).add("animals", sum_tree(answer.animals)).add("species_not_said", sum_tree(answer.species_not_said));
    tree.add("delivered_not_promised", list_of(answer.unpromised, unpromised_tree)).add("counted_twice", list_of(answer.twice, receipt_tree));
    tree.add("counted_twice_total", static_cast<std::int64_t>(answer.twice_total));
    tree.add("perhaps_twice", list_of(answer.perhaps, [](PerhapsTwice const& one) {
        return Tree::members().add("one", receipt_tree(one.one)).add("with", receipt_tree(one.with)).add("at_most", one.at_most);
    }));
    tree.add("perhaps_twice_total", static_cast<std::int64_t>(answer.perhaps_total)).add("asks", answer.asks).add("asks_without_item", answer.asks_without_item);
    return tree.add("hidden_items", answer.hidden_items).add("disputed", answer.disputed).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
