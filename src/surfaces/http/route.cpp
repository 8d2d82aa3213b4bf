// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/route.hpp"

#include <algorithm>
#include <set>

namespace accalmie::http {

namespace {

bool is_variable(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

bool fits(std::span<std::string const> pattern, std::span<std::string const> segments)
{
    return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                      [](std::string const& wanted, std::string const& given) { return is_variable(wanted) ? !given.empty() : wanted == given; });
}

std::vector<std::string> segments_of(Route const& route)
{
    auto const target = parse_target(route.pattern);
    // Braces need no escape here: patterns are ours and never travel as targets.
    VERIFY(target.has_value());
    for (auto const& segment : target->segments) {
        if (!is_variable(segment)) continue;
        auto const name = segment.substr(1, segment.size() - 2);
        auto const described = [&](Parameter const& parameter) { return parameter.name == name && parameter.where == Where::path; };
        VERIFY(std::any_of(route.parameters.begin(), route.parameters.end(), described));
    }
    return target->segments;
}

}  // namespace

Routes::Routes(std::vector<Route> routes) : routes_(std::move(routes))
{
    std::set<std::pair<Method, std::string_view>> seen;
    for (auto const& route : routes_) {
        VERIFY(seen.emplace(route.method, route.pattern).second);
        VERIFY(static_cast<bool>(route.handle) != static_cast<bool>(route.stream));
        VERIFY(!route.receive || (route.body_bytes_max > 0 && route.handle));
        patterns_.push_back(segments_of(route));
    }
}

RouteMatch Routes::match(Method method, std::span<std::string const> segments, Channel channel) const
{
    RouteMatch match;
    std::set<std::string_view> allowed;
    auto const wanted = method == Method::head ? Method::get : method;
    for (std::size_t index = 0; index < routes_.size(); ++index) {
        auto const& route = routes_[index];
        if (!fits(patterns_[index], segments)) continue;
        if (route.audience == Audience::owner_locally && channel != Channel::local) continue;  // not even its name
        allowed.insert(method_name(route.method));
        if (route.method == Method::get) allowed.insert("HEAD");
        allowed.insert("OPTIONS");
        if (route.method != wanted) continue;
        match.route = &route;
        for (std::size_t at = 0; at < segments.size(); ++at) {
            auto const& name = patterns_[index][at];
            if (is_variable(name)) match.in_path.emplace_back(name.substr(1, name.size() - 2), segments[at]);
        }
        break;
    }
    for (auto const name : allowed) match.allow.append(match.allow.empty() ? "" : ", ").append(name);
    return match;
}

}  // namespace accalmie::http
