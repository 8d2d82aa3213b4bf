// SPDX-License-Identifier: Apache-2.0
// src/surfaces/lan_page.hpp: what a phone reads before it trusts a node on the local Wi-Fi: how to install its certificate, and how to remove it.
#pragma once

#include "surfaces/http/site.hpp"

#include <string>

namespace accalmie {

struct LanPage {
    std::string node;         ///< the node's name
    std::string address;      ///< "https://clinique.local:8443/"
    std::string authority;    ///< PEM
    std::string fingerprint;  ///< of the authority's certificate
};

/// The page in French and English, as HTML without anything from elsewhere.
std::string lan_page_html(LanPage const& page);

/// A site with this page, the certificate as /accalmie.crt, and nothing else.
/// errors  invalid  `authority` is no certificate
Result<http::SiteOptions> lan_site(LanPage const& page);

}  // namespace accalmie
