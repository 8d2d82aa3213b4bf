// SPDX-License-Identifier: Apache-2.0
#include "answers/voice_rows.hpp"

#include "measures/suppress.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

bool is_wanted(VoicesQuestion const& question, std::string_view group) { return !question.group || *question.group == group; }

/// The months in which people met or spoke, unless others were asked for.
void set_time(VoicesAnswer& answer, VoicesFacts const& facts, Asking const& asking, VoicesQuestion const& question)
{
    answer.from = question.from, answer.to = question.to;
    std::optional<Month> first, last;
    auto const see = [&](bool here, Month month) {
        if (!here || month > Month::of(asking.today)) return;
        first = first ? std::min(*first, month) : month, last = last ? std::max(*last, month) : month;
    };
    for (auto const& voice : facts.voices) see(voice.here, voice.month);
    for (auto const& gathering : facts.gatherings) see(gathering.here, gathering.month);
    if (!answer.from) answer.from = first;
    if (!answer.to) answer.to = last;
    constexpr int months_max = 600;
    if (answer.from && answer.to && *answer.from <= *answer.to)
        for (auto month = std::max(*answer.from, *answer.to - months_max); month <= *answer.to; month = month + 1) answer.months.push_back(month);
}

/// Voices of the place, the group and the time asked about, as the measures take them.
std::vector<VoiceCount> counts_of(VoicesAnswer& answer, VoicesFacts const& facts, VoicesQuestion const& question)
{
    std::vector<VoiceCount> counts;
    for (auto const& voice : facts.voices) {
        if (!voice.here || !in_time(answer, voice.month) || !is_wanted(question, voice.group)) continue;
        counts.push_back({voice.topic, voice.area ? voice.area->code : std::string{}, voice.group, voice.month, 1});
        answer.disputed += voice.disputed ? 1 : 0;
    }
    return counts;
}

using AreaNames = std::map<std::string, std::string>;

/// The counts of one topic: its sum, and the same voices by month, by area and by group.
class TopicTable {
public:
    explicit TopicTable(std::int64_t voices) { input_.asked.push_back({"all", voices}); }

    /// Counts that add up to the sum of the topic; what they leave belongs to nobody who is shown.
    void add(std::string const& dimension, std::vector<std::int64_t> const& counts)
    {
        PeopleSum sum{"all", {}};
        std::int64_t rest = input_.asked.front().count;
        first_[dimension] = input_.asked.size();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            auto const name = dimension + "/" + std::to_string(i);
            input_.asked.push_back({name, counts[i]});
            sum.parts.push_back(name);
            rest -= counts[i];
        }
        if (rest > 0) {
            input_.beside.push_back({dimension + "/rest", rest});
            sum.parts.push_back(dimension + "/rest");
        }
        if (!sum.parts.empty()) input_.sums.push_back(std::move(sum));
    }

    /// Withhold what must be. Where that cannot be proved, everything but zeros is withheld.
    void guard()
    {
        auto const found = suppress(input_);
        for (std::size_t i = 0; i < input_.asked.size(); ++i) {
            bool const is_shown = found ? found->cells[i].state == CellState::shown : input_.asked[i].count == 0;
            shown_.push_back(is_shown ? std::optional{input_.asked[i].count} : std::nullopt);
        }
    }

    std::optional<std::int64_t> all() const { return shown_.front(); }
    std::optional<std::int64_t> of(std::string const& dimension, std::size_t index) const { return shown_[first_.at(dimension) + index]; }

private:
    SuppressInput input_;
    std::map<std::string, std::size_t> first_;
    std::vector<std::optional<std::int64_t>> shown_;
};

TopicRow row_of(ShownTopic const& topic, std::vector<VoiceCount> const& counts, VoicesAnswer const& answer, AreaNames const& names)
{
    std::map<std::string, std::int64_t> areas;
    std::vector<std::int64_t> months(answer.months.size()), by_area, by_group;
    for (auto const& count : counts) {
        if (count.topic != topic.topic) continue;
        if (!count.place.empty()) areas[count.place] += count.voices;
        if (!months.empty() && count.month >= answer.months.front()) months[static_cast<std::size_t>(count.month - answer.months.front())] += count.voices;
    }
    for (auto const& [code, voices] : areas) by_area.push_back(voices);
    for (auto const& group : topic.groups) by_group.push_back(group.voices);
    TopicTable table{topic.voices};
    table.add("month", months);
    table.add("area", by_area);
    table.add("group", by_group);
    table.guard();
    TopicRow row;
    row.topic = topic.topic, row.why = topic.why, row.voices = table.all();
    if (row.voices) row.share = topic.share;
    for (std::size_t i = 0; i < months.size(); ++i) row.by_month.push_back(table.of("month", i));
    std::size_t area = 0;
    for (auto const& [code, voices] : areas) row.areas.push_back({{code, names.at(code)}, table.of("area", area++)});
    for (std::size_t i = 0; i < by_group.size(); ++i) {
        auto const shown = table.of("group", i);
        if (by_group[i] > 0) row.groups.push_back({topic.groups[i].group, shown, shown ? std::optional{topic.groups[i].share_of_group} : std::nullopt});
    }
    return row;
}

std::vector<KeptGroup> kept_of(std::vector<VoiceCount> const& counts, std::size_t most)
{
    std::vector<KeptGroup> kept;
    for (auto const& group : kept_groups()) {
        std::map<std::string, std::int64_t> topics;
        std::int64_t all = 0;
        for (auto const& count : counts)
            if (count.group == group) topics[count.topic] += count.voices, all += count.voices;
        KeptGroup one{group, shown_count(all), {}};
        std::vector<std::pair<std::int64_t, std::string>> order;
        for (auto const& [topic, voices] : topics) order.emplace_back(-voices, topic);
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; one.voices && i < std::min(most, order.size()); ++i) one.topics.push_back(order[i].second);
        kept.push_back(std::move(one));
    }
    return kept;
}

Result<void> tell_topics(VoicesAnswer& answer, VoicesFacts const& facts, std::vector<VoiceCount> const& counts, VoicesQuestion const& question)
{
    AreaNames names;
    for (auto const& voice : facts.voices)
        if (voice.area) names[voice.area->code] = voice.area->name;
    for (auto const& topic : TRY(shown_topics(counts, question.most, kept_groups()))) answer.topics.push_back(row_of(topic, counts, answer, names));
    answer.kept = kept_of(counts, question.most);
    return {};
}

/// The sum of all voices, and with it the shares, where no topic is too few to show: else it would follow from the others.
void tell_sum(VoicesAnswer& answer, std::vector<VoiceCount> const& counts)
{
    std::map<std::string, std::int64_t> topics;
    for (auto const& count : counts) topics[count.topic] += count.voices;
    bool const few = std::any_of(topics.begin(), topics.end(), [](auto const& topic) { return !shown_count(topic.second); });
    if (!few) answer.voices = static_cast<std::int64_t>(counts.size());
    for (auto& topic : answer.topics)
        if (few) topic.share.reset();
}

Result<void> tell_rising(VoicesAnswer& answer, VoicesFacts const& facts, std::vector<VoiceCount> const& counts, VoicesQuestion const& question)
{
    if (!answer.to) return {};
    auto& rising = answer.rising;
    rising.later_last = *answer.to, rising.later_first = *answer.to - (question.months - 1);
    rising.earlier_last = rising.later_first - 1, rising.earlier_first = rising.earlier_last - (question.months - 1);
    auto const later = [&](Month month) { return rising.later_first <= month && month <= rising.later_last; };
    auto const earlier = [&](Month month) { return rising.earlier_first <= month && month <= rising.earlier_last; };
    for (auto const& gathering : facts.gatherings) {
        if (!gathering.here || !in_time(answer, gathering.month)) continue;
        rising.gatherings_later += later(gathering.month) ? 1 : 0, rising.gatherings_earlier += earlier(gathering.month) ? 1 : 0;
    }
    rising.possible = rising.gatherings_earlier > 0 && rising.gatherings_later > 0;
    if (!rising.possible) return {};
    std::map<std::string, TopicTimes> times;
    for (auto const& count : counts) {
        auto& topic = times[count.topic];
        topic.earlier.events += earlier(count.month) ? count.voices : 0, topic.later.events += later(count.month) ? count.voices : 0;
    }
    std::vector<TopicTimes> topics;
    for (auto& [name, topic] : times) {
        auto const all = topic.earlier.events + topic.later.events;
        rising.topics_too_few += all > 0 && all < shown_count_min ? 1U : 0U;
        if (all < shown_count_min) continue;
        topic.topic = name;
        topic.earlier.time = static_cast<double>(rising.gatherings_earlier), topic.later.time = static_cast<double>(rising.gatherings_later);
        topics.push_back(topic);
    }
    rising.topics = TRY(rising_topics(topics, answer.level));
    return {};
}

}  // namespace

std::vector<std::string> const& kept_groups()
{
    static std::vector<std::string> const groups{"women_group", "youth_group"};
    return groups;
}

Result<VoicesAnswer> voices_of(VoicesFacts const& facts, Asking const& asking, VoicesQuestion const& question)
{
    VoicesAnswer answer;
    set_time(answer, facts, asking, question);
    auto const counts = counts_of(answer, facts, question);
    for (auto const& gathering : facts.gatherings) answer.gatherings += gathering.here && in_time(answer, gathering.month) ? 1 : 0;
    TRY(tell_topics(answer, facts, counts, question));
    tell_sum(answer, counts);
    TRY(tell_rising(answer, facts, counts, question));
    TRY(tell_hearing(answer, facts, question));
    return answer;
}

}  // namespace accalmie
