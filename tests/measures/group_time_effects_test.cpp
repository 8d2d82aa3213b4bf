// SPDX-License-Identifier: Apache-2.0
#include "measures/group_time_effects.hpp"

#include "measures/difference_in_differences.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

using namespace accalmie;

namespace {

enum class With : std::uint8_t { nothing, covariate_and_weight };

/// Sixty units at five times; 16 never treated, the others from time 4, 5 or 6 on: made by a rule that R repeats.
StartedPanel made_panel()
{
    StartedPanel panel;
    panel.covariates.resize(1);
    std::int64_t const starts[] = {0, 4, 5, 6};
    for (int i = 0; i < 60; ++i) {
        auto const start = starts[(i * 7) % 11 % 4];
        double const x = (i * 29) % 17 / 5.0 - 1.5 + (i * 13) % 7 / 9.0;
        for (int t = 2; t <= 6; ++t) {
            panel.unit.push_back(static_cast<std::size_t>(i));
            panel.time.push_back(t);
            panel.first_treated.push_back(start == 0 ? std::nullopt : std::optional{start});
            panel.outcome.push_back((i * 37 + t * 101 + i * t * 53 + i * i * 7) % 97 / 20.0 + (start > 0 && t >= start ? 1 + 0.5 * static_cast<double>(t - start) : 0.0) + 0.3 * x * t);
            panel.covariates[0].push_back(x);
            panel.weight.push_back(1 + (i * 5) % 3 / 2.0);
        }
    }
    return panel;
}

struct Expected {
    double of, estimate, error;
};

struct Run {
    ComparisonUnits comparison;
    BasePeriod base;
    CovariateUse use;
    bool covariate, weight;
    std::vector<std::array<double, 4>> effects;  ///< group, time, estimate, error
    std::array<double, 2> simple;
    std::vector<Expected> distance, group, time;
    std::vector<std::array<double, 2>> overall;
    double pre_trend_wald, pre_trend_p;
};

// Computed in R on the same made data, without the formulas of the influence functions: the moment conditions of outcome regression, logit and
// effect stacked, V = A^-1 B A^-T / n with A by central differences of the conditions (solutions from lm and glm); averages by the delta method
// with the shares of the groups as estimated means, derivatives again numeric; the pre-trend test as b' V^-1 b.
Run const runs[] = {
    {ComparisonUnits::never_treated, BasePeriod::varying, CovariateUse::doubly_robust, false, false,
     {{4, 3, 0.1966666667, 0.6104720001}, {4, 4, 0.853125, 0.6465990877}, {4, 5, 0.903125, 0.4326284913}, {4, 6, 1.882708333, 0.6331746845}, {5, 3, 0.3180392157, 0.5352924618}, {5, 4, 0.6211642157, 0.619307651}, {5, 5, 0.7474509804, 0.6724528838}, {5, 6, 1.315857843, 0.6064542986}, {6, 3, 0.03111111111, 0.5798946292}, {6, 4, 0.7384027778, 0.6340095953}, {6, 5, -0.3730555556, 0.7754213456}, {6, 6, 0.8290277778, 0.6884360015}},
     {1.09460394, 0.335928881},
     {{-3, 0.0311111111, 0.579894629}, {-2, 0.491982759, 0.342876868}, {-1, 0.205298295, 0.34406468}, {0, 0.805724432, 0.357129445}, {1, 1.12238932, 0.400606932}, {2, 1.88270833, 0.633174684}},
     {{4, 1.21298611, 0.469033727}, {5, 1.03165441, 0.549844539}, {6, 0.829027778, 0.688436002}},
     {{4, 0.853125, 0.646599088}, {5, 0.820423177, 0.410758402}, {6, 1.37633049, 0.455192238}},
     {{1.27027403, 0.369905377}, {1.03821023, 0.348023583}, {1.01662622, 0.350699109}},
     4.94338752, 0.551094388},
    {ComparisonUnits::not_yet_treated, BasePeriod::universal, CovariateUse::doubly_robust, false, false,
     {{4, 2, -0.06822222222, 0.5689112611}, {4, 4, 0.4215555556, 0.5952049327}, {4, 5, 0.746547619, 0.4653331366}, {4, 6, 1.882708333, 0.6331746845}, {5, 2, -0.6094117647, 0.6454947158}, {5, 3, -0.3047058824, 0.5867870583}, {5, 5, 0.9073319328, 0.6882906324}, {5, 6, 1.315857843, 0.6064542986}, {6, 2, -0.3964583333, 0.7611010506}, {6, 3, -0.3653472222, 0.5481391302}, {6, 4, 0.3730555556, 0.7754213456}, {6, 6, 0.8290277778, 0.6884360015}},
     {1.02752453, 0.34394475},
     {{-4, -0.396458333, 0.761101051}, {-3, -0.50841954, 0.454914999}, {-2, -0.0392424242, 0.373192715}, {0, 0.720370671, 0.387319853}, {1, 1.04899368, 0.402535032}, {2, 1.88270833, 0.633174684}},
     {{4, 1.01693717, 0.434161092}, {5, 1.11159489, 0.545581343}, {6, 0.829027778, 0.688436002}},
     {{4, 0.421555556, 0.595204933}, {5, 0.831964286, 0.451350781}, {6, 1.37633049, 0.455192238}},
     {{1.21735756, 0.369455147}, {1.00226145, 0.360033225}, {0.876616778, 0.353509924}},
     4.92243797, 0.553798922},
    {ComparisonUnits::never_treated, BasePeriod::varying, CovariateUse::doubly_robust, true, false,
     {{4, 3, 0.2195797951, 0.6077346686}, {4, 4, 0.7153792445, 0.6025271285}, {4, 5, 0.7882923729, 0.3974977475}, {4, 6, 1.630051691, 0.5343250746}, {5, 3, 0.3582153139, 0.5414213645}, {5, 4, 0.3669021758, 0.5342779301}, {5, 5, 0.7876270786, 0.6761411209}, {5, 6, 1.09408456, 0.6323995193}, {6, 3, 0.05267348832, 0.5828996353}, {6, 4, 0.6097102955, 0.588508612}, {6, 5, -0.3514931783, 0.7793598736}, {6, 6, 0.7008825061, 0.5703478961}},
     {0.960500413, 0.293038641},
     {{-3, 0.0526734883, 0.582899635}, {-2, 0.462282203, 0.333073449}, {-1, 0.120752631, 0.322375369}, {0, 0.739339524, 0.32623059}, {1, 0.950744472, 0.390511917}, {2, 1.63005169, 0.534325075}},
     {{4, 1.04457444, 0.396283505}, {5, 0.940855819, 0.56072598}, {6, 0.700882506, 0.570347896}},
     {{4, 0.715379244, 0.602527129}, {5, 0.787938935, 0.407927289}, {6, 1.1695637, 0.398990817}},
     {{1.1067119, 0.311199149}, {0.910767171, 0.3031068}, {0.890960628, 0.306500463}},
     5.31024101, 0.504681534},
    {ComparisonUnits::not_yet_treated, BasePeriod::varying, CovariateUse::inverse_probability, true, true,
     {{4, 3, -0.2227517833, 0.5837285821}, {4, 4, 0.6474982656, 0.5542362683}, {4, 5, 0.785115342, 0.4922834046}, {4, 6, 1.733883984, 0.5545716283}, {5, 3, 0.5178578895, 0.5305701742}, {5, 4, 0.1125916116, 0.5396524667}, {5, 5, 0.7705275437, 0.6550607529}, {5, 6, 1.052255694, 0.689958841}, {6, 3, -0.3087213537, 0.5584941502}, {6, 4, 0.6446797712, 0.5882344886}, {6, 5, -0.5907196985, 0.7875806651}, {6, 6, 0.8872657237, 0.636397167}},
     {0.97897704, 0.336081253},
     {{-3, -0.308721354, 0.55849415}, {-2, 0.569739568, 0.423521171}, {-1, -0.191240418, 0.37356964}, {0, 0.760499401, 0.374145892}, {1, 0.928324603, 0.437807712}, {2, 1.73388398, 0.554571628}},
     {{4, 1.0554992, 0.408785342}, {5, 0.911391619, 0.554238241}, {6, 0.887265724, 0.636397167}},
     {{4, 0.647498266, 0.554236268}, {5, 0.777295079, 0.444161803}, {6, 1.23822287, 0.43855196}},
     {{1.14090266, 0.347969105}, {0.953619504, 0.353562427}, {0.887672071, 0.339651677}},
     5.07441585, 0.534304823},
    {ComparisonUnits::never_treated, BasePeriod::varying, CovariateUse::regression, true, true,
     {{4, 3, -0.1160609957, 0.6202255912}, {4, 4, 1.049715729, 0.5950192048}, {4, 5, 0.8947658443, 0.4486319347}, {4, 6, 1.75009583, 0.5524916585}, {5, 3, 0.3885027208, 0.5648508503}, {5, 4, 0.4460040412, 0.5601093612}, {5, 5, 0.5490796439, 0.6495401695}, {5, 6, 1.06952406, 0.6984256169}, {6, 3, -0.1863994855, 0.6026427977}, {6, 4, 0.8212966006, 0.6198861772}, {6, 5, -0.5905661522, 0.7874507576}, {6, 6, 0.8867336202, 0.6388613004}},
     {1.02671195, 0.313845497},
     {{-3, -0.186399486, 0.602642798}, {-2, 0.565554763, 0.353565833}, {-1, -0.0247437304, 0.335490124}, {0, 0.809862854, 0.331423331}, {1, 0.988450661, 0.433783591}, {2, 1.75009583, 0.552491658}},
     {{4, 1.2315258, 0.414686306}, {5, 0.809301852, 0.573655098}, {6, 0.88673362, 0.6388613}},
     {{4, 1.04971573, 0.595019205}, {5, 0.709449531, 0.410774771}, {6, 1.25031559, 0.441674242}},
     {{1.18280312, 0.335419346}, {0.973118554, 0.330564126}, {1.00316028, 0.312409162}},
     5.74135758, 0.452778051},
};

void check_close(double got, double expected) { CHECK(std::abs(got - expected) < 1e-6 * (1 + std::abs(expected))); }

void check_close(EffectEstimate const& got, double estimate, double error)
{
    CHECK(got.estimate == doctest::Approx(estimate).epsilon(1e-7));
    REQUIRE(got.standard_error);
    check_close(*got.standard_error, error);
}

void check_table(AverageTable const& table, std::vector<Expected> const& expected, std::array<double, 2> const& overall)
{
    std::size_t at = 0;
    for (auto const& row : table.rows) {
        if (!row.effect.standard_error) continue;  // the reference
        REQUIRE(at < expected.size());
        CHECK(static_cast<double>(row.of) == expected[at].of);
        check_close(row.effect, expected[at].estimate, expected[at].error);
        ++at;
    }
    CHECK(at == expected.size());
    REQUIRE(table.overall);
    check_close(*table.overall, overall[0], overall[1]);
}

GroupTimeOptions quick()
{
    GroupTimeOptions options;
    options.draws = 0;
    return options;
}

/// One group of `treated` units and `never` others at two times.
StartedPanel two_periods(std::vector<double> const& treated, std::vector<double> const& never)
{
    StartedPanel panel;
    for (std::size_t unit = 0; unit < treated.size() + never.size(); ++unit) {
        for (int time = 0; time < 2; ++time) {
            panel.unit.push_back(unit);
            panel.time.push_back(2019 + time);
            auto const change = unit < treated.size() ? treated[unit] : never[unit - treated.size()];
            panel.outcome.push_back(static_cast<double>(unit) + time * change);
            panel.first_treated.push_back(unit < treated.size() ? std::optional<std::int64_t>{2020} : std::nullopt);
        }
    }
    return panel;
}

}  // namespace

TEST_CASE("effects, errors, averages and pre-trend test are those of an independent computation")
{
    for (auto const& run : runs) {
        auto panel = made_panel();
        if (!run.covariate) panel.covariates.clear();
        if (!run.weight) panel.weight.clear();
        auto options = quick();
        options.comparison = run.comparison;
        options.base = run.base;
        options.use = run.use;
        auto const answer = group_time_effects(panel, options);
        REQUIRE(answer);
        std::size_t at = 0;
        for (auto const& effect : answer->effects) {
            if (effect.reference) continue;
            REQUIRE(at < run.effects.size());
            auto const& expected = run.effects[at++];
            CHECK(static_cast<double>(effect.group) == expected[0]);
            CHECK(static_cast<double>(effect.time) == expected[1]);
            REQUIRE(effect.effect);
            check_close(*effect.effect, expected[2], expected[3]);
        }
        CHECK(at == run.effects.size());
        check_close(*answer->simple, run.simple[0], run.simple[1]);
        check_table(answer->by_distance, run.distance, run.overall[0]);
        check_table(answer->by_group, run.group, run.overall[1]);
        check_table(answer->by_time, run.time, run.overall[2]);
        REQUIRE(answer->pre_trend_wald);
        check_close(*answer->pre_trend_wald, run.pre_trend_wald);
        check_close(*answer->pre_trend_p, run.pre_trend_p);
        CHECK(answer->pre_trend_coefficients == 6);
        CHECK(answer->units == 60);
        CHECK(answer->never_treated_units == 16);
    }
}

TEST_CASE("published effects on county employment average to the published averages")
{
    // Callaway and Sant'Anna's example of minimum wages, as the R package did prints it: effects to four digits for groups of 20, 40 and 131
    // counties beside 309 never treated. Made counties with exactly these effects must average to what it prints.
    std::map<std::int64_t, std::pair<int, std::map<int, double>>> const effects{
        {2004, {20, {{2004, -0.0105}, {2005, -0.0704}, {2006, -0.1373}, {2007, -0.1008}}}},
        {2006, {40, {{2004, 0.0065}, {2005, -0.0028}, {2006, -0.0046}, {2007, -0.0412}}}},
        {2007, {131, {{2004, 0.0305}, {2005, -0.0027}, {2006, -0.0311}, {2007, -0.0261}}}}};
    StartedPanel panel;
    std::size_t unit = 0;
    auto const add = [&](std::optional<std::int64_t> start, std::map<int, double> const* gaps) {
        double level = 0;
        for (int year = 2003; year <= 2007; ++year) {
            double gap = 0;
            if (gaps != nullptr && year > 2003) gap = year < *start ? (level += gaps->at(year)) : level + gaps->at(year);
            panel.unit.push_back(unit);
            panel.time.push_back(year);
            panel.outcome.push_back(5 + 0.01 * (year - 2003) * (year - 2003) + gap);
            panel.first_treated.push_back(start);
        }
        ++unit;
    };
    for (auto const& [start, group] : effects)
        for (int count = 0; count < group.first; ++count) add(start, &group.second);
    for (int count = 0; count < 309; ++count) add(std::nullopt, nullptr);
    auto const answer = group_time_effects(panel, quick());
    REQUIRE(answer);
    auto const near = [](double got, double printed) { return std::abs(got - printed) < 0.0001; };
    CHECK(near(answer->simple->estimate, -0.0400));
    CHECK(near(answer->by_group.overall->estimate, -0.0310));
    CHECK(near(answer->by_group.rows[0].effect.estimate, -0.0797));
    CHECK(near(answer->by_group.rows[1].effect.estimate, -0.0229));
    CHECK(near(answer->by_group.rows[2].effect.estimate, -0.0261));
    CHECK(near(answer->by_distance.overall->estimate, -0.0772));
    double const distances[] = {0.0305, -0.0006, -0.0245, -0.0199, -0.0510, -0.1373, -0.1008};
    REQUIRE(answer->by_distance.rows.size() == 7);
    for (std::size_t at = 0; at < 7; ++at) CHECK(near(answer->by_distance.rows[at].effect.estimate, distances[at]));
    CHECK(near(answer->by_time.overall->estimate, -0.0417));
    double const years[] = {-0.0105, -0.0704, -0.0488, -0.0371};
    for (std::size_t at = 0; at < 4; ++at) CHECK(near(answer->by_time.rows[at].effect.estimate, years[at]));
}

TEST_CASE("with one group and two times the effect is the difference of the two changes")
{
    auto const panel = two_periods({3, 5, 4, 8}, {1, 2, 0, 1, 3});
    auto const answer = group_time_effects(panel, quick());
    REQUIRE(answer);
    REQUIRE(answer->effects.size() == 1);
    // 20 / 4 - 7 / 5; the variance by hand: (4 + 0 + 1 + 9) / 4^2 + (0.16 + 0.36 + 1.96 + 0.16 + 2.56) / 5^2.
    CHECK(answer->effects[0].effect->estimate == doctest::Approx(3.6));
    CHECK(*answer->effects[0].effect->standard_error == doctest::Approx(std::sqrt(14.0 / 16 + 5.2 / 25)));
    CHECK(answer->simple->estimate == doctest::Approx(3.6));
    CHECK(*answer->simple->standard_error == doctest::Approx(std::sqrt(14.0 / 16 + 5.2 / 25)));
    CHECK(!answer->pre_trend_wald);
    CHECK(!answer->no_pre_trend_because.empty());
    Panel plain{panel.unit, panel.time, panel.outcome, {}, {}, {}, {}, {}};
    for (std::size_t row = 0; row < panel.time.size(); ++row) plain.treated.push_back(panel.first_treated[row] && panel.time[row] == 2020 ? 1 : 0);
    CHECK(difference_in_differences(plain, 0.95)->effect.estimate == doctest::Approx(3.6));
    auto rows = panel;
    rows.unit.clear();
    auto const pooled = group_time_effects(rows, quick());
    REQUIRE(pooled);
    CHECK(pooled->effects[0].effect->estimate == doctest::Approx(3.6));
    // Four means of independent rows, squares about each mean over n^2: 5 / 16 and 33 / 16 of the treated, 10 / 25 and 21.2 / 25 of the others.
    CHECK(*pooled->effects[0].effect->standard_error == doctest::Approx(std::sqrt(38.0 / 16 + 31.2 / 25)));
}

TEST_CASE("constants, units' own levels, times' own levels and the order of rows change nothing")
{
    CHECK(rc::check([] {
        auto panel = made_panel();
        for (auto& value : panel.outcome) value += *rc::gen::inRange(-20, 20) / 10.0;
        auto options = quick();
        options.comparison = *rc::gen::element(ComparisonUnits::never_treated, ComparisonUnits::not_yet_treated);
        options.use = *rc::gen::element(CovariateUse::regression, CovariateUse::inverse_probability, CovariateUse::doubly_robust);
        options.draws = 50;
        auto const before = group_time_effects(panel, options);
        auto moved = panel;
        for (std::size_t row = 0; row < moved.outcome.size(); ++row) {
            moved.outcome[row] += 100 + static_cast<double>(moved.unit[row] % 13) - 3.0 * static_cast<double>(moved.time[row]);
            moved.covariates[0][row] = 7 - 3 * moved.covariates[0][row];
            moved.unit[row] = 1000 - 3 * moved.unit[row];
        }
        // The times of each unit turned round: units keep their order, so that the draws meet the same units.
        for (std::size_t first = 0; first + 5 <= moved.outcome.size(); first += 5) {
            auto const turn = [&](auto& column) { std::reverse(column.begin() + static_cast<std::ptrdiff_t>(first), column.begin() + static_cast<std::ptrdiff_t>(first) + 5); };
            turn(moved.time);
            turn(moved.outcome);
        }
        auto const after = group_time_effects(moved, options);
        RC_ASSERT(before && after);
        auto const near = [](double got, double expected) { return std::abs(got - expected) < 1e-7 * (1 + std::abs(expected)); };
        for (std::size_t at = 0; at < before->effects.size(); ++at) {
            RC_ASSERT(before->effects[at].effect.has_value() == after->effects[at].effect.has_value());
            if (!before->effects[at].effect) continue;
            RC_ASSERT(near(after->effects[at].effect->estimate, before->effects[at].effect->estimate));
            RC_ASSERT(near(*after->effects[at].effect->standard_error, *before->effects[at].effect->standard_error));
        }
        RC_ASSERT(near(*after->critical_value, *before->critical_value));
        RC_ASSERT(near(after->simple->estimate, before->simple->estimate));
        RC_ASSERT(near(*after->simple->standard_error, *before->simple->standard_error));
    }));
}

TEST_CASE("the simultaneous band is wider than each interval, the same for the same seed and near the normal for one estimate")
{
    auto const panel = made_panel();
    GroupTimeOptions options;
    options.draws = 4000;
    auto const answer = group_time_effects(panel, options), again = group_time_effects(panel, options);
    REQUIRE(answer->critical_value);
    CHECK(*answer->critical_value == *again->critical_value);
    // Twelve independent estimates would need 2.86.
    CHECK(*answer->critical_value > 2.3);
    CHECK(*answer->critical_value < 3.1);
    for (auto const& effect : answer->effects) CHECK(*effect.effect->band_lower < *effect.effect->lower);
    std::vector<double> treated, never;
    for (int unit = 0; unit < 200; ++unit) (unit % 2 == 0 ? treated : never).push_back((unit * 37) % 101);
    auto const one = group_time_effects(two_periods(treated, never), options);
    CHECK(*one->critical_value == doctest::Approx(1.96).epsilon(0.05));
    options.draws = 0;
    CHECK(!group_time_effects(panel, options)->critical_value);
}

TEST_CASE("clusters of units widen the error as their sums do")
{
    auto panel = two_periods({3, 5, 4, 8}, {1, 2, 0, 1});
    for (std::size_t row = 0; row < panel.unit.size(); ++row) panel.cluster.push_back(panel.unit[row] / 2);
    auto const answer = group_time_effects(panel, quick());
    // Deviations -2 0 -1 3 and 0 1 -1 0 by hand: the sums of pairs are -2 2 and 1 -1, each over 4.
    CHECK(*answer->effects[0].effect->standard_error == doctest::Approx(std::sqrt((4 + 4 + 1 + 1) / 16.0)));
    CHECK(answer->clusters == 4);
}

TEST_CASE("anticipation moves the base earlier; starts after the last time are never, at the first time are left out")
{
    auto panel = made_panel();
    panel.covariates.clear();
    panel.weight.clear();
    auto options = quick();
    options.anticipation = 1;
    auto const early = group_time_effects(panel, options);
    REQUIRE(early);
    auto const find = [](GroupTimeEffects const& answer, std::int64_t group, std::int64_t time) {
        return *std::find_if(answer.effects.begin(), answer.effects.end(), [&](auto const& one) { return one.group == group && one.time == time; });
    };
    // Group 5 at time 6 against time 3 instead of 4: the sum of its varying effects with time 4's change added.
    auto const usual = group_time_effects(panel, quick());
    CHECK(find(*early, 5, 6).effect->estimate == doctest::Approx(find(*usual, 5, 6).effect->estimate + find(*usual, 5, 4).effect->estimate));
    auto moved = panel;
    for (auto& start : moved.first_treated)
        if (start == std::optional<std::int64_t>{6}) start = 9;
    auto const later = group_time_effects(moved, quick());
    CHECK(later->never_treated_units == 28);
    for (auto& start : moved.first_treated)
        if (start == std::optional<std::int64_t>{4}) start = 2;
    auto const left = group_time_effects(moved, quick());
    CHECK(left->units_treated_at_first == 15);
    CHECK(left->units == 45);
}

TEST_CASE("what cannot be compared is refused or left out with its reason")
{
    auto const wrong = [](StartedPanel const& panel, GroupTimeOptions const& options) { return group_time_effects(panel, options).error(); };
    auto panel = made_panel();
    auto all = panel;
    for (auto& start : all.first_treated)
        if (!start) start = 6;
    CHECK(wrong(all, quick()).what == "no comparison unit: every unit is treated at some time");
    auto options = quick();
    options.comparison = ComparisonUnits::not_yet_treated;
    auto const without_never = group_time_effects(all, options);
    REQUIRE(without_never);
    CHECK(!without_never->effects.back().effect);
    CHECK(without_never->effects.back().not_because == "no comparison unit");
    for (auto& start : all.first_treated) start = std::nullopt;
    CHECK(wrong(all, quick()).what == "no treated unit with a time before its start");
    auto twice = panel;
    twice.time[1] = twice.time[0];
    CHECK(wrong(twice, quick()).what == "a unit that is there twice at one time");
    auto two_starts = panel;
    two_starts.first_treated[7] = 3;
    CHECK(wrong(two_starts, quick()).what == "a first treated time that differs within one unit");
    auto short_time = panel;
    short_time.time.pop_back();
    CHECK(wrong(short_time, quick()).where == "time");
    auto heavy = panel;
    heavy.weight[3] = 0;
    CHECK(wrong(heavy, quick()).where == "weight");
    options = quick();
    options.draws = 100'001;
    CHECK(wrong(panel, options).where == "draws");
    options = quick();
    options.level = 1;
    CHECK(wrong(panel, options).where == "level");
    auto told_apart = panel;
    for (std::size_t row = 0; row < panel.unit.size(); ++row) told_apart.covariates[0][row] = panel.first_treated[row] ? 5 : 1 + static_cast<double>(panel.unit[row] % 2);
    CHECK(wrong(told_apart, quick()).kind == Error::Kind::invalid);
    auto one_missing = panel;
    for (auto* const column : {&one_missing.outcome, &one_missing.weight, &one_missing.covariates[0]}) column->pop_back();
    one_missing.unit.pop_back();
    one_missing.time.pop_back();
    one_missing.first_treated.pop_back();
    CHECK(group_time_effects(one_missing, quick())->units_not_always_seen == 1);
}

TEST_CASE("a group of one unit has an effect, but no interval and no p value")
{
    auto const answer = group_time_effects(two_periods({4}, {1, 2, 0, 1, 3, 2}), quick());
    REQUIRE(answer);
    CHECK(answer->simple->estimate == doctest::Approx(2.5));
    for (auto const* const one : {&*answer->simple, &*answer->effects[0].effect, &answer->by_group.rows[0].effect, &*answer->by_distance.overall}) {
        CHECK(one->one_treated);
        CHECK(one->standard_error);
        CHECK(!one->p);
        CHECK(!one->lower);
    }
    auto const two = group_time_effects(two_periods({4, 5}, {1, 2, 0, 1, 3, 2}), quick());
    CHECK(two->simple->p);
    CHECK(!two->simple->one_treated);
}

TEST_CASE("a panel without any noise has effects and no errors")
{
    auto const answer = group_time_effects(two_periods({3, 3, 3}, {1, 1}), quick());
    REQUIRE(answer);
    CHECK(answer->simple->estimate == doctest::Approx(2));
    CHECK(!answer->simple->standard_error);
    CHECK(!answer->simple->p);
}
