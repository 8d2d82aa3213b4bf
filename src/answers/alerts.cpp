// SPDX-License-Identifier: Apache-2.0
#include "answers/alerts.hpp"

#include "answers/disease_series.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie {

std::string_view alert_state_code(AlertState state)
{
    switch (state) {
    case AlertState::open: return "open";
    case AlertState::seen: return "seen";
    case AlertState::verified: return "verified";
    case AlertState::response_started: return "response_started";
    case AlertState::dismissed: return "dismissed";
    case AlertState::closed: return "closed";
    }
    return {};
}

Day state_day(AlertsQuestion const& question) { return std::min(question.known_on, question.newest_week + std::chrono::days{13}); }

Day first_day_told(AlertsQuestion const& question) { return question.newest_week - std::chrono::days{7 * (question.weeks - 1)}; }

void finish_signal(AlertSignal& signal)
{
    std::vector<SpokenRule> sorted;
    for (auto const level : {AlertLevel::epidemic, AlertLevel::alert})
        for (auto const& rule : signal.rules)
            if (rule.level == level) sorted.push_back(rule);
    signal.rules = std::move(sorted);
    signal.gravest = signal.rules.front().level;
    signal.first_week = signal.rules.front().first_week, signal.last_week = signal.rules.front().last_week;
    for (auto const& rule : signal.rules) {
        signal.first_week = std::min(signal.first_week, rule.first_week);
        signal.last_week = std::max(signal.last_week, rule.last_week);
    }
    auto const which = signal.site.empty() ? signal.species : signal.site;
    signal.key = fmt::format("{}/{}/{}/{}/{}", signal.about, signal.subject, which, code_of(signal.place), week_code(signal.first_week));
}

std::string site_key(std::string_view address)
{
    constexpr std::size_t digits = 12, octets_max = 60;
    auto const colon = address.find(':');
    bool const is_address = colon == 64 || address.size() == 64;
    auto key = is_address ? std::string{address.substr(0, digits)} : std::string{address.substr(0, octets_max)};
    if (is_address && colon != std::string_view::npos) key += address.substr(colon);
    std::replace(key.begin(), key.end(), '/', ' ');
    return key;
}

}  // namespace accalmie
