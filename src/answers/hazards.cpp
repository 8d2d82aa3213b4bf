// SPDX-License-Identifier: Apache-2.0
#include "answers/hazards.hpp"

#include "answers/cells.hpp"
#include "answers/hazard_rows.hpp"
#include "answers/place_names.hpp"
#include "answers/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 1'000'000;

Result<HazardFacts> load(Store const& store)
{
    HazardFacts facts;
    auto const readings = TRY(store.query(sql::hazard_readings));
    if (readings.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 1,000,000 readings", "hazard_reading", "ask a smaller workspace"};
    for (auto const& row : readings.rows) {
        auto const day = cell<Day>(row[3]);
        auto const value = cell<double>(row[5]);
        if (day && value) facts.readings.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), *day, cell<Day>(row[4]), *value});
    }
    for (auto const& row : TRY(store.query(sql::hazard_warnings)).rows) {
        auto const issued = cell<Day>(row[5]), from = cell<Day>(row[6]);
        if (!issued || !from) continue;
        HouseholdsTold const told{cell<std::int64_t>(row[8]), cell<std::int64_t>(row[9])};
        facts.warnings.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), cell_text(row[4]), *issued, *from, cell<Day>(row[7]), told});
    }
    return facts;
}

/// Is one place the other, or does one lie in the other? By the ground; remembered.
class Nearness {
public:
    Nearness(Store const& store, Areas& areas) : store_(store), areas_(areas) {}

    bool one_in_other(std::string const& a, std::string const& b)
    {
        if (a == b || code_of(a) == code_of(b)) return true;
        return within(a, b) || within(b, a);
    }

private:
    bool within(std::string const& inner, std::string const& outer)
    {
        auto const [found, is_new] = asked_.try_emplace(outer);
        if (is_new)
            if (auto const place = asked_place(store_, code_of(outer))) found->second = *place;
        return found->second && areas_.within(inner, *found->second);
    }

    Store const& store_;
    Areas& areas_;
    std::map<std::string, std::optional<AskedPlace>> asked_;
};

}  // namespace

Result<HazardsAnswer> answer_hazards(Store const& store, Asking const& asking, HazardsQuestion const& question)
{
    TRY(require(asking, Action::see_open, "hazard_reading"));
    TRY(require(asking, Action::see_open, "warning"));
    auto const asked = TRY(asked_place(store, question.place));
    auto const rules = TRY(base_hazard_rules());
    auto const facts = TRY(load(store));
    PlaceNames names{store};
    Areas areas{store};
    Nearness near{store, areas};
    HazardPlaces const places{[&](std::string const& place) { return names.of(place); }, [&](std::string const& place) { return areas.within(place, asked); },
                              [&](std::string const& a, std::string const& b) { return near.one_in_other(a, b); }};
    return hazards_of(facts, rules, question.as_of.value_or(asking.today), question, places);
}

}  // namespace accalmie
