// SPDX-License-Identifier: Apache-2.0
#include "trust/person_token.hpp"

#include "core/ids.hpp"
#include "core/person_name.hpp"
#include "trust/crypto.hpp"

#include <sodium.h>

namespace accalmie {

namespace {

constexpr std::string_view prefix = "accalmie person 1\n";
constexpr std::size_t key_octets = 32;
constexpr int year_min = 1850, year_max = 2200;

}  // namespace

Result<std::string> person_token(TokenPerson const& person, BytesView audience_key)
{
    if (audience_key.size() != key_octets)
        return Error{Error::Kind::invalid, "an audience key of " + std::to_string(audience_key.size()) + " octets, not 32", {}, "give the key as 64 hexadecimal digits"};
    auto const name = full_name_key(person.name), mother = full_name_key(person.mother_name);
    if (name.empty()) return Error{Error::Kind::invalid, "no name", "name", "ask for it, or count the person by bounds only"};
    if (mother.empty()) return Error{Error::Kind::invalid, "no name of the mother", "mother's name", "ask for it: without it strangers of one name and year become one"};
    if (person.birth_year < year_min || person.birth_year > year_max) return Error{Error::Kind::invalid, "no birth year", "birth year", "ask for the year, a guess of the person's own is enough"};
    // A name key holds letters, digits and single blanks: a line break cannot come from it, so the parts cannot run into each other.
    auto const text = std::string{prefix} + name + '\n' + std::to_string(person.birth_year) + '\n' + (person.sex == TokenSex::female ? "f" : "m") + '\n' + mother + '\n';
    prepare_crypto();
    Hash token;
    VERIFY(crypto_generichash_blake2b(token.data(), Hash::size, as_bytes(text).data(), text.size(), audience_key.data(), audience_key.size()) == 0);
    return to_hex({token.data(), Hash::size});
}

}  // namespace accalmie
