// SPDX-License-Identifier: Apache-2.0
#include "answers/indicator_count.hpp"

#include "answers/cells.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace accalmie {

namespace {

constexpr std::int64_t rows_max = 2'000'000;
constexpr int corrections_max = 10'000;

std::optional<double> number_of(Cell const& cell)
{
    if (auto const* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    if (auto const* part = std::get_if<double>(&cell)) return *part;
    return std::nullopt;
}

std::string text_of(Cell const& cell)
{
    if (auto const* text = std::get_if<std::string_view>(&cell)) return std::string{*text};
    if (auto const* yes = std::get_if<bool>(&cell)) return *yes ? "yes" : "no";
    if (auto const* day = std::get_if<Day>(&cell)) return to_iso(*day);
    auto const number = number_of(cell);
    if (!number) return {};
    char digits[32];
    auto const [end, fault] = std::to_chars(digits, digits + sizeof digits, *number);
    return fault == std::errc{} ? std::string{digits, end} : std::string{};
}

double bound_of(CountCondition const& condition)
{
    double value = 0;
    std::from_chars(condition.values[0].data(), condition.values[0].data() + condition.values[0].size(), value);
    return value;
}

bool holds(CountCondition const& condition, Cell const& cell)
{
    using Test = CountCondition::Test;
    bool const is_said = !std::holds_alternative<std::monostate>(cell);
    auto const is_listed = [&] { return std::find(condition.values.begin(), condition.values.end(), text_of(cell)) != condition.values.end(); };
    switch (condition.test) {
    case Test::present: return is_said;
    case Test::absent: return !is_said;
    case Test::is: return is_said && is_listed();
    case Test::is_not: return is_said && !is_listed();
    case Test::at_least: return is_said && number_of(cell).value_or(0) >= bound_of(condition);
    case Test::at_most: return is_said && number_of(cell).value_or(0) <= bound_of(condition);
    }
    VERIFY(false);
}

/// Where a row's place or day is: in a field of its own, or of the record that a link names.
struct Source {
    std::optional<std::size_t> link, field;
    std::string target;
};

bool is_day(Field const& field) { return field.kind == FieldKind::day || field.kind == FieldKind::instant; }
bool is_place(Field const& field) { return field.kind == FieldKind::place; }

std::optional<std::size_t> first_field(RecordType const& type, bool (*wanted)(Field const&))
{
    for (auto const group : {"open", "team"})
        for (std::size_t i = 0; i < type.fields.size(); ++i)
            if (wanted(type.fields[i]) && type.fields[i].group == group) return i;
    return std::nullopt;
}

Source source_of(RecordType const& type, Dictionary const& dictionary, bool (*wanted)(Field const&))
{
    if (auto const own = first_field(type, wanted)) return {std::nullopt, own, {}};
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        auto const& field = type.fields[i];
        auto const* const target = field.kind == FieldKind::link ? dictionary.find(field.target) : nullptr;
        if (target == nullptr) continue;
        if (auto const there = first_field(*target, wanted)) return {i, there, field.target};
    }
    return {};
}

/// One counting: what is fixed for all rows, and what adds up.
struct Tally {
    double total = 0;
    std::set<std::string> distinct;
    std::map<std::pair<std::string, std::string>, double> cells;
    std::map<std::pair<std::string, std::string>, std::set<std::string>> distinct_cells;
    CountedRule counted;
    bool saw_denied = false;
};

class Reader {
public:
    Reader(RuleCounter& counter, CountRule const& rule, RecordType const& type, std::span<std::string const> by)
        : counter_(counter), rule_(rule), type_(type), by_(by), place_(source_of(type, counter.dictionary, is_place)), day_(source_of(type, counter.dictionary, is_day))
    {
        for (auto const& condition : rule.conditions) {
            auto const* const field = field_of(condition, type, counter.dictionary);
            needs_team_ = needs_team_ || field->group == "team";
        }
        if (auto const* const field = type.find(rule.field)) needs_team_ = needs_team_ || field->group == "team";
        for (auto const& name : by) needs_team_ = needs_team_ || type.find(name)->group == "team";
    }
    bool has_place() const { return place_.field.has_value(); }

    Result<void> read(std::span<Cell const> row, Tally& tally)
    {
        auto const where = text_of(TRY(cell(row, place_)));
        if (!allowed(counter_.asking, needs_team_ ? Action::see_team : Action::see_open, type_.name, where)) {
            tally.saw_denied = true;
            return {};
        }
        if (counter_.place.level >= 0 && !counter_.areas.within(where, counter_.place)) return {};
        auto const day = TRY(cell(row, day_));
        if (!is_in_period(day, tally)) return {};
        for (auto const& condition : rule_.conditions) {
            auto const at = condition.link.empty() ? std::optional<std::size_t>{} : type_.index_of(condition.link);
            Source const source{at, at ? counter_.dictionary.find(type_.fields[*at].target)->index_of(condition.field) : type_.index_of(condition.field), at ? type_.fields[*at].target : std::string{}};
            if (!holds(condition, TRY(cell(row, source)))) return {};
        }
        add(row, tally);
        return {};
    }

private:
    /// The cell that a source names; not said where the link leads nowhere.
    Result<Cell> cell(std::span<Cell const> row, Source const& source)
    {
        if (!source.field) return Cell{};
        if (!source.link) return row[*source.field];
        auto const* const rows = TRY(counter_.rows_of(source.target));
        auto const* const target = rows->find(text_of(row[*source.link]));
        return target == nullptr ? Cell{} : as_cell((*target)[*source.field]);
    }
    bool is_in_period(Cell const& cell, Tally& tally) const
    {
        if (!counter_.from && !counter_.to) return true;
        std::optional<Day> day;
        if (auto const* own = std::get_if<Day>(&cell)) day = *own;
        if (auto const* instant = std::get_if<Instant>(&cell)) day = day_of(*instant);
        tally.counted.undated += day ? 0 : 1;
        return day && (!counter_.from || *day >= *counter_.from) && (!counter_.to || *day <= *counter_.to);
    }
    void add(std::span<Cell const> row, Tally& tally) const
    {
        ++tally.counted.rows;
        double value = 1;
        std::string named;
        if (rule_.kind == CountRule::Kind::sum) {
            auto const& field = type_.fields[*type_.index_of(rule_.field)];
            value = number_of(row[*type_.index_of(rule_.field)]).value_or(0) / (field.kind == FieldKind::money ? 100 : 1);
        }
        if (rule_.kind == CountRule::Kind::distinct) {
            named = text_of(row[*type_.index_of(rule_.field)]);
            if (!named.empty()) tally.distinct.insert(named);
        }
        tally.total += value;
        for (auto const& name : by_) {
            auto const key = std::pair{name, text_of(row[*type_.index_of(name)])};
            tally.cells[key] += value;
            if (!named.empty()) tally.distinct_cells[key].insert(named);
        }
    }

    RuleCounter& counter_;
    CountRule const& rule_;
    RecordType const& type_;
    std::span<std::string const> by_;
    Source place_, day_;
    bool needs_team_ = false;
};

}  // namespace

std::vector<Value> const* LinkedRows::find(std::string_view link) const
{
    std::string at{link};
    if (at.empty()) return nullptr;
    if (at.find(':') == std::string::npos) at += ":0";
    for (int step = 0; step < corrections_max; ++step) {
        auto const older = corrected.find(at);
        if (older == corrected.end()) break;
        at = older->second;
    }
    auto const found = rows.find(at);
    return found == rows.end() ? nullptr : &found->second;
}

bool is_about_persons(RecordType const& type)
{
    bool const is_person_or_group = type.find("sex") != nullptr || type.find("group") != nullptr;
    return is_person_or_group || std::any_of(type.fields.begin(), type.fields.end(), [](Field const& field) { return field.audience() == "testimony" || field.audience() == "survivors"; });
}

Result<LinkedRows const*> RuleCounter::rows_of(std::string const& type_name)
{
    if (auto const kept = linked.find(type_name); kept != linked.end()) return &kept->second;
    LinkedRows made;
    made.type = dictionary.find(type_name);
    made.corrected = TRY(store.corrected_versions(*made.type));
    std::int64_t count = 0;
    TRY(store.each_row(*made.type, {}, [&](std::span<Cell const> cells, RecordAddress const& address) -> Result<void> {
        if (++count > rows_max) return Error{Error::Kind::limit, "more than 2,000,000 rows", type_name, "ask a smaller workspace"};
        std::string at = address.record.hex() + ":" + std::to_string(address.row);
        for (int step = 0; step < corrections_max; ++step) {
            auto const older = made.corrected.find(at);
            if (older == made.corrected.end()) break;
            at = older->second;
        }
        std::vector<Value> row;
        row.reserve(cells.size());
        for (auto const& cell : cells) row.push_back(as_value(cell));
        made.rows.emplace(std::move(at), std::move(row));
        return {};
    }));
    return &linked.emplace(type_name, std::move(made)).first->second;
}

Result<CountedRule> RuleCounter::count(CountRule const& rule, std::span<std::string const> by, std::vector<BreakdownCell>& cells)
{
    if (rule.kind == CountRule::Kind::measure) return count_measure(*this, rule.type);
    auto const* const type = dictionary.find(rule.type);
    Tally tally;
    if (is_about_persons(*type) && !require_counts(asking, type->name)) {
        tally.counted.reason = "denied";
        return std::move(tally.counted);
    }
    Reader reader{*this, rule, *type, by};
    if (place.level >= 0 && !reader.has_place()) {
        tally.counted.reason = "not_by_place";
        return std::move(tally.counted);
    }
    std::int64_t read = 0;
    TRY(store.each_row(*type, {}, [&](std::span<Cell const> row, RecordAddress const&) -> Result<void> {
        if (++read > rows_max) return Error{Error::Kind::limit, "more than 2,000,000 rows", type->name, "ask a smaller workspace"};
        return reader.read(row, tally);
    }));
    tally.counted.disputed = TRY(store.disputed_count(*type));
    if (tally.counted.rows == 0 && tally.saw_denied) {
        tally.counted.reason = "denied";
        return std::move(tally.counted);
    }
    bool const is_distinct = rule.kind == CountRule::Kind::distinct;
    tally.counted.value = is_distinct ? static_cast<double>(tally.distinct.size()) : tally.total;
    for (auto const& [key, value] : tally.cells) {
        auto const names = tally.distinct_cells.find(key);
        cells.push_back({key.first, key.second, is_distinct ? static_cast<double>(names == tally.distinct_cells.end() ? 0 : names->second.size()) : value});
    }
    return std::move(tally.counted);
}

}  // namespace accalmie
