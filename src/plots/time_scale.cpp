// SPDX-License-Identifier: Apache-2.0
#include "plots/time_scale.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace accalmie::plots {

namespace {

std::optional<double> number_in(std::string const& text)
{
    double value = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

}  // namespace

TimeScale time_scale(std::span<std::string const> times)
{
    TimeScale scale;
    for (auto const& time : times) {
        auto const month = parse_month(time);
        if (!month) break;
        scale.at.push_back(month->number + 0.5);
    }
    bool const are_months = scale.at.size() == times.size() && !times.empty();
    if (!are_months) {
        scale.at.clear();
        for (auto const& time : times) {
            auto const number = number_in(time);
            if (!number) break;
            scale.at.push_back(*number);
        }
    }
    if (scale.at.size() == times.size() && !times.empty()) {
        auto const [least, most] = std::minmax_element(scale.at.begin(), scale.at.end());
        bool const is_whole = std::all_of(scale.at.begin(), scale.at.end(), [](double at) { return at == std::floor(at); });
        scale.axis.kind = are_months ? Axis::Kind::month : is_whole ? Axis::Kind::count : Axis::Kind::number;
        scale.axis.least = are_months ? std::floor(*least) : *least;
        scale.axis.most = are_months ? std::ceil(*most) : *most;
        return scale;
    }
    scale.at.clear();
    scale.axis = {Axis::Kind::named, 0, 1, {}, {times.begin(), times.end()}};
    for (std::size_t i = 0; i < times.size(); ++i) scale.at.push_back(static_cast<double>(i));
    return scale;
}

std::vector<Line> broken_lines(TimeScale const& times, std::span<std::optional<double> const> values, Stroke const& stroke)
{
    std::vector<Line> lines;
    bool is_open = false;
    for (std::size_t i = 0; i < values.size() && i < times.at.size(); ++i) {
        bool const is_known = values[i] && std::isfinite(*values[i]);
        if (is_known && !is_open) lines.push_back({{}, stroke});
        if (is_known) lines.back().points.push_back({times.at[i], *values[i]});
        is_open = is_known;
    }
    return lines;
}

Axis value_axis(std::span<std::vector<std::optional<double>> const> lines, Zero zero, std::string label)
{
    std::optional<double> least, most;
    for (auto const& line : lines)
        for (auto const& value : line) {
            if (!value || !std::isfinite(*value)) continue;
            least = std::min(least.value_or(*value), *value);
            most = std::max(most.value_or(*value), *value);
        }
    if (zero == Zero::shown || !least) {
        least = std::min(least.value_or(0), 0.0);
        most = std::max(most.value_or(1), 0.0);
    }
    double const air = 0.05 * (*most - *least);
    return {Axis::Kind::number, *least - air, *most + air, std::move(label), {}};
}

}  // namespace accalmie::plots
