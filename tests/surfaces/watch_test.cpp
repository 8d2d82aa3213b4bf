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
        if (!planted) ++false_signals;
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
