// SPDX-License-Identifier: Apache-2.0
#include "measures/gaussian_region.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace accalmie {

namespace {

/// exp(-z) with z above this does not change a double next to 1.
constexpr double far_exponent = 37;

/// Gauss-Legendre with 8 nodes on [-1, 1], one half.
constexpr std::array<double, 4> nodes{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
constexpr std::array<double, 4> node_weights{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};

/// With 3 nodes, for short pieces.
constexpr double few_node = 0.7745966692414834, few_weight = 5.0 / 9, few_middle_weight = 8.0 / 9;
/// Three nodes integrate a piece whose distance changes by less than this share, with an error below 1e-10 of the angle.
constexpr double short_piece = 0.05;

struct Node {
    double square, weight;
};

/// Part of a line at distance `height`, between two angles from its foot.
void add_piece(std::vector<Node>& all, double height, double from, double to, double sign)
{
    double const middle = (from + to) / 2, half = (to - from) / 2;
    auto const add = [&](double node, double weight) {
        double const distance = height / std::cos(middle + half * node);
        all.push_back({distance * distance, sign * half * weight});
    };
    if (2 * half * (1 + std::max(std::abs(std::tan(from)), std::abs(std::tan(to)))) < short_piece) {
        add(0, few_middle_weight);
        for (double const side : {-1.0, 1.0}) add(side * few_node, few_weight);
        return;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (double const side : {-1.0, 1.0}) add(side * nodes[i], node_weights[i]);
}

/// Angles from the foot at which the distance is 2^k times the height, on both sides, rising; and a sixth of pi, for the first of them are long.
std::vector<double> const& doubling_angles()
{
    static std::vector<double> const angles = [] {
        std::vector<double> all{0, std::numbers::pi / 6, -std::numbers::pi / 6};
        for (double ratio = 0.5; ratio > 1e-9; ratio /= 2)
            for (double const side : {-1.0, 1.0}) all.push_back(side * std::acos(ratio));
        std::sort(all.begin(), all.end());
        return all;
    }();
    return angles;
}

/// One edge. Split at its foot and wherever the distance has doubled, so that on each piece the integrand is smooth.
void add_edge(std::vector<Node>& all, RingCorner const& a, RingCorner const& b)
{
    double const dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    double const cross = a.x * b.y - a.y * b.x;
    if (length == 0 || std::abs(cross) < 1e-12 * length * length) return;  // seen from the origin it sweeps no angle
    double const height = std::abs(cross) / length, sign = cross > 0 ? 1 : -1;
    double from = std::atan((a.x * dx + a.y * dy) / length / height), to = std::atan((b.x * dx + b.y * dy) / length / height);
    std::vector<double> cuts{from};
    for (double const mark : doubling_angles())
        if (mark > from && mark < to) cuts.push_back(mark);
    cuts.push_back(to);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) add_piece(all, height, cuts[i], cuts[i + 1], sign);
}

}  // namespace

GaussianRegion::GaussianRegion(std::vector<Ring> const& rings)
{
    std::vector<Node> all;
    for (auto const& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i) add_edge(all, ring[i], ring[(i + 1) % ring.size()]);
    std::sort(all.begin(), all.end(), [](Node const& a, Node const& b) { return a.square < b.square; });
    for (auto const& node : all) {
        squares_.push_back(node.square);
        weights_.push_back(node.weight);
    }
    beyond_.assign(all.size() + 1, 0.0);
    for (std::size_t i = all.size(); i-- > 0;) beyond_[i] = beyond_[i + 1] + weights_[i];
}

GaussianRegion::Value GaussianRegion::at(double sigma) const
{
    double const scale = 1 / (2 * sigma * sigma);
    auto const near = static_cast<std::size_t>(std::lower_bound(squares_.begin(), squares_.end(), far_exponent / scale) - squares_.begin());
    double value = beyond_[near], slope = beyond_[near];
    for (std::size_t i = 0; i < near; ++i) {
        double const exponent = squares_[i] * scale, left = std::exp(-exponent), filled = exponent < 1e-5 ? -std::expm1(-exponent) : 1 - left;
        value += weights_[i] * filled;
        slope += weights_[i] * (filled - exponent * left);
    }
    return {sigma * sigma * value, 2 * sigma * sigma * slope};
}

}  // namespace accalmie
