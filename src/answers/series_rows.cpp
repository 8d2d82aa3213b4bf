// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t places_max = 100'000;

bool is_no_report(std::string_view cell) { return cell.empty() || cell == "NA"; }

Result<double> observed_at(MethodRows const& rows, std::size_t row)
{
    if (is_no_report(rows.text(row, "observed"))) return unreported;
    auto const count = TRY(rows.number(row, "observed"));
    if (count < 0 || count > 1e9) return Error{Error::Kind::invalid, "a count outside 0 to 1,000,000,000", MethodRows::place(row, "observed"), "leave the cell empty where no report came"};
    return count;
}

/// NaN where nobody says, or says nonsense; who needs the population refuses it then.
Result<double> population_at(MethodRows const& rows, std::size_t row)
{
    if (is_no_report(rows.text(row, "population"))) return unreported;
    auto const people = TRY(rows.number(row, "population"));
    return people > 0 ? people : unreported;
}

/// Do the cells of the column only count the rows, as R writes epochs that are no dates?
bool counts_rows(MethodRows const& rows, std::string_view column)
{
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const text = rows.text(row, column);
        if (text.empty() || !std::all_of(text.begin(), text.end(), [](char one) { return one >= '0' && one <= '9'; })) return false;
    }
    return true;
}

}  // namespace

Result<SeriesRows> series_rows(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    if (rows.size() == 0) return Error{Error::Kind::missing, "a table without rows", "row 2", "give the counts"};
    if (rows.size() > places_max) return Error{Error::Kind::limit, "more than 100,000 rows", {}, "one series at a time"};
    SeriesRows series;
    series.times.length = rows.size();
    series.times.per_year = TRY(option_whole(options, "freq"));
    bool const dated = rows.has("epoch") && !counts_rows(rows, "epoch");
    for (std::size_t row = 0; row < rows.size(); ++row) {
        series.observed.push_back(TRY(observed_at(rows, row)));
        if (rows.has("population")) series.population.push_back(TRY(population_at(rows, row)));
        if (dated) series.times.dates.push_back(TRY(parse_day(rows.text(row, "epoch")).at(MethodRows::place(row, "epoch"))));
        if (rows.has("time")) series.labels.emplace_back(rows.text(row, "time"));
        else if (rows.has("epoch") && !dated) series.labels.emplace_back(rows.text(row, "epoch"));
    }
    series.end = rows.size();
    return series;
}

Result<void> read_range(MethodOptions const& options, std::size_t usual_first, SeriesRows& series)
{
    auto const length = series.times.length;
    series.first = usual_first;
    series.end = length;
    if (option_given(options, "first")) {
        auto const first = TRY(option_whole(options, "first"));
        if (first < 1) return Error{Error::Kind::invalid, "a place before the first row", "option first", "count from 1"};
        series.first = static_cast<std::size_t>(first - 1);
    }
    if (option_given(options, "last")) series.end = static_cast<std::size_t>(TRY(option_whole(options, "last")));
    if (series.end > length) return Error{Error::Kind::invalid, fmt::format("the series has {} places only", length), "option last", "leave it out to go to the end"};
    if (series.first >= series.end)
        return Error{Error::Kind::missing, fmt::format("no place to judge: the first would be {}, the last is {}", series.first + 1, series.end), "option first", "give a longer series, fewer years back or a shorter baseline"};
    return {};
}

Tree series_place(SeriesRows const& series, std::size_t at)
{
    Tree tree = Tree::members().add("index", static_cast<std::int64_t>(at + 1));
    if (!series.labels.empty()) tree.add("time", series.labels[at]);
    if (!series.times.dates.empty()) tree.add("epoch", to_iso(series.times.dates[at]));
    return tree.add("observed", std::isnan(series.observed[at]) ? Tree{} : Tree{series.observed[at]});
}

Result<bool> option_switch(MethodOptions const& options, std::string_view name)
{
    auto const word = option_text(options, name);
    for (std::string_view const yes : {"true", "TRUE", "T", "yes", "1"})
        if (word == yes) return true;
    for (std::string_view const no : {"false", "FALSE", "F", "no", "0"})
        if (word == no) return false;
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is neither true nor false", word.substr(0, 40)), fmt::format("option {}", name), "write true or false"};
}

Result<int> option_whole(MethodOptions const& options, std::string_view name)
{
    auto const number = TRY(option_count(options, name));
    if (number > 100'000) return Error{Error::Kind::limit, "a number above 100,000", fmt::format("option {}", name), "give a smaller one"};
    return static_cast<int>(number);
}

Result<std::size_t> option_choice(MethodOptions const& options, std::string_view name, std::vector<std::string_view> const& words)
{
    auto const word = option_text(options, name);
    auto const found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    return Error{Error::Kind::invalid, fmt::format("\"{}\" is not one of its words", word.substr(0, 40)), fmt::format("option {}", name), fmt::format("write one of {}", fmt::join(words, ", "))};
}

std::vector<MethodColumn> series_columns()
{
    return {{"observed", "count", true, {"cas de chaque semaine, dans l'ordre ; vide ou NA : pas de rapport", "cases of each week, in order; empty or NA: no report"}},
            {"time", "text", false, {"nom de la semaine, repris dans la réponse", "name of the week, repeated in the answer"}},
            {"epoch", "text", false, {"date de la semaine (2021-05-03) : les semaines de référence sont alors prises par date ; un simple numéro n'est qu'un nom", "date of the week (2021-05-03): reference weeks are then found by date; a mere number is a name only"}},
            {"population", "number", false, {"population de la semaine", "population in that week"}}};
}

std::vector<MethodOption> with_range(std::vector<MethodOption> options, std::string const& usual_first_fr, std::string const& usual_first_en)
{
    options.push_back({"first", "none", {"première place jugée, comptée de 1 (range de R) ; none : " + usual_first_fr, "first place judged, counted from 1 (R's range); none: " + usual_first_en}});
    options.push_back({"last", "none", {"dernière place jugée ; none : la dernière", "last place judged; none: the last"}});
    options.push_back({"freq", "52", {"places par an", "places a year"}});
    return options;
}

}  // namespace accalmie
