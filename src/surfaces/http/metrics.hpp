// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/metrics.hpp: how the server is doing, in Prometheus' text form; no label holds content.
#pragma once

#include "surfaces/http/message.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>

namespace accalmie::http {

/// What is told about one answered request. No query, no address, no member.
struct LogLine {
    Method method;
    std::string_view route;  ///< the pattern, never the path
    int status;
    std::chrono::microseconds duration;  ///< from the end of the request's header to the end of the answer
    std::uint64_t body_bytes;
};
/// "GET /api/v1/calm 200 12.3 ms 4510 B".
std::string to_text(LogLine const& line);

enum class Rejection : std::uint8_t { connections, queue, host, token_rate, malformed, slow, stopping };
inline constexpr std::size_t rejection_count = 7;

/// Counters since the start; any thread.
class Metrics {
public:
    void count(LogLine const& line);
    void count(Rejection rejection);
    std::uint64_t rejected(Rejection rejection) const;
    void set_open_connections(std::size_t count) { open_connections_ = count; }
    void set_queue_length(std::size_t length) { queue_length_ = length; }
    std::size_t open_connections() const { return open_connections_; }
    std::size_t queue_length() const { return queue_length_; }
    /// Exposition format 0.0.4.
    std::string text() const;

private:
    static constexpr std::array<double, 9> bounds_s{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};
    struct Durations {
        std::array<std::uint64_t, bounds_s.size() + 1> counts{};  ///< the last: longer than every bound
        double sum_s = 0;
    };
    struct Key {
        std::string route, method;
        int status;
        friend auto operator<=>(Key const&, Key const&) = default;
    };

    mutable std::mutex mutex_;
    std::map<Key, std::uint64_t> requests_;  // bounded: routes are a table, methods and statuses are few
    std::map<std::string, Durations, std::less<>> durations_;
    std::array<std::uint64_t, rejection_count> rejections_{};
    std::atomic<std::size_t> open_connections_ = 0;
    std::atomic<std::size_t> queue_length_ = 0;
};

}  // namespace accalmie::http
