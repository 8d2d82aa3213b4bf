// SPDX-License-Identifier: Apache-2.0
#include "journal/disk.hpp"

#include "journal/checksum.hpp"
#include "journal/faulty_disk.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

TEST_CASE("a file written whole is the old one or the new one after a power cut at any point")
{
    Bytes const old(1500, 1), fresh(4000, 2);
    FaultyDisk whole;
    REQUIRE(write_atomically(whole, "keys", old));
    REQUIRE(write_atomically(whole, "keys", fresh));
    for (std::uint64_t cut = 0; cut < whole.operations; ++cut) {
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
            CAPTURE(cut);
            CAPTURE(seed);
            FaultyDisk disk;
            disk.cut_at = cut;
            bool const is_old = write_atomically(disk, "keys", old).has_value();
            bool const is_fresh = write_atomically(disk, "keys", fresh).has_value();
            auto const found = disk.after_power_cut(seed);
            auto const content = read_whole(*found, "keys", 5000);
            if (is_fresh) REQUIRE(content.value() == fresh);
            if (content) CHECK((*content == old || *content == fresh));
            if (is_old) REQUIRE(content);
        }
    }
}

TEST_CASE("a file that cannot be written whole leaves the old one and an error that names it")
{
    FaultyDisk disk;
    REQUIRE(write_atomically(disk, "keys", Bytes(10, 1)));
    disk.full_from = disk.operations;
    auto const refused = write_atomically(disk, "keys", Bytes(20, 2));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().where.find("keys") != std::string::npos);
    CHECK(read_whole(disk, "keys", 10).value() == Bytes(10, 1));
    CHECK_FALSE(disk.exists("keys.new").value());
}

TEST_CASE("reading a whole file stops at its maximum")
{
    FaultyDisk disk;
    disk.set_content("keys", Bytes(10, 1));
    CHECK(read_whole(disk, "keys", 10).value().size() == 10);
    CHECK(read_whole(disk, "keys", 9).error().kind == Error::Kind::limit);
    CHECK(read_whole(disk, "other", 9).error().kind == Error::Kind::missing);
    disk.set_content("empty", {});
    CHECK(read_whole(disk, "empty", 0).value().empty());
}

TEST_CASE("the checksum is CRC-64/XZ, in one piece and in many")
{
    Checksum checksum;
    checksum.add(as_bytes("123456789"));
    CHECK(checksum.value() == 0x995D'C9BB'DF19'39FAU);
    CHECK(Checksum{}.value() == 0);
    std::string const text = "the quick brown fox jumps over the lazy dog";
    Checksum whole;
    whole.add(as_bytes(text));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        Checksum pieces;
        pieces.add(as_bytes(text).first(cut));
        pieces.add(as_bytes(text).subspan(cut));
        CHECK(pieces.value() == whole.value());
    }
}
