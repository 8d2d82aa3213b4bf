// SPDX-License-Identifier: Apache-2.0
// bench/calibration.cpp: how often intervals cover and verdicts hold, on simulated data whose truth is known. Prints Markdown tables.
//   calibration [RUNS [PROGRAMMES]]
#include "measures/difference_in_differences.hpp"
#include "measures/interrupted_time_series.hpp"
#include "measures/rate_ratio.hpp"
#include "measures/reference_distributions.hpp"
#include "measures/simulated_programme.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace accalmie;

namespace {

/// Sums over runs, each with a generator of its own, so that the answer does not depend on the threads.
template <class Sum, class Run>
Sum over_runs(int runs, std::uint64_t seed, Run const& run)
{
    constexpr int threads = 2;
    std::vector<Sum> sums(threads);
    std::vector<std::thread> workers;
    for (int thread = 0; thread < threads; ++thread)
        workers.emplace_back([&, thread] {
            for (int i = thread; i < runs; i += threads) {
                std::seed_seq seeds{seed, static_cast<std::uint64_t>(i)};
                std::mt19937_64 random{seeds};
                run(sums[static_cast<std::size_t>(thread)], random);
            }
        });
    for (auto& worker : workers) worker.join();
    Sum all = sums[0];
    all += sums[1];
    return all;
}

struct Covered {
    int runs = 0, exact = 0, mid_p = 0, model = 0, student = 0, short_series = 0, model_runs = 0;
    void operator+=(Covered const& other) { runs += other.runs, exact += other.exact, mid_p += other.mid_p, model += other.model, student += other.student, short_series += other.short_series, model_runs += other.model_runs; }
};

bool holds(Interval const& interval, double truth) { return interval.lower <= truth && (!interval.upper || truth <= *interval.upper); }

/// Rate ratios: `during` and `before` are expected counts, their times 7 and 21 months.
Covered rate_ratios(int runs, double during, double before)
{
    double const truth = during / 7 / (before / 21);
    return over_runs<Covered>(runs, static_cast<std::uint64_t>(during * 1000 + before), [&](Covered& covered, std::mt19937_64& random) {
        auto const a = std::poisson_distribution<std::int64_t>{during}(random), b = std::poisson_distribution<std::int64_t>{before}(random);
        auto const answer = rate_ratio({{a, 7}, {b, 21}, 0.95});
        ++covered.runs;
        if (a + b == 0) {  // nothing can be compared: the interval is everything
            ++covered.exact, ++covered.mid_p;
            return;
        }
        covered.exact += holds(answer->exact, truth) ? 1 : 0;
        covered.mid_p += holds(answer->mid_p, truth) ? 1 : 0;
    });
}

/// How a month's counts vary around their mean.
enum class Spread { as_poisson, twice_the_mean, squared };

double count_of(double mean, Spread spread, std::mt19937_64& random)
{
    double wobble = 1;
    switch (spread) {
    case Spread::as_poisson: break;
    case Spread::twice_the_mean: wobble = std::gamma_distribution<double>{mean, 1 / mean}(random); break;  // variance 2 x mean
    case Spread::squared: wobble = std::gamma_distribution<double>{2, 0.5}(random); break;                 // variance mean + mean^2 / 2
    }
    return static_cast<double>(std::poisson_distribution<std::int64_t>{mean * wobble}(random));
}

struct Series {
    int before = 48, with_step = 24;
};

/// A monthly series with a step at its end, the true ratio 0.5.
Covered interrupted(int runs, Series const& series, double events, CountFamily family, Spread spread)
{
    double const truth = 0.5, rate = events / series.with_step / truth;
    auto const seed = static_cast<std::uint64_t>(events * 1000 + series.before * 10 + static_cast<int>(spread));
    return over_runs<Covered>(runs, seed, [&](Covered& covered, std::mt19937_64& random) {
        ItsInput input;
        input.family = family;
        input.trend = Trend::none;
        for (int month = 0; month < series.before + series.with_step; ++month) {
            bool const after = month >= series.before;
            input.time.push_back(month);
            input.step.push_back(after ? 1 : 0);
            input.counts.push_back(count_of(rate * (after ? truth : 1), spread, random));
        }
        auto const answer = interrupted_time_series(input);
        ++covered.runs;
        if (!answer || answer->model.refusal != ItsRefusal::none) return;  // it claims no interval
        ++covered.model_runs;
        auto const& step = answer->model.step;
        covered.model += step.lower <= truth && truth <= step.upper ? 1 : 0;
        double const reach = student_reach(0.95, static_cast<double>(input.time.size() - 2)) * step.standard_error;  // intercept and step
        covered.student += std::abs(step.estimate - std::log(truth)) <= reach ? 1 : 0;
        covered.short_series += step.short_lower <= truth && truth <= step.short_upper ? 1 : 0;
    });
}

/// A panel of places of unlike rates, some treated for the last 7 of 43 months. Its truth is a difference: those treated lose `fall` events a month each.
struct PanelShape {
    int treated = 4, compared = 16;
    double mean = 3;
};
struct PanelCovered {
    int runs = 0, cluster = 0, classical = 0, answered = 0;
    void operator+=(PanelCovered const& other) { runs += other.runs, cluster += other.cluster, classical += other.classical, answered += other.answered; }
};

Panel panel_of(PanelShape const& shape, double fall, Spread spread, std::mt19937_64& random)
{
    constexpr int months = 43, window = 36;
    std::gamma_distribution<double> rate_of_place{8, 0.5 / 8};
    Panel panel;
    for (int place = 0; place < shape.treated + shape.compared; ++place) {
        double const rate = shape.mean * (0.5 + rate_of_place(random));
        for (int month = 0; month < months; ++month) {
            bool const now = place < shape.treated && month >= window;
            double const season = 1 + 0.3 * std::sin(2 * 3.14159265358979 * month / 12);
            // What is added to a mean must be alike everywhere, or the common season is none in a model that adds.
            double const mean = rate + shape.mean * (season - 1) - (now ? fall : 0);
            panel.unit.push_back(static_cast<std::size_t>(place));
            panel.time.push_back(month);
            panel.outcome.push_back(count_of(std::max(mean, 0.01 * shape.mean), spread, random));
            panel.treated.push_back(now ? 1 : 0);
        }
    }
    return panel;
}

PanelCovered panels(int runs, PanelShape const& shape, Spread spread)
{
    double const fall = 0.15 * shape.mean;  // small enough that no mean falls below zero: the least is 0.5 - 0.3 - 0.15 of it
    auto const seed = static_cast<std::uint64_t>(shape.treated * 1'000'000 + shape.compared * 1'000) + static_cast<std::uint64_t>(shape.mean * 10);
    return over_runs<PanelCovered>(runs, seed, [&](PanelCovered& covered, std::mt19937_64& random) {
        auto const answer = difference_in_differences(panel_of(shape, fall, spread, random), 0.95);
        ++covered.runs;
        if (!answer) return;
        auto const inside = [&](Inference const& inference) { return inference.lower && *inference.lower <= -fall && -fall <= *inference.upper; };
        covered.answered += answer->effect.cluster.lower ? 1 : 0;
        covered.cluster += inside(answer->effect.cluster) ? 1 : 0;
        covered.classical += inside(answer->effect.classical) ? 1 : 0;
    });
}

struct Called {
    int runs = 0, supported = 0, weak = 0, named_p = 0;
    void operator+=(Called const& other) { runs += other.runs, supported += other.supported, weak += other.weak, named_p += other.named_p; }
};

Called programmes(int runs, double mean, double shape, double true_ratio)
{
    return over_runs<Called>(runs, static_cast<std::uint64_t>(mean * 100'000 + true_ratio * 100 + shape), [&](Called& called, std::mt19937_64& random) {
        test::SimulatedProgramme programme;
        programme.mean = mean;
        programme.shape = shape;
        programme.true_ratio = true_ratio;
        auto input = test::simulated(programme, random);
        input.threads = 1;
        auto const answer = multiverse(input);
        ++called.runs;
        if (!answer) return;
        called.supported += answer->verdict == Verdict::supported ? 1 : 0;
        called.weak += answer->verdict == Verdict::weak ? 1 : 0;
        called.named_p += answer->answered > 0 && answer->curve_tests.mean_z_p <= 0.05 ? 1 : 0;
    });
}

double percent(int part, int of) { return of == 0 ? 0 : 100.0 * part / of; }

int rate_ratio_table(int runs)
{
    int failed = 0;
    std::printf("Coverage of 95 %% intervals of a rate ratio, %d runs a line (standard error 0.2). Below 10 expected events no promise is made for mid-p.\n\n", runs);
    std::printf("| expected during | expected before | true ratio | exact %% | mid-p %% | held? |\n|---|---|---|---|---|---|\n");
    for (double const during : {1.0, 3.0, 5.0, 10.0, 20.0, 50.0})
        for (double const before : {5.0, 10.0, 30.0, 100.0}) {
            auto const covered = rate_ratios(runs, during, before);
            double const exact = percent(covered.exact, covered.runs), mid_p = percent(covered.mid_p, covered.runs);
            bool const large = during >= 10 && before >= 10, good = exact >= 95 - 0.65 && (!large || (mid_p >= 94 && mid_p <= 96.5));
            failed += good ? 0 : 1;
            std::printf("| %.0f | %.0f | %.2f | %.2f | %.2f | %s |\n", during, before, during / 7 / (before / 21), exact, mid_p, !good ? "NO" : large ? "yes" : "exact only");
        }
    return failed;
}

int model_table(int runs)
{
    int failed = 0;
    std::printf("\nCoverage of model-based 95 %% intervals: interrupted time series with a step at the end (true ratio 0.5), %d runs a line. The promise is made for\n"
                "Student's t with rows - columns degrees of freedom, as the multiverse's models have it; where a model meets counts that vary otherwise than it says, or fewer than 10 expected events, none is made and the figure is printed.\n\n", runs);
    std::printf("| model | months before, with step | counts vary | expected with step | answered %% | Student's t %% | bounds for short series %% | published form %% | held? |\n|---|---|---|---|---|---|---|---|---|\n");
    struct Line {
        CountFamily family;
        Spread spread;
        char const* name;
        char const* varies;
        bool fits;
    };
    for (auto const& series : {Series{48, 24}, Series{36, 7}})
        for (auto const& line : {Line{CountFamily::poisson, Spread::as_poisson, "Poisson", "as Poisson", true}, Line{CountFamily::quasi_poisson, Spread::twice_the_mean, "quasi-Poisson", "twice the mean", true},
                                 Line{CountFamily::quasi_poisson, Spread::squared, "quasi-Poisson", "mean + mean squared / 2", false},
                                 Line{CountFamily::negative_binomial, Spread::squared, "negative binomial", "mean + mean squared / 2", true}})
            for (double const events : {3.0, 10.0, 20.0, 50.0}) {
                auto const covered = interrupted(runs, series, events, line.family, line.spread);
                double const share = percent(covered.student, covered.model_runs);
                bool const promised = events >= 10 && line.fits, good = !promised || (share >= 94 && share <= 96.5);
                failed += good ? 0 : 1;
                std::printf("| %s | %d, %d | %s | %.0f | %.1f | %.2f | %.2f | %.2f | %s |\n", line.name, series.before, series.with_step, line.varies, events, percent(covered.model_runs, covered.runs), share,
                            percent(covered.short_series, covered.model_runs), percent(covered.model, covered.model_runs),
                            !good ? "NO" : promised ? "yes" : "no promise");
            }
    return failed;
}

int panel_table(int runs)
{
    int failed = 0;
    std::printf("\nCoverage of 95 %% intervals of panel difference-in-differences: 7 of 43 months, errors by place, Student's t with places - 1 degrees of freedom, %d runs a line.\n"
                "The promise is made from 25 treated and 25 other places on; with fewer the error by place is too small, no promise is made, the figure is printed, and the\n"
                "program says so with its answer (few_treated_clusters, few_clusters; below 6 places, or with one treated, it gives no interval).\n\n", runs);
    std::printf("| treated places | others | events a place and month | counts vary | interval given %% | errors by place %% | errors that suppose rows apart %% | held? |\n|---|---|---|---|---|---|---|---|\n");
    for (auto const& shape : {PanelShape{1, 9, 3}, PanelShape{2, 8, 3}, PanelShape{4, 8, 3}, PanelShape{4, 16, 3}, PanelShape{4, 46, 3}, PanelShape{10, 10, 1}, PanelShape{10, 10, 3}, PanelShape{10, 40, 3}, PanelShape{25, 25, 1}, PanelShape{25, 25, 3}})
        for (auto const spread : {Spread::as_poisson, Spread::squared}) {
            auto const covered = panels(runs, shape, spread);
            double const share = percent(covered.cluster, covered.answered);
            bool const promised = shape.treated >= 25 && shape.compared >= 25, good = !promised || (share >= 94 && share <= 96.5);
            failed += good ? 0 : 1;
            std::printf("| %d | %d | %.0f | %s | %.1f | %s | %.2f | %s |\n", shape.treated, shape.compared, shape.mean, spread == Spread::squared ? "mean + mean squared / 2" : "as Poisson",
                        percent(covered.answered, covered.runs), covered.answered == 0 ? "none" : std::to_string(share).substr(0, 5).c_str(), percent(covered.classical, covered.runs),
                        !good ? "NO" : promised ? "yes" : "no promise");
        }
    return failed;
}

int verdict_table(int runs)
{
    int failed = 0;
    std::printf("\nVerdicts of the multiverse on simulated programmes: 20 places of unlike rates, 4 treated, 7 of 144 months, a season, months that vary more than Poisson\n"
                "(shape 2), 3 baselines by 2 estimators, 199 permutations, %d programmes a line. Nothing changed: at most 5 %% may be called supported.\n\n", runs);
    std::printf("| truth | events a place and month | expected in the window | supported %% | weak %% | curve p <= 0.05 %% |\n|---|---|---|---|---|---|\n");
    for (double const truth : {1.0, 0.4})
        for (double const mean : {0.1, 0.3, 1.0, 3.0}) {
            auto const called = programmes(runs, mean, 2, truth);
            double const supported = percent(called.supported, called.runs);
            failed += truth == 1.0 && supported > 5 ? 1 : 0;
            std::printf("| %s | %.1f | %.0f | %.1f | %.1f | %.1f |\n", truth == 1.0 ? "nothing changed" : "a fall by 60 %", mean, mean * 28 * truth, supported, percent(called.weak, called.runs), percent(called.named_p, called.runs));
        }
    return failed;
}

}  // namespace

int main(int count, char** arguments)
{
    int const runs = count > 1 ? std::atoi(arguments[1]) : 10'000, programme_runs = count > 2 ? std::atoi(arguments[2]) : 1'000;
    if (runs < 100 || programme_runs < 20) return 2;
    int const failed = rate_ratio_table(runs) + model_table(runs) + panel_table(runs) + verdict_table(programme_runs);
    std::printf("\n%s\n", failed == 0 ? "all that is promised held" : "SOMETHING THAT IS PROMISED DID NOT HOLD");
    return failed == 0 ? 0 : 1;
}
