// SPDX-License-Identifier: Apache-2.0
#include "capture/match_events.hpp"

#include "capture/import_fixtures.hpp"

#include <rapidcheck.h>

using namespace accalmie;

namespace {

EventBrief event(std::string_view source, std::string_view kind, std::string_view iso, double latitude, double longitude, std::int64_t deaths,
                 int level = 4)
{
    EventBrief brief;
    brief.source = source, brief.kind = kind;
    brief.first = brief.last = day(iso);
    brief.position = Coordinate::of_degrees(latitude, longitude).value();
    brief.position_level = level;
    brief.deaths = deaths;
    return brief;
}
EventBrief named(std::string_view source, std::string_view kind, std::string_view iso, std::string_view location, std::int64_t deaths)
{
    auto brief = event(source, kind, iso, 0, 0, deaths, 0);
    brief.position.reset();
    brief.location = location;
    return brief;
}
std::vector<MatchCandidate> matched(std::vector<EventBrief> const& events, MatchOptions const& options = {})
{
    auto candidates = match_events(events, options);
    REQUIRE(candidates.has_value());
    return std::move(*candidates);
}

/// The briefs of all rows of a workspace; views into it.
std::vector<EventBrief> briefs_of(TestWorkspace const& workspace)
{
    auto const& type = *base_dictionary().find("incident");
    auto const at = [&](std::string_view name) { return *type.index_of(name); };
    auto const text = [](Value const& value) {
        return std::holds_alternative<std::string>(value) ? std::string_view{std::get<std::string>(value)} : std::string_view{};
    };
    std::vector<EventBrief> briefs;
    for (auto const& [address, row] : workspace.rows) {
        EventBrief brief;
        brief.source = text(row[at("source")]), brief.kind = text(row[at("kind")]);
        brief.location = text(row[at("location")]), brief.adm_2 = text(row[at("adm_2")]);
        brief.first = brief.last = std::get<Day>(row[at("first_day")]);
        if (auto const* last = std::get_if<Day>(&row[at("last_day")])) brief.last = *last;
        if (auto const* latitude = std::get_if<double>(&row[at("latitude")]))
            brief.position = Coordinate::of_degrees(*latitude, std::get<double>(row[at("longitude")])).value();
        brief.position_level = static_cast<int>(std::get<std::int64_t>(row[at("position_level")]));
        if (auto const* deaths = std::get_if<std::int64_t>(&row[at("deaths_best")])) brief.deaths = *deaths;
        if (brief.first >= day("2015-01-01") && brief.last <= day("2018-12-31")) briefs.push_back(brief);
    }
    return briefs;
}

std::optional<PlaceIndex> real_settlements()
{
    auto const text = real_file("mali-admin/mli_settlements_ocha_2015.csv");
    if (!text) return std::nullopt;
    TextSource source{*text};
    auto reader = CsvReader::open(source);
    REQUIRE(reader.has_value());
    std::vector<Place> places;
    CsvRow row;
    REQUIRE(reader->next(row).value());
    while (reader->next(row).value()) {
        Place place;
        place.code = row.fields[4], place.version = "ocha-2015", place.name = row.fields[5], place.level = 4;
        place.centre = Coordinate::of_degrees(std::stod(std::string{row.fields[2]}), std::stod(std::string{row.fields[1]})).value();
        places.push_back(std::move(place));
    }
    std::vector<PlaceIndex::Problem> problems;
    auto index = PlaceIndex::make(std::move(places), &problems);
    REQUIRE(index.has_value());
    return std::optional<PlaceIndex>{std::move(*index)};
}

}  // namespace

TEST_CASE("one attack told by three sources is offered once, with its reasons, and the attack elsewhere is left alone")
{
    std::vector<EventBrief> const events{
        event("ucdp", "one_sided", "2018-06-23", 14.45, -4.92, 24), event("acled", "violence_against_civilians", "2018-06-23", 14.47, -4.95, 24),
        named("press", "killing", "2018-06-24", "Ténenkou", 25),    event("acled", "violence_against_civilians", "2018-06-23", 16.27, -0.04, 24),
        event("acled", "protest", "2018-06-23", 14.45, -4.92, 0),
    };
    auto with_name = events;
    with_name[0].location = "Tenenkou";
    auto const candidates = matched(with_name);
    REQUIRE(candidates.size() == 2);
    CHECK(candidates[0].a == 0);
    CHECK(candidates[0].b == 1);
    CHECK(candidates[0].score > 0.85);
    auto const reasons = reasons_of(candidates[0]);
    REQUIRE(reasons.size() == 4);
    CHECK(reasons[0].en == "the same days");
    CHECK(reasons[1].en == "3.9 km apart");
    CHECK(reasons[1].fr == "à 3,9 km l’un de l’autre");
    auto const offers = offers_of(candidates, with_name);
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].events == std::vector<std::size_t>{0, 1, 2});
    CHECK(offers[0].score == candidates[1].score);
}

TEST_CASE("an offer never holds two rows of one source")
{
    std::vector<EventBrief> const events{
        event("ucdp", "state_based", "2018-06-23", 14.45, -4.92, 5),
        event("acled", "battle", "2018-06-23", 14.45, -4.92, 5),
        event("acled", "battle", "2018-06-23", 14.45, -4.93, 5),
    };
    auto const candidates = matched(events);
    CHECK(candidates.size() == 2);
    auto const offers = offers_of(candidates, events);
    REQUIRE(offers.size() == 1);
    CHECK(offers[0].events == std::vector<std::size_t>{0, 1});
}

TEST_CASE("what a person has called different is not offered again")
{
    std::vector<EventBrief> const events{event("ucdp", "state_based", "2018-06-23", 14.45, -4.92, 5),
                                         event("acled", "battle", "2018-06-23", 14.45, -4.92, 5)};
    CHECK(matched(events).size() == 1);
    MatchOptions options;
    options.different = {{0, 1}};
    CHECK(matched(events, options).empty());
}

TEST_CASE("the window of days holds at its edge and not beyond it, on both sides")
{
    for (int const apart : {-4, -3, 3, 4}) {
        CAPTURE(apart);
        auto const first = event("ucdp", "state_based", "2018-06-23", 14.45, -4.92, 5);
        auto second = event("acled", "battle", "2018-06-23", 14.45, -4.92, 5);
        second.first = second.last = first.first + std::chrono::days{apart};
        CHECK(matched({first, second}).size() == (std::abs(apart) <= 3 ? 1 : 0));
        CHECK(matched({second, first}).size() == (std::abs(apart) <= 3 ? 1 : 0));
    }
}

TEST_CASE("an event known to its region only is not matched by its stand-in coordinates")
{
    auto const precise = event("acled", "battle", "2018-06-23", 14.45, -4.92, 5);
    CHECK(matched({event("ucdp", "state_based", "2018-06-23", 14.45, -4.92, 5, 1), precise}).empty());
    CHECK(matched({event("ucdp", "state_based", "2018-06-23", 14.45, -4.92, 5, 2), precise}).size() == 1);
}

TEST_CASE("more pairs than the limit are an error and not a long wait")
{
    std::vector<EventBrief> events;
    for (int index = 0; index < 100; ++index) events.push_back(event(index % 2 == 0 ? "ucdp" : "acled", "battle", "2018-06-23", 14.45, -4.92, 5));
    MatchOptions options;
    options.compared_max = 10'000;
    CHECK(match_events(events, options).has_value());
    options.compared_max = 9'999;
    auto const refused = match_events(events, options);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().kind == Error::Kind::limit);
}

TEST_CASE("blocks lose no pair: every pair that a comparison of all with all finds is found, near borders of cells and anywhere on earth")
{
    auto const holds = rc::check([] {
        auto const count = *rc::gen::inRange<std::size_t>(2, 30);
        auto const base_latitude = *rc::gen::inRange(-80, 80), base_longitude = *rc::gen::inRange(-179, 179);
        std::vector<EventBrief> events;
        for (std::size_t index = 0; index < count; ++index) {
            auto brief = event(index % 2 == 0 ? "ucdp" : "acled", "battle", "2018-06-23", base_latitude + *rc::gen::inRange(0, 100) / 100.0,
                               base_longitude + *rc::gen::inRange(0, 100) / 100.0, 5, *rc::gen::inRange(2, 5));
            brief.first += std::chrono::days{*rc::gen::inRange(0, 12)};
            brief.last = brief.first + std::chrono::days{*rc::gen::inRange(0, 8)};
            events.push_back(brief);
        }
        MatchOptions options;
        options.offered_max = 100;
        std::size_t expected = 0;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = a + 1; b < count; ++b) expected += match_events(std::vector{events[a], events[b]}, options)->size();
        // A pair alone goes through the same blocks, so what it finds is compared with the distance, too.
        std::size_t near = 0;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = a + 1; b < count; ++b) {
                if (events[a].source == events[b].source) continue;
                double const reach = std::min(events[a].position_level, events[b].position_level) == 4   ? 15
                                     : std::min(events[a].position_level, events[b].position_level) == 3 ? 35
                                                                                                         : 60;
                double const place = 1 - distance_km(*events[a].position, *events[b].position) / reach;
                auto const gap = std::max<std::int64_t>({0, (events[b].first - events[a].last).count(), (events[a].first - events[b].last).count()});
                bool const loose = std::max((events[a].last - events[a].first).count(), (events[b].last - events[b].first).count()) > 3;
                double const days = (1 - static_cast<double>(gap) / 4) * (loose ? 0.6 : 1);
                near += place > 0 && gap <= 3 && 0.4 * place + 0.3 * days + 0.2 + 0.1 >= 0.6;
            }
        RC_ASSERT(expected == near);
        RC_ASSERT(matched(events, options).size() == near);
    });
    CHECK(holds);
}

TEST_CASE("a confirmed pair is a choice record that the dictionary accepts")
{
    RecordAddress one, other;
    other.row = 7;
    auto const fields = same_event_choice(one, other, "same village, same day");
    auto const& type = *base_dictionary().find("choice");
    std::vector<Cell> row(type.fields.size());
    for (auto const& [name, value] : fields) row[*type.index_of(name)] = as_cell(value);
    std::vector<CellProblem> problems;
    check_row(base_dictionary(), type, row, problems);
    CHECK(problems.empty());
    CHECK(fields.at("other") == Value{std::string(64, '0') + ":7"});
}

TEST_CASE("UCDP, ACLED and the press of 2015 to 2018 tell of the same events to a plausible degree")
{
    auto const ucdp = real_file("conflict-events/ucdp-ged-mali-1990-2023.csv"), acled = real_file("conflict-events/acled-hdx-mali-1997-2020-07.csv"),
               press = real_file("conflict-events/press-incidents-mali-2015-2018.csv");
    auto const settlements = real_settlements();
    if (!ucdp || !acled || !press || !settlements) return;
    TestWorkspace workspace;
    import(import_ucdp, *ucdp, workspace);
    import(import_acled, *acled, workspace);
    import(import_press, *press, workspace, {.settlements = &*settlements, .area = "ML"});
    auto const events = briefs_of(workspace);
    auto const candidates = matched(events);
    auto const offers = offers_of(candidates, events);
    std::map<std::set<std::string_view>, std::size_t> by_sources;
    std::map<std::string_view, std::size_t> rows;
    for (auto const& each : events) ++rows[each.source];
    for (auto const& offer : offers) {
        std::set<std::string_view> sources;
        for (auto const index : offer.events) sources.insert(events[index].source);
        CHECK(sources.size() == offer.events.size());
        ++by_sources[sources];
    }
    auto const of = [&](std::set<std::string_view> const& sources) { return by_sources[sources]; };
    MESSAGE("rows: ucdp " << rows["ucdp"] << ", acled " << rows["acled"] << ", press " << rows["press"] << "; candidates " << candidates.size()
                          << "; offers: all three " << of({"ucdp", "acled", "press"}) << ", ucdp+acled " << of({"ucdp", "acled"}) << ", ucdp+press "
                          << of({"ucdp", "press"}) << ", acled+press " << of({"acled", "press"}));
    // Nearly all that UCDP records is deadly, and ACLED records what is deadly too: at least half of it must be found again. Nothing may be found
    // more than once.
    CHECK(of({"ucdp", "acled", "press"}) + of({"ucdp", "acled"}) > rows["ucdp"] / 2);
    CHECK(of({"ucdp", "acled", "press"}) + of({"ucdp", "acled"}) + of({"ucdp", "press"}) <= rows["ucdp"]);
    CHECK(of({"ucdp", "acled", "press"}) + of({"ucdp", "press"}) + of({"acled", "press"}) > rows["press"] / 5);
}
