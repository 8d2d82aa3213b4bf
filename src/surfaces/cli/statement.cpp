// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/statement.cpp: `accalmie officer key`, `charter draft`, `certificate draft|revoke`, `statement sign|show|add|list`.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/passphrase.hpp"
#include "surfaces/cli/table.hpp"
#include "trust/crypto.hpp"
#include "trust/locked.hpp"
#include "workspace/governance.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace accalmie::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t key_file_max = 4'096;

std::vector<std::string> words_of(std::string const& text)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

Result<Bytes> read_file(Session& session, std::string_view name)
{
    auto const path = session.path(name);
    return read_whole(session.machine.disk, path, statement_octets_max).at(path.string());
}

/// A file that is not there yet: what was signed is never written over.
Result<void> write_new(Session& session, std::filesystem::path const& path, BytesView octets)
{
    if (TRY(session.machine.disk.exists(path)))
        return Error{Error::Kind::conflict, "there is a file of this name already", path.string(), "choose another name"};
    return write_atomically(session.machine.disk, path, octets).at(path.string());
}

HybridTime now(Session& session) { return next_reading({}, session.machine.clock.now()); }

/// The authority of the workspace, or what to do first.
Result<Authority> authority_of(Workspace& workspace)
{
    Governance governance{workspace};
    auto authority = TRY(governance.authority());
    if (!authority) return Error{Error::Kind::missing, "this workspace trusts no charter yet", {}, "accalmie statement add CHARTER --found"};
    return std::move(*authority);
}

Result<void> write_draft(Session& session, Statement const& statement)
{
    auto const path = session.path(session.arguments.text("output"));
    auto const octets = TRY(write_statement(statement));
    TRY(write_new(session, path, octets));
    auto const id = TRY(read_statement(octets)).id.hex();
    if (session.json) session.line(ordered_json{{"id", id}, {"file", path.string()}}.dump(2));
    else session.line("Written, not signed yet: " + path.string() + "\nTwo officers sign it, each on her own machine:  accalmie statement sign " + path.filename().string() + " --key FILE.key");
    return {};
}

Result<void> run_key(Session& session)
{
    auto const path = session.path(session.arguments.text("FILE"));
    if (TRY(session.machine.disk.exists(path))) return Error{Error::Kind::conflict, "there is a file of this name already", path.string(), "choose another name"};
    auto const words = TRY(passphrase(session, Asking::twice));
    auto const key = SigningKey::make(session.machine.random);
    auto const locked = TRY(lock_secret(key.seed(), words, session.machine.random));
    TRY(write_new(session, path, as_bytes(locked)));
    if (session.json) session.line(ordered_json{{"key", key.author().hex()}, {"file", path.string()}}.dump(2));
    else session.line("The officer's public key, for the charter:\n\n  " + key.author().hex() + "\n\n" + path.string() + " opens with the passphrase alone. Keep a copy apart; nobody can restore either.");
    return {};
}

Result<void> run_charter(Session& session)
{
    auto const& arguments = session.arguments;
    Charter charter{arguments.text("name"), {}, {}, now(session)};
    auto const officers = arguments.all("OFFICER");
    if (officers.size() != officers_count) return Error{Error::Kind::usage, "three officers' public keys are needed, not " + std::to_string(officers.size()), "OFFICER", "accalmie officer key makes one"};
    for (std::size_t i = 0; i < officers_count; ++i) charter.officers[i] = TRY(AuthorId::parse(officers[i]).at("OFFICER"));
    std::sort(charter.officers.begin(), charter.officers.end());
    if (arguments.has("after")) {
        auto const before = TRY(read_statement(TRY(read_file(session, arguments.text("after")))).at(arguments.text("after")));
        if (!std::holds_alternative<Charter>(before.statement)) return Error{Error::Kind::invalid, "not a charter", arguments.text("after")};
        charter.previous = before.id;
        if (charter.made <= std::get<Charter>(before.statement).made)
            return Error{Error::Kind::invalid, "this machine's clock is before the making of the charter that it follows", {}, "set the clock"};
    }
    return write_draft(session, charter);
}

Result<void> run_certificate(Session& session)
{
    auto const& arguments = session.arguments;
    auto* workspace = TRY(session.workspace());
    auto const authority = TRY(authority_of(*workspace));
    Certificate certificate{authority.charter_id(), {}, words_of(arguments.text("types")), words_of(arguments.text("audiences")), now(session)};
    auto& member = certificate.member;
    member.pseudonym = arguments.text("NAME");
    member.key = TRY(AuthorId::parse(arguments.text("key")).at("--key"));
    member.organisation = arguments.text("organisation");
    member.role = TRY(parse_role(arguments.text("role")).at("--role"));
    member.places = words_of(arguments.text("places"));
    for (auto const& type : certificate.types)
        if (workspace->dictionary().find(type) == nullptr) return Error{Error::Kind::invalid, "\"" + type + "\" is not a record type", "--types", "docs/dictionary.md lists them"};
    member.from = TRY(arguments.day("from")).value_or(workspace->today());
    member.until = TRY(arguments.day("until")).value_or(member.from + std::chrono::days{365});
    return write_draft(session, certificate);
}

Result<void> run_revoke(Session& session)
{
    auto const& arguments = session.arguments;
    auto* workspace = TRY(session.workspace());
    auto const authority = TRY(authority_of(*workspace));
    auto const key = TRY(AuthorId::parse(arguments.text("KEY")).at("KEY"));
    auto after = now(session);
    if (auto const day = TRY(arguments.day("after"))) after = next_reading({}, Instant{*day + std::chrono::days{1}} - std::chrono::milliseconds{1});
    return write_draft(session, Revocation{authority.charter_id(), key, after, now(session)});
}

Result<void> run_sign(Session& session)
{
    auto const path = session.path(session.arguments.text("FILE"));
    auto const octets = TRY(read_whole(session.machine.disk, path, statement_octets_max).at(path.string()));
    TRY(read_statement(octets).at(path.string()));
    auto const key_path = session.path(session.arguments.text("key"));
    auto const locked = TRY(read_whole(session.machine.disk, key_path, key_file_max).at(key_path.string()));
    auto const words = TRY(passphrase(session, Asking::once));
    auto const seed = TRY(unlock_secret(as_text(locked), words).at(key_path.string()));
    auto const key = TRY(SigningKey::from_seed(seed));
    auto const done = TRY(sign_statement(octets, key));
    TRY(write_atomically(session.machine.disk, path, done).at(path.string()));
    auto const count = TRY(read_statement(done)).signatures.size();
    session.line("Signed: " + path.string() + " (" + std::to_string(count) + (count == 1 ? " signature)" : " signatures)"));
    return {};
}

ordered_json member_tree(Certificate const& certificate)
{
    auto const& member = certificate.member;
    return {{"name", member.pseudonym},          {"key", member.key.hex()},      {"organisation", member.organisation}, {"role", role_code(member.role)},
            {"places", member.places},           {"types", certificate.types},   {"audiences", certificate.audiences},  {"from", to_iso(member.from)},
            {"until", to_iso(member.until)}};
}

struct StatementTree {
    ordered_json operator()(Charter const& charter) const
    {
        ordered_json tree{{"kind", "charter"}, {"workspace", charter.workspace}, {"follows", nullptr}, {"officers", ordered_json::array()}, {"made", to_iso(charter.made.physical())}};
        if (charter.previous) tree["follows"] = charter.previous->hex();
        for (auto const& officer : charter.officers) tree["officers"].push_back(officer.hex());
        return tree;
    }
    ordered_json operator()(Certificate const& certificate) const
    {
        ordered_json tree{{"kind", "certificate"}, {"charter", certificate.charter.hex()}};
        tree.update(member_tree(certificate));
        tree["made"] = to_iso(certificate.made.physical());
        return tree;
    }
    ordered_json operator()(Revocation const& revocation) const
    {
        return {{"kind", "revocation"}, {"charter", revocation.charter.hex()}, {"key", revocation.key.hex()},
                {"after", to_iso(revocation.after.physical())}, {"made", to_iso(revocation.made.physical())}};
    }
};

/// Before she signs, an officer reads what it says.
Result<void> run_show(Session& session)
{
    auto const name = session.arguments.text("FILE");
    auto const read = TRY(read_statement(TRY(read_file(session, name))).at(name));
    ordered_json tree{{"id", read.id.hex()}};
    tree.update(std::visit(StatementTree{}, read.statement));
    tree["signed_by"] = ordered_json::array();
    for (auto const& [key, signature] : read.signatures) tree["signed_by"].push_back(key.hex());
    session.line(tree.dump(2));
    return {};
}

Result<void> run_add(Session& session)
{
    auto* workspace = TRY(session.workspace());
    Governance governance{*workspace};
    for (auto const& name : session.arguments.all("FILE")) {
        auto const octets = TRY(read_file(session, name));
        if (session.arguments.has("found")) TRY(governance.found(octets).at(name));
        else TRY(governance.add(octets).at(name));
        session.line(name + ": kept");
    }
    auto const authority = TRY(governance.authority());
    if (!authority) session.line("This workspace trusts no charter yet, so that none of them counts:  accalmie statement add CHARTER --found");
    else
        for (auto const& refused : authority->refused()) session.line("does not count" + (refused.id ? " (" + refused.id->hex().substr(0, 12) + ")" : std::string{}) + ": " + refused.reason);
    return {};
}

ordered_json list_tree(std::optional<Authority> const& authority)
{
    ordered_json tree{{"charter", nullptr}, {"certificates", ordered_json::array()}, {"do_not_count", ordered_json::array()}};
    if (!authority) return tree;
    tree["charter"] = StatementTree{}(authority->charter());
    tree["charter"]["id"] = authority->charter_id().hex();
    for (auto const& held : authority->certificates()) {
        auto& one = tree["certificates"].emplace_back(member_tree(held.certificate));
        one["revoked_after"] = held.revoked_after ? ordered_json(to_iso(held.revoked_after->physical())) : ordered_json(nullptr);
    }
    for (auto const& refused : authority->refused())
        tree["do_not_count"].push_back({{"id", refused.id ? ordered_json(refused.id->hex()) : ordered_json(nullptr)}, {"reason", refused.reason}});
    return tree;
}

Result<void> run_list(Session& session)
{
    auto* workspace = TRY(session.workspace());
    auto const authority = TRY(Governance{*workspace}.authority());
    if (session.json) {
        session.line(list_tree(authority).dump(2));
        return {};
    }
    if (!authority) {
        session.line("Governed by its owner alone: no charter. Three officers make their keys first:  accalmie officer key FILE.key");
        return {};
    }
    session.line("Charter " + authority->charter_id().hex().substr(0, 12) + " of " + authority->charter().workspace + ", " + to_iso(authority->charter().made.physical()));
    for (auto const& officer : authority->charter().officers) session.line("  officer " + officer.hex());
    std::vector<std::vector<std::string>> rows;
    for (auto const& held : authority->certificates()) {
        auto const& member = held.certificate.member;
        std::string places;
        for (auto const& place : member.places) places += (places.empty() ? "" : " ") + place;
        rows.push_back({member.pseudonym, std::string{role_code(member.role)}, places, to_iso(member.from), to_iso(member.until), member.key.hex().substr(0, 12),
                        held.revoked_after ? "revoked after " + to_iso(held.revoked_after->physical()) : ""});
    }
    if (!rows.empty()) session.terminal.out(table_text({"name", "role", "places", "from", "until", "key", ""}, rows));
    for (auto const& refused : authority->refused()) session.line("does not count: " + refused.reason);
    return {};
}

}  // namespace

Command officer_key_command()
{
    return {.name = "officer key",
            .summary = "Make an officer's key, under a passphrase, and show its public half",
            .description = "A workspace is governed by three officers; two of them sign what counts (docs/formats/statement.md). Each makes her key on a\n"
                           "machine of her own. Needs no workspace.",
            .examples = {"accalmie officer key awa.key"},
            .positionals = {{"FILE", "where the locked key goes"}},
            .options = {passphrase_option},
            .place = Command::Place::anywhere,
            .run = run_key};
}

Command charter_draft_command()
{
    return {.name = "charter draft",
            .summary = "Write who the three officers are; all three sign the first charter, two of the old ones each later one",
            .description = "An officer's key is lost: the two others write a charter with a new one, --after the charter in force. Needs no workspace.",
            .examples = {"accalmie charter draft KEY1 KEY2 KEY3 --name Macina -o charter.cose", "accalmie charter draft KEY1 KEY2 KEY4 --name Macina --after charter.cose -o charter-2.cose"},
            .positionals = {{"OFFICER", "three public keys, 64 hexadecimal digits each", Positional::Count::many}},
            .options = {{"name", "NAME", "the workspace", {}, Option::Need::required},
                        {"after", "FILE", "the charter that it follows"},
                        {"output", "FILE", "where it goes", {}, Option::Need::required}},
            .place = Command::Place::anywhere,
            .run = run_charter};
}

Command certificate_draft_command()
{
    return {.name = "certificate draft",
            .summary = "Write what the holder of a key may write: role, places, days",
            .description = "Two officers sign it, then `statement add` keeps it. The role owner is a node's own pen, within its places.",
            .examples = {"accalmie certificate draft Awa --key KEY --role nurse --places ML0507 -o awa.cose"},
            .positionals = {{"NAME", "a pseudonym"}},
            .options = {{"key", "KEY", "public key of the device or node", {}, Option::Need::required},
                        {"role", "ROLE", "owner, lead, coordinator, district_health, researcher, nurse, forum_officer or donor", {}, Option::Need::required},
                        {"places", "CODES", "P-codes, separated by spaces; * for all", {}, Option::Need::required},
                        {"types", "TYPES", "record types, separated by spaces [all that the role writes]"},
                        {"audiences", "NAMES", "whose sealed fields it may be given the key of"},
                        {"organisation", "NAME", "whose member"},
                        {"from", "DAY", "first day [today]"},
                        {"until", "DAY", "last day [a year later]"},
                        {"output", "FILE", "where it goes", {}, Option::Need::required}},
            .run = run_certificate};
}

Command certificate_revoke_command()
{
    return {.name = "certificate revoke",
            .summary = "Write that a key is no longer good; its records up to then stay",
            .description = "For a lost or seized device. It is for good: a device that comes back gets a new key. Two officers sign it.",
            .examples = {"accalmie certificate revoke KEY -o lost.cose", "accalmie certificate revoke KEY --after 2026-11-20 -o lost.cose"},
            .positionals = {{"KEY", "public key, 64 hexadecimal digits"}},
            .options = {{"after", "DAY", "the last day whose records stay [this moment]"}, {"output", "FILE", "where it goes", {}, Option::Need::required}},
            .run = run_revoke};
}

Command statement_sign_command()
{
    return {.name = "statement sign",
            .summary = "Add an officer's signature to a charter, certificate or revocation",
            .description = "Read it first: `accalmie statement show FILE`. The file is written again with one signature more. Needs no workspace.",
            .examples = {"accalmie statement sign awa.cose --key officer.key"},
            .positionals = {{"FILE", "the statement"}},
            .options = {{"key", "FILE", "the officer's locked key", {}, Option::Need::required}, passphrase_option},
            .place = Command::Place::anywhere,
            .run = run_sign};
}

Command statement_show_command()
{
    return {.name = "statement show",
            .summary = "What a charter, certificate or revocation says, and who signed it",
            .description = "Always JSON. Needs no workspace.",
            .examples = {"accalmie statement show awa.cose"},
            .positionals = {{"FILE", "the statement"}},
            .options = {},
            .place = Command::Place::anywhere,
            .run = run_show};
}

Command statement_add_command()
{
    return {.name = "statement add",
            .summary = "Keep officers' statements in the workspace; they count as soon as enough officers signed",
            .description = "--found trusts the first charter: compare its id and officers with theirs, by voice.",
            .examples = {"accalmie statement add charter.cose --found", "accalmie statement add awa.cose lost.cose"},
            .positionals = {{"FILE", "statements", Positional::Count::many}},
            .options = {{"found", {}, "trust this charter: once in the workspace's life"}},
            .run = run_add};
}

Command statement_list_command()
{
    return {.name = "statement list",
            .summary = "Who governs, who may write what, whose key is revoked, and what does not count and why",
            .description = {},
            .examples = {"accalmie statement list"},
            .positionals = {},
            .options = {},
            .run = run_list};
}

}  // namespace accalmie::cli
