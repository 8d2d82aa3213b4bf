// SPDX-License-Identifier: Apache-2.0
// src/core/result.hpp: a value, or why there is none.
#pragma once

#include "core/verify.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace accalmie {

/// Why something did not happen. Each kind is also an exit code of the command line and a status of HTTP.
struct [[nodiscard]] Error {
    enum class Kind : std::uint8_t { usage, invalid, missing, denied, conflict, limit, io, corrupt };

    Kind kind;
    std::string what;        ///< One phrase a field worker can act on; no full stop, no stack trace.
    std::string where = {};  ///< Outermost first: "export.csv: row 41: day".
    std::string remedy = {}; ///< What to do about it; may be empty where `what` says it already.

    /// This error with one more outer place in front of `where`.
    Error at(std::string_view place) &&;

    /// "where: what; remedy" in one line, for people.
    std::string text() const;
};

/// Exit code of the command line: usage 2, invalid 3, missing 4, denied 5, conflict 6, limit 7, io 8, corrupt 9.
int exit_code(Error::Kind kind);

/// Status of HTTP: usage and invalid 400, missing 404, denied 403, conflict 409, limit 413, io 503, corrupt 500.
int http_status(Error::Kind kind);

/// "usage", "invalid" ... as JSON answers name it.
std::string_view kind_name(Error::Kind kind);

template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    template <class U = T>
        requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
                 !std::is_same_v<std::remove_cvref_t<U>, Error>)
    Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value))  // NOLINT(google-explicit-constructor)
    {
    }
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() &
    {
        VERIFY(has_value());
        return *std::get_if<0>(&state_);
    }
    T const& value() const&
    {
        VERIFY(has_value());
        return *std::get_if<0>(&state_);
    }
    T&& value() &&
    {
        VERIFY(has_value());
        return std::move(*std::get_if<0>(&state_));
    }
    T& operator*() & { return value(); }
    T const& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    T const* operator->() const { return &value(); }

    Error& error() &
    {
        VERIFY(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error const& error() const&
    {
        VERIFY(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error&& error() &&
    {
        VERIFY(!has_value());
        return std::move(*std::get_if<1>(&state_));
    }

    /// This result, its error (if it is one) placed inside `place`.
    Result at(std::string_view place) &&
    {
        if (has_value()) return std::move(*this);
        return std::move(*this).error().at(place);
    }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() = default;
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }
    void value() const { VERIFY(has_value()); }

    Error& error() &
    {
        VERIFY(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error const& error() const&
    {
        VERIFY(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error&& error() &&
    {
        VERIFY(!has_value());
        return std::move(*std::get_if<1>(&state_));
    }

    Result at(std::string_view place) &&
    {
        if (has_value()) return {};
        return std::move(*this).error().at(place);
    }

private:
    std::variant<std::monostate, Error> state_;
};

}  // namespace accalmie

/// The value of `expression`, or return its Error from here. A GCC and Clang extension; we use no other.
/// The counter names each result apart, so that a lambda inside `expression` may use TRY too.
#define TRY(expression) ACCALMIE_TRY_NUMBERED(expression, __COUNTER__)
#define ACCALMIE_TRY_NUMBERED(expression, number) ACCALMIE_TRY_NAMED(expression, try_result_, number)
#define ACCALMIE_TRY_NAMED(expression, name, number)                                        \
    __extension__({                                                                         \
        auto&& name##number = (expression);                                                 \
        if (!name##number) [[unlikely]] return std::move(name##number).error();             \
        std::move(name##number).value();                                                    \
    })
