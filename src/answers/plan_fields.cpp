// SPDX-License-Identifier: Apache-2.0
// src/answers/plan_fields.cpp: the fields of an evaluation plan, from text to choices.
#include "answers/change_words.hpp"
#include "answers/plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t choices_max = 20, places_max = 100;

std::vector<std::string> split(std::string_view text, char by)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        auto const end = std::min(text.find(by), text.size());
        auto part = text.substr(0, end);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string_view text_of(PlanFields const& fields, std::string_view name)
{
    auto const found = fields.find(name);
    return found == fields.end() ? std::string_view{} : std::string_view{found->second};
}

Result<void> read_number(PlanFields const& fields, std::string_view name, double& into, double least, double most)
{
    auto const text = text_of(fields, name);
    if (text.empty()) return {};
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (problem != std::errc{} || end != text.data() + text.size() || !(into >= least && into <= most))
        return Error{Error::Kind::invalid, "\"" + std::string{text.substr(0, 40)} + "\" is not a number that it may be", std::string{name}, "docs/dictionary.md gives its bounds"};
    return {};
}

Result<void> read_whole(PlanFields const& fields, std::string_view name, int& into, int least, int most)
{
    double value = into;
    TRY(read_number(fields, name, value, least, most));
    if (value != std::floor(value)) return Error{Error::Kind::invalid, "not a whole number", std::string{name}, "write it without decimals"};
    into = static_cast<int>(value);
    return {};
}

/// A list, or what stands there already.
Result<void> read_list(PlanFields const& fields, std::string_view name, char by, std::vector<std::string>& into, std::size_t most = choices_max)
{
    auto parts = split(text_of(fields, name), by);
    if (parts.size() > most) return Error{Error::Kind::limit, "more than " + std::to_string(most) + " choices", std::string{name}, "keep those that somebody would defend"};
    if (!parts.empty()) into = std::move(parts);
    return {};
}

Result<void> each_known(std::vector<std::string> const& given, std::string_view name, std::vector<std::string_view> const& known)
{
    std::string all;
    for (auto const code : known) all += (all.empty() ? "" : ", ") + std::string{code};
    for (auto const& one : given)
        if (std::find(known.begin(), known.end(), one) == known.end())
            return Error{Error::Kind::invalid, "\"" + one.substr(0, 40) + "\" is not one of its choices", std::string{name}, "choose " + all};
    return {};
}

Result<PlannedBaseline> baseline_of(std::string const& text)
{
    PlannedBaseline baseline;
    baseline.text = text;
    auto const colon = text.find(':');
    baseline.kind = TRY(parse_baseline(text.substr(0, colon)).at("baselines"));
    if (colon == std::string::npos) return baseline;
    int number = 0;
    TRY(read_whole({{"baselines", text.substr(colon + 1)}}, "baselines", number, 1, 120));
    if (baseline.kind == Baseline::whole_before) return Error{Error::Kind::invalid, "whole_before takes no number", "baselines", "write whole_before"};
    (baseline.kind == Baseline::same_season ? baseline.years : baseline.months) = number;
    if (baseline.years > 50) return Error{Error::Kind::invalid, "more than 50 years", "baselines", "write same_season:3"};
    return baseline;
}

Result<void> read_baselines(PlanFields const& fields, EvaluationPlan& plan)
{
    std::vector<std::string> texts{"same_season:3"};
    TRY(read_list(fields, "baselines", ' ', texts));
    for (auto const& text : texts) plan.baselines.push_back(TRY(baseline_of(text)));
    return {};
}

Result<void> read_areas(PlanFields const& fields, EvaluationPlan& plan)
{
    TRY(read_list(fields, "areas", ' ', plan.areas));
    for (auto const& area : plan.areas) {
        if (area == "place") continue;
        double radius = 0;
        if (!area.ends_with("km")) return Error{Error::Kind::invalid, "\"" + area.substr(0, 40) + "\" is not an area", "areas", "write place, or a radius as 25km"};
        TRY(read_number({{"areas", area.substr(0, area.size() - 2)}}, "areas", radius, 1, 500));
    }
    return {};
}

Result<void> read_window(PlanFields const& fields, EvaluationPlan& plan)
{
    auto const first = TRY(parse_day(text_of(fields, "first_day").substr(0, 10)).at("first_day")), last = TRY(parse_day(text_of(fields, "last_day").substr(0, 10)).at("last_day"));
    plan.first = Month::of(first);
    plan.last = Month::of(last);
    if (first != plan.first.first_day()) return Error{Error::Kind::invalid, "a plan counts whole months", "first_day", "write the first day of a month"};
    if (last + std::chrono::days{1} != plan.last.end_day()) return Error{Error::Kind::invalid, "a plan counts whole months", "last_day", "write the last day of a month"};
    int const months = plan.last - plan.first + 1;
    if (months < 1) return Error{Error::Kind::invalid, "the last day is before the first", "last_day", "write a later one"};
    if (months > 480) return Error{Error::Kind::limit, "more than 40 years", "last_day", "name the months in which the window may lie"};
    plan.window_months = std::min(months, 120);
    TRY(read_whole(fields, "window_months", plan.window_months, 1, 120));
    if (plan.window_months > months) return Error{Error::Kind::invalid, "the window is longer than the months in which it may lie", "window_months", "write fewer months, or a later last day"};
    plan.window_searched = plan.window_months < months;
    return {};
}

Result<void> read_thresholds(PlanFields const& fields, EvaluationPlan& plan)
{
    TRY(read_number(fields, "level", plan.level, 0.5, 0.9999));
    TRY(read_number(fields, "p_threshold", plan.p_threshold, 0.0001, 0.5));
    TRY(read_number(fields, "share_needed", plan.share_needed, 0, 1));
    TRY(read_number(fields, "smallest_fall_percent", plan.smallest_fall_percent, 0, 100));
    TRY(read_whole(fields, "edge_months", plan.edge_months, 0, 12));
    TRY(read_whole(fields, "permutations", plan.permutations, 99, 9999));
    int seed = 1;
    TRY(read_whole(fields, "seed", seed, 0, 1'000'000'000));
    plan.seed = static_cast<std::uint64_t>(seed);
    if (auto const rank_by = text_of(fields, "rank_by"); !rank_by.empty()) plan.rank_by = TRY(parse_rank_by(rank_by).at("rank_by"));
    return {};
}

}  // namespace

Result<EvaluationPlan> parse_plan(PlanFields const& fields)
{
    EvaluationPlan plan;
    for (auto const* const name : {"name", "sentence", "places", "first_day", "last_day"})
        if (text_of(fields, name).empty()) return Error{Error::Kind::missing, "a plan needs it", name, "docs/dictionary.md says what it holds"};
    plan.name = text_of(fields, "name");
    if (plan.name.find_first_of(" ,:;") != std::string::npos) return Error{Error::Kind::invalid, "a name has no blank, comma or colon", "name", "write it with hyphens"};
    plan.sentence = text_of(fields, "sentence");
    plan.basis = text_of(fields, "basis");
    TRY(read_list(fields, "places", ' ', plan.places, places_max));
    TRY(read_window(fields, plan));
    TRY(read_baselines(fields, plan));
    TRY(read_areas(fields, plan));
    TRY(read_list(fields, "pool", ';', plan.pools));
    TRY(read_list(fields, "kinds", ';', plan.kinds));
    TRY(read_list(fields, "sources", ' ', plan.sources));
    TRY(read_list(fields, "communes", ' ', plan.communes, places_max));
    TRY(read_list(fields, "precision", ' ', plan.precisions));
    TRY(each_known(plan.precisions, "precision", {"place", "point", "any"}));
    TRY(read_list(fields, "estimators", ' ', plan.estimators));
    TRY(each_known(plan.estimators, "estimators", {"rate_ratio", "ratio_of_ratios", "negative_binomial_its", "difference_in_differences", "synthetic_control", "synthetic_did"}));
    TRY(read_thresholds(fields, plan));
    return plan;
}

ChangeQuestion question_of(EvaluationPlan const& plan)
{
    ChangeQuestion question;
    question.places = plan.places;
    question.first = plan.first;
    question.last = plan.last;
    question.months = plan.window_months;
    question.baseline = plan.baselines.front().kind;
    question.baseline_years = plan.baselines.front().years;
    question.level = plan.level;
    question.p_threshold = plan.p_threshold;
    question.rank_by = plan.rank_by;
    question.kinds = plan.kinds.front();
    question.seed = plan.seed;
    question.claim.sentence = Words{plan.sentence, plan.sentence};
    question.claim.baseline = plan.baselines.front().text;
    question.claim.area = plan.places.front();
    question.claim.months = to_iso(plan.first) + " " + to_iso(plan.last);
    if (!plan.sources.empty()) question.claim.source = plan.sources.front();
    return question;
}

}  // namespace accalmie
