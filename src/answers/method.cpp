// SPDX-License-Identifier: Apache-2.0
#include "answers/method.hpp"

#include "answers/method_cells.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 1'000'000;

std::string names_of_methods()
{
    std::string names;
    for (auto const& method : methods()) names += (names.empty() ? "" : ", ") + method.name;
    return names;
}

Result<void> check_table(Method const& method, MethodTable const& table)
{
    if (table.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 1,000,000 rows", {}, "give the rows that matter"};
    MethodRows const rows{table};
    for (auto const& column : method.columns)
        if (column.required && !rows.has(column.name))
            return Error{Error::Kind::missing, fmt::format("the column {} is not there", column.name), "row 1", fmt::format("name it in the header; it holds: {}", column.meaning.en)};
    for (auto column = table.columns.begin(); column != table.columns.end(); ++column)
        if (std::find(std::next(column), table.columns.end(), *column) != table.columns.end())
            return Error{Error::Kind::invalid, fmt::format("the column {} is there twice", *column), "row 1", "rename or remove one of them"};
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        if (table.rows[row].size() != table.columns.size())
            return Error{Error::Kind::invalid, fmt::format("{} cells, the header has {}", table.rows[row].size(), table.columns.size()), fmt::format("row {}", row + 2), "give one cell a column; an empty cell is allowed"};
    return {};
}

std::string lower(std::string_view text)
{
    std::string out{trimmed_cell(text)};
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

/// A column that is not there under its own name, under another that published files use: where exactly one such is there, it is taken,
/// and the answer says so.
Tree take_known_names(Method const& method, MethodTable& table)
{
    Tree taken;
    for (auto const& column : method.columns) {
        bool const is_there = std::any_of(table.columns.begin(), table.columns.end(), [&](std::string const& one) { return trimmed_cell(one) == column.name; });
        if (is_there || column.also.empty()) continue;
        std::vector<std::size_t> found;
        for (std::size_t at = 0; at < table.columns.size(); ++at)
            if (std::find(column.also.begin(), column.also.end(), lower(table.columns[at])) != column.also.end()) found.push_back(at);
        if (found.size() != 1) continue;
        taken.add(column.name, std::string{trimmed_cell(table.columns[found.front()])});
        table.columns[found.front()] = column.name;
    }
    return taken;
}

/// The column that an option of its name renames ("events-during" names the file's column for events_during), or nothing.
MethodColumn const* column_of_option(Method const& method, std::string_view option)
{
    std::string name{option};
    std::replace(name.begin(), name.end(), '-', '_');
    auto const found = std::find_if(method.columns.begin(), method.columns.end(), [&](MethodColumn const& column) { return column.name == name; });
    return found == method.columns.end() ? nullptr : &*found;
}

bool bears(std::string const& column, std::string_view name) { return trimmed_cell(column) == trimmed_cell(name); }

/// The columns under the names that the method knows them by; a column that serves twice is there twice. One of the file's own that bears
/// such a name and was not asked for steps aside.
Result<void> rename_columns(Method const& method, MethodOptions const& given, MethodTable& table)
{
    auto const own = table.columns;
    std::map<std::size_t, std::vector<std::string>> roles;
    for (auto const& [option, value] : given) {
        auto const* const column = column_of_option(method, option);
        bool const is_own = std::any_of(method.options.begin(), method.options.end(), [&, &name = option](MethodOption const& one) { return one.name == name; });
        if (column == nullptr || is_own) continue;
        auto const found = std::find_if(own.begin(), own.end(), [&, &name = value](std::string const& one) { return bears(one, name); });
        if (found == own.end())
            return Error{Error::Kind::missing, fmt::format("the file has no column \"{}\"", value.substr(0, 40)), "option " + option, fmt::format("name the column that holds: {}", column->meaning.en)};
        roles[static_cast<std::size_t>(found - own.begin())].push_back(column->name);
    }
    for (auto const& [at, names] : roles)
        for (auto const& name : names)
            for (auto& column : table.columns)
                if (bears(column, name)) column += " (of the file)";
    for (auto const& [at, names] : roles) {
        table.columns[at] = names.front();
        for (std::size_t again = 1; again < names.size(); ++again) {
            table.columns.push_back(names[again]);
            for (auto& row : table.rows)
                if (at < row.size()) row.push_back(std::string{row[at]});
        }
    }
    return {};
}

Result<MethodOptions> with_defaults(Method const& method, MethodOptions const& given)
{
    MethodOptions options;
    for (auto const& option : method.options) {
        auto const found = given.find(option.name);
        if (found == given.end() && option.default_value.empty())
            return Error{Error::Kind::missing, "an option that must be given is not there", "option " + option.name, option.meaning.en};
        options[option.name] = found == given.end() ? option.default_value : found->second;
    }
    for (auto const& [name, value] : given)
        if (!options.contains(name) && column_of_option(method, name) == nullptr)
            return Error{Error::Kind::usage, "this method has no such option", "option " + name, fmt::format("`accalmie method list` shows the options of {}", method.name)};
    return options;
}

/// A method that chooses columns by their content or by an option names them in the member columns_used.
bool is_used(Tree const& own, std::string_view column)
{
    auto const* const used = own.find("columns_used");
    auto const* const list = used == nullptr ? nullptr : std::get_if<Tree::List>(&used->held());
    if (list == nullptr) return false;
    return std::any_of(list->begin(), list->end(), [&](Tree const& one) {
        auto const* const name = std::get_if<std::string>(&one.held());
        return name != nullptr && *name == trimmed_cell(column);
    });
}

Tree ignored_columns(Method const& method, MethodTable const& table, MethodOptions const& options, Tree const& own)
{
    Tree ignored;
    auto const covariates = option_names(options, "covariates");
    for (auto const& column : table.columns) {
        auto const known = std::any_of(method.columns.begin(), method.columns.end(), [&](MethodColumn const& one) { return one.name == column; });
        if (!known && !is_used(own, column) && std::find(covariates.begin(), covariates.end(), trimmed_cell(column)) == covariates.end()) ignored.push(column);
    }
    return ignored;
}

Tree both(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }

Tree described(Method const& method)
{
    Tree columns = Tree::list(), options = Tree::list();
    for (auto const& column : method.columns)
        columns.push(Tree::members().add("name", column.name).add("type", column.type).add("required", column.required).add("meaning", both(column.meaning)));
    for (auto const& option : method.options)
        options.push(Tree::members().add("name", option.name).add("default", option.default_value.empty() ? Tree{} : Tree{option.default_value}).add("meaning", both(option.meaning)));
    return Tree::members().add("name", method.name).add("title", both(method.title)).add("columns", columns).add("options", options).add("source", method.source).add("page", method.page);
}

}  // namespace

std::span<Method const> methods()
{
    // By name; one a line.
    static std::vector<Method> const all{
        alert_rules_method(),
        attack_loss_method(),
        bayes_alarm_method(),
        before_after_method(),
        calm_spell_method(),
        capture_recapture_method(),
        change_point_method(),
        completeness_method(),
        cusum_method(),
        difference_in_differences_method(),
        ears_method(),
        equivalence_classes_method(),
        farrington_method(),
        farrington_flexible_method(),
        group_time_effects_method(),
        growth_method(),
        growth_prevalence_method(),
        heat_index_method(),
        heat_waves_method(),
        interrupted_time_series_method(),
        malnutrition_care_method(),
        nowcast_method(),
        permutation_method(),
        rate_ratio_method(),
        record_linkage_method(),
        referrals_method(),
        return_period_method(),
        self_exciting_method(),
        stock_method(),
        suppress_method(),
        synthetic_control_method(),
        trust_method(),
    };
    return all;
}

Result<Method const*> find_method(std::string_view name)
{
    for (auto const& method : methods())
        if (method.name == name) return &method;
    return Error{Error::Kind::missing, fmt::format("there is no method \"{}\"", name.substr(0, 40)), {}, "choose one of " + names_of_methods()};
}

Result<Tree> run_method(std::string_view name, MethodTable table, MethodOptions const& given)
{
    auto const* const method = TRY(find_method(name));
    table.file_columns = table.columns;
    TRY(rename_columns(*method, given, table));
    auto taken = take_known_names(*method, table);
    auto const options = TRY(with_defaults(*method, given));
    TRY(check_table(*method, table));
    auto const own = TRY(method->run(table, options));
    Tree used = Tree::members();
    for (auto const& option : method->options) used.add(option.name, options.find(option.name)->second);
    for (auto const& [option, value] : given)
        if (!options.contains(option)) used.add(option, value);
    Tree answer = Tree::members().add("method", method->name).add("source", method->source).add("options", std::move(used));
    if (!taken.is_nothing()) answer.add("columns_taken", std::move(taken));
    if (auto ignored = ignored_columns(*method, table, options, own); !ignored.is_nothing()) answer.add("ignored_columns", std::move(ignored));
    return answer.add_all(own);
}

Tree describe_methods()
{
    Tree list = Tree::list();
    for (auto const& method : methods()) list.push(described(method));
    return list;
}

}  // namespace accalmie
