// SPDX-License-Identifier: Apache-2.0
#include "trust/parts.hpp"

#include "trust/crypto.hpp"
#include "trust/merkle.hpp"

#include <algorithm>
#include <cmath>

#include <zstd.h>

namespace accalmie {

namespace {

constexpr int pack_level = 1;  // level 3 takes twice as long for a twentieth less (docs/formats/record.md)
constexpr std::uint8_t item_array = 0x82, item_salt = 0x50;
constexpr std::size_t usual_length_octets = 3;  // 59 LL LL: contents of 256 to 65,535 octets

bool is_of_the_centuries(std::int64_t day) { return day >= day_first && day <= day_last; }

Error broken_part(std::string what) { return {Error::Kind::corrupt, std::move(what), {}, "get the record again from whoever sent it, or restore the journal"}; }

Part const* find_part(Record const& record, std::string_view group)
{
    auto const found = std::find_if(record.parts.begin(), record.parts.end(), [&](auto const& part) { return part.group == group; });
    return found == record.parts.end() ? nullptr : &*found;
}

/// The part's bytes, out of their box; nullopt where nobody here can open it.
Result<std::optional<Bytes>> unsealed(Part const& part, AudienceSecrets const& secrets)
{
    if (!is_sealed(part.group)) return broken_part("a sealed part in a group without an audience");
    auto const secret = secrets.find(audience_of(part.group));
    if (secret == secrets.end()) return std::optional<Bytes>{};
    return std::optional<Bytes>{TRY(open_sealed(part.bytes, secret->second))};
}

Result<void> read_items(OpenGroup& into, std::size_t count)
{
    CborReader reader{into.memory.bytes()};
    into.items.reserve(count);
    for (std::size_t row = 0; row < count && !reader.failed(); ++row) into.items.push_back(read_item(reader));
    return reader.finished();
}

Result<void> check_commitments(OpenGroup const& opened, Header const& header)
{
    if (!header.batch) {
        if (opened.items.front().commitment == header.groups[opened.group].commitment) return {};
        return broken_part("the content does not match its commitment");
    }
    std::vector<Hash> leaves;
    leaves.reserve(opened.items.size());
    for (auto const& item : opened.items) leaves.push_back(item.commitment);
    if (merkle_root(leaves) == header.batch->group_roots[opened.group]) return {};
    return broken_part("one of the " + std::to_string(leaves.size()) + " rows does not match the batch's commitment");
}

Unpacked copy_of(BytesView bytes)
{
    Unpacked copy{std::make_unique_for_overwrite<std::uint8_t[]>(bytes.size()), bytes.size()};
    std::copy(bytes.begin(), bytes.end(), copy.memory.get());
    return copy;
}

Result<OpenGroup> opened_from(BytesView bytes, Header const& header, std::size_t group)
{
    OpenGroup opened;
    opened.group = group;
    if (header.batch) {
        opened.memory = TRY(unpack(bytes));
    } else {
        if (bytes.size() > content_octets_max + item_head_octets + 9) return broken_part("a part larger than 16 MiB");
        opened.memory = copy_of(bytes);
    }
    TRY(read_items(opened, header.batch ? header.batch->rows : 1));
    TRY(check_commitments(opened, header));
    return opened;
}

}  // namespace

char const* unwritable_reason(Cell const& cell)
{
    switch (cell.index()) {
    case 3: return std::isfinite(*std::get_if<3>(&cell)) ? nullptr : "a number that is not finite";
    case 4: return is_utf8(*std::get_if<4>(&cell)) ? nullptr : "a text that is not UTF-8";
    case 5: return is_of_the_centuries(std::get_if<5>(&cell)->time_since_epoch().count()) ? nullptr : "a day outside the years 1900 to 2199";
    case 6: return is_of_the_centuries(day_of(*std::get_if<6>(&cell)).time_since_epoch().count()) ? nullptr : "an instant outside the years 1900 to 2199";
    default: return nullptr;
    }
}

std::size_t begin_item(CborWriter& writer)
{
    std::size_t const start = writer.size();
    writer.resize(start + item_head_octets + usual_length_octets);
    auto* const item = writer.at(start);
    item[0] = item_array;
    item[1] = item_salt;
    std::memset(item + 2, 0, salt_octets);
    return start;
}

void end_item(CborWriter& writer, std::size_t start)
{
    std::size_t const length_at = start + item_head_octets, content_at = length_at + usual_length_octets;
    std::size_t const size = writer.size() - content_at;
    if (size >= 0x100 && size <= 0xFFFF) {
        auto* const length = writer.at(length_at);
        length[0] = 0x59;
        length[1] = static_cast<std::uint8_t>(size >> 8U);
        length[2] = static_cast<std::uint8_t>(size);
        return;
    }
    Bytes const content(writer.at(content_at), writer.at(content_at) + size);  // rare: a very short or very long row
    writer.resize(length_at);
    writer.octets(content);
}

void salt_item(std::uint8_t* item, std::uint8_t const* salt) { std::memcpy(item + 2, salt, salt_octets); }

Item read_item(CborReader& reader)
{
    constexpr unsigned octet_string = 2;
    Item item;
    if (reader.next_major() == octet_string) {
        auto const kept = Hash::from(reader.octets(Hash::size));
        if (!kept) reader.fail("a commitment that is not 32 octets");
        if (kept) item.commitment = *kept;
        return item;
    }
    std::size_t const salt_at = 2;
    auto const before = reader.position();
    if (reader.array(2) != 2) reader.fail("not a salt and a content");
    auto const salt = reader.octets(salt_octets);
    if (salt.size() != salt_octets) reader.fail("a salt that is not 16 octets");
    item.content = reader.octets(content_octets_max);
    if (item.content.empty()) reader.fail("an empty content");
    if (reader.failed()) return {};
    item.whole = {salt.data() - salt_at, reader.position() - before};
    item.commitment = hash_of(item.whole);
    return item;
}

Result<Unpacked> unpack(BytesView packed)
{
    auto const size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) return broken_part("not a packed part");
    if (size > sequence_octets_max) return Error{Error::Kind::limit, "a part of " + std::to_string(size) + " octets unpacked, more than 64 MiB"};
    if (ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size()) return broken_part("octets after a packed part");
    Unpacked unpacked{std::make_unique_for_overwrite<std::uint8_t[]>(size), static_cast<std::size_t>(size)};
    if (ZSTD_decompress(unpacked.memory.get(), unpacked.size, packed.data(), packed.size()) != unpacked.size) return broken_part("a packed part is damaged");
    return unpacked;
}

struct Packer::State {
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
    Bytes buffer;
};

Packer::Packer() : state_(std::make_unique<State>()) { VERIFY(state_->context != nullptr); }
Packer::~Packer() = default;

Bytes Packer::pack(BytesView bytes)
{
    auto& buffer = state_->buffer;
    if (auto const bound = ZSTD_compressBound(bytes.size()); buffer.size() < bound) buffer.resize(bound);
    auto const size = ZSTD_compressCCtx(state_->context.get(), buffer.data(), buffer.size(), bytes.data(), bytes.size(), pack_level);
    VERIFY(!ZSTD_isError(size));  // the buffer is large enough, and nothing else can fail
    return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::size_t group_count(Header const& header) { return header.batch ? header.batch->groups.size() : header.groups.size(); }

std::string const& group_name(Header const& header, std::size_t group) { return header.batch ? header.batch->groups[group] : header.groups[group].group; }

Result<std::size_t> group_index(Header const& header, std::string_view name)
{
    for (std::size_t i = 0; i < group_count(header); ++i) {
        if (group_name(header, i) == name) return i;
    }
    return Error{Error::Kind::missing, "the record has no group \"" + std::string{name} + "\""};
}

Result<std::optional<OpenGroup>> open_group(Record const& record, std::size_t group, AudienceSecrets const& secrets)
{
    auto const& name = group_name(record.header, group);
    auto const place = "record " + record.id.hex() + ": group " + name;
    auto const* const part = find_part(record, name);
    if (part == nullptr || part->state == Part::State::erased) return std::optional<OpenGroup>{};
    if (part->state == Part::State::plain) return std::optional<OpenGroup>{TRY(opened_from(part->bytes, record.header, group).at(place))};
    if (part->state == Part::State::boxes) {
        auto opened = TRY(opened_from(part->bytes, record.header, group).at(place));
        opened.state = Part::State::boxes;
        if (!secrets.contains(audience_of(name))) return std::optional<OpenGroup>{};
        return std::optional<OpenGroup>{std::move(opened)};
    }
    auto const bytes = TRY(unsealed(*part, secrets).at(place));
    if (!bytes) return std::optional<OpenGroup>{};
    return std::optional<OpenGroup>{TRY(opened_from(*bytes, record.header, group).at(place))};
}

}  // namespace accalmie
