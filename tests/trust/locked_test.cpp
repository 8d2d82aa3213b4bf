// SPDX-License-Identifier: Apache-2.0
// A secret under a passphrase: opened by the same one alone, never shown, every changed character noticed.
#include "trust/locked.hpp"

#include "trust/trust_fixtures.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::fixtures;

TEST_CASE("a locked secret opens with its passphrase and with no other")
{
    SeededRandom random{7};
    Bytes const secret(32, 0x5A);
    auto const locked = lock_secret(secret, "quatre mots sans suite", random).value();
    CHECK(unlock_secret(locked, "quatre mots sans suite").value() == secret);
    CHECK(unlock_secret(locked, "quatre mots sans suitE").error().kind == Error::Kind::denied);
    CHECK(unlock_secret(locked, "").error().kind == Error::Kind::denied);
    CHECK(locked.find(to_hex(secret)) == std::string::npos);
    CHECK(lock_secret(secret, "quatre mots sans suite", random).value() != locked);
    CHECK(lock_secret(secret, "onze lettre", random).error().kind == Error::Kind::invalid);
}

TEST_CASE("a locked file that was changed, cut, or asks for too much is refused before the memory is taken")
{
    SeededRandom random{7};
    auto const locked = lock_secret(Bytes(32, 1), "quatre mots sans suite", random).value();
    auto const last_line = locked.rfind('\n', locked.size() - 2) + 1;
    for (auto at : {last_line, last_line + 30, last_line + 60, locked.size() - 4}) {
        auto changed = locked;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK_FALSE(unlock_secret(changed, "quatre mots sans suite"));
    }
    for (std::string_view const rubbish : {"", "accalmie locked 1\n", "accalmie locked 1\npasses: 3\noctets: 67108864\n", "accalmie locked 1\npasses: 3\noctets: 1099511627776\nAAAA\n",
                                           "accalmie locked 1\npasses: 4000000000\noctets: 67108864\nAAAA\n", "accalmie locked 1\npasses: 3\noctets: 67108864\nAAAA\n"})
        CHECK(unlock_secret(rubbish, "quatre mots sans suite").error().kind == Error::Kind::corrupt);
}
