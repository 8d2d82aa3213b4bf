// SPDX-License-Identifier: Apache-2.0
// src/measures/linked_counts.hpp: whole numbers tied by sums: how far can one of them be from what it is, with all sums still true?
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace accalmie {

/// Unknown counts that are linked: what each is, the least that it can be, and which combinations of them have a known value.
struct LinkedCounts {
    std::vector<std::int64_t> values;                                    ///< the truth; it satisfies every tie by definition
    std::vector<std::int64_t> least;                                     ///< at most the value
    std::vector<std::vector<std::pair<std::size_t, int>>> ties;          ///< indices and factors (1 or -1); the combination's value is known
};

enum class Direction : std::uint8_t { down, up };

/// The whole numbers that satisfy all ties, seen through linear programming: the program proposes, whole-number arithmetic verifies.
class CountSpace {
public:
    static constexpr std::size_t counts_max = 1'000;
    static constexpr int pivots_max = 20'000;

    /// errors  limit  more than 1,000 linked counts     invalid  sizes or indices that do not fit
    static Result<CountSpace> make(LinkedCounts counts);

    /// Other whole numbers with the same ties in which `count` is as far in this direction as `steps` at most, as found; nothing if none
    /// was found. What is returned was checked exactly, so it proves itself.
    std::optional<std::vector<std::int64_t>> reach(std::size_t count, Direction direction, std::int64_t steps) const;

    /// The furthest value of `count` that real numbers allow, turned inwards to a whole one: exact for tables of two ways (their ties are
    /// totally unimodular), an outer bound otherwise. Nothing: no bound in this direction.
    /// errors  limit  more than 20,000 pivots
    /// source  Dantzig 1963, Linear Programming and Extensions; Bland 1977, Math. Oper. Res. 2:103-107; Hoffman & Kruskal 1956
    Result<std::optional<std::int64_t>> bound(std::size_t count, Direction direction) const;

private:
    enum class Ending : std::uint8_t { optimum, capped, unbounded, too_long };
    struct Outcome {
        Ending ending = Ending::optimum;
        double moved = 0;             ///< how far the objective went from the truth
        std::vector<double> above;    ///< of each count: value above its least
    };
    struct Dictionary;

    void find_moves();
    Outcome solve(std::size_t count, Direction direction, std::optional<double> cap) const;
    std::optional<std::vector<std::int64_t>> verified(std::vector<double> const& above) const;

    LinkedCounts counts_;
    std::size_t width_ = 0;           ///< independent moves
    std::vector<double> moves_;       ///< [count][move]: how a move changes a count
};

}  // namespace accalmie
