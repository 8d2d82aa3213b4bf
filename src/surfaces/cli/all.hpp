// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/all.hpp: one function a command, each in the file of its name.
#pragma once

#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

Command init_command();
Command demo_command();
Command serve_command();
Command import_places_command();
Command import_population_command();
Command import_facilities_command();
Command import_ucdp_command();
Command import_acled_command();
Command import_press_command();
Command import_csv_command();
Command calm_command();
Command promises_command();
Command trust_command();
Command signs_command();
Command voices_command();
Command reach_command();
Command completeness_command();
Command attacks_command();
Command report_check_command();
Command report_add_command();
Command report_history_command();
Command asks_command();
Command nutrition_command();
Command hazards_command();
Command survivors_count_command();
Command survivors_list_command();
Command mental_health_command();
Command timeline_command();
Command watch_command();
Command stock_command();
Command referrals_command();
Command change_command();
Command evaluation_add_command();
Command evaluation_list_command();
Command claim_add_command();
Command claim_list_command();
Command claim_show_command();
Command claim_check_command();
Command claim_export_command();
Command claim_verify_command();
Command plot_series_command();
Command plot_placements_command();
Command plot_ratios_map_command();
Command plot_specification_curve_command();
Command plot_synthetic_control_command();
Command plot_placebo_command();
Command match_command();
Command query_command();
Command export_csv_command();
Command export_people_command();
Command method_command();
Command form_compile_command();
Command form_check_command();
Command form_compare_command();
Command form_eval_command();
Command form_evaluate_command();
Command pack_check_command();
Command pack_dictionary_command();
Command member_add_command();
Command member_list_command();
Command form_publish_command();
Command form_list_command();
Command export_submissions_command();
Command verify_command();
Command doctor_command();

}  // namespace accalmie::cli
