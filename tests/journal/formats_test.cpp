// SPDX-License-Identifier: Apache-2.0
// The examples of docs/formats/journal.md.
#include "journal/checksum.hpp"
#include "journal/faulty_disk.hpp"
#include "journal/journal.hpp"
#include "journal/rows.hpp"
#include "support/hex_blocks.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

namespace {

constexpr auto document = ACCALMIE_SOURCE_DIR "/docs/formats/journal.md";

/// The octets that the document says the checksum is over.
class Input {
public:
    Input& raw(BytesView octets)
    {
        bytes_.insert(bytes_.end(), octets.begin(), octets.end());
        return *this;
    }
    Input& number(std::uint64_t value)
    {
        for (int i = 0; i < 8; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> 8 * i));
        return *this;
    }
    Input& sized(BytesView octets) { return number(octets.size()).raw(octets); }
    Bytes const& bytes() const { return bytes_; }

private:
    Bytes bytes_;
};

}  // namespace

TEST_CASE("the checksum of the format's document is the one that we keep")
{
    StoredRecord record;
    record.id = RecordId::from(Bytes(32, 1)).value();
    record.type = "visit";
    record.place = "ML05";
    record.author = AuthorId::from(Bytes(32, 2)).value();
    record.hlc = 65'536;
    record.received = Instant{std::chrono::milliseconds{1}};
    record.rows = 1;
    record.envelope = {0xD2, 0x84};
    record.parts = {{"open", 0, {0x82, 0x50}}};

    Input input;
    input.raw(record.id.bytes()).sized(as_bytes("visit")).sized(as_bytes("ML05")).raw(record.author.bytes()).number(65'536).number(1).number(1);
    input.sized(record.envelope).number(1).sized(as_bytes("open")).number(0).sized(record.parts[0].bytes);
    Checksum over_input;
    over_input.add(input.bytes());
    CHECK(over_input.value() == checksum_of(record));

    HexBlocks blocks{document};
    blocks.expect("checksum-input", input.bytes());
    Bytes spelled;
    for (int i = 7; i >= 0; --i) spelled.push_back(static_cast<std::uint8_t>(checksum_of(record) >> 8 * i));
    blocks.expect("checksum", spelled);
}

TEST_CASE("a new journal carries the numbers of the format's document")
{
    FaultyDisk disk;
    REQUIRE(register_disk_vfs("faulty", disk));
    REQUIRE(open_sqlite_journal("journal", {"faulty", std::chrono::milliseconds{0}}));
    BytesView const file = disk.content("journal");
    HexBlocks const blocks{document};
    CHECK(to_hex(file.subspan(68, 4)) == to_hex(blocks.bytes("application-id")));
    CHECK(to_hex(file.subspan(60, 4)) == to_hex(blocks.bytes("user-version")));
}
