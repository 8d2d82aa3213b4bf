// SPDX-License-Identifier: Apache-2.0
// src/measures/space_time_process.hpp: events that bring further events near them in space and time, over a log-linear background.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace accalmie {

/// Corner of a ring, relative to its event. Outer rings run anticlockwise, holes clockwise; the last corner is not the first repeated.
struct RingCorner {
    double x = 0, y = 0;
};
using Ring = std::vector<RingCorner>;

/// Covariates by rows: `columns` numbers a row.
struct Design {
    std::size_t columns = 0;
    std::vector<double> values;
};

struct SpaceTimeEvent {
    double time = 0, x = 0, y = 0;
    std::size_t kind = 0;
    double endemic_offset = 0;      ///< log of what multiplies the background where and when the event was
    std::vector<Ring> region;       ///< where its offspring can lie: the area watched within its reach
    double reach_time = 0, reach_distance = 0;
};

/// A piece of the area watched during a piece of time, its covariates the same throughout.
struct SpaceTimeCell {
    double measure = 0;             ///< area times duration
    double endemic_offset = 0;
};

struct SpaceTimeInput {
    std::vector<SpaceTimeEvent> events;   ///< in order of time
    Design endemic_of_events, endemic_of_cells;
    Design epidemic_of_events;
    std::vector<SpaceTimeCell> cells;     ///< all of the area and time watched
    std::size_t kinds = 1;
    std::vector<std::uint8_t> triggers;   ///< kinds x kinds: 1 where an event of the row's kind can bring one of the column's
    double end = 0;                       ///< of the watch
};

/// Events, pairs and regions made ready once, for many evaluations of
///
///     lambda(t, s, k) = exp(offset + z' beta) + sum over j that can have brought (t, s, k) of exp(w_j' gamma) exp(-alpha (t - tj)) exp(-|s - sj|^2 / (2 sigma^2))
///
/// with parameters beta, gamma, log sigma, log alpha in this order: the model of R's twinstim with siaf.gaussian() and tiaf.exponential().
class SpaceTimeProcess {
public:
    /// in      1 to 20,000 events, at most 5,000,000 cells, 10 kinds, 40 parameters, 2,000,000 corners; at most 20,000,000 pairs within reach
    /// errors  invalid  designs of another length, times out of order or after the end, a number that is not finite     limit
    /// source  Meyer, Elias & Höhle 2012, Biometrics 68:607-616; Meyer, Held & Höhle 2017, J. Stat. Softw. 77(11)
    static Result<SpaceTimeProcess> make(SpaceTimeInput const& input);

    SpaceTimeProcess(SpaceTimeProcess&&) noexcept;
    SpaceTimeProcess& operator=(SpaceTimeProcess&&) noexcept;
    ~SpaceTimeProcess();

    std::size_t parameter_count() const;
    /// in      parameter_count() numbers     out    not finite where they are impossible; `gradient` by parameter, if not null
    double log_likelihood(std::span<double const> parameters, std::vector<double>* gradient = nullptr) const;

    struct Fit {
        std::vector<double> parameters;
        std::optional<std::vector<double>> covariance;   ///< by rows; nothing where the curvature is not that of a maximum
        double log_likelihood = 0;
        double largest_gradient = 0;
        int evaluations = 0;
        bool converged = false;
    };
    /// The maximum, from `start`.
    Fit fit(std::vector<double> start) const;

    /// Chance that each event came from the background, at these parameters.
    std::vector<double> background_chance(std::span<double const> parameters) const;

private:
    struct Ready;
    explicit SpaceTimeProcess(std::unique_ptr<Ready> ready);
    std::unique_ptr<Ready> ready_;
};

}  // namespace accalmie
