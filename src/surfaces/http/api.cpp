// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/api.hpp"

#include "surfaces/http/limits.hpp"
#include "surfaces/http/schemas.hpp"

namespace accalmie::http {

namespace {

using Json = nlohmann::json;

Parameter level_parameter()
{
    return {.name = "level",
            .kind = ParameterKind::integer,
            .meaning = {"niveau administratif : 1 région, 2 cercle, 3 commune", "administrative level: 1 region, 2 cercle, 3 commune"},
            .needed = Needed::required,
            .least = 1,
            .most = 3};
}

Parameter source_parameter()
{
    return {.name = "source",
            .kind = ParameterKind::text,
            .meaning = {"une seule source, par exemple ucdp ; sinon toutes", "one source, for example ucdp; otherwise all"}};
}

std::vector<Parameter> change_parameters()
{
    return {
        {.name = "places", .kind = ParameterKind::list, .meaning = {"codes P des lieux", "P-codes of the places"}, .needed = Needed::required},
        {.name = "months",
         .kind = ParameterKind::integer,
         .meaning = {"longueur de la fenêtre, en mois", "length of the window, in months"},
         .needed = Needed::required,
         .least = 1,
         .most = 60},
        {.name = "first",
         .kind = ParameterKind::month,
         .meaning = {"premier mois où la fenêtre peut commencer", "first month in which the window may begin"},
         .needed = Needed::required},
        {.name = "last",
         .kind = ParameterKind::month,
         .meaning = {"dernier mois où la fenêtre peut finir", "last month in which the window may end"},
         .needed = Needed::required},
        source_parameter(),
        {.name = "kinds", .kind = ParameterKind::text, .meaning = {"types d'incidents, séparés par des espaces ; sinon tous", "kinds of incidents, separated by spaces; otherwise all"}},
        {.name = "baseline", .kind = ParameterKind::choice, .meaning = {"comparaison dans le temps ; sinon same_season", "baseline; otherwise same_season"}, .choices = {"same_season", "just_before", "whole_before"}},
        {.name = "baseline_years", .kind = ParameterKind::integer, .meaning = {"années de same_season ; sinon 3", "years of same_season; otherwise 3"}, .least = 1, .most = 50},
        {.name = "rank_by",
         .kind = ParameterKind::choice,
         .meaning = {"classement des fenêtres : p_fall, la chance d'en voir si peu, ou ratio ; sinon p_fall", "windows are ranked by p_fall, the chance of so few, or by ratio; otherwise p_fall"},
         .choices = {"p_fall", "ratio"}},
        {.name = "level", .kind = ParameterKind::share, .meaning = {"niveau de l'intervalle qui doit rester sous 1 ; sinon 0.95", "level of the interval that must lie below 1; otherwise 0.95"}},
        {.name = "p_threshold", .kind = ParameterKind::share, .meaning = {"chance à partir de laquelle un rang compte ; sinon 0.05", "chance at or below which a rank counts; otherwise 0.05"}},
        {.name = "shuffles",
         .kind = ParameterKind::integer,
         .meaning = {"mélanges des mois, pour voir ce que donne le seul hasard ; sinon 499", "shuffles of the months, to see what chance alone gives; otherwise 499"},
         .least = 19,
         .most = 9'999},
        {.name = "seed", .kind = ParameterKind::integer, .meaning = {"graine des mélanges ; sinon 1", "seed of the shuffles; otherwise 1"}, .least = 0, .most = 1'000'000'000},
    };
}

std::vector<Parameter> plot_parameters()
{
    std::vector<Parameter> parameters{
        {.name = "kind",
         .kind = ParameterKind::choice,
         .meaning = {"quelle image : série, classement des fenêtres, carte des rapports, courbe des spécifications, contrôle synthétique, nuage des placebos", "which picture: series, ranking of the windows, map of ratios, specification curve, synthetic control, placebo cloud"},
         .where = Where::path,
         .choices = {"series", "placements", "ratios-map", "specification-curve", "synthetic-control", "placebo"}},
        {.name = "lang", .kind = ParameterKind::choice, .meaning = {"langue de l'image ; sinon fr", "language of the picture; otherwise fr"}, .choices = {"fr", "en"}},
        {.name = "width",
         .kind = ParameterKind::integer,
         .meaning = {"largeur en pixels ; sinon 720", "width in pixels; otherwise 720"},
         .least = 280,
         .most = 1600},
        {.name = "window",
         .kind = ParameterKind::month,
         .meaning = {"premier mois de la fenêtre montrée ; sinon la plus basse", "first month of the window shown; otherwise the lowest"}}};
    parameters.push_back({.name = "plan", .kind = ParameterKind::text, .meaning = {"nom ou adresse d'un plan, au lieu de la question", "name or address of a plan, instead of the question"}});
    for (auto& parameter : change_parameters()) {
        parameter.needed = Needed::optional;  // a plan may stand instead
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

Parameter place_parameter()
{
    return {.name = "place", .kind = ParameterKind::text, .meaning = {"code P ou nom d’un lieu ; sinon partout", "P-code or name of a place; otherwise everywhere"}};
}

Parameter area_level_parameter()
{
    auto level = level_parameter();
    level.needed = Needed::optional;
    return level;
}

Parameter from_parameter() { return {.name = "from", .kind = ParameterKind::month, .meaning = {"premier mois", "first month"}}; }
Parameter to_parameter() { return {.name = "to", .kind = ParameterKind::month, .meaning = {"dernier mois", "last month"}}; }

std::vector<Parameter> voices_parameters()
{
    return {place_parameter(), area_level_parameter(),
            {.name = "group", .kind = ParameterKind::text, .meaning = {"code d’un groupe ; sinon tous", "code of a group; otherwise all"}},
            from_parameter(), to_parameter(),
            {.name = "months", .kind = ParameterKind::integer, .meaning = {"ce qui monte : autant de derniers mois que d’avant", "what rises: so many last months against as many before"}, .least = 1, .most = 60},
            {.name = "most", .kind = ParameterKind::integer, .meaning = {"nombre de sujets", "number of topics"}, .least = 1, .most = 100}};
}

std::vector<Parameter> hazards_parameters()
{
    return {place_parameter(),
            {.name = "from", .kind = ParameterKind::day, .meaning = {"sans ce qui finit avant ce jour", "without what ended before this day"}},
            {.name = "as_of", .kind = ParameterKind::day, .meaning = {"tel que l’on savait ce jour ; sinon aujourd’hui", "as on this day; otherwise today"}}};
}

std::vector<Parameter> timeline_parameters()
{
    auto place = place_parameter();
    place.needed = Needed::required;
    return {std::move(place), from_parameter(), to_parameter(),
            {.name = "km", .kind = ParameterKind::integer, .meaning = {"incidents autour d'un village, jusqu'à cette distance", "incidents around a village, as far as this"}, .least = 0, .most = 100}};
}

std::vector<Parameter> stock_parameters()
{
    return {place_parameter(),
            {.name = "item", .kind = ParameterKind::text, .meaning = {"code d’un article ; sinon tous", "code of an item; otherwise all"}},
            {.name = "holders", .kind = ParameterKind::choice, .meaning = {"quels détenteurs ; sinon all", "which holders; otherwise all"}, .choices = {"all", "facilities", "vehicles"}},
            {.name = "months", .kind = ParameterKind::integer, .meaning = {"mois dont on tire la consommation ; sinon 6", "months of which the consumption is taken; otherwise 6"}, .least = 1, .most = 120},
            {.name = "soon", .kind = ParameterKind::integer, .meaning = {"jours dans lesquels une péremption est proche ; sinon 90", "days within which expiring is soon; otherwise 90"}, .least = 1, .most = 1'000}};
}

std::vector<Parameter> asks_parameters()
{
    return {place_parameter(),
            {.name = "as_of", .kind = ParameterKind::day, .meaning = {"tel que l'on savait ce jour ; sinon aujourd'hui", "as on this day; otherwise today"}},
            {.name = "voice", .kind = ParameterKind::text, .meaning = {"adresse d'une parole à suivre", "address of a voice to follow"}},
            {.name = "item", .kind = ParameterKind::text, .meaning = {"adresse d'un élément de paquet à suivre", "address of an item of a package to follow"}}};
}

Route answer_route(std::string_view pattern, Text summary, std::string_view shape, Answer answer, std::vector<Parameter> parameters = {})
{
    Route route;
    route.pattern = pattern;
    route.summary = summary;
    route.parameters = std::move(parameters);
    route.answer = shape;
    std::string_view const media = shape.find('/') == std::string_view::npos ? "application/json" : shape;
    route.handle = [media, answer = std::move(answer)](Request const& request) -> Result<Response> {
        if (!answer) return Error{Error::Kind::missing, "this server does not answer that", "request target", "ask a server of a full workspace"};
        auto text = TRY(answer(request.member, request.query));
        return Response{200, std::string{media}, std::move(text)};
    };
    return route;
}

Error wrong_call(std::string what)
{
    return {Error::Kind::invalid, std::move(what), "request body", R"(send {"argv": ["calm"], "cwd": "/absolute/folder"})"};
}

/// Are the brackets outside strings nested at most command_depth_max deep? A tree of half a million levels takes seconds to build and to drop.
bool is_shallow(std::string_view json)
{
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        char const c = json[at];
        if (in_string && c == '\\')
            ++at;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > command_depth_max)
            return false;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            --depth;
    }
    return true;
}

Result<CommandCall> parse_call(std::string const& body)
{
    if (!is_shallow(body)) return wrong_call("brackets nested more than " + std::to_string(command_depth_max) + " deep");
    auto const json = Json::parse(body, nullptr, false);
    if (json.is_discarded()) return wrong_call("not JSON");
    auto const shaped = check_shape(json, "LocalCommand");
    if (!shaped) return wrong_call("not a command: " + shaped.error().text());
    CommandCall call;
    if (json["argv"].size() > command_arguments_max)
        return Error{Error::Kind::limit, "more than " + std::to_string(command_arguments_max) + " arguments", "request body", "name a file instead"};
    call.argv = json["argv"].get<std::vector<std::string>>();
    call.cwd = json["cwd"].get<std::string>();
    if (!call.cwd.starts_with('/')) return wrong_call("cwd is not absolute");
    call.color = json.value("color", false);
    call.json = json.value("json", false);
    return call;
}

/// One frame a line. A terminal's output may hold octets that are no UTF-8; they are shown as U+FFFD rather than lost with the rest.
std::string frame(Json const& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// What people say of trust, of their village and of the road, and who was reached.
void add_people_routes(std::vector<Route>& routes, Api const& api)
{
    routes.push_back(answer_route("/api/v1/trust", {"La confiance, par lieu et par vague d’enquête", "Trust, by place and survey wave"}, "Trust", api.trust,
                                  {place_parameter(), area_level_parameter(),
                                   {.name = "question", .kind = ParameterKind::text, .meaning = {"code d’une question, ou scale", "code of a question, or scale"}}}));
    routes.push_back(answer_route("/api/v1/signs", {"Les signes de paix d’un village, d’une vague à l’autre", "The signs of peace of one village, over its waves"}, "Signs", api.signs,
                                  {{.name = "village", .kind = ParameterKind::list, .meaning = {"code P ou nom d’un village ; plusieurs sont refusés", "P-code or name of a village; several are refused"}, .needed = Needed::required},
                                   {.name = "ask", .kind = ParameterKind::text, .meaning = {"average ou rank, qui sont refusés avec la raison", "average or rank, which are refused with the reason"}}}));
    routes.push_back(answer_route("/api/v1/voices", {"Ce qui se dit, ce qui monte, qui n’est pas entendu", "What is said, what rises, who is not heard"}, "Voices", api.voices, voices_parameters()));
    routes.push_back(answer_route("/api/v1/reach", {"Les personnes atteintes, entre deux bornes", "People reached, as a range"}, "Reach", api.reach, {place_parameter(), from_parameter(), to_parameter()}));
    routes.push_back(answer_route("/api/v1/hazards", {"Chaleur et crue : seuils dépassés, qui fut averti, combien de jours avant", "Heat and flood: thresholds passed, who was warned, how many days ahead"}, "Hazards", api.hazards, hazards_parameters()));
    routes.push_back(answer_route("/api/v1/asks", {"De la parole au reçu : qui a demandé, ce qui est promis, ce qui est arrivé", "From voice to receipt: who asked, what was promised, what arrived"}, "Asks", api.asks, asks_parameters()));
    routes.push_back(answer_route("/api/v1/nutrition", {"Les enfants malnutris : dépistés, pris en charge, à revoir", "Malnourished children: screened, in care, to be seen again"}, "Nutrition", api.nutrition,
                                  {place_parameter(), from_parameter(), to_parameter(),
                                   {.name = "protocol", .kind = ParameterKind::text, .meaning = {"nom d’un protocole ; sinon celui du jour de l’admission", "name of a protocol; otherwise that of the day of admission"}}}));
    routes.push_back(answer_route("/api/v1/stock", {"Le stock de chaque formation sanitaire et véhicule, et les lignes impossibles", "Stock of each facility and vehicle, and the lines that cannot be"}, "Stock", api.stock, stock_parameters()));
    routes.push_back(answer_route("/api/v1/referrals", {"Les références qui attendent, celles qui se sont perdues, les délais", "Referrals that wait, those that were lost, and how long they take"}, "Referrals", api.referrals, {place_parameter(), from_parameter(), to_parameter()}));
    routes.push_back(answer_route("/api/v1/survivors", {"Tableaux sur les survivantes qui sont sortis, petits nombres retenus", "Tables of survivors that have left, small counts withheld"}, "SurvivorTables", api.survivors));
    routes.push_back(answer_route("/api/v1/timeline", {"Paix et santé d'un lieu sur une ligne", "Peace and health of one place on one line"}, "Timeline", api.timeline, timeline_parameters()));
    auto sheet_parameters = timeline_parameters();
    for (auto const& parameter : plot_parameters())
        if (parameter.name == "lang" || parameter.name == "width") sheet_parameters.push_back(parameter);
    routes.push_back(answer_route("/api/v1/timeline/sheet", {"La même ligne en image, avec le tableau qui est derrière", "The same line as a picture, with the table behind it"}, "PlotSheet", api.timeline_sheet, std::move(sheet_parameters)));
    routes.push_back(answer_route("/api/v1/mental-health", {"Visites de santé mentale, suivi tenu, médicaments sans rupture", "Mental health visits, follow-up kept, medicine that did not run out"}, "MentalHealth", api.mental_health,
                                  {place_parameter(), {.name = "days", .kind = ParameterKind::integer, .meaning = {"jours de tolérance", "days of grace"}, .least = 0, .most = 90}}));
}

Parameter period_parameter(Needed needed)
{
    return {.name = "period", .kind = ParameterKind::text, .meaning = {"mois 2026-05 ou semaine 2026-W05", "month 2026-05 or week 2026-W05"}, .needed = needed};
}
Parameter day_parameter(std::string_view name, Text meaning) { return {.name = name, .kind = ParameterKind::day, .meaning = meaning}; }

Route report_check_route(Posted answer)
{
    Route route;
    route.method = Method::post;
    route.pattern = "/api/v1/reports/check";
    route.summary = {"Vérifie un rapport pendant qu’on l’écrit ; n’enregistre rien", "Checks a report while it is typed; records nothing"};
    route.answer = "ReportCheck";
    route.body_bytes_max = report_body_bytes_max;
    route.body = "TypedReport";
    route.handle = [answer = std::move(answer)](Request const& request) -> Result<Response> {
        if (!answer) return Error{Error::Kind::missing, "this server does not answer that", "request target", "ask a server of a full workspace"};
        auto text = TRY(answer(request.member, request.body));
        return Response{200, "application/json", std::move(text)};
    };
    return route;
}

/// Who reported, what attacks cost, and a report before and after it is recorded.
void add_report_routes(std::vector<Route>& routes, Api const& api)
{
    routes.push_back(answer_route("/api/v1/completeness", {"Qui a rapporté, qui est fermé, injoignable ou silencieux", "Who reported, who is closed, cut off or silent"}, "Completeness", api.completeness,
                                  {place_parameter(),
                                   {.name = "period", .kind = ParameterKind::choice, .meaning = {"semaine ou mois ; sinon le mois", "week or month; otherwise month"}, .choices = {"week", "month"}},
                                   {.name = "from", .kind = ParameterKind::text, .meaning = {"premier mois 2026-01 ou première semaine 2026-W05", "first month 2026-01 or first week 2026-W05"}},
                                   {.name = "to", .kind = ParameterKind::text, .meaning = {"dernier mois ou dernière semaine", "last month or last week"}},
                                   day_parameter("as_of", {"tel que l'on savait ce jour ; sinon aujourd'hui", "as on this day; otherwise today"}), area_level_parameter(),
                                   {.name = "kinds", .kind = ParameterKind::text, .meaning = {"types de formations sanitaires, séparés par des espaces, ou all", "kinds of facilities between spaces, or all"}}}));
    routes.push_back(answer_route("/api/v1/attacks", {"Les attaques contre les soins et ce qu’elles ont coûté", "Attacks on health care, and what they cost"}, "Attacks", api.attacks,
                                  {place_parameter(), day_parameter("from_day", {"premier jour", "first day"}), day_parameter("to_day", {"dernier jour", "last day"}),
                                   day_parameter("as_of", {"tel que l'on savait ce jour ; sinon aujourd'hui", "as on this day; otherwise today"}),
                                   {.name = "least",
                                    .kind = ParameterKind::choice,
                                    .meaning = {"degré le moins sûr de la somme ; sinon possible", "the least sure grade in the sum; otherwise possible"},
                                    .choices = {"confirmed", "probable", "possible", "rumour"}}}));
    routes.push_back(answer_route("/api/v1/reports/history", {"Toutes les versions d’un rapport", "Every version of a report"}, "ReportHistory", api.report_history,
                                  {{.name = "facility", .kind = ParameterKind::text, .meaning = {"code de la formation sanitaire", "code of the facility"}, .needed = Needed::required}, period_parameter(Needed::required)}));
    routes.push_back(report_check_route(api.report_check));
}

/// A body that has the shape is handed on as it came.
Route deed_route(std::string_view pattern, Text summary, std::string_view shape, std::string_view answer, Deed deed)
{
    Route route;
    route.method = Method::post;
    route.pattern = pattern;
    route.summary = summary;
    route.answer = answer;
    route.body = shape;
    route.body_bytes_max = deed_body_bytes_max;
    route.handle = [shape, deed = std::move(deed)](Request const& request) -> Result<Response> {
        if (!deed) return Error{Error::Kind::missing, "this server does not do that", "request target", "ask a server of a full workspace"};
        auto const wrong = [](std::string what) { return Error{Error::Kind::invalid, std::move(what), "request body", "see docs/api.md"}; };
        if (!is_shallow(request.body)) return wrong("brackets nested more than " + std::to_string(command_depth_max) + " deep");
        auto const json = Json::parse(request.body, nullptr, false);
        if (json.is_discarded()) return wrong("not JSON");
        if (auto const shaped = check_shape(json, shape); !shaped) return wrong(shaped.error().text());
        return Response{200, "application/json", TRY(deed(request.member, request.body))};
    };
    return route;
}

void add_alert_routes(std::vector<Route>& routes, Api const& api)
{
    routes.push_back(answer_route("/api/v1/alerts", {"Les alertes : une par signal, avec la règle, les chiffres et que faire", "Alerts: one a signal, with the rule, the data and what to do"}, "Alerts", api.alerts,
                                  {place_parameter(),
                                   {.name = "week", .kind = ParameterKind::text, .meaning = {"semaine la plus récente (2026-W10 ou un jour) ; sinon la dernière finie", "newest week (2026-W10 or a day); otherwise the last that ended"}},
                                   {.name = "weeks", .kind = ParameterKind::integer, .meaning = {"signaux qui ont parlé dans autant de semaines ; sinon 4", "signals that spoke in so many weeks; otherwise 4"}, .least = 1, .most = 104}}));
    routes.push_back(deed_route("/api/v1/alerts/steps", {"Ce que l’on a fait d’une alerte : seen, verified, dismissed, response, closed", "What was done about an alert: seen, verified, dismissed, response, closed"},
                                "AlertDeed", "AlertDone", api.alert_step));
}

void add_received_routes(std::vector<Route>& routes, Api const& api)
{
    routes.push_back(answer_route("/api/v1/answers", {"Les réponses reçues que l’on peut lire, avec leurs signalements et qui les a lues", "Answers received that one may read, with their flags and who has read them"}, "Received", api.answers,
                                  {{.name = "instance", .kind = ParameterKind::text, .meaning = {"une seule, avec les valeurs de ses enregistrements", "one of them, with the values of its records"}}}));
    routes.push_back(deed_route("/api/v1/answers/seen", {"Dire que l’on a lu une réponse ; qui l’a envoyée l’apprend", "Say that one has read an answer; whoever sent it is told"}, "SeenDeed", "SeenDone", api.answer_seen));
}

}  // namespace

std::vector<Route> api_routes(Api const& api)
{
    std::vector<Route> routes;
    routes.push_back(
        answer_route("/api/v1/workspace", {"Ce que contient l'espace de travail", "What the workspace holds"}, "Workspace", api.workspace));
    routes.push_back(answer_route(
        "/api/v1/places", {"Lieux d'un niveau, avec leurs contours si on les demande", "Places of one level, with their shapes if asked for"},
        "Places", api.places,
        {level_parameter(),
         {.name = "geometry", .kind = ParameterKind::flag, .meaning = {"1 : en GeoJSON, avec les contours", "1: as GeoJSON, with the shapes"}}}));
    routes.push_back(answer_route("/api/v1/calm", {"L'accalmie, règle par règle", "Calm, rule by rule"}, "Calm", api.calm,
                                  {{.name = "as_of",
                                    .kind = ParameterKind::day,
                                    .meaning = {"tel que l'on savait ce jour ; sinon aujourd'hui", "as on this day; otherwise today"}}}));
    routes.push_back(answer_route(
        "/api/v1/promises", {"Le registre des promesses et la fiabilité des couloirs", "The ledger of promises and the reliability of corridors"},
        "Promises", api.promises));
    routes.push_back(answer_route("/api/v1/today", {"Le tableau du jour", "The board of the day"}, "Today", api.today));
    routes.push_back(answer_route("/api/v1/incidents/months",
                                  {"Incidents par lieu et par mois, source par source", "Incidents by place and month, source by source"},
                                  "IncidentMonths", api.incident_months,
                                  {level_parameter(),
                                   source_parameter(),
                                   {.name = "from", .kind = ParameterKind::month, .meaning = {"premier mois", "first month"}},
                                   {.name = "to", .kind = ParameterKind::month, .meaning = {"dernier mois", "last month"}}}));
    routes.push_back(answer_route("/api/v1/change", {"La violence a-t-elle baissé ? Par rapport à quoi ?", "Did violence fall? Compared with what?"},
                                  "Change", api.change, change_parameters()));
    routes.push_back(answer_route("/api/v1/plans", {"Les plans d'évaluation et leurs versions", "The evaluation plans and their versions"}, "Plans", api.plans));
    routes.push_back(answer_route("/api/v1/plan", {"Ce qui suit d'un plan, et s'il a été écrit avant ses données", "What follows from a plan, and whether it was written before its data"},
                                  "PlanResult", api.plan,
                                  {{.name = "name", .kind = ParameterKind::text, .meaning = {"nom du plan, ou adresse d'une version", "name of the plan, or address of a version"}, .needed = Needed::required}}));
    routes.push_back(answer_route("/api/v1/claims", {"Les affirmations et ce que l’on peut en dire", "Claims and what may be said of them"}, "Claims", api.claims));
    routes.push_back(answer_route("/api/v1/claims/{name}", {"Une affirmation avec ses chiffres, sa recette et ses entrées", "One claim with its figures, recipe and inputs"},
                                  "CheckedClaim", api.claim,
                                  {{.name = "name", .kind = ParameterKind::text, .meaning = {"nom de l’affirmation", "name of the claim"}, .needed = Needed::required, .where = Where::path}}));
    routes.push_back(answer_route("/api/v1/plots/{kind}", {"Une image de ce changement, en SVG", "A picture of that change, as SVG"}, "image/svg+xml", api.plot, plot_parameters()));
    routes.push_back(answer_route("/api/v1/plots/{kind}/sheet", {"La même image, avec le tableau qui est derrière", "The same picture, with the table behind it"}, "PlotSheet",
                                  api.plot_sheet, plot_parameters()));
    routes.push_back(answer_route("/api/v1/methods", {"Les mesures, leurs colonnes et leurs sources", "The measures, their columns and sources"},
                                  "Methods", api.methods));
    add_people_routes(routes, api);
    add_report_routes(routes, api);
    add_alert_routes(routes, api);
    add_received_routes(routes, api);
    return routes;
}

Route local_command_route(RunCommand run)
{
    Route route;
    route.method = Method::post;
    route.pattern = "/local/command";
    route.summary = {"Exécute une commande dans le serveur qui tient l'espace de travail",
                     "Runs a command inside the server that holds the workspace"};
    route.answer = "LocalCommandFrame";
    route.audience = Audience::owner_locally;
    route.body_bytes_max = command_body_bytes_max;
    route.body = "LocalCommand";
    route.stream = [run = std::move(run)](Request const& request, Stream& out) -> Result<void> {
        auto const call = TRY(parse_call(request.body));
        auto const outcome = run(call, [&](std::string_view text) { return out.send(frame({{"stream", "err"}, {"text", text}})); });
        out.send(frame({{"exit_code", outcome.exit_code}, {"out", outcome.out}, {"err", outcome.err}}));
        return {};
    };
    return route;
}

}  // namespace accalmie::http
