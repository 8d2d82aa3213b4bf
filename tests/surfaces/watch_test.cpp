// SPDX-License-Identifier: Apache-2.0
// tests/surfaces/watch_test.cpp: the demo's planted outbreaks are found in time, chance brings few false ones, and what is done about a signal stays.
#include "surfaces/watch_records.hpp"

#include "demo/programme.hpp"
#include "facts/world.hpp"
#include "support/plain_disk.hpp"

#include <algorithm>

using namespace accalmie;
using namespace accalmie::test;

namespace {

class FixedClock final : public Clock {
public:
    Instant now() override { return *parse_instant("2026-06-17T12:00:00Z"); }
};

/// A demo workspace, made once.
struct DemoSpace {
    Folder folder;
    PlainDisk disk;
    FixedClock clock;
    SeededRandom random{11};
    Machine machine{disk, clock, random};
    std::unique_ptr<Workspace> workspace;
    DemoTruth truth;

    DemoSpace()
    {
        DemoOptions options;
        options.last_day = *parse_day("2026-06-17");
        REQUIRE(Workspace::init(folder / "space", {.name = "Démo", .purpose = Purpose::demo, .fixed_today = options.last_day}, machine));
        workspace = must(Workspace::open(folder / "space", machine));
        auto const done = workspace->write([&](Recorder& recorder) -> Result<void> {
            truth = TRY(write_demo(recorder, workspace->dictionary(), options));
            return {};
        });
        REQUIRE_MESSAGE(done, (done ? std::string{} : done.error().text()));
    }

    WatchAnswer watch(WatchQuestion const& question = {})
    {
        auto answer = answer_watch(workspace->facts(), {workspace->owner(), workspace->today()}, question);
        REQUIRE_MESSAGE(answer, (answer ? std::string{} : answer.error().text()));
        return std::move(*answer);
    }
};

DemoSpace& demo()
{
    static DemoSpace space;
    return space;
}

bool is_about(AlertSignal const& signal, DemoTruth::Outbreak const& outbreak)
{
    bool const here = signal.area.code == outbreak.place || signal.area.code == outbreak.cercle;
    return here && signal.subject == outbreak.disease && signal.species == outbreak.species;
}

}  // namespace

TEST_CASE("each planted outbreak of the demo speaks within three weeks of its first, by what was known on the day")
{
    REQUIRE(demo().truth.outbreaks.size() == 5);
    for (auto const& outbreak : demo().truth.outbreaks) {
        CAPTURE(outbreak.disease);
        int found_after = -1;
        for (int week = 0; week <= 3 && found_after < 0; ++week) {
            WatchQuestion question;
            question.week = outbreak.first_week + std::chrono::days{7 * week};
            question.known_on = *question.week + std::chrono::days{13};
            question.weeks = week + 1;
            question.place = outbreak.cercle;
            if (*question.known_on > demo().truth.last_day) break;
            auto const answer = demo().watch(question);
            if (std::any_of(answer.signals.begin(), answer.signals.end(), [&](AlertSignal const& one) { return is_about(one, outbreak); })) found_after = week;
        }
        CHECK(found_after >= 0);
    }
}

TEST_CASE("where nothing was planted, statistics speak about as often as their level says")
{
    WatchQuestion question;
    question.weeks = 40;
    auto const answer = demo().watch(question);
    int false_signals = 0;
    for (auto const& signal : answer.signals) {
        bool const planted = std::any_of(demo().truth.outbreaks.begin(), demo().truth.outbreaks.end(), [&](auto const& one) { return is_about(signal, one); });
        if (signal.about == "disease" && !planted) ++false_signals;
    }
    // 12 areas and 4 cercles with three common diseases, 4 areas and 4 cercles with two of animals, 40 weeks: 2,560 weeks at 0.005 are 13.
    CHECK(false_signals <= 26);
    CHECK(std::any_of(answer.signals.begin(), answer.signals.end(), [](AlertSignal const& one) { return one.method_code == "farrington_flexible"; }));
}

TEST_CASE("recording writes each signal once, a step stays with it, and a donor may do neither")
{
    auto& space = demo();
    auto const before = space.watch();
    REQUIRE_FALSE(before.signals.empty());
    Member donor;
    donor.role = Role::donor, donor.places = {"*"}, donor.from = *parse_day("2020-01-01"), donor.until = *parse_day("2030-01-01");
    CHECK(record_alerts(*space.workspace, donor, before).error().kind == Error::Kind::denied);
    auto const owner = space.workspace->owner();
    auto const first = record_alerts(*space.workspace, owner, before);
    REQUIRE(first);
    CHECK(first->recorded == static_cast<int>(before.signals.size()));
    auto const again = record_alerts(*space.workspace, owner, space.watch());
    REQUIRE(again);
    CHECK(again->recorded == 0);
    CHECK(again->known == static_cast<int>(before.signals.size()));

    auto const& key = before.signals.front().key;
    CHECK(record_alert_step(*space.workspace, donor, {key, "seen", {}}).error().kind == Error::Kind::denied);
    REQUIRE(record_alert_step(*space.workspace, owner, {key, "verified", "deux familles"}));
    auto const after = space.watch();
    auto const signal = std::find_if(after.signals.begin(), after.signals.end(), [&](AlertSignal const& one) { return one.key == key; });
    REQUIRE(signal != after.signals.end());
    CHECK(signal->state == AlertState::verified);
    REQUIRE(signal->steps.size() == 1);
    CHECK(signal->steps[0].note == "deux familles");
    CHECK(record_alert_step(*space.workspace, owner, {"disease/none", "seen", {}}).error().kind == Error::Kind::missing);
    CHECK(alert_step_code("ignored").error().kind == Error::Kind::usage);
}

namespace {

AlertSignal const* signal_about(WatchAnswer const& answer, std::string_view about, std::string_view subject, std::string_view place)
{
    auto const found = std::find_if(answer.signals.begin(), answer.signals.end(), [&](AlertSignal const& one) { return one.about == about && one.subject == subject && one.place == place; });
    return found == answer.signals.end() ? nullptr : &*found;
}

std::int64_t children_of(WatchAnswer const& answer, std::string_view subject)
{
    double sum = 0;
    for (auto const& signal : answer.signals)
        if (signal.about == "nutrition" && signal.subject == subject) sum += signal.rules.front().value;
    return static_cast<std::int64_t>(sum);
}

Member member_of(Role role)
{
    Member member;
    member.role = role, member.places = {"*"}, member.from = *parse_day("2020-01-01"), member.until = *parse_day("2030-01-01");
    return member;
}

}  // namespace

TEST_CASE("each planted heat wave and flood raises one alert, of its level and with what to do")
{
    REQUIRE_FALSE(demo().truth.hazards.empty());
    for (auto const& hazard : demo().truth.hazards) {
        CAPTURE(hazard.hazard);
        WatchQuestion question;
        question.week = hazard.last, question.weeks = 2;
        question.known_on = std::min(hazard.last + std::chrono::days{6}, demo().truth.last_day);
        auto const answer = demo().watch(question);
        auto const* const signal = signal_about(answer, "hazard", hazard.hazard, hazard.place);
        REQUIRE(signal != nullptr);
        CHECK(alert_level_code(signal->gravest) == hazard.level);
        CHECK(signal->first_week <= hazard.first);
        CHECK_FALSE(signal->rules.front().todo.fr.empty());
        CHECK(signal->key.starts_with("hazard/" + hazard.hazard + "/"));
    }
}

TEST_CASE("children lost and not admitted are those that the demo lost, and no other")
{
    std::size_t lost = 0, not_admitted = 0;
    for (auto const& nutrition : demo().truth.nutrition) lost += nutrition.lost.size(), not_admitted += nutrition.not_admitted.size();
    REQUIRE(lost > 0);
    WatchQuestion question;
    question.weeks = 104;
    auto const answer = demo().watch(question);
    CHECK(children_of(answer, "lost") == static_cast<std::int64_t>(lost));
    CHECK(children_of(answer, "not_admitted") == static_cast<std::int64_t>(not_admitted));
}

TEST_CASE("a facility whose newest due report did not come raises an alert; one that is closed or cut off does not")
{
    std::map<std::string, std::map<int, std::string>> states;
    for (auto const& one : demo().truth.report_months) states[one.facility][one.month.number] = one.state;
    std::size_t expected = 0;
    for (auto const& [facility, months] : states) {
        auto const newest = std::find_if(months.rbegin(), months.rend(), [](auto const& one) { return one.second != "awaited" && one.second != "not_expected"; });
        if (newest != months.rend() && (newest->second == "not_sent" || newest->second == "silent")) ++expected;
    }
    REQUIRE(expected > 0);
    auto const answer = demo().watch();
    auto const found = std::count_if(answer.signals.begin(), answer.signals.end(), [](AlertSignal const& one) { return one.about == "report"; });
    CHECK(static_cast<std::size_t>(found) == expected);
}

TEST_CASE("planted lines of stock cards that cannot be are told; a stock-out says since when")
{
    WatchQuestion question;
    question.weeks = 104;
    auto const answer = demo().watch(question);
    std::size_t planted = 0, told = 0, out = 0;
    for (auto const& fault : demo().truth.stock_faults) planted += fault.problem == "below_zero" || fault.problem == "count_above" || fault.problem == "used_after_expiry" ? 1U : 0U;
    for (auto const& signal : answer.signals) {
        if (signal.about != "stock") continue;
        CHECK_FALSE(signal.site_name.empty());
        for (auto const& rule : signal.rules) {
            told += rule.rule == "stock-below_zero" || rule.rule == "stock-count_above" || rule.rule == "stock-used_after_expiry" ? 1U : 0U;
            out += rule.rule == "stock-out" ? 1U : 0U;
            if (rule.rule == "stock-out") CHECK(rule.first_week <= demo().truth.last_day);
        }
    }
    REQUIRE(planted > 0);
    CHECK(told == planted);
    CHECK(out > 0);
}

TEST_CASE("who may not see a kind of alert is told so, and an alert that children are lost does not say how many")
{
    auto& space = demo();
    auto const nurse = answer_watch(space.workspace->facts(), {member_of(Role::nurse), space.workspace->today()}, {});
    REQUIRE(nurse);
    CHECK(nurse->not_shown.empty());
    auto const coordinator = answer_watch(space.workspace->facts(), {member_of(Role::coordinator), space.workspace->today()}, {});
    REQUIRE(coordinator);
    CHECK(coordinator->not_shown == std::vector<std::string>{"nutrition"});
    CHECK(std::none_of(coordinator->signals.begin(), coordinator->signals.end(), [](AlertSignal const& one) { return one.about == "nutrition"; }));
    CHECK(std::none_of(coordinator->earlier.begin(), coordinator->earlier.end(), [](EarlierAlert const& one) { return one.about == "nutrition"; }));
    auto const donor = answer_watch(space.workspace->facts(), {member_of(Role::donor), space.workspace->today()}, {});
    if (donor)
        for (auto const& signal : donor->signals) CHECK((signal.about == "hazard" || signal.about == "stock"));
    REQUIRE(record_alerts(*space.workspace, space.workspace->owner(), space.watch()));
    auto const table = space.workspace->facts().query("select count(*) from alert where about = 'nutrition' and value is not null");
    REQUIRE(table);
    CHECK(std::get<std::int64_t>(table->rows.at(0).at(0)) == 0);
}

TEST_CASE("a state stays one signal while it lasts, and is a new one after it was closed and came back")
{
    // Of the same subject: recorded long before it is said to have begun, and not closed.
    auto& space = demo();
    auto const now = space.watch();
    auto const found = std::find_if(now.signals.begin(), now.signals.end(), [](AlertSignal const& one) { return one.lasts && one.about == "stock"; });
    REQUIRE(found != now.signals.end());
    auto const subject = found->key.substr(0, found->key.rfind('/'));
    auto const old_key = subject + "/2025-W20";
    REQUIRE(space.workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("alert", {{"signal", old_key}, {"about", std::string{"stock"}}, {"place", found->place}, {"first_day", *parse_day("2025-05-12")}, {"level", std::string{"alert"}}, {"rule", std::string{"stock-out"}}, {"raised_on", *parse_day("2025-05-13")}}));
        return {};
    }));
    auto const joined = space.watch();
    CHECK(std::any_of(joined.signals.begin(), joined.signals.end(), [&](AlertSignal const& one) { return one.key == old_key; }));
    REQUIRE(record_alert_step(*space.workspace, space.workspace->owner(), {old_key, "closed", {}}));
    auto const after = space.watch();
    CHECK(std::none_of(after.signals.begin(), after.signals.end(), [&](AlertSignal const& one) { return one.key == old_key; }));
    CHECK(std::any_of(after.signals.begin(), after.signals.end(), [&](AlertSignal const& one) { return one.key.starts_with(subject + "/"); }));
}
