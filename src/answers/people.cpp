// SPDX-License-Identifier: Apache-2.0
#include "answers/people.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

namespace accalmie {

namespace {

constexpr std::array<std::string_view, 2> types{"service_count", "attendance"};
constexpr std::array<std::string_view, 5> breakdowns{"month", "sex", "age_band", "residence", "service"};

/// "ML05/ML0507" of a place, down to `level`; empty where it is not known to it.
std::string path_of(PlaceIndex const& places, std::string_view reference, int level)
{
    auto const at = places.coded(code_of(reference));
    if (at == PlaceIndex::none) return {};
    std::string path;
    for (int l = 1; l <= level; ++l) {
        auto const above = places.ancestor(at, l);
        if (above == PlaceIndex::none) return {};
        path += (path.empty() ? "" : "/") + places.places()[above].code;
    }
    return path;
}

Result<void> check(PeopleQuestion const& question)
{
    if (std::find(types.begin(), types.end(), question.type) == types.end()) return Error{Error::Kind::invalid, "people are not counted by that type", question.type, "choose service_count or attendance"};
    if (std::find(breakdowns.begin(), breakdowns.end(), question.by) == breakdowns.end())
        return Error{Error::Kind::invalid, "people are not broken down by that", question.by, "choose month, sex, age_band, residence or service"};
    if (question.level < 1 || question.level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", {}, "1 region, 2 cercle, 3 commune"};
    return {};
}

/// Row and column of a cell's name (people_table.cpp), and whether either is a margin.
struct NamedCell {
    std::string row, column;
    bool is_margin = false;
};

NamedCell parsed_name(std::string const& name)
{
    auto const middle = name.find(" | ");
    NamedCell cell;
    if (middle == std::string::npos) return cell;
    cell.row = name.substr(0, middle);
    cell.column = name.substr(middle + 3);
    cell.is_margin = cell.row.find(" of ") != std::string::npos || cell.column.find(" of ") != std::string::npos;
    return cell;
}

/// The same people counted whole, whatever they are broken down by: ties the tables of one type to each other.
void tie_to_everyone(PeopleTable const& table, std::vector<PeopleSum>& sums, std::map<std::string, std::int64_t>& everyone)
{
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        if (table.cells[i].column != "total") continue;
        auto const whole = parsed_name(table.cells[i].name).row + " | everyone";
        sums.push_back({whole, {table.cells[i].name}});
        everyone[whole] = table.counts[i].count;
    }
}

Result<void> add_cells(std::string const& lines, CellState state, EarlierRelease& release, std::vector<PeopleCount>& counts)
{
    for (std::size_t begin = 0; begin < lines.size();) {
        auto const end = std::min(lines.find('\n', begin), lines.size());
        auto const tab = lines.find('\t', begin);
        if (tab == std::string::npos || tab > end) return Error{Error::Kind::corrupt, "a release whose cells cannot be read", {}, "restore the journal from a copy"};
        ReleasedCell cell{lines.substr(begin, tab - begin), 0, state};
        auto const* const last = lines.data() + end;
        auto const parsed = std::from_chars(lines.data() + tab + 1, last, cell.count);
        if (parsed.ec != std::errc{} || parsed.ptr != last) return Error{Error::Kind::corrupt, "a release whose cells cannot be read", {}, "restore the journal from a copy"};
        auto const name = parsed_name(cell.name);
        if (!name.is_margin) counts.push_back({name.row, name.column, cell.count});
        release.cells.push_back(std::move(cell));
        begin = end + 1;
    }
    return {};
}

/// Every earlier table of this type, with the sums that held in it.
Result<void> load_earlier(Store const& store, std::string const& type, SuppressInput& input)
{
    auto const table = TRY(store.query(sql::releases, {{"what", type + " "}}));
    for (auto const& row : table.rows) {
        EarlierRelease release{cell_text(row[0]), {}};
        std::vector<PeopleCount> counts;
        TRY(add_cells(cell_text(row[2]), CellState::shown, release, counts));
        TRY(add_cells(cell_text(row[3]), CellState::withheld, release, counts));
        auto const as_it_was = TRY(people_table(counts));
        input.sums.insert(input.sums.end(), as_it_was.sums.begin(), as_it_was.sums.end());
        std::map<std::string, std::int64_t> everyone;
        tie_to_everyone(as_it_was, input.sums, everyone);
        // Nobody was shown this count by this name; it follows from the margin of the release.
        for (auto const& [name, count] : everyone) {
            auto const margin = std::find_if(input.sums.rbegin(), input.sums.rend(), [&, &wanted = name](PeopleSum const& sum) { return sum.total == wanted; });
            auto const cell = std::find_if(release.cells.begin(), release.cells.end(), [&](ReleasedCell const& one) { return one.name == margin->parts.front(); });
            if (cell != release.cells.end()) release.cells.push_back({name, count, cell->state});
        }
        input.earlier.push_back(std::move(release));
    }
    return {};
}

}  // namespace

Result<PeopleRelease> answer_people(Store const& store, Asking const& asking, PeopleQuestion const& question)
{
    TRY(check(question));
    TRY(require(asking, Action::see_team, question.type));
    auto const places = TRY(store.places());
    auto const table = TRY(store.query(sql::people_counted, {{"type", question.type}, {"by", question.by}}));
    std::map<std::pair<std::string, std::string>, std::int64_t> summed;
    PeopleRelease release;
    for (auto const& row : table.rows) {
        auto const path = path_of(*places, cell_text(row[0]), question.level);
        auto const label = cell_text(row[1]);
        if (path.empty()) release.without_place += cell_integer(row[2]);
        else summed[{path, question.by + "=" + (label.empty() ? "not said" : label)}] += cell_integer(row[2]);
    }
    if (summed.empty()) return Error{Error::Kind::missing, "no people are counted by this type in places of this level", question.type, "import some, or choose a wider level"};
    std::vector<PeopleCount> counts;
    for (auto const& [at, count] : summed) counts.push_back({at.first, at.second, count});
    release.table = TRY(people_table(counts));
    release.what = question.type + " by place and " + question.by;
    SuppressInput input;
    input.rule = question.rule;
    TRY(load_earlier(store, question.type, input));
    input.asked = release.table.counts;
    input.sums.insert(input.sums.end(), release.table.sums.begin(), release.table.sums.end());
    std::map<std::string, std::int64_t> everyone;
    tie_to_everyone(release.table, input.sums, everyone);
    for (auto const& [name, count] : everyone) input.beside.push_back({name, count});
    release.releases_before = input.earlier.size();
    release.guarded = TRY(suppress(input));
    return release;
}

std::string release_lines(PeopleRelease const& release, CellState state)
{
    std::string lines;
    for (auto const& cell : release.guarded.cells)
        if (cell.state == state) lines += (lines.empty() ? "" : "\n") + cell.name + "\t" + std::to_string(cell.count);
    return lines;
}

}  // namespace accalmie
