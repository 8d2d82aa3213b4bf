// SPDX-License-Identifier: Apache-2.0
#include "measures/change_posterior.hpp"

#include "measures/change_point_series.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <numeric>

using namespace accalmie;

namespace {

double sum_of(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

ChangePosterior posterior(ChangePosteriorInput const& input)
{
    auto answer = change_posterior(input);
    REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
    return *answer;
}

/// Integral over a level from 0 on by a fine trapezoid: what the conjugate formula must give.
template <class F>
double integral(F const& f, double end)
{
    int const steps = 200'000;
    double total = 0;
    for (int i = 0; i <= steps; ++i) total += f(end * i / steps) * (i == 0 || i == steps ? 0.5 : 1);
    return total * end / steps;
}

}  // namespace

TEST_CASE("the coal-mining disasters changed for certain, and one change lies most likely after the 41st year, 1891")
{
    // Carlin, Gelfand & Smith 1992 give k = 41 (1891) as the mode for one change, 40 and 39 next; Raftery & Akman 1986 a Bayes factor beyond 10^13.
    ChangePosteriorInput input;
    input.values = series::coal();
    auto const answer = posterior(input);
    CHECK(answer.likeliest_place == 41);
    CHECK(answer.one_change_at[41] > answer.one_change_at[40]);
    CHECK(answer.one_change_at[40] > answer.one_change_at[39]);
    CHECK(answer.one_change_at[39] > answer.one_change_at[42]);
    CHECK(answer.number[0] < 1e-9);
    CHECK(answer.log_bayes_factor_change > std::log(1e9));
    CHECK(sum_of(answer.number) == doctest::Approx(1));
    CHECK(sum_of(answer.one_change_at) == doctest::Approx(1));
}

TEST_CASE("given one change, the chances of its places are those of a direct sum")
{
    // Place k: marginal likelihood of the two sides under gamma(1, 1 / mean), computed here without the recursion.
    auto const coal = series::coal();
    double const rate = 112.0 / 191;
    std::vector<double> weights(112, 0.0);
    double before = 0;
    for (std::size_t k = 1; k < 112; ++k) {
        before += coal[k - 1];
        auto const side = [&](double sum, double n) { return std::lgamma(1 + sum) - (1 + sum) * std::log(rate + n); };
        weights[k] = std::exp(side(before, static_cast<double>(k)) + side(191 - before, static_cast<double>(112 - k)) + 200);
    }
    double const total = sum_of(weights);
    ChangePosteriorInput input;
    input.values = coal;
    auto const answer = posterior(input);
    for (std::size_t k = 1; k < 112; ++k) CHECK(answer.one_change_at[k] == doctest::Approx(weights[k] / total).epsilon(1e-9));
}

TEST_CASE("the Nile changed once, after 1898 most likely, whether or not its variance may change")
{
    for (auto const model : {SegmentModel::normal_mean, SegmentModel::normal_mean_variance}) {
        ChangePosteriorInput input;
        input.values = series::nile();
        input.model = model;
        input.minimum_segment = 2;
        input.prior_changes = 1.0;
        auto const answer = posterior(input);
        CHECK(answer.likeliest_place == 28);
        CHECK(answer.number[0] < 1e-4);
        CHECK(answer.number[1] > 0.4);
        CHECK(answer.change_at[28] > 0.6);
        CHECK(answer.likely_places.size() <= 8);
    }
}

TEST_CASE("numbers and places are those of a sum over every partition")
{
    CHECK(rc::check([] {
        auto const n = *rc::gen::inRange<std::size_t>(4, 11);
        auto const minimum = *rc::gen::inRange<std::size_t>(1, 3);
        ChangePosteriorInput input;
        for (std::size_t i = 0; i < n; ++i) input.values.push_back(*rc::gen::inRange(0, 9));
        input.values[0] += 1;
        input.minimum_segment = static_cast<int>(minimum);
        input.changes_max = 3;
        input.prior_changes = 1.5;
        input.prior.shape = 2;
        input.prior.rate = 0.5;
        auto const answer = posterior(input);
        std::vector<double> number(4, 0.0), partitions(4, 0.0), at(n, 0.0);
        std::vector<std::vector<double>> at_by_number(4, std::vector<double>(n, 0.0));
        for (unsigned set = 0; set < 1U << (n - 1); ++set) {
            std::vector<std::size_t> starts{0};
            for (std::size_t i = 1; i < n; ++i)
                if ((set >> (i - 1)) & 1U) starts.push_back(i);
            auto const changes = starts.size() - 1;
            if (changes > 3) continue;
            double likelihood = 1;
            bool allowed = true;
            starts.push_back(n);
            for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
                double const length = static_cast<double>(starts[s + 1] - starts[s]);
                allowed = allowed && starts[s + 1] - starts[s] >= minimum;
                double sum = 0, factorials = 1;
                for (std::size_t i = starts[s]; i < starts[s + 1]; ++i) {
                    sum += input.values[i];
                    factorials *= std::tgamma(input.values[i] + 1);
                }
                // gamma(2, 0.5): 0.25 Gamma(2 + sum) / (0.5 + length)^(2 + sum), Gamma(2) = 1.
                likelihood *= 0.25 * std::tgamma(2 + sum) / std::pow(0.5 + length, 2 + sum) / factorials;
            }
            if (!allowed) continue;
            number[changes] += likelihood;
            partitions[changes] += 1;
            for (std::size_t s = 1; s + 1 < starts.size(); ++s) at_by_number[changes][starts[s]] += likelihood;
        }
        double total = 0, prior_total = 0;
        for (std::size_t m = 0; m < 4; ++m) {
            if (partitions[m] == 0) continue;
            double const weight = std::pow(1.5, static_cast<double>(m)) / std::tgamma(static_cast<double>(m) + 1);
            for (std::size_t i = 0; i < n; ++i) at[i] += weight * at_by_number[m][i] / partitions[m];
            number[m] *= weight / partitions[m];
            total += number[m];
            prior_total += weight;
        }
        for (std::size_t m = 0; m < answer.number.size(); ++m) RC_ASSERT(std::abs(answer.number[m] - number[m] / total) < 1e-9);
        for (std::size_t i = 0; i < n; ++i) RC_ASSERT(std::abs(answer.change_at[i] - at[i] / total) < 1e-9);
        RC_ASSERT(std::abs(answer.log_evidence - std::log(total / prior_total)) < 1e-8 * (1 + std::abs(answer.log_evidence)));
    }));
}

TEST_CASE("the evidence of a segment is the integral of its likelihood over the prior")
{
    ChangePosteriorInput input;
    input.values = {1.0, 2.5, 3.0, 1.5};
    input.changes_max = 1;
    input.minimum_segment = 2;
    // The evidence is the mean over no change and the one split that two values a side allow.
    input.model = SegmentModel::normal_mean;
    input.prior.mean = 0.5;
    input.prior.standard_deviation = 2;
    input.prior.noise = 0.7;
    auto const density = [](double x, double mean, double deviation) { return std::exp(-0.5 * std::pow((x - mean) / deviation, 2)) / deviation / std::sqrt(2 * std::acos(-1.0)); };
    auto const part = [&](std::size_t first, std::size_t end) {
        return integral([&](double shifted) {
            double product = density(shifted - 20, 0.5, 2);
            for (std::size_t i = first; i < end; ++i) product *= density(input.values[i], shifted - 20, 0.7);
            return product;
        }, 40);
    };
    CHECK(posterior(input).log_evidence == doctest::Approx(std::log((part(0, 4) + part(0, 2) * part(2, 4)) / 2)).epsilon(1e-7));
    // Variance v ~ inverse gamma(3, 2); given it the values are jointly normal about 0.5 with covariance v (I + 11' / weight).
    input.model = SegmentModel::normal_mean_variance;
    input.prior.shape = 3;
    input.prior.scale = 2;
    input.prior.weight = 0.25;
    auto const with_variance = [&](std::size_t first, std::size_t end) {
        return integral([&](double v) {
            if (v == 0) return 0.0;
            double const n = static_cast<double>(end - first);
            double sum = 0, square = 0;
            for (std::size_t i = first; i < end; ++i) {
                sum += input.values[i] - 0.5;
                square += std::pow(input.values[i] - 0.5, 2);
            }
            double const form = square - sum * sum / (0.25 + n);
            return std::pow(2.0, 3) / 2 * std::pow(v, -4) * std::exp(-2 / v) * std::pow(2 * std::acos(-1.0) * v, -n / 2) * std::sqrt(0.25 / (0.25 + n)) * std::exp(-form / 2 / v);
        }, 400);
    };
    CHECK(posterior(input).log_evidence == doctest::Approx(std::log((with_variance(0, 4) + with_variance(0, 2) * with_variance(2, 4)) / 2)).epsilon(1e-5));
}

TEST_CASE("what the posterior cannot be asked of is refused with its place")
{
    ChangePosteriorInput input;
    input.values = {0, 0, 0, 0};
    CHECK(change_posterior(input).error().what == "all counts are zero");
    input.values = {1, 0, 2, 0};
    input.changes_max = 51;
    CHECK(change_posterior(input).error().where == "changes_max");
    input.changes_max = 2;
    input.prior.rate = 0;
    CHECK(change_posterior(input).error().where == "prior");
    input.prior.rate = 1;
    input.level = 1;
    CHECK(change_posterior(input).error().where == "level");
    input.level = 0.9;
    input.minimum_segment = 3;
    CHECK(change_posterior(input).error().where == "minimum_segment");
    input.values.assign(5001, 1.0);
    CHECK(change_posterior(input).error().kind == Error::Kind::limit);
}
