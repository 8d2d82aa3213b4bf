// SPDX-License-Identifier: Apache-2.0
#include "answers/timeline.hpp"

#include "answers/cells.hpp"
#include "answers/first_versions.hpp"
#include "answers/sql.hpp"
#include "answers/timeline_words.hpp"
#include "core/coordinate.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace accalmie {

namespace {

constexpr int months_max = 600, settlement_level = 4;
constexpr double km_max = 100;
constexpr std::size_t incidents_max = 1'000'000;

/// A row of the facts before anybody asks whether it may be seen.
struct Happened {
    std::string type, id, place;  ///< PCODE@VERSION; empty: an incident
    Day day{};
    std::optional<Day> last_day;
    std::string what, detail;
    std::optional<std::int64_t> number;
};

/// The lines of one place for one viewer.
class Line {
public:
    Line(Store const& store, Dictionary const& dictionary, Asking const& asking, TimelineQuestion const& question, AskedPlace asked)
        : store_(store), dictionary_(dictionary), asking_(asking), question_(question), asked_(std::move(asked)), areas_(store), names_(store)
    {
    }

    Result<TimelineAnswer> tell();

private:
    Result<void> add_events();
    Result<void> add_tests();
    Result<void> add_incidents();
    void take(Happened happened);
    bool in_months(Day day) const { return day <= asking_.today && (!question_.from || *question_.from <= Month::of(day)) && (!question_.to || Month::of(day) <= *question_.to); }
    bool may_see(Happened const& happened) const;
    Result<std::optional<Coordinate>> centre() const;
    void finish();

    Store const& store_;
    Dictionary const& dictionary_;
    Asking const& asking_;
    TimelineQuestion const& question_;
    AskedPlace asked_;
    Areas areas_;
    PlaceNames names_;
    TimelineAnswer answer_;
};

bool Line::may_see(Happened const& happened) const
{
    if (happened.type == "commitment" || happened.type == "commitment_test") return allowed(asking_, Action::see_ledger, "commitment", happened.place);
    return allowed(asking_, Action::see_open, happened.type, happened.place);
}

void Line::take(Happened happened)
{
    if (!in_months(happened.day)) return;
    if (!may_see(happened)) {
        ++answer_.hidden;
        return;
    }
    // Services count persons: as they are for the team of the place; answers to a survey are never shown from 1 to 4.
    bool const sees_numbers = happened.type != "service_count" || allowed(asking_, Action::see_team, "service_count", happened.place);
    if (happened.number && (!sees_numbers || happened.type == "trust_answer")) happened.number = sees_numbers ? shown_count(*happened.number) : std::nullopt;
    TimelineRow row;
    row.day = happened.day, row.last_day = happened.last_day;
    row.lane = lane_of(happened.type), row.tenor = tenor_of(happened.type, happened.what);
    row.what = happened.what, row.number = happened.number;
    row.words = timeline_words(dictionary_, {happened.type, happened.what, happened.detail, happened.number});
    row.place = std::string{code_of(happened.place)}, row.place_name = names_.of(happened.place);
    row.type = std::move(happened.type), row.id = std::move(happened.id);
    answer_.rows.push_back(std::move(row));
}

Result<void> Line::add_events()
{
    auto const table = TRY(store_.query(sql::timeline_events));
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[2]);
        auto const place = cell_text(row[4]);
        if (!day || !areas_.within(place, asked_)) continue;
        Happened happened{cell_text(row[0]), cell_text(row[1]), place, *day, cell<Day>(row[3]), cell_text(row[5]), cell_text(row[6]), cell<std::int64_t>(row[7])};
        if (happened.type == "facility_report") happened.last_day = (happened.what == "week" ? *day + std::chrono::days{7} : Month::of(*day).end_day()) - std::chrono::days{1};
        take(std::move(happened));
    }
    return {};
}

Result<void> Line::add_tests()
{
    auto const versions = TRY(FirstVersions::load(store_));
    std::map<std::string, std::string> place_of;
    for (auto const& row : TRY(store_.query(sql::commitments)).rows) place_of[cell_text(row[0])] = cell_text(row[5]);
    for (auto const& row : TRY(store_.query(sql::timeline_tests)).rows) {
        auto const day = cell<Day>(row[2]);
        auto const promise = place_of.find(versions.of(cell_text(row[1])));
        if (day && promise != place_of.end() && areas_.within(promise->second, asked_)) take({"commitment_test", cell_text(row[0]), promise->second, *day, {}, cell_text(row[3]), {}, {}});
    }
    return {};
}

Result<std::optional<Coordinate>> Line::centre() const
{
    auto const places = TRY(store_.places(version_of(question_.place)));
    auto const at = places->coded(asked_.area.code);
    return at == PlaceIndex::none ? std::optional<Coordinate>{} : places->places()[at].centre;
}

Result<void> Line::add_incidents()
{
    auto const table = TRY(store_.query(sql::timeline_incidents));
    if (table.rows.size() > incidents_max) return Error{Error::Kind::limit, "more than 1,000,000 incidents", "incident", "ask a smaller workspace"};
    auto const here = TRY(centre());
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        if (!day || !in_months(*day)) continue;
        auto const level = cell_integer(row[5]);
        auto const latitude = cell<double>(row[6]), longitude = cell<double>(row[7]);
        if (asked_.level >= settlement_level) {
            if (level < settlement_level || !here || !latitude || !longitude) continue;
            auto const at = Coordinate::of_degrees(*latitude, *longitude);
            if (!at || distance_km(*here, *at) > question_.km) continue;
        } else if (asked_.level >= 1 && (level < asked_.level || cell_text(row[static_cast<std::size_t>(7 + asked_.level)]) != asked_.area.code)) {
            continue;
        }
        auto const last_day = cell<Day>(row[2]);
        take({"incident", cell_text(row[0]), {}, *day, last_day != day ? last_day : std::nullopt, cell_text(row[3]), cell_text(row[4]), {}});
    }
    return {};
}

/// Sorted, bounded, and counted by month.
void Line::finish()
{
    std::sort(answer_.rows.begin(), answer_.rows.end(), [](TimelineRow const& a, TimelineRow const& b) { return std::tie(a.day, a.lane, a.type, a.what, a.id) < std::tie(b.day, b.lane, b.type, b.what, b.id); });
    if (answer_.rows.size() > TimelineAnswer::rows_max) {
        answer_.left_out = answer_.rows.size() - TimelineAnswer::rows_max;
        answer_.rows.erase(answer_.rows.begin(), answer_.rows.begin() + static_cast<std::ptrdiff_t>(answer_.left_out));
    }
    if (!answer_.rows.empty()) {
        answer_.from = question_.from.value_or(Month::of(answer_.rows.front().day));
        answer_.to = question_.to.value_or(Month::of(answer_.rows.back().day));
    }
    if (!answer_.from || !answer_.to) return;
    answer_.from = std::max(*answer_.from, *answer_.to - (months_max - 1));
    for (auto month = *answer_.from; month <= *answer_.to; month = month + 1) answer_.months.push_back({month, {}});
    for (auto const& row : answer_.rows) {
        auto const at = Month::of(row.day) - *answer_.from;
        if (at >= 0 && static_cast<std::size_t>(at) < answer_.months.size()) ++answer_.months[static_cast<std::size_t>(at)].counts[static_cast<std::size_t>(row.lane)];
    }
}

Result<TimelineAnswer> Line::tell()
{
    answer_.area = asked_.area, answer_.level = asked_.level, answer_.km = question_.km;
    TRY(add_events());
    TRY(add_tests());
    TRY(add_incidents());
    finish();
    return std::move(answer_);
}

}  // namespace

Result<TimelineAnswer> answer_timeline(Store const& store, Dictionary const& dictionary, Asking const& asking, TimelineQuestion const& question)
{
    for (auto const* const type : {"gathering", "visit", "incident", "place"}) TRY(require(asking, Action::see_open, type));
    if (question.place.empty()) return Error{Error::Kind::invalid, "no place is named", "place", "name a village by its P-code or name"};
    if (!(question.km >= 0 && question.km <= km_max)) return Error{Error::Kind::invalid, "a distance outside 0 to 100 km", "km", "10 is usual"};
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two months"};
    auto asked = TRY(asked_place(store, question.place));
    return Line{store, dictionary, asking, question, std::move(asked)}.tell();
}

}  // namespace accalmie
