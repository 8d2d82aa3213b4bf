// SPDX-License-Identifier: Apache-2.0
#include "dictionary/pack_test.hpp"

#include "dictionary/code_list.hpp"
#include "dictionary/text.hpp"

#include <rapidcheck.h>

using namespace accalmie;

namespace {

/// Does the changed small pack have a problem at this file and line whose text holds `what`, with a remedy?
bool names(std::vector<PackFile> const& files, std::string_view file, int line, std::string_view what)
{
    auto const loaded = Dictionary::load(files);
    auto const text = text_of(loaded.problems);
    INFO(text);
    bool const found = std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](PackProblem const& problem) {
        return problem.file == file && problem.line == line && problem.what.find(what) != std::string::npos && !problem.remedy.empty();
    });
    CHECK_MESSAGE(found, "expected " << file << ":" << line << " ... " << what << "\ngot\n" << text);
    CHECK(loaded.dictionary.types().empty());
    return found;
}

/// The small pack with one change in the type, and where and what the problem then is.
void type_problem(std::string_view from, std::string_view to, int line, std::string_view what)
{
    auto files = small_pack();
    change(files, "types/thing.yaml", from, to);
    CAPTURE(to);
    names(files, "types/thing.yaml", line, what);
}

void list_problem(std::string_view content, int line, std::string_view what)
{
    auto files = small_pack();
    file_of(files, "lists/colour.csv").content = content;
    names(files, "lists/colour.csv", line, what);
}

constexpr std::string_view header = "code,label_fr,label_en,definition_fr,definition_en,source\n";
std::string with_header(std::string_view rows) { return std::string{header} + std::string{rows}; }

}  // namespace

TEST_CASE("the small pack loads: types, fields in order, groups, codes, version")
{
    auto const loaded = Dictionary::load(small_pack());
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    auto const* thing = loaded.dictionary.find("thing");
    REQUIRE(thing != nullptr);
    CHECK(thing->index_of("colour") == 1);
    CHECK_FALSE(thing->index_of("weight").has_value());
    CHECK(thing->groups == std::vector<std::string>{"open", "team"});
    CHECK(thing->find("word")->label.fr == "Mot");
    CHECK(loaded.dictionary.list("colour")->find("red")->definition.fr == "Rouge, vif");
    CHECK(loaded.dictionary.list("colour")->find("green") == nullptr);
    CHECK(loaded.dictionary.find("thin") == nullptr);
    CHECK(loaded.dictionary.find("things") == nullptr);
    CHECK(loaded.dictionary.list("shape") == nullptr);
    CHECK(loaded.dictionary.version().size() == std::string_view{"small 1.0.0 01234567"}.size());
}

TEST_CASE("the version changes with any octet of the pack and with nothing else")
{
    auto files = small_pack();
    auto const version = Dictionary::load(files).dictionary.version();
    std::reverse(files.begin(), files.end());
    files.push_back({"forms/visit.csv", "left alone"});
    CHECK(Dictionary::load(files).dictionary.version() == version);
    change(files, "lists/colour.csv", "vif", "VIF");
    auto const loaded = Dictionary::load(files);
    REQUIRE(loaded.problems.empty());
    CHECK(loaded.dictionary.version() != version);
}

TEST_CASE("a key that is unknown, there twice, missing or empty is named with its line")
{
    type_problem("    kind: text\n", "    kind: text\n    maximun: 3\n", 8, "unknown key \"maximun\"");
    type_problem("step: ground\n", "step: ground\nsteps: ground\n", 3, "unknown key \"steps\"");
    type_problem("{ fr: Mot, en: Word }", "{ fr: Mot, en: Word, de: Wort }", 9, "unknown key \"de\"");
    type_problem("    kind: text\n", "    kind: text\n    kind: text\n", 8, "kind is there twice");
    type_problem("    kind: text\n", "", 6, "kind is missing");
    type_problem("    visibility: open\n", "", 6, "visibility is missing");
    type_problem("step: ground\n", "step:\n", 2, "step has no text");
    type_problem("name: thing\n", "", 1, "name is missing");
    type_problem("fields:\n", "columns:\n", 5, "unknown key \"columns\"");
}

TEST_CASE("a missing or empty translation is named, for types, fields, codes and the pack")
{
    type_problem("{ fr: Mot, en: Word }", "{ fr: Mot }", 9, "en is missing");
    type_problem("{ fr: Mot, en: Word }", "{ fr: \"\", en: Word }", 9, "fr has no text");
    type_problem("{ fr: Une chose, en: A thing }", "{ fr: Une chose, en: \"  \" }", 4, "en has no text");
    type_problem("    definition: { fr: Un mot, en: A word }\n", "", 6, "definition is missing");
    type_problem("    label: { fr: Mot, en: Word }\n", "    label: Mot\n", 9, "not a set of keys");
    list_problem(with_header("red,,Red,Rouge,Red,\n"), 2, "empty label_fr");
    list_problem(with_header("red,Rouge,Red,Rouge,,\n"), 2, "empty definition_en");
    auto files = small_pack();
    change(files, "pack.yaml", ", en: Small", "");
    names(files, "pack.yaml", 3, "en is missing");
}

TEST_CASE("names, kinds, steps and visibilities that are not ours are refused")
{
    type_problem("name: word", "name: Word", 6, "is not a name");
    type_problem("name: word", "name: _word", 6, "is not a name");
    type_problem("name: word", "name: word_sealed", 6, "ends in _sealed");
    type_problem("name: colour", "name: word", 11, "is there twice");
    type_problem("kind: text", "kind: string", 7, "unknown kind \"string\"");
    type_problem("step: ground", "step: sky", 2, "unknown step");
    type_problem("visibility: open", "visibility: public", 8, "unknown visibility");
    type_problem("visibility: open", "visibility: \"sealed:\"", 8, "unknown visibility");
    type_problem("visibility: open", "visibility: sealed:Elders", 8, "unknown visibility");
    type_problem("name: thing", "name: object", 1, "differs from the file");
    type_problem("visibility: open", "visibility: open\n    required: yes", 9, "neither true nor false");
    type_problem("visibility: open", "visibility: sealed:elders\n    required: true", 9, "a sealed field cannot be required");
}

TEST_CASE("links, lists and units must exist, and belong to their kinds")
{
    type_problem("list: colour", "list: colours", 11, "there is no list colours");
    type_problem("    list: colour\n", "", 11, "list is missing");
    type_problem("kind: text", "kind: text\n    list: colour", 8, "list is for fields of kind code");
    type_problem("kind: text", "kind: link\n    target: ting", 6, "a link to the unknown type ting");
    type_problem("kind: text", "kind: link", 6, "target is missing");
    type_problem("kind: text", "kind: decimal\n    unit: miles", 6, "unknown unit miles");
    type_problem("kind: text", "kind: day\n    unit: km", 8, "unit is for integers");
    type_problem("kind: text", "kind: money", 6, "without a currency");
    type_problem("kind: text", "kind: money\n    unit: cfa", 8, "without a currency");
    auto files = small_pack();
    files.push_back({"lists/shape.csv", with_header("round,Rond,Round,Rond,Round,\n")});
    names(files, "lists/shape.csv", 0, "no field uses this list");
}

TEST_CASE("bounds must be numbers, the right way round, and fit the kind")
{
    type_problem("kind: text", "kind: integer\n    minimum: 9\n    maximum: 3", 9, "below the minimum");
    type_problem("kind: text", "kind: integer\n    minimum: nine", 8, "not a number");
    type_problem("kind: text", "kind: integer\n    minimum: [9]", 8, "not a number");
    type_problem("kind: text", "kind: decimal\n    maximum: .inf", 8, "not a number");
    type_problem("kind: text", "kind: decimal\n    maximum: inf", 8, "not a number");
    type_problem("kind: text", "kind: integer\n    minimum: 0.5", 8, "not a whole number");
    type_problem("kind: text", "kind: integer\n    maximum: 1e17", 8, "not a whole number");
    type_problem("kind: text", "kind: day\n    maximum: 3", 8, "maximum is for");
    type_problem("kind: text", "kind: text\n    minimum: 3", 8, "minimum is for");
    type_problem("kind: text", "kind: text\n    maximum: 0", 8, "octets");
    type_problem("kind: text", "kind: text\n    maximum: 1000001", 8, "octets");
    auto files = small_pack();
    change(files, "types/thing.yaml", "kind: text", "kind: integer\n    minimum: -9007199254740992\n    maximum: 9007199254740992");
    CHECK(Dictionary::load(files).problems.empty());
}

TEST_CASE("a count of people needs sex, age band and residence, each with not_collected; a service needs its species")
{
    type_problem("kind: text", "kind: integer\n    unit: person", 6, "a count of people without sex");
    type_problem("kind: text", "kind: integer\n    unit: person", 6, "a count of people without age_band");
    type_problem("kind: text", "kind: integer\n    unit: person", 6, "a count of people without residence");
    type_problem("name: word\n    kind: text", "name: people_reached\n    kind: integer", 6, "without the unit person");
    type_problem("name: colour", "name: service", 11, "no species beside it");
    type_problem("name: colour", "name: disease", 11, "no species beside it");
    auto files = base_files();
    change(files, "lists/residence.csv", "\nnot_collected,", "\nunasked,");
    names(files, "lists/residence.csv", 0, "no code not_collected");
    files = base_files();
    change(files, "types/service_count.yaml", "name: species", "name: animal");
    names(files, "types/service_count.yaml", line_of(files, "types/service_count.yaml", "- name: service\n"), "no species beside it");
    files = base_files();
    change(files, "types/attendance.yaml", "list: sex\n    required: true", "list: sex");
    names(files, "types/attendance.yaml", line_of(files, "types/attendance.yaml", "- name: people"), "without sex");
}

TEST_CASE("a pack that asks for ethnicity, religion or allegiance is refused, in French or English, wherever the word stands")
{
    type_problem("name: word", "name: ethnic_group", 6, "ethnicity, religion or allegiance");
    type_problem("fr: Mot", "fr: Ethnie d’origine", 6, "ethnicity, religion or allegiance");
    type_problem("en: Thing", "en: Religious leader", 0, "ethnicity, religion or allegiance");
    list_problem(with_header("tribe_a,A,A,A,A,\n"), 2, "ethnicity, religion or allegiance");
    list_problem(with_header("a,Parti  politique,A,A,A,\n"), 2, "ethnicity, religion or allegiance");
    list_problem(with_header("a,ALLÉGEANCE,A,A,A,\n"), 2, "ethnicity, religion or allegiance");
    auto files = small_pack();
    change(files, "types/thing.yaml", "fr: Mot", "fr: Distribution au tribunal du secteur et réforme");
    CHECK(Dictionary::load(files).problems.empty());
}

TEST_CASE("what YAML has beyond plain values is refused by name")
{
    type_problem("fr: Mot", "fr: &a Mot", 9, "an anchor");
    type_problem("{ fr: Mot, en: Word }", "&a { fr: Mot, en: Word }", 9, "an anchor");
    type_problem("fr: Mot, en: Word", "fr: &a Mot, en: *a", 9, "an alias");
    type_problem("fr: Mot", "fr: !secret Mot", 9, "a tag");
    type_problem("name: thing", "--- \nname: thing\n---\nname: thing", 0, "more than one document");
    type_problem("step: ground", "step: [[[[[[[[[deep]]]]]]]]]", 2, "nesting deeper than 8");
    type_problem("step: ground", "step: 'ground' sky", 2, "not YAML");
    type_problem("step: ground", "step: gro\xFFund", 0, "not UTF-8");
}

TEST_CASE("a YAML bomb, a very deep file and an endless one are refused without harm")
{
    auto files = small_pack();
    std::string& content = file_of(files, "types/thing.yaml").content;
    content = "a: &a [x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'k'; ++c)
        content += std::string{c} + ": &" + c + " [*" + static_cast<char>(c - 1) + ",*" + static_cast<char>(c - 1) + "]\n";
    names(files, "types/thing.yaml", 1, "an anchor");
    content = std::string(100'000, '[');
    CHECK_FALSE(Dictionary::load(files).problems.empty());
    content = "step: " + std::string(400, '[') + std::string(400, ']');
    names(files, "types/thing.yaml", 1, "nesting deeper");
    content = std::string(PackLimits::yaml_bytes + 1, '#');
    names(files, "types/thing.yaml", 0, "larger than");
    content = "step: [" + std::string(PackLimits::yaml_values * 2, ',') + "]\n";
    CHECK_FALSE(Dictionary::load(files).problems.empty());
    content = "step: [a";
    for (std::size_t i = 0; i < PackLimits::yaml_values; ++i) content += ",a";
    content += "]\n";
    names(files, "types/thing.yaml", 1, "more than 20000 values");
}

TEST_CASE("faults of a code list are named with their lines")
{
    list_problem("code,label\nred,Rouge\n", 1, "the header is not");
    list_problem("", 1, "the header is not");
    list_problem(with_header(""), 0, "the list has no code");
    list_problem(with_header("red,Rouge,Red,Rouge,Red\n"), 2, "5 cells, not 6");
    list_problem(with_header("blue,Bleu,Blue,Bleu,Blue,\nred,Rouge, vif,Red,Rouge,Red,\n"), 3, "7 cells, not 6");
    list_problem(with_header("red,R,R,R,R,\nblue,B,B,B,B,\nred,R,R,R,R,\n"), 4, "listed twice");
    list_problem(with_header("Red,R,R,R,R,\n"), 2, "is not a code");
    list_problem(with_header("red,\"R,R,R,R,\n"), 2, "never closed");
    list_problem(with_header("red,\"R\"x,R,R,R,\n"), 2, "after the closing quotation mark");
    list_problem(with_header("red,R\"x,R,R,R,\n"), 2, "inside a cell");
    list_problem(with_header("red,\"R\nR\",R,R,R,\nblue,,B,B,B,\n"), 2, "a line break");
    list_problem(with_header("red,\"R\nR\",R,R,R,\nblue,,B,B,B,\n"), 4, "empty label_fr");
    list_problem(with_header("red,\xC0\xAF,R,R,R,\n"), 0, "not UTF-8");
    list_problem(with_header("red," + std::string(PackLimits::word_octets + 1, 'r') + ",R,R,R,\n"), 2, "longer than 2000");
    auto files = small_pack();
    file_of(files, "lists/colour.csv").content =
        "\xEF\xBB\xBF"
        "code,label_fr,label_en,definition_fr,definition_en,source\r\nred,\"Dit \"\"rouge\"\"\",R,R,R,\r\n\r\n";
    auto const loaded = Dictionary::load(files);
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    CHECK(loaded.dictionary.list("colour")->codes[0].label.fr == "Dit \"rouge\"");
    CHECK(loaded.dictionary.list("colour")->codes[0].source.empty());
}

TEST_CASE("a pack without pack.yaml or types, with a foreign file or with a file twice is refused")
{
    auto files = small_pack();
    files.erase(files.begin());
    names(files, "pack.yaml", 0, "there is no pack.yaml");
    files = small_pack();
    files.erase(files.begin() + 1);
    names(files, "types", 0, "no record type");
    files = small_pack();
    files.push_back({"types/notes.txt", ""});
    names(files, "types/notes.txt", 0, "not a file that belongs here");
    files.back().path = "types/old/thing.yaml";
    names(files, "types/old/thing.yaml", 0, "not a file that belongs here");
    files.back() = files[1];
    names(files, "types/thing.yaml", 0, "given twice");
    CHECK_FALSE(Dictionary::load({}).problems.empty());
}

TEST_CASE("a file that cannot be read is named alone, without the problems that would only follow from it")
{
    auto files = base_files();
    file_of(files, "types/gathering.yaml").content = "name: [";
    file_of(files, "lists/sex.csv").content = "code\n";
    auto const problems = Dictionary::load(files).problems;
    INFO(text_of(problems));
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].file == "lists/sex.csv");
    CHECK(problems[1].file == "types/gathering.yaml");
}

TEST_CASE("all problems of all files come at once, ordered by file and line")
{
    auto files = small_pack();
    change(files, "types/thing.yaml", "kind: text", "kind: string");
    change(files, "types/thing.yaml", "step: ground", "step: sky");
    change(files, "lists/colour.csv", "Rouge,Red", ",Red");
    change(files, "pack.yaml", "licence", "license");
    auto const problems = Dictionary::load(files).problems;
    REQUIRE(problems.size() == 5);
    CHECK(problems[0].file == "lists/colour.csv");
    CHECK(problems[1].file == "pack.yaml");
    CHECK(problems[3].line == 2);
    CHECK(problems[4].line == 7);
}

TEST_CASE("a pack at each limit loads and one beyond it is refused")
{
    auto const with_fields = [](std::size_t count) {
        auto files = small_pack();
        auto& content = file_of(files, "types/thing.yaml").content;
        for (std::size_t i = 2; i < count; ++i)
            content +=
                "  - { name: f" + std::to_string(i) + ", kind: day, visibility: open, label: { fr: a, en: a }, definition: { fr: a, en: a } }\n";
        return files;
    };
    CHECK(Dictionary::load(with_fields(PackLimits::fields)).problems.empty());
    names(with_fields(PackLimits::fields + 1), "types/thing.yaml", 5, "1 to 200 fields");
    auto const with_codes = [](std::size_t count) {
        auto files = small_pack();
        auto& content = file_of(files, "lists/colour.csv").content = header;
        for (std::size_t i = 0; i < count; ++i) content += "c" + std::to_string(i) + ",a,a,a,a,\n";
        return files;
    };
    CHECK(Dictionary::load(with_codes(PackLimits::codes)).problems.empty());
    names(with_codes(PackLimits::codes + 1), "lists/colour.csv", static_cast<int>(PackLimits::codes) + 2, "more than 20000 codes");
    auto files = small_pack();
    while (files.size() < 3 + PackLimits::lists) files.push_back({"lists/l" + std::to_string(files.size()) + ".csv", with_header("a,a,a,a,a,\n")});
    names(files, "pack.yaml", 0, "more than 500 code lists");
}

TEST_CASE("at most a thousand problems are listed, and then that there are more")
{
    std::string rows;
    for (std::size_t i = 0; i < PackLimits::problems + 10; ++i) rows += "A,a,a,a,a,\n";
    auto files = small_pack();
    file_of(files, "lists/colour.csv").content = with_header(rows);
    auto const problems = Dictionary::load(files).problems;
    REQUIRE(problems.size() == PackLimits::problems + 1);
    CHECK(problems.back().what == "there are more problems than are listed");
}

TEST_CASE("whatever one octet of a pack becomes, loading ends in a dictionary or in problems")
{
    auto const whole = small_pack();
    rc::check([&] {
        auto files = whole;
        auto& content = files[*rc::gen::inRange<std::size_t>(0, files.size())].content;
        content[*rc::gen::inRange<std::size_t>(0, content.size())] = *rc::gen::arbitrary<char>();
        auto const loaded = Dictionary::load(files);
        RC_ASSERT(loaded.problems.empty() != loaded.dictionary.types().empty());
        for (auto const& problem : loaded.problems) {
            RC_ASSERT(!problem.what.empty());
            RC_ASSERT(!problem.file.empty());
            RC_ASSERT(is_clean_utf8(problem.what));
        }
    });
}

TEST_CASE("a code list keeps any label, whatever quotation marks and commas it holds")
{
    rc::check([] {
        std::string text = "x";
        for (auto const& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a", ",", "\"", ";", "é", " ")))
            text += piece;
        std::string doubled;
        for (char const c : text) doubled += c == '"' ? "\"\"" : std::string{c};
        PackProblems problems;
        auto const read = read_code_list("lists/colour.csv", with_header("red,\"" + doubled + "\",R,R,R,\n"), problems);
        RC_ASSERT(problems.count() == 0U);
        RC_ASSERT(read.list.codes.at(0).label.fr == text);
    });
}

TEST_CASE("UTF-8 is judged as the Unicode standard does")
{
    for (auto const* good :
         {"", "a", "é", "€", "\xF0\x9F\x8C\xBE", "0123456789abcdef", "0123456é", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
        CHECK(is_clean_utf8(good));
    for (auto const* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80", "\xFF", "01234567\xC3"})
        CHECK_FALSE(is_clean_utf8(bad));
    CHECK_FALSE(is_clean_utf8(std::string_view{"0123456\0", 8}));
    CHECK(clipped("héé", 3) == "hé…");
    CHECK(clipped("a\x01\xFFz", 9) == "a??z");
    CHECK(folded("Ethnie_d’ÉTÉ, cœur") == "ethnie d   ete  coeur");
    rc::check("what is clean stays clean when clipped", [](std::string const& text) { RC_ASSERT(is_clean_utf8(clipped(text, 10))); });
}
