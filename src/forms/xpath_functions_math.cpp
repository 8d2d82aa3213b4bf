// SPDX-License-Identifier: Apache-2.0
// Numbers and chance.
#include "forms/xpath_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

namespace accalmie::forms {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Result<Value> number(Call const& call)
{
    if (call.count() == 1) {
        return Value{TRY(call.number(0))};
    }
    auto const own = TRY(call.own_text());
    return Value{number_of_text(own, call.context().dialect)};
}

template <double (*function)(double)>
Result<Value> of_one(Call const& call)
{
    auto const argument = TRY(call.number(0));
    return Value{function(argument)};
}

template <double (*function)(double, double)>
Result<Value> of_two(Call const& call)
{
    auto const first = TRY(call.number(0));
    auto const second = TRY(call.number(1));
    return Value{function(first, second)};
}

double absolute(double x) { return std::abs(x); }
double floor_of(double x) { return std::floor(x); }
double ceiling_of(double x) { return std::ceil(x); }
double truncated(double x) { return std::trunc(x); }
double square_root(double x) { return std::sqrt(x); }
double exponential(double x) { return std::exp(x); }
double power_of_ten(double x) { return std::pow(10.0, x); }
double natural_log(double x) { return std::log(x); }
double decimal_log(double x) { return std::log10(x); }
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
double tangent(double x) { return std::tan(x); }
double arc_sine(double x) { return std::asin(x); }
double arc_cosine(double x) { return std::acos(x); }
double arc_tangent(double x) { return std::atan(x); }
double arc_tangent_of_two(double y, double x) { return std::atan2(y, x); }

/// Java's: unlike C's, 1 to the power of NaN and -1 to an infinite one are NaN.
double power(double base, double exponent)
{
    if (std::isnan(exponent)) return not_a_number;
    if (std::isinf(exponent) && std::abs(base) == 1) return not_a_number;
    return std::pow(base, exponent);
}

Result<Value> pi(Call const&) { return Value{std::numbers::pi}; }

Result<Value> round(Call const& call)
{
    auto const value = TRY(call.number(0));
    auto const places = call.count() == 2 ? TRY(call.number(1)) : 0.0;
    return Value{rounded(value, places)};
}

Result<Value> sum(Call const& call)
{
    double total = 0;
    for (auto const node : TRY(call.nodes(0))) {
        auto const value = call.evaluation().number(call.evaluation().typed(node));
        // Collect passes over what is no number (an unanswered question); XPath's sum is then NaN.
        if (!std::isnan(value) || !call.evaluation().like_collect()) total += value;
    }
    return Value{total};
}

template <bool (*better)(double, double)>
Result<Value> best(Call const& call)
{
    auto found = not_a_number;
    for (auto const& member : TRY(call.spread(0))) {
        auto const value = call.evaluation().number(member);
        if (!std::isnan(value) && (std::isnan(found) || better(value, found))) found = value;
    }
    return Value{found};
}
bool greater(double a, double b) { return a > b; }
bool less(double a, double b) { return a < b; }

Error no_chance(Call const& call)
{
    return call.problem("chance was asked for, and a record is evaluated without it", "what was drawn stands in the record", Error::Kind::missing);
}

/// In [0, 1), 53 bits.
double drawn(Random& random)
{
    std::array<std::uint8_t, 8> octets{};
    random.fill(octets);
    std::uint64_t bits = 0;
    std::memcpy(&bits, octets.data(), sizeof bits);
    return static_cast<double>(bits >> 11U) * 0x1p-53;
}

Result<Value> random(Call const& call)
{
    if (call.context().random == nullptr) return no_chance(call);
    return Value{drawn(*call.context().random)};
}

Result<Value> uuid(Call const& call)
{
    if (call.context().random == nullptr) return no_chance(call);
    constexpr std::string_view figures = "0123456789abcdefghijklmnopqrstuvwxyz";
    if (call.count() == 1) {
        auto const length = TRY(call.number(0));
        if (!(length >= 0 && length <= 1024)) return call.problem("a length from 0 to 1024 is wanted", "write it as a number");
        std::string text;
        for (double i = 0; i < std::trunc(length); ++i) text += figures[static_cast<std::size_t>(drawn(*call.context().random) * 36)];
        return Value{std::move(text)};
    }
    std::array<std::uint8_t, 16> octets{};
    call.context().random->fill(octets);
    octets[6] = static_cast<std::uint8_t>((octets[6] & 0x0fU) | 0x40U);
    octets[8] = static_cast<std::uint8_t>((octets[8] & 0x3fU) | 0x80U);
    auto text = to_hex(octets);
    for (std::size_t const at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return Value{std::move(text)};
}

}  // namespace

std::vector<XPathFunction> math_functions()
{
    return {
        {"number", 0, 1, "number(value)", number},
        {"int", 1, 1, "int(number)", of_one<truncated>},
        {"round", 1, 2, "round(number, places)", round},
        {"floor", 1, 1, "floor(number)", of_one<floor_of>, false},
        {"ceiling", 1, 1, "ceiling(number)", of_one<ceiling_of>, false},
        {"sum", 1, 1, "sum(path)", sum},
        {"max", 1, any_count, "max(path)", best<greater>},
        {"min", 1, any_count, "min(path)", best<less>},
        {"abs", 1, 1, "abs(number)", of_one<absolute>},
        {"pow", 2, 2, "pow(base, exponent)", of_two<power>},
        {"sqrt", 1, 1, "sqrt(number)", of_one<square_root>},
        {"exp", 1, 1, "exp(number)", of_one<exponential>},
        {"exp10", 1, 1, "exp10(number)", of_one<power_of_ten>},
        {"log", 1, 1, "log(number)", of_one<natural_log>},
        {"log10", 1, 1, "log10(number)", of_one<decimal_log>},
        {"sin", 1, 1, "sin(radians)", of_one<sine>},
        {"cos", 1, 1, "cos(radians)", of_one<cosine>},
        {"tan", 1, 1, "tan(radians)", of_one<tangent>},
        {"asin", 1, 1, "asin(number)", of_one<arc_sine>},
        {"acos", 1, 1, "acos(number)", of_one<arc_cosine>},
        {"atan", 1, 1, "atan(number)", of_one<arc_tangent>},
        {"atan2", 2, 2, "atan2(y, x)", of_two<arc_tangent_of_two>},
        {"pi", 0, 0, "pi()", pi},
        {"random", 0, 0, "random()", random},
        {"uuid", 0, 1, "uuid()", uuid},
    };
}

}  // namespace accalmie::forms
