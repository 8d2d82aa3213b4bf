// SPDX-License-Identifier: Apache-2.0
// src/answers/method_growth_survey.hpp: what the prevalences of small children and of school age share: who is kept, in which groups, by which scores.
#pragma once

#include "answers/method_growth_rows.hpp"
#include "measures/growth_prevalence.hpp"

#include <string>
#include <vector>

namespace accalmie {

/// The children who are kept, and why others are not.
struct GrowthKept {
    std::vector<std::size_t> rows;
    std::size_t too_old = 0, of_other_age = 0, without_design = 0, without_weight = 0, without_quintile = 0;
};

/// A way to divide the children, with the names of the parts.
struct GrowthDivision {
    std::string label;
    std::vector<std::string> names;
    GrowthGroups groups;
};

/// One index of the children kept, under the letters of WHO's tables.
struct GrowthIndexColumn {
    std::string letters;
    IndexScores scores;
};

/// Women first, as WHO's tables have them.
std::uint32_t growth_sex_group(ChildSex sex);
/// Adds a division with somebody in it.
void add_growth_division(std::vector<GrowthDivision>& divisions, GrowthDivision division);

/// Children of 61 to 228 months: who they are, their scores by the reference of 2007 (HA, WA to 120 months, BMI), and the groups of WHO's tables.
/// in      has_design: 1 where a row has its cluster and stratum
GrowthKept kept_of_school_age(ChildColumns const& children, std::vector<std::uint8_t> const& has_design);
std::vector<GrowthIndexColumn> school_age_indices(ChildColumns const& children, std::vector<std::size_t> const& rows);
std::vector<GrowthDivision> school_age_divisions(ChildColumns const& children, std::vector<std::size_t> const& rows);
/// Weight for age ends at 120 months: WHO gives none of all children, nor of a sex.
bool is_told_at_school_age(std::string const& letters, GrowthDivision const& division);

}  // namespace accalmie
