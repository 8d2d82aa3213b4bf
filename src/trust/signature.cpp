// SPDX-License-Identifier: Apache-2.0
#include "trust/signature.hpp"

#include "trust/crypto.hpp"

#include <sodium.h>

namespace accalmie {

bool verify_signature(AuthorId const& author, BytesView message, BytesView signature)
{
    prepare_crypto();
    return signature.size() == crypto_sign_BYTES && crypto_sign_verify_detached(signature.data(), message.data(), message.size(), author.data()) == 0;
}

}  // namespace accalmie
