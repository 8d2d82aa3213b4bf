// SPDX-License-Identifier: Apache-2.0
#include "dictionary/pack_test.hpp"
#include "dictionary/programme_pack.hpp"

#include <filesystem>
#include <fstream>
#include <set>

using namespace accalmie;

namespace {

std::vector<PackFile> small_programme()
{
    return {{"pack.yaml", "name: small-one\nversion: 0.1.0\nlabel: { fr: Petit, en: Small }\ndefinition: { fr: Essai, en: Trial }\nlicence: CC-BY-4.0\n"},
            {"README.md", "# Small\n\nSources: made here.\n"},
            {"lists/topic.csv", "code,label_fr,label_en,definition_fr,definition_en,source\nbees,Abeilles,Bees,Ruches et miel,Hives and honey,\n"},
            {"indicators.csv",
             "code,label_fr,label_en,definition_fr,definition_en,unit,numerator,denominator,by,baseline,baseline_source,target,target_source,why_fr,why_en,moves_fr,moves_en\n"
             "bee_voices,Paroles,Voices,Paroles sur les abeilles,Voices about bees,event,count voice where topic = bees,,group,,,5,made here,Pourquoi,Why,Quoi faire,What to do\n"},
            {"framework.csv", "code,level,parent,label_fr,label_en,indicators,source\nU,ultimate,,Miel,Honey,,made here\nO,outcome,U,Ruches,Hives,bee_voices,made here\n"},
            {"uses.csv", "form,why_fr,why_en\ngathering,On se réunit,People meet\n"}};
}

std::vector<PackFile> files_in(std::filesystem::path const& folder)
{
    std::vector<PackFile> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        files.push_back({std::filesystem::relative(entry.path(), folder).generic_string(), {std::istreambuf_iterator<char>{in}, {}}});
    }
    return files;
}

/// The problems of the small pack after one change.
std::string after(std::string_view path, std::string_view from, std::string_view to)
{
    auto files = small_programme();
    change(files, path, from, to);
    return text_of(load_programme_pack(files, Dictionary::base()).problems);
}

bool says(std::string const& problems, std::string_view text) { return problems.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a programme's pack adds codes, indicators and a framework")
{
    auto const base = Dictionary::base();
    auto const loaded = load_programme_pack(small_programme(), base);
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    CHECK(loaded.pack.name == "small-one");
    CHECK(loaded.pack.indicators.at(0).numerator.conditions.at(0).values == std::vector<std::string>{"bees"});
    CHECK(loaded.pack.indicators[0].target == 5);
    CHECK(loaded.pack.framework.at(1).indicators == std::vector<std::string>{"bee_voices"});
    auto const whole = extended(base, {&loaded.pack, 1});
    REQUIRE(whole);
    CHECK(whole.value().list("topic")->find("bees") != nullptr);
    CHECK(base.list("topic")->find("bees") == nullptr);
    CHECK(whole.value().version() != base.version());
    std::vector<CellProblem> problems;
    auto const& voice = *whole.value().find("voice");
    std::vector<Cell> row(voice.fields.size());
    row[*voice.index_of("topic")] = std::string_view{"bees"};
    check_row(whole.value(), voice, row, problems);
    for (auto const& problem : problems) CHECK(problem.field != *voice.index_of("topic"));
}

TEST_CASE("everything wrong in a programme's pack is named with file and line")
{
    CHECK(says(after("lists/topic.csv", "bees,Abeilles,Bees", "water,Abeilles,Bees"), "lists/topic.csv:2: the base pack has the code water already"));
    CHECK(says(after("indicators.csv", "topic = bees", "topic = ants"), "indicators.csv:2: numerator: \"ants\" is no code of the list topic"));
    CHECK(says(after("indicators.csv", "count voice", "count choir"), "no record type choir"));
    CHECK(says(after("indicators.csv", "voice where topic = bees", "commitment where guarantor present"), "the field guarantor is sealed"));
    CHECK(says(after("indicators.csv", ",group,,,5", ",choir,,,5"), "by: the counted record has no field choir"));
    CHECK(says(after("indicators.csv", "5,made here", "5,"), "a target without its source"));
    CHECK(says(after("indicators.csv", "Quoi faire", ""), "empty moves_fr"));
    CHECK(says(after("indicators.csv", ",event,", ",moon,"), "unknown unit moon"));
    CHECK(says(after("framework.csv", "O,outcome,U", "O,outcome,X"), "framework.csv:3: the parent X is no line one level above"));
    CHECK(says(after("framework.csv", "bee_voices", "wasps"), "no indicator wasps"));
    CHECK(says(after("uses.csv", "gathering,", "party,"), "the base pack has no form party"));
    CHECK(says(after("pack.yaml", "name: small-one", "name: base"), "only the program's own base pack is called base"));
    CHECK(says(after("README.md", "made here", "made by bandits"), "README.md:3: puts a label on people or groups (bandit)"));
    CHECK(says(after("lists/topic.csv", "Ruches et miel", "Ruches par ethnie"), "speaks of ethnicity"));
}

TEST_CASE("a pack without its README, with types or with a list of its own is refused")
{
    auto files = small_programme();
    files.erase(files.begin() + 1);
    files.push_back({"types/choir.yaml", "name: choir\n"});
    files.push_back({"lists/choir.csv", "code,label_fr,label_en,definition_fr,definition_en,source\na,A,A,A,A,\n"});
    auto const problems = text_of(load_programme_pack(files, Dictionary::base()).problems);
    CHECK(says(problems, "there is no README.md"));
    CHECK(says(problems, "a programme's pack holds no record types"));
    CHECK(says(problems, "lists/choir.csv:0: no field uses a list of this name"));
}

TEST_CASE("two packs may add one code in the same words, not in others")
{
    auto const base = Dictionary::base();
    auto const one = load_programme_pack(small_programme(), base).pack;
    auto other = one;
    other.name = "other";
    std::vector<ProgrammePack> const same{one, other};
    CHECK(extended(base, same));
    other.codes["topic"][0].label.fr = "Guêpes";
    std::vector<ProgrammePack> const different{one, other};
    auto const refused = extended(base, different);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
}

TEST_CASE("rules of indicators are read as they are meant, or refused with what would be right")
{
    auto const base = Dictionary::base();
    auto const rule = read_count_rule("sum attendance.people where gathering.kind = dialogue|forum and sex != all", base);
    REQUIRE(rule);
    CHECK(rule.value().kind == CountRule::Kind::sum);
    CHECK(rule.value().conditions.size() == 2);
    CHECK(rule.value().conditions[0].link == "gathering");
    CHECK(rule.value().conditions[0].values.size() == 2);
    CHECK(read_count_rule("count trust_answer where answer>=3", base));
    CHECK(read_count_rule("measure reach.people", base));
    for (auto const* wrong : {"", "count", "count voice where", "count voice where topic", "count voice where topic =", "count voice where topic = water or kind = need", "measure moon",
                              "sum voice.words", "count voice.topic", "count voice where topic >= 3", "count consent where person_code present", "count attendance where gathering.sex = all"})
        CHECK_FALSE_MESSAGE(read_count_rule(wrong, base), wrong);
    std::string long_rule = "count voice where topic = water";
    for (int i = 0; i < 8; ++i) long_rule += " and topic = water";
    CHECK(read_count_rule(long_rule, base).error().kind == Error::Kind::limit);
}

TEST_CASE("the programmes' packs of this repository are good, and their frameworks reach an ultimate outcome")
{
    auto const base = Dictionary::base();
    for (auto const* name : {"peace-through-health", "vestibule", "health-response", "community-security", "donor"}) {
        CAPTURE(name);
        auto const loaded = load_programme_pack(files_in(std::filesystem::path{ACCALMIE_SOURCE_DIR} / "packs" / name), base);
        INFO(text_of(loaded.problems));
        CHECK(loaded.problems.empty());
        CHECK(loaded.pack.name == name);
        CHECK_FALSE(loaded.pack.forms.empty());
        CHECK(loaded.pack.indicators.size() >= 10);
        REQUIRE_FALSE(loaded.pack.framework.empty());
        CHECK(loaded.pack.framework.front().level == "ultimate");
        for (auto const& indicator : loaded.pack.indicators) {
            CAPTURE(indicator.code);
            bool used = false;
            for (auto const& line : loaded.pack.framework) used = used || std::find(line.indicators.begin(), line.indicators.end(), indicator.code) != line.indicators.end();
            bool const is_published_only = indicator.code.starts_with("reach_");
            CHECK((used || is_published_only));
        }
    }
}

TEST_CASE("a person fills in no record type without a form of the base pack")
{
    // Types that the program itself makes, or that come by import or command.
    std::set<std::string> const made_elsewhere{"alert",  "attachment", "attendance", "choice",  "claim",     "device_key", "evaluation_plan", "form_version", "member",        "package_item",     "place",
                                               "place_weight", "programme", "release", "service_count", "disease_count", "source_coverage", "submission", "survivor_count", "voice",
                                               "activity", "activity_date", "activity_location", "activity_marker", "activity_sector", "budget", "transaction", "outcome",
                                               "entity_change", "entity_list", "form_acceptance", "retraction", "statement", "submission_flag", "submission_reading", "submission_seen"};
    std::set<std::string> forms;
    for (auto const& file : base_pack::files())
        if (file.path.starts_with("forms/") && file.path.ends_with("/survey.csv")) forms.emplace(file.path.substr(6, file.path.size() - 17));
    auto const base = Dictionary::base();
    for (auto const& type : base.types()) {
        CAPTURE(type.name);
        CHECK((forms.contains(type.name) || made_elsewhere.contains(type.name)));
    }
}

TEST_CASE("with many packs the version is still short enough for a record's header")
{
    auto const base = Dictionary::base();
    std::vector<ProgrammePack> packs(50);
    for (std::size_t i = 0; i < packs.size(); ++i) packs[i].name = "programme-" + std::to_string(i), packs[i].version = "1.0.0 1a2b3c4d";
    auto const many = extended(base, packs);
    REQUIRE(many);
    CHECK(many->version().size() <= 128);
    CHECK(many->version().find("50 packs") != std::string::npos);
    packs.back().version = "1.0.1 1a2b3c4d";
    CHECK(extended(base, packs)->version() != many->version());
}
