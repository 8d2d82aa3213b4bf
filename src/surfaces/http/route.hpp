// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/route.hpp: an address that is answered, as data. OpenAPI and docs/api.md are made from the same rows.
#pragma once

#include "surfaces/http/message.hpp"
#include "surfaces/http/query.hpp"
#include "trust/access.hpp"

#include <functional>
#include <memory>

namespace accalmie::http {

/// Who may ask: anyone; whom the workspace's tokens let in; or only the owner, over the Unix socket.
enum class Audience : std::uint8_t { anyone, member, owner_locally };
/// Where the handler runs: on a worker; at once on the I/O thread (then it must take well under a millisecond); or on a waiter, one of many
/// threads that do little but wait for the disk, so that what waits at the same time shares one commit.
enum class Runs : std::uint8_t { on_worker, at_once, on_waiter };
/// Where the token stands: in the Authorization field as Bearer; in the path as {token}, for clients that know nothing but an address; or as the
/// password of HTTP Basic (RFC 7617) beside the member's pseudonym, for clients that ask for a name and a password.
enum class TokenIn : std::uint8_t { field, path, basic };

/// Takes a body while it arrives, so that a large one never lies in memory. On the I/O thread: quick, and without waiting for the disk.
class BodyReceiver {
public:
    virtual ~BodyReceiver() = default;
    /// An error ends the request and is its answer.
    virtual Result<void> take(std::string_view octets) = 0;
    virtual Result<void> finish() = 0;
};

struct Request {
    Query query;
    Member member;  ///< who asks; of `Audience::anyone` an empty one
    std::string body;
    std::unique_ptr<BodyReceiver> received = {};  ///< of a route that receives, in place of `body`
    std::string host = {};                        ///< under which we were asked: "clinique.local:8443"; empty over the Unix socket
};

/// Takes the pieces of a streamed answer; any thread.
class Stream {
public:
    virtual ~Stream() = default;
    /// Waits while too much is pending. False: nobody listens any more, so stop.
    virtual bool send(std::string_view piece) = 0;
};

struct Route {
    Method method = Method::get;
    std::string_view pattern = {};  ///< "/api/v1/places/{code}"
    Text summary = {};
    std::vector<Parameter> parameters = {};
    std::string_view answer = {};  ///< name of a schema (schemas.hpp), or a media type such as "text/plain"
    Audience audience = Audience::member;
    Runs runs = Runs::on_worker;
    TokenIn token = TokenIn::field;
    std::size_t body_bytes_max = 0;  ///< 0: takes no body
    std::string_view body = {};      ///< name of the body's schema
    std::function<Result<Response>(Request const&)> handle = {};
    /// Makes the receiver of a body that is no JSON. Then `handle` gets it in `received`.
    std::function<Result<std::unique_ptr<BodyReceiver>>(RequestHead const&)> receive = {};
    /// An error in the client's own form; otherwise ours, as JSON.
    std::function<Response(Error const&)> refuse = {};
    /// Who holds this token, of a route whose tokens are not members'. Errors as in SiteOptions.
    std::function<Result<Member>(std::string_view token)> authenticate = {};
    /// Instead of `handle`: an answer in pieces, as long as it takes. An Error is possible only before the first piece.
    std::function<Result<void>(Request const&, Stream&)> stream = {};
};

/// What a path leads to.
struct RouteMatch {
    Route const* route = nullptr;                              ///< null: no route, or none with this method
    std::vector<std::pair<std::string, std::string>> in_path;  ///< values of {params}
    std::string allow;                                         ///< "GET, HEAD, OPTIONS"; empty: the path is unknown
};

class Routes {
public:
    /// A pattern twice, or a parameter of the pattern that is not described, is a bug.
    explicit Routes(std::vector<Route> routes);

    RouteMatch match(Method method, std::span<std::string const> segments, Channel channel) const;
    std::span<Route const> all() const { return routes_; }

private:
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> patterns_;  ///< segments, beside routes_
};

}  // namespace accalmie::http
