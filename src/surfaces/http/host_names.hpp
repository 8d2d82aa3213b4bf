// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/host_names.hpp: the names under which the server may be called, against DNS rebinding.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace accalmie::http {

/// "[::1]:8080" is "::1"; "LocalHost.:80" is "localhost"; empty: not host[:port] as RFC 3986 has it.
std::string host_name(std::string_view host_field);

/// May a request for `host_field` be answered? localhost, 127.0.0.1 and [::1] always; else one of `names` (lower case, without port).
/// A page of evil.example whose name is made to resolve to 127.0.0.1 still sends Host: evil.example, and is refused.
bool is_our_name(std::string_view host_field, std::span<std::string const> names);

}  // namespace accalmie::http
