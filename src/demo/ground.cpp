// SPDX-License-Identifier: Apache-2.0
#include "demo/scene.hpp"
#include "trust/crypto.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

constexpr std::string_view from_cod_ab = "OCHA COD-AB Mali 2021 (code, nom, centre) ; contour simplifié pour la démonstration";
constexpr std::string_view from_cod_ps = "OCHA COD-PS Mali, projection 2020";
constexpr std::int64_t population_year = 2020;
constexpr std::string_view programme_organisation = "Programme-Démo Accalmie", other_organisation = "ONG-Démo Passerelle";

Fields place_fields(Scene const& scene, std::string code, std::string name, std::int64_t level, std::string_view parent, Coordinate at,
                    std::string_view kind, std::string source)
{
    return {{"code", std::move(code)},
            {"version", std::string{boundary_version}},
            {"name", std::move(name)},
            {"level", level},
            {"parent", std::string{parent}},
            {"latitude", at.latitude()},
            {"longitude", at.longitude()},
            {"kind", std::string{kind}},
            {"valid_from", scene.calendar.archive_first_day},
            {"source", std::move(source)}};
}

Result<void> write_places(Scene& scene)
{
    auto& writer = scene.writer;
    auto const invented = writer.source() + ", lieu inventé";
    auto country = place_fields(scene, "ML", "Mali", 0, "", {173'500'000, -35'400'000}, "country", std::string{from_cod_ab});
    country.erase("parent");
    TRY(writer.one("place", country));
    for (std::size_t i = 0; i < regions().size(); ++i) {
        auto const& region = regions()[i];
        auto fields =
            place_fields(scene, std::string{region.code}, std::string{region.name}, 1, "ML", region.centre, "region", std::string{from_cod_ab});
        fields["geometry"] = geojson(scene.land.regions[i]);
        TRY(writer.one("place", fields));
    }
    for (std::size_t c = 0; c < cercle_count; ++c) {
        auto const& cercle = cercles()[c];
        auto fields = place_fields(scene, std::string{cercle.code}, std::string{cercle.name}, 2, cercle.region, cercle.centre, "cercle",
                                   std::string{from_cod_ab});
        fields["geometry"] = geojson(scene.land.cercles[c]);
        TRY(writer.one("place", fields));
        for (auto const& commune : scene.land.communes[c]) {
            auto inner = place_fields(scene, commune.code, commune.name, 3, cercle.code, commune.centre, "commune", invented);
            inner["geometry"] = geojson(commune.ring);
            TRY(writer.one("place", inner));
        }
        for (auto const& village : scene.land.villages[c])
            TRY(writer.one("place", place_fields(scene, village.code, village.name, 4, scene.land.communes[c][village.commune].code, village.at,
                                                 "settlement", invented)));
    }
    return {};
}

struct Share {
    std::string_view code;
    std::int64_t permille;
};
// Made shares, near the age pyramid of Mali (half of the people are under 15); they sum to 1,000.
constexpr std::array<Share, 5> age_shares{{{"under_1", 35}, {"1_4", 135}, {"5_14", 295}, {"15_49", 435}, {"50_plus", 100}}};
constexpr std::array<Share, 3> residence_shares{{{"host", 920}, {"displaced", 60}, {"returnee", 20}}};

class People {
public:
    static Result<People> open(Scene& scene)
    {
        constexpr std::array<std::string_view, 7> columns{"place", "year", "sex", "age_band", "residence", "people", "source"};
        return People{TRY(scene.writer.open("population", "places", columns))};
    }
    Result<void> add(std::string const& place, std::string_view sex, std::string_view age, std::string_view residence, std::int64_t count,
                     std::string_view source)
    {
        std::array<Cell, 7> const row{std::string_view{place}, population_year, sex, age, residence, count, source};
        return rows_.add(row);
    }
    /// Shares of `total` by age and residence that sum to it exactly: the last cell takes what rounding leaves.
    Result<void> split(std::string const& place, std::string_view sex, std::int64_t total, std::string_view source)
    {
        std::int64_t left = total;
        for (auto const& age : age_shares)
            for (auto const& residence : residence_shares) {
                bool const last = &age == &age_shares.back() && &residence == &residence_shares.back();
                std::int64_t const count = last ? left : total * age.permille * residence.permille / 1'000'000;
                left -= count;
                TRY(add(place, sex, age.code, residence.code, count, source));
            }
        return {};
    }
    Result<void> finish()
    {
        TRY(rows_.finish());
        return {};
    }

private:
    explicit People(Rows rows) : rows_(std::move(rows)) {}
    Rows rows_;
};

Result<void> write_population(Scene& scene)
{
    auto people = TRY(People::open(scene));
    auto const made = fmt::format("{} pour le total ; répartition inventée", from_cod_ps);
    auto const invented = scene.writer.source();
    for (auto const& region : regions()) TRY(people.add(reference(region.code), "all", "all", "all", region.people, from_cod_ps));
    for (std::size_t c = 0; c < cercle_count; ++c) {
        auto const& cercle = cercles()[c];
        auto const place = reference(cercle.code);
        std::int64_t const total = cercle.women + cercle.men;
        TRY(people.add(place, "all", "all", "all", total, from_cod_ps));
        TRY(people.split(place, "female", cercle.women, made));
        TRY(people.split(place, "male", cercle.men, made));
        std::int64_t left = total;
        for (std::size_t i = 0; i < communes_a_cercle; ++i) {
            std::int64_t const count = i + 1 == communes_a_cercle ? left : total * (38 - 4 * static_cast<std::int64_t>(i)) / 100;
            left -= count;
            TRY(people.add(reference(scene.land.communes[c][i].code), "all", "all", "all", count, invented));
        }
        for (auto const& village : scene.land.villages[c]) TRY(people.add(village.reference(), "all", "all", "all", village.people, invented));
    }
    return people.finish();
}

Result<void> write_organisations(Scene& scene)
{
    struct Organisation {
        std::string_view name, kind, place;
    };
    constexpr std::array<Organisation, 8> all{{{programme_organisation, "national_ngo", "ML05"},
                                               {other_organisation, "national_ngo", "ML04"},
                                               {"District sanitaire-Démo du delta", "state_service", "ML0507"},
                                               {"Service vétérinaire-Démo", "state_service", "ML05"},
                                               {"ASACO-Démo des quatre cercles", "community_health_association", "ML0403"},
                                               {"Commune-Démo Ocre, conseil", "local_government", "ML0507"},
                                               {"Institut-Démo des écoutes", "research", "ML04"},
                                               {"Fonds-Démo Horizon", "donor", "ML"}}};
    for (auto const& organisation : all)
        TRY(scene.writer.one(
            "organisation",
            {{"name", std::string{organisation.name}}, {"kind", std::string{organisation.kind}}, {"place", reference(organisation.place)}}));
    TRY(scene.writer.one("programme", {{"name", std::string{"demo-accalmie"}},
                                       {"title", std::string{"Programme simulé de paix par la santé dans quatre cercles"}},
                                       {"from", scene.calendar.first_day},
                                       {"until", scene.calendar.last_day + std::chrono::days{365}},
                                       {"place", reference("ML")}}));
    return {};
}

Fields member_fields(Scene const& scene, std::string_view pseudonym, std::string key, std::string_view organisation, std::string_view role,
                     std::string_view places)
{
    return {{"pseudonym", std::string{pseudonym}},
            {"key", std::move(key)},
            {"organisation", std::string{organisation}},
            {"role", std::string{role}},
            {"places", std::string{places}},
            {"from", scene.calendar.first_day},
            {"until", scene.calendar.last_day + std::chrono::days{3'650}}};  // a demo may be shown for years
}

/// The tokens are public on purpose (docs/demo.md): a demo workspace holds nothing that is true of anybody.
Result<void> write_members(Scene& scene)
{
    struct Person {
        std::string_view pseudonym, token, organisation, role, places;
    };
    constexpr std::array<Person, 7> all{
        {{"Démo, coordination", "demo-coordinator", programme_organisation, "coordinator", "ML0507 ML0508"},
         {"Démo, district sanitaire", "demo-district", "District sanitaire-Démo du delta", "district_health", "ML0507"},
         {"Démo, recherche", "demo-researcher", "Institut-Démo des écoutes", "researcher", "ML0403"},
         {"Démo, soins", "demo-nurse", programme_organisation, "nurse", "ML0407"},
         {"Démo, forums", "demo-forum", programme_organisation, "forum_officer", "ML0507 ML0508 ML0403 ML0407"},
         {"Démo, bailleur", "demo-donor", "Fonds-Démo Horizon", "donor", "*"},
         {"Démo, direction", "demo-lead", programme_organisation, "lead", "*"}}};
    auto dice = scene.dice(Stream::keys, {});
    for (auto const& person : all) {
        std::array<std::uint8_t, 32> seed{};
        for (auto& octet : seed) octet = static_cast<std::uint8_t>(dice.below(256));
        auto const key = TRY(SigningKey::from_seed(seed));
        auto fields = member_fields(scene, person.pseudonym, key.author().hex(), person.organisation, person.role, person.places);
        fields["token_hash"] = token_hash(person.token);
        TRY(scene.writer.one("member", fields));
    }
    TRY(scene.writer.one("member", member_fields(scene, "Démo, poste", scene.writer.author().hex(), programme_organisation, "owner", "*")));
    if (auto const* pen = scene.options.colleague; pen != nullptr)
        TRY(scene.writer.one("member", member_fields(scene, "Démo, second poste", pen->author().hex(), programme_organisation, "coordinator", "*")));
    if (auto const* pen = scene.options.stranger; pen != nullptr)
        TRY(scene.writer.one("member", member_fields(scene, "Démo, poste voisin", pen->author().hex(), other_organisation, "forum_officer", "*")));
    return {};
}

constexpr std::size_t facilities_fixed = 142, clinics_mobile = 5;

Result<void> write_facility(Scene& scene, std::size_t number, std::size_t cercle, Village const& village, std::string_view kind,
                            std::string_view title, Dice& dice)
{
    constexpr std::int32_t reach_e7 = 90'000;  // one kilometre
    auto const at = near(village.at, reach_e7, dice.below(2 * reach_e7), dice.below(2 * reach_e7));
    bool const mobile = kind == "mobile_clinic";
    Fields fields{{"code", fmt::format("DEMO-{:04}", number)},
                  {"name", fmt::format("{}-Démo {}", title, village.word)},
                  {"kind", std::string{kind}},
                  {"place", village.reference()},
                  {"access", dice.permille(850)},
                  {"district", fmt::format("District sanitaire-Démo, {}", cercles()[cercle].name)},
                  {"register_code", fmt::format("DEMO-R{:04}", number)},
                  {"ownership", std::string{kind == "cscom" ? "communautaire" : "public"}},
                  {"source", scene.writer.source()},
                  {"source_row", fmt::format("{}", number)}};
    if (!mobile) {
        fields["latitude"] = at.latitude();
        fields["longitude"] = at.longitude();
        fields["villages"] = dice.between(2, 14);
        fields["distance_km"] = static_cast<double>(dice.between(10, 380)) / 10;
        fields["opened"] = scene.calendar.first_day - std::chrono::days{dice.between(400, 9'000)};
        fields["open_precision"] = std::string{"year"};
    }
    auto const id = TRY(scene.writer.one("facility", fields));
    scene.facility_links[cercle].push_back(id.hex());
    ++(mobile ? scene.truth.clinics_mobile : scene.truth.facilities_fixed);
    return {};
}

Result<void> write_facilities(Scene& scene)
{
    auto dice = scene.dice(Stream::facilities, {});
    for (std::size_t i = 0; i < facilities_fixed + clinics_mobile; ++i) {
        std::size_t const cercle = i % cercle_count, round = i / cercle_count, turn = round / villages_a_cercle;
        auto const& village = scene.land.villages[cercle][round % villages_a_cercle];
        if (i >= facilities_fixed)
            TRY(write_facility(scene, i + 1, cercle, village, "mobile_clinic", fmt::format("Clinique mobile {}", i + 1 - facilities_fixed), dice));
        else if (i < cercle_count)
            TRY(write_facility(scene, i + 1, cercle, village, "csref", "CSRéf", dice));
        else if (turn == 0)
            TRY(write_facility(scene, i + 1, cercle, village, "cscom", "CSCom", dice));
        else if (turn == 1)
            TRY(write_facility(scene, i + 1, cercle, village, "health_post", "Poste de santé", dice));
        else
            TRY(write_facility(scene, i + 1, cercle, village, "veterinary_post", "Poste vétérinaire", dice));
    }
    return {};
}

}  // namespace

Result<void> write_ground(Scene& scene)
{
    TRY(write_places(scene));
    TRY(write_population(scene));
    TRY(write_organisations(scene));
    TRY(write_members(scene));
    return write_facilities(scene);
}

}  // namespace accalmie::demo
