// SPDX-License-Identifier: Apache-2.0
// What may leave, against an attacker of its own: tests/measures/table_attacker.hpp shares no line with the program.
#include "measures/people_table.hpp"
#include "measures/suppress.hpp"

#include "measures/published_table.hpp"
#include "measures/table_attacker.hpp"

#include <doctest/doctest.h>
#include <array>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

template <class T>
T good(Result<T> result)
{
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    return std::move(result).value();
}

EarlierRelease as_earlier(std::string name, Suppression const& released)
{
    EarlierRelease release{std::move(name), {}};
    for (auto const& cell : released.cells) release.cells.push_back({cell.name, cell.count, cell.state});
    return release;
}

SuppressInput of(PeopleTable const& table, SuppressRule rule = {})
{
    SuppressInput input;
    input.asked = table.counts;
    input.sums = table.sums;
    input.rule = rule;
    return input;
}

SuppressedCell const& cell(Suppression const& found, std::string const& name)
{
    for (auto const& one : found.cells)
        if (one.name == name) return one;
    FAIL("no cell " << name);
    return found.cells.front();
}

}  // namespace

TEST_CASE("the worked example: one small cell takes three others with it, and each keeps the interval that flow bounds give")
{
    // a 3 12 | 15     Withheld by hand: (a, f) is small; with it (a, m), and in row c the cheapest pair that closes the cycle.
    // b 20 30 | 50    The rectangle's only move is +t -t, so (a, f) can be 1 .. 1 + (what its partners can give).
    // c 9 8 | 17
    auto const table = good(people_table({{"a", "f", 3}, {"a", "m", 12}, {"b", "f", 20}, {"b", "m", 30}, {"c", "f", 9}, {"c", "m", 8}}));
    auto const found = good(suppress(of(table)));
    CHECK(found.small == 1);
    CHECK(found.complements == 3);
    CHECK(*cell(found, "a | f").because == WithheldBecause::small);
    CHECK(cell(found, "a | m").state == CellState::withheld);
    CHECK(cell(found, "c | f").state == CellState::withheld);
    CHECK(cell(found, "c | m").state == CellState::withheld);
    CHECK(cell(found, "b | f").state == CellState::shown);
    REQUIRE(found.guarded.size() == 4);
    // 1 <= a|f: from 1 (t = -2) to 3 + min(12 - 1, 9 - 1) = 11.
    CHECK(found.guarded[0].name == "a | f");
    CHECK(found.guarded[0].lower == 1);
    CHECK(found.guarded[0].upper == 11);
    CHECK(found.guarded[1].lower == 4);   // a | m: 15 - 11
    CHECK(found.guarded[1].upper == 14);  // 15 - 1
    CHECK(found.guarded[3].lower == 6);   // c | m: 8 - 2
    CHECK(found.guarded[3].upper == 16);
}

TEST_CASE("a table without a small cell leaves whole; one of nobody but zeros too")
{
    auto const table = good(people_table({{"a", "f", 5}, {"a", "m", 12}, {"b", "f", 0}, {"b", "m", 30}}));
    auto const found = good(suppress(of(table)));
    CHECK(found.small + found.complements == 0);
    CHECK(found.guarded.empty());
    SuppressRule strict;
    strict.zeros = ZeroRule::withhold;
    CHECK(good(suppress(of(table, strict))).small == 1);
}

TEST_CASE("two small cells whose sum is shown do not protect each other where the sum leaves too few values")
{
    // 1 + 1 = 2, both at least 1: the sum gives both away.
    auto const table = good(people_table({{"a", "all", 1}, {"b", "all", 1}, {"c", "all", 40}, {"d", "all", 50}}));
    auto const found = good(suppress(of(table)));
    CHECK(cell(found, "c | all").state == CellState::withheld);
    CHECK(cell(found, "d | all").state == CellState::shown);
    for (auto const& guarded : found.guarded) CHECK(*guarded.upper - guarded.lower >= 4);
}

TEST_CASE("a later release does not give away what an earlier one withheld")
{
    // First by month, one small; later the same people by quarter: shown, it would give the month away by difference.
    PeopleSum const quarter{"quarter", {"april", "may", "june"}};
    SuppressInput first;
    first.asked = {{"april", 20}, {"may", 3}, {"june", 30}};
    first.sums = {quarter};
    auto const by_month = good(suppress(first));
    CHECK(by_month.small == 1);
    CHECK(by_month.complements == 0);  // no total leaves: nothing gives it away yet
    SuppressInput later;
    later.asked = {{"quarter", 53}};
    later.sums = {quarter};
    later.earlier = {as_earlier("months", by_month)};
    auto const by_quarter = good(suppress(later));
    CHECK(by_quarter.cells.front().state == CellState::withheld);
    CHECK(*by_quarter.cells.front().because == WithheldBecause::complement);
    // The same month asked again stays withheld, and says why.
    later.asked = {{"may", 3}};
    CHECK(*good(suppress(later)).cells.front().because == WithheldBecause::withheld_before);
}

TEST_CASE("a later table of fewer rows leaves, without the totals that would give the row left out")
{
    auto const first = good(people_table({{"a", "f", 3}, {"a", "m", 12}, {"b", "f", 20}, {"b", "m", 30}, {"c", "f", 9}, {"c", "m", 8}}));
    auto input = of(first);
    auto const released = good(suppress(input));
    auto const second = good(people_table({{"a", "f", 3}, {"a", "m", 12}, {"b", "f", 20}, {"b", "m", 30}}));
    input.earlier = {as_earlier("first", released)};
    input.asked = second.counts;
    input.sums.insert(input.sums.end(), second.sums.begin(), second.sums.end());
    auto const found = good(suppress(input));
    CHECK(found.withheld_before == 2);
    CHECK(found.complements == 2);
    CHECK(cell(found, "b | f").state == CellState::shown);
    CHECK(found.guarded.front().lower == 1);
    CHECK(found.guarded.front().upper == 11);
}

TEST_CASE("a count that nobody asked for is guarded too: a total and its larger part leave the small rest to be read off")
{
    SuppressInput input;
    input.sums = {{"all", {"adults", "children"}}};
    input.beside = {{"children", 2}};
    input.asked = {{"all", 40}, {"adults", 38}};
    auto const found = good(suppress(input));
    CHECK(found.complements == 1);
    input.beside = {{"children", 12}};
    input.asked = {{"all", 50}, {"adults", 38}};
    CHECK(good(suppress(input)).complements == 0);
}

TEST_CASE("a revision by one person is not left to be read off; by enough of them it is shown")
{
    SuppressInput input;
    input.earlier = {{"first", {{"clinic", 40, CellState::shown}}}};
    input.asked = {{"clinic", 41}};
    CHECK(good(suppress(input)).cells.front().state == CellState::withheld);
    input.asked = {{"clinic", 45}};
    CHECK(good(suppress(input)).cells.front().state == CellState::shown);
    input.asked = {{"clinic", 40}};
    CHECK(good(suppress(input)).cells.front().state == CellState::shown);
    // Two of them in two steps, the first of which was withheld: four together are still a small change against what was shown.
    input.earlier.push_back({"second", {{"clinic", 42, CellState::withheld}}});
    input.asked = {{"clinic", 44}};
    CHECK(good(suppress(input)).cells.front().state == CellState::withheld);
    input.asked = {{"clinic", 40}};  // back to what was shown: no change to read off
    CHECK(good(suppress(input)).cells.front().state == CellState::shown);
}

TEST_CASE("where earlier releases alone give a count away, nothing more leaves and the reason is told")
{
    SuppressInput input;
    input.sums = {{"all", {"one", "two"}}};
    input.earlier = {{"careless", {{"all", 10, CellState::shown}, {"one", 7, CellState::shown}, {"two", 3, CellState::withheld}}}};
    input.asked = {{"elsewhere", 100}};
    auto const refused = suppress(input);
    REQUIRE(!refused);
    CHECK(refused.error().kind == Error::Kind::conflict);
}

TEST_CASE("what is no table is refused: twice, below zero, totals that are none, rules out of bounds")
{
    auto const kind = [](SuppressInput const& input) { return suppress(input).error().kind; };
    SuppressInput input;
    CHECK(kind(input) == Error::Kind::invalid);
    input.asked = {{"a", 3}, {"a", 3}};
    CHECK(kind(input) == Error::Kind::invalid);
    input.asked = {{"a", -1}};
    CHECK(kind(input) == Error::Kind::invalid);
    input.asked = {{"all", 10}, {"a", 3}, {"b", 6}};
    input.sums = {{"all", {"a", "b"}}};
    CHECK(kind(input) == Error::Kind::invalid);
    input.sums = {};
    input.rule.threshold = 1;
    CHECK(kind(input) == Error::Kind::invalid);
    input.rule.threshold = 5;
    input.asked.assign(20'001, {"x", 1});
    CHECK(kind(input) == Error::Kind::limit);
    CHECK(!people_table({{"a", "f", 1}, {"a", "f", 2}}));
    CHECK(!people_table({{"a", "f", 1}, {"a/b", "f", 2}}));
    CHECK(!people_table({{"total", "f", 1}}));
}

TEST_CASE("an attacker with every shown count of a random table with its margins narrows nothing below the rule")
{
    CHECK(rc::check([] {
        auto const rows = *rc::gen::inRange(1, 5), columns = *rc::gen::inRange(1, 4);
        SuppressRule rule;
        rule.threshold = *rc::gen::inRange<std::int64_t>(2, 7);
        rule.width = *rc::gen::inRange<std::int64_t>(1, 6);
        rule.zeros = *rc::gen::element(ZeroRule::show, ZeroRule::withhold);
        std::vector<PeopleCount> counts;
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < columns; ++c) {
                auto const count = *rc::gen::weightedOneOf<std::int64_t>({{2, rc::gen::inRange<std::int64_t>(0, 6)}, {1, rc::gen::inRange<std::int64_t>(6, 40)}});
                counts.push_back({(r % 2 == 0 ? "N/" : "S/") + std::string(1, static_cast<char>('a' + r)), std::string(1, static_cast<char>('f' + c)), count});
            }
        auto const table = people_table(counts).value();
        auto const found = suppress(of(table, rule));
        if (!found) RC_DISCARD("refused");
        testing::TableAttacker attacker{rule.zeros == ZeroRule::show ? 1 : 0};
        attacker.read(table, *found);
        for (auto const& one : found->cells) {
            if (one.state == CellState::shown) RC_ASSERT(one.count >= rule.threshold || (one.count == 0 && rule.zeros == ZeroRule::show));
            else RC_ASSERT(attacker.can_differ_by(one.name, one.count, rule.width));
        }
    }));
}

TEST_CASE("an attacker with every past release narrows nothing below the rule, in tables that grow, shrink and overlap")
{
    CHECK(rc::check([] {
        int const rows = *rc::gen::inRange(2, 5), releases = *rc::gen::inRange(2, 5);
        std::vector<std::vector<std::int64_t>> people(static_cast<std::size_t>(rows), std::vector<std::int64_t>(2));
        for (auto& row : people)
            for (auto& count : row) count = *rc::gen::weightedOneOf<std::int64_t>({{2, rc::gen::inRange<std::int64_t>(0, 6)}, {1, rc::gen::inRange<std::int64_t>(6, 40)}});
        testing::TableAttacker attacker{1};
        SuppressInput input;
        for (int release = 0; release < releases; ++release) {
            std::vector<PeopleCount> counts;
            for (int r = 0; r < rows; ++r) {
                bool const is_in = *rc::gen::weightedElement<bool>({{3, true}, {1, false}});
                for (int c = 0; c < 2 && is_in; ++c) {
                    auto& count = people[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
                    count += *rc::gen::weightedElement<std::int64_t>({{6, 0}, {1, 1}, {1, 9}});
                    counts.push_back({std::string(1, static_cast<char>('a' + r)), c == 0 ? "f" : "m", count});
                }
            }
            if (counts.empty()) continue;
            auto const table = people_table(counts).value();
            input.asked = table.counts;
            input.sums.insert(input.sums.end(), table.sums.begin(), table.sums.end());
            auto const found = suppress(input);
            if (!found) continue;  // refused: nothing left
            attacker.read(table, *found);
            input.earlier.push_back(as_earlier(std::to_string(release), *found));
            for (auto const& one : found->cells)
                RC_LOG() << release << ' ' << one.name << " = " << one.count << (one.state == CellState::shown ? "" : " withheld") << '\n';
            for (auto const& [name, truth] : attacker.withheld())
                if (!attacker.can_differ_by(name, truth, input.rule.width)) RC_FAIL(name + " is narrowed" + (attacker.gave_up() ? ", or the search was too long" : ""));
            RC_ASSERT(attacker.no_small_change_shown(input.rule.threshold));
        }
    }));
}

TEST_CASE("three ways with all their margins, where real numbers promise what whole ones do not keep: an attacker narrows nothing below the rule")
{
    CHECK(rc::check([] {
        std::array<std::int64_t, 8> people{};
        for (auto& count : people) count = *rc::gen::weightedOneOf<std::int64_t>({{2, rc::gen::inRange<std::int64_t>(0, 6)}, {1, rc::gen::inRange<std::int64_t>(6, 30)}});
        // A cell is three of "01*"; a star counts over both.
        auto const name = [](int code) { return std::string{"01*"[code / 9], "01*"[code / 3 % 3], "01*"[code % 3]}; };
        auto const members = [&](int code) {
            std::vector<std::size_t> found;
            auto const pattern = name(code);
            for (std::size_t leaf = 0; leaf < 8; ++leaf) {
                bool fits = true;
                for (std::size_t way = 0; way < 3; ++way) fits = fits && (pattern[way] == '*' || pattern[way] == static_cast<char>('0' + ((leaf >> (2 - way)) & 1U)));
                if (fits) found.push_back(leaf);
            }
            return found;
        };
        SuppressInput input;
        for (int code = 0; code < 27; ++code) {
            std::int64_t sum = 0;
            for (auto const leaf : members(code)) sum += people[leaf];
            input.asked.push_back({name(code), sum});
            for (std::size_t way = 0; way < 3; ++way) {
                auto zero = name(code), one = name(code);
                if (zero[way] != '*') continue;
                zero[way] = '0', one[way] = '1';
                input.sums.push_back({name(code), {zero, one}});
            }
        }
        auto const found = suppress(input);
        if (!found) return;
        // The attacker: every assignment of the eight counts that agrees with all that is shown, within reach of the truth.
        testing::SumAttacker attacker;
        for (auto const count : people) attacker.unknown(count);
        for (std::size_t code = 0; code < 27; ++code) attacker.learn(members(static_cast<int>(code)), found->cells[code], 1);
        for (std::size_t code = 0; code < 27; ++code)
            if (found->cells[code].state == CellState::withheld)
                RC_ASSERT(attacker.can_differ_by(members(static_cast<int>(code)), found->cells[code].count, input.rule.width));
    }));
}

TEST_CASE("equal questions get equal answers, whatever else was asked before")
{
    auto const table = good(people_table({{"N/a", "f", 3}, {"N/a", "m", 12}, {"N/b", "f", 20}, {"S/c", "f", 2}, {"S/c", "m", 8}, {"S/d", "m", 31}}));
    auto const once = good(suppress(of(table))), again = good(suppress(of(table)));
    REQUIRE(once.cells.size() == again.cells.size());
    for (std::size_t i = 0; i < once.cells.size(); ++i) CHECK(once.cells[i].state == again.cells[i].state);
}

TEST_CASE("equivalence classes of the Adult data: 2 by sex, 10 by sex and race, as its README gives them")
{
    auto const data = published_table("privacy/adult.csv", ';');
    if (!data) {
        MESSAGE("skipped: ../shared/data/stats/privacy/adult.csv is not there");
        return;
    }
    auto const classes_by = [&](std::vector<std::string> const& columns) {
        std::vector<std::vector<std::string>> rows;
        for (std::size_t row = 0; row < data->rows.size(); ++row) {
            auto& one = rows.emplace_back();
            for (auto const& column : columns) one.push_back(data->text(row, column));
        }
        return good(equivalence_classes(rows));
    };
    auto const by_sex = classes_by({"sex"});
    CHECK(by_sex.rows == 30'162);
    CHECK(by_sex.classes == 2);
    CHECK(by_sex.smallest == 9'782);
    auto const by_both = classes_by({"sex", "race"});
    CHECK(by_both.classes == 10);
    CHECK(by_both.smallest == 87);
    CHECK(!equivalence_classes({}));
}
