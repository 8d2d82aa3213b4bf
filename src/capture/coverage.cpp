// SPDX-License-Identifier: Apache-2.0
#include "capture/coverage.hpp"

#include "base_pack.hpp"

#include <algorithm>

namespace accalmie {

void CoverageSeen::add(std::string_view country, Day day)
{
    if (!country.empty() && (latest_ >= countries_.size() || countries_[latest_] != country)) {
        auto const found = std::find(countries_.begin(), countries_.end(), country);
        latest_ = static_cast<std::size_t>(found - countries_.begin());
        if (found == countries_.end() && countries_.size() < countries_max) countries_.emplace_back(country);
    }
    if (any_ && day >= first_ && day <= last_ && first_quarters_ == 0x1EU && last_quarters_ == 0x1EU) return;  // nothing new to learn
    std::chrono::year_month_day const date{day};
    int const year = static_cast<int>(date.year());
    unsigned const quarter = 1U << ((static_cast<unsigned>(date.month()) + 2) / 3);
    if (!any_ || year < first_year_) first_year_ = year, first_quarters_ = 0;
    if (!any_ || year > last_year_) last_year_ = year, last_quarters_ = 0;
    if (year == first_year_) first_quarters_ |= quarter;
    if (year == last_year_) last_quarters_ |= quarter;
    first_ = any_ ? std::min(first_, day) : day;
    last_ = any_ ? std::max(last_, day) : day;
    any_ = true;
}

namespace {

/// The code of a country in packs/base/places/countries.csv, whose lines are name,code,source; empty if it is not there.
std::string_view code_in_table(std::string_view country)
{
    auto const wanted = fold_name(country);
    for (auto const& file : base_pack::files()) {
        if (file.path != "places/countries.csv") continue;
        auto rest = file.content;
        while (!rest.empty()) {
            auto const line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            auto const comma = line.find(',');
            if (comma != std::string_view::npos && fold_name(line.substr(0, comma)) == wanted)
                return line.substr(comma + 1, line.find(',', comma + 1) - comma - 1);
        }
    }
    return {};
}

}  // namespace

std::string area_of(PlaceIndex const* places, std::string_view country)
{
    auto const wanted = fold_name(country);
    if (places != nullptr)
        for (auto const& place : places->places())
            if (place.level == 0 && fold_name(std::string_view{place.name}.substr(0, place.name.find('('))) == wanted) return place.code;
    // Events often come before boundaries; P-codes begin with the country's ISO code.
    auto const code = code_in_table(country);
    return std::string{code.empty() ? country : code};
}

Result<void> cover_countries(Intake& intake, ImportOptions const& options, std::vector<std::string> const& countries, std::string_view kinds,
                             DayRange range)
{
    if (options.coverage_from) range.first = *options.coverage_from;
    if (options.coverage_until) range.last = *options.coverage_until;
    if (options.coverage_from || options.coverage_until) range.basis = "declared on import; " + range.basis;
    if (range.last < range.first)
        return Error{Error::Kind::invalid, "the declared coverage ends before it begins", "coverage", "check --coverage-from and --coverage-until"};
    auto const write = [&](std::string area) {
        return intake.cover({range.source, std::move(area), std::string{kinds}, range.first, range.last, range.basis});
    };
    if (!options.area.empty()) return write(options.area);
    for (auto const& country : countries) {
        auto area = area_of(options.places, country);
        if (area == country)
            intake.warn("coverage is written under the country's name, since no place of that name is known",
                        "import the country's places, then import this file again", area);
        TRY(write(std::move(area)));
    }
    if (countries.empty())
        intake.warn("no coverage is written: the file does not say which area it speaks of", "import again with --area and the country's P-code", "");
    return {};
}

}  // namespace accalmie
