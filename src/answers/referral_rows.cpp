// SPDX-License-Identifier: Apache-2.0
#include "answers/referral_rows.hpp"

#include "measures/people_table.hpp"

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

constexpr std::size_t states = 6;
enum class Incoming : std::uint8_t { none, only };
std::string state_name(std::size_t state) { return std::string{referral_state_code(static_cast<ReferralState>(state))}; }

/// Referrals by reason and state, by facility and by stage: partitions of the same persons, guarded together.
class Counted {
public:
    Counted(ReferralRecords const& records, std::vector<ReferralPath> const& paths)
    {
        for (std::size_t i = 0; i < paths.size(); ++i) {
            auto const state = static_cast<std::size_t>(paths[i].state);
            auto const& facts = records.referrals[i];
            ++by_reason_[facts.reason][state];
            ++farthest_[static_cast<std::size_t>(paths[i].stage)];
            auto& facility = by_facility_[{facts.facility_name, facts.facility}];
            ++(paths[i].state == ReferralState::lost ? facility.lost : facility.others);
        }
        total_ = static_cast<std::int64_t>(paths.size());
    }

    Result<void> guard()
    {
        if (total_ == 0) return {};
        std::vector<PeopleCount> counts;
        for (auto const& [reason, by_state] : by_reason_)
            for (std::size_t state = 0; state < states; ++state) counts.push_back({reason, state_name(state), by_state[state]});
        auto const table = TRY(people_table(counts));
        input_.asked = table.counts;
        input_.sums = table.sums;
        for (std::size_t i = 0; i < table.cells.size(); ++i) at_[{table.cells[i].row, table.cells[i].column}] = table.cells[i].name;
        add_stages();
        auto const without_facilities = input_;
        add_facilities();
        // So many small facilities that nothing can be proved of all together: none of them is told, and the rest is.
        if (!take(input_) && !take(without_facilities)) take_zeros();
        return {};
    }

    void fill(ReferralsAnswer& answer) const
    {
        if (total_ == 0) return fill_nobody(answer);
        answer.all = row_of("total");
        answer.all.code.clear();
        for (auto const& [reason, by_state] : by_reason_) answer.by_reason.push_back(row_of(reason));
        for (std::size_t stage = 0; stage < referral_stages; ++stage) answer.farthest[stage] = shown("stage/" + std::to_string(stage));
        std::size_t number = 0;
        for (auto const& [key, facility] : by_facility_) {
            GuardedCounts row{key.second, key.first, shown(facility_name(number)), {}};
            row.state[static_cast<std::size_t>(ReferralState::lost)] = shown(facility_name(number++) + "/lost");
            answer.by_facility.push_back(std::move(row));
        }
    }

private:
    static std::string facility_name(std::size_t number) { return "facility/" + std::to_string(number); }

    bool take(SuppressInput const& input)
    {
        auto const found = suppress(input);
        if (!found) return false;
        for (auto const& cell : found->cells)
            if (cell.state == CellState::shown) shown_[cell.name] = cell.count;
        return true;
    }

    void take_zeros()
    {
        for (auto const& cell : input_.asked)
            if (cell.count == 0) shown_[cell.name] = 0;
    }

    static void fill_nobody(ReferralsAnswer& answer)
    {
        answer.all.opened = 0;
        answer.all.state.fill(0);
        answer.farthest.fill(0);
    }

    void add_stages()
    {
        PeopleSum sum{at_.at({"total", "total"}), {}};
        for (std::size_t stage = 0; stage < referral_stages; ++stage) {
            sum.parts.push_back("stage/" + std::to_string(stage));
            input_.asked.push_back({sum.parts.back(), farthest_[stage]});
        }
        input_.sums.push_back(std::move(sum));
    }

    void add_facilities()
    {
        PeopleSum all{at_.at({"total", "total"}), {}}, lost{at_.at({"total", state_name(static_cast<std::size_t>(ReferralState::lost))}), {}};
        std::size_t number = 0;
        for (auto const& [key, facility] : by_facility_) {
            auto const name = facility_name(number++);
            input_.asked.push_back({name, facility.lost + facility.others});
            input_.asked.push_back({name + "/lost", facility.lost});
            input_.beside.push_back({name + "/others", facility.others});
            input_.sums.push_back({name, {name + "/lost", name + "/others"}});
            all.parts.push_back(name);
            lost.parts.push_back(name + "/lost");
        }
        input_.sums.push_back(std::move(all));
        input_.sums.push_back(std::move(lost));
    }

    std::optional<std::int64_t> shown(std::string const& name) const
    {
        auto const found = shown_.find(name);
        return found == shown_.end() ? std::nullopt : std::optional{found->second};
    }

    GuardedCounts row_of(std::string const& reason) const
    {
        GuardedCounts row;
        row.code = reason;
        row.opened = shown(at_.at({reason, "total"}));
        for (std::size_t state = 0; state < states; ++state) row.state[state] = shown(at_.at({reason, state_name(state)}));
        return row;
    }

    struct Facility {
        std::int64_t lost = 0, others = 0;
    };
    std::int64_t total_ = 0;
    std::map<std::string, std::array<std::int64_t, states>> by_reason_;
    std::array<std::int64_t, referral_stages> farthest_{};
    std::map<std::pair<std::string, std::string>, Facility> by_facility_;  ///< by name, then id
    SuppressInput input_;
    std::map<std::pair<std::string, std::string>, std::string> at_;        ///< names of cells
    std::map<std::string, std::int64_t> shown_;
};

void fill_times(ReferralsAnswer& answer, std::vector<ReferralPath> const& paths, Instant now)
{
    auto const times = referral_times(paths, answer.limits, now);
    auto const is_enough = [](std::size_t count) { return static_cast<std::int64_t>(count) >= shown_count_min; };
    for (std::size_t leg = 0; leg < times.size(); ++leg)
        if (is_enough(times[leg].timed) && is_enough(times[leg].due)) answer.times[leg] = times[leg];
}

void add_open(ReferralsAnswer& answer, ReferralRecords const& records, std::vector<ReferralPath> const& paths)
{
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto const& facts = records.referrals[i];
        answer.disputed += facts.is_disputed ? 1 : 0;
        if (!paths[i].waiting_days) continue;
        answer.open.push_back({facts.id, facts.place, facts.place_name, facts.facility_name, facts.to_facility_name, facts.reason, facts.token, facts.recorded.opened.at, paths[i].stage,
                               *paths[i].waiting_days, answer.limits.lost_days[static_cast<std::size_t>(paths[i].stage)], paths[i].state == ReferralState::lost, facts.is_disputed, facts.is_incoming});
    }
}

void sort_open(ReferralsAnswer& answer)
{
    std::sort(answer.open.begin(), answer.open.end(), [](OpenReferral const& one, OpenReferral const& other) {
        return std::tie(other.is_lost, other.days_without_next, one.id) < std::tie(one.is_lost, one.days_without_next, other.id);
    });
    answer.open_left_out = answer.open.size() - std::min(answer.open.size(), ReferralsAnswer::listed_max);
    answer.open.resize(answer.open.size() - answer.open_left_out);
}

void fill_faults(ReferralsAnswer& answer, ReferralRecords const& records, std::vector<FaultyStep> const& faults)
{
    for (auto const& fault : faults) {
        auto const& facts = records.referrals[fault.referral];
        ReferralFaultRow row;
        row.record = records.records[fault.recorded.row], row.step = fault.recorded.step, row.at = fault.recorded.moment.at;
        row.referral = facts.id, row.place_name = facts.place_name, row.facility = facts.facility_name, row.fault = fault.fault;
        if (fault.against) row.against_record = records.records[fault.against->row], row.against_step = fault.against->step, row.against_at = fault.against->moment.at;
        answer.faults.push_back(std::move(row));
    }
    std::sort(answer.faults.begin(), answer.faults.end(), [](ReferralFaultRow const& one, ReferralFaultRow const& other) { return std::tie(one.at, one.record, one.fault) < std::tie(other.at, other.record, other.fault); });
    answer.faults_left_out = answer.faults.size() - std::min(answer.faults.size(), ReferralsAnswer::listed_max);
    answer.faults.resize(answer.faults.size() - answer.faults_left_out);
}

/// Paths of those that are incoming, or of the others.
Result<ReferralPaths> paths_of(ReferralRecords const& chosen, ReferralLimits const& limits, Instant now)
{
    std::vector<RecordedReferral> recorded;
    for (auto const& facts : chosen.referrals) recorded.push_back(facts.recorded);
    return referral_paths(recorded, limits, now);
}

ReferralRecords chosen_from(ReferralRecords const& records, Incoming incoming)
{
    ReferralRecords chosen;
    chosen.records = records.records;
    for (auto const& facts : records.referrals)
        if (facts.is_incoming == (incoming == Incoming::only)) chosen.referrals.push_back(facts);
    return chosen;
}

}  // namespace

Result<ReferralsAnswer> referrals_of(ReferralRecords const& records, Day as_of, ReferralLimits const& limits)
{
    ReferralsAnswer answer;
    answer.as_of = as_of;
    answer.limits = limits;
    answer.steps_without_referral = records.steps_without_referral;
    answer.disputed = records.disputed_steps;
    Instant const now = Instant{as_of + std::chrono::days{1}} - std::chrono::milliseconds{1};
    auto const own = chosen_from(records, Incoming::none), incoming = chosen_from(records, Incoming::only);
    auto const found = TRY(paths_of(own, limits, now)), expected = TRY(paths_of(incoming, limits, now));
    Counted counted{own, found.paths};
    TRY(counted.guard());
    counted.fill(answer);
    fill_times(answer, found.paths, now);
    add_open(answer, own, found.paths);
    add_open(answer, incoming, expected.paths);
    sort_open(answer);
    fill_faults(answer, own, found.faults);
    return answer;
}

}  // namespace accalmie
