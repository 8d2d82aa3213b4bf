// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/command.hpp"
#include "surfaces/cli/table.hpp"
#include "surfaces/tree_text.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <limits>
#include <set>

using namespace accalmie;

TEST_CASE("docs/cli.md is what the program says of itself")
{
    auto const path = std::filesystem::path{ACCALMIE_SOURCE_DIR} / "docs/cli.md";
    auto const expected = cli::cli_markdown();
    if (std::getenv("ACCALMIE_REBASELINE") != nullptr) std::ofstream{path} << expected;
    std::ifstream in{path};
    std::string const written{std::istreambuf_iterator<char>{in}, {}};
    CHECK_MESSAGE(written == expected, "run ACCALMIE_REBASELINE=1 build/dev/surfaces_test and look at the difference");
}

TEST_CASE("every command has a summary, an example that begins with its own words, and a meaning for each option")
{
    std::set<std::string_view> names;
    for (auto const& command : cli::commands()) {
        CAPTURE(command.name);
        CHECK(names.insert(command.name).second);
        CHECK_FALSE(command.summary.empty());
        CHECK((command.run != nullptr));
        REQUIRE_FALSE(command.examples.empty());
        for (auto const& example : command.examples) {
            CHECK(example.starts_with("accalmie "));
            CHECK(example.find(command.name) != std::string_view::npos);
        }
        for (auto const& option : command.options) CHECK_FALSE(option.meaning.empty());
        for (auto const& positional : command.positionals) CHECK_FALSE(positional.meaning.empty());
    }
}

TEST_CASE("a line becomes a command with its values, fallbacks among them")
{
    auto const line = cli::parse_line({"--workspace", "x", "change", "--places", "ML0507", "--first", "2021-01", "--last", "2022-12", "--json"});
    REQUIRE(line);
    CHECK(line->command->name == "change");
    CHECK(line->json);
    CHECK(line->workspace == "x");
    CHECK(line->arguments.text("months") == "7");
    CHECK(line->arguments.text("places") == "ML0507");
    CHECK(*line->arguments.month("first").value() == *parse_month("2021-01"));
}

TEST_CASE("words of one group and a command are taken apart, and options may stand before or after")
{
    auto const line = cli::parse_line({"import", "ucdp", "--dry-run", "a file.csv"});
    REQUIRE(line);
    CHECK(line->command->name == "import ucdp");
    CHECK(line->arguments.has("dry-run"));
    CHECK(line->arguments.text("FILE") == "a file.csv");
}

TEST_CASE("a method's own options are typed like any other")
{
    auto const line = cli::parse_line({"--json", "method", "before-after", "--first", "2021-10", "months.csv", "--months=7", "--set", "level=0.9"});
    REQUIRE(line);
    CHECK(line->json);
    CHECK(line->arguments.text("FILE") == "months.csv");
    CHECK(line->arguments.all("set") == std::vector<std::string>{"first=2021-10", "months=7", "level=0.9"});
    CHECK_FALSE(cli::parse_line({"method", "before-after", "months.csv", "--first"}));
}

TEST_CASE("what is not a line is a usage error that points at the help")
{
    for (auto const& words : std::vector<std::vector<std::string>>{
             {"dance"}, {"import"}, {"import", "moon"}, {"query"}, {"query", "a", "b"}, {"calm", "--moon"}, {"evaluation"}, {"calm", "--as-of"}}) {
        auto const line = cli::parse_line(words);
        CAPTURE(words.front());
        REQUIRE_FALSE(line);
        CHECK(line.error().kind == Error::Kind::usage);
        CHECK(line.error().remedy.find("--help") != std::string::npos);
    }
    CHECK_FALSE(cli::parse_line({"calm", "--as-of", "2021-02-30"})->arguments.day("as-of"));
    CHECK_FALSE(cli::parse_line({"demo", "--scale", "0"})->arguments.integer("scale", 1, 10));
}

TEST_CASE("a table is aligned by what the eye sees, and text from outside cannot steer the terminal")
{
    auto const text = cli::table_text({"lieu", "n"}, {{"Ténenkou", "7"}, {"a\x1b[31mb\nc", "1200"}, {std::string(100, 'x'), "3"}}, 12);
    CHECK(text.find("Ténenkou          7\n") != std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("a [31mb c") != std::string::npos);
    CHECK(text.find("xxxxxxxxxxxx…") != std::string::npos);
    CHECK(cli::display_width("e\xCC\x81té") == 3);
}

TEST_CASE("a result tree is JSON in its own order, and what is not finite is null")
{
    Tree tree;
    auto list = Tree::list();
    list.push(1).push(Tree{});
    tree.add("z", true).add("a", std::numeric_limits<double>::infinity()).add("list", std::move(list)).add("text", "\"é\"");
    CHECK(tree_json(tree) == "{\n  \"z\": true,\n  \"a\": null,\n  \"list\": [\n    1,\n    null\n  ],\n  \"text\": \"\\\"é\\\"\"\n}");
}
