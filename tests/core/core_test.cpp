// SPDX-License-Identifier: Apache-2.0
#include "core/coordinate.hpp"
#include "core/ids.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <rapidcheck.h>

using namespace accalmie;

TEST_CASE("an error says where, what and what to do")
{
    auto const error = Error{Error::Kind::invalid, "not a day", "day", "write it as 2021-05-26"}.at("row 41").at("export.csv");
    CHECK(error.text() == "export.csv: row 41: day: not a day; write it as 2021-05-26");
}

TEST_CASE("each kind of error has its own exit code")
{
    using K = Error::Kind;
    int expected = 2;
    for (auto const kind : {K::usage, K::invalid, K::missing, K::denied, K::conflict, K::limit, K::io, K::corrupt}) CHECK(exit_code(kind) == expected++);
}

TEST_CASE("TRY hands the error of the first failure to the caller")
{
    auto const half = [](int n) -> Result<int> {
        if (n % 2 != 0) return Error{Error::Kind::invalid, "odd"};
        return n / 2;
    };
    auto const quarter = [&](int n) -> Result<int> {
        auto const halved = TRY(half(n));
        return TRY(half(halved));
    };
    CHECK(*quarter(8) == 2);
    CHECK(quarter(6).error().what == "odd");
}

TEST_CASE("octets survive their hexadecimal spelling")
{
    CHECK(rc::check([](Bytes const& bytes) { RC_ASSERT(*from_hex(to_hex(bytes)) == bytes); }));
    CHECK(!from_hex("abc"));
    CHECK(!from_hex("zz"));
    CHECK(!RecordId::parse("00"));
}

TEST_CASE("a position outside the globe is refused")
{
    CHECK(Coordinate::of_degrees(14.5, -4.2)->latitude() == doctest::Approx(14.5));
    CHECK(!Coordinate::of_degrees(91, 0));
    CHECK(!Coordinate::of_degrees(0, -180.1));
    CHECK(!Coordinate::of_degrees(std::numeric_limits<double>::quiet_NaN(), 0));
}

TEST_CASE("a degree of latitude is 111.195 km on the mean sphere")
{
    CHECK(distance_km(*Coordinate::of_degrees(14, -4), *Coordinate::of_degrees(15, -4)) == doctest::Approx(111.195).epsilon(1e-5));
    CHECK(distance_km(*Coordinate::of_degrees(14, -4), *Coordinate::of_degrees(14, -4)) == 0.0);
}
