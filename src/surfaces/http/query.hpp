// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/query.hpp: what a route may be asked, and the one place where that is checked.
#pragma once

#include "core/time.hpp"
#include "surfaces/http/target.hpp"

#include <map>
#include <optional>
#include <span>
#include <variant>

namespace accalmie::http {

struct Text {
    std::string_view french;
    std::string_view english;
};

enum class ParameterKind : std::uint8_t { text, choice, integer, day, month, flag, list, share };
enum class Where : std::uint8_t { query, path };
enum class Needed : std::uint8_t { optional, required };

/// One parameter of a route. A flag is 1, true, 0 or false; a list is comma-separated; a share lies between 0 and 1, neither of them.
struct Parameter {
    std::string_view name;
    ParameterKind kind;
    Text meaning;
    Needed needed = Needed::optional;
    Where where = Where::query;
    std::int64_t least = 0, most = 0;            ///< of an integer
    std::vector<std::string_view> choices = {};  ///< of a choice
};

/// The checked parameters of one request. Asking for one that the route does not have, or by another kind, is a bug.
class Query {
public:
    /// in      an empty value counts as not given
    /// errors  invalid  unknown, given twice, missing, or not of its kind; `where` names it and the remedy says what is allowed
    static Result<Query> check(std::span<Parameter const> allowed, std::span<std::pair<std::string, std::string> const> given);

    bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
    std::optional<std::string> text(std::string_view name) const { return get<std::string>(name); }  ///< also of a choice
    std::optional<std::int64_t> integer(std::string_view name) const { return get<std::int64_t>(name); }
    std::optional<Day> day(std::string_view name) const { return get<Day>(name); }
    std::optional<Month> month(std::string_view name) const { return get<Month>(name); }
    std::optional<double> share(std::string_view name) const { return get<double>(name); }
    bool flag(std::string_view name) const { return get<bool>(name).value_or(false); }
    std::vector<std::string> list(std::string_view name) const { return get<std::vector<std::string>>(name).value_or(std::vector<std::string>{}); }

private:
    using Value = std::variant<std::string, std::int64_t, double, Day, Month, bool, std::vector<std::string>>;

    template <class T>
    std::optional<T> get(std::string_view name) const
    {
        auto const found = values_.find(name);
        if (found == values_.end()) return std::nullopt;
        auto const* const value = std::get_if<T>(&found->second);
        VERIFY(value != nullptr);
        return *value;
    }
    Result<void> add(Parameter const& parameter, std::string const& given);

    std::map<std::string, Value, std::less<>> values_;
};

}  // namespace accalmie::http
