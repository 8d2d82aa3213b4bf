// SPDX-License-Identifier: Apache-2.0
#include "answers/asking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 12> months_fr{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"};
constexpr std::array<std::string_view, 12> months_en{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

}  // namespace

bool allowed(Asking const& asking, Action action, std::string_view type, std::string_view place)
{
    return may(asking.viewer, action, {type, code_of(place), asking.today});
}

Result<void> require(Asking const& asking, Action action, std::string_view type, std::string_view place)
{
    if (allowed(asking, action, type, place)) return {};
    return Error{Error::Kind::denied, fmt::format("{} may not see this", role_code(asking.viewer.role)), std::string{type}, "ask the lead of the programme for a role and a place that may"};
}

bool allowed_somewhere(Asking const& asking, Action action, std::string_view type)
{
    if (allowed(asking, action, type)) return true;
    return std::any_of(asking.viewer.places.begin(), asking.viewer.places.end(), [&](std::string const& place) { return allowed(asking, action, type, place); });
}

Result<void> require_counts(Asking const& asking, std::string_view type)
{
    if (allowed_somewhere(asking, Action::see_team, type)) return {};
    return Error{Error::Kind::denied, fmt::format("{} may not see counts of persons as they are", role_code(asking.viewer.role)), std::string{type},
                 "ask the lead of the programme for a guarded table: `accalmie export people`"};
}

Words day_words(Day day)
{
    std::chrono::year_month_day const date{day};
    auto const number = static_cast<unsigned>(date.day());
    auto const month = static_cast<unsigned>(date.month()) - 1;
    auto const year = static_cast<int>(date.year());
    return {fmt::format("{}{} {} {}", number, number == 1 ? "er" : "", months_fr[month], year), fmt::format("{} {} {}", number, months_en[month], year)};
}

Words month_words(Month month)
{
    auto const index = month.month() - 1;
    return {fmt::format("{} {}", months_fr[index], month.year()), fmt::format("{} {}", months_en[index], month.year())};
}

Words counted(std::int64_t count, Noun const& noun)
{
    return {fmt::format("{} {}", count, count < 2 ? noun.fr_one : noun.fr_more), fmt::format("{} {}", count, count == 1 ? noun.en_one : noun.en_more)};
}

std::string_view code_of(std::string_view reference) { return reference.substr(0, reference.find('@')); }

std::string_view version_of(std::string_view reference)
{
    auto const at = reference.find('@');
    return at == std::string_view::npos ? std::string_view{} : reference.substr(at + 1);
}

}  // namespace accalmie
