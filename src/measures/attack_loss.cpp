// SPDX-License-Identifier: Apache-2.0
#include "measures/attack_loss.hpp"

#include "measures/count_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t periods_max = 100'000, attacks_max = 1'000;
constexpr std::int64_t consultations_max = 1'000'000'000;
constexpr double days_a_year = 365.25;

Result<void> check(AttackLossOptions const& options)
{
    if (options.window_days < 1 || options.window_days > 366) return Error{Error::Kind::invalid, "a window outside 1 to 366 days", "window_days", "30 days are usual"};
    if (options.usual_periods_min < 2 || options.usual_periods < options.usual_periods_min || options.usual_periods > 1'000)
        return Error{Error::Kind::invalid, "numbers of usual periods that do not fit", "usual_periods", "give 2 or more as the least, and as many or more as the most, up to 1,000"};
    if (!(options.level > 0 && options.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    return {};
}

Result<void> check(CarePeriod const& period)
{
    int const days = days_inclusive(period.first, period.last);
    if (days < 1 || days > 366) return Error{Error::Kind::invalid, "a period of " + std::to_string(days) + " days", to_iso(period.first), "give weeks or months"};
    if (period.consultations && (*period.consultations < 0 || *period.consultations > consultations_max))
        return Error{Error::Kind::invalid, "consultations below 0 or above 1,000,000,000", to_iso(period.first), "leave it empty where there is no report"};
    if (period.open_days && (*period.open_days < 0 || *period.open_days > days))
        return Error{Error::Kind::invalid, std::to_string(*period.open_days) + " open days in a period of " + std::to_string(days), to_iso(period.first), "count the days of the period"};
    return {};
}

Result<std::vector<CarePeriod>> in_order(std::span<CarePeriod const> given)
{
    if (given.size() > periods_max) return Error{Error::Kind::limit, "more than 100,000 periods", {}, "give those near the attacks"};
    std::vector<CarePeriod> periods{given.begin(), given.end()};
    for (auto const& period : periods) TRY(check(period));
    std::sort(periods.begin(), periods.end(), [](CarePeriod const& a, CarePeriod const& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < periods.size(); ++i)
        if (periods[i].first <= periods[i - 1].last)
            return Error{Error::Kind::invalid, "two periods that overlap", to_iso(periods[i].first), "give each week or month of a facility once"};
    return periods;
}

double days_of(CarePeriod const& period) { return days_inclusive(period.first, period.last); }
double open_of(CarePeriod const& period) { return period.open_days ? *period.open_days : days_of(period); }

/// Days from the attack on to the end of the window, and the periods that it touches.
struct Window {
    std::vector<Day> attacks;
    Day first{}, last{};
};

class Losses {
public:
    Losses(std::vector<CarePeriod> periods, std::vector<Day> attacks, AttackLossOptions const& options) : periods_(std::move(periods)), options_(options)
    {
        std::sort(attacks.begin(), attacks.end());
        attacks.erase(std::unique(attacks.begin(), attacks.end()), attacks.end());
        for (auto const attack : attacks) windows_.push_back({{attack}, attack, attack + std::chrono::days{options.window_days - 1}});
    }

    AttackLosses run() const
    {
        AttackLosses answer;
        for (auto const& window : windows_) answer.by_attack.push_back(lost_in(window));
        for (auto const& episode : merged()) answer.episodes.push_back(lost_in(episode));
        return answer;
    }

private:
    /// First and last period that a window touches, as a half-open range.
    std::pair<std::size_t, std::size_t> touched(Window const& window) const
    {
        auto const begin = std::partition_point(periods_.begin(), periods_.end(), [&](CarePeriod const& period) { return period.last < window.first; });
        auto const end = std::partition_point(begin, periods_.end(), [&](CarePeriod const& period) { return period.first <= window.last; });
        return {static_cast<std::size_t>(begin - periods_.begin()), static_cast<std::size_t>(end - periods_.begin())};
    }

    std::vector<Window> merged() const
    {
        std::vector<Window> episodes;
        for (auto const& window : windows_) {
            bool const runs_on = !episodes.empty() && (window.first <= episodes.back().last + std::chrono::days{1} || touched(episodes.back()).second > touched(window).first);
            if (!runs_on) {
                episodes.push_back(window);
                continue;
            }
            episodes.back().attacks.push_back(window.first);
            episodes.back().last = std::max(episodes.back().last, window.last);
        }
        return episodes;
    }

    bool is_usual(CarePeriod const& period) const
    {
        if (!period.consultations || open_of(period) == 0) return false;
        return std::none_of(windows_.begin(), windows_.end(), [&](Window const& window) { return window.first <= period.last && period.first <= window.last; });
    }

    bool in_season(CarePeriod const& period, Window const& window) const
    {
        double const reach = days_of(period) > 7 ? 31 : 21;
        double const years = std::round(static_cast<double>((window.first - period.first).count()) / days_a_year);
        return years >= 1 && std::abs(static_cast<double>((window.first - period.first).count()) - years * days_a_year) <= reach;
    }

    /// The periods compared with, the latest first.
    std::vector<CarePeriod const*> usual_of(Window const& window) const
    {
        std::vector<CarePeriod const*> usual;
        for (auto at = touched(window).first; at-- > 0 && usual.size() < static_cast<std::size_t>(options_.usual_periods);) {
            auto const& period = periods_[at];
            bool const fits = options_.usual == UsualPeriods::just_before || in_season(period, window);
            if (fits && is_usual(period)) usual.push_back(&period);
        }
        return usual;
    }

    /// How much of a period counts: all of it, but of the last one the share of its days within the window. The first counts whole too, since
    /// its days before the attack lost nothing; unless an earlier attack was felt on them.
    double weight(CarePeriod const& period, Window const& window) const
    {
        bool const felt_before = std::any_of(windows_.begin(), windows_.end(), [&](Window const& other) {
            return other.first < window.first && period.first < window.first && other.last >= period.first;
        });
        Day const first = felt_before ? window.first : period.first;
        return static_cast<double>(days_inclusive(first, std::min(period.last, window.last))) / days_of(period);
    }

    /// Are the touched periods all there and over, without a hole from the first day to the last?
    NoLoss gaps(Window const& window, AttackLoss& loss) const
    {
        auto const [begin, end] = touched(window);
        loss.periods = static_cast<int>(end - begin);
        Day next = window.first;
        bool hole = begin == end;
        for (auto at = begin; at < end; ++at) {
            auto const& period = periods_[at];
            hole = hole || period.first > next;
            next = period.last + std::chrono::days{1};
            if (!period.consultations && !period.known_closed) ++loss.missing;
            if (period.last > options_.as_of) return NoLoss::not_over;
        }
        if (window.last > options_.as_of) return NoLoss::not_over;
        hole = hole || next <= window.last;
        return hole || loss.missing > 0 ? NoLoss::report_missing : NoLoss::none;
    }

    AttackLoss lost_in(Window const& window) const
    {
        AttackLoss loss;
        loss.attacks = window.attacks, loss.first = window.first, loss.last = window.last;
        loss.reason = gaps(window, loss);
        auto const usual = usual_of(window);
        loss.usual_periods = static_cast<int>(usual.size());
        if (loss.reason != NoLoss::none) return loss;
        if (loss.usual_periods < options_.usual_periods_min) {
            loss.reason = NoLoss::usual_unknown;
            return loss;
        }
        double const usual_days = tell_usual(usual, loss);
        if (*loss.usual_a_day == 0) {
            loss.reason = NoLoss::no_usual_care;
            return loss;
        }
        tell_loss(window, usual_days, loss);
        return loss;
    }

    /// Rate, share of days open and dispersion of the usual periods. Out: their open days.
    static double tell_usual(std::vector<CarePeriod const*> const& usual, AttackLoss& loss)
    {
        double consultations = 0, days = 0, pearson = 0;
        std::vector<double> shares;
        for (auto const* period : usual) {
            consultations += static_cast<double>(*period->consultations), days += open_of(*period);
            shares.push_back(open_of(*period) / days_of(*period));
        }
        double const rate = consultations / days;
        for (auto const* period : usual) {
            double const mean = rate * open_of(*period), off = static_cast<double>(*period->consultations) - mean;
            if (mean > 0) pearson += off * off / mean;
        }
        std::sort(shares.begin(), shares.end());
        auto const half = shares.size() / 2;
        loss.usual_a_day = rate;
        loss.usual_open_share = shares.size() % 2 == 1 ? shares[half] : (shares[half - 1] + shares[half]) / 2;
        loss.dispersion = std::max(1.0, pearson / static_cast<double>(usual.size() - 1));
        return days;
    }

    void tell_loss(Window const& window, double usual_days, AttackLoss& loss) const
    {
        double observed = 0, exposure = 0, squared = 0, open = 0;
        auto const [begin, end] = touched(window);
        for (auto at = begin; at < end; ++at) {
            auto const& period = periods_[at];
            double const share = weight(period, window), days = days_of(period) * *loss.usual_open_share;
            observed += share * static_cast<double>(period.consultations.value_or(0));
            exposure += share * days, squared += share * share * days;
            open += period.consultations ? share * open_of(period) : 0;
        }
        double const rate = *loss.usual_a_day;
        loss.observed = observed, loss.expected = rate * exposure;
        loss.expected_variance = *loss.dispersion * rate * (squared + exposure * exposure / usual_days);
        loss.loss = *loss.expected - observed;
        loss.lost_while_closed = rate * (exposure - open), loss.lost_while_open = rate * open - observed;
        tell_interval(loss);
    }

    void tell_interval(AttackLoss& loss) const
    {
        double const spread = *loss.expected_variance / *loss.expected, tail = (1 - options_.level) / 2;
        auto const low = count_quantile(tail, *loss.expected, spread), high = count_quantile(1 - tail, *loss.expected, spread);
        if (low) loss.lower = *low - *loss.observed;
        if (high) loss.upper = *high - *loss.observed;
        loss.p_value = 1 - count_at_least(std::floor(*loss.observed) + 1, *loss.expected, spread);
    }

    std::vector<CarePeriod> periods_;
    std::vector<Window> windows_;
    AttackLossOptions options_;
};

}  // namespace

std::string_view no_loss_code(NoLoss reason)
{
    switch (reason) {
    case NoLoss::none: return "";
    case NoLoss::not_over: return "not_over";
    case NoLoss::report_missing: return "report_missing";
    case NoLoss::usual_unknown: return "usual_unknown";
    case NoLoss::no_usual_care: return "no_usual_care";
    }
    VERIFY(false);
}

Result<AttackLosses> attack_losses(std::span<CarePeriod const> periods, std::span<Day const> attacks, AttackLossOptions const& options)
{
    TRY(check(options));
    if (attacks.size() > attacks_max) return Error{Error::Kind::limit, "more than 1,000 attacks on one facility", {}, "give those of a shorter time"};
    auto ordered = TRY(in_order(periods));
    return Losses{std::move(ordered), {attacks.begin(), attacks.end()}, options}.run();
}

Result<LossSum> sum_losses(std::span<AttackLoss const> episodes, double level)
{
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    LossSum sum;
    for (auto const& episode : episodes) {
        if (!episode.loss) {
            ++sum.not_said;
            continue;
        }
        ++sum.said;
        sum.observed += *episode.observed, sum.expected += *episode.expected, sum.expected_variance += *episode.expected_variance;
    }
    if (sum.said == 0) return sum;
    double const spread = sum.expected_variance / sum.expected, tail = (1 - level) / 2;
    auto const low = count_quantile(tail, sum.expected, spread), high = count_quantile(1 - tail, sum.expected, spread);
    sum.loss = sum.expected - sum.observed;
    if (low) sum.lower = *low - sum.observed;
    if (high) sum.upper = *high - sum.observed;
    return sum;
}

}  // namespace accalmie
