// SPDX-License-Identifier: Apache-2.0
// bench/surveillance.cpp: tests of farrington-flexible a CPU second, beside R's on the same series. Bounds are compared first: where they
// disagree no time is printed.   surveillance FOLDER FACILITIES DISEASES WEEKS, FOLDER filled by surveillance.R
#include "measures/farrington.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numbers>
#include <random>
#include <sstream>
#include <string>
#include <thread>

using namespace accalmie;

namespace {

constexpr std::size_t weeks = 520;
constexpr std::size_t threads = 2;

/// As in ../shared/peers/r/farrington.R.
FarringtonSettings settings()
{
    FarringtonSettings settings;
    settings.windows = {5, 3, 10, 26};
    settings.threshold = ThresholdMethod::nb_plugin;
    settings.alpha = 0.01;
    settings.trend_p_below = 1;
    return settings;
}

Farrington judge_of_weeks() { return *Farrington::make(Farrington::Rule::flexible, settings(), {weeks, 52, {}}); }

std::vector<std::vector<double>> read(std::string const& path)
{
    std::vector<std::vector<double>> table;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells{line};
        table.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) table.back().push_back(cell.find("NA") != std::string::npos ? unreported : std::strtod(cell.c_str(), nullptr));
    }
    return table;
}

bool same(double ours, double theirs) { return std::isnan(theirs) ? std::isnan(ours) : std::abs(ours - theirs) <= 1e-8 * (1 + std::abs(theirs)); }

/// Rows of bounds.csv: series, week (from 1), upper bound, expected, phi, alarm.
int disagreements(std::string const& folder)
{
    auto const series = read(folder + "/series.csv"), bounds = read(folder + "/bounds.csv");
    auto judge = judge_of_weeks();
    int differ = 0;
    for (auto const& row : bounds) {
        if (!judge.turn_to(static_cast<std::size_t>(row[1]) - 1)) return -1;
        auto const week = judge.judge(series.at(static_cast<std::size_t>(row[0]) - 1), {});
        bool const agree = same(week.upper.value_or(unreported), row[2]) && same(week.expected.value_or(unreported), row[3]) && same(week.spread.value_or(unreported), row[4]);
        if (!agree || (week.alarm ? 1.0 : 0.0) != row[5]) ++differ;
    }
    std::printf("%zu bounds, expected counts, dispersions and alarms beside R's: %d differ\n", bounds.size(), differ);
    return bounds.empty() ? -1 : differ;
}

/// Counts by series, two bytes each: the law of the peer's series.
std::vector<std::uint16_t> made(std::size_t series)
{
    std::vector<std::uint16_t> counts(series * weeks);
    std::mt19937_64 random{20260101};
    std::normal_distribution<double> normal{std::log(6.0), 0.8};
    std::uniform_real_distribution<double> phases{0, 52};
    for (std::size_t one = 0; one < series; ++one) {
        double const base = std::exp(normal(random)), phase = phases(random);
        for (std::size_t week = 0; week < weeks; ++week) {
            auto const t = static_cast<double>(week + 1);
            double const mean = base * std::exp(0.0005 * t + 0.6 * std::cos(2 * std::numbers::pi * (t - phase) / 52));
            std::gamma_distribution<double> gamma{5, mean / 5};
            std::poisson_distribution<int> poisson{std::max(gamma(random), 1e-9)};
            counts[one * weeks + week] = static_cast<std::uint16_t>(std::min(poisson(random) * (one % 20 == 0 && week + 4 >= weeks ? 4 : 1), 65535));
        }
    }
    return counts;
}

double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Timing {
    double wall = 0, cpu = 0;
    std::size_t alarms = 0;
};

Timing judged(std::vector<std::uint16_t> const& counts, std::size_t series, std::size_t judged_weeks, FarringtonDetail detail)
{
    std::atomic<std::size_t> next{0}, alarms{0};
    auto const work = [&] {
        auto judge = judge_of_weeks();
        std::vector<double> one(weeks);
        std::size_t own = 0;
        constexpr std::size_t share = 500;
        for (std::size_t first = next.fetch_add(share); first < series; first = next.fetch_add(share))
            for (std::size_t week = weeks - judged_weeks; week < weeks; ++week) {
                if (!judge.turn_to(week)) return;
                for (std::size_t at = first; at < std::min(first + share, series); ++at) {
                    for (std::size_t i = 0; i < weeks; ++i) one[i] = counts[at * weeks + i];
                    own += judge.judge(one, {}, detail).alarm ? 1 : 0;
                }
            }
        alarms += own;
    };
    auto const wall = std::chrono::steady_clock::now();
    double const cpu = cpu_now();
    std::vector<std::thread> team;
    for (std::size_t i = 0; i < threads; ++i) team.emplace_back(work);
    for (auto& one : team) one.join();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(), cpu_now() - cpu, alarms};
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    if (disagreements(arguments[1]) != 0) return 1;
    auto const series = std::strtoul(arguments[2], nullptr, 10) * std::strtoul(arguments[3], nullptr, 10), judged_weeks = std::strtoul(arguments[4], nullptr, 10);
    if (series == 0 || judged_weeks == 0 || judged_weeks > 200) return 2;
    auto const counts = made(series);
    for (auto const detail : {FarringtonDetail::full, FarringtonDetail::alarm}) {
        auto const timing = judged(counts, series, judged_weeks, detail);
        auto const tests = static_cast<double>(series * judged_weeks);
        std::printf("{\"ours\":\"farrington-flexible\",\"detail\":\"%s\",\"series\":%lu,\"weeks\":%lu,\"threads\":%zu,\"wall_s\":%.2f,\"cpu_s\":%.2f,\"tests_per_cpu_s\":%.0f,\"alarms\":%zu}\n",
                    detail == FarringtonDetail::full ? "full" : "alarm", series, judged_weeks, threads, timing.wall, timing.cpu, tests / timing.cpu, timing.alarms);
    }
}
