// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/quiet_chance.hpp"
#include "measures/self_exciting.hpp"
#include "measures/space_time_rectangle.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace accalmie {

namespace {

/// More than one event in a hundred at the time of another: days without a clock, not chance.
constexpr std::int64_t tied_of_hundred_max = 1;

/// Times as numbers; days count from 1970-01-01, and end a day later than they begin.
struct Clock {
    double unit_of_day = 0;  ///< 1 where the times are days of the calendar
};

Result<double> time_of(std::string_view text, std::string const& place, Clock& clock)
{
    if (auto const day = parse_day(text)) {
        clock.unit_of_day = 1;
        return static_cast<double>(day->time_since_epoch().count());
    }
    double value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return Error{Error::Kind::invalid, "neither a number nor a day", place, "write 12.5, or 2021-05-14"};
    return value;
}

struct Seen {
    EventSeries events;
    std::vector<double> x, y;  ///< of each event, for model=space-time
    Clock clock;
    std::int64_t tied = 0;  ///< events at the time of the one before
    std::string equal_times;
};

Result<void> read_rows(MethodTable const& table, MethodOptions const& options, Seen& seen)
{
    MethodRows const rows{table};
    bool const magnitudes = option_text(options, "model") == "etas" && rows.has("magnitude");
    double const threshold = TRY(option_number(options, "magnitude-threshold"));
    bool const places = option_text(options, "model") == "space-time";
    if (places && (!rows.has("x") || !rows.has("y"))) return Error{Error::Kind::missing, "the columns x and y are not there", "row 1", "give them in one unit of length, as kilometres east and north"};
    std::vector<std::pair<double, double>> both, at;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Clock clock;
        double const time = TRY(time_of(rows.text(row, "time"), MethodRows::place(row, "time"), clock));
        if (row > 0 && clock.unit_of_day != seen.clock.unit_of_day) return Error{Error::Kind::invalid, "days and numbers in one column", MethodRows::place(row, "time"), "give one kind"};
        seen.clock = clock;
        double magnitude = 0;
        if (magnitudes) magnitude = TRY(rows.number(row, "magnitude")) - threshold;
        both.emplace_back(time, magnitude);
        if (!places) continue;
        double const x = TRY(rows.number(row, "x")), y = TRY(rows.number(row, "y"));
        at.emplace_back(x, y);
    }
    if (both.empty()) return Error{Error::Kind::invalid, "no event", "row 2", "give a row an event"};
    // By time alone: events of one time stay in the order of the file.
    std::vector<std::size_t> order(both.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return both[a].first != both[b].first ? both[a].first < both[b].first : a < b; });
    for (std::size_t const i : order) {
        seen.tied += !seen.events.times.empty() && seen.events.times.back() == both[i].first;
        seen.events.times.push_back(both[i].first);
        if (magnitudes) seen.events.magnitudes.push_back(both[i].second);
        if (!places) continue;
        seen.x.push_back(at[i].first);
        seen.y.push_back(at[i].second);
    }
    return {};
}

Result<void> set_watch(MethodOptions const& options, Seen& seen)
{
    bool const days = seen.clock.unit_of_day > 0;
    auto const& times = seen.events.times;
    Clock clock;
    seen.events.start = days ? times.front() : std::min(0.0, times.front());
    seen.events.end = days ? times.back() + 1 : times.back();
    if (option_given(options, "start")) seen.events.start = TRY(time_of(option_text(options, "start"), "option start", clock));
    if (!option_given(options, "end")) return {};
    clock = {};
    seen.events.end = TRY(time_of(option_text(options, "end"), "option end", clock));
    seen.events.end += clock.unit_of_day;  // the last day is watched to its end
    return {};
}

Result<void> settle_equal_times(MethodOptions const& options, Excitation excitation, Seen& seen)
{
    auto way = option_text(options, "equal-times");
    bool const many = seen.tied * 100 > static_cast<std::int64_t>(seen.events.times.size()) * tied_of_hundred_max;
    if (way == "usual") way = many ? "spread" : excitation == Excitation::exponential ? "in-order" : "apart";
    if (way != "spread" && way != "in-order" && way != "apart") return Error{Error::Kind::invalid, "no such way with equal times", "option equal-times", "give usual, spread, in-order or apart"};
    seen.equal_times = way;
    seen.events.equal_times = way == "in-order" ? EqualTimes::in_order : EqualTimes::apart;
    if (way == "spread") spread_equal_times(seen.events);
    return {};
}

Result<Excitation> model_option(MethodOptions const& options)
{
    auto const text = option_text(options, "model");
    if (text == "hawkes") return Excitation::exponential;
    if (text == "etas") return Excitation::omori_utsu;
    return Error{Error::Kind::invalid, "no such model", "option model", "give hawkes, etas or space-time"};
}

Result<std::vector<double>> parameters_option(MethodOptions const& options)
{
    std::vector<double> parameters;
    for (auto const& text : option_names(options, "parameters")) {
        Clock unused;
        parameters.push_back(TRY(time_of(text, "option parameters", unused)));
    }
    return parameters;
}

Tree residual_tree(ResidualTest const& test)
{
    Tree tree = Tree::members();
    tree.add("expected_events", test.expected_total).add("kolmogorov_smirnov", test.kolmogorov_smirnov).add("kolmogorov_smirnov_p_value", test.p_value);
    return tree.add("gap_correlation", test.gap_correlation);
}

Tree number_list(std::vector<double> const& numbers)
{
    Tree list = Tree::list();
    for (double const number : numbers) list.push(number);
    return list;
}

/// Everything but estimates: members shared by a fit and by given parameters.
Tree shared_tree(SelfExcitingFit const& fit)
{
    Tree tree = Tree::members();
    tree.add("log_likelihood", fit.log_likelihood).add("aic", fit.aic).add("branching_ratio", fit.branching);
    if (!fit.branching) tree.add("no_branching_ratio_because", "the_response_to_one_event_has_no_end");
    tree.add("branching_ratio_within_watch", fit.branching_within).add("background_share", fit.background_share);
    return tree.add("residuals", residual_tree(fit.residuals));
}

/// How many standard errors hold a normal value with the chance `level`: by halving, the measures keep theirs to themselves.
double errors_of(double level)
{
    double low = 0, high = 40;
    for (int i = 0; i < 200; ++i) {
        double const middle = (low + high) / 2;
        (std::erf(middle / std::sqrt(2.0)) < level ? low : high) = middle;
    }
    return low;
}

enum class Even { on_logarithms, as_it_is };

/// What is above zero by nature has an interval that is even on the scale of logarithms.
Tree one_estimate(double value, std::optional<double> error, double level, Even even = Even::on_logarithms)
{
    Tree one = Tree::members();
    one.add("estimate", value).add("standard_error", error);
    if (!error) return one;
    auto const percent = percent_name(level);
    double const half = errors_of(level) * *error;
    bool const plain = even == Even::as_it_is;
    return one.add("lower_" + percent, plain ? value - half : value * std::exp(-half / value)).add("upper_" + percent, plain ? value + half : value * std::exp(half / value));
}

Tree estimate_tree(SelfExcitingFit const& fit, Excitation excitation, double level)
{
    auto const names = parameter_names(excitation);
    Tree tree = Tree::members();
    for (std::size_t i = 0; i < names.size(); ++i)
        tree.add(names[i], one_estimate(fit.parameters[i], fit.standard_errors[i], level, names[i] == "alpha" ? Even::as_it_is : Even::on_logarithms));
    return tree;
}

Tree rectangle_tree(RectangleFit const& fit, RectangleInput const& input, double level)
{
    Tree tree = Tree::members(), area = Tree::members(), parameters = Tree::members();
    area.add("left", input.left).add("right", input.right).add("bottom", input.bottom).add("top", input.top);
    parameters.add("background", one_estimate(fit.background.value, fit.background.error, level)).add("branching_ratio", one_estimate(fit.branching.value, fit.branching.error, level));
    parameters.add("sigma", one_estimate(fit.sigma.value, fit.sigma.error, level)).add("decay", one_estimate(fit.decay.value, fit.decay.error, level));
    tree.add("area", std::move(area)).add("same_place_events", fit.same_place).add("log_likelihood", fit.log_likelihood).add("aic", fit.aic);
    tree.add("poisson_log_likelihood", fit.poisson_log_likelihood).add("poisson_aic", fit.poisson_aic).add("branching_ratio", fit.branching.value);
    tree.add("background_share", fit.background_share).add("mean_delay", 1 / fit.decay.value).add("parameters", std::move(parameters));
    return tree.add("converged", fit.converged).add("evaluations", fit.evaluations);
}

Result<void> set_edge(MethodOptions const& options, std::string_view name, double& edge)
{
    if (option_given(options, name)) edge = TRY(option_number(options, name));
    return {};
}

Result<Tree> space_time(Seen const& seen, MethodOptions const& options, double level)
{
    for (auto const* const name : {"parameters", "quiet-length"})
        if (option_given(options, name)) return Error{Error::Kind::usage, "an option that the space-time model has not", "option " + std::string{name}, "leave it out, or choose hawkes for it"};
    RectangleInput input{seen.events.times, seen.x, seen.y, seen.events.start, seen.events.end, 0, 0, 0, 0, {}};
    auto const [left, right] = std::minmax_element(input.x.begin(), input.x.end());
    auto const [bottom, top] = std::minmax_element(input.y.begin(), input.y.end());
    input.left = *left;
    input.right = *right;
    input.bottom = *bottom;
    input.top = *top;
    TRY(set_edge(options, "left", input.left));
    TRY(set_edge(options, "right", input.right));
    TRY(set_edge(options, "bottom", input.bottom));
    TRY(set_edge(options, "top", input.top));
    if (option_given(options, "sigma")) input.sigma = TRY(option_number(options, "sigma"));
    return rectangle_tree(TRY(fit_rectangle(input)), input, level);
}

Tree quiet_tree(QuietChance const& chance, QuietQuestion const& question)
{
    Tree tree = Tree::members();
    tree.add("length", question.length).add("probability", chance.from_history).add("expected_events", chance.expected_from_history);
    tree.add("poisson_probability", chance.poisson).add("poisson_rate", chance.poisson_rate).add("poisson_expected_events", chance.poisson_rate * question.length);
    tree.add("probability_from_background_alone", chance.after_long_quiet);
    tree.add("times_likelier_than_poisson", chance.poisson > 0 ? Tree{chance.from_history / chance.poisson} : Tree{});
    if (!chance.some_calm) return tree;
    Tree some = Tree::members();
    some.add("period", question.period).add("probability", chance.some_calm).add("simulation_error", chance.some_calm_error).add("poisson_probability", chance.poisson_some_calm);
    if (!chance.poisson_some_calm) some.add("no_poisson_probability_because", "terms_cancel");
    some.add("expected_events", chance.expected_in_period).add("poisson_expected_events", chance.poisson_expected_in_period);
    return tree.add("at_least_one_in_period", some.add("runs_stopped_at_200000_events", chance.simulations_too_many));
}

Result<Tree> quiet(Seen const& seen, Excitation excitation, std::vector<double> const& parameters, MethodOptions const& options)
{
    QuietQuestion question;
    Clock clock;
    question.from = seen.events.end;
    if (option_given(options, "quiet-from")) question.from = TRY(time_of(option_text(options, "quiet-from"), "option quiet-from", clock));
    question.length = TRY(option_number(options, "quiet-length"));
    if (option_given(options, "quiet-period")) question.period = TRY(option_number(options, "quiet-period"));
    question.simulations = static_cast<int>(std::min<std::int64_t>(TRY(option_count(options, "simulations")), 1'000'000'000));
    question.seed = static_cast<std::uint64_t>(TRY(option_count(options, "seed")));
    return quiet_tree(TRY(quiet_chance(seen.events, excitation, parameters, question)), question);
}

Result<FitSettings> fit_settings(Excitation excitation, std::vector<double> const& parameters, MethodOptions const& options)
{
    FitSettings settings;
    settings.start = parameters;
    auto const names = parameter_names(excitation);
    for (auto const& name : option_names(options, "fixed")) {
        auto const at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
        if (at >= names.size()) return Error{Error::Kind::invalid, "no such parameter: " + name, "option fixed", "give names of the model's parameters"};
        if (parameters.size() != names.size()) return Error{Error::Kind::invalid, "a fixed parameter without a value", "option parameters", "give all parameters in order; the fixed ones keep their value"};
        settings.fixed.resize(names.size());
        settings.fixed[at] = parameters[at];
    }
    return settings;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    bool const in_space = option_text(options, "model") == "space-time";
    auto const excitation = in_space ? Excitation::omori_utsu : TRY(model_option(options));
    Seen seen;
    TRY(read_rows(table, options, seen));
    TRY(set_watch(options, seen));
    TRY(settle_equal_times(options, excitation, seen));
    auto const parameters = TRY(parameters_option(options));
    double const level = TRY(option_number(options, "level"));
    if (!(level > 0 && level < 1)) return Error{Error::Kind::invalid, "a level outside 0 to 1", "option level", "give 0.95 for a 95 % interval"};
    auto const estimate = option_text(options, "estimate");
    if (estimate != "yes" && estimate != "no") return Error{Error::Kind::invalid, "neither yes nor no", "option estimate", "give yes or no"};
    if (estimate == "no" && parameters.empty()) return Error{Error::Kind::missing, "no parameters to judge", "option parameters", "give them in order, or estimate=yes"};
    Tree tree = Tree::members();
    tree.add("events", static_cast<std::int64_t>(seen.events.times.size())).add("watch_length", seen.events.end - seen.events.start);
    tree.add("tied_events", seen.tied).add("equal_times", seen.equal_times);
    if (in_space) return tree.add_all(TRY(space_time(seen, options, level)));
    std::vector<double> used = parameters;
    if (!parameters.empty()) {
        auto const judged = TRY(judge_self_exciting(seen.events, excitation, parameters));
        tree.add("events_watched", judged.events).add("poisson_log_likelihood", judged.poisson_log_likelihood).add("poisson_aic", judged.poisson_aic);
        tree.add("at_parameters", shared_tree(judged));
    }
    if (estimate == "yes") {
        auto const fit = TRY(fit_self_exciting(seen.events, excitation, TRY(fit_settings(excitation, parameters, options))));
        if (parameters.empty()) tree.add("events_watched", fit.events).add("poisson_log_likelihood", fit.poisson_log_likelihood).add("poisson_aic", fit.poisson_aic);
        tree.add_all(shared_tree(fit)).add("parameters", estimate_tree(fit, excitation, level)).add("correlation", number_list(fit.correlation));
        tree.add("converged", fit.converged).add("largest_gradient", fit.largest_gradient).add("evaluations", fit.evaluations);
        used = fit.parameters;
    }
    if (option_given(options, "quiet-length")) tree.add("quiet", TRY(quiet(seen, excitation, used, options)));
    return tree;
}

}  // namespace

Method self_exciting_method()
{
    return {"self-exciting",
            {"Événements qui en entraînent d'autres (Hawkes, ETAS)", "Events that bring further events (Hawkes, ETAS)"},
            {{"time", "text", true, {"moment de l'événement : nombre, ou jour 2021-05-14", "time of the event: a number, or a day 2021-05-14"}},
             {"magnitude", "real", false, {"grandeur (etas)", "magnitude (etas)"}},
             {"x", "real", false, {"lieu vers l'est, unité de longueur (space-time)", "place eastwards, unit of length (space-time)"}},
             {"y", "real", false, {"lieu vers le nord, même unité (space-time)", "place northwards, same unit (space-time)"}}},
            {{"model", "hawkes", {"hawkes, etas ou space-time", "hawkes, etas or space-time"}},
             {"start", "none", {"début de l'observation", "start of the watch"}},
             {"end", "none", {"fin de l'observation ; un jour est compris", "end of the watch; a day is included"}},
             {"parameters", "none", {"mu,a,b (hawkes) ou mu,A,alpha,c,p (etas) : jugés, et départ de l'estimation", "mu,a,b (hawkes) or mu,A,alpha,c,p (etas): judged, and start of the fit"}},
             {"fixed", "none", {"paramètres gardés à leur valeur", "parameters kept at their value"}},
             {"estimate", "yes", {"estimer : yes ou no", "estimate: yes or no"}},
             {"equal-times", "usual", {"usual, spread, in-order ou apart", "usual, spread, in-order or apart"}},
             {"magnitude-threshold", "0", {"retranché des grandeurs", "taken off the magnitudes"}},
             {"quiet-length", "none", {"durée de l'accalmie dont on veut la probabilité", "length of the calm whose chance is asked for"}},
             {"quiet-from", "none", {"début de l'accalmie ; sinon la fin de l'observation", "start of the calm; otherwise the end of the watch"}},
             {"quiet-period", "none", {"période où chercher au moins une telle accalmie (simulée)", "period in which at least one such calm is looked for (simulated)"}},
             {"simulations", "1000", {"nombre de simulations", "number of simulations"}},
             {"seed", "1", {"graine des simulations", "seed of the simulations"}},
             {"left", "none", {"bord ouest de la zone observée ; sinon l'événement le plus à l'ouest", "western edge of the area watched; otherwise the westernmost event"}},
             {"right", "none", {"bord est", "eastern edge"}},
             {"bottom", "none", {"bord sud", "southern edge"}},
             {"top", "none", {"bord nord", "northern edge"}},
             {"sigma", "none", {"portée gardée à cette valeur (space-time)", "reach held at this value (space-time)"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "Hawkes 1971; Ozaki 1979; Ogata 1988; Hawkes & Oakes 1974; Daley & Vere-Jones 2003; Meyer, Elias & Höhle 2012",
            "docs/methods/self-exciting.md",
            run};
}

}  // namespace accalmie
