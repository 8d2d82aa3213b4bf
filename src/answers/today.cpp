// SPDX-License-Identifier: Apache-2.0
#include "answers/today.hpp"

#include "answers/cells.hpp"
#include "answers/place_names.hpp"
#include "answers/sql.hpp"

#include <algorithm>

namespace accalmie {

namespace {

using std::chrono::days;

constexpr days expiring_within{14}, recent_within{30};
constexpr std::int64_t recent_max = 50;

/// The smallest area to which the source knows the place.
std::string area_of(std::vector<Value> const& row)
{
    if (auto const written = cell<std::string>(row[2])) return *written;
    auto const level = cell_integer(row[3]);
    if (level >= 3) return cell_text(row[6]);
    if (level == 2) return cell_text(row[5]);
    return level == 1 ? cell_text(row[4]) : std::string{};
}

Result<std::vector<RecentIncident>> load_recent(Store const& store, Day as_of)
{
    auto const table = TRY(store.query(sql::recent_incidents, {{"first", as_of - recent_within + days{1}}, {"as_of", as_of}, {"rows_max", recent_max}}));
    PlaceNames names{store};
    std::vector<RecentIncident> incidents;
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[0]);
        if (!day) continue;
        auto const place = area_of(row);
        incidents.push_back({*day, cell_text(row[1]), std::string{code_of(place)}, names.of(place), cell<std::int64_t>(row[7]), cell_text(row[8])});
    }
    return incidents;
}

void fill_ledger(TodayAnswer& answer, PromisesAnswer const& promises)
{
    for (auto const& row : promises.commitments) {
        bool const in_force = row.from <= answer.as_of && (!row.until || *row.until >= answer.as_of);
        if (in_force && row.until && *row.until <= answer.as_of + expiring_within) answer.expiring.push_back(row);
        if (in_force && row.status.state == PromiseState::untested) answer.owed.push_back(row);
    }
    std::sort(answer.expiring.begin(), answer.expiring.end(), [](CommitmentRow const& a, CommitmentRow const& b) { return std::tie(*a.until, a.id) < std::tie(*b.until, b.id); });
    std::sort(answer.owed.begin(), answer.owed.end(), [](CommitmentRow const& a, CommitmentRow const& b) { return std::tie(a.from, a.id) < std::tie(b.from, b.id); });
}

}  // namespace

Result<TodayAnswer> answer_today(Store const& store, Asking const& asking, TodayQuestion const& question)
{
    TodayAnswer answer;
    answer.as_of = asking.today;
    answer.board = TRY(answer_calm(store, asking, {}));
    answer.recent_incidents = TRY(load_recent(store, answer.as_of));
    auto const promises = answer_promises(store, asking, {{}, question.until});
    if (promises) fill_ledger(answer, *promises);
    else if (promises.error().kind == Error::Kind::denied) answer.ledger_hidden = true;
    else return promises.error();
    return answer;
}

}  // namespace accalmie
