// SPDX-License-Identifier: Apache-2.0
// src/measures/reference_distributions.hpp: the distributions that estimates are held against: normal, Student's t, F and chi-square.
#pragma once

namespace accalmie {

/// Chance that a standard normal lies at least as far from 0 as `z`, on either side.
/// in      z finite
double normal_two_sided(double z);

/// The distance from 0 within which a standard normal lies with chance `level`: 1.959964 for 0.95.
/// in      0 < level < 1
double normal_reach(double level);

/// Chance that Student's t lies at least as far from 0 as `t`, on either side.
/// in      t finite; degrees > 0
double student_two_sided(double t, double degrees);

/// The distance from 0 within which Student's t lies with chance `level`.
/// in      0 < level < 1; degrees > 0
double student_reach(double level, double degrees);

/// Chance that F is `f` or larger.
/// in      f >= 0, finite; both degrees > 0
double f_at_least(double f, double degrees_above, double degrees_below);

/// Chance that a chi-square is `x` or larger.
/// in      x >= 0, finite; degrees > 0
double chi_square_at_least(double x, double degrees);

}  // namespace accalmie
