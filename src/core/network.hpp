// SPDX-License-Identifier: Apache-2.0
// src/core/network.hpp: one question to another process or machine, one answer. The real one is in app/, fakes in tests.
#pragma once

#include "core/result.hpp"

#include <chrono>
#include <string>

namespace accalmie {

struct NetworkRequest {
    std::string endpoint;  ///< "unix:/path/of/socket" or "http://host:port"
    std::string method = "GET";
    std::string target = "/";
    std::string body = {};
    std::chrono::milliseconds timeout{30'000};
    std::string content_type = "application/json";  ///< of the body
    std::string authorization = {};                 ///< the whole field, as "Bearer ..."; empty: none
};
struct NetworkAnswer {
    int status = 0;
    std::string body;
};

class Network {
public:
    virtual ~Network() = default;
    /// errors  missing  nobody listens there     io  the connection broke     limit  the answer is larger than 1 GiB or too late
    virtual Result<NetworkAnswer> exchange(NetworkRequest const& request) = 0;
};

}  // namespace accalmie
