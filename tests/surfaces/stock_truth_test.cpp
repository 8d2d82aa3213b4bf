// SPDX-License-Identifier: Apache-2.0
// What was planted in the demo's stock cards and referrals, found again by the answers, and nothing else.
#include "surfaces/http/schemas.hpp"
#include "surfaces/stock_tree.hpp"
#include "surfaces/tree_text.hpp"

#include "surfaces/demo_workspace.hpp"

#include <map>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

template <class T>
T good(Result<T> result)
{
    REQUIRE_MESSAGE(result, (result ? std::string{} : result.error().text()));
    return std::move(result).value();
}

Asking owner_of(DemoWorkspace& world) { return {world.workspace->owner(), world.workspace->today()}; }
StockAnswer stock(DemoWorkspace& world, StockQuestion const& question = {}) { return good(answer_stock(world.workspace->facts(), owner_of(world), question)); }
ReferralsAnswer referrals(DemoWorkspace& world) { return good(answer_referrals(world.workspace->facts(), owner_of(world), {})); }

std::string address(RecordAddress const& at) { return at.record.hex() + ":" + std::to_string(at.row); }

void check_stock(DemoWorkspace& world)
{
    std::map<std::string, std::string> planted, found;
    for (auto const& fault : world.truth.stock_faults) planted[address(fault.record)] = fault.problem;
    auto const answer = stock(world);
    for (auto const& fault : answer.faults) {
        CAPTURE(fault.holder_name);
        CAPTURE(to_iso(fault.day));
        CHECK(planted.contains(fault.record));
        CHECK(found.emplace(fault.record, stock_problem_code(fault.finding.problem)).second);
    }
    CHECK(found == planted);
    CHECK(answer.faults_left_out == 0);
    CHECK(answer.lines_without_holder.empty());
}

void check_referrals(DemoWorkspace& world)
{
    std::map<std::string, std::string> planted, found, lost, seen;
    for (auto const& fault : world.truth.referral_faults) planted[address(fault.record)] = fault.fault;
    for (auto const& one : world.truth.lost_referrals) lost[address(one.record)] = one.last_step;
    auto const answer = referrals(world);
    for (auto const& row : answer.faults) found[row.record] = referral_fault_code(row.fault);
    for (auto const& one : answer.open)
        if (one.is_lost) seen[one.id] = referral_step_code(one.last_step);
    CHECK(found == planted);
    CHECK(seen == lost);
    CHECK(answer.open.size() == lost.size() + 12);
    CHECK(answer.steps_without_referral == 0);
}

}  // namespace

TEST_CASE("the planted lines of stock cards and the planted steps of referrals are all that is found, and the lost ones are those that were lost")
{
    auto& world = usual_workspace();
    CHECK(world.truth.stock_faults.size() == 8);
    CHECK(world.truth.lost_referrals.size() == 8);
    CHECK(world.truth.referral_faults.size() == 4);
    check_stock(world);
    check_referrals(world);
}

TEST_CASE("other seeds bring other amounts and hours, and the same planted faults are found")
{
    for (auto const seed : {3U, 8U}) {
        CAPTURE(seed);
        DemoWorkspace world{seed};
        check_stock(world);
        check_referrals(world);
    }
}

TEST_CASE("the demo's trucks run out of salts, and carry food that will expire before it is used")
{
    auto const answer = stock(usual_workspace(), {.holders = StockHolders::vehicles});
    CHECK(answer.held.size() == 24);
    std::set<std::string> out, expiring;
    for (auto const& held : answer.held) {
        CHECK(held.kind == Holder::Kind::asset);
        CHECK(held.rule == "vehicle-2010");
        if (held.runs_out_soon) out.insert(held.item.item);
        if (held.expires_soon) expiring.insert(held.item.item);
    }
    CHECK(out.contains("ors"));
    CHECK(expiring == std::set<std::string>{"rutf_sachet"});
}

TEST_CASE("stock and referrals have the shape that the API promises")
{
    auto const check = [](Tree const& tree, char const* shape) {
        auto const shaped = http::check_shape(nlohmann::json::parse(tree_json(tree)), shape);
        CHECK_MESSAGE(shaped, (shaped ? std::string{} : shaped.error().text()));
    };
    check(stock_tree(stock(usual_workspace()), Kind::demo), "Stock");
    check(referrals_tree(referrals(usual_workspace()), Kind::demo), "Referrals");
    check(stock_tree({}, Kind::real), "Stock");
    check(referrals_tree(good(answer_referrals(usual_workspace().workspace->facts(), owner_of(usual_workspace()), {.to = Month::of(2000, 1)})), Kind::real), "Referrals");
}
