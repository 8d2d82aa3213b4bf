// SPDX-License-Identifier: Apache-2.0
// src/answers/voice_rows.hpp: from voices, gatherings and attendances to topics, what rises and who is not heard. Pure.
#pragma once

#include "answers/voices.hpp"

#include <map>

namespace accalmie {

struct VoiceFacts {
    Month month;
    std::string group, topic;
    std::optional<Area> area;  ///< of the level asked about
    bool here = false;         ///< in the place that was asked about
    bool disputed = false;
};
struct GatheringFacts {
    std::string id;  ///< of its first version
    Month month;
    std::optional<Area> area;
    bool here = false;
};
struct AttendanceFacts {
    std::string gathering, group, sex, age_band;
    std::int64_t people = 0;
    bool disputed = false;
};
/// People by (sex, age band).
using PeopleBySexAge = std::map<std::pair<std::string, std::string>, std::int64_t>;

struct VoicesFacts {
    std::vector<VoiceFacts> voices;
    std::vector<GatheringFacts> gatherings;
    std::vector<AttendanceFacts> attendances;
    std::map<std::string, PeopleBySexAge> population;  ///< by P-code
};

Result<VoicesAnswer> voices_of(VoicesFacts const& facts, Asking const& asking, VoicesQuestion const& question);

/// Who is not heard: the part of the answer that attendances make.
Result<void> tell_hearing(VoicesAnswer& answer, VoicesFacts const& facts, VoicesQuestion const& question);

/// Does the month lie in the time of the answer?
inline bool in_time(VoicesAnswer const& answer, Month month) { return (!answer.from || *answer.from <= month) && (!answer.to || month <= *answer.to); }

}  // namespace accalmie
