// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 12> columns{"token", "facility", "place", "day", "occasion", "sex", "age_months", "weight_kg", "arm_cm", "oedema", "exit", "rations"};
constexpr int care_months = 18;               ///< before the last day
constexpr std::int64_t children_a_month = 3;  ///< admitted in a cercle
constexpr std::int64_t screened_a_month = 6;  ///< and found well
constexpr int lost_a_cercle = 3, never_came_a_cercle = 2;
constexpr std::int64_t days_of_week = 7, severe_below_mm = 115, normal_from_mm = 125, weeks_max = 16;

/// How a child's care is made to end. `lost`: it stops coming near the last day and nobody has written anything.
enum class Fate : std::uint8_t { cured, died, defaulted, not_responded, transferred, lost };

struct Child {
    std::string token, place;
    std::string_view facility, sex;
    Day admitted{};
    std::int64_t age_months = 0, arm_mm = 0, weight_g = 0;
    std::int64_t gain_mg_g_day = 0;  ///< weight gain in g/kg/day times 1,000 of the first weight
    std::int64_t arm_mm_a_week = 0;
    Fate fate = Fate::cured;
    std::int64_t seen = 0;  ///< visits after the admission until its fate, unless it is cured or does not respond
    bool severe() const { return arm_mm < severe_below_mm; }
    std::int64_t interval() const { return severe() ? days_of_week : 2 * days_of_week; }
    std::int64_t arm_after(std::int64_t days) const { return arm_mm + days * arm_mm_a_week / days_of_week; }
    std::int64_t weight_after(std::int64_t days) const { return weight_g + days * weight_g * gain_mg_g_day / 1'000'000; }
};

Fate draw_fate(Dice& dice)
{
    auto const chance = dice.below(1000);
    if (chance < 790) return Fate::cured;
    if (chance < 830) return Fate::died;
    if (chance < 920) return Fate::defaulted;
    return chance < 950 ? Fate::not_responded : Fate::transferred;
}

std::string_view exit_word(Fate fate)
{
    switch (fate) {
    case Fate::cured: return "cured";
    case Fate::died: return "died";
    case Fate::defaulted: return "defaulted";
    case Fate::not_responded: return "not_responded";
    case Fate::transferred: return "transferred";
    case Fate::lost: return {};
    }
    VERIFY(false);
}

/// Writes the children of one cercle and counts what is true of them.
class Ward {
public:
    Ward(Scene& scene, std::size_t cercle, Rows rows) : scene_(scene), cercle_(cercle), rows_(std::move(rows)) { truth_.place = cercles()[cercle].code; }

    Result<void> run()
    {
        for (int month = month_count - care_months; month < month_count; ++month) {
            TRY(screen_healthy(month));
            for (std::int64_t i = 0; i < children_a_month; ++i) {
                auto child = draw(month);
                TRY(screen(child, -1));
                TRY(treat(child));
            }
        }
        for (int i = 0; i < lost_a_cercle; ++i) TRY(lose(i));
        for (int i = 0; i < never_came_a_cercle; ++i) TRY(find_and_not_see());
        if (cercle_ == 0) TRY(write_mistakes());
        TRY(rows_.finish());
        scene_.truth.nutrition.push_back(std::move(truth_));
        return {};
    }

private:
    Child draw(int month)
    {
        auto dice = scene_.dice(Stream::nutrition, {cercle_, ++drawn_});
        Child child;
        auto const village = dice.below(villages_a_cercle);
        child.token = fmt::format("E{}-{:04}", cercle_ + 1, drawn_);
        child.place = scene_.land.villages[cercle_][village].reference();
        child.facility = scene_.facility_links[cercle_][village % scene_.facility_links[cercle_].size()];
        child.sex = dice.permille(510) ? "female" : "male";
        child.admitted = std::min(scene_.any_day(month, dice), scene_.days_ago(2));
        child.age_months = dice.between(7, 30);
        child.arm_mm = dice.permille(600) ? dice.between(104, 114) : dice.between(115, 121);
        child.weight_g = 5200 + 60 * child.age_months + dice.between(0, 900);
        child.gain_mg_g_day = dice.between(3000, 6500);
        child.arm_mm_a_week = dice.between(2, 4);
        child.fate = draw_fate(dice);
        child.seen = dice.between(1, 3);
        if (child.fate == Fate::not_responded) child.arm_mm_a_week = 0, child.gain_mg_g_day = 300;
        return child;
    }

    struct Seen {
        std::int64_t days = 0;  ///< after the admission
        std::string_view occasion, exit;
    };

    Result<void> write(Child const& child, Seen const& seen)
    {
        auto const days = std::max<std::int64_t>(seen.days, 0);
        auto const decagrams = child.weight_after(days) / 10, age_months = child.age_months + days / 30;  // as a scale and a register say them
        auto const weight = static_cast<double>(decagrams) / 100, arm = static_cast<double>(child.arm_after(days)) / 10;
        bool const is_screening = seen.occasion == "screening", is_alive = seen.exit != "died" && seen.exit != "defaulted";
        std::array<Cell, columns.size()> row{std::string_view{child.token}, child.facility, std::string_view{child.place}, child.admitted + std::chrono::days{seen.days}, seen.occasion, child.sex,
                                             static_cast<double>(age_months)};
        row[7] = is_screening || !is_alive ? Cell{} : Cell{weight};
        row[8] = is_alive ? Cell{arm} : Cell{};
        row[9] = false;
        row[10] = seen.exit.empty() ? Cell{} : Cell{seen.exit};
        if (!is_screening && seen.exit.empty()) row[11] = static_cast<double>(child.severe() ? 3 * days_of_week : 2 * days_of_week);
        return rows_.add(row);
    }

    Result<void> screen(Child const& child, std::int64_t days)
    {
        ++truth_.screened;
        return write(child, {days, "screening", {}});
    }

    Result<void> screen_healthy(int month)
    {
        for (std::int64_t i = 0; i < screened_a_month; ++i) {
            auto child = draw(month);
            child.arm_mm = 126 + child.arm_mm % 15;
            TRY(screen(child, 0));
        }
        return {};
    }

    /// The day of the last visit, or of leaving, in days after the admission.
    struct Course {
        std::int64_t last = 0;
        bool ended = false;
    };

    /// Visits at every interval, before the last day: what is due on the last day itself has not come yet.
    Result<Course> visits_of(Child const& child)
    {
        auto const until = (scene_.options.last_day - child.admitted).count();
        Course course;
        std::int64_t normal = 0;
        TRY(write(child, {0, "admission", {}}));
        for (std::int64_t visit = 1;; ++visit) {
            auto const days = visit * child.interval();
            bool const stops = (child.fate != Fate::cured && child.fate != Fate::not_responded && visit > child.seen) || (child.fate == Fate::not_responded && days >= weeks_max * days_of_week);
            auto const end = child.fate == Fate::died ? course.last + 3 : child.fate == Fate::defaulted ? course.last + 3 * child.interval() : days;
            if (stops && child.fate == Fate::lost) return course;
            if ((stops ? end : days) >= until) return course;
            normal = child.arm_after(days) >= normal_from_mm ? normal + 1 : 0;
            bool const leaves = stops || (child.fate == Fate::cured && normal >= 2);
            course.last = stops ? end : days;
            TRY(write(child, {course.last, leaves ? "exit" : "follow_up", leaves ? exit_word(child.fate) : std::string_view{}}));
            course.ended = leaves;
            if (leaves) return course;
        }
    }

    Result<void> treat(Child const& child)
    {
        auto const course = TRY(visits_of(child));
        auto& group = child.severe() ? truth_.severe : truth_.moderate;
        ++group.admitted;
        if (!course.ended) {
            ++group.in_care;
            auto const away = (scene_.options.last_day - child.admitted).count() - course.last;
            if (away > 2 * child.interval()) truth_.lost.push_back(child.token);
            else if (away >= child.interval()) truth_.due.push_back(child.token);
            return {};
        }
        ++group.exits[std::string{exit_word(child.fate)}];
        if (child.fate != Fate::cured) return {};
        group.cured_days += static_cast<std::uint64_t>(course.last);
        group.gain_thousandths_sum += static_cast<std::uint64_t>((child.weight_after(course.last) - child.weight_g) * 1'000'000 / child.weight_g / course.last);
        return {};
    }

    /// One who stopped coming a month and more before the last day.
    Result<void> lose(int number)
    {
        auto child = draw(month_count - 1);
        child.fate = Fate::lost;
        child.seen = 1;
        child.arm_mm = 108 + number;
        child.admitted = scene_.days_ago(40 + 5 * number);
        return treat(child);
    }

    Result<void> find_and_not_see()
    {
        auto child = draw(month_count - 2);
        child.arm_mm = 110;
        truth_.not_admitted.push_back(child.token);
        return screen(child, 0);
    }

    /// One line of each kind that cannot be right.
    Result<void> write_mistakes()
    {
        auto child = draw(month_count - 8);
        child.arm_mm = 110, child.arm_mm_a_week = 0;
        TRY(write(child, {0, "admission", {}}));
        TRY(write(child, {0, "admission", {}}));
        TRY(write(child, {7, "admission", {}}));
        TRY(write(child, {14, "exit", {}}));
        ++truth_.severe.admitted, ++truth_.severe.exits["not_said"];
        auto const stranger = draw(month_count - 8);
        TRY(write(stranger, {0, "exit", "transferred"}));
        truth_.mistakes = {{"twice_on_a_day", 1}, {"admitted_twice", 1}, {"exit_without_reason", 1}, {"exit_without_admission", 1}};
        return {};
    }

    Scene& scene_;
    std::size_t cercle_;
    Rows rows_;
    DemoTruth::Nutrition truth_;
    std::uint64_t drawn_ = 0;
};

}  // namespace

Result<void> write_nutrition(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) {
        auto rows = TRY(scene.writer.open("child_measure", cercles()[cercle].code, columns));
        TRY(Ward(scene, cercle, std::move(rows)).run());
    }
    return {};
}

}  // namespace accalmie::demo
