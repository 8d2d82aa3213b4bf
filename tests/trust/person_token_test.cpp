// SPDX-License-Identifier: Apache-2.0
#include "trust/person_token.hpp"

#include <doctest/doctest.h>

using namespace accalmie;

namespace {

Bytes key_of(std::uint8_t octet) { return Bytes(32, octet); }

}  // namespace

TEST_CASE("one person has one token in every spelling, and the token is BLAKE2b-256 under the key")
{
    auto const token = person_token({"Mamadou Traoré", 1984, TokenSex::male, "Fatoumata Diarra"}, key_of(7));
    REQUIRE(token);
    CHECK(*person_token({"TARAWELE Mohamed", 1984, TokenSex::male, "JARA Fatima"}, key_of(7)) == *token);
    // Python: hashlib.blake2b("accalmie person 1\nmoamed traore\n1984\nm\nfatumata jara\n".encode(), digest_size=32, key=bytes([7] * 32))
    CHECK(*token == "8643f9558cdb474d9bf55bc0e6e0586302c9b6ab6a697bc815d1f146c4ee01a8");
}

TEST_CASE("another key, year, sex, name or mother gives another token")
{
    auto const token = *person_token({"Awa Keita", 1990, TokenSex::female, "Oumou Cissé"}, key_of(1));
    CHECK(*person_token({"Awa Keita", 1990, TokenSex::female, "Oumou Cissé"}, key_of(2)) != token);
    CHECK(*person_token({"Awa Keita", 1991, TokenSex::female, "Oumou Cissé"}, key_of(1)) != token);
    CHECK(*person_token({"Awa Keita", 1990, TokenSex::male, "Oumou Cissé"}, key_of(1)) != token);
    CHECK(*person_token({"Awa Koné", 1990, TokenSex::female, "Oumou Cissé"}, key_of(1)) != token);
    CHECK(*person_token({"Awa Keita", 1990, TokenSex::female, "Oumou Koné"}, key_of(1)) != token);
    CHECK(*person_token({"Awa", 1990, TokenSex::female, "Keita Oumou Cissé"}, key_of(1)) != token);
}

TEST_CASE("a person with a part missing gets no token, nor does a key of another size make one")
{
    CHECK(person_token({" - ", 1990, TokenSex::female, "Oumou"}, key_of(1)).error().where == "name");
    CHECK(person_token({"Awa", 1990, TokenSex::female, ""}, key_of(1)).error().where == "mother's name");
    CHECK(person_token({"Awa", 0, TokenSex::female, "Oumou"}, key_of(1)).error().where == "birth year");
    CHECK(person_token({"Awa", 1990, TokenSex::female, "Oumou"}, Bytes(16, 1)).error().kind == Error::Kind::invalid);
    CHECK(person_token({"Awa", 1990, TokenSex::female, "Oumou"}, {}).error().kind == Error::Kind::invalid);
}
