// SPDX-License-Identifier: Apache-2.0
#include "surfaces/answers_tree.hpp"

#include "answers/change_words.hpp"
#include "surfaces/tree_text.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words)
{
    auto tree = Tree::members();
    tree.add("fr", words.fr).add("en", words.en);
    return tree;
}

template <class T>
Tree or_null(std::optional<T> const& value)
{
    return value ? Tree{*value} : Tree{};
}
Tree or_null(std::string const& text) { return text.empty() ? Tree{} : Tree{text}; }

Tree finished(Tree tree, Kind kind)
{
    tree.add("demo", kind == Kind::demo);
    return tree;
}

Tree how_likely_tree(std::optional<SpellLikelihood> const& likely)
{
    if (!likely) return {};
    auto tree = Tree::members();
    tree.add("poisson", likely->poisson).add("negative_binomial", likely->negative_binomial).add("rate_per_30_days", likely->rate_per_30_days);
    tree.add("dispersion", or_null(likely->dispersion)).add("baseline_first", likely->baseline_first).add("baseline_last", likely->baseline_last);
    tree.add("source", likely->source).add("baseline_months", likely->baseline_months).add("baseline_events", likely->baseline_events);
    return tree;
}

Tree calm_row_tree(CalmRow const& row)
{
    auto tree = Tree::members();
    tree.add("rule", row.rule).add("place", or_null(row.place)).add("place_name", or_null(row.place_name));
    tree.add("latitude", or_null(row.latitude)).add("longitude", or_null(row.longitude));
    tree.add("state", calm_state_code(row.state)).add("reason", row.reason).add("since", or_null(row.since)).add("spell_days", row.spell_days);
    tree.add("last_event_day", or_null(row.last_event_day)).add("last_contact_day", or_null(row.last_contact_day));
    tree.add("contacts", row.contacts)
        .add("watched_days", row.watched_days)
        .add("how_likely", how_likely_tree(row.how_likely))
        .add("why", words_tree(row.why));
    auto recorded = Tree::members(), covered = Tree::members();
    for (auto const& by : row.recorded) {
        recorded.add(by.source, or_null(by.last_event_day));
        covered.add(by.source, or_null(by.covered_until));
    }
    tree.add("no_recorded_event_since", std::move(recorded)).add("covered_until", std::move(covered));
    auto criteria = Tree::members();
    criteria.add("kinds", row.kinds)
        .add("ceiling", row.criteria.ceiling)
        .add("minimum_days", row.criteria.minimum_days)
        .add("maximum_gap_days", row.criteria.maximum_gap_days);
    tree.add("criteria", std::move(criteria));
    auto access = Tree::list(), otherwise = Tree::list();
    for (auto const& code : row.access) access.push(code);
    for (auto const state : row.otherwise) otherwise.push(calm_state_code(state));
    tree.add("access", std::move(access))
        .add("events_elsewhere_known", row.events_elsewhere_known)
        .add("disputed", row.disputed)
        .add("flagged_rows", row.flagged_rows)
        .add("otherwise", std::move(otherwise));
    return tree;
}

Tree board_tree(CalmAnswer const& answer)
{
    auto tree = Tree::members();
    auto rules = Tree::list(), counts = Tree::members();
    for (auto const& row : answer.rules) rules.push(calm_row_tree(row));
    for (std::size_t i = 0; i < answer.counts.size(); ++i) counts.add(std::string{calm_state_code(static_cast<CalmState>(i))}, answer.counts[i]);
    tree.add("as_of", answer.as_of).add("rules", std::move(rules)).add("counts", std::move(counts));
    return tree;
}

Tree commitment_tree(CommitmentRow const& row)
{
    auto tree = Tree::members();
    tree.add("id", row.id).add("kind", row.kind).add("guarantor_role", row.guarantor_role).add("to", row.to).add("corridor", or_null(row.corridor));
    tree.add("place", or_null(row.place))
        .add("place_name", or_null(row.place_name))
        .add("made_on", row.made_on)
        .add("from", row.from)
        .add("until", or_null(row.until));
    tree.add("status", promise_state_code(row.status.state)).add("tests", row.status.tests).add("last_test_day", or_null(row.status.last_test_day));
    auto otherwise = Tree::list();
    for (auto const state : row.otherwise) otherwise.push(promise_state_code(state));
    tree.add("what", or_null(row.what)).add("disputed", row.disputed).add("otherwise", std::move(otherwise));
    return tree;
}

Tree reliability_tree(Reliability const& corridor)
{
    auto tree = Tree::members();
    tree.add("corridor", corridor.corridor);
    if (corridor.hidden) {
        tree.add("hidden", true)
            .add("reason", words_tree({"moins de cinq épreuves : le taux désignerait ceux qui ont promis",
                                       "fewer than five tests: a rate would point at those who promised"}));
        return tree;
    }
    tree.add("tests", corridor.tests)
        .add("held", corridor.held)
        .add("rate", or_null(corridor.rate))
        .add("lower_95", or_null(corridor.lower_95))
        .add("upper_95", or_null(corridor.upper_95));
    return tree;
}

Tree placement_tree(Placement const& placement, std::string_view baseline)
{
    auto tree = Tree::members();
    auto const* ratio = placement.comparison ? &*placement.comparison : nullptr;
    tree.add("first_month", placement.first).add("observed", or_null(placement.observed)).add("baseline_kind", baseline);
    tree.add("baseline_events", or_null(placement.baseline_events))
        .add("baseline_months", placement.baseline_months)
        .add("expected", or_null(placement.expected));
    tree.add("ratio", ratio == nullptr ? Tree{} : or_null(ratio->ratio)).add("lower_95", ratio == nullptr ? Tree{} : Tree{ratio->exact.lower});
    tree.add("upper_95", ratio == nullptr || !ratio->exact.upper ? Tree{} : Tree{*ratio->exact.upper});
    tree.add("change_percent", or_null(placement.change_percent))
        .add("rank", or_null(placement.rank))
        .add("of", placement.of)
        .add("p_rank", or_null(placement.p_rank));
    tree.add("verdict", verdict_code(placement.verdict));
    auto reasons = Tree::list();
    for (auto const reason : placement.reasons) reasons.push(words_tree(change_reason_words(reason)));
    tree.add("reasons", std::move(reasons));
    return tree;
}

Tree series_tree(MonthSeries const& series)
{
    auto months = Tree::list(), counts = Tree::list(), tree = Tree::members();
    for (std::size_t i = 0; i < series.counts.size(); ++i) {
        months.push(series.first + static_cast<int>(i));
        counts.push(or_null(series.counts[i]));
    }
    tree.add("months", std::move(months)).add("counts", std::move(counts));
    return tree;
}

Tree search_tree(BeforeAfter const& found)
{
    auto tree = Tree::members();
    tree.add("lowest_first_month", found.search.lowest ? Tree{found.placements[*found.search.lowest].first} : Tree{});
    tree.add("level", found.search.level)
        .add("lowest_upper", or_null(found.search.lowest_upper))
        .add("p", or_null(found.search.p))
        .add("ranges", found.search.ranges);
    tree.add("verdict_if_named", verdict_code(found.verdict_if_named));
    return tree;
}

Tree source_change_tree(SourceChange const& source, std::string_view baseline)
{
    auto tree = Tree::members();
    auto reasons = Tree::list(), placements = Tree::list(), otherwise = Tree::list();
    for (auto const reason : source.found.reasons) reasons.push(words_tree(change_reason_words(reason)));
    for (auto const& placement : source.found.placements) placements.push(placement_tree(placement, baseline));
    for (auto const verdict : source.otherwise) otherwise.push(verdict_code(verdict));
    tree.add("source", source.source)
        .add("covered", source.covered)
        .add("verdict", verdict_code(source.found.verdict))
        .add("reasons", std::move(reasons));
    tree.add("placements", std::move(placements)).add("series", series_tree(source.series)).add("search", search_tree(source.found));
    tree.add("smallest_p_rank", or_null(source.found.smallest_p_rank)).add("disputed", source.disputed).add("otherwise", std::move(otherwise));
    tree.add("readings_left_out", source.readings_left_out);
    return tree;
}

Tree neighbour_tree(NeighbourChange const& neighbour)
{
    auto tree = Tree::members();
    tree.add("place", neighbour.place.place)
        .add("name", neighbour.place.name)
        .add("source", neighbour.source)
        .add("first_month", neighbour.first_month);
    tree.add("observed", or_null(neighbour.observed))
        .add("baseline_events", or_null(neighbour.baseline_events))
        .add("ratio", or_null(neighbour.ratio));
    tree.add("lower_95", or_null(neighbour.lower_95)).add("upper_95", or_null(neighbour.upper_95));
    return tree;
}

Tree ring_tree(RingChange const& ring)
{
    auto tree = Tree::members(), places = Tree::list();
    for (auto const& place : ring.places) places.push(place);
    tree.add("distance", ring.distance).add("source", ring.source).add("first_month", ring.first_month).add("places", std::move(places));
    tree.add("observed", or_null(ring.observed)).add("baseline_events", or_null(ring.baseline_events));
    tree.add("ratio", or_null(ring.ratio)).add("lower", or_null(ring.lower)).add("upper", or_null(ring.upper));
    tree.add("ratio_with_inner", or_null(ring.ratio_with_inner))
        .add("lower_with_inner", or_null(ring.lower_with_inner))
        .add("upper_with_inner", or_null(ring.upper_with_inner))
        .add("words", words_tree(ring.words));
    return tree;
}

Tree place_properties(PlaceRow const& place)
{
    auto tree = Tree::members();
    tree.add("code", place.code).add("name", place.name).add("level", place.level).add("parent", or_null(place.parent));
    tree.add("latitude", or_null(place.latitude)).add("longitude", or_null(place.longitude)).add("population", or_null(place.population));
    return tree;
}

}  // namespace

Tree calm_tree(CalmAnswer const& answer, Kind kind) { return finished(board_tree(answer), kind); }

Tree promises_tree(PromisesAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto commitments = Tree::list(), corridors = Tree::list(), counts = Tree::members();
    for (auto const& row : answer.commitments) commitments.push(commitment_tree(row));
    for (auto const& corridor : answer.reliability) corridors.push(reliability_tree(corridor));
    for (std::size_t i = 0; i < answer.counts.size(); ++i)
        counts.add(std::string{promise_state_code(static_cast<PromiseState>(i))}, answer.counts[i]);
    auto otherwise = Tree::list();
    for (auto const& reading : answer.otherwise)
        otherwise.push(Tree::members().add("corridor", reading.corridor).add("tests", reading.tests).add("held", reading.held));
    tree.add("as_of", answer.as_of)
        .add("commitments", std::move(commitments))
        .add("reliability", std::move(corridors))
        .add("counts", std::move(counts))
        .add("disputed", answer.disputed)
        .add("flagged_rows", answer.flagged_rows)
        .add("otherwise", std::move(otherwise))
        .add("readings_left_out", answer.readings_left_out);
    return finished(std::move(tree), kind);
}

Tree today_tree(TodayAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto expiring = Tree::list(), owed = Tree::list(), recent = Tree::list();
    for (auto const& row : answer.expiring) expiring.push(commitment_tree(row));
    for (auto const& row : answer.owed) owed.push(commitment_tree(row));
    for (auto const& incident : answer.recent_incidents) {
        auto one = Tree::members();
        one.add("day", incident.day).add("kind", incident.kind).add("place", or_null(incident.place)).add("place_name", or_null(incident.place_name));
        one.add("deaths_best", or_null(incident.deaths_best)).add("source", incident.source);
        recent.push(std::move(one));
    }
    tree.add("as_of", answer.as_of).add("board", finished(board_tree(answer.board), kind)).add("ledger_hidden", answer.ledger_hidden);
    tree.add("expiring", std::move(expiring)).add("owed", std::move(owed)).add("recent_incidents", std::move(recent));
    return finished(std::move(tree), kind);
}

Tree incident_months_tree(IncidentMonthsAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto months = Tree::list(), sources = Tree::list(), places = Tree::list(), otherwise = Tree::list();
    for (auto const& reading : answer.otherwise)
        otherwise.push(Tree::members().add("source", reading.source).add("place", reading.place).add("month", reading.month).add("events", reading.events));
    for (auto const month : answer.months) months.push(month);
    for (auto const& source : answer.sources) sources.push(source);
    for (auto const& place : answer.places) {
        auto one = Tree::members(), series = Tree::members();
        for (std::size_t s = 0; s < place.series.size(); ++s) {
            auto counts = Tree::list();
            for (auto const& count : place.series[s]) counts.push(or_null(count));
            series.add(answer.sources[s], std::move(counts));
        }
        one.add("place", place.place).add("name", place.name).add("series", std::move(series));
        places.push(std::move(one));
    }
    tree.add("level", answer.level)
        .add("months", std::move(months))
        .add("sources", std::move(sources))
        .add("places", std::move(places))
        .add("disputed", answer.disputed)
        .add("otherwise", std::move(otherwise))
        .add("readings_left_out", answer.readings_left_out);
    return finished(std::move(tree), kind);
}

Tree change_tree(ChangeAnswer const& answer, Kind kind, Made made)
{
    auto tree = Tree::members();
    tree.add("exploratory", made == Made::exploratory);
    auto missing = Tree::list(), sources = Tree::list(), places = Tree::list(), neighbours = Tree::list(), claim = Tree::members(),
         method = Tree::members(), thresholds = Tree::members();
    for (auto const& part : answer.claim.missing) missing.push(words_tree(part.words));
    claim.add("sentence", words_tree(answer.claim.sentence)).add("verdict", verdict_code(answer.claim.verdict)).add("missing", std::move(missing));
    auto const baseline = baseline_code(answer.options.baseline);
    for (auto const& source : answer.open_data) sources.push(source_change_tree(source, baseline));
    for (auto const& place : answer.places) {
        auto one = Tree::members();
        one.add("place", place.place).add("name", place.name);
        places.push(std::move(one));
    }
    for (auto const& neighbour : answer.neighbours) neighbours.push(neighbour_tree(neighbour));
    auto rings = Tree::list();
    for (auto const& ring : answer.rings) rings.push(ring_tree(ring));
    method.add("name", "before-after")
        .add("baseline", baseline)
        .add("baseline_years", answer.options.baseline_years)
        .add("baseline_words", words_tree(answer.baseline));
    method.add("interval", "exact_conditional")
        .add("window_months", answer.options.window_months)
        .add("first", answer.options.first)
        .add("last", answer.options.last)
        .add("kinds", answer.kinds)
        .add("rank_by", rank_by_code(answer.options.rank_by))
        .add("shuffles", answer.options.shuffles)
        .add("seed", static_cast<std::int64_t>(answer.options.seed));
    method.add("boundary", answer.boundary).add("page", "docs/methods/before-after.md");
    thresholds.add("level", answer.options.level).add("p_rank", answer.options.p_threshold);
    tree.add("claim", std::move(claim))
        .add("open_data", std::move(sources))
        .add("places", std::move(places))
        .add("neighbours", std::move(neighbours))
        .add("rings", std::move(rings));
    tree.add("method", std::move(method)).add("thresholds", std::move(thresholds));
    return finished(std::move(tree), kind);
}

Tree places_tree(PlacesAnswer const& answer, Kind kind)
{
    auto tree = Tree::members();
    auto places = Tree::list();
    for (auto const& place : answer.places) places.push(place_properties(place));
    tree.add("boundary", answer.boundary).add("places", std::move(places));
    return finished(std::move(tree), kind);
}

std::string places_geojson(PlacesAnswer const& answer, Kind kind)
{
    std::string text = R"({"type":"FeatureCollection","boundary":)" + tree_json(Tree{answer.boundary}) +
                       ",\"demo\":" + (kind == Kind::demo ? "true" : "false") + ",\"features\":[";
    for (std::size_t i = 0; i < answer.places.size(); ++i) {
        auto const& place = answer.places[i];
        text += std::string{i == 0 ? "" : ","} + "{\"type\":\"Feature\",\"id\":" + tree_json(Tree{place.code}) +
                ",\"geometry\":" + (place.geometry.empty() ? "null" : place.geometry) + ",\"properties\":" + tree_json(place_properties(place)) + "}";
    }
    return text + "]}";
}

Tree workspace_tree(WorkspaceAnswer const& answer, WorkspaceFacts const& facts, Member const& viewer)
{
    auto tree = Tree::members();
    auto places = Tree::list(), sources = Tree::list(), seen_by = Tree::members();
    for (auto const& place : viewer.places) places.push(place);
    seen_by.add("pseudonym", viewer.pseudonym).add("role", role_code(viewer.role)).add("places", std::move(places));
    for (auto const& source : answer.sources) {
        auto one = Tree::members();
        one.add("source", source.source)
            .add("first_day", source.first_day)
            .add("last_day", source.last_day)
            .add("area", source.area)
            .add("release", or_null(source.release));
        sources.push(std::move(one));
    }
    bool const is_demo = facts.kind == Kind::demo;
    tree.add("name", facts.name).add("demo", is_demo);
    tree.add("demo_notice",
             is_demo ? words_tree({"Démonstration : toutes les données sont simulées", "Demonstration: all data are simulated"}) : Tree{});
    tree.add("today", facts.today).add("records", static_cast<std::int64_t>(facts.records)).add("rows", answer.rows).add("version", facts.version);
    tree.add("boundary", or_null(answer.boundary)).add("viewer", std::move(seen_by)).add("sources", std::move(sources));
    return tree;
}

}  // namespace accalmie
