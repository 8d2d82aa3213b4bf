// SPDX-License-Identifier: Apache-2.0
#include "sync/record_frame.hpp"

#include "sync/wire.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

StoredRecord made(std::uint8_t seed, std::size_t octets)
{
    StoredRecord record;
    record.envelope = Bytes(40, seed);
    record.parts = {{"open", 0, Bytes(octets, seed)}, {"sealed:survivors", 1, Bytes(3, 7)}};
    return record;
}

}  // namespace

TEST_CASE("records come out of a frame as they went in")
{
    FrameWriter writer;
    CHECK(writer.add(made(1, 0)).has_value());
    CHECK(writer.add(made(2, 5000)).has_value());
    CHECK(writer.count() == 2);
    auto const read = read_frame(writer.finish());
    REQUIRE(read.has_value());
    REQUIRE(read->size() == 2);
    CHECK(read->at(1).envelope == Bytes(40, 2));
    CHECK(read->at(1).parts.at(0).bytes == Bytes(5000, 2));
    CHECK(read->at(1).parts.at(1).group == "sealed:survivors");
    CHECK(read->at(1).octets == travelling(made(2, 5000)));
    CHECK(writer.count() == 0);
}

TEST_CASE("a frame is full at 256 KiB, and a record above 20 MiB does not travel")
{
    FrameWriter writer;
    CHECK(writer.add(made(1, FrameBounds::target_octets - 1000)).has_value());
    CHECK_FALSE(writer.is_full());
    CHECK(writer.add(made(1, 1000)).has_value());
    CHECK(writer.is_full());
    auto const refused = writer.add(made(1, FrameBounds::record_octets_max));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == Error::Kind::limit);
}

TEST_CASE("a frame that is cut or changed anywhere is an error or other records, never a crash")
{
    FrameWriter writer;
    CHECK(writer.add(made(3, 200)).has_value());
    auto const frame = writer.finish();
    for (std::size_t size = 0; size < frame.size(); ++size) CHECK_FALSE(read_frame(BytesView{frame}.first(size)).has_value());
    for (std::size_t at = 0; at < frame.size(); ++at)
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto changed = frame;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << bit));
            static_cast<void>(read_frame(changed).has_value());
        }
    auto const octets = travelling(made(3, 200));
    for (std::size_t size = 0; size < octets.size(); ++size) CHECK_FALSE(read_travelled(BytesView{octets}.first(size)).has_value());
}

TEST_CASE("questions and answers are read as they were written, and cut ones are refused")
{
    SyncRequest const request{SyncOperation::give, SyncSession{1, 2, 3}, Bytes{9, 8}};
    auto const octets = write_request(request);
    auto const read = read_request(octets);
    REQUIRE(read.has_value());
    CHECK(read->operation == SyncOperation::give);
    CHECK(read->session == request.session);
    CHECK(read->content == request.content);
    for (std::size_t size = 0; size < 18; ++size) CHECK_FALSE(read_request(BytesView{octets}.first(size)).has_value());
    auto other = octets;
    other[0] = 2;
    CHECK(read_request(other).error().kind == Error::Kind::conflict);

    auto const outcomes = write_outcomes({{SyncOutcome::State::taken, {}}, {SyncOutcome::State::refused, std::string(400, 'x')}, {SyncOutcome::State::had, {}}});
    auto const told = read_outcomes(outcomes);
    REQUIRE(told.has_value());
    REQUIRE(told->size() == 3);
    CHECK(told->at(1).reason == std::string(300, 'x'));
    CHECK_FALSE(read_outcomes(BytesView{outcomes}.first(20)).has_value());
    CHECK_FALSE(read_ids(Bytes(33, 0)).has_value());
    CHECK(read_ids(Bytes(64, 0))->size() == 2);
    CHECK(read_ids(Bytes(32 * (wanted_max + 1), 0)).error().kind == Error::Kind::limit);
}
