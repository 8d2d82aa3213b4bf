// SPDX-License-Identifier: Apache-2.0
#include "ground/resolve.hpp"

#include "ground/made_places.hpp"

#include <doctest/doctest.h>

using namespace accalmie;
using namespace accalmie::testing;

namespace {

PlaceIndex made_index()
{
    std::vector<Place> places{made_place("ML05", "Mopti", 1, "ML"),       made_place("ML0506", "Mopti", 2, "ML05"),   made_place("ML0507", "Ténenkou", 2, "ML05"),
                              made_place("ML050706", "Toguéré", 3, "ML0507"), made_place("ML0403", "Macina", 2, "ML04")};
    for (int i = 0; i < 13; ++i) places.push_back(made_place(fmt::format("ML0507{:05}", i), "Madina", 4, "ML0507"));
    return PlaceIndex::make(std::move(places), nullptr).value();
}

std::string code_of(std::string_view text, std::optional<int> level = {})
{
    auto const index = made_index();
    auto const found = resolve_place(index, text, level);
    return found ? index.places()[*found].code : found.error().text();
}

}  // namespace

TEST_CASE("a place is found by code or name, in any spelling")
{
    CHECK(code_of("ML0507") == "ML0507");
    CHECK(code_of(" ml0507 ") == "ML0507");
    CHECK(code_of("ML0507@made-1") == "ML0507");
    CHECK(code_of("tenenkou") == "ML0507");
    CHECK(code_of("Cercle de Macina") == "ML0403");
    CHECK(code_of("Mopti") == "ML05");
    CHECK(code_of("Mopti", 2) == "ML0506");
}

TEST_CASE("an ambiguous name is answered with its candidates, ten at most")
{
    auto const text = code_of("Madina");
    CHECK(text.find("\"Madina\" is the name of 13 places") != std::string::npos);
    CHECK(text.find("ML050700000 Madina (Ténenkou, Mopti)") != std::string::npos);
    CHECK(text.find("ML050700009") != std::string::npos);
    CHECK(text.find("ML050700010") == std::string::npos);
    CHECK(text.find("and 3 more") != std::string::npos);
}

TEST_CASE("a code of another boundary version is refused, for it may be another place there")
{
    auto const index = made_index();
    auto const found = resolve_place(index, "ML0507@ocha-settlements-2015");
    REQUIRE(!found);
    CHECK(found.error().kind == Error::Kind::conflict);
    CHECK(found.error().what.find("ocha-settlements-2015") != std::string::npos);
}

TEST_CASE("a typing error is met with the nearest names")
{
    CHECK(code_of("Tenenku").find("did you mean ML0507 Ténenkou (Mopti)") != std::string::npos);
    CHECK(code_of("Ouagadougou").find("no place has the code or name") != std::string::npos);
    CHECK(code_of(std::string(5000, 'x')).size() < 400);
}

TEST_CASE("a code of another level, or nothing, is refused")
{
    CHECK(code_of("ML0507", 3).find("is a place of level 2, not 3") != std::string::npos);
    CHECK(code_of("  ").find("no place was given") != std::string::npos);
}

TEST_CASE("two typing errors are forgiven in a long name and none in a short one")
{
    CHECK(similar_names("Barouéli", "Baraoueli"));
    CHECK(similar_names("Koulikoro", "Koulikouro"));
    CHECK(similar_names("Kati", "KATI"));
    CHECK(!similar_names("San", "Sari"));
    CHECK(!similar_names("Koro", "Ténenkou"));
    CHECK(!similar_names("Kita", "Kati"));
    CHECK(!similar_names(std::string(200, 'a'), std::string(200, 'b')));
}
