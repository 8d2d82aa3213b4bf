// SPDX-License-Identifier: Apache-2.0
#include "answers/people.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 2> types{"service_count", "attendance"};
constexpr std::array<std::string_view, 5> breakdowns{"month", "sex", "age_band", "residence", "service"};

Result<void> check(PeopleQuestion const& question)
{
    if (std::find(types.begin(), types.end(), question.type) == types.end()) return Error{Error::Kind::invalid, "people are not counted by that type", question.type, "choose service_count or attendance"};
    if (std::find(breakdowns.begin(), breakdowns.end(), question.by) == breakdowns.end())
        return Error{Error::Kind::invalid, "people are not broken down by that", question.by, "choose month, sex, age_band, residence or service"};
    return {};
}

Result<std::vector<PlacedCount>> load_counts(Store const& store, PeopleQuestion const& question)
{
    auto const places = TRY(store.places());
    auto const table = TRY(store.query(sql::people_counted, {{"type", question.type}, {"by", question.by}}));
    std::vector<PlacedCount> placed;
    for (auto const& row : table.rows) {
        auto const label = cell_text(row[1]);
        placed.push_back({paths_of(*places, cell_text(row[0])), question.by + "=" + (label.empty() ? "not said" : label), cell_integer(row[2])});
    }
    return placed;
}

Result<std::vector<LeftTable>> load_earlier(Store const& store, std::string const& type)
{
    auto const table = TRY(store.query(sql::releases, {{"what", type + " "}}));
    std::vector<LeftTable> left;
    for (auto const& row : table.rows) left.push_back({cell_text(row[0]), cell_text(row[2]), cell_text(row[3])});
    return left;
}

}  // namespace

Result<PeopleRelease> answer_people(Store const& store, Asking const& asking, PeopleQuestion const& question)
{
    TRY(check(question));
    TRY(require(asking, Action::see_team, question.type));
    auto const placed = TRY(load_counts(store, question));
    auto const earlier = TRY(load_earlier(store, question.type));
    auto release = TRY(guard_people(placed, earlier, question.level, question.rule));
    release.what = question.type + " by place and " + question.by;
    return release;
}

}  // namespace accalmie
