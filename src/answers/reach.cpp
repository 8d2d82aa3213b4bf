// SPDX-License-Identifier: Apache-2.0
#include "answers/reach.hpp"

#include "answers/cells.hpp"
#include "answers/delivery_rows.hpp"
#include "answers/reach_rows.hpp"
#include "answers/sql.hpp"

#include <algorithm>
#include <array>

namespace accalmie {

namespace {

std::vector<std::string> words_of(std::string_view text, char between)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        auto const end = std::min(text.find(between), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool in_question(ReachQuestion const& question, Month month) { return (!question.from || *question.from <= month) && (!question.to || month <= *question.to); }

/// Each service that was given, once, however often it was reported.
Result<std::vector<ServiceFacts>> load_services(Store const& store, Areas& areas, AskedPlace const& asked, ReachQuestion const& question, ReachAnswer& answer)
{
    auto const given = TRY(load_deliveries(store, TRY(FirstVersions::load(store))));
    auto const once = TRY(deliveries_once(given.deliveries));
    std::vector<std::uint8_t> in(given.deliveries.size());
    std::vector<ServiceFacts> facts;
    for (std::size_t i = 0; i < in.size(); ++i) {
        auto const& one = given.deliveries[i];
        auto const month = Month::of(one.day);
        if (!in_question(question, month) || !areas.within(given.places[i], asked)) continue;
        in[i] = 1;
        if (once.counts[i] == 0) continue;
        answer.from = answer.from ? std::min(*answer.from, month) : month, answer.to = answer.to ? std::max(*answer.to, month) : month;
        facts.push_back({one.place, one.day, one.visit, one.service, one.species, one.sex, one.age_band, one.residence, one.count, words_of(given.tokens[i], ' '), given.disputed[i] == 1, given.flagged[i] == 1});
    }
    for (auto const& twice : once.twice) answer.told_twice += in[twice.delivery];
    for (auto const& overlap : once.overlaps) answer.perhaps_twice += in[overlap.delivery];
    return facts;
}

Result<void> load_visits(Store const& store, Areas& areas, AskedPlace const& asked, ReachQuestion const& question, ReachAnswer& answer)
{
    auto const table = TRY(store.query(sql::visit_kinds));
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        if (!day || !in_question(question, Month::of(*day)) || !areas.within(cell_text(row[0]), asked)) continue;
        answer.visits = answer.visits.value_or(0) + 1;
        ++answer.visits_by_kind[cell_text(row[2])];
    }
    return {};
}

Result<void> load_population(Store const& store, AskedPlace const& asked, ReachAnswer& answer)
{
    if (asked.level < 0) return {};
    auto const table = TRY(store.query(sql::population_of_places));
    for (auto const& row : table.rows) {
        auto const place = cell_text(row[0]);
        if (code_of(place) == asked.area.code) answer.population = cell_integer(row[2]);
    }
    return {};
}

/// Facilities of each register, in all, by cercle and by kind. What a total counts is the kinds that its register has.
Result<void> add_facilities(Store const& store, Areas& areas, AskedPlace const& asked, std::vector<SourceFigure>& figures)
{
    struct Count {
        std::int64_t facilities = 0;
        std::string kinds;
    };
    std::map<std::array<std::string, 3>, Count> counts;  // by quantity, area, source
    auto const whole = asked.area.code.empty() ? std::string{"all"} : asked.area.code + " " + asked.area.name;
    for (auto const& row : TRY(store.query(sql::facility_sources)).rows) {
        auto const source = cell_text(row[0]), place = cell_text(row[1]), kind = cell_text(row[2]);
        if (!areas.within(place, asked)) continue;
        auto const add = [&](std::string const& quantity, std::string const& area) {
            auto& count = counts[{quantity, area, source}];
            count.facilities += cell_integer(row[3]);
            if (("," + count.kinds + ",").find("," + kind + ",") == std::string::npos) count.kinds += (count.kinds.empty() ? "" : ",") + kind;
        };
        add("facilities", whole);
        add("facilities: " + kind, whole);
        auto const cercle = place.empty() ? std::optional<Area>{} : areas.around(place, 2);
        if (cercle && asked.level < 2) add("facilities", cercle->code + " " + cercle->name);
    }
    for (auto& [key, count] : counts) {
        auto kinds = words_of(count.kinds, ',');
        std::sort(kinds.begin(), kinds.end());
        std::string definition;
        for (auto const& kind : kinds) definition += (definition.empty() ? "" : ", ") + kind;
        figures.push_back({key[0], key[1], {}, definition, key[2], static_cast<double>(count.facilities)});
    }
    return {};
}

Result<void> add_populations(Store const& store, Areas& areas, AskedPlace const& asked, std::vector<SourceFigure>& figures)
{
    for (auto const& row : TRY(store.query(sql::population_sources)).rows) {
        auto const place = cell_text(row[1]);
        if (areas.within(place, asked)) figures.push_back({"population", std::string{code_of(place)}, std::to_string(cell_integer(row[2])), {}, cell_text(row[0]), static_cast<double>(cell_integer(row[3]))});
    }
    return {};
}

Result<void> tell_clashes(Store const& store, Areas& areas, AskedPlace const& asked, ReachAnswer& answer)
{
    std::vector<SourceFigure> figures;
    TRY(add_facilities(store, areas, asked, figures));
    TRY(add_populations(store, areas, asked, figures));
    answer.clashes = TRY(source_clashes(figures));
    if (answer.clashes.size() <= ReachAnswer::clashes_max) return {};
    answer.clashes_left_out = answer.clashes.size() - ReachAnswer::clashes_max;
    answer.clashes.resize(ReachAnswer::clashes_max);
    return {};
}

}  // namespace

Result<ReachAnswer> answer_reach(Store const& store, Asking const& asking, ReachQuestion const& question)
{
    for (auto const* const type : {"service_count", "visit", "facility", "population"}) TRY(require(asking, Action::see_open, type));
    TRY(require_counts(asking, "service_count"));
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two months"};
    auto const asked = TRY(asked_place(store, question.place));
    Areas areas{store};
    ReachAnswer answer;
    auto facts = TRY(load_services(store, areas, asked, question, answer));
    if (!allowed(asking, Action::see_team, "service_count", asked.area.code))
        for (auto& one : facts) one.tokens.clear();  // distinct counts by token are for those who may see team fields
    TRY(load_visits(store, areas, asked, question, answer));
    TRY(load_population(store, asked, answer));
    TRY(tell_reach(answer, facts));
    TRY(tell_clashes(store, areas, asked, answer));
    return answer;
}

}  // namespace accalmie
