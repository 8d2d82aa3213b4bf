// SPDX-License-Identifier: Apache-2.0
#include "facts/duck.hpp"

#include <cstring>

namespace accalmie::duck {

namespace {

struct DestroyResult {
    duckdb_result result{};
    ~DestroyResult() { duckdb_destroy_result(&result); }
};
struct DestroyStatement {
    duckdb_prepared_statement statement = nullptr;
    ~DestroyStatement() { duckdb_destroy_prepare(&statement); }
};
struct DestroyExtracted {
    duckdb_extracted_statements statements = nullptr;
    ~DestroyExtracted() { duckdb_destroy_extracted(&statements); }
};
struct DestroyChunk {
    duckdb_data_chunk chunk = nullptr;
    ~DestroyChunk()
    {
        if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    }
};

/// DuckDB's message without its position drawing, which would break our one line.
std::string first_line(char const* message)
{
    std::string_view text = message == nullptr ? "unknown fault" : message;
    return std::string{text.substr(0, text.find('\n'))};
}

Error failure_of_open(std::string const& message)
{
    if (message.find("Could not set lock") != std::string::npos || message.find("Conflicting lock") != std::string::npos)
        return {Error::Kind::conflict, "the facts are held by another process", {}, "stop the other accalmie, or let it answer"};
    if (message.find("No space left") != std::string::npos || message.find("Permission denied") != std::string::npos ||
        message.find("Read-only") != std::string::npos)
        return {Error::Kind::io, first_line(message.c_str()), {}, "free space or make the folder writable"};
    return {Error::Kind::corrupt, first_line(message.c_str())};
}

Result<void> bind(duckdb_prepared_statement statement, idx_t index, Value const& value)
{
    auto const state = std::visit(
        [&](auto const& held) -> duckdb_state {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                return duckdb_bind_null(statement, index);
            else if constexpr (std::is_same_v<T, bool>)
                return duckdb_bind_boolean(statement, index, held);
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return duckdb_bind_int64(statement, index, held);
            else if constexpr (std::is_same_v<T, double>)
                return duckdb_bind_double(statement, index, held);
            else if constexpr (std::is_same_v<T, std::string>)
                return duckdb_bind_varchar_length(statement, index, held.data(), held.size());
            else if constexpr (std::is_same_v<T, Day>)
                return duckdb_bind_date(statement, index, duckdb_date{static_cast<std::int32_t>(held.time_since_epoch().count())});
            else
                return duckdb_bind_timestamp(statement, index, duckdb_timestamp{held.time_since_epoch().count() * 1000});
        },
        value);
    if (state == DuckDBError) return Error{Error::Kind::invalid, "a parameter has a type that the statement does not take"};
    return {};
}

Result<void> bind_all(duckdb_prepared_statement statement, Parameters const& parameters)
{
    idx_t const count = duckdb_nparams(statement);
    for (idx_t i = 1; i <= count; ++i) {
        char const* raw = duckdb_parameter_name(statement, i);
        std::string const name = raw == nullptr ? "" : raw;
        duckdb_free(const_cast<char*>(raw));
        auto const found = parameters.find(name);
        if (found == parameters.end()) return Error{Error::Kind::invalid, "the statement asks for $" + name + ", which was not given"};
        TRY(bind(statement, i, found->second).at("$" + name));
    }
    return {};
}

bool has_value_type(duckdb_type type)
{
    switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIMESTAMP: return true;
    default: return false;
    }
}

/// Text is a view into the vector.
Cell cell_at(duckdb_vector vector, duckdb_type type, idx_t row)
{
    auto* validity = duckdb_vector_get_validity(vector);
    if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return std::monostate{};
    void* data = duckdb_vector_get_data(vector);
    auto const as = [&]<class T>(T) { return static_cast<T*>(data)[row]; };
    switch (type) {
    case DUCKDB_TYPE_BOOLEAN: return as(bool{});
    case DUCKDB_TYPE_TINYINT: return std::int64_t{as(std::int8_t{})};
    case DUCKDB_TYPE_SMALLINT: return std::int64_t{as(std::int16_t{})};
    case DUCKDB_TYPE_INTEGER: return std::int64_t{as(std::int32_t{})};
    case DUCKDB_TYPE_BIGINT: return as(std::int64_t{});
    case DUCKDB_TYPE_UTINYINT: return std::int64_t{as(std::uint8_t{})};
    case DUCKDB_TYPE_USMALLINT: return std::int64_t{as(std::uint16_t{})};
    case DUCKDB_TYPE_UINTEGER: return std::int64_t{as(std::uint32_t{})};
    case DUCKDB_TYPE_FLOAT: return double{as(float{})};
    case DUCKDB_TYPE_DOUBLE: return as(double{});
    case DUCKDB_TYPE_VARCHAR: {
        auto& text = static_cast<duckdb_string_t*>(data)[row];
        return std::string_view{duckdb_string_t_data(&text), duckdb_string_t_length(text)};
    }
    case DUCKDB_TYPE_DATE: return Day{std::chrono::days{as(duckdb_date{}).days}};
    case DUCKDB_TYPE_TIMESTAMP: return Instant{std::chrono::milliseconds{as(duckdb_timestamp{}).micros / 1000}};
    default: VERIFY(false);
    }
}

/// `sql` with every column that `Value` cannot hold turned into text by DuckDB itself.
std::string with_text_columns(std::string_view sql, duckdb_prepared_statement statement)
{
    idx_t const count = duckdb_prepared_statement_column_count(statement);
    std::string list, names;
    bool needed = false;
    for (idx_t i = 0; i < count; ++i) {
        char const* raw = duckdb_prepared_statement_column_name(statement, i);
        std::string name;
        for (char const* c = raw; c != nullptr && *c != '\0'; ++c) name += *c == '"' ? std::string{"\"\""} : std::string{*c};
        duckdb_free(const_cast<char*>(raw));
        bool const fits = has_value_type(duckdb_prepared_statement_column_type(statement, i));
        needed |= !fits;
        auto const alias = "c" + std::to_string(i);
        list += (i == 0 ? "" : ", ") + (fits ? alias : "cast(" + alias + " as varchar)") + " as \"" + name + "\"";
        names += (i == 0 ? "" : ", ") + alias;
    }
    if (!needed) return {};
    return "select " + list + " from (" + std::string{sql} + "\n) as t(" + names + ")";
}

/// The statement without the semicolon and blanks at its end, so that it can stand in brackets.
std::string_view without_end(std::string_view sql)
{
    auto const last = sql.find_last_not_of("; \n\t\r");
    return last == std::string_view::npos ? sql : sql.substr(0, last + 1);
}

Result<void> prepare(duckdb_connection connection, std::string const& sql, DestroyStatement& prepared)
{
    if (duckdb_prepare(connection, sql.c_str(), &prepared.statement) == DuckDBError)
        return Error{Error::Kind::invalid, first_line(duckdb_prepare_error(prepared.statement)), "SQL"};
    return {};
}

}  // namespace

Result<Database> open(std::filesystem::path const& path)
{
    duckdb_config config = nullptr;
    if (duckdb_create_config(&config) == DuckDBError) return Error{Error::Kind::io, "DuckDB did not start"};
    duckdb_set_config(config, "memory_limit", memory_limit);
    duckdb_set_config(config, "threads", "2");
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    duckdb_set_config(config, "enable_external_access", "false");
    duckdb_set_config(config, "preserve_insertion_order", "true");
    duckdb_database handle = nullptr;
    char* message = nullptr;
    auto const name = path.empty() ? std::string{":memory:"} : path.string();
    auto const state = duckdb_open_ext(name.c_str(), &handle, config, &message);
    duckdb_destroy_config(&config);
    if (state == DuckDBError) {
        std::string const text = message == nullptr ? "unknown fault" : message;
        duckdb_free(message);
        return failure_of_open(text).at(name);
    }
    return Database{handle};
}

Result<Connection> connect(duckdb_database database)
{
    duckdb_connection handle = nullptr;
    if (duckdb_connect(database, &handle) == DuckDBError) return Error{Error::Kind::io, "no connection to the facts"};
    return Connection{handle};
}

Result<void> run(duckdb_connection connection, std::string const& sql)
{
    DestroyResult held;
    if (duckdb_query(connection, sql.c_str(), &held.result) == DuckDBError)
        return Error{Error::Kind::io, first_line(duckdb_result_error(&held.result)), "facts"};
    return {};
}

namespace {

/// Run a prepared statement and see its rows until the visitor says enough.
enum class Go : bool { on, enough };
Result<void> fetch(duckdb_prepared_statement statement, std::vector<std::string>* names,
                   std::function<Result<Go>(std::span<Cell const>)> const& visit)
{
    DestroyResult held;
    if (duckdb_execute_prepared_streaming(statement, &held.result) == DuckDBError)
        return Error{Error::Kind::invalid, first_line(duckdb_result_error(&held.result)), "SQL"};
    idx_t const count = duckdb_column_count(&held.result);
    std::vector<duckdb_type> types;
    for (idx_t c = 0; c < count; ++c) {
        std::string name = duckdb_column_name(&held.result, c);
        types.push_back(duckdb_column_type(&held.result, c));
        // Statements that are no query (explain, say) cannot be wrapped; theirs is refused, not guessed.
        if (!has_value_type(types.back()))
            return Error{Error::Kind::invalid, "column \"" + name + "\" has a type that cannot be shown", "SQL", "cast it to varchar"};
        if (names != nullptr) names->push_back(std::move(name));
    }
    std::vector<duckdb_vector> vectors(count);
    std::vector<Cell> row(count);
    while (true) {
        DestroyChunk held_chunk{duckdb_fetch_chunk(held.result)};
        idx_t const rows = held_chunk.chunk == nullptr ? 0 : duckdb_data_chunk_get_size(held_chunk.chunk);
        if (rows == 0) break;
        for (idx_t c = 0; c < count; ++c) vectors[c] = duckdb_data_chunk_get_vector(held_chunk.chunk, c);
        for (idx_t r = 0; r < rows; ++r) {
            for (idx_t c = 0; c < count; ++c) row[c] = cell_at(vectors[c], types[c], r);
            auto const go = TRY(visit(row));
            if (go == Go::enough) return {};
        }
    }
    char const* fault = duckdb_result_error(&held.result);
    if (fault != nullptr && *fault != '\0') return Error{Error::Kind::invalid, first_line(fault), "SQL"};
    return {};
}

Result<void> prepare_query(duckdb_connection connection, std::string_view sql, Parameters const& parameters, DestroyStatement& prepared)
{
    TRY(prepare(connection, std::string{sql}, prepared));
    bool const is_select = duckdb_prepared_statement_type(prepared.statement) == DUCKDB_STATEMENT_TYPE_SELECT;
    if (auto const wrapped = is_select ? with_text_columns(without_end(sql), prepared.statement) : std::string{}; !wrapped.empty()) {
        duckdb_destroy_prepare(&prepared.statement);
        TRY(prepare(connection, wrapped, prepared));
    }
    return bind_all(prepared.statement, parameters);
}

}  // namespace

Result<Table> query(duckdb_connection connection, std::string_view sql, Parameters const& parameters, std::size_t rows_max, bool* truncated)
{
    DestroyStatement prepared;
    TRY(prepare_query(connection, sql, parameters, prepared));
    Table table;
    if (truncated != nullptr) *truncated = false;
    TRY(fetch(prepared.statement, &table.columns, [&](std::span<Cell const> cells) -> Result<Go> {
        if (table.rows.size() == rows_max) {
            if (truncated != nullptr) *truncated = true;
            return Go::enough;
        }
        auto& row = table.rows.emplace_back();
        row.reserve(cells.size());
        for (auto const& cell : cells) row.push_back(as_value(cell));
        return Go::on;
    }));
    return table;
}

Result<void> scan(duckdb_connection connection, std::string_view sql, Parameters const& parameters,
                  std::function<Result<void>(std::span<Cell const>)> const& visit)
{
    DestroyStatement prepared;
    TRY(prepare_query(connection, sql, parameters, prepared));
    return fetch(prepared.statement, nullptr, [&](std::span<Cell const> cells) -> Result<Go> {
        TRY(visit(cells));
        return Go::on;
    });
}

Result<void> check_reads_only(duckdb_connection connection, std::string const& sql)
{
    DestroyExtracted extracted;
    idx_t const count = duckdb_extract_statements(connection, sql.c_str(), &extracted.statements);
    if (count == 0) {
        char const* message = duckdb_extract_statements_error(extracted.statements);
        return Error{Error::Kind::invalid, message == nullptr ? "there is no statement" : first_line(message), "SQL"};
    }
    if (count > 1) return Error{Error::Kind::invalid, "there are " + std::to_string(count) + " statements", "SQL", "send them one at a time"};
    DestroyStatement prepared;
    if (duckdb_prepare_extracted_statement(connection, extracted.statements, 0, &prepared.statement) == DuckDBError)
        return Error{Error::Kind::invalid, first_line(duckdb_prepare_error(prepared.statement)), "SQL"};
    auto const type = duckdb_prepared_statement_type(prepared.statement);
    if (type != DUCKDB_STATEMENT_TYPE_SELECT && type != DUCKDB_STATEMENT_TYPE_EXPLAIN)
        return Error{Error::Kind::denied, "the facts can only be read", "SQL", "write a select; records are added with `import` or a form"};
    return {};
}

Result<Writer> Writer::make(duckdb_connection connection, char const* schema, char const* table)
{
    Writer writer;
    if (duckdb_appender_create(connection, schema, table, &writer.appender_) == DuckDBError)
        return Error{Error::Kind::io, first_line(duckdb_appender_error(writer.appender_)), "facts"};
    idx_t const count = duckdb_appender_column_count(writer.appender_);
    std::vector<duckdb_logical_type> types;
    for (idx_t c = 0; c < count; ++c) types.push_back(duckdb_appender_column_type(writer.appender_, c));
    writer.chunk_ = duckdb_create_data_chunk(types.data(), count);
    writer.columns_.resize(count);
    for (idx_t c = 0; c < count; ++c) {
        writer.columns_[c].type = duckdb_get_type_id(types[c]);
        duckdb_destroy_logical_type(&types[c]);
    }
    writer.reset_columns();
    return writer;
}

Writer::Writer(Writer&& other) noexcept
    : appender_(std::exchange(other.appender_, nullptr)), chunk_(std::exchange(other.chunk_, nullptr)), columns_(std::move(other.columns_)),
      column_(other.column_), rows_(other.rows_)
{
}

Writer::~Writer()
{
    if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
    if (appender_ != nullptr) duckdb_appender_destroy(&appender_);
}

void Writer::reset_columns()
{
    for (idx_t c = 0; c < columns_.size(); ++c) {
        columns_[c].vector = duckdb_data_chunk_get_vector(chunk_, c);
        columns_[c].data = duckdb_vector_get_data(columns_[c].vector);
    }
    rows_ = 0;
    column_ = 0;
}

void Writer::null()
{
    auto& column = columns_[column_++];
    duckdb_vector_ensure_validity_writable(column.vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(column.vector), rows_);
}

void Writer::text(std::string_view value)
{
    auto& column = columns_[column_++];
    VERIFY(column.type == DUCKDB_TYPE_VARCHAR);
    duckdb_vector_assign_string_element_len(column.vector, rows_, value.data(), value.size());
}

void Writer::integer(std::int64_t value)
{
    auto& column = columns_[column_++];
    if (column.type == DUCKDB_TYPE_INTEGER)
        static_cast<std::int32_t*>(column.data)[rows_] = static_cast<std::int32_t>(value);
    else
        static_cast<std::int64_t*>(column.data)[rows_] = value;  // BIGINT and UBIGINT: same width
}

void Writer::boolean(bool value) { static_cast<bool*>(columns_[column_++].data)[rows_] = value; }

void Writer::real(double value) { static_cast<double*>(columns_[column_++].data)[rows_] = value; }

void Writer::day(Day value)
{
    static_cast<std::int32_t*>(columns_[column_++].data)[rows_] = static_cast<std::int32_t>(value.time_since_epoch().count());
}

void Writer::instant(Instant value) { static_cast<std::int64_t*>(columns_[column_++].data)[rows_] = value.time_since_epoch().count() * 1000; }

void Writer::cell(Cell const& value)
{
    std::visit(
        [this](auto const& held) {
            using T = std::remove_cvref_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                null();
            else if constexpr (std::is_same_v<T, bool>)
                boolean(held);
            else if constexpr (std::is_same_v<T, std::int64_t>)
                integer(held);
            else if constexpr (std::is_same_v<T, double>)
                real(held);
            else if constexpr (std::is_same_v<T, std::string_view>)
                text(held);
            else if constexpr (std::is_same_v<T, Day>)
                day(held);
            else
                instant(held);
        },
        value);
}

Result<void> Writer::end_row()
{
    VERIFY(column_ == columns_.size());
    column_ = 0;
    if (++rows_ == duckdb_vector_size()) return flush();
    return {};
}

Result<void> Writer::flush()
{
    if (rows_ == 0) return {};
    duckdb_data_chunk_set_size(chunk_, rows_);
    if (duckdb_append_data_chunk(appender_, chunk_) == DuckDBError)
        return Error{Error::Kind::io, first_line(duckdb_appender_error(appender_)), "facts"};
    duckdb_data_chunk_reset(chunk_);
    reset_columns();
    return {};
}

Result<void> Writer::finish()
{
    TRY(flush());
    if (duckdb_appender_flush(appender_) == DuckDBError) return Error{Error::Kind::io, first_line(duckdb_appender_error(appender_)), "facts"};
    return {};
}

}  // namespace accalmie::duck
