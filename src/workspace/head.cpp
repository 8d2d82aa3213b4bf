// SPDX-License-Identifier: Apache-2.0
// src/workspace/head.cpp: the signed words at the head of a workspace.
#include "workspace/workspace.hpp"

#include "trust/signature.hpp"

namespace accalmie {

namespace {

constexpr std::string_view first_line = "accalmie workspace 1\n";

/// "key: value\n" taken from the front of `text`.
Result<std::string_view> take(std::string_view& text, std::string_view key)
{
    auto const end = text.find('\n');
    auto const prefix_size = key.size() + 2;
    if (end == std::string_view::npos || !text.starts_with(key) || text.substr(key.size(), 2) != ": ")
        return Error{Error::Kind::corrupt, "the line \"" + std::string{key} + ": ...\" is missing"};
    auto const value = text.substr(prefix_size, end - prefix_size);
    text.remove_prefix(end + 1);
    return value;
}

std::string signed_part(WorkspaceHead const& head)
{
    return std::string{first_line} + "name: " + head.name + "\npurpose: " + (head.purpose == WorkspaceHead::Purpose::demo ? "demo" : "real") +
           "\ncreated: " + to_iso(head.created) + "\ntoday: " + (head.fixed_today ? to_iso(*head.fixed_today) : std::string{"real"}) +
           "\nowner: " + head.owner.hex() + "\n";
}

}  // namespace

Result<WorkspaceHead> read_head(std::string_view text)
{
    auto const whole = text;
    if (!text.starts_with(first_line)) return Error{Error::Kind::corrupt, "not the head of a workspace of version 1"};
    text.remove_prefix(first_line.size());
    WorkspaceHead head;
    head.name = TRY(take(text, "name"));
    auto const purpose = TRY(take(text, "purpose"));
    if (purpose != "demo" && purpose != "real") return Error{Error::Kind::corrupt, "the purpose is neither demo nor real"};
    head.purpose = purpose == "demo" ? WorkspaceHead::Purpose::demo : WorkspaceHead::Purpose::real;
    auto const created = TRY(take(text, "created"));
    head.created = TRY(parse_instant(created));
    auto const today = TRY(take(text, "today"));
    if (today != "real") head.fixed_today = TRY(parse_day(today));
    auto const owner = TRY(take(text, "owner"));
    head.owner = TRY(AuthorId::parse(owner));
    auto const message = whole.substr(0, whole.size() - text.size());
    auto const hex = TRY(take(text, "signature"));
    auto const signature = TRY(from_hex(hex));
    if (!text.empty()) return Error{Error::Kind::corrupt, "there is something after the signature"};
    if (!verify_signature(head.owner, as_bytes(message), signature))
        return Error{Error::Kind::corrupt, "it was changed after it was signed", {}, "restore it from a copy of the workspace"};
    return head;
}

std::string write_head(WorkspaceHead const& head, SigningKey const& owner)
{
    auto const text = signed_part(head);
    return text + "signature: " + to_hex(owner.sign(as_bytes(text))) + "\n";
}

}  // namespace accalmie
