// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/plot_file.hpp: a picture into a file, as SVG or PNG, and the table behind it.
#pragma once

#include "plots/plot.hpp"
#include "surfaces/cli/command.hpp"

#include <filesystem>

namespace accalmie::cli {

struct PlotFiles {
    std::string picture;                      ///< ends in .svg or .png; as given on the line
    std::string table;                        ///< .csv or .html; empty: none
    double width_px = 720;
    plots::Language language = plots::Language::french;
};

/// --output, --table, --lang and --width, each with `prefix` in front ("plot-" beside a method's own options).
/// errors  usage
Result<PlotFiles> plot_files_of(Arguments const& arguments, std::string_view picture_option, std::string_view prefix);

/// PNG is drawn by rsvg-convert, a process beside us, at twice the size.
/// errors  usage  another ending     missing  rsvg-convert is not there     io
Result<void> write_plot(Session& session, plots::Plot const& plot, PlotFiles const& files);

}  // namespace accalmie::cli
