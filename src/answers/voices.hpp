// SPDX-License-Identifier: Apache-2.0
// src/answers/voices.hpp: what is said where and by whom, what rises, who is not heard. Counts below five are not told.
#pragma once

#include "answers/areas.hpp"
#include "answers/asking.hpp"
#include "facts/store.hpp"
#include "measures/voices.hpp"

#include <optional>
#include <string>
#include <vector>

namespace accalmie {

struct VoicesQuestion {
    std::string place = {};            ///< P-code or name; empty: everywhere
    int level = 2;                     ///< of the areas, 1 to 3
    std::optional<std::string> group = {};  ///< a code of participant_group; nothing: all
    std::optional<Month> from = {}, to = {};  ///< nothing: the first and the last month in which people met or spoke
    std::size_t most = 5;              ///< topics of all voices, and as many of women's groups and of youth groups
    int months = 6;                    ///< what rises: the last months, against as many before them
};

/// Groups whose topics are shown however few they are.
std::vector<std::string> const& kept_groups();

struct GroupCount {
    std::string group;
    std::optional<std::int64_t> voices;     ///< nothing: too few to show
    std::optional<double> share_of_group;
};
struct AreaCount {
    Area area;
    std::optional<std::int64_t> voices;
};
struct TopicRow {
    std::string topic;
    std::optional<std::int64_t> voices;
    std::optional<double> share;
    WhyShown why = WhyShown::among_the_most;
    std::vector<GroupCount> groups;                     ///< groups that spoke of it
    std::vector<AreaCount> areas;                       ///< areas where it was spoken of
    std::vector<std::optional<std::int64_t>> by_month;  ///< in the order of `months`
};

/// What a kept group speaks of most. Where it spoke fewer than five times only that is said.
struct KeptGroup {
    std::string group;
    std::optional<std::int64_t> voices;
    std::vector<std::string> topics;
};

struct Rising {
    Month earlier_first, earlier_last, later_first, later_last;
    std::int64_t gatherings_earlier = 0, gatherings_later = 0;
    std::vector<TopicRise> topics;   ///< topics with at least five voices in both times together
    std::size_t topics_too_few = 0;
    bool possible = false;           ///< people met in both times
};

enum class HearingBasis : std::uint8_t { sex, sex_and_age };

/// Who came to the gatherings of an area, against who lives there.
struct AreaHearing {
    Area area;
    HearingBasis basis = HearingBasis::sex;
    std::vector<GroupHearing> groups;  ///< "female", or "female 15_49" and so on
};

struct SilentGroup {
    std::string group;
    std::optional<std::int64_t> present;
};

struct VoicesAnswer {
    std::optional<Month> from, to;
    std::optional<std::int64_t> voices;   ///< nothing: with it the voices of a topic too few to show could be found
    std::int64_t gatherings = 0;
    std::vector<Month> months;
    std::vector<TopicRow> topics;
    std::vector<KeptGroup> kept;
    Rising rising;
    std::vector<AreaHearing> hearing;          ///< all areas together first, where there is more than one
    std::vector<Area> without_population;      ///< people met there, but no population by sex is known
    std::vector<SilentGroup> silent;           ///< came, and nothing that they said was noted
    std::vector<std::string> absent;           ///< came or spoke somewhere at some time, but neither here and then
    int disputed = 0;                          ///< voices and attendances that somebody contests; they count as first said
    double level = 0.95;
};

/// errors  denied   invalid  a level outside 1 to 3, no topic, months outside 1 to 60, a time that ends before it begins     missing  no such place
Result<VoicesAnswer> answer_voices(Store const& store, Asking const& asking, VoicesQuestion const& question);

}  // namespace accalmie
