// SPDX-License-Identifier: Apache-2.0
#include "measures/nowcast.hpp"

#include "measures/count_quantiles.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr int epochs_max = 20'000, delays_max = 1'000;
constexpr double unseen_max = 1e7;

/// Cases by epoch (the latest delay_max + 1 and all before) and delay.
class Triangle {
public:
    Triangle(int now, int delay_max) : now_(now), delay_max_(delay_max), cases_(static_cast<std::size_t>(now + 1) * static_cast<std::size_t>(delay_max + 1), 0) {}

    void add(int epoch, int delay, double cases) { cases_[place(epoch, delay)] += cases; }
    double at(int epoch, int delay) const { return cases_[place(epoch, delay)]; }
    double up_to(int epoch, int delay) const
    {
        double sum = 0;
        for (int one = 0; one <= delay; ++one) sum += at(epoch, one);
        return sum;
    }
    double reported(int epoch) const { return up_to(epoch, std::min(delay_max_, now_ - epoch)); }

private:
    std::size_t place(int epoch, int delay) const { return static_cast<std::size_t>(epoch) * static_cast<std::size_t>(delay_max_ + 1) + static_cast<std::size_t>(delay); }
    int now_, delay_max_;
    std::vector<double> cases_;
};

std::vector<DelayShare> delays_of(Triangle const& triangle, int now, NowcastSettings const& settings)
{
    std::vector<DelayShare> delays;
    int const window = settings.window.value_or(now);
    for (int delay = 0; delay <= settings.delay_max; ++delay) {
        DelayShare share;
        share.delay = delay;
        int const first = std::max(0, now - window - (settings.window_by == DelayWindow::by_report ? delay : 0));
        for (int epoch = first; epoch <= now - delay; ++epoch) {
            share.cases += triangle.at(epoch, delay);
            share.at_risk += triangle.up_to(epoch, delay);
        }
        if (share.at_risk > 0) share.hazard = share.cases / share.at_risk;
        delays.push_back(share);
    }
    return delays;
}

/// A share known as a beta variable.
struct BetaShare {
    double seen = 1, unseen = 0;  // its two parameters
    double mean() const { return seen / (seen + unseen); }
};

/// Share of delays up to `delay`: a product of independent beta variables, as the beta variable of the same mean and variance.
BetaShare truncated_share(std::vector<DelayShare> const& delays, int delay, double prior)
{
    double mean = 1, square = 1;
    for (auto const& one : delays) {
        if (one.delay <= delay) continue;
        double const hit = prior + one.cases, miss = prior * one.delay + one.at_risk - one.cases, both = hit + miss;
        mean *= miss / both;
        square *= miss * (miss + 1) / (both * (both + 1));
    }
    double const variance = square - mean * mean, total = mean * (1 - mean) / variance - 1;
    return {mean * total, (1 - mean) * total};
}

BetaShare untruncated_share(std::vector<DelayShare> const& delays, int delay, double prior)
{
    BetaShare share{0, 0};
    for (auto const& one : delays) (one.delay <= delay ? share.seen : share.unseen) += prior + one.cases;
    return share;
}

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

/// Cases not reported yet after `reported` ones, every total being as likely beforehand: beta negative binomial. Its quantiles, lowest first.
void bound_by_share(NowcastEpoch& epoch, BetaShare const& share, double level)
{
    auto const reported = static_cast<double>(epoch.reported);
    double const trials = reported + 1, total = share.seen + share.unseen + trials;
    if (share.seen > 1) epoch.expected = reported + trials * share.unseen / (share.seen - 1);
    double probability = std::exp(log_beta(share.seen + trials, share.unseen) - log_beta(share.seen, share.unseen)), sum = probability, count = 0;
    struct Wanted {
        double chance;
        std::optional<double>* value;
    };
    for (auto const& wanted : {Wanted{(1 - level) / 2, &epoch.lower}, Wanted{0.5, &epoch.median}, Wanted{(1 + level) / 2, &epoch.upper}}) {
        while (sum <= wanted.chance && count < unseen_max) {
            probability *= (trials + count) / (count + 1) * (share.unseen + count) / (total + count);
            sum += probability;
            count += 1;
        }
        if (sum > wanted.chance) *wanted.value = reported + count;
    }
}

/// Smallest count of at least `least` whose distribution function, as given, is above the chance.
template <class AtMost>
double first_above(double chance, double least, double mean, double deviation, AtMost at_most)
{
    double low = least - 1, high = std::max(least, std::ceil(mean + 40 * deviation) + 1);
    while (high - low > 1) {
        double const middle = std::floor((low + high) / 2);
        (at_most(middle) > chance ? high : low) = middle;
    }
    return high;
}

void bound_by_normal(NowcastEpoch& epoch, double variance_of_share, double level)
{
    auto const reported = static_cast<double>(epoch.reported);
    double const share = epoch.share, mean = reported / share;
    double const given_delays = reported * (1 - share) / (share * share);
    double const all = given_delays + reported * (reported + 1) / std::pow(share, 4) * variance_of_share;
    epoch.expected = mean;
    epoch.standard_error = std::sqrt(all);
    epoch.plain_standard_error = std::sqrt(given_delays);
    if (!(given_delays > 0)) {
        epoch.plain_median = epoch.plain_lower = epoch.plain_upper = mean;
        // Nothing reported yet is no proof that nothing happened: this method has no bound then.
        if (share == 1) epoch.median = epoch.lower = epoch.upper = mean;
        return;
    }
    auto const normal = [mean](double count, double deviation) { return normal_at_most((count - mean) / deviation); };
    double const wide = std::sqrt(all), narrow = std::sqrt(given_delays);
    auto const truncated = [&](double count) { return (normal(count, wide) - normal(reported - 0.5, wide)) / (1 - normal(reported - 0.5, wide)); };
    auto const plain = [&](double count) { return normal(count, narrow) / (1 - normal(reported, narrow)); };
    double const tail = (1 - level) / 2;
    epoch.median = first_above(0.5, reported, mean, wide, truncated);
    epoch.lower = first_above(tail, reported, mean, wide, truncated);
    epoch.upper = first_above(1 - tail, reported, mean, wide, truncated);
    epoch.plain_median = first_above(0.5, reported, mean, narrow, plain);
    epoch.plain_lower = first_above(tail, reported, mean, narrow, plain);
    epoch.plain_upper = first_above(1 - tail, reported, mean, narrow, plain);
}

/// The share reported after each delay, and its variance (Lawless 1994, eq. 2.7), from the hazards.
double lawless_share(std::vector<DelayShare> const& delays, int delay, double& variance)
{
    double share = 1, relative = 0;
    for (auto const& one : delays) {
        if (one.delay <= delay || !one.hazard) continue;
        share *= 1 - *one.hazard;
        if (*one.hazard < 1) relative += *one.hazard / (one.at_risk * (1 - *one.hazard));
    }
    variance = share * share * relative;
    return share;
}

void judge(NowcastEpoch& epoch, std::vector<DelayShare> const& delays, int delay, NowcastSettings const& settings)
{
    if (settings.method == NowcastMethod::lawless) {
        double variance = 0;
        epoch.share = lawless_share(delays, delay, variance);
        if (epoch.share > 0) bound_by_normal(epoch, variance, settings.level);
        return;
    }
    bool const truncated = settings.method == NowcastMethod::bayes_truncated;
    if (delay >= settings.delay_max) {
        epoch.expected = epoch.median = epoch.lower = epoch.upper = static_cast<double>(epoch.reported);
        return;
    }
    auto const share = truncated ? truncated_share(delays, delay, settings.prior_cases) : untruncated_share(delays, delay, settings.prior_cases);
    epoch.share = share.mean();
    bound_by_share(epoch, share, settings.level);
}

Result<void> check(int now, NowcastSettings const& settings)
{
    auto const wrong = [](char const* what, char const* where, char const* remedy) { return Error{Error::Kind::invalid, what, where, remedy}; };
    if (now < 1 || now > epochs_max) return wrong("a time from the first event to now outside 1 to 20,000", "now", "give later reports, or longer epochs");
    if (settings.delay_max < 1 || settings.delay_max > std::min(now, delays_max)) return wrong("a longest delay outside 1 to the time watched", "max-delay", "give the delay after which hardly any report comes");
    if (settings.window && *settings.window < 1) return wrong("a window shorter than one", "window", "give as many epochs as delays have stood still for");
    if (!(settings.level > 0 && settings.level < 1)) return wrong("a level outside 0 to 1", "level", "give 0.95");
    if (!(settings.prior_cases > 0) || !std::isfinite(settings.prior_cases)) return wrong("a prior that is not above zero", "prior-cases", "give 0.1");
    return {};
}

}  // namespace

Result<Nowcast> nowcast(std::span<DelayedCases const> reports, int now, NowcastSettings const& settings)
{
    TRY(check(now, settings));
    Triangle triangle{now, settings.delay_max};
    Nowcast answer;
    for (auto const& report : reports) {
        VERIFY(report.epoch >= 0 && report.delay >= 0 && report.cases >= 0 && report.epoch + report.delay <= now);
        triangle.add(report.epoch, std::min(report.delay, settings.delay_max), static_cast<double>(report.cases));
        answer.cases += report.cases;
        if (report.delay > settings.delay_max) answer.longer_delays += report.cases;
        if (answer.cases > 1'000'000'000) return Error{Error::Kind::limit, "more than 1,000,000,000 cases", {}, "split the disease by place"};
    }
    if (answer.cases == 0) return Error{Error::Kind::missing, "no case reported by now", "now", "give the reports"};
    answer.delays = delays_of(triangle, now, settings);
    for (int epoch = now - settings.delay_max; epoch <= now; ++epoch) {
        NowcastEpoch one;
        one.epoch = epoch;
        one.reported = static_cast<std::int64_t>(triangle.reported(epoch));
        judge(one, answer.delays, now - epoch, settings);
        answer.epochs.push_back(one);
        answer.delays[static_cast<std::size_t>(now - epoch)].reported = one.share;
    }
    return answer;
}

}  // namespace accalmie
