// SPDX-License-Identifier: Apache-2.0
#include "measures/calm_state.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;
using std::chrono::days;

namespace {

Day day(int number) { return *parse_day("2022-01-01") + days{number - 1}; }  // 1 is 1 January 2022

/// Minimum 30 days, gap 14, no event allowed; a contact every 10 days from day 10 to day 100, the first having watched since day 1.
CalmInput watched_place()
{
    CalmInput input;
    input.criteria = {0, 30, 14};
    for (int contact = 10; contact <= 100; contact += 10) input.contacts.push_back({day(contact), day(1)});
    input.as_of = day(104);
    return input;
}

CalmEvent on(int number, ToldBy told_by = ToldBy::data_set) { return {day(number), day(number), told_by}; }

/// Higher is calmer; emptied and unknown say nothing about quiet and stand between.
int calmness(CalmState state)
{
    switch (state) {
    case CalmState::calm: return 5;
    case CalmState::quiet_closed_in: return 4;
    case CalmState::emptied: return 3;
    case CalmState::unknown: return 3;
    case CalmState::breached: return 2;
    case CalmState::violent: return 1;
    }
    return 0;
}

}  // namespace

TEST_CASE("a place that was watched without a hole and without an event is calm since its watch began")
{
    auto const finding = *calm_state(watched_place());
    CHECK(finding.state == CalmState::calm);
    CHECK(finding.since == day(1));
    CHECK(finding.spell_days == 100);
    CHECK(finding.watched_days == 100);
    CHECK(finding.contacts == 10);
    CHECK(finding.last_contact_day == day(100));
    CHECK(!finding.last_event_day);
}

TEST_CASE("the worked example of docs/methods/calm.md")
{
    auto input = watched_place();
    input.events = {on(41)};
    CHECK(calm_state(input)->state == CalmState::calm);
    CHECK(calm_state(input)->since == day(42));
    CHECK(calm_state(input)->spell_days == 59);

    input.events = {on(41), on(95)};
    CHECK(calm_state(input)->state == CalmState::breached);
    CHECK(calm_state(input)->since == day(95));
    CHECK(calm_state(input)->spell_days == 5);

    input.events = {on(41), on(60), on(80), on(95)};
    CHECK(calm_state(input)->state == CalmState::violent);
    CHECK(calm_state(input)->since == day(41));

    input.events = {on(41)};
    input.access = {{AccessKind::closed, day(85), std::nullopt}};
    CHECK(calm_state(input)->state == CalmState::quiet_closed_in);
    CHECK(calm_state(input)->since == day(85));

    input.access = {{AccessKind::emptied, day(85), std::nullopt}};
    CHECK(calm_state(input)->state == CalmState::emptied);

    input.access = {};
    input.as_of = day(115);
    CHECK(calm_state(input)->state == CalmState::unknown);
    CHECK(calm_state(input)->reason == CalmReason::watch_lapsed);
    CHECK(calm_state(input)->since == day(101));
}

TEST_CASE("a place that nobody watches is unknown, whatever data sets hold or lack")
{
    CalmInput input;
    input.as_of = day(100);
    CHECK(calm_state(input)->state == CalmState::unknown);
    CHECK(calm_state(input)->reason == CalmReason::never_watched);
    input.events = {on(99)};
    CHECK(calm_state(input)->state == CalmState::unknown);
    CHECK(calm_state(input)->last_event_day == day(99));
}

TEST_CASE("an event that a reporter told makes a place violent even when the watch has lapsed")
{
    CalmInput input;
    input.as_of = day(100);
    input.events = {on(99, ToldBy::reporter)};
    CHECK(calm_state(input)->state == CalmState::violent);
    CHECK(calm_state(input)->since == day(99));
}

TEST_CASE("a day is watched up to the maximum gap before a contact, and not one day more")
{
    std::vector<Contact> const contacts{{day(20), day(1)}, {day(35), day(1)}, {day(50), day(48)}, {day(60), day(61)}};
    CHECK(watched_runs(contacts, 14, day(100)) == std::vector<DayRun>{{day(6), day(35)}, {day(48), day(50)}});
    CHECK(watched_runs(contacts, 13, day(100)) == std::vector<DayRun>{{day(7), day(20)}, {day(22), day(35)}, {day(48), day(50)}});
    CHECK(watched_runs(contacts, 14, day(49)) == std::vector<DayRun>{{day(6), day(35)}});
    CHECK(watched_runs(contacts, 0, day(30)) == std::vector<DayRun>{{day(20), day(20)}});
}

TEST_CASE("a hole in the watch begins the spell anew")
{
    auto input = watched_place();
    std::erase_if(input.contacts, [](Contact const& contact) { return contact.day == day(60) || contact.day == day(70); });
    // Contacts on day 50 and 80: days 51 to 65 are unwatched.
    auto const finding = *calm_state(input);
    CHECK(finding.state == CalmState::calm);
    CHECK(finding.since == day(66));
    input.criteria.minimum_days = 36;
    CHECK(calm_state(input)->state == CalmState::unknown);
    CHECK(calm_state(input)->reason == CalmReason::watched_too_short);
}

TEST_CASE("a spell of exactly the minimum is calm and one day less is not")
{
    CalmInput input;
    input.criteria = {0, 30, 30};
    input.as_of = day(40);
    input.contacts = {{day(40), day(11)}};
    CHECK(calm_state(input)->state == CalmState::calm);
    input.contacts = {{day(40), day(12)}};
    CHECK(calm_state(input)->state == CalmState::unknown);
}

TEST_CASE("the watch is fresh on the last day of the maximum gap and lapsed on the next")
{
    auto input = watched_place();
    input.as_of = day(114);
    CHECK(calm_state(input)->state == CalmState::calm);
    input.as_of = day(115);
    CHECK(calm_state(input)->state == CalmState::unknown);
}

TEST_CASE("the ceiling allows so many events and not one more")
{
    auto input = watched_place();
    input.criteria.ceiling = 2;
    input.events = {on(20), on(80), on(90)};
    CHECK(calm_state(input)->state == CalmState::calm);
    CHECK(calm_state(input)->since == day(21));
    input.events.push_back(on(91));
    CHECK(calm_state(input)->state == CalmState::breached);
}

TEST_CASE("an event known only to its month ends a calm and is pinned to no day")
{
    auto input = watched_place();
    input.events = {{day(72), day(99), ToldBy::data_set}};
    auto const finding = *calm_state(input);
    CHECK(finding.state == CalmState::breached);
    CHECK(finding.since == day(72));
    CHECK(finding.spell_days == 1);
}

TEST_CASE("a place is calm again only when the minimum has passed since the roads opened or the people returned")
{
    auto input = watched_place();
    input.access = {{AccessKind::closed, day(10), day(70)}};
    CHECK(calm_state(input)->state == CalmState::calm);
    CHECK(calm_state(input)->since == day(71));
    input.access = {{AccessKind::closed, day(10), day(71)}};
    CHECK(calm_state(input)->state == CalmState::quiet_closed_in);
    input.access = {{AccessKind::emptied, day(10), day(71)}};
    CHECK(calm_state(input)->state == CalmState::unknown);
    CHECK(calm_state(input)->reason == CalmReason::returned_too_recently);
    CHECK(calm_state(input)->since == day(72));
}

TEST_CASE("violence in a place that was emptied is violence")
{
    auto input = watched_place();
    input.access = {{AccessKind::emptied, day(85), std::nullopt}};
    input.events = {on(95)};
    CHECK(calm_state(input)->state == CalmState::breached);
}

TEST_CASE("what came after the day asked is not used")
{
    auto input = watched_place();
    input.as_of = day(60);
    input.events = {on(80)};
    input.access = {{AccessKind::closed, day(75), std::nullopt}};
    auto const finding = *calm_state(input);
    CHECK(finding.state == CalmState::calm);
    CHECK(finding.spell_days == 60);
    CHECK(finding.contacts == 6);
    CHECK(!finding.last_event_day);
}

TEST_CASE("a rule or a row that cannot be is refused with its place")
{
    auto broken = [](auto change) {
        auto input = watched_place();
        change(input);
        return calm_state(input).error();
    };
    CHECK(broken([](CalmInput& input) { input.criteria.ceiling = -1; }).where == "ceiling");
    CHECK(broken([](CalmInput& input) { input.criteria.minimum_days = 0; }).where == "minimum_days");
    CHECK(broken([](CalmInput& input) { input.criteria.minimum_days = 3661; }).where == "minimum_days");
    CHECK(broken([](CalmInput& input) { input.criteria.maximum_gap_days = -1; }).where == "maximum_gap_days");
    CHECK(broken([](CalmInput& input) { input.events = {{day(5), day(4), ToldBy::reporter}}; }).where == "2022-01-05");
    CHECK(broken([](CalmInput& input) { input.access = {{AccessKind::closed, day(5), day(4)}}; }).where == "2022-01-05");
    CHECK(broken([](CalmInput& input) { input.contacts.resize(100'001); }).kind == Error::Kind::limit);
}

TEST_CASE("the largest allowed input is answered")
{
    CalmInput input;
    input.criteria = {100'000, 3'660, 366};
    input.as_of = day(4000);
    for (int i = 0; i < 100'000; ++i) input.contacts.push_back({day(1 + i % 4000), day(1)});
    CHECK(calm_state(input)->state == CalmState::calm);
    CHECK(calm_state(input)->spell_days == 4000);
}

namespace {

/// A number of [first, end), all equally likely from the first try on.
int between(int first, int end) { return *rc::gen::resize(100, rc::gen::inRange(first, end)); }

/// Random input over some sixty days, dense enough that every state occurs.
CalmInput any_input()
{
    CalmInput input;
    input.criteria = {between(0, 3), between(1, 12), between(2, 12)};
    input.as_of = day(between(30, 60));
    for (int i = between(4, 24); i > 0; --i) {
        int const contact = between(1, 65);
        input.contacts.push_back({day(contact), day(contact - *rc::gen::element(-1, 0, 5, 40, 40, 40))});
    }
    if (between(0, 8) == 0) input.contacts.clear();
    for (int i = between(0, 5); i > 0; --i) {
        int const first = between(20, 62);
        input.events.push_back({day(first), day(first + *rc::gen::element(0, 0, 0, 6)), *rc::gen::element(ToldBy::reporter, ToldBy::data_set)});
    }
    for (int i = *rc::gen::element(0, 0, 1, 2); i > 0; --i) {
        int const first = between(-10, 65);
        std::optional<Day> const until = *rc::gen::element(true, false) ? std::optional{day(first + between(0, 30))} : std::nullopt;
        input.access.push_back({*rc::gen::element(AccessKind::closed, AccessKind::emptied), day(first), until});
    }
    return input;
}

/// The definitions of docs/methods/calm.md read day by day, with no care for speed.
struct ByTheBook {
    CalmInput input;

    bool watched(Day asked) const
    {
        return std::any_of(input.contacts.begin(), input.contacts.end(), [&](Contact const& contact) {
            return contact.day <= input.as_of && contact.day >= asked && (contact.day - asked).count() <= input.criteria.maximum_gap_days && asked >= contact.watched_from;
        });
    }
    std::optional<Day> last_watched() const
    {
        for (Day asked = input.as_of; asked >= day(-100); asked -= days{1})
            if (watched(asked)) return asked;
        return std::nullopt;
    }
    int events(Day first, Day last) const
    {
        bool const fresh = last_watched() && (input.as_of - *last_watched()).count() <= input.criteria.maximum_gap_days;
        return static_cast<int>(std::count_if(input.events.begin(), input.events.end(), [&](CalmEvent const& event) {
            return event.first <= last && std::min(event.last, input.as_of) >= first && event.first <= input.as_of && (fresh || event.told_by == ToldBy::reporter);
        }));
    }
    bool access(AccessKind kind, Day first, Day last) const
    {
        return std::any_of(input.access.begin(), input.access.end(), [&](AccessStretch const& stretch) {
            return stretch.kind == kind && stretch.from <= last && stretch.until.value_or(input.as_of) >= first;
        });
    }
    bool quiet_watched(Day end, Day events_until) const
    {
        for (int back = 0; back < input.criteria.minimum_days; ++back)
            if (!watched(end - days{back})) return false;
        return events(end - days{input.criteria.minimum_days - 1}, events_until) <= input.criteria.ceiling;
    }
    bool calm_day(Day asked) const
    {
        Day const first = asked - days{input.criteria.minimum_days - 1};
        return quiet_watched(asked, asked) && !access(AccessKind::closed, first, asked) && !access(AccessKind::emptied, first, asked);
    }
    CalmState state() const
    {
        auto const last = last_watched();
        bool const fresh = last && (input.as_of - *last).count() <= input.criteria.maximum_gap_days;
        Day const end = fresh ? *last : input.as_of;
        Day const first = end - days{input.criteria.minimum_days - 1};
        if (events(first, input.as_of) > input.criteria.ceiling) {
            for (Day asked = input.as_of - days{1}; asked >= first - days{1}; asked -= days{1})
                if (calm_day(asked)) return CalmState::breached;
            return CalmState::violent;
        }
        if (access(AccessKind::emptied, input.as_of, input.as_of)) return CalmState::emptied;
        if (!fresh || !quiet_watched(end, input.as_of) || access(AccessKind::emptied, first, input.as_of)) return CalmState::unknown;
        return access(AccessKind::closed, first, input.as_of) ? CalmState::quiet_closed_in : CalmState::calm;
    }
};

}  // namespace

TEST_CASE("the state is that of the definitions read day by day")
{
    CHECK(rc::check([] {
        auto const input = any_input();
        auto const state = calm_state(input)->state;
        RC_CLASSIFY(state == CalmState::calm, "calm");
        RC_CLASSIFY(state == CalmState::breached, "breached");
        RC_CLASSIFY(state == CalmState::violent, "violent");
        RC_CLASSIFY(state == CalmState::quiet_closed_in, "quiet_closed_in");
        RC_CLASSIFY(state == CalmState::emptied, "emptied");
        RC_ASSERT(state == ByTheBook{input}.state());
    }));
}

TEST_CASE("a place is never calm or quiet on days that nobody watched")
{
    CHECK(rc::check([] {
        auto input = any_input();
        auto const finding = *calm_state(input);
        if (finding.state != CalmState::calm && finding.state != CalmState::quiet_closed_in) return;
        ByTheBook const book{input};
        for (int back = 0; back < finding.spell_days; ++back) RC_ASSERT(book.watched(*finding.last_contact_day - days{back}));
        RC_ASSERT(finding.spell_days >= input.criteria.minimum_days);
        input.contacts.clear();
        RC_ASSERT(calmness(calm_state(input)->state) <= calmness(CalmState::unknown));
    }));
}

TEST_CASE("one more event never makes a place calmer")
{
    CHECK(rc::check([] {
        auto input = any_input();
        auto const before = *calm_state(input);
        int const first = between(-10, 65);
        input.events.push_back({day(first), day(first + between(0, 8)), *rc::gen::element(ToldBy::reporter, ToldBy::data_set)});
        auto const after = *calm_state(input);
        RC_ASSERT(calmness(after.state) <= calmness(before.state));
        RC_ASSERT(after.spell_days <= before.spell_days);
    }));
}

TEST_CASE("one more closure or flight never makes a place calm")
{
    CHECK(rc::check([] {
        auto input = any_input();
        auto const before = calm_state(input)->state;
        int const first = between(-10, 65);
        input.access.push_back({*rc::gen::element(AccessKind::closed, AccessKind::emptied), day(first), std::nullopt});
        auto const after = calm_state(input)->state;
        if (before != CalmState::calm) RC_ASSERT(after != CalmState::calm);
    }));
}

TEST_CASE("one contact fewer of a watch that began on one day never makes a place calm")
{
    CHECK(rc::check([] {
        auto input = any_input();
        if (input.contacts.empty()) return;
        for (auto& contact : input.contacts) contact.watched_from = input.contacts.front().watched_from;
        auto const before = calm_state(input)->state;
        input.contacts.erase(input.contacts.begin() + between(0, static_cast<int>(input.contacts.size())));
        auto const after = calm_state(input)->state;
        if (before != CalmState::calm) RC_ASSERT(after != CalmState::calm);
    }));
}

TEST_CASE("the order in which contacts, events and closures are given does not matter")
{
    CHECK(rc::check([] {
        auto input = any_input();
        auto const before = *calm_state(input);
        std::reverse(input.contacts.begin(), input.contacts.end());
        std::reverse(input.events.begin(), input.events.end());
        std::reverse(input.access.begin(), input.access.end());
        auto const after = *calm_state(input);
        RC_ASSERT(before.state == after.state);
        RC_ASSERT(before.since == after.since);
        RC_ASSERT(before.spell_days == after.spell_days);
        RC_ASSERT(before.watched_days == after.watched_days);
    }));
}
