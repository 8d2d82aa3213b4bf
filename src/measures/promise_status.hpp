// SPDX-License-Identifier: Apache-2.0
// src/measures/promise_status.hpp: what became of a promise, derived from its tests; how reliable a corridor was. Never typed in.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/distributions.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie {

enum class PromiseState : std::uint8_t { kept, broken, untested, expired };
enum class TestResult : std::uint8_t { held, broken, not_reached };

/// Somebody relied on the promise, or tried to.
struct PromiseTest {
    Day day{};
    TestResult result = TestResult::not_reached;
};

struct Promise {
    Day from{};
    std::optional<Day> until;        ///< last day, counted; nothing: open-ended, or sealed and not known here
    std::vector<PromiseTest> tests;  ///< any order
};

struct PromiseStatus {
    PromiseState state = PromiseState::untested;
    int tests = 0;                   ///< that held or broke it, in its time, on or before the day asked
    int held = 0;
    int not_reached = 0;             ///< tries that say nothing about the promise
    int outside = 0;                 ///< tests before its first or after its last day: not counted
    std::optional<Day> last_test_day, last_broken_day;
};

/// The state of one promise on `as_of`. The latest test decides; on one day a break outweighs what held; a promise whose last day is past
/// is expired, unless its latest test broke it: time does not mend. Tests after `as_of` are not yet known.
///
/// in      any order of tests
/// source  the rule is this product's own: docs/methods/promises.md
PromiseStatus promise_status(Promise const& promise, Day as_of);

/// Tests of promises of one corridor.
struct CorridorTests {
    std::string corridor;
    std::int64_t tests = 0;
    std::int64_t held = 0;
};

struct Reliability {
    std::string corridor;
    std::int64_t tests = 0;          ///< 0 where hidden
    std::int64_t held = 0;           ///< 0 where hidden
    bool hidden = false;             ///< under `minimum_tests`: nothing but the name is told
    std::optional<double> rate, lower_95, upper_95;
};

/// Share of tests that held, with its exact 95 % interval, hidden under `minimum_tests`: few tests would point at the few who promised.
/// Sorted by name, never by rate: the ledger is no ranking.
///
/// in      0 <= held <= tests
/// errors  invalid  more tests held than there were
/// source  Clopper & Pearson 1934, Biometrika 26:404-413
Result<std::vector<Reliability>> reliability(std::span<CorridorTests const> corridors, std::int64_t minimum_tests = 5);

}  // namespace accalmie
