// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/serve_lan.hpp: `accalmie serve --lan`: HTTPS on a clinic's own Wi-Fi, and the page from which phones get its certificate.
#pragma once

#include "surfaces/cli/command.hpp"
#include "surfaces/http/server.hpp"
#include "surfaces/lan_page.hpp"

#include <optional>

namespace accalmie::cli {

/// The certificates of this workspace's node, made where there are none that fit.
struct Lan {
    std::vector<std::string> hosts;  ///< names first, then addresses
    std::string authority, fingerprint;
    std::string note;  ///< what the person should know; empty: nothing
};

/// Sets address, port, names and certificate of `options`.
/// errors  usage  with --certificate or --plain     invalid  a name that is none     io
Result<Lan> prepare_lan(Session& session, std::filesystem::path const& workspace, std::string const& node, http::ServerOptions& options);

/// The page over plain HTTP, beside the running server on `port`; tells the person everything.
Result<std::unique_ptr<http::Server>> start_lan_page(Session& session, Lan const& lan, std::string const& node, std::string const& address, std::uint16_t port);

}  // namespace accalmie::cli
