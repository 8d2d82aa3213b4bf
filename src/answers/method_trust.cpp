// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "core/person_name.hpp"
#include "measures/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t answers_max = 60;

std::optional<double> as_number(std::string_view text)
{
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

bool same_code(std::string_view one, std::string_view other)
{
    auto const left = as_number(one), right = as_number(other);
    return one == other || (left && right && *left == *right);
}

bool is_blank(std::string_view text) { return text.empty() || text == "NA" || text == "."; }

/// Names in their order of appearance, each with a number. Areas are compared without capitals and accents.
struct Labels {
    std::vector<std::string> names;
    std::map<std::string, std::size_t, std::less<>> numbers;

    std::size_t number(std::string_view name, std::string key)
    {
        auto const [at, is_new] = numbers.try_emplace(std::move(key), names.size());
        if (is_new) names.emplace_back(name);
        return at->second;
    }
};

/// The design columns of the file, one entry a row.
struct Survey {
    std::vector<double> weight;
    std::vector<std::size_t> cluster, stratum, wave, area;  ///< empty where the file has no such column
    Labels waves, areas;
    bool has_waves() const { return !wave.empty(); }
};

std::vector<std::size_t> numbered(MethodRows const& rows, std::string_view column, Labels& labels)
{
    std::vector<std::size_t> numbers;
    if (!rows.has(column)) return numbers;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const name = rows.text(row, column);
        numbers.push_back(labels.number(name, column == "area" ? plain_letters(name) : std::string{name}));
    }
    return numbers;
}

Result<Survey> read_design(MethodRows const& rows)
{
    Survey survey;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        double const weight = rows.has("weight") ? TRY(rows.number(row, "weight")) : 1;
        if (weight < 0) return Error{Error::Kind::invalid, "a weight below 0", MethodRows::place(row, "weight"), "give 0 or more"};
        survey.weight.push_back(weight);
    }
    Labels clusters, strata;
    survey.cluster = numbered(rows, rows.has("cluster") ? "cluster" : "person", clusters);
    survey.stratum = numbered(rows, "stratum", strata);
    survey.wave = numbered(rows, "wave", survey.waves);
    survey.area = numbered(rows, "area", survey.areas);
    if (!survey.has_waves()) survey.waves.names.emplace_back();
    return survey;
}

// ---- which codes are no answer ----

using Codes = std::vector<std::string>;

Codes split(std::string_view text, char by)
{
    Codes parts;
    for (;;) {
        auto const at = text.find(by);
        if (auto const part = trimmed_cell(text.substr(0, at)); !part.empty()) parts.emplace_back(part);
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

/// "usual", "none", "9,998" for all waves, or "r5:9,998;r6:9,98" wave by wave.
struct MissingRule {
    bool usual = false;
    Codes everywhere;
    std::map<std::string, Codes, std::less<>> by_wave;
};

Result<MissingRule> read_missing(MethodOptions const& options, Survey const& survey)
{
    MissingRule rule;
    auto const text = option_text(options, "missing");
    rule.usual = text == "usual";
    if (rule.usual || !option_given(options, "missing")) return rule;
    for (auto const& part : split(text, ';')) {
        auto const colon = part.find(':');
        if (colon == std::string::npos) {
            rule.everywhere = split(part, ',');
            continue;
        }
        auto const wave = std::string{trimmed_cell(part.substr(0, colon))};
        if (std::find(survey.waves.names.begin(), survey.waves.names.end(), wave) == survey.waves.names.end())
            return Error{Error::Kind::invalid, fmt::format("there is no wave \"{}\"", wave.substr(0, 40)), "option missing", "write CODES for all waves, or WAVE:CODES;WAVE:CODES with the waves of the file"};
        rule.by_wave[wave] = split(part.substr(colon + 1), ',');
    }
    return rule;
}

/// The usual codes for "do not know", "refused" and "missing" that stand apart from the answers: below 0, or after a gap of two or more.
Codes usual_codes(std::set<double> const& seen)
{
    constexpr double usual[] = {7, 8, 9, 97, 98, 99, 997, 998, 999, 9997, 9998, 9999};
    Codes codes;
    std::optional<double> last;
    for (double const value : seen) {
        bool const known = value < 0 || std::find(std::begin(usual), std::end(usual), value) != std::end(usual);
        bool const apart = value < 0 || (last && value - *last >= 2);
        bool const follows = !codes.empty() && value > 0 && as_number(codes.back()).value_or(-1) > 0;  // 9 right after 8 that stood apart
        if (known && (apart || follows))
            codes.push_back(fmt::format("{}", value));
        else
            last = value;
    }
    return codes;
}

Codes missing_codes(MissingRule const& rule, MethodRows const& rows, Survey const& survey, std::string const& answer, std::size_t wave)
{
    if (rule.usual) {
        std::set<double> seen;
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (auto const value = as_number(rows.text(row, answer)); value && (!survey.has_waves() || survey.wave[row] == wave)) seen.insert(*value);
        return usual_codes(seen);
    }
    auto const found = rule.by_wave.find(survey.waves.names[wave]);
    return found == rule.by_wave.end() ? rule.everywhere : found->second;
}

// ---- answers ----

struct Answers {
    std::string name;
    std::vector<double> value;
    std::vector<std::uint8_t> valid;  ///< 1: an answer; 0: a missing code or an empty cell
    Tree codes = Tree::list();        ///< what was seen and how it was taken, by wave
};

bool holds(Codes const& codes, std::string_view text)
{
    return std::any_of(codes.begin(), codes.end(), [&](std::string const& code) { return same_code(code, text); });
}

Result<void> read_wave(Answers& answers, MethodRows const& rows, Survey const& survey, Codes const& missing, std::size_t wave)
{
    std::map<std::string, std::int64_t, std::less<>> seen;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (survey.has_waves() && survey.wave[row] != wave) continue;
        auto const text = rows.text(row, answers.name);
        ++seen[std::string{text}];
        if (is_blank(text) || holds(missing, text)) continue;
        auto const value = as_number(text);
        if (!value)
            return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a number", text.substr(0, 40)), MethodRows::place(row, answers.name), "answers are codes (0, 1, 2 ...); name those for \"do not know\" with the option missing"};
        answers.value[row] = *value;
        answers.valid[row] = 1;
    }
    for (auto const& [code, persons] : seen)
        answers.codes.push(Tree::members()
                               .add("wave", survey.has_waves() ? Tree{survey.waves.names[wave]} : Tree{})
                               .add("code", code)
                               .add("persons", persons)
                               .add("taken_as", is_blank(code) || holds(missing, code) ? "missing" : "answer"));
    return {};
}

Result<Answers> read_answers(MethodRows const& rows, Survey const& survey, MissingRule const& rule, std::string const& name)
{
    if (!rows.has(name))
        return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", name.substr(0, 40)), "row 1", "name the columns of the answers with the option answer, as --answer Q59A,Q59H"};
    Answers answers;
    answers.name = name;
    answers.value.assign(rows.size(), 0);
    answers.valid.assign(rows.size(), 0);
    for (std::size_t wave = 0; wave < survey.waves.names.size(); ++wave)
        TRY(read_wave(answers, rows, survey, missing_codes(rule, rows, survey, name, wave), wave));
    return answers;
}

/// The mean over the items of each person who answered all of them.
Answers scale_of(std::vector<Answers> const& items)
{
    Answers scale;
    scale.name = "scale";
    auto const size = items.front().value.size();
    scale.value.assign(size, 0);
    scale.valid.assign(size, 1);
    for (auto const& item : items)
        for (std::size_t row = 0; row < size; ++row) {
            scale.value[row] += item.value[row] / static_cast<double>(items.size());
            if (item.valid[row] == 0) scale.valid[row] = 0;
        }
    return scale;
}

// ---- cells ----

enum class Kind { share_of_all, share_of_valid, mean };

std::string_view kind_name(Kind kind)
{
    switch (kind) {
    case Kind::share_of_all: return "share_of_all";
    case Kind::share_of_valid: return "share_of_valid";
    case Kind::mean: return "mean";
    }
    return {};
}

struct Ask {
    Answers const* answers;
    Kind kind;
    Codes const* yes;
    std::size_t wave;
    std::optional<std::size_t> area;
};

bool is_yes(Codes const& yes, double value) { return holds(yes, fmt::format("{}", value)); }

SurveySample sample_of(Survey const& survey, Ask const& ask)
{
    SurveySample sample;
    for (std::size_t row = 0; row < survey.weight.size(); ++row) {
        if (survey.has_waves() && survey.wave[row] != ask.wave) continue;
        bool const valid = ask.answers->valid[row] != 0, inside = !ask.area || survey.area[row] == *ask.area;
        double const value = ask.answers->value[row];
        sample.value.push_back(ask.kind == Kind::mean ? value : (valid && is_yes(*ask.yes, value) ? 1 : 0));
        sample.counted.push_back(inside && (valid || ask.kind == Kind::share_of_all) ? 1 : 0);
        sample.weight.push_back(survey.weight[row]);
        if (!survey.cluster.empty()) sample.cluster.push_back(survey.cluster[row]);
        if (!survey.stratum.empty()) sample.stratum.push_back(survey.stratum[row]);
    }
    return sample;
}

Tree too_few_tree(TooFew reason)
{
    switch (reason) {
    case TooFew::none: return {};
    case TooFew::nobody: return "nobody answered";
    case TooFew::persons: return "fewer persons than persons-min";
    case TooFew::clusters: return "fewer clusters than clusters-min";
    case TooFew::variation: return "standard error above variation-max of the estimate";
    }
    return {};
}

Tree interval_kind_tree(SurveyIntervalKind kind)
{
    switch (kind) {
    case SurveyIntervalKind::none: return {};
    case SurveyIntervalKind::student: return "student_t";
    case SurveyIntervalKind::logit: return "logit";
    case SurveyIntervalKind::exact_share: return "clopper_pearson_at_effective_size";
    }
    return {};
}

void add_interval(Tree& tree, std::optional<Interval> const& interval, double level)
{
    auto const percent = percent_name(level);
    tree.add("lower_" + percent, interval ? Tree{interval->lower} : Tree{}).add("upper_" + percent, interval ? Tree{interval->upper} : Tree{});
}

Tree cell_tree(SurveyEstimate const& cell, double level)
{
    bool const said = cell.too_few == TooFew::none;
    Tree tree = Tree::members();
    tree.add("estimate", said ? Tree{cell.estimate} : Tree{}).add("standard_error", said ? Tree{cell.standard_error} : Tree{});
    add_interval(tree, said ? cell.interval : std::nullopt, level);
    tree.add("too_few_to_say", !said).add("too_few_because", too_few_tree(cell.too_few));
    tree.add("persons", static_cast<std::int64_t>(cell.persons)).add("clusters", static_cast<std::int64_t>(cell.clusters));
    tree.add("strata", static_cast<std::int64_t>(cell.strata)).add("degrees_of_freedom", cell.degrees_of_freedom).add("weight_sum", cell.weight_sum);
    if (!said) return tree;
    tree.add("design_effect", cell.design_effect).add("weighting_effect", cell.weighting_effect).add("effective_sample_size", cell.effective_sample_size);
    return tree.add("coefficient_of_variation", cell.variation).add("interval_by", interval_kind_tree(cell.interval_kind));
}

struct Run {
    Survey survey;
    SurveySettings settings;
    Codes yes;
    SurveyWaves waves = SurveyWaves::independent;
    std::vector<Answers> answers;
};

std::vector<Kind> kinds_of(Run const& run, Answers const& answers)
{
    if (answers.name == "scale" || run.yes.empty()) return {Kind::mean};
    return {Kind::share_of_all, Kind::share_of_valid, Kind::mean};
}

Result<SurveyEstimate> estimate(Run const& run, Ask const& ask)
{
    auto const sample = sample_of(run.survey, ask);
    if (ask.kind == Kind::mean) return survey_mean(sample, run.settings);
    return survey_share(sample, run.settings);
}

std::vector<std::optional<std::size_t>> areas_of(Run const& run)
{
    std::vector<std::optional<std::size_t>> areas{std::nullopt};
    for (std::size_t area = 0; area < run.survey.areas.names.size(); ++area) areas.emplace_back(area);
    return areas;
}

Tree place_tree(Run const& run, Ask const& ask)
{
    Tree tree = Tree::members().add("answer", ask.answers->name);
    return tree.add("area", ask.area ? Tree{run.survey.areas.names[*ask.area]} : Tree{});
}

Tree wave_tree(Run const& run, std::size_t wave) { return run.survey.has_waves() ? Tree{run.survey.waves.names[wave]} : Tree{}; }

Result<Tree> estimates_tree(Run const& run)
{
    Tree list = Tree::list();
    for (auto const& answers : run.answers)
        for (std::size_t wave = 0; wave < run.survey.waves.names.size(); ++wave)
            for (auto const& area : areas_of(run)) {
                Ask ask{&answers, Kind::mean, &run.yes, wave, area};
                Tree tree = place_tree(run, ask).add("wave", wave_tree(run, wave));
                for (auto const kind : kinds_of(run, answers)) {
                    ask.kind = kind;
                    tree.add(std::string{kind_name(kind)}, cell_tree(TRY(estimate(run, ask)), run.settings.level));
                }
                list.push(std::move(tree));
            }
    return list;
}

Result<Tree> change_tree(Run const& run, Ask earlier, std::size_t later_wave)
{
    Ask later = earlier;
    later.wave = later_wave;
    auto const before = TRY(estimate(run, earlier)), after = TRY(estimate(run, later));
    Tree tree = place_tree(run, earlier).add("what", kind_name(earlier.kind)).add("from_wave", wave_tree(run, earlier.wave)).add("to_wave", wave_tree(run, later_wave));
    auto const reason = before.too_few != TooFew::none ? before.too_few : after.too_few;
    tree.add("too_few_to_say", reason != TooFew::none).add("too_few_because", too_few_tree(reason));
    if (reason != TooFew::none) return tree;
    auto const change = TRY(survey_change(sample_of(run.survey, earlier), sample_of(run.survey, later), run.waves, run.settings));
    tree.add("change", change.change).add("standard_error", change.standard_error);
    add_interval(tree, change.interval, run.settings.level);
    return tree.add("statistic", change.statistic).add("p_two_sided", change.p_value).add("degrees_of_freedom", change.degrees_of_freedom);
}

Result<Tree> changes_tree(Run const& run)
{
    Tree list = Tree::list();
    auto const waves = run.survey.waves.names.size();
    for (auto const& answers : run.answers)
        for (auto const kind : kinds_of(run, answers))
            for (std::size_t wave = 1; wave < waves; ++wave)
                for (auto const& area : areas_of(run)) list.push(TRY(change_tree(run, {&answers, kind, &run.yes, wave - 1, area}, wave)));
    return list;
}

// ---- the scale ----

Tree scale_tree(ScaleReliability const& scale, std::vector<Answers> const& items, double level)
{
    Tree tree = Tree::members().add("persons", static_cast<std::int64_t>(scale.persons)).add("cronbach_alpha", scale.alpha);
    add_interval(tree, scale.interval, level);
    tree.add("standardised_alpha", scale.standardised_alpha).add("mean_correlation", scale.mean_correlation).add("mcdonald_omega", scale.omega);
    Tree list = Tree::list();
    for (std::size_t item = 0; item < items.size(); ++item) {
        auto const& one = scale.items[item];
        list.push(Tree::members().add("item", items[item].name).add("mean", one.mean).add("standard_deviation", one.standard_deviation).add("item_rest_correlation", one.item_rest_correlation).add("alpha_if_dropped", one.alpha_if_dropped));
    }
    return tree.add("items", std::move(list));
}

Result<Tree> scales_tree(Run const& run, std::vector<Answers> const& items)
{
    Tree list = Tree::list();
    for (std::size_t wave = 0; wave < run.survey.waves.names.size(); ++wave) {
        std::vector<std::vector<double>> values(items.size());
        auto const complete = scale_of(items);
        for (std::size_t row = 0; row < complete.value.size(); ++row) {
            if (complete.valid[row] == 0 || (run.survey.has_waves() && run.survey.wave[row] != wave)) continue;
            for (std::size_t item = 0; item < items.size(); ++item) values[item].push_back(items[item].value[row]);
        }
        auto const scale = TRY(scale_reliability(values, run.settings.level));
        list.push(Tree::members().add("wave", wave_tree(run, wave)).add_all(scale_tree(scale, items, run.settings.level)));
    }
    return list;
}

// ---- options ----

Result<LonelyCluster> lonely_rule(std::string_view text)
{
    if (text == "adjust") return LonelyCluster::adjust;
    if (text == "remove") return LonelyCluster::remove;
    if (text == "average") return LonelyCluster::average;
    if (text == "refuse") return LonelyCluster::refuse;
    return Error{Error::Kind::invalid, "an unknown rule for lonely clusters", "option lonely-cluster", "choose adjust, remove, average or refuse"};
}

Result<SurveySettings> read_settings(MethodOptions const& options)
{
    SurveySettings settings;
    settings.level = TRY(option_number(options, "level"));
    settings.lonely = TRY(lonely_rule(option_text(options, "lonely-cluster")));
    settings.limits.persons_min = static_cast<std::size_t>(TRY(option_count(options, "persons-min")));
    settings.limits.clusters_min = static_cast<std::size_t>(TRY(option_count(options, "clusters-min")));
    settings.limits.variation_max = TRY(option_number(options, "variation-max"));
    return settings;
}

Result<SurveyWaves> read_waves(MethodOptions const& options, Survey const& survey)
{
    auto const text = option_text(options, "waves");
    if (text == "independent") return SurveyWaves::independent;
    if (text != "same-clusters") return Error{Error::Kind::invalid, "an unknown kind of waves", "option waves", "choose independent or same-clusters"};
    if (survey.cluster.empty()) return Error{Error::Kind::missing, "waves with the same clusters, and no column cluster or person", "option waves", "name the column that holds the cluster, or the person of a panel"};
    return SurveyWaves::same_clusters;
}

Result<Tree> run_trust(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    Run run;
    run.survey = TRY(read_design(rows));
    run.settings = TRY(read_settings(options));
    run.yes = option_names(options, "yes");
    run.waves = TRY(read_waves(options, run.survey));
    auto const rule = TRY(read_missing(options, run.survey));
    auto const item_names = option_names(options, "items");
    auto names = option_names(options, "answer");
    if (!item_names.empty() && option_text(options, "answer") == "answer" && !rows.has("answer")) names.clear();
    if (names.size() + item_names.size() > answers_max) return Error{Error::Kind::limit, "more than 60 answers", "option answer", "ask for fewer at once"};
    std::vector<Answers> items;
    for (auto const& name : item_names) items.push_back(TRY(read_answers(rows, run.survey, rule, name)));
    for (auto const& name : names) run.answers.push_back(TRY(read_answers(rows, run.survey, rule, name)));
    Tree codes = Tree::list(), used = Tree::list();
    for (auto const& name : item_names) used.push(name);
    for (auto const& name : names) used.push(name);
    for (auto const* const group : {&run.answers, &items})
        for (auto const& one : *group) codes.push(Tree::members().add("answer", one.name).add("codes", one.codes));
    Tree result = Tree::members().add("columns_used", std::move(used));
    if (!items.empty()) {
        result.add("scales", TRY(scales_tree(run, items)));
        run.answers.push_back(scale_of(items));
    }
    result.add("estimates", TRY(estimates_tree(run)));
    if (run.survey.waves.names.size() > 1) result.add("changes", TRY(changes_tree(run)));
    return result.add("codes_seen", std::move(codes));
}

}  // namespace

Method trust_method()
{
    return {"trust",
            {"Réponses d'une enquête, pondérées: niveau, changement, fiabilité", "Weighted answers of a survey: level, change, reliability"},
            {{"answer", "real", false, {"réponse codée (0, 1, 2 ...)", "coded answer (0, 1, 2 ...)"}},
             {"weight", "number", false, {"poids de la personne", "weight of the person"}},
             {"cluster", "text", false, {"grappe tirée (village, zone de dénombrement)", "cluster drawn (village, enumeration area)"}},
             {"stratum", "text", false, {"strate du tirage", "stratum of the draw"}},
             {"person", "text", false, {"personne d'un panel, s'il n'y a pas de grappes", "person of a panel, where there are no clusters"}},
             {"wave", "text", false, {"vague, dans l'ordre du fichier", "wave, in the order of the file"}},
             {"area", "text", false, {"zone pour laquelle une estimation est voulue", "area for which an estimate is wanted"}}},
            {{"answer", "answer", {"colonnes des réponses, séparées par des virgules", "columns of the answers, separated by commas"}},
             {"items", "none", {"colonnes d'une échelle: alpha, oméga, moyenne", "columns of a scale: alpha, omega, mean"}},
             {"yes", "none", {"codes comptés comme oui, ainsi 2,3: donne les parts", "codes counted as yes, as 2,3: gives the shares"}},
             {"missing", "usual", {"codes sans réponse: usual, none, 9,998 ou par vague r5:9,998;r6:9,98", "codes that are no answer: usual, none, 9,998 or by wave r5:9,998;r6:9,98"}},
             {"waves", "independent", {"vagues: independent ou same-clusters", "waves: independent or same-clusters"}},
             {"lonely-cluster", "adjust", {"strate à une seule grappe: adjust, remove, average, refuse", "stratum of one cluster: adjust, remove, average, refuse"}},
             {"persons-min", "30", {"moins de personnes: trop peu pour le dire", "fewer persons: too few to say"}},
             {"clusters-min", "3", {"moins de grappes: trop peu pour le dire", "fewer clusters: too few to say"}},
             {"variation-max", "0.3", {"erreur type / estimation au-delà: trop peu pour le dire", "standard error / estimate above this: too few to say"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "Lohr 2010, ch. 9; Lumley 2010; Cronbach 1951; Feldt 1965; McDonald 1999",
            "docs/methods/trust.md",
            run_trust};
}

}  // namespace accalmie
