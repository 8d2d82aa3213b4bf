// SPDX-License-Identifier: Apache-2.0
// src/facts/resolve.cpp: which versions count, for every chain of corrections of every type.
#include "facts/fold.hpp"

#include "facts/schema.hpp"
#include "facts/sql.hpp"
#include "trust/corrections.hpp"

#include <charconv>
#include <numeric>

namespace accalmie {

namespace {

/// "HEX" or "HEX:ROW".
std::optional<RecordAddress> parse_address(std::string_view text)
{
    auto const colon = text.find(':');
    auto const record = RecordId::parse(text.substr(0, colon));
    if (!record) return std::nullopt;
    RecordAddress address{*record, 0};
    if (colon == std::string_view::npos) return address;
    auto const digits = text.substr(colon + 1);
    auto const [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), address.row);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return address;
}

/// The versions of a type that replace something or are replaced, from its table.
std::string versions_sql(std::string const& table)
{
    return "select v._record, v._row, v._author, cast(v._hlc as bigint), v._replaces, v._replaces_row from every." + table +
           " v where v._replaces is not null or exists (select 1 from every." + table +
           " r where r._replaces = v._record and r._replaces_row = v._row) order by v._hlc, v._record, v._row";
}

/// What its own author has withdrawn counts no more, whatever its chain of corrections says.
std::string withdrawal_sql(std::string const& table)
{
    return "update every." + table + " t set _state = 'replaced' from every.retraction r where r._replaces = t._record and r._replaces_row = t._row " +
           "and r._author = t._author and t._state <> 'replaced'";
}

std::string const& text_of(Value const& value) { return std::get<std::string>(value); }

class Components {
public:
    explicit Components(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
    std::size_t root(std::size_t i)
    {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

private:
    std::vector<std::size_t> parent_;
};

std::string_view state_name(VersionState state)
{
    switch (state) {
    case VersionState::current: return "current";
    case VersionState::disputed: return "disputed";
    case VersionState::contender: return "contender";
    case VersionState::replaced: return "replaced";
    case VersionState::rival: return "rival";
    }
    VERIFY(false);
}

Result<std::vector<Version>> versions_of(duckdb_connection connection, std::string const& table,
                                         std::map<std::string, std::string> const& organisations)
{
    auto const found = TRY(duck::query(connection, versions_sql(table), {}, SIZE_MAX, nullptr));
    std::vector<Version> versions;
    for (auto const& row : found.rows) {
        Version version;
        version.address = {TRY(RecordId::parse(text_of(row[0]))), static_cast<std::uint32_t>(std::get<std::int64_t>(row[1]))};
        version.author = TRY(AuthorId::parse(text_of(row[2])));
        version.hlc = {static_cast<std::uint64_t>(std::get<std::int64_t>(row[3]))};
        if (auto const organisation = organisations.find(text_of(row[2])); organisation != organisations.end())
            version.organisation = organisation->second;
        if (std::holds_alternative<std::string>(row[4]))
            version.replaces = RecordAddress{TRY(RecordId::parse(text_of(row[4]))), static_cast<std::uint32_t>(std::get<std::int64_t>(row[5]))};
        versions.push_back(std::move(version));
    }
    return versions;
}

/// Components of versions that hang together through `replaces`, each resolved by itself.
std::vector<VersionState> resolve_all(std::vector<Version> const& versions, std::vector<Choice> const& choices)
{
    std::map<RecordAddress, std::size_t> index;
    for (std::size_t i = 0; i < versions.size(); ++i) index.emplace(versions[i].address, i);
    Components components{versions.size()};
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (versions[i].replaces)
            if (auto const target = index.find(*versions[i].replaces); target != index.end()) components.join(i, target->second);

    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < versions.size(); ++i) members[components.root(i)].push_back(i);
    std::vector<VersionState> states(versions.size(), VersionState::current);
    for (auto const& [root, indices] : members) {
        std::vector<Version> group;
        for (auto const i : indices) group.push_back(versions[i]);
        std::vector<Choice> own;
        for (auto const& choice : choices)
            if (auto const chosen = index.find(choice.chosen); chosen != index.end() && components.root(chosen->second) == root)
                own.push_back(choice);
        auto const resolved = resolve(group, own);
        for (std::size_t k = 0; k < indices.size(); ++k) states[indices[k]] = resolved[k];
    }
    return states;
}

Result<void> write_states(duckdb_connection connection, std::string const& table, std::vector<Version> const& versions,
                          std::vector<VersionState> const& states)
{
    TRY(duck::run(connection, "delete from every._resolved"));
    auto writer = TRY(duck::Writer::make(connection, "every", "_resolved"));
    for (std::size_t i = 0; i < versions.size(); ++i) {
        writer.text(versions[i].address.record.hex());
        writer.integer(versions[i].address.row);
        writer.text(state_name(states[i]));
        TRY(writer.end_row());
    }
    TRY(writer.finish());
    TRY(duck::run(connection,
                  "update every." + table +
                      " t set _state = r._state from every._resolved r where t._record = r._record and t._row = r._row and t._state <> r._state"));
    return duck::run(connection, "delete from every._resolved");
}

}  // namespace

Result<void> resolve_corrections(duckdb_connection connection, Dictionary const& dictionary)
{
    std::map<std::string, std::string> organisations;
    if (dictionary.find("member") != nullptr)
        for (auto const& row : TRY(duck::query(connection, sql::organisations_of_authors, {}, SIZE_MAX, nullptr)).rows)
            organisations[text_of(row[0])] = text_of(row[1]);
    std::vector<Choice> choices;
    if (dictionary.find("choice") != nullptr)
        for (auto const& row : TRY(duck::query(connection, sql::choices, {}, SIZE_MAX, nullptr)).rows)
            if (auto const chosen = parse_address(text_of(row[0])))
                choices.push_back({*chosen, {static_cast<std::uint64_t>(std::get<std::int64_t>(row[1]))}});

    for (auto const& type : dictionary.types()) {
        auto const table = sql_name(type.name);
        auto const versions = TRY(versions_of(connection, table, organisations));
        if (!versions.empty()) TRY(write_states(connection, table, versions, resolve_all(versions, choices)));
        if (dictionary.find("retraction") != nullptr) TRY(duck::run(connection, withdrawal_sql(table)));
    }
    return {};
}

}  // namespace accalmie
