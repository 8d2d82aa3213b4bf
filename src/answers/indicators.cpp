// SPDX-License-Identifier: Apache-2.0
#include "answers/indicators.hpp"

#include "answers/cells.hpp"
#include "answers/indicator_count.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr std::size_t figures_max = 100'000;

using Figures = std::map<std::string, std::vector<PublishedFigure>>;

Result<Figures> figures_of(Store const& store, Areas& areas, AskedPlace const& asked)
{
    Figures figures;
    auto const table = TRY(store.query(sql::indicator_figures));
    if (table.rows.size() > figures_max) return Error{Error::Kind::limit, "more than 100,000 published figures", "indicator_target", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const place = cell_text(row[4]);
        if (asked.level >= 0 && !areas.within(place, asked)) continue;
        figures[cell_text(row[0])].push_back(
            {cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), place, cell<Day>(row[5]), cell<Day>(row[6]), cell<double>(row[7]).value_or(0)});
    }
    return figures;
}

/// Two sources that publish different values for the same place and time, or of which one does not say the time.
bool has_clash(std::vector<PublishedFigure> const& figures)
{
    auto const same = [](auto const& a, auto const& b) { return !a || !b || *a == *b; };
    for (std::size_t i = 0; i < figures.size(); ++i)
        for (std::size_t k = i + 1; k < figures.size(); ++k) {
            auto const &a = figures[i], &b = figures[k];
            bool const is_one_thing = a.kind == "published" && b.kind == "published" && a.place == b.place && same(a.first, b.first) && same(a.last, b.last);
            if (is_one_thing && a.value != b.value) return true;
        }
    return false;
}

bool is_few(std::optional<double> const& value) { return value && *value > 0 && *value < static_cast<double>(shown_count_min); }

/// Persons: nothing from 1 to 4, and no part of a share that gives such a count away.
void withhold(IndicatorRow& row, Dictionary const& dictionary)
{
    auto const& rule = row.indicator.numerator;
    auto const* const type = rule.kind == CountRule::Kind::measure ? nullptr : dictionary.find(rule.type);
    if (type == nullptr || !is_about_persons(*type) || rule.kind == CountRule::Kind::distinct) return;
    auto const value = row.counted.value;
    bool few = is_few(value);
    if (row.denominator && row.denominator->value && value) few = few || is_few(row.denominator->value) || is_few(*row.denominator->value - *value);
    bool const few_in_part = std::any_of(row.by.begin(), row.by.end(), [](BreakdownCell const& cell) { return is_few(cell.value); });
    if (few) {
        row.counted = {std::nullopt, std::nullopt, "too_few", 0, 0, row.counted.disputed};
        if (row.denominator) row.denominator = CountedRule{std::nullopt, std::nullopt, "too_few", 0, 0, row.denominator->disputed};
    }
    if (few || few_in_part) {
        row.by_withheld = row.by.empty() ? "" : "too_few";
        row.by.clear();
    }
}

void divide(IndicatorRow& row)
{
    if (!row.denominator || !row.counted.value) return;
    if (!row.denominator->value || *row.denominator->value == 0) {
        row.counted.value.reset();
        row.counted.reason = row.denominator->reason.empty() ? "no_rows" : row.denominator->reason;
    } else {
        row.counted.value = *row.counted.value / *row.denominator->value;
    }
}

Result<IndicatorRow> row_of(RuleCounter& counter, ProgrammePack const& pack, Indicator const& indicator, Figures const& figures)
{
    IndicatorRow row;
    row.pack = pack.name;
    row.indicator = indicator;
    row.counted = TRY(counter.count(indicator.numerator, indicator.by, row.by));
    if (indicator.denominator) {
        std::vector<BreakdownCell> none;
        row.denominator = TRY(counter.count(*indicator.denominator, {}, none));
    }
    withhold(row, counter.dictionary);
    divide(row);
    if (auto const found = figures.find(indicator.code); found != figures.end()) row.figures = found->second;
    row.is_clash = has_clash(row.figures);
    return row;
}

}  // namespace

Result<IndicatorsAnswer> answer_indicators(Store const& store, Dictionary const& dictionary, std::span<ProgrammePack const> packs, Asking const& asking,
                                           IndicatorsQuestion const& question)
{
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two days"};
    if (!question.pack.empty() && std::none_of(packs.begin(), packs.end(), [&](auto const& pack) { return pack.name == question.pack; }))
        return Error{Error::Kind::missing, "this workspace has no pack of this name", question.pack, "`accalmie pack list` shows those it has"};
    auto const asked = TRY(asked_place(store, question.place));
    RuleCounter counter{store, dictionary, asking, asked, question.from, question.to};
    auto const figures = TRY(figures_of(store, counter.areas, asked));
    IndicatorsAnswer answer{asked.area, question.from, question.to, {}, 0};
    for (auto const& pack : packs) {
        if (!question.pack.empty() && pack.name != question.pack) continue;
        for (auto const& indicator : pack.indicators) {
            if (!question.indicator.empty() && indicator.code != question.indicator) continue;
            answer.rows.push_back(TRY(row_of(counter, pack, indicator, figures)));
            answer.clashes += answer.rows.back().is_clash ? 1 : 0;
        }
    }
    if (!question.indicator.empty() && answer.rows.empty()) return Error{Error::Kind::missing, "no indicator of this code", question.indicator, "`accalmie indicators` lists them"};
    return answer;
}

}  // namespace accalmie
