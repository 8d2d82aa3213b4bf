// SPDX-License-Identifier: Apache-2.0
// What is derived from the dictionary follows it, without a second place to change.
#include "dictionary/pack_test.hpp"

#include <nlohmann/json.hpp>

using namespace accalmie;
using nlohmann::json;

TEST_CASE("a field added to one YAML file is checked, in the schema, in the page and in the type's groups, and nothing else changes")
{
    auto files = base_files();
    auto const before = Dictionary::base();
    file_of(files, "types/visit.yaml").content += R"(
  - name: lunch_cost
    kind: money
    unit: XOF
    minimum: 0
    required: true
    visibility: sealed:accounts
    label: { fr: "Prix du repas", en: "Cost of lunch" }
    definition: { fr: "Prix du repas de l'équipe", en: "Cost of the team's lunch" }
)";
    CHECK(Dictionary::load(files).problems.size() == 1);  // sealed and required
    change(files, "types/visit.yaml", "minimum: 0\n    required: true\n    visibility: sealed", "minimum: 0\n    visibility: sealed");
    auto const loaded = Dictionary::load(files);
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    auto const& dictionary = loaded.dictionary;
    auto const& visit = *dictionary.find("visit");

    CHECK(visit.fields.size() == before.find("visit")->fields.size() + 1);
    CHECK(visit.groups == std::vector<std::string>{"open", "team", "sealed:accounts"});

    std::vector<Cell> row(visit.fields.size());
    row[*visit.index_of("place")] = std::string_view{"ML0507@cod-ab-2021"};
    row[*visit.index_of("day")] = Day{std::chrono::year{2024} / 2 / 29};
    row[*visit.index_of("kind")] = std::string_view{"outreach"};
    row.back() = std::int64_t{-5};
    std::vector<CellProblem> problems;
    check_row(dictionary, visit, row, problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].field == visit.fields.size() - 1);

    auto const property = json::parse(json_schema(dictionary, visit)).at("properties").at("lunch_cost");
    CHECK(property.at("minimum") == 0);
    CHECK(property.at("x-unit") == "XOF");
    CHECK(property.at("x-visibility") == "sealed:accounts");
    CHECK(dictionary_markdown(dictionary).find("| `lunch_cost` | money |  | at least 0 XOF | sealed:accounts |") != std::string::npos);
    CHECK(dictionary.version() != before.version());
    for (auto const& type : before.types())
        if (type.name != "visit")
            CHECK(json::parse(json_schema(before, type)).at("properties") ==
                  json::parse(json_schema(dictionary, *dictionary.find(type.name))).at("properties"));
}

TEST_CASE("the schema of every type is JSON, says who may see each field and lists every code")
{
    auto const dictionary = Dictionary::base();
    for (auto const& type : dictionary.types()) {
        CAPTURE(type.name);
        auto const schema = json::parse(json_schema(dictionary, type));
        CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
        CHECK(schema.at("additionalProperties") == false);
        CHECK(schema.at("properties").size() == type.fields.size());
        std::size_t required = 0;
        for (auto const& field : type.fields) {
            CAPTURE(field.name);
            auto const& property = schema.at("properties").at(field.name);
            CHECK(property.at("x-visibility") == field.group);
            CHECK(property.at("title") == field.label.en);
            CHECK(property.at("x-fr").at("title") == field.label.fr);
            bool const nullable = property.at("type").is_array();
            CHECK(nullable == !field.required);
            required += field.required ? 1 : 0;
            if (field.kind == FieldKind::code)
                CHECK(property.at("enum").size() == dictionary.list(field.list)->codes.size() + (field.required ? 0 : 1));
        }
        CHECK(schema.at("required").size() == required);
    }
}

TEST_CASE("text with quotation marks, backslashes and table signs stays text in the schema and in the page")
{
    auto files = small_pack();
    change(files, "types/thing.yaml", "fr: Un mot", R"(fr: "a \"b\" \\ c | d <e> `f`")");
    auto const loaded = Dictionary::load(files);
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    auto const schema = json::parse(json_schema(loaded.dictionary, *loaded.dictionary.find("thing")));
    CHECK(schema.at("properties").at("word").at("x-fr").at("description") == R"(a "b" \ c | d <e> `f`)");
    CHECK(dictionary_markdown(loaded.dictionary).find(R"(a "b" \\ c \| d &lt;e> \`f\`)") != std::string::npos);
}

TEST_CASE("the page names every type, field, list and code")
{
    auto const dictionary = Dictionary::base();
    auto const page = dictionary_markdown(dictionary);
    auto const has = [&](std::string const& text) { return page.find(text) != std::string::npos; };
    for (auto const& type : dictionary.types()) {
        CHECK(has("`" + type.name + "`: "));
        for (auto const& field : type.fields) CHECK(has("| `" + field.name + "` | "));
    }
    for (auto const& [name, list] : dictionary.lists()) {
        CHECK(has("(#list-" + name + ")") != (name == "unit"));
        for (auto const& code : list.codes) CHECK(has("| `" + code.code + "` | "));
    }
}
