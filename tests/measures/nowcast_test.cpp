// SPDX-License-Identifier: Apache-2.0
#include "measures/nowcast.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

using namespace accalmie;

namespace {

// Four days; the last two are not complete. Hazards by hand: 12 of 24 with delay 1, 4 of 20 with delay 2.
std::vector<DelayedCases> const reports{{0, 0, 4}, {0, 1, 4}, {0, 2, 2}, {1, 0, 5}, {1, 1, 3}, {1, 2, 2}, {2, 0, 3}, {2, 1, 5}, {3, 0, 6}};

NowcastSettings settings_of(NowcastMethod method)
{
    NowcastSettings settings;
    settings.method = method;
    settings.delay_max = 2;
    return settings;
}

}  // namespace

TEST_CASE("reverse-time hazards and Lawless's expectation and error are those worked by hand")
{
    auto const answer = nowcast(reports, 3, settings_of(NowcastMethod::lawless)).value();
    CHECK(answer.delays[1].hazard == 0.5);
    CHECK(answer.delays[2].hazard == 0.2);
    CHECK(answer.epochs[2].share == doctest::Approx(0.4));
    CHECK(answer.epochs[2].expected.value() == doctest::Approx(15));
    CHECK(answer.epochs[1].expected.value() == doctest::Approx(10));
    CHECK(answer.epochs[0].upper == 10.0);
    CHECK(answer.epochs[2].plain_standard_error.value() == doctest::Approx(std::sqrt(22.5)));
    // 6 x 7 / 0.4^4 x 0.4^2 (0.2 / (20 x 0.8) + 0.5 / (24 x 0.5)) = 14.21875
    CHECK(answer.epochs[2].standard_error.value() == doctest::Approx(std::sqrt(22.5 + 14.21875)));
}

TEST_CASE("median and bounds are those of R's nowcast")
{
    // R 4.2, surveillance 1.20.3: nowcast(..., D = 2, method = "lawless" and "bayes.notrunc.bnb", control = list(N.tInf.max = 1000)).
    auto const lawless = nowcast(reports, 3, settings_of(NowcastMethod::lawless)).value();
    CHECK(lawless.epochs[2].plain_median == 15.0);
    CHECK(lawless.epochs[2].plain_lower == 6.0);
    CHECK(lawless.epochs[2].plain_upper == 23.0);
    auto const bayes = nowcast(reports, 3, settings_of(NowcastMethod::bayes_untruncated)).value();
    CHECK(bayes.epochs[2].median == 12.0);
    CHECK(bayes.epochs[2].lower == 7.0);
    CHECK(bayes.epochs[2].upper == 23.0);
}

TEST_CASE("the truncated Bayes nowcast is that of 40,000 draws of its delays")
{
    // Drawn in Python: hazards Beta(0.1 + n, 0.1 x + N - n), then the negative binomial of the cases to come, mixed.
    auto const answer = nowcast(reports, 3, settings_of(NowcastMethod::bayes_truncated)).value();
    CHECK(answer.epochs[2].median == 16.0);
    CHECK(answer.epochs[2].lower == 8.0);
    CHECK(std::abs(answer.epochs[2].upper.value() - 36) <= 1);  // the product of beta variables is nearly one
    CHECK(answer.epochs[2].expected.value() == doctest::Approx(17.5259).epsilon(0.01));
    CHECK(answer.epochs[0].lower == 10.0);
}

TEST_CASE("longer delays count as the longest, and a window forgets what is older")
{
    auto late = reports;
    late.push_back({0, 3, 7});
    auto const answer = nowcast(late, 3, settings_of(NowcastMethod::lawless)).value();
    CHECK(answer.longer_delays == 7);
    CHECK(answer.delays[2].cases == 11);
    auto settings = settings_of(NowcastMethod::lawless);
    settings.window = 1;
    CHECK(nowcast(reports, 3, settings)->delays[1].cases == 5);
    settings.window_by = DelayWindow::by_report;
    CHECK(nowcast(reports, 3, settings)->delays[1].cases == 8);
}

TEST_CASE("nothing reported yet has no bound by Lawless and an upper one by Bayes")
{
    auto const some = std::vector<DelayedCases>(reports.begin(), reports.end() - 1);
    CHECK(!nowcast(some, 3, settings_of(NowcastMethod::lawless))->epochs[2].upper);
    CHECK(nowcast(some, 3, settings_of(NowcastMethod::bayes_truncated))->epochs[2].upper.value() > 0);
}

TEST_CASE("what cannot be answered is refused")
{
    auto settings = settings_of(NowcastMethod::lawless);
    settings.delay_max = 4;
    CHECK(nowcast(reports, 3, settings).error().where == "max-delay");
    settings = settings_of(NowcastMethod::lawless);
    settings.level = 1;
    CHECK(nowcast(reports, 3, settings).error().where == "level");
    CHECK(nowcast({}, 3, settings_of(NowcastMethod::lawless)).error().kind == Error::Kind::missing);
}

TEST_CASE("bounds hold the median, never lie below what is reported, and widen with the level")
{
    CHECK(rc::check([] {
        std::vector<DelayedCases> some;
        for (int epoch = 0; epoch < 12; ++epoch)
            for (int delay = 0; delay <= std::min(4, 11 - epoch); ++delay) some.push_back({epoch, delay, *rc::gen::inRange(0, 9)});
        some.push_back({0, 0, 1});
        NowcastSettings settings;
        settings.delay_max = 4;
        settings.method = *rc::gen::element(NowcastMethod::bayes_truncated, NowcastMethod::bayes_untruncated, NowcastMethod::lawless);
        auto const usual = nowcast(some, 11, settings).value();
        settings.level = 0.5;
        auto const half = nowcast(some, 11, settings).value();
        for (std::size_t i = 0; i < usual.epochs.size(); ++i) {
            auto const& one = usual.epochs[i];
            if (!one.upper) continue;
            RC_ASSERT(*one.lower >= static_cast<double>(one.reported));
            RC_ASSERT(*one.lower <= *one.median && *one.median <= *one.upper);
            if (half.epochs[i].upper) RC_ASSERT(*half.epochs[i].upper <= *one.upper && *half.epochs[i].lower >= *one.lower);
        }
    }));
}
