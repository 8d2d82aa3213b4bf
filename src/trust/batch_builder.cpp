// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"
#include "trust/envelope.hpp"
#include "trust/merkle.hpp"
#include "trust/parts.hpp"

#include <algorithm>

namespace accalmie {

namespace {

constexpr std::size_t nearly_full_octets = sequence_octets_max / 2;

/// The rows of one group, one item after the other.
struct GroupRows {
    std::string name;
    std::vector<std::size_t> fields;  ///< indexes into the type's fields
    Bytes const* key = nullptr;       ///< of the audience; a sealed group without one takes no row
    CborWriter items;
    std::vector<std::size_t> starts;
    bool has_value = false;

    bool takes_rows() const { return !is_sealed(name) || key != nullptr; }
    BytesView item(std::size_t row) const
    {
        auto const end = row + 1 < starts.size() ? starts[row + 1] : items.size();
        return items.written().subspan(starts[row], end - starts[row]);
    }
};

bool is_said(Cell const& cell) { return cell.index() != 0; }

}  // namespace

struct BatchBuilder::State {
    std::string type;
    std::vector<std::string> fields;
    std::vector<GroupRows> groups;
    AudienceKeys keys;
    Random& random;
    Packer packer;
    std::uint32_t rows = 0;

    State(RecordType const& of_type, AudienceKeys const& audience_keys, Random& salts) : type(of_type.name), keys(audience_keys), random(salts)
    {
        for (auto const& field : of_type.fields) fields.push_back(field.name);
        for (auto const& name : of_type.groups) groups.push_back(rows_of(name, of_type));
    }

    GroupRows rows_of(std::string const& name, RecordType const& of_type) const
    {
        GroupRows group;
        group.name = name;
        for (std::size_t i = 0; i < of_type.fields.size(); ++i) {
            if (of_type.fields[i].group == name) group.fields.push_back(i);
        }
        auto const key = is_sealed(name) ? keys.find(audience_of(name)) : keys.end();
        if (key != keys.end()) group.key = &key->second;
        return group;
    }

    Result<void> check(std::span<Cell const> row) const
    {
        if (row.size() != fields.size()) return Error{Error::Kind::invalid, std::to_string(row.size()) + " cells for " + std::to_string(fields.size()) + " fields", type};
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (auto const* const reason = unwritable_reason(row[i])) [[unlikely]] return Error{Error::Kind::invalid, reason, type + ": " + fields[i]};
        }
        for (auto const& group : groups) {
            if (group.takes_rows()) continue;
            for (auto const i : group.fields) {
                if (is_said(row[i])) return refused(group, i);
            }
        }
        return {};
    }

    Error refused(GroupRows const& group, std::size_t field) const
    {
        return {Error::Kind::denied, "a sealed value, but this workspace has no key for the audience \"" + std::string{audience_of(group.name)} + "\"",
                type + ": " + fields[field], "add the audience's public key, or leave the field empty"};
    }

    static void write_row(GroupRows& group, std::span<Cell const> row)
    {
        group.starts.push_back(begin_item(group.items));
        group.items.array(group.fields.size());
        bool said = false;
        for (auto const i : group.fields) {
            group.items.cell(row[i]);
            said |= is_said(row[i]);
        }
        end_item(group.items, group.starts.back());
        group.has_value |= said;
    }

    bool is_over() const
    {
        return std::any_of(groups.begin(), groups.end(), [](auto const& group) { return group.items.size() > sequence_octets_max; });
    }

    void forget_last_row()
    {
        for (auto& group : groups) {
            if (group.starts.empty()) continue;
            group.items.resize(group.starts.back());
            group.starts.pop_back();
        }
    }

    void clear()
    {
        rows = 0;
        for (auto& group : groups) {
            group.items.clear();
            group.starts.clear();
            group.has_value = false;
        }
    }

    /// Salt every row of `group`, commit to all of them, and pack them.
    Result<Part> finish_group(GroupRows& group, Hash& root)
    {
        Bytes salts(rows * salt_octets);
        random.fill(salts);
        std::vector<Hash> leaves;
        leaves.reserve(rows);
        for (std::uint32_t row = 0; row < rows; ++row) {
            salt_item(group.items.at(group.starts[row]), salts.data() + row * salt_octets);
            leaves.push_back(hash_of(group.item(row)));
        }
        root = merkle_root(leaves);
        auto packed = packer.pack(group.items.written());
        if (!is_sealed(group.name)) return Part{group.name, Part::State::plain, std::move(packed)};
        auto box = TRY(seal(packed, *group.key, random).at(group.name));
        return Part{group.name, Part::State::sealed, std::move(box)};
    }

    /// The groups that any row uses; the first where none does, since a batch proves at least one.
    bool is_used(GroupRows const& group) const
    {
        bool const none = std::none_of(groups.begin(), groups.end(), [](auto const& any) { return any.has_value; });
        return group.has_value || (none && &group == &groups.front());
    }

    void list_fields(Header::Batch& batch) const
    {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            for (auto const& group : groups) {
                auto const place = std::find(batch.groups.begin(), batch.groups.end(), group.name);
                if (place == batch.groups.end() || std::find(group.fields.begin(), group.fields.end(), i) == group.fields.end()) continue;
                batch.fields.push_back(fields[i]);
                batch.field_groups.push_back(static_cast<std::uint8_t>(place - batch.groups.begin()));
            }
        }
    }
};

BatchBuilder::BatchBuilder(RecordType const& type, AudienceKeys const& keys, Random& random)
{
    prepare_crypto();
    state_ = std::make_unique<State>(type, keys, random);
}

BatchBuilder::~BatchBuilder() = default;

std::uint32_t BatchBuilder::rows() const { return state_->rows; }

bool BatchBuilder::is_full() const
{
    return state_->rows == rows_max ||
           std::any_of(state_->groups.begin(), state_->groups.end(), [](auto const& group) { return group.items.size() >= nearly_full_octets; });
}

Result<void> BatchBuilder::add(std::span<Cell const> row)
{
    auto& state = *state_;
    if (state.rows == rows_max) return Error{Error::Kind::limit, "the batch is full: 4,096 rows"};
    TRY(state.check(row));
    for (auto& group : state.groups) {
        if (!group.takes_rows()) continue;
        State::write_row(group, row);
        if (group.items.size() - group.starts.back() > content_octets_max) [[unlikely]] {
            state.forget_last_row();
            return Error{Error::Kind::limit, "a row larger than 16 MiB", state.type, "make the geometry coarser, or the text shorter"};
        }
    }
    if (state.is_over()) [[unlikely]] {
        state.forget_last_row();
        return Error{Error::Kind::limit, "the batch is full: 64 MiB"};
    }
    ++state.rows;
    return {};
}

Result<Record> BatchBuilder::finish(Header header, SigningKey const& key)
{
    auto& state = *state_;
    if (state.rows == 0) return Error{Error::Kind::missing, "a batch without a row", state.type};
    Record record;
    record.header = std::move(header);
    record.header.type = state.type;
    record.header.author = key.author();
    record.header.groups.clear();
    Header::Batch batch;
    batch.rows = state.rows;
    if (record.header.batch) batch.source = record.header.batch->source;
    for (auto& group : state.groups) {
        if (!state.is_used(group)) continue;
        Hash root;
        record.parts.push_back(TRY(state.finish_group(group, root)));
        batch.groups.push_back(group.name);
        batch.group_roots.push_back(root);
    }
    state.list_fields(batch);
    batch.root = merkle_root(batch.group_roots);
    record.header.batch = std::move(batch);
    TRY(sign_envelope(record, key));
    state.clear();
    return record;
}

}  // namespace accalmie
