// SPDX-License-Identifier: Apache-2.0
#include "measures/stock_parts.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace accalmie {

namespace {

constexpr double crumb = 1e-9;

class Pairing {
public:
    Pairing(std::span<StockEntry const> entries, std::span<std::size_t const> lines, int transit_days) : entries_(entries), transit_(transit_days), answered_by_(entries.size())
    {
        for (auto const line : lines) {
            auto const& entry = entries[line];
            facilities_.insert(entry.facility);
            if (entry.kind == StockKind::transfer_out) sent_.push_back(line);
            if (entry.kind == StockKind::transfer_in) received_[entry.item].push_back(line);
        }
        auto const by_day = [&](std::size_t a, std::size_t b) { return std::pair{entries[a].day, a} < std::pair{entries[b].day, b}; };
        std::sort(sent_.begin(), sent_.end(), by_day);
        for (auto& [item, list] : received_) std::sort(list.begin(), list.end(), by_day);
    }

    void pair()
    {
        pair_where([](double sent, double received) { return std::abs(sent - received) <= crumb; }, 0, transit_);
        pair_where([](double sent, double received) { return std::abs(sent - received) <= crumb; }, -transit_, -1);
        pair_where([](double, double) { return true; }, 0, transit_);
    }

    void report(StockFindings& findings, Day today, std::map<StockKey, double>& in_transit) const
    {
        for (auto const line : sent_) report_sent(line, findings, today, in_transit);
        for (auto const& [item, list] : received_)
            for (auto const line : list) report_received(line, findings);
    }

private:
    bool may_answer(StockEntry const& sent, StockEntry const& received) const
    {
        if (sent.facility == received.facility) return false;
        if (!sent.other.empty() && sent.other != received.facility) return false;
        if (!received.other.empty() && received.other != sent.facility) return false;
        return sent.batch.empty() || received.batch.empty() || sent.batch == received.batch;
    }

    /// Each transfer sent, the earliest first, with the earliest one that may answer it, from `from` to `to` days after it.
    template <class Agrees>
    void pair_where(Agrees agrees, int from, int to)
    {
        for (auto const line : sent_) {
            auto const& sent = entries_[line];
            auto const list = received_.find(sent.item);
            if (answered_by_[line] || list == received_.end()) continue;
            auto const before = [&](std::size_t one, Day day) { return entries_[one].day < day; };
            auto at = std::lower_bound(list->second.begin(), list->second.end(), sent.day + std::chrono::days{from}, before);
            for (; at != list->second.end() && entries_[*at].day <= sent.day + std::chrono::days{to}; ++at) {
                if (answered_by_[*at] || !may_answer(sent, entries_[*at]) || !agrees(sent.quantity, entries_[*at].quantity)) continue;
                answered_by_[line] = *at;
                answered_by_[*at] = line;
                break;
            }
        }
    }

    void report_sent(std::size_t line, StockFindings& findings, Day today, std::map<StockKey, double>& in_transit) const
    {
        auto const& entry = entries_[line];
        if (answered_by_[line]) return;
        if (!entry.other.empty() && !facilities_.contains(entry.other)) {
            findings.push_back({StockProblem::sent_outside, line, std::nullopt, entry.quantity, 0});
        } else if (entry.day + std::chrono::days{transit_} < today) {
            findings.push_back({StockProblem::sent_not_received, line, std::nullopt, entry.quantity, 0});
        } else if (!entry.other.empty()) {
            in_transit[{entry.other, entry.item}] += entry.quantity;
        }
    }

    void report_received(std::size_t line, StockFindings& findings) const
    {
        auto const& entry = entries_[line];
        auto const& sent = answered_by_[line];
        if (!sent) {
            bool const outside = !entry.other.empty() && !facilities_.contains(entry.other);
            if (!outside) findings.push_back({StockProblem::received_not_sent, line, std::nullopt, 0, entry.quantity});
            return;
        }
        double const amount = entries_[*sent].quantity;
        if (entry.day < entries_[*sent].day) findings.push_back({StockProblem::received_before_sent, line, sent, amount, entry.quantity});
        if (entry.quantity > amount + crumb) findings.push_back({StockProblem::received_more, line, sent, amount, entry.quantity});
        if (entry.quantity < amount - crumb) findings.push_back({StockProblem::received_less, line, sent, amount, entry.quantity});
    }

    std::span<StockEntry const> entries_;
    int transit_;
    std::set<std::string_view> facilities_;
    std::vector<std::size_t> sent_;
    std::map<std::string_view, std::vector<std::size_t>> received_;      ///< by item
    std::vector<std::optional<std::size_t>> answered_by_;  ///< by line
};

}  // namespace

std::map<StockKey, double> pair_transfers(std::span<StockEntry const> entries, std::span<std::size_t const> lines, Day today, StockSettings const& settings, StockFindings& findings)
{
    Pairing pairing{entries, lines, settings.transit_days};
    pairing.pair();
    std::map<StockKey, double> in_transit;
    pairing.report(findings, today, in_transit);
    return in_transit;
}

}  // namespace accalmie
