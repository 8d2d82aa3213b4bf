// SPDX-License-Identifier: Apache-2.0
// src/measures/control_checks.hpp: does a synthetic control hold? Placebos at other units and at earlier times, each donor left out.
#pragma once

#include "measures/synthetic_control.hpp"

#include <cstdint>
#include <span>

namespace accalmie {

struct PlaceboUnit {
    std::size_t unit = 0;
    ControlFit fit;
    std::optional<double> ratio;  ///< rmspe_after / rmspe_before; nothing where the fit before is perfect
};

struct PlaceboRank {
    std::optional<double> ratio;  ///< of the treated unit
    int rank = 0;                 ///< units whose ratio is at least as large, the treated one counted; a perfect fit before ranks first
    int of = 0;                   ///< units ranked
    double p_value = 1;           ///< rank / of
    int rank_good = 0, of_good = 0;  ///< the same among units that fit before at most twice as badly (RMSPE) as the treated one
};

struct DonorLeftOut {
    std::size_t donor = 0;        ///< a unit of the panel
    double weight = 0;            ///< that it had
    ControlFit fit;
};

/// Every donor in the treated part, told from the other donors (never from the truly treated one).
/// in      as synthetic_control has them; at least three donors
/// source  Abadie, Diamond & Hainmueller 2010, section 3.5
Result<std::vector<PlaceboUnit>> placebos_in_space(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options);

PlaceboRank rank_among(ControlFit const& treated, std::span<PlaceboUnit const> placebos);

/// The mean gap of several treated units against means of as many placebos drawn at random: p = (1 + as extreme) / (1 + draws), by the ratio
/// of root mean squared mean gaps after and before.
/// in      gaps of the mean treated unit; 1 <= treated < placebos.size(); 1 to 100,000 draws
/// source  Cavallo, Galiani, Noy & Pantano 2013, Rev. Econ. Stat. 95:1549-1561
Result<double> p_of_mean_gap(std::span<double const> mean_gap, std::size_t treated, std::span<PlaceboUnit const> placebos, ControlDesign const& design, int draws, std::uint64_t seed);

/// The design as if the treatment had begun at an earlier time: fitted before it, the effect taken from it to the true beginning.
/// errors  missing  fewer than two fitted times are left     invalid  not before the treatment
/// source  Abadie, Diamond & Hainmueller 2015, Am. J. Pol. Sci. 59:495-510
Result<ControlDesign> placebo_in_time(ControlDesign const& design, std::size_t earlier);

/// Each donor that carries weight (above 0.001) left out in turn.
Result<std::vector<DonorLeftOut>> leave_one_out(UnitPanel const& panel, ControlDesign const& design, ControlOptions const& options, ControlFit const& fit);

}  // namespace accalmie
