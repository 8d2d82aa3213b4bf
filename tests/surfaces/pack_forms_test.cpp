// SPDX-License-Identifier: Apache-2.0
#include "base_pack.hpp"
#include "dictionary/programme_pack.hpp"
#include "surfaces/pack_forms.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace accalmie;

namespace {

std::vector<PackFile> base_files()
{
    std::vector<PackFile> files;
    for (auto const& file : base_pack::files()) files.push_back({std::string{file.path}, std::string{file.content}});
    return files;
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

std::string text_of(std::vector<PackProblem> const& problems)
{
    std::string text;
    for (auto const& problem : problems) text += problem.file + ":" + std::to_string(problem.line) + ": " + problem.what + "; " + problem.remedy + "\n";
    return text;
}

/// The problems of the base form `gathering` alone, after one change of one sheet.
std::string after(std::string_view sheet, std::string_view from, std::string_view to)
{
    std::vector<PackFile> files;
    for (auto& file : base_files()) {
        if (!file.path.starts_with("forms/gathering/")) continue;
        if (file.path == "forms/gathering/" + std::string{sheet}) {
            auto const at = file.content.find(from);
            REQUIRE(at != std::string::npos);
            file.content.replace(at, from.size(), to);
        }
        files.push_back(std::move(file));
    }
    return text_of(check_pack_forms(files, Dictionary::base()));
}

}  // namespace

TEST_CASE("every form of the base pack compiles, speaks both languages and maps to records")
{
    auto const problems = check_pack_forms(base_files(), Dictionary::base());
    INFO(text_of(problems));
    CHECK(problems.empty());
}

TEST_CASE("so does every form of the programmes' packs")
{
    auto const base = Dictionary::base();
    for (auto const* name : {"peace-through-health", "vestibule", "health-response", "community-security", "donor"}) {
        CAPTURE(name);
        auto const files = files_in(std::filesystem::path{ACCALMIE_SOURCE_DIR} / "packs" / name);
        auto const pack = load_programme_pack(files, base).pack;
        auto const whole = extended(base, {&pack, 1});
        REQUIRE(whole);
        auto const problems = check_pack_forms(files, whole.value());
        INFO(text_of(problems));
        CHECK(problems.empty());
        for (auto const& form : pack.forms) {
            auto const made = pack_form(files, form);
            REQUIRE(made);
            CHECK(made.value().compiled.is_good());
        }
    }
}

TEST_CASE("what is wrong with a form is named with its file and line")
{
    CHECK(after("survey.csv", "Which group speaks?", "").find("forms/gathering/survey.csv:") != std::string::npos);
    CHECK(after("survey.csv", "Which group speaks?", "").find("label::Français (fr) without label::English (en)") != std::string::npos);
    CHECK(after("choices.csv", "topic,water,", "topic,moon,").find("moon") != std::string::npos);
    CHECK(after("settings.csv", ",gathering,", ",party,").find("party") != std::string::npos);
    CHECK(after("survey.csv", "select_one_from_file place.csv", "select_one_from_file moons.csv").find("moons.csv, which is not beside it") != std::string::npos);
    CHECK(after("survey.csv", "label::English (en)", "label").find("says no language") != std::string::npos);
}

TEST_CASE("a form that is not there is missing")
{
    auto const files = base_files();
    auto const none = pack_form(files, "party");
    REQUIRE_FALSE(none);
    CHECK(none.error().kind == Error::Kind::missing);
}
