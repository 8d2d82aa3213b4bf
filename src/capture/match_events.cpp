// SPDX-License-Identifier: Apache-2.0
#include "capture/match_events.hpp"

#include "ground/places.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr double place_weight = 0.4, days_weight = 0.3, deaths_weight = 0.2, kind_weight = 0.1;
constexpr double cell_degrees = 0.6;  // 66 km: a little more than the longest reach, 60 km
constexpr double same_location_score = 0.7, same_cercle_score = 0.4;
constexpr std::size_t found_max = 1'000'000;
constexpr double neutral_score = 0.5;  // one of the two does not say

/// How far two positions of one event may lie apart, by the coarser of the two levels.
double reach_km(int level)
{
    if (level >= 4) return 15;
    return level == 3 ? 35 : 60;
}

enum class Theme : std::uint8_t { fighting, explosion, against_civilians, abduction, crowd, strategic, other };
struct KindTheme {
    std::string_view kind;
    Theme theme;
};
constexpr std::array kind_themes{
    KindTheme{"state_based", Theme::fighting},
    KindTheme{"non_state", Theme::fighting},
    KindTheme{"battle", Theme::fighting},
    KindTheme{"attack", Theme::fighting},
    KindTheme{"explosion", Theme::explosion},
    KindTheme{"one_sided", Theme::against_civilians},
    KindTheme{"violence_against_civilians", Theme::against_civilians},
    KindTheme{"killing", Theme::against_civilians},
    KindTheme{"robbery", Theme::against_civilians},
    KindTheme{"abduction", Theme::abduction},
    KindTheme{"protest", Theme::crowd},
    KindTheme{"riot", Theme::crowd},
    KindTheme{"strategic", Theme::strategic},
    KindTheme{"arrest", Theme::strategic},
};
Theme theme_of(std::string_view kind)
{
    for (auto const& each : kind_themes)
        if (each.kind == kind) return each.theme;
    return Theme::other;
}

/// 1: the same in both vocabularies; 0: never one event.
double kind_score(std::string_view a, std::string_view b)
{
    auto first = theme_of(a), second = theme_of(b);
    if (a == b) return 1;
    if (first == second) return 0.9;
    if (first == Theme::other || second == Theme::other) return neutral_score;
    if (second < first) std::swap(first, second);
    bool const violent = second <= Theme::abduction;
    if (violent)
        return first == Theme::fighting || second == Theme::abduction ? 0.7
                                                                      : 0.5;  // an attack is told as a battle by one, as against civilians by another
    return first == Theme::crowd || second == Theme::crowd ? 0 : 0.3;
}

double deaths_score(EventBrief const& a, EventBrief const& b)
{
    if (!a.deaths || !b.deaths) return neutral_score;
    auto const [less, more] = std::minmax(*a.deaths, *b.deaths);
    if (less == more) return 1;
    // One more in two, or five more in a hundred, are both common between sources: compare with one added.
    return static_cast<double>(less + 1) / static_cast<double>(more + 1);
}

double days_score(int apart, int days_max, bool loose)
{
    double const score = 1.0 - static_cast<double>(apart) / (days_max + 1.0);
    return loose ? score * 0.6 : score;  // a week or month that holds the other day says little
}

int days_apart(EventBrief const& a, EventBrief const& b)
{
    auto const gap = std::max((b.first - a.last).count(), (a.first - b.last).count());
    return static_cast<int>(std::max<decltype(gap)>(gap, 0));
}

bool placed(EventBrief const& event) { return event.position && event.position_level >= 2; }

/// One row as the blocks see it.
struct Entry {
    Day first, last;
    std::size_t event;
};
using Block = std::vector<Entry>;

class Matcher {
public:
    Matcher(std::span<EventBrief const> events, MatchOptions const& options) : events_(events), options_(options), names_(events.size()) {}

    Result<std::vector<MatchCandidate>> run();

private:
    void fill_blocks();
    Result<void> compare_with(std::size_t event, Block const& block);
    Result<void> compare_cells(std::size_t event);
    Result<void> compare_names(std::size_t event);
    void compare(std::size_t one, std::size_t other);
    double place_score(EventBrief const& a, EventBrief const& b, std::size_t one, std::size_t other, std::optional<double>& distance) const;
    std::vector<MatchCandidate> best() const;

    static int row_of(double latitude) { return static_cast<int>(std::floor(latitude / cell_degrees)); }
    /// Cells of a row are as wide as they are high, on the ground, at the row's edge nearest to a pole.
    static double width_of(int row)
    {
        double const farthest = std::min(89.0, std::max(std::abs(row * cell_degrees), std::abs((row + 1) * cell_degrees)));
        return cell_degrees / std::cos(farthest * std::numbers::pi / 180);
    }
    static std::int64_t cell_of(int row, double longitude)
    {
        return (static_cast<std::int64_t>(row) << 32) + static_cast<std::int64_t>(std::floor(longitude / width_of(row)));
    }
    bool comparable(EventBrief const& event) const
    {
        return (event.last - event.first).count() <= options_.span_days_max && event.last >= event.first;
    }

    struct Names {
        std::string location, adm_2;
    };
    std::span<EventBrief const> events_;
    MatchOptions const& options_;
    std::vector<Names> names_;
    std::unordered_map<std::int64_t, Block> cells_;
    std::unordered_map<std::string_view, Block> by_name_;
    std::uint64_t compared_ = 0;
    bool full_ = false;  // more candidates than can be kept
    std::vector<MatchCandidate> found_;
};

void Matcher::fill_blocks()
{
    for (std::size_t event = 0; event < events_.size(); ++event) {
        auto const& brief = events_[event];
        if (!comparable(brief)) continue;
        Entry const entry{brief.first, brief.last, event};
        auto& names = names_[event];
        names = {fold_name(brief.location), fold_name(brief.adm_2)};
        if (placed(brief)) {
            int const row = row_of(brief.position->latitude());
            cells_[cell_of(row, brief.position->longitude())].push_back(entry);
        }
        if (!names.location.empty()) by_name_[names.location].push_back(entry);
        if (!names.adm_2.empty() && names.adm_2 != names.location) by_name_[names.adm_2].push_back(entry);
    }
    auto const sort = [](Block& block) {
        std::sort(block.begin(), block.end(),
                  [](Entry const& a, Entry const& b) { return std::pair{a.first, a.event} < std::pair{b.first, b.event}; });
    };
    for (auto& [cell, block] : cells_) sort(block);
    for (auto& [name, block] : by_name_) sort(block);
}

double Matcher::place_score(EventBrief const& a, EventBrief const& b, std::size_t one, std::size_t other, std::optional<double>& distance) const
{
    if (placed(a) && placed(b)) {
        distance = distance_km(*a.position, *b.position);
        return std::max(0.0, 1 - *distance / reach_km(std::min(a.position_level, b.position_level)));
    }
    auto const& left = names_[one];
    auto const& right = names_[other];
    if (!left.location.empty() && left.location == right.location) return same_location_score;
    bool const cercle = (!left.location.empty() && left.location == right.adm_2) || (!right.location.empty() && right.location == left.adm_2) ||
                        (!left.adm_2.empty() && left.adm_2 == right.adm_2);
    return cercle ? same_cercle_score : 0;
}

void Matcher::compare(std::size_t one, std::size_t other)
{
    auto const& a = events_[one];
    auto const& b = events_[other];
    if (a.source == b.source) return;
    MatchCandidate match;
    match.a = std::min(one, other), match.b = std::max(one, other);
    match.days_apart = days_apart(a, b);
    if (match.days_apart > options_.days_max) return;
    match.kind_score = kind_score(a.kind, b.kind);
    match.place_score = place_score(a, b, one, other, match.distance_km);
    if (match.kind_score == 0 || match.place_score == 0) return;
    bool const loose = std::max((a.last - a.first).count(), (b.last - b.first).count()) > options_.days_max;
    match.days_score = days_score(match.days_apart, options_.days_max, loose);
    match.deaths_score = deaths_score(a, b);
    if (a.deaths && b.deaths) match.deaths_apart = std::abs(*a.deaths - *b.deaths);
    match.score =
        place_weight * match.place_score + days_weight * match.days_score + deaths_weight * match.deaths_score + kind_weight * match.kind_score;
    if (match.score < options_.score_min) return;
    if (std::binary_search(options_.different.begin(), options_.different.end(), std::pair{match.a, match.b})) return;
    if (found_.size() < found_max)
        found_.push_back(match);
    else
        full_ = true;
}

/// Every pair once: from the row with the smaller index.
Result<void> Matcher::compare_with(std::size_t event, Block const& block)
{
    auto const& brief = events_[event];
    auto const reach = std::chrono::days{options_.days_max};
    auto const begin = std::lower_bound(block.begin(), block.end(), brief.first - reach - std::chrono::days{options_.span_days_max},
                                        [](Entry const& entry, Day day) { return entry.first < day; });
    for (auto at = begin; at != block.end() && at->first <= brief.last + reach; ++at) {
        if (++compared_ > options_.compared_max || full_)
            return Error{Error::Kind::limit,
                         fmt::format("more than {} pairs of events to compare, or {} of them alike", options_.compared_max, found_max), "same event",
                         "compare fewer years or a smaller area at a time"};
        if (at->event > event) compare(event, at->event);
    }
    return {};
}

Result<void> Matcher::compare_cells(std::size_t event)
{
    auto const& position = *events_[event].position;
    int const middle = row_of(position.latitude());
    for (int row = middle - 1; row <= middle + 1; ++row) {
        double const width = width_of(row);
        auto const column = static_cast<std::int64_t>(std::floor(position.longitude() / width));
        for (std::int64_t step = -1; step <= 1; ++step) {
            auto const found = cells_.find((static_cast<std::int64_t>(row) << 32) + column + step);
            if (found != cells_.end()) TRY(compare_with(event, found->second));
        }
    }
    return {};
}

Result<void> Matcher::compare_names(std::size_t event)
{
    for (auto const* name : {&names_[event].location, &names_[event].adm_2}) {
        auto const found = name->empty() ? by_name_.end() : by_name_.find(*name);
        if (found != by_name_.end()) TRY(compare_with(event, found->second));
    }
    return {};
}

/// Each pair once, and of each row the best few of each other source.
std::vector<MatchCandidate> Matcher::best() const
{
    auto candidates = found_;
    std::sort(candidates.begin(), candidates.end(),
              [](MatchCandidate const& x, MatchCandidate const& y) { return std::tuple{-x.score, x.a, x.b} < std::tuple{-y.score, y.a, y.b}; });
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    std::map<std::pair<std::size_t, std::string_view>, std::size_t> offered;
    std::vector<MatchCandidate> kept;
    for (auto const& candidate : candidates) {
        if (!pairs.emplace(candidate.a, candidate.b).second) continue;
        auto& of_a = offered[{candidate.a, events_[candidate.b].source}];
        auto& of_b = offered[{candidate.b, events_[candidate.a].source}];
        if (of_a >= options_.offered_max || of_b >= options_.offered_max) continue;
        ++of_a, ++of_b;
        kept.push_back(candidate);
    }
    return kept;
}

Result<std::vector<MatchCandidate>> Matcher::run()
{
    fill_blocks();
    for (std::size_t event = 0; event < events_.size(); ++event) {
        if (!comparable(events_[event])) continue;
        if (placed(events_[event])) TRY(compare_cells(event));
        TRY(compare_names(event));
    }
    return best();
}

/// Groups of rows; joined only while no source comes twice.
class Groups {
public:
    explicit Groups(std::span<EventBrief const> events) : parent_(events.size()), sources_(events.size()), score_(events.size(), 1)
    {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
        for (std::size_t event = 0; event < events.size(); ++event) sources_[event].insert(events[event].source);
    }
    std::size_t root(std::size_t event)
    {
        while (parent_[event] != event) event = parent_[event] = parent_[parent_[event]];
        return event;
    }
    void join(MatchCandidate const& candidate)
    {
        auto const a = root(candidate.a), b = root(candidate.b);
        if (a == b) return;
        for (auto const source : sources_[b])
            if (sources_[a].contains(source)) return;
        parent_[b] = a;
        sources_[a].merge(sources_[b]);
        score_[a] = std::min({score_[a], score_[b], candidate.score});
    }
    double score(std::size_t root_event) const { return score_[root_event]; }

private:
    std::vector<std::size_t> parent_;
    std::vector<std::set<std::string_view>> sources_;
    std::vector<double> score_;
};

std::string with_comma(std::string text)
{
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

}  // namespace

Result<std::vector<MatchCandidate>> match_events(std::span<EventBrief const> events, MatchOptions const& options)
{
    return Matcher{events, options}.run();
}

std::vector<MatchOffer> offers_of(std::span<MatchCandidate const> candidates, std::span<EventBrief const> events)
{
    Groups groups{events};
    std::set<std::size_t> involved;
    for (auto const& candidate : candidates) {
        groups.join(candidate);
        involved.insert({candidate.a, candidate.b});
    }
    std::map<std::size_t, MatchOffer> by_root;
    for (auto const event : involved) {
        auto const root = groups.root(event);
        auto& offer = by_root[root];
        offer.events.push_back(event);
        offer.score = groups.score(root);
    }
    std::vector<MatchOffer> offers;
    for (auto& [root, offer] : by_root)
        if (offer.events.size() > 1) offers.push_back(std::move(offer));
    std::sort(offers.begin(), offers.end(),
              [](MatchOffer const& x, MatchOffer const& y) { return std::pair{-x.score, x.events.front()} < std::pair{-y.score, y.events.front()}; });
    return offers;
}

std::vector<Words> reasons_of(MatchCandidate const& candidate)
{
    auto const plural = [](int count) { return count > 1 ? "s" : ""; };
    std::array<std::pair<double, Words>, 4> reasons;
    reasons[0] = {place_weight * candidate.place_score, {"même nom de lieu", "the same place name"}};
    if (candidate.distance_km)
        reasons[0].second = {with_comma(fmt::format("à {:.1f} km l’un de l’autre", *candidate.distance_km)),
                             fmt::format("{:.1f} km apart", *candidate.distance_km)};
    int const days = candidate.days_apart;
    reasons[1] = {days_weight * candidate.days_score, {"mêmes jours", "the same days"}};
    if (days > 0) reasons[1].second = {fmt::format("à {} jour{} d’écart", days, plural(days)), fmt::format("{} day{} apart", days, plural(days))};
    reasons[2] = {deaths_weight * candidate.deaths_score, {"nombre de morts inconnu d’un côté", "deaths unknown on one side"}};
    if (candidate.deaths_apart == 0)
        reasons[2].second = {"même nombre de morts", "the same number of deaths"};
    else if (candidate.deaths_apart)
        reasons[2].second = {fmt::format("{} mort(s) d’écart", *candidate.deaths_apart), fmt::format("deaths differ by {}", *candidate.deaths_apart)};
    reasons[3] = {kind_weight * candidate.kind_score, {"types de fait compatibles", "kinds of event that go together"}};
    if (candidate.kind_score >= 0.9) reasons[3].second = {"même type de fait", "the same kind of event"};
    std::sort(reasons.begin(), reasons.end(),
              [](auto const& x, auto const& y) { return std::tie(y.first, x.second.en) < std::tie(x.first, y.second.en); });
    std::vector<Words> words;
    for (auto& [weight, text] : reasons) words.push_back(std::move(text));
    return words;
}

std::map<std::string, Value, std::less<>> same_event_choice(RecordAddress const& one, RecordAddress const& other, std::string reason)
{
    auto const text = [](RecordAddress const& address) { return address.record.hex() + ":" + std::to_string(address.row); };
    std::map<std::string, Value, std::less<>> fields{
        {"about", text(one)}, {"chosen", text(one)}, {"other", text(other)}, {"purpose", std::string{"same_event"}}};
    if (!reason.empty()) fields.emplace("reason", std::move(reason));
    return fields;
}

}  // namespace accalmie
