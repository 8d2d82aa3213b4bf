// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr int first_month = month_count - 12;  ///< cards are kept for a year
constexpr std::size_t depot = 0, truck = 3, holder_count = 4;  ///< of a cercle: its CSRéf, two CSCom, a truck

struct Item {
    std::string_view code, letters;
    std::int64_t a_month;  ///< sent to a CSCom; a third of it to the truck
};
constexpr std::array<Item, 6> items{{{"ors", "SRO", 300},
                                     {"zinc_20mg", "ZN", 600},
                                     {"amoxicillin_250mg", "AMX", 900},
                                     {"artemether_lumefantrine", "AL", 120},
                                     {"malaria_rapid_test", "TDR", 160},
                                     {"rutf_sachet", "ATPE", 450}}};

/// What is wrong on purpose: the words of the answer.
struct Fault {
    std::string_view problem;
    std::size_t cercle, holder, item;
    int month;
};
constexpr std::array<Fault, 6> faults{{{"below_zero", 0, 1, 0, 27},
                                       {"below_zero", 3, truck, 1, 30},
                                       {"sent_not_received", 1, 2, 2, 28},
                                       {"sent_not_received", 3, 1, 4, 31},
                                       {"count_above", 2, 1, 3, 25},
                                       {"count_above", 3, 2, 0, 31}}};

/// Gelules of which a last share was given too late: cercle and CSCom.
constexpr std::array<std::pair<std::size_t, std::size_t>, 2> given_too_late{{{0, 2}, {3, 1}}};

/// Offsets in days from the first of a month.
constexpr std::uint32_t receipt_at = 1, sent_at = 3, received_at = 5, extra_sent_at = 8, issue_at = 11, second_issue_at = 19, fault_at = 23, count_at = 26;

struct Batch {
    std::string name;
    Day expiry{};
};

/// One line of a card; the fields of a stock_move, and of a stock_count where `kind` is empty.
struct Line {
    std::size_t holder = depot;
    Day day{};
    std::string_view item, kind;
    std::optional<Batch> batch;
    std::int64_t quantity = 0;
    std::optional<std::size_t> other;
};

constexpr std::array<std::string_view, 11> move_columns{"facility", "asset", "place", "day", "item", "batch", "expiry", "quantity", "kind", "to_facility", "to_asset"};
constexpr std::array<std::string_view, 8> count_columns{"facility", "asset", "place", "day", "item", "batch", "expiry", "quantity"};

/// The cards of one cercle. Every line is possible but those that are planted.
class Cards {
public:
    Cards(Scene& scene, std::size_t cercle, Rows& moves, Rows& counts) : scene_(scene), cercle_(cercle), moves_(moves), counts_(counts) {}

    Result<void> write()
    {
        auto const place = reference(cercles()[cercle_].code);
        auto const id = TRY(scene_.writer.one("asset", {{"code", fmt::format("Camion-Démo {}", cercle_ + 1)}, {"kind", std::string{"truck"}}, {"place", place}, {"facility", scene_.facility_links[cercle_][depot]}}));
        truck_ = link_to({id, 0});
        for (std::size_t item = 0; item < items.size(); ++item) TRY(write_item(item));
        for (auto const& [cercle, holder] : given_too_late)
            if (cercle == cercle_) TRY(write_given_too_late(holder));
        return {};
    }

private:
    std::string_view link(std::size_t holder) const { return holder == truck ? std::string_view{truck_} : std::string_view{scene_.facility_links[cercle_][holder]}; }
    std::string place_of(std::size_t holder) const
    {
        return holder == truck ? reference(cercles()[cercle_].code) : scene_.land.villages[cercle_][holder].reference();  // the order of write_facilities
    }

    bool is_over(Day day) const { return day > scene_.calendar.last_day; }

    Result<void> write_line(Line const& line)
    {
        auto const place = place_of(line.holder);
        auto const of = [](std::string_view text) { return text.empty() ? Cell{} : Cell{text}; };
        std::string_view const batch = line.batch ? std::string_view{line.batch->name} : std::string_view{};
        std::string_view const at = link(line.holder), to = line.other ? link(*line.other) : std::string_view{};
        bool const by_truck = line.holder == truck, to_truck = line.other == truck;
        std::array<Cell, move_columns.size()> const row{by_truck ? Cell{} : of(at),
                                                        by_truck ? of(at) : Cell{},
                                                        std::string_view{place},
                                                        line.day,
                                                        line.item,
                                                        of(batch),
                                                        line.batch ? Cell{line.batch->expiry} : Cell{},
                                                        static_cast<double>(line.quantity),
                                                        line.kind,
                                                        to_truck ? Cell{} : of(to),
                                                        to_truck ? of(to) : Cell{}};
        if (line.kind.empty()) return counts_.add(std::span{row}.first<count_columns.size()>());
        return moves_.add(row);
    }

    /// A line by itself, whose address the truth tells.
    Result<void> plant(Line const& line, std::string_view problem)
    {
        Fields fields{{line.holder == truck ? "asset" : "facility", std::string{link(line.holder)}},
                      {"place", place_of(line.holder)},
                      {"day", line.day},
                      {"item", std::string{line.item}},
                      {"quantity", static_cast<double>(line.quantity)}};
        if (!line.kind.empty()) fields["kind"] = std::string{line.kind};
        if (line.batch) fields["batch"] = line.batch->name, fields["expiry"] = line.batch->expiry;
        if (line.other) fields[*line.other == truck ? "to_asset" : "to_facility"] = std::string{link(*line.other)};
        auto const id = TRY(scene_.writer.one(line.kind.empty() ? "stock_count" : "stock_move", fields));
        scene_.truth.stock_faults.push_back({{id, 0}, std::string{problem}, std::string{line.item}});
        return {};
    }

    Result<void> write_item(std::size_t number)
    {
        auto const& item = items[number];
        auto dice = scene_.dice(Stream::stock, {cercle_, number});
        std::array<std::int64_t, holder_count> balance{};
        auto const opening = scene_.calendar.day(first_month, 0);
        Batch const before{fmt::format("{}-D0", item.letters), opening + std::chrono::days{600}};
        for (std::size_t holder = 1; holder < holder_count; ++holder) {
            balance[holder] = share(holder, item.a_month);
            TRY(write_line({holder, opening, item.code, {}, before, balance[holder], {}}));
        }
        for (int month = first_month; month < month_count; ++month) {
            Batch const batch{fmt::format("{}-D{}", item.letters, month), scene_.calendar.day(month, 0) + std::chrono::days{620}};
            TRY(supply(number, month, batch, balance, dice));
            for (std::size_t holder = 1; holder < holder_count; ++holder) TRY(use(number, holder, month, balance[holder], dice));
        }
        return {};
    }

    static std::int64_t share(std::size_t holder, std::int64_t quantity) { return holder == truck ? quantity / 3 : quantity; }

    /// The truck got nothing for the last months of two items, so that it runs out.
    static bool is_cut_off(std::size_t item, std::size_t holder, int month) { return holder == truck && (item == 0 || item == 2) && month >= month_count - 3; }

    Result<void> supply(std::size_t number, int month, Batch const& batch, std::array<std::int64_t, holder_count>& balance, Dice& dice)
    {
        auto const& item = items[number];
        auto const& calendar = scene_.calendar;
        if (is_over(calendar.day(month, receipt_at))) return {};
        TRY(write_line({depot, calendar.day(month, receipt_at), item.code, "receipt", batch, item.a_month * 4, {}}));
        for (std::size_t holder = 1; holder < holder_count; ++holder) {
            auto const quantity = share(holder, item.a_month) * dice.between(85, 115) / 100;
            if (!is_cut_off(number, holder, month)) TRY(send(number, holder, calendar.day(month, sent_at), batch, quantity, balance[holder]));
        }
        if (number + 1 == items.size() && month == month_count - 5) {  // more food than will be used in time
            Batch const short_dated{fmt::format("{}-DC", item.letters), calendar.last_day + std::chrono::days{40}};
            TRY(write_line({depot, calendar.day(month, receipt_at), item.code, "receipt", short_dated, 2'000, {}}));
            TRY(send(number, truck, calendar.day(month, sent_at), short_dated, 2'000, balance[truck]));
        }
        for (auto const& fault : faults)
            if (fault.problem == "sent_not_received" && fault.cercle == cercle_ && fault.item == number && fault.month == month)
                TRY(plant({depot, calendar.day(month, extra_sent_at), item.code, "transfer_out", batch, item.a_month / 2, fault.holder}, fault.problem));
        return {};
    }

    Result<void> send(std::size_t number, std::size_t holder, Day day, Batch const& batch, std::int64_t quantity, std::int64_t& balance)
    {
        auto const arrives = day + std::chrono::days{received_at - sent_at};
        if (is_over(day)) return {};
        TRY(write_line({depot, day, items[number].code, "transfer_out", batch, quantity, holder}));
        if (is_over(arrives)) return {};
        balance += quantity;
        return write_line({holder, arrives, items[number].code, "transfer_in", batch, quantity, depot});
    }

    Result<void> use(std::size_t number, std::size_t holder, int month, std::int64_t& balance, Dice& dice)
    {
        auto const& item = items[number];
        for (auto const offset : {issue_at, second_issue_at}) {
            auto const wanted = share(holder, item.a_month) * dice.between(42, 58) / 100;
            auto const given = std::min(wanted, std::max<std::int64_t>(0, balance));
            auto const day = scene_.calendar.day(month, offset);
            if (is_over(day) || given == 0) continue;
            TRY(write_line({holder, day, item.code, "issue", {}, given, {}}));
            balance -= given;
        }
        for (auto const& fault : faults)
            if (fault.cercle == cercle_ && fault.holder == holder && fault.item == number && fault.month == month) TRY(spoil(fault, balance));
        auto const counted_on = scene_.calendar.day(month, count_at);
        if (month % 3 != 2 || is_over(counted_on)) return {};
        return write_line({holder, counted_on, item.code, {}, {}, balance, {}});
    }

    Result<void> spoil(Fault const& fault, std::int64_t& balance)
    {
        auto const day = scene_.calendar.day(fault.month, fault_at);
        auto const item = items[fault.item].code;
        if (fault.problem == "below_zero") {
            TRY(plant({fault.holder, day, item, "issue", {}, balance + 25, {}}, fault.problem));
            balance = -25;
        } else if (fault.problem == "count_above") {
            balance += 400;
            TRY(plant({fault.holder, day, item, {}, {}, balance, {}}, fault.problem));
        }
        return {};
    }

    Result<void> write_given_too_late(std::size_t holder)
    {
        constexpr std::string_view item = "fluoxetine_20mg";
        auto const& calendar = scene_.calendar;
        Batch const batch{"FLX-D1", calendar.day(first_month + 6, 13)};
        TRY(write_line({holder, calendar.day(first_month, 0), item, {}, batch, 60, {}}));
        TRY(write_line({holder, calendar.day(first_month + 2, issue_at), item, "issue", batch, 20, {}}));
        return plant({holder, calendar.day(first_month + 7, issue_at), item, "issue", batch, 20, {}}, "used_after_expiry");
    }

    Scene& scene_;
    std::size_t cercle_;
    Rows &moves_, &counts_;
    std::string truck_;
};

}  // namespace

Result<void> write_stock(Scene& scene)
{
    auto moves = TRY(scene.writer.open("stock_move", "cards", move_columns));
    auto counts = TRY(scene.writer.open("stock_count", "cards", count_columns));
    for (std::size_t cercle = 0; cercle < cercle_count; ++cercle) TRY(Cards(scene, cercle, moves, counts).write());
    TRY(moves.finish());
    TRY(counts.finish());  // after all moves: who counts on a day counts after its moves
    return {};
}

}  // namespace accalmie::demo
