// SPDX-License-Identifier: Apache-2.0
#include "answers/method.hpp"

#include "answers/tree_reading.hpp"

#include "core/time.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <rapidcheck.h>

using namespace accalmie;
using namespace accalmie::test;

namespace {

MethodTable const two_rows{{"label", "events_during", "time_during", "events_before", "time_before"}, {{"north", "3", "7", "30", "21"}, {"south", "0", "7", "12", "21"}}};

MethodTable months(std::vector<std::string> const& events, std::string const& first = "2021-01")
{
    MethodTable table{{"month", "events"}, {}};
    auto month = *parse_month(first);
    for (auto const& count : events) {
        table.rows.push_back({to_iso(month), count});
        month = month + 1;
    }
    return table;
}

}  // namespace

TEST_CASE("the list of methods has their columns, options, sources and pages in two languages")
{
    auto const list = std::get<Tree::List>(describe_methods().held());
    std::vector<std::string> names;
    for (auto const& method : list) {
        names.push_back(text(member(method, "name")));
        CHECK(!text(member(member(method, "title"), "fr")).empty());
        CHECK(!text(member(member(method, "title"), "en")).empty());
        CHECK(!text(member(method, "source")).empty());
        CHECK(text(member(method, "page")) == "docs/methods/" + names.back() + ".md");
        for (auto const& column : std::get<Tree::List>(member(method, "columns").held())) CHECK(!text(member(member(column, "meaning"), "fr")).empty());
        for (auto const& option : std::get<Tree::List>(member(method, "options").held())) CHECK(!text(member(member(option, "meaning"), "en")).empty());
    }
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(std::count(names.begin(), names.end(), "rate-ratio") == 1);
}

TEST_CASE("rate-ratio answers each row under its label")
{
    auto const answer = *run_method("rate-ratio", two_rows, {});
    auto const& north = item(member(answer, "comparisons"), 0);
    CHECK(text(member(north, "label")) == "north");
    CHECK(number(member(north, "ratio")) == doctest::Approx(0.3));
    CHECK(number(member(north, "lower_95")) == doctest::Approx(0.0585870607711));
    CHECK(number(member(north, "upper_95")) == doctest::Approx(0.964668726501));
    auto const wide = *run_method("rate-ratio", two_rows, {{"level", "0.99"}});
    CHECK(member(item(member(wide, "comparisons"), 0), "lower_99").held().index() == 3);
    CHECK(text(member(member(wide, "options"), "level")) == "0.99");
}

TEST_CASE("columns that a method does not know are named and left alone, in any order")
{
    MethodTable table{{"events", "remark", "month"}, {}};
    for (auto const& row : months({"2", "0", "1", "3", "0", "0", "5", "1", "0", "2", "0", "1"}).rows) table.rows.push_back({row[1], "x", row[0]});
    auto const answer = *run_method("calm-spell", table, {{"first", "2022-01-01"}, {"days", "60"}});
    CHECK(text(item(member(answer, "ignored_columns"), 0)) == "remark");
    CHECK(number(member(answer, "poisson")) == doctest::Approx(0.0849448187353));
    CHECK(number(member(answer, "negative_binomial")) == doctest::Approx(0.17310352362));
}

TEST_CASE("an empty count and a month that is not there are no data, never zero")
{
    std::vector<std::string> events(36, "4");
    events[20] = "";
    auto table = months(events, "2019-01");
    table.rows.erase(table.rows.begin() + 30);
    auto const answer = *run_method("before-after", table, {{"first", "2020-01"}, {"last", "2021-12"}, {"months", "3"}, {"years", "1"}});
    std::size_t without_data = 0;
    for (auto const& placement : std::get<Tree::List>(member(answer, "placements").held())) without_data += member(placement, "observed").is_nothing();
    CHECK(without_data == 6);
}

TEST_CASE("before-after takes the range from the table where none is given")
{
    auto const answer = *run_method("before-after", months(std::vector<std::string>(36, "4"), "2019-01"), {{"months", "3"}, {"years", "1"}});
    CHECK(std::get<Tree::List>(member(answer, "placements").held()).size() == 34);
    CHECK(text(member(answer, "verdict")) == "not_shown");
}

TEST_CASE("bad input names row, column, what and remedy")
{
    auto const wrong = [](std::string_view method, MethodTable const& table, MethodOptions const& options) { return run_method(method, table, options).error(); };
    auto table = two_rows;
    table.rows[1][1] = "three";
    CHECK(wrong("rate-ratio", table, {}).where == "row 3: events_during");
    CHECK(wrong("rate-ratio", table, {}).what == "\"three\" is not a count");
    CHECK(!wrong("rate-ratio", table, {}).remedy.empty());
    table = two_rows;
    table.rows[0][2] = "0";
    CHECK(wrong("rate-ratio", table, {}).where == "row 2: during");
    table = two_rows;
    table.rows[0].pop_back();
    CHECK(wrong("rate-ratio", table, {}).where == "row 2");
    table = two_rows;
    table.columns[1] = "events";
    CHECK(wrong("rate-ratio", table, {}).what == "the column events_during is not there");
    table = two_rows;
    table.columns[0] = "time_before";
    CHECK(wrong("rate-ratio", table, {}).what == "the column time_before is there twice");
    CHECK(wrong("rate-ratio", two_rows, {{"levle", "0.9"}}).where == "option levle");
    CHECK(wrong("rate-ratio", two_rows, {{"level", "high"}}).where == "option level");
    CHECK(wrong("rate-ratio", two_rows, {{"level", "2"}}).kind == Error::Kind::invalid);
    CHECK(wrong("rate_ratio", two_rows, {}).remedy.find(", calm-spell,") != std::string::npos);
    CHECK(wrong("calm-spell", months({"1"}), {{"days", "3"}}).where == "option first");
    CHECK(wrong("calm-spell", months({"1"}), {{"first", "soon"}, {"days", "3"}}).where == "option first");
    auto twice = months({"1", "2"});
    twice.rows[1][0] = "2021-01";
    CHECK(wrong("before-after", twice, {}).where == "row 3: month");
    CHECK(wrong("before-after", months({"1", "-2"}), {}).where == "row 3: events");
    CHECK(wrong("before-after", months({"", ""}), {}).kind == Error::Kind::missing);
    CHECK(wrong("before-after", months({"1", "2"}), {{"baseline", "never"}}).where == "option baseline");
    auto far = months({"1", "2"});
    far.rows[0][0] = "1900-01";
    far.rows[1][0] = "2199-12";
    CHECK(wrong("before-after", far, {}).kind == Error::Kind::limit);
}

TEST_CASE("a header with a byte order mark and cells with blanks around are read")
{
    MethodTable const table{{"\xEF\xBB\xBFmonth", "events"}, {{" 2021-01 ", " 4\r"}, {"2021-02", "5"}}};
    auto const answer = run_method("before-after", table, {{"months", "1"}, {"baseline", "just_before"}});
    REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().text()));
    CHECK(number(member(item(member(*answer, "placements"), 1), "ratio")) == 1.25);
}

TEST_CASE("rubbish is refused and never crashes")
{
    CHECK(rc::check([] {
        MethodTable table;
        auto const cell = rc::gen::element<std::string>("", "1", "-1", "2021-01", "2021-02", "month", "events", "nan", "inf", "1e999", "99999999999999999999", "\xff\xfe", "0");
        table.columns = *rc::gen::container<std::vector<std::string>>(4, rc::gen::element<std::string>("month", "events", "events_during", "x"));
        for (int i = 0; i < 5; ++i) table.rows.push_back(*rc::gen::container<std::vector<std::string>>(4, cell));
        MethodOptions options;
        if (*rc::gen::arbitrary<bool>()) options = {{"first", *cell}, {"days", *cell}};
        for (auto const& method : methods()) {
            auto const answer = run_method(method.name, table, options);
            if (!answer) RC_ASSERT(!answer.error().what.empty());
        }
    }));
}

TEST_CASE("a file keeps its own names for the columns: an option says which is which")
{
    MethodTable const table{{"place", "killed_now", "months_now", "killed_then", "months_then", "time_before"}, {{"a", "3", "7", "30", "21", "x"}}};
    MethodOptions const names{{"label", "place"}, {"events-during", "killed_now"}, {"time-during", "months_now"}, {"events-before", "killed_then"}, {"time-before", "months_then"}};
    auto const answer = *run_method("rate-ratio", table, names);
    CHECK(number(member(item(member(answer, "comparisons"), 0), "ratio")) == doctest::Approx(0.3));
    CHECK(text(member(member(answer, "options"), "events-during")) == "killed_now");

    auto twice = names;
    twice["time-before"] = "months_now";  // one column in two roles
    CHECK(number(member(item(member(*run_method("rate-ratio", table, twice), "comparisons"), 0), "ratio")) == doctest::Approx(0.1));

    auto lost = names;
    lost["time-during"] = "months";
    auto const error = run_method("rate-ratio", table, lost).error();
    CHECK(error.kind == Error::Kind::missing);
    CHECK(error.text() == "option time-during: the file has no column \"months\"; name the column that holds: length of the period (months, days or person-years)");
}

TEST_CASE("a published file's name for a column is taken where only one is there, and the answer says so")
{
    MethodTable const published{{"temperature_F", "rh"}, {{"88", "100"}}};
    auto const answer = *run_method("heat-index", published, {});
    CHECK(text(member(member(answer, "columns_taken"), "temperature")) == "temperature_F");
    CHECK(text(member(answer, "unit")) == "fahrenheit");
    CHECK(number(member(item(member(answer, "rows"), 0), "heat_index_f")) == doctest::Approx(121.2).epsilon(0.001));
    MethodTable const two_names{{"tdb", "temp", "rh"}, {{"30", "31", "80"}}};
    CHECK(run_method("heat-index", two_names, {}).error().kind == Error::Kind::missing);
    auto const chosen = *run_method("heat-index", two_names, {{"temperature", "temp"}});
    CHECK(number(member(item(member(chosen, "rows"), 0), "temperature_c")) == 31);
    MethodTable const own{{"temperature", "temp", "humidity"}, {{"30", "31", "80"}}};
    CHECK(number(member(item(member(*run_method("heat-index", own, {}), "rows"), 0), "temperature_c")) == 30);
}

TEST_CASE("the largest table is read and one row more is refused")
{
    MethodTable table{{"events_during", "time_during", "events_before", "time_before"}, {}};
    table.rows.assign(1'000'001, {"x", "7", "30", "21"});
    CHECK(run_method("rate-ratio", table, {}).error().kind == Error::Kind::limit);
    table.rows.pop_back();
    CHECK(run_method("rate-ratio", table, {}).error().where == "row 2: events_during");
}
