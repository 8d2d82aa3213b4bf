// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/member.cpp: `accalmie member add` and `accalmie member list`.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/table.hpp"
#include "surfaces/collect_code.hpp"
#include "surfaces/sql.hpp"
#include "surfaces/value_text.hpp"
#include "trust/crypto.hpp"
#include "workspace/device_keys.hpp"

#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

/// Where the device is to be set up by scanning: the code, in the terminal or in a file for paper.
Result<void> show_code(Session& session, std::string const& token)
{
    auto const& arguments = session.arguments;
    if (!arguments.has("collect")) return {};
    auto const name = arguments.text("NAME");
    auto const code = TRY(qr_code(TRY(collect_settings(arguments.text("collect"), "/o/" + token, "Accalmie " + name).at("--collect"))));
    if (!arguments.has("code")) {
        if (!session.json) session.line("\nODK Collect: \"Configure via QR code\", then scan:\n\n" + qr_terminal(code));
        return {};
    }
    auto const path = session.path(arguments.text("code"));
    auto const svg = qr_svg(code, 80, "ODK Collect: " + name);
    return write_atomically(session.machine.disk, path, as_bytes(svg)).at(path.string());
}

Result<void> run_add(Session& session)
{
    auto const& arguments = session.arguments;
    auto const role = arguments.text("role");
    TRY(parse_role(role).at("--role"));
    if (role == "owner") return Error{Error::Kind::denied, "the owner is whoever holds the workspace's keys", "--role", "choose another role"};
    // Before anything is written: a wrong address is found while nobody has been added yet.
    if (arguments.has("collect")) TRY(collect_settings(arguments.text("collect"), {}, {}).at("--collect"));
    auto* workspace = TRY(session.workspace());
    auto const from = TRY(arguments.day("from")).value_or(workspace->today());
    auto const until = TRY(arguments.day("until")).value_or(from + std::chrono::days{365});
    if (until < from) return Error{Error::Kind::usage, "the last day is before the first", "--until"};
    // The device's own key pair comes with its first enrolment; until then the member reads with the token alone.
    auto const key = arguments.has("key") ? TRY(AuthorId::parse(arguments.text("key")).at("--key")) : SigningKey::make(session.machine.random).author();
    auto const token = make_token(session.machine.random);
    Fields fields{{"pseudonym", arguments.text("NAME")},
                  {"key", key.hex()},
                  {"token_hash", token_hash(token)},
                  {"role", role},
                  {"places", arguments.text("places")},
                  {"from", from},
                  {"until", until}};
    if (arguments.has("organisation")) fields["organisation"] = arguments.text("organisation");
    TRY(workspace->write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("member", fields));
        return {};
    }));
    if (session.json) {
        session.line(nlohmann::ordered_json{{"pseudonym", arguments.text("NAME")},
                                            {"role", role},
                                            {"places", arguments.text("places")},
                                            {"token", token},
                                            {"from", to_iso(from)},
                                            {"until", to_iso(until)}}
                         .dump(2));
        return show_code(session, token);
    }
    session.line(arguments.text("NAME") + " (" + role + ") may read from " + to_iso(from) + " to " + to_iso(until) +
                 ".\n\nAccess token, shown only now:\n\n  " + token);
    session.line("\nIt is entered on the page, or opened as ADDRESS/#k=" + token +
                 "\nODK Collect and KoboCollect take it as part of the server's address: ADDRESS/o/" + token);
    return show_code(session, token);
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const table = TRY(workspace->facts().query(sql::members));
    if (session.json) {
        session.line(table_json(table, false, workspace->is_demo()));
        return {};
    }
    if (table.rows.empty()) {
        session.line("No member yet. Add one:  accalmie member add Awa --role nurse --places ML0507");
        return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (auto const& row : table.rows) {
        auto& line = rows.emplace_back();
        for (auto const& value : row) line.push_back(value_text(value));
    }
    session.terminal.out(table_text(table.columns, rows));
    return {};
}

Result<void> run_device(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const member = session.arguments.text("NAME");
    DeviceKeys keys{*workspace};
    if (session.arguments.has("withdraw")) TRY(keys.withdraw(member));
    auto const key = TRY(keys.find(member));
    if (session.json) {
        nlohmann::ordered_json document{{"member", member}, {"key", nullptr}};
        if (key) document["key"] = key->hex();
        session.line(document.dump(2));
        return {};
    }
    session.line(key ? "The device of " + member + " signs with " + key->hex() + "."
                     : "The device of " + member + " has no key: what it sends is kept as not signed, and the next device that registers is taken.");
    return {};
}

}  // namespace

Command member_add_command()
{
    return {.name = "member add",
            .summary = "Let a person or device read: role, places, access token",
            .description = "The name should be a pseudonym. Roles and what each never sees: SECURITY.md.",
            .examples = {"accalmie member add Awa --role district_health --places ML0507",
                         "accalmie member add telephone-7 --role nurse --places ML0507 --collect https://clinique.local:8443 --code telephone-7.svg",
                         "accalmie member add bailleur-1 --role donor --places '*' --until 2027-03-31"},
            .positionals = {{"NAME", "a pseudonym"}},
            .options = {{"role", "ROLE", "lead, coordinator, district_health, researcher, nurse, forum_officer or donor", {}, Option::Need::required},
                        {"places", "CODES", "P-codes, separated by spaces; * for all", {}, Option::Need::required},
                        {"key", "HEX", "of a node that syncs: what accalmie sync says there"},
                        {"organisation", "NAME", "whose member"},
                        {"from", "DAY", "first day [today]"},
                        {"until", "DAY", "last day [a year later]"},
                        {"collect", "ADDRESS", "show the code that sets up ODK Collect for this node"},
                        {"code", "FILE.svg", "write that code to a file, for paper"}},
            .run = run_add};
}

Command member_list_command()
{
    return {.name = "member list",
            .summary = "Who may read, where and until when",
            .description = "",
            .examples = {"accalmie member list"},
            .positionals = {},
            .options = {},
            .run = run_list};
}

Command member_device_command()
{
    return {.name = "member device",
            .summary = "The key with which a member's device signs, or its withdrawal",
            .description = "A device registers its key once (docs/formats/receipt.md). Withdraw it when the device is lost or replaced.",
            .examples = {"accalmie member device telephone-7", "accalmie member device telephone-7 --withdraw"},
            .positionals = {{"NAME", "the member's pseudonym"}},
            .options = {{"withdraw", "", "the key is no longer good; the next device may register"}},
            .run = run_device};
}

}  // namespace accalmie::cli
