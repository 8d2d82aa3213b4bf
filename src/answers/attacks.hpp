// SPDX-License-Identifier: Apache-2.0
// src/answers/attacks.hpp: attacks on health care, as WHO's SSA publishes them, and for the team what care each of them cost.
#pragma once

#include "answers/asking.hpp"
#include "answers/care_facts.hpp"
#include "measures/attack_loss.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accalmie {

/// WHO's grades, the surest first.
inline constexpr std::array<std::string_view, 4> attack_grades{"confirmed", "probable", "possible", "rumour"};

struct AttacksQuestion {
    std::string place = {};                    ///< of the exact place, for those who may see it; empty: everywhere
    std::optional<Day> from = {}, to = {};
    std::optional<Day> as_of = {};             ///< today
    std::string least = "possible";            ///< the least sure grade that the sum takes in
    AttackLossOptions loss = {};               ///< as_of is set by the answer
};

struct AttackRow {
    std::string id;
    Day day{};
    std::string certainty, kind, facility_kind;
    std::vector<std::string> affected;         ///< personnel, patients, building, transport, supplies
    std::optional<std::int64_t> deaths, injured, removed;
    bool disputed = false;
    /// Only for who may see the team's fields there; others get nothing below, since a loss would name the facility.
    bool team = false;
    std::string facility_code, facility_name, place_name, consequence, narrative;
    std::optional<ReportPeriod> by;            ///< the reports that the loss rests on
    std::optional<AttackLoss> loss;            ///< nothing: no facility is named, or it is not in the register
};

struct AttackEpisode {
    std::string facility_code, facility_name;
    ReportPeriod by = ReportPeriod::week;
    AttackLoss loss;
};

struct AttacksAnswer {
    Day as_of{};
    int window_days = 30;
    double level = 0.95;
    std::string least;
    std::vector<AttackRow> attacks;            ///< by day
    std::map<std::string, std::int64_t> by_certainty;
    std::vector<AttackEpisode> episodes;       ///< what the sum adds
    std::optional<LossSum> sum;                ///< nothing where nothing may be told or nothing is there
    std::int64_t loss_not_shown = 0;           ///< attacks whose loss this viewer may not see
    std::int64_t without_facility = 0;         ///< attacks that name no facility of the register
};

/// errors  denied     invalid  a grade that is none, a time that ends before it begins, or as attack_losses     missing  an unknown place     limit
Result<AttacksAnswer> answer_attacks(Store const& store, Asking const& asking, AttacksQuestion const& question);

}  // namespace accalmie
