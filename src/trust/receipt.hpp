// SPDX-License-Identifier: Apache-2.0
// src/trust/receipt.hpp: what a node signs when it has kept a filled-in form. Bytes: docs/formats/receipt.md.
#pragma once

#include "trust/record.hpp"

#include <functional>

namespace accalmie {

inline constexpr std::uint64_t receipt_format = 1;
inline constexpr std::size_t receipt_octets_max = 4'096;
/// Stands in what is signed, so that no receipt can be taken for a record, nor a record for a receipt.
inline constexpr std::string_view receipt_media_type = "application/accalmie-receipt+cbor";

/// "This node has these answers on its disk."
struct NodeReceipt {
    std::string node;      ///< name of the node, to 800 octets
    std::string instance;  ///< instanceID, to 800 octets
    Hash xml_hash;         ///< BLAKE2b-256 of the answers' XML as received
    HybridTime hlc;        ///< of the receipt: the answers were on the disk before
};

/// COSE_Sign1 (RFC 9052) by `author`, whose signature `sign` makes (64 octets).
/// errors  invalid  a text too long, or not UTF-8
Result<Bytes> sign_receipt(NodeReceipt const& receipt, AuthorId const& author, std::function<Bytes(BytesView)> const& sign);

/// A receipt whose signature is that of `author`.
/// errors  corrupt  changed, of somebody else, or no receipt
Result<NodeReceipt> open_receipt(BytesView octets, AuthorId const& author);

}  // namespace accalmie
