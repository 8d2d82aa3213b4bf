// SPDX-License-Identifier: Apache-2.0
// src/trust/cbor.hpp: deterministic CBOR (RFC 8949, section 4.2.1), written and read without an allocation a value.
//
// Own, not libcbor: libcbor writes floats only at the width it is told and reads non-deterministic input without a word, and both are
// what a signed format stands on; its reader also calls a function pointer a value. In tests libcbor is the second opinion.
#pragma once

#include "core/bytes.hpp"
#include "dictionary/value.hpp"

#include <cstring>

namespace accalmie {

/// Is `text` well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms)?
bool is_utf8(std::string_view text);

/// Days that a cell may hold: 1900-01-01 to 2199-12-31, as `parse_day`.
inline constexpr std::int64_t day_first = -25567, day_last = 84005;

/// Writes CBOR values one after the other into a buffer that it keeps. Always the shortest form. Nesting is the caller's:
/// `array(2)` is followed by two values. Keys of maps must be written in order (`key_before`). Texts must be UTF-8.
class CborWriter {
public:
    void unsigned_integer(std::uint64_t value) { head(0, value); }
    void integer(std::int64_t value) { value < 0 ? head(1, ~static_cast<std::uint64_t>(value)) : head(0, static_cast<std::uint64_t>(value)); }
    void octets(BytesView value) { string(2, value.data(), value.size()); }
    void text(std::string_view value) { string(3, value.data(), value.size()); }
    void array(std::size_t count) { head(4, count); }
    void map(std::size_t count) { head(5, count); }
    void tag(std::uint64_t number) { head(6, number); }
    void boolean(bool value) { octet(value ? 0xF5 : 0xF4); }
    void null() { octet(0xF6); }
    void number(double value);      ///< half, single or double precision: the shortest that holds it
    void day(Day value);            ///< tag 100 (RFC 8943): days since 1970-01-01
    void instant(Instant value);    ///< tag 0: RFC 3339, UTC, milliseconds
    void cell(Cell const& value);   ///< monostate is null
    void raw(BytesView bytes);      ///< octets that are CBOR already

    std::size_t size() const { return used_; }
    std::uint8_t* at(std::size_t offset) { return storage_.data() + offset; }  ///< valid until the next write
    BytesView written() const { return {storage_.data(), used_}; }             ///< valid until the next write
    void resize(std::size_t size);  ///< cut back to `size`, or make room of octets to be filled through `at`
    void clear() { used_ = 0; }     ///< keeps the memory
    Bytes take();                   ///< what was written; the writer is empty afterwards

private:
    std::uint8_t* room(std::size_t count)
    {
        if (storage_.size() - used_ < count) [[unlikely]] grow(count);
        return storage_.data() + used_;
    }
    void octet(std::uint8_t value)
    {
        *room(1) = value;
        ++used_;
    }
    void head(unsigned major, std::uint64_t argument) { used_ += put_head(room(9), major, argument); }
    void string(unsigned major, void const* data, std::size_t size)
    {
        auto* const start = room(9 + size);
        std::size_t const head_size = put_head(start, major, size);
        if (size != 0) std::memcpy(start + head_size, data, size);
        used_ += head_size + size;
    }
    static std::size_t put_head(std::uint8_t* into, unsigned major, std::uint64_t argument)
    {
        auto const type = static_cast<std::uint8_t>(major << 5U);
        if (argument < 24) {
            into[0] = static_cast<std::uint8_t>(type | argument);
            return 1;
        }
        return put_long_head(into, type, argument);
    }
    static std::size_t put_long_head(std::uint8_t* into, std::uint8_t type, std::uint64_t argument);
    void grow(std::size_t count);

    Bytes storage_;  // larger than what is used, so that a value costs a comparison and not a call
    std::size_t used_ = 0;
};

/// Does the map key `a` come before `b`? (Bytewise order of their encodings: shorter texts first.)
inline bool key_before(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

/// Reads CBOR values one after the other and accepts only what CborWriter writes: shortest heads and floats, definite lengths, UTF-8, no
/// tag but 0 and 100. It never recurses: nesting is as deep as the caller's own calls. The first fault sticks: from then on every
/// answer is empty or zero and `failed()` is true, so that a whole row is read and then asked once.
class CborReader {
public:
    explicit CborReader(BytesView input) : begin_(input.data()), at_(input.data()), end_(input.data() + input.size()) {}

    std::uint64_t unsigned_integer(std::uint64_t maximum);
    std::string_view text(std::size_t octets_max);   ///< valid as long as the input
    BytesView octets(std::size_t octets_max);        ///< valid as long as the input
    std::size_t array(std::size_t count_max);
    std::size_t map(std::size_t count_max);
    std::uint64_t tag();
    bool boolean();
    Instant instant();
    /// Any value that a cell may hold; texts up to `octets_max`.
    Cell cell(std::size_t octets_max);
    /// The next key of a map with text keys; fails when it does not come after `previous` (empty data(): the first key).
    std::string_view key(std::string_view previous, std::size_t octets_max);

    unsigned next_major() const { return at_ == end_ ? 8U : static_cast<unsigned>(*at_) >> 5U; }  ///< 8 at the end
    bool at_end() const { return at_ == end_; }
    std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
    bool failed() const { return problem_ != nullptr; }
    void fail(char const* problem);  ///< `problem` must live as long as the program
    /// errors  corrupt  the first fault, with its octet
    Result<void> state() const;
    /// As `state`, and an error where input is left over.
    Result<void> finished();

private:
    struct Head {
        unsigned major;
        std::uint64_t argument;
    };
    Head head();
    std::uint64_t expect(unsigned major, std::uint64_t maximum, char const* otherwise);
    BytesView take(std::uint64_t count, std::size_t octets_max);
    Cell simple_or_number(std::uint8_t initial);
    Cell tagged(std::uint64_t number);

    std::uint8_t const* begin_;
    std::uint8_t const* at_;
    std::uint8_t const* end_;
    char const* problem_ = nullptr;
    std::size_t problem_at_ = 0;
};

}  // namespace accalmie
