// SPDX-License-Identifier: Apache-2.0
#include "measures/referral_path.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace accalmie {

namespace {

constexpr std::size_t referrals_max = 1'000'000, steps_max = 64;
using Known = ReferralMoment::Known;

bool by_day(ReferralMoment const& one, ReferralMoment const& other) { return one.known == Known::to_the_day || other.known == Known::to_the_day; }

bool is_surely_before(ReferralMoment const& one, ReferralMoment const& other)
{
    return by_day(one, other) ? day_of(one.at) < day_of(other.at) : one.at < other.at;
}

double hours_between(ReferralMoment const& from, ReferralMoment const& to)
{
    constexpr double ms_an_hour = 3'600'000, hours_a_day = 24;
    if (by_day(from, to)) return hours_a_day * static_cast<double>((day_of(to.at) - day_of(from.at)).count());
    return static_cast<double>((to.at - from.at).count()) / ms_an_hour;
}

constexpr std::size_t at(ReferralStep step) { return static_cast<std::size_t>(step); }
bool is_stage(ReferralStep step) { return at(step) < referral_stages; }

Result<void> check(std::span<RecordedReferral const> referrals, ReferralLimits const& limits)
{
    auto const fits = [](double value) { return std::isfinite(value) && value > 0; };
    if (referrals.size() > referrals_max) return Error{Error::Kind::limit, "more than 1,000,000 referrals", "referrals", "give one year at a time"};
    if (!std::all_of(limits.leg_hours.begin(), limits.leg_hours.end(), fits) || !std::all_of(limits.lost_days.begin(), limits.lost_days.end(), fits))
        return Error{Error::Kind::invalid, "a limit not above 0", "limits", "give hours and days above 0"};
    if (!(limits.level > 0 && limits.level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
    for (std::size_t i = 0; i < referrals.size(); ++i) {
        auto const& steps = referrals[i].steps;
        auto const where = "referral " + std::to_string(i + 1);
        if (steps.size() > steps_max) return Error{Error::Kind::limit, "more than 64 steps", where, "look whether several patients share it"};
        if (std::any_of(steps.begin(), steps.end(), [](RecordedStep const& one) { return one.step == ReferralStep::opened; }))
            return Error{Error::Kind::invalid, "opened is not a step", where, "give the moment of opening once"};
    }
    return {};
}

/// One referral, record by record.
class Walk {
public:
    Walk(RecordedReferral const& referral, std::size_t number, Instant now, std::vector<FaultyStep>& faults)
        : number_(number), now_{Known::to_the_moment, now}, faults_(&faults), steps_(referral.steps)
    {
        opened_ = {ReferralStep::opened, referral.opened, referral.row};
        std::sort(steps_.begin(), steps_.end(), [](RecordedStep const& one, RecordedStep const& other) {
            return std::tie(one.step, one.moment.at, one.row) < std::tie(other.step, other.moment.at, other.row);
        });
    }

    ReferralPath path()
    {
        if (is_surely_before(now_, opened_.moment)) note(ReferralFault::in_the_future, opened_, {});
        path_.at[at(ReferralStep::opened)] = opened_.moment;
        latest_ = opened_;
        find_end();
        for (auto const& one : steps_)
            if (is_stage(one.step)) take_stage(one);
        return path_;
    }
    std::optional<ReferralStep> ended() const { return end_ ? std::optional{end_->step} : std::nullopt; }
    ReferralMoment const& last_moment() const { return latest_.moment; }

private:
    void note(ReferralFault fault, RecordedStep const& recorded, std::optional<RecordedStep> against)
    {
        faults_->push_back({number_, fault, recorded, std::move(against)});
        path_.is_faulty = true;
    }

    /// Does the record count at all? A step that was taken already, later again, is noted and does not.
    bool can_be(RecordedStep const& one, std::optional<RecordedStep> const& before)
    {
        if (is_surely_before(now_, one.moment))
            note(ReferralFault::in_the_future, one, {});
        else if (is_surely_before(one.moment, opened_.moment))
            note(ReferralFault::before_opening, one, opened_);
        else if (before)
            note(ReferralFault::twice, one, before);
        else
            return true;
        return false;
    }

    /// The first refusal, cancellation or death; another kind later contradicts it.
    void find_end()
    {
        std::vector<RecordedStep> ends;
        for (auto const& one : steps_)
            if (!is_stage(one.step)) ends.push_back(one);
        std::sort(ends.begin(), ends.end(), [](RecordedStep const& one, RecordedStep const& other) { return std::tie(one.moment.at, one.row) < std::tie(other.moment.at, other.row); });
        for (auto const& one : ends) {
            if (end_ && one.step != end_->step && can_be(one, {}))
                note(ReferralFault::after_the_end, one, end_);
            else if ((!end_ || one.step == end_->step) && can_be(one, end_))
                end_ = one, path_.at[at(one.step)] = one.moment;
        }
    }

    void take_stage(RecordedStep const& one)
    {
        auto& first = first_[at(one.step)];
        if (!can_be(one, first)) return;
        first = one;
        path_.stage = std::max(path_.stage, one.step);
        if (is_surely_before(one.moment, latest_.moment)) return note(ReferralFault::out_of_order, one, latest_);
        if (end_ && one.step != ReferralStep::closed_back && is_surely_before(end_->moment, one.moment)) return note(ReferralFault::after_the_end, one, end_);
        path_.at[at(one.step)] = one.moment;
        latest_ = one;
    }

    std::size_t number_;
    ReferralMoment now_;
    std::vector<FaultyStep>* faults_;
    std::vector<RecordedStep> steps_;
    RecordedStep opened_, latest_;
    std::optional<RecordedStep> end_;
    std::array<std::optional<RecordedStep>, referral_stages> first_{};
    ReferralPath path_;
};

ReferralState state_of_end(ReferralStep end)
{
    if (end == ReferralStep::refused) return ReferralState::refused;
    return end == ReferralStep::cancelled ? ReferralState::cancelled : ReferralState::died;
}

void set_state(ReferralPath& path, Walk const& walk, ReferralLimits const& limits, Instant now)
{
    if (auto const end = walk.ended()) {
        path.state = state_of_end(*end);
    } else if (path.stage == ReferralStep::closed_back) {
        path.state = ReferralState::closed;
    } else {
        auto const days = std::max(0.0, hours_between(walk.last_moment(), {Known::to_the_moment, now}) / 24);
        path.waiting_days = days;
        path.state = days >= limits.lost_days[at(path.stage)] ? ReferralState::lost : ReferralState::waiting;
    }
}

/// Of sorted values, at least one.
double quantile(std::vector<double> const& sorted, double share)
{
    double const place = share * static_cast<double>(sorted.size() - 1);
    auto const below = static_cast<std::size_t>(std::floor(place));
    auto const above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

LegTimes times_of(std::span<ReferralPath const> paths, ReferralLeg const& leg, double limit_hours, double level, Instant now)
{
    LegTimes times;
    times.limit_hours = limit_hours;
    ReferralMoment const asked{Known::to_the_moment, now};
    std::vector<double> hours;
    for (auto const& path : paths) {
        auto const &from = path.at[at(leg.from)], &to = path.at[at(leg.to)];
        if (!from) continue;
        if (to) {
            hours.push_back(hours_between(*from, *to));
            times.to_the_day += by_day(*from, *to) ? 1U : 0U;
        }
        bool const left = !to && (path.state == ReferralState::refused || path.state == ReferralState::cancelled || path.stage >= leg.to);
        if (left || hours_between(*from, asked) < limit_hours) continue;
        ++times.due;
        times.within += to && hours.back() <= limit_hours ? 1U : 0U;
    }
    times.timed = hours.size();
    std::sort(hours.begin(), hours.end());
    if (!hours.empty()) {
        times.lower_quartile_hours = quantile(hours, 0.25);
        times.median_hours = quantile(hours, 0.5);
        times.upper_quartile_hours = quantile(hours, 0.75);
        times.longest_hours = hours.back();
    }
    if (times.due > 0) {
        times.share_within = static_cast<double>(times.within) / static_cast<double>(times.due);
        times.interval = clopper_pearson(static_cast<std::int64_t>(times.within), static_cast<std::int64_t>(times.due), level);
    }
    return times;
}

}  // namespace

std::string_view referral_step_code(ReferralStep step)
{
    constexpr std::array<std::string_view, referral_steps> codes{"opened", "transported", "arrived", "treated", "closed_back", "refused", "cancelled", "died"};
    return codes[at(step)];
}

std::string_view referral_fault_code(ReferralFault fault)
{
    switch (fault) {
    case ReferralFault::in_the_future: return "in_the_future";
    case ReferralFault::before_opening: return "before_opening";
    case ReferralFault::out_of_order: return "out_of_order";
    case ReferralFault::after_the_end: return "after_the_end";
    case ReferralFault::twice: return "twice";
    }
    return {};
}

std::string_view referral_state_code(ReferralState state)
{
    switch (state) {
    case ReferralState::waiting: return "waiting";
    case ReferralState::lost: return "lost";
    case ReferralState::closed: return "closed";
    case ReferralState::refused: return "refused";
    case ReferralState::cancelled: return "cancelled";
    case ReferralState::died: return "died";
    }
    return {};
}

Result<ReferralPaths> referral_paths(std::span<RecordedReferral const> referrals, ReferralLimits const& limits, Instant now)
{
    TRY(check(referrals, limits));
    ReferralPaths answer;
    answer.paths.reserve(referrals.size());
    for (std::size_t i = 0; i < referrals.size(); ++i) {
        Walk walk{referrals[i], i, now, answer.faults};
        auto path = walk.path();
        set_state(path, walk, limits, now);
        answer.paths.push_back(path);
    }
    return answer;
}

std::array<LegTimes, 6> referral_times(std::span<ReferralPath const> paths, ReferralLimits const& limits, Instant now)
{
    std::array<LegTimes, 6> times;
    for (std::size_t leg = 0; leg < referral_legs.size(); ++leg) times[leg] = times_of(paths, referral_legs[leg], limits.leg_hours[leg], limits.level, now);
    return times;
}

void ReferralTally::add(ReferralPath const& path)
{
    ++opened;
    for (std::size_t stage = 0; stage <= at(path.stage); ++stage) ++reached[stage];
    ++state[static_cast<std::size_t>(path.state)];
    faulty += path.is_faulty ? 1U : 0U;
}

}  // namespace accalmie
