// SPDX-License-Identifier: Apache-2.0
// Oracle, R 4.2:
//   d <- c(7,6,7,7,6,7,7,5,7,7,6,7); f <- glm(y ~ 1, family = quasipoisson, offset = log(d),
//     control = glm.control(epsilon = 1e-14)); r <- exp(coef(f)); phi <- max(1, summary(f)$dispersion)
//   w <- c(1,1,1,1,4/7); D <- w * 7 * median(d / 7); E <- r * sum(D); V <- phi * r * (sum(w^2 * 7) + sum(D)^2 / sum(d)); s <- V / E
//   qnbinom(c(.025, .975), size = E / (s - 1), mu = E); pnbinom(floor(O), size = E / (s - 1), mu = E)
#include "measures/attack_loss.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <random>

using namespace accalmie;
using std::chrono::days;

namespace {

Day day(std::string_view iso) { return *parse_day(iso); }
constexpr std::array<int, 12> steady{61, 55, 70, 64, 58, 66, 72, 49, 60, 63, 57, 68}, restless{61, 30, 90, 64, 28, 96, 72, 19, 90, 43, 57, 98};
constexpr std::array<int, 12> open{7, 6, 7, 7, 6, 7, 7, 5, 7, 7, 6, 7};

CarePeriod week(Day monday, std::optional<std::int64_t> consultations, std::optional<int> open_days = {})
{
    CarePeriod period;
    period.first = monday, period.last = monday + days{6}, period.consultations = consultations, period.open_days = open_days;
    return period;
}

/// Twelve weeks, then five from 9 March 2026 on.
std::vector<CarePeriod> example(std::array<int, 12> const& usual = steady)
{
    std::vector<CarePeriod> periods;
    Day const monday = day("2026-03-09");
    for (int i = 0; i < 12; ++i) periods.push_back(week(monday - days{7 * (12 - i)}, usual[static_cast<std::size_t>(i)], open[static_cast<std::size_t>(i)]));
    std::array<int, 5> const after{20, 0, 10, 25, 50}, open_after{3, 0, 4, 6, 7};
    for (int i = 0; i < 5; ++i) periods.push_back(week(monday + days{7 * i}, after[static_cast<std::size_t>(i)], open_after[static_cast<std::size_t>(i)]));
    return periods;
}
AttackLossOptions on(std::string_view as_of)
{
    AttackLossOptions options;
    options.as_of = day(as_of);
    return options;
}
std::vector<Day> const attack{day("2026-03-11")};

}  // namespace

TEST_CASE("expected, loss and interval are those of R's quasi-Poisson fit and negative binomial quantiles")
{
    struct Known {
        std::array<int, 12> usual;
        double rate, dispersion, expected, variance, loss, lower, upper, p;
    };
    // The first series varies less than Poisson: its dispersion is taken as 1, so V = E + r E^2 / (r sum d).
    for (auto const& known : {Known{steady, 9.405063291139236, 1, 300.962025316456, 406.747728157117, 217.390596745027, 178.428571428571, 257.428571428571, 1.28041069262217e-40},
                              Known{restless, 9.46835443037975, 8.98997789202188, 302.987341772152, 3681.26043964258, 219.415913200723, 111.428571428571, 349.428571428571, 1.71932947898948e-07}}) {
        auto const losses = attack_losses(example(known.usual), attack, on("2026-06-30"));
        REQUIRE(losses);
        REQUIRE(losses->by_attack.size() == 1);
        auto const& loss = losses->by_attack[0];
        CHECK(loss.reason == NoLoss::none);
        CHECK(loss.first == day("2026-03-11"));
        CHECK(loss.last == day("2026-04-09"));
        CHECK(loss.periods == 5);
        CHECK(loss.usual_periods == 12);
        CHECK(*loss.usual_a_day == doctest::Approx(known.rate).epsilon(1e-10));
        CHECK(*loss.dispersion == doctest::Approx(known.dispersion).epsilon(1e-10));
        CHECK(*loss.expected == doctest::Approx(known.expected).epsilon(1e-10));
        CHECK(*loss.expected_variance == doctest::Approx(known.variance).epsilon(1e-10));
        CHECK(*loss.observed == doctest::Approx(20 + 10 + 25 + 50 * 4.0 / 7));
        CHECK(*loss.loss == doctest::Approx(known.loss).epsilon(1e-10));
        CHECK(*loss.lower == doctest::Approx(known.lower).epsilon(1e-10));
        CHECK(*loss.upper == doctest::Approx(known.upper).epsilon(1e-10));
        CHECK(std::abs(*loss.p_value - known.p) < 1e-13);
        CHECK(*loss.lost_while_closed + *loss.lost_while_open == doctest::Approx(*loss.loss));
    }
}

TEST_CASE("where a report is missing nothing is said, unless the facility was seen closed")
{
    auto periods = example();
    periods[13].consultations = {}, periods[13].open_days = {};
    auto losses = attack_losses(periods, attack, on("2026-06-30"));
    CHECK(losses->by_attack[0].reason == NoLoss::report_missing);
    CHECK(losses->by_attack[0].missing == 1);
    CHECK_FALSE(losses->by_attack[0].loss);
    auto const sum = sum_losses(losses->episodes, 0.95);
    CHECK(sum->not_said == 1);
    CHECK_FALSE(sum->loss);
    periods[13].known_closed = true;
    losses = attack_losses(periods, attack, on("2026-06-30"));
    CHECK(*losses->by_attack[0].loss == doctest::Approx(*attack_losses(example(), attack, on("2026-06-30"))->by_attack[0].loss));
    periods.erase(periods.begin() + 13);  // not even a row
    CHECK(attack_losses(periods, attack, on("2026-06-30"))->by_attack[0].reason == NoLoss::report_missing);
}

TEST_CASE("too early, too little before, or nothing before: it cannot be said, and why")
{
    CHECK(attack_losses(example(), attack, on("2026-04-08"))->by_attack[0].reason == NoLoss::not_over);
    CHECK(attack_losses(example(), attack, on("2026-04-11"))->by_attack[0].reason == NoLoss::not_over);  // the last week ends on the 12th
    CHECK(attack_losses(example(), attack, on("2026-04-12"))->by_attack[0].reason == NoLoss::none);
    auto short_past = example();
    short_past.erase(short_past.begin(), short_past.begin() + 8);
    CHECK(attack_losses(short_past, attack, on("2026-06-30"))->by_attack[0].reason == NoLoss::usual_unknown);
    CHECK(attack_losses(example({}), attack, on("2026-06-30"))->by_attack[0].reason == NoLoss::no_usual_care);
}

TEST_CASE("windows that overlap or touch one week are one episode: no day counts twice")
{
    auto periods = example();
    Day const monday = day("2026-04-13");
    for (int i = 0; i < 6; ++i) periods.push_back(week(monday + days{7 * i}, 55));
    std::vector<Day> const two{day("2026-03-11"), day("2026-03-25")};
    auto const losses = attack_losses(periods, two, on("2026-06-30"));
    REQUIRE(losses->by_attack.size() == 2);
    REQUIRE(losses->episodes.size() == 1);
    CHECK(losses->episodes[0].attacks == two);
    CHECK(losses->episodes[0].last == day("2026-04-23"));
    // The second's own usual holds no week that the first touched.
    CHECK(*losses->by_attack[1].usual_a_day == doctest::Approx(*losses->by_attack[0].usual_a_day));
    CHECK(*losses->episodes[0].loss < *losses->by_attack[0].loss + *losses->by_attack[1].loss);
    // The first window ends on Thursday 9 April; an attack on the Saturday after it shares that week.
    CHECK(attack_losses(periods, std::vector<Day>{day("2026-03-11"), day("2026-04-11")}, on("2026-06-30"))->episodes.size() == 1);
    CHECK(attack_losses(periods, std::vector<Day>{day("2026-03-11"), day("2026-04-13")}, on("2026-06-30"))->episodes.size() == 2);
    CHECK(attack_losses(periods, std::vector<Day>{day("2026-03-11"), day("2026-03-11")}, on("2026-06-30"))->by_attack.size() == 1);
}

TEST_CASE("the same season of earlier years is compared with, where that is asked for")
{
    std::vector<CarePeriod> periods;
    for (Day monday = day("2023-01-02"); monday < day("2026-06-01"); monday += days{7}) {
        bool const rains = Month::of(monday).month() >= 7 && Month::of(monday).month() <= 10;
        periods.push_back(week(monday, rains ? 120 : 60));
    }
    auto options = on("2026-06-30");
    auto const july = std::vector<Day>{day("2025-07-15")};
    CHECK(*attack_losses(periods, july, options)->by_attack[0].loss < -100);  // the rains of July are no gain
    options.usual = UsualPeriods::same_season, options.usual_periods_min = 5;
    CHECK(std::abs(*attack_losses(periods, july, options)->by_attack[0].loss) < 120);
}

TEST_CASE("a sum adds what can be said, and its interval is narrower than the intervals added up")
{
    auto const one = attack_losses(example(), attack, on("2026-06-30"))->episodes[0];
    std::vector<AttackLoss> const three{one, one, one};
    auto const sum = sum_losses(three, 0.95);
    CHECK(*sum->loss == doctest::Approx(3 * *one.loss));
    CHECK(*sum->upper - *sum->lower < 3 * (*one.upper - *one.lower));
    CHECK(*sum->upper - *sum->lower > *one.upper - *one.lower);
}

TEST_CASE("input that cannot be is refused")
{
    auto periods = example();
    periods.push_back(periods.back());
    CHECK_FALSE(attack_losses(periods, attack, on("2026-06-30")));
    periods = example();
    periods[0].open_days = 8;
    CHECK_FALSE(attack_losses(periods, attack, on("2026-06-30")));
    auto options = on("2026-06-30");
    options.usual_periods_min = 1;
    CHECK_FALSE(attack_losses(example(), attack, options));
    options = on("2026-06-30"), options.level = 1;
    CHECK_FALSE(attack_losses(example(), attack, options));
    std::vector<Day> const many(1'001, day("2026-03-11"));
    CHECK_FALSE(attack_losses(example(), many, on("2026-06-30")));
}

TEST_CASE("the interval holds the true loss about as often as it says, for counts that vary three times as much as Poisson")
{
    std::mt19937_64 engine{20260311};
    int held = 0;
    constexpr int runs = 400;
    for (int run = 0; run < runs; ++run) {
        // Negative binomial of mean 63 and variance 189, as a Poisson of gamma means.
        std::gamma_distribution<double> mean{63 / 2.0, 2};
        auto periods = example();
        double without = 0;
        for (auto& period : periods) {
            auto const count = std::poisson_distribution<std::int64_t>{mean(engine)}(engine);
            period.open_days = 7, period.consultations = count;
            double const weight = period.first < day("2026-03-09") ? 0 : period.first == day("2026-04-06") ? 4.0 / 7 : 1;
            without += weight * static_cast<double>(count);
            if (weight > 0) period.consultations = count / 3;
        }
        auto const loss = attack_losses(periods, attack, on("2026-06-30"))->by_attack[0];
        double const truth = without - *loss.observed;
        held += truth >= *loss.lower && truth <= *loss.upper ? 1 : 0;
    }
    CAPTURE(held);
    // Twelve weeks say little of their own variance: 90 of 100 is what a plug-in dispersion gives.
    CHECK(held >= runs * 88 / 100);
    CHECK(held <= runs * 99 / 100);
}

TEST_CASE("whatever the counts, the parts add up and the bounds stand in order")
{
    rc::check("loss = closed + open, lower <= upper", [] {
        auto periods = example();
        for (auto& period : periods) {
            period.consultations = *rc::gen::inRange(0, 500);
            period.open_days = *rc::gen::inRange(0, 8);
        }
        auto const loss = attack_losses(periods, attack, on("2026-06-30"))->by_attack[0];
        RC_PRE(loss.loss.has_value());
        RC_ASSERT(std::abs(*loss.lost_while_closed + *loss.lost_while_open - *loss.loss) < 1e-8 * (1 + *loss.expected));
        RC_ASSERT(*loss.lower <= *loss.upper);
        RC_ASSERT(*loss.p_value >= 0 && *loss.p_value <= 1);
    });
}
