// SPDX-License-Identifier: Apache-2.0
#include "measures/child_growth.hpp"

#include <cmath>
#include <string>

namespace accalmie {

namespace {

constexpr std::size_t children_max = 1'000'000;
constexpr std::int64_t standing_from_days = 731;
constexpr double lying_less_standing_cm = 0.7, lying_below_cm = 87, standing_from_months = 9, standards_end_months = 60;
constexpr double reference_first_months = 61, reference_end_months = 229, reference_weight_end_months = 121;

/// How far beyond 3 SD a z-score goes on.
enum class Tail : std::uint8_t { as_the_curve, in_steps };

struct Flags {
    double lowest, highest;
};
constexpr Flags length_flags{-6, 6}, weight_flags{-6, 5}, other_flags{-5, 5};

bool is_measured(double value) { return !std::isnan(value); }

double power(double base, double exponent) { return exponent == 1 ? base : std::pow(base, exponent); }

double curve_score(double measure, Lms const& row) { return (power(measure / row.m, row.l) - 1) / (row.s * row.l); }

/// The measure at which the curve has this z-score.
double at_score(double z, Lms const& row) { return row.m * power(1 + row.l * row.s * z, 1 / row.l); }

double score(double measure, Lms const& row, Tail tail)
{
    double const z = curve_score(measure, row);
    if (tail == Tail::as_the_curve || !(std::abs(z) > 3)) return z;
    if (z > 3) {
        double const at_3 = at_score(3, row);
        return 3 + (measure - at_3) / (at_3 - at_score(2, row));
    }
    double const at_3 = at_score(-3, row);
    return -3 + (measure - at_3) / (at_score(-2, row) - at_3);
}

GrowthScore none_because(NoScore reason) { return {not_measured, 0, reason}; }

GrowthScore judged(double z, Flags flags)
{
    if (!std::isfinite(z)) return none_because(NoScore::not_finite);
    double const rounded = round_decimals(z, 2);
    return {rounded, static_cast<std::uint8_t>(rounded < flags.lowest || rounded > flags.highest ? 1 : 0), NoScore::none};
}

/// What of a child all indices need.
struct Known {
    Child const& child;
    ChildAge age;
};

struct ByAge {
    LmsTable const& table;
    Flags flags;
    Tail tail;
};

GrowthScore score_for_age(Known const& known, double measure, ByAge const& rule)
{
    if (!is_measured(measure)) return none_because(NoScore::measure);
    if (!(measure > 0)) return none_because(NoScore::not_positive);
    if (known.child.sex == ChildSex::unknown) return none_because(NoScore::sex);
    if (!known.age.days) return none_because(NoScore::age);
    if (!(known.age.months < standards_end_months)) return none_because(NoScore::age_outside);
    auto const* const row = rule.table.find(known.child.sex, *known.age.days);
    return row == nullptr ? none_because(NoScore::age_outside) : judged(score(measure, *row, rule.tail), rule.flags);
}

/// Posture as far as it can be believed, length as the tables want it.
void settle_length(GrowthScores& scores, Known const& known)
{
    auto const& child = known.child;
    scores.posture = child.posture;
    scores.stood_too_young = child.posture == Posture::standing && known.age.months < standing_from_months ? 1 : 0;
    if (scores.stood_too_young != 0) scores.posture = Posture::unknown;
    scores.length_cm = child.length_cm;
    if (!known.age.days || !is_measured(child.length_cm)) return;
    bool const is_young = *known.age.days < standing_from_days;
    if (is_young && scores.posture == Posture::standing) scores.length_cm = child.length_cm + lying_less_standing_cm;
    if (!is_young && scores.posture == Posture::lying) scores.length_cm = child.length_cm - lying_less_standing_cm;
}

bool is_for_length(Known const& known, GrowthScores const& scores)
{
    if (known.age.days) return *known.age.days < standing_from_days;
    if (scores.posture != Posture::unknown) return scores.posture == Posture::lying;
    return scores.length_cm < lying_below_cm;
}

Lms between(Lms const& lower, Lms const& upper, double share)
{
    return {lower.l + share * (upper.l - lower.l), lower.m + share * (upper.m - lower.m), lower.s + share * (upper.s - lower.s)};
}

/// The row at a length with tenths of millimetres: in proportion between the two rows around it. Nothing outside of the table.
std::optional<Lms> row_at(LmsTable const& table, ChildSex sex, double length_cm)
{
    double const lower_mm = std::trunc(length_cm * 10), share = (length_cm - lower_mm / 10) / 0.1;
    auto const* const lower = table.find(sex, static_cast<std::int64_t>(lower_mm));
    if (lower == nullptr) return std::nullopt;
    if (!(share > 0)) return *lower;
    auto const* const upper = table.find(sex, static_cast<std::int64_t>(std::trunc(length_cm * 10 + 1)));
    if (upper == nullptr) return std::nullopt;
    return between(*lower, *upper, share);
}

GrowthScore weight_for_length_score(Known const& known, GrowthScores const& scores, GrowthTables const& tables)
{
    double const weight = known.child.weight_kg, length = scores.length_cm;
    if (!is_measured(weight) || !is_measured(length)) return none_because(NoScore::measure);
    if (known.child.oedema != 0) return none_because(NoScore::oedema);
    if (known.child.sex == ChildSex::unknown) return none_because(NoScore::sex);
    if (known.age.days && !(known.age.months < standards_end_months)) return none_because(NoScore::age_outside);
    auto const& table = is_for_length(known, scores) ? tables.weight_for_length : tables.weight_for_height;
    double const first_cm = static_cast<double>(table.first()) / 10, last_cm = static_cast<double>(table.last()) / 10;
    if (!(length >= first_cm && length <= last_cm)) return none_because(NoScore::length_outside);
    // A weight of 0 has a z-score here, far outside and flagged, as in WHO's software; a weight below 0 has none.
    if (weight < 0) return none_because(NoScore::not_positive);
    auto const row = row_at(table, known.child.sex, length);
    return row ? judged(score(weight, *row, Tail::in_steps), other_flags) : none_because(NoScore::length_outside);
}

GrowthScore unless_oedema(Known const& known, GrowthScore found)
{
    return known.child.oedema != 0 && found.has_value() ? none_because(NoScore::oedema) : found;
}

Result<void> check(ChildColumns const& children)
{
    auto const size = children.size();
    if (size > children_max) return Error{Error::Kind::limit, "more than 1,000,000 children", "children", "split the survey"};
    auto const fits = [size](auto const& column) { return column.empty() || column.size() == size; };
    bool const all_fit = fits(children.age) && fits(children.weight_kg) && fits(children.length_cm) && fits(children.posture) && fits(children.head_cm) &&
                         fits(children.arm_cm) && fits(children.triceps_mm) && fits(children.subscapular_mm) && fits(children.oedema);
    if (!all_fit) return Error{Error::Kind::invalid, "lists of different length", "children", "give one entry a child, or no list"};
    for (std::size_t at = 0; at < children.age.size(); ++at)
        if (children.age[at] < 0) return Error{Error::Kind::invalid, "an age below 0", "child " + std::to_string(at + 1) + ": age", "correct the age, or leave it out"};
    return {};
}

}  // namespace

double round_decimals(double value, int decimals)
{
    double const scale = std::pow(10.0, decimals), scaled = value * scale;
    if (!std::isfinite(scaled)) return value;
    double const below = std::floor(scaled), low = below / scale, high = std::ceil(scaled) / scale;
    double const to_low = value - low, to_high = high - value;
    if (to_low != to_high) return to_low < to_high ? low : high;
    return std::fmod(below, 2) == 0 ? low : high;
}

ChildAge child_age(double age, AgeUnit unit)
{
    constexpr double days_max = 1e6;
    if (!is_measured(age)) return {};
    double const days = unit == AgeUnit::days ? age : age * days_of_month;
    double const whole = std::floor(days);
    double const rounded = days - whole >= 0.5 ? whole + 1 : whole;
    return {static_cast<std::int64_t>(rounded < days_max ? rounded : days_max), unit == AgeUnit::days ? age / days_of_month : age};
}

GrowthScores growth_scores(Child const& child)
{
    auto const& tables = growth_tables();
    Known const known{child, child_age(child.age, child.age_unit)};
    GrowthScores scores;
    settle_length(scores, known);
    double const metres = scores.length_cm / 100;
    scores.bmi = child.weight_kg / (metres * metres);
    scores[GrowthIndex::length] = score_for_age(known, scores.length_cm, {tables.length, length_flags, Tail::as_the_curve});
    scores[GrowthIndex::weight] = unless_oedema(known, score_for_age(known, child.weight_kg, {tables.weight, weight_flags, Tail::in_steps}));
    scores[GrowthIndex::weight_for_length] = weight_for_length_score(known, scores, tables);
    scores[GrowthIndex::bmi] = unless_oedema(known, score_for_age(known, scores.bmi, {tables.bmi, other_flags, Tail::in_steps}));
    scores[GrowthIndex::head] = score_for_age(known, child.head_cm, {tables.head, other_flags, Tail::in_steps});
    scores[GrowthIndex::arm] = score_for_age(known, child.arm_cm, {tables.arm, other_flags, Tail::in_steps});
    scores[GrowthIndex::triceps] = score_for_age(known, child.triceps_mm, {tables.triceps, other_flags, Tail::in_steps});
    scores[GrowthIndex::subscapular] = score_for_age(known, child.subscapular_mm, {tables.subscapular, other_flags, Tail::in_steps});
    return scores;
}

Child ChildColumns::child(std::size_t at) const
{
    auto const number = [at](std::vector<double> const& column) { return column.empty() ? not_measured : column[at]; };
    Child one;
    one.sex = sex[at];
    one.age = number(age);
    one.age_unit = age_unit;
    one.weight_kg = number(weight_kg);
    one.length_cm = number(length_cm);
    one.posture = posture.empty() ? Posture::unknown : posture[at];
    one.head_cm = number(head_cm);
    one.arm_cm = number(arm_cm);
    one.triceps_mm = number(triceps_mm);
    one.subscapular_mm = number(subscapular_mm);
    one.oedema = oedema.empty() ? std::uint8_t{0} : oedema[at];
    return one;
}

Result<std::vector<GrowthScores>> growth_scores(ChildColumns const& children)
{
    TRY(check(children));
    std::vector<GrowthScores> scores;
    scores.reserve(children.size());
    for (std::size_t at = 0; at < children.size(); ++at) scores.push_back(growth_scores(children.child(at)));
    return scores;
}

namespace {

struct ByMonth {
    LmsTable const& table;
    double end_months;
    Flags flags;
    Tail tail;
};

GrowthScore score_by_month(Known const& known, double measure, ByMonth const& rule)
{
    double const months = known.age.months;
    if (!is_measured(measure)) return none_because(NoScore::measure);
    if (known.child.sex == ChildSex::unknown) return none_because(NoScore::sex);
    if (!known.age.days) return none_because(NoScore::age);
    if (!(months >= reference_first_months && months < rule.end_months)) return none_because(NoScore::age_outside);
    if (measure < 0) return none_because(NoScore::not_positive);
    double const lower_month = std::trunc(months), share = months - lower_month;
    auto const* const lower = rule.table.find(known.child.sex, static_cast<std::int64_t>(lower_month));
    auto const* const upper = share > 0 ? rule.table.find(known.child.sex, static_cast<std::int64_t>(std::trunc(months + 1))) : lower;
    if (lower == nullptr || upper == nullptr) return none_because(NoScore::age_outside);
    return judged(score(measure, share > 0 ? between(*lower, *upper, share) : *lower, rule.tail), rule.flags);
}

}  // namespace

SchoolAgeScores school_age_scores(Child const& child)
{
    auto const& tables = growth_tables();
    Known const known{child, child_age(child.age, child.age_unit)};
    double const metres = child.length_cm / 100;
    SchoolAgeScores scores;
    scores.body_mass_index = child.weight_kg / (metres * metres);
    scores.height = score_by_month(known, child.length_cm, {tables.height_by_month, reference_end_months, length_flags, Tail::as_the_curve});
    scores.weight = unless_oedema(known, score_by_month(known, child.weight_kg, {tables.weight_by_month, reference_weight_end_months, weight_flags, Tail::in_steps}));
    scores.bmi = unless_oedema(known, score_by_month(known, scores.body_mass_index, {tables.bmi_by_month, reference_end_months, other_flags, Tail::in_steps}));
    return scores;
}

ArmBand arm_band(double arm_cm, double age_months)
{
    constexpr double from_months = 6, severe_below_cm = 11.5, moderate_below_cm = 12.5;
    if (!(arm_cm > 0) || !(age_months >= from_months && age_months < standards_end_months)) return ArmBand::none;
    if (arm_cm < severe_below_cm) return ArmBand::severe;
    return arm_cm < moderate_below_cm ? ArmBand::moderate : ArmBand::normal;
}

std::string_view arm_band_name(ArmBand band)
{
    switch (band) {
    case ArmBand::none: return "none";
    case ArmBand::severe: return "severe";
    case ArmBand::moderate: return "moderate";
    case ArmBand::normal: return "normal";
    }
    return {};
}

std::string_view no_score_name(NoScore reason)
{
    switch (reason) {
    case NoScore::none: return "none";
    case NoScore::measure: return "not_measured";
    case NoScore::not_positive: return "not_above_zero";
    case NoScore::sex: return "no_sex";
    case NoScore::age: return "no_age";
    case NoScore::age_outside: return "age_outside";
    case NoScore::length_outside: return "length_outside";
    case NoScore::oedema: return "oedema";
    case NoScore::not_finite: return "not_finite";
    }
    return {};
}

}  // namespace accalmie
