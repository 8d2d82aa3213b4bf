// SPDX-License-Identifier: Apache-2.0
#include "capture/cell_parse.hpp"
#include "capture/column_map.hpp"
#include "capture/seen_rows.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace accalmie;

namespace {

std::optional<std::int64_t> integer(std::string_view text)
{
    std::int64_t number = 0;
    return parse_integer(text, number) ? std::nullopt : std::optional{number};
}
std::string why_no_decimal(std::string_view text)
{
    double number = 0;
    return std::string{parse_decimal(text, number).reason};
}
std::string iso(std::string_view text, std::optional<DateOrder> order = {})
{
    Day day{};
    auto const problem = parse_day_cell(text, order, day);
    return problem ? std::string{problem.reason} : to_iso(day);
}
std::optional<std::int64_t> money(std::string_view text)
{
    std::int64_t hundredths = 0;
    return parse_money(text, hundredths) ? std::nullopt : std::optional{hundredths};
}

}  // namespace

TEST_CASE("whole numbers are read as people and programs write them, and nothing else is")
{
    CHECK(integer("12") == 12);
    CHECK(integer(" -3 ") == -3);
    CHECK(integer("+7") == 7);
    CHECK(integer("12.0") == 12);
    CHECK(integer("12.5") == std::nullopt);
    CHECK(integer("12.") == std::nullopt);
    CHECK(integer("1e3") == std::nullopt);
    CHECK(integer("1 000") == std::nullopt);
    CHECK(integer("") == std::nullopt);
    CHECK(integer("+-3") == std::nullopt);
    CHECK(integer("99999999999999999999") == std::nullopt);
}

TEST_CASE("a decimal comma is named as such, and nan and infinity are no numbers")
{
    CHECK(why_no_decimal("14.45").empty());
    CHECK(why_no_decimal("-4.9e0").empty());
    CHECK(why_no_decimal("14,45") == "a decimal comma");
    CHECK(why_no_decimal("nan") == "not a number");
    CHECK(why_no_decimal("inf") == "not a number");
    CHECK(why_no_decimal("14.45N") == "not a number");
}

TEST_CASE("dates are read in their order, with names of months, and never guessed")
{
    CHECK(iso("2016-05-26") == "2016-05-26");
    CHECK(iso("2016-05-26T00:00:00Z") == "2016-05-26");
    CHECK(iso("2016-05-26 00:00:00.000") == "2016-05-26");
    CHECK(iso("05/26/2016 00:00:00", DateOrder::month_day_year) == "2016-05-26");
    CHECK(iso("26.5.2016", DateOrder::day_month_year) == "2016-05-26");
    CHECK(iso("26 May 2016") == "2016-05-26");
    CHECK(iso("26 mai 2016") == "2016-05-26");
    CHECK(iso("1 août 2016") == "2016-08-01");
    CHECK(iso("31-juillet-2020") == "2020-07-31");
    CHECK(iso("15 juin 2020") == "2020-06-15");
    CHECK(iso("15 January 2020") == "2020-01-15");
    CHECK(iso("05/06/2016") == "day and month can be taken for each other");
    CHECK(iso("2016-02-30") == "no such day in the calendar");
    CHECK(iso("2016-13-01") == "no such day in the calendar");
    CHECK(iso("16-05-26", DateOrder::day_month_year) == "the year is not within 1900 to 2199");
    CHECK(iso("0016-05-26") == "the year is not within 1900 to 2199");
    CHECK(iso("2016-05/26") == "not a day");
    CHECK(iso("2016-05-26x") == "not a day");
    CHECK(iso("yesterday") == "not a day");
    CHECK(iso("") == "not a day");
}

TEST_CASE("amounts are hundredths, exactly")
{
    CHECK(money("12.50") == 1250);
    CHECK(money("12.5") == 1250);
    CHECK(money("-0.05") == -5);
    CHECK(money("12") == 1200);
    CHECK(money("12.505") == std::nullopt);
    CHECK(money("12,50") == std::nullopt);
    CHECK(money("9223372036854775807") == std::nullopt);
}

TEST_CASE("any text as a cell gives a value or a reason, never a fault")
{
    auto const holds = rc::check([](std::string const& text) {
        Day day{};
        bool truth = false;
        for (auto const order : {DateOrder::year_month_day, DateOrder::month_day_year, DateOrder::day_month_year})
            static_cast<void>(parse_day_cell(text, order, day));
        static_cast<void>(parse_yes_no(text, truth));
        static_cast<void>(integer(text));
        static_cast<void>(why_no_decimal(text));
        static_cast<void>(money(text));
        static_cast<void>(date_evidence(text));
    });
    CHECK(holds);
}

TEST_CASE("every day from 1900 to 2199 is read back in each order")
{
    for (Day day = parse_day("1900-01-01").value(); day <= parse_day("2199-12-31").value(); day += std::chrono::days{17}) {
        auto const text = to_iso(day);
        auto const year = text.substr(0, 4), month = text.substr(5, 2), date = text.substr(8, 2);
        CHECK(iso(text) == text);
        CHECK(iso(month + "/" + date + "/" + year, DateOrder::month_day_year) == text);
        CHECK(iso(date + "/" + month + "/" + year, DateOrder::day_month_year) == text);
    }
}

TEST_CASE("the table of seen rows keeps every key through its growth, and addresses come back")
{
    SeenRows seen;
    constexpr std::uint64_t count = 100'000;
    auto const key_of = [](std::uint64_t index) { return index * 0x9E3779B97F4A7C15U; };  // index 0 gives the key 0, which stands for a free slot
    for (std::uint64_t index = 0; index < count; ++index) {
        RecordAddress address;
        address.record.data()[0] = static_cast<std::uint8_t>(index / 4096);
        address.row = static_cast<std::uint32_t>(index % 4096);
        auto& entry = seen.at(key_of(index));
        seen.know(entry, address);
        entry.content = index;
    }
    CHECK(seen.size() == count);
    for (std::uint64_t index = 0; index < count; index += 7) {
        auto const* entry = seen.find(key_of(index));
        REQUIRE(entry != nullptr);
        CHECK(entry->content == index);
        CHECK(seen.address(*entry).row == index % 4096);
        CHECK(seen.address(*entry).record.data()[0] == index / 4096);
    }
    CHECK(seen.find(12345) == nullptr);
}
