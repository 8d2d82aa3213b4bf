// SPDX-License-Identifier: Apache-2.0
// Comparisons: XPath 1.0, section 3.4, with ODK's dates.
#include "forms/xpath_evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace accalmie::forms {

namespace {

/// A date beside a text that spells one: the text is a date too. XPath 1.0 would compare with NaN.
std::optional<DateValue> as_date(Value const& value, DateValue::Kind beside, int zone_minutes)
{
    if (auto const* date = std::get_if<DateValue>(&value)) return *date;
    if (auto const* text = std::get_if<std::string>(&value))
        return beside == DateValue::Kind::time ? time_of_text(*text, zone_minutes) : date_of_text(*text, zone_minutes);
    return std::nullopt;
}

bool ordered(Operation operation, double left, double right)
{
    if (operation == Operation::less) return left < right;
    if (operation == Operation::less_equal) return left <= right;
    if (operation == Operation::greater) return left > right;
    return left >= right;
}

class Comparison {
public:
    Comparison(Evaluation& evaluation, Operation operation) : evaluation_(evaluation), operation_(operation) {}

    bool holds(Value const& left, Value const& right)
    {
        if (auto const dates = both_dates(left, right)) return compare_dates(dates->first, dates->second);
        if (operation_ != Operation::equal && operation_ != Operation::not_equal)
            return ordered(operation_, evaluation_.number(left), evaluation_.number(right));
        return are_equal(left, right) == (operation_ == Operation::equal);
    }

private:
    std::optional<std::pair<DateValue, DateValue>> both_dates(Value const& left, Value const& right) const
    {
        auto const* one = std::get_if<DateValue>(&left);
        auto const* other = std::get_if<DateValue>(&right);
        if (one == nullptr && other == nullptr) return std::nullopt;
        auto const kind = one != nullptr ? one->kind : other->kind;
        auto const zone = evaluation_.context().zone_minutes;
        auto const a = as_date(left, kind, zone);
        auto const b = as_date(right, kind, zone);
        if (!a || !b) return std::nullopt;
        return std::pair{*a, *b};
    }

    bool compare_dates(DateValue left, DateValue right) const
    {
        if (operation_ != Operation::equal && operation_ != Operation::not_equal)
            return ordered(operation_, days_of_date(left), days_of_date(right));
        // A day and a moment are equal where the moment lies on that day.
        bool const same = left.kind == right.kind ? left == right : text_of_date(left) == text_of_date(right);
        return same == (operation_ == Operation::equal);
    }

    bool are_equal(Value const& left, Value const& right)
    {
        if (std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right))
            return evaluation_.truth(left) == evaluation_.truth(right);
        if (std::holds_alternative<double>(left) || std::holds_alternative<double>(right)) {
            auto const a = evaluation_.number(left);
            auto const b = evaluation_.number(right);
            return a == b || (evaluation_.like_collect() && std::abs(a - b) < 1e-12);
        }
        return evaluation_.text(left) == evaluation_.text(right);
    }

    Evaluation& evaluation_;
    Operation operation_;
};

/// What stands for a side of a comparison: of nodes their values, each for itself.
std::vector<Value> members_of(Evaluation& evaluation, Value const& side)
{
    std::vector<Value> members;
    auto const* nodes = std::get_if<NodeSet>(&side);
    if (nodes == nullptr) {
        members.push_back(side);
        return members;
    }
    // To Collect a question that is not there, or not asked, is an empty text; to XPath it equals nothing.
    if (nodes->empty() && evaluation.like_collect()) members.emplace_back(std::string{});
    for (auto const node : *nodes) members.push_back(evaluation.typed(node));
    return members;
}

bool all_texts(std::vector<Value> const& values)
{
    return std::all_of(values.begin(), values.end(), [](Value const& value) { return std::holds_alternative<std::string>(value); });
}

}  // namespace

bool compares(Evaluation& evaluation, Operation operation, Value const& left, Value const& right)
{
    Comparison comparison{evaluation, operation};
    // Beside a truth a set of nodes is a truth as a whole.
    if (std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right)) {
        if (operation == Operation::equal || operation == Operation::not_equal || !evaluation.like_collect())
            return comparison.holds(Value{std::holds_alternative<NodeSet>(left) ? Value{evaluation.truth(left)} : left},
                                    Value{std::holds_alternative<NodeSet>(right) ? Value{evaluation.truth(right)} : right});
    }
    auto const ones = members_of(evaluation, left);
    auto const others = members_of(evaluation, right);
    if (operation == Operation::equal && ones.size() * others.size() > 64 && all_texts(ones) && all_texts(others)) {
        std::unordered_set<std::string> known;
        for (auto const& value : ones) known.insert(*std::get_if<std::string>(&value));
        return std::any_of(others.begin(), others.end(), [&](Value const& value) { return known.contains(*std::get_if<std::string>(&value)); });
    }
    for (auto const& one : ones) {
        for (auto const& other : others) {
            evaluation.charge(1);
            if (comparison.holds(one, other)) return true;
        }
        if (!evaluation.check(0)) return false;
    }
    return false;
}

}  // namespace accalmie::forms
