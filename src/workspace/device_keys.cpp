// SPDX-License-Identifier: Apache-2.0
#include "workspace/device_keys.hpp"

#include "trust/crypto.hpp"
#include "trust/signature.hpp"
#include "workspace/sql.hpp"

namespace accalmie {

std::string DeviceKeys::words_of(std::string_view member) const
{
    return "accalmie device\n" + std::string{member} + "\n" + workspace_.head().owner.hex();
}

Result<std::optional<AuthorId>> DeviceKeys::find(std::string_view member)
{
    std::lock_guard const lock{mutex_};
    auto const writes = workspace_.writes();
    if (read_at_ != writes) {
        std::map<std::string, AuthorId, std::less<>> fresh;
        for (auto const& row : TRY(workspace_.facts().query(sql::device_keys)).rows)
            if (!std::get<bool>(row[2])) fresh[std::get<std::string>(row[0])] = TRY(AuthorId::parse(std::get<std::string>(row[1])));
        keys_ = std::move(fresh);
        read_at_ = writes;
    }
    auto const found = keys_.find(member);
    return found == keys_.end() ? std::optional<AuthorId>{} : std::optional{found->second};
}

Result<void> DeviceKeys::write(std::string_view member, AuthorId const& key, Withdrawn withdrawn)
{
    Fields const fields{{"member", std::string{member}},
                        {"key", key.hex()},
                        {"registered_on", workspace_.today()},
                        {"is_withdrawn", withdrawn == Withdrawn::yes}};
    return workspace_.write([&](Recorder& recorder) -> Result<void> {
        TRY(recorder.record("device_key", fields));
        return {};
    });
}

Result<void> DeviceKeys::add(std::string_view member, Request const& request)
{
    std::lock_guard const one_at_a_time{adding_};
    auto const words = words_of(member);
    if (!verify_signature(request.key, as_bytes(words), request.proof))
        return Error{Error::Kind::denied, "the proof is not a signature of that key", "proof", "sign the words that GET of this address gives"};
    auto const there = TRY(find(member));
    if (there == request.key) return {};
    auto const handing_over = words + "\n" + request.key.hex();
    if (there && !verify_signature(*there, as_bytes(handing_over), request.old_key_proof))
        return Error{Error::Kind::conflict, "the device of this member has another key already", std::string{member},
                     "let an officer withdraw it (accalmie member device --withdraw), or sign with the old key too"};
    return write(member, request.key, Withdrawn::no);
}

Result<void> DeviceKeys::withdraw(std::string_view member)
{
    std::lock_guard const one_at_a_time{adding_};
    auto const there = TRY(find(member));
    if (!there) return Error{Error::Kind::missing, "the device of this member has no key", std::string{member}, "see accalmie member list"};
    return write(member, *there, Withdrawn::yes);
}

Result<AuthorId> check_device_signature(DeviceKeys& keys, std::string_view member, std::string_view xml, std::string_view signature)
{
    constexpr std::string_view where = "X-Accalmie-Signature";
    auto const octets = TRY(from_base64(signature, Base64::url).at(std::string{where}));
    auto const key = TRY(keys.find(member));
    if (!key)
        return Error{Error::Kind::conflict, "the answers are signed, but the device of this member has no key here", std::string{where},
                     "register the key first (POST /o/TOKEN/device), or send them unsigned"};
    if (!verify_signature(*key, as_bytes(xml), octets))
        return Error{Error::Kind::denied, "the signature is not that of this member’s device over these answers", std::string{where},
                     "sign the octets of the XML as they are sent, with the key that is registered"};
    return *key;
}

}  // namespace accalmie
