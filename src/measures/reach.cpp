// SPDX-License-Identifier: Apache-2.0
#include "measures/reach.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr std::int64_t persons_max = 1'000'000'000;
constexpr std::size_t services_max = 100, token_services_max = 64, tokens_max = 10'000'000, figures_max = 1'000'000;

Error denied(std::string what, std::string remedy) { return {Error::Kind::denied, std::move(what), "sum", std::move(remedy)}; }

/// Why two figures must not be added, or nothing.
std::optional<Error> refusal(ReachFigure const& one, ReachFigure const& other)
{
    if (one.unit != other.unit) return denied("persons, households, contacts and animals are not added to each other", "give each its own line");
    if (one.species != other.species) return denied("animals of different species are not added", "give each species its own line");
    bool const same_time = one.first == other.first && one.last == other.last;
    if (one.unit == ReachUnit::contacts) {
        bool const apart = one.last < other.first || other.last < one.first;
        if (one.service == other.service && one.area == other.area && !apart) return denied("the same contacts would count twice: one service, one area, months that overlap", "give each month once");
        return std::nullopt;
    }
    if (one.service != other.service) return denied("people whom two services reached may be the same people", "give bounds (reach_bounds), or count tokens where people agreed");
    if (!same_time) return denied("people who come in different months may be the same people", "give each month, and over months the bounds or the tokens");
    if (one.area == other.area) return denied("one service, one area and one time come twice", "take one of the figures; if they differ, list the clash");
    return std::nullopt;
}

Result<void> check_counts(std::vector<std::int64_t> const& persons, std::optional<std::int64_t> population)
{
    if (persons.empty()) return Error{Error::Kind::invalid, "no service", "services", "give the persons of at least one"};
    if (persons.size() > services_max) return Error{Error::Kind::limit, "more than 100 services", "services", "join those of one register"};
    if (population && (*population < 0 || *population > persons_max)) return Error{Error::Kind::invalid, "a population that is no count", "population", "give 0 or more, or leave it out"};
    for (std::size_t i = 0; i < persons.size(); ++i) {
        auto const where = "service " + std::to_string(i + 1);
        if (persons[i] < 0) return Error{Error::Kind::invalid, "a count below 0", where, "give 0 or more"};
        if (persons[i] > persons_max) return Error{Error::Kind::limit, "more than 1,000,000,000 persons", where, "check the unit"};
        if (population && persons[i] > *population)
            return Error{Error::Kind::conflict, "more persons than live there", where, "it counts contacts or people from elsewhere, or the population is wrong: say which"};
    }
    return {};
}

Result<void> check_overlaps(std::vector<std::int64_t> const& persons, std::vector<ReachOverlap> const& overlaps)
{
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (std::size_t i = 0; i < overlaps.size(); ++i) {
        auto const& pair = overlaps[i];
        auto const where = "overlap " + std::to_string(i + 1);
        if (pair.one >= persons.size() || pair.other >= persons.size() || pair.one == pair.other || pair.persons < 0)
            return Error{Error::Kind::invalid, "an overlap of what are not two services, or below 0", where, "name two of the services"};
        if (!seen.insert(std::minmax(pair.one, pair.other)).second) return Error{Error::Kind::invalid, "an overlap that comes twice", where, "give each pair once"};
        if (pair.persons > std::min(persons[pair.one], persons[pair.other]))
            return Error{Error::Kind::conflict, "more persons in both services than in one of them", where, "one of the three figures counts something else"};
    }
    return {};
}

void raise(ReachBounds& bounds, std::int64_t lower, ReachRule rule)
{
    if (lower <= bounds.lower) return;
    bounds.lower = lower;
    bounds.lower_rule = rule;
}

std::int64_t dawson_sankoff(std::int64_t sum, std::int64_t pairs)
{
    if (sum == 0) return 0;
    std::int64_t const whole = 2 * pairs / sum;  // the whole part is meant
    auto const k = static_cast<double>(1 + whole);
    // Rounded up: the union is a whole number. What rounding alone left over a whole number is taken off.
    return static_cast<std::int64_t>(std::ceil(2 / (k + 1) * static_cast<double>(sum) - 2 / (k * (k + 1)) * static_cast<double>(pairs) - 1e-6));
}

/// The largest sum of overlaps along a tree (Kruskal).
std::int64_t best_tree(std::vector<ReachOverlap> overlaps, std::size_t services)
{
    std::sort(overlaps.begin(), overlaps.end(), [](ReachOverlap const& one, ReachOverlap const& other) { return std::tuple{-one.persons, one.one, one.other} < std::tuple{-other.persons, other.one, other.other}; });
    std::vector<std::size_t> tree(services);
    std::iota(tree.begin(), tree.end(), std::size_t{0});
    std::int64_t sum = 0;
    for (auto const& pair : overlaps) {
        auto const from = tree[pair.other], to = tree[pair.one];
        if (from == to) continue;
        std::replace(tree.begin(), tree.end(), from, to);
        sum += pair.persons;
    }
    return sum;
}

}  // namespace

Result<std::int64_t> sum_of_reach(std::vector<ReachFigure> const& figures)
{
    if (figures.empty()) return Error{Error::Kind::invalid, "no figure", "sum", "give at least one"};
    if (figures.size() > services_max * services_max) return Error{Error::Kind::limit, "more than 10,000 figures", "sum", "add up area by area"};
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (figures[i].count < 0 || figures[i].count > persons_max) return Error{Error::Kind::invalid, "a count below 0 or above 1,000,000,000", "figure " + std::to_string(i + 1), "give what was counted"};
        for (std::size_t j = 0; j < i; ++j)
            if (auto problem = refusal(figures[j], figures[i])) return *std::move(problem);
        sum += figures[i].count;
    }
    return sum;
}

Result<ReachBounds> reach_bounds(std::vector<std::int64_t> const& persons, std::vector<ReachOverlap> const& overlaps, std::optional<std::int64_t> population)
{
    TRY(check_counts(persons, population));
    TRY(check_overlaps(persons, overlaps));
    ReachBounds bounds;
    std::int64_t const sum = std::accumulate(persons.begin(), persons.end(), std::int64_t{0});
    std::int64_t pairs = 0;
    bounds.lower = *std::max_element(persons.begin(), persons.end());
    for (auto const& pair : overlaps) {
        pairs += pair.persons;
        raise(bounds, persons[pair.one] + persons[pair.other] - pair.persons, ReachRule::pair);
    }
    if (persons.size() > 2 && overlaps.size() == persons.size() * (persons.size() - 1) / 2) raise(bounds, dawson_sankoff(sum, pairs), ReachRule::dawson_sankoff);
    auto const tree = best_tree(overlaps, persons.size());
    bounds.upper = sum - tree;
    bounds.upper_rule = tree > 0 ? ReachRule::hunter : ReachRule::sum;
    if (population && *population < bounds.lower)
        return Error{Error::Kind::conflict, "the services reached more different persons than live there", "population", "people from elsewhere were counted, or the population is wrong: say which"};
    if (population && *population < bounds.upper) {
        bounds.upper = *population;
        bounds.upper_rule = ReachRule::population;
    }
    if (bounds.lower > bounds.upper) return Error{Error::Kind::conflict, "overlaps that cannot all be true", "overlaps", "two of them count something else"};
    return bounds;
}

Result<TokenReach> reach_by_tokens(std::vector<std::vector<std::string>> const& tokens)
{
    if (tokens.size() > token_services_max) return Error{Error::Kind::limit, "more than 64 services", "tokens", "join those of one register"};
    std::size_t total = 0;
    for (auto const& service : tokens) total += service.size();
    if (total > tokens_max) return Error{Error::Kind::limit, "more than 10,000,000 tokens", "tokens", "count area by area"};
    std::unordered_map<std::string_view, std::uint64_t> seen;
    for (std::size_t service = 0; service < tokens.size(); ++service)
        for (auto const& token : tokens[service]) seen[token] |= std::uint64_t{1} << service;
    TokenReach reach;
    reach.distinct = seen.size();
    reach.by_service.assign(tokens.size(), 0);
    reach.by_services_count.assign(tokens.size(), 0);
    for (std::size_t one = 0; one < tokens.size(); ++one)
        for (std::size_t other = one + 1; other < tokens.size(); ++other) reach.overlaps.push_back({one, other, 0});
    for (auto const& [token, services] : seen) {
        ++reach.by_services_count[static_cast<std::size_t>(std::popcount(services)) - 1];
        for (std::size_t service = 0; service < tokens.size(); ++service) reach.by_service[service] += (services >> service) & 1U;
        for (auto& pair : reach.overlaps) pair.persons += static_cast<std::int64_t>((services >> pair.one) & (services >> pair.other) & 1U);
    }
    return reach;
}

Result<std::vector<SourceClash>> source_clashes(std::vector<SourceFigure> const& figures)
{
    if (figures.size() > figures_max) return Error{Error::Kind::limit, "more than 1,000,000 figures", "figures", "compare area by area"};
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> at;
    std::vector<SourceClash> all, clashes;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        auto const& figure = figures[i];
        if (!std::isfinite(figure.value)) return Error{Error::Kind::invalid, "a value that is not a number", "figure " + std::to_string(i + 1), "leave out sources that give none"};
        auto const [found, is_new] = at.try_emplace({figure.quantity, figure.area, figure.period}, all.size());
        if (is_new) all.push_back({figure.quantity, figure.area, figure.period, {}, figure.value, figure.value, false});
        auto& clash = all[found->second];
        clash.lowest = std::min(clash.lowest, figure.value);
        clash.highest = std::max(clash.highest, figure.value);
        clash.definitions_differ = clash.definitions_differ || (!clash.figures.empty() && clash.figures.front().definition != figure.definition);
        clash.figures.push_back(figure);
    }
    for (auto& clash : all)
        if (clash.lowest < clash.highest) clashes.push_back(std::move(clash));
    return clashes;
}

}  // namespace accalmie
