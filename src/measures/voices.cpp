// SPDX-License-Identifier: Apache-2.0
#include "measures/voices.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t voices_max = 1'000'000, topics_max = 10'000, groups_max = 1'000;
constexpr double silent_expected_min = 5;

using Totals = std::map<std::string, std::int64_t>;

/// The topics with at least as many voices as the one in place `most`.
std::set<std::string> most_frequent(Totals const& totals, std::size_t most)
{
    std::vector<std::int64_t> counts;
    for (auto const& [topic, voices] : totals)
        if (voices > 0) counts.push_back(voices);
    if (counts.empty()) return {};
    std::sort(counts.rbegin(), counts.rend());
    auto const least = counts[std::min(most, counts.size()) - 1];
    std::set<std::string> topics;
    for (auto const& [topic, voices] : totals)
        if (voices >= least) topics.insert(topic);
    return topics;
}

struct Table {
    Totals by_topic, by_group;
    std::map<std::string, Totals> by_group_topic;
    std::int64_t all = 0;
};

Result<Table> tabulate(std::vector<VoiceCount> const& voices)
{
    Table table;
    for (std::size_t i = 0; i < voices.size(); ++i) {
        auto const& one = voices[i];
        if (one.voices < 0) return Error{Error::Kind::invalid, "a count of voices below 0", "row " + std::to_string(i + 1), "give 0 or more"};
        table.by_topic[one.topic] += one.voices;
        table.by_group[one.group] += one.voices;
        table.by_group_topic[one.group][one.topic] += one.voices;
        table.all += one.voices;
    }
    return table;
}

ShownTopic shown(Table const& table, std::string const& topic, WhyShown why)
{
    ShownTopic answer;
    answer.topic = topic;
    answer.voices = table.by_topic.at(topic);
    answer.share = static_cast<double>(answer.voices) / static_cast<double>(table.all);
    answer.why = why;
    for (auto const& [group, total] : table.by_group) {
        auto const& topics = table.by_group_topic.at(group);
        auto const found = topics.find(topic);
        std::int64_t const said = found == topics.end() ? 0 : found->second;
        answer.groups.push_back({group, said, total > 0 ? static_cast<double>(said) / static_cast<double>(total) : 0});
    }
    return answer;
}

/// Holm's step-down: p-values in any order, adjusted in the same order.
std::vector<double> holm(std::vector<double> const& p_values)
{
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) { return std::pair{p_values[one], one} < std::pair{p_values[other], other}; });
    std::vector<double> adjusted(p_values.size());
    double running = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        running = std::max(running, std::min(1.0, static_cast<double>(order.size() - rank) * p_values[order[rank]]));
        adjusted[order[rank]] = running;
    }
    return adjusted;
}

Result<void> check_level(double level)
{
    if (level > 0 && level < 1) return {};
    return Error{Error::Kind::invalid, "a level outside 0 to 1", "level", "give 0.95 for a 95 % interval"};
}

Result<void> check_groups(std::vector<GroupPresence> const& groups)
{
    if (groups.empty()) return Error{Error::Kind::invalid, "no group", "groups", "give those of the population, also those who never came"};
    if (groups.size() > groups_max) return Error{Error::Kind::limit, "more than 1,000 groups", "groups", "join small ones"};
    for (auto const& one : groups) {
        if (one.present < 0) return Error{Error::Kind::invalid, "a count below 0", one.group, "give 0 where nobody came"};
        if (one.population < 1) return Error{Error::Kind::invalid, "a group without a population", one.group, "give how many of them live there"};
    }
    return {};
}

Result<void> check_readings(std::vector<PeaceSignReading> const& readings)
{
    for (std::size_t i = 0; i < readings.size(); ++i) {
        auto const& one = readings[i];
        auto const where = "reading " + std::to_string(i + 1);
        if (one.village != readings.front().village || one.sign != readings.front().sign) return refuse_to_join_peace_signs(readings);
        if (one.asked < 1 || one.seen < 0 || one.seen > one.asked) return Error{Error::Kind::invalid, "nobody asked, or more who saw it than were asked", where, "give how many were asked, and how many of them saw the sign"};
        for (std::size_t j = 0; j < i; ++j)
            if (readings[j].wave == one.wave) return Error{Error::Kind::invalid, "a wave that comes twice", where, "give each wave once"};
    }
    if (readings.size() < 2) return Error{Error::Kind::invalid, "fewer than two waves", "readings", "a change needs two"};
    return {};
}

}  // namespace

Result<std::vector<ShownTopic>> shown_topics(std::vector<VoiceCount> const& voices, std::size_t most, std::vector<std::string> const& kept_groups)
{
    if (voices.size() > voices_max) return Error{Error::Kind::limit, "more than 1,000,000 counts", "voices", "ask for fewer months"};
    if (most == 0) return Error{Error::Kind::invalid, "no topic asked for", "most", "give 1 or more"};
    auto const table = TRY(tabulate(voices));
    auto const frequent = most_frequent(table.by_topic, most);
    auto all = frequent;
    for (auto const& group : kept_groups)
        if (auto const found = table.by_group_topic.find(group); found != table.by_group_topic.end()) all.merge(most_frequent(found->second, most));
    std::vector<ShownTopic> answer;
    for (auto const& topic : all) answer.push_back(shown(table, topic, frequent.contains(topic) ? WhyShown::among_the_most : WhyShown::among_a_kept_group));
    std::sort(answer.begin(), answer.end(), [](ShownTopic const& one, ShownTopic const& other) { return std::pair{-one.voices, one.topic} < std::pair{-other.voices, other.topic}; });
    return answer;
}

std::vector<VoiceCount> filtered(std::vector<VoiceCount> const& voices, VoiceFilter const& filter)
{
    std::vector<VoiceCount> kept;
    std::copy_if(voices.begin(), voices.end(), std::back_inserter(kept), [&](VoiceCount const& one) {
        bool const in_time = (!filter.first || *filter.first <= one.month) && (!filter.last || one.month <= *filter.last);
        return in_time && (!filter.place || *filter.place == one.place) && (!filter.group || *filter.group == one.group);
    });
    return kept;
}

Result<std::vector<TopicRise>> rising_topics(std::vector<TopicTimes> const& topics, double level)
{
    TRY(check_level(level));
    if (topics.size() > topics_max) return Error{Error::Kind::limit, "more than 10,000 topics", "topics", "join those that mean the same"};
    double const shared_level = 1 - (1 - level) / static_cast<double>(std::max<std::size_t>(1, topics.size()));
    std::vector<TopicRise> answer;
    std::vector<double> p_values;
    for (auto const& topic : topics) {
        TopicRise rise;
        rise.topic = topic.topic;
        rise.ratio = TRY(rate_ratio({topic.later, topic.earlier, shared_level}).at(topic.topic));
        rise.p_rise = binomial_at_least(topic.later.events, topic.later.events + topic.earlier.events, topic.later.time / (topic.later.time + topic.earlier.time));
        p_values.push_back(rise.p_rise);
        answer.push_back(std::move(rise));
    }
    auto const adjusted = holm(p_values);
    for (std::size_t i = 0; i < answer.size(); ++i) {
        answer[i].p_adjusted = adjusted[i];
        answer[i].rises = adjusted[i] < 1 - level;
    }
    std::vector<std::size_t> order(answer.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) { return std::pair{adjusted[one], one} < std::pair{adjusted[other], other}; });
    std::vector<TopicRise> ranked;
    for (auto const i : order) ranked.push_back(answer[i]);
    return ranked;
}

Result<std::vector<GroupHearing>> groups_not_heard(std::vector<GroupPresence> const& groups, double level)
{
    TRY(check_level(level));
    TRY(check_groups(groups));
    std::int64_t present = 0, population = 0;
    for (auto const& one : groups) {
        present += one.present;
        population += one.population;
    }
    if (present == 0) return Error{Error::Kind::invalid, "nobody was present", "groups", "give gatherings that took place"};
    std::vector<GroupHearing> answer;
    std::vector<double> p_values;
    for (auto const& one : groups) {
        GroupHearing hearing;
        hearing.group = one.group;
        hearing.present = one.present;
        hearing.population_share = static_cast<double>(one.population) / static_cast<double>(population);
        hearing.expected = hearing.population_share * static_cast<double>(present);
        hearing.present_share = clopper_pearson(one.present, present, level);
        hearing.p_fewer = binomial_at_most(one.present, present, hearing.population_share);
        p_values.push_back(hearing.p_fewer);
        answer.push_back(std::move(hearing));
    }
    auto const adjusted = holm(p_values);
    for (std::size_t i = 0; i < answer.size(); ++i) {
        answer[i].p_adjusted = adjusted[i];
        answer[i].not_heard = adjusted[i] < 1 - level || (answer[i].present == 0 && answer[i].expected >= silent_expected_min);
    }
    return answer;
}

Result<std::vector<PeaceSignChange>> peace_sign_changes(std::vector<PeaceSignReading> const& readings)
{
    TRY(check_readings(readings));
    auto ordered = readings;
    std::sort(ordered.begin(), ordered.end(), [](PeaceSignReading const& one, PeaceSignReading const& other) { return one.wave < other.wave; });
    auto const share = [](PeaceSignReading const& one) { return static_cast<double>(one.seen) / static_cast<double>(one.asked); };
    std::vector<PeaceSignChange> changes;
    for (std::size_t i = 1; i < ordered.size(); ++i) changes.push_back({ordered[i - 1].wave, ordered[i].wave, share(ordered[i - 1]), share(ordered[i])});
    return changes;
}

Error refuse_to_join_peace_signs(std::vector<PeaceSignReading> const& readings)
{
    std::set<std::string> villages, signs;
    for (auto const& one : readings) {
        villages.insert(one.village);
        signs.insert(one.sign);
    }
    return {Error::Kind::denied,
            "signs of peace are not averaged, added or ranked: each village chose its own, a share of one village says nothing beside that of another, and a rank would make villages answer for their place in it",
            std::to_string(villages.size()) + " villages, " + std::to_string(signs.size()) + " signs",
            "show one sign of one village over its waves"};
}

}  // namespace accalmie
