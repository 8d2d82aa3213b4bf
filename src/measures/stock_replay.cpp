// SPDX-License-Identifier: Apache-2.0
#include "measures/stock_parts.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace accalmie {

namespace {

constexpr std::size_t batches_max = 1'000;
constexpr double crumb = 1e-9;  ///< sums of decimal quantities leave this much

bool arrives(StockKind kind) { return kind == StockKind::receipt || kind == StockKind::transfer_in; }

bool is_past(StockBatch const& batch, Day day) { return batch.expiry && *batch.expiry < day; }

class Replay {
public:
    Replay(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockExpiries const& expiries, StockFindings& findings)
        : entries_(entries), lines_(lines), expiries_(expiries), findings_(findings)
    {
    }

    Result<StockShelf> run(Day today);

private:
    void day(std::span<std::size_t const> lines);
    void take(std::size_t line);
    void arrive(std::size_t line);
    void leave(std::size_t line);
    void leave_batch(std::size_t line, StockBatch& batch);
    void leave_any(std::size_t line);
    void count(std::size_t line);
    void count_batch(std::size_t line);
    void count_all(std::size_t line);
    void judge_expiry(std::size_t line, std::optional<Day> const& expiry);
    double draw(double quantity, Day day, bool past_ones, bool unnamed_only);
    void settle(Day day);
    StockBatch* find(std::string_view batch, std::optional<Day> const& expiry);
    StockBatch& get(std::string_view batch, std::optional<Day> const& expiry);
    double usable(Day day) const;
    double total() const;
    void report(StockProblem problem, std::size_t line, double expected) { findings_.push_back({problem, line, std::nullopt, expected, entries_[line].quantity}); }
    void report_below_zero(std::size_t line, double before, double after);

    std::span<StockEntry const> entries_;
    std::span<std::size_t const> lines_;
    StockExpiries const& expiries_;
    StockFindings& findings_;
    StockShelf shelf_;
    std::set<Day> expiry_days_;  ///< days on which something may no longer be used
    Day first_day_{}, now_{};
    bool opened_ = false;        ///< some line before the present one
};

/// Where a line says no batch, its last day names one.
StockBatch* Replay::find(std::string_view batch, std::optional<Day> const& expiry)
{
    for (auto& one : shelf_.batches)
        if (one.batch == batch && (!batch.empty() || one.expiry == expiry)) return &one;
    return nullptr;
}

StockBatch& Replay::get(std::string_view batch, std::optional<Day> const& expiry)
{
    if (auto* const found = find(batch, expiry)) return *found;
    if (expiry && *expiry >= now_) expiry_days_.insert(*expiry + std::chrono::days{1});
    shelf_.batches.push_back({std::string{batch}, expiry, 0, std::nullopt});
    return shelf_.batches.back();
}

double Replay::total() const
{
    double sum = 0;
    for (auto const& batch : shelf_.batches) sum += batch.quantity;
    return sum;
}

double Replay::usable(Day day) const
{
    double sum = 0;
    for (auto const& batch : shelf_.batches)
        if (!is_past(batch, day)) sum += batch.quantity;
    return sum > crumb ? sum : 0;
}

/// Take up to `quantity` from batches with something left, the first to expire first; returns what was taken.
double Replay::draw(double quantity, Day day, bool past_ones, bool unnamed_only)
{
    std::vector<StockBatch*> order;
    for (auto& batch : shelf_.batches)
        if (batch.quantity > 0 && is_past(batch, day) == past_ones && (batch.batch.empty() || !unnamed_only)) order.push_back(&batch);
    std::sort(order.begin(), order.end(), [](StockBatch const* a, StockBatch const* b) { return used_before(*a, *b) || (!used_before(*b, *a) && a < b); });
    double taken = 0;
    for (auto* const batch : order) {
        double const here = std::min(batch->quantity, quantity - taken);
        batch->quantity -= here;
        taken += here;
    }
    return taken;
}

/// What left too much without a batch is made good by what has arrived since.
void Replay::settle(Day day)
{
    auto* const owing = find({}, std::nullopt);
    if (owing == nullptr || owing->quantity >= 0) return;
    double const owed = -owing->quantity;
    double paid = draw(owed, day, false, false);
    paid += draw(owed - paid, day, true, false);
    find({}, std::nullopt)->quantity += paid;
}

void Replay::report_below_zero(std::size_t line, double before, double after)
{
    if (before >= -crumb && after < -crumb) report(StockProblem::below_zero, line, before);
}

void Replay::judge_expiry(std::size_t line, std::optional<Day> const& expiry)
{
    auto const& entry = entries_[line];
    if (!expiry) return;
    bool const past = *expiry < entry.day;
    switch (entry.kind) {
    case StockKind::issue:
        if (past) report(StockProblem::used_after_expiry, line, 0);
        return;
    case StockKind::receipt:
    case StockKind::transfer_in:
    case StockKind::transfer_out:
        if (past) report(StockProblem::received_after_expiry, line, 0);
        return;
    case StockKind::expired:
        if (!past) report(StockProblem::expired_before_time, line, 0);
        return;
    case StockKind::count:
    case StockKind::loss: return;
    }
}

void Replay::arrive(std::size_t line)
{
    auto const& entry = entries_[line];
    auto& batch = get(entry.batch, expiries_[line]);
    batch.quantity += entry.quantity;
    judge_expiry(line, batch.expiry);
}

void Replay::leave_batch(std::size_t line, StockBatch& batch)
{
    double const before = batch.quantity;
    batch.quantity -= entries_[line].quantity;
    judge_expiry(line, batch.expiry);
    report_below_zero(line, before, batch.quantity);
}

void Replay::leave_any(std::size_t line)
{
    auto const& entry = entries_[line];
    bool const written_off = entry.kind == StockKind::expired;
    double const before = total();
    settle(entry.day);
    double taken = draw(entry.quantity, entry.day, written_off, false);
    double const rest = entry.quantity - taken;
    double const other = rest > crumb ? draw(rest, entry.day, !written_off, false) : 0;
    if (other > crumb && entry.kind == StockKind::issue) report(StockProblem::used_after_expiry, line, taken);
    if (other > crumb && entry.kind == StockKind::transfer_out) report(StockProblem::received_after_expiry, line, taken);
    if (other > crumb && written_off) report(StockProblem::expired_before_time, line, taken);
    taken += other;
    if (entry.quantity - taken > crumb) get({}, std::nullopt).quantity -= entry.quantity - taken;
    report_below_zero(line, before, before - entry.quantity);
}

/// A batch that was never named when it came leaves the stock without a name.
void Replay::leave(std::size_t line)
{
    auto const& entry = entries_[line];
    bool const named = !entry.batch.empty() || entry.expiry;
    auto* const batch = named ? find(entry.batch, expiries_[line]) : nullptr;
    if (batch != nullptr) return leave_batch(line, *batch);
    if (!named) return leave_any(line);
    double const unnamed = draw(entry.quantity, entry.day, false, true);
    auto& made = get(entry.batch, expiries_[line]);
    made.quantity = unnamed;
    leave_batch(line, made);
}

void Replay::count_batch(std::size_t line)
{
    auto const& entry = entries_[line];
    bool const known = find(entry.batch, expiries_[line]) != nullptr;
    if (!known && entry.day == first_day_) {
        get(entry.batch, expiries_[line]).quantity = entry.quantity;
        return;
    }
    double const renamed = known ? 0 : draw(entry.quantity, entry.day, false, true);
    auto& batch = get(entry.batch, expiries_[line]);
    double const expected = batch.quantity + renamed;
    if (expected >= -crumb && entry.quantity > expected + crumb) report(StockProblem::count_above, line, expected);
    if (entry.quantity < expected - crumb) report(StockProblem::count_below, line, expected);
    batch.quantity = entry.quantity;
}

void Replay::count_all(std::size_t line)
{
    auto const& entry = entries_[line];
    settle(entry.day);
    double const expected = total();
    if (!opened_) {
        get({}, std::nullopt).quantity = entry.quantity;
        return;
    }
    double const above = entry.quantity - expected;
    if (expected >= -crumb && above > crumb) report(StockProblem::count_above, line, expected);
    if (above < -crumb) report(StockProblem::count_below, line, expected);
    if (above > 0) {
        auto& target = shelf_.batches.size() == 1 ? shelf_.batches.front() : get({}, std::nullopt);
        target.quantity += above;
        return;
    }
    double const gone = draw(-above, entry.day, true, false);
    draw(-above - gone, entry.day, false, false);
}

void Replay::count(std::size_t line)
{
    auto const& entry = entries_[line];
    if (entry.day == first_day_) shelf_.opening_counted = true;
    if (entry.batch.empty() && !entry.expiry) count_all(line);
    else count_batch(line);
}

void Replay::take(std::size_t line)
{
    if (entries_[line].kind == StockKind::count) count(line);
    else if (arrives(entries_[line].kind)) arrive(line);
    else leave(line);
    opened_ = true;
}

/// Arrivals before what leaves, between counts; counts where the list has them.
void Replay::day(std::span<std::size_t const> lines)
{
    std::vector<std::size_t> order(lines.begin(), lines.end());
    auto const is_count = [&](std::size_t line) { return entries_[line].kind == StockKind::count; };
    for (auto first = order.begin(); first != order.end();) {
        auto const end = std::find_if(first, order.end(), is_count);
        std::vector<std::size_t> leaving;
        std::copy_if(first, end, std::back_inserter(leaving), [&](std::size_t line) { return !arrives(entries_[line].kind); });
        std::copy(leaving.begin(), leaving.end(), std::remove_if(first, end, [&](std::size_t line) { return !arrives(entries_[line].kind); }));
        first = end == order.end() ? end : std::next(end);
    }
    for (auto const line : order) take(line);
}

Result<StockShelf> Replay::run(Day today)
{
    first_day_ = entries_[lines_.front()].day;
    for (std::size_t at = 0; at < lines_.size() || !expiry_days_.empty();) {
        Day now = at < lines_.size() ? entries_[lines_[at]].day : *expiry_days_.begin();
        if (!expiry_days_.empty()) now = std::min(now, *expiry_days_.begin());
        expiry_days_.erase(now);
        if (now > today) break;
        now_ = now;
        auto end = at;
        while (end < lines_.size() && entries_[lines_[end]].day == now) ++end;
        day(lines_.subspan(at, end - at));
        at = end;
        if (shelf_.batches.size() > batches_max) return Error{Error::Kind::limit, "more than 1,000 batches of one item in one place", entries_[lines_.front()].item, "give the last years"};
        shelf_.steps.push_back({now, usable(now)});
    }
    return std::move(shelf_);
}

}  // namespace

bool used_before(StockBatch const& a, StockBatch const& b)
{
    if (a.expiry.has_value() != b.expiry.has_value()) return a.expiry.has_value();
    return a.expiry.has_value() && *a.expiry < *b.expiry;
}

Result<StockShelf> replay_shelf(std::span<StockEntry const> entries, std::span<std::size_t const> lines, StockExpiries const& expiries, Day today, StockFindings& findings)
{
    return Replay{entries, lines, expiries, findings}.run(today);
}

}  // namespace accalmie
