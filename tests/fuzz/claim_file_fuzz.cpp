// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/claim_file_fuzz.cpp: any octets as a claim's file from a stranger. Nothing that was not signed holds.
#include "surfaces/claim_file.hpp"

#include "core/verify.hpp"

using namespace accalmie;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const found = verify_claim_file({reinterpret_cast<char const*>(data), size});
    VERIFY(!found || !found->holds() || found->signature_holds);
    return 0;
}
