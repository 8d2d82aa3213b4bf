// SPDX-License-Identifier: Apache-2.0
#include "answers/multiverse.hpp"

#include "answers/cells.hpp"
#include "answers/change_rows.hpp"
#include "answers/sql.hpp"
#include "ground/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t incident_rows_max = 1'000'000;
constexpr std::size_t fits_max = 600'000;  // of models in one answer: some twenty seconds
constexpr int radius_level = 3;  // a source that knows the commune, or UCDP's "within about 25 km", belongs into a circle

using Units = std::vector<std::size_t>;  // indices of places

/// Places of one level that satisfy `wanted`, and are not among `except`.
template <class Wanted>
Units places_where(PlaceIndex const& places, int level, Units const& except, Wanted const& wanted)
{
    Units found;
    for (std::size_t i = 0; i < places.places().size(); ++i)
        if (places.places()[i].level == level && std::find(except.begin(), except.end(), i) == except.end() && wanted(i)) found.push_back(i);
    return found;
}

Result<Units> pool_of(PlaceIndex const& places, Units const& treated, std::string const& text)
{
    int const level = places.places()[treated.front()].level;
    if (text == "all") return places_where(places, level, treated, [](std::size_t) { return true; });
    if (text == "neighbours") return neighbours_of(places, treated);
    if (text == "region") {
        std::set<std::size_t> regions;
        for (auto const place : treated) regions.insert(places.ancestor(place, 1));
        return places_where(places, level, treated, [&](std::size_t place) { return regions.contains(places.ancestor(place, 1)); });
    }
    std::vector<std::string> codes;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find(' ', begin), text.size());
        if (end > begin) codes.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    auto pool = TRY(chosen_places(places, codes).at("pool"));
    std::erase_if(pool, [&](std::size_t place) { return std::find(treated.begin(), treated.end(), place) != treated.end(); });
    return pool;
}

class Preparer {
public:
    Preparer(MultiverseMaterial const& material, EvaluationPlan const& plan) : material_(material), plan_(plan) {}

    Result<MultiverseAnswer> prepare()
    {
        units_ = TRY(chosen_places(*material_.places, plan_.places));
        answer_.treated = units_.size();
        choose_sources();
        TRY(choose_pools());
        fill_months();
        choose_windows();
        choose_baselines();
        choose_kinds();
        choose_precisions();
        choose_areas();
        choose_estimators();
        fill_cells();
        fill_options();
        return std::move(answer_);
    }

private:
    std::vector<std::string>& values(ChoiceOf choice) { return answer_.values[static_cast<std::size_t>(choice)]; }
    Place const& place(std::size_t unit) const { return material_.places->places()[units_[unit]]; }
    bool covers(std::string const& source, std::string const& code, Month month) const { return Coverage::covers(material_.coverage->runs(source, code), month); }
    void leave_out(std::string choice, std::string value, Words why) { answer_.left_out.push_back({std::move(choice), std::move(value), std::move(why)}); }

    /// A source that covers no placement of the window in all treated places says nothing about it.
    void choose_sources()
    {
        auto const wanted = plan_.sources.empty() ? material_.coverage->sources() : plan_.sources;
        for (auto const& source : wanted) {
            int run = 0, longest = 0;
            for (Month month = plan_.first; month <= plan_.last; month = month + 1) {
                bool all = true;
                for (std::size_t unit = 0; unit < answer_.treated; ++unit) all = all && covers(source, place(unit).code, month);
                run = all ? run + 1 : 0;
                longest = std::max(longest, run);
            }
            if (longest >= plan_.window_months) sources_.push_back(source);
            else leave_out("source", source, {"elle ne couvre pas la période : pas de données, et non zéro", "it does not cover the window: no data, not zero"});
        }
        for (std::size_t i = 0; i < sources_.size(); ++i) answer_.input.sources.push_back({sources_[i], i});
        values(ChoiceOf::source) = sources_;
    }

    /// Every pool's places become units, but those that a source covers less than the treated ones.
    Result<void> choose_pools()
    {
        std::set<std::size_t> refused;
        for (auto const& text : plan_.pools) {
            PoolChoice pool{text, {}};
            for (auto const index : TRY(pool_of(*material_.places, {units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(answer_.treated)}, text))) {
                if (refused.contains(index)) continue;
                auto const at = std::find(units_.begin(), units_.end(), index);
                if (at == units_.end() && !covered_like_treated(material_.places->places()[index].code)) {
                    refused.insert(index);
                    leave_out("pool", material_.places->places()[index].code, {"une source ne le couvre pas comme les lieux du programme", "a source does not cover it as it covers the places of the programme"});
                    continue;
                }
                pool.units.push_back(static_cast<std::size_t>(at - units_.begin()));
                if (at == units_.end()) units_.push_back(index);
            }
            if (pool.units.empty()) leave_out("pool", text, {"aucun lieu", "no place"});
            else answer_.input.pools.push_back(std::move(pool));
        }
        for (auto const& pool : answer_.input.pools) values(ChoiceOf::pool).push_back(pool.name);
        for (auto const index : units_) answer_.units.push_back({material_.places->places()[index].code, material_.places->places()[index].name, material_.places->places()[index].level});
        return {};
    }
    bool covered_like_treated(std::string const& code) const
    {
        return std::all_of(sources_.begin(), sources_.end(), [&](std::string const& source) {
            auto const own = material_.coverage->runs(source, code), treated = material_.coverage->runs(source, place(0).code);
            return own.size() == treated.size() && std::equal(own.begin(), own.end(), treated.begin(), [](DayRun a, DayRun b) { return a.first == b.first && a.last == b.last; });
        });
    }

    void fill_months()
    {
        auto& cube = answer_.input.cube;
        std::optional<Month> first, last;
        for (auto const& source : sources_)
            for (auto const& run : material_.coverage->runs(source, place(0).code)) {
                first = std::min(first.value_or(Month::of(run.first)), Month::of(run.first));
                last = std::max(last.value_or(Month::of(run.last)), Month::of(run.last));
            }
        cube.first = first.value_or(plan_.first);
        cube.months = static_cast<std::size_t>(std::clamp(last.value_or(plan_.last) - cube.first + 1, 1, 2'400));
        cube.units = units_.size();
        cube.sources = std::max<std::size_t>(1, sources_.size());
        for (auto const& source : sources_) {
            auto& covered = cube.covered.emplace_back();
            std::vector<std::vector<DayRun>> runs;
            for (std::size_t unit = 0; unit < answer_.treated; ++unit) runs.push_back(material_.coverage->runs(source, place(unit).code));
            for (std::size_t month = 0; month < cube.months; ++month)
                covered.push_back(std::all_of(runs.begin(), runs.end(), [&](auto const& of) { return Coverage::covers(of, cube.first + static_cast<int>(month)); }));
        }
        if (sources_.empty()) cube.covered.emplace_back(cube.months, false);
    }

    void add_window(WindowChoice window)
    {
        if (window.months < 1 || window.months > 120 || window.firsts.empty()) return;
        values(ChoiceOf::window).push_back(window.name);
        answer_.input.windows.push_back(std::move(window));
    }
    /// As planned first, then with its edges moved.
    void choose_windows()
    {
        std::vector<std::pair<int, int>> edges{{0, 0}};
        for (int start = -plan_.edge_months; start <= plan_.edge_months; ++start)
            for (int end = -plan_.edge_months; end <= plan_.edge_months; ++end)
                if ((start != 0 || end != 0) && (!plan_.window_searched || start == 0)) edges.emplace_back(start, end);
        for (auto const& [start, end] : edges) {
            int const months = plan_.window_months + end - start;
            if (!plan_.window_searched) {
                Month const first = plan_.first + start;
                add_window({fmt::format("{} to {}", to_iso(first), to_iso(first + (months - 1))), months, {first}});
                continue;
            }
            WindowChoice window{fmt::format("{} months within {} to {}", months, to_iso(plan_.first), to_iso(plan_.last)), months, {}};
            for (Month first = plan_.first; first + (months - 1) <= plan_.last && window.firsts.size() < 400; first = first + 1) window.firsts.push_back(first);
            add_window(std::move(window));
        }
    }

    void choose_baselines()
    {
        for (auto const& baseline : plan_.baselines) {
            answer_.input.baselines.push_back({baseline.text, baseline.kind, baseline.years, baseline.months});
            values(ChoiceOf::baseline).push_back(baseline.text);
        }
    }

    void choose_kinds()
    {
        std::set<std::string> seen;
        for (auto const& incident : material_.incidents) seen.insert(incident.kind);
        kinds_.assign(seen.begin(), seen.end());
        for (auto const& text : plan_.kinds) {
            KindChoice choice{text, {}};
            for (std::size_t i = 0; i < kinds_.size(); ++i)
                if (holds_kind(text, kinds_[i])) choice.kinds.push_back(i);
            values(ChoiceOf::kinds).push_back(text);
            answer_.input.kinds.push_back(std::move(choice));
        }
        answer_.input.cube.kinds = std::max<std::size_t>(1, kinds_.size());
    }

    void choose_precisions()
    {
        for (auto const& text : plan_.precisions) {
            answer_.input.precisions.push_back({text, text == "place" ? std::nullopt : std::optional{text == "point" ? 4 : 0}});
            values(ChoiceOf::precision).push_back(text);
        }
    }

    void choose_areas()
    {
        std::vector<std::string> names;
        for (auto const& text : plan_.areas) {
            bool const has_centres = text == "place" || std::all_of(units_.begin(), units_.end(), [&](std::size_t unit) { return material_.places->places()[unit].centre.has_value(); });
            if (has_centres) names.push_back(text);
            else leave_out("area", text, {"des lieux n’ont pas de centre connu", "some places have no known centre"});
        }
        if (!plan_.communes.empty()) names.emplace_back("communes");
        for (std::size_t i = 0; i < names.size(); ++i) answer_.input.areas.push_back({names[i], i, names[i] == "place" ? place(0).level : radius_level});
        values(ChoiceOf::area) = names;
        answer_.input.cube.areas = std::max<std::size_t>(1, names.size());
    }

    void choose_estimators()
    {
        for (auto const& text : plan_.estimators) {
            bool const takes_pool = text != "rate_ratio" && text != model_code(ModelEstimator::negative_binomial_its);
            if (takes_pool && answer_.input.pools.empty()) leave_out("estimator", text, {"aucun lieu de comparaison", "no place to compare with"});
            else if (text == "rate_ratio" || text == "ratio_of_ratios") answer_.input.estimators.push_back(text == "rate_ratio" ? PlainEstimator::rate_ratio : PlainEstimator::ratio_of_ratios);
            else
                for (auto const model : {ModelEstimator::negative_binomial_its, ModelEstimator::difference_in_differences, ModelEstimator::synthetic_control, ModelEstimator::synthetic_did})
                    if (text == model_code(model)) answer_.models.push_back(model);
        }
        if (answer_.input.estimators.empty()) answer_.input.estimators.push_back(PlainEstimator::rate_ratio);
        for (auto const estimator : answer_.input.estimators) values(ChoiceOf::estimator).emplace_back(estimator_code(estimator));
    }

    /// The unit whose centre is nearest, within the radius: nothing counts twice where circles overlap.
    std::optional<std::size_t> within(LocatedCount const& incident, double radius_km) const
    {
        std::optional<std::size_t> nearest;
        double least = radius_km;
        if (!incident.position) return nearest;
        for (std::size_t unit = 0; unit < units_.size(); ++unit) {
            double const away = distance_km(*incident.position, *place(unit).centre);
            if (away <= least) least = away, nearest = unit;
        }
        return nearest;
    }

    /// Of the treated places the communes that the plan names; of others as large a share, those nearest to the centre.
    std::map<std::string, std::size_t> communes_of_units() const
    {
        auto const& places = material_.places->places();
        std::vector<Units> inside(units_.size());
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i].level == 3)
                for (std::size_t unit = 0; unit < units_.size(); ++unit)
                    if (material_.places->ancestor(i, place(unit).level) == units_[unit]) inside[unit].push_back(i);
        std::map<std::string, std::size_t> communes;
        double named = 0, all = 0;
        for (std::size_t unit = 0; unit < answer_.treated; ++unit)
            for (auto const commune : inside[unit]) {
                ++all;
                if (std::find(plan_.communes.begin(), plan_.communes.end(), places[commune].code) == plan_.communes.end()) continue;
                ++named;
                communes[places[commune].code] = unit;
            }
        for (std::size_t unit = answer_.treated; unit < units_.size(); ++unit) {
            auto const away = [&](std::size_t commune) { return places[commune].centre && place(unit).centre ? distance_km(*places[commune].centre, *place(unit).centre) : 1e9; };
            std::sort(inside[unit].begin(), inside[unit].end(), [&](std::size_t a, std::size_t b) { return std::pair{away(a), a} < std::pair{away(b), b}; });
            auto const count = static_cast<std::size_t>(std::ceil(named / std::max(1.0, all) * static_cast<double>(inside[unit].size())));
            for (std::size_t i = 0; i < std::min(count, inside[unit].size()); ++i) communes[places[inside[unit][i]].code] = unit;
        }
        return communes;
    }

    void fill_cells()
    {
        auto& cube = answer_.input.cube;
        std::map<std::string, std::size_t> by_code, kind_at, source_at;
        for (std::size_t unit = 0; unit < units_.size(); ++unit) by_code[place(unit).code] = unit;
        for (std::size_t i = 0; i < kinds_.size(); ++i) kind_at[kinds_[i]] = i;
        for (std::size_t i = 0; i < sources_.size(); ++i) source_at[sources_[i]] = i;
        auto const communes = communes_of_units();
        for (auto const& area : answer_.input.areas) {
            double radius = 0;  // of a circle; parse_plan has read it
            std::from_chars(area.name.data(), area.name.data() + area.name.size(), radius);
            for (auto const& incident : material_.incidents) {
                auto const source = source_at.find(incident.source);
                int const month = incident.month - cube.first;
                if (source == source_at.end() || month < 0 || month >= static_cast<int>(cube.months)) continue;
                std::optional<std::size_t> unit;
                if (radius > 0) {
                    unit = within(incident, radius);
                } else if (area.name == "communes") {
                    if (auto const found = communes.find(incident.areas[2]); found != communes.end()) unit = found->second;
                } else {
                    for (auto const& code : incident.areas)
                        if (auto const found = by_code.find(code); found != by_code.end()) unit = found->second;
                }
                if (unit) cube.cells.push_back({area.area, *unit, source->second, kind_at.find(incident.kind)->second, static_cast<std::size_t>(month), incident.level, incident.count});
            }
        }
    }

    void fill_options()
    {
        auto& input = answer_.input;
        for (std::size_t unit = 0; unit < answer_.treated; ++unit) input.treated.push_back(unit);
        input.reassign = units_.size() > answer_.treated ? Reassign::both : Reassign::windows;
        input.permutations = static_cast<std::size_t>(plan_.permutations);
        input.specifications_max = std::min<std::size_t>(20'000, 40'000'000 / (input.permutations + 1));
        input.seed = plan_.seed;
        input.level = plan_.level;
        input.p_threshold = plan_.p_threshold;
        input.share_needed = plan_.share_needed;
        input.smallest_fall = std::min(plan_.smallest_fall_percent / 100, 0.9999);
    }

    MultiverseMaterial const& material_;
    EvaluationPlan const& plan_;
    MultiverseAnswer answer_;
    Units units_;
    std::vector<std::string> sources_, kinds_;
};

Result<std::vector<LocatedCount>> load_incidents(Store const& store, EvaluationPlan const& plan)
{
    std::string sources;
    for (auto const& source : plan.sources) sources += (sources.empty() ? "" : " ") + source;
    auto const table = TRY(store.query(sql::multiverse_incidents, {{"sources", sources}}));
    if (table.rows.size() > incident_rows_max) return Error{Error::Kind::limit, "more than 1,000,000 rows of incidents", "incident", "name the sources in the plan"};
    std::vector<LocatedCount> incidents;
    for (auto const& row : table.rows) {
        auto const month = parse_month(cell_text(row[3]));
        if (!month) continue;
        auto const latitude = cell<double>(row[4]), longitude = cell<double>(row[5]);
        std::optional<Coordinate> position;
        if (latitude && longitude)
            if (auto const made = Coordinate::of_degrees(*latitude, *longitude)) position = *made;
        incidents.push_back({cell_text(row[0]), cell_text(row[1]), static_cast<int>(cell_integer(row[2])), *month, position, {cell_text(row[6]), cell_text(row[7]), cell_text(row[8])}, cell_integer(row[9])});
    }
    return incidents;
}

}  // namespace

Result<MultiverseAnswer> prepare_multiverse(MultiverseMaterial const& material, EvaluationPlan const& plan) { return Preparer{material, plan}.prepare(); }

Result<MultiverseAnswer> answer_multiverse(Store const& store, Asking const& asking, EvaluationPlan const& plan)
{
    TRY(require(asking, Action::see_open, "incident"));
    auto const places = TRY(store.places());
    auto const coverage = TRY(load_coverage(store));
    MultiverseMaterial material;
    material.places = places.get();
    material.coverage = &coverage;
    material.incidents = TRY(load_incidents(store, plan));
    auto answer = TRY(prepare_multiverse(material, plan));
    if (answer.input.sources.empty() || answer.input.areas.empty() || answer.input.windows.empty()) return answer;  // nothing can be said, and `left_out` says why
    answer.found = TRY(multiverse(answer.input));
    if (answer.models.empty()) return answer;
    ModelledInput modelled;
    modelled.question = answer.input;
    modelled.models = answer.models;
    std::size_t placements = 1;
    for (auto const& window : answer.input.windows) placements = std::max(placements, window.firsts.size());
    modelled.specifications_max = std::clamp<std::size_t>(fits_max / (2 * (modelled.permutations + 1) * placements), 24, modelled.specifications_max);
    answer.modelled = TRY(modelled_multiverse(modelled));
    return answer;
}

Words refusal_words(Refusal refusal)
{
    switch (refusal) {
    case Refusal::none: return {"répond", "answers"};
    case Refusal::window_not_covered: return {"la source ne couvre pas la période", "the source does not cover the window"};
    case Refusal::baseline_not_covered: return {"la source ne couvre pas les mois de comparaison", "the source does not cover the months of comparison"};
    case Refusal::no_event_before: return {"aucun incident avant : rien ne peut avoir baissé", "no event before: nothing can have fallen"};
    case Refusal::no_event_in_pool: return {"aucun incident dans les lieux de comparaison", "no event in the places compared with"};
    case Refusal::too_few_placements: return {"trop peu de périodes comparables dans la série", "too few windows in the series to be ranked among"};
    }
    return {};
}

Words choice_words(ChoiceOf choice)
{
    switch (choice) {
    case ChoiceOf::window: return {"bords de la période", "edges of the window"};
    case ChoiceOf::baseline: return {"comparaison dans le temps", "baseline"};
    case ChoiceOf::area: return {"aire", "area"};
    case ChoiceOf::kinds: return {"types d’incidents", "kinds of incidents"};
    case ChoiceOf::source: return {"source", "source"};
    case ChoiceOf::precision: return {"précision du lieu", "precision of the place"};
    case ChoiceOf::pool: return {"lieux de comparaison", "comparison pool"};
    case ChoiceOf::estimator: return {"estimateur", "estimator"};
    }
    return {};
}

}  // namespace accalmie
