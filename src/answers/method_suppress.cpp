// SPDX-License-Identifier: Apache-2.0
#include "answers/method_cells.hpp"
#include "measures/people_table.hpp"

#include <algorithm>

namespace accalmie {

namespace {

struct NamedRelease {
    std::string name;
    std::vector<PeopleCount> counts;
    std::vector<PeopleCount> margins;  ///< that the file gives itself
};

/// In the order in which the file first names them.
Result<std::vector<NamedRelease>> releases_of(MethodRows const& rows, std::string_view total)
{
    std::vector<NamedRelease> releases;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::string const name{rows.text(row, "release")};
        auto found = std::find_if(releases.begin(), releases.end(), [&](auto const& one) { return one.name == name; });
        if (found == releases.end()) found = releases.insert(found, {name, {}, {}});
        auto const count = TRY(rows.count(row, "count"));
        PeopleCount cell{std::string{rows.text(row, "row")}, rows.has("column") ? std::string{rows.text(row, "column")} : "all", count};
        auto& list = cell.row == total || cell.column == total ? found->margins : found->counts;
        list.push_back(std::move(cell));
    }
    return releases;
}

/// Margins that the file gives are held against the sums of its cells.
Result<void> check_margins(NamedRelease const& release, PeopleTable const& table, std::string_view total)
{
    for (auto const& margin : release.margins)
        for (std::size_t i = 0; i < table.cells.size(); ++i) {
            bool const is_row = table.cells[i].row == (margin.row == total ? "total" : margin.row);
            bool const is_it = is_row && table.cells[i].column == (margin.column == total ? "total" : margin.column);
            if (is_it && table.counts[i].count != margin.count)
                return Error{Error::Kind::invalid, "a total of " + std::to_string(margin.count) + " that its cells do not give: they add up to " + std::to_string(table.counts[i].count),
                             margin.row + ", " + margin.column, "correct the table; a cell that is not there counts as 0"};
        }
    return {};
}

Result<SuppressRule> rule_of(MethodOptions const& options)
{
    SuppressRule rule;
    rule.threshold = TRY(option_count(options, "threshold"));
    rule.width = rule.threshold - 1;
    if (option_given(options, "width")) rule.width = TRY(option_count(options, "width"));
    auto const zeros = option_text(options, "zeros");
    if (zeros != "show" && zeros != "withhold") return Error{Error::Kind::invalid, "zeros are shown or withheld", "option zeros", "write show or withhold"};
    rule.zeros = zeros == "show" ? ZeroRule::show : ZeroRule::withhold;
    return rule;
}

Tree cell_tree(TableCell const& at, SuppressedCell const& cell)
{
    bool const is_shown = cell.state == CellState::shown;
    Tree tree = Tree::members();
    tree.add("row", at.row).add("column", at.column).add("state", is_shown ? "shown" : "withheld");
    tree.add("count", is_shown ? Tree{cell.count} : Tree{}).add("because", cell.because ? Tree{withheld_code(*cell.because)} : Tree{});
    return tree;
}

Tree release_tree(std::string const& name, PeopleTable const& table, Suppression const& found)
{
    Tree cells = Tree::list(), guarded = Tree::list();
    std::int64_t shown = 0;
    for (std::size_t i = 0; i < found.cells.size(); ++i) {
        cells.push(cell_tree(table.cells[i], found.cells[i]));
        shown += found.cells[i].state == CellState::shown ? 1 : 0;
    }
    for (auto const& cell : found.guarded) guarded.push(Tree::members().add("name", cell.name).add("lower", cell.lower).add("upper", cell.upper));
    Tree tree = Tree::members();
    tree.add("release", name.empty() ? Tree{} : Tree{name}).add("shown", shown).add("withheld", static_cast<std::int64_t>(found.cells.size()) - shown);
    tree.add("small", static_cast<std::int64_t>(found.small)).add("withheld_before", static_cast<std::int64_t>(found.withheld_before));
    tree.add("complements", static_cast<std::int64_t>(found.complements)).add("filled_with_zero", static_cast<std::int64_t>(table.filled_with_zero));
    tree.add("cells", std::move(cells)).add("can_be_found_out", std::move(guarded));
    return tree;
}

Result<Tree> run_suppress(MethodTable const& table, MethodOptions const& options)
{
    SuppressInput input;
    input.rule = TRY(rule_of(options));
    auto const total = option_text(options, "total");
    auto const releases = TRY(releases_of(MethodRows{table}, total));
    Tree list = Tree::list();
    for (auto const& release : releases) {
        auto const where = release.name.empty() ? std::string{"table"} : "release " + release.name;
        auto const asked = TRY(people_table(release.counts).at(where));
        TRY(check_margins(release, asked, total).at(where));
        input.asked = asked.counts;
        input.sums.insert(input.sums.end(), asked.sums.begin(), asked.sums.end());
        auto const found = TRY(suppress(input).at(where));
        EarlierRelease left{release.name, {}};
        for (auto const& cell : found.cells) left.cells.push_back({cell.name, cell.count, cell.state});
        input.earlier.push_back(std::move(left));
        list.push(release_tree(release.name, asked, found));
    }
    return Tree::members().add("threshold", input.rule.threshold).add("width", input.rule.width).add("releases", std::move(list));
}

Result<Tree> run_classes(MethodTable const& table, MethodOptions const& options)
{
    auto const wanted = option_names(options, "by");
    std::vector<std::size_t> columns;
    for (auto const& name : wanted) {
        auto const found = std::find(table.columns.begin(), table.columns.end(), name);
        if (found == table.columns.end()) return Error{Error::Kind::missing, "the file has no column \"" + name.substr(0, 40) + "\"", "option by", "name columns of the header, with commas between"};
        columns.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    }
    if (columns.empty()) return Error{Error::Kind::invalid, "no column was named", "option by", "name what describes a person, as sex,race"};
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : table.rows) {
        auto& one = rows.emplace_back();
        for (auto const column : columns) one.emplace_back(trimmed_cell(row[column]));
    }
    auto const found = TRY(equivalence_classes(rows));
    auto const count = [](std::size_t size) { return static_cast<std::int64_t>(size); };
    Tree tree = Tree::members();
    tree.add("rows", count(found.rows)).add("classes", count(found.classes)).add("smallest", count(found.smallest)).add("largest", count(found.largest));
    tree.add("k", count(found.smallest)).add("classes_of_one", count(found.alone)).add("mean_size", static_cast<double>(found.rows) / static_cast<double>(found.classes));
    return tree;
}

}  // namespace

Method suppress_method()
{
    return {"suppress",
            {"Ce qui peut sortir d’un tableau de personnes", "Which counts of people may leave"},
            {{"row", "text", true, {"ligne ; plusieurs niveaux avec des barres obliques", "row; several levels with slashes, as north/village"}},
             {"column", "text", false, {"colonne ; plusieurs niveaux avec des barres obliques ; absente : tableau à une entrée", "column; several levels with slashes; absent: a table of one way"}},
             {"count", "count", true, {"personnes", "people"}},
             {"release", "text", false, {"publication, dans l’ordre du fichier", "release, in the order of the file"}}},
            {{"total", "total", {"libellé des totaux que donne le fichier : ils sont vérifiés", "label of the totals that the file gives: they are checked"}},
             {"threshold", "5", {"un compte de 1 à ce seuil moins 1 est petit", "a count from 1 to this less 1 is small"}},
             {"width", "none", {"largeur que garde ce que l’on peut trouver [seuil moins 1]", "width that is left of what can be found out [threshold less 1]"}},
             {"zeros", "show", {"show : zéro est montré ; withhold : zéro est petit", "show: zeros are shown; withhold: zero is small"}}},
            "Cox 1980; Fischetti & Salazar 2001; Hundepool et al. 2012, ch. 4",
            "docs/methods/suppress.md",
            run_suppress};
}

Method equivalence_classes_method()
{
    return {"equivalence-classes",
            {"Combien de personnes partagent chaque description", "How many persons share each description"},
            {},
            {{"by", "", {"colonnes qui décrivent une personne, séparées par des virgules", "columns that describe a person, with commas between"}}},
            "Samarati & Sweeney 1998; Sweeney 2002",
            "docs/methods/equivalence-classes.md",
            run_classes};
}

}  // namespace accalmie
