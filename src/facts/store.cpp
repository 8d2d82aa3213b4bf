// SPDX-License-Identifier: Apache-2.0
#include "facts/store.hpp"

#include "facts/fold.hpp"
#include "facts/schema.hpp"
#include "facts/sql.hpp"

#include <mutex>
#include <system_error>

namespace accalmie {

Result<std::size_t> Table::column(std::string_view name) const
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == name) return i;
    return Error{Error::Kind::missing, "no column \"" + std::string{name} + "\""};
}

struct Store::State {
    std::filesystem::path path;
    Dictionary dictionary;
    std::optional<Purpose> purpose;
    CurrentPlaces current_places;  // before the database: its functions ask it until the database is closed
    duck::Database database;
    duck::Connection writer;  // folds; guarded by fold_mutex
    std::mutex fold_mutex;
    mutable std::mutex places_mutex;
    mutable std::map<std::string, std::shared_ptr<PlaceIndex const>, std::less<>> places;
    std::string rebuilt_because;  // told by the first fold after opening

    Result<void> open_file();
    Result<void> make_tables();
    Result<std::string> fault_of_file();
    std::vector<std::string> tables() const;
    Result<void> replace_file(std::string reason);
    Result<void> forget_all(std::string reason);
    Result<std::shared_ptr<PlaceIndex const>> read_places(duckdb_connection connection, std::string const& version) const;
    Result<std::string> default_boundary(duckdb_connection connection) const;
    Result<void> join_places(bool all, Point after, std::string const& boundary);
    Result<FoldSummary> fold(Journal& journal, Progress const& progress);
};

namespace {

void remove_file(std::filesystem::path const& path)
{
    std::error_code ignored;  // a file that is not there is as good as removed; a failure shows when the new one is made
    std::filesystem::remove(path, ignored);
    std::filesystem::remove(path.string() + ".wal", ignored);
}

template <class T>
std::optional<T> optional_of(Value const& value)
{
    if (auto const* held = std::get_if<T>(&value)) return *held;
    return std::nullopt;
}

std::string text_or_empty(Value const& value) { return optional_of<std::string>(value).value_or(std::string{}); }

/// The names of all fields, for a select list.
std::string columns_of(RecordType const& type)
{
    std::string columns;
    for (auto const& field : type.fields) columns += (columns.empty() ? "" : ", ") + sql_name(field.name);
    return columns;
}

Result<Place> place_of_row(std::vector<Value> const& row)
{
    Place place;
    place.code = text_or_empty(row[0]);
    place.version = text_or_empty(row[1]);
    place.name = text_or_empty(row[2]);
    place.parent = text_or_empty(row[3]);
    place.level = static_cast<int>(optional_of<std::int64_t>(row[4]).value_or(0));
    auto const latitude = optional_of<double>(row[5]), longitude = optional_of<double>(row[6]);
    if (latitude && longitude) place.centre = TRY(Coordinate::of_degrees(*latitude, *longitude).at(place.code));
    place.geometry = text_or_empty(row[7]);
    place.valid_from = optional_of<Day>(row[8]);
    place.valid_to = optional_of<Day>(row[9]);
    return place;
}

}  // namespace

Result<void> Store::State::open_file()
{
    database = TRY(duck::open(path));
    writer = TRY(duck::connect(database.get()));
    return register_place_functions(writer.get(), current_places);
}

Result<void> Store::State::make_tables()
{
    TRY(duck::run(writer.get(), "begin"));
    for (auto const& statement : schema_statements(dictionary)) TRY(duck::run(writer.get(), statement));
    TRY(duck::query(writer.get(), sql::insert_meta, {{"format", facts_format}, {"dictionary", dictionary.version()}}, 1, nullptr));
    return duck::run(writer.get(), "commit");
}

/// Every table that holds what the journal says.
std::vector<std::string> Store::State::tables() const
{
    std::vector<std::string> names{"_incident_place", "_unread"};
    for (auto const& type : dictionary.types()) names.push_back(type.name);
    return names;
}

/// Why the open file cannot serve, or an empty text.
Result<std::string> Store::State::fault_of_file()
{
    auto const found = duck::query(writer.get(), sql::fold_point, {}, 2, nullptr);
    if (!found) return std::string{"the file has no mark of ours"};
    if (found->rows.size() != 1) return std::string{"the file was never finished"};
    if (found->rows[0][0] != Value{facts_format}) return std::string{"the file has an older form"};
    if (found->rows[0][1] != Value{dictionary.version()}) return std::string{"the dictionary has changed"};
    return std::string{};
}

/// Only while opening, when nobody reads yet.
Result<void> Store::State::replace_file(std::string reason)
{
    writer.reset();
    database.reset();
    remove_file(path);
    rebuilt_because = std::move(reason);
    TRY(open_file());
    return make_tables();
}

/// In place: readers keep the tables that they have open.
Result<void> Store::State::forget_all(std::string reason)
{
    rebuilt_because = std::move(reason);
    current_places.set(nullptr);
    TRY(duck::run(writer.get(), "begin"));
    for (auto const& table : tables()) TRY(duck::run(writer.get(), "delete from every." + sql_name(table)));
    TRY(duck::query(writer.get(), sql::set_fold_point, {{"point", std::int64_t{0}}, {"boundary", std::monostate{}}}, 1, nullptr));
    TRY(duck::run(writer.get(), "commit"));
    std::lock_guard const lock{places_mutex};
    places.clear();
    return {};
}

Result<std::unique_ptr<Store>> Store::open(std::filesystem::path const& path, Dictionary const& dictionary, std::optional<Purpose> purpose)
{
    auto state = std::make_unique<State>();
    state->path = path;
    state->dictionary = dictionary;
    state->purpose = purpose;
    std::error_code ignored;
    bool const is_new = path.empty() || !std::filesystem::exists(path, ignored);
    auto const opened = state->open_file();
    if (!opened && opened.error().kind != Error::Kind::corrupt) return opened.error();
    if (!opened) {
        TRY(state->replace_file("the file is damaged"));
    } else if (is_new) {
        TRY(state->make_tables());
        state->rebuilt_because = path.empty() ? "" : "the file was not there";
    } else if (auto const fault = TRY(state->fault_of_file()); !fault.empty()) {
        TRY(state->replace_file(fault));
    }
    return std::unique_ptr<Store>{new Store{std::move(state)}};
}

Store::Store(std::unique_ptr<State> state) : state_{std::move(state)} {}
Store::~Store() = default;

Result<std::string> Store::State::default_boundary(duckdb_connection connection) const
{
    if (dictionary.find("place") == nullptr) return std::string{};
    auto const found = TRY(duck::query(connection, sql::default_boundary, {}, 1, nullptr));
    return found.rows.empty() ? std::string{} : text_or_empty(found.rows[0][0]);
}

Result<std::shared_ptr<PlaceIndex const>> Store::State::read_places(duckdb_connection connection, std::string const& version) const
{
    auto const found = TRY(duck::query(connection, sql::places_of_version, {{"version", version}}, SIZE_MAX, nullptr));
    if (found.rows.empty())
        return Error{Error::Kind::missing, "no place of the boundary version \"" + version + "\" is known", {}, "run `accalmie import places`"};
    std::vector<Place> all;
    for (auto const& row : found.rows) {
        auto place = TRY(place_of_row(row));
        if (!all.empty() && all.back().code == place.code)
            all.back() = std::move(place);  // said twice: the later word counts
        else
            all.push_back(std::move(place));
    }
    std::vector<PlaceIndex::Problem> problems;  // `accalmie doctor` lists them; a place without geometry still answers by code and name
    return std::make_shared<PlaceIndex const>(TRY(PlaceIndex::make(std::move(all), &problems)));
}

/// Join incidents to areas: those after a point, or all of them when the ground has changed.
Result<void> Store::State::join_places(bool all, Point after, std::string const& boundary)
{
    if (all) TRY(duck::run(writer.get(), "delete from every._incident_place"));
    auto const from = all ? std::int64_t{0} : static_cast<std::int64_t>(after);
    TRY(duck::query(writer.get(), sql::insert_incident_place, {{"point", from}, {"boundary", boundary}}, 1, nullptr));
    return {};
}

Result<FoldSummary> Store::State::fold(Journal& journal, Progress const& progress)
{
    auto const meta = TRY(duck::query(writer.get(), sql::fold_point, {}, 1, nullptr));
    auto const folded = static_cast<Point>(std::get<std::int64_t>(meta.rows.at(0)[2]));
    auto const last = TRY(journal.last_point());
    FoldSummary summary{.rebuilt = !rebuilt_because.empty() && last > 0, .rebuilt_because = rebuilt_because};
    auto boundary = text_or_empty(meta.rows[0][3]);
    if (!boundary.empty() && current_places.get() == nullptr) current_places.set(TRY(read_places(writer.get(), boundary)));
    if (folded == last) return summary;

    Fold pass{writer.get(), dictionary, purpose};
    Point reached = folded;
    TRY(journal.since(folded, {}, [&](Point point, StoredRecord const& stored) -> Result<void> {
        TRY(pass.add(point, stored));
        reached = point;
        if (progress) progress(point, last);
        return {};
    }));
    TRY(pass.finish());
    // A record may arrive before or after what it corrects, and a member before or after what it wrote: the set decides, so all is resolved anew.
    bool const has_links =
        pass.has_corrections() || TRY(duck::query(writer.get(), sql::has_corrections, {}, 1, nullptr)).rows.at(0)[0] == Value{true};
    if (has_links) {
        TRY(resolve_corrections(writer.get(), dictionary));
        TRY(duck::query(writer.get(), sql::note_corrections, {}, 1, nullptr));
    }
    bool const new_ground = pass.touched("place");
    if (new_ground) {
        boundary = TRY(default_boundary(writer.get()));
        current_places.set(boundary.empty() ? nullptr : TRY(read_places(writer.get(), boundary)));
    }
    if (dictionary.find("incident") != nullptr && (new_ground || pass.touched("incident"))) TRY(join_places(new_ground, folded, boundary));
    TRY(duck::query(writer.get(), sql::set_fold_point, {{"point", static_cast<std::int64_t>(reached)}, {"boundary", boundary}}, 1, nullptr));
    summary.records = pass.records();
    summary.rows = pass.rows();
    if (new_ground) {
        std::lock_guard const lock{places_mutex};
        places.clear();
    }
    return summary;
}

Result<FoldSummary> Store::catch_up(Journal& journal, Progress const& progress)
{
    std::lock_guard const lock{state_->fold_mutex};
    auto const meta = TRY(duck::query(state_->writer.get(), sql::fold_point, {}, 1, nullptr));
    if (static_cast<Point>(std::get<std::int64_t>(meta.rows.at(0)[2])) > TRY(journal.last_point()))
        TRY(state_->forget_all("the facts are of another journal"));
    TRY(duck::run(state_->writer.get(), "begin"));
    auto summary = state_->fold(journal, progress);
    if (!summary) {
        // What was appended is forgotten as a whole; the journal still has it, and the next fold begins where this one began.
        auto const rolled_back = duck::run(state_->writer.get(), "rollback");
        state_->current_places.set(nullptr);
        if (!rolled_back) return rolled_back.error();
        return std::move(summary).error();
    }
    TRY(duck::run(state_->writer.get(), "commit"));
    state_->rebuilt_because.clear();
    return summary;
}

Result<FoldSummary> Store::rebuild(Journal& journal, Progress const& progress)
{
    {
        std::lock_guard const lock{state_->fold_mutex};
        TRY(state_->forget_all("asked for"));
    }
    return catch_up(journal, progress);
}

Result<Table> Store::query(std::string_view sql, Parameters const& parameters) const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    auto found = duck::query(connection.get(), sql, parameters, SIZE_MAX, nullptr);
    // A statement of ours asks for a record type or field that the workspace's pack, changed by hand and never brought up to date, lacks.
    if (!found && found.error().kind == Error::Kind::invalid &&
        (found.error().what.starts_with("Catalog Error") || found.error().what.starts_with("Binder Error")))
        return Error{Error::Kind::missing, "the pack of this workspace lacks what this needs", found.error().what, "`accalmie doctor` says how to bring it up to date"};
    return found;
}

Result<Table> Store::query_read_only(std::string_view sql, std::size_t rows_max, bool* truncated) const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    std::string const text{sql};
    TRY(duck::check_reads_only(connection.get(), text));
    TRY(duck::run(connection.get(), "begin transaction read only"));
    return duck::query(connection.get(), text, {}, rows_max, truncated);
}

Result<void> Store::scan(std::string_view sql, Parameters const& parameters, std::function<Result<void>(std::span<Cell const>)> const& visit) const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    return duck::scan(connection.get(), std::string{sql}, parameters, visit);
}

Result<void> Store::each_row(RecordType const& type, std::string_view source,
                             std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    auto const columns = columns_of(type);
    Parameters parameters;
    std::string condition;
    if (!source.empty()) {
        condition = " where source = $source";
        parameters.emplace("source", std::string{source});
    }
    auto const count = type.fields.size();
    return duck::scan(connection.get(), "select " + columns + ", _record, _row from " + sql_name(type.name) + condition, parameters,
                      [&](std::span<Cell const> cells) -> Result<void> {
                          auto const record = TRY(RecordId::parse(std::get<std::string_view>(cells[count])));
                          return visit(cells.first(count), {record, static_cast<std::uint32_t>(std::get<std::int64_t>(cells[count + 1]))});
                      });
}

Result<std::map<std::string, std::string>> Store::corrected_versions(RecordType const& type) const
{
    std::map<std::string, std::string> corrected;
    auto const table = TRY(query("select _record || ':' || _row, _replaces || ':' || coalesce(_replaces_row, 0) from every." + sql_name(type.name) + " where _replaces is not null"));
    for (auto const& row : table.rows) corrected.emplace(text_or_empty(row[0]), text_or_empty(row[1]));
    return corrected;
}

Result<std::int64_t> Store::disputed_count(RecordType const& type) const
{
    auto const table = TRY(query("select count(*) from every." + sql_name(type.name) + " where _state = 'disputed'"));
    return std::get<std::int64_t>(table.rows.at(0)[0]);
}

Result<std::vector<Value>> Store::row(RecordType const& type, RecordAddress const& address) const
{
    auto found = TRY(query("select " + columns_of(type) + " from " + sql_name(type.name) + " where _record = $record and _row = $row",
                           {{"record", address.record.hex()}, {"row", std::int64_t{address.row}}}));
    if (found.rows.empty())
        return Error{Error::Kind::missing, "no such row of " + type.name, address.record.hex() + ":" + std::to_string(address.row)};
    return std::move(found.rows.front());
}

Result<std::string> Store::content_hash() const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    std::string text;
    for (auto const& table : state_->tables()) {
        auto const sums =
            TRY(duck::query(connection.get(), "select count(*), coalesce(sum(hash(t)), 0) from every." + sql_name(table) + " t", {}, 1, nullptr));
        auto const count = std::get<std::int64_t>(sums.rows.at(0)[0]);
        if (count > 0) text += table + " " + std::to_string(count) + " " + text_or_empty(sums.rows[0][1]) + "\n";
    }
    return text;
}

Result<std::shared_ptr<PlaceIndex const>> Store::places(std::string_view version) const
{
    auto const connection = TRY(duck::connect(state_->database.get()));
    auto const wanted = version.empty() ? TRY(state_->default_boundary(connection.get())) : std::string{version};
    if (wanted.empty())
        return Error{Error::Kind::missing, "no place with a boundary is known", {}, "run `accalmie import places FILE --boundary VERSION`"};
    std::lock_guard const lock{state_->places_mutex};
    auto& kept = state_->places[wanted];
    if (kept == nullptr) {
        auto read = state_->read_places(connection.get(), wanted);
        if (!read) {
            state_->places.erase(wanted);
            return std::move(read).error();
        }
        kept = std::move(*read);
    }
    return kept;
}

}  // namespace accalmie
