// SPDX-License-Identifier: Apache-2.0
#include "measures/access_coverage.hpp"

namespace accalmie {

namespace {

constexpr std::size_t parts_max = 1'000'000;
constexpr std::int64_t people_max = 10'000'000'000, days_max = 36'600, contacts_max = 1'000'000'000'000;
constexpr double days_a_year = 365.25;

bool within(std::int64_t value, std::int64_t most) { return value >= 0 && value <= most; }

Result<void> check(CoveragePart const& part)
{
    if (!within(part.people, people_max)) return Error{Error::Kind::invalid, "a number of people below 0 or above 10,000,000,000", "people", "give 0 or more"};
    if (!within(part.days, days_max)) return Error{Error::Kind::invalid, "days below 0 or above 36,600", "days", "give the days asked about"};
    if (!within(part.cut_off_days, part.days)) return Error{Error::Kind::invalid, "more days cut off than days, or fewer than none", "cut_off_days", "count days of the time asked about"};
    if (!within(part.contacts_open, contacts_max) || !within(part.contacts_cut_off, contacts_max))
        return Error{Error::Kind::invalid, "contacts below 0 or above 1,000,000,000,000", "contacts", "give 0 or more"};
    return {};
}

void add(CareCoverage& coverage, double person_days, std::int64_t contacts)
{
    coverage.person_years += person_days / days_a_year;
    coverage.contacts += contacts;
}

void finish(CareCoverage& coverage, double all)
{
    if (coverage.person_years > 0) coverage.rate = static_cast<double>(coverage.contacts) / coverage.person_years;
    coverage.share = all > 0 ? coverage.person_years / all : 0;
}

/// What a part adds to the rate of all: by its share, or its contacts alone where no person-year stands behind them.
double weighted(CareCoverage const& coverage, double all) { return coverage.rate ? coverage.share * *coverage.rate : static_cast<double>(coverage.contacts) / all; }

}  // namespace

Result<AccessCoverage> access_coverage(std::span<CoveragePart const> parts)
{
    if (parts.size() > parts_max) return Error{Error::Kind::limit, "more than 1,000,000 parts", {}, "ask about a smaller area"};
    AccessCoverage answer;
    for (auto const& part : parts) {
        TRY(check(part));
        auto const people = static_cast<double>(part.people);
        add(answer.reachable, people * static_cast<double>(part.days - part.cut_off_days), part.contacts_open);
        add(answer.unreachable, people * static_cast<double>(part.cut_off_days), part.contacts_cut_off);
    }
    answer.all.person_years = answer.reachable.person_years + answer.unreachable.person_years;
    answer.all.contacts = answer.reachable.contacts + answer.unreachable.contacts;
    for (auto* coverage : {&answer.all, &answer.reachable, &answer.unreachable}) finish(*coverage, answer.all.person_years);
    if (answer.all.rate) answer.difference = *answer.all.rate - weighted(answer.reachable, answer.all.person_years) - weighted(answer.unreachable, answer.all.person_years);
    return answer;
}

}  // namespace accalmie
