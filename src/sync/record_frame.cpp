// SPDX-License-Identifier: Apache-2.0
#include "sync/record_frame.hpp"

#include "sync/varint.hpp"

#include <zstd.h>

namespace accalmie {

namespace {

constexpr int level = 12;  // 45 k records a second, and within a tenth of what 19 reaches
constexpr std::size_t groups_max = 32, group_name_octets_max = 128;

void put_sized(Bytes& into, BytesView octets)
{
    put_varint(into, octets.size());
    into.insert(into.end(), octets.begin(), octets.end());
}

std::optional<BytesView> sized(OctetReader& reader, std::size_t octets_max)
{
    auto const size = reader.varint();
    if (!size || *size > octets_max) return std::nullopt;
    return reader.octets(*size);
}

Error not_a_record() { return {Error::Kind::invalid, "octets that are no record", "frame", "sync again; if it stays so, the two programs differ"}; }
Error not_a_frame(std::string what) { return {Error::Kind::invalid, std::move(what), "frame", "sync again; if it stays so, the two programs differ"}; }

Result<Bytes> unpacked(BytesView frame)
{
    auto const size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) return not_a_frame("octets that are no zstd frame with its size");
    if (size > FrameBounds::content_octets_max) return Error{Error::Kind::limit, "a frame of more than 20 MiB", "frame", "it was not made by accalmie"};
    Bytes content(size);
    auto const got = ZSTD_decompress(content.data(), content.size(), frame.data(), frame.size());
    if (ZSTD_isError(got) != 0 || got != content.size()) return not_a_frame("a damaged zstd frame");
    return content;
}

}  // namespace

Bytes travelling(StoredRecord const& record)
{
    Bytes octets;
    put_sized(octets, record.envelope);
    put_varint(octets, record.parts.size());
    for (auto const& part : record.parts) {
        put_sized(octets, as_bytes(part.group));
        octets.push_back(part.state);
        put_sized(octets, part.bytes);
    }
    return octets;
}

Result<TravelledRecord> read_travelled(BytesView octets)
{
    OctetReader reader{octets};
    TravelledRecord record;
    record.octets.assign(octets.begin(), octets.end());
    auto const envelope = sized(reader, FrameBounds::record_octets_max);
    auto const count = envelope ? reader.varint() : std::nullopt;
    if (!count || *count > groups_max) return not_a_record();
    record.envelope.assign(envelope->begin(), envelope->end());
    for (std::uint64_t i = 0; i < *count; ++i) {
        auto const group = sized(reader, group_name_octets_max);
        auto const state = group ? reader.octets(1) : std::nullopt;
        auto const bytes = state ? sized(reader, FrameBounds::record_octets_max) : std::nullopt;
        if (!bytes) return not_a_record();
        record.parts.push_back({std::string{as_text(*group)}, state->front(), Bytes(bytes->begin(), bytes->end())});
    }
    if (!reader.is_empty()) return not_a_record();
    return record;
}

Result<void> FrameWriter::add(StoredRecord const& record)
{
    auto const octets = travelling(record);
    if (octets.size() > FrameBounds::record_octets_max)
        return Error{Error::Kind::limit, "a record of more than 20 MiB does not travel", "record " + record.id.hex(), "carry the file it came from"};
    put_sized(content_, octets);
    ++count_;
    return {};
}

Bytes FrameWriter::finish()
{
    Bytes frame(ZSTD_compressBound(content_.size()));
    auto const size = ZSTD_compress(frame.data(), frame.size(), content_.data(), content_.size(), level);
    VERIFY(ZSTD_isError(size) == 0);
    frame.resize(size);
    content_.clear();
    count_ = 0;
    return frame;
}

Result<std::vector<TravelledRecord>> read_frame(BytesView frame)
{
    auto const content = TRY(unpacked(frame));
    OctetReader reader{content};
    std::vector<TravelledRecord> records;
    while (!reader.is_empty()) {
        auto const number = "record " + std::to_string(records.size() + 1);
        if (records.size() >= FrameBounds::records_max) return Error{Error::Kind::limit, "more than 4,096 records in a frame", number};
        auto const octets = sized(reader, FrameBounds::record_octets_max);
        if (!octets) return not_a_frame("a record runs over the end").at(number);
        records.push_back(TRY(read_travelled(*octets).at(number)));
    }
    return records;
}

}  // namespace accalmie
