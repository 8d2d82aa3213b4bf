// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_parameters.hpp"
#include "forms/xls_survey.hpp"
#include "forms/xls_text.hpp"

#include <algorithm>
#include <array>

namespace accalmie::forms {

namespace {

constexpr std::array<std::string_view, 6> range_keys{"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"};

/// The numbers of a range, in the order of `range_keys` without the last.
struct RangeNumbers {
    std::array<std::optional<Decimal>, 5> values;

    Decimal start() const { return *values[0]; }
    Decimal end() const { return *values[1]; }
    Decimal step() const { return *values[2]; }
    std::optional<Decimal> const& tick() const { return values[3]; }
    std::optional<Decimal> const& placeholder() const { return values[4]; }
    Decimal width() const { return magnitude(difference(end(), start())); }
    bool holds(Decimal value) const
    {
        bool const ascending = compare(start(), end()) <= 0;
        return compare(value, ascending ? start() : end()) >= 0 && compare(value, ascending ? end() : start()) <= 0;
    }
};

struct RangeCheck {
    RangeNumbers const& numbers;
    Place where;
    Findings& findings;

    void refuse(std::string what, std::string remedy) const { findings.error(where, "range: " + what, std::move(remedy)); }

    void unit(std::string const& name, Decimal value) const
    {
        if (value.is_zero())
            refuse("the parameter '" + name + "' must not be '0' (zero)", "write how far apart the values are");
        else if (compare(value, numbers.width()) > 0)
            refuse("the parameter '" + name + "' must not be larger than the range (the difference between 'start' and 'end')",
                   "write a smaller one");
    }

    void labels(ChoiceList const& list, bool const no_ticks) const
    {
        std::vector<Decimal> labelled;
        for (auto const& choice : list.choices) {
            auto const value = parse_decimal(choice.name);
            if (!value)
                return refuse("the 'tick_labelset' choice values must all be numbers, not '" + choice.name + "'",
                              "write numbers as names in the list " + list.name);
            if (!numbers.holds(*value))
                return refuse("the 'tick_labelset' choices must be between the 'start' and 'end' values, inclusive",
                              "change '" + choice.name + "' in the list " + list.name);
            auto const from_start = difference(*value, numbers.start());
            bool const by_tick = numbers.tick().has_value() && !is_multiple(from_start, *numbers.tick());
            if (by_tick || !is_multiple(from_start, numbers.step()))
                return refuse(std::string{"the 'tick_labelset' choices' values must be equal to the start of the range plus a multiple of '"} +
                                  (by_tick ? "tick_interval'" : "step'"),
                              "change '" + choice.name + "' in the list " + list.name);
            if (std::ranges::none_of(labelled, [&](Decimal other) { return compare(other, *value) == 0; })) labelled.push_back(*value);
        }
        if (!no_ticks) return;
        bool const ends_only = labelled.size() == 2 && std::ranges::all_of(labelled, [this](Decimal value) {
                                   return compare(value, numbers.start()) == 0 || compare(value, numbers.end()) == 0;
                               });
        if (labelled.size() > 2)
            refuse("the 'tick_labelset' choice list must have only 2 items when the 'appearance' is 'no-ticks'", "keep the first and the last");
        else if (!ends_only)
            refuse("the 'tick_labelset' choice list values may only match the range 'start' and 'end' values when the 'appearance' is 'no-ticks'",
                   "keep the first and the last");
    }
};

bool is_appearance_with_ticks(std::string_view appearance)
{
    return std::ranges::all_of(split_words(appearance), [](std::string_view word) { return word == "vertical" || word == "no-ticks"; });
}

}  // namespace

void SurveyReader::read_range(Row& row)
{
    auto& element = *row.element;
    auto const where = place(row.source, "parameters");
    if (!check_parameter_keys(row.parameters, range_keys, where, findings_)) return;
    for (auto const& [key, value] : {std::pair{"start", "1"}, std::pair{"end", "10"}, std::pair{"step", "1"}})
        if (find_parameter(row.parameters, key) == nullptr) row.parameters.emplace_back(key, value);
    RangeNumbers numbers;
    RangeCheck const check{.numbers = numbers, .where = where, .findings = findings_};
    auto const appearance = element.control.plain("appearance");
    auto const* labelset = find_parameter(row.parameters, "tick_labelset");
    bool const has_ticks =
        labelset != nullptr || find_parameter(row.parameters, "tick_interval") != nullptr || find_parameter(row.parameters, "placeholder") != nullptr;
    if (has_ticks && !is_appearance_with_ticks(appearance))
        check.refuse("the parameters 'tick_interval', 'placeholder', and 'tick_labelset' are only supported for the appearances 'vertical', "
                     "'no-ticks', 'vertical no-ticks', and the default (empty) horizontal",
                     "remove the parameters, or the appearance");
    bool good = true, whole = true;
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
        auto const* text = find_parameter(row.parameters, range_keys[i]);
        if (text == nullptr) continue;
        numbers.values[i] = parse_decimal(*text);
        good = good && numbers.values[i];
        whole = whole && numbers.values[i] && numbers.values[i]->is_whole();
        if (!numbers.values[i])
            check.refuse("the parameter '" + std::string{range_keys[i]} + "' must be a number, not '" + *text + "'",
                         "write a number, with a point if it has decimals");
    }
    if (!good) return;
    check.unit("step", numbers.step());
    if (numbers.step().is_zero()) return;
    if (auto const& tick = numbers.tick()) {
        check.unit("tick_interval", *tick);
        if (!is_multiple(*tick, numbers.step())) check.refuse("the parameter 'tick_interval' must be a multiple of 'step'", "change one of the two");
    }
    if (auto const& placeholder = numbers.placeholder()) {
        if (!is_multiple(difference(*placeholder, numbers.start()), numbers.step()))
            check.refuse("the parameter 'placeholder' must be a multiple of 'step'", "write a value of the range");
        else if (!numbers.holds(*placeholder))
            check.refuse("the parameter 'placeholder' must be between the 'start' and 'end' values, inclusive", "write a value of the range");
    }
    if (labelset != nullptr) {
        if (auto const* list = form_.choices.find(*labelset))
            check.labels(*list, appearance.find("no-ticks") != std::string_view::npos);
        else
            check.refuse("the parameter 'tick_labelset' must be a choice list name from the 'list_name' column on the choices sheet, not '" +
                             *labelset + "'",
                         "check the spelling");
        element.list = *labelset;
    }
    if (!whole) element.bind.set("type", "decimal");
    for (auto const key : {"start", "end", "step"}) element.control.set(key, *find_parameter(row.parameters, key));
    if (auto const* tick = find_parameter(row.parameters, "tick_interval")) element.control.set("odk:tick-interval", *tick);
    if (auto const* placeholder = find_parameter(row.parameters, "placeholder")) element.control.set("odk:placeholder", *placeholder);
}

}  // namespace accalmie::forms
