// SPDX-License-Identifier: Apache-2.0
#include "demo/disputes.hpp"

#include "demo/communities.hpp"
#include "demo/incident_rows.hpp"

#include <fmt/core.h>

namespace accalmie::demo {

namespace {

enum class Dispute : std::uint8_t { told_three_times, settled, open, rival };

struct Where {
    Dispute dispute;
    std::size_t cercle, village;  // a village without a rule, so that no board depends on a dispute
    int month;
};
constexpr std::array<Where, 4> all{
    {{Dispute::told_three_times, 1, 2, 27}, {Dispute::settled, 2, 3, 25}, {Dispute::open, 3, 2, 30}, {Dispute::rival, 0, 3, 24}}};

struct Told {
    RecordId id;
    Fields fields;
};

Result<Told> write_first(Scene& scene, Where const& where, std::string_view kind)
{
    auto dice = scene.dice(Stream::incidents, {where.cercle, 1'000 + static_cast<std::uint64_t>(where.month), 0});
    auto happening = draw_happening(scene, where.cercle, where.village, scene.any_day(where.month, dice), kind, dice);
    happening.deaths_low = 0;
    happening.deaths_best = 1;
    happening.deaths_high = 2;
    auto fields = field_incident(scene, happening, fmt::format("champ-{}-litige-{}", cercles()[where.cercle].code, where.month));
    auto const id = TRY(scene.writer.now(nullptr, "incident", fields));
    ++Scene::month_of(scene.truth.cercles[where.cercle], where.month).field;
    return Told{id, std::move(fields)};
}

/// The same incident with other deaths, by whoever holds the pen.
Result<RecordId> correct(Scene& scene, Recorder* pen, Told const& first, std::int64_t deaths_best, std::string_view notes)
{
    auto fields = first.fields;
    fields["deaths_best"] = deaths_best;
    fields["deaths_high"] = deaths_best + 1;
    fields["notes"] = std::string{notes};
    return scene.writer.now(pen, "incident", fields, RecordAddress{first.id, 0});
}

Result<void> write_accounts(Scene& scene, Told const& first)
{
    struct Account {
        std::string_view by_role, what;
        int days_later;
    };
    constexpr std::array<Account, 3> accounts{
        {{"farmers_group", "Selon les cultivateurs, le troupeau est entré dans les champs avant la récolte ; la dispute est partie de là.", 2},
         {"herders_group", "Selon les éleveurs, le passage vers le puits avait été labouré ; il n’y avait pas d’autre chemin.", 3},
         {"village_chief",
          "Selon le chef du village, les deux familles se sont réconciliées le soir même ; le blessé a été soigné au centre de santé.", 6}}};
    auto const day = std::get<Day>(first.fields.at("first_day"));
    for (auto const& account : accounts)
        TRY(scene.writer.one("account", {{"incident", first.id.hex()},
                                         {"by_role", std::string{account.by_role}},
                                         {"day", day + std::chrono::days{account.days_later}},
                                         {"what", std::string{account.what}},
                                         {"perpetrator", std::string{"Ce récit ne désigne personne"}}}));
    scene.truth.disagreements.told_three_times = {first.id, 0};
    return {};
}

Result<void> write_settled(Scene& scene, Told const& first)
{
    if (scene.options.colleague == nullptr) return {};  // whoever corrects twice does not dispute with himself
    auto const one = TRY(correct(scene, nullptr, first, 0, "Après vérification au centre de santé : personne n’est mort."));
    auto const other = TRY(correct(scene, scene.options.colleague, first, 2, "Selon la famille jointe par téléphone : deux morts."));
    auto& truth = scene.truth.disagreements;
    truth.settled = RecordAddress{first.id, 0};
    truth.settled_on = RecordAddress{one, 0};
    TRY(scene.writer.now(nullptr, "choice",
                         {{"about", link_to(*truth.settled)},
                          {"chosen", link_to(*truth.settled_on)},
                          {"other", link_to({other, 0})},
                          {"purpose", std::string{"correction"}},
                          {"reason", std::string{"Le registre du centre de santé fait foi."}}}));
    return {};
}

Result<void> write_open(Scene& scene, Told const& first)
{
    if (scene.options.colleague == nullptr) return {};
    TRY(correct(scene, nullptr, first, 3, "Le comité de santé parle de trois morts."));
    TRY(correct(scene, scene.options.colleague, first, 0, "La commune parle de blessés seulement."));
    scene.truth.disagreements.open = RecordAddress{first.id, 0};
    return {};
}

Result<void> write_rival(Scene& scene, Told const& first)
{
    if (scene.options.stranger == nullptr) return {};
    auto const id = TRY(correct(scene, scene.options.stranger, first, 5, "L’association voisine donne un autre bilan."));
    scene.truth.disagreements.rival = RecordAddress{id, 0};
    return {};
}

}  // namespace

std::size_t disputes_in(std::size_t cercle, int month)
{
    std::size_t count = 0;
    for (auto const& where : all) count += where.cercle == cercle && where.month == month ? 1U : 0U;
    return count;
}

Result<void> write_disputes(Scene& scene)
{
    for (auto const& where : all) {
        VERIFY(community_of(where.cercle, where.village) == nullptr);
        auto const first = TRY(write_first(scene, where, where.dispute == Dispute::told_three_times ? "local_dispute" : "attack"));
        switch (where.dispute) {
        case Dispute::told_three_times: TRY(write_accounts(scene, first)); break;
        case Dispute::settled: TRY(write_settled(scene, first)); break;
        case Dispute::open: TRY(write_open(scene, first)); break;
        case Dispute::rival: TRY(write_rival(scene, first)); break;
        }
    }
    return scene.writer.flush();
}

}  // namespace accalmie::demo
