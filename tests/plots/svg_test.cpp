// SPDX-License-Identifier: Apache-2.0
// Every picture: well-formed, inside its sheet, in both languages, readable in grey, marked as what it is.
#include "made_plots.hpp"
#include "xml.hpp"

#include "plots/svg.hpp"
#include "plots/table.hpp"
#include "plots/text_width.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

using namespace accalmie;
using namespace accalmie::plots;
using namespace accalmie::plots::test;

namespace {

std::vector<Element> elements_of(std::string const& text)
{
    auto elements = XmlReader{text}.read();
    REQUIRE_MESSAGE(elements.has_value(), (elements ? "" : elements.error().text()));
    return std::move(*elements);
}

double attribute(Element const& element, std::string const& name)
{
    auto const found = element.attributes.find(name);
    REQUIRE(found != element.attributes.end());
    return std::strtod(found->second.c_str(), nullptr);
}

/// Left and right end of a text, or top and bottom of an upright one, by the widest of its fonts.
void check_inside(Element const& text, double width, double height)
{
    double const size = attribute(text, "font-size"), x = attribute(text, "x"), y = attribute(text, "y");
    auto const weight = text.attributes.contains("font-weight") ? Weight::bold : Weight::normal;
    double const length = text_width(text.text, size, weight);
    auto const anchor = text.attributes.contains("text-anchor") ? text.attributes.at("text-anchor") : "start";
    double const before = anchor == "middle" ? length / 2 : anchor == "end" ? length : 0;
    CAPTURE(text.text);
    if (text.attributes.contains("transform")) {
        CHECK(y - length / 2 >= 0);
        CHECK(y + length / 2 <= height);
        return;
    }
    CHECK(x - before >= -0.5);
    CHECK(x - before + length <= width + 0.5);
    CHECK(y - size * 0.75 >= 0);
    CHECK(y + size * 0.25 <= height);
}

void check_picture(Plot const& plot, double width_px)
{
    auto const text = svg(plot, width_px);
    CAPTURE(plot.kind);
    CAPTURE(width_px);
    for (std::string const forbidden : {"nan", "inf", "NaN", "<script", "<style", "href"}) {
        auto const quoted = text.find(forbidden + "\"") != std::string::npos || text.find("\"" + forbidden) != std::string::npos;
        CHECK_MESSAGE(!(quoted || (forbidden.front() == '<' && text.find(forbidden) != std::string::npos)), forbidden);
    }
    auto const elements = elements_of(text);
    auto const& root = elements.front();
    CHECK(root.name == "svg");
    double const width = attribute(root, "width"), height = attribute(root, "height");
    CHECK(width == std::clamp(width_px, width_px_min, width_px_max));
    std::vector<std::string> texts;
    for (auto const& element : elements) {
        for (auto const& [name, value] : element.attributes) {
            CHECK(value.find("nan") == std::string::npos);
            CHECK((value.find("inf") == std::string::npos));
        }
        if (element.name != "text") continue;
        check_inside(element, width, height);
        texts.push_back(element.text);
    }
    CHECK(std::count_if(elements.begin(), elements.end(), [](auto const& one) { return one.name == "title" && one.parent == 0 && !one.text.empty(); }) == 1);
    CHECK(std::count_if(elements.begin(), elements.end(), [](auto const& one) { return one.name == "desc" && !one.text.empty(); }) == 1);
    std::string all;
    for (auto const& line : texts) all += line + " ";
    CHECK(all.find(plot.language == Language::french ? "données simulées" : "simulated data") != std::string::npos);
    CHECK(all.find(plot.language == Language::french ? "Exploratoire" : "Exploratory") != std::string::npos);
    CHECK(svg(plot, width_px) == text);
}

}  // namespace

TEST_CASE("every picture is well-formed, inside its sheet and marked, in both languages and on screens of every width")
{
    for (auto const language : {Language::french, Language::english})
        for (auto const& plot : one_of_each(language))
            for (double const width_px : {280.0, 328.0, 720.0, 1200.0}) check_picture(plot, width_px);
}

TEST_CASE("empty, single, missing, zero and boundless data give a picture that says so")
{
    for (auto const language : {Language::french, Language::english})
        for (auto const& plot : hard_cases(language))
            for (double const width_px : {328.0, 720.0}) check_picture(plot, width_px);
    auto const says = [](Plot const& plot) { return !plot.panels.front().nothing.empty(); };
    auto const cases = hard_cases(Language::english);
    CHECK(says(cases[0]));
    CHECK(cases[2].panels.front().nothing == "The source covers none of these months.");
    CHECK(cases[3].panels.front().nothing == "No event recorded in the months covered.");
    CHECK(says(cases[4]));
    CHECK(cases[7].panels.front().nothing == "No specification can answer.");
    CHECK(says(cases[9]));
    CHECK(says(cases[13]));
    CHECK(says(cases[15]));
}

TEST_CASE("a table row stands behind every mark")
{
    for (auto const language : {Language::french, Language::english}) {
        auto const all = one_of_each(language);
        auto const count = [](Plot const& plot, auto const& wanted) {
            std::size_t found = 0;
            for (auto const& panel : plot.panels)
                for (auto const& mark : panel.marks) found += wanted(mark) ? 1U : 0U;
            return found;
        };
        auto const input = made_series_input(language);
        auto const bars = count(all[0], [](Mark const& mark) {
            auto const* box = std::get_if<Box>(&mark);
            return box != nullptr && (box->fill == Fill::strong || box->fill == Fill::middle);
        });
        CHECK(all[0].table.rows.size() == input.series.counts.size());
        CHECK(bars == static_cast<std::size_t>(std::count_if(input.series.counts.begin(), input.series.counts.end(), [](auto const& one) { return one && *one > 0; })));
        auto const dots = [](Mark const& mark) { return std::holds_alternative<Dot>(mark); };
        auto const with_number = [](Plot const& plot, std::size_t column) {
            return static_cast<std::size_t>(std::count_if(plot.table.rows.begin(), plot.table.rows.end(), [&](auto const& row) { return std::holds_alternative<double>(row[column]); }));
        };
        CHECK(count(all[1], dots) == with_number(all[1], 4));
        CHECK(count(all[2], dots) == with_number(all[2], 1));
        CHECK(all[3].table.rows.size() == 43);
        CHECK(all[4].table.rows.size() == 17 * 43);
        CHECK(count(all[5], dots) == all[5].table.rows.size());
        CHECK(count(all[6], [](Mark const& mark) { return std::holds_alternative<plots::Area>(mark); }) == all[6].table.rows.size());
        for (auto const& plot : all)
            for (auto const& row : plot.table.rows) CHECK(row.size() == plot.table.columns.size());
    }
}

TEST_CASE("of a series of many years the months around the window are drawn, and the picture says that the table has more")
{
    auto input = made_series_input(Language::english);
    input.series = {Month::of(1990, 1), std::vector<std::optional<std::int64_t>>(408, 2)};
    auto const plot = series_plot(input);
    CHECK(plot.panels.front().x.least == Month::of(2012, 1).number);
    CHECK(plot.table.rows.size() == 408);
    CHECK(plot.notes.front() == "Drawn from Jan\u00A02012; the series begins in Jan\u00A01990, all of it in the table.");
    check_picture(plot, 328);
}

TEST_CASE("a map shows the chosen places and some land around them, not the far end of a wide neighbour; no label covers another")
{
    auto input = made_map_input(Language::english);
    input.places[7].rings = {{{-3, 14}, {20, 14}, {20, 40}, {-3, 40}}};
    auto const plot = ratios_map_plot(input);
    CHECK(plot.panels.front().x.most < 5);
    CHECK(plot.table.rows.size() == 9);
    check_picture(plot, 328);
    auto same = made_map_input(Language::english);
    for (auto& place : same.places) place.rings = made_map_input(Language::english).places[0].rings;
    auto const text = svg(ratios_map_plot(same), 720);
    CHECK(text.find(">Cercle 0<") == std::string::npos);  // nine places on one: the numbers of one of them stand, the others give way
}

TEST_CASE("marks stand at the values of the table")
{
    auto const plot = event_study_plot(made_event_input(Language::english));
    std::size_t row = 0;
    for (auto const& mark : plot.panels.front().marks)
        if (auto const* dot = std::get_if<Dot>(&mark)) {
            CHECK(dot->at.x == static_cast<double>(std::get<std::int64_t>(plot.table.rows[row][0])));
            CHECK(dot->at.y == std::get<double>(plot.table.rows[row][1]));
            ++row;
        }
}

TEST_CASE("of many specifications an even choice is drawn, the first and the last among them, and the picture says so")
{
    auto const plot = specification_curve_plot(made_curve_input(Language::english, 5000));
    std::vector<double> drawn;
    for (auto const& mark : plot.panels.front().marks)
        if (auto const* dot = std::get_if<Dot>(&mark)) drawn.push_back(dot->at.y);
    CHECK(drawn.size() == curve_drawn_max);
    CHECK(std::is_sorted(drawn.begin(), drawn.end()));
    CHECK(plot.table.rows.size() == 5000);
    CHECK(drawn.front() == std::get<double>(plot.table.rows.front()[1]));
    CHECK(plot.notes.back().find("300 specifications drawn") != std::string::npos);
    CHECK(svg(plot, 720).size() < 400'000);
}

TEST_CASE("a CSV of a demo says on every line that it is simulated, and carries unrounded numbers and empty cells")
{
    Plot plot = begin("series", head(Language::english));
    plot.table = {{"month", "events, all", "ratio"}, {{Month::of(2022, 1), std::int64_t{3}, 1.0 / 3}, {Month::of(2022, 2), std::monostate{}, std::string{"=1+1 \"x\""}}}};
    auto const csv = table_csv(plot);
    std::string const status = ",\"Demonstration: simulated data; Exploratory: no plan was registered before the data\"\r\n";
    std::string const plain_status = ",Demonstration: simulated data; Exploratory: no plan was registered before the data\r\n";
    CHECK((csv == "month,\"events, all\",ratio,status\r\n2022-01,3,0.3333333333333333" + plain_status + "2022-02,,\"'=1+1 \"\"x\"\"\"" + plain_status));
    auto const html = table_html(plot);
    CHECK(XmlReader{html}.read().has_value());
    CHECK(html.find("<td>no data</td>") != std::string::npos);
}

TEST_CASE("a cell that a spreadsheet would run is quoted, and a text cannot leave its element")
{
    Plot plot = begin("series", {Language::french, false, false, false, {}});
    plot.title = "<script>alert('x')</script> & \"co\"";
    plot.panels.emplace_back();
    auto const elements = elements_of(svg(plot, 400));
    CHECK(std::none_of(elements.begin(), elements.end(), [](auto const& one) { return one.name == "script"; }));
    CHECK(plot.statuses.empty());
    CHECK(table_csv(plot).find("status") == std::string::npos);
}

TEST_CASE("what is read or told apart has contrast: 4.5 for text, 3 for marks")
{
    auto const paper = colour(Tone::paper);
    CHECK(contrast("#000000", "#ffffff") == doctest::Approx(21));
    CHECK(contrast("#767676", "#ffffff") == doctest::Approx(4.54).epsilon(0.01));  // the usual example of WCAG
    for (auto const tone : {Tone::ink, Tone::strong, Tone::warm, Tone::middle}) CHECK(contrast(colour(tone), paper) >= 4.5);
    CHECK(contrast(colour(Tone::ink), "#ffeebd") >= 7);
    CHECK(contrast(colour(Tone::paper), colour(Tone::strong)) >= 4.5);
    CHECK(contrast(colour(Tone::pale), paper) >= 2.9);
    CHECK(contrast(colour(Tone::strong), "#9fb4b3") >= 3);  // bars inside the window beside those outside
}

TEST_CASE("numbers, months and spaces are those of the language")
{
    CHECK(number_text(12345.678, 2, Language::french) == "12\u202F345,68");
    CHECK(number_text(12345.678, 2, Language::english) == "12,345.68");
    CHECK(number_text(-0.0001, 2, Language::french) == "0,00");
    CHECK(number_text(-1.5, 1, Language::english) == "\u22121.5");
    CHECK(number_text(std::nan(""), 1, Language::english) == "\u2013");
    CHECK(short_text(0.2891, Language::french) == "0,29");
    CHECK(short_text(12, Language::french) == "12");
    CHECK(short_text(100, Language::french) == "100");
    CHECK(short_text(0, Language::french) == "0");
    CHECK(p_text(0.00001, Language::french) == "p\u00A0<\u00A00,001");
    CHECK(month_text(Month::of(2022, 8), Language::french) == "août\u00A02022");
    CHECK(month_text(Month::of(2022, 8), Language::english) == "Aug\u00A02022");
    CHECK(interval_text(0.12, std::nullopt, Language::french) == "0,12 à sans borne");
    CHECK(typeset("Quoi ? « Oui » : 5 %", Language::french) == "Quoi\u00A0? «\u00A0Oui\u00A0»\u00A0: 5\u00A0%");
    CHECK(typeset("What? 5 % ~x", Language::english) == "What? 5 % \u00A0x");
    CHECK(parse_language("fr").value() == Language::french);
    CHECK(!parse_language("de").has_value());
}

TEST_CASE("text is measured wide, wrapped at spaces that may break and cut with an ellipsis")
{
    CHECK(text_width("iiii", 10, Weight::normal) < text_width("mmmm", 10, Weight::normal));
    CHECK(text_width("é", 10, Weight::normal) >= text_width("e", 10, Weight::normal));
    CHECK(text_width("a", 10, Weight::bold) > text_width("a", 10, Weight::normal));
    auto const lines = wrapped("un deux trois\u00A0quatre cinq", 70, 12, Weight::normal);
    for (auto const& line : lines) CHECK(text_width(line, 12, Weight::normal) <= 70 + 1e-9);
    CHECK(lines.size() >= 3);
    CHECK(shortened("Bandiagara", 30, 12, Weight::normal).ends_with("…"));
    CHECK(wrapped("", 10, 12, Weight::normal).empty());
}

TEST_CASE("the pictures are written out for whoever wants to look")
{
    auto const* folder = std::getenv("ACCALMIE_PLOTS_FOLDER");
    if (folder == nullptr) return;
    for (double const width_px : {360.0, 720.0}) {
        for (auto const& plot : one_of_each(Language::french)) std::ofstream{std::string{folder} + "/" + plot.kind + "-" + std::to_string(static_cast<int>(width_px)) + ".svg"} << svg(plot, width_px);
        int number = 0;
        for (auto const& plot : hard_cases(Language::french)) std::ofstream{std::string{folder} + "/hard-" + std::to_string(++number) + "-" + std::to_string(static_cast<int>(width_px)) + ".svg"} << svg(plot, width_px);
    }
}
