// SPDX-License-Identifier: Apache-2.0
#include "measures/stock_ledger.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace accalmie;

namespace {

Day day(std::string_view iso) { return *parse_day(iso); }

StockEntry line(StockKind kind, std::string_view on, double quantity, std::string batch = {}, std::string_view expiry = {}, std::string facility = "Douentza", std::string other = {})
{
    StockEntry entry{std::move(facility), "amoxicillin", std::move(batch), day(on), kind, quantity};
    if (!expiry.empty()) entry.expiry = day(expiry);
    entry.other = std::move(other);
    return entry;
}

StockSettings until(std::string_view today)
{
    StockSettings settings;
    settings.today = day(today);
    return settings;
}

using Found = std::vector<std::pair<std::string, std::size_t>>;

Found found(StockReport const& report)
{
    Found list;
    for (auto const& finding : report.findings) list.emplace_back(stock_problem_code(finding.problem), finding.entry);
    return list;
}

using enum StockKind;

}  // namespace

TEST_CASE("consumption is adjusted for stock-out days and the order follows MDS-3")
{
    // By hand (MDS-3, ch. 20 and 23): 6 months, 900 given, 61 days without: 900 / (6 - 61 / 30.5) = 225 a month. Lead time 30.5 days, order every 30.5 days,
    // safety stock of one lead time: minimum 225 + 225, maximum 675; 90 there: order 585. A road closed for 15.25 days: minimum 562.5, order 697.5.
    std::vector<StockEntry> const lines{line(count, "2022-12-01", 900), line(issue, "2023-01-10", 450), line(issue, "2023-03-01", 450), line(receipt, "2023-05-01", 90)};
    auto settings = until("2023-06-30");
    settings.lead_days = settings.review_days = 30.5;
    auto const report = stock_report(lines, settings);
    REQUIRE(report);
    REQUIRE(report->items.size() == 1);
    auto const& item = report->items.front();
    CHECK(item.window_first == day("2023-01-01"));
    CHECK(item.stock_out_days == 61);
    REQUIRE(item.stock_outs.size() == 1);
    CHECK(item.stock_outs.front().first == day("2023-03-01"));
    CHECK(item.stock_outs.front().end == day("2023-05-01"));
    CHECK(*item.consumption == doctest::Approx(225));
    CHECK(*item.consumption_plain == doctest::Approx(150));
    CHECK(*item.months_of_stock == doctest::Approx(0.4));
    CHECK(*item.reorder_point == doctest::Approx(450));
    CHECK(*item.maximum == doctest::Approx(675));
    CHECK(*item.order == doctest::Approx(585));
    CHECK(item.status == StockStatus::below_reorder);
    // 90 at 225 / 30.5 a day serve twelve whole days.
    CHECK(*item.empty_on == day("2023-07-13"));
    settings.security_lead_days = 15.25;
    auto const closed = stock_report(lines, settings);
    CHECK(*closed->items.front().reorder_point == doctest::Approx(562.5));
    CHECK(*closed->items.front().order == doctest::Approx(697.5));
}

TEST_CASE("what expires before it is used is found batch by batch, the first to expire used first")
{
    // 2 a day (61 a month): batch A of 50 until day 10 gives 20; batch B of 30 until day 20 gives 20 (days 11 to 20); batch C has no last day.
    std::vector<StockEntry> const lines{line(count, "2023-01-01", 60, "A", "2023-07-10"), line(count, "2023-01-01", 30, "B", "2023-07-20"), line(count, "2023-01-01", 100, "C"),
                                        line(receipt, "2023-01-01", 366, "D", "2024-12-31"), line(issue, "2023-03-01", 356, "D"), line(issue, "2023-04-01", 10, "A")};
    auto const report = stock_report(lines, until("2023-06-30"));
    REQUIRE(report);
    auto const& item = report->items.front();
    CHECK(*item.consumption == doctest::Approx(61));
    REQUIRE(item.batches.size() == 4);
    CHECK(item.batches[0].batch == "A");
    CHECK(*item.batches[0].lost_to_expiry == doctest::Approx(30));
    CHECK(*item.batches[1].lost_to_expiry == doctest::Approx(10));
    CHECK(*item.batches[2].lost_to_expiry == doctest::Approx(0));
    CHECK(item.batches[2].batch == "D");
    CHECK(item.batches[3].batch == "C");
    CHECK(*item.lost_to_expiry == doctest::Approx(40));
    // 180 at most, 190 usable, of which 40 will expire.
    CHECK(*item.order == 0);
    CHECK(*item.order_with_expiry == doctest::Approx(30));
    // 20 + 20 + 10 + 100 usable ones at 2 a day.
    CHECK(*item.empty_on == day("2023-06-30") + std::chrono::days{76});
}

TEST_CASE("the record that cannot be is the one named")
{
    std::vector<StockEntry> const lines{
        line(count, "2023-01-01", 100, "A", "2023-06-30"),         // 0
        line(issue, "2023-01-10", 40, "A"),                        // 1
        line(issue, "2023-01-20", 400, "A"),                       // 2: there were 60
        line(issue, "2023-01-25", 10, "A"),                        // 3: not this one
        line(count, "2023-02-01", 20, "A"),                        // 4: puts it right
        line(count, "2023-03-01", 90, "A"),                        // 5: there can be 20
        line(issue, "2023-07-05", 5, "A"),                         // 6: expired
        line(expired, "2023-07-06", 70, "A"),                      // 7
        line(receipt, "2023-07-07", 50, "B", "2024-06-30"),        // 8
        line(receipt, "2023-07-07", 50, "B", "2024-06-30"),        // 9: twice
        line(receipt, "2023-07-08", 5, "B", "2025-06-30"),         // 10: another last day
        line(issue, "2023-07-09", -3, "B"),                        // 11
        line(issue, "2024-07-09", 3, "B"),                         // 12: to come
        line(expired, "2023-07-10", 1, "B"),                       // 13: too early
        line(count, "2023-07-11", 100, "B"),                       // 14: 104 expected
    };
    auto const report = stock_report(lines, until("2023-07-12"));
    REQUIRE(report);
    CHECK(found(*report) == Found{{"below_zero", 2}, {"count_above", 5}, {"used_after_expiry", 6}, {"said_twice", 9}, {"expiry_differs", 10}, {"negative_quantity", 11}, {"in_the_future", 12}, {"expired_before_time", 13}, {"count_below", 14}});
    CHECK(report->findings[0].expected == 60);
    CHECK(report->findings[0].found == 400);
    CHECK(report->findings[1].expected == 20);
    auto const& item = report->items.front();
    CHECK(item.on_hand == doctest::Approx(115));
    CHECK(item.expired_on_shelf == doctest::Approx(15));
    CHECK(item.usable == doctest::Approx(100));
    CHECK(item.impossible == 5);
    CHECK(item.doubtful == 4);
}

TEST_CASE("a transfer is received as sent, or somebody is named")
{
    auto const out = [](std::string_view on, double quantity, std::string to) { return line(transfer_out, on, quantity, "A", {}, "Mopti", std::move(to)); };
    auto const in = [](std::string_view on, double quantity, std::string from) { return line(transfer_in, on, quantity, "A", {}, "truck 1", std::move(from)); };
    std::vector<StockEntry> const lines{
        line(count, "2023-01-01", 1000, "A", {}, "Mopti"), line(count, "2023-01-01", 0, "A", {}, "truck 1"),
        out("2023-01-02", 100, "truck 1"), in("2023-01-03", 100, "Mopti"),    // well
        out("2023-01-10", 50, "truck 1"),                                       // 4: never came
        out("2023-02-15", 60, "truck 1"), in("2023-02-16", 55, "Mopti"),       // 6: less
        out("2023-03-20", 30, "truck 1"), in("2023-03-21", 35, "Mopti"),       // 8: more
        in("2023-05-01", 7, "Mopti"),                                            // 9: nobody sent it
        in("2023-05-30", 20, "Mopti"), out("2023-06-02", 20, "truck 1"),        // 10: before it was sent
        out("2023-06-05", 10, "Bandiagara"),                                     // 12: no card
        out("2023-06-28", 15, "truck 1"),                                        // 13: on the road
    };
    auto const report = stock_report(lines, until("2023-06-30"));
    REQUIRE(report);
    CHECK(found(*report) == Found{{"sent_not_received", 4}, {"received_less", 6}, {"received_more", 8}, {"received_not_sent", 9}, {"received_before_sent", 10}, {"sent_outside", 12}});
    REQUIRE(report->items.size() == 2);
    CHECK(report->items[1].facility == "truck 1");
    CHECK(report->items[1].in_transit == 15);
    CHECK(report->items[1].on_hand == doctest::Approx(217));
    CHECK(report->findings[1].other == std::size_t{5});
}

TEST_CASE("a line written after a count and dated before it is named, by its day of writing or by the order of the list")
{
    std::vector<StockEntry> lines{line(count, "2023-01-01", 100), line(issue, "2023-01-10", 10), line(count, "2023-02-01", 90), line(issue, "2023-02-03", 5), line(issue, "2023-01-20", 8), line(issue, "2023-02-07", 5)};
    auto const report = stock_report(lines, until("2023-03-01"));
    CHECK(found(*report) == Found{{"count_above", 2}, {"before_last_count", 4}});
    CHECK(report->findings[1].other == std::size_t{2});
    // The same lines in any order, without a day of writing: nothing can be said.
    std::reverse(lines.begin(), lines.end());
    CHECK(found(*stock_report(lines, until("2023-03-01"))) == Found{{"count_above", 3}});
    // With one, the order does not matter.
    for (auto& one : lines) one.recorded = one.day;
    lines[1].recorded = day("2023-02-04");
    CHECK(found(*stock_report(lines, until("2023-03-01"))) == Found{{"before_last_count", 1}, {"count_above", 3}});
}

TEST_CASE("what leaves without a batch leaves the batch that expires first, and a batch never named on arrival leaves the unnamed stock")
{
    std::vector<StockEntry> const lines{line(receipt, "2023-01-01", 30, "LATE", "2024-12-31"), line(receipt, "2023-01-01", 20, "EARLY", "2023-06-30"), line(issue, "2023-01-02", 25), line(receipt, "2023-01-03", 40), line(issue, "2023-01-04", 15, "NEW")};
    auto const report = stock_report(lines, until("2023-01-05"));
    REQUIRE(report);
    CHECK(report->findings.empty());
    auto const& batches = report->items.front().batches;
    REQUIRE(batches.size() == 2);
    CHECK(batches[0].batch == "LATE");
    CHECK(batches[0].quantity == 25);
    CHECK(batches[1].quantity == 25);
    CHECK(!report->items.front().opening_counted);
}

TEST_CASE("a day on which all there is has expired is a stock-out day")
{
    std::vector<StockEntry> const lines{line(count, "2023-01-01", 30, "A", "2023-01-10"), line(issue, "2023-01-05", 10), line(receipt, "2023-01-21", 10, "B", "2024-01-01")};
    auto const report = stock_report(lines, until("2023-01-31"));
    auto const& item = report->items.front();
    CHECK(item.stock_out_days == 10);
    CHECK(item.stock_outs.front().first == day("2023-01-11"));
    CHECK(item.expired_on_shelf == 20);
    CHECK(item.usable == 10);
    CHECK(item.months_seen == doctest::Approx(31 / 30.5));
    CHECK(*item.consumption == doctest::Approx(10 / (31 / 30.5 - 10 / 30.5)));
}

TEST_CASE("without a day in stock or without use nothing is divided")
{
    auto const never = stock_report(std::vector<StockEntry>{line(count, "2022-01-01", 0)}, until("2023-06-30"));
    CHECK(!never->items.front().consumption);
    CHECK(!never->items.front().order);
    CHECK(never->items.front().status == StockStatus::out);
    auto const unused = stock_report(std::vector<StockEntry>{line(count, "2023-01-01", 5)}, until("2023-06-30"));
    CHECK(unused->items.front().status == StockStatus::unused);
    CHECK(!unused->items.front().months_of_stock);
    CHECK(!unused->items.front().empty_on);
}

TEST_CASE("what is no ledger is refused with its place")
{
    CHECK(stock_report({}, {}).error().kind == Error::Kind::missing);
    std::vector<StockEntry> lines{line(count, "2023-01-01", 5)};
    lines[0].quantity = std::numeric_limits<double>::quiet_NaN();
    CHECK(stock_report(lines, {}).error().where == "line 0");
    lines[0].quantity = 5;
    lines[0].item = "";
    CHECK(stock_report(lines, {}).error().where == "line 0");
    lines[0].item = "ORS";
    StockSettings settings;
    settings.months = 0;
    CHECK(stock_report(lines, settings).error().where == "months");
    CHECK(parse_stock_kind("given").error().kind == Error::Kind::invalid);
    CHECK(*parse_stock_kind("transfer_in") == transfer_in);
    std::vector<StockEntry> many;
    for (int batch = 0; batch < 1001; ++batch) many.push_back(line(receipt, "2023-01-01", 1, "B" + std::to_string(batch)));
    CHECK(stock_report(many, {}).error().kind == Error::Kind::limit);
}

TEST_CASE("for any ledger that a storekeeper could keep nothing is found, and what came is what is there, gone or given")
{
    CHECK(rc::check([] {
        std::vector<StockEntry> lines;
        std::map<std::string, double> there;
        double balance = 0;
        auto now = day("2023-01-01");
        auto const steps = *rc::gen::inRange(1, 60);
        for (int step = 0; step < steps; ++step) {
            now += std::chrono::days{*rc::gen::inRange(0, 5)};
            auto const batch = *rc::gen::element<std::string>("A", "B", "C");
            double const amount = *rc::gen::inRange(0, 50);
            auto const kind = *rc::gen::element(receipt, issue, loss, count);
            if (kind == receipt) there[batch] += amount + step * 0.25, lines.push_back(line(kind, to_iso(now), amount + step * 0.25, batch));
            else if (kind == count) lines.push_back(line(kind, to_iso(now), there[batch], batch));
            else if (amount <= there[batch]) there[batch] -= amount, lines.push_back(line(kind, to_iso(now), amount, batch));
        }
        if (lines.empty()) return;
        for (auto const& [batch, quantity] : there) balance += quantity;
        auto const report = stock_report(lines, {});
        RC_ASSERT(report);
        for (auto const& finding : report->findings) RC_ASSERT(finding.problem == StockProblem::said_twice);
        RC_ASSERT(std::abs(report->items.front().on_hand - balance) < 1e-6);
        auto const& item = report->items.front();
        RC_ASSERT(std::abs(item.received - item.consumed - item.lost - balance) < 1e-6);
        // The order brings the usable stock to the maximum.
        if (item.order && *item.order > 0) RC_ASSERT(std::abs(item.usable + *item.order - *item.maximum) < 1e-6);
    }));
}
