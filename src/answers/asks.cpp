// SPDX-License-Identifier: Apache-2.0
#include "answers/asks.hpp"

#include "answers/ask_rows.hpp"
#include "answers/cells.hpp"
#include "answers/place_names.hpp"
#include "answers/sql.hpp"
#include "trust/record.hpp"

namespace accalmie {

namespace {

constexpr std::size_t rows_max = 1'000'000;

Result<Table> rows_of(Store const& store, std::string_view sql, std::string_view what)
{
    auto table = TRY(store.query(sql));
    if (table.rows.size() > rows_max) return Error{Error::Kind::limit, "more than 1,000,000 rows", std::string{what}, "ask a smaller workspace"};
    return table;
}

Result<void> load_packages(Store const& store, FirstVersions const& versions, AskFacts& facts)
{
    for (auto const& row : TRY(store.query(sql::ask_packages)).rows)
        facts.packages[versions.of(cell_text(row[0]))] = {cell_text(row[1]), versions.of(cell_text(row[2])), cell<Day>(row[3])};
    for (auto const& row : TRY(rows_of(store, sql::ask_items, "package_item")).rows)
        facts.items.push_back({versions.of(cell_text(row[0])), versions.of(cell_text(row[1])), cell_text(row[2]), cell_text(row[3]), cell_text(row[4]), cell<std::string>(row[5]),
                               versions.of(cell_text(row[6])), versions.of(cell_text(row[7])), cell_integer(row[8]), cell<Day>(row[9]), cell_yes(row[10])});
    return {};
}

Result<void> load_voices(Store const& store, FirstVersions const& versions, AskFacts& facts)
{
    for (auto const& row : TRY(rows_of(store, sql::ask_voices, "voice")).rows) {
        auto const day = cell<Day>(row[2]);
        if (day) facts.voices[versions.of(cell_text(row[0]))] = {versions.of(cell_text(row[1])), cell_text(row[3]), cell_text(row[4]), cell_text(row[5]), cell_text(row[6]), *day};
    }
    for (auto const& row : TRY(store.query(sql::ask_gatherings)).rows) {
        auto const day = cell<Day>(row[3]);
        if (day) facts.gatherings[versions.of(cell_text(row[0]))] = {cell_text(row[1]), cell_text(row[2]), cell_text(row[4]), *day};
    }
    return {};
}

/// What the viewer may see of the ledger: nothing where no ledger is hers.
Result<PromisesAnswer> ledger_for(Store const& store, Asking const& asking, AsksQuestion const& question)
{
    if (!allowed_somewhere(asking, Action::see_ledger, "commitment")) return PromisesAnswer{};
    return answer_promises(store, asking, {question.as_of, question.until});
}

/// The address as asked, under its first version.
/// errors  invalid  not an address
Result<std::optional<std::string>> followed(std::optional<std::string> const& address, FirstVersions const& versions, std::string_view what)
{
    if (!address) return std::optional<std::string>{};
    auto const hex = address->substr(0, address->find(':'));
    if (!RecordId::parse(hex)) return Error{Error::Kind::invalid, "not the address of a record", std::string{what}, "give 64 hexadecimal digits, and :ROW for a row of a block"};
    return std::optional{versions.of(*address)};
}

}  // namespace

Result<AsksAnswer> answer_asks(Store const& store, Asking const& asking, AsksQuestion const& question)
{
    for (auto const* const type : {"package", "package_item", "service_count", "voice", "gathering"}) TRY(require(asking, Action::see_open, type));
    TRY(require_counts(asking, "service_count"));
    auto const asked = TRY(asked_place(store, question.place));
    auto const versions = TRY(FirstVersions::load(store));
    auto resolved = question;
    resolved.voice = TRY(followed(question.voice, versions, "voice"));
    resolved.item = TRY(followed(question.item, versions, "item"));
    AskFacts facts;
    TRY(load_packages(store, versions, facts));
    TRY(load_voices(store, versions, facts));
    facts.given = TRY(load_deliveries(store, versions));
    auto const ledger = TRY(ledger_for(store, asking, question));
    PlaceNames names{store};
    Areas areas{store};
    AskPlaces const places{[&](std::string const& place) { return names.of(place); }, [&](std::string const& place) { return areas.within(place, asked); }};
    return asks_of(facts, asking, resolved, ledger, places);
}

}  // namespace accalmie
