// SPDX-License-Identifier: Apache-2.0
#include "answers/stock_words.hpp"

namespace accalmie {

namespace {

Tree batches_tree(StockItem const& item)
{
    Tree list = Tree::list();
    for (auto const& batch : item.batches) {
        Tree one = Tree::members().add("batch", batch.batch.empty() ? Tree{} : Tree{batch.batch}).add("expiry", batch.expiry);
        list.push(one.add("quantity", batch.quantity).add("lost_to_expiry", batch.lost_to_expiry));
    }
    return list;
}

Tree stock_outs_tree(StockItem const& item)
{
    Tree list = Tree::list();
    for (auto const& out : item.stock_outs)
        list.push(Tree::members().add("first", out.first).add("last", out.end - std::chrono::days{1}).add("days", static_cast<std::int64_t>((out.end - out.first).count())));
    return list;
}

Tree no_consumption_because(StockItem const& item) { return item.consumption ? Tree{} : Tree{"out_of_stock_throughout"}; }

}  // namespace

Words stock_problem_words(StockProblem problem)
{
    switch (problem) {
    case StockProblem::below_zero: return {"il est sorti plus qu'il n'y avait", "more left than there was"};
    case StockProblem::count_above: return {"compté plus qu'il ne peut y avoir", "more counted than can have been there"};
    case StockProblem::count_below: return {"compté moins que ne laissent les mouvements : perdu, ou donné sans être noté", "less counted than the moves leave: lost, or given and not written down"};
    case StockProblem::sent_not_received: return {"envoyé, et jamais reçu", "sent, and never received"};
    case StockProblem::received_not_sent: return {"reçu sans que personne l'ait envoyé", "received, and nobody sent it"};
    case StockProblem::received_more: return {"reçu plus qu'envoyé", "received more than was sent"};
    case StockProblem::received_less: return {"reçu moins qu'envoyé : perdu en route ?", "received less than was sent: lost on the road?"};
    case StockProblem::received_before_sent: return {"reçu avant d'être envoyé", "received before it was sent"};
    case StockProblem::sent_outside: return {"envoyé à un lieu qui n'a pas de fiche ici", "sent to a place that has no card here"};
    case StockProblem::used_after_expiry: return {"donné après la date de péremption", "given after its last day"};
    case StockProblem::received_after_expiry: return {"reçu ou envoyé déjà périmé", "received or sent on after its last day"};
    case StockProblem::expired_before_time: return {"retiré comme périmé avant la date", "written off as expired before its last day"};
    case StockProblem::expiry_differs: return {"deux dates de péremption pour un même lot", "two last days for one batch"};
    case StockProblem::negative_quantity: return {"quantité négative ; ligne laissée de côté", "a quantity below zero; the line is left out"};
    case StockProblem::in_the_future: return {"date à venir ; ligne laissée de côté", "a day yet to come; the line is left out"};
    case StockProblem::before_last_count: return {"écrit après un comptage, daté d'avant : y est-il compris ?", "written after a count, dated before it: is it in the count?"};
    case StockProblem::said_twice: return {"la même ligne deux fois ?", "the same line twice?"};
    }
    return {};
}

Words stock_status_words(StockStatus status)
{
    switch (status) {
    case StockStatus::out: return {"rupture", "out of stock"};
    case StockStatus::below_reorder: return {"commander maintenant", "order now"};
    case StockStatus::adequate: return {"suffisant", "adequate"};
    case StockStatus::above_maximum: return {"plus que le maximum", "more than the maximum"};
    case StockStatus::unused: return {"en stock, non utilisé", "in stock, not used"};
    case StockStatus::unknown: return {"consommation inconnue", "consumption unknown"};
    }
    return {};
}

Tree stock_item_tree(StockItem const& item)
{
    Tree tree = Tree::members().add("facility", item.facility).add("item", item.item).add("status", stock_status_code(item.status));
    tree.add("on_hand", item.on_hand).add("usable", item.usable).add("expired_on_shelf", item.expired_on_shelf).add("in_transit", item.in_transit);
    tree.add("average_monthly_consumption", item.consumption).add("average_monthly_consumption_unadjusted", item.consumption_plain);
    tree.add("no_consumption_because", no_consumption_because(item));
    tree.add("months_of_stock", item.months_of_stock).add("empty_on", item.empty_on);
    tree.add("stock_out_days", item.stock_out_days).add("stock_outs", stock_outs_tree(item)).add("months_seen", item.months_seen);
    tree.add("window_first", item.window_first).add("window_last", item.window_end - std::chrono::days{1});
    tree.add("received", item.received).add("consumed", item.consumed).add("lost", item.lost).add("written_off_expired", item.expired);
    tree.add("sent", item.sent).add("transferred_in", item.transferred_in);
    tree.add("lost_to_expiry", item.lost_to_expiry).add("batches", batches_tree(item));
    tree.add("reorder_point", item.reorder_point).add("maximum", item.maximum).add("order_quantity", item.order).add("order_quantity_less_expiry", item.order_with_expiry);
    tree.add("first_day", item.first_day).add("opening", item.opening_counted ? "counted" : "taken_as_zero").add("last_count", item.last_count);
    return tree.add("impossible", static_cast<std::int64_t>(item.impossible)).add("doubtful", static_cast<std::int64_t>(item.doubtful));
}

Tree stock_finding_tree(StockFinding const& finding)
{
    auto const words = stock_problem_words(finding.problem);
    Tree tree = Tree::members().add("problem", stock_problem_code(finding.problem)).add("grade", stock_grade_code(stock_grade(finding.problem)));
    return tree.add("fr", words.fr).add("en", words.en).add("expected", finding.expected).add("found", finding.found);
}

}  // namespace accalmie
