// SPDX-License-Identifier: Apache-2.0
#include "trust/crypto.hpp"
#include "trust/merkle.hpp"
#include "trust/parts.hpp"

#include <algorithm>

namespace accalmie {

namespace {

Error not_here(std::string_view group)
{
    return {Error::Kind::missing, "this group of the record is not here", std::string{group}, "ask the node that has it"};
}

Result<OpenGroup> open_here(Record const& record, std::string_view group, std::uint32_t row, AudienceSecrets const& secrets)
{
    auto const index = TRY(group_index(record.header, group));
    std::uint32_t const rows = record.header.batch ? record.header.batch->rows : 1;
    if (row >= rows) return Error{Error::Kind::missing, "row " + std::to_string(row) + " of a record of " + std::to_string(rows), "record " + record.id.hex()};
    auto opened = TRY(open_group(record, index, secrets));
    if (opened) return std::move(*opened);
    bool const is_locked = std::any_of(record.parts.begin(), record.parts.end(), [&](auto const& part) { return part.group == group && (part.state == Part::State::sealed || part.state == Part::State::boxes); });
    if (is_locked) return Error{Error::Kind::denied, "sealed, and this node has no key to open it", std::string{group}, "do it where the key is"};
    return not_here(group);
}

Bytes rewritten_without(OpenGroup const& opened, std::uint32_t row)
{
    CborWriter writer;
    for (std::size_t i = 0; i < opened.items.size(); ++i) {
        auto const& item = opened.items[i];
        i == row || item.content.empty() ? writer.octets(item.commitment.bytes()) : writer.raw(item.whole);
    }
    return Packer{}.pack(writer.written());
}

}  // namespace

Result<Part> erase_row(Record const& record, std::string_view group, std::uint32_t row, AudienceSecrets const& secrets, Random& random)
{
    if (!record.header.batch) {
        TRY(group_index(record.header, group));
        if (row != 0) return Error{Error::Kind::missing, "row " + std::to_string(row) + " of a record of 1", "record " + record.id.hex()};
        return Part{std::string{group}, Part::State::erased, {}};
    }
    auto const opened = TRY(open_here(record, group, row, secrets));
    auto packed = rewritten_without(opened, row);
    if (!is_sealed(group)) return Part{std::string{group}, Part::State::plain, std::move(packed)};
    auto const public_key = TRY(audience_public_key(secrets.find(audience_of(group))->second));
    return Part{std::string{group}, Part::State::sealed, TRY(seal(packed, public_key, random))};
}

Result<RowProof> prove_row(Record const& record, std::string_view group, std::uint32_t row, AudienceSecrets const& secrets)
{
    auto const opened = TRY(open_here(record, group, row, secrets));
    auto const& item = opened.items[row];
    if (item.content.empty()) return not_here(group);
    RowProof proof{row, std::string{group}, Bytes(item.whole.begin(), item.whole.end()), {}};
    if (!record.header.batch) return proof;
    std::vector<Hash> leaves;
    for (auto const& leaf : opened.items) leaves.push_back(leaf.commitment);
    proof.path = merkle_path(leaves, row);
    return proof;
}

Result<void> check_row_proof(Header const& header, RowProof const& proof)
{
    prepare_crypto();
    auto const place = "row " + std::to_string(proof.row) + ": group " + proof.group;
    Error const wrong{Error::Kind::corrupt, "the signed header does not speak of this content", place, "ask for the proof again"};
    auto const group = group_index(header, proof.group);
    if (!group) return wrong;
    CborReader reader{proof.item};
    auto const item = read_item(reader);
    if (!reader.at_end() || reader.failed() || item.content.empty()) return wrong;
    auto const& root = header.batch ? header.batch->group_roots[*group] : header.groups[*group].commitment;
    std::size_t const rows = header.batch ? header.batch->rows : 1;
    if (!merkle_path_leads_to(root, item.commitment, proof.row, rows, proof.path)) return wrong;
    return {};
}

}  // namespace accalmie
