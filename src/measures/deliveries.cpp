// SPDX-License-Identifier: Apache-2.0
#include "measures/deliveries.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t deliveries_max = 2'000'000;

/// Who was served, as far as a count says it.
auto whom(Delivery const& one) { return std::tie(one.service, one.species, one.sex, one.age_band, one.residence); }
auto occasion(Delivery const& one) { return std::tuple_cat(std::tie(one.place, one.day), whom(one)); }

/// Under a visit first, then without report, then with an item, then by id.
bool counts_before(Delivery const& a, Delivery const& b)
{
    return std::tuple(a.visit.empty(), !a.report.empty(), a.item.empty(), std::string_view{a.id}) < std::tuple(b.visit.empty(), !b.report.empty(), b.item.empty(), std::string_view{b.id});
}

bool other_items(Delivery const& a, Delivery const& b) { return !a.item.empty() && !b.item.empty() && a.item != b.item; }
bool is_report_only(Delivery const& one) { return !one.report.empty() && one.visit.empty(); }

TwiceBecause reason_of(Delivery const& out, Delivery const& kept)
{
    if (!out.visit.empty() && out.visit == kept.visit) return TwiceBecause::same_visit;
    if (is_report_only(out) && is_report_only(kept)) return TwiceBecause::two_reports;
    return is_report_only(out) ? TwiceBecause::visit_and_report : TwiceBecause::two_visits;
}

Result<void> check(std::span<Delivery const> deliveries)
{
    if (deliveries.size() > deliveries_max) return Error{Error::Kind::limit, "more than 2,000,000 counts of services", {}, "ask about a smaller place or time"};
    for (auto const& one : deliveries) {
        if (one.count < 0) return Error{Error::Kind::invalid, "a count below zero", one.id, "correct it"};
        if (is_report_only(one) && one.period_last < one.period_first) return Error{Error::Kind::invalid, "a report that ends before it begins", one.id, "correct it"};
    }
    return {};
}

/// Pairs of visits (the lesser address first) that tell different numbers of the same people somewhere: they are two visits, and where two of
/// their numbers agree it is by chance.
using Strangers = std::set<std::pair<std::string_view, std::string_view>>;
constexpr std::size_t occasion_pairs_max = 64;  // of more counts of one occasion none tells visits apart

std::pair<std::string_view, std::string_view> pair_of(Delivery const& a, Delivery const& b) { return std::minmax(std::string_view{a.visit}, std::string_view{b.visit}); }

void tell_strangers(std::span<Delivery const> deliveries, std::span<std::size_t const> alike, Strangers& strangers)
{
    if (alike.size() > occasion_pairs_max) return;
    std::map<std::string_view, std::set<std::int64_t>> told;  // by visit
    for (auto const index : alike)
        if (!deliveries[index].visit.empty()) told[deliveries[index].visit].insert(deliveries[index].count);
    auto const has_more = [](std::set<std::int64_t> const& a, std::set<std::int64_t> const& b) { return !std::includes(b.begin(), b.end(), a.begin(), a.end()); };
    for (auto a = told.begin(); a != told.end(); ++a)
        for (auto b = std::next(a); b != told.end(); ++b)
            if (has_more(a->second, b->second) && has_more(b->second, a->second)) strangers.insert({a->first, b->first});
}

/// Counts of one occasion, the one that would count first: who repeats whom, and who differs.
void judge_occasion(std::span<Delivery const> deliveries, std::span<std::size_t const> alike, Strangers const& strangers, DeliveriesOnce& once)
{
    std::vector<std::size_t> kept;
    for (auto const index : alike) {
        auto const& one = deliveries[index];
        auto const same = std::find_if(kept.begin(), kept.end(), [&](std::size_t k) { return deliveries[k].count == one.count && !other_items(deliveries[k], one) && !strangers.contains(pair_of(deliveries[k], one)); });
        if (same != kept.end() && one.count > 0) {
            once.counts[index] = 0;
            once.twice.push_back({index, *same, reason_of(one, deliveries[*same])});
            continue;
        }
        // Rows of one visit or one report are parts of it; a report is held against the visits of its whole period below.
        auto const other = std::find_if(kept.begin(), kept.end(), [&](std::size_t k) {
            return !other_items(deliveries[k], one) && is_report_only(deliveries[k]) == is_report_only(one) && (one.visit.empty() || deliveries[k].visit != one.visit) && (one.report.empty() || deliveries[k].report != one.report);
        });
        if (other != kept.end() && std::min(one.count, deliveries[*other].count) > 0) once.overlaps.push_back({index, *other, std::min(one.count, deliveries[*other].count)});
        kept.push_back(index);
    }
}

void judge_occasions(std::span<Delivery const> deliveries, DeliveriesOnce& once)
{
    std::vector<std::size_t> order(deliveries.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        auto const &one = deliveries[a], &other = deliveries[b];
        if (occasion(one) != occasion(other)) return occasion(one) < occasion(other);
        return counts_before(one, other) || (!counts_before(other, one) && a < b);
    });
    std::vector<std::span<std::size_t const>> occasions;
    for (std::size_t first = 0; first < order.size();) {
        auto end = first + 1;
        while (end < order.size() && occasion(deliveries[order[first]]) == occasion(deliveries[order[end]])) ++end;
        if (end - first > 1) occasions.push_back(std::span{order}.subspan(first, end - first));
        first = end;
    }
    Strangers strangers;
    for (auto const alike : occasions) tell_strangers(deliveries, alike, strangers);
    for (auto const alike : occasions) judge_occasion(deliveries, alike, strangers, once);
}

using Whom = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;
/// Who was served, and where a report looks for them: "facility" and its address, or "place" and its P-code.
using Sought = std::tuple<std::string_view, std::string_view, Whom>;
using Served = std::map<Sought, std::vector<std::size_t>>;  // indices by day

Whom whom_of(Delivery const& one) { return {one.service, one.species, one.sex, one.age_band, one.residence}; }

/// Counts under visits that count.
Served under_visits(std::span<Delivery const> deliveries, DeliveriesOnce const& once)
{
    Served served;
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
        auto const& one = deliveries[i];
        if (one.visit.empty() || once.counts[i] == 0) continue;
        if (!one.facility.empty()) served[{"facility", one.facility, whom_of(one)}].push_back(i);
        served[{"place", one.place, whom_of(one)}].push_back(i);
    }
    for (auto& [sought, indices] : served)
        std::sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return std::tie(deliveries[a].day, deliveries[a].id, a) < std::tie(deliveries[b].day, deliveries[b].id, b); });
    return served;
}

struct InPeriod {
    std::size_t first = 0;
    std::int64_t sum = 0;
};

std::optional<InPeriod> in_period(std::span<Delivery const> deliveries, Served const& served, Sought const& sought, Delivery const& report)
{
    auto const found = served.find(sought);
    if (found == served.end()) return std::nullopt;
    auto const from = std::lower_bound(found->second.begin(), found->second.end(), report.period_first, [&](std::size_t i, Day day) { return deliveries[i].day < day; });
    std::optional<InPeriod> sum;
    for (auto at = from; at != found->second.end() && deliveries[*at].day <= report.period_last; ++at) {
        if (!sum) sum = InPeriod{*at, 0};
        sum->sum += deliveries[*at].count;
    }
    return sum;
}

void judge_reports(std::span<Delivery const> deliveries, DeliveriesOnce& once)
{
    auto const served = under_visits(deliveries, once);
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
        auto const& report = deliveries[i];
        if (!is_report_only(report) || once.counts[i] == 0 || report.count == 0) continue;
        std::optional<InPeriod> possible;
        for (auto const& [by, value] : {std::pair<std::string_view, std::string_view>{"facility", report.facility}, {"place", report.place}}) {
            auto const sum = value.empty() ? std::nullopt : in_period(deliveries, served, {by, value, whom_of(report)}, report);
            if (sum && sum->sum == report.count) {
                once.counts[i] = 0;
                once.twice.push_back({i, sum->first, TwiceBecause::visit_and_report});
                break;
            }
            if (sum && sum->sum > 0 && !possible) possible = sum;
        }
        if (once.counts[i] != 0 && possible) once.overlaps.push_back({i, possible->first, std::min(report.count, possible->sum)});
    }
}

/// Which layer of detail a count is of; counts of one layer may be added.
int layer_of(Delivery const& one)
{
    int const sex = one.sex == "all" ? 1 : 0, residence = one.residence == "all" ? 1 : 0;
    bool const is_coarse = one.age_band == "under_5" || one.age_band == "18_plus";
    int const age = one.age_band == "all" ? 2 : is_coarse ? 1 : 0;
    return sex * 6 + residence * 3 + age;
}

}  // namespace

std::string_view twice_code(TwiceBecause because)
{
    switch (because) {
    case TwiceBecause::same_visit: return "same_visit";
    case TwiceBecause::two_visits: return "two_visits";
    case TwiceBecause::two_reports: return "two_reports";
    case TwiceBecause::visit_and_report: return "visit_and_report";
    }
    return {};
}

Result<DeliveriesOnce> deliveries_once(std::span<Delivery const> deliveries)
{
    TRY(check(deliveries));
    DeliveriesOnce once;
    once.counts.assign(deliveries.size(), 1);
    judge_occasions(deliveries, once);
    judge_reports(deliveries, once);
    std::sort(once.twice.begin(), once.twice.end(), [](Twice const& a, Twice const& b) { return a.delivery < b.delivery; });
    std::erase_if(once.overlaps, [&](Overlap const& overlap) { return once.counts[overlap.delivery] == 0 || once.counts[overlap.with] == 0; });
    std::sort(once.overlaps.begin(), once.overlaps.end(), [](Overlap const& a, Overlap const& b) { return a.delivery < b.delivery; });
    return once;
}

std::int64_t times_given(std::span<Delivery const* const> deliveries)
{
    using At = std::tuple<std::string_view, Day, std::string_view, std::string_view, std::string_view, std::string_view>;
    std::map<At, std::map<int, std::int64_t>> occasions;
    for (auto const* one : deliveries) occasions[{one->place, one->day, one->visit, one->report, one->service, one->species}][layer_of(*one)] += one->count;
    std::int64_t times = 0;
    for (auto const& [at, layers] : occasions) {
        std::int64_t most = 0;
        for (auto const& [layer, sum] : layers) most = std::max(most, sum);
        times += most;
    }
    return times;
}

std::string_view item_state_code(ItemState state)
{
    switch (state) {
    case ItemState::delivered: return "delivered";
    case ItemState::partly_overdue: return "partly_overdue";
    case ItemState::overdue: return "overdue";
    case ItemState::waiting: return "waiting";
    case ItemState::no_due: return "no_due";
    case ItemState::due_hidden: return "due_hidden";
    }
    return {};
}

ItemState item_state(PlannedItem const& item, Day as_of)
{
    if (item.delivered >= item.planned) return ItemState::delivered;
    switch (item.due_known) {
    case DueKnown::hidden: return ItemState::due_hidden;
    case DueKnown::not_said: return ItemState::no_due;
    case DueKnown::said: break;
    }
    if (as_of <= item.due) return ItemState::waiting;
    return item.delivered > 0 ? ItemState::partly_overdue : ItemState::overdue;
}

}  // namespace accalmie
