// SPDX-License-Identifier: Apache-2.0
#include "demo/communities.hpp"
#include "demo/disputes.hpp"
#include "demo/incident_rows.hpp"

namespace accalmie::demo {

namespace {

// What the true events become: who notices them. Made up; the truth file names them.
constexpr std::uint32_t seen_watched_permille = 950, seen_permille = 700, press_permille = 350;
// Dry months are worse, high water is quieter: sums to 12,000, January first.
constexpr std::array<std::int64_t, 12> season_permille{1050, 1100, 1200, 1250, 1250, 1150, 950, 800, 750, 750, 850, 900};

/// Events expected in the month, times 1,000,000, for one copy of the programme.
std::int64_t rate_millionths(Calendar const& calendar, Cercle const& cercle, int month)
{
    auto const which = calendar.month(month);
    std::int64_t const days = (which.end_day() - which.first_day()).count();
    std::int64_t rate = cercle.events_a_month_milli * season_permille[which.month() - 1];
    if (month >= guarantees_month) rate = rate * cercle.ratio_thousandths / 1000;
    return rate * calendar.days_in(month) / days;
}

struct Planned {
    std::size_t village;
    Day day;
    std::string_view kind;
};

/// Incidents put where the plan of a community wants them, by month.
std::array<std::vector<Planned>, month_count> planned_events(Scene const& scene, std::size_t cercle)
{
    std::array<std::vector<Planned>, month_count> months;
    auto const put = [&](std::size_t village, Day day, std::string_view kind) {
        if (day >= scene.calendar.first_day) months[static_cast<std::size_t>(scene.calendar.index_of(day))].push_back({village, day, kind});
    };
    for (auto const& plan : communities(cercle)) {
        for (int const ago : plan.days_ago)
            if (ago > 0) put(plan.village, scene.days_ago(ago), plan.kind);
        if (!plan.always_violent) continue;
        auto dice = scene.dice(Stream::violence, {cercle, plan.village});
        for (Day day = scene.days_ago(static_cast<int>(dice.between(2, 8))); day >= scene.calendar.first_day;
             day -= std::chrono::days{dice.between(8, 13)})
            put(plan.village, day, plan.kind);
    }
    return months;
}

/// Chance goes by village; one with a rule counts twice. Nothing by chance where a plan wants quiet, nor in further copies.
std::size_t any_village(Scene const& scene, std::size_t cercle, Day day, std::uint32_t copy, Dice& dice)
{
    constexpr std::size_t weight_ruled = 2;
    constexpr auto ruled = communities_a_cercle, others = villages_a_cercle - communities_a_cercle;
    auto const other = [&](std::size_t nth) {
        for (std::size_t village = 0;; ++village)
            if (community_of(cercle, village) == nullptr && nth-- == 0) return village;
    };
    auto const drawn = dice.below(static_cast<std::uint32_t>(copy == 0 ? weight_ruled * ruled + others : others));
    if (copy > 0 || drawn >= weight_ruled * ruled) return other(copy > 0 ? drawn : drawn - weight_ruled * ruled);
    auto const& plan = communities(cercle)[drawn / weight_ruled];
    bool const quiet = day > scene.days_ago(plan.quiet_days);
    return quiet ? other(dice.below(static_cast<std::uint32_t>(others))) : plan.village;
}

std::string_view any_kind(Dice& dice)
{
    struct Weight {
        std::string_view kind;
        std::uint32_t permille;
    };
    constexpr std::array<Weight, 8> weights{{{"attack", 180},
                                             {"robbery", 220},
                                             {"livestock_theft", 220},
                                             {"threat", 120},
                                             {"destruction", 80},
                                             {"abduction", 50},
                                             {"roadblock", 60},
                                             {"local_dispute", 70}}};
    auto left = dice.below(1000);
    for (auto const& weight : weights) {
        if (left < weight.permille) return weight.kind;
        left -= weight.permille;
    }
    return weights.back().kind;
}

class CercleViolence {
public:
    CercleViolence(Scene& scene, std::size_t cercle, IncidentRows& rows, DemoTruth::Cercle& truth)
        : scene_(scene), cercle_(cercle), rows_(rows), truth_(truth), planned_(planned_events(scene, cercle))
    {
    }

    Result<void> month(int month, std::uint32_t copy)
    {
        auto& truth = Scene::month_of(truth_, month);
        auto dice = scene_.dice(Stream::incidents, {cercle_, static_cast<std::uint64_t>(month), copy});
        std::size_t const drawn = dice.events(truth.rate_millionths / scene_.options.scale);
        std::size_t happened = 0;
        if (copy == 0 && month >= 0) {  // what is planned is part of what chance brings, as far as there is room
            happened = disputes_in(cercle_, month);
            for (auto const& planned : planned_[static_cast<std::size_t>(month)]) {
                TRY(event(planned.village, planned.day, planned.kind, Seen::surely, dice));
                ++happened;
            }
        }
        for (; happened < drawn; ++happened) {
            auto const day = scene_.any_day(month, dice);
            auto const village = any_village(scene_, cercle_, day, copy, dice);
            auto const kind = any_kind(dice);
            TRY(event(village, day, kind, Seen::by_chance, dice));
        }
        truth.events += happened;
        return {};
    }

private:
    enum class Seen : std::uint8_t { surely, by_chance };

    Result<void> event(std::size_t village, Day day, std::string_view kind, Seen seen, Dice& dice)
    {
        auto const* plan = community_of(cercle_, village);
        bool const watched = plan != nullptr && plan->contacts != Contacts::never;
        bool const noticed = dice.permille(watched ? seen_watched_permille : seen_permille);
        bool const field = (noticed && day >= scene_.calendar.first_day) || seen == Seen::surely;
        bool const press = dice.permille(press_permille) && day <= press_last_day(scene_.calendar);
        auto const happening = draw_happening(scene_, cercle_, village, day, kind, dice);
        Event known{day, kind, field, {}};
        if (field) {
            TRY(rows_.add_field(happening));
            ++Scene::month_of(truth_, scene_.calendar.index_of(day)).field;
        }
        if (press) {
            auto const told = TRY(rows_.add_press(happening, dice));
            if (told.there) known.press_last_day = told.last_day;
            ++Scene::month_of(truth_, scene_.calendar.index_of(told.first_day)).press;
        }
        if (plan != nullptr) scene_.events[cercle_][village].push_back(known);
        return {};
    }

    Scene& scene_;
    std::size_t cercle_;
    IncidentRows& rows_;
    DemoTruth::Cercle& truth_;
    std::array<std::vector<Planned>, month_count> planned_;
};

DemoTruth::Cercle cercle_truth(Scene const& scene, Cercle const& cercle)
{
    DemoTruth::Cercle truth;
    truth.code = cercle.code;
    truth.name = cercle.name;
    truth.falls = cercle.falls();
    truth.guarantees_from = scene.calendar.month(guarantees_month);
    truth.ratio_thousandths = cercle.ratio_thousandths;
    for (int month = -archive_months; month < month_count; ++month) {
        DemoTruth::CercleMonth row;
        row.month = scene.calendar.month(month);
        row.rate_millionths = rate_millionths(scene.calendar, cercle, month) * scene.options.scale;
        truth.months.push_back(row);
    }
    return truth;
}

/// Which source speaks of which cercle and days. Outside that there are no data.
Result<void> write_coverage(Scene& scene)
{
    scene.truth.sources = {{"field", scene.calendar.first_day, scene.calendar.last_day},
                           {"press", scene.calendar.archive_first_day, press_last_day(scene.calendar)}};
    for (auto const& source : scene.truth.sources)
        for (auto const& cercle : cercles())
            TRY(scene.writer.one("source_coverage", {{"source", source.name},
                                                     {"area", std::string{cercle.code}},
                                                     {"kinds", std::string{"all"}},
                                                     {"first_day", source.first_day},
                                                     {"last_day", source.last_day},
                                                     {"release", std::string{"démo"}},
                                                     {"basis", scene.writer.source() + " : jours pour lesquels la source a été simulée"}}));
    return {};
}

}  // namespace

Result<void> write_violence(Scene& scene)
{
    scene.truth.field_detection_watched_permille = seen_watched_permille;
    scene.truth.field_detection_permille = seen_permille;
    scene.truth.press_detection_permille = press_permille;
    TRY(write_coverage(scene));
    for (std::size_t c = 0; c < cercle_count; ++c) {
        auto truth = cercle_truth(scene, cercles()[c]);
        auto rows = TRY(IncidentRows::open(scene, c));
        CercleViolence violence{scene, c, rows, truth};
        for (std::uint32_t copy = 0; copy < scene.options.scale; ++copy)
            for (int month = -archive_months; month < month_count; ++month) TRY(violence.month(month, copy));
        TRY(rows.finish());
        scene.truth.cercles.push_back(std::move(truth));
    }
    return write_disputes(scene);
}

}  // namespace accalmie::demo
