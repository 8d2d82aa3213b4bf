// SPDX-License-Identifier: Apache-2.0
#include "measures/recent_weeks.hpp"

#include "measures/count_quantiles.hpp"

#include <array>
#include <cmath>

namespace accalmie {

namespace {

/// Upper ends of Crow and Gardner's 95 % intervals of a Poisson mean after 0 to 20 events.
constexpr std::array<double, 21> poisson_upper{3.285,  5.323,  6.686,  8.102,  9.598,  11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
                                               19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017};

struct Reference {
    std::vector<double> counts;
    bool gap = false;

    void add(std::span<double const> some)
    {
        for (double const count : some) {
            if (std::isnan(count)) gap = true;
            else counts.push_back(count);
        }
    }
    double sum() const
    {
        double total = 0;
        for (double const count : counts) total += count;
        return total;
    }
    double mean() const { return sum() / static_cast<double>(counts.size()); }
};

Reference reference_at(std::span<double const> counts, std::size_t at, RecentSettings const& settings)
{
    auto const width = static_cast<std::size_t>(settings.half_width), year = static_cast<std::size_t>(settings.per_year);
    Reference reference;
    if (settings.this_year == ThisYear::used) reference.add(counts.subspan(at - width, width));
    for (std::size_t back = 1; back <= static_cast<std::size_t>(settings.years); ++back) reference.add(counts.subspan(at - back * year - width, 2 * width + 1));
    return reference;
}

std::optional<double> bayes_bound(Reference const& reference, double alpha)
{
    auto const size = static_cast<double>(reference.counts.size());
    if (size == 0) return std::nullopt;
    return negative_binomial_quantile(1 - alpha, reference.sum() + 0.5, size / (size + 1));
}

std::optional<double> rki_bound(Reference const& reference)
{
    if (reference.gap || reference.counts.empty()) return std::nullopt;
    double const mean = reference.mean();
    if (mean <= 20) return poisson_upper[static_cast<std::size_t>(mean)];
    double squares = 0;
    for (double const count : reference.counts) squares += (count - mean) * (count - mean);
    if (reference.counts.size() < 2) return std::nullopt;
    return mean + 2 * std::sqrt(squares / static_cast<double>(reference.counts.size() - 1));
}

Result<void> check(std::span<double const> counts, std::size_t first, std::size_t end, RecentSettings const& settings)
{
    auto const wrong = [](char const* what, char const* where, char const* remedy) { return Error{Error::Kind::invalid, what, where, remedy}; };
    if (settings.years < 0 || settings.years > 50) return wrong("years back outside 0 to 50", "b", "give 0 to 3");
    if (settings.half_width < 0 || settings.half_width > 180) return wrong("a half width outside 0 to 180", "w", "give 6");
    if (settings.per_year < 1 || settings.per_year > 366) return wrong("epochs a year outside 1 to 366", "freq", "give 52 for weeks");
    if (settings.years == 0 && (settings.this_year == ThisYear::left_out || settings.half_width == 0)) return wrong("no week to compare with", "b", "use this year, or give years back");
    if (!(settings.alpha > 0 && settings.alpha < 1)) return wrong("a chance outside 0 to 1", "alpha", "give 0.05");
    if (first > end || end > counts.size()) return wrong("places outside the series", "range", "count from the first row");
    auto const back = static_cast<std::size_t>(settings.years * settings.per_year + settings.half_width);
    if (first < back) return Error{Error::Kind::missing, "the series does not go back far enough", "range", "begin at place " + std::to_string(back + 1) + " or later"};
    return {};
}

}  // namespace

Result<std::vector<RecentPlace>> recent_weeks_alarms(std::span<double const> counts, std::size_t first, std::size_t end, RecentSettings const& settings)
{
    TRY(check(counts, first, end, settings));
    std::vector<RecentPlace> places;
    for (auto at = first; at < end; ++at) {
        auto const reference = reference_at(counts, at, settings);
        RecentPlace place;
        place.at = at;
        place.observed = counts[at];
        place.reference_count = reference.counts.size();
        if (!reference.counts.empty()) place.expected = reference.mean();
        place.upper = settings.rule == RecentRule::bayes ? bayes_bound(reference, settings.alpha) : rki_bound(reference);
        place.alarm = place.upper && counts[at] > *place.upper;  // false where no report came
        places.push_back(place);
    }
    return places;
}

}  // namespace accalmie
