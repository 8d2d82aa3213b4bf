// SPDX-License-Identifier: Apache-2.0
#include "answers/calm.hpp"

#include "answers/calm_rows.hpp"
#include "answers/cells.hpp"
#include "answers/place_names.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t rules_max = 10'000;
constexpr std::int64_t incidents_max = 1'000'000;  // near one rule

std::optional<Coordinate> position_of(Value const& latitude, Value const& longitude)
{
    auto const north = cell<double>(latitude), east = cell<double>(longitude);
    if (!north || !east) return std::nullopt;
    auto const position = Coordinate::of_degrees(*north, *east);
    return position ? std::optional{*position} : std::nullopt;
}

Result<std::vector<CalmRuleRow>> load_rules(Store const& store, Day as_of)
{
    auto const table = TRY(store.query(sql::calm_rules, {{"as_of", as_of}}));
    if (table.rows.size() > rules_max) return Error{Error::Kind::limit, "more than 10,000 calm rules", {}, "replace rules that are no longer used"};
    std::vector<CalmRuleRow> rules;
    for (auto const& row : table.rows)
        rules.push_back({cell_text(row[0]), cell_text(row[1]), position_of(row[2], row[3]), cell<double>(row[4]), cell_text(row[5]),
                         {static_cast<int>(cell_integer(row[6])), static_cast<int>(cell_integer(row[7])), static_cast<int>(cell_integer(row[8]))}});
    return rules;
}

Result<std::vector<WatchRow>> load_watches(Store const& store, Day as_of)
{
    auto const table = TRY(store.query(sql::calm_contacts, {{"as_of", as_of}}));
    std::vector<WatchRow> watches;
    for (auto const& row : table.rows) {
        auto const contact = cell<Day>(row[3]), from = cell<Day>(row[4]);
        if (contact && from) watches.push_back({cell_text(row[0]), cell<double>(row[1]), cell_text(row[2]), *contact, *from});
    }
    return watches;
}

Result<std::vector<AccessRow>> load_access(Store const& store, Day as_of)
{
    auto const table = TRY(store.query(sql::calm_access, {{"as_of", as_of}}));
    std::vector<AccessRow> rows;
    for (auto const& row : table.rows) {
        auto const from = cell<Day>(row[2]);
        if (from) rows.push_back({cell_text(row[0]), cell_text(row[1]), *from, cell<Day>(row[3])});
    }
    return rows;
}

Standing standing_of(std::string_view state)
{
    if (state == "disputed") return Standing::disputed;
    return state == "contender" ? Standing::contender : Standing::undisputed;
}

/// A box in degrees that holds the circle, or the whole world where the area is a polygon of another version than the incidents' areas.
struct Box {
    double south = -90, north = 90, west = -180, east = 180;
};

Box box_around(Coordinate centre, double radius_km)
{
    constexpr double km_a_degree = 111.19;  // 6371.0088 km x pi / 180
    constexpr double slack = 1.01;
    double const height = radius_km / km_a_degree * slack;
    double const cosine = std::max(0.01, std::cos(centre.latitude() * 3.14159265358979 / 180));
    double const width = height / cosine;
    return {centre.latitude() - height, centre.latitude() + height, centre.longitude() - width, centre.longitude() + width};
}

Result<std::vector<IncidentRow>> load_incidents(Store const& store, Box const& box, Value area, Day as_of)
{
    auto const table = TRY(store.query(sql::calm_incidents, {{"as_of", as_of}, {"south", box.south}, {"north", box.north}, {"west", box.west}, {"east", box.east},
                                                             {"area", std::move(area)}, {"rows_max", incidents_max + 1}}));
    if (static_cast<std::int64_t>(table.rows.size()) > incidents_max) return Error{Error::Kind::limit, "more than 1,000,000 incidents near one rule", {}, "make the area of the rule smaller"};
    std::vector<IncidentRow> incidents;
    incidents.reserve(table.rows.size());
    for (auto const& row : table.rows) {
        auto const first = cell<Day>(row[3]), last = cell<Day>(row[4]);
        if (!first || !last) continue;
        auto const days = widen_days(*first, *last, cell_text(row[5]));
        incidents.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), days.first, days.last, static_cast<int>(cell_integer(row[6])), position_of(row[7], row[8]),
                             standing_of(cell_text(row[9])), cell_text(row[10]), cell_text(row[11]), cell_yes(row[12]), cell_yes(row[13])});
    }
    return incidents;
}

Result<std::vector<IncidentRow>> incidents_for(Store const& store, PlaceNames& grounds, CalmRuleRow const& rule, PlaceIndex const* places, Day as_of)
{
    auto const area = area_of(rule, places);
    if (!area) return std::vector<IncidentRow>{};
    auto const* const joined = grounds.places("");
    bool const same_version = places != nullptr && joined != nullptr && places->places().front().version == joined->places().front().version;
    std::string wider;  // the cercle around a circle, so that what is known only to the cercle is seen too
    if (area->centre && same_version) {
        auto const cercle = places->at(*area->centre, 2);
        if (cercle != PlaceIndex::none) wider = places->places()[cercle].code;
    }
    if (area->centre) return load_incidents(store, box_around(*area->centre, area->radius_km), wider.empty() ? Value{} : Value{wider}, as_of);
    if (same_version && places->places()[area->place].level > 0) return load_incidents(store, {1, -1, 1, -1}, std::string{code_of(rule.place)}, as_of);
    return load_incidents(store, {}, {}, as_of);
}

}  // namespace

Result<CalmAnswer> answer_calm(Store const& store, Asking const& asking, CalmQuestion const& question)
{
    TRY(require(asking, Action::see_open, "calm_rule"));
    CalmAnswer answer;
    answer.as_of = question.as_of.value_or(asking.today);
    auto const coverage = TRY(load_coverage(store));
    auto const watches = TRY(load_watches(store, answer.as_of));
    auto const access = TRY(load_access(store, answer.as_of));
    PlaceNames grounds{store};
    auto const rules = TRY(load_rules(store, answer.as_of));
    for (auto const& rule : rules) {
        auto const* const places = grounds.places(version_of(rule.place));
        auto incidents = TRY(incidents_for(store, grounds, rule, places, answer.as_of));
        CalmMaterial material{rule, places, watches, access, std::move(incidents), &coverage, answer.as_of};
        answer.rules.push_back(TRY(calm_row(material)));
        ++answer.counts[static_cast<std::size_t>(answer.rules.back().state)];
    }
    std::sort(answer.rules.begin(), answer.rules.end(), [](CalmRow const& a, CalmRow const& b) { return std::tie(a.place_name, a.rule, a.place) < std::tie(b.place_name, b.rule, b.place); });
    return answer;
}

}  // namespace accalmie
