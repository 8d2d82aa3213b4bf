// SPDX-License-Identifier: Apache-2.0
#include "measures/record_comparison.hpp"

#include "core/person_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace accalmie {

namespace {

constexpr std::size_t octets_max = 64;

/// Matching octets within the window: bits of `other` that are taken, in the order of `one`.
struct Matches {
    std::array<char, octets_max> in_one{}, in_other{};
    std::size_t count = 0;
};

Matches matches_of(std::string_view one, std::string_view other)
{
    auto const longest = std::max(one.size(), other.size());
    std::size_t const window = longest < 4 ? 0 : longest / 2 - 1;
    Matches matches;
    std::uint64_t taken = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        std::size_t const first = i > window ? i - window : 0, end = std::min(other.size(), i + window + 1);
        for (std::size_t j = first; j < end; ++j) {
            if (other[j] != one[i] || ((taken >> j) & 1U) != 0) continue;
            taken |= std::uint64_t{1} << j;
            matches.in_one[matches.count++] = one[i];
            break;
        }
    }
    std::size_t at = 0;
    for (std::size_t j = 0; j < other.size(); ++j)
        if (((taken >> j) & 1U) != 0) matches.in_other[at++] = other[j];
    return matches;
}

/// The runs of digits of a text, at most three; "X" and "?" count as unknown digits.
std::vector<std::string> digit_runs(std::string_view text)
{
    std::vector<std::string> runs;
    bool inside = false;
    for (char const letter : text) {
        bool const digit = letter >= '0' && letter <= '9', unknown = letter == 'X' || letter == 'x' || letter == '?';
        if (!digit && !unknown) {
            inside = false;
            continue;
        }
        if (!inside) runs.emplace_back();
        inside = true;
        runs.back() += unknown ? '0' : letter;
        if (runs.size() > 3) break;
    }
    return runs;
}

int number_of(std::string_view digits) { return digits.empty() || digits.size() > 4 ? 0 : std::atoi(std::string{digits}.c_str()); }

PartialDate date_of(int year, int month, int day)
{
    constexpr int year_min = 1850, year_max = 2200;
    if (year < year_min || year > year_max || month > 12 || day > 31) return {};
    if (month == 0) day = 0;
    if (month == 1 && day == 1) month = day = 0;
    return {year, month, day};
}

int day_code(PartialDate const& date) { return date.year * 10'000 + date.month * 100 + date.day; }

bool one_slip(PartialDate const& one, PartialDate const& other)
{
    if (one.year == other.year && one.month == other.day && one.day == other.month) return true;
    return damerau_levenshtein(std::to_string(day_code(one)), std::to_string(day_code(other))) <= 1;
}

int date_level(PartialDate const& one, PartialDate const& other)
{
    bool const full = one.day != 0 && other.day != 0;
    if (full && day_code(one) == day_code(other)) return 0;
    bool const month_fits = one.month == 0 || other.month == 0 || one.month == other.month;
    bool const day_fits = one.day == 0 || other.day == 0 || one.day == other.day;
    if (!full && one.year == other.year && month_fits && day_fits) return 1;
    if (one_slip(one, other)) return 2;
    return one.year == other.year ? 3 : 4;
}

int name_level(std::string_view one, std::string_view other, bool same_sound)
{
    if (one == other) return 0;
    if (same_sound) return 1;
    double const similarity = jaro_winkler(one, other);
    return similarity >= 0.92 ? 2 : similarity >= 0.82 ? 3 : 4;
}

int text_level(std::string_view one, std::string_view other)
{
    if (one == other) return 0;
    double const similarity = jaro_winkler(one, other);
    return similarity >= 0.92 ? 1 : similarity >= 0.80 ? 2 : 3;
}

}  // namespace

double jaro_winkler(std::string_view one, std::string_view other)
{
    one = one.substr(0, octets_max);
    other = other.substr(0, octets_max);
    if (one == other) return 1;
    auto const matches = matches_of(one, other);
    if (matches.count == 0) return 0;
    std::size_t moved = 0;
    for (std::size_t i = 0; i < matches.count; ++i) moved += matches.in_one[i] != matches.in_other[i] ? 1 : 0;
    auto const common = static_cast<double>(matches.count);
    double const jaro = (common / static_cast<double>(one.size()) + common / static_cast<double>(other.size()) + (common - static_cast<double>(moved) / 2) / common) / 3;
    std::size_t beginning = 0;
    while (beginning < std::min({one.size(), other.size(), std::size_t{4}}) && one[beginning] == other[beginning]) ++beginning;
    return jaro + static_cast<double>(beginning) * 0.1 * (1 - jaro);
}

std::size_t damerau_levenshtein(std::string_view one, std::string_view other)
{
    one = one.substr(0, octets_max);
    other = other.substr(0, octets_max);
    std::array<std::array<std::size_t, octets_max + 1>, 3> rows{};
    for (std::size_t j = 0; j <= other.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        auto& now = rows[i % 3];
        auto const& before = rows[(i - 1) % 3];
        auto const& earlier = rows[(i + 1) % 3];  // i - 2
        now[0] = i;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            std::size_t const substituted = before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
            now[j] = std::min({before[j] + 1, now[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) now[j] = std::min(now[j], earlier[j - 2] + 1);
        }
    }
    return rows[one.size() % 3][other.size()];
}

PartialDate partial_date(std::string_view text)
{
    auto const runs = digit_runs(text);
    if (runs.size() == 1 && runs[0].size() == 8) return date_of(number_of(runs[0].substr(0, 4)), number_of(runs[0].substr(4, 2)), number_of(runs[0].substr(6, 2)));
    if (runs.size() == 1 && runs[0].size() == 4) return date_of(number_of(runs[0]), 0, 0);
    if (runs.size() == 2 && runs[0].size() == 4) return date_of(number_of(runs[0]), number_of(runs[1]), 0);
    if (runs.size() == 2 && runs[1].size() == 4) return date_of(number_of(runs[1]), number_of(runs[0]), 0);
    if (runs.size() != 3) return {};
    if (runs[0].size() == 4) return date_of(number_of(runs[0]), number_of(runs[1]), number_of(runs[2]));
    if (runs[2].size() == 4) return date_of(number_of(runs[2]), number_of(runs[1]), number_of(runs[0]));
    return {};
}

std::size_t comparator_levels(Comparator comparator)
{
    switch (comparator) {
    case Comparator::name: return 5;
    case Comparator::text: return 4;
    case Comparator::number: return 3;
    case Comparator::code: return 2;
    case Comparator::date: return 5;
    }
    return 2;
}

ComparedColumn::ComparedColumn(Comparator comparator, std::vector<std::string> const& cells) : comparator_(comparator)
{
    for (auto const& cell : cells) {
        auto plain = plain_letters(cell);
        if (comparator == Comparator::date) {
            date_.push_back(partial_date(cell));
            if (!date_.back().known()) plain.clear();
        }
        // The sound of a date or a number would take its letters for others; a name's is that of all its words.
        sound_.push_back(comparator == Comparator::name || comparator == Comparator::text ? full_name_key(plain) : plain);
        plain_.push_back(std::move(plain));
    }
}

int ComparedColumn::level(std::size_t one, std::size_t other) const
{
    if (missing(one) || missing(other)) return -1;
    auto const &left = plain_[one], &right = plain_[other];
    switch (comparator_) {
    case Comparator::name: return name_level(left, right, sound_[one] == sound_[other]);
    case Comparator::text: return text_level(left, right);
    case Comparator::number: return left == right ? 0 : damerau_levenshtein(left, right) <= 1 ? 1 : 2;
    case Comparator::code: return left == right ? 0 : 1;
    case Comparator::date: return date_level(date_[one], date_[other]);
    }
    return -1;
}

}  // namespace accalmie
