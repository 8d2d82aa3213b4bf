// SPDX-License-Identifier: Apache-2.0
// Memory does not grow with the scale. Every octet of this program's own heap is counted, also by the recorder and its blocks.
#include "demo_world.hpp"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

std::atomic<std::int64_t> live_bytes{0}, most_bytes{0};

void* take(std::size_t size)
{
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) std::abort();
    auto const now = live_bytes += static_cast<std::int64_t>(malloc_usable_size(memory));
    if (now > most_bytes) most_bytes = now;
    return memory;
}

void give(void* memory) noexcept
{
    if (memory == nullptr) return;
    live_bytes -= static_cast<std::int64_t>(malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
// Libraries allocate so too, and free through the operators below.
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return take(size); }
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { give(memory); }
void operator delete[](void* memory) noexcept { give(memory); }
void operator delete(void* memory, std::size_t) noexcept { give(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give(memory); }

using namespace accalmie;
using namespace accalmie::test;

TEST_CASE("at scale 20 some 200,000 rows pass through, and never more than a few blocks are in memory")
{
    DemoWorld world;
    std::uint64_t rows = 0, bytes = 0, most_in_one_append = 0;  // octets as packed and compressed
    world.journal.look = [&](std::span<StoredRecord const> added) {
        std::uint64_t size = 0;
        for (auto const& record : added) {
            rows += record.rows;
            size += record.envelope.size();
            for (auto const& part : record.parts) size += part.bytes.size();
        }
        bytes += size;
        most_in_one_append = std::max(most_in_one_append, size);
    };
    auto const before = live_bytes.load();
    most_bytes = before;
    world.write(options(1, "2026-06-17", 20));
    auto const most = most_bytes - before;
    MESSAGE(rows << " rows, " << bytes << " octets written, at most " << most << " octets in memory, " << most_in_one_append << " in one append");
    CHECK(rows > 180'000);
    std::uint64_t counted = 0;
    for (auto const& [type, count] : world.truth.rows) counted += count;
    CHECK(rows == counted);
    // Of the demo itself: links to at most 2,880 rows and the lists of a cercle; of the recorder: three open blocks of 4,096 rows, twice while
    // one is signed, and an append of what came since the last chunk of links. It takes 4 MB; what is written is far more.
    CHECK(most < std::int64_t{12} << 20U);
    CHECK(most_in_one_append <= Recorder::Batch::group_bytes_max);
}
