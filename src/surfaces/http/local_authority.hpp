// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/local_authority.hpp: a certificate authority for one node on its own Wi-Fi: it signs one certificate, and its key is gone.
#pragma once

#include "core/time.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accalmie::http {

/// PEM texts and what a person compares.
struct LocalCertificates {
    std::string authority;    ///< what a phone installs
    std::string certificate;  ///< the node's own, then the authority's
    std::string key;          ///< of the node's own; keep it 0600
    std::string fingerprint;  ///< SHA-256 of the authority's certificate, "AB:CD:..."
};

/// in      `name` shows on the phone; `hosts`: names (at least one) and private addresses under which the node is reached
/// out     the authority may sign for these names and for private addresses only (RFC 5280, 4.2.1.10, critical), for servers only, and signs once: its
///         private key never leaves this function. ECDSA P-256, valid `days` from the day before `now`.
/// errors  invalid  no host; a host that is neither a DNS name nor a private IPv4 address
Result<LocalCertificates> make_local_certificates(std::string_view name, std::span<std::string const> hosts, Instant now, int days);

/// Why a certificate (PEM, the node's own first) does not serve these hosts at `now` for another `days_left`; nothing: it does.
std::optional<std::string> unfit_reason(std::string const& certificate, std::span<std::string const> hosts, Instant now, int days_left);

/// SHA-256 of the first certificate of a PEM text.   errors  invalid
Result<std::string> certificate_fingerprint(std::string const& pem);

/// DER of the first certificate, as phones take it.   errors  invalid
Result<std::string> certificate_der(std::string const& pem);

/// 10/8, 172.16/12, 192.168/16 (RFC 1918) or 169.254/16 (RFC 3927), written with four numbers?
bool is_private_address(std::string_view text);
/// The private IPv4 addresses of this machine's interfaces that are up, loopback apart.
std::vector<std::string> private_addresses();

}  // namespace accalmie::http
