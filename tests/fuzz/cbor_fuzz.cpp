// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/cbor_fuzz.cpp: any octets as a sequence of cells. What is accepted is written again to the same octets.
#include "trust/cbor.hpp"

#include "core/verify.hpp"

using namespace accalmie;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    BytesView const input{data, size};
    CborReader reader{input};
    CborWriter writer;
    while (!reader.at_end()) {
        auto const cell = reader.cell(size);
        if (reader.failed()) return 0;
        writer.cell(cell);
    }
    VERIFY(reader.finished());
    VERIFY(writer.size() == size && std::equal(input.begin(), input.end(), writer.written().begin()));
    return 0;
}
