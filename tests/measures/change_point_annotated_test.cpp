// SPDX-License-Identifier: Apache-2.0
// tests/measures/change_point_annotated_test.cpp: changes found without tuning, beside those that people marked in 17 real series.
#include "measures/change_point.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace accalmie;

namespace {

std::string const folder = std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/stats/changepoint/";

std::string text_of(std::string const& path)
{
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The numbers of the list that follows `"name":`, from `at` on.
std::vector<double> numbers_after(std::string const& text, std::string const& name, std::size_t at = 0)
{
    auto const first = text.find('[', text.find("\"" + name + "\"", at));
    std::istringstream list{text.substr(first + 1, text.find(']', first) - first - 1)};
    std::vector<double> numbers;
    for (std::string one; std::getline(list, one, ',');)
        if (one.find_first_of("0123456789") != std::string::npos) numbers.push_back(std::strtod(one.c_str(), nullptr));
    return numbers;
}

using Places = std::set<std::size_t>;

/// Annotators of one series: each the set of places marked.
std::vector<Places> annotators(std::string const& text, std::string const& series)
{
    auto const first = text.find("\"" + series + "\"");
    auto const end = text.find('}', first);
    std::vector<Places> all;
    for (auto at = text.find('[', first); at < end; at = text.find('[', at + 1)) {
        Places places;
        std::istringstream list{text.substr(at + 1, text.find(']', at) - at - 1)};
        for (std::string one; std::getline(list, one, ',');)
            if (one.find_first_of("0123456789") != std::string::npos) places.insert(std::stoul(one));
        all.push_back(places);
    }
    return all;
}

std::vector<std::pair<std::size_t, std::size_t>> parts(Places places, std::size_t n)
{
    places.insert(0);
    places.insert(n);
    std::vector<std::pair<std::size_t, std::size_t>> all;
    for (auto at = places.begin(); std::next(at) != places.end(); ++at) all.emplace_back(*at, *std::next(at));
    return all;
}

/// How well the parts found cover those marked, averaged over annotators. van den Burg & Williams 2020, arXiv:2003.06222, equation 8.
double covering(std::vector<Places> const& marked, Places const& found, std::size_t n)
{
    double total = 0;
    for (auto const& one : marked)
        for (auto const& [first, end] : parts(one, n)) {
            double best = 0;
            for (auto const& [from, to] : parts(found, n)) {
                double const both = std::max(0.0, static_cast<double>(std::min(end, to)) - static_cast<double>(std::max(first, from)));
                best = std::max(best, both / (static_cast<double>(std::max(end, to)) - static_cast<double>(std::min(first, from))));
            }
            total += best * static_cast<double>(end - first) / static_cast<double>(n);
        }
    return total / static_cast<double>(marked.size());
}

/// Marked places that a found one within 5 answers, each found one used once.
std::size_t hits(Places const& marked, Places found)
{
    std::size_t count = 0;
    for (auto const place : marked) {
        auto nearest = found.end();
        for (auto one = found.begin(); one != found.end(); ++one) {
            auto const distance = *one > place ? *one - place : place - *one;
            if (distance <= 5 && (nearest == found.end() || distance < (*nearest > place ? *nearest - place : place - *nearest))) nearest = one;
        }
        if (nearest == found.end()) continue;
        found.erase(nearest);
        ++count;
    }
    return count;
}

/// Precision against all annotators together, recall averaged over them, the start of the series always a change: the same paper, equation 6.
double f1(std::vector<Places> const& marked, Places found)
{
    found.insert(0);
    Places all{0};
    double recall = 0;
    for (auto one : marked) {
        all.insert(one.begin(), one.end());
        one.insert(0);
        recall += static_cast<double>(hits(one, found)) / static_cast<double>(one.size()) / static_cast<double>(marked.size());
    }
    double const precision = static_cast<double>(hits(all, found)) / static_cast<double>(found.size());
    return 2 * precision * recall / (precision + recall);
}

struct Score {
    double covering = 0, f1 = 0;
    int series = 0;
};

Score score(ChangePointInput input)
{
    Score sum;
    auto const marks = text_of(folder + "tcpd_annotations.json");
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator{folder + "tcpd"}) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (auto const& path : paths) {
        if (path.stem() == "run_log") continue;  // two columns
        auto const text = text_of(path);
        input.values = numbers_after(text, "raw", text.find("\"series\""));  // "time" has a list of that name too
        auto const answer = change_points(input);
        REQUIRE_MESSAGE(answer, path.string());
        Places found;
        for (auto const& segment : answer->segments)
            if (segment.first > 0) found.insert(segment.first);
        auto const marked = annotators(marks, path.stem());
        REQUIRE(marked.size() == 5);
        sum.covering += covering(marked, found, input.values.size());
        sum.f1 += f1(marked, found);
        ++sum.series;
    }
    sum.covering /= sum.series;
    sum.f1 /= sum.series;
    return sum;
}

}  // namespace

TEST_CASE("on the annotated series the default settings reach the scores that the page states")
{
    if (!std::filesystem::exists(folder + "tcpd")) {
        MESSAGE("skipped: no shared data beside the repository");
        return;
    }
    // One setting for all series. Figures from this program (change_point_annotated_test prints them); the test keeps them.
    ChangePointInput input;
    input.permutations = 0;
    auto const ours = score(input);
    MESSAGE("default settings: covering " << ours.covering << ", F1 " << ours.f1);
    CHECK(ours.series == 17);
    CHECK(ours.covering == doctest::Approx(0.749).epsilon(0.002));
    CHECK(ours.f1 == doctest::Approx(0.755).epsilon(0.002));
    input.noise_from = NoiseFrom::differences;
    auto const sharp = score(input);
    MESSAGE("noise from differences: covering " << sharp.covering << ", F1 " << sharp.f1);
    CHECK(sharp.covering == doctest::Approx(0.464).epsilon(0.002));
    input.cost = SegmentCost::normal_mean_variance;
    auto const both = score(input);
    MESSAGE("normal-mean-variance: covering " << both.covering << ", F1 " << both.f1);
    CHECK(both.covering == doctest::Approx(0.512).epsilon(0.002));
    input.penalty = ChangePenalty::manual;
    input.manual_penalty = 1e12;
    auto const none = score(input);
    MESSAGE("no change at all: covering " << none.covering << ", F1 " << none.f1);
    CHECK(none.covering == doctest::Approx(0.605).epsilon(0.002));
    CHECK(none.f1 == doctest::Approx(0.687).epsilon(0.002));
}
