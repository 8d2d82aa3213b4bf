// SPDX-License-Identifier: Apache-2.0
// src/app/main.cpp: builds the real disk, clock, network and chance, and hands the line over.
#include "app/real_disk.hpp"
#include "app/real_network.hpp"
#include "app/real_process.hpp"
#include "surfaces/cli/command.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace accalmie;

class SystemClock final : public Clock {
public:
    Instant now() override { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
};

class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> octets) override { randombytes_buf(octets.data(), octets.size()); }
};

class StandardTerminal final : public cli::Terminal {
public:
    void out(std::string_view text) override
    {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);  // `serve` prints its address and then waits
    }
    void err(std::string_view text) override
    {
        std::fflush(stdout);
        std::fwrite(text.data(), 1, text.size(), stderr);
    }
    bool is_interactive() const override { return ::isatty(STDERR_FILENO) == 1; }
};

}  // namespace

int main(int count, char** words)
{
    std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of the write, not our end
    if (sodium_init() < 0) {
        std::fputs("accalmie: libsodium did not start\n", stderr);
        return exit_code(Error::Kind::io);
    }
    ::umask(0077);  // a workspace is its owner's
    RealDisk disk;
    SystemClock clock;
    SystemRandom random;
    RealNetwork network;
    RealProcesses processes;
    StandardTerminal terminal;
    char const* const workspace = std::getenv("ACCALMIE_WORKSPACE");
    std::error_code ignored;
    cli::Host host{.machine = {disk, clock, random},
                   .terminal = terminal,
                   .network = &network,
                   .processes = &processes,
                   .cwd = std::filesystem::current_path(ignored),
                   .workspace_from_environment = workspace == nullptr ? "" : workspace};
    int const code = cli::run({words + 1, words + count}, host);
    // A result that could not be written is a failure, not a success without output.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return code == 0 ? exit_code(Error::Kind::io) : code;
    return code;
}
