// SPDX-License-Identifier: Apache-2.0
// tests/answers/method_pages_test.cpp: the worked examples of docs/methods are run, and give the numbers that the pages print.
#include "answers/method.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>

using namespace accalmie;

namespace {

std::string page(std::string const& path)
{
    std::ifstream file{std::string{ACCALMIE_SOURCE_DIR} + "/" + path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The lines of each fenced block of one kind.
std::vector<std::vector<std::string>> blocks(std::string const& text, std::string const& kind)
{
    std::vector<std::vector<std::string>> found;
    std::istringstream lines{text};
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (!inside && line == "```" + kind) {
            inside = true;
            found.emplace_back();
        } else if (inside && line == "```") {
            inside = false;
        } else if (inside) {
            found.back().push_back(line);
        }
    }
    return found;
}

std::vector<std::string> split(std::string const& text, char by)
{
    std::vector<std::string> parts;
    std::istringstream stream{text};
    for (std::string part; std::getline(stream, part, by);) parts.push_back(part);
    return parts;
}

MethodTable table_of(std::vector<std::string> const& lines)
{
    MethodTable table;
    for (auto const& line : lines) {
        auto cells = split(line, ',');
        if (line.ends_with(',')) cells.emplace_back();  // the last cell is empty
        if (table.columns.empty()) table.columns = cells;
        else table.rows.push_back(cells);
    }
    return table;
}

MethodOptions options_of(std::vector<std::string> const& lines)
{
    MethodOptions options;
    for (auto const& line : lines)
        for (auto const& pair : split(line, ' ')) options[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    return options;
}

/// "placements.4.ratio" in the result.
Tree const* reach(Tree const& tree, std::string const& path)
{
    Tree const* at = &tree;
    for (auto const& step : split(path, '.')) {
        if (auto const* const list = std::get_if<Tree::List>(&at->held())) {
            auto const index = static_cast<std::size_t>(std::stoul(step));
            if (index >= list->size()) return nullptr;
            at = &(*list)[index];
        } else {
            at = at->find(step);
        }
        if (at == nullptr) return nullptr;
    }
    return at;
}

/// "PATH = VALUE" or "PATH = VALUE within TOLERANCE"; numbers agree to ten digits where no tolerance is given.
void check_line(Tree const& result, std::string const& line)
{
    CAPTURE(line);
    auto const equals = line.find(" = "), within = line.find(" within ");
    REQUIRE(equals != std::string::npos);
    auto const* const got = reach(result, line.substr(0, equals));
    REQUIRE(got != nullptr);
    auto const expected = line.substr(equals + 3, within == std::string::npos ? within : within - equals - 3);
    if (auto const* const text = std::get_if<std::string>(&got->held())) {
        CHECK(*text == expected);
    } else if (got->is_nothing()) {
        CHECK(expected == "nothing");
    } else {
        auto const* const number = std::get_if<double>(&got->held());
        double const value = number != nullptr ? *number : static_cast<double>(std::get<std::int64_t>(got->held()));
        double const wanted = std::stod(expected);
        double const tolerance = within == std::string::npos ? 1e-9 * (1 + std::abs(wanted)) : std::stod(line.substr(within + 8));
        CHECK(std::abs(value - wanted) <= tolerance);
    }
}

}  // namespace

TEST_CASE("every method has a page whose worked example gives the numbers that it prints")
{
    for (auto const& method : methods()) {
        CAPTURE(method.name);
        auto const text = page(method.page);
        REQUIRE(!text.empty());
        auto const tables = blocks(text, "csv"), options = blocks(text, "options"), results = blocks(text, "result");
        REQUIRE(tables.size() >= 1);
        REQUIRE(options.size() == tables.size());
        REQUIRE(results.size() == tables.size());
        for (std::size_t i = 0; i < tables.size(); ++i) {
            auto const result = run_method(method.name, table_of(tables[i]), options_of(options[i]));
            REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
            REQUIRE(!results[i].empty());
            for (auto const& line : results[i]) check_line(*result, line);
        }
    }
}

TEST_CASE("a page names its command, every column of its method, and its references")
{
    for (auto const& method : methods()) {
        auto const text = page(method.page);
        CHECK(text.find("accalmie method " + method.name) != std::string::npos);
        CHECK(text.find("## Reference") != std::string::npos);
        for (auto const& column : method.columns) {
            CAPTURE(column.name);
            CHECK(text.find(column.name) != std::string::npos);
        }
    }
}
