// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/site.hpp: from a request's header to its answer: routes, files, names, tokens. No sockets, so tests are quick.
#pragma once

#include "surfaces/http/failed_tokens.hpp"
#include "surfaces/http/metrics.hpp"
#include "surfaces/http/route.hpp"
#include "surfaces/http/static_files.hpp"

namespace accalmie::http {

/// May a browser keep API answers? A real workspace's must not lie in the cache of a phone; a demo's may, if asked for again.
enum class ApiCaching : std::uint8_t { no_store, revalidate };

/// Health, metrics and openapi.json, which every server of a workspace has.
enum class OwnRoutes : std::uint8_t { added, none };

struct SiteOptions {
    std::vector<Route> routes;
    OwnRoutes own = OwnRoutes::added;
    StaticFiles files = {};
    /// Who holds this token; empty: none was sent.   errors  denied, missing or invalid: 401; others as they are
    std::function<Result<Member>(std::string_view token)> authenticate;
    Member owner = {};  ///< who speaks over the Unix socket
    ApiCaching caching = ApiCaching::no_store;
};

/// A request that has an address and sound parameters, and now needs its body, its member and its handler.
struct Job {
    Route const* route = nullptr;
    Query query;
    RequestHead head;
    Member member = {};
};

struct Admission {
    std::string_view route;            ///< pattern for log and metrics; lives as long as the site
    std::optional<Response> response;  ///< the answer already, if it needs nothing more
    std::optional<Job> job;            ///< else what is to be done
};

class Site {
public:
    explicit Site(SiteOptions options);
    Site(Site const&) = delete;
    Site& operator=(Site const&) = delete;

    /// From now on only requests for localhost, 127.0.0.1, [::1] and these names are answered. Before any request.
    void restrict_names(std::vector<std::string> names);

    /// Quick; on the I/O thread.
    Admission admit(RequestHead const& head);
    /// Fills job.member, or says why not (401, 429). Any thread.
    std::optional<Response> authorize(Job& job, FailedTokens::Time now = std::chrono::steady_clock::now());
    /// The handler's answer, tagged, packed if large and wanted. Any thread.
    Response answer(Job const& job, std::string body, std::unique_ptr<BodyReceiver> received = {}) const;
    /// An error of a job, as its route words it.
    static Response refusal(Job const& job, Error const& error);
    /// Of a route that streams. Any thread.
    Result<void> stream(Job const& job, std::string body, Stream& out) const;

    Routes const& routes() const { return routes_; }
    Metrics& metrics() { return metrics_; }

private:
    std::vector<Route> with_own_routes(std::vector<Route> routes);
    std::optional<Response> refuse(RequestHead const& head, Target const& target);
    Admission admit_file(RequestHead const& head, Target const& target) const;
    Response finished(RequestHead const& head, Response response) const;
    Admission admit_route(RequestHead const& head, Target const& target, RouteMatch const& match) const;

    Metrics metrics_;
    FailedTokens failed_tokens_;
    std::string openapi_;
    SiteOptions options_;
    Routes routes_;
    std::optional<std::vector<std::string>> names_;
};

}  // namespace accalmie::http
