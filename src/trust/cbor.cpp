// SPDX-License-Identifier: Apache-2.0
#include "trust/cbor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::uint64_t tag_instant = 0, tag_day = 100;
constexpr std::size_t instant_text_max = 24;

std::uint64_t load_big_endian(std::uint8_t const* from, std::size_t count)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8U | from[i];
    return value;
}

void store_big_endian(std::uint8_t* into, std::uint64_t value, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) into[i] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)));
}

std::uint64_t word_at(char const* text)
{
    std::uint64_t word;
    std::memcpy(&word, text, sizeof word);
    return word;
}

/// Looks at whole words; the last one overlaps the one before it, because most texts are shorter than a few words.
bool is_ascii(char const* text, std::size_t size)
{
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080U;
    std::uint64_t seen = 0;
    if (size < 8) {
        for (std::size_t i = 0; i < size; ++i) seen |= static_cast<std::uint8_t>(text[i]);
        return (seen & high_bits) == 0;
    }
    std::size_t i = 0;
    for (; i + 32 <= size; i += 32) seen |= word_at(text + i) | word_at(text + i + 8) | word_at(text + i + 16) | word_at(text + i + 24);
    for (; i + 8 <= size; i += 8) seen |= word_at(text + i);
    return ((seen | word_at(text + size - 8)) & high_bits) == 0;
}

/// Octets of the well-formed UTF-8 character at `text` (RFC 3629, section 4), 0 if it is none.
std::size_t character_size(std::string_view text)
{
    auto const octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    auto const continues = [&](std::size_t i) { return i < text.size() && (octet(i) & 0xC0U) == 0x80U; };
    std::uint8_t const first = octet(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!continues(1) || !continues(2)) return 0;
        bool const overlong = first == 0xE0 && octet(1) < 0xA0, surrogate = first == 0xED && octet(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3)) return 0;
        bool const overlong = first == 0xF0 && octet(1) < 0x90, beyond = first == 0xF4 && octet(1) > 0x8F;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

/// The half-precision spelling of `value`, if it is exact. Layout: sign 1, exponent 5 (bias 15), fraction 10.
bool as_half(float value, std::uint16_t& half)
{
    auto const bits = std::bit_cast<std::uint32_t>(value);
    auto const sign = static_cast<std::uint16_t>(bits >> 16U & 0x8000U);
    int const exponent = static_cast<int>(bits >> 23U & 0xFFU);
    std::uint32_t const fraction = bits & 0x7F'FFFFU;
    if (exponent == 0xFF) {  // infinity; a NaN is written before we get here
        half = static_cast<std::uint16_t>(sign | 0x7C00U);
        return fraction == 0;
    }
    if (exponent == 0 && fraction == 0) {
        half = sign;
        return true;
    }
    int const unbiased = exponent - 127;
    if (unbiased >= -14 && unbiased <= 15) {
        half = static_cast<std::uint16_t>(sign | static_cast<unsigned>(unbiased + 15) << 10U | fraction >> 13U);
        return (fraction & 0x1FFFU) == 0;
    }
    if (unbiased < -24 || unbiased > 15) return false;
    std::uint32_t const whole = fraction | 0x80'0000U;  // a subnormal half counts units of 2^-24
    auto const shift = static_cast<unsigned>(-unbiased - 1);
    half = static_cast<std::uint16_t>(sign | whole >> shift);
    return (whole & ((1U << shift) - 1)) == 0;
}

double half_value(std::uint16_t half)
{
    auto const exponent = static_cast<int>(half >> 10U & 0x1FU);
    auto const fraction = static_cast<int>(half & 0x3FFU);
    double const magnitude = exponent == 0    ? std::ldexp(fraction, -24)
                             : exponent == 31 ? (fraction == 0 ? HUGE_VAL : std::nan(""))
                                              : std::ldexp(fraction + 1024, exponent - 25);
    return (half & 0x8000U) != 0 ? -magnitude : magnitude;
}

}  // namespace

bool is_utf8(std::string_view text)
{
    if (is_ascii(text.data(), text.size())) return true;
    while (!text.empty()) {
        std::size_t const size = character_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

void CborWriter::grow(std::size_t count) { storage_.resize(std::max(storage_.size() * 2, used_ + count + 64)); }

std::size_t CborWriter::put_long_head(std::uint8_t* into, std::uint8_t type, std::uint64_t argument)
{
    std::size_t const count = argument <= 0xFFU ? 1 : argument <= 0xFFFFU ? 2 : argument <= 0xFFFF'FFFFU ? 4 : 8;
    into[0] = static_cast<std::uint8_t>(type | (count == 1 ? 24U : count == 2 ? 25U : count == 4 ? 26U : 27U));
    store_big_endian(into + 1, argument, count);
    return 1 + count;
}

void CborWriter::number(double value)
{
    auto* const into = room(9);
    auto const single = static_cast<float>(value);
    std::uint16_t half = 0;
    if (value != value) {
        half = 0x7E00;  // the one NaN of deterministic CBOR
    } else if (static_cast<double>(single) != value) {
        into[0] = 0xFB;
        store_big_endian(into + 1, std::bit_cast<std::uint64_t>(value), 8);
        used_ += 9;
        return;
    } else if (!as_half(single, half)) {
        into[0] = 0xFA;
        store_big_endian(into + 1, std::bit_cast<std::uint32_t>(single), 4);
        used_ += 5;
        return;
    }
    into[0] = 0xF9;
    store_big_endian(into + 1, half, 2);
    used_ += 3;
}

void CborWriter::day(Day value)
{
    tag(tag_day);
    integer(value.time_since_epoch().count());
}

void CborWriter::instant(Instant value)
{
    tag(tag_instant);
    text(to_iso(value));
}

void CborWriter::cell(Cell const& value)
{
    switch (value.index()) {
    case 0: return null();
    case 1: return boolean(*std::get_if<1>(&value));
    case 2: return integer(*std::get_if<2>(&value));
    case 3: return number(*std::get_if<3>(&value));
    case 4: return text(*std::get_if<4>(&value));
    case 5: return day(*std::get_if<5>(&value));
    case 6: return instant(*std::get_if<6>(&value));
    default: VERIFY(false);
    }
}

void CborWriter::raw(BytesView bytes)
{
    auto* const into = room(bytes.size());
    if (!bytes.empty()) std::memcpy(into, bytes.data(), bytes.size());
    used_ += bytes.size();
}

void CborWriter::resize(std::size_t size)
{
    if (size > used_) room(size - used_);
    used_ = size;
}

Bytes CborWriter::take()
{
    Bytes taken(written().begin(), written().end());
    clear();
    return taken;
}

void CborReader::fail(char const* problem)
{
    if (problem_ != nullptr) return;
    problem_ = problem;
    problem_at_ = position();
    at_ = end_;
}

Result<void> CborReader::state() const
{
    if (problem_ == nullptr) return {};
    return Error{Error::Kind::corrupt, problem_, "octet " + std::to_string(problem_at_)};
}

Result<void> CborReader::finished()
{
    if (!at_end()) fail("octets are left over");
    return state();
}

CborReader::Head CborReader::head()
{
    if (at_ == end_) {
        fail("cut short");
        return {8, 0};
    }
    unsigned const major = static_cast<unsigned>(*at_) >> 5U, low = *at_ & 0x1FU;
    if (low < 24) {
        ++at_;
        return {major, low};
    }
    if (low > 27) {
        fail("an indefinite or reserved length");
        return {8, 0};
    }
    std::size_t const count = std::size_t{1} << (low - 24);
    if (static_cast<std::size_t>(end_ - at_) < 1 + count) {
        fail("cut short");
        return {8, 0};
    }
    std::uint64_t const argument = load_big_endian(at_ + 1, count);
    std::uint64_t const least = count == 1 ? 24U : std::uint64_t{1} << (4 * count);  // 24, 2^8, 2^16, 2^32
    if (argument < least) {
        fail("a length or number that is not written in the shortest way");
        return {8, 0};
    }
    at_ += 1 + count;
    return {major, argument};
}

std::uint64_t CborReader::expect(unsigned major, std::uint64_t maximum, char const* otherwise)
{
    if (next_major() != major) {
        fail(at_end() ? "cut short" : otherwise);
        return 0;
    }
    auto const found = head();
    if (found.argument > maximum) {
        fail("a length or number above its maximum");
        return 0;
    }
    return found.argument;
}

BytesView CborReader::take(std::uint64_t count, std::size_t octets_max)
{
    if (count > octets_max || count > static_cast<std::size_t>(end_ - at_)) {
        fail(count > octets_max ? "longer than its maximum" : "cut short");
        return {};
    }
    BytesView const taken{at_, static_cast<std::size_t>(count)};
    at_ += count;
    return taken;
}

std::uint64_t CborReader::unsigned_integer(std::uint64_t maximum) { return expect(0, maximum, "not a number from 0 up"); }
std::size_t CborReader::array(std::size_t count_max) { return expect(4, count_max, "not an array"); }
std::size_t CborReader::map(std::size_t count_max) { return expect(5, count_max, "not a map"); }
std::uint64_t CborReader::tag() { return expect(6, ~std::uint64_t{0}, "not a tag"); }
BytesView CborReader::octets(std::size_t octets_max) { return take(expect(2, octets_max, "not an octet string"), octets_max); }

std::string_view CborReader::text(std::size_t octets_max)
{
    auto const taken = as_text(take(expect(3, octets_max, "not a text"), octets_max));
    if (!is_utf8(taken)) {
        fail("a text that is not UTF-8");
        return {};
    }
    return taken;
}

std::string_view CborReader::key(std::string_view previous, std::size_t octets_max)
{
    auto const next = text(octets_max);
    if (!failed() && previous.data() != nullptr && !key_before(previous, next)) fail("keys of a map out of order or twice");
    return next;
}

bool CborReader::boolean()
{
    bool const value = !at_end() && *at_ == 0xF5;
    if (at_end() || (*at_ != 0xF4 && *at_ != 0xF5)) {
        fail("not a truth value");
        return false;
    }
    ++at_;
    return value;
}

Instant CborReader::instant()
{
    auto const value = cell(instant_text_max);
    auto const* const found = std::get_if<Instant>(&value);
    if (found == nullptr) fail("not an instant");
    return found != nullptr ? *found : Instant{};
}

Cell CborReader::cell(std::size_t octets_max)
{
    if (at_ != end_ && *at_ >= 0xE0) return simple_or_number(*at_);
    auto const found = head();
    constexpr std::uint64_t integer_max = 0x7FFF'FFFF'FFFF'FFFFU;
    switch (found.major) {
    case 0:
    case 1:
        if (found.argument > integer_max) break;
        return found.major == 0 ? static_cast<std::int64_t>(found.argument) : -1 - static_cast<std::int64_t>(found.argument);
    case 3: {
        auto const taken = as_text(take(found.argument, octets_max));
        if (is_utf8(taken)) return taken;
        fail("a text that is not UTF-8");
        return {};
    }
    case 6: return tagged(found.argument);
    default: break;
    }
    fail("a value that no field can hold");
    return {};
}

Cell CborReader::tagged(std::uint64_t number)
{
    if (number == tag_day) {
        auto const value = next_major() <= 1 ? cell(0) : Cell{};
        auto const* const days = std::get_if<std::int64_t>(&value);
        if (days != nullptr && *days >= day_first && *days <= day_last) return Day{std::chrono::days{static_cast<int>(*days)}};
        fail("not a day of the years 1900 to 2199");
        return {};
    }
    if (number == tag_instant) {
        auto const spelled = text(instant_text_max);
        auto const value = parse_instant(spelled);
        if (value && to_iso(*value) == spelled) return *value;
        fail("not an instant with milliseconds in UTC");
        return {};
    }
    fail("an unknown tag");
    return {};
}

Cell CborReader::simple_or_number(std::uint8_t initial)
{
    if (initial >= 0xF4 && initial <= 0xF6) {
        ++at_;
        return initial == 0xF6 ? Cell{} : Cell{initial == 0xF5};
    }
    std::size_t const count = initial == 0xF9 ? 2 : initial == 0xFA ? 4 : initial == 0xFB ? 8 : 0;
    if (count == 0 || static_cast<std::size_t>(end_ - at_) < 1 + count) {
        fail(count == 0 ? "a value that no field can hold" : "cut short");
        return {};
    }
    std::uint64_t const bits = load_big_endian(at_ + 1, count);
    double const value = count == 2   ? half_value(static_cast<std::uint16_t>(bits))
                         : count == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                                      : std::bit_cast<double>(bits);
    std::uint16_t half = 0;
    bool const shortest = count == 2   ? value == value || bits == 0x7E00
                          : count == 4 ? value == value && !as_half(static_cast<float>(value), half)
                                       : value == value && static_cast<double>(static_cast<float>(value)) != value;
    if (!shortest) {
        fail("a number that is not written in the shortest way");
        return {};
    }
    at_ += 1 + count;
    return value;
}

}  // namespace accalmie
