// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/doctor.cpp: `accalmie doctor`: what is wrong with this installation, and the remedy.
#include "surfaces/cli/all.hpp"

#include "surfaces/sql.hpp"
#include "surfaces/value_text.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

struct Finding {
    bool good;
    std::string what, remedy;
};

constexpr std::uintmax_t space_least = 200U << 20U;

void look_at_machine(Session& session, std::vector<Finding>& findings)
{
    std::error_code fault;
    auto const space = std::filesystem::space(session.folder.parent_path(), fault);
    if (!fault)
        findings.push_back(
            {space.available > space_least, std::to_string(space.available >> 20U) + " MiB are free on the disk", "free at least 200 MiB"});
    auto const now = session.machine.clock.now();
    bool const plausible = now > Instant{Day{std::chrono::year{2026} / 1 / 1}} && now < Instant{Day{std::chrono::year{2060} / 1 / 1}};
    findings.push_back({plausible, "the clock says " + to_iso(now), "set the date of this machine"});
    bool const has_ogr = std::filesystem::exists("/usr/bin/ogr2ogr", fault);
    findings.push_back({has_ogr, has_ogr ? "ogr2ogr reads GeoPackage and Shapefile" : "ogr2ogr is not here: only GeoJSON boundaries can be read",
                        "apt-get install gdal-bin"});
}

Result<void> look_at_workspace(Session& session, std::vector<Finding>& findings)
{
    auto opened = session.workspace();
    if (!opened) {
        findings.push_back({false, opened.error().text(), opened.error().remedy});
        return {};
    }
    auto* workspace = *opened;
    auto const records = TRY(workspace->journal().record_count());
    findings.push_back({true, std::to_string(records) + " records in the journal; dictionary " + workspace->dictionary().version(), ""});
    auto const& kept = workspace->pack_differences();
    findings.push_back({kept.empty(), kept.empty() ? "the base pack is this program's" : "the base pack was changed here and is not this program's; first: " + kept.front(),
                        "move what is yours into a pack of its own, then put this program's files (packs/base) in its place"});
    std::error_code fault;
    auto const rights = std::filesystem::status(workspace->folder() / "keys" / "owner.key", fault).permissions();
    bool const alone = (rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) == std::filesystem::perms::none;
    findings.push_back({alone, alone ? "only you can read the keys" : "others on this machine can read the keys", "chmod 600 keys/*"});
    auto const unread = TRY(workspace->facts().query(sql::unread_records));
    findings.push_back({unread.rows.empty(),
                        unread.rows.empty()
                            ? "every record is in the facts"
                            : std::to_string(unread.rows.size()) + " kinds of records do not count, first: " + value_text(unread.rows[0][1]),
                        "`accalmie verify` names them; restore the journal if it is damaged"});
    auto const places = workspace->facts().places();
    findings.push_back({places.has_value(),
                        places ? std::to_string((*places)->places().size()) + " places of the boundaries in use" : "no boundaries are known",
                        "accalmie import places FILE --boundary VERSION"});
    return {};
}

Result<void> run_doctor(Session& session)
{
    std::vector<Finding> findings;
    look_at_machine(session, findings);
    TRY(look_at_workspace(session, findings));
    std::size_t wrong = 0;
    nlohmann::ordered_json document{{"findings", nlohmann::ordered_json::array()}};
    for (auto const& finding : findings) {
        wrong += finding.good ? 0 : 1;
        document["findings"].push_back({{"good", finding.good}, {"what", finding.what}, {"remedy", finding.good ? "" : finding.remedy}});
        if (!session.json)
            session.line((finding.good ? "good   " : "WRONG  ") + finding.what +
                         (finding.good || finding.remedy.empty() ? "" : "; " + finding.remedy));
    }
    if (session.json) session.line(document.dump(2));
    if (wrong > 0) return Error{Error::Kind::invalid, std::to_string(wrong) + " things are wrong", {}, "see above"};
    return {};
}

}  // namespace

Command doctor_command()
{
    return {.name = "doctor",
            .summary = "What is wrong with this installation, and the remedy",
            .description = "",
            .examples = {"accalmie doctor"},
            .positionals = {},
            .options = {},
            .run = run_doctor};
}

}  // namespace accalmie::cli
