// SPDX-License-Identifier: Apache-2.0
#include "answers/method_growth_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace accalmie {

namespace {

/// A column and what surveys call it, the likeliest first.
struct ColumnNames {
    std::string_view name;
    std::array<std::string_view, 7> others;
};

constexpr std::array<ColumnNames, 20> known_names{{
    {"id", {"case", "child", "child_id", "no"}},
    {"sex", {"sexe", "gender"}},
    {"age_days", {"agedays", "age_in_days", "age_jours"}},
    {"age_months", {"agemons", "age_in_months", "age.mo", "age_mo", "age_mois"}},
    {"age", {}},
    {"weight", {"weight_kg", "weight_in_kg", "poids", "poids_kg", "wt"}},
    {"lenhei", {"lenhei_cm", "height", "height_cm", "height_in_cm", "length", "taille", "taille_cm"}},
    {"measure", {"measured", "mesure"}},
    {"headc", {"headc_cm", "head_circumference"}},
    {"armc", {"armc_cm", "muac", "muac_cm", "pb", "pb_cm"}},
    {"triskin", {"triskin_mm", "triceps"}},
    {"subskin", {"subskin_mm", "subscapular"}},
    {"oedema", {"edema", "oedeme", "oedèmes", "œdèmes"}},
    {"sampling_weight", {"sw", "sampling_weights", "samplingweight", "survey_weight", "wgt", "poids_sondage"}},
    {"cluster", {"psu", "clusters", "cluster_id", "grappe"}},
    {"strata", {"stratum", "strata_id", "strate"}},
    {"typeres", {"residence", "milieu"}},
    {"gregion", {"region"}},
    {"wealthq", {"wealth"}},
    {"mothered", {"mother_education"}},
}};

std::string lower_case(std::string_view text)
{
    std::string lower{trimmed_cell(text)};
    for (char& one : lower)
        if (one >= 'A' && one <= 'Z') one = static_cast<char>(one - 'A' + 'a');
    return lower;
}

std::optional<std::size_t> column_called(MethodTable const& table, std::string_view name)
{
    for (std::size_t at = 0; at < table.columns.size(); ++at)
        if (lower_case(table.columns[at]) == name) return at;
    return std::nullopt;
}

template <class T>
struct Code {
    std::string_view text;
    T value;
};

constexpr std::array<Code<ChildSex>, 12> sex_codes{{{"m", ChildSex::male}, {"1", ChildSex::male}, {"male", ChildSex::male}, {"masculin", ChildSex::male}, {"boy", ChildSex::male}, {"garçon", ChildSex::male},
                                                    {"f", ChildSex::female}, {"2", ChildSex::female}, {"female", ChildSex::female}, {"féminin", ChildSex::female}, {"girl", ChildSex::female}, {"fille", ChildSex::female}}};
constexpr std::array<Code<Posture>, 8> posture_codes{{{"l", Posture::lying}, {"h", Posture::standing}, {"length", Posture::lying}, {"height", Posture::standing},
                                                      {"lying", Posture::lying}, {"standing", Posture::standing}, {"couché", Posture::lying}, {"debout", Posture::standing}}};
constexpr std::array<Code<std::uint8_t>, 11> oedema_codes{{{"n", 0}, {"2", 0}, {"0", 0}, {"no", 0}, {"non", 0}, {"false", 0}, {"y", 1}, {"1", 1}, {"yes", 1}, {"oui", 1}, {"true", 1}}};

/// The codes of one column, `unsaid` where a cell says nothing; empty where the column is not there.
template <class T, std::size_t size>
Result<std::vector<T>> coded(MethodTable const& table, std::optional<std::size_t> column, std::string_view name, std::array<Code<T>, size> const& codes, T unsaid)
{
    std::vector<T> values;
    if (!column) return values;
    values.reserve(table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto const& cell = table.rows[row][*column];
        if (says_nothing(cell)) {
            values.push_back(unsaid);
            continue;
        }
        auto const text = lower_case(cell);
        auto const found = std::find_if(codes.begin(), codes.end(), [&](Code<T> const& code) { return code.text == text; });
        if (found == codes.end()) {
            std::string known;
            for (auto const& code : codes) known += fmt::format("{}{}", known.empty() ? "" : ", ", code.text);
            return Error{Error::Kind::invalid, fmt::format("\"{}\" is no {}", text.substr(0, 40), name), MethodRows::place(row, name), "write one of " + known + ", or leave it empty"};
        }
        values.push_back(found->value);
    }
    return values;
}

/// Reads columns and remembers which the file had.
struct Reader {
    MethodTable const& table;
    std::vector<std::string>& used;
    std::optional<std::size_t> column(std::string_view name)
    {
        auto const found = growth_column(table, name);
        if (found) used.emplace_back(trimmed_cell(table.columns[*found]));
        return found;
    }
    Result<std::vector<double>> numbers(std::string_view name) { return growth_numbers(table, column(name), name); }
};

Result<void> read_ages(Reader& reader, MethodOptions const& options, ChildColumns& children)
{
    auto const unit = option_text(options, "age-unit");
    if (unit != "days" && unit != "months") return Error{Error::Kind::invalid, "an age is in days or months", "option age-unit", "give days or months"};
    if (growth_column(reader.table, "age_days")) {
        children.age = TRY(reader.numbers("age_days"));
    } else if (growth_column(reader.table, "age_months")) {
        children.age_unit = AgeUnit::months;
        children.age = TRY(reader.numbers("age_months"));
    } else {
        children.age_unit = unit == "days" ? AgeUnit::days : AgeUnit::months;
        children.age = TRY(reader.numbers("age"));
    }
    for (std::size_t row = 0; row < children.age.size(); ++row)
        if (children.age[row] < 0) return Error{Error::Kind::invalid, "an age below 0", MethodRows::place(row, "age"), "correct it, or leave it empty"};
    return {};
}

}  // namespace

std::optional<std::size_t> growth_column(MethodTable const& table, std::string_view name)
{
    if (auto const own = column_called(table, name)) return own;
    auto const known = std::find_if(known_names.begin(), known_names.end(), [name](ColumnNames const& one) { return one.name == name; });
    if (known == known_names.end()) return std::nullopt;
    for (auto const other : known->others)
        if (!other.empty())
            if (auto const found = column_called(table, other)) return found;
    return std::nullopt;
}

Result<std::vector<ChildSex>> growth_sexes(MethodTable const& table, std::optional<std::size_t> column) { return coded(table, column, "sex", sex_codes, ChildSex::unknown); }
Result<std::vector<Posture>> growth_postures(MethodTable const& table, std::optional<std::size_t> column) { return coded(table, column, "measure", posture_codes, Posture::unknown); }
Result<std::vector<std::uint8_t>> growth_oedemas(MethodTable const& table, std::optional<std::size_t> column) { return coded(table, column, "oedema", oedema_codes, std::uint8_t{0}); }

bool says_nothing(std::string_view cell)
{
    auto const text = trimmed_cell(cell);
    constexpr std::array<std::string_view, 12> nothing{"", "NA", "N/A", ".", "NaN", "na", "n/a", "nan", "NULL", "null", "-", "#N/A"};
    return std::find(nothing.begin(), nothing.end(), text) != nothing.end();
}

Result<std::vector<double>> growth_numbers(MethodTable const& table, std::optional<std::size_t> column, std::string_view name)
{
    std::vector<double> numbers;
    if (!column) return numbers;
    numbers.reserve(table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto const text = trimmed_cell(table.rows[row][*column]);
        double value = not_measured;
        if (!says_nothing(text)) {
            auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
                return Error{Error::Kind::invalid, fmt::format("\"{}\" is not a number", text.substr(0, 40)), MethodRows::place(row, name), "write it with a decimal point, as 12.5, or leave it empty"};
        }
        numbers.push_back(value);
    }
    return numbers;
}

Result<GrowthFile> growth_file(MethodTable const& table, MethodOptions const& options)
{
    GrowthFile file;
    Reader reader{table, file.columns_used};
    auto& children = file.children;
    auto const sex = reader.column("sex");
    if (!sex) return Error{Error::Kind::missing, "no column for the sex", "row 1", "name it sex in the header, or give --sex NAME"};
    children.sex = TRY(growth_sexes(table, sex));
    TRY(read_ages(reader, options, children));
    children.weight_kg = TRY(reader.numbers("weight"));
    children.length_cm = TRY(reader.numbers("lenhei"));
    children.posture = TRY(growth_postures(table, reader.column("measure")));
    children.head_cm = TRY(reader.numbers("headc"));
    children.arm_cm = TRY(reader.numbers("armc"));
    children.triceps_mm = TRY(reader.numbers("triskin"));
    children.subscapular_mm = TRY(reader.numbers("subskin"));
    children.oedema = TRY(growth_oedemas(table, reader.column("oedema")));
    return file;
}

std::vector<MethodColumn> growth_columns()
{
    return {{"sex", "text", false, {"sexe : m ou 1, f ou 2 (obligatoire)", "sex: m or 1, f or 2 (must be there)"}},
            {"age_days", "number", false, {"âge en jours (aussi : age)", "age in days (also: age)"}},
            {"age_months", "number", false, {"âge en mois, non arrondi (aussi : agemons)", "age in months, not rounded (also: agemons)"}},
            {"age", "number", false, {"âge, unité selon age-unit", "age, its unit as age-unit says"}},
            {"weight", "number", false, {"poids en kg (aussi : weight_kg, poids)", "weight in kg (also: weight_kg, poids)"}},
            {"lenhei", "number", false, {"taille en cm (aussi : lenhei_cm, height, taille)", "length or height in cm (also: lenhei_cm, height, taille)"}},
            {"measure", "text", false, {"l couché, h debout", "l lying, h standing"}},
            {"headc", "number", false, {"périmètre crânien en cm", "head circumference in cm"}},
            {"armc", "number", false, {"périmètre brachial en cm (aussi : muac, pb)", "mid-upper arm circumference in cm (also: muac, pb)"}},
            {"triskin", "number", false, {"pli cutané tricipital en mm", "triceps skinfold in mm"}},
            {"subskin", "number", false, {"pli cutané sous-scapulaire en mm", "subscapular skinfold in mm"}},
            {"oedema", "text", false, {"œdèmes des deux pieds : y ou 1, n ou 2", "oedema of both feet: y or 1, n or 2"}}};
}

MethodOption growth_age_option() { return {"age-unit", "days", {"unité d’une colonne nommée age : days ou months", "unit of a column named age: days or months"}}; }

}  // namespace accalmie
