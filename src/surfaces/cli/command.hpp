// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/command.hpp: a command as data: what it takes, what it does. Help, docs/cli.md and parsing are made from it.
#pragma once

#include "capture/process.hpp"
#include "core/network.hpp"
#include "workspace/workspace.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::cli {

struct Option {
    enum class Need : std::uint8_t { optional, required };
    std::string_view name;   ///< without dashes, as "as-of"
    std::string_view value;  ///< what stands for its value in the help, as "DAY"; empty: a flag
    std::string_view meaning;
    std::string_view fallback = {};
    Need need = Need::optional;
};
struct Positional {
    enum class Count : std::uint8_t { one, optional, many };
    std::string_view name;  ///< as "FILE"
    std::string_view meaning;
    Count count = Count::one;
};

/// What was given on the line, already checked against the command.
class Arguments {
public:
    bool has(std::string_view name) const { return values_.contains(name); }
    /// The value, or the option's fallback, or empty.
    std::string text(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    /// errors  usage  not a day / number (the option is named)
    Result<std::optional<Day>> day(std::string_view name) const;
    Result<std::optional<Month>> month(std::string_view name) const;
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t least, std::int64_t most) const;

    void set(std::string name, std::vector<std::string> values) { values_[std::move(name)] = std::move(values); }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// Where words go. The real one is the user's terminal; while `serve` runs, the far end of its socket.
class Terminal {
public:
    virtual ~Terminal() = default;
    virtual void out(std::string_view text) = 0;
    virtual void err(std::string_view text) = 0;
    virtual bool is_interactive() const = 0;  ///< a person watches: progress bars are drawn on `err`
};

struct Session;
struct Command {
    std::string_view name;         ///< one or two words, as "import ucdp"
    std::string_view summary;      ///< one line
    std::string_view description;  ///< what a user must know; may be empty
    std::vector<std::string_view> examples;
    std::vector<Positional> positionals;
    std::vector<Option> options;
    /// Does it need the workspace open? While `serve` runs, such commands are handed to it.
    enum class Place : std::uint8_t { anywhere, in_workspace } place = Place::in_workspace;
    Result<void> (*run)(Session&) = nullptr;
};

/// One run of one command.
struct Session {
    Arguments arguments;
    Terminal& terminal;
    Machine machine;
    std::filesystem::path folder;  ///< of the workspace
    std::filesystem::path cwd;     ///< relative names on the line start here
    bool json = false;
    Network* network = nullptr;
    Processes* processes = nullptr;
    /// The open workspace, its facts up to date; opened at the first call.
    std::function<Result<Workspace*>()> workspace;

    std::filesystem::path path(std::string_view given) const { return cwd / std::filesystem::path{given}; }
    /// A progress bar that draws itself once a second has passed; silent where nobody watches.
    Progress progress(std::string label);
    void line(std::string_view text)
    {
        terminal.out(text);
        terminal.out("\n");
    }
};

/// Every command, in the order of the help.
std::vector<Command> const& commands();

/// The whole help, or that of one command.
std::string help_text();
std::string help_text(Command const& command);
/// docs/cli.md.
std::string cli_markdown();

/// What the line asks for.
struct Invocation {
    Command const* command = nullptr;  ///< null: print `text` and end well
    Arguments arguments;
    std::string text;
    std::string workspace;  ///< as given, or empty
    bool json = false;
};
/// errors  usage
Result<Invocation> parse_line(std::vector<std::string> const& words);

/// What one process needs to run commands.
struct Host {
    Machine machine;
    Terminal& terminal;
    Network* network = nullptr;      ///< to speak to a running `serve`; null inside it
    Processes* processes = nullptr;  ///< to run GDAL beside us
    std::filesystem::path cwd;
    std::string workspace_from_environment;
    Workspace* open = nullptr;  ///< inside `serve`: the workspace that is open already
};
/// Run one line; prints results and errors; returns the exit code.
int run(std::vector<std::string> const& words, Host& host);

/// Folder of the workspace that a line means: --workspace, ACCALMIE_WORKSPACE, or ./accalmie-workspace.
std::filesystem::path workspace_folder(std::string const& given, Host const& host);

}  // namespace accalmie::cli
