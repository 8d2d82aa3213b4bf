// SPDX-License-Identifier: Apache-2.0
#include "measures/quiet_chance.hpp"

#include "measures/excitation.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace accalmie {

namespace {

constexpr int simulations_max = 100'000;
constexpr std::size_t events_max = 200'000;
constexpr double simulated_max = 2e8;
constexpr double largest_term = 1e6;

class Chance {
public:
    explicit Chance(std::uint64_t seed) : generator_(seed) {}

    /// In [0, 1), 53 bits: the same on every library.
    double uniform() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(uniform() * static_cast<double>(count)); }
    /// Poisson by counting unit exponential gaps.
    std::size_t poisson(double mean)
    {
        std::size_t count = 0;
        for (double sum = -std::log1p(-uniform()); sum < mean && count <= events_max; sum -= std::log1p(-uniform())) ++count;
        return count;
    }

private:
    std::mt19937_64 generator_;
};

struct Event {
    double time, magnitude;
};

/// The future of a process: first what the background and the history bring, then their offspring, and theirs.
class Future {
public:
    Future(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, QuietQuestion const& question)
        : events_(&events), excitation_(excitation), parameters_(&parameters), from_(question.from), to_(question.from + question.period)
    {
        for (std::size_t i = 0; i < events.times.size() && events.times[i] < from_; ++i) {
            double const brought = offspring_between(excitation, parameters, magnitude_of(events, i), events.times[i], from_, to_);
            brought_.push_back((brought_.empty() ? 0 : brought_.back()) + brought);
        }
    }

    /// Times of one run, in order. Stopped where it has more than `events_max`.
    std::vector<double> run(Chance& chance) const
    {
        std::vector<Event> all;
        auto const background = chance.poisson((*parameters_)[0] * (to_ - from_));
        for (std::size_t i = 0; i < background; ++i) all.push_back(at(from_ + chance.uniform() * (to_ - from_), chance));
        auto const late = brought_.empty() ? 0 : chance.poisson(brought_.back());
        for (std::size_t i = 0; i < late; ++i) {
            auto const parent = static_cast<std::size_t>(std::lower_bound(brought_.begin(), brought_.end(), chance.uniform() * brought_.back()) - brought_.begin());
            all.push_back(at(offspring_time(excitation_, *parameters_, events_->times[parent], from_, to_, chance.uniform()), chance));
        }
        for (std::size_t next = 0; next < all.size() && all.size() <= events_max; ++next) {
            Event const parent = all[next];
            auto const children = chance.poisson(offspring_between(excitation_, *parameters_, parent.magnitude, parent.time, parent.time, to_));
            for (std::size_t i = 0; i < children; ++i) all.push_back(at(offspring_time(excitation_, *parameters_, parent.time, parent.time, to_, chance.uniform()), chance));
        }
        std::vector<double> times;
        for (auto const& one : all) times.push_back(one.time);
        std::sort(times.begin(), times.end());
        return times;
    }

private:
    /// With a magnitude of one of the events seen, drawn at random.
    Event at(double time, Chance& chance) const { return {time, events_->magnitudes.empty() ? 0 : events_->magnitudes[chance.below(events_->magnitudes.size())]}; }

    EventSeries const* events_;
    Excitation excitation_;
    std::vector<double> const* parameters_;
    double from_, to_;
    std::vector<double> brought_;  ///< by events of the history, summed up
};

double longest_gap(std::vector<double> const& times, double from, double to)
{
    double longest = 0, last = from;
    for (double const time : times) {
        longest = std::max(longest, time - last);
        last = time;
    }
    return std::max(longest, to - last);
}

Result<void> check(EventSeries const& events, QuietQuestion const& question)
{
    if (!std::isfinite(question.from) || !(question.from > events.start)) return Error{Error::Kind::invalid, "a calm that does not begin after the start of the watch", "from", "give a later time"};
    if (question.from > events.end) return Error{Error::Kind::invalid, "a calm that begins after the end of the watch", "from", "what came between is not known; give a later end"};
    if (events.times.front() >= question.from) return Error{Error::Kind::invalid, "no event before the calm", "from", "the rate before it must be known"};
    if (!(question.length > 0) || !std::isfinite(question.length)) return Error{Error::Kind::invalid, "a calm that is not longer than zero", "length", "give its length in the unit of the times"};
    if (!std::isfinite(question.period) || (question.period != 0 && question.period < question.length)) return Error{Error::Kind::invalid, "a period shorter than the calm", "period", "give a longer one, or 0 for none"};
    if (question.simulations < 1 || question.simulations > simulations_max) return Error{Error::Kind::limit, "a number of simulations outside 1 to 100,000", "simulations", "give 1,000"};
    return {};
}

Result<void> simulate(QuietChance& answer, Future const& future, QuietQuestion const& question)
{
    Chance chance{question.seed};
    int calm = 0;
    double simulated = 0;
    for (int run = 0; run < question.simulations; ++run) {
        auto const times = future.run(chance);
        simulated += static_cast<double>(times.size());
        if (simulated > simulated_max) return Error{Error::Kind::limit, "the process brings too many events to simulate", "period", "give a shorter period, or fewer simulations"};
        answer.simulations_too_many += times.size() > events_max;
        calm += longest_gap(times, question.from, question.from + question.period) >= question.length;
    }
    double const share = static_cast<double>(calm) / question.simulations;
    answer.some_calm = share;
    answer.some_calm_error = std::sqrt(share * (1 - share) / question.simulations);
    answer.expected_in_period = simulated / question.simulations;
    answer.poisson_expected_in_period = answer.poisson_rate * question.period;
    answer.poisson_some_calm = poisson_gap_chance(answer.poisson_rate, question.length, question.period);
    return {};
}

}  // namespace

std::optional<double> poisson_gap_chance(double rate, double length, double period)
{
    if (period < length) return 0.0;
    double without = 0;
    // Terms in logarithms: powers and factorials alone would overflow. E[C(N + 1, k) (1 - k length / period)^N] over N Poisson.
    for (double k = 0; k * length <= period; ++k) {
        double const points = rate * (period - k * length), common = -rate * k * length;
        auto const power = [&](double by) { return by == 0 ? std::exp(common) : std::exp(common + by * std::log(points) - std::lgamma(by + 1)); };
        double const term = k == 0 ? 1 : power(k) + power(k - 1);
        if (term > largest_term) return std::nullopt;
        without += std::fmod(k, 2) == 0 ? term : -term;
    }
    return std::clamp(1 - without, 0.0, 1.0);
}

Result<QuietChance> quiet_chance(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, QuietQuestion const& question)
{
    TRY(check_events(events, excitation));
    TRY(check_parameters(excitation, parameters));
    TRY(check(events, question));
    QuietChance answer;
    answer.expected_from_history = expected_from_history(events, excitation, parameters, question.from, question.from + question.length);
    answer.from_history = std::exp(-answer.expected_from_history);
    auto const first = std::lower_bound(events.times.begin(), events.times.end(), events.start), last = std::lower_bound(events.times.begin(), events.times.end(), question.from);
    answer.poisson_rate = static_cast<double>(last - first) / (question.from - events.start);
    answer.poisson = std::exp(-answer.poisson_rate * question.length);
    answer.after_long_quiet = std::exp(-parameters[0] * question.length);
    if (question.period > 0) TRY(simulate(answer, Future{events, excitation, parameters, question}, question));
    return answer;
}

}  // namespace accalmie
