// SPDX-License-Identifier: Apache-2.0
#include "answers/voices.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"
#include "answers/voice_rows.hpp"

namespace accalmie {

namespace {

constexpr std::size_t voices_max = 1'000'000;

Result<void> load_voices(Store const& store, Areas& areas, AskedPlace const& asked, int level, VoicesFacts& facts)
{
    auto const table = TRY(store.query(sql::voices));
    if (table.rows.size() > voices_max) return Error{Error::Kind::limit, "more than 1,000,000 voices", "voice", "ask a smaller workspace"};
    for (auto const& row : table.rows) {
        auto const day = cell<Day>(row[1]);
        if (!day) continue;
        auto const place = cell_text(row[0]);
        facts.voices.push_back({Month::of(*day), cell_text(row[2]), cell_text(row[3]), areas.around(place, level), areas.within(place, asked), cell_yes(row[5])});
    }
    return {};
}

Result<void> load_gatherings(Store const& store, Areas& areas, AskedPlace const& asked, int level, VoicesFacts& facts)
{
    auto const gatherings = TRY(store.query(sql::gatherings));
    for (auto const& row : gatherings.rows)
        if (auto const day = cell<Day>(row[2])) {
            auto const place = cell_text(row[1]);
            facts.gatherings.push_back({cell_text(row[0]), Month::of(*day), areas.around(place, level), areas.within(place, asked)});
        }
    auto const attendances = TRY(store.query(sql::attendances));
    for (auto const& row : attendances.rows)
        facts.attendances.push_back({cell_text(row[0]), cell_text(row[1]), cell_text(row[2]), cell_text(row[3]), cell_integer(row[4]), cell_yes(row[5])});
    return {};
}

Result<void> load_population(Store const& store, VoicesFacts& facts)
{
    auto const table = TRY(store.query(sql::population_groups));
    for (auto const& row : table.rows) {
        auto const place = cell_text(row[0]);
        auto& people = facts.population[std::string{code_of(place)}];
        auto const age = cell_text(row[3]);
        people[{cell_text(row[2]), age == "not_collected" ? "all" : age}] = cell_integer(row[4]);
    }
    return {};
}

Result<void> check(VoicesQuestion const& question)
{
    if (question.level < 1 || question.level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", "level", "1 region, 2 cercle, 3 commune"};
    if (question.most < 1 || question.most > 100) return Error{Error::Kind::invalid, "a number of topics outside 1 to 100", "most", "give 5"};
    if (question.months < 1 || question.months > 60) return Error{Error::Kind::invalid, "a number of months outside 1 to 60", "months", "give 6"};
    if (question.from && question.to && *question.to < *question.from) return Error{Error::Kind::invalid, "a time that ends before it begins", "to", "exchange the two months"};
    return {};
}

}  // namespace

Result<VoicesAnswer> answer_voices(Store const& store, Asking const& asking, VoicesQuestion const& question)
{
    for (auto const* const type : {"voice", "gathering", "attendance"}) TRY(require(asking, Action::see_open, type));
    TRY(check(question));
    auto const asked = TRY(asked_place(store, question.place));
    Areas areas{store};
    VoicesFacts facts;
    TRY(load_voices(store, areas, asked, question.level, facts));
    TRY(load_gatherings(store, areas, asked, question.level, facts));
    TRY(load_population(store, facts));
    return voices_of(facts, asking, question);
}

}  // namespace accalmie
