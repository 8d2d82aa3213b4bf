// SPDX-License-Identifier: Apache-2.0
// bench/change_its.cpp: negative binomial interrupted time series and placebo refits a CPU second, beside R's on the same series and draws. The
// numbers are compared first: where they disagree no time is printed.   change_its FOLDER, which change_its.R has filled
#include "measures/count_regression.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <numbers>
#include <sstream>

using namespace accalmie;

namespace {

using Table = std::vector<std::vector<double>>;
constexpr std::size_t months = 84, districts = 60;
constexpr double cut = 60;

Table read(std::string const& path)
{
    Table table;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells{line};
        table.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) table.back().push_back(cell.find("NA") != std::string::npos ? std::nan("") : std::strtod(cell.c_str(), nullptr));
    }
    return table;
}

double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// As in R: intercept, post, t, after, c1, s1.
CountDesign design_of(double last)
{
    CountDesign design;
    std::vector<std::vector<double>> columns(6);
    for (std::size_t row = 0; row < months; ++row) {
        double const t = static_cast<double>(row + 1), angle = 2 * std::numbers::pi * t / 12;
        double const values[] = {1, t > last ? 1.0 : 0.0, t, std::max(0.0, t - last), std::cos(angle), std::sin(angle)};
        for (std::size_t column = 0; column < 6; ++column) columns[column].push_back(values[column]);
    }
    for (std::size_t column = 0; column < 6; ++column) design.add(std::vector<std::string>{"intercept", "post", "t", "after", "c1", "s1"}[column], columns[column]);
    return design;
}

struct Data {
    std::vector<std::vector<double>> counts;  ///< by district
    std::vector<double> population;
};

Data data_of(Table const& table)
{
    Data data{std::vector<std::vector<double>>(districts), table.at(0)};
    for (std::size_t month = 1; month <= months; ++month)
        for (std::size_t district = 0; district < districts; ++district) data.counts[district].push_back(table.at(month).at(district));
    return data;
}

/// Relative to 1 and the size of what is compared.
double apart(double ours, double theirs) { return std::abs(ours - theirs) / (1 + std::abs(theirs)); }

/// The largest differences of coefficients, of the step's error, of theta and of the log-likelihood; false if one is too large.
bool fits_agree(Data const& data, Table const& theirs)
{
    double largest[4] = {0, 0, 0, 0}, gain = 0;
    int compared = 0;
    for (std::size_t district = 0; district < districts; ++district) {
        auto const& row = theirs.at(district);
        if (std::isnan(row[0])) continue;
        auto const fit = *count_regression(design_of(cut), data.counts[district], std::vector<double>(months, std::log(data.population[district])), CountFamily::negative_binomial);
        if (fit.fit.outcome != CountOutcome::converged || !fit.fit.theta) continue;
        ++compared;
        for (std::size_t column = 0; column < 6; ++column) largest[0] = std::max(largest[0], apart(fit.coefficients[column], row[column]));
        largest[1] = std::max(largest[1], apart(fit.standard_errors[1], row[6]));
        largest[2] = std::max(largest[2], apart(*fit.fit.theta, row[7]));
        largest[3] = std::max(largest[3], apart(fit.fit.log_likelihood, row[8]));
        gain = std::min(gain, fit.fit.log_likelihood - row[8]);
    }
    std::printf("%d of %zu series compared; largest relative differences: coefficients %.1e, error of the step %.1e, theta %.1e, log-likelihood %.1e (lowest gain %.1e)\n\n", compared, districts, largest[0], largest[1],
                largest[2], largest[3], gain);
    return compared >= 55 && largest[0] < 1e-5 && largest[1] < 1e-4 && largest[2] < 1e-3 && largest[3] < 1e-6;
}

double whole_fits_a_second(Data const& data, int rounds)
{
    double const start = cpu_now();
    double sum = 0;
    for (int round = 0; round < rounds; ++round)
        for (std::size_t district = 0; district < districts; ++district) {
            auto const fit = count_regression(design_of(cut), data.counts[district], std::vector<double>(months, std::log(data.population[district])), CountFamily::negative_binomial);
            sum += fit->coefficients.at(1);
        }
    if (!std::isfinite(sum)) return 0;
    return rounds * static_cast<double>(districts) / (cpu_now() - start);
}

/// The same model with the step at another month in each draw, step and slope exchanged, theta and coefficients estimated anew.
double placebo_times_a_second(Data const& data, int rounds)
{
    double const start = cpu_now();
    double sum = 0, fits = 0;
    for (int round = 0; round < rounds; ++round)
        for (std::size_t district = 0; district < districts; ++district) {
            auto fitter = *CountFitter::make(design_of(cut), std::vector<double>(months, std::log(data.population[district])));
            for (double last = 13; last <= 71; ++last) {
                auto const design = design_of(last);
                if (!fitter.exchange(1, design.columns[1]) || !fitter.exchange(3, design.columns[3])) continue;
                if (fitter.fit(data.counts[district], CountFamily::negative_binomial).outcome != CountOutcome::converged) continue;
                sum += fitter.coefficient(1) / fitter.standard_error(1);
                ++fits;
            }
        }
    if (!std::isfinite(sum)) return 0;
    return fits / (cpu_now() - start);
}

struct Draws {
    double worst = 0, rate = 0;
};

/// Five districts in place of the treated, counts added up before and after, quasi-Poisson: post, treated, both.
Draws placebo_draws(Data const& data, Table const& draws, int rounds)
{
    std::vector<double> counts(2 * districts), offset(2 * districts), post(2 * districts), treated(2 * districts), both(2 * districts);
    for (std::size_t district = 0; district < districts; ++district)
        for (std::size_t month = 0; month < months; ++month) {
            auto const row = (static_cast<double>(month + 1) > cut ? districts : 0) + district;
            counts[row] += data.counts[district][month];
            offset[row] += data.population[district];
        }
    for (std::size_t row = 0; row < 2 * districts; ++row) {
        offset[row] = std::log(offset[row]);
        post[row] = row >= districts ? 1 : 0;
    }
    CountDesign design;
    design.add("intercept", std::vector<double>(2 * districts, 1.0));
    design.add("post", post);
    treated[0] = treated[districts] = both[districts] = 1;
    design.add("treated", treated);
    design.add("both", both);
    auto fitter = *CountFitter::make(design, offset);
    Draws answer;
    double const start = cpu_now();
    for (int round = 0; round < rounds; ++round)
        for (auto const& draw : draws) {
            std::fill(treated.begin(), treated.end(), 0.0);
            std::fill(both.begin(), both.end(), 0.0);
            for (std::size_t i = 0; i < 5; ++i) {
                auto const district = static_cast<std::size_t>(draw[i]) - 1;
                treated[district] = treated[district + districts] = both[district + districts] = 1;
            }
            if (!fitter.exchange(2, treated) || !fitter.exchange(3, both)) continue;
            if (fitter.fit(counts, CountFamily::quasi_poisson).outcome != CountOutcome::converged) continue;
            answer.worst = std::max(answer.worst, apart(fitter.coefficient(3), draw[5]));
        }
    answer.rate = rounds * static_cast<double>(draws.size()) / (cpu_now() - start);
    return answer;
}

}  // namespace

int main(int count, char** arguments)
{
    std::string const folder = count > 1 ? arguments[1] : ".";
    auto const data = data_of(read(folder + "/series.csv"));
    if (!fits_agree(data, read(folder + "/fits.csv"))) {
        std::puts("the numbers disagree: no times");
        return 1;
    }
    auto const draws = placebo_draws(data, read(folder + "/draws.csv"), 20);
    if (draws.worst > 1e-6) {
        std::printf("the draws disagree by %.1e: no times\n", draws.worst);
        return 1;
    }
    double r_fits = 0, r_draws = 0;
    std::ifstream{folder + "/rates.txt"} >> r_fits >> r_draws;
    double const whole = whole_fits_a_second(data, 200), placebo = placebo_times_a_second(data, 10);
    std::printf("| a CPU second | R | accalmie | ratio |\n|---|---|---|---|\n");
    std::printf("| negative binomial series (84 months, 6 coefficients), whole fit | %.1f | %.0f | %.0f |\n", r_fits, whole, whole / r_fits);
    std::printf("| the same, step and slope moved to a placebo month and refitted | %.1f | %.0f | %.0f |\n", r_fits, placebo, placebo / r_fits);
    std::printf("| quasi-Poisson placebo in space (120 rows), refitted each draw; worst difference %.1e | %.1f | %.0f | %.0f |\n", draws.worst, r_draws, draws.rate, draws.rate / r_draws);
    return 0;
}
