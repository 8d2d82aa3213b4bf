// SPDX-License-Identifier: Apache-2.0
#include "answers/reach_rows.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::string_view human = "human";

/// Rows of one visit whose counts are parts of one whole may be added; a total beside its parts may not. Which of these a row is, by dimension.
int layer_of(ServiceFacts const& row)
{
    int const sex = row.sex == "all" ? 1 : 0, residence = row.residence == "all" ? 1 : 0;
    bool const coarse = row.age_band == "under_5" || row.age_band == "18_plus";
    int const age = row.age_band == "all" ? 2 : coarse ? 1 : 0;
    return sex * 6 + residence * 3 + age;
}

/// What one visit (or one day without one) gave of a service at a place: the sum of each layer.
using Layers = std::map<int, std::int64_t>;

std::int64_t at_least(Layers const& layers)
{
    std::int64_t most = 0;
    for (auto const& [layer, sum] : layers) most = std::max(most, sum);
    return most;
}

std::int64_t at_most(Layers const& layers)
{
    std::int64_t all = 0;
    for (auto const& [layer, sum] : layers) all += sum;
    return all;
}

struct Kind {
    std::string service, species;
    friend auto operator<=>(Kind const& a, Kind const& b)
    {
        bool const a_animal = a.species != human, b_animal = b.species != human;
        return std::tie(a_animal, a.service, a.species) <=> std::tie(b_animal, b.service, b.species);
    }
};

/// One visit, or one day of a service without a visit.
using Occasion = std::tuple<std::string, Day, std::string>;
struct Given {
    std::map<Occasion, Layers> occasions;
    std::int64_t rows = 0;
};

/// Counts of places that hold none of the others: a place that holds some (P-codes begin alike) takes their sum where that is more.
std::map<std::string, std::int64_t> outermost(std::map<std::string, std::int64_t> by_place)
{
    std::map<std::string, std::int64_t> kept, inside;
    for (auto place = by_place.rbegin(); place != by_place.rend(); ++place) {
        auto const& code = place->first;
        auto const within = inside.find(code);
        auto const count = within == inside.end() ? place->second : std::max(place->second, within->second);
        std::string holder = code;
        while (!holder.empty() && (holder == code || !by_place.contains(holder))) holder.pop_back();
        (holder.empty() ? kept[code] : inside[holder]) += count;
    }
    return kept;
}

/// Persons of a service in one month: places are added, of visits to one place the largest counts. The rule of `sum_of_reach`.
Result<std::int64_t> persons_of_month(Kind const& kind, Month month, std::map<std::string, std::int64_t> const& by_place)
{
    std::int64_t persons = 0;
    std::vector<ReachFigure> figures;
    constexpr std::size_t at_once = 1000;
    for (auto const& [place, count] : by_place) {
        figures.push_back({kind.service, kind.species == human ? ReachUnit::persons : ReachUnit::animals, kind.species == human ? std::string{} : kind.species, place, month, month, count});
        if (figures.size() < at_once) continue;
        persons += TRY(sum_of_reach(figures));
        figures.clear();
    }
    if (!figures.empty()) persons += TRY(sum_of_reach(figures));
    return persons;
}

Result<ServiceReach> reach_of(Kind const& kind, Given const& given)
{
    ServiceReach reach;
    reach.service = kind.service, reach.species = kind.species, reach.rows = given.rows;
    std::map<Month, std::map<std::string, std::int64_t>> largest;
    bool doubled = false;
    for (auto const& [occasion, layers] : given.occasions) {
        auto const& [place, day, visit] = occasion;
        auto const least = at_least(layers);
        auto& kept = largest[Month::of(day)][place];
        kept = std::max(kept, least);
        reach.times += least, reach.different.upper += at_most(layers);
        doubled = doubled || layers.size() > 1;
    }
    if (!doubled) reach.times_added = reach.times;
    for (auto const& [month, by_place] : largest) {
        auto const persons = TRY(persons_of_month(kind, month, outermost(by_place)));
        if (!reach.largest_month || persons > reach.different.lower) reach.largest_month = month, reach.different.lower = persons;
    }
    return reach;
}

void cap(ReachAnswer& answer, ReachRange& range)
{
    if (!answer.population) return;
    if (range.lower > *answer.population) answer.above_population = true;
    else if (range.upper >= *answer.population) range.upper = *answer.population, range.upper_rule = ReachRule::population;
}

/// Of several services together: those of the largest at least; nobody twice at most.
Result<ReachRange> joined(std::vector<ServiceReach> const& services, std::string_view species)
{
    std::vector<std::int64_t> lower, upper;
    for (auto const& service : services)
        if (service.species == species) lower.push_back(service.different.lower), upper.push_back(service.different.upper);
    auto const least = TRY(reach_bounds(lower, {}, {})), most = TRY(reach_bounds(upper, {}, {}));
    return ReachRange{least.lower, most.upper, least.lower_rule, most.upper_rule};
}

void refuse(ReachAnswer& answer, std::string what, std::vector<ReachFigure> const& figures)
{
    if (auto const sum = sum_of_reach(figures); !sum && sum.error().kind == Error::Kind::denied) answer.refused.push_back({std::move(what), sum.error().what});
}

/// The sums that the rows invite to, tried.
void tell_refused(ReachAnswer& answer)
{
    std::vector<ReachFigure> services, species, both;
    std::optional<ReachFigure> first, second;
    for (auto const& service : answer.services) {
        bool const is_animal = service.species != human;
        ReachFigure figure{service.service, is_animal ? ReachUnit::animals : ReachUnit::persons, is_animal ? service.species : std::string{}, "here", *answer.from, *answer.to, service.different.upper};
        if (!is_animal && services.size() < 2) services.push_back(figure);
        if (is_animal && (species.empty() || species.front().species != figure.species) && species.size() < 2) species.push_back(figure);
        if (both.empty() || (both.size() == 1 && both.front().unit != figure.unit)) both.push_back(figure);
        if (!is_animal && !first && *answer.from < *answer.to) {
            first = figure, second = figure;
            first->last = first->first, second->first = second->last;
        }
    }
    if (services.size() > 1) refuse(answer, "services", services);
    if (first) refuse(answer, "months", {*first, *second});
    if (species.size() > 1) refuse(answer, "species", species);
    if (both.size() > 1) refuse(answer, "people_and_animals", both);
    if (std::any_of(answer.services.begin(), answer.services.end(), [](ServiceReach const& one) { return !one.times_added; }))
        answer.refused.push_back({"totals_and_parts", "a total stands beside its parts (all ages beside age bands, all beside women and men): they count the same people"});
}

Result<void> tell_tokens(ReachAnswer& answer, std::vector<ServiceFacts> const& facts)
{
    std::map<std::string, std::vector<std::string>> by_service;
    TokenCount count;
    for (auto const& row : facts) {
        if (row.tokens.empty() || row.species != human) continue;
        ++count.rows;
        auto& tokens = by_service[row.service];
        tokens.insert(tokens.end(), row.tokens.begin(), row.tokens.end());
    }
    if (by_service.empty()) return {};
    std::vector<std::vector<std::string>> tokens;
    for (auto& [service, own] : by_service) count.services.push_back(service), tokens.push_back(std::move(own));
    auto const found = TRY(reach_by_tokens(tokens));
    auto const shown = [](std::size_t persons) { return persons > 0 && persons < static_cast<std::size_t>(shown_count_min) ? std::optional<std::int64_t>{} : static_cast<std::int64_t>(persons); };
    count.distinct = shown(found.distinct);
    for (auto const persons : found.by_service) count.by_service.push_back(shown(persons));
    answer.tokens = std::move(count);
    return {};
}

}  // namespace

std::string_view reach_rule_code(ReachRule rule)
{
    switch (rule) {
    case ReachRule::largest: return "largest";
    case ReachRule::pair: return "pair";
    case ReachRule::dawson_sankoff: return "dawson_sankoff";
    case ReachRule::population: return "population";
    case ReachRule::sum: return "sum";
    case ReachRule::hunter: return "hunter";
    }
    VERIFY(false);
}

Result<void> tell_reach(ReachAnswer& answer, std::vector<ServiceFacts> const& facts)
{
    std::map<Kind, Given> kinds;
    for (auto const& row : facts) {
        auto& given = kinds[{row.service, row.species}];
        ++given.rows;
        given.occasions[{row.place, row.day, row.visit}][layer_of(row)] += row.count;
        answer.disputed += row.disputed ? 1 : 0, answer.flagged_rows += row.flagged ? 1 : 0;
    }
    std::set<std::string> species;
    for (auto const& [kind, given] : kinds) {
        answer.services.push_back(TRY(reach_of(kind, given)));
        if (kind.species == human) cap(answer, answer.services.back().different);
        species.insert(kind.species);
    }
    for (auto const& one : species) {
        auto range = TRY(joined(answer.services, one));
        if (one == human) cap(answer, range), answer.people = range;
        else answer.animals[one] = range;
    }
    if (answer.from && answer.to) tell_refused(answer);
    return tell_tokens(answer, facts);
}

}  // namespace accalmie
