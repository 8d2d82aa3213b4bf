// SPDX-License-Identifier: Apache-2.0
// Pictures at the surfaces: files of the command line, the program beside us that draws PNG, and the sheet of HTTP.
#include "surfaces/change_plots.hpp"
#include "surfaces/cli/plot_file.hpp"
#include "surfaces/http/api.hpp"
#include "surfaces/http/schemas.hpp"
#include "surfaces/tree_text.hpp"

#include "plots/series.hpp"
#include "support/plain_disk.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace accalmie;

namespace {

struct Said final : cli::Terminal {
    std::string text;
    void out(std::string_view more) override { text += more; }
    void err(std::string_view more) override { text += more; }
    bool is_interactive() const override { return false; }
};
struct StoppedClock final : Clock {
    Instant now() override { return {}; }
};
struct NoRandom final : Random {
    void fill(std::span<std::uint8_t> octets) override { std::fill(octets.begin(), octets.end(), std::uint8_t{7}); }
};
struct OneProcess final : Processes {
    std::optional<Error> refused;
    ProcessOutput answer;
    ProcessRequest asked;
    Result<ProcessOutput> run(ProcessRequest const& request) override
    {
        asked = request;
        if (refused) return *refused;
        return answer;
    }
};

struct Desk {
    std::filesystem::path folder;
    test::PlainDisk disk;
    StoppedClock clock;
    NoRandom random;
    Said said;
    OneProcess processes;

    Desk()
    {
        std::string name = std::filesystem::temp_directory_path() / "accalmie-plot-XXXXXX";
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder = name;
        std::ofstream file{folder / "panel.csv"};
        file << "unit,time,outcome\n";
        for (int unit = 0; unit < 5; ++unit)
            for (int year = 2000; year < 2010; ++year) file << "u" << unit << "," << year << "," << 10 + unit + (year % 3) - (unit == 0 && year >= 2006 ? 4 : 0) + 0.1 * ((unit * year) % 7) << "\n";
    }
    ~Desk() { std::filesystem::remove_all(folder); }
    Desk(Desk const&) = delete;
    Desk& operator=(Desk const&) = delete;

    int run(std::vector<std::string> const& more)
    {
        std::vector<std::string> words{"method", "synthetic-control", "panel.csv", "--treated-unit", "u0", "--first-treated", "2006"};
        words.insert(words.end(), more.begin(), more.end());
        cli::Host host{{disk, clock, random}, said, nullptr, &processes, folder, {}, nullptr};
        return cli::run(words, host);
    }
    std::string content(std::string const& name) const
    {
        std::ifstream file{folder / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
};

plots::Plot made_plot()
{
    plots::SeriesInput input;
    input.head = {plots::Language::french, true, true, false, "UCDP"};
    input.where = "Ténenkou";
    input.series = {Month::of(2021, 1), {1, 0, std::nullopt}};
    return plots::series_plot(input);
}

}  // namespace

TEST_CASE("a method draws its picture beside its result, and the table behind it")
{
    Desk desk;
    CHECK(desk.run({"--plot", "path.svg", "--plot-table", "path.csv", "--plot-lang", "en"}) == 0);
    CHECK(desk.content("path.svg").starts_with("<svg "));
    CHECK(desk.content("path.svg").find("Synthetic control: u0") != std::string::npos);
    CHECK(desk.content("path.csv").starts_with("time,observed,synthetic,gap,period\r\n2000,"));
    CHECK(desk.run({"--placebo-space", "all", "--plot", "cloud.svg", "--plot-kind", "placebo"}) == 0);
    CHECK(desk.content("cloud.svg").find("lieux non traités") != std::string::npos);
}

TEST_CASE("a PNG is drawn by rsvg-convert from a file that is gone afterwards; without it the remedy is named")
{
    Desk desk;
    desk.processes.answer.output = "\x89PNG\r\n\x1a\nrest";
    CHECK(desk.run({"--plot", "path.png"}) == 0);
    CHECK(desk.processes.asked.program == "rsvg-convert");
    CHECK(desk.content("path.png") == desk.processes.answer.output);
    CHECK_FALSE(std::filesystem::exists(desk.folder / ".path.png.svg"));
    desk.processes.answer.output = "not a picture";
    CHECK(desk.run({"--plot", "other.png"}) == exit_code(Error::Kind::io));
    CHECK_FALSE(std::filesystem::exists(desk.folder / "other.png"));
    desk.processes.refused = Error{Error::Kind::missing, "the program rsvg-convert is not installed", {}, {}};
    CHECK(desk.run({"--plot", "other.png"}) == exit_code(Error::Kind::missing));
    CHECK(desk.said.text.find("librsvg2-bin") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(desk.folder / ".other.png.svg"));
}

TEST_CASE("a picture that is no picture, a language that is none and a width out of bounds are usage errors")
{
    Desk desk;
    for (std::vector<std::string> const& line : {std::vector<std::string>{"--plot", "path.gif"}, {"--plot", "path.svg", "--plot-lang", "de"}, {"--plot", "path.svg", "--plot-width", "20"}, {"--plot", "path.svg", "--plot-table", "x.pdf"}})
        CHECK(desk.run(line) == exit_code(Error::Kind::usage));
}

TEST_CASE("a sheet has the shape that the interface promises, and cuts long tables but not its CSV")
{
    auto plot = made_plot();
    auto const shaped = http::check_shape(nlohmann::json::parse(tree_json(plot_sheet(plot, 400, Kind::demo))), "PlotSheet");
    CHECK_MESSAGE(shaped.has_value(), (shaped ? "" : shaped.error().text()));
    plot.table.rows.resize(sheet_rows_max + 7, {Month::of(2021, 1), std::int64_t{1}, std::string{}});
    auto const json = nlohmann::json::parse(tree_json(plot_sheet(plot, 400, Kind::demo)));
    CHECK(json["table"]["rows"].size() == sheet_rows_max);
    CHECK(json["table"]["rows_left_out"] == 7);
    auto const csv = json["csv"].get<std::string>();
    CHECK(std::count(csv.begin(), csv.end(), '\n') == static_cast<std::ptrdiff_t>(sheet_rows_max) + 8);
}

TEST_CASE("the address of a picture answers SVG, that of its sheet JSON, both to members only")
{
    http::Api api;
    api.plot = [](Member const&, http::Query const&) -> Result<std::string> { return std::string{"<svg/>"}; };
    api.plot_sheet = [](Member const&, http::Query const&) -> Result<std::string> { return std::string{"{}"}; };
    int seen = 0;
    for (auto const& route : http::api_routes(api)) {
        if (!route.pattern.starts_with("/api/v1/plots/")) continue;
        ++seen;
        CHECK((route.audience == http::Audience::member));
        auto const answer = route.handle({});
        REQUIRE(answer.has_value());
        CHECK(answer->content_type == (route.pattern.ends_with("/sheet") ? "application/json" : "image/svg+xml"));
    }
    CHECK(seen == 2);
}

TEST_CASE("the kinds that HTTP names are those that are drawn")
{
    for (auto const& route : http::api_routes({}))
        if (route.pattern == "/api/v1/plots/{kind}") CHECK((route.parameters.front().choices == change_plot_kinds()));
}
