// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/passphrase.hpp: a passphrase, from the terminal without showing it, or from a file.
#pragma once

#include "surfaces/cli/command.hpp"

namespace accalmie::cli {

/// The option --passphrase-file of the commands that ask.
inline constexpr Option passphrase_option{"passphrase-file", "FILE", "read the passphrase from a file's first line [ask on the terminal]"};

enum class Asking : std::uint8_t { once, twice };
/// errors  usage  there is no terminal and no file     invalid  the two are not the same
Result<std::string> passphrase(Session& session, Asking asking);

}  // namespace accalmie::cli
