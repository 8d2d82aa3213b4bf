// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::array<std::string_view, 6> questions{"penetration", "sexual_contact", "physical_assault", "forced_marriage", "denial_of_resources", "emotional_abuse"};
constexpr std::array<std::string_view, 6> types{"rape", "sexual_assault", "physical_assault", "forced_marriage", "denial_of_resources", "emotional_abuse"};
constexpr std::array<std::uint32_t, 6> type_permille{140, 120, 330, 90, 150, 170};
constexpr std::array<std::string_view, 4> other_questions{"by_partner", "goods_exchanged", "abducted", "traditional_practice"};
constexpr std::array<std::uint32_t, 4> other_permille{420, 60, 50, 70};
constexpr std::array<std::string_view, 6> ages{"0_11", "12_17", "18_25", "26_40", "41_60", "61_plus"};
constexpr std::array<std::uint32_t, 6> age_permille{60, 210, 290, 300, 110, 30};
constexpr std::size_t notes_a_cercle = 40;
constexpr std::size_t every_tenth_again = 10;  ///< files that are written twice

template <std::size_t Count>
std::size_t drawn(std::array<std::uint32_t, Count> const& permille, Dice& dice)
{
    auto left = static_cast<std::int64_t>(dice.below(1000));
    for (std::size_t i = 0; i < Count; ++i) {
        left -= permille[i];
        if (left < 0) return i;
    }
    return Count - 1;
}

/// "2026-W09": the ISO week of a day.
std::string iso_week(Day day)
{
    using namespace std::chrono;
    auto const thursday = day - days{static_cast<int>(weekday{day}.iso_encoding()) - 4};
    auto const year = year_month_day{thursday}.year();
    auto const number = (thursday - sys_days{year / January / 1}).count() / 7 + 1;
    return fmt::format("{:04}-W{:02}", static_cast<int>(year), number);
}

Result<void> write_notes(Scene& scene, std::size_t cercle)
{
    for (std::size_t number = 0; number < notes_a_cercle; ++number) {
        auto dice = scene.dice(Stream::survivors, {cercle, number});
        auto const month = static_cast<int>(dice.below(month_count));
        auto const type = drawn(type_permille, dice);
        bool const agrees = dice.permille(900);
        Fields fields{{"place", reference(cercles()[cercle].code)},
                      {"week", iso_week(scene.any_day(month, dice))},
                      {"case_code", fmt::format("DEMO-{}-{:03}", cercle + 1, number + 1)},
                      {"consent_to_count", agrees},
                      {"sex", std::string{dice.permille(930) ? "female" : "male"}},
                      {"age_group", std::string{ages[drawn(age_permille, dice)]}}};
        for (std::size_t i = 0; i < questions.size(); ++i) fields[std::string{questions[i]}] = i == type || (i > type && dice.permille(350));
        for (std::size_t i = 0; i < other_questions.size(); ++i) fields[std::string{other_questions[i]}] = dice.permille(other_permille[i]);
        TRY(scene.writer.one("case_note", fields));
        if (number % every_tenth_again == 0) TRY(scene.writer.one("case_note", fields));
        if (agrees) ++scene.truth.survivors[{std::string{cercles()[cercle].code}, std::string{types[type]}}];
    }
    return {};
}

constexpr std::size_t persons_a_cercle = 14;
constexpr int visit_days = 28, grace_days = 7, visits_most = 7;
constexpr std::array<std::string_view, 6> conditions{"depression", "epilepsy", "psychosis", "stress", "anxiety", "substance_use"};
constexpr std::array<std::uint32_t, 6> condition_permille{310, 240, 120, 190, 100, 40};
constexpr std::array<std::string_view, 6> medicines{"fluoxetine", "phenobarbital", "haloperidol", "", "", ""};  ///< beside the conditions

/// What a person does about the day agreed: comes within the grace, later, or not again.
enum class Comes : std::uint8_t { in_time, late, never };

struct Person {
    std::string token, place, facility;
    std::size_t condition = 0;
    std::string_view sex, age_band;
};

Result<void> write_visit(Scene& scene, Person const& person, Day day, std::string_view kind, std::optional<Day> next)
{
    Fields fields{{"token", person.token},
                  {"facility", person.facility},
                  {"place", person.place},
                  {"day", day},
                  {"kind", std::string{kind}},
                  {"condition", std::string{conditions[person.condition]}},
                  {"sex", std::string{person.sex}},
                  {"age_band", std::string{person.age_band}}};
    if (next) fields["next_visit"] = *next;
    if (kind != "exit" && !medicines[person.condition].empty()) {
        fields["medicine"] = std::string{medicines[person.condition]};
        fields["medicine_days"] = std::int64_t{30};
    }
    TRY(scene.writer.one("mental_health_visit", fields));
    ++scene.truth.mental_health.visits;
    return {};
}

/// What the appointment came to, as somebody knows it on the last day; the day of the visit if there was one.
std::optional<Day> keep(Scene& scene, Day agreed, Dice& dice)
{
    auto const chance = dice.below(1000);
    auto const comes = chance < 720 ? Comes::in_time : chance < 860 ? Comes::late : Comes::never;
    auto const after = comes == Comes::in_time ? dice.between(-3, grace_days) : dice.between(grace_days + 1, 40);
    auto const came = agreed + std::chrono::days{after};
    auto& truth = scene.truth.mental_health;
    if (comes == Comes::never || came > scene.calendar.last_day) {
        ++(scene.calendar.last_day > agreed + std::chrono::days{grace_days} ? truth.missed : truth.waiting);
        return std::nullopt;
    }
    ++(comes == Comes::in_time ? truth.kept : truth.late);
    return came;
}

Result<void> write_person(Scene& scene, std::size_t cercle, std::size_t number)
{
    auto dice = scene.dice(Stream::mental_health, {cercle, number});
    auto const& facilities = scene.facility_links[cercle];
    Person person;
    person.token = fmt::format("demo-{:016x}", dice.next());
    person.place = scene.land.villages[cercle][dice.below(villages_a_cercle)].reference();
    person.facility = facilities[number % facilities.size()];
    person.condition = drawn(condition_permille, dice);
    person.sex = dice.permille(600) ? "female" : "male";
    person.age_band = dice.permille(850) ? "15_49" : "50_plus";
    auto day = scene.any_day(month_count - 12 + static_cast<int>(dice.below(10)), dice);
    auto const visits = 2 + static_cast<int>(dice.below(visits_most - 1));
    for (int visit = 0; visit < visits; ++visit) {
        bool const is_last = visit + 1 == visits;
        auto const agreed = day + std::chrono::days{visit_days};
        TRY(write_visit(scene, person, day, visit == 0 ? "first" : is_last ? "exit" : "follow_up", is_last ? std::optional<Day>{} : agreed));
        if (is_last) break;
        auto const came = keep(scene, agreed, dice);
        if (!came) break;
        day = *came;
    }
    return {};
}

}  // namespace

Result<void> write_survivors(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) TRY(write_notes(scene, cercle));
    return {};
}

Result<void> write_mental_health(Scene& scene)
{
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle)
        for (std::size_t number = 0; number < persons_a_cercle; ++number) TRY(write_person(scene, cercle, number));
    return {};
}

}  // namespace accalmie::demo
