// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/query.hpp"

#include "surfaces/http/limits.hpp"

#include <algorithm>
#include <charconv>

namespace accalmie::http {

namespace {

template <class Names>
std::string joined(Names const& names)
{
    std::string text;
    for (auto const& name : names) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

Error wrong(Parameter const& parameter, std::string what, std::string remedy)
{
    return {Error::Kind::invalid, std::move(what), "parameter " + std::string{parameter.name}, std::move(remedy)};
}

Result<std::int64_t> parse_integer(Parameter const& parameter, std::string const& given)
{
    std::int64_t number = 0;
    auto const [end, failure] = std::from_chars(given.data(), given.data() + given.size(), number);
    if (failure != std::errc{} || end != given.data() + given.size() || number < parameter.least || number > parameter.most)
        return wrong(parameter, "not a whole number within bounds",
                     "give one from " + std::to_string(parameter.least) + " to " + std::to_string(parameter.most));
    return number;
}

Result<double> parse_share(Parameter const& parameter, std::string const& given)
{
    double share = 0;
    auto const [end, failure] = std::from_chars(given.data(), given.data() + given.size(), share);
    if (failure != std::errc{} || end != given.data() + given.size() || !(share > 0 && share < 1)) return wrong(parameter, "not a share", "give one between 0 and 1, as 0.95");
    return share;
}

Result<bool> parse_flag(Parameter const& parameter, std::string const& given)
{
    if (given == "1" || given == "true") return true;
    if (given == "0" || given == "false") return false;
    return wrong(parameter, "neither yes nor no", "give 1, true, 0 or false");
}

Result<std::vector<std::string>> parse_list(Parameter const& parameter, std::string_view given)
{
    std::vector<std::string> items;
    for (bool more = true; more;) {
        auto const end = given.find(',');
        more = end != std::string_view::npos;
        if (end == 0 || given.empty()) return wrong(parameter, "an empty item in a list", "separate the items by one comma each");
        if (items.size() == list_items_max)
            return wrong(parameter, "more than " + std::to_string(list_items_max) + " items", "ask in several requests");
        items.emplace_back(given.substr(0, end));
        if (more) given.remove_prefix(end + 1);
    }
    return items;
}

Parameter const* parameter_named(std::span<Parameter const> allowed, std::string_view name)
{
    auto const found = std::find_if(allowed.begin(), allowed.end(), [&](Parameter const& parameter) { return parameter.name == name; });
    return found == allowed.end() ? nullptr : &*found;
}

Error unknown_parameter(std::span<Parameter const> allowed, std::string const& name)
{
    std::vector<std::string_view> names;
    for (auto const& parameter : allowed) names.push_back(parameter.name);
    return {Error::Kind::invalid, "an unknown parameter", "parameter " + name,
            names.empty() ? "this address takes none" : "known are: " + joined(names)};
}

}  // namespace

Result<void> Query::add(Parameter const& parameter, std::string const& given)
{
    Value value;
    switch (parameter.kind) {
    case ParameterKind::text: value.emplace<std::string>(given); break;
    case ParameterKind::choice:
        if (std::find(parameter.choices.begin(), parameter.choices.end(), given) == parameter.choices.end())
            return wrong(parameter, "not one of the choices", "give one of: " + joined(parameter.choices));
        value.emplace<std::string>(given);
        break;
    case ParameterKind::integer: value.emplace<std::int64_t>(TRY(parse_integer(parameter, given))); break;
    case ParameterKind::share: value.emplace<double>(TRY(parse_share(parameter, given))); break;
    case ParameterKind::flag: value.emplace<bool>(TRY(parse_flag(parameter, given))); break;
    case ParameterKind::list: value.emplace<std::vector<std::string>>(TRY(parse_list(parameter, given))); break;
    case ParameterKind::day: {
        auto const day = parse_day(given);
        if (!day) return wrong(parameter, "not a day", "give it as 2021-05-26");
        value.emplace<Day>(*day);
        break;
    }
    case ParameterKind::month: {
        auto const month = parse_month(given);
        if (!month) return wrong(parameter, "not a month", "give it as 2021-05");
        value.emplace<Month>(*month);
        break;
    }
    }
    if (!values_.emplace(parameter.name, std::move(value)).second) return wrong(parameter, "given twice", "give it once");
    return {};
}

Result<Query> Query::check(std::span<Parameter const> allowed, std::span<std::pair<std::string, std::string> const> given)
{
    Query query;
    for (auto const& [name, value] : given) {
        auto const* const parameter = parameter_named(allowed, name);
        if (parameter == nullptr) return unknown_parameter(allowed, name);
        if (value.empty()) continue;  // "source=" is how a form says that nothing was chosen
        TRY(query.add(*parameter, value));
    }
    for (auto const& parameter : allowed)
        if (parameter.needed == Needed::required && !query.has(parameter.name))
            return wrong(parameter, "missing", "give it: " + std::string{parameter.meaning.english});
    return query;
}

}  // namespace accalmie::http
