// SPDX-License-Identifier: Apache-2.0
#include "dictionary/answer_text.hpp"
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/parts.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::size_t index_of_field(RecordType const& type, std::string_view name)
{
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        if (type.fields[i].name == name) return i;
    }
    return nowhere;
}

/// The alternative of Cell in which a field of this kind stands.
std::size_t alternative_of(FieldKind kind)
{
    switch (kind) {
    case FieldKind::yes_no: return 1;
    case FieldKind::integer:
    case FieldKind::money: return 2;
    case FieldKind::decimal: return 3;
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::place:
    case FieldKind::link:
    case FieldKind::geometry: return 4;
    case FieldKind::day: return 5;
    case FieldKind::instant: return 6;
    }
    VERIFY(false);
}

/// One column of a group and where its cells go.
struct Column {
    std::size_t field = nowhere;  ///< index into the type's fields; nowhere: the type no longer has it
    std::size_t alternative = 0;
};

Column column_of(RecordType const& type, std::string_view name)
{
    auto const field = index_of_field(type, name);
    return {field, field == nowhere ? 0 : alternative_of(type.fields[field].kind)};
}

/// Put `cell` into its field. A whole number serves where a decimal is asked for: a field may have become finer since.
inline void place(Cell const& cell, Column const& column, std::span<Cell> cells, CborReader& reader)
{
    if (column.field == nowhere) return;
    auto& into = cells[column.field];
    into = cell;
    if (cell.index() == column.alternative || cell.index() == 0) [[likely]] return;
    if (column.alternative == 3 && cell.index() == 2)
        into = static_cast<double>(*std::get_if<2>(&cell));
    else
        reader.fail("a value of another kind than its field");
}

class RowReader {
public:
    RowReader(Record const& record, RecordType const& type) : record_(record), type_(type), cells_(type.fields.size()) {}

    Result<void> open(AudienceSecrets const& secrets)
    {
        for (std::size_t group = 0; group < group_count(record_.header); ++group) {
            auto opened = TRY(open_group(record_, group, secrets));
            if (opened && opened->state == Part::State::boxes) TRY(open_boxes(*opened, secrets));
            if (opened) {
                groups_.push_back(std::move(*opened));
                columns_.push_back(columns_of(group));
            } else {
                hidden_always_.push_back(group_name(record_.header, group));
            }
        }
        return {};
    }

    Result<void> visit(std::function<Result<void>(RowView const&)> const& visit)
    {
        std::uint32_t const rows = record_.header.batch ? record_.header.batch->rows : 1;
        for (std::uint32_t row = 0; row < rows; ++row) {
            TRY(read(row));
            TRY(visit({row, cells_, hidden_}));
        }
        return {};
    }

private:
    /// Opens the cells of a group of boxes: into cells of our own, since the octets hold them closed.
    Result<void> open_boxes(OpenGroup const& group, AudienceSecrets const& secrets)
    {
        auto const& name = group_name(record_.header, group.group);
        auto const& secret = secrets.find(audience_of(name))->second;
        CborReader reader{group.items.front().content};
        auto const count = reader.map(fields_max);
        std::string_view key{};
        for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
            key = reader.key(key, name_octets_max);
            auto const box = reader.octets(content_octets_max);
            auto const field = index_of_field(type_, key);
            if (reader.failed() || field == nowhere) continue;
            auto const octets = TRY(open_sealed(box, secret).at("record " + record_.id.hex() + ": " + std::string{key}));
            opened_.emplace_back(field, answer_value(type_.fields[field].kind, unpadded_answer(octets)).value);
        }
        if (reader.at_end() && !reader.failed()) return {};
        return fault(reader, 0, group.group);
    }

    std::vector<Column> columns_of(std::size_t group) const
    {
        std::vector<Column> columns;
        if (!record_.header.batch) return columns;
        auto const& batch = *record_.header.batch;
        for (std::size_t i = 0; i < batch.fields.size(); ++i) {
            if (batch.field_groups[i] == group) columns.push_back(column_of(type_, batch.fields[i]));
        }
        return columns;
    }

    Result<void> read(std::uint32_t row)
    {
        std::fill(cells_.begin(), cells_.end(), Cell{});
        hidden_.assign(hidden_always_.begin(), hidden_always_.end());
        for (auto const& [field, value] : opened_) cells_[field] = as_cell(value);
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            auto const& item = groups_[i].items[row];
            if (item.content.empty()) {
                hidden_.push_back(group_name(record_.header, groups_[i].group));
                continue;
            }
            if (groups_[i].state == Part::State::boxes) continue;
            CborReader reader{item.content};
            record_.header.batch ? read_packed(reader, columns_[i]) : read_named(reader);
            if (!reader.at_end() || reader.failed()) [[unlikely]] return fault(reader, row, groups_[i].group);
        }
        return {};
    }

    void read_packed(CborReader& reader, std::vector<Column> const& columns)
    {
        if (reader.array(fields_max) != columns.size()) reader.fail("not one cell for each field");
        for (auto const& column : columns) place(reader.cell(content_octets_max), column, cells_, reader);
    }

    void read_named(CborReader& reader)
    {
        auto const count = reader.map(fields_max);
        std::string_view name{};
        for (std::size_t i = 0; i < count && !reader.failed(); ++i) {
            name = reader.key(name, name_octets_max);
            place(reader.cell(content_octets_max), column_of(type_, name), cells_, reader);
        }
    }

    Error fault(CborReader& reader, std::uint32_t row, std::size_t group) const
    {
        auto const where = "record " + record_.id.hex() + ": row " + std::to_string(row) + ": group " + group_name(record_.header, group);
        auto state = reader.finished();
        return std::move(state).error().at(where);
    }

    Record const& record_;
    RecordType const& type_;
    std::vector<OpenGroup> groups_;
    std::vector<std::pair<std::size_t, Value>> opened_;  ///< cells out of boxes: field and value
    std::vector<std::vector<Column>> columns_;
    std::vector<Cell> cells_;
    std::vector<std::string> hidden_always_, hidden_;
};

Error broken(Record const& record, std::string what, std::string_view place = {})
{
    Error error{Error::Kind::corrupt, std::move(what), std::string{place}, "get the record again from whoever sent it, or restore the journal"};
    return std::move(error).at("record " + record.id.hex());
}

Result<void> check_envelope(Record const& record)
{
    auto const opened = TRY(open_envelope(record.envelope).at("record " + record.id.hex()));
    if (opened.id != record.id) return broken(record, "the envelope is of the record " + opened.id.hex());
    auto const payload = encode_header(record.header);
    if (!payload || hash_of(*payload).hex() != record.id.hex()) return broken(record, "the header is not the one that was signed");
    return {};
}

Result<void> check_part(Record const& record, std::size_t index)
{
    auto const& part = record.parts[index];
    if (!group_index(record.header, part.group)) return broken(record, "a group that the header does not name", part.group);
    for (std::size_t i = 0; i < index; ++i) {
        if (record.parts[i].group == part.group) return broken(record, "a group twice", part.group);
    }
    if (part.state == Part::State::erased && !part.bytes.empty()) return broken(record, "an erased group that has content", part.group);
    if (part.state == Part::State::sealed && (!is_sealed(part.group) || part.bytes.size() <= seal_overhead)) return broken(record, "not a sealed box", part.group);
    if (part.state == Part::State::boxes && (!is_sealed(part.group) || record.header.batch)) return broken(record, "sealed boxes where none may be", part.group);
    if (part.state == Part::State::plain && is_sealed(part.group)) return broken(record, "a sealed group that lies open", part.group);
    return {};
}

constexpr std::size_t answer_block = 64;
constexpr std::uint8_t pad_mark = 0x80;

}  // namespace

Bytes padded_answer(std::string_view text)
{
    Bytes octets(text.begin(), text.end());
    octets.push_back(pad_mark);
    octets.resize((octets.size() + answer_block - 1) / answer_block * answer_block);
    return octets;
}

std::string unpadded_answer(BytesView octets)
{
    auto end = octets.size();
    if (end == 0 || end % answer_block != 0) return std::string{as_text(octets)};
    while (end > 0 && octets[end - 1] == 0) --end;
    bool const is_padded = end > 0 && octets[end - 1] == pad_mark && octets.size() - end < answer_block;
    return std::string{as_text(octets.first(is_padded ? end - 1 : octets.size()))};
}

Result<void> visit_rows(Record const& record, RecordType const& type, AudienceSecrets const& secrets, std::function<Result<void>(RowView const&)> const& visit)
{
    prepare_crypto();
    RowReader reader{record, type};
    TRY(reader.open(secrets));
    return reader.visit(visit);
}

Result<void> verify_record(Record const& record, RecordType const* type)
{
    TRY(check_envelope(record));
    for (std::size_t i = 0; i < record.parts.size(); ++i) TRY(check_part(record, i));
    if (type != nullptr) return visit_rows(record, *type, {}, [](RowView const&) { return Result<void>{}; });
    for (std::size_t group = 0; group < group_count(record.header); ++group) TRY(open_group(record, group, {}));
    return {};
}

}  // namespace accalmie
