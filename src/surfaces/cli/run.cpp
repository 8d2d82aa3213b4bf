// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/run.cpp: one line from words to exit code: parse, open the workspace or hand over to `serve`, run, tell what went wrong.
#include "surfaces/cli/command.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

namespace accalmie::cli {

namespace {

constexpr int progress_width = 24;

void tell(Terminal& terminal, Error const& error, bool json)
{
    if (json) {
        nlohmann::ordered_json const document{
            {"error", {{"kind", kind_name(error.kind)}, {"what", error.what}, {"where", error.where}, {"remedy", error.remedy}}}};
        terminal.out(document.dump(2) + "\n");
    }
    terminal.err("accalmie: " + error.text() + "\n");
}

/// Hand the line to a `serve` that holds the workspace. Nothing if none listens.
std::optional<int> hand_over(std::vector<std::string> const& words, std::filesystem::path const& folder, Host& host)
{
    if (host.network == nullptr) return std::nullopt;
    NetworkRequest request;
    request.endpoint = "unix:" + (folder / "socket").string();
    request.method = "POST";
    request.target = "/local/command";
    request.timeout = std::chrono::hours{1};
    request.body = nlohmann::json{{"argv", words}, {"cwd", host.cwd.string()}, {"color", false}}.dump();
    auto const answer = host.network->exchange(request);
    if (!answer) return std::nullopt;  // nobody listens; if somebody holds the lock all the same, opening says so
    if (answer->status != 200) {
        host.terminal.err("accalmie: the running server refused the command: " + answer->body + "\n");
        return exit_code(Error::Kind::denied);
    }
    auto code = exit_code(Error::Kind::io);
    for (std::size_t begin = 0; begin < answer->body.size();) {
        auto const end = std::min(answer->body.find('\n', begin), answer->body.size());
        auto const frame = nlohmann::json::parse(answer->body.substr(begin, end - begin), nullptr, false);
        begin = end + 1;
        if (frame.is_discarded() || !frame.is_object()) continue;
        if (frame.contains("exit_code")) code = frame.value("exit_code", code);
        auto const text = frame.value("text", std::string{});
        if (frame.value("stream", std::string{}) == "out") host.terminal.out(text);
        if (frame.value("stream", std::string{}) == "err") host.terminal.err(text);
        if (frame.contains("out")) host.terminal.out(frame.value("out", std::string{}));
        if (frame.contains("err")) host.terminal.err(frame.value("err", std::string{}));
    }
    return code;
}

}  // namespace

std::filesystem::path workspace_folder(std::string const& given, Host const& host)
{
    if (!given.empty()) return (host.cwd / given).lexically_normal();
    if (!host.workspace_from_environment.empty()) return (host.cwd / host.workspace_from_environment).lexically_normal();
    return host.cwd / "accalmie-workspace";
}

Progress Session::progress(std::string label)
{
    if (!terminal.is_interactive()) return {};
    auto const start = std::chrono::steady_clock::now();
    auto drawn = std::make_shared<std::chrono::steady_clock::time_point>(start);
    return [this, start, drawn, label = std::move(label)](std::uint64_t done, std::uint64_t total) {
        auto const now = std::chrono::steady_clock::now();
        bool const finished = total > 0 && done >= total;
        if (now - start < std::chrono::seconds{1} || (!finished && now - *drawn < std::chrono::milliseconds{200})) return;
        *drawn = now;
        std::string bar = "\r" + label + " ";
        if (total == 0) {
            bar += std::to_string(done);
        } else {
            auto const filled = static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * progress_width);
            for (int i = 0; i < progress_width; ++i) bar += i < filled ? "█" : "·";
            bar += " " + std::to_string(done * 100 / total) + " %";
        }
        terminal.err(finished ? bar + "\n" : bar);
    };
}

int run(std::vector<std::string> const& words, Host& host)
{
    bool const wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
    auto const invocation = parse_line(words);
    if (!invocation) {
        tell(host.terminal, invocation.error(), wants_json);
        return exit_code(invocation.error().kind);
    }
    if (invocation->command == nullptr) {
        host.terminal.out(invocation->text);
        return 0;
    }
    auto const folder = host.open != nullptr ? host.open->folder() : workspace_folder(invocation->workspace, host);
    auto const& command = *invocation->command;
    if (command.place == Command::Place::in_workspace && host.open == nullptr)
        if (auto const code = hand_over(words, folder, host)) return *code;

    std::unique_ptr<Workspace> own;
    Session session{.arguments = invocation->arguments,
                    .terminal = host.terminal,
                    .machine = host.machine,
                    .folder = folder,
                    .cwd = host.cwd,
                    .json = invocation->json,
                    .network = host.network,
                    .processes = host.processes,
                    .workspace = {}};
    session.workspace = [&]() -> Result<Workspace*> {
        if (host.open != nullptr) return host.open;
        if (own == nullptr) {
            own = TRY(Workspace::open(folder, host.machine));
            auto const folded = TRY(own->catch_up(session.progress("facts")));
            if (folded.rebuilt && host.terminal.is_interactive())
                host.terminal.err("accalmie: the facts were made anew (" + folded.rebuilt_because + ")\n");
            if (own->is_demo() && !session.json) host.terminal.err("DEMONSTRATION: simulated data (données simulées)\n");
        }
        return own.get();
    };
    auto const done = command.run(session);
    if (done) return 0;
    tell(host.terminal, done.error(), session.json);
    return exit_code(done.error().kind);
}

}  // namespace accalmie::cli
