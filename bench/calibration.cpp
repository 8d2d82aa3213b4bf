// SPDX-License-Identifier: Apache-2.0
// bench/calibration.cpp: how often intervals cover and verdicts hold, on simulated data whose truth is known. Prints Markdown tables.
//   calibration [RUNS [PROGRAMMES]]
#include "measures/interrupted_time_series.hpp"
#include "measures/rate_ratio.hpp"
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
    int runs = 0, exact = 0, mid_p = 0, model = 0, model_runs = 0;
    void operator+=(Covered const& other) { runs += other.runs, exact += other.exact, mid_p += other.mid_p, model += other.model, model_runs += other.model_runs; }
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

/// A monthly series of six years with a step in its last 24 months.
Covered interrupted(int runs, double with_step, CountFamily family, double shape)
{
    double const truth = 0.5, rate = with_step / 24 / truth;
    return over_runs<Covered>(runs, static_cast<std::uint64_t>(with_step * 1000 + shape), [&](Covered& covered, std::mt19937_64& random) {
        ItsInput input;
        input.family = family;
        input.trend = Trend::none;
        for (int month = 0; month < 72; ++month) {
            bool const after = month >= 48;
            double const wobble = shape > 0 ? std::gamma_distribution<double>{shape, 1 / shape}(random) : 1;
            input.time.push_back(month);
            input.step.push_back(after ? 1 : 0);
            input.counts.push_back(static_cast<double>(std::poisson_distribution<std::int64_t>{rate * wobble * (after ? truth : 1)}(random)));
        }
        auto const answer = interrupted_time_series(input);
        ++covered.runs;
        if (!answer || answer->model.refusal != ItsRefusal::none) return;  // it claims no interval
        ++covered.model_runs;
        covered.model += answer->model.step.lower <= truth && truth <= answer->model.step.upper ? 1 : 0;
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
    std::printf("\nCoverage of model-based 95 %% intervals: interrupted time series, 48 months and 24 with the step (true ratio 0.5), %d runs a line.\n\n", runs);
    std::printf("| model | counts vary | expected with step | answered %% | covered %% | held? |\n|---|---|---|---|---|---|\n");
    struct Line {
        CountFamily family;
        double shape;
        char const* name;
        char const* spread;
    };
    for (auto const& line : {Line{CountFamily::poisson, 0, "Poisson", "as Poisson"}, Line{CountFamily::quasi_poisson, 2, "quasi-Poisson", "more than Poisson (shape 2)"},
                             Line{CountFamily::negative_binomial, 2, "negative binomial", "more than Poisson (shape 2)"}})
        for (double const with_step : {3.0, 10.0, 20.0, 50.0}) {
            auto const covered = interrupted(runs, with_step, line.family, line.shape);
            double const share = percent(covered.model, covered.model_runs);
            bool const large = with_step >= 10, good = !large || (share >= 94 && share <= 96.5);
            failed += good ? 0 : 1;
            std::printf("| %s | %s | %.0f | %.1f | %.2f | %s |\n", line.name, line.spread, with_step, percent(covered.model_runs, covered.runs), share, !good ? "NO" : large ? "yes" : "no promise");
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
    int const failed = rate_ratio_table(runs) + model_table(runs) + verdict_table(programme_runs);
    std::printf("\n%s\n", failed == 0 ? "all that is promised held" : "SOMETHING THAT IS PROMISED DID NOT HOLD");
    return failed == 0 ? 0 : 1;
}
