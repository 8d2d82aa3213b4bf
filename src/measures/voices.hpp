// SPDX-License-Identifier: Apache-2.0
// src/measures/voices.hpp: what is said where and by whom, what rises, who is not heard; and signs of peace that are never averaged.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "measures/rate_ratio.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// Voices on one topic from one group of people at one place in one month.
struct VoiceCount {
    std::string topic, place, group;
    Month month;
    std::int64_t voices = 0;
};

struct GroupVoices {
    std::string group;
    std::int64_t voices = 0;
    double share_of_group = 0;  ///< of all that the group said: whether this weighs on them, however few they are
};

enum class WhyShown : std::uint8_t {
    among_the_most,        ///< of all voices together
    among_a_kept_group,    ///< among the most of a group whose voice is kept visible
};

struct ShownTopic {
    std::string topic;
    std::int64_t voices = 0;
    double share = 0;  ///< of all voices
    WhyShown why = WhyShown::among_the_most;
    std::vector<GroupVoices> groups;  ///< in the order of the names; groups that said nothing of it with 0
};

/// The topics to show: the most frequent of all, and always the most frequent of each kept group (women, youths), however few they are.
///
/// in      at most 1,000,000 counts; `most` topics of all and of each kept group, at least 1
/// out     by falling number of voices, then by name. Ties at the end are all shown: none is dropped by its name
/// errors  invalid  a count below 0, `most` of 0     limit
Result<std::vector<ShownTopic>> shown_topics(std::vector<VoiceCount> const& voices, std::size_t most, std::vector<std::string> const& kept_groups);

/// The voices of one place, or one group, or some months: what is not given is not asked for.
struct VoiceFilter {
    std::optional<std::string> place, group;
    std::optional<Month> first, last;
};
std::vector<VoiceCount> filtered(std::vector<VoiceCount> const& voices, VoiceFilter const& filter);

/// A topic in two times; `time` is the number of gatherings (or persons heard), which is not the same in both.
struct TopicTimes {
    std::string topic;
    EventTime earlier, later;
};

struct TopicRise {
    std::string topic;
    RateRatio ratio;        ///< later over earlier; its intervals hold for all topics at once (Bonferroni)
    double p_rise = 1;      ///< one-sided, exact
    double p_adjusted = 1;  ///< Holm, over all topics asked about
    bool rises = false;     ///< p_adjusted < 1 - level
};

/// Which topics rise, with the price of having looked at all of them paid.
///
/// in      at most 10,000 topics
/// out     by rising p_adjusted, then in the order given
/// errors  as rate_ratio, with the topic     limit
/// source  Holm 1979, Scand. J. Stat. 6:65-70; docs/methods/rate-ratio.md
Result<std::vector<TopicRise>> rising_topics(std::vector<TopicTimes> const& topics, double level);

/// A group at gatherings, and in the population that they were meant for.
struct GroupPresence {
    std::string group;
    std::int64_t present = 0, population = 0;
};

struct GroupHearing {
    std::string group;
    std::int64_t present = 0;
    double expected = 0;           ///< present if people came in proportion to the population
    double population_share = 0;
    Interval present_share;        ///< exact
    double p_fewer = 1;            ///< chance of so few or fewer
    double p_adjusted = 1;         ///< Holm, over the groups
    bool not_heard = false;        ///< fewer than expected beyond chance, or nobody where five or more were expected
};

/// Who is not heard: groups absent from gatherings, against the population.
///
/// in      1 to 1,000 groups that do not overlap; population above 0; people come one by one: who comes in families makes the test too sure
/// errors  invalid  a count below 0, nobody present, a population that is none     limit
/// source  exact binomial: Clopper & Pearson 1934; Holm 1979
Result<std::vector<GroupHearing>> groups_not_heard(std::vector<GroupPresence> const& groups, double level);

/// What a village read of a sign of peace that it chose itself: how many of those asked saw it.
struct PeaceSignReading {
    std::string village, sign;
    Month wave;
    std::int64_t seen = 0, asked = 0;
};

struct PeaceSignChange {
    Month from, to;
    double share_before = 0, share_after = 0;
};

/// One sign over the waves of its own village. No interval: those who were asked speak for themselves, they are not a sample of others.
///
/// out     a change a wave after the first, in the order of time
/// errors  denied   readings of more than one village or sign: they are not compared
///         invalid  nobody asked, more seen than asked, a wave twice, fewer than two waves
Result<std::vector<PeaceSignChange>> peace_sign_changes(std::vector<PeaceSignReading> const& readings);

/// There is no average, sum or rank of signs of peace over villages. This function says so to whoever looks for one.
/// errors  denied, always
Error refuse_to_join_peace_signs(std::vector<PeaceSignReading> const& readings);

}  // namespace accalmie
