// SPDX-License-Identifier: Apache-2.0
// src/measures/growth_tables.hpp: WHO's growth tables, in memory: L, M and S by sex and day, month or millimetre.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace accalmie {

enum class ChildSex : std::uint8_t { unknown, male, female };

/// The three numbers by which a measure becomes a z-score: the power that makes it symmetric, its median, its coefficient of variation.
struct Lms {
    double l = 1, m = 1, s = 1;
};

/// One table of WHO's: rows at first, first + 1 ... of its unit.
class LmsTable {
public:
    LmsTable() = default;
    LmsTable(std::int64_t first, std::vector<Lms> boys, std::vector<Lms> girls);

    std::int64_t first() const { return first_; }
    std::int64_t last() const { return first_ + static_cast<std::int64_t>(boys_.size()) - 1; }
    /// The row at `at`; null outside the table, or where the sex is not known. Lives as long as the table.
    Lms const* find(ChildSex sex, std::int64_t at) const
    {
        auto const offset = static_cast<std::size_t>(at - first_);
        if (at < first_ || offset >= boys_.size() || sex == ChildSex::unknown) return nullptr;
        return sex == ChildSex::male ? &boys_[offset] : &girls_[offset];
    }

private:
    std::int64_t first_ = 0;
    std::vector<Lms> boys_, girls_;
};

/// The standards of 2006 (by day; by millimetre of length or height) and the reference of 2007 (by month).
struct GrowthTables {
    LmsTable length, weight, bmi, head, arm, triceps, subscapular;  ///< by day, from 0 or 91 to 1826
    LmsTable weight_for_length, weight_for_height;                  ///< by millimetre, 450 to 1100 and 650 to 1200
    LmsTable height_by_month, weight_by_month, bmi_by_month;        ///< by month, 60 to 229, weight to 121
};

/// The tables of packs/growth, read once; live as long as the program.
/// source  WHO Multicentre Growth Reference Study Group 2006 and 2007; de Onis et al. 2007, Bull. World Health Organ. 85:660-667
GrowthTables const& growth_tables();

}  // namespace accalmie
