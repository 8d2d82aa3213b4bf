// SPDX-License-Identifier: Apache-2.0
// src/workspace/device_keys.hpp: the keys with which members' devices sign what they send: registered once, replaced only by the old one or by an officer.
#pragma once

#include "workspace/workspace.hpp"

#include <mutex>

namespace accalmie {

/// Thread-safe.
class DeviceKeys {
public:
    /// `workspace` must outlive it.
    explicit DeviceKeys(Workspace& workspace) : workspace_{workspace} {}

    struct Request {
        AuthorId key;
        Bytes proof;          ///< of `key` over `words_of(member)`
        Bytes old_key_proof;  ///< of the key that it replaces over the same words and the new key; empty: it replaces none
    };
    /// What a device signs to show that it holds a key: "accalmie device\n", the member's pseudonym, "\n", the node's key in hexadecimal.
    std::string words_of(std::string_view member) const;

    /// Durable on return. The same key again is no error.
    /// errors  denied  the proof is not that key's     conflict  the member's device has another key already     io
    Result<void> add(std::string_view member, Request const& request);
    /// The member's device is lost or replaced: the next one may register.
    /// errors  missing  no key of this member
    Result<void> withdraw(std::string_view member);

    /// The key that counts now, if there is one.
    Result<std::optional<AuthorId>> find(std::string_view member);

private:
    enum class Withdrawn : std::uint8_t { no, yes };
    Result<void> write(std::string_view member, AuthorId const& key, Withdrawn withdrawn);

    Workspace& workspace_;
    std::mutex adding_;
    std::mutex mutex_;
    std::map<std::string, AuthorId, std::less<>> keys_;
    std::optional<std::uint64_t> read_at_;  ///< Workspace::writes when `keys_` was read
};

/// errors  denied  `signature` (base64url) is not that of the member's device over `xml`     conflict  the member's device has no key
///         invalid  not base64url
Result<AuthorId> check_device_signature(DeviceKeys& keys, std::string_view member, std::string_view xml, std::string_view signature);

}  // namespace accalmie
