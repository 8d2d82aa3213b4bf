// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "measures/heat_index.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace accalmie {

namespace {

enum class Degrees : std::uint8_t { celsius, fahrenheit };

bool is_unknown(std::string_view text) { return text.empty() || text == "NA"; }

Result<std::optional<double>> optional_number(MethodRows const& rows, std::size_t row, std::string_view column)
{
    if (is_unknown(rows.text(row, column))) return std::optional<double>{};
    return std::optional<double>{TRY(rows.number(row, column))};
}

Result<std::optional<double>> optional_degrees(MethodRows const& rows, std::size_t row, std::string_view column, Degrees unit)
{
    auto const value = TRY(optional_number(rows, row, column));
    if (!value || unit == Degrees::celsius) return value;
    return std::optional<double>{celsius(*value)};
}

Tree in_fahrenheit(std::optional<double> const& in_celsius) { return in_celsius ? Tree{fahrenheit(*in_celsius)} : Tree{}; }

Tree humidex_words(double value)
{
    constexpr std::array<std::string_view, 6> words{"little_or_none", "noticeable", "evident", "intense_avoid_exertion", "dangerous", "heat_stroke_probable"};
    return words.at(static_cast<std::size_t>(humidex_class(value)));
}

Tree discomfort_words(double value)
{
    constexpr std::array<std::string_view, 6> words{"none", "less_than_half_feel_it", "more_than_half_feel_it", "most_feel_it", "everyone_severe_stress", "medical_emergency"};
    return words.at(static_cast<std::size_t>(discomfort_class(value)));
}

/// Nothing where the table does not hold what the index needs; another fault is a fault.
template <class T>
Result<std::optional<T>> if_given(Result<T> index)
{
    if (!index && index.error().kind != Error::Kind::missing) return std::move(index).error();
    return index ? std::optional<T>{*index} : std::nullopt;
}

Result<void> add_humid(Air const& air, Tree& tree)
{
    std::optional<HeatIndex> heat;
    std::optional<double> humid, thom;
    if (air.humidity_percent) {
        heat = TRY(heat_index(air.temperature_c, *air.humidity_percent));
        humid = TRY(humidex(air.temperature_c, *air.humidity_percent));
        thom = TRY(discomfort_index(air.temperature_c, *air.humidity_percent));
    }
    auto const nws = heat ? std::optional{heat->nws_c} : std::nullopt, plain = heat ? std::optional{heat->regression_c} : std::nullopt;
    tree.add("heat_index_c", nws).add("heat_index_f", in_fahrenheit(nws)).add("class", heat ? Tree{heat_class_code(heat_class(heat->nws_c))} : Tree{});
    tree.add("rothfusz_c", plain).add("rothfusz_f", in_fahrenheit(plain)).add("no_heat_index_because", heat ? Tree{} : Tree{"no_humidity"});
    tree.add("humidex", humid).add("humidex_class", humid ? humidex_words(*humid) : Tree{});
    tree.add("discomfort_index", thom).add("discomfort_class", thom ? discomfort_words(*thom) : Tree{});
    return {};
}

Result<Tree> row_tree(MethodRows const& rows, std::size_t row, Degrees unit, Sun sun)
{
    Tree tree = Tree::members().add("row", static_cast<std::int64_t>(row + 2));
    if (rows.has("label")) tree.add("label", rows.text(row, "label"));
    auto const temperature = TRY(optional_degrees(rows, row, "temperature", unit));
    Air air;
    air.humidity_percent = TRY(optional_number(rows, row, "humidity"));
    auto const dew_point = TRY(optional_degrees(rows, row, "dew_point", unit));
    air.wind_m_s = TRY(optional_number(rows, row, "wind"));
    air.radiation_w_m2 = TRY(optional_number(rows, row, "radiation"));
    air.wet_bulb_c = TRY(optional_degrees(rows, row, "wet_bulb", unit));
    air.globe_c = TRY(optional_degrees(rows, row, "globe", unit));
    if (!temperature) return tree.add("no_heat_index_because", "no_temperature");
    air.temperature_c = *temperature;
    if (!air.humidity_percent && dew_point) air.humidity_percent = humidity_of_dew_point(*temperature, *dew_point);
    tree.add("temperature_c", temperature).add("humidity", air.humidity_percent);
    TRY(add_humid(air, tree).at("row " + std::to_string(row + 2)));
    tree.add("apparent_temperature_c", TRY(if_given(apparent_temperature(air)).at("row " + std::to_string(row + 2))));
    tree.add("normal_effective_temperature_c", TRY(if_given(normal_effective_temperature(air)).at("row " + std::to_string(row + 2))));
    tree.add("wbgt_c", TRY(if_given(wet_bulb_globe_temperature(air, sun)).at("row " + std::to_string(row + 2))));
    return tree;
}

/// Fahrenheit where the file's own name of the column ends so, as temperature_F.
Degrees unit_of_name(MethodTable const& table)
{
    auto const at = static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), "temperature") - table.columns.begin());
    std::string_view const name = at < table.file_columns.size() ? std::string_view{table.file_columns[at]} : std::string_view{};
    return name.ends_with("_f") || name.ends_with("_F") ? Degrees::fahrenheit : Degrees::celsius;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const asked = TRY(option_choice(options, "unit", {"celsius", "fahrenheit", "auto"}));
    auto const unit = asked == 2 ? unit_of_name(table) : static_cast<Degrees>(asked);
    auto const sun = TRY(option_switch(options, "sun")) ? Sun::direct : Sun::shade;
    Tree list = Tree::list();
    std::map<std::string, std::int64_t> classes;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto one = TRY(row_tree(rows, row, unit, sun));
        auto const* const grade = one.find("class");
        auto const* const word = grade == nullptr ? nullptr : std::get_if<std::string>(&grade->held());
        ++classes[word == nullptr ? "unknown" : *word];
        list.push(std::move(one));
    }
    Tree counts = Tree::members();
    for (auto const& [name, count] : classes) counts.add(name, count);
    return Tree::members().add("unit", unit == Degrees::celsius ? "celsius" : "fahrenheit").add("classes", std::move(counts)).add("rows", std::move(list));
}

std::vector<MethodColumn> columns()
{
    return {{"temperature", "real", true, {"température de l'air", "temperature of the air"}, {"temperature_c", "temperature_f", "temp", "temp_c", "temp_f", "tdb", "t", "tmax", "tx"}},
            {"humidity", "real", false, {"humidité relative, en pour cent", "relative humidity, in percent"}, {"relative_humidity", "relative_humidity_pct", "rh", "humidity_pct", "hur"}},
            {"dew_point", "real", false, {"point de rosée, s'il n'y a pas d'humidité", "dew point, where there is no humidity"}},
            {"wind", "real", false, {"vent à 10 m, en m/s", "wind at 10 m, in m/s"}},
            {"radiation", "real", false, {"rayonnement absorbé, en W/m²", "radiation absorbed, in W/m²"}},
            {"wet_bulb", "real", false, {"thermomètre mouillé", "natural wet bulb"}},
            {"globe", "real", false, {"globe noir", "black globe"}},
            {"label", "text", false, {"nom de la ligne", "name of the row"}}};
}

}  // namespace

Method heat_index_method()
{
    return {"heat-index",
            {"Combien l'air chaud et humide pèse-t-il ?", "How hot does the air feel?"},
            columns(),
            {{"unit", "auto", {"celsius ou fahrenheit : des températures du fichier ; auto : fahrenheit si la colonne s’appelle temperature_f, sinon celsius", "celsius or fahrenheit: of the file's temperatures; auto: fahrenheit where the column is called temperature_f, otherwise celsius"}},
             {"sun", "no", {"WBGT en plein soleil : yes ou no", "WBGT in the sun: yes or no"}}},
            "Rothfusz 1990 and Steadman 1979 as the US National Weather Service; Masterton & Richardson 1979; Thom 1959; Steadman 1994; Li & Chan 2000; ISO 7243:2017",
            "docs/methods/heat-index.md",
            run};
}

}  // namespace accalmie
