// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/command.hpp"

#include <charconv>

namespace accalmie::cli {

namespace {

Error usage(std::string_view name, Error const& reason) { return {Error::Kind::usage, reason.what, "--" + std::string{name}, reason.remedy}; }

}  // namespace

std::string Arguments::text(std::string_view name) const
{
    auto const found = values_.find(name);
    return found == values_.end() || found->second.empty() ? std::string{} : found->second.back();
}

std::vector<std::string> Arguments::all(std::string_view name) const
{
    auto const found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<Day>> Arguments::day(std::string_view name) const
{
    auto const given = text(name);
    if (given.empty()) return std::optional<Day>{};
    auto const parsed = parse_day(given);
    if (!parsed) return usage(name, parsed.error());
    return std::optional<Day>{*parsed};
}

Result<std::optional<Month>> Arguments::month(std::string_view name) const
{
    auto const given = text(name);
    if (given.empty()) return std::optional<Month>{};
    auto const parsed = parse_month(given);
    if (!parsed) return usage(name, parsed.error());
    return std::optional<Month>{*parsed};
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view name, std::int64_t least, std::int64_t most) const
{
    auto const given = text(name);
    if (given.empty()) return std::optional<std::int64_t>{};
    std::int64_t value = 0;
    auto const [end, fault] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (fault != std::errc{} || end != given.data() + given.size() || value < least || value > most)
        return Error{Error::Kind::usage, "\"" + given + "\" is not a whole number from " + std::to_string(least) + " to " + std::to_string(most),
                     "--" + std::string{name}};
    return std::optional<std::int64_t>{value};
}

}  // namespace accalmie::cli
