// SPDX-License-Identifier: Apache-2.0
#include "app/real_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace accalmie {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t messages_max = 64U << 10U;
constexpr int exec_failed = 127;  // as a shell counts
constexpr rlim_t open_files_max = 64;

Error failure(std::string_view doing)
{
    return Error{Error::Kind::io, fmt::format("{}: {}", doing, std::strerror(errno)), {}, "look whether the machine is out of memory or processes"};
}

/// A descriptor that is closed when it goes.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    void reset(int number)
    {
        close();
        number_ = number;
    }
    void close()
    {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    int number() const { return number_; }

private:
    int number_;
};

struct Pipe {
    Descriptor read, write;
    Result<void> open()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failure("no pipe could be made");
        read.reset(ends[0]);
        write.reset(ends[1]);
        return {};
    }
};

Result<std::string> path_of(std::string const& program)
{
    if (program.find('/') == std::string::npos)
        for (std::string const folder : {"/usr/bin/", "/usr/local/bin/"})
            if (::access((folder + program).c_str(), X_OK) == 0) return folder + program;
    return Error{Error::Kind::missing, fmt::format("the program {} is not installed", program), {}, program == "ogr2ogr" ? "install the package gdal-bin, or give GeoJSON" : "install it"};
}

std::vector<char*> pointers_to(std::vector<std::string> const& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto const& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));  // exec takes char* and changes nothing
    pointers.push_back(nullptr);
    return pointers;
}

void limit(int resource, rlim_t most)
{
    rlimit const both{most, most};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

/// In the child, between fork and exec: system calls only, since other threads may have held locks.
[[noreturn]] void become(char const* path, char* const* arguments, char* const* environment, ProcessRequest const& request, int output, int messages)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    int const nothing = ::open("/dev/null", O_RDONLY);
    if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(messages, 2) < 0) ::_exit(exec_failed);
    ::close_range(3, ~0U, 0);
    limit(RLIMIT_AS, request.memory_bytes_max);
    limit(RLIMIT_CPU, static_cast<rlim_t>(request.time_max.count()) + 1);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, open_files_max);
    ::execve(path, arguments, environment);
    ::_exit(exec_failed);
}

/// Read what is there. False at the end of the stream.
bool drain(int descriptor, std::string& into, std::size_t most, bool& too_much)
{
    std::array<char, 1U << 16U> block;
    auto const count = ::read(descriptor, block.data(), block.size());
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    if (count == 0) return false;
    auto const room = most - std::min(most, into.size());
    into.append(block.data(), std::min(static_cast<std::size_t>(count), room));
    too_much = too_much || static_cast<std::size_t>(count) > room;
    return true;
}

Error too_long(ProcessRequest const& request)
{
    return Error{Error::Kind::limit, fmt::format("{} took longer than {} seconds and was ended", request.program, request.time_max.count()), {}, "give a smaller file"};
}

/// Both streams until both end, the time is over or the output too long.
Result<void> collect(ProcessRequest const& request, SteadyClock::time_point deadline, int output, int messages, ProcessOutput& into)
{
    std::array<pollfd, 2> streams{{{output, POLLIN, 0}, {messages, POLLIN, 0}}};
    while (streams[0].fd >= 0 || streams[1].fd >= 0) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
        if (left <= 0) return too_long(request);
        int const ready = ::poll(streams.data(), streams.size(), static_cast<int>(std::min<std::int64_t>(left, 1000)));
        if (ready < 0 && errno != EINTR) return failure("waiting for a process failed");
        bool too_much = false, ignored = false;
        if (streams[0].revents != 0 && !drain(output, into.output, request.output_bytes_max, too_much)) streams[0].fd = -1;
        if (streams[1].revents != 0 && !drain(messages, into.messages, messages_max, ignored)) streams[1].fd = -1;
        if (too_much) return Error{Error::Kind::limit, fmt::format("{} wrote more than {} MiB and was ended", request.program, request.output_bytes_max >> 20U), {}, "give a smaller file"};
    }
    return {};
}

/// The exit code; a child that has closed its streams and stays is ended at the deadline.
int wait_for(pid_t child, SteadyClock::time_point deadline, bool& ended)
{
    constexpr timespec pause{0, 2'000'000};
    for (int status = 0;;) {
        pid_t const found = ::waitpid(child, &status, WNOHANG);
        if (found == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (found < 0 && errno != EINTR) return exec_failed;
        if (SteadyClock::now() > deadline) {
            ended = true;
            ::kill(-child, SIGKILL);
        }
        ::nanosleep(&pause, nullptr);
    }
}

}  // namespace

Result<ProcessOutput> RealProcesses::run(ProcessRequest const& request)
{
    auto const path = TRY(path_of(request.program));
    std::vector<std::string> words{request.program};
    words.insert(words.end(), request.arguments.begin(), request.arguments.end());
    auto const arguments = pointers_to(words), environment = pointers_to(request.environment);
    Pipe output, messages;
    TRY(output.open());
    TRY(messages.open());
    pid_t const child = ::fork();
    if (child < 0) return failure("no process could be started");
    if (child == 0) become(path.c_str(), arguments.data(), environment.data(), request, output.write.number(), messages.write.number());
    ::setpgid(child, child);  // also here, so that the group is there before we may have to end it
    output.write.close();
    messages.write.close();
    ProcessOutput result;
    auto const deadline = SteadyClock::now() + request.time_max;
    auto const collected = collect(request, deadline, output.read.number(), messages.read.number(), result);
    if (!collected) ::kill(-child, SIGKILL);
    bool ended = false;
    result.exit_code = wait_for(child, deadline, ended);
    if (!collected) return collected.error();
    if (ended) return too_long(request);
    if (result.exit_code == 128 + SIGXCPU)
        return Error{Error::Kind::limit, fmt::format("{} used more than {} seconds of the processor and was ended", request.program, request.time_max.count()), {}, "give a smaller file"};
    return result;
}

}  // namespace accalmie
