// SPDX-License-Identifier: Apache-2.0
#include "answers/stock.hpp"

#include "answers/made_world.hpp"
#include "answers/stock_rule_table.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

using Filled = std::map<std::string, Value, std::less<>>;

struct StockWorld : AnswerWorld {
    RecordId centre = say(awa, "facility", {{"code", std::string{"C-1"}}, {"name", std::string{"CSCom-Test"}}, {"kind", std::string{"community_centre"}}, {"place", at_version("ML0101")}, {"source", std::string{"made"}}});
    RecordId truck = say(awa, "asset", {{"code", std::string{"Camion-Test"}}, {"kind", std::string{"truck"}}, {"place", at_version("ML0102")}, {"facility", centre.hex()}});

    Filled line(std::string const& day, double quantity, std::string const& batch = "A", std::string const& expiry = "2027-12-31") const
    {
        return {{"place", at_version("ML0101")}, {"day", *parse_day(day)}, {"item", std::string{"ors"}}, {"batch", batch}, {"expiry", *parse_day(expiry)}, {"quantity", quantity}};
    }
    RecordId counted(Filled fields, Filled const& holder)
    {
        fields.insert(holder.begin(), holder.end());
        return say(awa, "stock_count", fields);
    }
    RecordId moved(std::string const& kind, Filled fields, Filled const& holder)
    {
        fields.insert(holder.begin(), holder.end());
        fields["kind"] = kind;
        return say(awa, "stock_move", fields);
    }
    Filled at_centre() const { return {{"facility", centre.hex()}}; }
    Filled on_truck() const { return {{"asset", truck.hex() + ":0"}, {"facility", centre.hex()}}; }
    Filled to(Filled holder, Filled const& other) const
    {
        for (auto const& [name, value] : other)
            if (name == "asset") holder["to_asset"] = value;
            else if (!other.contains("asset")) holder["to_facility"] = value;
        return holder;
    }
    StockAnswer answer(StockQuestion const& question = {}, std::string const& today = "2026-06-17") { return good(answer_stock(facts(), asked_on(today, Role::donor), question)); }
};

}  // namespace

TEST_CASE("a card of a facility and one of its truck: what is there, how long it lasts, and what to order by the rule of each")
{
    StockWorld world;
    world.counted(world.line("2026-01-01", 900), world.at_centre());
    world.moved("transfer_out", world.line("2026-03-01", 100), world.to(world.at_centre(), world.on_truck()));
    world.moved("transfer_in", world.line("2026-03-01", 100), world.to(world.on_truck(), world.at_centre()));
    world.moved("issue", world.line("2026-04-01", 500), world.at_centre());
    auto const answer = world.answer();
    REQUIRE(answer.held.size() == 2);
    CHECK(answer.faults.empty());
    CHECK(answer.lines == 4);
    auto const &truck = answer.held[0], &centre = answer.held[1];
    CHECK(truck.kind == Holder::Kind::asset);
    CHECK(truck.item.facility == "Camion-Test");
    CHECK(truck.holder == world.truck.hex() + ":0");
    CHECK(truck.place_name == "Levant");
    CHECK(truck.rule == "vehicle-2010");
    CHECK(truck.item.status == StockStatus::unused);
    CHECK(centre.item.facility == "CSCom-Test");
    CHECK(centre.rule == "facility-2010");
    CHECK(centre.item.on_hand == 300);
    // 168 days seen from 2026-01-01 to 06-17; 500 in 168 / 30.5 months; lead 30, security 15, safety 30 days
    CHECK(*centre.item.consumption == doctest::Approx(500 / (168 / 30.5)));
    CHECK(*centre.item.reorder_point == doctest::Approx(500.0 / 168 * 75));
    CHECK(*centre.item.maximum == doctest::Approx(500.0 / 168 * 105));
    CHECK(*centre.item.order == doctest::Approx(500.0 / 168 * 105 - 300));
    CHECK(*centre.item.months_of_stock == doctest::Approx(300 / (500 / (168 / 30.5))));
    CHECK(to_iso(*centre.item.empty_on) == "2026-09-26");  // 300 / 2.976 = 100.8 days
}

TEST_CASE("a record that cannot be is listed by its address, with the one it contradicts")
{
    StockWorld world;
    world.counted(world.line("2026-01-01", 100), world.at_centre());
    auto const issue = world.moved("issue", world.line("2026-02-01", 130), world.at_centre());
    auto const sent = world.moved("transfer_out", world.line("2026-03-02", 20, "B"), world.to(world.on_truck(), world.at_centre()));
    auto const answer = world.answer();
    REQUIRE(answer.faults.size() == 3);
    CHECK(answer.problems.at("below_zero") == 2);
    CHECK(answer.faults[1].record == issue.hex() + ":0");
    CHECK(answer.faults[1].finding.expected == 100);
    CHECK(answer.faults[1].holder_name == "CSCom-Test");
    CHECK(answer.faults[2].finding.problem == StockProblem::sent_not_received);
    CHECK(answer.faults[2].record == sent.hex() + ":0");
}

TEST_CASE("a correction takes the place of what it corrects, and a link may name any version of a facility")
{
    StockWorld world;
    auto const first = world.counted(world.line("2026-01-01", 100), world.at_centre());
    auto corrected = world.line("2026-01-01", 150);
    corrected["facility"] = world.centre.hex();
    world.say(world.awa, "stock_count", corrected, RecordAddress{first, 0});
    auto const renamed = world.say(world.awa, "facility", {{"code", std::string{"C-1"}}, {"name", std::string{"CSCom-Neuf"}}, {"kind", std::string{"community_centre"}}, {"place", at_version("ML0101")}, {"source", std::string{"made"}}},
                                   RecordAddress{world.centre, 0});
    world.moved("issue", world.line("2026-02-01", 50), {{"facility", renamed.hex()}});
    auto const answer = world.answer();
    REQUIRE(answer.held.size() == 1);
    CHECK(answer.held[0].item.on_hand == 100);
    CHECK(answer.held[0].item.facility == "CSCom-Neuf");
    CHECK(answer.held[0].holder == world.centre.hex() + ":0");
    CHECK(answer.faults.empty());
}

TEST_CASE("what runs out or expires soon is marked; places, items and vehicles are chosen without losing their transfers")
{
    StockWorld world;
    world.counted(world.line("2026-01-01", 600, "A", "2026-07-01"), world.at_centre());
    world.moved("issue", world.line("2026-04-01", 168, "A", "2026-07-01"), world.at_centre());
    world.moved("transfer_out", world.line("2026-06-10", 10, "A", "2026-07-01"), world.to(world.at_centre(), world.on_truck()));
    world.counted(world.line("2026-01-01", 0), world.on_truck());
    auto const all = world.answer();
    REQUIRE(all.held.size() == 2);
    CHECK(all.held[0].runs_out_soon);
    CHECK(all.held[0].item.in_transit == 10);
    CHECK(all.held[1].expires_soon);  // one a day until 1 July: 14 of 422
    CHECK(*all.held[1].item.lost_to_expiry == doctest::Approx(408));
    CHECK(all.status[static_cast<std::size_t>(StockStatus::out)] == 1);
    CHECK(world.answer({.place = "Couchant"}).held.size() == 1);
    CHECK(world.answer({.place = "Couchant"}).faults.empty());
    CHECK(world.answer({.holders = StockHolders::vehicles}).held.at(0).item.in_transit == 10);
    CHECK(world.answer({.item = "zinc_20mg"}).held.empty());
    CHECK(answer_stock(world.facts(), asked_on("2026-06-17"), {.months = 0}).error().kind == Error::Kind::invalid);
    CHECK(answer_stock(world.facts(), asked_on("2026-06-17"), {.soon_days = 0}).error().kind == Error::Kind::invalid);
    CHECK(answer_stock(world.facts(), asked_on("2026-06-17"), {.place = "Nulle part"}).error().kind == Error::Kind::missing);
}

TEST_CASE("a line without a holder is counted and listed, and no stock at all is an answer")
{
    StockWorld world;
    CHECK(world.answer().held.empty());
    auto const lost = world.counted(world.line("2026-01-01", 600), {});
    auto const answer = world.answer();
    CHECK(answer.held.empty());
    REQUIRE(answer.lines_without_holder.size() == 1);
    CHECK(answer.lines_without_holder[0] == lost.hex() + ":0");
}

TEST_CASE("the rule that names most holds, on its days")
{
    std::string const header = "id,holder,item,place,lead_days,security_lead_days,safety_days,review_days,valid_from,valid_until,source\n";
    auto const rules = good(read_stock_rules(header + "any,,,,10,0,,30,2010-01-01,,us\nold,facility,ors,,20,5,7,30,2010-01-01,2025-12-31,us\nnew,facility,ors,,25,5,7,30,2026-01-01,,us\nnorth,facility,ors,ML07,40,60,,30,2010-01-01,,us\n"));
    Holder holder{Holder::Kind::facility, "x:0", "CSCom", "community_centre", "ML0101@made-1"};
    auto const on = [&](char const* day, std::string_view item = "ors") { return stock_rule_for(rules, holder, item, *parse_day(day))->id; };
    CHECK(on("2025-12-31") == "old");
    CHECK(on("2026-01-01") == "new");
    CHECK(on("2026-01-01", "zinc_20mg") == "any");
    CHECK(stock_rule_for(rules, holder, "ors", *parse_day("2009-01-01")) == nullptr);
    holder.place = "ML0702@made-1";
    CHECK(on("2026-01-01") == "north");
    auto const settings = settings_under(rules[1], {});
    CHECK(settings.lead_days == 20);
    CHECK(settings.safety_days == 7);
    CHECK_FALSE(settings_under(rules[0], {}).safety_days);
    CHECK(read_stock_rules(header + "a,boat,,,1,1,1,1,2010-01-01,,us\n").error().where.find("line 2") != std::string::npos);
    CHECK_FALSE(read_stock_rules(header + "a,,,,1,1,1,1,2010-01-01,,\n"));
    CHECK_FALSE(read_stock_rules(header + "a,,,,1001,1,1,1,2010-01-01,,us\n"));
    CHECK_FALSE(read_stock_rules("id\na\n"));
    CHECK(good(base_stock_rules()).size() == 2);
}
