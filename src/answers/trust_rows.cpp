// SPDX-License-Identifier: Apache-2.0
#include "answers/trust_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace accalmie {

namespace {

Recorded recorded(std::int64_t with, std::int64_t all)
{
    if (with == 0) return Recorded::none;
    return with == all ? Recorded::all : Recorded::some;
}

/// Second answers of one person to one question in one wave, taken out.
std::int64_t drop_repeated(std::vector<TrustFacts>& facts)
{
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    return static_cast<std::int64_t>(std::erase_if(facts, [&](TrustFacts const& one) { return one.respondent && !seen.emplace(one.wave, *one.respondent, one.question).second; }));
}

std::vector<TrustWave> waves_of(std::vector<TrustFacts> const& facts)
{
    struct Counts {
        TrustWave wave;
        std::int64_t weights = 0, clusters = 0, respondents = 0;
        std::set<std::string> persons;
    };
    std::map<std::string, Counts> by_name;
    for (auto const& one : facts) {
        auto const [found, is_new] = by_name.try_emplace(one.wave);
        auto& counts = found->second;
        if (is_new) counts.wave.name = one.wave, counts.wave.first_day = counts.wave.last_day = one.day;
        counts.wave.first_day = std::min(counts.wave.first_day, one.day), counts.wave.last_day = std::max(counts.wave.last_day, one.day);
        ++counts.wave.answers;
        counts.weights += one.weight ? 1 : 0, counts.clusters += one.cluster ? 1 : 0, counts.respondents += one.respondent ? 1 : 0;
        if (one.respondent) counts.persons.insert(*one.respondent);
    }
    std::vector<TrustWave> waves;
    for (auto& [name, counts] : by_name) {
        auto& wave = counts.wave;
        wave.weights = recorded(counts.weights, wave.answers), wave.clusters = recorded(counts.clusters, wave.answers), wave.respondents = recorded(counts.respondents, wave.answers);
        if (wave.respondents == Recorded::all) wave.persons = static_cast<std::int64_t>(counts.persons.size());
        waves.push_back(std::move(wave));
    }
    std::sort(waves.begin(), waves.end(), [](TrustWave const& a, TrustWave const& b) { return std::tie(a.first_day, a.name) < std::tie(b.first_day, b.name); });
    return waves;
}

/// An answer, or the mean of a person's answers, as the measure takes it.
struct Datum {
    double value = 0;
    TrustFacts const* facts = nullptr;
};
/// By area (no code: all of them), question and place of the wave.
using Cells = std::map<std::tuple<std::string, std::string, std::size_t>, std::vector<Datum>>;

/// Each person's answers in a wave.
using Persons = std::map<std::string, std::map<std::string, TrustFacts const*>>;

class Survey {
public:
    Survey(std::vector<TrustFacts> const& facts, Area whole, TrustQuestion const& question, TrustAnswer& answer) : facts_(facts), whole_(std::move(whole)), question_(question), answer_(answer) {}

    Result<void> run()
    {
        gather();
        for (std::size_t wave = 0; wave < answer_.waves.size(); ++wave) TRY(add_scale(wave));
        std::set<std::string> questions;
        for (auto const& [key, data] : cells_) questions.insert(std::get<1>(key));
        bool const has_scale = questions.erase(std::string{trust_scale}) > 0;
        answer_.questions.assign(questions.begin(), questions.end());
        if (has_scale) answer_.questions.emplace_back(trust_scale);
        std::vector<Area> areas{{std::string{}, whole_.name}};
        for (auto const& [code, name] : names_) areas.push_back({code, name});
        for (auto const& area : areas)
            for (auto const& question : answer_.questions) TRY(tell(area, question));
        return {};
    }

private:
    bool wanted(std::string_view question) const { return !question_.question || *question_.question == question; }

    void put(std::string_view question, std::size_t wave, Datum datum)
    {
        if (!wanted(question)) return;
        cells_[{std::string{}, std::string{question}, wave}].push_back(datum);
        if (datum.facts->area) cells_[{datum.facts->area->code, std::string{question}, wave}].push_back(datum);
    }

    void gather()
    {
        std::map<std::string, std::size_t> places;
        for (std::size_t i = 0; i < answer_.waves.size(); ++i) places[answer_.waves[i].name] = i;
        persons_.resize(answer_.waves.size());
        for (auto const& one : facts_) {
            auto const wave = places.at(one.wave);
            if (one.area) names_[one.area->code] = one.area->name;
            else ++answer_.unplaced;
            answer_.disputed += one.disputed ? 1 : 0;
            put(one.question, wave, {static_cast<double>(one.answer), &one});
            if (answer_.waves[wave].respondents == Recorded::all) persons_[wave][*one.respondent][one.question] = &one;
        }
    }

    /// The mean answer of those who answered everything that was asked in the wave, and whether the questions hang together.
    Result<void> add_scale(std::size_t wave)
    {
        std::set<std::string> asked;
        for (auto const& [person, answers] : persons_[wave])
            for (auto const& [question, facts] : answers) asked.insert(question);
        if (asked.size() < 2) return {};
        TrustReliability reliability{answer_.waves[wave].name, {asked.begin(), asked.end()}, 0, {}};
        std::vector<std::vector<double>> items(asked.size());
        for (auto const& [person, answers] : persons_[wave]) {
            if (answers.size() < asked.size()) {
                ++reliability.left_out;
                continue;
            }
            double sum = 0;
            std::size_t item = 0;
            for (auto const& [question, facts] : answers) {
                auto const value = static_cast<double>(facts->answer);
                items[item++].push_back(value), sum += value;
            }
            put(trust_scale, wave, {sum / static_cast<double>(asked.size()), answers.begin()->second});
        }
        if (items.front().size() < SurveyLimits{}.persons_min || !wanted(trust_scale)) return {};
        reliability.scale = TRY(scale_reliability(items, answer_.level));
        answer_.scales.push_back(std::move(reliability));
        return {};
    }

    SurveySample sample_of(std::vector<Datum> const& data, TrustWave const& wave)
    {
        SurveySample sample;
        for (auto const& one : data) {
            sample.value.push_back(one.value);
            sample.counted.push_back(1);
            sample.weight.push_back(wave.weights == Recorded::all ? *one.facts->weight : 1);
            if (wave.clusters == Recorded::all) sample.cluster.push_back(clusters_.try_emplace({one.facts->place, *one.facts->cluster}, clusters_.size()).first->second);
        }
        return sample;
    }

    Result<void> tell(Area const& area, std::string const& question)
    {
        std::vector<std::pair<std::size_t, SurveySample>> samples;
        std::vector<bool> too_few;
        for (std::size_t wave = 0; wave < answer_.waves.size(); ++wave) {
            auto const cell = cells_.find({area.code, question, wave});
            if (cell == cells_.end()) continue;
            auto sample = sample_of(cell->second, answer_.waves[wave]);
            if (std::all_of(sample.weight.begin(), sample.weight.end(), [](double weight) { return weight == 0; })) continue;
            answer_.levels.push_back(TRY(level_of(area, question, wave, sample, cell->second)));
            too_few.push_back(answer_.levels.back().too_few != TooFew::none);
            samples.emplace_back(wave, std::move(sample));
        }
        auto const compare = [&](std::size_t from, std::size_t to) { return add_change(area, question, samples[from], samples[to], too_few[from] || too_few[to]); };
        for (std::size_t i = 1; i < samples.size(); ++i) TRY(compare(i - 1, i));
        if (samples.size() > 2) TRY(compare(0, samples.size() - 1));
        return {};
    }

    Result<TrustLevel> level_of(Area const& area, std::string const& question, std::size_t wave, SurveySample const& sample, std::vector<Datum> const& data) const
    {
        SurveySettings settings;
        settings.level = answer_.level;
        auto const found = TRY(survey_mean(sample, settings));
        TrustLevel level;
        level.area = area, level.question = question, level.wave = answer_.waves[wave].name;
        level.persons = found.persons, level.clusters = sample.cluster.empty() ? 0 : found.clusters, level.too_few = found.too_few;
        for (auto const& one : data) level.disputed += one.facts->disputed ? 1 : 0;
        if (found.too_few != TooFew::none) return level;
        level.mean = found.estimate, level.standard_error = found.standard_error, level.interval = found.interval;
        level.design_effect = found.design_effect, level.degrees_of_freedom = found.degrees_of_freedom;
        return level;
    }

    using Numbered = std::pair<std::size_t, SurveySample>;
    Result<void> add_change(Area const& area, std::string const& question, Numbered const& earlier, Numbered const& later, bool too_few)
    {
        TrustChange change;
        change.area = area, change.question = question, change.from = answer_.waves[earlier.first].name, change.to = answer_.waves[later.first].name;
        change.too_few = too_few;
        std::set<std::size_t> const before{earlier.second.cluster.begin(), earlier.second.cluster.end()};
        auto const& after = later.second.cluster;
        if (std::any_of(after.begin(), after.end(), [&](std::size_t cluster) { return before.contains(cluster); })) change.waves = SurveyWaves::same_clusters;
        SurveySettings settings;
        settings.level = answer_.level;
        if (!too_few) change.change = TRY(survey_change(earlier.second, later.second, change.waves, settings));
        answer_.changes.push_back(std::move(change));
        return {};
    }

    std::vector<TrustFacts> const& facts_;
    Area whole_;
    TrustQuestion const& question_;
    TrustAnswer& answer_;
    Cells cells_;
    std::map<std::string, std::string> names_;  ///< of areas, by code
    std::vector<Persons> persons_;              ///< by wave
    std::map<std::pair<std::string, std::string>, std::size_t> clusters_;
};

}  // namespace

std::string_view recorded_code(Recorded recorded)
{
    switch (recorded) {
    case Recorded::all: return "all";
    case Recorded::none: return "none";
    case Recorded::some: return "some";
    }
    VERIFY(false);
}

std::string_view too_few_code(TooFew too_few)
{
    switch (too_few) {
    case TooFew::none: return "";
    case TooFew::nobody: return "nobody";
    case TooFew::persons: return "persons";
    case TooFew::clusters: return "clusters";
    case TooFew::variation: return "variation";
    }
    VERIFY(false);
}

Result<TrustAnswer> trust_of(std::vector<TrustFacts> facts, Area const& whole, TrustQuestion const& question)
{
    TrustAnswer answer;
    answer.twice = drop_repeated(facts);
    answer.waves = waves_of(facts);
    TRY(Survey(facts, whole, question, answer).run());
    return answer;
}

}  // namespace accalmie
