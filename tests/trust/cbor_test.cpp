// SPDX-License-Identifier: Apache-2.0
#include "trust/cbor.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <bit>
#include <cmath>
#include <limits>

#include <cbor.h>

using namespace accalmie;

namespace {

template <class Write>
std::string hex_of(Write const& write)
{
    CborWriter writer;
    write(writer);
    return to_hex(writer.written());
}

std::string number_hex(double value)
{
    return hex_of([&](CborWriter& writer) { writer.number(value); });
}

std::string integer_hex(std::int64_t value)
{
    return hex_of([&](CborWriter& writer) { writer.integer(value); });
}

/// The cell that `hex` says, or why it says none.
Result<Cell> cell_of(Bytes const& bytes)
{
    CborReader reader{bytes};
    auto const cell = reader.cell(1000);
    auto const done = reader.finished();
    if (!done) return done.error();
    return cell;
}
bool is_refused(std::string_view hex)
{
    auto const bytes = from_hex(hex).value();
    return !cell_of(bytes);
}

struct FreeItem {
    void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
/// What libcbor makes of the octets.
std::unique_ptr<cbor_item_t, FreeItem> second_opinion(BytesView bytes)
{
    cbor_load_result result{};
    std::unique_ptr<cbor_item_t, FreeItem> item{cbor_load(bytes.data(), bytes.size(), &result)};
    if (result.error.code != CBOR_ERR_NONE || result.read != bytes.size()) return nullptr;
    return item;
}

}  // namespace

TEST_CASE("numbers are written as the examples of RFC 8949, appendix A")
{
    CHECK(integer_hex(0) == "00");
    CHECK(integer_hex(23) == "17");
    CHECK(integer_hex(24) == "1818");
    CHECK(integer_hex(1000) == "1903e8");
    CHECK(integer_hex(1'000'000) == "1a000f4240");
    CHECK(integer_hex(1'000'000'000'000) == "1b000000e8d4a51000");
    CHECK(integer_hex(-1) == "20");
    CHECK(integer_hex(-1000) == "3903e7");
    CHECK(integer_hex(std::numeric_limits<std::int64_t>::min()) == "3b7fffffffffffffff");
    CHECK(number_hex(0.0) == "f90000");
    CHECK(number_hex(-0.0) == "f98000");
    CHECK(number_hex(1.5) == "f93e00");
    CHECK(number_hex(65504.0) == "f97bff");
    CHECK(number_hex(100000.0) == "fa47c35000");
    CHECK(number_hex(3.4028234663852886e+38) == "fa7f7fffff");
    CHECK(number_hex(1.1) == "fb3ff199999999999a");
    CHECK(number_hex(1.0e+300) == "fb7e37e43c8800759c");
    CHECK(number_hex(5.960464477539063e-8) == "f90001");
    CHECK(number_hex(0.00006103515625) == "f90400");
    CHECK(number_hex(-4.1) == "fbc010666666666666");
    CHECK(number_hex(std::numeric_limits<double>::infinity()) == "f97c00");
    CHECK(number_hex(std::nan("")) == "f97e00");
}

TEST_CASE("texts, days and instants are written as their standards say")
{
    CHECK(hex_of([](CborWriter& writer) { writer.text("IETF"); }) == "6449455446");
    CHECK(hex_of([](CborWriter& writer) { writer.text("\u6c34"); }) == "63e6b0b4");
    CHECK(hex_of([](CborWriter& writer) { writer.octets(Bytes{1, 2, 3, 4}); }) == "4401020304");
    CHECK(hex_of([](CborWriter& writer) { writer.day(parse_day("1940-10-09").value()); }) == "d8643929b3");  // RFC 8943, section 1.1
    CHECK(hex_of([](CborWriter& writer) { writer.instant(parse_instant("2021-05-26T13:45:00Z").value()); }) ==
          "c07818" + to_hex(as_bytes("2021-05-26T13:45:00.000Z")));
}

TEST_CASE("every cell is read as it was written, and its octets are the only ones for it")
{
    CHECK(rc::check("integers", [](std::int64_t value) {
        auto const bytes = from_hex(integer_hex(value)).value();
        RC_ASSERT(cell_of(bytes).value() == Cell{value});
        auto const item = second_opinion(bytes);
        RC_ASSERT(item != nullptr);
        auto const magnitude = cbor_get_int(item.get());
        RC_ASSERT(magnitude == (value < 0 ? ~static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value)));
        RC_ASSERT(cbor_isa_negint(item.get()) == (value < 0));
    }));
    CHECK(rc::check("numbers of any bits", [](std::uint64_t bits) {
        auto const value = std::bit_cast<double>(bits);
        RC_PRE(value == value);
        auto const bytes = from_hex(number_hex(value)).value();
        RC_ASSERT(std::bit_cast<std::uint64_t>(std::get<double>(cell_of(bytes).value())) == bits);
        RC_ASSERT(cbor_float_get_float(second_opinion(bytes).get()) == value);
    }));
    CHECK(rc::check("texts", [](std::string const& text) {
        CborWriter writer;
        writer.text(text);
        auto const bytes = writer.take();
        auto const cell = cell_of(bytes);
        RC_ASSERT(cell.has_value() == is_utf8(text));
        if (cell) RC_ASSERT(*cell == Cell{std::string_view{text}});
    }));
}

TEST_CASE("every half and single precision number is written at its own width, as libcbor reads it")
{
    for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
        Bytes const bytes{0xF9, static_cast<std::uint8_t>(bits >> 8U), static_cast<std::uint8_t>(bits)};
        auto const value = static_cast<double>(cbor_float_get_float(second_opinion(bytes).get()));
        if (value != value) continue;
        REQUIRE(number_hex(value) == to_hex(bytes));
        REQUIRE(std::get<double>(cell_of(bytes).value()) == value);
    }
    for (std::uint32_t bits = 0; bits < 0xFF00'0000U; bits += 65'521) {  // a prime step over all exponents
        auto const value = std::bit_cast<float>(bits);
        if (value != value) continue;
        auto const bytes = from_hex(number_hex(static_cast<double>(value))).value();
        REQUIRE(bytes.size() <= 5);
        REQUIRE(cell_of(bytes).value() == Cell{static_cast<double>(value)});
    }
}

TEST_CASE("what is not deterministic is refused, though libcbor reads it")
{
    for (std::string_view const hex : {"1817", "190018", "1a0000ffff", "1b00000000ffffffff",  // not the shortest number
                                       "3800", "780161", "fa3fc00000", "fb3ff8000000000000",   // nor length, nor float
                                       "fb7ff8000000000000", "fa7fc00000", "f97e01",           // another NaN
                                       "7f6161ff", "9f00ff"}) {                                // indefinite length
        CAPTURE(hex);
        CHECK(second_opinion(from_hex(hex).value()) != nullptr);
        CHECK(is_refused(hex));
    }
}

TEST_CASE("what no field can hold is refused")
{
    for (std::string_view const hex : {"f7", "f8ff", "40", "80", "a0", "c100", "c2410100", "1b8000000000000000", "3b8000000000000000",
                                       "d86400ff", "d8641a00014826", "d8643963df", "62c328", "63eda080", "62c080", "64f4908080", "", "19", "6261", "fb00", "1c", "ff",
                                       "c06161", "c074323032312d30352d32365431333a34353a30305a", "00f6"}) {
        CAPTURE(hex);
        CHECK(is_refused(hex));
    }
}

TEST_CASE("texts and counts have a maximum, and the octet of the first fault is told")
{
    CborWriter writer;
    writer.text(std::string(1000, 'a'));
    CHECK(cell_of(writer.take()));
    writer.text(std::string(1001, 'a'));
    CHECK_FALSE(cell_of(writer.take()));

    auto const bytes = from_hex("8201186400").value();
    CborReader reader{bytes};
    CHECK(reader.array(2) == 2);
    CHECK(reader.unsigned_integer(1) == 1);
    CHECK(reader.unsigned_integer(99) == 0);  // 100
    CHECK(reader.cell(10) == Cell{});         // nothing more after a fault
    auto const state = reader.finished();
    REQUIRE_FALSE(state);
    CHECK(state.error().kind == Error::Kind::corrupt);
    CHECK(state.error().where == "octet 4");
}

TEST_CASE("keys of a map must come in order, shorter first, each once")
{
    auto const keys = [](std::vector<std::string> const& names) {
        CborWriter writer;
        for (auto const& name : names) writer.text(name);
        auto const bytes = writer.take();
        CborReader reader{bytes};
        std::string_view name{};
        for (std::size_t i = 0; i < names.size(); ++i) name = reader.key(name, 64);
        return !reader.failed();
    };
    CHECK(keys({"b", "aa"}));
    CHECK(keys({"", "a", "b"}));
    CHECK_FALSE(keys({"aa", "b"}));
    CHECK_FALSE(keys({"a", "a"}));
    CHECK_FALSE(keys({"", ""}));
}

TEST_CASE("rubbish is never read past its end")
{
    CHECK(rc::check("any octets", [](Bytes const& bytes) {
        CborReader reader{bytes};
        for (int i = 0; i < 40 && !reader.at_end(); ++i) (void)reader.cell(100);
        CborReader other{bytes};
        (void)other.array(100);
        (void)other.key({}, 10);
        (void)other.octets(10);
        (void)other.instant();
        RC_ASSERT(other.failed() || other.position() <= bytes.size());
    }));
}
