// SPDX-License-Identifier: Apache-2.0
#include "trust/stored.hpp"

namespace accalmie {

StoredRecord to_stored(Record record, Instant received)
{
    StoredRecord stored;
    stored.id = record.id;
    stored.type = record.header.type;
    stored.place = record.header.place;
    stored.author = record.header.author;
    stored.hlc = record.header.hlc.packed;
    stored.received = received;
    stored.rows = record.header.batch ? record.header.batch->rows : 1;
    stored.envelope = std::move(record.envelope);
    for (auto& part : record.parts) stored.parts.push_back({std::move(part.group), static_cast<std::uint8_t>(part.state), std::move(part.bytes)});
    return stored;
}

Result<Record> to_record(StoredRecord stored)
{
    auto const corrupt = [&](std::string what) { return Error{Error::Kind::corrupt, std::move(what), "record " + stored.id.hex(), "fetch it again from another node"}; };
    auto opened = open_envelope(stored.envelope);
    if (!opened) return std::move(opened).error().at("record " + stored.id.hex());
    auto record = std::move(*opened);
    auto const& header = record.header;
    if (record.id != stored.id) return corrupt("its header belongs to another record");
    std::uint32_t const rows = header.batch ? header.batch->rows : 1;
    if (header.type != stored.type || header.place != stored.place || header.author != stored.author || header.hlc.packed != stored.hlc || rows != stored.rows)
        return corrupt("the journal's columns do not say what the signed header says");
    for (auto& part : stored.parts) {
        if (part.state > static_cast<std::uint8_t>(Part::State::boxes)) return corrupt("a part is in a state that does not exist");
        if (part.state == static_cast<std::uint8_t>(Part::State::boxes) && !part.group.starts_with("sealed:")) return corrupt("boxes in a group that is not sealed");
        record.parts.push_back({std::move(part.group), static_cast<Part::State>(part.state), std::move(part.bytes)});
    }
    return record;
}

}  // namespace accalmie
