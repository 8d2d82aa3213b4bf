// SPDX-License-Identifier: Apache-2.0
#include "measures/report_checks.hpp"

#include "core/verify.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace accalmie {

namespace {

constexpr std::size_t earlier_limit = 10'000;
constexpr double normal_spread = 1.4826;  // median distance of a normal distribution, as its standard deviation

using Count = std::optional<std::int64_t>;
std::optional<double> number(Count const& count) { return count ? std::optional{static_cast<double>(*count)} : std::nullopt; }

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    auto const half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

class Checks {
public:
    Checks(TypedReport const& report, ReportContext const& context, ReportCheckRule const& rule) : report_(report), context_(context), rule_(rule)
    {
        if (report.first_day) days_ = days_inclusive(*report.first_day, period_last(report.period, *report.first_day));
    }

    std::vector<ReportNote> run()
    {
        days();
        below_zero();
        open_days();
        totals();
        parts();
        zeros();
        deaths_and_stock();
        usual();
        return std::move(notes_);
    }

private:
    ReportNote& add(ReportFault fault, Severity severity, std::string_view field, std::optional<double> found = {}, std::optional<double> low = {}, std::optional<double> high = {})
    {
        notes_.push_back({fault, severity, field, found, low, high, {}});
        return notes_.back();
    }

    void days()
    {
        if (context_.known_already) add(ReportFault::corrects, Severity::note, "first_day");
        if (!report_.first_day) {
            add(ReportFault::first_day_missing, Severity::wrong, "first_day");
            return;
        }
        auto const last = period_last(report_.period, *report_.first_day);
        if (period_first(report_.period, *report_.first_day) != *report_.first_day) add(ReportFault::first_day_off, Severity::wrong, "first_day");
        if (last >= context_.as_of) add(ReportFault::period_not_over, *report_.first_day > context_.as_of ? Severity::wrong : Severity::ask, "first_day");
        if (!report_.received_on)
            add(ReportFault::received_missing, Severity::ask, "received_on");
        else if (*report_.received_on > context_.as_of)
            add(ReportFault::received_after_today, Severity::wrong, "received_on");
        else if (*report_.received_on < last)
            add(ReportFault::received_before_end, Severity::ask, "received_on");
    }

    void below_zero()
    {
        std::array<std::pair<std::string_view, Count>, 7> const counts{{{"open_days", report_.open_days},
                                                                        {"consultations", report_.consultations},
                                                                        {"consultations_female", report_.female},
                                                                        {"consultations_male", report_.male},
                                                                        {"consultations_under_5", report_.under_5},
                                                                        {"deaths", report_.deaths},
                                                                        {"stock_out_days", report_.stock_out_days}}};
        for (auto const& [field, count] : counts)
            if (count && *count < 0) add(ReportFault::below_zero, Severity::wrong, field, number(count), 0.0);
    }

    void open_days()
    {
        if (!report_.open_days) {
            add(ReportFault::open_days_missing, Severity::ask, "open_days");
            return;
        }
        if (days_ > 0 && *report_.open_days > days_) add(ReportFault::open_days_too_many, Severity::wrong, "open_days", number(report_.open_days), 0.0, days_);
        auto const most = days_ - context_.closed_days;
        if (context_.closed_days > 0 && *report_.open_days > most && *report_.open_days <= days_)
            add(ReportFault::open_though_seen_closed, Severity::ask, "open_days", number(report_.open_days), 0.0, most);
    }

    void totals()
    {
        if (!report_.consultations) {
            add(ReportFault::total_missing, Severity::ask, "consultations");
            return;
        }
        auto const total = *report_.consultations;
        if (report_.lines && *report_.lines > total) add(ReportFault::lines_above_total, Severity::wrong, "consultations", number(total), number(report_.lines));
        if (report_.period == ReportPeriod::month && context_.weeks_total && *context_.weeks_total > total)
            add(ReportFault::weeks_above_month, Severity::ask, "consultations", number(total), number(context_.weeks_total));
    }

    void parts()
    {
        if (!report_.consultations) return;
        auto const total = *report_.consultations;
        if (report_.female && report_.male) {
            double const sum = *number(report_.female) + *number(report_.male);  // not as integers: what is typed may be of any size
            if (sum != *number(total)) add(ReportFault::parts_differ, Severity::wrong, "consultations", number(total), sum, sum);
        } else {
            part("consultations_female", report_.female, total), part("consultations_male", report_.male, total);
        }
        part("consultations_under_5", report_.under_5, total);
    }
    void part(std::string_view field, Count const& count, std::int64_t total)
    {
        if (count && *count > total) add(ReportFault::part_above_total, Severity::wrong, field, number(count), 0.0, number(total));
    }

    /// Zero against closed: what a zero means must be told by the days open.
    void zeros()
    {
        if (!report_.consultations) return;
        auto const total = *report_.consultations;
        if (total > 0 && report_.open_days == 0) add(ReportFault::care_while_closed, Severity::wrong, "open_days", 0.0, 1.0);
        if (total > 0 && days_ > 0 && context_.closed_days >= days_) add(ReportFault::open_though_seen_closed, Severity::ask, "consultations", number(total), 0.0, 0.0);
        if (total != 0) return;
        if (!report_.open_days) add(ReportFault::zero_unexplained, Severity::ask, "consultations", 0.0);
        if (report_.open_days && *report_.open_days > 0) add(ReportFault::zero_while_open, Severity::ask, "consultations", 0.0);
    }

    void deaths_and_stock()
    {
        if (report_.deaths && report_.consultations && *report_.deaths > *report_.consultations)
            add(ReportFault::deaths_above_consultations, Severity::ask, "deaths", number(report_.deaths), 0.0, number(report_.consultations));
        if (days_ > 0 && report_.stock_out_days && *report_.stock_out_days > days_)
            add(ReportFault::stock_out_days_too_many, Severity::wrong, "stock_out_days", number(report_.stock_out_days), 0.0, days_);
    }

    /// The latest earlier reports with a total and a day of care, the latest first.
    std::vector<TypedReport const*> earlier() const
    {
        std::vector<TypedReport const*> found;
        for (auto const& one : context_.earlier)
            if (found.size() < earlier_limit && one.first_day && *one.first_day < *report_.first_day && one.consultations && one.open_days != 0) found.push_back(&one);
        std::sort(found.begin(), found.end(), [](TypedReport const* a, TypedReport const* b) { return *a->first_day > *b->first_day; });
        if (found.size() > static_cast<std::size_t>(std::max(0, rule_.earlier_max))) found.resize(static_cast<std::size_t>(std::max(0, rule_.earlier_max)));
        return found;
    }
    static double open_of(TypedReport const& report)
    {
        auto const days = days_inclusive(*report.first_day, period_last(report.period, *report.first_day));
        return report.open_days ? static_cast<double>(*report.open_days) : static_cast<double>(days);
    }

    void usual()
    {
        if (!report_.first_day || !report_.consultations || report_.open_days == 0) return;
        auto const before = earlier();
        if (!before.empty()) same_as_last(*before.front());
        if (before.size() < static_cast<std::size_t>(std::max(1, rule_.earlier_min))) return;
        double const open = open_of(report_);
        if (!(open > 0)) return;
        std::vector<double> counts;
        for (auto const* one : before) counts.push_back(static_cast<double>(*one->consultations) / open_of(*one) * open);
        double const middle = median(counts);
        for (auto& count : counts) count = std::abs(count - middle);
        double const spread = std::max(normal_spread * median(counts), std::sqrt(std::max(1.0, middle)));
        double const reach = std::max(rule_.spreads * spread, rule_.share_min * middle);
        auto const found = static_cast<double>(*report_.consultations);
        if (std::abs(found - middle) <= reach) return;
        auto& note = add(found > middle ? ReportFault::far_above_usual : ReportFault::far_below_usual, Severity::ask, "consultations", found, std::max(0.0, middle - reach), middle + reach);
        note.usual = middle;
    }

    void same_as_last(TypedReport const& last)
    {
        bool const told = report_.consultations > 0 && report_.female && report_.under_5;
        bool const same = report_.consultations == last.consultations && report_.female == last.female && report_.male == last.male && report_.under_5 == last.under_5;
        if (told && same) add(ReportFault::same_as_last, Severity::ask, "consultations", number(report_.consultations));
    }

    TypedReport const& report_;
    ReportContext const& context_;
    ReportCheckRule const& rule_;
    int days_ = 0;
    std::vector<ReportNote> notes_;
};

}  // namespace

std::string_view report_fault_code(ReportFault fault)
{
    static constexpr std::array<std::string_view, 24> codes{
        "first_day_missing",  "first_day_off",      "period_not_over",     "received_before_end", "received_after_today", "received_missing",
        "below_zero",         "open_days_too_many", "stock_out_days_too_many", "parts_differ",    "part_above_total",     "lines_above_total",
        "weeks_above_month",  "total_missing",      "open_days_missing",   "care_while_closed",   "zero_while_open",      "zero_unexplained",
        "open_though_seen_closed", "deaths_above_consultations", "far_above_usual", "far_below_usual", "same_as_last",    "corrects"};
    return codes[static_cast<std::size_t>(fault)];
}

std::string_view severity_code(Severity severity)
{
    switch (severity) {
    case Severity::wrong: return "wrong";
    case Severity::ask: return "ask";
    case Severity::note: return "note";
    }
    VERIFY(false);
}

std::vector<ReportNote> check_report(TypedReport const& report, ReportContext const& context, ReportCheckRule const& rule) { return Checks{report, context, rule}.run(); }

bool is_refused(std::vector<ReportNote> const& notes)
{
    return std::any_of(notes.begin(), notes.end(), [](ReportNote const& note) { return note.severity == Severity::wrong; });
}

}  // namespace accalmie
