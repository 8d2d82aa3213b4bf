// SPDX-License-Identifier: Apache-2.0
#include "measures/self_exciting.hpp"

#include "measures/excitation.hpp"
#include "measures/likelihood_maximum.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace accalmie {

namespace {

constexpr std::int64_t events_min = 10;
constexpr double converged_gradient = 1e-4;

/// sum over earlier events of exp(-b (t - ti)), and its slope by b with the sign turned: kept up from event to event.
struct DecayingSum {
    double value = 0, times_delay = 0, last = 0, waiting = 0;

    /// Go on to `time`; events at exactly `time` count only if equal times act in order.
    void advance(double time, double decay, EqualTimes equal_times)
    {
        if (time == last) {
            if (equal_times == EqualTimes::in_order) value += std::exchange(waiting, 0.0);
            return;
        }
        double const gap = time - last, kept = std::exp(-decay * gap);
        times_delay = kept * (times_delay + gap * (value + waiting));
        value = kept * (value + waiting);
        waiting = 0;
        last = time;
    }
    void add() { waiting += 1; }
};

double exponential_likelihood(EventSeries const& events, std::vector<double> const& parameters, std::vector<double>& gradient)
{
    double const background = parameters[0], height = parameters[1], decay = parameters[2];
    double value = -background * (events.end - events.start), by_background = -(events.end - events.start), by_height = 0, by_decay = 0;
    DecayingSum sum;
    sum.last = events.times.front();
    for (double const time : events.times) {
        sum.advance(time, decay, events.equal_times);
        sum.add();
        // What this event brings within the watch: height / decay (exp(-decay first) - exp(-decay last)).
        double const first = std::max(events.start, time) - time, last = events.end - time;
        double const kept_first = std::exp(-decay * first), kept_last = std::exp(-decay * last), brought = (kept_first - kept_last) / decay;
        value -= height * brought;
        by_height -= brought;
        by_decay -= height / decay * (last * kept_last - first * kept_first - brought);
        if (time < events.start) continue;
        double const rate = background + height * sum.value;
        value += std::log(rate);
        by_background += 1 / rate;
        by_height += sum.value / rate;
        by_decay -= height * sum.times_delay / rate;
    }
    gradient = {by_background, by_height, by_decay};
    return value;
}

/// Sums over the pairs of one event with all before it.
struct PairSums {
    double shape = 0, by_alpha = 0, by_c = 0, by_p = 0;
};

PairSums pair_sums(EventSeries const& events, std::vector<double> const& weights, OmoriShape const& shape, std::size_t event)
{
    PairSums sums;
    for (std::size_t j = 0; j < event; ++j) {
        if (events.equal_times == EqualTimes::apart && events.times[j] == events.times[event]) break;  // sorted: so are all after it
        auto const height = shape.height_slopes(events.times[event] - events.times[j]);
        sums.shape += weights[j] * height.value;
        sums.by_alpha += weights[j] * magnitude_of(events, j) * height.value;
        sums.by_c += weights[j] * height.by_c;
        sums.by_p += weights[j] * height.by_p;
    }
    return sums;
}

double omori_likelihood(EventSeries const& events, std::vector<double> const& parameters, std::vector<double>& gradient)
{
    double const background = parameters[0], height = parameters[1], alpha = parameters[2];
    OmoriShape const shape{parameters[3], parameters[4]};
    std::vector<double> weights(events.times.size());
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::exp(alpha * magnitude_of(events, i));
    double value = -background * (events.end - events.start);
    gradient.assign(5, 0.0);
    gradient[0] = -(events.end - events.start);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        auto const to = shape.sum_slopes(events.end - events.times[i]), from = shape.sum_slopes(std::max(events.start, events.times[i]) - events.times[i]);
        double const brought = weights[i] * (to.value - from.value);
        value -= height * brought;
        gradient[1] -= brought;
        gradient[2] -= height * brought * magnitude_of(events, i);
        gradient[3] -= height * weights[i] * (to.by_c - from.by_c);
        gradient[4] -= height * weights[i] * (to.by_p - from.by_p);
        if (events.times[i] < events.start) continue;
        auto const sums = pair_sums(events, weights, shape, i);
        double const rate = background + height * sums.shape;
        value += std::log(rate);
        gradient[0] += 1 / rate;
        gradient[1] += sums.shape / rate;
        gradient[2] += height * sums.by_alpha / rate;
        gradient[3] += height * sums.by_c / rate;
        gradient[4] += height * sums.by_p / rate;
    }
    return value;
}

double likelihood(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, std::vector<double>& gradient)
{
    switch (excitation) {
    case Excitation::exponential: return exponential_likelihood(events, parameters, gradient);
    case Excitation::omori_utsu: return omori_likelihood(events, parameters, gradient);
    }
    VERIFY(false);
}

/// alpha may be below zero; all others are searched by their logarithm.
bool by_logarithm(Excitation excitation, std::size_t parameter) { return excitation == Excitation::exponential || parameter != 2; }

/// Between all parameters and those that are searched for, on the scale they are searched on.
class Search {
public:
    Search(EventSeries const& events, Excitation excitation, std::vector<double> all, std::vector<std::optional<double>> const& fixed)
        : events_(&events), excitation_(excitation), all_(std::move(all))
    {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (i < fixed.size() && fixed[i]) all_[i] = *fixed[i];
            else free_.push_back(i);
        }
    }

    std::vector<std::size_t> const& free() const { return free_; }
    std::vector<double> reduced() const
    {
        std::vector<double> at;
        for (std::size_t const i : free_) at.push_back(by_logarithm(excitation_, i) ? std::log(all_[i]) : all_[i]);
        return at;
    }
    std::vector<double> full(std::vector<double> const& at) const
    {
        auto parameters = all_;
        for (std::size_t k = 0; k < free_.size(); ++k) parameters[free_[k]] = by_logarithm(excitation_, free_[k]) ? std::exp(at[k]) : at[k];
        return parameters;
    }
    double operator()(std::vector<double> const& at, std::vector<double>& gradient) const
    {
        auto const parameters = full(at);
        std::vector<double> slopes;
        double const value = likelihood(*events_, excitation_, parameters, slopes);
        gradient.resize(free_.size());
        for (std::size_t k = 0; k < free_.size(); ++k) gradient[k] = slopes[free_[k]] * (by_logarithm(excitation_, free_[k]) ? parameters[free_[k]] : 1);
        return value;
    }

private:
    EventSeries const* events_;
    Excitation excitation_;
    std::vector<double> all_;
    std::vector<std::size_t> free_;
};

std::int64_t events_watched(EventSeries const& events)
{
    return events.times.end() - std::lower_bound(events.times.begin(), events.times.end(), events.start);
}

/// Half of the events brought by others, at delays of a tenth of, of, and of ten times the usual gap.
std::vector<std::vector<double>> starts(EventSeries const& events, Excitation excitation)
{
    double const watch = events.end - events.start, rate = static_cast<double>(events_watched(events)) / watch;
    std::vector<std::vector<double>> all;
    for (double const gaps : {0.1, 1.0, 10.0}) {
        double const delay = gaps / rate;
        if (excitation == Excitation::exponential) {
            all.push_back({rate / 2, 0.5 / delay, 1 / delay});
            continue;
        }
        double const c = delay / 10, alpha = events.magnitudes.empty() ? 0 : 0.7;
        double brought = 0;
        for (std::size_t i = 0; i < events.times.size(); ++i) brought += std::exp(alpha * magnitude_of(events, i)) * OmoriShape{c, 1.1}.sum(events.end - events.times[i]);
        all.push_back({rate / 2, brought > 0 ? 0.5 * rate * watch / brought : 0.5, alpha, c, 1.1});
    }
    return all;
}

double poisson_log_likelihood(double events, double watch) { return events * std::log(events / watch) - events; }

std::optional<double> mean_offspring(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, std::optional<double> within)
{
    double total = 0;
    for (std::size_t i = 0; i < events.times.size(); ++i) {
        auto const one = offspring_of(excitation, parameters, magnitude_of(events, i), within);
        if (!one) return std::nullopt;
        total += *one;
    }
    return total / static_cast<double>(events.times.size());
}

/// Rate at each event of the watch, and the expected number of events up to it.
struct Course {
    std::vector<double> rates, expected;
};

Course course_of(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters)
{
    Course course;
    double const background = parameters[0];
    DecayingSum sum;
    sum.last = std::min(events.start, events.times.front());
    double brought_before = 0, counted = 0;
    bool started = false;
    std::vector<double> weights(events.times.size(), 1.0);
    if (excitation == Excitation::omori_utsu)
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::exp(parameters[2] * magnitude_of(events, i));
    for (std::size_t i = 0; i < events.times.size(); ++i) {
        double const time = events.times[i];
        if (excitation == Excitation::exponential) {
            if (!started && time >= events.start) {
                started = true;
                sum.advance(events.start, parameters[2], EqualTimes::apart);
                brought_before = sum.value;
            }
            sum.advance(time, parameters[2], events.equal_times);
            if (time >= events.start) {
                course.rates.push_back(background + parameters[1] * sum.value);
                // Events of the watch strictly before this one: those that wait at its own time have brought nothing yet.
                double const seen = counted - sum.waiting;
                course.expected.push_back(background * (time - events.start) + parameters[1] / parameters[2] * std::max(0.0, brought_before + seen - sum.value));
                counted += 1;
            }
            sum.add();
            continue;
        }
        if (time < events.start) continue;
        OmoriShape const shape{parameters[3], parameters[4]};
        course.rates.push_back(background + parameters[1] * pair_sums(events, weights, shape, i).shape);
        double brought = 0;
        for (std::size_t j = 0; j < i; ++j) brought += weights[j] * (shape.sum(time - events.times[j]) - shape.sum(std::max(events.start, events.times[j]) - events.times[j]));
        course.expected.push_back(background * (time - events.start) + parameters[1] * brought);
    }
    return course;
}

ResidualTest residuals_of(Course const& course, double expected_total)
{
    ResidualTest test;
    test.rescaled = course.expected;
    test.expected_total = expected_total;
    std::vector<double> uniform;
    double before = 0;
    for (double const expected : course.expected) {
        uniform.push_back(-std::expm1(-(expected - before)));
        before = expected;
    }
    double const n = static_cast<double>(uniform.size());
    double products = 0, squares = 0;
    for (std::size_t i = 0; i < uniform.size(); ++i) {
        squares += (uniform[i] - 0.5) * (uniform[i] - 0.5);
        if (i > 0) products += (uniform[i] - 0.5) * (uniform[i - 1] - 0.5);
    }
    test.gap_correlation = squares > 0 ? products / squares : 0;
    std::sort(uniform.begin(), uniform.end());
    for (std::size_t i = 0; i < uniform.size(); ++i)
        test.kolmogorov_smirnov = std::max({test.kolmogorov_smirnov, (static_cast<double>(i) + 1) / n - uniform[i], uniform[i] - static_cast<double>(i) / n});
    test.p_value = kolmogorov_p_value(test.kolmogorov_smirnov, uniform.size());
    return test;
}

/// All that follows from the parameters, standard errors apart.
void describe(SelfExcitingFit& fit, EventSeries const& events, Excitation excitation, std::size_t estimated)
{
    double const watch = events.end - events.start, count = static_cast<double>(fit.events);
    std::vector<double> gradient;
    fit.log_likelihood = likelihood(events, excitation, fit.parameters, gradient);
    fit.poisson_log_likelihood = poisson_log_likelihood(count, watch);
    fit.aic = 2 * static_cast<double>(estimated) - 2 * fit.log_likelihood;
    fit.poisson_aic = 2 - 2 * fit.poisson_log_likelihood;
    fit.branching = mean_offspring(events, excitation, fit.parameters, std::nullopt);
    fit.branching_within = mean_offspring(events, excitation, fit.parameters, watch);
    auto const course = course_of(events, excitation, fit.parameters);
    for (double const rate : course.rates) fit.background_share += fit.parameters[0] / rate / count;
    double expected = fit.parameters[0] * watch;
    for (std::size_t i = 0; i < events.times.size(); ++i)
        expected += offspring_between(excitation, fit.parameters, magnitude_of(events, i), events.times[i], std::max(events.start, events.times[i]), events.end);
    fit.residuals = residuals_of(course, expected);
}

void fill_errors(SelfExcitingFit& fit, Search const& search, Excitation excitation, std::optional<std::vector<double>> const& covariance)
{
    fit.standard_errors.assign(fit.parameters.size(), std::nullopt);
    if (!covariance) return;
    auto const count = search.free().size();
    for (std::size_t k = 0; k < count; ++k) {
        auto const i = search.free()[k];
        fit.standard_errors[i] = std::sqrt((*covariance)[k * count + k]) * (by_logarithm(excitation, i) ? fit.parameters[i] : 1);
        for (std::size_t l = 0; l < count; ++l) fit.correlation.push_back((*covariance)[k * count + l] / std::sqrt((*covariance)[k * count + k] * (*covariance)[l * count + l]));
    }
}

}  // namespace

std::vector<std::string> parameter_names(Excitation excitation)
{
    switch (excitation) {
    case Excitation::exponential: return {"mu", "a", "b"};
    case Excitation::omori_utsu: return {"mu", "A", "alpha", "c", "p"};
    }
    VERIFY(false);
}

std::int64_t spread_equal_times(EventSeries& events)
{
    auto& times = events.times;
    double gap = events.end - events.start;
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i] > times[i - 1]) gap = std::min(gap, times[i] - times[i - 1]);
    std::int64_t moved = 0;
    for (std::size_t first = 0, end = 0; first < times.size(); first = end) {
        while (end < times.size() && times[end] == times[first]) ++end;
        double const time = times[first], room = std::min(gap, events.end - time);
        for (std::size_t i = first + 1; i < end; ++i, ++moved) times[i] = time + room * static_cast<double>(i - first) / static_cast<double>(end - first);
    }
    return moved;
}

Result<double> self_exciting_log_likelihood(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, std::vector<double>* gradient)
{
    TRY(check_events(events, excitation));
    TRY(check_parameters(excitation, parameters));
    std::vector<double> slopes;
    double const value = likelihood(events, excitation, parameters, slopes);
    if (gradient != nullptr) *gradient = std::move(slopes);
    return value;
}

double expected_from_history(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters, double from, double to)
{
    double expected = parameters[0] * (to - from);
    for (std::size_t i = 0; i < events.times.size() && events.times[i] < from; ++i)
        expected += offspring_between(excitation, parameters, magnitude_of(events, i), events.times[i], from, to);
    return expected;
}

std::optional<double> offspring_of(Excitation excitation, std::vector<double> const& parameters, double magnitude, std::optional<double> within)
{
    if (within) return offspring_between(excitation, parameters, magnitude, 0, 0, *within);
    if (excitation == Excitation::exponential) return parameters[1] / parameters[2];
    if (parameters[4] <= 1) return std::nullopt;
    return parameters[1] * std::exp(parameters[2] * magnitude) * parameters[3] / (parameters[4] - 1);
}

Result<SelfExcitingFit> fit_self_exciting(EventSeries const& events, Excitation excitation, FitSettings const& settings)
{
    TRY(check_events(events, excitation));
    SelfExcitingFit fit;
    fit.events = events_watched(events);
    if (fit.events < events_min) return Error{Error::Kind::invalid, "fewer than 10 events", "times", "so few cannot tell clusters from chance; use calm-spell or rate-ratio"};
    auto fixed = settings.fixed;
    bool const same_magnitudes = events.magnitudes.empty() || std::all_of(events.magnitudes.begin(), events.magnitudes.end(), [&](double one) { return one == events.magnitudes.front(); });
    if (excitation == Excitation::omori_utsu && same_magnitudes) {
        // All magnitudes alike: nothing tells what alpha is, A takes its part.
        fixed.resize(5);
        if (!fixed[2]) fixed[2] = 0.0;
    }
    auto begin = starts(events, excitation);
    if (!settings.start.empty()) begin = {settings.start};
    for (auto const& start : begin) TRY(check_parameters(excitation, start));
    std::optional<Maximum> best;
    std::optional<Search> best_search;
    int evaluations = 0;
    for (auto const& start : begin) {
        Search search{events, excitation, start, fixed};
        TRY(check_parameters(excitation, search.full(search.reduced())));
        if (search.free().empty()) return Error{Error::Kind::invalid, "all parameters are fixed", "fixed", "leave one free, or judge the parameters as they are"};
        auto found = maximise(search, search.reduced());
        evaluations += found.evaluations;
        if (std::isfinite(found.value) && (!best || found.value > best->value + 1e-9)) {
            best = std::move(found);
            best_search = std::move(search);
        }
    }
    if (!best) return Error{Error::Kind::invalid, "no likelihood at any start", "start", "give parameters to begin from"};
    fit.parameters = best_search->full(best->at);
    fit.evaluations = evaluations;
    fit.largest_gradient = best->largest_gradient;
    fit.converged = best->largest_gradient < converged_gradient;
    fill_errors(fit, *best_search, excitation, best->covariance);
    describe(fit, events, excitation, best_search->free().size());
    return fit;
}

Result<SelfExcitingFit> judge_self_exciting(EventSeries const& events, Excitation excitation, std::vector<double> const& parameters)
{
    TRY(check_events(events, excitation));
    TRY(check_parameters(excitation, parameters));
    SelfExcitingFit fit;
    fit.events = events_watched(events);
    fit.parameters = parameters;
    fit.standard_errors.assign(parameters.size(), std::nullopt);
    describe(fit, events, excitation, 0);
    return fit;
}

double kolmogorov_p_value(double distance, std::size_t n)
{
    double const root = std::sqrt(static_cast<double>(n)), scaled = distance * (root + 0.12 + 0.11 / root);
    if (scaled < 0.2) return 1;
    double sum = 0;
    for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * scaled * scaled);
    return std::clamp(sum, 0.0, 1.0);
}

}  // namespace accalmie
