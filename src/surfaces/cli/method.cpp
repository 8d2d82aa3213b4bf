// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/method.cpp: `accalmie method`: any measure on a plain CSV, without a workspace.
#include "surfaces/cli/all.hpp"

#include "answers/method.hpp"
#include "capture/csv.hpp"
#include "plots/from_method.hpp"
#include "surfaces/cli/plot_file.hpp"
#include "surfaces/tree_text.hpp"

namespace accalmie::cli {

namespace {

constexpr std::size_t rows_max = 1'000'000;

Result<MethodTable> read_table(Session& session, std::filesystem::path const& path)
{
    auto source = TRY(FileSource::open(session.machine.disk, path));
    auto reader = TRY(CsvReader::open(*source));
    MethodTable table;
    CsvRow row;
    while (TRY(reader.next(row))) {
        auto const where = "row " + std::to_string(row.number) + " (line " + std::to_string(row.line) + ")";
        if (row.problem) return Error{Error::Kind::invalid, std::string{row.problem->reason}, where, std::string{row.problem->remedy}};
        if (table.rows.size() == rows_max) return Error{Error::Kind::limit, "more than 1,000,000 rows", {}, "split the file"};
        std::vector<std::string> cells{row.fields.begin(), row.fields.end()};
        if (row.number == 1)
            table.columns = std::move(cells);
        else
            table.rows.push_back(std::move(cells));
    }
    return table;
}

void print_list(Session& session)
{
    for (auto const& method : methods()) {
        session.line(method.name + ": " + method.title.en);
        for (auto const& column : method.columns)
            session.line("    column " + column.name + " (" + column.type + (column.required ? "" : ", may be absent") + "): " + column.meaning.en);
        for (auto const& option : method.options)
            session.line("    option " + option.name + "=" + (option.default_value.empty() ? "..." : option.default_value) + ": " +
                         option.meaning.en);
        session.line("    source " + method.source + "\n    page   " + method.page + "\n");
    }
}

Result<void> run_method_command(Session& session)
{
    auto const name = session.arguments.text("NAME");
    auto const file = session.arguments.text("FILE");
    if (name == "list") {
        if (session.json)
            session.line(tree_json(describe_methods()));
        else
            print_list(session);
        return {};
    }
    TRY(find_method(name));
    if (file.empty()) return Error{Error::Kind::usage, "no table was named", "FILE", "accalmie method " + name + " FILE.csv"};
    MethodOptions options;
    for (auto const& given : session.arguments.all("set")) {
        auto const equals = given.find('=');
        if (equals == std::string::npos) return Error{Error::Kind::usage, "\"" + given + "\" has no =", "--set", "write --set NAME=VALUE"};
        options[given.substr(0, equals)] = given.substr(equals + 1);
    }
    auto const path = session.path(file);
    auto const table = TRY(read_table(session, path).at(path.filename().string()));
    auto const result = TRY(run_method(name, table, options).at(path.filename().string()));
    if (session.arguments.has("plot")) {
        auto const files = TRY(plot_files_of(session.arguments, "plot", "plot-"));
        TRY(write_plot(session, TRY(plots::plot_of_method(name, result, session.arguments.text("plot-kind"), {files.language, session.arguments.has("plot-demo"), false, false, {}})), files));
    }
    session.terminal.out(session.json ? tree_json(result) + "\n" : tree_text(result));
    return {};
}

}  // namespace

Command method_command()
{
    return {.name = "method",
            .summary = "Run a measure on a plain CSV file; `method list` shows all",
            .description = "Needs no workspace: analysts use it, and so does whoever checks us. Formulas and worked examples: docs/methods.",
            .examples = {"accalmie method list", "accalmie method rate-ratio cells.csv --json",
                         "accalmie method before-after months.csv --first 2021-10 --months 7"},
            .positionals = {{"NAME", "a method, or list"}, {"FILE", "a CSV file with the method's columns", Positional::Count::optional}},
            .options = {{"set", "NAME=VALUE", "an option of the method, another spelling of --NAME VALUE"},
                        {"plot", "FILE", "also a picture, .svg or .png, where the method has one (docs/plots.md)"},
                        {"plot-kind", "NAME", "which of its pictures, as placebo [the first]"},
                        {"plot-table", "FILE", "also the table behind the picture, .csv or .html"},
                        {"plot-demo", "", "the table is simulated: the picture says so"},
                        {"plot-lang", "CODE", "language of the picture, fr or en", "fr"},
                        {"plot-width", "PX", "width for which it is drawn, 280 to 1600", "720"}},
            .place = Command::Place::anywhere,
            .run = run_method_command};
}

}  // namespace accalmie::cli
