// SPDX-License-Identifier: Apache-2.0
// src/trust/cose.hpp: the octets of a COSE_Sign1 and of a COSE_Sign (RFC 9052, section 4), with nothing unsigned. Inside trust/ only.
#pragma once

#include "core/bytes.hpp"

#include <string_view>
#include <vector>

namespace accalmie {

/// Found, not verified; valid as long as the input.
struct CoseSign1 {
    BytesView protected_part, payload, signature;
};

/// What Ed25519 signs: RFC 9052, section 4.4, without external data.
Bytes to_be_signed(BytesView protected_part, BytesView payload);

Bytes write_cose_sign1(CoseSign1 const& parts);

/// in      at most `octets_max` octets in a part; `where` names it in an error
/// errors  corrupt  another form than write_cose_sign1 gives
Result<CoseSign1> read_cose_sign1(BytesView octets, std::size_t octets_max, std::string_view where);

/// Several who sign the same: RFC 9052, section 4.1. Found, not verified; valid as long as the input.
struct CoseSign {
    struct Signature {
        BytesView protected_part, signature;
    };
    BytesView protected_part, payload;
    std::vector<Signature> signatures;
};

/// What the signer whose own protected part is `signer_part` signs (section 4.4).
Bytes to_be_signed(BytesView protected_part, BytesView signer_part, BytesView payload);

Bytes write_cose_sign(CoseSign const& parts);

/// errors  corrupt  another form than write_cose_sign gives, or more than `signatures_max` signatures
Result<CoseSign> read_cose_sign(BytesView octets, std::size_t octets_max, std::size_t signatures_max, std::string_view where);

}  // namespace accalmie
