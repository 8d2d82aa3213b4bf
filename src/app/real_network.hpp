// SPDX-License-Identifier: Apache-2.0
// src/app/real_network.hpp: the network of this machine: HTTP/1.1 over TCP or a Unix socket, blocking, with a deadline and limits.
#pragma once

#include "core/network.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace accalmie {

inline constexpr std::uint64_t network_answer_bytes_max = std::uint64_t{1} << 30;  ///< 1 GiB, as core/network.hpp says
inline constexpr std::size_t network_header_bytes_max = 64 * 1024;

/// One connection a question. Names are resolved by the system; HTTPS is not spoken here (a peer is authenticated by its records' signatures).
class RealNetwork final : public Network {
public:
    /// errors  usage  not "unix:PATH" or "http://host:port"; else as core/network.hpp says
    Result<NetworkAnswer> exchange(NetworkRequest const& request) override;

    /// False: stop reading, the answer is no longer wanted.
    using OnLine = std::function<bool(std::string_view line)>;
    /// As exchange(), but each line of a 200 answer is given to `on_line` as it comes, without its end of line, and the answer's body stays empty.
    /// request.timeout is for connecting and sending; the answer may take as long as its sender lives.
    Result<NetworkAnswer> exchange_lines(NetworkRequest const& request, OnLine const& on_line);
};

}  // namespace accalmie
