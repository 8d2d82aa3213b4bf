// SPDX-License-Identifier: Apache-2.0
// bench/space_time.cpp: our fits of the tables that bench/space_time.R writes. Prints one line of JSON a fit, in the form of its lines.
// bench_space_time FOLDER TWINSTIM_COEFFICIENTS HHH4_COEFFICIENTS    (R's, with commas: the likelihood there must agree first)
#include "measures/endemic_epidemic.hpp"
#include "measures/space_time_process.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>

using namespace accalmie;

namespace {

using Rows = std::vector<std::vector<double>>;

std::vector<double> numbers(std::string const& line)
{
    std::vector<double> all;
    std::istringstream cells{line};
    for (std::string cell; std::getline(cells, cell, ',');) all.push_back(std::strtod(cell.c_str(), nullptr));
    return all;
}

Rows rows(std::string const& path)
{
    std::ifstream file{path};
    Rows all;
    for (std::string line; std::getline(file, line);) all.push_back(numbers(line));
    return all;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void add_season(Design& design, double day)
{
    double const angle = 2 * std::numbers::pi * day / 365;
    design.columns = 4;
    design.values.insert(design.values.end(), {1.0, day / 365 - 3.5, std::sin(angle), std::cos(angle)});
}

SpaceTimeInput meningitis(std::string const& folder)
{
    SpaceTimeInput input;
    input.kinds = 2;
    input.triggers = {1, 0, 0, 1};
    input.end = 2557;
    input.epidemic_of_events.columns = 4;
    for (auto const& row : rows(folder + "/events.csv")) {
        SpaceTimeEvent event;
        event.time = row[0];
        event.x = row[1];
        event.y = row[2];
        event.kind = static_cast<std::size_t>(row[3]);
        event.endemic_offset = row[4];
        event.reach_time = row[5];
        event.reach_distance = row[6];
        input.events.push_back(event);
        add_season(input.endemic_of_events, row[7]);
        input.epidemic_of_events.values.insert(input.epidemic_of_events.values.end(), {1.0, row[3], row[8] == 1 ? 1.0 : 0.0, row[8] == 2 ? 1.0 : 0.0});
    }
    for (auto const& row : rows(folder + "/regions.csv")) {
        auto& region = input.events[static_cast<std::size_t>(row[0])].region;
        region.resize(std::max(region.size(), static_cast<std::size_t>(row[1]) + 1));
        region[static_cast<std::size_t>(row[1])].push_back({row[2], row[3]});
    }
    for (auto const& row : rows(folder + "/grid.csv")) {
        input.cells.push_back({row[0], row[1]});
        add_season(input.endemic_of_cells, row[2]);
    }
    return input;
}

EndemicEpidemicInput measles(std::string const& folder)
{
    EndemicEpidemicInput input;
    auto const counts = rows(folder + "/counts.csv");
    input.times = counts.size();
    input.units = counts.front().size();
    input.covariates = 4;
    for (auto const& row : counts) input.counts.insert(input.counts.end(), row.begin(), row.end());
    for (auto const& row : rows(folder + "/population.csv")) input.population.insert(input.population.end(), row.begin(), row.end());
    for (auto const& row : rows(folder + "/neighbours.csv")) input.neighbours.insert(input.neighbours.end(), row.begin(), row.end());
    for (std::size_t t = 0; t < input.times; ++t) {
        double const week = static_cast<double>(t), angle = 2 * std::numbers::pi * week / 52;
        input.endemic.insert(input.endemic.end(), {1.0, week, std::sin(angle), std::cos(angle)});
    }
    return input;
}

void say(char const* what, double seconds, double value, double at_peer, bool converged)
{
    std::printf("{\"ours\":\"%s\",\"cpu_s\":%.5f,\"log_likelihood\":%.9f,\"log_likelihood_at_peer\":%.9f,\"converged\":%s}\n", what, seconds, value, at_peer, converged ? "true" : "false");
}

/// From the background alone, as twinstim starts: the same start of the two scales, nothing known of the rest.
std::vector<double> start_of(SpaceTimeInput const& input)
{
    double measure = 0;
    for (auto const& cell : input.cells) measure += cell.measure * std::exp(cell.endemic_offset);
    return {std::log(static_cast<double>(input.events.size()) / measure / 2), 0, 0, 0, -12, 0, 0, 0, 2.5, -2};
}

bool twinstim(std::string const& folder, std::vector<double> peer)
{
    auto const input = meningitis(folder);
    double const begin = cpu_seconds();
    auto const process = SpaceTimeProcess::make(input);
    if (!process || peer.size() != process->parameter_count()) return false;
    auto const fit = process->fit(start_of(input));
    double const seconds = cpu_seconds() - begin;
    peer.back() = std::log(peer.back());  // twinstim has the decay itself, we its logarithm
    say("twinstim", seconds, fit.log_likelihood, process->log_likelihood(peer), fit.converged);
    return true;
}

bool hhh4(std::string const& folder, std::vector<double> peer)
{
    auto const input = measles(folder);
    constexpr int repeats = 20;
    double const begin = cpu_seconds();
    auto fit = endemic_epidemic(input);
    for (int i = 1; i < repeats && fit; ++i) fit = endemic_epidemic(input);
    double const seconds = (cpu_seconds() - begin) / repeats;
    if (peer.empty()) return false;
    peer.back() = std::log(peer.back());
    auto const at_peer = endemic_epidemic_log_likelihood(input, peer);
    if (!fit || !at_peer) return false;
    say("hhh4", seconds, fit->log_likelihood, *at_peer, fit->converged);
    return true;
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 4) {
        std::fprintf(stderr, "bench_space_time FOLDER TWINSTIM_COEFFICIENTS HHH4_COEFFICIENTS\n");
        return 2;
    }
    return twinstim(arguments[1], numbers(arguments[2])) && hhh4(arguments[1], numbers(arguments[3])) ? 0 : 1;
}
