// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/limits.hpp: every maximum of the server, in one place; tests stand at each of them.
#pragma once

#include <chrono>
#include <cstddef>

namespace accalmie::http {

inline constexpr std::size_t header_bytes_max = 16 * 1024;  ///< request line and fields; more: 431
inline constexpr std::size_t header_fields_max = 100;       ///< more: 431
inline constexpr std::size_t target_bytes_max = 8 * 1024;   ///< more: 414
inline constexpr std::size_t path_segments_max = 32;        ///< more: 400
inline constexpr std::size_t query_parameters_max = 32;     ///< more: 400
inline constexpr std::size_t parameter_bytes_max = 2'000;   ///< of one decoded value; more: 400
inline constexpr std::size_t list_items_max = 200;          ///< of one comma-separated value (a region has fewer communes); more: 400
inline constexpr std::size_t connections_max = 256;         ///< open at once; one more: 503 and closed
inline constexpr std::size_t refusals_max = 64;             ///< connections over the maximum that are still told so; more: closed without a word
inline constexpr std::size_t queue_max = 64;                ///< requests waiting for a worker; more: 503
inline constexpr unsigned worker_count = 2;                 ///< DuckDB has threads of its own
inline constexpr unsigned waiter_count = 64;                ///< threads that wait for the disk, for submissions
inline constexpr std::size_t deed_body_bytes_max = 16 * 1024;  ///< a step of an alert with its note
inline constexpr std::size_t command_body_bytes_max = 1024 * 1024;
inline constexpr std::size_t report_body_bytes_max = 16 * 1024;
inline constexpr std::size_t command_arguments_max = 1'000;
inline constexpr std::size_t command_depth_max = 8;  ///< brackets within brackets in a command's JSON, looked at before it is parsed; more: 400
inline constexpr std::size_t stream_pending_bytes_max = 1024 * 1024;  ///< of a streamed answer, waiting to be sent; then the worker waits
inline constexpr std::size_t failed_token_peers_max = 1'024;          ///< addresses remembered; the oldest is forgotten
inline constexpr unsigned failed_tokens_max = 20;                     ///< of one address in failed_token_window; more: 429
inline constexpr std::chrono::seconds failed_token_window{60};

/// The limits that tests shorten. The defaults suit a phone on a 2G link (some KiB a second).
struct Limits {
    std::size_t connections = connections_max;
    std::size_t refusals = refusals_max;
    std::size_t queue = queue_max;
    unsigned workers = worker_count;
    unsigned waiters = waiter_count;
    std::chrono::milliseconds header_time{15'000};  ///< from the first octet of a request to the end of its header; TLS handshake too
    std::chrono::milliseconds idle_time{60'000};    ///< a kept connection without a request
    std::chrono::milliseconds pause_time{30'000};   ///< without one octet moving, in a body or an answer
    std::chrono::milliseconds slow_grace{60'000};   ///< after it, a body or an answer must have moved at slow_bytes_per_second
    std::size_t slow_bytes_per_second = 512;
    std::chrono::milliseconds linger_time{1'000};  ///< what a refused client still sends is read and dropped so long, so that it sees our answer
    std::chrono::milliseconds stop_time{10'000};   ///< for running requests after stop(); then they are cut
};

}  // namespace accalmie::http
