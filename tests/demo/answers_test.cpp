// SPDX-License-Identifier: Apache-2.0
// What the truth says of communities, commitments and rates, against the rows that were written: by other means than the generator's.
#include "demo_world.hpp"

#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

bool among(std::string const& words, std::string const& word)
{
    return words == "all" || (" " + words + " ").find(" " + word + " ") != std::string::npos;
}

/// A community as its rows show it on the last day.
struct Seen {
    int minimum_days = 0, gap_days = 0, events = 0, ceiling = 0;
    int longest_pause = 0;              ///< between events, over the whole programme
    int quiet_before = 0;               ///< days without an event before those in the window
    bool watched = true;                ///< every day of the window
    std::set<std::string> access = {};  ///< in force on the last day
    std::optional<Day> last_event, last_contact;
};

Seen look(DemoWorld const& world, Row const& rule, std::vector<Row> const& incidents, std::vector<Row> const& watches, std::vector<Row> const& access)
{
    Seen seen;
    auto const& truth = world.truth;
    seen.minimum_days = static_cast<int>(rule.integer("minimum_days"));
    seen.ceiling = static_cast<int>(rule.integer("ceiling"));
    auto const gap = rule.integer("maximum_gap_days");
    Day const window = truth.last_day - std::chrono::days{seen.minimum_days - 1};
    std::set<Day> days;
    for (auto const& incident : incidents) {
        if (incident.integer("position_level") < 4 || !among(rule.text("kinds"), incident.text("kind"))) continue;
        if (distance_km(rule.at(), incident.at()) > rule.decimal("radius_km")) continue;
        days.insert(incident.day("last_day"));
        if (incident.text("source") == "field" && incident.day("first_day") >= window) ++seen.events;
    }
    if (!days.empty()) seen.last_event = *days.rbegin();
    Day before = truth.first_day;
    for (auto const day : days) {
        if (day < truth.first_day) continue;
        seen.longest_pause = std::max(seen.longest_pause, static_cast<int>((day - before).count()));
        if (day < window)
            seen.quiet_before = 0;
        else if (seen.quiet_before == 0)
            seen.quiet_before = static_cast<int>((day - before).count());
        before = day;
    }
    std::set<Day> watched;
    for (auto const& watch : watches) {
        if (watch.text("place") != rule.text("place")) continue;
        if (!among(watch.text("kinds"), "attack")) continue;
        seen.last_contact = watch.day("contact_day");
        for (Day day = watch.day("watched_from"); day <= watch.day("contact_day"); day += std::chrono::days{1})
            if ((watch.day("contact_day") - day).count() <= gap) watched.insert(day);
    }
    for (Day day = window; day <= truth.last_day; day += std::chrono::days{1}) seen.watched = seen.watched && watched.count(day) == 1;
    for (auto const& row : access)
        if (row.text("place") == rule.text("place") && (!row.has("until") || row.day("until") >= window)) seen.access.insert(row.text("kind"));
    return seen;
}

void check_state(DemoTruth::Community const& community, Seen const& seen)
{
    CAPTURE(community.name);
    CAPTURE(community.because);
    bool const quiet = seen.events <= seen.ceiling;
    switch (community.state) {
    case CommunityState::calm:
        CHECK(quiet);
        CHECK(seen.watched);
        CHECK(seen.access.empty());
        break;
    case CommunityState::breached:
        CHECK_FALSE(quiet);
        CHECK(seen.watched);
        CHECK(seen.quiet_before > 2 * seen.minimum_days);
        break;
    case CommunityState::violent:
        CHECK_FALSE(quiet);
        CHECK(seen.watched);
        CHECK(seen.longest_pause < 15);
        break;
    case CommunityState::quiet_closed_in:
        CHECK(quiet);
        CHECK(seen.watched);
        CHECK((seen.access.count("blockade") + seen.access.count("road_closed")) == 1);
        break;
    case CommunityState::emptied:
        CHECK(quiet);
        CHECK(seen.access.count("population_left") == 1);
        break;
    case CommunityState::unknown:
        CHECK(quiet);
        CHECK_FALSE(seen.watched);
        CHECK(seen.access.count("blockade") + seen.access.count("road_closed") + seen.access.count("population_left") == 0);
        break;
    }
    CHECK(seen.last_event == community.last_event_day);
    CHECK(seen.last_contact == community.last_contact_day);
}

}  // namespace

TEST_CASE("each community is what the truth says, for many seeds and for last days at every end of a month")
{
    for (auto const& [seed, last_day] : std::vector<std::pair<std::uint64_t, std::string>>{{1, "2026-06-17"},
                                                                                           {2, "2024-02-29"},
                                                                                           {3, "2026-03-01"},
                                                                                           {4, "2025-12-31"},
                                                                                           {5, "2023-01-02"},
                                                                                           {6, "2026-06-30"},
                                                                                           {7, "2026-07-01"},
                                                                                           {8, "2025-10-15"},
                                                                                           {9, "2024-03-10"},
                                                                                           {99, "2026-09-30"}}) {
        CAPTURE(seed);
        CAPTURE(last_day);
        DemoWorld world;
        world.write(options(seed, last_day));
        auto const incidents = world.first_versions(), watches = world.rows("reporter_watch"), access = world.rows("access_constraint"),
                   rules = world.rows("calm_rule");
        REQUIRE(rules.size() == world.truth.communities.size());
        for (std::size_t i = 0; i < rules.size(); ++i) {
            REQUIRE(rules[i].text("name") == world.truth.communities[i].rule);
            check_state(world.truth.communities[i], look(world, rules[i], incidents, watches, access));
        }
        for (auto const& row : incidents) {
            CHECK(row.day("first_day") >= (row.text("source") == "field" ? world.truth.first_day : world.truth.sources.at(1).first_day));
            CHECK(row.day("last_day") <= world.truth.last_day);
        }
    }
}

TEST_CASE("the further copies of a larger scale leave the boards and the ledger as they are")
{
    DemoWorld world;
    world.write(options(1, "2026-06-17", 3));
    auto const& one = usual().truth;
    auto const& three = world.truth;
    for (std::size_t i = 0; i < one.communities.size(); ++i) {
        CHECK(three.communities[i].state == one.communities[i].state);
        CHECK(three.communities[i].last_event_day == one.communities[i].last_event_day);
    }
    for (std::size_t i = 0; i < one.commitments.size(); ++i) CHECK(three.commitments[i].held == one.commitments[i].held);
    auto const incidents = world.first_versions(), watches = world.rows("reporter_watch"), access = world.rows("access_constraint"),
               rules = world.rows("calm_rule");
    for (std::size_t i = 0; i < rules.size(); ++i) check_state(three.communities[i], look(world, rules[i], incidents, watches, access));
    for (auto const* type : {"gathering", "attendance", "voice", "visit", "service_count", "trust_answer"}) {
        CAPTURE(type);
        CHECK(three.rows.at(type) > one.rows.at(type) * 5 / 2);
        CHECK(three.rows.at(type) < one.rows.at(type) * 7 / 2);
    }
    for (auto const* type : {"place", "facility", "commitment", "commitment_test", "reporter_watch"}) CHECK(three.rows.at(type) == one.rows.at(type));
}

TEST_CASE("all states of calm and all statuses of a commitment occur")
{
    std::map<CommunityState, int> states;
    for (auto const& community : usual().truth.communities) ++states[community.state];
    CHECK(states[CommunityState::calm] == 8);
    CHECK(states[CommunityState::breached] == 3);
    CHECK(states[CommunityState::violent] == 4);
    CHECK(states[CommunityState::quiet_closed_in] == 3);
    CHECK(states[CommunityState::emptied] == 2);
    CHECK(states[CommunityState::unknown] == 4);
    std::map<CommitmentState, int> statuses;
    for (auto const& commitment : usual().truth.commitments) ++statuses[commitment.state];
    CHECK(statuses[CommitmentState::kept] == 14);
    CHECK(statuses[CommitmentState::broken] == 5);
    CHECK(statuses[CommitmentState::untested] == 5);
    CHECK(statuses[CommitmentState::expired] == 6);
}

TEST_CASE("each commitment is what the truth says: the latest test decides, an old promise is expired")
{
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        DemoWorld world;
        world.write(options(seed, seed % 2 == 0 ? "2026-03-01" : "2026-06-17"));
        std::map<std::string, std::vector<Row>> tests;
        for (auto const& test : world.rows("commitment_test")) tests[test.text("commitment")].push_back(test);
        std::map<std::string, std::pair<std::uint32_t, std::uint32_t>> corridors;
        auto const rows = world.rows("commitment");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CAPTURE(i);
            auto const& row = rows[i];
            auto const& truth = world.truth.commitments[i];
            REQUIRE(row.address.record == truth.record);
            CHECK(row.day("from") >= row.day("made_on"));
            std::uint32_t held = 0, counted = 0;
            std::optional<Day> last;
            bool broken_last = false;
            for (auto const& test : tests[row.address.record.hex()]) {
                CHECK(test.day("day") >= row.day("from"));
                CHECK(test.day("day") <= world.truth.last_day);
                if (row.has("until")) CHECK(test.day("day") <= row.day("until"));
                if (test.text("result") == "not_reached") continue;
                ++counted;
                held += test.text("result") == "held" ? 1U : 0U;
                if (!last || test.day("day") > *last) broken_last = test.text("result") == "broken";
                last = std::max(last.value_or(test.day("day")), test.day("day"));
            }
            bool const past = row.has("until") && row.day("until") < world.truth.last_day;
            auto const by_tests = broken_last ? CommitmentState::broken : counted > 0 ? CommitmentState::kept : CommitmentState::untested;
            CHECK(truth.state_if_until_is_hidden == by_tests);
            CHECK(truth.state == (past && !broken_last ? CommitmentState::expired : by_tests));
            CHECK(truth.tests == counted);
            CHECK(truth.held == held);
            if (row.has("corridor")) {
                corridors[row.text("corridor")].first += counted;
                corridors[row.text("corridor")].second += held;
            }
        }
        REQUIRE(corridors.size() == world.truth.corridors.size());
        int hidden = 0;
        for (auto const& corridor : world.truth.corridors) {
            CHECK(corridors.at(corridor.name) == std::pair{corridor.tests, corridor.held});
            hidden += corridor.tests < 5 ? 1 : 0;
        }
        CHECK(hidden == 2);
    }
}

TEST_CASE("the months of the truth count exactly the rows of each source, and nothing lies outside what a source covers")
{
    std::map<std::string, std::map<Month, std::map<std::string, std::uint64_t>>> counted;
    std::map<std::string, Day> covered;
    for (auto const& source : usual().truth.sources) covered[source.name] = source.last_day;
    for (auto const& row : usual().first_versions()) {
        CHECK(row.day("last_day") <= covered.at(row.text("source")));
        for (auto const& cercle : usual().truth.cercles)
            if (cercle.name == row.text("adm_2")) ++counted[cercle.code][Month::of(row.day("first_day"))][row.text("source")];
    }
    std::uint64_t events = 0, field = 0;
    for (auto const& cercle : usual().truth.cercles) {
        REQUIRE(cercle.months.size() == 96);
        for (auto const& month : cercle.months) {
            CAPTURE(cercle.name);
            CAPTURE(to_iso(month.month));
            CHECK(counted[cercle.code][month.month]["field"] == month.field);
            CHECK(counted[cercle.code][month.month]["press"] == month.press);
            CHECK(month.field <= month.events);
            if (month.month < Month::of(usual().truth.first_day))
                CHECK(month.field == 0);
            else
                events += month.events;
            field += month.field;
        }
    }
    CHECK(field > events / 2);
    CHECK(usual().rows("source_coverage").size() == 8);
}

TEST_CASE("violence falls in two cercles once the guarantees hold and nowhere else: the events keep to the true rates")
{
    std::map<std::string, std::array<double, 4>> sums;  // events and expected, before and after
    std::set<std::string> const falling{"Ténenkou", "Tominian"};
    constexpr std::uint64_t seeds = 12;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        DemoWorld world;
        world.journal.look = [](std::span<StoredRecord const>) {};
        world.write(options(seed));
        for (auto const& cercle : world.truth.cercles) {
            CHECK(cercle.falls == (falling.count(cercle.name) == 1));
            for (auto const& month : cercle.months) {
                if (month.month < Month::of(world.truth.first_day)) continue;
                std::size_t const half = month.month >= cercle.guarantees_from ? 2 : 0;
                sums[cercle.name][half] += static_cast<double>(month.events);
                sums[cercle.name][half + 1] += static_cast<double>(month.rate_millionths) / 1e6;
            }
        }
    }
    for (auto const& [name, sum] : sums) {
        CAPTURE(name);
        // Planned events crowd out chance only where there is room, so the counts may lie a little above the rate: a fifth in quiet months.
        CHECK(sum[0] / sum[1] == doctest::Approx(1).epsilon(0.08));
        CHECK(sum[2] / sum[3] == doctest::Approx(1).epsilon(0.2));
        double const a_month_before = sum[0] / 20, a_month_after = sum[2] / 16;
        if (falling.count(name) == 1)
            CHECK(a_month_after < 0.5 * a_month_before);
        else
            CHECK(a_month_after > 0.75 * a_month_before);
    }
    CHECK(sums.size() == 4);
}

TEST_CASE("incidents known only to a commune, a cercle or a week are few and never recent")
{
    std::map<std::int64_t, int> levels;
    int weeks = 0;
    for (auto const& row : usual().first_versions()) {
        ++levels[row.integer("position_level")];
        bool const blurred = row.integer("position_level") < 4 || row.text("date_precision") != "day";
        weeks += row.text("date_precision") == "week" ? 1 : 0;
        if (blurred) CHECK(row.text("source") == "press");
        if (blurred) CHECK(row.day("last_day") < usual().truth.last_day - std::chrono::days{140});
        CHECK(row.integer("deaths_low") <= row.integer("deaths_best"));
        CHECK(row.integer("deaths_best") <= row.integer("deaths_high"));
    }
    CHECK(levels[2] > 0);
    CHECK(levels[3] > 0);
    CHECK(levels[4] > 10 * (levels[2] + levels[3]) / 2);
    CHECK(weeks > 0);
}
