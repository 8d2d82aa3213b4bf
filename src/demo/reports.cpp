// SPDX-License-Identifier: Apache-2.0
#include "demo/communities.hpp"
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

using std::chrono::days;

// Reports of the last twelve months. What is planted stands in villages without a watched community, so that no closed road of another part
// of the demo changes it; the number of a facility within its cercle (its round) is the number of its village.
constexpr int first_month = 24, end_month = month_count;
constexpr std::size_t cut_round = 2, closed_round = 3, attacked_round = 4, not_sent_round = 7, stock_round = 8, zero_round = 9, silent_round = 12, late_round = 13, partly_round = 14;
constexpr std::size_t village_rounds = villages_a_cercle, facilities_numbered = 147, fixed_numbered = 142;
constexpr int closed_first = 26, closed_last = 28, cut_first = 25, cut_last = 26, stock_month = 27, zero_month = 28, wrong_total_month = 30, corrected_month = 29, partly_month = 31, said_closed_month = 33;
constexpr int attack_ago = 150, second_attack_after = 18, missing_attack_ago = 120, rumour_ago = 90, window_days = 30, closed_after = 10;
constexpr int weeks_ago = 140;                ///< since when all facilities report weeks too; those attacked did before
constexpr std::uint32_t kept_permille = 400;  ///< of the consultations while the attacks are felt

constexpr std::array<std::string_view, 11> columns{"facility", "place", "period", "first_day", "received_on", "open_days", "consultations", "consultations_female", "consultations_male", "consultations_under_5", "stock_out_days"};

bool among(std::initializer_list<int> months, int month) { return std::find(months.begin(), months.end(), month) != months.end(); }

struct Span {
    Day first{}, last{};
    bool holds(Day day) const { return first <= day && day <= last; }
};

/// One facility over the twelve months: who comes on which day, and what stands in the way.
struct Facility {
    std::size_t cercle = 0, round = 0;
    std::string code, link, place;
    std::vector<Span> closed, partly, cut_off, care_cut_off, unsent;
    std::vector<std::int64_t> would_come, came;  ///< by day from the first day of the first month
};

class Reports {
public:
    Reports(Scene& scene, Rows rows) : scene_(scene), rows_(std::move(rows)), first_(scene.calendar.month(first_month).first_day()), last_(scene.calendar.last_day)
    {
        first_attack_ = wednesday(attack_ago), second_attack_ = first_attack_ + days{second_attack_after};
        missing_attack_ = wednesday(missing_attack_ago) + days{1}, rumour_ = wednesday(rumour_ago);
    }

    Result<void> run()
    {
        for (std::size_t number = 0; number < facilities_numbered; ++number) {
            std::size_t const cercle = number % cercle_count, round = number / cercle_count;
            if (round < village_rounds || number >= fixed_numbered) TRY(report(cercle, round));
        }
        TRY(rows_.finish());
        return write_attacks();
    }

private:
    Day wednesday(int ago) const
    {
        Day const day = scene_.days_ago(ago);
        return day - (std::chrono::weekday{day} - std::chrono::Monday) + days{2};
    }
    Span month_span(int from, int to) const { return {scene_.calendar.month(from).first_day(), scene_.calendar.month(to).end_day() - days{1}}; }
    int days_all() const { return days_inclusive(first_, last_); }

    Facility made(std::size_t cercle, std::size_t round) const
    {
        Facility one;
        auto const village = round % villages_a_cercle;
        one.cercle = cercle, one.round = round, one.code = fmt::format("DEMO-{:04}", round * cercle_count + cercle + 1);
        one.link = scene_.facility_links[cercle][round], one.place = scene_.land.villages[cercle][village].reference();
        if (auto const* const community = community_of(cercle, village); community != nullptr && !community->access_kind.empty()) {
            Span const span{scene_.days_ago(community->access_from), community->access_until > 0 ? scene_.days_ago(community->access_until) : Day::max()};
            one.cut_off.push_back(span);
            if (community->access_kind != "telephone_cut") one.care_cut_off.push_back(span);
        }
        plant(one);
        return one;
    }

    void plant(Facility& one) const
    {
        if (one.round == cut_round) one.cut_off.push_back(month_span(cut_first, cut_last)), one.care_cut_off.push_back(one.cut_off.back());
        if (one.round == closed_round) one.closed.push_back(month_span(closed_first, closed_last));
        if (one.round == partly_round) one.partly.push_back({scene_.calendar.day(partly_month, 9), scene_.calendar.day(partly_month, 20)});
        if (one.round == not_sent_round)
            for (int const month : {25, 29, 32}) one.unsent.push_back(month_span(month, month));
        if (one.round != attacked_round) return;
        if (one.cercle == 0) {
            one.closed.push_back({first_attack_, first_attack_ + days{closed_after - 1}});
            one.partly.push_back({first_attack_ + days{closed_after}, second_attack_ + days{window_days - 1}});
        }
        if (one.cercle == 2) one.unsent.push_back({missing_attack_ - days{6}, missing_attack_ + days{window_days}});
    }

    /// Six days a week of care, and who comes on each.
    void draw(Facility& one) const
    {
        auto dice = scene_.dice(Stream::reports, {one.cercle, one.round});
        auto const mean_millionths = dice.between(4, 9) * 1'000'000;
        for (int i = 0; i < days_all(); ++i) {
            Day const day = first_ + days{i};
            bool const sunday = std::chrono::weekday{day} == std::chrono::Sunday;
            std::int64_t const would = sunday ? 0 : dice.events(mean_millionths);
            one.would_come.push_back(would);
            std::int64_t came = is_shut(one, day) ? 0 : would;
            if (came > 0 && one.round == attacked_round && one.cercle == 0 && day >= first_attack_ && day < second_attack_ + days{window_days}) {
                std::int64_t kept = 0;
                for (std::int64_t person = 0; person < came; ++person) kept += dice.permille(kept_permille) ? 1 : 0;
                came = kept;
            }
            one.came.push_back(came);
        }
    }
    static bool within(std::vector<Span> const& spans, Day day)
    {
        return std::any_of(spans.begin(), spans.end(), [&](Span const& span) { return span.holds(day); });
    }
    bool is_shut(Facility const& one, Day day) const
    {
        int const month = scene_.calendar.index_of(day);
        bool const planted = (one.round == stock_round && month == stock_month) || (one.round == zero_round && month == zero_month) || (one.round == partly_round && month == said_closed_month);
        return planted || within(one.closed, day) || within(one.care_cut_off, day);
    }

    Result<void> report(std::size_t cercle, std::size_t round)
    {
        auto one = made(cercle, round);
        draw(one);
        TRY(write_status(one));
        auto dice = scene_.dice(Stream::reports, {cercle, 1'000 + round});
        for (int month = first_month; month < end_month; ++month) TRY(write_month(one, month, dice));
        if (round != silent_round) TRY(write_weeks(one));
        if (round == attacked_round) tell_attacks(one);
        return {};
    }

    Result<void> write_status(Facility const& one)
    {
        auto const write = [&](Span const& span, std::string_view state, std::string_view reason) -> Result<void> {
            TRY(scene_.writer.one("facility_status", {{"facility", one.link}, {"place", one.place}, {"state", std::string{state}}, {"reason", std::string{reason}}, {"from", span.first}, {"until", span.last},
                                                      {"source", scene_.writer.source()}}));
            return {};
        };
        for (auto const& span : one.closed) TRY(write(span, "closed", one.round == closed_round ? "staff_away" : "insecurity"));
        for (auto const& span : one.partly) TRY(write(span, "partly_open", one.round == partly_round ? "no_supplies" : "insecurity"));
        if (one.round != cut_round) return {};
        auto const span = month_span(cut_first, cut_last);
        TRY(scene_.writer.one("access_constraint", {{"place", one.place}, {"kind", std::string{"flood"}}, {"from", span.first}, {"until", span.last}, {"source", scene_.writer.source()}}));
        return {};
    }

    struct Sums {
        std::int64_t consultations = 0, open_days = 0;
        int closed = 0, partly = 0, cut_off = 0, usable = 0;
    };
    Sums sums(Facility const& one, Day from, Day to) const
    {
        Sums sum;
        for (Day day = from; day <= to; day += days{1}) {
            bool const closed = within(one.closed, day), cut = within(one.cut_off, day);
            sum.closed += closed ? 1 : 0, sum.cut_off += cut ? 1 : 0, sum.usable += closed || cut ? 0 : 1, sum.partly += !closed && within(one.partly, day) ? 1 : 0;
            if (day < first_ || day > last_) continue;
            sum.consultations += one.came[static_cast<std::size_t>((day - first_).count())];
            bool const said_closed = one.round == partly_round && scene_.calendar.index_of(day) == said_closed_month;
            sum.open_days += closed || said_closed || within(one.care_cut_off, day) || std::chrono::weekday{day} == std::chrono::Sunday ? 0 : 1;
        }
        return sum;
    }

    /// The state of a month, and its report where one came by the last day.
    Result<void> write_month(Facility const& one, int month, Dice& dice)
    {
        Day const from = scene_.calendar.month(month).first_day(), to = scene_.calendar.month(month).end_day() - days{1}, due = to + days{10};
        auto const sum = sums(one, from, to);
        bool const late = one.round == late_round && among({24, 26, 30}, month);
        Day const received = to + days{late ? 11 + dice.below(9) : 1 + dice.below(9)};
        auto const tell = [&](std::string_view state) { scene_.truth.report_months.push_back({one.code, scene_.calendar.month(month), std::string{state}}); };
        bool const unsent = std::any_of(one.unsent.begin(), one.unsent.end(), [&](Span const& span) { return span.first <= to && from <= span.last; });
        if (sum.usable == 0) tell(sum.closed >= sum.cut_off ? "closed" : "unreachable");
        else if (one.round == silent_round || unsent || received > last_) tell(due >= last_ ? "awaited" : one.round == silent_round ? "silent" : "not_sent");
        else return write_and_tell(one, month, sum, received, late);
        return {};
    }

    Result<void> write_and_tell(Facility const& one, int month, Sums const& sum, Day received, bool late)
    {
        bool const stock = one.round == stock_round && month == stock_month;
        std::string_view state = late ? "late" : "reported";
        if (sum.closed + sum.partly + sum.cut_off > 0) state = "partly";
        if (sum.consultations == 0) state = sum.open_days == 0 ? "closed" : stock ? "out_of_stock" : "true_zero";
        scene_.truth.report_months.push_back({one.code, scene_.calendar.month(month), std::string{state}});
        Day const from = scene_.calendar.month(month).first_day();
        if (one.round == late_round && month == corrected_month) return write_corrected(one, from, sum, received);
        bool const wrong = one.round == zero_round && month == wrong_total_month;
        if (wrong) scene_.truth.wrong_totals.push_back({one.code, scene_.calendar.month(month)});
        return write(one, "month", from, received, sum, stock ? sum.open_days : 0, wrong ? 7 : 0);
    }

    Result<void> write(Facility const& one, std::string_view period, Day from, Day received, Sums const& sum, std::int64_t stock_out_days, std::int64_t off = 0)
    {
        auto const female = sum.consultations * 52 / 100;
        std::array<Cell, columns.size()> const row{std::string_view{one.link}, std::string_view{one.place}, period, from, received, sum.open_days, sum.consultations, female, sum.consultations - female + off, sum.consultations * 35 / 100, stock_out_days};
        return rows_.add(row);
    }

    /// Written with a hundred too many, then corrected.
    Result<void> write_corrected(Facility const& one, Day from, Sums const& sum, Day received)
    {
        auto const female = sum.consultations * 52 / 100;
        Fields fields{{"facility", one.link}, {"place", one.place}, {"period", std::string{"month"}}, {"first_day", from}, {"received_on", received}, {"open_days", sum.open_days}, {"consultations", sum.consultations + 100},
                      {"consultations_female", female + 100}, {"consultations_male", sum.consultations - female}, {"consultations_under_5", sum.consultations * 35 / 100}, {"stock_out_days", std::int64_t{0}}};
        auto const first = TRY(scene_.writer.now(nullptr, "facility_report", fields));
        fields["consultations"] = sum.consultations, fields["consultations_female"] = female;
        TRY(scene_.writer.now(nullptr, "facility_report", fields, RecordAddress{first, 0}));
        scene_.truth.corrected_reports.push_back({one.code, Month::of(from), sum.consultations + 100, sum.consultations});
        return {};
    }

    Result<void> write_weeks(Facility const& one)
    {
        Day monday = one.round == attacked_round ? first_ : std::max(first_, scene_.days_ago(weeks_ago));
        while (std::chrono::weekday{monday} != std::chrono::Monday) monday += days{1};
        for (; monday + days{8} <= last_; monday += days{7}) {
            auto const sum = sums(one, monday, monday + days{6});
            bool const unsent = std::any_of(one.unsent.begin(), one.unsent.end(), [&](Span const& span) { return span.first <= monday + days{6} && monday <= span.last; });
            if (unsent || sum.usable == 0) continue;
            bool const stock = one.round == stock_round && sum.consultations == 0;
            TRY(write(one, "week", monday, monday + days{8}, sum, stock ? sum.open_days : 0));
        }
        return {};
    }

    /// What the attacks on a facility truly cost: who would have come less who came, in the days of the windows.
    void tell_attacks(Facility const& one)
    {
        auto const lost = [&](Day from, Day to) {
            std::int64_t sum = 0;
            for (Day day = from; day <= std::min(to, last_); day += days{1}) {
                auto const i = static_cast<std::size_t>((day - first_).count());
                sum += one.would_come[i] - one.came[i];
            }
            return sum;
        };
        auto const add = [&](Day day, std::string_view certainty, std::optional<std::int64_t> cost) { scene_.truth.health_attacks.push_back({one.code, day, std::string{certainty}, cost}); };
        if (one.cercle == 0) {
            add(first_attack_, "confirmed", lost(first_attack_, first_attack_ + days{window_days - 1}));
            add(second_attack_, "probable", lost(second_attack_, second_attack_ + days{window_days - 1}));
            scene_.truth.lost_after_attacks = lost(first_attack_, second_attack_ + days{window_days - 1});
        }
        if (one.cercle == 2) add(missing_attack_, "confirmed", std::nullopt);
        if (one.cercle == 3) add(rumour_, "rumour", 0);
    }

    Result<void> write_attacks()
    {
        struct Attack {
            std::size_t cercle;
            Day day;
            std::string_view certainty, kind, consequence;
            std::int64_t injured;
        };
        for (auto const& attack : std::initializer_list<Attack>{{0, first_attack_, "confirmed", "individual_weapons", "stopped", 2},
                                                                {0, second_attack_, "probable", "threat", "reduced", 0},
                                                                {2, missing_attack_, "confirmed", "removal", "reduced", 0},
                                                                {3, rumour_, "rumour", "threat", "none", 0}}) {
            auto const place = scene_.land.villages[attack.cercle][attacked_round].reference();
            TRY(scene_.writer.one("health_care_attack", {{"place", reference("ML")},
                                                         {"day", attack.day},
                                                         {"certainty", std::string{attack.certainty}},
                                                         {"kind", std::string{attack.kind}},
                                                         {"facility_kind", std::string{"cscom"}},
                                                         {"personnel", true},
                                                         {"building", attack.kind == "individual_weapons"},
                                                         {"supplies", attack.kind == "removal"},
                                                         {"deaths", std::int64_t{0}},
                                                         {"injured", attack.injured},
                                                         {"facility", scene_.facility_links[attack.cercle][attacked_round]},
                                                         {"exact_place", place},
                                                         {"source", scene_.writer.source()},
                                                         {"narrative", std::string{"Attaque simulée, rien de vrai."}},
                                                         {"consequence", std::string{attack.consequence}}}));
        }
        return {};
    }

    Scene& scene_;
    Rows rows_;
    Day first_{}, last_{};
    Day first_attack_{}, second_attack_{}, missing_attack_{}, rumour_{};
};

}  // namespace

Result<void> write_reports(Scene& scene)
{
    auto rows = TRY(scene.writer.open("facility_report", "reports", columns));
    return Reports{scene, std::move(rows)}.run();
}

}  // namespace accalmie::demo
