// SPDX-License-Identifier: Apache-2.0
#include "measures/multiverse_models.hpp"

#include "measures/difference_in_differences.hpp"
#include "measures/interrupted_time_series.hpp"
#include "measures/multiverse_engine.hpp"
#include "measures/reference_distributions.hpp"

namespace accalmie {

namespace {

using namespace multiverse_parts;

constexpr std::size_t models_specifications_max = 2'000, models_permutations_max = 999;
constexpr int trend_months_min = 36;
constexpr double lowest_z = -1e6;  // what cannot be fitted is as high as can be

/// The plain question with the models in the place of its estimators: what takes a pool, and what does not.
MultiverseInput as_plain(ModelledInput const& input)
{
    auto plain = input.question;
    plain.estimators.clear();
    for (auto const model : input.models) plain.estimators.push_back(model == ModelEstimator::negative_binomial_its ? PlainEstimator::rate_ratio : PlainEstimator::ratio_of_ratios);
    plain.specifications_max = input.specifications_max;
    plain.permutations = input.permutations;
    return plain;
}

/// Months from the earliest of the baseline to the end of the window.
struct Span {
    int begin = 0, window = 0, end = 0;
};

class ModelEngine : public Engine {
public:
    ModelEngine(ModelledInput const& models, MultiverseInput const& plain) : Engine(plain), models_(models) {}

    Result<ModelledMultiverse> run_models()
    {
        ModelledMultiverse answer;
        auto const combinations = cross(input_, answer.crossed);
        if (combinations.empty()) return too_much("more than 1e15 combinations", "choices");
        plan(combinations);
        auto const shifts = common_shifts();
        answer.specifications.resize(planned_.size());
        in_parallel(planned_.size(), input_.threads, [&](std::size_t i) { fill_real_model(answer.specifications[i], planned_[i]); });
        fill_paths(answer);
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < planned_.size(); ++i)
            if (planned_[i].refusal == Refusal::none && answer.specifications[i].model_refusal.empty()) rows.push_back(i);
        answer.answered = rows.size();
        if (rows.empty()) return answer;
        auto const assignments = draw_assignments(input_, shifts, [&](Moved const& moved) { return baseline_events(planned_[rows.front()], moved); });
        answer.assignments = assignments.moved.size();
        std::vector<std::vector<double>> z(rows.size());
        in_parallel(rows.size(), input_.threads, [&](std::size_t row) { z[row] = z_of_all(planned_[rows[row]], assignments); });
        for (std::size_t row = 0; row < rows.size(); ++row) answer.fits += assignments.moved.size() * planned_[rows[row]].firsts.size() * (model(planned_[rows[row]]) == ModelEstimator::negative_binomial_its ? 2 : 1);
        judge_models(answer, rows, z);
        return answer;
    }

private:
    ModelEstimator model(Planned const& planned) const { return models_.models[of(planned, ChoiceOf::estimator)]; }

    Span span_of(Planned const& planned, int first) const
    {
        Before before;
        fill_before(before, baseline(planned), first, window(planned).months, covered(planned));
        Span span{first, first, first + window(planned).months};
        for (int i = 0; i < before.count; ++i) span.begin = std::min(span.begin, before.stretches[static_cast<std::size_t>(i)].first);
        return span;
    }

    ItsInput its_of(Planned const& planned, Sums const& treated, int first) const
    {
        auto const span = span_of(planned, first);
        ItsInput input;
        input.family = CountFamily::negative_binomial;
        input.level = 1 - (1 - input_.level) / static_cast<double>(planned.firsts.size());
        bool const is_long = span.end - span.begin >= trend_months_min;
        input.trend = is_long ? Trend::linear : Trend::none;
        input.harmonics = is_long ? 1 : 0;
        for (int month = span.begin; month < span.end; ++month) {
            if (!covered(planned).all(month, month + 1)) continue;
            input.time.push_back(month);
            input.step.push_back(month >= span.window ? 1 : 0);
            input.counts.push_back(static_cast<double>(treated.between(month, month + 1)));
        }
        return input;
    }

    /// The real assignment: of its placements the one with the lowest plain z.
    void fill_real_model(ModelledSpecification& specification, Planned const& planned) const
    {
        specification.choice = planned.choice;
        specification.refusal = planned.refusal;
        specification.placements = static_cast<int>(planned.firsts.size());
        if (planned.refusal != Refusal::none) return;
        auto const real = real_sums(planned);
        auto const lowest = lowest_of(planned, real.first, real.second, 0);
        specification.first = input_.cube.first + lowest.first;
        switch (model(planned)) {
        case ModelEstimator::negative_binomial_its: fill_its(specification, its_of(planned, real.first, lowest.first)); break;
        case ModelEstimator::difference_in_differences: fill_panel(specification, planned, lowest.first); break;
        case ModelEstimator::synthetic_control:
        case ModelEstimator::synthetic_did: fill_synthetic(specification, planned, lowest.first); break;
        }
    }

    static void fill_its(ModelledSpecification& specification, ItsInput const& input)
    {
        specification.rows = input.time.size();
        auto const fitted = interrupted_time_series(input);
        if (!fitted) {
            specification.model_refusal = "not_a_model";
            return;
        }
        if (fitted->model.refusal != ItsRefusal::none) {
            specification.model_refusal = its_refusal_code(fitted->model.refusal);
            return;
        }
        // Student's t: of the intervals of a regression the one that holds its level from 10 expected events on (bench/calibration.cpp).
        auto const& step = fitted->model.step;
        double const reach = student_reach(input.level, static_cast<double>(input.time.size() - fitted->model.coefficients.size())) * step.standard_error;
        specification.estimate = step.ratio;
        specification.lower = std::exp(step.estimate - reach);
        specification.upper = std::exp(step.estimate + reach);
    }

    void fill_panel(ModelledSpecification& specification, Planned const& planned, int first) const
    {
        auto const& units = series_[planned.series].units;
        auto compared = input_.pools[of(planned, ChoiceOf::pool)].units;
        auto const span = span_of(planned, first);
        Panel panel;
        double during = 0, cells = 0;
        compared.insert(compared.begin(), input_.treated.begin(), input_.treated.end());
        for (std::size_t k = 0; k < compared.size(); ++k) {
            auto const unit = compared[k];
            for (int month = span.begin; month < span.end; ++month) {
                if (!covered(planned).all(month, month + 1)) continue;
                bool const now = k < input_.treated.size() && month >= span.window;
                panel.unit.push_back(unit);
                panel.time.push_back(month);
                panel.outcome.push_back(static_cast<double>(units[unit].between(month, month + 1)));
                panel.treated.push_back(now ? 1 : 0);
                during += now ? panel.outcome.back() : 0;
                cells += now ? 1 : 0;
            }
        }
        specification.rows = panel.outcome.size();
        auto const fitted = difference_in_differences(panel, 1 - (1 - input_.level) / static_cast<double>(planned.firsts.size()));
        if (!fitted) {
            specification.model_refusal = "not_a_panel";
            return;
        }
        specification.effect = fitted->effect.estimate;
        specification.effect_lower = fitted->effect.cluster.lower;
        specification.effect_upper = fitted->effect.cluster.upper;
        double const rate = during / cells, expected = rate - fitted->effect.estimate;
        if (expected > 0) specification.estimate = rate / expected;
        else specification.model_refusal = "expected_below_zero";
    }

    static SyntheticForm form_of(ModelEstimator model) { return model == ModelEstimator::synthetic_did ? SyntheticForm::difference_in_differences : SyntheticForm::control; }

    /// Months of the span that the source covers.
    std::vector<int> months_of(Planned const& planned, Span const& span) const
    {
        std::vector<int> months;
        for (int month = span.begin; month < span.end; ++month)
            if (covered(planned).all(month, month + 1)) months.push_back(month);
        return months;
    }
    SyntheticCounts synthetic_counts(Planned const& planned, std::vector<std::size_t> const& treated, std::vector<std::size_t> const& donors, int first) const
    {
        auto const& units = series_[planned.series].units;
        auto const months = months_of(planned, span_of(planned, first));
        SyntheticCounts counts;
        counts.before = static_cast<std::size_t>(std::lower_bound(months.begin(), months.end(), first) - months.begin());
        auto const path = [&](std::size_t unit) {
            std::vector<double> monthly;
            for (int const month : months) monthly.push_back(static_cast<double>(units[unit].between(month, month + 1)));
            return monthly;
        };
        for (auto const unit : treated) counts.treated.push_back(path(unit));
        for (auto const unit : donors) counts.donors.push_back(path(unit));
        return counts;
    }

    void fill_synthetic(ModelledSpecification& specification, Planned const& planned, int first) const
    {
        auto const counts = synthetic_counts(planned, input_.treated, input_.pools[of(planned, ChoiceOf::pool)].units, first);
        auto const form = form_of(model(planned));
        auto const found = synthetic_answer(counts, form, SyntheticFitting::refuse_poor);
        specification.rows = (counts.treated.size() + counts.donors.size()) * counts.treated.front().size();
        specification.model_refusal = found.refusal;
        if (!found.synthetic.empty()) specification.fit_rmspe = found.fit_rmspe;
        if (!found.refusal.empty()) return;
        specification.estimate = found.ratio;
        specification.effect = found.effect;
        auto const placebos = placebos_in_space(counts, form, input_.seed);
        specification.placebos = placebos.size();
        specification.p_placebo = placebo_p(found.z, placebos);
    }

    /// The pool of an assignment: the pool and those really treated, without the places that it treats.
    double synthetic_z(Planned const& planned, Moved const& moved, int first) const
    {
        auto donors = input_.pools[of(planned, ChoiceOf::pool)].units;
        donors.insert(donors.end(), input_.treated.begin(), input_.treated.end());
        std::erase_if(donors, [&](std::size_t unit) { return std::find(moved.units.begin(), moved.units.end(), unit) != moved.units.end(); });
        std::sort(donors.begin(), donors.end());
        auto const found = synthetic_answer(synthetic_counts(planned, moved.units, donors, first), form_of(model(planned)), SyntheticFitting::take_any);
        return found.synthetic.empty() ? -lowest_z : found.z;
    }

    /// By the first of all choices, whatever was sampled.
    void fill_paths(ModelledMultiverse& answer) const
    {
        for (std::size_t i = 0; i < models_.models.size(); ++i) {
            auto const asked = models_.models[i];
            if (claims_interval(asked)) continue;
            auto main = planned_.front();  // number 0 of the crossing is always there
            main.choice[index(ChoiceOf::estimator)] = i;
            main.firsts.clear();
            main.refusal = Refusal::none;
            place(main);
            SyntheticPath path;
            path.model = asked;
            path.refusal = main.refusal;
            path.window_months = window(main).months;
            if (path.refusal == Refusal::none) fill_path(path, main);
            answer.paths.push_back(std::move(path));
        }
    }
    void fill_path(SyntheticPath& path, Planned const& main) const
    {
        auto const real = real_sums(main);
        int const first = lowest_of(main, real.first, real.second, 0).first;
        path.window_first = input_.cube.first + first;
        path.donors = input_.pools[of(main, ChoiceOf::pool)].units;
        for (int const month : months_of(main, span_of(main, first))) path.months.push_back(input_.cube.first + month);
        auto const counts = synthetic_counts(main, input_.treated, path.donors, first);
        path.found = synthetic_answer(counts, form_of(path.model), SyntheticFitting::refuse_poor);
        if (path.found.synthetic.empty()) return;
        path.placebos = placebos_in_space(counts, form_of(path.model), input_.seed);
        if (path.found.refusal.empty()) path.p_placebo = placebo_p(path.found.z, path.placebos);
    }

    /// z of a specification on every assignment; of several placements the lowest.
    std::vector<double> z_of_all(Planned const& planned, Assignments const& assignments) const
    {
        std::vector<double> all;
        std::map<int, Fitters> fitters;  // by placement: a shift turns the season's phase, which its two columns span whatever it is
        for (auto const& moved : assignments.moved) {
            auto const& series = series_[planned.series];
            auto const treated = sum_of(series, moved.units);
            double lowest = -lowest_z;
            for (int const first : planned.firsts) {
                double z = -lowest_z;
                switch (model(planned)) {
                case ModelEstimator::negative_binomial_its: z = its_z(planned, treated, first, moved.shift, fitters); break;
                case ModelEstimator::difference_in_differences: z = panel_z(planned, treated, moved, first + moved.shift); break;
                case ModelEstimator::synthetic_control:
                case ModelEstimator::synthetic_did: z = synthetic_z(planned, moved, first + moved.shift); break;
                }
                lowest = std::min(lowest, z);
            }
            all.push_back(lowest);
        }
        return all;
    }

    /// The model with the step and without it.
    struct Fitters {
        CountFitter with, without;
    };
    static Result<Fitters> make_fitters(ItsInput const& input)
    {
        auto design = its_design(input);
        auto with = TRY(CountFitter::make(design, {}));
        design.names.erase(design.names.begin() + 1);
        design.columns.erase(design.columns.begin() + 1);
        auto without = TRY(CountFitter::make(design, {}));
        return Fitters{std::move(with), std::move(without)};
    }

    double its_z(Planned const& planned, Sums const& treated, int first, int shift, std::map<int, Fitters>& fitters) const
    {
        auto input = its_of(planned, treated, first + shift);
        double const with = std::max(1.0, static_cast<double>(window(planned).months)), without = std::max(1.0, static_cast<double>(input.step.size()) - with);
        for (std::size_t row = 0; row < input.counts.size(); ++row) input.counts[row] += input.step[row] > 0 ? 0.5 / with : 0.5 / without;
        auto found = fitters.find(first);
        // The whole of what lies before grows and shrinks with the shift; gaps may fall out: then the rows differ and new fitters are needed.
        if (found == fitters.end() || found->second.with.rows() != input.counts.size()) {
            if (found != fitters.end()) fitters.erase(found);
            for (auto& time : input.time) time -= first + shift;
            auto made = make_fitters(input);
            if (!made) return -lowest_z;
            found = fitters.emplace(first, std::move(*made)).first;
        }
        // Counts that vary no more than Poisson's leave the dispersion without a maximum: its limit, both fits as Poisson, is the answer then.
        for (auto const family : {CountFamily::negative_binomial, CountFamily::poisson})
            if (auto const z = step_z(found->second, input.counts, family)) return *z;
        return -lowest_z;
    }
    static std::optional<double> step_z(Fitters& fitters, std::vector<double> const& counts, CountFamily family)
    {
        auto const& changed = fitters.with.fit(counts, family);
        if (changed.outcome != CountOutcome::converged) return std::nullopt;
        auto const& same = fitters.without.fit(counts, family);
        if (same.outcome != CountOutcome::converged) return std::nullopt;
        return std::copysign(std::sqrt(std::max(0.0, 2 * (changed.log_likelihood - same.log_likelihood))), fitters.with.coefficient(1));
    }

    /// Two-way fixed effects of a balanced panel with one start are the difference of the two changes of means.
    double panel_z(Planned const& planned, Sums const& treated, Moved const& moved, int first) const
    {
        auto const& series = series_[planned.series];
        auto const pool = of(planned, ChoiceOf::pool);
        auto const others = others_of(series, pool, moved.units);
        auto const span = span_of(planned, first);
        double const here = static_cast<double>(moved.units.size()), there = static_cast<double>(input_.pools[pool].units.size());
        double const during = window(planned).months, before = covered(planned).count(span.begin, span.window);
        auto const mean = [](std::int64_t events, double cells) { return static_cast<double>(events) / cells; };
        auto const variance = [](std::int64_t events, double cells) { return (static_cast<double>(events) + 0.5) / (cells * cells); };
        auto const a = treated.between(span.window, span.end), b = treated.between(span.begin, span.window), c = others.between(span.window, span.end), d = others.between(span.begin, span.window);
        double const effect = mean(a, here * during) - mean(b, here * before) - (mean(c, there * during) - mean(d, there * before));
        return effect / std::sqrt(variance(a, here * during) + variance(b, here * before) + variance(c, there * during) + variance(d, there * before));
    }

    void judge_models(ModelledMultiverse& answer, std::vector<std::size_t> const& rows, std::vector<std::vector<double>> const& z) const
    {
        std::vector<double> mean(answer.assignments), estimates;
        auto const share_not_above = [](std::vector<double> const& values) {
            auto const count = std::count_if(values.begin(), values.end(), [&](double value) { return value <= values.front() + 1e-9; });
            return static_cast<double>(count) / static_cast<double>(values.size());
        };
        for (std::size_t row = 0; row < rows.size(); ++row) {
            auto& specification = answer.specifications[rows[row]];
            specification.p_less = share_not_above(z[row]);
            bool const below = !claims_interval(model(planned_[rows[row]])) ? *specification.estimate < 1 : specification.effect ? specification.effect_upper && *specification.effect_upper < 0 : specification.upper && *specification.upper < 1;
            specification.supports = below && *specification.estimate <= 1 - input_.smallest_fall && specification.p_less <= input_.p_threshold;
            answer.supporting += specification.supports ? 1 : 0;
            estimates.push_back(*specification.estimate);
            for (std::size_t b = 0; b < mean.size(); ++b) mean[b] += std::clamp(z[row][b], -50.0, 50.0);
        }
        answer.share_supporting = static_cast<double>(answer.supporting) / static_cast<double>(rows.size());
        answer.mean_z_p = share_not_above(mean);
        std::sort(estimates.begin(), estimates.end());
        answer.median_estimate = estimates[estimates.size() / 2];
    }

    ModelledInput const& models_;
};

}  // namespace

Result<ModelledMultiverse> modelled_multiverse(ModelledInput const& input)
{
    if (input.models.empty()) return Error{Error::Kind::invalid, "no model", "models", "name one"};
    if (input.specifications_max < 1 || input.specifications_max > models_specifications_max) return Error{Error::Kind::invalid, "specifications outside 1 to 2,000", "specifications_max", "see docs/methods/multiverse.md"};
    if (input.permutations < 19 || input.permutations > models_permutations_max) return Error{Error::Kind::invalid, "permutations outside 19 to 999", "permutations", "see docs/methods/multiverse.md"};
    auto const plain = as_plain(input);
    TRY(check_input(plain));
    return ModelEngine{input, plain}.run_models();
}

std::string_view model_code(ModelEstimator model)
{
    switch (model) {
    case ModelEstimator::negative_binomial_its: return "negative_binomial_its";
    case ModelEstimator::difference_in_differences: return "difference_in_differences";
    case ModelEstimator::synthetic_control: return "synthetic_control";
    case ModelEstimator::synthetic_did: return "synthetic_did";
    }
    return {};
}

bool claims_interval(ModelEstimator model) { return model == ModelEstimator::negative_binomial_its || model == ModelEstimator::difference_in_differences; }

}  // namespace accalmie
