// SPDX-License-Identifier: Apache-2.0
#include "journal/rows.hpp"

#include "journal/checksum.hpp"
#include "journal/sql.hpp"

namespace accalmie {

namespace {

enum Column { point_column, id_column, type_column, place_column, author_column, hlc_column, received_column, rows_column, envelope_column, parts_column, checksum_column };

constexpr std::string_view restore = "restore the journal from a copy, or sync with a node that has the record";

void assign(Bytes& into, BytesView from) { into.assign(from.begin(), from.end()); }

}  // namespace

std::uint64_t checksum_of(StoredRecord const& record)
{
    Checksum checksum;
    checksum.add(record.id.bytes());
    checksum.add_sized(as_bytes(record.type));
    checksum.add_sized(as_bytes(record.place));
    checksum.add(record.author.bytes());
    checksum.add_number(record.hlc);
    checksum.add_number(static_cast<std::uint64_t>(record.received.time_since_epoch().count()));
    checksum.add_number(record.rows);
    checksum.add_sized(record.envelope);
    checksum.add_number(record.parts.size());
    for (auto const& part : record.parts) {
        checksum.add_sized(as_bytes(part.group));
        checksum.add_number(part.state);
        checksum.add_sized(part.bytes);
    }
    return checksum.value();
}

Result<void> check_size(StoredRecord const& record)
{
    std::size_t octets = record.envelope.size();
    for (auto const& part : record.parts) octets += part.bytes.size();
    if (record.parts.size() > parts_max) return Error{Error::Kind::limit, "more than 32 groups", "record " + record.id.hex()};
    if (octets > record_octets_max) return Error{Error::Kind::limit, "a record larger than 256 MiB", "record " + record.id.hex()};
    return {};
}

Result<RowWriter> RowWriter::make(Database& database)
{
    auto record = TRY(database.prepare(sql::journal_insert_record));
    auto part = TRY(database.prepare(sql::journal_insert_part));
    return RowWriter{database, std::move(record), std::move(part)};
}

Result<bool> RowWriter::add(StoredRecord const& record)
{
    record_.bind(1, record.id.bytes()).bind(2, std::string_view{record.type}).bind(3, std::string_view{record.place}).bind(4, record.author.bytes());
    record_.bind(5, record.hlc).bind(6, std::int64_t{record.received.time_since_epoch().count()}).bind(7, std::int64_t{record.rows});
    record_.bind(8, BytesView{record.envelope}).bind(9, static_cast<std::int64_t>(record.parts.size())).bind(10, checksum_of(record));
    TRY(record_.step());
    if (database_->changes() == 0) return false;
    TRY(add_parts(database_->last_row(), record));
    return true;
}

Result<void> RowWriter::add_parts(std::int64_t point, StoredRecord const& record)
{
    for (std::size_t i = 0; i < record.parts.size(); ++i) {
        auto const& part = record.parts[i];
        part_.bind(1, point * std::int64_t{parts_max} + static_cast<std::int64_t>(i)).bind(2, std::string_view{part.group});
        part_.bind(3, std::int64_t{part.state}).bind(4, BytesView{part.bytes});
        TRY(part_.step());
    }
    return {};
}

Result<RowReader> RowReader::make(Database& database)
{
    auto parts = TRY(database.prepare(sql::journal_parts_of));
    auto by_point = TRY(database.prepare(sql::journal_record_by_point));
    return RowReader{std::move(parts), std::move(by_point)};
}

Result<void> RowReader::read(Statement const& row, StoredRecord& record)
{
    auto const point = point_of(row);
    auto const id = RecordId::from(row.octets(id_column));
    auto const author = AuthorId::from(row.octets(author_column));
    if (!id || !author) return Error{Error::Kind::corrupt, "its name is damaged", "record number " + std::to_string(point), std::string{restore}};
    record.id = *id;
    record.type = row.text(type_column);
    record.place = row.text(place_column);
    record.author = *author;
    record.hlc = static_cast<std::uint64_t>(row.integer(hlc_column));
    record.received = Instant{std::chrono::milliseconds{row.integer(received_column)}};
    record.rows = static_cast<std::uint32_t>(row.integer(rows_column));
    assign(record.envelope, row.octets(envelope_column));
    auto const expected = static_cast<std::uint64_t>(row.integer(checksum_column));
    TRY(read_parts(point, static_cast<std::size_t>(row.integer(parts_column)), record).at("record " + id->hex()));
    if (checksum_of(record) == expected) return {};
    return Error{Error::Kind::corrupt, "its octets are not those that were written", "record " + id->hex(), std::string{restore}};
}

Result<void> RowReader::read_parts(Point point, std::size_t count, StoredRecord& record)
{
    record.parts.resize(std::min(count, parts_max));
    parts_.bind(1, point);
    std::size_t found = 0;
    while (TRY(parts_.step())) {
        if (found == record.parts.size()) break;
        auto& part = record.parts[found++];
        part.group = parts_.text(0);
        part.state = static_cast<std::uint8_t>(parts_.integer(1));
        assign(part.bytes, parts_.octets(2));
    }
    parts_.reset();
    if (found == count) return {};
    return Error{Error::Kind::corrupt, "a group of it is lost", {}, std::string{restore}};
}

Result<void> RowReader::read_at(Point point, StoredRecord& record)
{
    by_point_.bind(1, point);
    bool const is_there = TRY(by_point_.step().at("record number " + std::to_string(point)));
    if (!is_there) return Error{Error::Kind::missing, "no record number " + std::to_string(point)};
    auto done = read(by_point_, record);
    by_point_.reset();
    return done;
}

}  // namespace accalmie
