// SPDX-License-Identifier: Apache-2.0
#include "ground/resolve.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <numeric>

namespace accalmie {

namespace {

constexpr int level_last = 4;
constexpr std::size_t candidates_max = 10;
constexpr std::size_t nearest_max = 5;
constexpr std::size_t typing_errors_max = 2;
constexpr std::size_t name_characters_max = 100;  // longer names are not compared letter by letter

std::string upper(std::string_view text)
{
    std::string result{text};
    for (char& letter : result)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return result;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Insertions, deletions and replacements from one text to the other (Levenshtein 1966).
std::size_t typing_errors(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

/// The code typed, if it looks like one that the index has. Not an error yet if there is none.
std::size_t by_code(PlaceIndex const& index, std::string_view text)
{
    auto const exact = index.coded(text);
    return exact != PlaceIndex::none ? exact : index.coded(upper(text));
}

Result<std::size_t> at_level(PlaceIndex const& index, std::size_t place, std::optional<int> level)
{
    auto const& found = index.places()[place];
    if (!level || found.level == *level) return place;
    return Error{Error::Kind::invalid, fmt::format("{} {} is a place of level {}, not {}", found.code, found.name, found.level, *level), {}, "give a place of that level"};
}

}  // namespace

bool similar_names(std::string_view a, std::string_view b)
{
    auto const one = fold_name(a), other = fold_name(b);
    if (one == other) return true;
    if (one.size() > name_characters_max || other.size() > name_characters_max) return false;
    auto const errors = typing_errors(one, other);
    return errors <= typing_errors_max && 3 * errors < std::min(one.size(), other.size());
}

std::string candidates(PlaceIndex const& index, std::span<std::size_t const> places)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(places.size(), candidates_max); ++i) {
        auto const& place = index.places()[places[i]];
        std::string around;
        for (int level = place.level - 1; level >= 1; --level) {
            auto const outer = index.ancestor(places[i], level);
            if (outer == PlaceIndex::none) continue;
            around += (around.empty() ? "" : ", ") + index.places()[outer].name;
        }
        text += fmt::format("{}{} {}", i == 0 ? "" : "; ", place.code, place.name);
        if (!around.empty()) text += " (" + around + ")";
    }
    if (places.size() > candidates_max) text += fmt::format(" and {} more", places.size() - candidates_max);
    return text;
}

std::vector<std::size_t> nearest_names(PlaceIndex const& index, std::string_view name, std::optional<int> level)
{
    auto const wanted = fold_name(name);
    std::vector<std::pair<std::size_t, std::size_t>> found;  // errors, place
    if (wanted.empty() || wanted.size() > name_characters_max) return {};
    for (std::size_t i = 0; i < index.places().size(); ++i) {
        auto const& place = index.places()[i];
        if (level && place.level != *level) continue;
        auto const folded = fold_name(place.name);
        if (folded.size() > name_characters_max || folded.size() > wanted.size() + typing_errors_max || wanted.size() > folded.size() + typing_errors_max) continue;
        auto const errors = typing_errors(wanted, folded);
        if (errors <= typing_errors_max && errors < wanted.size()) found.emplace_back(errors, i);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < std::min(found.size(), nearest_max); ++i) places.push_back(found[i].second);
    return places;
}

Result<std::size_t> resolve_place(PlaceIndex const& index, std::string_view text, std::optional<int> level)
{
    auto const typed = trimmed(text);
    if (typed.empty()) return Error{Error::Kind::invalid, "no place was given", {}, "give a P-code or a name"};
    auto const at = typed.find('@');
    auto const code = typed.substr(0, at);
    if (at != std::string_view::npos && !index.places().empty()) {
        auto const version = typed.substr(at + 1);
        auto const& own = index.places().front().version;
        if (version != own)
            return Error{Error::Kind::conflict, fmt::format("the code {:.40} is of boundary version {:.60}, and here {} is asked", code, version, own), {},
                         "the same code may be another place there: give the name, or the code of this version"};
    }
    if (auto const coded = by_code(index, code); coded != PlaceIndex::none) return at_level(index, coded, level);
    for (int each = level.value_or(0); each <= level.value_or(level_last); ++each) {
        auto const named = index.named(code, each);
        if (named.size() == 1) return named[0];
        if (named.size() > 1)
            return Error{Error::Kind::conflict, fmt::format("\"{:.80}\" is the name of {} places", code, named.size()), {}, "give one of the codes: " + candidates(index, named)};
    }
    auto const near = nearest_names(index, code, level);
    return Error{Error::Kind::missing, fmt::format("no place has the code or name \"{:.80}\"", code), {},
                 near.empty() ? "see `accalmie query \"select code, name from place\"`" : "did you mean " + candidates(index, near)};
}

}  // namespace accalmie
