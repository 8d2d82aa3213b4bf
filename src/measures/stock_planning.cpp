// SPDX-License-Identifier: Apache-2.0
#include "measures/stock_parts.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr double crumb = 1e-9;
constexpr double days_ahead_max = 36'500;

std::chrono::days days(double count) { return std::chrono::days{static_cast<int>(count)}; }

/// The same day of the month so many months before; the month's last where it has no such day.
Day months_before(Day day, int months)
{
    std::chrono::year_month_day const date{day};
    auto const month = std::chrono::year_month{date.year(), date.month()} - std::chrono::months{months};
    Day const last{month / std::chrono::last};
    return std::min(last, Day{month / std::chrono::day{1}} + std::chrono::days{static_cast<unsigned>(date.day()) - 1});
}

void add_up(StockEntry const& entry, StockItem& item)
{
    switch (entry.kind) {
    case StockKind::count: return;
    case StockKind::receipt: item.received += entry.quantity; return;
    case StockKind::issue: item.consumed += entry.quantity; return;
    case StockKind::loss: item.lost += entry.quantity; return;
    case StockKind::transfer_out: item.sent += entry.quantity; return;
    case StockKind::transfer_in: item.transferred_in += entry.quantity; return;
    case StockKind::expired: item.expired += entry.quantity; return;
    }
}

void fill_shelf(StockShelf const& shelf, Day today, StockItem& item)
{
    for (auto const& batch : shelf.batches) {
        if (std::abs(batch.quantity) <= crumb) continue;
        item.batches.push_back(batch);
        item.on_hand += batch.quantity;
        bool const past = batch.expiry && *batch.expiry < today;
        (past ? item.expired_on_shelf : item.usable) += batch.quantity;
    }
    item.usable = std::max(0.0, item.usable);
    std::sort(item.batches.begin(), item.batches.end(), [](StockBatch const& a, StockBatch const& b) { return used_before(a, b) || (!used_before(b, a) && a.batch < b.batch); });
}

void fill_stock_outs(StockShelf const& shelf, StockItem& item)
{
    for (std::size_t at = 0; at < shelf.steps.size(); ++at) {
        if (shelf.steps[at].usable > 0) continue;
        Day const first = std::max(shelf.steps[at].day, item.window_first);
        Day const end = std::min(at + 1 < shelf.steps.size() ? shelf.steps[at + 1].day : item.window_end, item.window_end);
        if (first >= end) continue;
        item.stock_out_days += static_cast<int>((end - first).count());
        if (!item.stock_outs.empty() && item.stock_outs.back().end == first) item.stock_outs.back().end = end;
        else item.stock_outs.push_back({first, end});
    }
}

void fill_consumption(StockSettings const& settings, StockItem& item)
{
    bool const whole = item.first_day <= item.window_first;
    double const seen_days = static_cast<double>((item.window_end - std::max(item.first_day, item.window_first)).count());
    item.months_seen = whole ? settings.months : seen_days / settings.days_per_month;
    if (item.months_seen > 0) item.consumption_plain = item.consumed / item.months_seen;
    double const months_in_stock = item.months_seen - item.stock_out_days / settings.days_per_month;
    if (item.stock_out_days < seen_days && months_in_stock > 0) item.consumption = item.consumed / months_in_stock;
}

/// First to expire, first out, at an even rate from tomorrow: what of each batch is left on its last day.
void fill_expiry(Day today, double a_day, StockItem& item)
{
    double used = 0, lost = 0;
    for (auto& batch : item.batches) {
        if (batch.quantity <= 0) continue;
        if (batch.expiry && *batch.expiry < today) continue;
        double const can = batch.expiry ? std::max(0.0, a_day * static_cast<double>((*batch.expiry - today).count()) - used) : batch.quantity;
        double const here = std::min(batch.quantity, can);
        batch.lost_to_expiry = batch.quantity - here;
        used += here;
        lost += batch.quantity - here;
    }
    item.lost_to_expiry = lost;
    double const served_days = a_day > 0 ? std::floor(used / a_day + crumb) : days_ahead_max;
    if (served_days < days_ahead_max) item.empty_on = today + days(served_days + 1);
}

void fill_order(StockSettings const& settings, StockItem& item)
{
    double const a_day = *item.consumption / settings.days_per_month;
    double const safety_days = settings.safety_days.value_or(settings.lead_days);
    item.reorder_point = a_day * (settings.lead_days + settings.security_lead_days + safety_days);
    item.maximum = *item.reorder_point + a_day * settings.review_days;
    double const there = item.usable + item.in_transit;
    item.order = std::max(0.0, *item.maximum - there);
    item.order_with_expiry = std::max(0.0, *item.maximum - there + item.lost_to_expiry.value_or(0));
}

StockStatus status_of(StockItem const& item)
{
    if (item.usable <= 0) return StockStatus::out;
    if (!item.consumption) return StockStatus::unknown;
    if (*item.consumption <= 0) return StockStatus::unused;
    if (item.usable <= *item.reorder_point) return StockStatus::below_reorder;
    return item.usable > *item.maximum ? StockStatus::above_maximum : StockStatus::adequate;
}

}  // namespace

void plan_stock(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockShelf const& shelf, Day today, StockSettings const& settings, StockItem& item)
{
    item.opening_counted = shelf.opening_counted;
    item.window_end = today + std::chrono::days{1};
    item.window_first = months_before(item.window_end, settings.months);
    for (auto const line : lines) {
        if (entries[line].kind == StockKind::count) item.last_count = entries[line].day;
        if (entries[line].day >= item.window_first) add_up(entries[line], item);
    }
    fill_shelf(shelf, today, item);
    fill_stock_outs(shelf, item);
    fill_consumption(settings, item);
    if (item.consumption) {
        fill_expiry(today, *item.consumption / settings.days_per_month, item);
        if (*item.consumption > 0) item.months_of_stock = item.usable / *item.consumption;
    }
    plan_order(settings, item);
}

void plan_order(StockSettings const& settings, StockItem& item)
{
    if (item.consumption) fill_order(settings, item);
    item.status = status_of(item);
}

}  // namespace accalmie
