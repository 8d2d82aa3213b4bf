// SPDX-License-Identifier: Apache-2.0
#include "ground/crosswalk.hpp"

#include "ground/resolve.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <tuple>

namespace accalmie {

namespace {

Result<std::string> version_of(std::string const& place)
{
    auto const at = place.find('@');
    if (at == std::string::npos || at == 0 || at + 1 == place.size())
        return Error{Error::Kind::invalid, "not a code with its boundary version", place, "write it as ML0507@cod-ab-2021"};
    return place.substr(at + 1);
}

Result<void> one_version(std::string& version, std::string const& place)
{
    auto found = TRY(version_of(place));
    if (version.empty()) version = std::move(found);
    else if (version != found) return Error{Error::Kind::invalid, fmt::format("a place of {} among places of {}", found, version), place, "make one crosswalk for each pair of versions"};
    return {};
}

std::vector<PlaceValue> listed(std::map<std::string, double, std::less<>> const& sums)
{
    std::vector<PlaceValue> values;
    values.reserve(sums.size());
    for (auto const& [place, value] : sums) values.push_back({place, value});
    return values;
}

bool starts_before(PlaceWeight const& weight, std::string const& place) { return weight.from < place; }

}  // namespace

Result<Crosswalk> Crosswalk::make(std::vector<PlaceWeight> weights)
{
    if (weights.empty()) return Error{Error::Kind::missing, "a crosswalk without any weight"};
    if (weights.size() > weights_max) return Error{Error::Kind::limit, fmt::format("more than {} weights", weights_max)};
    std::sort(weights.begin(), weights.end(), [](auto const& a, auto const& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
    Crosswalk crosswalk;
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        auto const& [from, to, weight] = weights[i];
        TRY(one_version(crosswalk.from_version_, from));
        TRY(one_version(crosswalk.to_version_, to));
        if (!(weight >= 0 && weight <= 1)) return Error{Error::Kind::invalid, fmt::format("the weight {} is not between 0 and 1", weight), from + " to " + to};
        if (i > 0 && weights[i - 1].from == from && weights[i - 1].to == to) return Error{Error::Kind::conflict, "the weight is there twice", from + " to " + to, "keep one of the two"};
        sum = i > 0 && weights[i - 1].from == from ? sum + weight : weight;
        bool const last = i + 1 == weights.size() || weights[i + 1].from != from;
        if (last && std::abs(sum - 1) > tolerance)
            return Error{Error::Kind::invalid, fmt::format("the weights sum to {:.9g}, not to 1", sum), from, "add the part that is missing, or correct the weights"};
        crosswalk.by_to_[to].push_back(i);
    }
    crosswalk.weights_ = std::move(weights);
    return crosswalk;
}

Result<std::vector<PlaceValue>> Crosswalk::to_new(std::span<PlaceValue const> old_values) const
{
    std::map<std::string, double, std::less<>> sums;
    for (auto const& [place, value] : old_values) {
        auto weight = std::lower_bound(weights_.begin(), weights_.end(), place, starts_before);
        if (weight == weights_.end() || weight->from != place)
            return Error{Error::Kind::missing, fmt::format("no weight says where it went in {}", to_version_), place, "add a place_weight of 1 if the place did not change"};
        for (; weight != weights_.end() && weight->from == place; ++weight) sums[weight->to] += value * weight->weight;
    }
    return listed(sums);
}

Result<std::vector<PlaceValue>> Crosswalk::to_old(std::span<PlaceValue const> new_values, std::span<PlaceValue const> old_sizes) const
{
    std::map<std::string_view, double> sizes;
    for (auto const& [place, value] : old_sizes) {
        if (!(value >= 0)) return Error{Error::Kind::invalid, fmt::format("the size {} is negative or no number", value), place};
        sizes[place] = value;
    }
    std::map<std::string, double, std::less<>> sums;
    for (auto const& [place, value] : new_values) {
        auto const origins = by_to_.find(place);
        if (origins == by_to_.end())
            return Error{Error::Kind::missing, fmt::format("no weight says what it was in {}", from_version_), place, "add a place_weight of 1 if the place did not change"};
        if (origins->second.size() == 1) {
            sums[weights_[origins->second[0]].from] += value;
            continue;
        }
        double whole = 0;
        for (auto const i : origins->second) {
            auto const size = sizes.find(weights_[i].from);
            if (size == sizes.end())
                return Error{Error::Kind::missing, fmt::format("{} came from {} places and the size of {} is not known", place, origins->second.size(), weights_[i].from), {}, "give people or area of each old place"};
            whole += weights_[i].weight * size->second;
        }
        if (!(whole > 0)) return Error{Error::Kind::invalid, "the old places that it came from have no size at all", place};
        for (auto const i : origins->second) sums[weights_[i].from] += value * (weights_[i].weight * sizes.at(weights_[i].from) / whole);
    }
    return listed(sums);
}

CountedWeights weights_by_positions(PlaceIndex const& from, PlaceIndex const& to, int level, std::span<Coordinate const> positions)
{
    CountedWeights counted;
    std::map<std::size_t, std::map<std::size_t, std::size_t>> pairs;
    for (auto const position : positions) {
        auto const was = from.at(position, level), is = to.at(position, level);
        if (was == PlaceIndex::none || is == PlaceIndex::none)
            ++counted.outside;
        else
            ++pairs[was][is];
    }
    for (auto const& [was, news] : pairs) {
        std::size_t all = 0;
        for (auto const& each : news) all += each.second;
        for (auto const& [is, count] : news)
            counted.weights.push_back({from.places()[was].reference(), to.places()[is].reference(), static_cast<double>(count) / static_cast<double>(all)});
    }
    for (std::size_t i = 0; i < from.places().size(); ++i)
        if (from.places()[i].level == level && !pairs.contains(i)) counted.without_position.push_back(from.places()[i].reference());
    return counted;
}

Result<std::size_t> counterpart(PlaceIndex const& from, std::size_t place, PlaceIndex const& to)
{
    auto const& wanted = from.places().at(place);
    auto const same = to.named(wanted.name, wanted.level);
    if (same.empty())
        return Error{Error::Kind::missing, fmt::format("no place of {} at level {} is called {}", to.places().empty() ? "the other version" : to.places()[0].version, wanted.level, wanted.name),
                     wanted.reference()};
    if (same.size() == 1) return same[0];
    auto const parent_name = [](PlaceIndex const& index, std::size_t of) {
        auto const parent = index.coded(index.places()[of].parent);
        return parent == PlaceIndex::none ? std::string{} : fold_name(index.places()[parent].name);
    };
    auto const own_parent = parent_name(from, place);
    std::vector<std::size_t> closer;
    for (auto const each : same)
        if (!own_parent.empty() && parent_name(to, each) == own_parent) closer.push_back(each);
    if (closer.size() == 1) return closer[0];
    return Error{Error::Kind::conflict, fmt::format("{} is the name of {} places", wanted.name, same.size()), wanted.reference(), "choose one by its code: " + candidates(to, same)};
}

}  // namespace accalmie
