// SPDX-License-Identifier: Apache-2.0
// src/answers/voice_hearing.cpp: who came to gatherings against who lives there, and which groups came without being heard.
#include "answers/voice_rows.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 2> sexes{"female", "male"};
constexpr std::array<std::string_view, 2> adult_bands{"15_49", "50_plus"};  // children do not come to gatherings; who came without an age is left out

std::optional<std::int64_t> people(PeopleBySexAge const& counts, std::string_view sex, std::string_view age)
{
    auto const found = counts.find({std::string{sex}, std::string{age}});
    return found == counts.end() ? std::nullopt : std::optional{found->second};
}

std::int64_t of_sex(PeopleBySexAge const& counts, std::string_view sex)
{
    std::int64_t sum = 0;
    for (auto const& [key, count] : counts) sum += key.first == sex ? count : 0;
    return sum;
}

std::vector<GroupPresence> by_sex_and_age(PeopleBySexAge const& present, PeopleBySexAge const& population)
{
    std::vector<GroupPresence> groups;
    for (auto const sex : sexes)
        for (auto const age : adult_bands) {
            auto const inhabitants = people(population, sex, age);
            if (!inhabitants || *inhabitants <= 0) return {};
            groups.push_back({std::string{sex} + " " + std::string{age}, people(present, sex, age).value_or(0), *inhabitants});
        }
    return groups;
}

std::vector<GroupPresence> by_sex(PeopleBySexAge const& present, PeopleBySexAge const& population)
{
    std::vector<GroupPresence> groups;
    for (auto const sex : sexes) {
        auto const inhabitants = people(population, sex, "all");
        if (!inhabitants || *inhabitants <= 0) return {};
        groups.push_back({std::string{sex}, of_sex(present, sex), *inhabitants});
    }
    return groups;
}

/// False: no population by sex is known, or nobody whose sex was noted came.
Result<bool> add_hearing(VoicesAnswer& answer, Area const& area, PeopleBySexAge const& present, PeopleBySexAge const& population)
{
    AreaHearing hearing{area, HearingBasis::sex_and_age, {}};
    auto groups = by_sex_and_age(present, population);
    if (groups.empty()) {
        hearing.basis = HearingBasis::sex;
        groups = by_sex(present, population);
    }
    if (std::none_of(groups.begin(), groups.end(), [](GroupPresence const& one) { return one.present > 0; })) return false;
    hearing.groups = TRY(groups_not_heard(groups, answer.level));
    answer.hearing.push_back(std::move(hearing));
    return true;
}

struct Present {
    std::map<std::string, PeopleBySexAge> by_area;
    std::map<std::string, std::int64_t> by_group;
    std::set<std::string> groups_anywhere;
};

Present present_of(VoicesAnswer& answer, VoicesFacts const& facts, VoicesQuestion const& question)
{
    Present present;
    std::map<std::string, GatheringFacts const*> gatherings;
    for (auto const& gathering : facts.gatherings) gatherings[gathering.id] = &gathering;
    for (auto const& one : facts.attendances) {
        if (one.people > 0) present.groups_anywhere.insert(one.group);
        auto const found = gatherings.find(one.gathering);
        if (found == gatherings.end() || !found->second->here || !in_time(answer, found->second->month)) continue;
        answer.disputed += one.disputed ? 1 : 0;
        present.by_group[one.group] += one.people;
        bool const is_wanted = !question.group || *question.group == one.group;
        if (is_wanted && found->second->area) present.by_area[found->second->area->code][{one.sex, one.age_band}] += one.people;
    }
    return present;
}

void tell_silent(VoicesAnswer& answer, VoicesFacts const& facts, Present& present)
{
    std::set<std::string> spoke;
    for (auto const& voice : facts.voices) {
        present.groups_anywhere.insert(voice.group);
        if (voice.here && in_time(answer, voice.month)) spoke.insert(voice.group);
    }
    for (auto const& group : present.groups_anywhere) {
        auto const came = present.by_group.find(group);
        auto const people = came == present.by_group.end() ? 0 : came->second;
        if (people > 0 && !spoke.contains(group)) answer.silent.push_back({group, shown_count(people)});
        if (people == 0 && !spoke.contains(group)) answer.absent.push_back(group);
    }
}

}  // namespace

Result<void> tell_hearing(VoicesAnswer& answer, VoicesFacts const& facts, VoicesQuestion const& question)
{
    auto present = present_of(answer, facts, question);
    std::map<std::string, std::string> names;
    for (auto const& gathering : facts.gatherings)
        if (gathering.area) names[gathering.area->code] = gathering.area->name;
    PeopleBySexAge all_present, all_population;
    for (auto const& [code, counts] : present.by_area) {
        auto const population = facts.population.find(code);
        if (population == facts.population.end() || !TRY(add_hearing(answer, {code, names[code]}, counts, population->second))) {
            answer.without_population.push_back({code, names[code]});
            continue;
        }
        for (auto const& [key, count] : counts) all_present[key] += count;
        for (auto const& [key, count] : population->second) all_population[key] += count;
    }
    bool const one_basis = std::all_of(answer.hearing.begin(), answer.hearing.end(), [&](AreaHearing const& one) { return one.basis == answer.hearing.front().basis; });
    if (answer.hearing.size() > 1 && one_basis) {
        TRY(add_hearing(answer, {}, all_present, all_population));
        std::rotate(answer.hearing.rbegin(), answer.hearing.rbegin() + 1, answer.hearing.rend());
    }
    tell_silent(answer, facts, present);
    return {};
}

}  // namespace accalmie
