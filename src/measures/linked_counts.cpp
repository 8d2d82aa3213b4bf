// SPDX-License-Identifier: Apache-2.0
#include "measures/linked_counts.hpp"

#include <algorithm>
#include <cmath>

namespace accalmie {

namespace {

constexpr double tiny = 1e-9;

using Matrix = std::vector<std::vector<double>>;

/// Reduce to row echelon form, each pivot 1 and alone in its column. Returns the pivot column of each row that is left.
std::vector<std::size_t> reduce(Matrix& rows, std::size_t columns)
{
    std::vector<std::size_t> pivots;
    for (std::size_t column = 0; column < columns && pivots.size() < rows.size(); ++column) {
        auto const at = pivots.size();
        auto best = at;
        for (std::size_t row = at; row < rows.size(); ++row)
            if (std::abs(rows[row][column]) > std::abs(rows[best][column])) best = row;
        if (std::abs(rows[best][column]) < tiny) continue;
        std::swap(rows[at], rows[best]);
        double const pivot = rows[at][column];
        for (auto& cell : rows[at]) cell /= pivot;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            double const factor = rows[row][column];
            if (row == at || std::abs(factor) < tiny) continue;
            for (std::size_t c = column; c < columns; ++c) rows[row][c] -= factor * rows[at][c];
        }
        pivots.push_back(column);
    }
    rows.resize(pivots.size());
    return pivots;
}

}  // namespace

/// The simplex method's rows: each count above its least is a constant and so much of each of `width` variables. At first the variables are
/// the free moves; a move that enters never leaves, so its row is not kept.
struct CountSpace::Dictionary {
    struct Row {
        std::size_t count;
        double constant;
        std::vector<double> factors;
    };
    struct Column {
        std::size_t order = 0;    ///< for Bland's rule; moves come first
        bool is_move = true;      ///< may go below zero
        std::size_t count = 0;    ///< of a column that is a count
    };
    std::vector<Row> rows;
    std::vector<Column> columns;
    std::vector<double> objective;
    double moved = 0;

    /// The first column that improves the objective, or nothing at the optimum.
    std::optional<std::size_t> entering() const
    {
        std::optional<std::size_t> best;
        for (std::size_t j = 0; j < columns.size(); ++j) {
            bool const improves = columns[j].is_move ? std::abs(objective[j]) > tiny : objective[j] > tiny;
            if (improves && (!best || columns[j].order < columns[*best].order)) best = j;
        }
        return best;
    }

    /// The row that stops a step along column `j`, and how long the step is then.
    std::pair<std::optional<std::size_t>, double> leaving(std::size_t j, double sign) const
    {
        std::optional<std::size_t> best;
        double step = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            double const slope = rows[i].factors[j] * sign;
            if (slope > -tiny) continue;
            double const length = std::max(0.0, rows[i].constant) / -slope;
            if (!best || length < step - tiny || (length <= step + tiny && rows[i].count < rows[*best].count)) {
                best = i;
                step = length;
            }
        }
        return {best, step};
    }

    void pivot(std::size_t i, std::size_t j)
    {
        auto row = std::move(rows[i]);
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
        bool const keeps = !columns[j].is_move;
        // row.count = constant + sum factors * columns: solved for column j.
        double const pivot = row.factors[j];
        Row solved{columns[j].count, -row.constant / pivot, row.factors};
        for (auto& factor : solved.factors) factor /= -pivot;
        solved.factors[j] = 1 / pivot;
        for (auto& other : rows) replace(other.constant, other.factors, solved, j);
        replace(moved, objective, solved, j);
        columns[j] = {.order = columns.size() + row.count, .is_move = false, .count = row.count};
        if (keeps) rows.push_back(std::move(solved));
    }

    static void replace(double& constant, std::vector<double>& factors, Row const& solved, std::size_t j)
    {
        double const factor = factors[j];
        if (std::abs(factor) < tiny) {
            factors[j] = 0;
            return;
        }
        constant += factor * solved.constant;
        factors[j] = 0;
        for (std::size_t c = 0; c < factors.size(); ++c) factors[c] += factor * solved.factors[c];
    }
};

Result<CountSpace> CountSpace::make(LinkedCounts counts)
{
    auto const size = counts.values.size();
    if (size > counts_max)
        return Error{Error::Kind::limit, "more than 1,000 withheld counts hang together", {}, "ask for a coarser table, or for fewer levels at once"};
    if (counts.least.size() != size) return Error{Error::Kind::invalid, "not as many least values as counts", {}, "give one for each"};
    for (std::size_t i = 0; i < size; ++i)
        if (counts.least[i] > counts.values[i]) return Error{Error::Kind::invalid, "a count below its least value", {}, "correct the count"};
    for (auto const& tie : counts.ties)
        for (auto const& [index, factor] : tie)
            if (index >= size || (factor != 1 && factor != -1)) return Error{Error::Kind::invalid, "a tie of counts that are not there", {}, "correct it"};
    CountSpace space;
    space.counts_ = std::move(counts);
    space.find_moves();
    return space;
}

void CountSpace::find_moves()
{
    auto const size = counts_.values.size();
    Matrix rows;
    for (auto const& tie : counts_.ties) {
        auto& row = rows.emplace_back(std::vector<double>(size, 0.0));
        for (auto const& [index, factor] : tie) row[index] += factor;
    }
    auto const pivots = reduce(rows, size);
    std::vector<std::size_t> free;
    for (std::size_t column = 0; column < size; ++column)
        if (std::find(pivots.begin(), pivots.end(), column) == pivots.end()) free.push_back(column);
    width_ = free.size();
    moves_.assign(size * width_, 0.0);
    for (std::size_t j = 0; j < width_; ++j) {
        moves_[free[j] * width_ + j] = 1;
        for (std::size_t row = 0; row < pivots.size(); ++row) {
            double const factor = -rows[row][free[j]];
            moves_[pivots[row] * width_ + j] = std::abs(factor) < tiny ? 0 : factor;
        }
    }
}

CountSpace::Outcome CountSpace::solve(std::size_t count, Direction direction, std::optional<double> cap) const
{
    auto const size = counts_.values.size();
    double const turned = direction == Direction::up ? 1 : -1;
    Dictionary dictionary;
    dictionary.columns.resize(width_);
    for (std::size_t j = 0; j < width_; ++j) dictionary.columns[j].order = j;
    for (std::size_t i = 0; i < size; ++i) {
        std::vector<double> factors(moves_.begin() + static_cast<std::ptrdiff_t>(i * width_), moves_.begin() + static_cast<std::ptrdiff_t>((i + 1) * width_));
        if (i == count)
            for (auto const factor : factors) dictionary.objective.push_back(turned * factor);
        dictionary.rows.push_back({i, static_cast<double>(counts_.values[i] - counts_.least[i]), std::move(factors)});
    }
    Outcome outcome;
    outcome.above.assign(size, 0.0);
    std::optional<std::pair<std::size_t, double>> part_way;
    outcome.ending = Ending::too_long;
    for (int pivot = 0; pivot < pivots_max; ++pivot) {
        auto const j = dictionary.entering();
        if (!j) {
            outcome.ending = Ending::optimum;
            break;
        }
        double const sign = dictionary.objective[*j] > 0 ? 1 : -1;
        auto const [row, step] = dictionary.leaving(*j, sign);
        double const gain = std::abs(dictionary.objective[*j]);
        if (cap && (!row || dictionary.moved + gain * step >= *cap - tiny)) {
            part_way = {*j, sign * (*cap - dictionary.moved) / gain};
            outcome.ending = Ending::capped;
            break;
        }
        if (!row) {
            outcome.ending = Ending::unbounded;
            break;
        }
        dictionary.pivot(*row, *j);
    }
    outcome.moved = part_way ? *cap : dictionary.moved;
    for (auto const& row : dictionary.rows) outcome.above[row.count] = row.constant + (part_way ? row.factors[part_way->first] * part_way->second : 0.0);
    if (part_way && !dictionary.columns[part_way->first].is_move) outcome.above[dictionary.columns[part_way->first].count] = part_way->second;
    return outcome;
}

std::optional<std::vector<std::int64_t>> CountSpace::verified(std::vector<double> const& above) const
{
    std::vector<std::int64_t> values(above.size());
    for (std::size_t i = 0; i < above.size(); ++i) {
        if (!(std::abs(above[i]) < 1e15)) return std::nullopt;
        values[i] = counts_.least[i] + std::llround(above[i]);
        if (values[i] < counts_.least[i]) return std::nullopt;
    }
    for (auto const& tie : counts_.ties) {
        std::int64_t difference = 0;
        for (auto const& [index, factor] : tie) difference += factor * (values[index] - counts_.values[index]);
        if (difference != 0) return std::nullopt;
    }
    return values;
}

std::optional<std::vector<std::int64_t>> CountSpace::reach(std::size_t count, Direction direction, std::int64_t steps) const
{
    // Where real numbers stop at a fraction, a shorter way often ends at whole ones.
    for (auto cap = steps; cap >= 1; --cap) {
        auto const outcome = solve(count, direction, static_cast<double>(cap));
        if (outcome.ending == Ending::too_long) return std::nullopt;
        auto found = verified(outcome.above);
        if (found && (*found)[count] != counts_.values[count]) return found;
        if (outcome.moved < 1 - tiny) return std::nullopt;
        cap = std::min(cap, static_cast<std::int64_t>(std::floor(outcome.moved + tiny)));
    }
    return std::nullopt;
}

Result<std::optional<std::int64_t>> CountSpace::bound(std::size_t count, Direction direction) const
{
    auto const outcome = solve(count, direction, std::nullopt);
    if (outcome.ending == Ending::too_long) return Error{Error::Kind::limit, "the bounds of a withheld count took too long", {}, "ask for a coarser table"};
    if (outcome.ending == Ending::unbounded) return std::optional<std::int64_t>{};
    auto const moved = static_cast<std::int64_t>(std::floor(outcome.moved + 1e-6));
    return std::optional<std::int64_t>{direction == Direction::up ? counts_.values[count] + moved : counts_.values[count] - moved};
}

}  // namespace accalmie
