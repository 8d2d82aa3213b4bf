// SPDX-License-Identifier: Apache-2.0
#include "dictionary/compare.hpp"

#include "dictionary/pack_test.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

Dictionary loaded(std::vector<PackFile> const& files)
{
    auto pack = Dictionary::load(files);
    INFO(text_of(pack.problems));
    REQUIRE(pack.problems.empty());
    return std::move(pack.dictionary);
}

}  // namespace

TEST_CASE("a dictionary loses nothing against itself, and nothing where only more was added")
{
    auto const base = Dictionary::base();
    CHECK(lost_between(base, base).empty());
    CHECK(lost_between(loaded(small_pack()), base).empty() == false);  // another pack altogether
}

TEST_CASE("each thing that would be lost is named")
{
    auto const base = Dictionary::base();
    auto const small = loaded(small_pack());
    auto const& type = small.types().front();
    auto const lost = lost_between(small, base);
    CHECK(std::find(lost.begin(), lost.end(), "type " + type.name) != lost.end());
    auto const other = lost_between(base, small);
    CHECK(std::find(other.begin(), other.end(), "type incident") != other.end());
    CHECK(std::find(other.begin(), other.end(), "code sex.female") != other.end());
}

TEST_CASE("a field that would be shown to others, or mean another thing, is a loss")
{
    auto const base = Dictionary::base();
    auto files = base_files();
    change(files, "types/access_constraint.yaml", "  - name: from\n    kind: day\n    required: true\n    visibility: open", "  - name: from\n    kind: day\n    required: true\n    visibility: team");
    CHECK(lost_between(base, loaded(files)) == std::vector<std::string>{"visibility of access_constraint.from"});
    files = base_files();
    change(files, "types/access_constraint.yaml", "  - name: until\n    kind: day", "  - name: until\n    kind: instant");
    CHECK(lost_between(base, loaded(files)) == std::vector<std::string>{"kind of access_constraint.until"});
    files = base_files();
    change(files, "types/access_constraint.yaml", "  - name: until\n", "  - name: till\n");
    CHECK(lost_between(base, loaded(files)) == std::vector<std::string>{"field access_constraint.until"});
}
