// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/commands.cpp: the list. To add a command: a file like its neighbours, and a line here (CONTRIBUTING.md).
#include "surfaces/cli/all.hpp"

namespace accalmie::cli {

std::vector<Command> const& commands()
{
    static std::vector<Command> const list{
        init_command(),
        demo_command(),
        serve_command(),
        import_places_command(),
        import_population_command(),
        import_facilities_command(),
        import_ucdp_command(),
        import_acled_command(),
        import_press_command(),
        import_csv_command(),
        calm_command(),
        promises_command(),
        trust_command(),
        signs_command(),
        voices_command(),
        reach_command(),
        completeness_command(),
        attacks_command(),
        report_check_command(),
        report_add_command(),
        report_history_command(),
        asks_command(),
        nutrition_command(),
        hazards_command(),
        survivors_count_command(),
        survivors_list_command(),
        mental_health_command(),
        timeline_command(),
        change_command(),
        evaluation_add_command(),
        evaluation_list_command(),
        claim_add_command(),
        claim_list_command(),
        claim_show_command(),
        claim_check_command(),
        claim_export_command(),
        claim_verify_command(),
        plot_series_command(),
        plot_placements_command(),
        plot_ratios_map_command(),
        plot_specification_curve_command(), plot_synthetic_control_command(), plot_placebo_command(),
        match_command(),
        query_command(),
        export_csv_command(),
        export_people_command(),
        method_command(),
        form_compile_command(),
        form_check_command(),
        form_compare_command(),
        form_eval_command(),
        form_evaluate_command(),
        pack_check_command(),
        pack_dictionary_command(),
        member_add_command(),
        member_list_command(),
        form_publish_command(),
        form_list_command(),
        export_submissions_command(),
        verify_command(),
        doctor_command(),
    };
    return list;
}

}  // namespace accalmie::cli
