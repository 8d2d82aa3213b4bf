// SPDX-License-Identifier: Apache-2.0
#include "measures/promise_status.hpp"

#include <algorithm>

namespace accalmie {

PromiseStatus promise_status(Promise const& promise, Day as_of)
{
    PromiseStatus status;
    bool broken_last = false;
    for (auto const& test : promise.tests) {
        if (test.day > as_of) continue;
        if (test.day < promise.from || (promise.until && test.day > *promise.until)) {
            ++status.outside;
            continue;
        }
        if (test.result == TestResult::not_reached) {
            ++status.not_reached;
            continue;
        }
        bool const broke = test.result == TestResult::broken;
        ++status.tests;
        if (!broke) ++status.held;
        if (broke) status.last_broken_day = std::max(status.last_broken_day.value_or(test.day), test.day);
        bool const later = !status.last_test_day || test.day > *status.last_test_day;
        if (later) broken_last = broke;
        else if (test.day == *status.last_test_day) broken_last = broken_last || broke;
        if (later) status.last_test_day = test.day;
    }
    bool const past = promise.until && *promise.until < as_of;
    if (broken_last) status.state = PromiseState::broken;
    else if (past) status.state = PromiseState::expired;
    else if (status.tests > 0) status.state = PromiseState::kept;
    return status;
}

Result<std::vector<Reliability>> reliability(std::span<CorridorTests const> corridors, std::int64_t minimum_tests)
{
    std::vector<Reliability> answer;
    for (auto const& corridor : corridors) {
        if (corridor.held < 0 || corridor.held > corridor.tests)
            return Error{Error::Kind::invalid, "more tests held than there were", corridor.corridor, "count the tests again"};
        Reliability row;
        row.corridor = corridor.corridor;
        row.hidden = corridor.tests < std::max<std::int64_t>(1, minimum_tests);
        if (!row.hidden) {
            auto const interval = clopper_pearson(corridor.held, corridor.tests, 0.95);
            row.tests = corridor.tests;
            row.held = corridor.held;
            row.rate = static_cast<double>(corridor.held) / static_cast<double>(corridor.tests);
            row.lower_95 = interval.lower;
            row.upper_95 = interval.upper;
        }
        answer.push_back(std::move(row));
    }
    std::sort(answer.begin(), answer.end(), [](Reliability const& a, Reliability const& b) { return a.corridor < b.corridor; });
    return answer;
}

}  // namespace accalmie
