// SPDX-License-Identifier: Apache-2.0
#include "surfaces/workspace_api.hpp"

#include "answers/change_words.hpp"
#include "answers/method.hpp"
#include "plots/svg.hpp"
#include "plots/timeline.hpp"
#include "surfaces/answers_tree.hpp"
#include "surfaces/asks_tree.hpp"
#include "surfaces/case_notes.hpp"
#include "surfaces/change_plots.hpp"
#include "surfaces/claim_tree.hpp"
#include "surfaces/hazards_tree.hpp"
#include "surfaces/mental_health_tree.hpp"
#include "surfaces/nutrition_tree.hpp"
#include "surfaces/people_tree.hpp"
#include "surfaces/plan_tree.hpp"
#include "surfaces/received.hpp"
#include "surfaces/reports_tree.hpp"
#include "surfaces/sealed_days.hpp"
#include "surfaces/stock_tree.hpp"
#include "surfaces/timeline_tree.hpp"
#include "surfaces/tree_text.hpp"
#include "surfaces/watch_records.hpp"
#include "surfaces/watch_tree.hpp"

#include <nlohmann/json.hpp>

namespace accalmie {

namespace {

constexpr std::string_view program_version = "0.1.0";

Kind kind_of(Workspace const& workspace) { return workspace.is_demo() ? Kind::demo : Kind::real; }
Asking asking_of(Workspace& workspace, Member const& viewer) { return {viewer, workspace.today()}; }

Result<std::string> places(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    PlacesQuestion question;
    question.level = static_cast<int>(query.integer("level").value_or(2));
    question.with_geometry = query.flag("geometry");
    auto const answer = TRY(answer_places(workspace.facts(), asking_of(workspace, viewer), question));
    return question.with_geometry ? places_geojson(answer, kind_of(workspace)) : tree_json(places_tree(answer, kind_of(workspace)));
}

Result<std::string> incident_months(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    IncidentMonthsQuestion question;
    question.level = static_cast<int>(query.integer("level").value_or(2));
    question.source = query.text("source");
    question.from = query.month("from");
    question.to = query.month("to");
    return tree_json(
        incident_months_tree(TRY(answer_incident_months(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<ChangeQuestion> change_question(http::Query const& query)
{
    ChangeQuestion question;
    question.places = query.list("places");
    question.months = static_cast<int>(query.integer("months").value_or(7));
    question.first = query.month("first").value_or(Month{});
    question.last = query.month("last").value_or(Month{});
    question.source = query.text("source");
    question.kinds = query.text("kinds").value_or(std::string{"all"});
    if (auto const baseline = query.text("baseline")) question.baseline = TRY(parse_baseline(*baseline));
    question.baseline_years = static_cast<int>(query.integer("baseline_years").value_or(question.baseline_years));
    if (auto const rank_by = query.text("rank_by")) question.rank_by = TRY(parse_rank_by(*rank_by));
    question.level = query.share("level").value_or(question.level);
    question.p_threshold = query.share("p_threshold").value_or(question.p_threshold);
    question.shuffles = static_cast<int>(query.integer("shuffles").value_or(question.shuffles));
    question.seed = static_cast<std::uint64_t>(query.integer("seed").value_or(static_cast<std::int64_t>(question.seed)));
    return question;
}

Result<std::string> change(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    auto const question = TRY(change_question(query));
    return tree_json(change_tree(TRY(answer_change(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace), Made::exploratory));
}

Result<std::string> plan(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    auto const answer = TRY(answer_plan(workspace.facts(), asking_of(workspace, viewer), query.text("name").value_or(std::string{})));
    auto const multiverse = TRY(answer_multiverse(workspace.facts(), asking_of(workspace, viewer), answer.plan));
    return tree_json(plan_tree(answer, multiverse, kind_of(workspace)));
}

Result<std::string> plans(Workspace& workspace, Member const& viewer)
{
    return tree_json(plans_tree(TRY(answer_plans(workspace.facts(), asking_of(workspace, viewer))), kind_of(workspace)));
}

Result<plots::Plot> plot(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    ChangePlotQuestion question;
    question.kind = query.text("kind").value_or(std::string{});
    question.plan = query.text("plan");
    question.change = TRY(change_question(query));
    if (!question.plan && (!query.has("first") || !query.has("last")))
        return Error{Error::Kind::invalid, "the months are not named, nor a plan", "first, last", "give both as 2021-05, or a plan"};
    question.window = query.month("window");
    question.language = TRY(plots::parse_language(query.text("lang").value_or("fr")));
    return change_plot(workspace.facts(), asking_of(workspace, viewer), question, kind_of(workspace));
}

double plot_width_px(http::Query const& query) { return static_cast<double>(query.integer("width").value_or(static_cast<std::int64_t>(plots::width_px_usual))); }

Result<std::string> workspace_itself(Workspace& workspace, Member const& viewer)
{
    auto const answer = TRY(answer_workspace(workspace.facts(), asking_of(workspace, viewer)));
    auto const records = TRY(workspace.journal().record_count());
    WorkspaceFacts const facts{workspace.head().name, std::string{program_version}, workspace.today(), records, kind_of(workspace)};
    return tree_json(workspace_tree(answer, facts, viewer));
}

Result<std::string> promises(Workspace& workspace, Member const& viewer)
{
    PromisesQuestion question;
    question.until = TRY(open_last_days(workspace, viewer));
    return tree_json(promises_tree(TRY(answer_promises(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> today(Workspace& workspace, Member const& viewer)
{
    TodayQuestion question;
    question.until = TRY(open_last_days(workspace, viewer));
    return tree_json(today_tree(TRY(answer_today(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> trust(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    TrustQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.level = static_cast<int>(query.integer("level").value_or(2));
    question.question = query.text("question");
    return tree_json(trust_tree(TRY(answer_trust(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> signs(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    SignsQuestion question;
    question.villages = query.list("village");
    question.ask = TRY(signs_ask_of(query.text("ask").value_or(std::string{})));
    return tree_json(signs_tree(TRY(answer_signs(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> voices(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    VoicesQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.level = static_cast<int>(query.integer("level").value_or(2));
    question.group = query.text("group");
    question.from = query.month("from"), question.to = query.month("to");
    question.months = static_cast<int>(query.integer("months").value_or(question.months));
    question.most = static_cast<std::size_t>(query.integer("most").value_or(static_cast<std::int64_t>(question.most)));
    return tree_json(voices_tree(TRY(answer_voices(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> reach(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    ReachQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.month("from"), question.to = query.month("to");
    return tree_json(reach_tree(TRY(answer_reach(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> hazards(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    HazardsQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.day("from"), question.as_of = query.day("as_of");
    return tree_json(hazards_tree(TRY(answer_hazards(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> stock(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    StockQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.item = query.text("item");
    auto const holders = query.text("holders").value_or("all");
    question.holders = holders == "vehicles" ? StockHolders::vehicles : holders == "facilities" ? StockHolders::facilities : StockHolders::all;
    question.months = static_cast<int>(query.integer("months").value_or(question.months));
    question.soon_days = static_cast<int>(query.integer("soon").value_or(question.soon_days));
    return tree_json(stock_tree(TRY(answer_stock(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> referrals(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    ReferralsQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.month("from"), question.to = query.month("to");
    return tree_json(referrals_tree(TRY(answer_referrals(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> asks(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    AsksQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.as_of = query.day("as_of");
    question.voice = query.text("voice"), question.item = query.text("item");
    question.until = TRY(open_last_days(workspace, viewer));
    return tree_json(asks_tree(TRY(answer_asks(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> alerts(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    WatchQuestion question;
    question.place = query.text("place").value_or(std::string{});
    if (auto const week = query.text("week")) question.week = TRY(parse_week(*week));
    question.weeks = static_cast<int>(query.integer("weeks").value_or(question.weeks));
    return tree_json(watch_tree(TRY(answer_watch(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

/// The body has its shape already.
Result<std::string> alert_step(Workspace& workspace, Member const& viewer, std::string const& body)
{
    auto const json = nlohmann::json::parse(body, nullptr, false);
    AlertDeed const deed{json.value("signal", ""), json.value("step", ""), json.value("note", "")};
    TRY(record_alert_step(workspace, viewer, deed));
    auto const step = TRY(alert_step_code(deed.step));
    return tree_json(Tree::members().add("signal", deed.signal).add("step", step).add("day", workspace.today()));
}

Result<std::string> answer_seen(Workspace& workspace, Member const& viewer, std::string const& body)
{
    auto const instance = nlohmann::json::parse(body, nullptr, false).value("instance", "");
    TRY(mark_seen(workspace, viewer, instance));
    return tree_json(Tree::members().add("instance", instance).add("day", workspace.today()));
}

Result<std::string> nutrition(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    NutritionQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.month("from"), question.to = query.month("to");
    question.protocol = query.text("protocol").value_or(std::string{});
    return tree_json(nutrition_tree(TRY(answer_nutrition(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<TimelineAnswer> timeline(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    TimelineQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.month("from"), question.to = query.month("to");
    if (auto const km = query.integer("km")) question.km = static_cast<double>(*km);
    return answer_timeline(workspace.facts(), workspace.dictionary(), asking_of(workspace, viewer), question);
}

Result<std::string> timeline_sheet(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    plots::TimelineInput input;
    input.head.language = TRY(plots::parse_language(query.text("lang").value_or("fr")));
    input.head.is_demo = workspace.is_demo();
    input.answer = TRY(timeline(workspace, viewer, query));
    return tree_json(plot_sheet(plots::timeline_plot(input), plot_width_px(query), kind_of(workspace)));
}

Result<std::optional<Day>> period_of(http::Query const& query, std::string_view name, ReportPeriod period)
{
    auto const text = query.text(name);
    if (!text) return std::optional<Day>{};
    auto const start = TRY(parse_period_start(*text).at(name));
    if (start.period != period) return Error{Error::Kind::invalid, "a month where weeks are asked about, or a week where months are", std::string{name}, "give both alike"};
    return std::optional{start.first};
}

Result<std::string> completeness(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    CompletenessQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.period = TRY(parse_report_period(query.text("period").value_or("month")));
    question.first = TRY(period_of(query, "from", question.period)), question.last = TRY(period_of(query, "to", question.period));
    question.as_of = query.day("as_of");
    question.level = static_cast<int>(query.integer("level").value_or(2));
    question.kinds = query.text("kinds").value_or(question.kinds);
    return tree_json(completeness_tree(TRY(answer_completeness(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> attacks(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    AttacksQuestion question;
    question.place = query.text("place").value_or(std::string{});
    question.from = query.day("from_day"), question.to = query.day("to_day"), question.as_of = query.day("as_of");
    question.least = query.text("least").value_or(question.least);
    return tree_json(attacks_tree(TRY(answer_attacks(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
}

Result<std::string> report_history(Workspace& workspace, Member const& viewer, http::Query const& query)
{
    auto const start = TRY(parse_period_start(query.text("period").value_or(std::string{})).at("period"));
    auto const history = TRY(answer_report_history(workspace.facts(), asking_of(workspace, viewer), query.text("facility").value_or(std::string{}), start.period, start.first));
    return tree_json(report_history_tree(history, kind_of(workspace)));
}

Result<std::string> report_check(Workspace& workspace, Member const& viewer, std::string const& body)
{
    auto const question = TRY(report_question(body));
    return tree_json(report_check_tree(TRY(answer_report_check(workspace.facts(), asking_of(workspace, viewer), question))));
}

}  // namespace

http::Api workspace_api(Workspace& workspace)
{
    using http::Query;
    http::Api api;
    api.workspace = [&workspace](Member const& viewer, Query const&) { return workspace_itself(workspace, viewer); };
    api.places = [&workspace](Member const& viewer, Query const& query) { return places(workspace, viewer, query); };
    api.calm = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return tree_json(
            calm_tree(TRY(answer_calm(workspace.facts(), asking_of(workspace, viewer), {.as_of = query.day("as_of")})), kind_of(workspace)));
    };
    api.promises = [&workspace](Member const& viewer, Query const&) { return promises(workspace, viewer); };
    api.today = [&workspace](Member const& viewer, Query const&) { return today(workspace, viewer); };
    api.incident_months = [&workspace](Member const& viewer, Query const& query) { return incident_months(workspace, viewer, query); };
    api.change = [&workspace](Member const& viewer, Query const& query) { return change(workspace, viewer, query); };
    api.plans = [&workspace](Member const& viewer, Query const&) { return plans(workspace, viewer); };
    api.plan = [&workspace](Member const& viewer, Query const& query) { return plan(workspace, viewer, query); };
    api.claims = [&workspace](Member const& viewer, Query const&) -> Result<std::string> {
        return tree_json(claims_tree(TRY(answer_claims(workspace.facts(), asking_of(workspace, viewer))), kind_of(workspace)));
    };
    api.plot = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return plots::svg(TRY(plot(workspace, viewer, query)), plot_width_px(query));
    };
    api.plot_sheet = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return tree_json(plot_sheet(TRY(plot(workspace, viewer, query)), plot_width_px(query), kind_of(workspace)));
    };
    api.claim = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return tree_json(claim_tree(TRY(answer_claim(workspace.facts(), asking_of(workspace, viewer), query.text("name").value_or(""))), kind_of(workspace)));
    };
    api.trust = [&workspace](Member const& viewer, Query const& query) { return trust(workspace, viewer, query); };
    api.signs = [&workspace](Member const& viewer, Query const& query) { return signs(workspace, viewer, query); };
    api.voices = [&workspace](Member const& viewer, Query const& query) { return voices(workspace, viewer, query); };
    api.nutrition = [&workspace](Member const& viewer, Query const& query) { return nutrition(workspace, viewer, query); };
    api.reach = [&workspace](Member const& viewer, Query const& query) { return reach(workspace, viewer, query); };
    api.hazards = [&workspace](Member const& viewer, Query const& query) { return hazards(workspace, viewer, query); };
    api.stock = [&workspace](Member const& viewer, Query const& query) { return stock(workspace, viewer, query); };
    api.referrals = [&workspace](Member const& viewer, Query const& query) { return referrals(workspace, viewer, query); };
    api.asks = [&workspace](Member const& viewer, Query const& query) { return asks(workspace, viewer, query); };
    api.survivors = [&workspace](Member const& viewer, Query const&) -> Result<std::string> {
        return tree_json(survivor_tables_tree(TRY(answer_survivor_tables(workspace.facts(), asking_of(workspace, viewer))), kind_of(workspace)));
    };
    api.mental_health = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        MentalHealthQuestion question;
        question.place = query.text("place").value_or(std::string{});
        question.grace_days = static_cast<int>(query.integer("days").value_or(question.grace_days));
        return tree_json(mental_health_tree(TRY(answer_mental_health(workspace.facts(), asking_of(workspace, viewer), question)), kind_of(workspace)));
    };
    api.timeline = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return tree_json(timeline_tree(TRY(timeline(workspace, viewer, query)), kind_of(workspace)));
    };
    api.timeline_sheet = [&workspace](Member const& viewer, Query const& query) { return timeline_sheet(workspace, viewer, query); };
    api.completeness = [&workspace](Member const& viewer, Query const& query) { return completeness(workspace, viewer, query); };
    api.attacks = [&workspace](Member const& viewer, Query const& query) { return attacks(workspace, viewer, query); };
    api.report_history = [&workspace](Member const& viewer, Query const& query) { return report_history(workspace, viewer, query); };
    api.report_check = [&workspace](Member const& viewer, std::string const& body) { return report_check(workspace, viewer, body); };
    api.alerts = [&workspace](Member const& viewer, Query const& query) { return alerts(workspace, viewer, query); };
    api.alert_step = [&workspace](Member const& viewer, std::string const& body) { return alert_step(workspace, viewer, body); };
    api.answers = [&workspace](Member const& viewer, Query const& query) -> Result<std::string> {
        return tree_json(TRY(received_answers(workspace, viewer, query.text("instance").value_or(std::string{}))));
    };
    api.answer_seen = [&workspace](Member const& viewer, std::string const& body) { return answer_seen(workspace, viewer, body); };
    api.methods = [&workspace](Member const&, Query const&) -> Result<std::string> {
        auto tree = Tree::members();
        tree.add("methods", describe_methods()).add("demo", workspace.is_demo());
        return tree_json(tree);
    };
    return api;
}

}  // namespace accalmie
