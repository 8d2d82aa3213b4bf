// SPDX-License-Identifier: Apache-2.0
#include "measures/referral_path.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

using enum ReferralStep;

ReferralMoment moment(std::string_view text)
{
    if (text.size() == 10) return {ReferralMoment::Known::to_the_day, Instant{parse_day(text).value()}};
    return {ReferralMoment::Known::to_the_moment, parse_instant(std::string{text} + ":00Z").value()};
}

RecordedReferral referral(char const* opened, std::initializer_list<std::pair<ReferralStep, char const*>> steps)
{
    RecordedReferral made{moment(opened), 1, {}};
    for (auto const& [step, when] : steps) made.steps.push_back({step, moment(when), made.steps.size() + 2});
    return made;
}

Instant const now = parse_instant("2026-06-17T12:00:00Z").value();

ReferralPaths paths_of(std::vector<RecordedReferral> const& referrals, ReferralLimits const& limits = {}) { return referral_paths(referrals, limits, now).value(); }

}  // namespace

TEST_CASE("a referral is as far as its farthest step, and closed when news came back")
{
    auto const found = paths_of({referral("2026-06-17T08:00", {}),
                                 referral("2026-06-16T08:00", {{arrived, "2026-06-16T11:30"}}),
                                 referral("2026-06-10T08:00", {{transported, "2026-06-10T09:00"}, {arrived, "2026-06-10T10:00"}, {treated, "2026-06-10T12:00"}, {closed_back, "2026-06-12T12:00"}})});
    CHECK(found.faults.empty());
    CHECK(found.paths[0].state == ReferralState::waiting);
    CHECK(*found.paths[0].waiting_days == doctest::Approx(4.0 / 24));
    CHECK(found.paths[1].stage == arrived);  // who transported was not written down
    CHECK_FALSE(found.paths[1].at[1]);
    CHECK(found.paths[2].state == ReferralState::closed);
    CHECK_FALSE(found.paths[2].waiting_days);
}

TEST_CASE("a referral without a next step for the days of its stage is lost, not a moment earlier")
{
    auto const found = paths_of({referral("2026-06-14T12:00", {}), referral("2026-06-14T12:01", {}),
                                 referral("2026-06-01T12:00", {{transported, "2026-06-15T12:00"}}), referral("2026-06-01T12:00", {{transported, "2026-06-15T13:00"}}),
                                 referral("2026-06-01T12:00", {{treated, "2026-06-02T12:00"}})});
    CHECK(found.paths[0].state == ReferralState::lost);
    CHECK(found.paths[1].state == ReferralState::waiting);
    CHECK(found.paths[2].state == ReferralState::lost);
    CHECK(found.paths[3].state == ReferralState::waiting);
    CHECK(found.paths[4].state == ReferralState::waiting);  // 30 days for news to come back
    ReferralLimits strict;
    strict.lost_days[3] = 15;
    CHECK(paths_of({referral("2026-06-01T12:00", {{treated, "2026-06-02T12:00"}})}, strict).paths[0].state == ReferralState::lost);
}

TEST_CASE("who refused, died or needs it no more is not lost; news may come back after a death")
{
    auto const found = paths_of({referral("2026-01-01T08:00", {{refused, "2026-01-01T09:00"}}), referral("2026-01-01T08:00", {{transported, "2026-01-01T09:00"}, {died, "2026-01-01T10:00"}}),
                                 referral("2026-01-01T08:00", {{cancelled, "2026-01-02T08:00"}}), referral("2026-01-01T08:00", {{arrived, "2026-01-01T09:00"}, {died, "2026-01-01T10:00"}, {closed_back, "2026-01-03T10:00"}})});
    CHECK(found.faults.empty());
    CHECK(found.paths[0].state == ReferralState::refused);
    CHECK(found.paths[1].state == ReferralState::died);
    CHECK(found.paths[1].stage == transported);
    CHECK(found.paths[2].state == ReferralState::cancelled);
    CHECK(found.paths[3].state == ReferralState::died);
    CHECK(found.paths[3].stage == closed_back);
}

TEST_CASE("a record that cannot be right is listed with the one that it contradicts, and no time is taken from it")
{
    auto const found = paths_of({referral("2026-05-01T08:00", {{arrived, "2026-05-01T10:00"}, {transported, "2026-05-01T11:00"}}),
                                 referral("2026-05-01T08:00", {{transported, "2026-04-30T09:00"}}),
                                 referral("2026-05-01T08:00", {{transported, "2026-05-01T09:00"}, {transported, "2026-05-01T09:30"}}),
                                 referral("2026-05-01T08:00", {{died, "2026-05-01T09:00"}, {treated, "2026-05-02T09:00"}}),
                                 referral("2026-05-01T08:00", {{arrived, "2027-05-01T09:00"}}),
                                 referral("2026-05-01T08:00", {{refused, "2026-05-01T09:00"}, {died, "2026-05-03T09:00"}})});
    REQUIRE(found.faults.size() == 6);
    CHECK(found.faults[0].fault == ReferralFault::out_of_order);
    CHECK(found.faults[0].recorded.row == 2);
    CHECK(found.faults[0].against->row == 3);
    CHECK(found.paths[0].stage == arrived);
    CHECK_FALSE(found.paths[0].at[2]);
    CHECK(found.faults[1].fault == ReferralFault::before_opening);
    CHECK(found.faults[1].against->step == opened);
    CHECK(found.paths[1].stage == opened);
    CHECK(found.faults[2].fault == ReferralFault::twice);
    CHECK(found.faults[2].recorded.row == 3);
    CHECK(found.faults[3].fault == ReferralFault::after_the_end);
    CHECK(found.faults[3].against->step == died);
    CHECK(found.paths[3].state == ReferralState::died);
    CHECK(found.faults[4].fault == ReferralFault::in_the_future);
    CHECK_FALSE(found.faults[4].against);
    CHECK(found.faults[5].fault == ReferralFault::after_the_end);
    CHECK(found.paths[5].state == ReferralState::refused);
}

TEST_CASE("what is known to the day contradicts nothing on that day")
{
    auto const found = paths_of({referral("2026-05-01T18:00", {{transported, "2026-05-01"}, {arrived, "2026-05-02T03:00"}})});
    CHECK(found.faults.empty());
    auto const times = referral_times(found.paths, {}, now);
    CHECK(*times[0].median_hours == 0);
    CHECK(times[0].to_the_day == 1);
    CHECK(*times[1].median_hours == 24);
    CHECK(*times[2].median_hours == 9);
    CHECK(times[2].to_the_day == 0);
}

TEST_CASE("quartiles are those of R, the share is of all whose limit has run out")
{
    std::vector<RecordedReferral> referrals{referral("2026-05-01T08:00", {{arrived, "2026-05-01T09:00"}}), referral("2026-05-01T08:00", {{arrived, "2026-05-01T10:00"}}),
                                            referral("2026-05-01T08:00", {{arrived, "2026-05-01T12:00"}}), referral("2026-05-01T08:00", {{arrived, "2026-05-01T18:00"}}),
                                            referral("2026-05-01T08:00", {{died, "2026-05-01T09:00"}}),     // never arrived: not within
                                            referral("2026-05-01T08:00", {{refused, "2026-05-01T09:00"}}),  // left out
                                            referral("2026-05-01T08:00", {}),                               // on the way for six weeks: not within
                                            referral("2026-06-17T11:00", {}),                               // the two hours are not over
                                            referral("2026-06-17T11:00", {{arrived, "2026-06-17T11:30"}})};  // came in time, but others of that hour may still
    auto const times = referral_times(paths_of(referrals).paths, {}, now)[2];
    CHECK(times.timed == 5);  // R: quantile(c(1, 2, 4, 10, 0.5)) is 0.5 1 2 4 10
    CHECK(*times.lower_quartile_hours == 1);
    CHECK(*times.median_hours == 2);
    CHECK(*times.upper_quartile_hours == 4);
    CHECK(*times.longest_hours == 10);
    CHECK(times.due == 6);
    CHECK(times.within == 2);
    CHECK(times.interval->lower == doctest::Approx(0.04327187));  // R: binom.test(2, 6)$conf.int
    CHECK(*times.interval->upper == doctest::Approx(0.7772219));
    auto const even = referral_times(paths_of({referrals.begin(), referrals.begin() + 4}).paths, {}, now)[2];
    CHECK(*even.lower_quartile_hours == 1.75);  // R: quantile(c(1, 2, 4, 10)) is 1 1.75 3 5.5 10
    CHECK(*even.median_hours == 3);
    CHECK(*even.upper_quartile_hours == 5.5);
    CHECK_FALSE(referral_times({}, {}, now)[2].median_hours);
}

TEST_CASE("a tally counts a later stage as all earlier ones")
{
    ReferralTally tally;
    for (auto const& path : paths_of({referral("2026-05-01T08:00", {{treated, "2026-05-02T09:00"}}), referral("2026-06-17T08:00", {})}).paths) tally.add(path);
    CHECK(tally.opened == 2);
    CHECK(tally.reached == std::array<std::size_t, referral_stages>{2, 1, 1, 1, 0});
    CHECK(tally.state[static_cast<std::size_t>(ReferralState::lost)] == 1);
    CHECK(tally.state[static_cast<std::size_t>(ReferralState::waiting)] == 1);
}

TEST_CASE("limits that are none, and steps that are none, are refused")
{
    ReferralLimits none;
    none.lost_days[0] = 0;
    CHECK(referral_paths({}, none, now).error().where == "limits");
    none = {};
    none.level = 1;
    CHECK(referral_paths({}, none, now).error().where == "level");
    std::vector<RecordedReferral> twice{referral("2026-05-01T08:00", {{opened, "2026-05-01T08:00"}})};
    CHECK(referral_paths(twice, {}, now).error().where == "referral 1");
    twice[0].steps.assign(64, {transported, moment("2026-05-01T08:00"), 1});
    CHECK(referral_paths(twice, {}, now).has_value());
    twice[0].steps.assign(65, {transported, moment("2026-05-01T08:00"), 1});
    CHECK(referral_paths(twice, {}, now).error().kind == Error::Kind::limit);
}

TEST_CASE("whatever is recorded, times are not negative, steps are accounted for, and the order of the records says nothing")
{
    CHECK(rc::check([] {
        RecordedReferral one{{ReferralMoment::Known::to_the_moment, now - std::chrono::hours{200}}, 0, {}};
        auto const count = *rc::gen::inRange<std::size_t>(0, 9);
        for (std::size_t i = 0; i < count; ++i) {
            auto const step = static_cast<ReferralStep>(*rc::gen::inRange(1, 8));
            auto const known = *rc::gen::element(ReferralMoment::Known::to_the_moment, ReferralMoment::Known::to_the_day);
            // Hours apart: at one moment the order of two records would decide which one contradicts the other.
            auto at = one.opened.at + std::chrono::minutes{60 * *rc::gen::inRange(-20, 250) + static_cast<int>(i)};
            if (known == ReferralMoment::Known::to_the_day) at = Instant{day_of(at)};
            one.steps.push_back({step, {known, at}, i + 1});
        }
        auto turned = one;
        std::reverse(turned.steps.begin(), turned.steps.end());
        auto const found = referral_paths({&one, 1}, {}, now).value(), other = referral_paths({&turned, 1}, {}, now).value();
        RC_ASSERT(found.paths[0].stage == other.paths[0].stage);
        RC_ASSERT(found.faults.size() <= count);
        RC_ASSERT(found.paths[0].is_faulty == !found.faults.empty());
        for (auto const& leg : referral_times(found.paths, {}, now)) RC_ASSERT(!leg.median_hours || *leg.median_hours >= 0);
        std::size_t counted = 0;
        for (std::size_t step = 1; step < referral_steps; ++step) counted += found.paths[0].at[step] ? 1U : 0U;
        RC_ASSERT(counted + found.faults.size() == count);
    }));
}
