// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/sync.cpp: `accalmie sync`: exchange records with another node over HTTP, or say this node's key.
#include "surfaces/cli/all.hpp"

#include "surfaces/sync_client.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

using Json = nlohmann::ordered_json;

bool is_this_machine(std::string_view host) { return host.starts_with("127.") || host.starts_with("localhost:") || host.starts_with("[::1]:"); }

/// "http://host:port" of what was typed. The token would travel in clear over plain HTTP, and so would what is not sealed.
Result<std::string> endpoint_of(Session& session)
{
    auto url = session.arguments.text("URL");
    while (url.ends_with('/')) url.pop_back();
    constexpr std::string_view plain = "http://";
    if (!url.starts_with(plain))
        return Error{Error::Kind::usage, "sync speaks http:// only", "URL", "for another machine use a tunnel that encrypts, and its end on this machine"};
    if (!is_this_machine(std::string_view{url}.substr(plain.size())) && !session.arguments.has("plain"))
        return Error{Error::Kind::denied, "plain HTTP to another machine shows the token and all that is not sealed", "URL",
                     "use a tunnel that encrypts, or --plain on a line that nobody else can hear"};
    return url;
}

Json json_of(SyncCount const& count)
{
    Json reasons = Json::array();
    for (auto const& [reason, records] : count.reasons) reasons.push_back({{"reason", reason}, {"records", records}});
    return {{"taken", count.taken}, {"there_already", count.had}, {"refused", count.refused}, {"reasons", std::move(reasons)}};
}

void tell(Session& session, SyncReport const& report)
{
    if (session.json) {
        session.line(Json{{"node", report.node.hex()},
                          {"member", report.member},
                          {"came", json_of(report.came)},
                          {"went", json_of(report.went)},
                          {"still_to_come", report.still_to_come},
                          {"still_to_go", report.still_to_go},
                          {"withheld", report.withheld},
                          {"complete", !report.broke_off.has_value()},
                          {"questions", report.questions},
                          {"octets_sent", report.octets_sent},
                          {"octets_received", report.octets_received}}
                         .dump(2));
        return;
    }
    auto const side = [&](std::string_view label, SyncCount const& count) {
        session.line(std::string{label} + std::to_string(count.taken) + " records, " + std::to_string(count.had) + " were there already, " +
                     std::to_string(count.refused) + " refused");
        for (auto const& [reason, records] : count.reasons) session.line("  " + std::to_string(records) + " refused: " + reason);
    };
    session.line("With " + report.member + " (" + report.node.hex().substr(0, 16) + ")");
    side("Came: ", report.came);
    side("Went: ", report.went);
    session.line("Still to come: " + std::to_string(report.still_to_come) + ", still to go: " + std::to_string(report.still_to_go) + "; " +
                 std::to_string(report.withheld) + " stay here because " + report.member + " may not hold them");
}

Result<void> run_sync(Session& session)
{
    auto* workspace = TRY(session.workspace());
    if (!session.arguments.has("URL")) {
        auto const key = workspace->head().owner.hex();
        session.line(session.json ? Json{{"node", key}}.dump(2) : key);
        return {};
    }
    if (session.network == nullptr) return Error{Error::Kind::conflict, "this workspace is being served", session.folder.string(), "stop `accalmie serve` here, or sync from the other node"};
    auto const endpoint = TRY(endpoint_of(session));
    auto const report = TRY(sync_with(*workspace, *session.network, endpoint, session.arguments.text("token"), session.progress("records")));
    if (!session.json || !report.broke_off) tell(session, report);
    if (report.broke_off) {
        auto broken = *report.broke_off;
        if (broken.remedy.empty() || broken.kind == Error::Kind::io) broken.remedy = "run it again: it goes on where it ended";
        return broken;
    }
    return {};
}

}  // namespace

Command sync_command()
{
    return {.name = "sync",
            .summary = "Exchange records with another node; without an address, this node's key",
            .description = "Each side gives what the other may hold and takes what its author may write; what is refused is kept in the folder aside with the reason.\n"
                           "Both nodes know each other as members first (member add --key). A sync that was cut goes on where it ended.",
            .examples = {"accalmie sync", "accalmie sync http://127.0.0.1:8080 --token 0123..."},
            .positionals = {{"URL", "of a node that runs accalmie serve", Positional::Count::optional}},
            .options = {{"token", "TOKEN", "the access token that the other node gave"}, {"plain", "", "also over plain HTTP to another machine"}},
            .run = run_sync};
}

}  // namespace accalmie::cli
