// SPDX-License-Identifier: Apache-2.0
#include "answers/alerts.hpp"
#include "answers/disease_series.hpp"
#include "answers/stock.hpp"
#include "answers/stock_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr auto formula = "MSH 2012, MDS-3, ch. 23; docs/methods/stock.md";

SpokenRule rule_since(std::string name, AlertLevel level, Day since, Day today)
{
    SpokenRule rule;
    rule.rule = std::move(name), rule.level = level;
    rule.first_week = monday_of(since), rule.last_week = monday_of(today);
    rule.source = formula;
    rule.checked_where = "the days are those of rules/stock.csv, choices of the pack";
    return rule;
}

/// Is used, and nothing of it is there.
std::optional<SpokenRule> out_of(StockHeld const& held, Day today)
{
    auto const& item = held.item;
    if (item.status != StockStatus::out || item.consumption.value_or(0) <= 0) return std::nullopt;
    Day const since = item.stock_outs.empty() ? today : item.stock_outs.back().first;
    auto rule = rule_since("stock-out", AlertLevel::epidemic, since, today);
    auto const day = day_words(since);
    rule.bound = held.order_days;
    rule.says = {fmt::format("Rupture depuis le {} ; consommation {:.0f} par mois", day.fr, *item.consumption), fmt::format("Out since {}; {:.0f} used a month", day.en, *item.consumption)};
    rule.todo = {"Chercher du stock dans les formations voisines ou le camion, commander aujourd’hui, dire au district et aux patients où aller.",
                 "Look for stock in facilities nearby or on the truck, order today, tell the district, and patients where to go."};
    return rule;
}

/// Lasts for fewer days than an order takes.
std::optional<SpokenRule> too_late(StockHeld const& held, Day today)
{
    auto const& item = held.item;
    if (item.status == StockStatus::out || item.consumption.value_or(0) <= 0) return std::nullopt;
    double const a_day = *item.consumption / 30.5, days = item.usable / a_day;
    if (days >= held.order_days) return std::nullopt;
    auto const since = today - std::chrono::days{static_cast<int>(std::min(365.0, std::ceil(held.order_days - days)))};
    auto rule = rule_since("stock-shorter-than-order" + (held.rule.empty() ? std::string{} : " " + held.rule), AlertLevel::alert, since, today);
    rule.value = std::floor(days), rule.bound = held.order_days;
    rule.says = {fmt::format("Reste {:.0f} jours ; une commande met {:.0f} jours, route fermée comprise", rule.value, held.order_days),
                 fmt::format("{:.0f} days left; an order takes {:.0f} days, a closed road counted in", rule.value, held.order_days)};
    rule.todo = {"Commander aujourd’hui et chercher de quoi tenir jusqu’à l’arrivée.", "Order today, and look for what bridges the time until it comes."};
    return rule;
}

std::optional<SpokenRule> expired(StockHeld const& held, Day today)
{
    auto const& item = held.item;
    if (item.expired_on_shelf <= 0) return std::nullopt;
    Day since = today;
    for (auto const& batch : item.batches)
        if (batch.quantity > 0 && batch.expiry && *batch.expiry < today) since = std::min(since, *batch.expiry + std::chrono::days{1});
    auto rule = rule_since("stock-expired", AlertLevel::alert, since, today);
    rule.value = item.expired_on_shelf;
    rule.says = {fmt::format("{:.0f} périmés encore en rayon", rule.value), fmt::format("{:.0f} expired and still on the shelf", rule.value)};
    rule.todo = {"Mettre à part ce qui est périmé, l’écrire sur la fiche, ne rien en donner.", "Put aside what has expired, write it on the card, give none of it."};
    return rule;
}

SpokenRule impossible(StockFault const& fault, Day today)
{
    auto rule = rule_since("stock-" + std::string{stock_problem_code(fault.finding.problem)}, AlertLevel::alert, fault.day, today);
    auto const words = stock_problem_words(fault.finding.problem);
    auto const day = day_words(fault.day);
    rule.last_week = monday_of(fault.day);
    rule.value = fault.finding.found, rule.bound = fault.finding.expected;
    rule.says = {fmt::format("Ligne du {} : {}", day.fr, words.fr), fmt::format("Line of {}: {}", day.en, words.en)};
    rule.todo = {"Compter de nouveau avec le gérant et corriger la ligne.", "Count again with the storekeeper and correct the line."};
    return rule;
}

AlertSignal signal_of(StockHeld const& held)
{
    AlertSignal signal;
    signal.about = "stock", signal.subject = held.item.item;
    signal.site = site_key(held.holder), signal.site_name = held.item.facility;
    signal.area = {held.place, held.place_name}, signal.place = held.reference;
    signal.lasts = true;
    return signal;
}

}  // namespace

Result<std::vector<AlertSignal>> stock_alerts(Store const& store, Asking const& asking, AlertsQuestion const& question)
{
    StockQuestion stock;
    stock.place = question.place.area.code;
    Asking const then{asking.viewer, state_day(question)};
    auto const answer = TRY(answer_stock(store, then, stock));
    std::vector<AlertSignal> signals;
    for (auto const& held : answer.held) {
        if (!allowed(asking, Action::see_open, "stock_count", held.reference)) continue;
        auto signal = signal_of(held);
        for (auto const rule : {out_of, too_late, expired})
            if (auto spoken = rule(held, then.today)) signal.rules.push_back(std::move(*spoken));
        for (auto const& fault : answer.faults)
            if (fault.holder == held.holder && fault.item == held.item.item && stock_grade(fault.finding.problem) == StockGrade::impossible && fault.day >= first_day_told(question))
                signal.rules.push_back(impossible(fault, then.today));
        if (signal.rules.empty()) continue;
        finish_signal(signal);
        signals.push_back(std::move(signal));
    }
    return signals;
}

}  // namespace accalmie
