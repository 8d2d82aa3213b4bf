// SPDX-License-Identifier: Apache-2.0
#include "answers/signs.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace accalmie {

namespace {

constexpr int village_level = 4;

struct Reading {
    Day day{};
    std::int64_t asked = 0, seen = 0;
    bool disputed = false;
    std::array<std::string, 3> people;  ///< sex, age band, residence

    /// Which of the three are totals: readings of one such layer are parts of one whole.
    std::array<bool, 3> layer() const { return {people[0] == "all", people[1] == "all", people[2] == "all"}; }
};
using Readings = std::map<std::string, std::vector<Reading>>;  ///< by sign, in the order of time

Result<Readings> load_readings(Store const& store)
{
    auto const table = TRY(store.query(sql::peace_sign_readings));
    Readings readings;
    for (auto const& row : table.rows)
        if (auto const day = cell<Day>(row[1])) readings[cell_text(row[0])].push_back({*day, cell_integer(row[2]), cell_integer(row[3]), cell_yes(row[4]), {cell_text(row[5]), cell_text(row[6]), cell_text(row[7])}});
    return readings;
}

std::string place_code(Value const& cell)
{
    auto const reference = cell_text(cell);
    return std::string{code_of(reference)};
}

/// One village, or why not.
Result<Area> village_of(Store const& store, SignsQuestion const& question)
{
    if (question.villages.empty()) return Error{Error::Kind::usage, "no village was named", "village", "name one, by its P-code or its name"};
    std::vector<PeaceSignReading> named;
    AskedPlace asked;
    for (auto const& text : question.villages) {
        asked = TRY(asked_place(store, text));
        named.push_back({asked.area.code, {}, {}, 0, 0});
    }
    if (asked.level < 0) return Error{Error::Kind::usage, "no village was named", "village", "name one, by its P-code or its name"};
    if (question.villages.size() > 1 || question.ask != SignsAsk::waves) return refuse_to_join_peace_signs(named);
    if (asked.level == village_level) return asked.area;
    auto refused = refuse_to_join_peace_signs(named);
    refused.where = asked.area.code + " " + asked.area.name;
    refused.remedy = "this place holds several villages: name one of them";
    return refused;
}

/// One month of a sign: the people of its readings together. Of totals beside their parts the layer with the most people asked counts.
SignReading wave_of(Month month, std::vector<Reading const*> const& readings, SignsAnswer& answer)
{
    std::map<std::array<bool, 3>, std::map<std::array<std::string, 3>, Reading const*>> layers;
    for (auto const* reading : readings)
        if (!layers[reading->layer()].emplace(reading->people, reading).second) ++answer.doubled;
    auto const asked = [](auto const& layer) {
        std::int64_t sum = 0;
        for (auto const& [people, reading] : layer.second) sum += reading->asked;
        return sum;
    };
    auto const most = std::max_element(layers.begin(), layers.end(), [&](auto const& a, auto const& b) { return asked(a) < asked(b); });
    SignReading wave;
    wave.wave = month;
    std::int64_t seen = 0;
    for (auto const& [people, reading] : most->second) seen += reading->seen, wave.disputed = wave.disputed || reading->disputed;
    for (auto const& layer : layers) answer.doubled += layer.first == most->first ? 0 : static_cast<int>(layer.second.size());
    auto const all = asked(*most);
    wave.too_few = all < shown_count_min;
    if (!wave.too_few) wave.asked = all, wave.seen = seen, wave.share = static_cast<double>(seen) / static_cast<double>(all);
    return wave;
}

std::vector<SignReading> told(std::vector<Reading> const& readings, SignsAnswer& answer)
{
    std::map<Month, std::vector<Reading const*>> months;
    for (auto const& one : readings) {
        if (one.seen <= one.asked) months[Month::of(one.day)].push_back(&one);
        else ++answer.impossible;
    }
    std::vector<SignReading> waves;
    for (auto const& [month, own] : months) waves.push_back(wave_of(month, own, answer));
    return waves;
}

Result<std::vector<PeaceSignChange>> changes_of(std::string const& village, VillageSign const& sign)
{
    std::vector<PeaceSignReading> readings;
    for (auto const& one : sign.readings)
        if (!one.too_few) readings.push_back({village, sign.sign, one.wave, *one.seen, *one.asked});
    if (readings.size() < 2) return std::vector<PeaceSignChange>{};
    return peace_sign_changes(readings);
}

}  // namespace

Result<SignsAsk> signs_ask_of(std::string_view code)
{
    if (code.empty() || code == "waves") return SignsAsk::waves;
    if (code == "average") return SignsAsk::average;
    if (code == "rank") return SignsAsk::rank;
    return Error{Error::Kind::invalid, "not something that can be asked of signs", "ask", "leave it out: the readings of one village over its waves"};
}

Result<SignsAnswer> answer_signs(Store const& store, Asking const& asking, SignsQuestion const& question)
{
    SignsAnswer answer;
    answer.village = TRY(village_of(store, question));
    TRY(require(asking, Action::see_team, "peace_sign", answer.village.code));
    auto const readings = TRY(load_readings(store));
    auto const signs = TRY(store.query(sql::peace_signs));
    for (auto const& row : signs.rows) {
        auto const chosen_on = cell<Day>(row[2]), consent = cell<Day>(row[6]), withdrawn = cell<Day>(row[7]);
        if (place_code(row[1]) != answer.village.code || !chosen_on) continue;
        if (!consent || *consent > asking.today || (withdrawn && *withdrawn <= asking.today)) {
            ++answer.withdrawn;
            continue;
        }
        VillageSign sign{cell_text(row[3]), *chosen_on, cell<std::int64_t>(row[4]), cell<std::int64_t>(row[5]), cell_yes(row[8]), {}, {}};
        if (auto const own = readings.find(cell_text(row[0])); own != readings.end()) sign.readings = told(own->second, answer);
        sign.changes = TRY(changes_of(answer.village.code, sign));
        answer.signs.push_back(std::move(sign));
    }
    return answer;
}

}  // namespace accalmie
