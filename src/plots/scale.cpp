// SPDX-License-Identifier: Apache-2.0
#include "plots/scale.hpp"

#include "plots/text_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace accalmie::plots {

namespace {

constexpr double gap_px = 12;
constexpr int ticks_max = 60;

std::vector<Tick> number_ticks(Axis const& axis, int wanted, Language language)
{
    double const span = axis.most - axis.least;
    double const raw = span / std::max(1, wanted);
    double const power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (double const factor : {5.0, 2.0, 1.0})
        if (factor * power >= raw) step = factor * power;
    if (axis.kind == Axis::Kind::count) step = std::max(1.0, step);
    int const decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
    std::vector<Tick> ticks;
    auto const first = std::ceil(axis.least / step - 1e-9);
    for (int i = 0; i < ticks_max && (first + i) * step <= axis.most + 1e-9 * span; ++i) {
        double const at = (first + i) * step;
        ticks.push_back({at, std::abs(at) < step / 2 ? "0" : number_text(at, decimals, language)});
    }
    return ticks;
}

/// Powers of ten times `factors`.
std::vector<Tick> ratio_ticks(Axis const& axis, std::vector<double> const& factors, int every, Language language)
{
    std::vector<Tick> ticks;
    for (int power = -9; power <= 9; ++power) {
        if (power % every != 0) continue;
        for (double const factor : factors) {
            double const at = factor * std::pow(10, power);
            if (at >= axis.least * (1 - 1e-9) && at <= axis.most * (1 + 1e-9)) ticks.push_back({at, short_text(at, language)});
        }
    }
    return ticks;
}

std::vector<Tick> month_ticks(Axis const& axis, int every, Language language)
{
    std::vector<Tick> ticks;
    auto const first = static_cast<int>(std::ceil(axis.least));
    for (int number = first; number < axis.most; ++number) {
        if (number % every != 0) continue;
        ticks.push_back({static_cast<double>(number), every >= 12 ? std::to_string(number / 12) : month_text(Month{number}, language)});
    }
    return ticks;
}

std::vector<Tick> named_ticks(Axis const& axis, std::size_t every)
{
    std::vector<Tick> ticks;
    for (std::size_t i = 0; i < axis.names.size(); i += every) ticks.push_back({static_cast<double>(i), axis.names[i]});
    return ticks;
}

/// From many ticks to few.
std::vector<std::vector<Tick>> choices_of(Axis const& axis, Language language)
{
    std::vector<std::vector<Tick>> choices;
    switch (axis.kind) {
    case Axis::Kind::number:
    case Axis::Kind::count:
        for (int wanted = 8; wanted > 1; --wanted) choices.push_back(number_ticks(axis, wanted, language));
        break;
    case Axis::Kind::ratio:
        choices = {ratio_ticks(axis, {1, 2, 5}, 1, language), ratio_ticks(axis, {1, 3}, 1, language), ratio_ticks(axis, {1}, 1, language), ratio_ticks(axis, {1}, 2, language),
                   ratio_ticks(axis, {1}, 3, language)};
        break;
    case Axis::Kind::month:
        for (int const every : {1, 2, 3, 6, 12, 24, 60, 120, 240}) choices.push_back(month_ticks(axis, every, language));
        break;
    case Axis::Kind::named:
        for (std::size_t const every : {1U, 2U, 5U, 10U, 20U, 50U, 100U, 200U, 500U}) choices.push_back(named_ticks(axis, every));
        break;
    case Axis::Kind::hidden: break;
    }
    return choices;
}

bool fit(std::vector<Tick> const& ticks, Axis const& axis, double length_px, double size_px)
{
    double end = -1e9;
    for (auto const& tick : ticks) {
        double const half = text_width(tick.text, size_px, Weight::normal) / 2;
        double const middle = share_of(axis, tick.at) * length_px;
        if (middle - half < end + gap_px) return false;
        end = middle + half;
    }
    return true;
}

}  // namespace

Axis settled(Axis axis)
{
    if (axis.kind == Axis::Kind::named) {
        axis.least = -0.5;
        axis.most = std::max(0.5, static_cast<double>(axis.names.size()) - 0.5);
        return axis;
    }
    if (!std::isfinite(axis.least)) axis.least = 0;
    if (!std::isfinite(axis.most)) axis.most = axis.least + 1;
    if (axis.kind == Axis::Kind::ratio) {
        axis.least = std::clamp(axis.least, 1e-6, 1e6);
        axis.most = std::clamp(axis.most, axis.least, 1e9);
        if (axis.most < axis.least * 1.2) {
            axis.least /= 2;
            axis.most *= 2;
        }
        return axis;
    }
    if (axis.most < axis.least) std::swap(axis.least, axis.most);
    if (axis.most - axis.least < 1e-12 * std::max(1.0, std::abs(axis.most))) {
        axis.least -= axis.kind == Axis::Kind::number ? 1 : 0;
        axis.most += 1;
    }
    return axis;
}

double share_of(Axis const& axis, double value)
{
    if (axis.kind != Axis::Kind::ratio) return (value - axis.least) / (axis.most - axis.least);
    if (value <= 0) return -1;
    return std::log(value / axis.least) / std::log(axis.most / axis.least);
}

std::vector<Tick> level_ticks(Axis const& axis, double length_px, double size_px, Language language)
{
    auto choices = choices_of(axis, language);
    for (auto& ticks : choices)
        if (!ticks.empty() && fit(ticks, axis, length_px, size_px)) return std::move(ticks);
    return {};
}

std::vector<Tick> upright_ticks(Axis const& axis, double length_px, Language language)
{
    if (axis.kind == Axis::Kind::named) return named_ticks(axis, 1);
    if (axis.kind == Axis::Kind::number || axis.kind == Axis::Kind::count) return number_ticks(axis, std::clamp(static_cast<int>(length_px / 44), 2, 8), language);
    constexpr double apart_px = 20;
    for (auto& ticks : choices_of(axis, language)) {
        bool is_clear = !ticks.empty();
        for (std::size_t i = 1; i < ticks.size(); ++i) is_clear = is_clear && std::abs(share_of(axis, ticks[i].at) - share_of(axis, ticks[i - 1].at)) * length_px >= apart_px;
        if (is_clear) return std::move(ticks);
    }
    return {};
}

}  // namespace accalmie::plots
