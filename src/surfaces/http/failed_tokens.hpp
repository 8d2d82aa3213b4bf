// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/failed_tokens.hpp: who guesses tokens waits. A bounded table, in memory only, never logged.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace accalmie::http {

/// Any thread.
class FailedTokens {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Has `peer` failed failed_tokens_max times within failed_token_window?
    bool is_blocked(std::string const& peer, Time now) const;
    void count(std::string const& peer, Time now);
    std::size_t size() const;

private:
    struct Failures {
        Time since;
        unsigned count = 0;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Failures> peers_;
    std::deque<std::string> order_;  ///< oldest first, to forget
};

}  // namespace accalmie::http
