// SPDX-License-Identifier: Apache-2.0
#include "measures/record_linkage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <tuple>
#include <unordered_map>

namespace accalmie {

namespace {

constexpr std::size_t records_max = 200'000, fields_max = 16, candidates_max = 5'000'000, random_pairs = 100'000;
constexpr int em_steps_max = 200, rounds = 3;
constexpr double smallest_chance = 1e-6;

// ---- candidates ----

struct Candidate {
    std::uint32_t first, second;
    std::uint32_t passes;    ///< bit p: pass p brought them together
    std::uint64_t pattern;   ///< levels of agreement, 4 bits a field; 15 where missing
};

using Columns = std::vector<ComparedColumn>;

std::string key_part(ComparedColumn const& column, BlockingPart::How how, std::size_t record)
{
    if (column.missing(record)) return {};
    bool const is_date = column.comparator() == Comparator::date;
    switch (how) {
    case BlockingPart::How::equal: return column.plain(record);
    case BlockingPart::How::sound: return column.sound(record);
    case BlockingPart::How::year: return is_date ? std::to_string(column.date(record).year) : column.plain(record).substr(0, 4);
    case BlockingPart::How::month_day:
        if (!is_date || column.date(record).day == 0) return {};
        return std::to_string(column.date(record).month * 100 + column.date(record).day);
    case BlockingPart::How::start: return column.plain(record).substr(0, 4);
    }
    return {};
}

std::string key_of(Columns const& columns, BlockingPass const& pass, std::size_t record)
{
    std::string key;
    for (auto const& part : pass) {
        auto const one = key_part(columns[part.field], part.how, record);
        if (one.empty()) return {};
        key += one + '\n';
    }
    return key;
}

struct Blocks {
    std::vector<Candidate> candidates;
    std::size_t left_out = 0;
};

bool comparable(LinkageRecords const& records, std::size_t one, std::size_t other) { return records.list.empty() || records.list[one] != records.list[other]; }

Result<void> add_pass(Blocks& blocks, Columns const& columns, LinkageRecords const& records, LinkageSettings const& settings, std::size_t pass)
{
    std::map<std::string, std::vector<std::uint32_t>> by_key;
    for (std::size_t record = 0; record < records.cells.front().size(); ++record)
        if (auto key = key_of(columns, settings.passes[pass], record); !key.empty()) by_key[std::move(key)].push_back(static_cast<std::uint32_t>(record));
    for (auto const& [key, members] : by_key) {
        if (members.size() > settings.block_records_max) {
            ++blocks.left_out;
            continue;
        }
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = i + 1; j < members.size(); ++j)
                if (comparable(records, members[i], members[j])) blocks.candidates.push_back({members[i], members[j], 1U << pass, 0});
        if (blocks.candidates.size() > candidates_max)
            return Error{Error::Kind::limit, "more than 5,000,000 pairs to compare", "pass " + std::to_string(pass + 1), "block on more parts, or on a field with more different values"};
    }
    return {};
}

void join_equal(std::vector<Candidate>& candidates)
{
    std::sort(candidates.begin(), candidates.end(), [](Candidate const& one, Candidate const& other) { return std::pair{one.first, one.second} < std::pair{other.first, other.second}; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (kept > 0 && candidates[kept - 1].first == candidates[i].first && candidates[kept - 1].second == candidates[i].second)
            candidates[kept - 1].passes |= candidates[i].passes;
        else
            candidates[kept++] = candidates[i];
    }
    candidates.resize(kept);
}

std::uint64_t pattern_of(Columns const& columns, std::size_t one, std::size_t other)
{
    std::uint64_t pattern = 0;
    for (std::size_t field = 0; field < columns.size(); ++field)
        pattern |= (static_cast<std::uint64_t>(columns[field].level(one, other)) & 15U) << (4 * field);
    return pattern;
}

std::size_t level_in(std::uint64_t pattern, std::size_t field) { return static_cast<std::size_t>((pattern >> (4 * field)) & 15U); }
constexpr std::size_t missing_level = 15;

// ---- the model ----

using Chances = std::vector<std::vector<double>>;  // [field][level]

void normalise(std::vector<double>& chances)
{
    double const sum = std::accumulate(chances.begin(), chances.end(), 0.0);
    for (auto& chance : chances) chance = std::max(chance / sum, smallest_chance);
}

/// How often random pairs agree; a little of them are the same person, see `without_matches`.
Chances agreement_of_random_pairs(Columns const& columns, LinkageRecords const& records)
{
    Chances chances;
    for (auto const& column : columns) chances.emplace_back(comparator_levels(column.comparator()), 0.5);
    std::mt19937_64 random{20'240'501};
    auto const size = records.cells.front().size();
    for (std::size_t pair = 0; pair < random_pairs; ++pair) {
        auto const one = static_cast<std::size_t>(random() % size), other = static_cast<std::size_t>(random() % size);
        if (one == other || !comparable(records, one, other)) continue;
        for (std::size_t field = 0; field < columns.size(); ++field)
            if (auto const level = columns[field].level(one, other); level >= 0) chances[field][static_cast<std::size_t>(level)] += 1;
    }
    for (auto& one : chances) normalise(one);
    return chances;
}

/// u of pairs that are not the same person: what random pairs show, less the share of true matches among them.
Chances without_matches(Chances const& all, Chances const& m, double match_share)
{
    Chances u = all;
    for (std::size_t field = 0; field < u.size(); ++field) {
        for (std::size_t level = 0; level < u[field].size(); ++level) u[field][level] = std::max(u[field][level] - match_share * m[field][level], u[field][level] * 0.02);
        normalise(u[field]);
    }
    return u;
}

Chances starting_m(Columns const& columns)
{
    Chances m;
    for (auto const& column : columns) {
        std::vector<double> chances(comparator_levels(column.comparator()));
        for (std::size_t level = 0; level < chances.size(); ++level) chances[level] = level == 0 ? 0.85 : 0.15 / static_cast<double>(chances.size() - 1);
        m.push_back(chances);
    }
    return m;
}

struct Patterns {
    std::vector<std::pair<std::uint64_t, double>> counts;
};

Patterns patterns_of(std::vector<Candidate> const& candidates, std::uint32_t passes)
{
    std::unordered_map<std::uint64_t, double> counted;
    for (auto const& candidate : candidates)
        if ((candidate.passes & passes) != 0) counted[candidate.pattern] += 1;
    Patterns patterns;
    patterns.counts.assign(counted.begin(), counted.end());
    std::sort(patterns.counts.begin(), patterns.counts.end());  // the same order, hence the same rounding, in every run
    return patterns;
}

double log_ratio(std::uint64_t pattern, Chances const& m, Chances const& u, std::uint32_t fields)
{
    double sum = 0;
    for (std::size_t field = 0; field < m.size(); ++field) {
        auto const level = level_in(pattern, field);
        if (((fields >> field) & 1U) != 0 && level != missing_level) sum += std::log(m[field][level] / u[field][level]);
    }
    return sum;
}

double chance_of(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

struct PassFit {
    Chances m;
    double matches = 0;
    std::int64_t steps = 0;
};

/// Expectation and maximisation of m and the share of matches in one pass; u stands.
PassFit fit_pass(Patterns const& patterns, Chances m, Chances const& u, std::uint32_t fields)
{
    PassFit fit;
    double total = 0, share = 0.2;
    for (auto const& [pattern, count] : patterns.counts) total += count;
    for (; fit.steps < em_steps_max && total > 0; ++fit.steps) {
        double matches = 0;
        Chances sums = m;
        for (auto& one : sums) std::fill(one.begin(), one.end(), 0.01);  // no chance becomes 0
        double const log_prior = std::log(share / (1 - share));
        for (auto const& [pattern, count] : patterns.counts) {
            double const expected = count * chance_of(log_prior + log_ratio(pattern, m, u, fields));
            matches += expected;
            for (std::size_t field = 0; field < m.size(); ++field)
                if (auto const level = level_in(pattern, field); level != missing_level) sums[field][level] += expected;
        }
        double const before = share;
        share = std::clamp(matches / total, 1e-6, 1 - 1e-6);
        for (auto& one : sums) normalise(one);
        for (std::size_t field = 0; field < m.size(); ++field)
            if (((fields >> field) & 1U) != 0) m[field] = sums[field];
        fit.matches = matches;
        if (std::abs(share - before) < 1e-8) break;
    }
    fit.m = std::move(m);
    return fit;
}

std::uint32_t blocked_fields(BlockingPass const& pass)
{
    std::uint32_t fields = 0;
    for (auto const& part : pass) fields |= 1U << part.field;
    return fields;
}

struct Model {
    Chances m, u;
    std::uint32_t learnt = 0;  ///< fields whose m some pass could learn
    std::int64_t steps = 0;
};

/// m of each field over the passes that do not block on it, each pass weighing as its expected matches.
void learn_m(Model& model, std::vector<Patterns> const& by_pass, LinkageSettings const& settings)
{
    auto const all_fields = (1U << model.m.size()) - 1;
    Chances sums = model.m;
    for (auto& one : sums) std::fill(one.begin(), one.end(), 0.0);
    std::vector<double> weights(model.m.size(), 0);
    for (std::size_t pass = 0; pass < by_pass.size(); ++pass) {
        auto const fields = all_fields & ~blocked_fields(settings.passes[pass]);
        auto const fit = fit_pass(by_pass[pass], model.m, model.u, fields);
        model.steps += fit.steps;
        for (std::size_t field = 0; field < model.m.size(); ++field) {
            if (((fields >> field) & 1U) == 0 || fit.matches < 1) continue;
            weights[field] += fit.matches;
            for (std::size_t level = 0; level < sums[field].size(); ++level) sums[field][level] += fit.matches * fit.m[field][level];
        }
    }
    for (std::size_t field = 0; field < model.m.size(); ++field) {
        if (!(weights[field] > 0)) continue;
        model.learnt |= 1U << field;
        normalise(sums[field]);
        model.m[field] = sums[field];
    }
}

// ---- scoring ----

/// log(u of agreement on the average name / frequency of this name), for names that agree; bounded, a single rare name proves nothing.
class NameFrequency {
public:
    NameFrequency(Columns const& columns, FrequencyWeights frequency)
    {
        for (auto const& column : columns) {
            std::unordered_map<std::string_view, double> counts;
            double total = 0;
            values_.emplace_back();
            if (frequency == FrequencyWeights::none || column.comparator() != Comparator::name) continue;
            std::size_t const size = column.size();
            for (std::size_t record = 0; record < size; ++record) {
                if (column.missing(record)) continue;
                counts[column.plain(record)] += 1;
                total += 1;
            }
            for (std::size_t record = 0; record < size; ++record) values_.back().push_back(column.missing(record) ? 1 : counts[column.plain(record)] / total);
        }
    }

    double adjustment(Candidate const& pair, Chances const& u) const
    {
        double sum = 0;
        for (std::size_t field = 0; field < values_.size(); ++field)
            if (!values_[field].empty() && level_in(pair.pattern, field) == 0) sum += std::clamp(std::log(u[field][0] / values_[field][pair.first]), -3.0, 3.0);
        return sum;
    }

private:
    std::vector<std::vector<double>> values_;
};

std::vector<double> log_ratios(std::vector<Candidate> const& candidates, Model const& model, NameFrequency const& names)
{
    std::vector<double> ratios;
    ratios.reserve(candidates.size());
    for (auto const& candidate : candidates) ratios.push_back(log_ratio(candidate.pattern, model.m, model.u, (1U << model.m.size()) - 1) + names.adjustment(candidate, model.u));
    return ratios;
}

/// The number of matches at which the probabilities of the candidates sum up to it.
double expected_matches(std::vector<double> const& ratios, double possible)
{
    double matches = std::max(1.0, static_cast<double>(ratios.size()) * 0.05);
    for (int step = 0; step < em_steps_max; ++step) {
        double const log_prior = std::log(matches / std::max(1.0, possible - matches)), before = matches;
        matches = 0;
        for (double const ratio : ratios) matches += chance_of(log_prior + ratio);
        matches = std::clamp(matches, 0.5, possible * 0.9);
        if (std::abs(matches - before) < 1e-6 * before) break;
    }
    return matches;
}

double possible_pairs(LinkageRecords const& records)
{
    auto const size = static_cast<double>(records.cells.front().size());
    double pairs = size * (size - 1) / 2;
    std::map<std::size_t, double> by_list;
    for (auto const list : records.list) by_list[list] += 1;
    for (auto const& [list, members] : by_list) pairs -= members * (members - 1) / 2;
    return pairs;
}

// ---- output ----

/// The longest beginning of the ranked pairs whose expected share of wrong links stays within the bound, none less likely than not.
void choose(Linkage& answer, std::vector<LinkedPair> ranked, LinkageSettings const& settings)
{
    double wrong = 0, wrong_kept = 0, right_kept = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < ranked.size() && ranked[i].probability >= 0.5; ++i) {
        wrong += 1 - ranked[i].probability;
        if (wrong > settings.false_match_rate_max * static_cast<double>(i + 1)) break;
        kept = i + 1;
        wrong_kept = wrong;
    }
    ranked.resize(kept);
    for (auto const& pair : ranked) right_kept += pair.probability;
    answer.pairs = std::move(ranked);
    answer.missed_match_rate_expected = answer.matches_expected > 0 ? std::clamp(1 - right_kept / answer.matches_expected, 0.0, 1.0) : 0;
    if (kept == 0) return;
    answer.false_match_rate_expected = wrong_kept / static_cast<double>(kept);
    answer.threshold_weight = answer.pairs.back().weight;
    answer.threshold_probability = answer.pairs.back().probability;
}

std::vector<LinkedPair> one_to_one(std::vector<LinkedPair> const& ranked, std::size_t records)
{
    std::vector<std::uint8_t> used(records, 0);
    std::vector<LinkedPair> kept;
    for (auto const& pair : ranked) {
        if (used[pair.first] != 0 || used[pair.second] != 0) continue;
        used[pair.first] = used[pair.second] = 1;
        kept.push_back(pair);
    }
    return kept;
}

std::vector<std::vector<std::size_t>> clusters_of(std::vector<LinkedPair> const& pairs, std::size_t records)
{
    std::vector<std::size_t> leader(records);
    std::iota(leader.begin(), leader.end(), std::size_t{0});
    auto const leader_of = [&](std::size_t record) {
        while (leader[record] != record) record = leader[record] = leader[leader[record]];
        return record;
    };
    for (auto const& pair : pairs) {
        auto const one = leader_of(pair.first), other = leader_of(pair.second);
        leader[std::max(one, other)] = std::min(one, other);
    }
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t record = 0; record < records; ++record) members[leader_of(record)].push_back(record);
    std::vector<std::vector<std::size_t>> clusters;
    for (auto& [first, group] : members)
        if (group.size() > 1) clusters.push_back(std::move(group));
    return clusters;
}

Result<void> check(LinkageRecords const& records, LinkageSettings const& settings)
{
    if (records.fields.empty() || records.cells.size() != records.fields.size()) return Error{Error::Kind::invalid, "no field to compare, or not one list of cells a field", "fields", "name the columns that say who a person is"};
    if (records.fields.size() > fields_max) return Error{Error::Kind::limit, "more than 16 fields", "fields", "leave out those that say least"};
    auto const size = records.cells.front().size();
    if (size < 2) return Error{Error::Kind::invalid, "fewer than two records", "records", "give at least two"};
    if (size > records_max) return Error{Error::Kind::limit, "more than 200,000 records", "records", "link area by area"};
    for (auto const& cells : records.cells)
        if (cells.size() != size) return Error{Error::Kind::invalid, "fields of different length", "fields", "give one cell a record; empty where missing"};
    if (!records.list.empty() && records.list.size() != size) return Error{Error::Kind::invalid, "not one register a record", "list", "name the register of each record"};
    if (settings.passes.empty() || settings.passes.size() > 31) return Error{Error::Kind::invalid, "no blocking pass, or more than 31", "passes", "name at least one, as surname:sound+date_of_birth:year"};
    for (auto const& pass : settings.passes)
        if (pass.empty() || std::any_of(pass.begin(), pass.end(), [&](BlockingPart const& part) { return part.field >= records.fields.size(); }))
            return Error{Error::Kind::invalid, "a pass without a part, or on a field that is not there", "passes", "name fields that are compared"};
    if (!(settings.false_match_rate_max > 0 && settings.false_match_rate_max < 1)) return Error{Error::Kind::invalid, "a rate outside 0 to 1", "false-match-rate", "give 0.005 for one wrong link in two hundred"};
    return {};
}

Result<Blocks> blocks_of(Columns const& columns, LinkageRecords const& records, LinkageSettings const& settings)
{
    Blocks blocks;
    for (std::size_t pass = 0; pass < settings.passes.size(); ++pass) TRY(add_pass(blocks, columns, records, settings, pass));
    join_equal(blocks.candidates);
    for (auto& candidate : blocks.candidates) candidate.pattern = pattern_of(columns, candidate.first, candidate.second);
    return blocks;
}

void describe(Linkage& answer, Model const& model)
{
    for (std::size_t field = 0; field < model.m.size(); ++field) {
        LinkageFieldFit fit{model.m[field], model.u[field], {}, ((model.learnt >> field) & 1U) != 0};
        for (std::size_t level = 0; level < fit.m.size(); ++level) fit.weight.push_back(std::log2(fit.m[level] / fit.u[level]));
        answer.fields.push_back(std::move(fit));
    }
    answer.steps = model.steps;
}

}  // namespace

Result<Linkage> link_records(LinkageRecords const& records, LinkageSettings const& settings)
{
    TRY(check(records, settings));
    Columns columns;
    for (std::size_t field = 0; field < records.fields.size(); ++field) columns.emplace_back(records.fields[field].comparator, records.cells[field]);
    auto const blocks = TRY(blocks_of(columns, records, settings));
    auto const random_agreement = agreement_of_random_pairs(columns, records);
    std::vector<Patterns> by_pass;
    for (std::size_t pass = 0; pass < settings.passes.size(); ++pass) by_pass.push_back(patterns_of(blocks.candidates, 1U << pass));
    NameFrequency const names{columns, settings.frequency};
    double const possible = possible_pairs(records);
    Model model{starting_m(columns), random_agreement, 0, 0};
    std::vector<double> ratios;
    double matches = 0;
    for (int round = 0; round < rounds; ++round) {
        learn_m(model, by_pass, settings);
        ratios = log_ratios(blocks.candidates, model, names);
        matches = expected_matches(ratios, possible);
        if (round + 1 < rounds) model.u = without_matches(random_agreement, model.m, matches / possible);
    }
    Linkage answer;
    answer.records = records.cells.front().size();
    answer.pairs_possible = static_cast<std::uint64_t>(possible);
    answer.candidates = blocks.candidates.size();
    answer.blocks_left_out = blocks.left_out;
    describe(answer, model);
    double const log_prior = std::log(matches / std::max(1.0, possible - matches));
    std::vector<LinkedPair> ranked;
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        double const probability = chance_of(log_prior + ratios[i]);
        answer.matches_expected += probability;
        if (probability >= 0.5) ranked.push_back({blocks.candidates[i].first, blocks.candidates[i].second, ratios[i] / std::log(2.0), probability});
    }
    std::sort(ranked.begin(), ranked.end(), [](LinkedPair const& one, LinkedPair const& other) { return std::tuple{-one.weight, one.first, one.second} < std::tuple{-other.weight, other.first, other.second}; });
    if (settings.output == LinkageOutput::one_to_one) ranked = one_to_one(ranked, answer.records);
    choose(answer, std::move(ranked), settings);
    answer.clusters = clusters_of(answer.pairs, answer.records);
    return answer;
}

}  // namespace accalmie
