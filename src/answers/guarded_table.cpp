// SPDX-License-Identifier: Apache-2.0
#include "answers/guarded_table.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace accalmie {

namespace {

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
Result<void> take_earlier(std::span<LeftTable const> left, SuppressInput& input)
{
    for (auto const& table : left) {
        EarlierRelease release{table.what, {}};
        std::vector<PeopleCount> counts;
        TRY(add_cells(table.shown, CellState::shown, release, counts));
        TRY(add_cells(table.withheld, CellState::withheld, release, counts));
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

/// The same counts at every level of places.
struct Levels {
    std::array<PeopleTable, 3> tables;   ///< by level less 1; empty where nobody is known to it
    std::int64_t without_place = 0;      ///< people not known to the level asked
};

Result<Levels> levels_of(std::span<PlacedCount const> placed, int asked)
{
    Levels levels;
    std::set<std::string> labels;
    for (auto const& one : placed) labels.insert(one.label);
    for (int level = 1; level <= 3; ++level) {
        std::map<std::pair<std::string, std::string>, std::int64_t> summed;
        for (auto const& one : placed) {
            auto const& path = one.paths[static_cast<std::size_t>(level - 1)];
            if (!path.empty()) summed[{path, one.label}] += one.count;
            else if (level == asked) levels.without_place += one.count;
        }
        if (summed.empty()) continue;
        auto const first = summed.begin()->first.first;
        for (auto const& label : labels) summed[{first, label}] += 0;  // all levels have the same columns, so that their totals are the same people
        std::vector<PeopleCount> counts;
        for (auto const& [at, count] : summed) counts.push_back({at.first, at.second, count});
        levels.tables[static_cast<std::size_t>(level - 1)] = TRY(people_table(counts));
    }
    return levels;
}

/// A place counted to its cercle and the same counted to its communes differ by those whose commune is not known: few, and so to be guarded.
void tie_levels(PeopleTable const& wide, PeopleTable const& narrow, int level, SuppressInput& input)
{
    std::map<std::pair<std::string, std::string>, std::size_t> at;
    for (std::size_t i = 0; i < narrow.cells.size(); ++i) at[{narrow.cells[i].row, narrow.cells[i].column}] = i;
    for (std::size_t i = 0; i < wide.cells.size(); ++i) {
        auto const found = at.find({wide.cells[i].row, wide.cells[i].column});
        if (found == at.end()) continue;
        auto const rest = "not known to level " + std::to_string(level) + ": " + wide.cells[i].name;
        input.sums.push_back({wide.cells[i].name, {narrow.cells[found->second].name, rest}});
        input.beside.push_back({rest, wide.counts[i].count - narrow.counts[found->second].count});
    }
}

/// All that is tied to the table asked: its margins, the same people at other levels and counted whole.
void add_universe(Levels const& levels, int asked, SuppressInput& input)
{
    std::map<std::string, std::int64_t> everyone;
    for (int level = 1; level <= 3; ++level) {
        auto const& table = levels.tables[static_cast<std::size_t>(level - 1)];
        input.sums.insert(input.sums.end(), table.sums.begin(), table.sums.end());
        tie_to_everyone(table, input.sums, everyone);
        auto& list = level == asked ? input.asked : input.beside;
        list.insert(list.end(), table.counts.begin(), table.counts.end());
        for (int narrow = level + 1; narrow <= 3; ++narrow) tie_levels(table, levels.tables[static_cast<std::size_t>(narrow - 1)], narrow, input);
    }
    for (auto const& [name, count] : everyone) input.beside.push_back({name, count});
}

}  // namespace

PlacePaths paths_of(PlaceIndex const& places, std::string_view reference)
{
    PlacePaths paths;
    auto const at = places.coded(reference.substr(0, reference.find('@')));
    if (at == PlaceIndex::none) return paths;
    std::string path;
    for (int level = 1; level <= 3; ++level) {
        auto const above = places.ancestor(at, level);
        if (above == PlaceIndex::none) return paths;
        path += (path.empty() ? "" : "/") + places.places()[above].code;
        paths[static_cast<std::size_t>(level - 1)] = path;
    }
    return paths;
}

Result<PeopleRelease> guard_people(std::span<PlacedCount const> placed, std::span<LeftTable const> earlier, int level, SuppressRule const& rule)
{
    if (level < 1 || level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", {}, "1 region, 2 cercle, 3 commune"};
    auto const levels = TRY(levels_of(placed, level));
    PeopleRelease release;
    release.table = levels.tables[static_cast<std::size_t>(level - 1)];
    release.without_place = levels.without_place;
    if (release.table.cells.empty()) return Error{Error::Kind::missing, "no people are counted in places of this level", {}, "import some, or choose a wider level"};
    SuppressInput input;
    input.rule = rule;
    TRY(take_earlier(earlier, input));
    add_universe(levels, level, input);
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
