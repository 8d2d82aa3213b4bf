// SPDX-License-Identifier: Apache-2.0
#include "surfaces/cli/plot_file.hpp"

#include "plots/svg.hpp"
#include "plots/table.hpp"

#include <fmt/format.h>

namespace accalmie::cli {

namespace {

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

Result<std::string> png_of(Session& session, std::filesystem::path const& svg_file)
{
    if (session.processes == nullptr) return Error{Error::Kind::missing, "this program may start no other, so it can draw no PNG", {}, "write an SVG: -o FILE.svg"};
    ProcessRequest request;
    request.program = "rsvg-convert";
    request.arguments = {"--format=png", "--zoom=2", "--", std::filesystem::absolute(svg_file).string()};
    request.environment = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "XDG_CACHE_HOME=/nonexistent"};
    auto result = session.processes->run(request);
    if (!result && result.error().kind == Error::Kind::missing)
        return Error{Error::Kind::missing, "PNG needs the program rsvg-convert, which is not installed", {}, "install the package librsvg2-bin, or write an SVG: -o FILE.svg"};
    if (!result) return result.error();
    if (result->exit_code != 0 || !result->output.starts_with(png_signature))
        return Error{Error::Kind::io, fmt::format("rsvg-convert drew no picture (exit code {})", result->exit_code), result->messages.substr(0, 200), "write an SVG: -o FILE.svg"};
    return std::move(result->output);
}

/// The SVG lies beside the picture while it is drawn: the other program gets no input and may write no file.
Result<std::string> draw_png(Session& session, std::string const& svg, std::filesystem::path const& path)
{
    auto const beside = path.parent_path() / ("." + path.filename().string() + ".svg");
    TRY(write_atomically(session.machine.disk, beside, as_bytes(svg)));
    auto png = png_of(session, beside);
    TRY(session.machine.disk.remove(beside));
    return png;
}

}  // namespace

Result<PlotFiles> plot_files_of(Arguments const& arguments, std::string_view picture_option, std::string_view prefix)
{
    auto const name = [&](std::string_view option) { return std::string{prefix} + std::string{option}; };
    PlotFiles files;
    files.picture = arguments.text(picture_option);
    files.table = arguments.text(name("table"));
    files.width_px = static_cast<double>(TRY(arguments.integer(name("width"), static_cast<std::int64_t>(plots::width_px_min), static_cast<std::int64_t>(plots::width_px_max))).value_or(720));
    files.language = TRY(plots::parse_language(arguments.text(name("lang"))).at("--" + name("lang")));
    auto const ending = std::filesystem::path{files.picture}.extension();
    if (ending != ".svg" && ending != ".png") return Error{Error::Kind::usage, "a picture is a file .svg or .png", "--" + std::string{picture_option}, "write -o change.svg"};
    auto const table_ending = std::filesystem::path{files.table}.extension();
    if (!files.table.empty() && table_ending != ".csv" && table_ending != ".html") return Error{Error::Kind::usage, "a table is a file .csv or .html", "--" + name("table"), "write change.csv"};
    return files;
}

Result<void> write_plot(Session& session, plots::Plot const& plot, PlotFiles const& files)
{
    auto const path = session.path(files.picture);
    auto drawn = plots::svg(plot, files.width_px);
    if (path.extension() == ".png") drawn = TRY(draw_png(session, drawn, path));
    TRY(write_atomically(session.machine.disk, path, as_bytes(drawn)));
    if (!files.table.empty()) {
        auto const table = session.path(files.table);
        auto const text = table.extension() == ".html" ? plots::table_html(plot) : plots::table_csv(plot);
        TRY(write_atomically(session.machine.disk, table, as_bytes(text)));
    }
    return {};
}

}  // namespace accalmie::cli
