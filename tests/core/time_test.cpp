// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

TEST_CASE("a day reads back as it was written")
{
    for (auto const* text : {"1900-01-01", "2020-02-29", "2199-12-31", "2021-05-26"}) CHECK(to_iso(*parse_day(text)) == text);
}

TEST_CASE("what is not a day of the calendar is refused with the remedy")
{
    for (auto const* text : {"2021-02-29", "2021-13-01", "2021-00-10", "2021-01-00", "21-01-01", "2021/01/01", "2021-1-1", "", "2021-01-01T", "1899-12-31", "2200-01-01", "+021-01-01"}) {
        CAPTURE(text);
        auto const day = parse_day(text);
        REQUIRE(!day);
        CHECK(day.error().remedy == "write it as 2021-05-26");
    }
}

TEST_CASE("an instant reads back as it was written, and a bad one is refused")
{
    CHECK(to_iso(*parse_instant("2021-05-26T13:45:09.123Z")) == "2021-05-26T13:45:09.123Z");
    CHECK(to_iso(*parse_instant("2021-05-26T13:45:09Z")) == "2021-05-26T13:45:09.000Z");
    CHECK(to_iso(*parse_instant("1969-12-31T23:59:59.5Z")) == "1969-12-31T23:59:59.500Z");
    for (auto const* text : {"2021-05-26", "2021-05-26T24:00:00Z", "2021-05-26T13:45:09", "2021-05-26T13:45:09+01:00", "2021-05-26T13:45:09.Z", "2021-05-26T13:45:09.1234Z"}) {
        CAPTURE(text);
        CHECK(!parse_instant(text));
    }
}

TEST_CASE("months are counted on one line")
{
    CHECK(*parse_month("2022-03") - *parse_month("2021-09") == 6);
    CHECK(to_iso(*parse_month("2021-12") + 1) == "2022-01");
    CHECK(to_iso(Month::of(*parse_day("2021-05-26")).end_day()) == "2021-06-01");
    CHECK(!parse_month("2021-13"));
}

TEST_CASE("the epidemiological week belongs to the year of its Thursday")
{
    CHECK(EpiWeek::of(*parse_day("2021-01-03")) == EpiWeek{2020, 53});
    CHECK(EpiWeek::of(*parse_day("2021-01-04")) == EpiWeek{2021, 1});
    CHECK(EpiWeek::of(*parse_day("2018-12-31")) == EpiWeek{2019, 1});
}

TEST_CASE("every day of the calendar survives writing and reading")
{
    CHECK(rc::check([] {
        auto const day = Day{std::chrono::days{*rc::gen::inRange(-25000, 80000)}};
        RC_ASSERT(*parse_day(to_iso(day)) == day);
        RC_ASSERT(Month::of(day).first_day() <= day);
        RC_ASSERT(day < Month::of(day).end_day());
    }));
}
