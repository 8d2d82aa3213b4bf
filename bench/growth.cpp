// SPDX-License-Identifier: Apache-2.0
// bench/growth.cpp: z-scores a CPU second and the prevalence of 20,000 children. WHO's published scores are compared first: where one differs
// no time is printed.   bench_growth CASES.csv PEER_ROWS_A_SECOND PEER_PREVALENCE_S
#include "measures/child_growth.hpp"
#include "measures/growth_prevalence.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace accalmie;

namespace {

constexpr std::size_t copies = 101, surveyed = 20'000;

struct Cases {
    ChildColumns children;
    std::vector<std::vector<double>> expected;  ///< zlen, zwei, zwfl, zbmi, zhc, zac of each; not a number where none
};

double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double number(std::string const& cell) { return cell.empty() ? not_measured : std::strtod(cell.c_str(), nullptr); }

Cases read(std::string const& path)
{
    Cases cases;
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::vector<std::string> cells;
        std::istringstream parts{line};
        for (std::string cell; std::getline(parts, cell, ',');) {
            std::erase(cell, '"');
            cells.push_back(cell);
        }
        cells.resize(30);
        auto& c = cases.children;
        c.sex.push_back(cells[1] == "m" ? ChildSex::male : ChildSex::female);
        c.age.push_back(number(cells[2]));
        c.weight_kg.push_back(number(cells[3]));
        c.length_cm.push_back(number(cells[4]));
        c.posture.push_back(cells[5] == "l" ? Posture::lying : cells[5] == "h" ? Posture::standing : Posture::unknown);
        c.head_cm.push_back(number(cells[6]));
        c.arm_cm.push_back(number(cells[7]));
        c.triceps_mm.push_back(8 + static_cast<double>(c.sex.size() % 40) / 10);  // the seventh index: the cases have none
        c.oedema.push_back(cells[8] == "y" ? 1 : 0);
        cases.expected.push_back({number(cells[14]), number(cells[16]), number(cells[18]), number(cells[20]), number(cells[22]), number(cells[24])});
    }
    return cases;
}

int differences(Cases const& cases)
{
    auto const scores = growth_scores(cases.children);
    if (!scores) return -1;
    int wrong = 0;
    for (std::size_t child = 0; child < scores->size(); ++child)
        for (std::size_t index = 0; index < 6; ++index) {
            auto const& got = (*scores)[child].by_index[index];
            double const wanted = cases.expected[child][index];
            if (got.has_value() == std::isnan(wanted) || (got.has_value() && std::abs(got.z - wanted) > 1e-9)) ++wrong;
        }
    return wrong;
}

ChildColumns many(ChildColumns const& few)
{
    ChildColumns all;
    for (std::size_t copy = 0; copy < copies; ++copy)
        for (std::size_t at = 0; at < few.size(); ++at) {
            all.sex.push_back(few.sex[at]);
            all.age.push_back(few.age[at]);
            all.weight_kg.push_back(few.weight_kg[at]);
            all.length_cm.push_back(few.length_cm[at]);
            all.posture.push_back(few.posture[at]);
            all.head_cm.push_back(few.head_cm[at]);
            all.arm_cm.push_back(few.arm_cm[at]);
            all.triceps_mm.push_back(few.triceps_mm[at]);
            all.oedema.push_back(few.oedema[at]);
        }
    return all;
}

/// Scores and shares of four indices for all, by age, sex, both and five more groupings, as anthro_prevalence gives them.
double prevalence_seconds(ChildColumns const& children)
{
    double const start = cpu_now();
    GrowthDesign design;
    std::vector<IndexScores> indices(4);
    for (std::size_t at = 0; at < surveyed; ++at) {
        auto const scores = growth_scores(children.child(at));
        for (std::size_t index = 0; index < 4; ++index) {
            auto const& score = scores.by_index[index];
            double const z = score.has_value() && score.flag == 0 ? score.z : not_measured;
            indices[index].scores.push_back(z);
            indices[index].shares.push_back(index > 0 && children.oedema[at] != 0 ? oedema_score : z);
        }
        design.weight.push_back(1 + static_cast<double>(at % 7) / 3);
        design.cluster.push_back(static_cast<std::uint32_t>(at % 400));
        design.stratum.push_back(static_cast<std::uint32_t>(at % 10));
    }
    auto const survey = GrowthSurvey::make(design, 0.95).value();
    double sum = 0;
    for (std::uint32_t const groups : {1U, 6U, 2U, 12U, 2U, 8U, 5U, 3U}) {
        GrowthGroups division{{}, groups};
        for (std::uint32_t at = 0; at < surveyed; ++at) division.group.push_back(at * 2654435761U / 7 % groups);
        for (auto const& index : indices) sum += survey.index(index, division).value().front().mean.estimate.value_or(0);
        sum += survey.share(std::vector<double>(surveyed, 1), division).value().front().weight_sum;
    }
    return sum == 0 ? -1 : cpu_now() - start;
}

}  // namespace

int main(int count, char** arguments)
{
    if (count < 4) return 2;
    auto const cases = read(arguments[1]);
    double const peer_rows = std::atof(arguments[2]), peer_seconds = std::atof(arguments[3]);
    if (int const wrong = differences(cases); wrong != 0 || cases.children.size() == 0) {
        std::printf("%d of WHO's published scores differ: no time is told\n", wrong);
        return 1;
    }
    auto const children = many(cases.children);
    double const start = cpu_now();
    auto const scores = growth_scores(children);
    double const rows_a_second = static_cast<double>(children.size()) / (cpu_now() - start), seconds = prevalence_seconds(children);
    std::printf("| what | WHO's R code, as stated | here | ratio |\n|---|---|---|---|\n");
    std::printf("| rows of seven indices a CPU second | %.0f | %.0f | %.0f |\n", peer_rows, rows_a_second, rows_a_second / peer_rows);
    std::printf("| prevalence of 20,000 rows, CPU s | %.1f | %.3f | %.0f |\n", peer_seconds, seconds, peer_seconds / seconds);
    std::printf("\n%zu published cases agree to the last digit (six indices) before any time; the R figures are of another machine.\n", cases.children.size());
    return scores && rows_a_second > 0 ? 0 : 1;
}
