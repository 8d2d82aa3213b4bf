// SPDX-License-Identifier: Apache-2.0
#include "dictionary/indicator.hpp"

#include "dictionary/text.hpp"

#include <algorithm>
#include <charconv>

namespace accalmie {

namespace {

constexpr std::string_view grammar = "write `count TYPE`, `sum TYPE.FIELD` or `distinct TYPE.FIELD`, then `where FIELD = CODE and ...`, or `measure NAME`";

Error wrong(std::string what, std::string remedy = std::string{grammar})
{
    return {Error::Kind::invalid, std::move(what), {}, std::move(remedy)};
}

/// Words of a rule; "=" and its like may stand without blanks around them.
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    auto const end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        bool const is_sign = c == '=' || c == '!' || c == '<' || c == '>';
        if (c == ' ') {
            end_word();
        } else if (is_sign) {
            end_word();
            word = c;
            if (c != '=' && i + 1 < text.size() && text[i + 1] == '=') word += text[++i];
            end_word();
        } else {
            word += c;
        }
    }
    end_word();
    return words;
}

std::pair<std::string, std::string> split_at_point(std::string_view word)
{
    auto const point = word.find('.');
    if (point == std::string_view::npos) return {std::string{word}, {}};
    return {std::string{word.substr(0, point)}, std::string{word.substr(point + 1)}};
}

bool is_number(std::string_view text)
{
    double value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size();
}

std::optional<CountCondition::Test> test_of(std::string_view sign)
{
    using Test = CountCondition::Test;
    if (sign == "=") return Test::is;
    if (sign == "!=") return Test::is_not;
    if (sign == ">=") return Test::at_least;
    if (sign == "<=") return Test::at_most;
    if (sign == "present") return Test::present;
    if (sign == "absent") return Test::absent;
    return std::nullopt;
}

Result<void> check_values(CountCondition const& condition, Field const& field, Dictionary const& dictionary)
{
    using Test = CountCondition::Test;
    bool const is_bound = condition.test == Test::at_least || condition.test == Test::at_most;
    bool const is_numeric = field.kind == FieldKind::integer || field.kind == FieldKind::decimal || field.kind == FieldKind::money;
    if (is_bound && (!is_numeric || condition.values.size() != 1 || !is_number(condition.values[0])))
        return wrong(">= and <= compare a number with a number", "use a field that holds numbers and one number");
    if (field.kind == FieldKind::code)
        for (auto const& value : condition.values)
            if (auto const* list = dictionary.list(field.list); list == nullptr || list->find(value) == nullptr)
                return wrong("\"" + clipped(value, 40) + "\" is no code of the list " + field.list, "use a code of lists/" + field.list + ".csv");
    if (field.kind == FieldKind::yes_no)
        for (auto const& value : condition.values)
            if (value != "yes" && value != "no") return wrong("\"" + clipped(value, 40) + "\" is neither yes nor no", "write yes or no");
    return {};
}

/// One condition from words[at] on; `at` is moved behind it.
Result<CountCondition> read_condition(std::vector<std::string> const& words, std::size_t& at, RecordType const& type, Dictionary const& dictionary)
{
    if (at + 1 >= words.size()) return wrong("a condition that is not finished");
    CountCondition condition;
    auto [first, second] = split_at_point(words[at++]);
    condition.link = second.empty() ? std::string{} : first;
    condition.field = second.empty() ? std::move(first) : std::move(second);
    auto const test = test_of(words[at++]);
    if (!test) return wrong("\"" + clipped(words[at - 1], 20) + "\" is no comparison", "use =, !=, >=, <=, present or absent");
    condition.test = *test;
    auto const* const field = field_of(condition, type, dictionary);
    if (field == nullptr) return wrong(type.name + " has no field " + clipped(words[at - 2], 80), "name a field of the type, or LINK.FIELD");
    if (field->is_sealed()) return wrong("the field " + field->name + " is sealed: nothing is counted by it", "count by an open or team field");
    if (condition.test == CountCondition::Test::present || condition.test == CountCondition::Test::absent) return condition;
    if (at >= words.size()) return wrong("a condition without a value");
    std::string_view values = words[at++];
    while (true) {
        auto const end = std::min(values.find('|'), values.size());
        condition.values.emplace_back(values.substr(0, end));
        if (condition.values.size() > IndicatorLimits::values) return Error{Error::Kind::limit, "more than 50 values in a condition", {}, "count a wider group"};
        if (end == values.size()) break;
        values.remove_prefix(end + 1);
    }
    TRY(check_values(condition, *field, dictionary));
    return condition;
}

Result<void> check_counted_field(CountRule const& rule, RecordType const& type)
{
    if (rule.kind == CountRule::Kind::count) return rule.field.empty() ? Result<void>{} : wrong("count takes a type alone", "leave \"." + rule.field + "\" out, or write sum or distinct");
    auto const* const field = type.find(rule.field);
    if (field == nullptr) return wrong(type.name + " has no field " + clipped(rule.field, 60), "name a field of " + type.name);
    if (field->is_sealed()) return wrong("the field " + field->name + " is sealed: nothing is counted by it", "count by an open or team field");
    bool const is_numeric = field->kind == FieldKind::integer || field->kind == FieldKind::decimal || field->kind == FieldKind::money;
    if (rule.kind == CountRule::Kind::sum && !is_numeric) return wrong("the field " + field->name + " holds no numbers", "sum a number, or count rows");
    return {};
}

Result<CountRule> read_measure(std::vector<std::string> const& words, std::string_view text)
{
    std::string known;
    for (auto const name : indicator_measures) {
        if (words.size() == 2 && words[1] == name) return CountRule{CountRule::Kind::measure, words[1], {}, {}, std::string{text}};
        known.append(known.empty() ? "" : ", ").append(name);
    }
    return wrong("no measure of this name", "use one of " + known);
}

}  // namespace

Field const* field_of(CountCondition const& condition, RecordType const& type, Dictionary const& dictionary)
{
    if (condition.link.empty()) return type.find(condition.field);
    auto const* const link = type.find(condition.link);
    if (link == nullptr || link->kind != FieldKind::link) return nullptr;
    auto const* const target = dictionary.find(link->target);
    return target == nullptr ? nullptr : target->find(condition.field);
}

Result<CountRule> read_count_rule(std::string_view text, Dictionary const& dictionary)
{
    auto const words = words_of(text);
    if (words.size() < 2) return wrong("not a rule");
    if (words[0] == "measure") return read_measure(words, text);
    CountRule rule;
    rule.text = text;
    if (words[0] == "sum")
        rule.kind = CountRule::Kind::sum;
    else if (words[0] == "distinct")
        rule.kind = CountRule::Kind::distinct;
    else if (words[0] != "count")
        return wrong("\"" + clipped(words[0], 20) + "\" is not count, sum, distinct or measure");
    std::tie(rule.type, rule.field) = split_at_point(words[1]);
    auto const* const type = dictionary.find(rule.type);
    if (type == nullptr) return wrong("no record type " + clipped(rule.type, 60), "name a type of the dictionary: `accalmie pack dictionary`");
    TRY(check_counted_field(rule, *type));
    if (words.size() > 2 && words[2] != "where") return wrong("\"" + clipped(words[2], 20) + "\" where \"where\" was expected");
    for (std::size_t at = 3; at <= words.size() && words.size() > 2;) {
        rule.conditions.push_back(TRY(read_condition(words, at, *type, dictionary)));
        if (rule.conditions.size() > IndicatorLimits::conditions) return Error{Error::Kind::limit, "more than 8 conditions", {}, "split the indicator"};
        if (at == words.size()) break;
        if (words[at++] != "and") return wrong("\"" + clipped(words[at - 1], 20) + "\" where \"and\" was expected");
    }
    return rule;
}

}  // namespace accalmie
