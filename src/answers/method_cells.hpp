// SPDX-License-Identifier: Apache-2.0
// src/answers/method_cells.hpp: cells and options of a method's table as numbers, months and days, or an error that names the place.
#pragma once

#include "answers/method.hpp"
#include "measures/calm_spell.hpp"

#include <optional>

namespace accalmie {

/// Without blanks around it and without a byte order mark.
std::string_view trimmed_cell(std::string_view text);

/// Columns of a table by name.
class MethodRows {
public:
    explicit MethodRows(MethodTable const& table) : table_(&table) {}

    std::size_t size() const { return table_->rows.size(); }
    bool has(std::string_view column) const { return index(column).has_value(); }
    /// The text of a cell without surrounding blanks; empty where the column is not there.
    std::string_view text(std::size_t row, std::string_view column) const;
    /// errors  invalid  not a whole number of 0 or more
    Result<std::int64_t> count(std::size_t row, std::string_view column) const;
    /// errors  invalid  not a number
    Result<double> number(std::size_t row, std::string_view column) const;
    /// errors  invalid  not a month
    Result<Month> month(std::size_t row, std::string_view column) const;
    /// "row 5: events"
    static std::string place(std::size_t row, std::string_view column);

private:
    std::optional<std::size_t> index(std::string_view column) const;
    MethodTable const* table_;
};

/// Months with counts, in the order of the table; an empty count is no data and is left out.
/// errors  invalid  a cell is wrong, a month is there twice
Result<std::vector<MonthCount>> month_counts(MethodTable const& table);

Result<std::int64_t> option_count(MethodOptions const& options, std::string_view name);
Result<double> option_number(MethodOptions const& options, std::string_view name);
std::string_view option_text(MethodOptions const& options, std::string_view name);
/// It has a value, and not the word "none".
bool option_given(MethodOptions const& options, std::string_view name);
/// "a, b,c" as three names; "none" as no name.
std::vector<std::string> option_names(MethodOptions const& options, std::string_view name);
Result<Month> option_month(MethodOptions const& options, std::string_view name);
Result<Day> option_day(MethodOptions const& options, std::string_view name);

/// "95" of 0.95, "99.5" of 0.995: names of members such as lower_95.
std::string percent_name(double level);

Method rate_ratio_method();
Method synthetic_control_method();
Method self_exciting_method();
Method alert_rules_method();
Method attack_loss_method();
Method bayes_alarm_method();
Method before_after_method();
Method calm_spell_method();
Method capture_recapture_method();
Method change_point_method();
Method interrupted_time_series_method();
Method completeness_method();
Method cusum_method();
Method difference_in_differences_method();
Method ears_method();
Method farrington_method();
Method farrington_flexible_method();
Method group_time_effects_method();
Method growth_method();
Method growth_prevalence_method();
Method heat_index_method();
Method heat_waves_method();
Method malnutrition_care_method();
Method nowcast_method();
Method permutation_method();
Method record_linkage_method();
Method return_period_method();
Method stock_method();
Method referrals_method();
Method trust_method();
Method suppress_method();
Method equivalence_classes_method();

}  // namespace accalmie
