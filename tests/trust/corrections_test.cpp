// SPDX-License-Identifier: Apache-2.0
#include "trust/corrections.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

using namespace accalmie;

namespace {

using enum VersionState;

RecordAddress address(unsigned number) { return {RecordId::from(Bytes(32, static_cast<std::uint8_t>(number))).value(), 0}; }
AuthorId author(char name) { return AuthorId::from(Bytes(32, static_cast<std::uint8_t>(name))).value(); }

constexpr unsigned nothing = 0;

/// Version `number`, by `who` of `organisation`, in place of `replaces`; the clock reads 10 times its number.
Version version(unsigned number, char who, unsigned replaces = nothing, std::string organisation = {})
{
    Version made{address(number), author(who), std::move(organisation), {number * 10ULL}, {}};
    if (replaces != nothing) made.replaces = address(replaces);
    return made;
}
Choice choice(unsigned chosen, std::uint64_t time) { return {address(chosen), {time}}; }

std::vector<VersionState> states(std::vector<Version> const& versions, std::vector<Choice> const& choices = {}) { return resolve(versions, choices); }
using States = std::vector<VersionState>;

}  // namespace

TEST_CASE("a single version counts")
{
    CHECK(states({}) == States{});
    CHECK(states({version(1, 'a')}) == States{current});
}

TEST_CASE("an author's correction replaces, and a correction of it too")
{
    CHECK(states({version(1, 'a'), version(2, 'a', 1)}) == States{replaced, current});
    CHECK(states({version(1, 'a'), version(2, 'a', 1), version(3, 'a', 2)}) == States{replaced, replaced, current});
}

TEST_CASE("an author who corrects the same version twice means the later word")
{
    CHECK(states({version(1, 'a'), version(2, 'a', 1), version(3, 'a', 1)}) == States{replaced, replaced, current});
}

TEST_CASE("a colleague of the same organisation may correct; a stranger's word is a rival account")
{
    CHECK(states({version(1, 'a', nothing, "health"), version(2, 'b', 1, "health")}) == States{replaced, current});
    CHECK(states({version(1, 'a', nothing, "health"), version(2, 'b', 1, "army")}) == States{current, rival});
    CHECK(states({version(1, 'a'), version(2, 'b', 1)}) == States{current, rival});  // no organisation is nobody's organisation
}

TEST_CASE("the organisation of the first version owns the record, also after its author has moved on")
{
    CHECK(states({version(1, 'a', nothing, "health"), version(2, 'a', 1, "water"), version(3, 'b', 2, "health")}) == States{replaced, replaced, current});
    CHECK(states({version(1, 'a', nothing, "health"), version(2, 'a', 1, "water"), version(3, 'c', 2, "water")}) == States{replaced, current, rival});
}

TEST_CASE("a rival corrects his own account, and it stays a rival")
{
    CHECK(states({version(1, 'a'), version(2, 'b', 1), version(3, 'b', 2)}) == States{current, replaced, rival});
    CHECK(states({version(1, 'a'), version(2, 'b', 1), version(3, 'a', 2)}) == States{current, rival, rival});
}

TEST_CASE("two corrections of one version are a dispute: the value before it is used")
{
    std::vector<Version> const disputing{version(1, 'a', nothing, "o"), version(2, 'a', 1, "o"), version(3, 'b', 1, "o")};
    CHECK(states(disputing) == States{disputed, contender, contender});
}

TEST_CASE("a choice ends a dispute, whichever side it takes, also the value before")
{
    std::vector<Version> const disputing{version(1, 'a', nothing, "o"), version(2, 'a', 1, "o"), version(3, 'b', 1, "o")};
    CHECK(states(disputing, {choice(2, 100)}) == States{replaced, current, replaced});
    CHECK(states(disputing, {choice(3, 100)}) == States{replaced, replaced, current});
    CHECK(states(disputing, {choice(1, 100)}) == States{current, replaced, replaced});
    CHECK(states(disputing, {choice(2, 100), choice(3, 200)}) == States{replaced, replaced, current});  // the later word
    CHECK(states(disputing, {choice(9, 100)}) == States{disputed, contender, contender});               // of something else
}

TEST_CASE("a correction made after the choice opens the dispute anew, and what was chosen is used meanwhile")
{
    std::vector<Version> const versions{version(1, 'a', nothing, "o"), version(2, 'a', 1, "o"), version(3, 'b', 1, "o"), version(20, 'c', 1, "o")};
    CHECK(states(versions, {choice(2, 100)}) == States{replaced, disputed, replaced, contender});
    CHECK(states(versions, {choice(2, 100), choice(20, 300)}) == States{replaced, replaced, replaced, current});
    CHECK(states(versions, {choice(1, 100)}) == States{replaced, replaced, replaced, current});
}

TEST_CASE("corrections of contenders: each side is its last word")
{
    std::vector<Version> const versions{version(1, 'a', nothing, "o"), version(2, 'a', 1, "o"), version(3, 'b', 1, "o"), version(4, 'a', 2, "o")};
    CHECK(states(versions) == States{disputed, replaced, contender, contender});
    CHECK(states(versions, {choice(2, 100)}) == States{replaced, replaced, replaced, current});
}

TEST_CASE("a dispute within one side of a dispute leaves that side's value before it")
{
    std::vector<Version> const versions{version(1, 'a', nothing, "o"), version(2, 'a', 1, "o"), version(3, 'b', 1, "o"),
                                        version(4, 'a', 2, "o"),       version(5, 'c', 2, "o")};
    CHECK(states(versions) == States{disputed, contender, contender, contender, contender});
    CHECK(states(versions, {choice(5, 100)}) == States{replaced, replaced, replaced, replaced, current});
    CHECK(states(versions, {choice(3, 100)}) == States{replaced, replaced, current, replaced, replaced});
}

TEST_CASE("a choice does not make a rival's word count")
{
    CHECK(states({version(1, 'a'), version(2, 'b', 1)}, {choice(2, 100)}) == States{current, rival});
}

TEST_CASE("a correction of something that is not here counts until it comes")
{
    CHECK(states({version(2, 'b', 1)}) == States{current});
    CHECK(states({version(1, 'a'), version(2, 'b', 1)}) == States{current, rival});
}

TEST_CASE("cycles do not hang: the earliest version replaces nothing")
{
    CHECK(states({version(1, 'a', 1)}) == States{current});
    CHECK(states({version(1, 'a', 2), version(2, 'a', 1)}) == States{replaced, current});
    CHECK(states({version(1, 'a', 3), version(2, 'a', 1), version(3, 'a', 2), version(4, 'a', 3)}) == States{replaced, replaced, replaced, current});
}

TEST_CASE("a version given twice is one version")
{
    CHECK(states({version(1, 'a'), version(2, 'a', 1), version(2, 'a', 1)}) == States{replaced, current, current});
}

TEST_CASE("a chain of a hundred thousand corrections is walked, not recursed into")
{
    std::vector<Version> versions;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        Version next{{RecordId{}, i}, author('a'), {}, {i}, {}};
        if (i > 0) next.replaces = RecordAddress{RecordId{}, i - 1};
        versions.push_back(next);
    }
    auto const result = resolve(versions, {});
    CHECK(result.back() == current);
    CHECK(std::count(result.begin(), result.end(), replaced) == 99'999);
}

namespace {

struct Story {
    std::vector<Version> versions;
    std::vector<Choice> choices;
};

/// Any versions, replacing anything, themselves and each other included.
Story any_story()
{
    Story story;
    auto const count = *rc::gen::inRange(1U, 12U);
    for (unsigned i = 1; i <= count; ++i) {
        auto const who = static_cast<char>('a' + *rc::gen::inRange(0, 4));
        auto made = version(i, who, *rc::gen::inRange(0U, count + 2), *rc::gen::element(std::string{}, std::string{"o"}, std::string{"p"}));
        made.hlc.packed = *rc::gen::inRange<std::uint64_t>(0, 20);
        story.versions.push_back(made);
    }
    auto const choices = *rc::gen::inRange(0U, 4U);
    for (unsigned i = 0; i < choices; ++i) story.choices.push_back(choice(*rc::gen::inRange(1U, count + 2), *rc::gen::inRange<std::uint64_t>(0, 20)));
    return story;
}

}  // namespace

TEST_CASE("the states depend on the set of versions and choices, not on their order")
{
    CHECK(rc::check("shuffled", [] {
        auto const story = any_story();
        auto const before = resolve(story.versions, story.choices);
        std::vector<std::size_t> order(story.versions.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::mt19937 engine{*rc::gen::arbitrary<unsigned>()};
        std::shuffle(order.begin(), order.end(), engine);
        std::vector<Version> shuffled;
        for (auto const i : order) shuffled.push_back(story.versions[i]);
        auto choices = story.choices;
        std::shuffle(choices.begin(), choices.end(), engine);
        auto const after = resolve(shuffled, choices);
        for (std::size_t i = 0; i < order.size(); ++i) RC_ASSERT(after[i] == before[order[i]]);
    }));
}

TEST_CASE("whatever was corrected, at least one version counts, and a contender never stands without a value before")
{
    CHECK(rc::check("counts", [] {
        auto const story = any_story();
        auto const result = resolve(story.versions, story.choices);
        auto const has = [&](VersionState state) { return std::count(result.begin(), result.end(), state); };
        RC_ASSERT(has(current) + has(disputed) >= 1);
        if (has(contender) > 0) RC_ASSERT(has(disputed) + has(rival) >= 1);
    }));
}

TEST_CASE("a stranger's word changes nothing for the others")
{
    CHECK(rc::check("strangers", [] {
        auto story = any_story();
        auto const before = resolve(story.versions, story.choices);
        auto const stranger = version(200, 'z', *rc::gen::inRange(1U, 12U), "elsewhere");
        bool const is_answer = std::any_of(story.versions.begin(), story.versions.end(), [&](auto const& other) { return other.address == *stranger.replaces; });
        RC_PRE(is_answer);
        story.versions.push_back(stranger);
        auto after = resolve(story.versions, story.choices);
        RC_ASSERT(after.back() == rival);
        after.pop_back();
        RC_ASSERT(after == before);
    }));
}
