// SPDX-License-Identifier: Apache-2.0
#include "dictionary/pack_test.hpp"

#include "dictionary/pack_rules.hpp"
#include "dictionary/text.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace accalmie;

TEST_CASE("the base pack has no problem and holds these record types")
{
    auto const loaded = Dictionary::load(base_files());
    INFO(text_of(loaded.problems));
    REQUIRE(loaded.problems.empty());
    std::vector<std::string> names;
    for (auto const& type : loaded.dictionary.types()) names.push_back(type.name);
    CHECK(names == std::vector<std::string>{"access_constraint",
                                            "account",
                                            "activity",
                                            "activity_date",
                                            "activity_location",
                                            "activity_marker",
                                            "activity_sector",
                                            "alert",
                                            "alert_step",
                                            "asset",
                                            "attachment",
                                            "attendance",
                                            "budget",
                                            "calm_rule",
                                            "case_note",
                                            "child_measure",
                                            "choice",
                                            "claim",
                                            "commitment",
                                            "commitment_test",
                                            "consent",
                                            "consent_step",
                                            "device_key",
                                            "disease_count",
                                            "displacement",
                                            "entity_change",
                                            "entity_list",
                                            "evaluation_plan",
                                            "facility",
                                            "facility_report",
                                            "facility_status",
                                            "form_acceptance",
                                            "form_version",
                                            "gathering",
                                            "hazard_plan",
                                            "hazard_reading",
                                            "health_care_attack",
                                            "incident",
                                            "indicator_target",
                                            "member",
                                            "mental_health_visit",
                                            "organisation",
                                            "outcome",
                                            "package",
                                            "package_item",
                                            "peace_sign",
                                            "peace_sign_reading",
                                            "peace_sign_vote",
                                            "perception",
                                            "place",
                                            "place_weight",
                                            "population",
                                            "programme",
                                            "recommendation",
                                            "recommendation_step",
                                            "referral",
                                            "referral_step",
                                            "release",
                                            "reporter_watch",
                                            "retraction",
                                            "service_count",
                                            "skill_test",
                                            "solution",
                                            "solution_step",
                                            "source_coverage",
                                            "statement",
                                            "stock_count",
                                            "stock_move",
                                            "submission",
                                            "submission_flag",
                                            "submission_reading",
                                            "submission_seen",
                                            "survivor_count",
                                            "testimony",
                                            "transaction",
                                            "trend_note",
                                            "trust_answer",
                                            "visit",
                                            "voice",
                                            "warning"});
    CHECK(loaded.dictionary.version().starts_with("base 0.1.0 "));
    CHECK(loaded.dictionary.version() == Dictionary::base().version());
}

TEST_CASE("what must stay hidden in the base pack is sealed or kept to the team")
{
    auto const dictionary = Dictionary::base();
    auto const group = [&](std::string_view type, std::string_view field) {
        auto const* found = dictionary.find(type)->find(field);
        return found == nullptr ? std::string{"missing"} : found->group;
    };
    CHECK(group("commitment", "guarantor") == "sealed:guarantors");
    CHECK(group("commitment", "until") == "sealed:movements");
    CHECK(group("account", "perpetrator") == "sealed:protection");
    CHECK(group("reporter_watch", "reporter") == "sealed:informants");
    for (auto const* words : {"words", "recording"}) CHECK(group("testimony", words) == "sealed:testimony");
    CHECK(group("consent", "person_code") == "sealed:testimony");
    for (auto const* type : {"testimony", "consent", "trend_note", "perception", "case_note"}) CHECK(dictionary.find(type)->find("place")->maximum == 6);
    for (auto const* actor :
         {"side_a", "side_b", "actor_1", "actor_2", "assoc_actor_1", "assoc_actor_2", "dyad_name", "conflict_name", "headline", "notes"})
        CHECK(group("incident", actor) == "team");
    for (auto const* hidden : {"facility", "exact_place", "source", "narrative", "personnel_killed", "follow_up"}) CHECK(group("health_care_attack", hidden) == "team");
    CHECK(dictionary.find("commitment")->groups == std::vector<std::string>{"open", "team", "sealed:guarantors", "sealed:movements"});
    CHECK(dictionary.find("commitment")->has_sealed_field());
    CHECK(dictionary.find("commitment")->find("until")->audience() == "movements");
    CHECK_FALSE(dictionary.find("incident")->has_sealed_field());
}

TEST_CASE("no text of the base pack, definitions included, speaks of a people, a religion or an allegiance")
{
    auto const dictionary = Dictionary::base();
    auto const clean = [](std::string const& text) {
        CAPTURE(text);
        CHECK(forbidden_word(text).empty());
        std::string const words = " " + folded(text) + " ";
        for (auto const* people : {" bambara ", " peul ", " peuls ", " fulani ", " fulbe ", " dogon ", " dogons ", " touareg ", " tuareg ",
                                   " songhai ", " bozo ", " bobo ", " minianka ", " arabe ", " maure "})
            CHECK(words.find(people) == std::string::npos);
    };
    auto const both = [&](Words const& words) { clean(words.fr), clean(words.en); };
    for (auto const& type : dictionary.types()) {
        clean(type.name), both(type.label), both(type.definition);
        for (auto const& field : type.fields) clean(field.name), both(field.label), both(field.definition);
    }
    for (auto const& [name, list] : dictionary.lists()) {
        clean(name);
        for (auto const& code : list.codes) clean(code.code), both(code.label), both(code.definition);
    }
}

TEST_CASE("no armed group can be named as a guarantor's role")
{
    auto const dictionary = Dictionary::base();
    for (auto const& code : dictionary.list("community_role")->codes) {
        CAPTURE(code.code);
        CHECK(code.code.find("armed") == std::string::npos);
        CHECK(folded(code.label.fr).find("arme ") == std::string::npos);
    }
}

TEST_CASE("the 19 regions and the district of Bamako of 2023 are there, under codes that do not pass for P-codes")
{
    std::string content;
    for (auto const& file : base_pack::files())
        if (file.path == "places/mali-2023-regions.csv") content = file.content;
    std::istringstream lines{content};
    std::string line;
    std::getline(lines, line);
    CHECK(line == "code,version,name,level,parent,kind,valid_from,legal_source,source");
    int regions = 0;
    while (std::getline(lines, line)) {
        CAPTURE(line);
        CHECK(line.starts_with("ML-R"));
        CHECK(line.find(",reform-2023,") != std::string::npos);
        CHECK(line.find("2023-006 du 13 mars 2023") != std::string::npos);
        regions += line.find(",1,ML-R,region,2023-03-13,") != std::string::npos ? 1 : 0;
    }
    CHECK(regions == 20);
}

TEST_CASE("docs/dictionary.md is what the base pack says; ACCALMIE_REBASELINE=1 writes it anew")
{
    std::string const path = std::string{ACCALMIE_SOURCE_DIR} + "/docs/dictionary.md";
    std::string const page = dictionary_markdown(Dictionary::base());
    char const* rebaseline = std::getenv("ACCALMIE_REBASELINE");
    if (rebaseline != nullptr && std::string_view{rebaseline} == "1") std::ofstream{path, std::ios::binary} << page;
    std::ifstream file{path, std::ios::binary};
    std::string const kept{std::istreambuf_iterator<char>{file}, {}};
    bool const current = kept == page;
    CHECK_MESSAGE(current, "docs/dictionary.md is not current: run the test with ACCALMIE_REBASELINE=1 and look at the difference");
}
