// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/serve.cpp: `accalmie serve`: the page, the API, and the owner's socket.
#include "surfaces/cli/all.hpp"

#include "surfaces/cli/serve_lan.hpp"
#include "surfaces/http/server.hpp"
#include "surfaces/openrosa.hpp"
#include "surfaces/sync_server.hpp"
#include "surfaces/workspace_api.hpp"
#include "trust/crypto.hpp"
#include "web_app.hpp"
#include "workspace/form_readings.hpp"

#include <condition_variable>
#include <thread>

namespace accalmie::cli {

namespace {

/// Collects what a command says; progress goes out at once.
class FarTerminal final : public Terminal {
public:
    explicit FarTerminal(http::CommandProgress const& progress) : progress_{progress} {}
    void out(std::string_view text) override { out_ += text; }
    void err(std::string_view text) override
    {
        if (!progress_(text)) err_ += text;
    }
    bool is_interactive() const override { return false; }
    http::CommandOutcome outcome(int code) { return {code, std::move(out_), std::move(err_)}; }

private:
    http::CommandProgress const& progress_;
    std::string out_, err_;
};

/// Whoever opens a demo without a token looks around as a coordinator of all places: everything in it is invented.
Member demo_visitor(Workspace& workspace)
{
    auto member = workspace.owner();
    member.pseudonym = "visiteur";
    member.key = {};
    member.role = Role::coordinator;
    return member;
}

/// Members by token, so that a device that sends a thousand answers is looked up once. A member who was changed here counts at once; one
/// whose last day passes, after `age_max`.
class KnownTokens {
public:
    explicit KnownTokens(Workspace& workspace) : workspace_{workspace} {}

    Result<Member> find(std::string_view token)
    {
        auto const now = std::chrono::steady_clock::now();
        auto const hash = hash_of(as_bytes(token));
        {
            std::lock_guard const lock{mutex_};
            if (writes_ != workspace_.writes() || now - since_ > age_max || known_.size() >= known_max) {
                known_.clear();
                writes_ = workspace_.writes();
                since_ = now;
            }
            if (auto const found = known_.find(hash); found != known_.end()) return found->second;
        }
        auto const writes = workspace_.writes();
        auto member = TRY(workspace_.member_of(token));
        std::lock_guard const lock{mutex_};
        if (writes == writes_) known_[hash] = member;
        return member;
    }

private:
    static constexpr std::chrono::minutes age_max{1};
    static constexpr std::size_t known_max = 10'000;

    Workspace& workspace_;
    std::mutex mutex_;
    std::unordered_map<Hash, Member> known_;
    std::uint64_t writes_ = 0;
    std::chrono::steady_clock::time_point since_{};
};

/// Brings collected submissions into the facts and reads them into records, at most once a second, beside everything else.
class Folding {
public:
    Folding(Workspace& workspace, OpenRosa& openrosa, Terminal& terminal)
        : thread_{[this, &workspace, &openrosa, &terminal] { run(workspace, openrosa, terminal); }}
    {
    }
    ~Folding()
    {
        {
            std::lock_guard const lock{mutex_};
            is_ending_ = true;
        }
        ends_.notify_all();
        thread_.join();
    }
    Folding(Folding const&) = delete;
    Folding& operator=(Folding const&) = delete;

private:
    void run(Workspace& workspace, OpenRosa& openrosa, Terminal& terminal)
    {
        FormReader reader{workspace};
        std::optional<std::uint64_t> read_at;  // how often something had come in when all was read
        std::unique_lock lock{mutex_};
        while (!is_ending_) {
            ends_.wait_for(lock, std::chrono::seconds{1});
            lock.unlock();
            if (auto const folded = workspace.fold_collected(); !folded) terminal.err("facts: " + folded.error().text() + "\n");
            if (auto const read = openrosa.read_entities(); !read) terminal.err("entities: " + read.error().text() + "\n");
            read(workspace, reader, read_at, terminal);
            lock.lock();
        }
    }

    /// A few steps; the rest in the next second, so that the end never waits long.
    static void read(Workspace& workspace, FormReader& reader, std::optional<std::uint64_t>& read_at, Terminal& terminal)
    {
        constexpr int steps_max = 8;
        if (read_at == workspace.collects()) return;
        for (int i = 0; i < steps_max; ++i) {
            auto const before = workspace.collects();
            auto const step = reader.step();
            if (!step) {
                terminal.err("reading submissions: " + step.error().text() + "\n");
                return;
            }
            if (step->submissions > 0) continue;
            read_at = before;
            return;
        }
    }

    std::mutex mutex_;
    std::condition_variable ends_;
    bool is_ending_ = false;
    std::thread thread_;  // last: it uses the others
};

std::function<Result<Member>(std::string_view)> authentication(Workspace& workspace, std::string const& owner_token)
{
    return [&workspace, hash = token_hash(owner_token), known = std::make_shared<KnownTokens>(workspace)](std::string_view token) -> Result<Member> {
        if (token.empty() && workspace.is_demo()) return demo_visitor(workspace);
        if (token.empty())
            return Error{Error::Kind::denied,
                         "an access token is needed",
                         {},
                         "open the address that `accalmie serve` printed, or ask the programme lead for a token"};
        if (token_matches(token, hash)) return workspace.owner();
        return known->find(token);
    };
}

std::vector<http::EmbeddedFile> web_files()
{
    std::vector<http::EmbeddedFile> files;
    for (auto const& file : web_app::files()) files.push_back({file.path, file.content});
    return files;
}

Result<http::ServerOptions> server_options(Session& session)
{
    auto const& arguments = session.arguments;
    http::ServerOptions options;
    options.address = arguments.text("address");
    options.port = static_cast<std::uint16_t>(TRY(arguments.integer("port", 0, 65535)).value_or(8080));
    options.socket_path = (session.folder / "socket").string();
    options.signals = http::Signals::stop_on_interrupt;
    if (arguments.has("certificate") != arguments.has("key"))
        return Error{Error::Kind::usage, "HTTPS needs both a certificate and a key", "--certificate, --key"};
    if (arguments.has("certificate"))
        options.tls = http::TlsFiles{session.path(arguments.text("certificate")).string(), session.path(arguments.text("key")).string()};
    for (auto const& name : arguments.all("name")) options.names.push_back(name);
    bool const loopback = options.address.starts_with("127.") || options.address == "::1";
    if (!loopback && !options.tls && !arguments.has("plain") && !arguments.has("lan"))
        return Error{Error::Kind::denied, "outside this machine only HTTPS is served", "--address " + options.address,
                     "give --certificate and --key, or --plain if another program in front does it"};
    if (arguments.has("log")) {
        options.log = [&terminal = session.terminal](http::LogLine const& line) { terminal.err(http::to_text(line) + "\n"); };
    }
    return options;
}

Result<void> run_serve(Session& session)
{
    if (session.network == nullptr) return Error{Error::Kind::conflict, "this server is running already"};
    auto options = TRY(server_options(session));
    auto* workspace = TRY(session.workspace());
    std::optional<Lan> lan;
    if (session.arguments.has("lan")) lan = TRY(prepare_lan(session, session.folder, workspace->head().name, options));
    auto const owner_token = make_token(session.machine.random);
    auto const files = web_files();

    http::SiteOptions site;
    site.files = http::StaticFiles{files};
    site.routes = http::api_routes(workspace_api(*workspace));
    site.routes.push_back(http::local_command_route([&session, workspace](http::CommandCall const& call, http::CommandProgress const& progress) {
        FarTerminal terminal{progress};
        Host host{.machine = session.machine,
                  .terminal = terminal,
                  .network = nullptr,
                  .processes = session.processes,
                  .cwd = call.cwd,
                  .workspace_from_environment = {},
                  .open = workspace};
        int const code = run(call.argv, host);
        return terminal.outcome(code);
    }));
    bool const tls = options.tls.has_value();
    auto const openrosa = TRY(OpenRosa::open(*workspace, tls ? OpenRosa::Scheme::https : OpenRosa::Scheme::http));
    for (auto& route : openrosa->routes()) site.routes.push_back(std::move(route));
    SyncServer sync{*workspace};
    site.routes.push_back(sync.route());
    site.authenticate = authentication(*workspace, owner_token);
    site.owner = workspace->owner();
    site.caching = workspace->is_demo() ? http::ApiCaching::revalidate : http::ApiCaching::no_store;

    auto const address = options.address;
    auto server = TRY(http::Server::start(std::move(options), std::move(site)));
    auto const shown = lan                                                ? lan->hosts.front()
                       : address == "127.0.0.1" || address == "::1" ? std::string{"localhost"}
                       : address.find(':') == std::string::npos   ? address
                                                                  : "[" + address + "]";
    auto const url = std::string{tls ? "https" : "http"} + "://" + shown + ":" + std::to_string(server->port()) + "/";
    session.line(workspace->is_demo() ? url : url + "#k=" + owner_token);
    auto const page = lan ? TRY(start_lan_page(session, *lan, workspace->head().name, address, server->port())) : nullptr;
    if (shown == "localhost") session.terminal.err("This machine only. Stop with Ctrl-C.\n");
    if (files.empty()) session.terminal.err("This program was built without the web app; the API answers all the same.\n");
    if (!workspace->is_demo()) session.terminal.err("The address holds your own key for this run; do not pass it on. Others: accalmie member add\n");
    Folding const folding{*workspace, *openrosa, session.terminal};
    server->wait();
    return {};
}

}  // namespace

Command serve_command()
{
    return {.name = "serve",
            .summary = "Serve the page and the API; prints the address",
            .description =
                "This machine only unless --address says otherwise, and then HTTPS. While it runs, other commands speak to it by themselves.\n"
                "It stops at Ctrl-C or SIGTERM after finishing what runs.",
            .examples = {"accalmie --workspace ./demo serve",
                         "accalmie serve --lan --name clinique.local",
                         "accalmie serve --address 0.0.0.0 --port 443 --certificate node.pem --key node.key --name clinique.local"},
            .positionals = {},
            .options = {{"port", "N", "port; 0 takes any free one", "8080"},
                        {"address", "ADDRESS", "numeric address to listen on", "127.0.0.1"},
                        {"certificate", "FILE", "PEM certificate chain for HTTPS"},
                        {"key", "FILE", "PEM private key for HTTPS"},
                        {"name", "NAME", "a name under which it is reached; again for another"},
                        {"lan", "", "HTTPS for phones on the same Wi-Fi, with a certificate of its own that they install once"},
                        {"page-port", "N", "with --lan: port of the page from which phones install it", "8080"},
                        {"renew", "", "with --lan: make new certificates; phones install them again"},
                        {"plain", "", "serve HTTP beyond this machine: only behind a program that adds HTTPS"},
                        {"log", "", "a line a request on standard error: route, status, time; never content"}},
            .place = Command::Place::anywhere,
            .run = run_serve};
}

}  // namespace accalmie::cli
